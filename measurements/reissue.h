/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_REISSUE_H
#define INGOT_MEASUREMENTS_REISSUE_H

#include <stdbool.h>

/*
 * New indexes for published versions: another expiry, another floor, another time of issue, and
 * nothing else. What the verbs expire and floor have in common. Part of the program: failures are
 * reported, and the functions return exit codes.
 */

/**
 * struct ingot_reissue - what is asked for; strings of argv
 * @verb: for usage errors
 * @tree: the folder that has v2/
 * @key: private key, as ingot_signer_open() has it
 * @ref, @stream: NULL: "-", "stable"
 * @version: which one; "latest" or "all"
 * @issued: value of --issued; NULL: not given
 * @expires: value of --expires; NULL: it stays
 * @floor: value of --floor; NULL: it stays
 * @json: one JSON object, ingot.reissue/1
 */
struct ingot_reissue {
	const char *verb;
	const char *tree;
	const char *key;
	const char *ref;
	const char *stream;
	const char *version;
	const char *issued;
	const char *expires;
	const char *floor;
	bool json;
};

/** ingot_reissue_run - do it, one version after the other, oldest first, and say what changed. */
int ingot_reissue_run(const struct ingot_reissue *reissue);

#endif
