/* SPDX-License-Identifier: Apache-2.0 */
/* From a disk image to what a cloud takes. */
#include "upload/pack.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "upload/content.h"
#include "verity/workers.h"

#define UNIT        INGOT_OCCUPANCY_UNIT
#define BATCH_UNITS 64
#define BLOCK_SIZE  512

/**
 * struct batch - units that hold data, as far as they fit
 * @bytes: the units of all runs, one behind the other
 * @run:   where they are on the disk; whole units
 */
struct batch {
	uint8_t *bytes;
	struct ingot_extent run[BATCH_UNITS];
	size_t count;
};

/* What is done with a batch, side by side; the longest first. */
enum task { WRITE, CHECK, DIGEST, READ, TASK_COUNT };

/**
 * struct job - an image while it is packed
 * @now, @next: the batch that is worked on, and the one that is read meanwhile
 * @read_offset: where that goes on
 * @done:       bytes of data that were packed
 */
struct job {
	const struct ingot_pack *pack;
	struct ingot_occupancy occupancy;
	struct ingot_packing packing;
	struct ingot_content *content;
	struct batch batch[2];
	struct batch *now;
	struct batch *next;
	uint64_t read_offset;
	uint64_t done;
};

static int read_run(struct job *job, struct ingot_extent run, uint8_t *bytes)
{
	const struct ingot_verity_store *image = job->pack->image;
	uint64_t size = run.size;

	/* the image may end within its last unit */
	if (size > image->size - run.offset)
		size = image->size - run.offset;
	memset(&bytes[size], 0, run.size - size);
	return image->read(image->context, run.offset, size, bytes);
}

static int read_batch(struct job *job)
{
	struct batch *batch = job->next;
	uint64_t filled = 0;
	int r = 0;

	batch->count = 0;
	while (r == 0 && filled < BATCH_UNITS * UNIT) {
		uint64_t room = BATCH_UNITS * UNIT - filled;
		struct ingot_extent run;

		if (ingot_occupancy_next(&job->occupancy, job->read_offset, &run) == 0)
			break;
		run.size = (run.size + UNIT - 1) / UNIT * UNIT;
		if (run.size > room)
			run.size = room;
		r = read_run(job, run, &batch->bytes[filled]);
		batch->run[batch->count++] = run;
		filled += run.size;
		job->read_offset = run.offset + run.size;
	}
	return r;
}

static int run_task(struct job *job, enum task task, uint64_t offset, struct ingot_bytes units)
{
	struct ingot_bytes bytes = units;

	switch (task) {
	case WRITE:
		return job->pack->format->data(&job->packing, offset, units);
	case DIGEST:
		return ingot_content_take(job->content, offset, units);
	default:
		if (!job->pack->inspection)
			return 0;
		if (bytes.size > job->occupancy.size - offset)
			bytes.size = job->occupancy.size - offset;
		return ingot_inspection_take(job->pack->inspection, offset, bytes);
	}
}

static int run(void *context, void *worker, uint64_t task)
{
	struct job *job = context;
	struct ingot_bytes rest = { job->now->bytes, BATCH_UNITS * UNIT };
	int r = 0;

	(void)worker;
	if (task == READ)
		return read_batch(job);
	for (size_t i = 0; r == 0 && i < job->now->count; i++) {
		struct ingot_bytes units;

		r = ingot_bytes_take(&rest, job->now->run[i].size, &units);
		if (r == 0)
			r = run_task(job, (enum task)task, job->now->run[i].offset, units);
	}
	return r;
}

static int begin_worker(void *context, void **ret_worker)
{
	*ret_worker = context;
	return 0;
}

static void end_worker(void *worker)
{
	(void)worker;
}

static void show(struct job *job)
{
	for (size_t i = 0; i < job->now->count; i++)
		job->done += job->now->run[i].size;
	/* the last unit counts in full here */
	if (job->done > job->occupancy.data_size)
		job->done = job->occupancy.data_size;
	if (job->pack->progress)
		job->pack->progress(job->pack->context, job->done, job->occupancy.data_size);
}

static int pack_data(struct job *job)
{
	const struct ingot_workers work = {
		.context = job,
		.unit_count = TASK_COUNT,
		.thread_count =
			job->pack->thread_count < TASK_COUNT ? job->pack->thread_count : TASK_COUNT,
		.begin = begin_worker,
		.run = run,
		.end = end_worker,
	};
	int r = read_batch(job);

	while (r == 0 && job->next->count > 0) {
		struct batch *read = job->next;

		job->next = job->now;
		job->now = read;
		r = ingot_workers_run(&work);
		if (r == 0)
			show(job);
	}
	return r;
}

static int check_size(struct job *job, struct ingot_reason *reason)
{
	const struct ingot_format *format = job->pack->format;
	uint64_t size = job->pack->image->size;
	uint64_t unit = format->size_unit;

	if (size == 0 || size % BLOCK_SIZE != 0)
		return ingot_refuse(reason, -EINVAL, "its size is no multiple of 512: %" PRIu64,
				    size);
	if (size > format->size_max)
		return ingot_refuse(reason, -EFBIG, "%s takes no more than %" PRIu64 " GiB",
				    format->name, format->size_max >> 30);
	job->packing.size = (size + unit - 1) / unit * unit;
	return 0;
}

static int make_room(struct job *job)
{
	for (size_t i = 0; i < 2; i++) {
		job->batch[i].bytes = malloc(BATCH_UNITS * UNIT);
		if (!job->batch[i].bytes)
			return -ENOMEM;
	}
	job->now = &job->batch[0];
	job->next = &job->batch[1];
	return ingot_content_new(&job->content);
}

static int pack(struct job *job, struct ingot_reason *reason, struct ingot_packed *packed)
{
	const struct ingot_format *format = job->pack->format;
	int r = check_size(job, reason);

	if (r == 0)
		r = make_room(job);
	if (r == 0)
		r = ingot_occupancy_scan(job->pack->image, job->pack->thread_count,
					 &job->occupancy);
	if (r == 0)
		r = format->begin(&job->packing);
	if (r == 0)
		r = pack_data(job);
	if (r == 0)
		r = ingot_content_end(job->content, job->occupancy.size, &packed->content);
	if (r == 0 && job->pack->inspection) {
		r = ingot_inspection_end(job->pack->inspection, reason);
		if (r <= 0)
			return r;
	}
	if (r >= 0)
		r = format->end(&job->packing, &packed->content);
	return r < 0 ? r : 1;
}

int ingot_pack_run(const struct ingot_pack *work, struct ingot_reason *reason,
		   struct ingot_packed *ret_packed)
{
	struct job job = {
		.pack = work,
		.packing = { .sink = work->sink, .thread_count = work->thread_count },
	};
	struct ingot_packed packed;
	int r;

	job.packing.occupancy = &job.occupancy;
	r = pack(&job, reason, &packed);
	if (r > 0) {
		packed.disk_size = job.packing.size;
		packed.data_size = job.occupancy.data_size;
		*ret_packed = packed;
	}
	if (r > 0 && work->ret_occupancy) {
		*work->ret_occupancy = job.occupancy;
		job.occupancy = (struct ingot_occupancy){ 0 };
	}
	ingot_content_free(job.content);
	ingot_gzip_free(job.packing.gzip);
	for (size_t i = 0; i < 2; i++)
		free(job.batch[i].bytes);
	ingot_occupancy_drop(&job.occupancy);
	return r;
}
