/* SPDX-License-Identifier: Apache-2.0 */
/* PE/COFF headers and section table (Microsoft PE format, 2024; UEFI 2.10, 2.1.1). */
#include "measurements/pe.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define DOS_HEADER_SIZE     64
#define DOS_PE_OFFSET_AT    60
#define FILE_HEADER_SIZE    24 /* with the signature in front */
#define SECTION_HEADER_SIZE 40
#define SECTION_NAME_SIZE   8

#define MAGIC_PE32          0x010b
#define MAGIC_PE32_PLUS     0x020b
#define CHECKSUM_AT         64
/* Where the count of data directories is, and the directories after it. */
#define PE32_DIRECTORIES_AT      92
#define PE32_PLUS_DIRECTORIES_AT 108
#define DIRECTORY_SIZE           8
#define DIRECTORY_COUNT_MAX      16
#define DIRECTORY_CERTIFICATES   4
#define DIRECTORY_RELOCATIONS    5

/* What the headers say, before it is believed. */
struct headers {
	uint32_t pe_offset;
	uint16_t size_of_optional_header;
	struct ingot_bytes optional;
	uint32_t optional_offset;
	uint32_t directories_at;
	uint32_t directory_count;
	uint32_t certificate_offset;
	uint32_t certificate_size;
};

static int take_file_header(struct ingot_pe *pe, struct headers *h, struct ingot_fault *fault)
{
	struct ingot_bytes dos;
	struct ingot_bytes rest;
	uint16_t count;

	if (ingot_bytes_slice(pe->file, 0, DOS_HEADER_SIZE, &dos) < 0 ||
	    !ingot_bytes_take_prefix(&dos, ingot_bytes_of_text("MZ")) ||
	    ingot_bytes_skip(&dos, DOS_PE_OFFSET_AT - 2) < 0 ||
	    ingot_bytes_take_le32(&dos, &h->pe_offset) < 0)
		return ingot_fault_at(fault, 0, "no DOS header");
	if (h->pe_offset < DOS_HEADER_SIZE ||
	    ingot_bytes_slice(pe->file, h->pe_offset, FILE_HEADER_SIZE, &rest) < 0 ||
	    !ingot_bytes_take_prefix(&rest, (struct ingot_bytes){ (const uint8_t *)"PE\0", 4 }) ||
	    ingot_bytes_take_le16(&rest, &pe->machine) < 0 ||
	    ingot_bytes_take_le16(&rest, &count) < 0 ||
	    ingot_bytes_skip(&rest, 12) < 0 || /* time, symbols */
	    ingot_bytes_take_le16(&rest, &h->size_of_optional_header) < 0)
		return ingot_fault_at(fault, DOS_PE_OFFSET_AT,
				      "no PE header where the DOS header says");
	if (count == 0)
		return ingot_fault_at(fault, h->pe_offset + 6, "image has no sections");
	if (count > INGOT_PE_SECTION_MAX) {
		(void)ingot_fault_at(fault, h->pe_offset + 6,
				     "image has more sections than we read");
		return -EFBIG;
	}
	pe->section_count = count;
	h->optional_offset = h->pe_offset + FILE_HEADER_SIZE;
	return 0;
}

static int take_optional_header(struct ingot_pe *pe, struct headers *h, struct ingot_fault *fault)
{
	struct ingot_bytes rest;
	uint16_t magic;

	if (ingot_bytes_slice(pe->file, h->optional_offset, h->size_of_optional_header,
			      &h->optional) < 0)
		return ingot_fault_at(fault, h->pe_offset + 20,
				      "optional header lies outside the file");
	rest = h->optional;
	if (ingot_bytes_take_le16(&rest, &magic) < 0 ||
	    (magic != MAGIC_PE32 && magic != MAGIC_PE32_PLUS))
		return ingot_fault_at(fault, h->optional_offset,
				      "optional header is neither PE32 nor PE32+");
	h->directories_at = magic == MAGIC_PE32 ? PE32_DIRECTORIES_AT : PE32_PLUS_DIRECTORIES_AT;
	if (ingot_bytes_skip(&rest, 54) < 0 ||
	    ingot_bytes_take_le32(&rest, &pe->size_of_image) < 0 ||
	    ingot_bytes_take_le32(&rest, &pe->size_of_headers) < 0 ||
	    ingot_bytes_skip(&rest, 4) < 0 || ingot_bytes_take_le16(&rest, &pe->subsystem) < 0)
		return ingot_fault_at(fault, h->optional_offset, "optional header is cut short");
	rest = h->optional;
	if (ingot_bytes_skip(&rest, h->directories_at) < 0 ||
	    ingot_bytes_take_le32(&rest, &h->directory_count) < 0)
		return ingot_fault_at(fault, h->optional_offset, "optional header is cut short");
	if (h->directory_count > DIRECTORY_COUNT_MAX ||
	    rest.size != h->directory_count * DIRECTORY_SIZE)
		return ingot_fault_at(fault, h->optional_offset + h->directories_at,
				      "count of data directories does not fit the optional header");
	pe->checksum_offset = h->optional_offset + CHECKSUM_AT;
	return 0;
}

