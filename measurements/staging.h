/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_STAGING_H
#define INGOT_MEASUREMENTS_STAGING_H

#include "base/bytes.h"
#include "measurements/publication.h"
#include "measurements/raw_image.h"
#include "measurements/signer.h"

struct ingot_stream;

/*
 * A release in the making, where no reader looks: the folder .staging of a stream (stream.h). There
 * is one at a time. Part of the program, as stream.h.
 */

/** ingot_staging_clear - remove what is there. */
int ingot_staging_clear(const struct ingot_stream *stream);

/** ingot_staging_begin - begin with an empty one. */
int ingot_staging_begin(const struct ingot_stream *stream);

/** ingot_staging_add - write a file into it, to the disk. */
int ingot_staging_add(const struct ingot_stream *stream, const char *name,
		      struct ingot_bytes content);

/**
 * ingot_staging_add_signed - write a file and its signature
 * @signer: who signs
 */
int ingot_staging_add_signed(const struct ingot_stream *stream, const char *name,
			     struct ingot_bytes content, const struct ingot_signer *signer);

/** ingot_staging_add_image - copy a disk image into it. */
int ingot_staging_add_image(const struct ingot_stream *stream, const struct ingot_raw_image *image);

/**
 * ingot_staging_take_over - have all files of a published version in it too, the same ones on the
 * disk; but for its index and the signature of that
 *
 * Files that the index does not name come along: disk images, which info.json names.
 */
int ingot_staging_take_over(const struct ingot_stream *stream, const struct ingot_version *version);

/** ingot_staging_add_index - write the index and its signature. */
int ingot_staging_add_index(const struct ingot_stream *stream,
			    const struct ingot_publication *publication,
			    const struct ingot_signer *signer);

/** ingot_staging_check - read it back, and check all of it as a reader would. */
int ingot_staging_check(const struct ingot_stream *stream, const struct ingot_signer *signer);

/** ingot_staging_publish - let it be a version that is not there yet: one rename. */
int ingot_staging_publish(const struct ingot_stream *stream, const struct ingot_version *version);

/** ingot_staging_show - put one file of it into the stream itself, in the place of the old one. */
int ingot_staging_show(const struct ingot_stream *stream, const char *name);

/** ingot_staging_exchange - put it in the place of a published version: one exchange. */
int ingot_staging_exchange(const struct ingot_stream *stream, const struct ingot_version *version);

#endif
