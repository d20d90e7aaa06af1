/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_GOLDEN_FILE_H
#define INGOT_MEASUREMENTS_GOLDEN_FILE_H

#include "measurements/golden.h"
#include "measurements/text.h"

/*
 * The measurements.json that a user names, and the platform in it that is meant. Part of the
 * program: but for ingot_golden_file_find(), failures are reported where they are found, and the
 * functions return exit codes.
 */

/** ingot_golden_file_read - read @path; free @ret_golden with ingot_golden_free(). */
int ingot_golden_file_read(const char *path, struct ingot_golden **ret_golden);

/**
 * ingot_golden_file_find - the entry that is meant, without a word to anybody
 * @golden: file
 * @asked, @seen: as below
 * @why:    gets the reason on failure
 * @ret_entry: inside @golden
 *
 * Returns 0; -ENOENT if there is none of that name; -EINVAL if more than one is meant.
 */
int ingot_golden_file_find(const struct ingot_golden *golden, const char *asked, const char *seen,
			   struct ingot_text *why, struct ingot_golden_entry **ret_entry);

/**
 * ingot_golden_file_choose - the same, reported
 * @golden: of @path
 * @asked:  csp or attestation variant, either case; NULL: not said
 * @seen:   what the node says of itself, used where nothing was asked and there is a choice; may be
 *          NULL
 * @ret_entry: inside @golden
 *
 * Returns INGOT_EXIT_OK; INGOT_EXIT_FAILED if there is none of that name; INGOT_EXIT_USAGE if more
 * than one is meant.
 */
int ingot_golden_file_choose(const char *path, const struct ingot_golden *golden, const char *asked,
			     const char *seen, struct ingot_golden_entry **ret_entry);

#endif
