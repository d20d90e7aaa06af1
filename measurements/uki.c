/* SPDX-License-Identifier: Apache-2.0 */
/* Unified kernel images: the sections that systemd-stub uses and measures (stub 257; UAPI.5,
 * UAPI.7). */
#include "measurements/uki.h"

#include <errno.h>
#include <string.h>

#define RELOCATION_BLOCK_HEADER_SIZE 8
#define RELOCATION_PAGE_SIZE         4096
#define ZERO_COUNT_MAX               ((uint64_t)64 << 20)
#define RELOCATION_WIDTH_MAX         8

static const char *const section_names[INGOT_UKI_SECTION_COUNT] = {
	[INGOT_UKI_LINUX] = ".linux",     [INGOT_UKI_OSREL] = ".osrel",
	[INGOT_UKI_CMDLINE] = ".cmdline", [INGOT_UKI_INITRD] = ".initrd",
	[INGOT_UKI_UCODE] = ".ucode",     [INGOT_UKI_SPLASH] = ".splash",
	[INGOT_UKI_DTB] = ".dtb",         [INGOT_UKI_UNAME] = ".uname",
	[INGOT_UKI_SBAT] = ".sbat",       [INGOT_UKI_PCRSIG] = ".pcrsig",
	[INGOT_UKI_PCRPKEY] = ".pcrpkey", [INGOT_UKI_PROFILE] = ".profile",
	[INGOT_UKI_DTBAUTO] = ".dtbauto", [INGOT_UKI_HWIDS] = ".hwids",
};

/* What the stub itself consists of. */
static const char *const stub_names[] = {
	".text", ".rodata", ".data", ".bss", ".reloc", ".sdmagic", ".dynamic", ".rela", ".areloc",
};

/* Sections first..end of the table: the base, or one profile. */
struct span {
	unsigned first;
	unsigned end;
};

const char *ingot_uki_section_name(enum ingot_uki_section section)
{
	return (unsigned)section < INGOT_UKI_SECTION_COUNT ? section_names[section] : NULL;
}

bool ingot_uki_is_measured(enum ingot_uki_section section)
{
	return (unsigned)section < INGOT_UKI_SECTION_COUNT && section != INGOT_UKI_PCRSIG;
}

/* INGOT_UKI_SECTION_COUNT for a name that is not of the table. */
static enum ingot_uki_section section_of(const char *name)
{
	unsigned i = 0;

	while (i < INGOT_UKI_SECTION_COUNT && strcmp(section_names[i], name) != 0)
		i++;
	return (enum ingot_uki_section)i;
}

static bool is_of_stub(const char *name)
{
	for (size_t i = 0; i < sizeof(stub_names) / sizeof(*stub_names); i++)
		if (strcmp(stub_names[i], name) == 0)
			return true;
	return false;
}

static int refuse(const struct ingot_uki *uki, unsigned index, const char *rule,
		  struct ingot_fault *fault)
{
	size_t header_size = uki->pe.section_table.size / uki->pe.section_count;

	(void)ingot_fault_at(fault, uki->pe.section_table_offset + index * (uint64_t)header_size,
			     rule);
	return -ENOTSUP;
}

static int check_names(struct ingot_uki *uki, struct ingot_fault *fault)
{
	for (unsigned i = 0; i < uki->pe.section_count; i++) {
		struct ingot_pe_section section;
		enum ingot_uki_section which;

		if (ingot_pe_section(&uki->pe, i, &section) < 0)
			return -EBADMSG;
		which = section_of(section.name);
		if (which == INGOT_UKI_SECTION_COUNT && !is_of_stub(section.name))
			return refuse(uki, i, "section is not known to systemd-stub", fault);
		if (which == INGOT_UKI_DTBAUTO)
			return refuse(uki, i, "section .dtbauto is measured on some machines only",
				      fault);
		if (which == INGOT_UKI_PROFILE && ++uki->profile_count > INGOT_UKI_PROFILE_MAX)
			return refuse(uki, i, "more profiles than systemd-stub knows", fault);
	}
	return 0;
}

