/* SPDX-License-Identifier: Apache-2.0 */
/* EFI signature lists (UEFI 2.10, 32.4.1) and the files that carry them. */
#include "measurements/siglist.h"

#include <errno.h>

#include "measurements/certtable.h"

#define OWNER_SIZE              INGOT_GUID_SIZE
#define LIST_HEADER_SIZE        28

#define TIME_SIZE               16
#define CERTIFICATE_HEADER_SIZE 24 /* length, revision, type, GUID */
#define CERTIFICATE_REVISION    0x0200
#define CERTIFICATE_TYPE_GUID   0x0ef1

const struct ingot_guid ingot_siglist_x509 = { { 0xa1, 0x59, 0xc0, 0xa5, 0xe4, 0x94, 0xa7, 0x4a,
						 0x87, 0xb5, 0xab, 0x15, 0x5c, 0x2b, 0xf0, 0x72 } };
const struct ingot_guid ingot_siglist_sha256 = { { 0x26, 0x16, 0xc4, 0xc1, 0x4c, 0x50, 0x92, 0x40,
						   0xac, 0xa9, 0x41, 0xf9, 0x36, 0x93, 0x43,
						   0x28 } };

struct ingot_siglist ingot_siglist_open(struct ingot_bytes value)
{
	return (struct ingot_siglist){ .rest = value };
}

static int take_list(struct ingot_siglist *list)
{
	struct ingot_bytes rest = list->rest;
	struct ingot_bytes body;
	uint32_t list_size;
	uint32_t header_size;

	if (ingot_guid_take(&rest, &list->type) < 0 ||
	    ingot_bytes_take_le32(&rest, &list_size) < 0 ||
	    ingot_bytes_take_le32(&rest, &header_size) < 0 ||
	    ingot_bytes_take_le32(&rest, &list->entry_size) < 0 || list_size < LIST_HEADER_SIZE ||
	    ingot_bytes_take(&rest, list_size - LIST_HEADER_SIZE, &body) < 0 ||
	    ingot_bytes_skip(&body, header_size) < 0 || list->entry_size <= OWNER_SIZE ||
	    body.size % list->entry_size != 0)
		return -EBADMSG;
	list->entries = body;
	list->rest = rest;
	return 0;
}

int ingot_siglist_next(struct ingot_siglist *list, struct ingot_siglist_entry *ret_entry)
{
	struct ingot_siglist at = *list;
	struct ingot_siglist_entry entry;

	while (at.entries.size == 0) {
		if (at.rest.size == 0)
			return 0;
		if (take_list(&at) < 0)
			return -EBADMSG;
	}
	entry.type = at.type;
	if (ingot_bytes_take(&at.entries, at.entry_size, &entry.whole) < 0)
		return -EBADMSG;
	entry.data = entry.whole;
	if (ingot_bytes_skip(&entry.data, OWNER_SIZE) < 0)
		return -EBADMSG;
	*list = at;
	*ret_entry = entry;
	return 1;
}

/* Drops the authentication, if that is what @value begins with. */
static void skip_authentication(struct ingot_bytes *value)
{
	struct ingot_bytes rest = *value;
	struct ingot_guid type;
	uint32_t length;
	uint16_t revision;
	uint16_t kind;

	if (ingot_bytes_skip(&rest, TIME_SIZE) < 0 || ingot_bytes_take_le32(&rest, &length) < 0 ||
	    ingot_bytes_take_le16(&rest, &revision) < 0 ||
	    ingot_bytes_take_le16(&rest, &kind) < 0 || ingot_guid_take(&rest, &type) < 0 ||
	    revision != CERTIFICATE_REVISION || kind != CERTIFICATE_TYPE_GUID ||
	    !ingot_guid_equal(&type, &ingot_certtable_pkcs7) || length < CERTIFICATE_HEADER_SIZE ||
	    ingot_bytes_skip(&rest, length - CERTIFICATE_HEADER_SIZE) < 0)
		return;
	*value = rest;
}

int ingot_siglist_of_file(struct ingot_bytes file, struct ingot_bytes *ret_value)
{
	struct ingot_siglist_entry entry;
	struct ingot_siglist list;
	int r;

	skip_authentication(&file);
	list = ingot_siglist_open(file);
	do
		r = ingot_siglist_next(&list, &entry);
	while (r > 0);
	if (r < 0)
		return r;
	*ret_value = file;
	return 0;
}
