/* SPDX-License-Identifier: Apache-2.0 */
/* PCR 12 to 14: what overrides or extends the UKI, and shim's keys (UAPI.7; systemd-stub(7)). */
#include "measurements/predict.h"

#include <stdio.h>

#define PCR 12
/* Three digits and a NUL, in UTF-16. */
#define NUMBER_SIZE 8

/*
 * systemd-stub(7), profiles: a profile but the first is asked for with its number in front of the
 * command line, and that is measured as an override: decimal digits in UTF-16, with a NUL.
 */
int ingot_predict_pcr12_profile(struct ingot_predict *predict)
{
	char digits[NUMBER_SIZE / 2];
	uint8_t number[NUMBER_SIZE] = { 0 };
	int length = snprintf(digits, sizeof(digits), "%u", predict->image->profile);
	struct ingot_event event = {
		.pcr = PCR,
		.type = INGOT_EV_EVENT_TAG,
		.description = "number of the UKI's profile",
	};

	if (predict->image->profile == 0)
		return 0;
	for (int i = 0; i < length; i++)
		number[2 * i] = (uint8_t)digits[i];
	return ingot_predict_bytes(predict, &event,
				   (struct ingot_bytes){ number, 2 * ((size_t)length + 1) });
}

static bool is_extended(const struct ingot_predict *predict, unsigned pcr)
{
	for (size_t i = 0; i < predict->events->count; i++)
		if (predict->events->events[i].pcr == pcr)
			return true;
	return false;
}

/* UAPI.7. What would be in them, a prediction refuses on the ESP; the rest is the host's doing. */
int ingot_predict_pcr12_golden(struct ingot_predict *predict)
{
	static const char *const what[] = {
		"no command line, addon or credential but the UKI's own",
		"no system extensions",
		"no shim, so no machine owner's keys",
	};
	int r = 0;

	for (unsigned i = 0; r == 0 && i < sizeof(what) / sizeof(*what); i++)
		r = ingot_predict_golden(predict, PCR + i,
					 is_extended(predict, PCR + i) ? INGOT_GOLDEN_EXACT
								       : INGOT_GOLDEN_ZERO,
					 what[i]);
	return r;
}
