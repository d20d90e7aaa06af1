/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_OWNER_H
#define INGOT_VERITY_OWNER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * Whose a range of bytes of a file system is: the files and the structures that have a part of it.
 * Volumes are read where they are, read-only; they may be corrupt, since that is why somebody asks:
 * what cannot be read is passed over and counted.
 */

/* Longer paths and deeper directories are passed over. */
#define INGOT_OWNER_PATH_SIZE 4096
#define INGOT_OWNER_DEPTH_MAX 64

/**
 * enum ingot_owner_kind - what has the range
 */
enum ingot_owner_kind {
	INGOT_OWNER_CONTENT,   /* a file's content */
	INGOT_OWNER_DIRECTORY, /* a directory's list of names */
	INGOT_OWNER_INODE,     /* a file's inode, with what is stored in it */
	INGOT_OWNER_MAP,       /* the list of a file's blocks */
	INGOT_OWNER_SYSTEM,    /* the file system itself; the path says what of it */
};

/**
 * struct ingot_owner - one that has a part of the range
 * @kind:   what of it
 * @path:   the file, from "/"; or the structure; borrowed, valid during the call
 * @offset: for content, where in the file the part begins, bytes
 */
struct ingot_owner {
	enum ingot_owner_kind kind;
	const char *path;
	uint64_t offset;
};

/**
 * struct ingot_owner_query - a question
 * @volume:  the file system
 * @offset:  first byte of the range
 * @size:    its bytes, not 0
 * @context: handed to @found first
 * @found:   called for each owner; files of several names come once for each
 */
struct ingot_owner_query {
	struct ingot_bytes volume;
	uint64_t offset;
	uint64_t size;
	void *context;
	void (*found)(void *context, const struct ingot_owner *owner);
};

/**
 * ingot_owner_find_erofs - ask an erofs volume
 * @query: the question
 * @ret_skipped: inodes and directories that could not be read, or are not handled
 * @fault: where the superblock breaks the format; may be NULL
 *
 * Of compressed content, @offset is where that begins which is compressed together with the block.
 * Ends of files that are stored with an inode or with other files are not found, and counted in
 * @ret_skipped.
 * Spec: Linux, fs/erofs/erofs_fs.h.
 *
 * Returns 0; -ENOENT if @volume has no erofs superblock; -EBADMSG; -ENOTSUP.
 */
int ingot_owner_find_erofs(const struct ingot_owner_query *query, uint64_t *ret_skipped,
			   struct ingot_fault *fault);

/**
 * ingot_owner_find_ext4 - the same of an ext4 volume
 *
 * Files that are not mapped by extents are counted in @ret_skipped.
 * Spec: Linux, Documentation/filesystems/ext4.
 */
int ingot_owner_find_ext4(const struct ingot_owner_query *query, uint64_t *ret_skipped,
			  struct ingot_fault *fault);

/**
 * ingot_owner_report - call @query->found if a range has a part of what is asked for
 * @owner: its @offset is where the range is in the file; what is reported is where the part is
 * @offset, @size: the range, bytes of the volume
 */
void ingot_owner_report(const struct ingot_owner_query *query, const struct ingot_owner *owner,
			uint64_t offset, uint64_t size);

/**
 * struct ingot_owner_path - the path of the file that is looked at
 * @text: without a '/' at the end; empty for the root directory
 */
struct ingot_owner_path {
	char text[INGOT_OWNER_PATH_SIZE];
	size_t length;
	unsigned depth;
};

/**
 * ingot_owner_path_enter - append a name; characters that are not printable ASCII become '?'
 *
 * Returns the length before, for ingot_owner_path_leave(); -EFBIG if the path gets too long or too
 * deep; -EBADMSG for a name that is empty or has a '/' or a NUL in it.
 */
int ingot_owner_path_enter(struct ingot_owner_path *path, struct ingot_bytes name);

/** ingot_owner_path_leave - back to what @path was. */
void ingot_owner_path_leave(struct ingot_owner_path *path, int length);

/**
 * ingot_owner_budget - how many names, blocks of names and of maps a volume can have at most
 *
 * Each takes four bytes or more, and belongs to one file. Directories that hold each other would
 * else be looked through for ever.
 */
uint64_t ingot_owner_budget(struct ingot_bytes volume);

/** ingot_owner_spend - take one from a budget; false if nothing is left. */
bool ingot_owner_spend(uint64_t *budget);

/** ingot_owner_path_text - "/" for the root directory, else the path. */
const char *ingot_owner_path_text(const struct ingot_owner_path *path);

#endif
