/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_PLATFORM_H
#define INGOT_MEASUREMENTS_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>

/* The platforms that images are made for, and what is known of their firmware. */

/**
 * struct ingot_platform - one platform
 * @name:     as in image/platforms/ and --platform
 * @csp:      its name in measurements.json
 * @attestation_variant: its vTPM's name there
 * @firmware: the firmware whose events in PCR 5 were seen to be what is predicted; NULL: none was
 * @has_no_keys: with Secure Boot off it has no keys either, so that PCR 7 is known
 */
struct ingot_platform {
	const char *name;
	const char *csp;
	const char *attestation_variant;
	const char *firmware;
	bool has_no_keys;
};

/** ingot_platform_find - the platform of a name; static; NULL if there is none. */
const struct ingot_platform *ingot_platform_find(const char *name);

/** ingot_platform_at - all platforms by position, from 0; static; NULL behind the last. */
const struct ingot_platform *ingot_platform_at(size_t position);

#endif
