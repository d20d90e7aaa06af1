/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_BOOT_H
#define INGOT_BOOTSTRAPPER_BOOT_H

#include "bootstrapper/cmdline.h"
#include "bootstrapper/measurement.h"
#include "bootstrapper/paths.h"
#include "bootstrapper/verity_device.h"

/*
 * One boot, from the mounted root to the hand-over: an ordered list of steps, the first that fails
 * ends it.
 */

#define INGOT_BOOT_EVENT_MAX 4

/**
 * struct ingot_boot - what the steps hand on
 * @paths:   where everything is; set by the caller
 * @root:    how the root's device is asked; set by the caller
 * @cmdline: from step "command-line" on
 * @tpm:     from step "tpm" on
 * @banks:   the PCRs as last read
 * @events, @event_count: what we measured
 * @notes:   something that went wrong and does not stop the boot; empty if nothing
 */
struct ingot_boot {
	const struct ingot_paths *paths;
	const struct ingot_verity_device_ops *root;
	struct ingot_cmdline cmdline;
	struct ingot_tpm tpm;
	struct ingot_pcr_banks banks;
	struct ingot_measurement events[INGOT_BOOT_EVENT_MAX];
	size_t event_count;
	struct ingot_reason notes;
};

/**
 * struct ingot_boot_step - one step
 * @name: as it is reported; static
 * @run:  0, or a negative errno with @reason set
 */
struct ingot_boot_step {
	const char *name;
	int (*run)(struct ingot_boot *boot, struct ingot_reason *reason);
};

/**
 * ingot_boot_steps - the steps in their order; the last has a NULL name. The first two need no TPM.
 */
extern const struct ingot_boot_step ingot_boot_steps[];

/* How many of the steps look at the command line and the root only. */
#define INGOT_BOOT_ROOT_STEPS 2

/**
 * ingot_boot_run - run steps in order until one fails
 * @boot:   with paths and root set, all else zero; release with ingot_boot_close()
 * @count:  how many steps at most; SIZE_MAX for all
 * @reason: set on failure
 * @ret_failed_step: name of the step that failed; set on failure only
 *
 * Returns 0; a negative errno.
 */
int ingot_boot_run(struct ingot_boot *boot, size_t count, struct ingot_reason *reason,
		   const char **ret_failed_step);

/** ingot_boot_close - release what a boot holds; for ingot_scoped() too. */
void ingot_boot_close(struct ingot_boot *boot);

#endif
