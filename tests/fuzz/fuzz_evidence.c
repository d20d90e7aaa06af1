/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: a node's evidence; what is read can be written, and read again. */
#include <stdlib.h>

#include "base/scoped.h"
#include "node/evidence_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ingot_scoped(ingot_evidence_held_scoped) struct ingot_evidence_held *held = NULL,
									    *again = NULL;
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	struct ingot_reason reason = { 0 };

	if (ingot_evidence_read((struct ingot_bytes){ data, size }, &reason, &held) < 0)
		return 0;
	if (ingot_evidence_json(&held->parts, &json) < 0 ||
	    ingot_evidence_from_json(json, &reason, &again) < 0)
		abort();
	return 0;
}
