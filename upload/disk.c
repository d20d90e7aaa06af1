/* SPDX-License-Identifier: Apache-2.0 */
/* A disk image before it is uploaded: read, checked, named. */
#include "upload/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "upload/disk_label.h"
#include "upload/pack.h"
#include "verity/workers.h"

#define UNIT INGOT_OCCUPANCY_UNIT

/* Packing into nothing reads, checks and names the image. */
static int begin_nothing(struct ingot_packing *packing)
{
	(void)packing;
	return 0;
}

static int take_nothing(struct ingot_packing *packing, uint64_t offset, struct ingot_bytes units)
{
	(void)packing;
	(void)offset;
	(void)units;
	return 0;
}

static int end_nothing(struct ingot_packing *packing, const struct ingot_digest *content)
{
	(void)packing;
	(void)content;
	return 0;
}

static const struct ingot_format nothing = {
	.name = "an upload",
	.size_unit = 512,
	.size_max = INGOT_OCCUPANCY_SIZE_MAX,
	.begin = begin_nothing,
	.data = take_nothing,
	.end = end_nothing,
};

static int open_file(struct ingot_disk *disk, struct ingot_reason *reason)
{
	const int fd = open(disk->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	int r;

	if (fd < 0)
		return ingot_refuse(reason, -errno, "%s", strerror(errno));
	r = fstat(fd, &disk->before) < 0 ? -errno : ingot_verity_file_open(fd, &disk->file);
	if (r < 0) {
		ingot_scoped_close(&fd);
		return ingot_refuse(reason, r, "%s",
				    r == -ENOTSUP ? "neither a regular file nor a block device"
						  : strerror(-r));
	}
	disk->store = ingot_verity_file_store(&disk->file);
	disk->size = disk->store.size;
	return 0;
}

/* The mapping lives only as long as the image's parts are read. */
static int read_parts(struct ingot_disk *disk, struct ingot_reason *reason,
		      struct ingot_inspection **ret_inspection)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	int r = ingot_file_map(disk->path, &file);

	if (r < 0)
		return ingot_refuse(reason, r, "%s", strerror(-r));
	r = ingot_inspection_new(ingot_file_bytes(&file), reason, ret_inspection);
	if (r == 0)
		r = ingot_disk_label(ingot_file_bytes(&file), reason, &disk->label, &disk->uki);
	return r;
}

static int read_disk(struct ingot_disk *disk, struct ingot_disk_progress progress,
		     struct ingot_reason *reason)
{
	ingot_scoped(ingot_inspection_scoped) struct ingot_inspection *inspection = NULL;
	struct ingot_pack work = {
		.image = &disk->store,
		.format = &nothing,
		.thread_count = ingot_workers_default(),
		.context = progress.context,
		.progress = progress.show,
		.ret_occupancy = &disk->occupancy,
	};
	struct ingot_packed packed;
	int r = open_file(disk, reason);

	if (r == 0)
		r = read_parts(disk, reason, &inspection);
	if (r < 0)
		return r;
	work.inspection = inspection;
	r = ingot_pack_run(&work, reason, &packed);
	if (r >= 0 && ingot_disk_has_changed(disk))
		return ingot_refuse(reason, -EIO, "it was changed while it was read");
	if (r > 0)
		disk->content = packed.content;
	return r;
}

int ingot_disk_open(const char *path, struct ingot_disk_progress progress,
		    struct ingot_reason *reason, struct ingot_disk *ret_disk)
{
	int r;

	*ret_disk = (struct ingot_disk){ .path = path };
	r = read_disk(ret_disk, progress, reason);
	if (r < 0 && reason->text[0] == '\0')
		(void)ingot_refuse(reason, r, "%s", strerror(-r));
	return r;
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
