/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_SEEN_H
#define INGOT_CLI_SEEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/reason.h"
#include "measurements/publication.h"

/*
 * What a stream has been seen to say, so that nobody can take it back: `ingot.seen/1`.
 *
 *	{
 *	  "schema": "ingot.seen/1",
 *	  "streams": [
 *	    {
 *	      "key": "<64 digits>",          SHA-256 of the publisher's key, DER
 *	      "ref": "-",
 *	      "stream": "stable",
 *	      "version": "1.2.0",            the newest version seen
 *	      "issued": "2026-01-02T03:04:05Z",  when its newest index was made
 *	      "floor": "1.1.0"               the newest floor seen
 *	    }, …
 *	  ]
 *	}
 */

#define INGOT_SEEN_SCHEMA    "ingot.seen/1"
#define INGOT_SEEN_COUNT_MAX 1024
#define INGOT_SEEN_SIZE_MAX  ((size_t)1 << 20)

/** struct ingot_seen_stream - what one stream under one key has said. */
struct ingot_seen_stream {
	struct ingot_digest key;
	char ref[INGOT_PUBLICATION_NAME_SIZE];
	char stream[INGOT_PUBLICATION_NAME_SIZE];
	struct ingot_version version;
	struct ingot_version floor;
	int64_t issued;
};

/**
 * struct ingot_seen - all of them; release with ingot_seen_drop()
 * @streams: @count of them; owned
 */
struct ingot_seen {
	struct ingot_seen_stream *streams;
	size_t count;
};

/** ingot_seen_drop - release it, leave an all-zero one; for ingot_scoped() too. */
void ingot_seen_drop(struct ingot_seen *seen);

/**
 * ingot_seen_read - read the file
 * @path: an absent one has seen nothing
 * @reason: set on failure, without the path
 * @ret_seen: release with ingot_seen_drop()
 *
 * Returns 0; -EBADMSG; -EFBIG; -ENOMEM; an OS error.
 */
int ingot_seen_read(const char *path, struct ingot_reason *reason, struct ingot_seen *ret_seen);

/**
 * ingot_seen_check - does an index say nothing older than what was seen?
 * @key:   SHA-256 of the key that signed it
 * @older: the user asked for this very version and said that it may be older than the newest; a
 *         floor that was seen holds all the same
 * @reason: set on failure
 *
 * Returns 0; -EKEYREJECTED.
 */
int ingot_seen_check(const struct ingot_seen *seen, const struct ingot_digest *key,
		     const struct ingot_publication *publication, bool older,
		     struct ingot_reason *reason);

/**
 * ingot_seen_note - remember an index; nothing is ever made older by it
 *
 * Returns 0; -EFBIG over INGOT_SEEN_COUNT_MAX; -ENOMEM. On failure @seen is unchanged.
 */
int ingot_seen_note(struct ingot_seen *seen, const struct ingot_digest *key,
		    const struct ingot_publication *publication);

/** ingot_seen_write - write the file. Returns 0; -ENOMEM; an OS error. */
int ingot_seen_write(const struct ingot_seen *seen, const char *path);

#endif
