/* SPDX-License-Identifier: Apache-2.0 */
/* PCR 12 to 14: what overrides or extends the UKI, and shim's keys (UAPI.7; systemd-stub(7)). */
#include "measurements/predict.h"

#include <stdio.h>

#define PCR 12
/* '@', three digits and a NUL, in UTF-16. */
#define NUMBER_UNITS 5

static int add_number(struct ingot_predict *predict, const struct ingot_event *event,
		      const char *prefix)
{
	char text[NUMBER_UNITS];
	uint8_t utf16[2 * NUMBER_UNITS] = { 0 };
	int length = snprintf(text, sizeof(text), "%s%u", prefix, predict->image->profile);

	for (int i = 0; i < length; i++)
		utf16[2 * i] = (uint8_t)text[i];
	return ingot_predict_bytes(predict, event,
				   (struct ingot_bytes){ utf16, 2 * ((size_t)length + 1) });
}

/*
 * systemd-stub(7), profiles: one but the first is asked for by '@' and its number in the options
 * that systemd-boot hands to the UKI, and such options it measures: UTF-16, with the NUL.
 */
int ingot_predict_pcr12_options(struct ingot_predict *predict)
{
	struct ingot_event event = {
		.pcr = PCR,
		.type = INGOT_EV_IPL,
		.description = "options for the UKI: its profile",
	};

	return predict->image->profile == 0 ? 0 : add_number(predict, &event, "@");
}

/* Then the stub measures which one it took: the number alone. */
int ingot_predict_pcr12_profile(struct ingot_predict *predict)
{
	struct ingot_event event = {
		.pcr = PCR,
		.type = INGOT_EV_EVENT_TAG,
		.description = "number of the UKI's profile",
	};

	return predict->image->profile == 0 ? 0 : add_number(predict, &event, "");
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
	bool overridden = predict->image->profile > 0;
	int r = 0;

	for (unsigned i = 0; r == 0 && i < sizeof(what) / sizeof(*what); i++)
		r = ingot_predict_golden(
			predict, PCR + i,
			is_extended(predict, PCR + i) ? INGOT_GOLDEN_EXACT : INGOT_GOLDEN_ZERO,
			i == 0 && overridden ? "number of the UKI's profile" : what[i]);
	return r;
}
