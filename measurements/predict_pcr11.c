/* SPDX-License-Identifier: Apache-2.0 */
/* PCR 11: the UKI's sections and the phases of the boot (UAPI.7; systemd-stub(7),
 * systemd-pcrphase.service(8)). */
#include "measurements/predict.h"

#include <string.h>

#define PCR 11

static const char *const phases[] = { "enter-initrd", "leave-initrd", "sysinit",
				      INGOT_GOLDEN_PHASE_READY };

#define PHASE_COUNT (sizeof(phases) / sizeof(*phases))

static int add_section(struct ingot_predict *predict, enum ingot_uki_section section)
{
	const struct ingot_uki_content *content = &predict->image->uki.content[section];
	const char *name = ingot_uki_section_name(section);
	struct ingot_text text = { .length = 0 };
	struct ingot_event event = {
		.pcr = PCR,
		.type = INGOT_EV_IPL,
		.description = text.chars,
		.cause = { .file = predict->image->uki_file.path, .section = name },
	};
	int r;

	/* systemd-stub(7): first the name with its NUL, then the content as it lies in memory. */
	ingot_text_add(&text, "name of section %s", name);
	r = ingot_predict_bytes(predict, &event,
				(struct ingot_bytes){ (const uint8_t *)name, strlen(name) + 1 });
	if (r < 0)
		return r;
	text = (struct ingot_text){ .length = 0 };
	ingot_text_add(&text, "content of section %s", name);
	event.digests = predict->digests->section[section];
	event.cause.offset = content->offset;
	event.cause.size = content->data.size;
	return ingot_event_list_add(predict->events, &event);
}

int ingot_predict_pcr11_sections(struct ingot_predict *predict)
{
	int r = 0;

	for (unsigned i = 0; r == 0 && i < INGOT_UKI_SECTION_COUNT; i++) {
		enum ingot_uki_section section = (enum ingot_uki_section)i;

		if (ingot_uki_has(&predict->image->uki, section) && ingot_uki_is_measured(section))
			r = add_section(predict, section);
	}
	return r;
}

/* systemd-pcrphase.service(8): the bare words, no NUL. */
int ingot_predict_pcr11_phases(struct ingot_predict *predict)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < PHASE_COUNT; i++) {
		struct ingot_event event = {
			.pcr = PCR,
			.type = INGOT_OS_PHASE,
			.description = phases[i],
			.phase = phases[i],
		};

		r = ingot_predict_bytes(predict, &event, ingot_bytes_of_text(phases[i]));
	}
	return r;
}

int ingot_predict_pcr11_golden(struct ingot_predict *predict)
{
	int r = ingot_predict_golden(predict, PCR, INGOT_GOLDEN_PHASES,
				     "sections of the UKI, then the phases of the boot");

	for (size_t i = 0; r == 0 && i < PHASE_COUNT; i++) {
		struct ingot_pcr_banks folded;

		r = ingot_event_list_fold(predict->events, phases[i], &folded);
		for (size_t bank = 0; r == 0 && bank < predict->entry->bank_count; bank++) {
			struct ingot_golden_bank *golden = &predict->entry->bank[bank];
			const struct ingot_pcr_bank *values =
				ingot_pcr_banks_find(&folded, golden->hash);

			r = ingot_golden_pcr_add_value(&golden->pcr[PCR],
						       ingot_pcr_value(values, PCR), phases[i]);
		}
	}
	return r;
}
