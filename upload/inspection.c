/* SPDX-License-Identifier: Apache-2.0 */
/* A whole disk image against itself, in one pass. */
#include "upload/inspection.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/scoped.h"
#include "verity/gap.h"
#include "verity/image.h"
#include "verity/stream.h"

#define ZEROS_SIZE ((size_t)1 << 20)

/**
 * struct ingot_inspection - an image while it passes by
 * @size:     bytes of it
 * @data, @hash: where root and hash tree are
 * @position: bytes taken, zeros included
 * @zeros:    ZEROS_SIZE of them
 * @differs:  @reason says what does
 */
struct ingot_inspection {
	uint64_t size;
	struct ingot_extent data;
	struct ingot_extent hash;
	struct ingot_gaps gaps;
	struct ingot_verity_stream *stream;
	uint64_t position;
	uint8_t *zeros;
	bool differs;
	struct ingot_reason reason;
};

static void note(struct ingot_inspection *inspection, uint64_t offset, const char *rule)
{
	if (inspection->differs)
		return;
	inspection->differs = true;
	(void)ingot_refuse(&inspection->reason, 0, "byte %" PRIu64 " of the image: %s", offset,
			   rule);
}

static struct ingot_extent extent_of(const struct ingot_partition *partition)
{
	return (struct ingot_extent){
		.offset = partition->first_block * INGOT_GPT_BLOCK_SIZE,
		.size = (partition->last_block - partition->first_block + 1) * INGOT_GPT_BLOCK_SIZE,
	};
}

/* The part of the bytes at @offset that lies in @range; empty if none does. */
static struct ingot_bytes part_in(struct ingot_extent range, uint64_t offset,
				  struct ingot_bytes bytes)
{
	uint64_t first = range.offset > offset ? range.offset - offset : 0;
	uint64_t end = range.offset + range.size > offset ? range.offset + range.size - offset : 0;
	struct ingot_bytes part = { 0 };

	if (end > bytes.size)
		end = bytes.size;
	if (first < end)
		(void)ingot_bytes_slice(bytes, first, end - first, &part);
	return part;
}

static int take_verity(struct ingot_inspection *inspection, uint64_t offset,
		       struct ingot_bytes bytes)
{
	struct ingot_bytes data = part_in(inspection->data, offset, bytes);
	struct ingot_bytes tree = part_in(inspection->hash, offset, bytes);
	int r = 0;

	if (data.size > 0)
		r = ingot_verity_stream_data(inspection->stream, data);
	if (r == 0 && tree.size > 0)
		r = ingot_verity_stream_tree(inspection->stream, tree);
	return r;
}

static int take_zeros(struct ingot_inspection *inspection, uint64_t offset)
{
	int r = 0;

	if (offset < inspection->position)
		return -EINVAL;
	while (r == 0 && inspection->position < offset) {
		uint64_t left = offset - inspection->position;
		const struct ingot_bytes part = { inspection->zeros,
						  left < ZEROS_SIZE ? left : ZEROS_SIZE };

		r = take_verity(inspection, inspection->position, part);
		inspection->position += part.size;
	}
	return r;
}

static void check_gaps(struct ingot_inspection *inspection, uint64_t offset,
		       struct ingot_bytes bytes)
{
	for (size_t i = 0; i < inspection->gaps.count; i++) {
		const struct ingot_extent *gap = &inspection->gaps.gap[i];

		if (!ingot_bytes_all_zero(part_in(*gap, offset, bytes)))
			note(inspection, gap->offset > offset ? gap->offset : offset,
			     "bytes from here on that nothing uses are not zero");
	}
}

int ingot_inspection_take(struct ingot_inspection *inspection, uint64_t offset,
			  struct ingot_bytes bytes)
{
	int r = take_zeros(inspection, offset);

	if (r == 0)
		r = take_verity(inspection, offset, bytes);
	if (r < 0)
		return r;
	check_gaps(inspection, offset, bytes);
	inspection->position += bytes.size;
	return 0;
}

int ingot_inspection_end(struct ingot_inspection *inspection, struct ingot_reason *reason)
{
	struct ingot_verity_difference difference;
	int r = inspection->position < inspection->size ? take_zeros(inspection, inspection->size)
							: 0;

	if (r < 0)
		return r;
	if (ingot_verity_stream_end(inspection->stream, &difference) != 1)
		note(inspection,
		     difference.offset + (difference.in_tree ? inspection->hash.offset
							     : inspection->data.offset),
		     difference.rule);
	if (inspection->differs)
		*reason = inspection->reason;
	return !inspection->differs;
}

static void check_guids(struct ingot_inspection *inspection, const struct ingot_verity_image *image)
{
	struct ingot_guid data;
	struct ingot_guid hash;

	ingot_verity_image_guids(&image->root, &data, &hash);
	if (!ingot_guid_equal(&data, &image->data.unique))
		note(inspection, inspection->data.offset,
		     "the partition that begins here has another GUID than the root hash gives it");
	if (!ingot_guid_equal(&hash, &image->hash.unique))
		note(inspection, inspection->hash.offset,
		     "the partition that begins here has another GUID than the root hash gives it");
}

static int begin(struct ingot_inspection *inspection, const struct ingot_verity_image *image,
		 struct ingot_reason *reason)
{
	int r = ingot_gaps_of(&image->gpt, &inspection->gaps);

	if (r == 0)
		r = ingot_verity_stream_new(&image->superblock, &image->root,
					    ingot_sha256_engine_at(0), &inspection->stream);
	inspection->size = image->gpt.disk.size;
	inspection->data = extent_of(&image->data);
	inspection->hash = extent_of(&image->hash);
	if (r < 0)
		return ingot_refuse(reason, r, "its hash tree cannot be checked");
	if (inspection->data.offset > inspection->hash.offset)
		return ingot_refuse(reason, -ENOTSUP, "its hash tree lies in front of its root");
	check_guids(inspection, image);
	return 0;
}

int ingot_inspection_new(struct ingot_bytes disk, struct ingot_reason *reason,
			 struct ingot_inspection **ret_inspection)
{
	ingot_scoped(ingot_inspection_scoped) struct ingot_inspection *inspection =
		calloc(1, sizeof(*inspection));
	struct ingot_text why = { .length = 0 };
	struct ingot_verity_image image;
	int r;

	if (!inspection)
		return -ENOMEM;
	inspection->zeros = calloc(1, ZEROS_SIZE);
	if (!inspection->zeros)
		return -ENOMEM;
	r = ingot_verity_image_read(disk, &image, &why);
	if (r < 0)
		return ingot_refuse(reason, r, "%s",
				    why.length > 0 ? why.chars : "no image with a verity root");
	r = begin(inspection, &image, reason);
	if (r < 0)
		return r;
	*ret_inspection = inspection;
	inspection = NULL;
	return 0;
}

void ingot_inspection_free(struct ingot_inspection *inspection)
{
	if (!inspection)
		return;
	ingot_verity_stream_free(inspection->stream);
	free(inspection->zeros);
	free(inspection);
}

void ingot_inspection_scoped(struct ingot_inspection **inspection)
{
	ingot_inspection_free(*inspection);
}
