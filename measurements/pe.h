/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_PE_H
#define INGOT_MEASUREMENTS_PE_H

#include <stdint.h>

#include "base/bytes.h"

/*
 * PE/COFF executables as firmware loads them: headers and section table (Microsoft PE format, 2024;
 * UEFI 2.10, 2.1.1).
 *
 * The checks are those of EDK2's loader and somewhat more: every range named by a header lies in
 * the file, so that whoever goes on with a struct ingot_pe needs no further bounds.
 */

/* Sections we read at most; a UKI with many profiles has a hundred or so. */
#define INGOT_PE_SECTION_MAX               512
#define INGOT_PE_SECTION_NAME_SIZE         9

#define INGOT_PE_MACHINE_X64               0x8664
#define INGOT_PE_MACHINE_ARM64             0xaa64

#define INGOT_PE_SUBSYSTEM_EFI_APPLICATION 10

/**
 * struct ingot_pe - an image whose headers have been checked
 * @file:                the whole file; borrowed
 * @section_table:       section headers; view into @file
 * @machine:             INGOT_PE_MACHINE_…, or another one
 * @section_count:       sections, 1..INGOT_PE_SECTION_MAX
 * @subsystem:           INGOT_PE_SUBSYSTEM_EFI_APPLICATION, or another one
 * @section_table_offset: bytes from the start of @file
 * @size_of_image:       bytes in memory
 * @size_of_headers:     bytes in front of the sections
 * @checksum_offset:     where the 4 bytes of CheckSum are
 * @certificate_entry_offset: where the 8 bytes of the certificate table's directory entry are; 0 if
 *                            there is none
 * @certificates:        the certificate table, to the end of @file; empty if the file is not signed
 * @relocations:         the base relocations' RVA and size, 0 and 0 if there are none
 */
struct ingot_pe {
	struct ingot_bytes file;
	struct ingot_bytes section_table;
	uint16_t machine;
	uint16_t section_count;
	uint16_t subsystem;
	uint32_t section_table_offset;
	uint32_t size_of_image;
	uint32_t size_of_headers;
	uint32_t checksum_offset;
	uint32_t certificate_entry_offset;
	struct ingot_bytes certificates;
	struct {
		uint32_t virtual_address;
		uint32_t size;
	} relocations;
};

/**
 * struct ingot_pe_section - a section header
 * @name:            up to eight characters, NUL-terminated here; printable ASCII
 * @virtual_size:    bytes in memory
 * @virtual_address: where in memory, from the image's base
 * @raw_size:        bytes in the file: content, then padding; may be less or more than
 * @virtual_size
 * @raw_offset:      where in the file
 * @characteristics: flags
 */
struct ingot_pe_section {
	char name[INGOT_PE_SECTION_NAME_SIZE];
	uint32_t virtual_size;
	uint32_t virtual_address;
	uint32_t raw_size;
	uint32_t raw_offset;
	uint32_t characteristics;
};

/**
 * ingot_pe_read - read and check the headers of an image
 * @file:   the whole file, up to 4 GiB; borrowed, and must outlive @ret_pe
 * @ret_pe: the image; holds nothing to free
 * @fault:  where the format breaks, bytes from the start of @file; may be NULL
 *
 * Sections must lie behind the headers and inside the file, and may not overlap in the file or in
 * memory. A certificate table must be what the file ends with.
 *
 * Returns 0; -EBADMSG; -EFBIG if there are more than INGOT_PE_SECTION_MAX sections or the file is
 * larger than 4 GiB.
 */
int ingot_pe_read(struct ingot_bytes file, struct ingot_pe *ret_pe, struct ingot_fault *fault);

/**
 * ingot_pe_section - a section by its position in the table
 * @index: 0..section_count - 1
 * @ret_section: its header
 *
 * Returns 0; -EINVAL if there is no such section; -EBADMSG if @pe is not of ingot_pe_read().
 */
int ingot_pe_section(const struct ingot_pe *pe, unsigned index,
		     struct ingot_pe_section *ret_section);

/**
 * ingot_pe_find - the first section of a name
 * @name: up to eight characters
 * @ret_section: its header
 *
 * Returns 0; -ENOENT if there is none; -EBADMSG if @pe is not of ingot_pe_read().
 */
int ingot_pe_find(const struct ingot_pe *pe, const char *name,
		  struct ingot_pe_section *ret_section);

/**
 * ingot_pe_raw - the part of a section's memory that comes from the file
 * @section: of the same @pe
 * @ret_content: its first min(virtual_size, raw_size) bytes; view into the file. In memory zeros
 *               follow up to virtual_size.
 *
 * Returns 0; -EBADMSG if @section is not of @pe.
 */
int ingot_pe_raw(const struct ingot_pe *pe, const struct ingot_pe_section *section,
		 struct ingot_bytes *ret_content);

#endif
