/* SPDX-License-Identifier: Apache-2.0 */
/* PCR 4: the programs that the firmware starts (TCG PC Client Platform Firmware Profile 1.06,
 * 3.3.4.5). */
#include "measurements/predict.h"

#define PCR 4

/* Profile 1.06, 10.4.1 EV_EFI_ACTION and table "EV_EFI_ACTION Strings": the string without a NUL,
 * then the separator that ends the pre-OS part (3.3.4.5). */
int ingot_predict_pcr4_boot_option(struct ingot_predict *predict)
{
	static const char action[] = "Calling EFI Application from Boot Option";
	struct ingot_event event = {
		.pcr = PCR,
		.type = INGOT_EV_EFI_ACTION,
		.description = action,
	};
	int r = ingot_predict_bytes(predict, &event, ingot_bytes_of_text(action));

	return r < 0 ? r : ingot_predict_separator(predict, PCR);
}

static int add_program(struct ingot_predict *predict, const struct ingot_event_digests *digests,
		       const char *description, struct ingot_event_cause cause)
{
	struct ingot_event event = {
		.pcr = PCR,
		.type = INGOT_EV_EFI_BOOT_SERVICES_APPLICATION,
		.digests = *digests,
		.description = description,
		.cause = cause,
	};

	return ingot_event_list_add(predict->events, &event);
}

/* UEFI 2.10, 32.5.1; Profile 1.06, 3.3.4.5: the PE image hash of each program that LoadImage()
 * loads. */
int ingot_predict_pcr4_loader(struct ingot_predict *predict)
{
	const struct ingot_image_file *file = &predict->image->loader_file;

	return add_program(
		predict, &predict->digests->loader, "systemd-boot",
		(struct ingot_event_cause){ .file = file->path, .size = file->content.size });
}

/* The same, by systemd-boot's LoadImage() or the firmware's own. */
int ingot_predict_pcr4_uki(struct ingot_predict *predict)
{
	const struct ingot_image_file *file = &predict->image->uki_file;

	return add_program(
		predict, &predict->digests->uki, "UKI",
		(struct ingot_event_cause){ .file = file->path, .size = file->content.size });
}

/*
 * The stub starts the kernel through LoadImage() as well, up to version 257. With Secure Boot on it
 * puts itself in the place of the firmware's handler that checks images, which is the one that
 * measures too: then nobody does.
 */
static bool firmware_sees_kernel(const struct ingot_predict *predict)
{
	return predict->image->uki.info.major < INGOT_STUB_STARTS_KERNEL_ITSELF &&
	       predict->request->secureboot.state != INGOT_SECUREBOOT_ON;
}

int ingot_predict_pcr4_kernel(struct ingot_predict *predict)
{
	const struct ingot_uki_content *kernel = &predict->image->uki.content[INGOT_UKI_LINUX];

	if (!firmware_sees_kernel(predict))
		return 0;
	return add_program(predict, &predict->digests->kernel, "kernel, started by systemd-stub",
			   (struct ingot_event_cause){ predict->image->uki_file.path, ".linux",
						       kernel->offset, kernel->data.size });
}

int ingot_predict_pcr4_golden(struct ingot_predict *predict)
{
	return ingot_predict_golden(
		predict, PCR, INGOT_GOLDEN_EXACT,
		firmware_sees_kernel(predict)
			? "what the firmware starts, the kernel too"
			: "what the firmware starts; the kernel is not among it");
}
