/* SPDX-License-Identifier: Apache-2.0 */
/* A recovery key for one TPM. */
#include "node/recovery_wrapped.h"

#include <errno.h>

#include "base/scoped.h"
#include "node/selection.h"

static int parse_pcrs(const struct ingot_json *json, struct ingot_reason *reason,
		      uint32_t *ret_pcrs)
{
	int r = ingot_selection_read(json, "pcrs", ret_pcrs);

	if (r == -ENOENT) {
		*ret_pcrs = 0;
		return 0;
	}
	return r < 0 ? ingot_refuse(reason, r, "pcrs is no ascending list of PCR numbers, 0 to 23")
		     : 0;
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

int ingot_recovery_wrapped_json(const struct ingot_recovery_wrapped *wrapped,
				struct ingot_json **ret_json)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();
	int r;

	if (!json)
		return -ENOMEM;
	r = ingot_credential_set(json, &wrapped->credential);
	if (r == 0)
		r = ingot_selection_set(json, "pcrs", wrapped->pcrs);
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
