/* SPDX-License-Identifier: Apache-2.0 */
/* PCR 9: the kernel's command line and initrd (UAPI.7; Linux, drivers/firmware/efi/libstub). */
#include "measurements/predict.h"

#include <errno.h>
#include <stdlib.h>

#include "base/scoped.h"

#define PCR              9
#define CMDLINE_SIZE_MAX 65536

/* To systemd-stub white space is whatever ends before '!', and DEL. */
static bool is_space(uint8_t c)
{
	return c <= ' ' || c == 0x7f;
}

/*
 * systemd-stub: the section up to its first NUL, without white space at both ends, each white space
 * inside as a blank; in UTF-16 with a NUL. Beyond ASCII its conversion is its own business.
 */
static int convert(struct ingot_bytes section, uint8_t *utf16, size_t *ret_size)
{
	struct ingot_bytes text;
	size_t length = 0;
	size_t used = 0;
	uint8_t c;

	(void)ingot_bytes_take_until(&section, 0, &text);
	while (ingot_bytes_take_u8(&text, &c) == 0) {
		if (c > 0x7f)
			return -ENOTSUP;
		if (length == 0 && is_space(c))
			continue;
		utf16[2 * length++] = is_space(c) ? ' ' : c;
		if (!is_space(c))
			used = length;
	}
	if (used == 0)
		return -ENOTSUP;
	utf16[2 * used] = 0; /* a blank that trailed may be there */
	*ret_size = 2 * (used + 1);
	return 0;
}

/* The kernel's EFI stub measures the load options that it got: EV_EVENT_TAG, once. */
int ingot_predict_pcr9_cmdline(struct ingot_predict *predict)
{
	const struct ingot_uki_content *content = &predict->image->uki.content[INGOT_UKI_CMDLINE];
	ingot_scoped(ingot_scoped_free) uint8_t *utf16 = NULL;
	struct ingot_event event = {
		.pcr = PCR,
		.type = INGOT_EV_EVENT_TAG,
		.description = "kernel command line",
		.cause = { predict->image->uki_file.path, ".cmdline", content->offset,
			   content->data.size },
	};
	size_t size;
	int r = -EFBIG;

	if (content->data.size <= CMDLINE_SIZE_MAX) {
		utf16 = calloc(content->data.size + 1, 2);
		if (!utf16)
			return -ENOMEM;
		r = convert(content->data, utf16, &size);
	}
	if (r < 0) {
		ingot_text_add(predict->why, "%s: the command line is %s",
			       predict->image->uki_file.path,
			       r == -EFBIG ? "larger than our limits" : "empty or not ASCII");
		return r;
	}
	return ingot_predict_bytes(predict, &event, (struct ingot_bytes){ utf16, size });
}

static bool has_secret(const struct ingot_predict *predict)
{
	return predict->image->uki.info.major >= INGOT_STUB_HANDS_SECRET;
}

/* The same: all that the LoadFile2 initrd protocol gave it, as one (initrd.h). */
int ingot_predict_pcr9_initrd(struct ingot_predict *predict)
{
	const struct ingot_uki_content *own = &predict->image->uki.content[INGOT_UKI_INITRD];
	struct ingot_event event = {
		.pcr = PCR,
		.type = INGOT_EV_EVENT_TAG,
		.digests = predict->digests->initrd,
		.description = "initrd: the UKI's, and files that systemd-stub adds to it",
		.cause = { predict->image->uki_file.path, ".initrd", own->offset, own->data.size },
	};

	if (has_secret(predict)) {
		event.digests = (struct ingot_event_digests){ 0 };
		event.description = "initrd: the UKI's, files that systemd-stub adds to it, and a "
				    "secret of this machine";
	} else if (event.digests.hashes == 0) {
		return 0;
	}
	if (own->data.size == 0)
		event.cause = (struct ingot_event_cause){ .file = predict->image->uki_file.path };
	return ingot_event_list_add(predict->events, &event);
}

/* systemd 259, systemd-tpm2-setup: what NvPCRs start from is a secret of the machine. */
int ingot_predict_pcr9_anchors(struct ingot_predict *predict)
{
	struct ingot_event event = {
		.pcr = PCR,
		.type = INGOT_OS_EVENT,
		.description = "anchors of this machine's NvPCRs",
	};

	return predict->systemd < INGOT_SYSTEMD_ANCHORS_NVPCRS
		       ? 0
		       : ingot_event_list_add(predict->events, &event);
}

int ingot_predict_pcr9_golden(struct ingot_predict *predict)
{
	if (has_secret(predict))
		return ingot_predict_golden(predict, PCR, INGOT_GOLDEN_MACHINE,
					    "systemd-stub since 261 hands the initrd a secret that "
					    "each machine has its own of");
	if (predict->systemd >= INGOT_SYSTEMD_ANCHORS_NVPCRS)
		return ingot_predict_golden(predict, PCR, INGOT_GOLDEN_MACHINE,
					    "systemd since 259 anchors NvPCRs there, with a secret "
					    "that each machine has its own of");
	return ingot_predict_golden(predict, PCR, INGOT_GOLDEN_EXACT,
				    "kernel command line and initrd");
}
