/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_BOOT_H
#define INGOT_BOOTSTRAPPER_BOOT_H

#include "bootstrapper/cmdline.h"
#include "bootstrapper/configuration.h"
#include "bootstrapper/measurement.h"
#include "bootstrapper/paths.h"
#include "bootstrapper/refusal.h"
#include "bootstrapper/state.h"
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
 * @state:   how the state disk is opened; set by the caller
 * @say:     prints what the person at the console needs beside a reason; may be NULL
 * @cmdline: from step "command-line" on
 * @tpm:     from step "tpm" on
 * @banks:   the PCRs as last read
 * @configured, @configuration: from step "configuration" on; without one the boot measures, and
 *           hands nothing to kubelet
 * @state_is_open: the state disk is, and nobody but us would close it
 * @previous: why the boot before was refused; no attempts if it was not; from step "emit" on
 * @events, @event_count: what we measured
 * @notes:   something that went wrong and does not stop the boot; empty if nothing
 */
struct ingot_boot {
	const struct ingot_paths *paths;
	const struct ingot_verity_device_ops *root;
	const struct ingot_state_ops *state;
	void (*say)(void *context, const char *text);
	struct ingot_cmdline cmdline;
	struct ingot_tpm tpm;
	struct ingot_pcr_banks banks;
	bool configured;
	struct ingot_configuration configuration;
	bool state_is_open;
	struct ingot_refusal previous;
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
 * @boot:   with paths, root and state set, all else zero; release with ingot_boot_close()
 * @count:  how many steps at most; SIZE_MAX for all
 * @reason: set on failure
 * @ret_failed_step: name of the step that failed; set on failure only
 *
 * Returns 0; a negative errno.
 */
int ingot_boot_run(struct ingot_boot *boot, size_t count, struct ingot_reason *reason,
		   const char **ret_failed_step);

/**
 * ingot_boot_close - release what a boot holds, and close the state disk of one that was not handed
 * over; for ingot_scoped() too.
 */
void ingot_boot_close(struct ingot_boot *boot);

#endif
