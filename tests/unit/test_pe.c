/* SPDX-License-Identifier: Apache-2.0 */
/* PE headers: accepted, broken one field at a time, cut at every offset. */
#include <errno.h>

#include "check.h"
#include "measurements/pe.h"
#include "pe_fixture.h"

static const struct fixture_section sections[] = {
	{ ".text", "code", 0 },
	{ ".data", "data", 0x900 },
	{ ".bss", "", 0x100 },
	{ NULL, NULL, 0 },
};

static void test_accepted(void)
{
	struct fixture f;
	struct ingot_pe pe;
	struct ingot_pe_section section;
	struct ingot_bytes content;

	fixture_make(&f, sections);
	if (!CHECK(ingot_pe_read(fixture_bytes(&f), &pe, NULL) == 0))
		return;
	CHECK(pe.machine == INGOT_PE_MACHINE_X64);
	CHECK(pe.section_count == 3);
	CHECK(pe.subsystem == INGOT_PE_SUBSYSTEM_EFI_APPLICATION);
	CHECK(pe.checksum_offset == FIXTURE_CHECKSUM_AT);
	CHECK(pe.certificate_entry_offset == FIXTURE_CERTIFICATES);
	CHECK(pe.certificates.size == 0);
	CHECK(ingot_pe_find(&pe, ".data", &section) == 0);
	CHECK_TEXT(section.name, ".data");
	CHECK(section.virtual_size == 0x900 && section.raw_size == 512);
	CHECK(ingot_pe_raw(&pe, &section, &content) == 0 && content.size == 512);
	CHECK(memcmp(content.data, "data", 5) == 0);
	CHECK(ingot_pe_find(&pe, ".text", &section) == 0);
	CHECK(ingot_pe_raw(&pe, &section, &content) == 0 &&
	      ingot_bytes_equal_text(content, "code"));
	CHECK(ingot_pe_find(&pe, ".bss", &section) == 0);
	CHECK(ingot_pe_raw(&pe, &section, &content) == 0 && content.size == 0);
	CHECK(ingot_pe_find(&pe, ".tex", &section) == -ENOENT);
	CHECK(ingot_pe_section(&pe, 3, &section) == -EINVAL);
	CHECK_TEXT(section.name, ".bss");
}

static void test_signed(void)
{
	static const uint8_t table[24] = { 24, 0, 0, 0, 0, 2, 2, 0 };
	struct fixture f;
	struct ingot_pe pe;

	fixture_make(&f, sections);
	fixture_sign(&f, (struct ingot_bytes){ table, sizeof(table) });
	CHECK(ingot_pe_read(fixture_bytes(&f), &pe, NULL) == 0);
	CHECK(pe.certificates.size == sizeof(table));
	f.size++; /* bytes behind the table: whose are they? */
	CHECK(ingot_pe_read(fixture_bytes(&f), &pe, NULL) == -EBADMSG);
}

