/* SPDX-License-Identifier: Apache-2.0 */
/* PCR 5: partition table, boot loader's configuration, end of the boot services (TCG PC Client
 * Platform Firmware Profile 1.06, 3.3.4.6). */
#include "measurements/predict.h"

#define PCR 5

/* Other firmware measures more there, or less. */
static bool is_known(const struct ingot_predict *predict)
{
	return predict->platform->firmware;
}

int ingot_predict_pcr5_separator(struct ingot_predict *predict)
{
	return is_known(predict) ? ingot_predict_separator(predict, PCR) : 0;
}

/* Profile 1.06, 10.2.5 UEFI_GPT_DATA: when the first program from the disk is loaded. */
int ingot_predict_pcr5_gpt(struct ingot_predict *predict)
{
	struct ingot_event event = {
		.pcr = PCR,
		.type = INGOT_EV_EFI_GPT_EVENT,
		.description = "partition table of the disk",
	};
	int r;

	if (!is_known(predict))
		return 0;
	r = ingot_gpt_measure(&predict->image->gpt, predict->hasher);
	return r < 0 ? r : ingot_predict_hashed(predict, &event);
}

/* systemd-boot(7), UAPI.7: EV_EVENT_TAG over the file's bytes, if there is one. */
int ingot_predict_pcr5_loader_conf(struct ingot_predict *predict)
{
	const struct ingot_image_file *file = &predict->image->loader_conf;
	struct ingot_event event = {
		.pcr = PCR,
		.type = INGOT_EV_EVENT_TAG,
		.description = "systemd-boot's configuration",
		.cause = { .file = file->path, .size = file->content.size },
	};

	if (!is_known(predict) || !file->path)
		return 0;
	return ingot_predict_bytes(predict, &event, file->content);
}

/* Profile 1.06, table "EV_EFI_ACTION Strings": the kernel's ExitBootServices(). */
int ingot_predict_pcr5_exit(struct ingot_predict *predict)
{
	static const char *const actions[] = {
		"Exit Boot Services Invocation",
		"Exit Boot Services Returned with Success",
	};
	int r = 0;

	if (!is_known(predict))
		return 0;
	for (size_t i = 0; r == 0 && i < sizeof(actions) / sizeof(*actions); i++) {
		struct ingot_event event = {
			.pcr = PCR,
			.type = INGOT_EV_EFI_ACTION,
			.description = actions[i],
		};

		r = ingot_predict_bytes(predict, &event, ingot_bytes_of_text(actions[i]));
	}
	return r;
}

int ingot_predict_pcr5_golden(struct ingot_predict *predict)
{
	if (!is_known(predict))
		return ingot_predict_golden(predict, PCR, INGOT_GOLDEN_UNKNOWN,
					    "which events this platform's firmware has there is "
					    "not known");
	return ingot_predict_golden(predict, PCR, INGOT_GOLDEN_EXACT,
				    "partition table and boot loader's configuration");
}
