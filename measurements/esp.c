/* SPDX-License-Identifier: Apache-2.0 */
/* The files of an EFI system partition that a boot uses (UAPI.1 Boot Loader Specification; UEFI
 * 2.10, 3.5.1.1; systemd-boot(7), systemd-stub(7)). */
#include "measurements/esp.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "disk/fat_directory.h"

#define DEPTH_MAX 8
/* Entries of all directories together. */
#define ENTRY_MAX 4096

struct walk {
	struct ingot_esp *esp;
	struct ingot_text *why;
	unsigned entry_count;
};

/* Why a file that is not known may well matter. */
static const struct {
	const char *folder;
	const char *what;
} hazards[] = {
	{ "loader/addons/", "addons to UKIs are not modelled" },
	{ "loader/credentials/", "credentials on the ESP are not modelled" },
	{ "loader/extensions/", "extensions on the ESP are not modelled" },
	{ "loader/keys/", "systemd-boot could enroll Secure Boot keys" },
	{ "loader/entries/", "boot entries of type 1 are not modelled" },
	{ "EFI/systemd/drivers/", "drivers are not modelled" },
};

/* FAT knows no case, and compares more than ASCII that way; paths here are ASCII. */
static bool starts_with(const char *path, const char *prefix)
{
	return strncasecmp(path, prefix, strlen(prefix)) == 0;
}

static bool ends_with(const char *path, const char *suffix)
{
	size_t length = strlen(path);
	size_t tail = strlen(suffix);

	return length >= tail && strcasecmp(&path[length - tail], suffix) == 0;
}

static bool find_role(const char *path, enum ingot_esp_role *ret_role)
{
	static const char linux_folder[] = "EFI/Linux/";

	if (strcasecmp(path, "EFI/BOOT/BOOTX64.EFI") == 0)
		*ret_role = INGOT_ESP_FIRST;
	else if (strcasecmp(path, "loader/loader.conf") == 0)
		*ret_role = INGOT_ESP_LOADER_CONF;
	else if (strcasecmp(path, "EFI/systemd/systemd-bootx64.efi") == 0)
		*ret_role = INGOT_ESP_INSTALLED;
	else if (starts_with(path, linux_folder) && ends_with(path, ".efi") &&
		 !strchr(&path[strlen(linux_folder)], '/'))
		*ret_role = INGOT_ESP_UKI;
	else
		return false;
	return true;
}

static bool is_harmless(const char *path)
{
	return strcasecmp(path, "loader/random-seed") == 0 ||
	       strcasecmp(path, "loader/entries.srel") == 0;
}

static int refuse(const struct walk *walk, const char *path, const char *what)
{
	ingot_text_add_ascii(walk->why, ingot_bytes_of_text(path));
	ingot_text_add(walk->why, ": %s", what);
	return -ENOTSUP;
}

static int refuse_unknown(const struct walk *walk, const char *path)
{
	for (size_t i = 0; i < sizeof(hazards) / sizeof(*hazards); i++)
		if (starts_with(path, hazards[i].folder))
			return refuse(walk, path, hazards[i].what);
	if (strcasestr(path, ".extra.d/"))
		return refuse(walk, path,
			      "addons, credentials and extensions of a UKI are not modelled");
	return refuse(walk, path, "a file on the ESP whose part in the boot is not known");
}

/* In the order of the paths, so that the order of the directory does not matter. */
static int add_file(struct walk *walk, const struct ingot_esp_file *file)
{
	struct ingot_esp *esp = walk->esp;
	size_t at = 0;

	if (esp->count == INGOT_ESP_FILE_MAX) {
		(void)refuse(walk, file->path, "too many files on the ESP");
		return -EFBIG;
	}
	while (at < esp->count && strcasecmp(esp->files[at].path, file->path) < 0)
		at++;
	if (at < esp->count && strcasecmp(esp->files[at].path, file->path) == 0)
		return refuse(walk, file->path, "two files have this name");
	memmove(&esp->files[at + 1], &esp->files[at], (esp->count - at) * sizeof(*file));
	esp->files[at] = *file;
	esp->count++;
	return 0;
}

static int take_file(struct walk *walk, const char *path, const struct ingot_fat_entry *entry)
{
	struct ingot_esp_file file = { .first_cluster = entry->first_cluster, .size = entry->size };

	if (is_harmless(path))
		return 0;
	if (!find_role(path, &file.role))
		return refuse_unknown(walk, path);
	(void)snprintf(file.path, sizeof(file.path), "%s", path);
	return add_file(walk, &file);
}

/* @path becomes @folder and the entry's name. */
static int join(const struct walk *walk, const char *folder, const char *name,
		char path[INGOT_ESP_PATH_SIZE])
{
	int length =
		snprintf(path, INGOT_ESP_PATH_SIZE, "%s%s%s", folder, *folder ? "/" : "", name);

	if (length < 0 || length >= INGOT_ESP_PATH_SIZE) {
		(void)refuse(walk, folder, "a path on the ESP is too long");
		return -EFBIG;
	}
	for (const char *c = path; *c; c++)
		if (*c < ' ' || *c > '~')
			return refuse(walk, path, "a name on the ESP is not ASCII");
	return 0;
}

static int walk_folder(struct walk *walk, const struct ingot_fat_entry *folder, const char *path,
		       unsigned depth)
{
	struct ingot_fat_directory directory;
	struct ingot_fat_entry entry;
	char below[INGOT_ESP_PATH_SIZE];
	int r = ingot_fat_directory_open(&walk->esp->fat, folder, &directory);

	while (r >= 0 && (r = ingot_fat_directory_next(&directory, &entry)) > 0) {
		if (++walk->entry_count > ENTRY_MAX || depth == DEPTH_MAX) {
			(void)refuse(walk, path, "too many files or folders on the ESP");
			return -EFBIG;
		}
		r = join(walk, path, entry.name, below);
		if (r < 0)
			return r;
		r = entry.directory ? walk_folder(walk, &entry, below, depth + 1)
				    : take_file(walk, below, &entry);
		if (r < 0)
			return r;
	}
	if (r < 0)
		ingot_text_add(walk->why, "ESP: the folder '%s' breaks the FAT32 format", path);
	return r;
}

int ingot_esp_read(struct ingot_bytes volume, struct ingot_esp *ret_esp, struct ingot_text *why)
{
	struct ingot_esp esp = { .count = 0 };
	struct walk walk = { .esp = &esp, .why = why };
	struct ingot_fault fault = { 0, "is not handled" };
	struct ingot_fat_entry root;
	int r = ingot_fat_open(volume, &esp.fat, &fault);

	if (r < 0) {
		ingot_text_add(why, "ESP, offset %llu: %s", (unsigned long long)fault.offset,
			       fault.rule);
		return r;
	}
	root = ingot_fat_root(&esp.fat);
	r = walk_folder(&walk, &root, "", 0);
	if (r == 0)
		*ret_esp = esp;
	return r;
}

const struct ingot_esp_file *ingot_esp_find(const struct ingot_esp *esp, enum ingot_esp_role role,
					    const struct ingot_esp_file *after)
{
	const struct ingot_esp_file *end = &esp->files[esp->count];

	for (const struct ingot_esp_file *file = after ? after + 1 : esp->files; file < end; file++)
		if (file->role == role)
			return file;
	return NULL;
}
