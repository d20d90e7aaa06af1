/* SPDX-License-Identifier: Apache-2.0 */
/* FAT32 directories: short and long names, finding by path, and every way in which names can be
 * broken. */
#include <errno.h>
#include <string.h>

#include "check.h"
#include "disk/fat_directory.h"
#include "fat_fixture.h"

#define ROOT_AT FAT_CLUSTER_AT(FAT_ROOT)

static struct ingot_fat open_volume(const uint8_t *volume)
{
	struct ingot_fat fat = { 0 };

	CHECK(ingot_fat_open((struct ingot_bytes){ volume, FAT_VOLUME_SIZE }, &fat, NULL) == 0);
	return fat;
}

/* EFI/Linux/ingot_1.0.0.efi, EFI/BOOT/BOOTX64.EFI, and what else a formatter leaves in the root. */
static uint8_t *make_tree(void)
{
	uint8_t *volume = fat_make();
	uint8_t *root = &volume[ROOT_AT];
	uint8_t *efi = &volume[FAT_CLUSTER_AT(3)];
	uint8_t *linux_ = &volume[FAT_CLUSTER_AT(4)];
	uint8_t *boot = &volume[FAT_CLUSTER_AT(5)];

	for (uint32_t i = 3; i <= 7; i++)
		fat_link(volume, i, FAT_END);
	fat_short(&root[0], "ESP        ", 0x08, 0, 0);
	fat_short(&root[32], "\xe5OLD    TXT", FAT_ATTR_FILE, 0, 0);
	fat_short(&root[64], "EFI        ", FAT_ATTR_DIRECTORY, 3, 0);
	fat_short(&root[96], "README  TXT", FAT_ATTR_FILE, 0, 0);
	root[96 + 12] = 0x18; /* both parts in lower case, as mtools writes them */
	fat_short(&efi[0], ".          ", FAT_ATTR_DIRECTORY, 3, 0);
	fat_short(&efi[32], "..         ", FAT_ATTR_DIRECTORY, 0, 0);
	fat_long(&efi[64], "LINUX      ", "Linux");
	fat_short(&efi[96], "LINUX      ", FAT_ATTR_DIRECTORY, 4, 0);
	fat_short(&efi[128], "BOOT       ", FAT_ATTR_DIRECTORY, 5, 0);
	fat_long(linux_, "INGOT_~1EFI", "ingot_1.0.0.efi");
	fat_short(&linux_[64], "INGOT_~1EFI", FAT_ATTR_FILE, 6, 300);
	fat_short(&boot[0], "BOOTX64 EFI", FAT_ATTR_FILE, 7, 5);
	memcpy(&volume[FAT_CLUSTER_AT(7)], "hello", 5);
	return volume;
}

static void test_find(void)
{
	static const struct {
		const char *path;
		int want;
		bool directory;
		uint32_t cluster;
		const char *name;
	} paths[] = {
		{ "", 0, true, FAT_ROOT, "" },
		{ "EFI", 0, true, 3, "EFI" },
		{ "efi/linux", 0, true, 4, "Linux" },
		{ "EFI/Linux/ingot_1.0.0.efi", 0, false, 6, "ingot_1.0.0.efi" },
		{ "EFI/Linux/INGOT_1.0.0.EFI", 0, false, 6, "ingot_1.0.0.efi" },
		{ "EFI/Linux/ingot_~1.efi", 0, false, 6, "ingot_1.0.0.efi" },
		{ "EFI/BOOT/BOOTX64.EFI", 0, false, 7, "BOOTX64.EFI" },
		{ "readme.txt", 0, false, 0, "readme.txt" },
		{ "ESP", -ENOENT, false, 0, NULL },
		{ "EFI/.", -ENOENT, false, 0, NULL },
		{ "EFI/..", -ENOENT, false, 0, NULL },
		{ "EFI/BOOT/BOOTX64.EF", -ENOENT, false, 0, NULL },
		{ "EFI/BOOT/BOOTX64.EFI/x", -ENOENT, false, 0, NULL },
		{ "EFI//BOOT", -ENOENT, false, 0, NULL },
		{ "/EFI", -ENOENT, false, 0, NULL },
	};
	uint8_t *volume = make_tree();
	struct ingot_fat fat = open_volume(volume);

	for (size_t i = 0; i < ARRAY_COUNT(paths); i++) {
		struct ingot_fat_entry entry = { .name = "untouched" };

		if (!CHECK(ingot_fat_find(&fat, paths[i].path, &entry) == paths[i].want))
			fprintf(stderr, "path '%s'\n", paths[i].path);
		CHECK_TEXT(entry.name, paths[i].want ? "untouched" : paths[i].name);
		CHECK(paths[i].want || (entry.directory == paths[i].directory &&
					entry.first_cluster == paths[i].cluster));
	}
	free(volume);
}

