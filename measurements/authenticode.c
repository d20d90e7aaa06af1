/* SPDX-License-Identifier: Apache-2.0 */
/* The Authenticode hash of a PE image, as EDK2 measures it and as signing tools make it. */
#include "measurements/authenticode.h"

#include <errno.h>

#define CHECKSUM_SIZE          4
#define CERTIFICATE_ENTRY_SIZE 8
#define SIGNED_ALIGNMENT       8

struct range {
	uint32_t offset;
	uint32_t size;
};

static int add_range(const struct ingot_pe *pe, uint64_t start, uint64_t end,
		     struct ingot_pieces *pieces)
{
	struct ingot_bytes data;

	if (end < start || ingot_bytes_slice(pe->file, start, end - start, &data) < 0)
		return -EBADMSG;
	return ingot_pieces_add(pieces, data);
}

static int add_headers(const struct ingot_pe *pe, struct ingot_pieces *pieces)
{
	uint64_t after_checksum = (uint64_t)pe->checksum_offset + CHECKSUM_SIZE;
	uint64_t entry = pe->certificate_entry_offset;

	if (add_range(pe, 0, pe->checksum_offset, pieces) < 0)
		return -EBADMSG;
	if (entry == 0)
		return add_range(pe, after_checksum, pe->size_of_headers, pieces);
	if (add_range(pe, after_checksum, entry, pieces) < 0)
		return -EBADMSG;
	return add_range(pe, entry + CERTIFICATE_ENTRY_SIZE, pe->size_of_headers, pieces);
}

/* Sections that have bytes in the file, by their place there; equal places cannot be, they do not
 * overlap. */
static int sort_sections(const struct ingot_pe *pe, struct range ranges[INGOT_PE_SECTION_MAX],
			 unsigned *ret_count)
{
	unsigned count = 0;

	for (unsigned i = 0; i < pe->section_count; i++) {
		struct ingot_pe_section section;
		unsigned at = count;

		if (ingot_pe_section(pe, i, &section) < 0)
			return -EBADMSG;
		if (section.raw_size == 0)
			continue;
		for (; at > 0 && ranges[at - 1].offset > section.raw_offset; at--)
			ranges[at] = ranges[at - 1];
		ranges[at] = (struct range){ section.raw_offset, section.raw_size };
		count++;
	}
	*ret_count = count;
	return 0;
}

/* The specification sums up sizes where it means positions: the same, if nothing lies between the
 * sections. */
static int add_sections(const struct ingot_pe *pe, uint64_t *end, struct ingot_pieces *pieces)
{
	struct range ranges[INGOT_PE_SECTION_MAX];
	unsigned count;
	int r = sort_sections(pe, ranges, &count);

	for (unsigned i = 0; i < count && r == 0; i++) {
		if (ranges[i].offset != *end)
			return -ENOTSUP;
		*end += ranges[i].size;
		r = add_range(pe, ranges[i].offset, *end, pieces);
	}
	return r;
}

int ingot_authenticode_pieces(const struct ingot_pe *pe, enum ingot_authenticode form,
			      struct ingot_pieces *ret_pieces)
{
	struct ingot_pieces pieces = { .count = 0 };
	uint64_t end = pe->size_of_headers;
	uint64_t file_end = pe->file.size - pe->certificates.size;
	int r = add_headers(pe, &pieces);

	if (r == 0)
		r = add_sections(pe, &end, &pieces);
	if (r == 0)
		r = add_range(pe, end, file_end, &pieces);
	if (r == 0 && form == INGOT_AUTHENTICODE_SIGNED)
		r = ingot_pieces_add_zeros(&pieces, -file_end % SIGNED_ALIGNMENT);
	if (r < 0)
		return r;
	*ret_pieces = pieces;
	return 0;
}

int ingot_authenticode_digest(const struct ingot_pe *pe, enum ingot_authenticode form,
			      struct ingot_hasher *hasher, struct ingot_digest *ret_digests)
{
	struct ingot_pieces pieces;
	int r = ingot_authenticode_pieces(pe, form, &pieces);

	return r < 0 ? r : ingot_pieces_hash(&pieces, hasher, ret_digests);
}
