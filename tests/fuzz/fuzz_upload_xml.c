/* SPDX-License-Identifier: Apache-2.0 */
/* XML answers: any document ends in a text, a count, or an error. */
#include <stdlib.h>
#include <string.h>

#include "upload/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int take(void *context, const char *const *texts)
{
	(void)context;
	for (size_t i = 0; i < 2; i++)
		if (texts[i] && strlen(texts[i]) > INGOT_XML_TEXT_MAX)
			abort();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "b", "c" };
	const struct ingot_xml_walk walk = { names, 2, NULL, take };
	const struct ingot_bytes document = { data, size };
	char text[32] = "";
	size_t count = 0;

	if (ingot_xml_text(document, "a/b[1]/c", sizeof(text), text) == 0 &&
	    strlen(text) >= sizeof(text))
		abort();
	(void)ingot_xml_count(document, "a/b", &count);
	(void)ingot_xml_walk_run(document, "a", &walk);
	return 0;
}