static int walk(const uint8_t *volume, unsigned *count)
{
	struct ingot_fat fat = open_volume(volume);
	struct ingot_fat_entry root = ingot_fat_root(&fat);
	struct ingot_fat_directory directory;
	struct ingot_fat_entry entry;
	int r = ingot_fat_directory_open(&fat, &root, &directory);

	*count = 0;
	while (r == 0 && (r = ingot_fat_directory_next(&directory, &entry)) > 0) {
		r = 0;
		(*count)++;
		if (*count > 100000)
			return -ELOOP;
	}
	return r;
}

/* Directories that go on in further clusters, loop, or have no end mark. */
static void test_clusters(void)
{
	uint8_t *volume = fat_make();
	unsigned count;

	for (unsigned i = 0; i < 16; i++)
		fat_short(&volume[ROOT_AT + 32 * i], "FILE       ", FAT_ATTR_FILE, 0, 0);
	fat_link(volume, FAT_ROOT, 9);
	fat_link(volume, 9, FAT_END);
	fat_short(&volume[FAT_CLUSTER_AT(9)], "LAST       ", FAT_ATTR_FILE, 0, 0);
	CHECK(walk(volume, &count) == 0 && count == 17);
	fat_link(volume, 9, FAT_ROOT);
	for (unsigned i = 0; i < 16; i++)
		fat_short(&volume[FAT_CLUSTER_AT(9) + 32 * i], "FILE       ", FAT_ATTR_FILE, 0, 0);
	CHECK(walk(volume, &count) == -EBADMSG);
	CHECK(count <= 65536);
	fat_link(volume, 9, 0);
	CHECK(walk(volume, &count) == -EBADMSG);
	free(volume);
}

static void test_broken_names(void)
{
	static const struct {
		size_t at; /* in the root: a long name of two pieces, a short one */
		uint8_t value;
	} lies[] = {
		{ 0, 0x43 }, /* three pieces, two there */
		{ 0, 0x41 },       { 0, 0x40 },
		{ 0, 0x55 },       { 0, 0x02 },  /* does not say it is the last */
		{ 0, 0xe5 },                     /* deleted, the rest is not */
		{ 13, 0 },                       /* checksum of another short name */
		{ 32, 0x02 },                    /* twice the same piece */
		{ 32, 0x41 },                    /* another name begins */
		{ 32 + 13, 0 },    { 64, 0xe5 }, /* belongs to nothing */
		{ 64, 0 },         { 64, 'X' },  /* belongs to another */
		{ 64 + 11, 0x08 },               /* belongs to the label */
		{ 32 + 1, '/' },                 /* a name that is no name */
		{ 32 + 1, 0x1b },  { 32 + 1, 0 },
	};

	for (size_t i = 0; i < ARRAY_COUNT(lies); i++) {
		uint8_t *volume = fat_make();
		uint8_t *root = &volume[ROOT_AT];
		unsigned count;

		CHECK(fat_long(root, "LONGNA~1EFI", "long name of us.efi") == 64);
		fat_short(&root[64], "LONGNA~1EFI", FAT_ATTR_FILE, 0, 0);
		CHECK(walk(volume, &count) == 0 && count == 1);
		root[lies[i].at] = lies[i].value;
		if (!CHECK(walk(volume, &count) == -EBADMSG))
			fprintf(stderr, "lie %zu\n", i);
		free(volume);
	}
}

static void test_ambiguous(void)
{
	uint8_t *volume = fat_make();
	uint8_t *root = &volume[ROOT_AT];
	struct ingot_fat fat = open_volume(volume);
	struct ingot_fat_entry entry = { .name = "untouched" };

	fat_short(&root[0], "A       EFI", FAT_ATTR_FILE, 0, 0);
	fat_short(&root[32], "A       EFI", FAT_ATTR_FILE, 0, 0);
	CHECK(ingot_fat_find(&fat, "a.efi", &entry) == -EBADMSG);
	fat_short(&root[32], "B       EFI", FAT_ATTR_FILE, 0, 0);
	CHECK(ingot_fat_find(&fat, "b.efi", &entry) == 0);
	fat_short(&root[64], "        EFI", FAT_ATTR_FILE, 0, 0); /* no name at all */
	CHECK(ingot_fat_find(&fat, "b.efi", &entry) == -EBADMSG);
	fat_short(&root[64], "D          ", FAT_ATTR_DIRECTORY, 3,
		  100); /* a directory has no size */
	CHECK(ingot_fat_find(&fat, "b.efi", &entry) == -EBADMSG);
	fat_short(&root[64], "D          ", FAT_ATTR_DIRECTORY, 0, 0); /* nor is it nowhere */
	CHECK(ingot_fat_find(&fat, "d/x", &entry) == -EBADMSG);
	CHECK_TEXT(entry.name, "B.EFI");
	free(volume);
}

int main(void)
{
	test_find();
	test_clusters();
	test_broken_names();
	test_ambiguous();
	return check_result();
}
