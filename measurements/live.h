/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_LIVE_H
#define INGOT_MEASUREMENTS_LIVE_H

#include <stdbool.h>

#include "measurements/event.h"
#include "measurements/observed.h"
#include "measurements/pcr.h"

/*
 * What a boot left behind, read from the files that a user names. Part of the program: failures are
 * reported where they are found, and the functions return exit codes.
 */

/**
 * struct ingot_live_files - where it is; each may be NULL
 * @pcrs:      PCR values: an observation (ingot.observed/1) or a text of pcr_text.h
 * @log:       firmware log; or systemd's userspace log; or an observation with logs
 * @userspace: userspace log that goes on where @log ends
 */
struct ingot_live_files {
	const char *pcrs;
	const char *log;
	const char *userspace;
};

/**
 * struct ingot_live - what was read; everything in it is owned by it
 * @observed: the observation, where the PCR values came in one; else NULL
 * @values:   PCR values; no bank if no file of them was named
 * @log:      events; NULL if there is no log
 */
struct ingot_live {
	struct ingot_observed *observed;
	struct ingot_pcr_banks values;
	struct ingot_event_list *log;
};

/**
 * ingot_live_read - read all files that are named
 * @files: their names
 * @ret_live: release with ingot_live_drop(), whatever is returned
 *
 * Where no log is named and the PCR values came in an observation that has logs, those are taken.
 *
 * Returns INGOT_EXIT_OK; INGOT_EXIT_FAILED if a file cannot be read or is malformed, and for the
 * observation of a boot that failed.
 */
int ingot_live_read(const struct ingot_live_files *files, struct ingot_live *ret_live);

/** ingot_live_drop - release what was read; for ingot_scoped() too. */
void ingot_live_drop(struct ingot_live *live);

#endif
