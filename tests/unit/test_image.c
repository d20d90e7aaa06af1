/* SPDX-License-Identifier: Apache-2.0 */
/* Boot chains that are followed, and those that are refused, by name. */
#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "check.h"
#include "disk_fixture.h"
#include "measurements/image.h"

/* XBOOTLDR: UAPI.1, bc13c2ff-59e6-4262-a352-b275fd6f7172. */
static const uint8_t xbootldr[16] = { 0xff, 0xc2, 0x13, 0xbc, 0xe6, 0x59, 0x62, 0x42,
				      0xa3, 0x52, 0xb2, 0x75, 0xfd, 0x6f, 0x71, 0x72 };

/* Linux file system data: 0fc63daf-8483-4772-8e79-3d69d8477de4. */
static const uint8_t data_type[16] = { 0xaf, 0x3d, 0xc6, 0x0f, 0x83, 0x84, 0x72, 0x47,
				       0x8e, 0x79, 0x3d, 0x69, 0xd8, 0x47, 0x7d, 0xe4 };

static void expect_from(const struct disk_fixture *disk, int profile, int want, const char *says)
{
	struct ingot_image *image = NULL;
	struct ingot_text why = { .length = 0 };
	int r = ingot_image_new(disk_bytes(disk), profile, &image, &why);

	CHECK(r == want);
	CHECK((r == 0) == (image != NULL));
	if (!CHECK(says ? strstr(why.chars, says) != NULL : why.length == 0))
		fprintf(stderr, "want '%s', got '%s'\n", says ? says : "", why.chars);
	ingot_image_free(image);
}

static void expect(struct disk_fixture *disk, int want, const char *says)
{
	expect_from(disk, INGOT_IMAGE_PROFILE_DEFAULT, want, says);
	disk_free(disk);
}

static void test_chains(void)
{
	static struct fixture uki;
	ingot_scoped(ingot_image_scoped) struct ingot_image *image = NULL;
	struct ingot_text why = { .length = 0 };
	struct disk_fixture disk;

	disk_plain(&disk);
	if (!CHECK(ingot_image_new(disk_bytes(&disk), INGOT_IMAGE_PROFILE_DEFAULT, &image, &why) ==
		   0)) {
		fprintf(stderr, "%s\n", why.chars);
		return;
	}
	CHECK(image->chain == INGOT_IMAGE_CHAIN_SYSTEMD_BOOT);
	CHECK(image->loader_info.major == 257 && image->uki.info.major == 257);
	CHECK_TEXT(image->loader_file.path, "EFI/BOOT/BOOTX64.EFI");
	CHECK_TEXT(image->uki_file.path, "EFI/Linux/node.efi");
	CHECK(ingot_bytes_equal_text(image->loader_conf.content, "timeout 0\n"));
	CHECK(image->kernel.file.size == DISK_KERNEL_SIZE && image->profile == 0);
	ingot_image_free(image);
	image = NULL;
	disk_free(&disk);

	disk_make(&disk);
	disk_plain_uki(&uki);
	disk_file(&disk, "EFI/BOOT/BOOTX64.EFI", fixture_bytes(&uki));
	disk_file(&disk, "EFI/Linux/other.efi", ingot_bytes_of_text("nobody starts this"));
	CHECK(ingot_image_new(disk_bytes(&disk), 0, &image, &why) == 0);
	CHECK(image && image->chain == INGOT_IMAGE_CHAIN_DIRECT && !image->loader_file.path &&
	      !image->loader_conf.path);
	CHECK(image && strcmp(image->uki_file.path, "EFI/BOOT/BOOTX64.EFI") == 0);
	disk_free(&disk);
}

static void test_partitions(void)
{
	struct disk_fixture disk;

	disk_plain(&disk);
	disk_partition(&disk, 1, xbootldr, DISK_SPARE_BLOCK, DISK_SPARE_BLOCK);
	expect(&disk, -ENOTSUP, "XBOOTLDR");
	disk_plain(&disk);
	disk_partition(&disk, 1, ingot_gpt_type_esp.bytes, DISK_SPARE_BLOCK, DISK_SPARE_BLOCK);
	expect(&disk, -ENOTSUP, "several EFI system partitions");
	disk_plain(&disk);
	disk_partition(&disk, 0, data_type, DISK_ESP_BLOCK, DISK_ESP_LAST);
	expect(&disk, -ENOENT, "EFI system partition");
	disk_plain(&disk);
	disk.data[DISK_BLOCK] ^= 1;
	expect(&disk, -EBADMSG, "partition table, offset 512");
}