/* Which sections profile number @profile has; the base for -1. False if there is no such profile.
 */
static bool find_span(const struct ingot_pe *pe, int profile, struct span *span)
{
	int current = -1;
	bool found = profile == -1;

	*span = (struct span){ 0, 0 };
	for (unsigned i = 0; i < pe->section_count; i++) {
		struct ingot_pe_section section;

		if (ingot_pe_section(pe, i, &section) < 0)
			return false;
		if (section_of(section.name) == INGOT_UKI_PROFILE && ++current == profile) {
			found = true;
			span->first = i;
		}
		if (current == profile)
			span->end = i + 1;
	}
	return found;
}

static struct ingot_uki_content content_of(const struct ingot_pe *pe,
					   const struct ingot_pe_section *section)
{
	struct ingot_uki_content content = { .offset = section->raw_offset };

	/* in range, ingot_pe_read() has seen to it */
	if (section->virtual_size == 0 || ingot_pe_raw(pe, section, &content.data) < 0)
		return (struct ingot_uki_content){ 0 };
	content.zero_count = section->virtual_size - content.data.size;
	return content;
}

static int take_span(struct ingot_uki *uki, struct span span, struct ingot_fault *fault)
{
	bool seen[INGOT_UKI_SECTION_COUNT] = { false };
	bool magic = false;

	for (unsigned i = span.first; i < span.end; i++) {
		struct ingot_pe_section section;
		enum ingot_uki_section which;

		if (ingot_pe_section(&uki->pe, i, &section) < 0)
			return -EBADMSG;
		which = section_of(section.name);
		if (strcmp(section.name, ".sdmagic") == 0) {
			if (magic)
				return refuse(uki, i, "section .sdmagic occurs twice", fault);
			magic = true;
		}
		if (which == INGOT_UKI_SECTION_COUNT)
			continue;
		if (seen[which])
			return refuse(uki, i, "section occurs twice", fault);
		seen[which] = true;
		uki->content[which] = content_of(&uki->pe, &section);
		if (uki->content[which].zero_count > ZERO_COUNT_MAX) {
			(void)refuse(uki, i, "section is much larger in memory than in the file",
				     fault);
			return -EFBIG;
		}
	}
	return 0;
}

static bool touches_content(const struct ingot_pe *pe, uint64_t start, uint64_t end)
{
	for (unsigned i = 0; i < pe->section_count; i++) {
		struct ingot_pe_section section;

		if (ingot_pe_section(pe, i, &section) < 0)
			return true;
		if (section_of(section.name) != INGOT_UKI_SECTION_COUNT &&
		    start < (uint64_t)section.virtual_address + section.virtual_size &&
		    section.virtual_address < end)
			return true;
	}
	return false;
}

/* The firmware changes what relocations point at before the stub can measure it. */
static int check_relocations(const struct ingot_uki *uki, struct ingot_fault *fault)
{
	const struct ingot_pe *pe = &uki->pe;
	struct ingot_pe_section section;
	struct ingot_bytes rest = { 0 };

	if (pe->relocations.size == 0)
		return 0;
	for (unsigned i = 0; i < pe->section_count && rest.size == 0; i++) {
		struct ingot_bytes raw;

		if (ingot_pe_section(pe, i, &section) < 0 || ingot_pe_raw(pe, &section, &raw) < 0)
			return -EBADMSG;
		if (pe->relocations.virtual_address >= section.virtual_address)
			(void)ingot_bytes_slice(
				raw, pe->relocations.virtual_address - section.virtual_address,
				pe->relocations.size, &rest);
	}
	if (rest.size == 0)
		return ingot_fault_at(fault, pe->checksum_offset, "relocations lie in no section");
	while (rest.size > 0) {
		struct ingot_bytes entries;
		uint32_t page;
		uint32_t size;

		if (ingot_bytes_take_le32(&rest, &page) < 0 ||
		    ingot_bytes_take_le32(&rest, &size) < 0 ||
		    size < RELOCATION_BLOCK_HEADER_SIZE ||
		    ingot_bytes_take(&rest, size - RELOCATION_BLOCK_HEADER_SIZE, &entries) < 0)
			return ingot_fault_at(fault, section.raw_offset,
					      "relocations are malformed");
		if (entries.size == 0 || ingot_bytes_all_zero(entries)) /* padding */
			continue;
		if (touches_content(pe, page,
				    (uint64_t)page + RELOCATION_PAGE_SIZE + RELOCATION_WIDTH_MAX)) {
			(void)ingot_fault_at(fault, section.raw_offset,
					     "relocations change a measured section");
			return -ENOTSUP;
		}
	}
	return 0;
}

