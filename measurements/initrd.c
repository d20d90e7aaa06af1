/* SPDX-License-Identifier: Apache-2.0 */
/* The initrd as systemd-stub puts it together (systemd-stub(7); cpio's "newc" format). */
#include "measurements/initrd.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define ALIGNMENT      4
#define DIRECTORY_MODE 0040555
#define FILE_MODE      0100444
#define FOLDER         ".extra"

/* In the order in which the stub appends them. */
static const struct {
	enum ingot_uki_section section;
	const char *name;
} archives[INGOT_INITRD_ARCHIVE_MAX] = {
	{ INGOT_UKI_PCRSIG, FOLDER "/tpm2-pcr-signature.json" },
	{ INGOT_UKI_PCRPKEY, FOLDER "/tpm2-pcr-public-key.pem" },
	{ INGOT_UKI_OSREL, FOLDER "/os-release" },
	{ INGOT_UKI_PROFILE, FOLDER "/profile" },
};

/* A file of no size named TRAILER!!!; the stub writes this one number in capitals. */
static const char trailer[] = "070701"
			      "00000000000000000000000000000000"
			      "00000001"
			      "000000000000000000000000000000000000000000000000"
			      "0000000B"
			      "00000000"
			      "TRAILER!!!\0\0\0";

struct record {
	unsigned inode;
	unsigned mode;
	uint64_t size;
	const char *name;
};

static size_t padding(uint64_t size)
{
	return (size_t)((ALIGNMENT - size % ALIGNMENT) % ALIGNMENT);
}

/* One record's header and name, filled up; returns where the next one goes. */
static size_t put_record(char *header, size_t at, const struct record *record)
{
	int written =
		snprintf(&header[at], INGOT_INITRD_HEADER_SIZE - at,
			 "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%s",
			 record->inode, record->mode, 0U, 0U, 1U, 0U, (unsigned)record->size, 0U,
			 0U, 0U, 0U, (unsigned)strlen(record->name) + 1, 0U, record->name);
	size_t end = at + (size_t)written + 1;

	/* names are ours and short; the room is zero beforehand */
	return end + padding(end);
}

static int add_archive(const struct ingot_uki *uki, size_t which, struct ingot_initrd *initrd)
{
	enum ingot_uki_section section = archives[which].section;
	const struct ingot_uki_content *content = &uki->content[section];
	uint64_t size = content->data.size + content->zero_count;
	char *header = initrd->header[which];
	size_t header_size;
	int r;

	if (size > UINT32_MAX)
		return -EFBIG;
	header_size = put_record(header, 0, &(struct record){ 1, DIRECTORY_MODE, 0, FOLDER });
	header_size = put_record(header, header_size,
				 &(struct record){ 2, FILE_MODE, size, archives[which].name });
	r = ingot_pieces_add(&initrd->pieces,
			     (struct ingot_bytes){ (const uint8_t *)header, header_size });
	if (r == 0)
		r = ingot_uki_pieces(uki, section, &initrd->pieces);
	if (r == 0)
		r = ingot_pieces_add_zeros(&initrd->pieces, padding(size));
	if (r == 0)
		r = ingot_pieces_add(
			&initrd->pieces,
			(struct ingot_bytes){ (const uint8_t *)trailer, sizeof(trailer) });
	return r;
}

/* A part that is bytes as they are. */
static int add_part(const struct ingot_uki *uki, enum ingot_uki_section section,
		    struct ingot_initrd *initrd, uint64_t *last_size)
{
	uint64_t before = ingot_pieces_size(&initrd->pieces);
	int r = ingot_uki_pieces(uki, section, &initrd->pieces);

	*last_size = ingot_pieces_size(&initrd->pieces) - before;
	return r;
}

int ingot_initrd_make(const struct ingot_uki *uki, struct ingot_initrd *ret_initrd)
{
	bool archived = false;
	uint64_t size = 0;
	int r = 0;

	memset(ret_initrd, 0, sizeof(*ret_initrd));
	for (size_t i = 0; i < INGOT_INITRD_ARCHIVE_MAX; i++)
		archived = archived || ingot_uki_has(uki, archives[i].section);
	if (ingot_uki_has(uki, INGOT_UKI_UCODE)) {
		r = add_part(uki, INGOT_UKI_UCODE, ret_initrd, &size);
		if (r == 0 && (archived || ingot_uki_has(uki, INGOT_UKI_INITRD)))
			r = ingot_pieces_add_zeros(&ret_initrd->pieces, padding(size));
	}
	if (r == 0 && ingot_uki_has(uki, INGOT_UKI_INITRD)) {
		size_t before = ret_initrd->pieces.count;

		r = add_part(uki, INGOT_UKI_INITRD, ret_initrd, &size);
		ret_initrd->own = before == 0 ? ret_initrd->pieces.count : 0;
		if (r == 0 && (archived || before > 0))
			r = ingot_pieces_add_zeros(&ret_initrd->pieces, padding(size));
	}
	for (size_t i = 0; r == 0 && i < INGOT_INITRD_ARCHIVE_MAX; i++)
		if (ingot_uki_has(uki, archives[i].section))
			r = add_archive(uki, i, ret_initrd);
	if (r == 0 && ret_initrd->pieces.count == 0)
		return -ENOENT;
	return r;
}