static void with_loader(struct disk_fixture *disk, const char *magic)
{
	static struct fixture program;

	disk_make(disk);
	disk_loader(&program, magic);
	disk_file(disk, "EFI/BOOT/BOOTX64.EFI", fixture_bytes(&program));
	disk_plain_uki(&program);
	disk_file(disk, "EFI/Linux/node.efi", fixture_bytes(&program));
}

static void test_loaders(void)
{
	static const struct fixture_section foreign[] = { { ".text", "shim", 0 },
							  { NULL, NULL, 0 } };
	static struct fixture program;
	struct disk_fixture disk;

	with_loader(&disk, DISK_BOOT_MAGIC);
	expect(&disk, 0, NULL);
	with_loader(&disk, "#### LoaderInfo: systemd-boot 262-1 ####");
	expect(&disk, 0, NULL);
	with_loader(&disk, "#### LoaderInfo: systemd-boot 256.7 ####");
	expect(&disk, -ENOTSUP, "systemd-boot 256");
	with_loader(&disk, "#### LoaderInfo: systemd-boot 263~rc1 ####");
	expect(&disk, -ENOTSUP, "systemd-boot 263");
	with_loader(&disk, "#### LoaderInfo: systemd-addon 257 ####");
	expect(&disk, -ENOTSUP, "other boot loaders");
	with_loader(&disk, "nothing");
	expect(&disk, -EBADMSG, "EFI/BOOT/BOOTX64.EFI, offset");

	disk_make(&disk);
	fixture_make(&program, foreign);
	disk_file(&disk, "EFI/BOOT/BOOTX64.EFI", fixture_bytes(&program));
	expect(&disk, -ENOTSUP, "neither systemd-boot nor a UKI");
	disk_make(&disk);
	disk_file(&disk, "EFI/BOOT/BOOTX64.EFI", ingot_bytes_of_text("text"));
	expect(&disk, -EBADMSG, "EFI/BOOT/BOOTX64.EFI, offset");
	disk_make(&disk);
	expect(&disk, -ENOENT, "EFI/BOOT/BOOTX64.EFI");
	disk_make(&disk);
	disk_loader(&program, DISK_BOOT_MAGIC);
	fixture_put16(&program, FIXTURE_PE_AT + 4, INGOT_PE_MACHINE_ARM64);
	disk_file(&disk, "EFI/BOOT/BOOTX64.EFI", fixture_bytes(&program));
	expect(&disk, -ENOTSUP, "x86-64");
}

static void test_entries(void)
{
	static struct fixture uki;
	struct disk_fixture disk;

	disk_plain_uki(&uki);
	disk_plain(&disk);
	disk_file(&disk, "EFI/Linux/twin.efi", fixture_bytes(&uki));
	expect(&disk, 0, NULL);
	uki.data[uki.size - 1] ^= 1;
	disk_plain(&disk);
	disk_file(&disk, "EFI/Linux/other.efi", fixture_bytes(&uki));
	expect(&disk, -ENOTSUP, "several boot entries that differ");
	disk_plain(&disk);
	disk_file(&disk, "EFI/systemd/systemd-bootx64.efi", fixture_bytes(&uki));
	expect(&disk, -ENOTSUP, "differs from EFI/BOOT/BOOTX64.EFI");
	disk_plain(&disk);
	disk_file(&disk, "loader/addons/x.addon.efi", fixture_bytes(&uki));
	expect(&disk, -ENOTSUP, "addons");
	disk_make(&disk);
	disk_loader(&uki, DISK_BOOT_MAGIC);
	disk_file(&disk, "EFI/BOOT/BOOTX64.EFI", fixture_bytes(&uki));
	expect(&disk, -ENOENT, "no boot entry");
	disk_make(&disk);
	disk_file(&disk, "EFI/BOOT/BOOTX64.EFI", fixture_bytes(&uki));
	disk_file(&disk, "loader/loader.conf", (struct ingot_bytes){ 0 });
	expect(&disk, -ENOTSUP, "empty configuration");
}

