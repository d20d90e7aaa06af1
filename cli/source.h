/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_SOURCE_H
#define INGOT_CLI_SOURCE_H

#include "base/file.h"
#include "cli/http.h"

/*
 * Where a publication is read from: a server, or a directory that mirrors one. Both have the same
 * tree and neither is believed.
 */

/**
 * struct ingot_source - a place
 * @location: http or https URL, or directory, with or without "file://"; borrowed
 * @authorities: as in struct ingot_http_request
 * @limits:   of each request; nothing to a directory
 */
struct ingot_source {
	const char *location;
	const char *authorities;
	struct ingot_http_limits limits;
};

/**
 * struct ingot_source_part - a file that is asked for
 * @path:      from the place on, without a '/' in front; or a URL of its own
 * @size_max, @offset, @validator, @sink: as in struct ingot_http_request
 */
struct ingot_source_part {
	const char *path;
	uint64_t size_max;
	uint64_t offset;
	const char *validator;
	struct ingot_http_sink sink;
};

/**
 * ingot_source_get - read a file, piece by piece
 * @reason: set on failure, with the path in front
 * @ret_answer: a directory has no validators
 *
 * Returns as ingot_http_get() does; of a directory also -ENOTSUP for what is no regular file, and
 * OS errors.
 */
int ingot_source_get(const struct ingot_source *source, const struct ingot_source_part *part,
		     struct ingot_reason *reason, struct ingot_http_answer *ret_answer);

/**
 * ingot_source_read - read a whole file into memory
 * @path:     as above
 * @size_max: largest content accepted
 * @ret_file: a NUL follows the content; release with ingot_file_close()
 *
 * Returns as ingot_source_get() does.
 */
int ingot_source_read(const struct ingot_source *source, const char *path, size_t size_max,
		      struct ingot_reason *reason, struct ingot_file *ret_file);

#endif