/* One field each: where, how wide, what it lies about. */
static void test_broken(void)
{
	static const struct {
		size_t at;
		unsigned width;
		uint32_t value;
		int want;
	} lies[] = {
		{ 0, 2, 0x4d5a, -EBADMSG },               /* no MZ */
		{ 60, 4, 0, -EBADMSG },                   /* PE header inside the DOS header */
		{ 60, 4, 0xffffffff, -EBADMSG },          /* or nowhere */
		{ 60, 4, FIXTURE_PE_AT + 4, -EBADMSG },   /* or where none is */
		{ FIXTURE_PE_AT + 6, 2, 0, -EBADMSG },    /* no sections */
		{ FIXTURE_PE_AT + 6, 2, 100, -EBADMSG },  /* a table beyond the headers */
		{ FIXTURE_PE_AT + 6, 2, 513, -EFBIG },    /* more than we read */
		{ FIXTURE_PE_AT + 20, 2, 0, -EBADMSG },   /* no optional header */
		{ FIXTURE_PE_AT + 20, 2, 232, -EBADMSG }, /* one directory short */
		{ FIXTURE_PE_AT + 20, 2, 0xffff, -EBADMSG },
		{ FIXTURE_OPTIONAL_AT, 2, 0x0107, -EBADMSG }, /* a ROM image */
		{ FIXTURE_OPTIONAL_AT, 2, 0x010b, -EBADMSG }, /* PE32 with the other's layout */
		{ FIXTURE_OPTIONAL_AT + 60, 4, 0, -EBADMSG }, /* size of headers */
		{ FIXTURE_OPTIONAL_AT + 60, 4, 0x10000, -EBADMSG },
		{ FIXTURE_OPTIONAL_AT + 60, 4, 0xffffffff, -EBADMSG },
		{ FIXTURE_OPTIONAL_AT + 56, 4, 0x1000, -EBADMSG }, /* size of image */
		{ FIXTURE_OPTIONAL_AT + 108, 4, 17, -EBADMSG },    /* directories */
		{ FIXTURE_OPTIONAL_AT + 108, 4, 0xffffffff, -EBADMSG },
		{ FIXTURE_CERTIFICATES, 4, 512, -EBADMSG },   /* a place, no size */
		{ FIXTURE_CERTIFICATES + 4, 4, 8, -EBADMSG }, /* a size, no place */
		{ FIXTURE_CERTIFICATES + 4, 4, 0xffffffff, -EBADMSG },
		{ FIXTURE_SECTION_AT(0), 4, 0, -EBADMSG },          /* a name of nothing */
		{ FIXTURE_SECTION_AT(0), 4, 0x1b5b1b5b, -EBADMSG }, /* or of escapes */
		{ FIXTURE_SECTION_AT(0) + 8, 4, 0xffffffff, -EBADMSG },
		{ FIXTURE_SECTION_AT(0) + 8, 4, 0x1001, -EBADMSG }, /* into the next in memory */
		{ FIXTURE_SECTION_AT(0) + 12, 4, 0, -EBADMSG },     /* over the headers in memory */
		{ FIXTURE_SECTION_AT(0) + 16, 4, 0xffffffff, -EBADMSG },
		{ FIXTURE_SECTION_AT(0) + 16, 4, 1024, -EBADMSG }, /* into the next in the file */
		{ FIXTURE_SECTION_AT(0) + 20, 4, 0, -EBADMSG }, /* over the headers in the file */
		{ FIXTURE_SECTION_AT(1) + 20, 4, 0x10000, -EBADMSG },
	};

	for (size_t i = 0; i < ARRAY_COUNT(lies); i++) {
		struct ingot_fault fault = { 0 };
		struct ingot_pe pe = { .machine = 0xdead };
		struct fixture f;

		fixture_make(&f, sections);
		if (lies[i].width == 2)
			fixture_put16(&f, lies[i].at, (uint16_t)lies[i].value);
		else
			fixture_put32(&f, lies[i].at, lies[i].value);
		if (!CHECK(ingot_pe_read(fixture_bytes(&f), &pe, &fault) == lies[i].want))
			fprintf(stderr, "lie %zu at %zu\n", i, lies[i].at);
		CHECK(pe.machine == 0xdead);
		CHECK(fault.rule != NULL);
		CHECK(fault.offset < f.size || fault.offset == UINT32_MAX);
	}
}

static void test_cut(void)
{
	struct fixture f;

	fixture_make(&f, sections);
	for (size_t size = 0; size < f.size; size++) {
		uint8_t *copy = fixture_cut(&f, size);
		struct ingot_pe pe = { .machine = 0xdead };

		CHECK(ingot_pe_read((struct ingot_bytes){ copy, size }, &pe, NULL) == -EBADMSG);
		CHECK(pe.machine == 0xdead);
		free(copy);
	}
}

int main(void)
{
	test_accepted();
	test_signed();
	test_broken();
	test_cut();
	return check_result();
}