static void with_uki(struct disk_fixture *disk, const struct fixture_section *sections)
{
	static struct fixture program;

	disk_make(disk);
	disk_loader(&program, DISK_BOOT_MAGIC);
	disk_file(disk, "EFI/BOOT/BOOTX64.EFI", fixture_bytes(&program));
	disk_uki(&program, sections);
	disk_file(disk, "EFI/Linux/node.efi", fixture_bytes(&program));
}

static void test_ukis(void)
{
	static const struct fixture_section no_cmdline[] = { { ".sdmagic", FIXTURE_MAGIC, 0 },
							     { ".initrd", "i", 0 },
							     { NULL, NULL, 0 } };
	static const struct fixture_section old[] = {
		{ ".sdmagic", "#### LoaderInfo: systemd-stub 255 ####", 0 },
		{ ".cmdline", "c", 0 },
		{ NULL, NULL, 0 },
	};
	static const struct fixture_section unknown[] = {
		{ ".sdmagic", FIXTURE_MAGIC, 0 },
		{ ".cmdline", "c", 0 },
		{ ".efifw", "f", 0 },
		{ NULL, NULL, 0 },
	};
	static const struct fixture_section profiles[] = {
		{ ".sdmagic", FIXTURE_MAGIC, 0 }, { ".cmdline", "c", 0 },
		{ ".profile", "ID=main", 0 },     { ".profile", "ID=other", 0 },
		{ ".cmdline", "d", 0 },           { NULL, NULL, 0 },
	};
	struct disk_fixture disk;

	with_uki(&disk, no_cmdline);
	expect(&disk, -ENOTSUP, "without a command line");
	with_uki(&disk, old);
	expect(&disk, -ENOTSUP, "systemd-stub 255");
	with_uki(&disk, unknown);
	expect(&disk, -ENOTSUP, "not known to systemd-stub");
	with_uki(&disk, profiles);
	expect_from(&disk, 0, 0, NULL);
	expect_from(&disk, 1, 0, NULL);
	expect_from(&disk, 2, -ENOENT, "no such profile");
	expect(&disk, -ENOTSUP, "several profiles");
}

/* A cut disk is refused, wherever it is cut, and whatever is said of it fits one line. */
static void test_cut(void)
{
	struct disk_fixture disk;

	disk_plain(&disk);
	for (size_t size = 0; size < DISK_SIZE; size += size < 4096 ? 61 : 3000017) {
		ingot_scoped(ingot_image_scoped) struct ingot_image *image = NULL;
		struct ingot_text why = { .length = 0 };

		CHECK(ingot_image_new((struct ingot_bytes){ disk.data, size },
				      INGOT_IMAGE_PROFILE_DEFAULT, &image, &why) < 0);
		CHECK(image == NULL && ingot_text_is_line(why.chars));
	}
	disk_free(&disk);
}

/* One byte of the ESP's used part changed: no crash, and a chain or a reason. */
static void test_flips(void)
{
	struct disk_fixture disk;
	size_t end;

	disk_plain(&disk);
	end = DISK_ESP_AT + FAT_CLUSTER_AT(disk.next_cluster);
	for (size_t at = DISK_ESP_AT + FAT_CLUSTER_AT(FAT_ROOT); at < end; at++) {
		ingot_scoped(ingot_image_scoped) struct ingot_image *image = NULL;
		struct ingot_text why = { .length = 0 };

		disk.data[at] ^= 0x20;
		CHECK((ingot_image_new(disk_bytes(&disk), 0, &image, &why) == 0) ==
		      (why.length == 0));
		disk.data[at] ^= 0x20;
	}
	disk_free(&disk);
}

int main(void)
{
	test_chains();
	test_partitions();
	test_loaders();
	test_entries();
	test_ukis();
	test_cut();
	test_flips();
	return check_result();
}
