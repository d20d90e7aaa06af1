/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_LOCK_H
#define INGOT_MEASUREMENTS_LOCK_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/digest.h"

/*
 * packages.lock: the packages that a build may take, one a line:
 *
 *	# ingot lock 1: name version architecture size sha256 path
 *	base-files 13.8+deb13u7 amd64 88296 <64 digits> pool/main/b/base-files/….deb
 *
 * That first line exactly; fields of printable ASCII with one space between.
 */

#define INGOT_LOCK_SIZE_MAX ((size_t)4 << 20)

/**
 * struct ingot_lock_entry - one package; views into the line that it was read from
 * @digest: SHA-256 of the package's file
 */
struct ingot_lock_entry {
	struct ingot_bytes name;
	struct ingot_bytes version;
	struct ingot_bytes architecture;
	struct ingot_bytes size;
	struct ingot_digest digest;
	struct ingot_bytes path;
};

/**
 * ingot_lock_begin - step over the first line
 * @rest: cursor on the whole file
 *
 * Returns 0; -EBADMSG if it is another one; @rest is unchanged then.
 */
int ingot_lock_begin(struct ingot_bytes *rest);

/**
 * ingot_lock_next - take the next package
 * @rest: cursor, begun
 * @ret_entry: the package
 *
 * Returns 1; 0 at the end; -EBADMSG if the line is none. On failure @rest is unchanged.
 */
int ingot_lock_next(struct ingot_bytes *rest, struct ingot_lock_entry *ret_entry);

#endif