static void take_directory(const struct headers *h, uint32_t number, uint32_t *value,
			   uint32_t *size)
{
	struct ingot_bytes rest = h->optional;

	*value = 0;
	*size = 0;
	if (number < h->directory_count &&
	    ingot_bytes_skip(&rest, h->directories_at + 4 + (uint64_t)number * DIRECTORY_SIZE) ==
		    0) {
		(void)ingot_bytes_take_le32(&rest,
					    value); /* the count was checked against the size */
		(void)ingot_bytes_take_le32(&rest, size);
	}
}

static int take_directories(struct ingot_pe *pe, struct headers *h, struct ingot_fault *fault)
{
	uint32_t entry_at = h->optional_offset + h->directories_at + 4 +
			    DIRECTORY_CERTIFICATES * DIRECTORY_SIZE;

	take_directory(h, DIRECTORY_RELOCATIONS, &pe->relocations.virtual_address,
		       &pe->relocations.size);
	take_directory(h, DIRECTORY_CERTIFICATES, &h->certificate_offset, &h->certificate_size);
	if (h->directory_count > DIRECTORY_CERTIFICATES)
		pe->certificate_entry_offset = entry_at;
	if (h->certificate_size == 0)
		return h->certificate_offset == 0
			       ? 0
			       : ingot_fault_at(fault, entry_at,
						"certificate table has a place but no size");
	if (ingot_bytes_slice(pe->file, h->certificate_offset, h->certificate_size,
			      &pe->certificates) < 0 ||
	    (uint64_t)h->certificate_offset + h->certificate_size != pe->file.size)
		return ingot_fault_at(fault, entry_at,
				      "certificate table is not what the file ends with");
	return 0;
}

static int take_section_table(struct ingot_pe *pe, const struct headers *h,
			      struct ingot_fault *fault)
{
	uint64_t offset = (uint64_t)h->optional_offset + h->size_of_optional_header;
	uint64_t size = (uint64_t)pe->section_count * SECTION_HEADER_SIZE;

	if (offset + size > pe->size_of_headers || pe->size_of_headers > pe->file.size ||
	    ingot_bytes_slice(pe->file, offset, size, &pe->section_table) < 0)
		return ingot_fault_at(fault, h->optional_offset + 60,
				      "section table does not fit the size of the headers");
	pe->section_table_offset = (uint32_t)offset;
	return 0;
}

static bool printable(const char *name)
{
	for (; *name; name++)
		if (*name <= ' ' || *name > '~')
			return false;
	return true;
}

static uint64_t memory_end(const struct ingot_pe_section *s)
{
	/* like the firmware, which copies the raw bytes of a section that names no size in memory
	 */
	return (uint64_t)s->virtual_address + (s->virtual_size ? s->virtual_size : s->raw_size);
}

static const char *section_fault(const struct ingot_pe *pe, const struct headers *h,
				 const struct ingot_pe_section *s)
{
	uint64_t end = (uint64_t)s->raw_offset + s->raw_size;

	if (!printable(s->name) || s->name[0] == '\0')
		return "section name is empty or not printable";
	if (s->virtual_address < pe->size_of_headers || memory_end(s) > pe->size_of_image)
		return "section lies outside the image in memory";
	if (s->raw_size == 0)
		return NULL;
	if (s->raw_offset < pe->size_of_headers || end > pe->file.size)
		return "section lies outside the file, or in its headers";
	if (h->certificate_size != 0 && end > h->certificate_offset)
		return "section overlaps the certificate table";
	return NULL;
}

