/* SPDX-License-Identifier: Apache-2.0 */
/* The one pass gives what each part hashes to by itself. */
#include <string.h>

#include "base/scoped.h"
#include "check.h"
#include "disk_fixture.h"
#include "measurements/authenticode.h"
#include "measurements/image_digests.h"
#include "measurements/initrd.h"

static const struct ingot_image_banks banks = { { INGOT_HASH_SHA256, INGOT_HASH_SHA384 }, 2 };

static void check_digests(const struct ingot_event_digests *got, const struct ingot_digest *want)
{
	CHECK(got->hashes == (1U << INGOT_HASH_SHA256 | 1U << INGOT_HASH_SHA384));
	for (size_t i = 0; i < banks.count; i++)
		CHECK(ingot_digest_equal(&got->digest[banks.hash[i]], &want[i]));
}

static void check_pe(const struct ingot_event_digests *got, const struct ingot_pe *pe,
		     struct ingot_hasher *hasher)
{
	struct ingot_digest want[INGOT_HASH_COUNT];

	CHECK(ingot_authenticode_digest(pe, INGOT_AUTHENTICODE_MEASURED, hasher, want) == 0);
	check_digests(got, want);
}

static void check_initrd(const struct ingot_event_digests *got, const struct ingot_uki *uki,
			 struct ingot_hasher *hasher)
{
	static struct ingot_initrd initrd;
	struct ingot_digest want[INGOT_HASH_COUNT];

	CHECK(ingot_initrd_make(uki, &initrd) == 0);
	CHECK(ingot_pieces_hash(&initrd.pieces, hasher, want) == 0);
	check_digests(got, want);
}

static void check_image(const struct disk_fixture *disk)
{
	ingot_scoped(ingot_image_scoped) struct ingot_image *image = NULL;
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;
	struct ingot_text why = { .length = 0 };
	struct ingot_image_digests digests;

	CHECK(ingot_hasher_new(banks.hash, banks.count, &hasher) == 0);
	if (!CHECK(ingot_image_new(disk_bytes(disk), 0, &image, &why) == 0) ||
	    !CHECK(ingot_image_measure(image, NULL, &banks, &digests, &why) == 0))
		return;
	if (image->chain == INGOT_IMAGE_CHAIN_SYSTEMD_BOOT)
		check_pe(&digests.loader, &image->loader, hasher);
	else
		CHECK(digests.loader.hashes == 0);
	check_pe(&digests.uki, &image->uki.pe, hasher);
	check_pe(&digests.kernel, &image->kernel, hasher);
	for (unsigned i = 0; i < INGOT_UKI_SECTION_COUNT; i++) {
		enum ingot_uki_section section = (enum ingot_uki_section)i;
		static struct ingot_pieces pieces;
		struct ingot_digest want[INGOT_HASH_COUNT];

		if (!ingot_uki_has(&image->uki, section) || !ingot_uki_is_measured(section)) {
			CHECK(digests.section[i].hashes == 0);
			continue;
		}
		pieces.count = 0;
		CHECK(ingot_uki_pieces(&image->uki, section, &pieces) == 0);
		CHECK(ingot_pieces_hash(&pieces, hasher, want) == 0);
		check_digests(&digests.section[i], want);
	}
	check_initrd(&digests.initrd, &image->uki, hasher);
}

/* Whether .initrd is the first part decides what is shared. */
static void test_ukis(void)
{
	static const struct fixture_section ukis[][8] = {
		{ { ".sdmagic", FIXTURE_MAGIC, 0 }, { ".cmdline", "c", 0 }, { ".initrd", "i", 0 } },
		{ { ".sdmagic", FIXTURE_MAGIC, 0 },
		  { ".cmdline", "c", 0 },
		  { ".initrd", "i", 700 },
		  { ".osrel", "o", 0 },
		  { ".pcrsig", "s", 0 } },
		{ { ".sdmagic", FIXTURE_MAGIC, 0 },
		  { ".cmdline", "c", 0 },
		  { ".ucode", "u", 0 },
		  { ".initrd", "i", 0 },
		  { ".osrel", "o", 0 } },
		{ { ".sdmagic", FIXTURE_MAGIC, 0 }, { ".cmdline", "c", 0 }, { ".osrel", "o", 0 } },
	};

	for (size_t i = 0; i < ARRAY_COUNT(ukis); i++) {
		static struct fixture uki;
		struct disk_fixture disk;

		disk_make(&disk);
		disk_uki(&uki, ukis[i]);
		disk_file(&disk, "EFI/BOOT/BOOTX64.EFI", fixture_bytes(&uki));
		check_image(&disk);
		disk_free(&disk);
	}
}

static void test_no_initrd(void)
{
	static const struct fixture_section sections[] = { { ".sdmagic", FIXTURE_MAGIC, 0 },
							   { ".cmdline", "c", 0 },
							   { NULL, NULL, 0 } };
	ingot_scoped(ingot_image_scoped) struct ingot_image *image = NULL;
	static struct fixture uki;
	struct ingot_image_digests digests;
	struct ingot_text why = { .length = 0 };
	struct disk_fixture disk;

	disk_make(&disk);
	disk_uki(&uki, sections);
	disk_file(&disk, "EFI/BOOT/BOOTX64.EFI", fixture_bytes(&uki));
	CHECK(ingot_image_new(disk_bytes(&disk), 0, &image, &why) == 0);
	CHECK(image && ingot_image_measure(image, NULL, &banks, &digests, &why) == 0 &&
	      digests.initrd.hashes == 0);
	disk_free(&disk);
}

int main(void)
{
	struct disk_fixture disk;

	disk_plain(&disk);
	check_image(&disk);
	disk_free(&disk);
	test_ukis();
	test_no_initrd();
	return check_result();
}
