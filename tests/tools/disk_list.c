/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prints what a disk image holds, for the script beside this to compare with other tools: each
 * partition as "partition NUMBER TYPE UNIQUE FIRST LAST NAME", each file of the ESP as "file SHA256
 * SIZE PATH", in the order of the disk.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "disk/fat_directory.h"
#include "disk/gpt.h"

#define PATH_SIZE 1024
#define COPY_MAX  ((size_t)1 << 30)

static int print_file(const struct ingot_fat *fat, const struct ingot_fat_entry *entry,
		      const char *path)
{
	ingot_scoped(ingot_scoped_free) uint8_t *copy = NULL;
	char text[INGOT_DIGEST_TEXT_SIZE];
	struct ingot_bytes content;
	struct ingot_digest digest;
	int r = ingot_fat_read(fat, entry->first_cluster, entry->size, COPY_MAX, &copy, &content);

	if (r == 0)
		r = ingot_digest_of(INGOT_HASH_SHA256, content, &digest);
	if (r < 0)
		return r;
	ingot_digest_text(&digest, text);
	printf("file %s %u %s%s\n", text, entry->size, path, copy ? " (scattered)" : "");
	return 0;
}

static int print_directory(const struct ingot_fat *fat, const struct ingot_fat_entry *entry,
			   const char *path)
{
	struct ingot_fat_directory directory;
	struct ingot_fat_entry next;
	char below[PATH_SIZE];
	int r = ingot_fat_directory_open(fat, entry, &directory);

	while (r == 0 && (r = ingot_fat_directory_next(&directory, &next)) > 0) {
		if (snprintf(below, sizeof(below), "%s/%s", path, next.name) >= (int)sizeof(below))
			return -EFBIG;
		r = next.directory ? print_directory(fat, &next, below)
				   : print_file(fat, &next, below);
	}
	return r;
}

static int print_esp(const struct ingot_gpt *gpt, struct ingot_fault *fault)
{
	struct ingot_partition partition;
	struct ingot_fat_entry root;
	struct ingot_bytes content;
	struct ingot_fat fat;
	int r = ingot_gpt_find_type(gpt, &ingot_gpt_type_esp, &partition);

	if (r == 0)
		r = ingot_gpt_content(gpt, &partition, &content);
	if (r == 0)
		r = ingot_fat_open(content, &fat, fault);
	if (r < 0)
		return r;
	root = ingot_fat_root(&fat);
	return print_directory(&fat, &root, "");
}

static int print_partitions(const struct ingot_gpt *gpt)
{
	struct ingot_partition p;
	uint32_t cursor = 0;
	int r;

	while ((r = ingot_gpt_next(gpt, &cursor, &p)) > 0) {
		char type[INGOT_GUID_TEXT_SIZE];
		char unique[INGOT_GUID_TEXT_SIZE];

		ingot_guid_text(&p.type, type);
		ingot_guid_text(&p.unique, unique);
		printf("partition %u %s %s %llu %llu %s\n", p.number, type, unique,
		       (unsigned long long)p.first_block, (unsigned long long)p.last_block, p.name);
	}
	return r;
}

int main(int argc, char **argv)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_fault fault = { 0 };
	struct ingot_gpt gpt;
	int r;

	if (argc != 2)
		return 2;
	r = ingot_file_map(argv[1], &file);
	if (r == 0)
		r = ingot_gpt_read(ingot_file_bytes(&file), &gpt, &fault);
	if (r == 0)
		r = print_partitions(&gpt);
	if (r == 0)
		r = print_esp(&gpt, &fault);
	if (r < 0)
		fprintf(stderr, "%s: error %d at %llu: %s\n", argv[1], -r,
			(unsigned long long)fault.offset, fault.rule ? fault.rule : "-");
	return r < 0;
}
