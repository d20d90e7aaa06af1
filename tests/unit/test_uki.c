/* SPDX-License-Identifier: Apache-2.0 */
/* UKIs: which sections count under which profile, what is refused, and the version of the stub. */
#include <errno.h>

#include "check.h"
#include "measurements/uki.h"
#include "pe_fixture.h"

#define MAGIC { ".sdmagic", FIXTURE_MAGIC, 0 }
#define TEXT  { ".text", "code", 0 }
#define LINUX { ".linux", "kernel", 0 }
#define END   { NULL, NULL, 0 }

static int read_uki(const struct fixture_section *sections, unsigned profile, struct ingot_uki *uki,
		    struct ingot_fault *fault)
{
	static struct fixture f; /* views into it are looked at afterwards */

	fixture_make(&f, sections);
	return ingot_uki_read(fixture_bytes(&f), profile, uki, fault);
}

static struct ingot_bytes data_of(const struct ingot_uki *uki, enum ingot_uki_section section)
{
	return uki->content[section].data;
}

/* Order of the table in stub 257: src/fundamental/uki.c of systemd 257.13. */
static void test_table(void)
{
	static const char *const order[] = {
		".linux", ".osrel", ".cmdline", ".initrd",  ".ucode",   ".splash",  ".dtb",
		".uname", ".sbat",  ".pcrsig",  ".pcrpkey", ".profile", ".dtbauto", ".hwids",
	};

	CHECK(ARRAY_COUNT(order) == INGOT_UKI_SECTION_COUNT);
	for (unsigned i = 0; i < INGOT_UKI_SECTION_COUNT; i++) {
		CHECK_TEXT(ingot_uki_section_name((enum ingot_uki_section)i), order[i]);
		CHECK(ingot_uki_is_measured((enum ingot_uki_section)i) == (i != INGOT_UKI_PCRSIG));
	}
	CHECK(ingot_uki_section_name(INGOT_UKI_SECTION_COUNT) == NULL);
	CHECK(!ingot_uki_is_measured(INGOT_UKI_SECTION_COUNT));
}

static void test_plain(void)
{
	static const struct fixture_section sections[] = { TEXT,
							   MAGIC,
							   LINUX,
							   { ".cmdline", "quiet", 0 },
							   { ".osrel", "ID=x", 600 },
							   { ".uname", "", 0 },
							   END };
	struct ingot_pieces pieces = { .count = 0 };
	struct ingot_uki uki;

	if (!CHECK(read_uki(sections, 0, &uki, NULL) == 0))
		return;
	CHECK(uki.info.loader == INGOT_LOADER_STUB && uki.info.major == 257);
	CHECK(ingot_bytes_equal_text(uki.info.version, "257.13-1~deb13u1"));
	CHECK(uki.profile_count == 0);
	CHECK(ingot_bytes_equal_text(data_of(&uki, INGOT_UKI_CMDLINE), "quiet"));
	CHECK(ingot_uki_has(&uki, INGOT_UKI_OSREL) && !ingot_uki_has(&uki, INGOT_UKI_INITRD));
	CHECK(!ingot_uki_has(&uki, INGOT_UKI_UNAME)); /* empty is absent */
	/* more in memory than in the file: zeros follow */
	CHECK(data_of(&uki, INGOT_UKI_OSREL).size == 512);
	CHECK(uki.content[INGOT_UKI_OSREL].zero_count == 88);
	CHECK(ingot_uki_pieces(&uki, INGOT_UKI_OSREL, &pieces) == 0);
	CHECK(ingot_pieces_size(&pieces) == 600);
	CHECK(ingot_uki_pieces(&uki, INGOT_UKI_INITRD, &pieces) == 0);
	CHECK(ingot_pieces_size(&pieces) == 600);
	CHECK(read_uki(sections, 1, &uki, NULL) == -ENOENT);
}

static void test_profiles(void)
{
	static const struct fixture_section sections[] = {
		MAGIC,
		LINUX,
		{ ".cmdline", "base", 0 },
		{ ".profile", "ID=zero", 0 },
		{ ".profile", "ID=one", 0 },
		{ ".cmdline", "one", 0 },
		{ ".profile", "ID=two", 0 },
		{ ".osrel", "two", 0 },
		END,
	};
	static const char *const cmdlines[] = { "base", "one", "base" };
	static const char *const profiles[] = { "ID=zero", "ID=one", "ID=two" };
	struct ingot_uki uki;

	for (unsigned i = 0; i < ARRAY_COUNT(profiles); i++) {
		if (!CHECK(read_uki(sections, i, &uki, NULL) == 0))
			continue;
		CHECK(uki.profile_count == 3);
		CHECK(ingot_bytes_equal_text(data_of(&uki, INGOT_UKI_PROFILE), profiles[i]));
		CHECK(ingot_bytes_equal_text(data_of(&uki, INGOT_UKI_CMDLINE), cmdlines[i]));
		CHECK(ingot_uki_has(&uki, INGOT_UKI_OSREL) == (i == 2));
	}
	CHECK(read_uki(sections, 3, &uki, NULL) == -ENOENT);
	CHECK(read_uki(sections, 1000000, &uki, NULL) == -ENOENT);
}

