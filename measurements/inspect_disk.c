/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-measure inspect: a disk image, its partitions and what its firmware starts. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "disk/fat_directory.h"
#include "disk/gpt.h"
#include "disk/partition_type.h"
#include "measurements/command.h"
#include "measurements/inspect.h"

#define PATH_SIZE         1024
#define DIRECTORY_DEPTH   16
#define FILE_COUNT_MAX    4096
#define SCATTERED_MAX     ((size_t)256 << 20)
#define GPT_SIGNATURE     "EFI PART"
#define ENTRIES_DIRECTORY "loader/entries/"
#define UKI_DIRECTORY     "EFI/Linux/"

/* What firmware starts from a disk that no boot variable names (UEFI 2.10, 3.5.1.1). */
static const char *const default_paths[] = { "EFI/BOOT/BOOTX64.EFI", "EFI/BOOT/BOOTAA64.EFI" };

/**
 * struct esp - the EFI system partition while its files are listed
 * @budget: bytes that files may still have: they cannot be more than the volume
 */
struct esp {
	struct ingot_fat fat;
	struct ingot_record *files;
	size_t file_count;
	uint64_t budget;
	struct ingot_fault fault;
};

bool ingot_inspect_is_disk(struct ingot_bytes file)
{
	struct ingot_bytes header;

	return ingot_bytes_slice(file, INGOT_GPT_BLOCK_SIZE, strlen(GPT_SIGNATURE), &header) == 0 &&
	       ingot_bytes_equal_text(header, GPT_SIGNATURE);
}

static void add_guid(struct ingot_record *record, const char *key, const struct ingot_guid *guid)
{
	char text[INGOT_GUID_TEXT_SIZE];

	ingot_guid_text(guid, text);
	ingot_record_text(record, key, text);
}

static int add_partitions(const struct ingot_gpt *gpt, struct ingot_record *record)
{
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();
	struct ingot_partition partition;
	uint32_t cursor = 0;
	int r;

	while ((r = ingot_gpt_next(gpt, &cursor, &partition)) > 0) {
		ingot_scoped(ingot_record_drop) struct ingot_record object = ingot_record_object();
		uint64_t blocks = partition.last_block - partition.first_block + 1;

		ingot_record_integer(&object, "number", partition.number);
		add_guid(&object, "type", &partition.type);
		ingot_record_text(&object, "type_name",
				  ingot_partition_type_words(&partition.type));
		add_guid(&object, "guid", &partition.unique);
		ingot_record_text(&object, "name", partition.name);
		ingot_record_integer(&object, "offset",
				     (int64_t)(partition.first_block * INGOT_GPT_BLOCK_SIZE));
		ingot_record_integer(&object, "size", (int64_t)(blocks * INGOT_GPT_BLOCK_SIZE));
		ingot_record_give(&list, NULL, &object);
	}
	ingot_record_give(record, "partitions", &list);
	return r;
}

static int esp_broken(struct esp *esp, int error, const char *rule)
{
	(void)ingot_fault_at(&esp->fault, 0, rule);
	return error;
}

static int add_file(struct esp *esp, const struct ingot_fat_entry *entry, const char *path)
{
	ingot_scoped(ingot_record_drop) struct ingot_record object = ingot_record_object();
	ingot_scoped(ingot_scoped_free) uint8_t *copy = NULL;
	struct ingot_bytes content;
	struct ingot_digest digest;
	int r;

	if (++esp->file_count > FILE_COUNT_MAX || entry->size > esp->budget)
		return esp_broken(esp, -EFBIG,
				  "EFI system partition: files are more than fit there");
	esp->budget -= entry->size;
	r = ingot_fat_read(&esp->fat, entry->first_cluster, entry->size, SCATTERED_MAX, &copy,
			   &content);
	if (r == 0)
		r = ingot_digest_of(INGOT_HASH_SHA256, content, &digest);
	if (r < 0)
		return esp_broken(esp, r, "EFI system partition: clusters of a file do not fit it");
	ingot_record_text(&object, "path", path);
	ingot_record_integer(&object, "size", entry->size);
	ingot_record_digest(&object, "sha256", &digest);
	ingot_inspect_program(content, &object);
	ingot_record_give(esp->files, NULL, &object);
	return 0;
}

/* @path ends in '/' or is empty. */
static int add_directory(struct esp *esp, const struct ingot_fat_entry *entry, const char *path,
			 unsigned depth)
{
	struct ingot_fat_directory directory;
	struct ingot_fat_entry next;
	char below[PATH_SIZE];
	int r = ingot_fat_directory_open(&esp->fat, entry, &directory);

	if (depth == DIRECTORY_DEPTH)
		return esp_broken(esp, -EFBIG,
				  "EFI system partition: directories are nested deeply");
	while (r == 0 && (r = ingot_fat_directory_next(&directory, &next)) > 0) {
		if (snprintf(below, sizeof(below), "%s%s%s", path, next.name,
			     next.directory ? "/" : "") >= (int)sizeof(below))
			return esp_broken(esp, -EFBIG, "EFI system partition: a path is too long");
		r = next.directory ? add_directory(esp, &next, below, depth + 1)
				   : add_file(esp, &next, below);
	}
	if (r < 0 && !esp->fault.rule)
		return esp_broken(esp, r, "EFI system partition: a directory is malformed");
	return r;
}

