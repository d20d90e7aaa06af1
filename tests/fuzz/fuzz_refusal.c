/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: the EFI variable; what is read can be written, and is an observation's member. */
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "bootstrapper/refusal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	struct ingot_refusal refusal;

	if (ingot_refusal_parse((struct ingot_bytes){ data, size }, &refusal) < 0)
		return 0;
	if (refusal.attempts < 1 || refusal.attempts > INGOT_REFUSAL_COUNT_MAX ||
	    strnlen(refusal.step, sizeof(refusal.step)) == sizeof(refusal.step) ||
	    refusal.step[0] == '\0' || refusal.reason.text[0] == '\0' ||
	    strnlen(refusal.reason.text, INGOT_REASON_SIZE) == INGOT_REASON_SIZE)
		abort();
	for (const char *c = refusal.reason.text; *c; c++)
		if (*c < ' ' || *c > '~')
			abort();
	if (ingot_refusal_json(&refusal, &json) < 0)
		abort();
	return 0;
}
