/* SPDX-License-Identifier: Apache-2.0 */
/* The attribute certificate table of a signed PE image (UEFI 2.10, 32.2.4). */
#include "measurements/certtable.h"

#include <errno.h>

#define HEADER_SIZE      8
#define ALIGNMENT        8
#define TYPE_PKCS_SIGNED 0x0002
#define TYPE_EFI_GUID    0x0ef1

const struct ingot_guid ingot_certtable_pkcs7 = { { 0x9d, 0xd2, 0xaf, 0x4a, 0xdf, 0x68, 0xee, 0x49,
						    0x8a, 0xa9, 0x34, 0x7d, 0x37, 0x56, 0x65,
						    0xa7 } };

/* 1 = a PKCS #7 signature, 0 = something else. */
static int take_certificate(struct ingot_bytes *rest, struct ingot_bytes *ret_pkcs7)
{
	struct ingot_bytes body;
	struct ingot_guid type;
	uint32_t length;
	uint16_t revision;
	uint16_t kind;

	if (ingot_bytes_take_le32(rest, &length) < 0 ||
	    ingot_bytes_take_le16(rest, &revision) < 0 || ingot_bytes_take_le16(rest, &kind) < 0 ||
	    length <= HEADER_SIZE || ingot_bytes_take(rest, length - HEADER_SIZE, &body) < 0 ||
	    ingot_bytes_skip(rest, -length % ALIGNMENT) < 0)
		return -EBADMSG;
	if (kind == TYPE_EFI_GUID) {
		if (ingot_guid_take(&body, &type) < 0 || body.size == 0)
			return -EBADMSG;
		if (!ingot_guid_equal(&type, &ingot_certtable_pkcs7))
			return 0;
	} else if (kind != TYPE_PKCS_SIGNED) {
		return 0;
	}
	*ret_pkcs7 = body;
	return 1;
}

int ingot_certtable_next(struct ingot_bytes *rest, struct ingot_bytes *ret_pkcs7)
{
	struct ingot_bytes at = *rest;
	struct ingot_bytes pkcs7;
	int r = 0;

	while (r == 0) {
		if (at.size == 0)
			return 0;
		r = take_certificate(&at, &pkcs7);
	}
	if (r < 0)
		return r;
	*rest = at;
	*ret_pkcs7 = pkcs7;
	return 1;
}
