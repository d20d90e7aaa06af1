/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_ORIGIN_H
#define INGOT_CLI_ORIGIN_H

#include <stdint.h>

#include "base/digest.h"

/*
 * Where a release in the store came from, `ingot.origin/1`. For people: nothing is decided by it.
 *
 *	{
 *	  "schema": "ingot.origin/1",
 *	  "source": "https://example.org/ingot",
 *	  "key": "<64 digits>",              SHA-256 of the key that signed it, DER
 *	  "fetched": "2026-01-02T03:04:05Z"
 *	}
 */

#define INGOT_ORIGIN_SCHEMA   "ingot.origin/1"
#define INGOT_ORIGIN_SIZE_MAX ((size_t)16 << 10)

/** struct ingot_origin - where from; @source is borrowed, UTF-8. */
struct ingot_origin {
	const char *source;
	struct ingot_digest key;
	int64_t fetched;
};

/** ingot_origin_write - write the file. Returns 0; -EINVAL; -ENOMEM; an OS error. */
int ingot_origin_write(const struct ingot_origin *origin, const char *path);

#endif
