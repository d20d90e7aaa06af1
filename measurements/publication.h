/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_PUBLICATION_H
#define INGOT_MEASUREMENTS_PUBLICATION_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/reason.h"
#include "measurements/version.h"

/*
 * What a publisher says of a release, and where it lies. This is the specification of the tree, of
 * index.json and of latest.json.
 *
 *	v2/ref/<ref>/stream/<stream>/latest.json, latest.json.sig
 *	v2/ref/<ref>/stream/<stream>/<version>/image/
 *		index.json         every other file of the release, by name, size and digest
 *		index.json.sig     detached signature (detached.h)
 *		measurements.json  always there
 *		measurements.json.sig
 *		…                  whatever index.json names
 *
 * index.json:
 *
 *	{
 *	  "schema": "ingot.index/1",
 *	  "version": "1.2.0",                    version.h
 *	  "ref": "-",                            the branch it was built from; "-" for a release
 *	  "stream": "stable",
 *	  "issued": "2026-01-02T03:04:05Z",      when this index was made; timestamp.h
 *	  "expires": "2026-04-02T03:04:05Z",     after that it says nothing any more
 *	  "floor": "1.1.0",                      the oldest version of the stream still allowed
 *	  "files": [                             by name, in ascending order of bytes
 *	    { "name": "measurements.json", "size": 24171, "sha256": "<64 digits>" },
 *	    …
 *	  ]
 *	}
 *
 * latest.json has the first six members of the newest version's index, with the schema
 * "ingot.latest/1". Neither names the signatures. Of a published version only index.json and its
 * signature ever change, together, and @issued never goes back.
 *
 * Names, ref and stream are [A-Za-z0-9._-]{1,128} without a dot at the start: plain names that mean
 * the same in a folder and in a URL. A strict reader refuses a member given twice, missing, or not
 * named here, a name twice or out of order, a file list without measurements.json or with
 * index.json or a signature of it, and an expiry that is not after the time of issue.
 *
 * Canonical bytes: members in the order shown, two spaces per level, a newline at the end.
 *
 * A reader over a network takes index.json and index.json.sig one after the other: between the two
 * the publisher may have exchanged both. So where the signature does not hold, it fetches both
 * again, a few times, before it says so. The same for latest.json.
 */

#define INGOT_PUBLICATION_INDEX_SCHEMA  "ingot.index/1"
#define INGOT_PUBLICATION_LATEST_SCHEMA "ingot.latest/1"
#define INGOT_PUBLICATION_INDEX         "index.json"
#define INGOT_PUBLICATION_LATEST        "latest.json"
#define INGOT_PUBLICATION_MEASUREMENTS  "measurements.json"

/* Longer texts are no index. */
#define INGOT_PUBLICATION_SIZE_MAX       ((size_t)64 << 10)
#define INGOT_PUBLICATION_FILE_COUNT_MAX 64
#define INGOT_PUBLICATION_FILE_SIZE_MAX  (INT64_C(1) << 50)
/* A name, a ref or a stream with its NUL. */
#define INGOT_PUBLICATION_NAME_SIZE 129
/* The path of a release or a stream within the tree with its NUL. */
#define INGOT_PUBLICATION_PATH_SIZE 384
/* Clocks of publisher and reader may be that far apart, seconds. */
#define INGOT_PUBLICATION_CLOCK_SLACK 3600

/**
 * struct ingot_publication_head - which release, and for how long that is said
 * @version, @ref, @stream: which
 * @issued, @expires: seconds since 1970, @issued < @expires
 */
struct ingot_publication_head {
	struct ingot_version version;
	char ref[INGOT_PUBLICATION_NAME_SIZE];
	char stream[INGOT_PUBLICATION_NAME_SIZE];
	int64_t issued;
	int64_t expires;
};

/**
 * struct ingot_publication_file - a file of the release
 * @name: its name in the folder
 * @size: bytes, at most INGOT_PUBLICATION_FILE_SIZE_MAX
 * @digest: SHA-256
 */
struct ingot_publication_file {
	char name[INGOT_PUBLICATION_NAME_SIZE];
	uint64_t size;
	struct ingot_digest digest;
};

