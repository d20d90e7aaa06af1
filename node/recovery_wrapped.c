/* SPDX-License-Identifier: Apache-2.0 */
/* A recovery key for one TPM. */
#include "node/recovery_wrapped.h"

#include <errno.h>

#include "base/scoped.h"

static int parse_pcrs(const struct ingot_json *json, struct ingot_reason *reason,
		      uint32_t *ret_pcrs)
{
	const struct ingot_json *array;
	uint32_t pcrs = 0;
	int64_t range[2] = { 0, INGOT_RECOVERY_PCR_MAX - 1 };
	int r = ingot_json_get(json, "pcrs", INGOT_JSON_ARRAY, &array);

	if (r == -ENOENT) {
		*ret_pcrs = 0;
		return 0;
	}
	for (size_t i = 0; r == 0 && i < ingot_json_count(array); i++) {
		int64_t pcr;

		r = ingot_json_integer(ingot_json_at(array, i), range, &pcr);
		if (r == 0) {
			pcrs |= UINT32_C(1) << pcr;
			range[0] = pcr + 1;
		}
	}
	if (r < 0)
		return ingot_refuse(reason, -EBADMSG,
				    "pcrs is no ascending list of PCR numbers, 0 to 23");
	*ret_pcrs = pcrs;
	return 0;
}

int ingot_recovery_wrapped_parse(const struct ingot_json *json, struct ingot_reason *reason,
				 struct ingot_recovery_wrapped *ret_wrapped)
{
	static const char *const known[] = { "id_object", "secret", "pcrs", NULL };
	struct ingot_recovery_wrapped wrapped;
	const char *unknown;
	int r;

	if (ingot_json_type_of(json) != INGOT_JSON_OBJECT)
		return ingot_refuse(reason, -EBADMSG, "a wrapped recovery key is an object");
	unknown = ingot_json_unknown_key(json, known);
	if (unknown)
		return ingot_refuse(reason, -EBADMSG, "unknown member %.64s", unknown);
	r = ingot_credential_read(json, reason, &wrapped.credential);
	if (r == 0)
		r = parse_pcrs(json, reason, &wrapped.pcrs);
	if (r == 0)
		*ret_wrapped = wrapped;
	return r;
}

static int set_pcrs(struct ingot_json *json, uint32_t pcrs)
{
	struct ingot_json *array = ingot_json_new_array();
	int r = array ? 0 : -ENOMEM;

	for (unsigned i = 0; r == 0 && i < INGOT_RECOVERY_PCR_MAX; i++)
		if (pcrs >> i & 1)
			r = ingot_json_append_integer(array, i);
	if (r == 0)
		return ingot_json_set(json, "pcrs", array);
	ingot_json_free(array);
	return r;
}

int ingot_recovery_wrapped_json(const struct ingot_recovery_wrapped *wrapped,
				struct ingot_json **ret_json)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();
	int r;

	if (!json)
		return -ENOMEM;
	r = ingot_credential_set(json, &wrapped->credential);
	if (r == 0)
		r = set_pcrs(json, wrapped->pcrs);
	if (r == 0) {
		*ret_json = json;
		json = NULL;
	}
	return r;
}

int ingot_recovery_wrap(const struct ingot_recovery_wrap *wrap, struct ingot_reason *reason,
			struct ingot_recovery_wrapped *ret_wrapped)
{
	struct ingot_recovery_wrapped wrapped = { .pcrs = wrap->pcrs };
	struct ingot_recovery_anchor anchor;
	struct ingot_credential_request request = {
		.endorsement = wrap->endorsement,
		.name = { anchor.name, sizeof(anchor.name) },
		.secret = { wrap->key, INGOT_CREDENTIAL_SECRET_SIZE_MAX },
	};
	int r = ingot_recovery_anchor_make(wrap->pcr_values, wrap->pcrs, &anchor);

	if (r < 0)
		return ingot_refuse(reason, r, "no such PCRs, or no values of them");
	r = ingot_credential_make(&request, reason, &wrapped.credential);
	if (r == 0)
		*ret_wrapped = wrapped;
	return r;
}
