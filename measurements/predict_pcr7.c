/* SPDX-License-Identifier: Apache-2.0 */
/* PCR 7: Secure Boot's state, keys, and which of them were used (TCG PC Client Platform Firmware
 * Profile 1.06, 3.3.4.8). */
#include "measurements/predict.h"

#include <errno.h>

#define PCR 7

/* A cloud has keys of its own, with Secure Boot off as well. */
static bool is_known(const struct ingot_predict *predict)
{
	return predict->platform->has_no_keys || !predict->request->secureboot_unknown;
}

/* 3.3.4.8, items 1 to 5: the variables, set or not, then the separator. */
int ingot_predict_pcr7_variables(struct ingot_predict *predict)
{
	const struct ingot_secureboot *set = &predict->request->secureboot;
	int r = 0;

	if (!is_known(predict))
		return 0;
	for (unsigned i = 0; r == 0 && i < INGOT_SECUREBOOT_VARIABLE_COUNT; i++) {
		enum ingot_secureboot_variable variable = (enum ingot_secureboot_variable)i;
		struct ingot_text text = { .length = 0 };
		struct ingot_event event = {
			.pcr = PCR,
			.type = INGOT_EV_EFI_VARIABLE_DRIVER_CONFIG,
			.description = text.chars,
		};

		if (variable == INGOT_SECUREBOOT_STATE)
			ingot_text_add(&text, "variable SecureBoot: %s",
				       set->state == INGOT_SECUREBOOT_ON    ? "on"
				       : set->state == INGOT_SECUREBOOT_OFF ? "off"
									    : "not set");
		else
			ingot_text_add(&text, "variable %s: %zu bytes",
				       ingot_secureboot_variable_name(variable),
				       set->value[variable].size);
		r = ingot_secureboot_measure(set, variable, predict->hasher);
		if (r == 0)
			r = ingot_predict_hashed(predict, &event);
	}
	return r < 0 ? r : ingot_predict_separator(predict, PCR);
}

/* Whether this authority is in the list already, which has one bank at least. */
static bool measured_before(const struct ingot_predict *predict, const struct ingot_event *event)
{
	enum ingot_hash hash = predict->banks->hash[0];
	const struct ingot_digest *digest = ingot_event_digest(event, hash);

	for (size_t i = 0; i < predict->events->count; i++) {
		const struct ingot_event *other = &predict->events->events[i];

		if (other->pcr == PCR && other->type == event->type &&
		    ingot_digest_equal(ingot_event_digest(other, hash), digest))
			return true;
	}
	return false;
}

static int explain(const struct ingot_predict *predict, const char *path, int error)
{
	ingot_text_add(predict->why, "%s: %s", path,
		       error == -EKEYREJECTED ? "Secure Boot with these keys refuses it"
		       : error == -ENOTSUP    ? "which key lets Secure Boot start it is not known"
					      : "its signature, or db or dbx, is malformed");
	return error;
}

/* 3.3.4.8, item 6: the entry of db that allows a program, the first time it does. */
int ingot_predict_pcr7_authorities(struct ingot_predict *predict, const struct ingot_pe *pe,
				   const struct ingot_event_digests *authenticode, const char *path)
{
	const struct ingot_secureboot *set = &predict->request->secureboot;
	struct ingot_digest digests[INGOT_HASH_COUNT];
	struct ingot_siglist_entry entry;
	struct ingot_event event = {
		.pcr = PCR,
		.type = INGOT_EV_EFI_VARIABLE_AUTHORITY,
		.description = "entry of db that allows it",
		.cause = { .file = path },
	};
	int r;

	if (set->state != INGOT_SECUREBOOT_ON)
		return 0;
	r = ingot_secureboot_authority(set, pe->certificates,
				       &authenticode->digest[INGOT_HASH_SHA256], &entry);
	if (r < 0)
		return explain(predict, path, r);
	if (ingot_secureboot_measure_authority(&entry, predict->hasher) < 0 ||
	    ingot_hasher_finish(predict->hasher, digests) < 0)
		return -EIO;
	for (size_t i = 0; i < predict->banks->count; i++)
		if (ingot_event_add_digest(&event, &digests[i]) < 0)
			return -EINVAL;
	return measured_before(predict, &event) ? 0 : ingot_event_list_add(predict->events, &event);
}

int ingot_predict_pcr7_golden(struct ingot_predict *predict)
{
	if (!is_known(predict))
		return ingot_predict_golden(predict, PCR, INGOT_GOLDEN_UNKNOWN,
					    "this platform's Secure Boot keys are not known: give "
					    "them with --secure-boot");
	return ingot_predict_golden(predict, PCR, INGOT_GOLDEN_EXACT,
				    predict->request->secureboot.state == INGOT_SECUREBOOT_ON
					    ? "Secure Boot on, with these keys"
					    : "Secure Boot off");
}