static const char *path_of(const struct ingot_json *file)
{
	const char *path = "";

	(void)ingot_json_get_text(file, "path", &path);
	return path;
}

/* FAT knows no case. */
static bool is_below(const char *path, const char *directory)
{
	return strncasecmp(path, directory, strlen(directory)) == 0;
}

static const struct ingot_json *find_file(const struct ingot_json *files, const char *path)
{
	for (size_t i = 0; i < ingot_json_count(files); i++)
		if (strcasecmp(path_of(ingot_json_at(files, i)), path) == 0)
			return ingot_json_at(files, i);
	return NULL;
}

/* The one UKI that systemd-boot has to choose from; NULL if it has a choice, or none. */
static const struct ingot_json *only_entry(const struct ingot_json *files)
{
	const struct ingot_json *only = NULL;

	for (size_t i = 0; i < ingot_json_count(files); i++) {
		const struct ingot_json *file = ingot_json_at(files, i);
		const char *path = path_of(file);
		size_t length = strlen(path);

		if (is_below(path, ENTRIES_DIRECTORY))
			return NULL;
		if (!is_below(path, UKI_DIRECTORY) || strchr(path + strlen(UKI_DIRECTORY), '/') ||
		    length < 4 || strcasecmp(path + length - 4, ".efi") != 0)
			continue;
		if (only)
			return NULL;
		only = file;
	}
	return only;
}

static void add_starts(const struct ingot_json *files, struct ingot_record *record)
{
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();
	const struct ingot_json *first = NULL;
	const char *program = "";

	for (size_t i = 0; i < sizeof(default_paths) / sizeof(default_paths[0]) && !first; i++)
		first = find_file(files, default_paths[i]);
	if (first) {
		ingot_record_text(&list, NULL, path_of(first));
		(void)ingot_json_get_text(first, "program", &program);
	}
	if (strcmp(program, "systemd-boot") == 0 && only_entry(files))
		ingot_record_text(&list, NULL, path_of(only_entry(files)));
	ingot_record_give(record, "starts", &list);
}

static int add_esp(const struct ingot_gpt *gpt, const struct ingot_partition *partition,
		   struct ingot_record *record, struct ingot_fault *fault)
{
	ingot_scoped(ingot_record_drop) struct ingot_record files = ingot_record_list();
	struct esp esp = { .files = &files };
	struct ingot_fat_entry root;
	struct ingot_bytes content;
	int r = ingot_gpt_content(gpt, partition, &content);

	if (r == 0)
		r = ingot_fat_open(content, &esp.fat, &esp.fault);
	if (r == 0) {
		esp.budget = content.size;
		root = ingot_fat_root(&esp.fat);
		r = add_directory(&esp, &root, "", 0);
	}
	if (r < 0) {
		/* offsets of the volume become offsets of the disk */
		*fault = esp.fault;
		fault->offset += partition->first_block * INGOT_GPT_BLOCK_SIZE;
		return r;
	}
	ingot_record_integer(record, "esp", partition->number);
	if (files.error == 0)
		add_starts(files.json, record);
	ingot_record_give(record, "files", &files);
	return 0;
}

int ingot_inspect_disk(const char *what, struct ingot_bytes file, struct ingot_record *record)
{
	ingot_scoped(ingot_record_drop) struct ingot_record notes = ingot_record_list();
	struct ingot_fault fault = { 0 };
	struct ingot_partition esp;
	struct ingot_gpt gpt;
	int r = ingot_gpt_read(file, &gpt, &fault);

	if (r < 0)
		return ingot_cmd_fail(what, r, &fault);
	ingot_record_text(record, "kind", "disk");
	ingot_record_integer(record, "size", (int64_t)file.size);
	add_guid(record, "guid", &gpt.disk_guid);
	r = add_partitions(&gpt, record);
	if (r < 0)
		return ingot_cmd_fail(what, r, NULL);
	r = ingot_gpt_find_type(&gpt, &ingot_gpt_type_esp, &esp);
	if (r == -ENOTSUP)
		ingot_record_text(&notes, NULL,
				  "several EFI system partitions: none was looked into");
	if (r == 0 && add_esp(&gpt, &esp, record, &fault) < 0)
		return ingot_cmd_fail(what, -EBADMSG, &fault);
	ingot_record_give(record, "notes", &notes);
	return INGOT_EXIT_OK;
}