static bool overlap(const struct ingot_pe_section *a, const struct ingot_pe_section *b)
{
	bool in_file = a->raw_size != 0 && b->raw_size != 0 &&
		       a->raw_offset < (uint64_t)b->raw_offset + b->raw_size &&
		       b->raw_offset < (uint64_t)a->raw_offset + a->raw_size;

	return in_file ||
	       (a->virtual_address < memory_end(b) && b->virtual_address < memory_end(a));
}

static int check_sections(const struct ingot_pe *pe, const struct headers *h,
			  struct ingot_fault *fault)
{
	for (unsigned i = 0; i < pe->section_count; i++) {
		struct ingot_pe_section section;
		struct ingot_pe_section other;
		uint64_t at = pe->section_table_offset + (uint64_t)i * SECTION_HEADER_SIZE;
		const char *rule;

		if (ingot_pe_section(pe, i, &section) < 0)
			return ingot_fault_at(fault, at, "section header is cut short");
		rule = section_fault(pe, h, &section);
		for (unsigned j = 0; j < i && !rule; j++)
			if (ingot_pe_section(pe, j, &other) < 0 || overlap(&section, &other))
				rule = "sections overlap";
		if (rule)
			return ingot_fault_at(fault, at, rule);
	}
	return 0;
}

int ingot_pe_read(struct ingot_bytes file, struct ingot_pe *ret_pe, struct ingot_fault *fault)
{
	struct ingot_pe pe = { .file = file };
	struct headers headers = { 0 };
	int r;

	if (file.size > UINT32_MAX) {
		(void)ingot_fault_at(fault, UINT32_MAX, "file is larger than PE can describe");
		return -EFBIG;
	}
	r = take_file_header(&pe, &headers, fault);
	if (r == 0)
		r = take_optional_header(&pe, &headers, fault);
	if (r == 0)
		r = take_section_table(&pe, &headers, fault);
	if (r == 0)
		r = take_directories(&pe, &headers, fault);
	if (r == 0)
		r = check_sections(&pe, &headers, fault);
	if (r < 0)
		return r;
	*ret_pe = pe;
	return 0;
}

int ingot_pe_section(const struct ingot_pe *pe, unsigned index,
		     struct ingot_pe_section *ret_section)
{
	struct ingot_pe_section section = { .name = "" };
	struct ingot_bytes rest;
	struct ingot_bytes name;

	if (index >= pe->section_count)
		return -EINVAL;
	if (ingot_bytes_slice(pe->section_table, (uint64_t)index * SECTION_HEADER_SIZE,
			      SECTION_HEADER_SIZE, &rest) < 0 ||
	    ingot_bytes_take(&rest, SECTION_NAME_SIZE, &name) < 0 ||
	    ingot_bytes_take_le32(&rest, &section.virtual_size) < 0 ||
	    ingot_bytes_take_le32(&rest, &section.virtual_address) < 0 ||
	    ingot_bytes_take_le32(&rest, &section.raw_size) < 0 ||
	    ingot_bytes_take_le32(&rest, &section.raw_offset) < 0 ||
	    ingot_bytes_skip(&rest, 12) < 0 || /* relocations and line numbers of object files */
	    ingot_bytes_take_le32(&rest, &section.characteristics) < 0)
		return -EBADMSG;
	memcpy(section.name, name.data, name.size);
	*ret_section = section;
	return 0;
}

int ingot_pe_find(const struct ingot_pe *pe, const char *name, struct ingot_pe_section *ret_section)
{
	for (unsigned i = 0; i < pe->section_count; i++) {
		struct ingot_pe_section section;

		if (ingot_pe_section(pe, i, &section) < 0)
			return -EBADMSG;
		if (strcmp(section.name, name) == 0) {
			*ret_section = section;
			return 0;
		}
	}
	return -ENOENT;
}

int ingot_pe_raw(const struct ingot_pe *pe, const struct ingot_pe_section *section,
		 struct ingot_bytes *ret_content)
{
	uint32_t size = section->raw_size;

	if (section->virtual_size < size)
		size = section->virtual_size;
	if (size == 0) {
		*ret_content = (struct ingot_bytes){ 0 };
		return 0;
	}
	return ingot_bytes_slice(pe->file, section->raw_offset, size, ret_content);
}
