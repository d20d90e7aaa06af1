/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_CLOSEST_H
#define INGOT_CLI_CLOSEST_H

#include "cli/known.h"
#include "measurements/pcr.h"

/* Which of the known releases PCR values are most like. */

/**
 * struct ingot_closest_question - what is asked
 * @known:  releases
 * @values: PCR values of the node
 * @ref, @stream: of the releases that may be
 * @platform: of them, csp or attestation variant, either case; NULL: any
 */
struct ingot_closest_question {
	const struct ingot_known *known;
	const struct ingot_pcr_banks *values;
	const char *ref;
	const char *stream;
	const char *platform;
};

/**
 * ingot_closest_sort - sort them
 * @ret_releases: room for @known's count; gets those that may be, the closest first: the one of
 *                which most enforced values match; of several the newest
 * @ret_count: how many
 *
 * Returns 0; -EIO if hashing fails.
 */
int ingot_closest_sort(const struct ingot_closest_question *question,
		       const struct ingot_known_release **ret_releases, size_t *ret_count);

#endif
