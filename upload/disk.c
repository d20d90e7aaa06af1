/* SPDX-License-Identifier: Apache-2.0 */
/* A disk image before it is uploaded: read, checked, named. */
#include "upload/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"

#define UNIT INGOT_OCCUPANCY_UNIT

int ingot_disk_open(const char *path, struct ingot_disk_progress progress,
		    struct ingot_reason *reason, struct ingot_disk *ret_disk)
{
	(void)path;
	(void)progress;
	*ret_disk = (struct ingot_disk){ 0 };
	return ingot_refuse(reason, -ENOTSUP, "not there yet");
}

bool ingot_disk_has_changed(const struct ingot_disk *disk)
{
	struct stat now;

	return fstat(disk->file.fd, &now) < 0 || now.st_size != disk->before.st_size ||
	       now.st_mtim.tv_sec != disk->before.st_mtim.tv_sec ||
	       now.st_mtim.tv_nsec != disk->before.st_mtim.tv_nsec;
}

static struct ingot_extent whole_units(struct ingot_extent run)
{
	run.size = (run.size + UNIT - 1) / UNIT * UNIT;
	return run;
}

int ingot_disk_block(const struct ingot_disk *disk, uint64_t offset, uint64_t block_size,
		     struct ingot_extent *ret_block, struct ingot_extent *ret_data)
{
	struct ingot_extent block;
	struct ingot_extent run;
	uint64_t first;
	uint64_t end;

	if (ingot_occupancy_next(&disk->occupancy, offset, &run) == 0)
		return 0;
	run = whole_units(run);
	block = (struct ingot_extent){ run.offset / block_size * block_size, block_size };
	first = run.offset;
	do {
		end = run.offset + run.size;
	} while (end < block.offset + block_size &&
		 ingot_occupancy_next(&disk->occupancy, end, &run) > 0 &&
		 run.offset < block.offset + block_size && (run = whole_units(run), true));
	if (end > block.offset + block_size)
		end = block.offset + block_size;
	*ret_block = block;
	if (ret_data)
		*ret_data = (struct ingot_extent){ first, end - first };
	return 1;
}

uint64_t ingot_disk_blocks(const struct ingot_disk *disk, uint64_t block_size, uint64_t *ret_size)
{
	struct ingot_extent block;
	uint64_t offset = 0;
	uint64_t count = 0;

	for (; ingot_disk_block(disk, offset, block_size, &block, NULL) > 0;
	     offset = block.offset + block_size)
		count++;
	if (ret_size)
		*ret_size = count * block_size;
	return count;
}

int ingot_disk_read(const struct ingot_disk *disk, uint64_t offset, size_t size, uint8_t *ret_data)
{
	uint64_t there = offset < disk->size ? disk->size - offset : 0;

	if (there > size)
		there = size;
	memset(&ret_data[there], 0, size - there);
	return there > 0 ? disk->store.read(disk->store.context, offset, there, ret_data) : 0;
}

static bool stays(char c, const char *marks)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || strchr(marks, c);
}

void ingot_disk_name(const struct ingot_disk *disk, const char *marks, size_t size_max,
		     char ret_name[INGOT_DISK_NAME_SIZE])
{
	char digits[INGOT_DIGEST_TEXT_SIZE];
	char end[INGOT_LABEL_SIZE + INGOT_DISK_NAME_DIGITS + 3];
	size_t room;

	if (size_max > INGOT_DISK_NAME_SIZE - 1)
		size_max = INGOT_DISK_NAME_SIZE - 1;
	ingot_digest_text(&disk->content, digits);
	(void)snprintf(end, sizeof(end), "-%.16s-%.*s", disk->label.stream, INGOT_DISK_NAME_DIGITS,
		       digits);
	room = size_max - strlen(end);
	(void)snprintf(ret_name, room + 1, "ingot-%s", disk->label.version);
	memcpy(&ret_name[strlen(ret_name)], end, strlen(end) + 1);
	for (char *c = ret_name; *c; c++) {
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
		if (!stays(*c, marks))
			*c = '-';
	}
}

void ingot_disk_close(struct ingot_disk *disk)
{
	ingot_occupancy_drop(&disk->occupancy);
	if (disk->store.context)
		ingot_scoped_close(&disk->file.fd);
	*disk = (struct ingot_disk){ 0 };
}
