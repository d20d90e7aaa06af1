/* SPDX-License-Identifier: Apache-2.0 */
/* gzip by several threads (RFC 1951, RFC 1952), with zlib. */
#include "upload/gzip.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/scoped.h"
#include "verity/workers.h"

#define PIECE_SIZE  ((size_t)256 << 10)
#define PIECE_COUNT 32 /* collected before they are handed to the threads */
#define LEVEL       6  /* as gzip(1) */
#define RAW_DEFLATE (-15)
#define MEM_LEVEL   8
/* What flushing needs at most beside deflateBound(). */
#define FLUSH_SIZE 16

/**
 * struct piece - a part of the stream that is deflated on its own
 * @output: room for @capacity bytes
 */
struct piece {
	struct ingot_bytes input;
	uint8_t *output;
	size_t output_size;
	uint32_t crc;
};

struct ingot_gzip {
	struct ingot_sink *sink;
	unsigned thread_count;
	uint8_t *input;
	size_t filled;
	uint8_t *output;
	size_t capacity;
	struct piece piece[PIECE_COUNT];
	uint32_t crc;
	uint64_t size;
};

static int begin(void *context, void **ret_worker)
{
	z_stream *stream = calloc(1, sizeof(*stream));

	(void)context;
	if (!stream)
		return -ENOMEM;
	if (deflateInit2(stream, LEVEL, Z_DEFLATED, RAW_DEFLATE, MEM_LEVEL, Z_DEFAULT_STRATEGY) !=
	    Z_OK) {
		free(stream);
		return -ENOMEM;
	}
	*ret_worker = stream;
	return 0;
}

static void end(void *worker)
{
	(void)deflateEnd(worker);
	free(worker);
}

static int deflate_piece(void *context, void *worker, uint64_t number)
{
	struct ingot_gzip *gzip = context;
	struct piece *piece = &gzip->piece[number];
	z_stream *stream = worker;

	if (deflateReset(stream) != Z_OK)
		return -EIO;
	stream->next_in = (z_const Bytef *)piece->input.data;
	stream->avail_in = (uInt)piece->input.size;
	stream->next_out = piece->output;
	stream->avail_out = (uInt)gzip->capacity;
	/* not the end of the stream: more pieces follow */
	if (deflate(stream, Z_SYNC_FLUSH) != Z_OK || stream->avail_in > 0 || stream->avail_out == 0)
		return -EIO;
	piece->output_size = gzip->capacity - stream->avail_out;
	piece->crc = (uint32_t)crc32(0, piece->input.data, (uInt)piece->input.size);
	return 0;
}

/* Deflate what has been collected, and write it in order. */
static int flush(struct ingot_gzip *gzip)
{
	struct ingot_bytes rest = { gzip->input, gzip->filled };
	const struct ingot_workers work = {
		.context = gzip,
		.unit_count = (gzip->filled + PIECE_SIZE - 1) / PIECE_SIZE,
		.thread_count = gzip->thread_count,
		.begin = begin,
		.run = deflate_piece,
		.end = end,
	};
	int r = 0;

	if (gzip->filled == 0)
		return 0;
	for (size_t i = 0; r == 0 && i < work.unit_count; i++)
		r = ingot_bytes_take(&rest, rest.size < PIECE_SIZE ? rest.size : PIECE_SIZE,
				     &gzip->piece[i].input);
	if (r == 0)
		r = ingot_workers_run(&work);
	for (size_t i = 0; r == 0 && i < work.unit_count; i++) {
		const struct piece *piece = &gzip->piece[i];

		gzip->crc =
			(uint32_t)crc32_combine(gzip->crc, piece->crc, (z_off_t)piece->input.size);
		r = ingot_sink_write(gzip->sink,
				     (struct ingot_bytes){ piece->output, piece->output_size });
	}
	gzip->filled = 0;
	return r;
}

/* 8: deflate; no flags, no time; 3: Unix */
static const uint8_t header[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3 };

static size_t piece_capacity(void)
{
	z_stream stream = { 0 };
	size_t capacity = 0;

	if (deflateInit2(&stream, LEVEL, Z_DEFLATED, RAW_DEFLATE, MEM_LEVEL, Z_DEFAULT_STRATEGY) ==
	    Z_OK)
		capacity = deflateBound(&stream, PIECE_SIZE) + FLUSH_SIZE;
	(void)deflateEnd(&stream);
	return capacity;
}

int ingot_gzip_new(struct ingot_sink *sink, unsigned thread_count, struct ingot_gzip **ret_gzip)
{
	struct ingot_gzip *gzip = calloc(1, sizeof(*gzip));
	int r = -ENOMEM;

	if (!gzip)
		return -ENOMEM;
	gzip->sink = sink;
	gzip->thread_count = thread_count;
	gzip->capacity = piece_capacity();
	gzip->input = malloc(PIECE_COUNT * PIECE_SIZE);
	gzip->output = malloc(PIECE_COUNT * gzip->capacity);
	if (gzip->capacity > 0 && gzip->input && gzip->output) {
		for (size_t i = 0; i < PIECE_COUNT; i++)
			gzip->piece[i].output = &gzip->output[i * gzip->capacity];
		r = ingot_sink_write(sink, (struct ingot_bytes){ header, sizeof(header) });
	}
	if (r < 0) {
		ingot_gzip_free(gzip);
		return r;
	}
	*ret_gzip = gzip;
	return 0;
}

int ingot_gzip_write(struct ingot_gzip *gzip, struct ingot_bytes bytes)
{
	int r = 0;

	gzip->size += bytes.size;
	while (r == 0 && bytes.size > 0) {
		size_t room = PIECE_COUNT * PIECE_SIZE - gzip->filled;
		struct ingot_bytes part;

		r = ingot_bytes_take(&bytes, bytes.size < room ? bytes.size : room, &part);
		if (r < 0)
			return r;
		memcpy(&gzip->input[gzip->filled], part.data, part.size);
		gzip->filled += part.size;
		if (part.size == room)
			r = flush(gzip);
	}
	return r;
}

uint64_t ingot_gzip_size(const struct ingot_gzip *gzip)
{
	return gzip->size;
}

int ingot_gzip_end(struct ingot_gzip *gzip)
{
	/* an empty last block; then checksum and size, little-endian */
	uint8_t trailer[10] = { 3, 0 };
	int r = flush(gzip);

	for (unsigned i = 0; i < 4; i++) {
		trailer[2 + i] = (uint8_t)(gzip->crc >> 8 * i);
		trailer[6 + i] = (uint8_t)(gzip->size >> 8 * i);
	}
	return r < 0 ? r
		     : ingot_sink_write(gzip->sink,
					(struct ingot_bytes){ trailer, sizeof(trailer) });
}

void ingot_gzip_free(struct ingot_gzip *gzip)
{
	if (!gzip)
		return;
	free(gzip->input);
	free(gzip->output);
	free(gzip);
}
