/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_MOMENT_H
#define INGOT_MEASUREMENTS_MOMENT_H

#include <stdint.h>

/*
 * Points in time that whoever publishes names on the command line. Part of the program: failures are
 * reported, and the functions return exit codes.
 */

/**
 * ingot_moment_issued - when what is made now is said to be made
 * @verb: for usage errors
 * @option: value of --issued, timestamp.h; NULL: SOURCE_DATE_EPOCH of the environment, or else the
 *          clock
 * @ret_seconds: since 1970
 */
int ingot_moment_issued(const char *verb, const char *option, int64_t *ret_seconds);

/**
 * ingot_moment_expires - when it stops being said
 * @verb: for usage errors
 * @option: value of --expires: timestamp.h, or "+N", days after @issued, 1 to 3660
 * @issued: it has to be later
 */
int ingot_moment_expires(const char *verb, const char *option, int64_t issued,
			 int64_t *ret_seconds);

#endif