static int take_sections(struct ingot_uki *uki, unsigned profile, struct ingot_fault *fault)
{
	struct span span;
	int r = check_names(uki, fault);

	if (r == 0 && !find_span(&uki->pe, -1, &span))
		return -EBADMSG;
	if (r == 0)
		r = take_span(uki, span, fault);
	if (r < 0)
		return r;
	if (profile >= INGOT_UKI_PROFILE_MAX || !find_span(&uki->pe, (int)profile, &span))
		return profile == 0 ? 0 : -ENOENT;
	return take_span(uki, span, fault);
}

int ingot_uki_read(struct ingot_bytes file, unsigned profile, struct ingot_uki *ret_uki,
		   struct ingot_fault *fault)
{
	struct ingot_uki uki = { .profile_count = 0 };
	int r = ingot_pe_read(file, &uki.pe, fault);

	if (r == 0)
		r = ingot_loaderinfo_read(&uki.pe, &uki.info, fault);
	if (r == -ENOENT)
		return ingot_fault_at(fault, uki.pe.section_table_offset,
				      "image has no section .sdmagic");
	if (r == 0 && uki.info.loader != INGOT_LOADER_STUB)
		return ingot_fault_at(fault, uki.pe.section_table_offset,
				      "image is not made with systemd-stub");
	if (r == 0)
		r = take_sections(&uki, profile, fault);
	if (r == 0)
		r = check_relocations(&uki, fault);
	if (r < 0)
		return r;
	if (!ingot_uki_has(&uki, INGOT_UKI_LINUX))
		return ingot_fault_at(fault, uki.pe.section_table_offset,
				      "image has no section .linux");
	*ret_uki = uki;
	return 0;
}

bool ingot_uki_has(const struct ingot_uki *uki, enum ingot_uki_section section)
{
	const struct ingot_uki_content *content = &uki->content[section];

	return content->data.size > 0 || content->zero_count > 0;
}

int ingot_uki_pieces(const struct ingot_uki *uki, enum ingot_uki_section section,
		     struct ingot_pieces *pieces)
{
	const struct ingot_uki_content *content = &uki->content[section];

	if (ingot_pieces_add(pieces, content->data) < 0)
		return -EFBIG;
	return ingot_pieces_add_zeros(pieces, content->zero_count);
}

int ingot_uki_kernel(const struct ingot_uki *uki, struct ingot_pe *ret_kernel,
		     struct ingot_fault *fault)
{
	const struct ingot_uki_content *content = &uki->content[INGOT_UKI_LINUX];
	int r;

	/* its hash covers the zeros in memory too, and we have no view of those */
	if (content->zero_count > 0) {
		(void)ingot_fault_at(fault, content->offset,
				     "section .linux is larger in memory than in the file");
		return -ENOTSUP;
	}
	r = ingot_pe_read(content->data, ret_kernel, fault);
	if (r < 0 && fault)
		fault->offset += content->offset;
	return r;
}