static void test_refused(void)
{
	static const struct {
		struct fixture_section sections[5];
		int want;
	} cases[] = {
		{ { MAGIC, END }, -EBADMSG },
		{ { LINUX, END }, -EBADMSG },
		{ { MAGIC, { ".linux", "", 0 }, END }, -EBADMSG },
		{ { MAGIC, LINUX, { ".efifw", "x", 0 }, END }, -ENOTSUP },
		{ { MAGIC, LINUX, { ".pcrkey", "x", 0 }, END }, -ENOTSUP },
		{ { MAGIC, LINUX, { ".Cmdline", "x", 0 }, END }, -ENOTSUP },
		{ { MAGIC, LINUX, { ".dtbauto", "x", 0 }, END }, -ENOTSUP },
		{ { MAGIC, LINUX, LINUX, END }, -ENOTSUP },
		{ { MAGIC, MAGIC, LINUX, END }, -ENOTSUP },
		{ { { ".sdmagic", "#### LoaderInfo: systemd-boot 257 ####", 0 }, LINUX, END },
		  -EBADMSG },
		{ { { ".sdmagic", "#### LoaderInfo: other-stub 257 ####", 0 }, LINUX, END },
		  -ENOTSUP },
		{ { { ".sdmagic", "#### LoaderInfo: systemd-stub x ####", 0 }, LINUX, END },
		  -EBADMSG },
		{ { { ".sdmagic", "#### LoaderInfo: systemd-stub 99999 ####", 0 }, LINUX, END },
		  -EBADMSG },
		{ { { ".sdmagic", "#### LoaderInfo: systemd-stub 257", 0 }, LINUX, END },
		  -EBADMSG },
		{ { { ".sdmagic", "", 0 }, LINUX, END }, -EBADMSG },
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct ingot_uki uki = { .profile_count = 77 };
		struct ingot_fault fault = { 0 };

		if (!CHECK(read_uki(cases[i].sections, 0, &uki, &fault) == cases[i].want))
			fprintf(stderr, "case %zu\n", i);
		CHECK(uki.profile_count == 77);
		CHECK(fault.rule != NULL);
	}
}

/* Zeros that nobody wants to hash: a gigabyte of them behind six bytes. */
static void test_zeros(void)
{
	static const struct fixture_section sections[] = { MAGIC,
							   { ".linux", "kernel", 1 << 30 },
							   END };
	struct ingot_uki uki;

	CHECK(read_uki(sections, 0, &uki, NULL) == -EFBIG);
}

/* Relocations of the stub's own code are fine, those that would change what is measured are not. */
static void test_relocations(void)
{
	static const struct fixture_section sections[] = {
		TEXT, MAGIC, LINUX, { ".reloc", "............", 0 }, END
	};
	static const struct {
		uint32_t page;
		uint32_t size;
		uint16_t entry;
		int want;
	} blocks[] = {
		{ 0x1000, 12, 0xa000, 0 },        /* .text */
		{ 0x3000, 12, 0xa000, -ENOTSUP }, /* .linux */
		{ 0x2ff0, 12, 0xa000, -ENOTSUP }, /* reaches into it */
		{ 0x3000, 12, 0, 0 },             /* padding */
		{ 0x1000, 7, 0xa000, -EBADMSG },
		{ 0x1000, 13, 0xa000, -EBADMSG },
	};

	for (size_t i = 0; i < ARRAY_COUNT(blocks); i++) {
		struct fixture f;
		struct ingot_uki uki;
		uint32_t at;

		fixture_make(&f, sections);
		at = (uint32_t)f.size - FIXTURE_FILE_ALIGN;
		fixture_put32(&f, at, blocks[i].page);
		fixture_put32(&f, at + 4, blocks[i].size);
		fixture_put32(&f, at + 8, blocks[i].entry);
		fixture_put32(&f, FIXTURE_RELOCATIONS, 0x4000);
		fixture_put32(&f, FIXTURE_RELOCATIONS + 4, 12);
		if (!CHECK(ingot_uki_read(fixture_bytes(&f), 0, &uki, NULL) == blocks[i].want))
			fprintf(stderr, "block %zu\n", i);
		fixture_put32(&f, FIXTURE_RELOCATIONS, 0x8000); /* nowhere */
		CHECK(ingot_uki_read(fixture_bytes(&f), 0, &uki, NULL) == -EBADMSG);
	}
}

static void test_cut(void)
{
	static const struct fixture_section sections[] = {
		TEXT, MAGIC, LINUX, { ".profile", "x", 0 }, END
	};
	struct fixture f;

	fixture_make(&f, sections);
	for (size_t size = 0; size < f.size; size++) {
		uint8_t *copy = fixture_cut(&f, size);
		struct ingot_uki uki = { .profile_count = 77 };

		CHECK(ingot_uki_read((struct ingot_bytes){ copy, size }, 0, &uki, NULL) ==
		      -EBADMSG);
		CHECK(uki.profile_count == 77);
		free(copy);
	}
}

/* The inner kernel is an image of its own; faults in it are told from the start of the UKI. */
static void test_kernel(void)
{
	static const struct fixture_section sections[] = { MAGIC, LINUX, END };
	struct ingot_fault fault = { 0 };
	struct ingot_pe kernel;
	struct ingot_uki uki;

	CHECK(read_uki(sections, 0, &uki, NULL) == 0);
	CHECK(ingot_uki_kernel(&uki, &kernel, &fault) == -EBADMSG);
	CHECK(fault.offset == 1024);
}

int main(void)
{
	test_table();
	test_plain();
	test_profiles();
	test_refused();
	test_zeros();
	test_relocations();
	test_cut();
	test_kernel();
	return check_result();
}
