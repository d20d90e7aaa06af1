/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of an image say of each other: root hashes on command lines, and GUIDs. Whole
 * images are those of scripts/build (tests/verity.sh). */
#include <errno.h>

#include "check.h"
#include "disk_fixture.h"
#include "verity/image.h"

#define ROOT "d8f03f60ab06c3e06911231868a953f0e9d63bffffb11ff48e7e5af1a99a5d47"

static void test_cmdline(void)
{
	static const struct {
		const char *cmdline;
		int want;
	} cases[] = {
		{ "roothash=" ROOT, 0 },
		{ "quiet roothash=" ROOT " panic=5\n", 0 },
		{ "a\troothash=" ROOT "\nb", 0 },
		{ "", -ENOENT },
		{ "quiet usrhash=" ROOT, -ENOENT },
		{ "xroothash=" ROOT, -ENOENT },
		{ "roothash=", -EBADMSG },
		{ "roothash=" ROOT "0", -EBADMSG },
		{ "roothash=D8" ROOT, -EBADMSG },
		{ "roothash=" ROOT " roothash=" ROOT, -EBADMSG },
		{ "roothash=" ROOT ",x", -EBADMSG },
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct ingot_digest root = { .hash = INGOT_HASH_COUNT };
		char text[INGOT_DIGEST_TEXT_SIZE];

		CHECK(ingot_verity_roothash(ingot_bytes_of_text(cases[i].cmdline),
					    INGOT_HASH_SHA256, &root) == cases[i].want);
		CHECK((root.hash == INGOT_HASH_COUNT) == (cases[i].want < 0));
		if (cases[i].want < 0)
			continue;
		ingot_digest_text(&root, text);
		CHECK_TEXT(text, ROOT);
	}
	CHECK(ingot_verity_roothash((struct ingot_bytes){ (const uint8_t *)"roothash=" ROOT,
							  sizeof("roothash=" ROOT) },
				    INGOT_HASH_SHA256, &(struct ingot_digest){ 0 }) == 0);
}

/* systemd-repart 257 gave the partitions of the image with this root hash these GUIDs. */
static void test_guids(void)
{
	struct ingot_digest root;
	struct ingot_guid data;
	struct ingot_guid hash;
	char text[INGOT_GUID_TEXT_SIZE];

	CHECK(ingot_digest_from_hex(INGOT_HASH_SHA256, ingot_bytes_of_text(ROOT), &root) == 0);
	ingot_verity_image_guids(&root, &data, &hash);
	ingot_guid_text(&data, text);
	CHECK_TEXT(text, "d8f03f60-ab06-c3e0-6911-231868a953f0");
	ingot_guid_text(&hash, text);
	CHECK_TEXT(text, "e9d63bff-ffb1-1ff4-8e7e-5af1a99a5d47");
}

static void test_parts(void)
{
	static const uint8_t root_type[16] = { 0xe3, 0xbc, 0x68, 0x4f, 0xcd, 0xe8, 0xb1, 0x4d,
					       0x96, 0xe7, 0xfb, 0xca, 0xf9, 0x84, 0xb7, 0x09 };
	struct ingot_verity_image image = { .superblock = { .data_blocks = 77 } };
	struct ingot_text why = { .length = 0 };
	struct disk_fixture disk;

	disk_plain(&disk);
	CHECK(ingot_verity_image_read(disk_bytes(&disk), &image, &why) == -ENOENT);
	CHECK_TEXT(why.chars, "no root partition");
	why = (struct ingot_text){ .length = 0 };
	disk_partition(&disk, 1, root_type, DISK_SPARE_BLOCK, DISK_SPARE_BLOCK);
	CHECK(ingot_verity_image_read(disk_bytes(&disk), &image, &why) == -ENOENT);
	CHECK_TEXT(why.chars, "not one verity partition for the root partition");
	why = (struct ingot_text){ .length = 0 };
	disk.data[DISK_BLOCK + 60] ^= 1;
	CHECK(ingot_verity_image_read(disk_bytes(&disk), &image, &why) == -EBADMSG);
	CHECK_TEXT(why.chars, "offset 528: checksum of the partition table header is wrong");
	CHECK(image.superblock.data_blocks == 77);
	disk_free(&disk);
}

int main(void)
{
	test_cmdline();
	test_guids();
	test_parts();
	return check_result();
}
