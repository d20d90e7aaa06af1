/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_VERSION_H
#define INGOT_MEASUREMENTS_VERSION_H

#include <stdint.h>

#include "base/bytes.h"

/*
 * Versions of releases: Semantic Versioning 2.0.0 without build metadata, which that specification
 * leaves out of the order. So two texts that are read are equal as versions only if they are the
 * same text.
 */

/* The longest text, with its NUL. */
#define INGOT_VERSION_SIZE 65

/**
 * struct ingot_version - a version; holds nothing that is to be released
 * @number: major, minor, patch; each at most 999999999
 * @text:   as it was written, "1.2.0" or "1.2.0-rc.1"
 * @suffix: where the pre-release begins in @text; the position of the NUL if there is none
 */
struct ingot_version {
	uint32_t number[3];
	char text[INGOT_VERSION_SIZE];
	unsigned suffix;
};

/**
 * ingot_version_read - read a version, strictly
 * @text: the whole text: no "v" before it, no "+" part, no leading zeros
 * @ret_version: the version
 *
 * Returns 0; -EBADMSG.
 * Spec: Semantic Versioning 2.0.0, clauses 2 and 9.
 */
int ingot_version_read(struct ingot_bytes text, struct ingot_version *ret_version);

/**
 * ingot_version_compare - which is the older one?
 *
 * Numbers compare as numbers, a pre-release sorts before its release, its parts compare one by one.
 * Returns less than, equal to or greater than 0 as @a is older than, the same as or newer than @b.
 * Spec: Semantic Versioning 2.0.0, clause 11.
 */
int ingot_version_compare(const struct ingot_version *a, const struct ingot_version *b);

#endif
