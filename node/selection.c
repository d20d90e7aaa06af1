/* SPDX-License-Identifier: Apache-2.0 */
/* Which PCRs, as a list of numbers in JSON. */
#include "node/selection.h"

#include <errno.h>

int ingot_selection_read(const struct ingot_json *object, const char *key, uint32_t *ret_pcrs)
{
	int64_t range[2] = { 0, INGOT_SELECTION_PCR_COUNT - 1 };
	const struct ingot_json *array;
	uint32_t pcrs = 0;
	int r = ingot_json_get(object, key, INGOT_JSON_ARRAY, &array);

	if (r < 0)
		return r;
	for (size_t i = 0; i < ingot_json_count(array); i++) {
		int64_t pcr;

		if (ingot_json_integer(ingot_json_at(array, i), range, &pcr) < 0)
			return -EBADMSG;
		pcrs |= UINT32_C(1) << pcr;
		range[0] = pcr + 1; /* so that the next one is higher */
	}
	*ret_pcrs = pcrs;
	return 0;
}

int ingot_selection_set(struct ingot_json *object, const char *key, uint32_t pcrs)
{
	struct ingot_json *array = ingot_json_new_array();
	int r = array ? 0 : -ENOMEM;

	for (unsigned i = 0; r == 0 && i < INGOT_SELECTION_PCR_COUNT; i++)
		if (pcrs >> i & 1)
			r = ingot_json_append_integer(array, i);
	if (r == 0)
		return ingot_json_set(object, key, array);
	ingot_json_free(array);
	return r;
}
