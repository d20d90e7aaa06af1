/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_STATE_H
#define INGOT_BOOTSTRAPPER_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/reason.h"
#include "bootstrapper/state_disk.h"
#include "bootstrapper/state_paths.h"
#include "bootstrapper/tpm.h"
#include "node/config.h"

/*
 * The state disk: what a node keeps from boot to boot, on a disk that belongs to the host, under a
 * key that only this TPM releases, and only to this image started this way for this owner.
 *
 * On first sight of an empty disk it is partitioned, encrypted, bound and formatted; from then on
 * it is opened or refused, never made anew. A disk that is neither empty nor ours is not written.
 * state_mark.h says how a power cut is survived, state_binding.h what the key is bound to,
 * luks_metadata.h which headers are accepted.
 *
 * Where the configuration names a recovery public key, the disk has a second key, which is kept in
 * its header encrypted to that. A configuration that carries the second key, wrapped to this TPM,
 * opens the disk with it and binds it anew.
 */

/**
 * struct ingot_state_request - what to open; everything borrowed
 * @paths:  where everything is
 * @config: the configuration's part on the state disk
 * @serial: serial number of the configuration
 * @tpm:    TPM: the owner is in its PCR 8, nothing in 15
 * @notes:  gets what does not end the boot, or says more about its end: one line; may be NULL
 * @context: handed to @say
 * @say:    what the person at the console needs when the disk stays closed: the TPM's endorsement
 *          key as PEM, to wrap a recovery key to; may be NULL
 */
struct ingot_state_request {
	const struct ingot_state_paths *paths;
	const struct ingot_node_state *config;
	int64_t serial;
	const struct ingot_tpm *tpm;
	struct ingot_reason *notes;
	void *context;
	void (*say)(void *context, const char *text);
};

/**
 * struct ingot_state - what was opened
 * @disk:      the disk
 * @created:   it was empty, or had not been finished, and was set up now
 * @recovered: the recovery key opened it, and it was bound anew
 */
struct ingot_state {
	struct ingot_state_disk disk;
	bool created;
	bool recovered;
};

/**
 * ingot_state_open - open the node's state and mount it in the root (state_tree.h)
 * @request: what to open
 * @reason:  set on failure: what, on which device
 * @ret_state: what was opened
 *
 * Also leaves the encrypted recovery key in recovery.cms in the hand-over's folder, where the disk
 * has one. On failure nothing is left mounted or open. Takes half a minute and more on the first
 * boot where the processor is slow.
 *
 * Returns 0; -ENOENT without a disk; -EINVAL if it is not clear which, or the named one cannot be
 * it; -EKEYREJECTED if it is somebody else's, the TPM does not release the key, or the serial number
 * is an old one; -EBADMSG if its header is not as we would have made it; -EIO, -ETIMEDOUT if a
 * program fails; -ENOMEM; an OS error.
 */
int ingot_state_open(const struct ingot_state_request *request, struct ingot_reason *reason,
		     struct ingot_state *ret_state);

/**
 * struct ingot_state_ops - how a boot opens its state: as above, or as a test does
 * @context: handed to both
 * @open:    as ingot_state_open(); what was opened is noted
 * @close:   as ingot_state_close()
 */
struct ingot_state_ops {
	void *context;
	int (*open)(void *context, const struct ingot_state_request *request,
		    struct ingot_reason *reason);
	void (*close)(void *context, const struct ingot_state_paths *paths);
};

/** ingot_state_kernel - the functions of this header. Needs root. */
extern const struct ingot_state_ops ingot_state_kernel;

/** ingot_state_close - unmount and close it again, for a boot that fails later on. */
void ingot_state_close(const struct ingot_state_paths *paths);

#endif
