/* SPDX-License-Identifier: Apache-2.0 */
/* Which files of an ESP are known, and what is refused by name. */
#include <errno.h>
#include <string.h>

#include "check.h"
#include "disk_fixture.h"
#include "measurements/esp.h"

static const struct ingot_bytes some = { (const uint8_t *)"some", 4 };

static struct ingot_bytes volume_of(const struct disk_fixture *disk)
{
	return (struct ingot_bytes){ disk_esp(disk), FAT_VOLUME_SIZE };
}

static void test_known(void)
{
	/* in this order on the disk; in the order of their paths in the list */
	static const char *const paths[] = {
		"loader/loader.conf",
		"EFI/Linux/b.efi",
		"EFI/Linux/A.EFI",
		"EFI/BOOT/bootx64.efi",
		"loader/random-seed",
		"loader/entries.srel",
		"EFI/systemd/systemd-bootx64.efi",
	};
	static const struct {
		const char *path;
		enum ingot_esp_role role;
	} want[] = {
		{ "EFI/BOOT/bootx64.efi", INGOT_ESP_FIRST },
		{ "EFI/Linux/A.EFI", INGOT_ESP_UKI },
		{ "EFI/Linux/b.efi", INGOT_ESP_UKI },
		{ "EFI/systemd/systemd-bootx64.efi", INGOT_ESP_INSTALLED },
		{ "loader/loader.conf", INGOT_ESP_LOADER_CONF },
	};
	const struct ingot_esp_file *uki;
	struct ingot_text why = { .length = 0 };
	struct disk_fixture disk;
	struct ingot_esp esp;

	disk_make(&disk);
	for (size_t i = 0; i < ARRAY_COUNT(paths); i++)
		disk_file(&disk, paths[i], some);
	if (!CHECK(ingot_esp_read(volume_of(&disk), &esp, &why) == 0))
		fprintf(stderr, "%s\n", why.chars);
	CHECK(esp.count == ARRAY_COUNT(want) && why.length == 0);
	for (size_t i = 0; i < esp.count && i < ARRAY_COUNT(want); i++) {
		CHECK_TEXT(esp.files[i].path, want[i].path);
		CHECK(esp.files[i].role == want[i].role && esp.files[i].size == 4);
	}
	uki = ingot_esp_find(&esp, INGOT_ESP_UKI, NULL);
	CHECK(uki == &esp.files[1]);
	CHECK((uki = ingot_esp_find(&esp, INGOT_ESP_UKI, uki)) == &esp.files[2]);
	CHECK(ingot_esp_find(&esp, INGOT_ESP_UKI, uki) == NULL);
	disk_free(&disk);
}

static void test_refused(void)
{
	static const struct {
		const char *path;
		const char *why;
	} cases[] = {
		{ "loader/addons/a.addon.efi", "addons" },
		{ "loader/credentials/a.cred", "credentials" },
		{ "loader/extensions/a.raw", "extensions" },
		{ "loader/keys/auto/PK.auth", "keys" },
		{ "loader/entries/a.conf", "type 1" },
		{ "EFI/systemd/drivers/ext4x64.efi", "drivers" },
		{ "EFI/Linux/node.efi.extra.d/a.cred", "extensions of a UKI" },
		{ "EFI/BOOT/BOOTX64.EFI.extra.d/a.addon.efi", "addons" },
		{ "shellx64.efi", "not known" },
		{ "EFI/Linux/sub/node.efi", "not known" },
		{ "EFI/BOOT/grubx64.efi", "not known" },
		{ "loader/loader.conf.old", "not known" },
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct ingot_esp esp = { .count = 77 };
		struct ingot_text why = { .length = 0 };
		struct disk_fixture disk;

		disk_make(&disk);
		disk_file(&disk, cases[i].path, some);
		CHECK(ingot_esp_read(volume_of(&disk), &esp, &why) == -ENOTSUP);
		CHECK(esp.count == 77);
		if (!CHECK(strncmp(why.chars, cases[i].path, strlen(cases[i].path)) == 0 &&
			   strstr(why.chars, cases[i].why)))
			fprintf(stderr, "%s\n", why.chars);
		disk_free(&disk);
	}
}

static void test_broken(void)
{
	struct ingot_text why = { .length = 0 };
	struct disk_fixture disk;
	struct ingot_esp esp;
	uint32_t folder;

	disk_make(&disk);
	disk_file(&disk, "EFI/Linux/a.efi", some);
	disk_file(&disk, "EFI/Linux/A.efi", some);
	CHECK(ingot_esp_read(volume_of(&disk), &esp, &why) == -ENOTSUP);
	CHECK(strstr(why.chars, "two files") != NULL);
	disk_free(&disk);

	/* a folder that holds itself, without end */
	why = (struct ingot_text){ .length = 0 };
	disk_make(&disk);
	folder = disk_allocate(&disk, FAT_SECTOR);
	disk_entry(&disk, FAT_ROOT, "loop", FAT_ATTR_DIRECTORY, folder, 0);
	disk_entry(&disk, folder, "loop", FAT_ATTR_DIRECTORY, folder, 0);
	CHECK(ingot_esp_read(volume_of(&disk), &esp, &why) == -EFBIG);
	disk_free(&disk);

	/* more files than there is room for */
	why = (struct ingot_text){ .length = 0 };
	disk_make(&disk);
	for (unsigned i = 0; i <= INGOT_ESP_FILE_MAX; i++) {
		char path[64];

		/* a folder of one cluster holds few; a second spelling makes a second one */
		snprintf(path, sizeof(path), "%s/Linux/%c.efi",
			 i < 6    ? "EFI"
			 : i < 12 ? "Efi"
				  : "efi",
			 'a' + (char)i);
		disk_file(&disk, path, some);
	}
	CHECK(ingot_esp_read(volume_of(&disk), &esp, &why) == -EFBIG);
	disk_free(&disk);

	why = (struct ingot_text){ .length = 0 };
	disk_make(&disk);
	disk_esp(&disk)[11] = 1;
	CHECK(ingot_esp_read(volume_of(&disk), &esp, &why) == -EBADMSG);
	CHECK(strstr(why.chars, "ESP, offset 11") != NULL);
	disk_free(&disk);
}

int main(void)
{
	test_known();
	test_refused();
	test_broken();
	return check_result();
}
