/* SPDX-License-Identifier: Apache-2.0 */
/* PCRs in JSON: what node/selection.h says is one, and what is none; written by hand. */
#include "node/selection.h"

#include <errno.h>
#include <stdlib.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

#define UNTOUCHED 77

static const struct {
	const char *text;
	int want;
	uint32_t pcrs;
} lists[] = {
	{ "{\"pcrs\":[]}", 0, 0 },
	{ "{\"pcrs\":[0]}", 0, 1 },
	{ "{\"pcrs\":[4,9,23]}", 0, 0x800210 },
	{ "{}", -ENOENT, UNTOUCHED },
	{ "{\"pcr\":[1]}", -ENOENT, UNTOUCHED },
	{ "[]", -EBADMSG, UNTOUCHED },
	{ "{\"pcrs\":null}", -EBADMSG, UNTOUCHED },
	{ "{\"pcrs\":7}", -EBADMSG, UNTOUCHED },
	{ "{\"pcrs\":{\"0\":1}}", -EBADMSG, UNTOUCHED },
	{ "{\"pcrs\":[24]}", -EBADMSG, UNTOUCHED },
	{ "{\"pcrs\":[-1]}", -EBADMSG, UNTOUCHED },
	{ "{\"pcrs\":[4294967296]}", -EBADMSG, UNTOUCHED },
	{ "{\"pcrs\":[1,1]}", -EBADMSG, UNTOUCHED },
	{ "{\"pcrs\":[2,1]}", -EBADMSG, UNTOUCHED },
	{ "{\"pcrs\":[23,0]}", -EBADMSG, UNTOUCHED },
	{ "{\"pcrs\":[1.0]}", -EBADMSG, UNTOUCHED },
	{ "{\"pcrs\":[1,\"2\"]}", -EBADMSG, UNTOUCHED },
};

static void test_read(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(lists); i++) {
		ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
		uint32_t pcrs = UNTOUCHED;

		CHECK(ingot_json_parse(ingot_bytes_of_text(lists[i].text), NULL, &json) == 0);
		if (!CHECK(ingot_selection_read(json, "pcrs", &pcrs) == lists[i].want) ||
		    !CHECK(pcrs == lists[i].pcrs))
			fprintf(stderr, "%s\n", lists[i].text);
	}
}

static void test_written(uint32_t pcrs, const char *want)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	uint32_t again = UNTOUCHED;
	size_t size;

	CHECK(ingot_selection_set(json, "pcrs", pcrs) == 0);
	CHECK(ingot_json_write(json, INGOT_JSON_COMPACT, &text, &size) == 0);
	CHECK_TEXT(text, want);
	CHECK(ingot_selection_read(json, "pcrs", &again) == 0 && again == (pcrs & 0xffffff));
}

int main(void)
{
	test_read();
	test_written(0, "{\"pcrs\":[]}");
	test_written(0x800210, "{\"pcrs\":[4,9,23]}");
	test_written(0x1000001, "{\"pcrs\":[0]}");
	CHECK(ingot_selection_set(NULL, "pcrs", 1) == -EINVAL);
	return check_result();
}
