/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_WRAPPING_H
#define INGOT_MEASUREMENTS_WRAPPING_H

#include "base/json.h"
#include "measurements/golden.h"

/*
 * Wrapping a recovery key to a node's TPM, bound to the image that it is meant for. Part of the
 * program: failures are reported, and the functions return exit codes.
 */

/**
 * struct ingot_wrapping - the files that a user names
 * @key:          recovery key, as text
 * @endorsement:  the TPM's EK, PEM
 * @measurements: golden values of the image, or NULL: then any system could have the key
 * @platform:     which entry of them, or NULL
 */
struct ingot_wrapping {
	const char *key;
	const char *endorsement;
	const char *measurements;
	const char *platform;
};

/**
 * ingot_wrapping_make - wrap the key
 * @ret_json: state.recovery_key of a configuration; free with ingot_json_free()
 *
 * It is bound to PCR 4, 7, 11 (at phase enter-initrd), 12 and 13 as the golden values have them for
 * SHA-256, and PCR 15 as zero: that is when the node opens it.
 */
int ingot_wrapping_make(const struct ingot_wrapping *wrapping, struct ingot_json **ret_json);

#endif