/**
 * struct ingot_publication - index.json; some 15 KiB, holds nothing that is to be released
 * @head:  which release
 * @floor: the oldest version still allowed; newer than the release's own where it is withdrawn
 * @files: @file_count of them, 1..INGOT_PUBLICATION_FILE_COUNT_MAX
 */
struct ingot_publication {
	struct ingot_publication_head head;
	struct ingot_version floor;
	struct ingot_publication_file files[INGOT_PUBLICATION_FILE_COUNT_MAX];
	size_t file_count;
};

/**
 * struct ingot_publication_wanted - what a reader expects of a release
 * @version: exactly this one; NULL: any
 * @ref, @stream: exactly these
 * @now: seconds since 1970
 */
struct ingot_publication_wanted {
	const struct ingot_version *version;
	const char *ref;
	const char *stream;
	int64_t now;
};

/**
 * ingot_publication_name_check - may @name stand for a file, a ref or a stream?
 *
 * Returns 0; -EBADMSG.
 */
int ingot_publication_name_check(const char *name);

/**
 * ingot_publication_get_name - a member that names a file, a ref or a stream
 * @object: object that has it
 * @key:    the member
 * @ret_name: the name
 *
 * Returns 0; -EBADMSG if it is absent, or no name.
 */
int ingot_publication_get_name(const struct ingot_json *object, const char *key,
			       char ret_name[INGOT_PUBLICATION_NAME_SIZE]);

/** ingot_publication_get_version - the same for a version, as version.h has it. */
int ingot_publication_get_version(const struct ingot_json *object, const char *key,
				  struct ingot_version *ret_version);

/** ingot_publication_get_time - the same for a time, as timestamp.h has it; seconds since 1970. */
int ingot_publication_get_time(const struct ingot_json *object, const char *key,
			       int64_t *ret_seconds);

/**
 * ingot_publication_read - read index.json, strictly
 * @text:  the whole file; check its signature first
 * @fault: on -EBADMSG and -EFBIG the broken rule, and the place where it is one of syntax (0
 *         otherwise); may be NULL
 * @ret_publication: the index
 *
 * Returns 0; -EBADMSG; -EFBIG if the text or the list is over its limit; -ENOMEM.
 */
int ingot_publication_read(struct ingot_bytes text, struct ingot_fault *fault,
			   struct ingot_publication *ret_publication);

/** ingot_publication_read_latest - the same for latest.json. */
int ingot_publication_read_latest(struct ingot_bytes text, struct ingot_fault *fault,
				  struct ingot_publication_head *ret_head);

/**
 * ingot_publication_head_check - is it the release that is wanted, and said to be so now?
 * @head:   of an index or of latest.json, its signature checked
 * @wanted: what is expected
 * @reason: set on failure, without the file's name
 *
 * Returns 0; -EKEYREJECTED if it is another version, ref or stream, has expired, or is issued more
 * than INGOT_PUBLICATION_CLOCK_SLACK from now.
 */
int ingot_publication_head_check(const struct ingot_publication_head *head,
				 const struct ingot_publication_wanted *wanted,
				 struct ingot_reason *reason);

/**
 * ingot_publication_check - the same for an index, and is its version not below its own floor?
 *
 * That it is not below a floor seen before, and not older than what was seen before, is for the
 * reader to check, who remembers.
 */
int ingot_publication_check(const struct ingot_publication *publication,
			    const struct ingot_publication_wanted *wanted,
			    struct ingot_reason *reason);

/** ingot_publication_find - the file of that name, inside @publication; NULL if there is none. */
const struct ingot_publication_file *ingot_publication_find(
	const struct ingot_publication *publication, const char *name);

/**
 * ingot_publication_stream_path - where a stream lies within the tree, "v2/ref/-/stream/stable"
 * @ref, @stream: names, checked
 * @ret_path: no slash at either end
 *
 * Returns 0; -EINVAL if one is no such name.
 */
int ingot_publication_stream_path(const char *ref, const char *stream,
				  char ret_path[INGOT_PUBLICATION_PATH_SIZE]);

/** ingot_publication_path - where a release lies: "<stream path>/<version>/image". */
int ingot_publication_path(const char *ref, const char *stream, const struct ingot_version *version,
			   char ret_path[INGOT_PUBLICATION_PATH_SIZE]);

#endif
