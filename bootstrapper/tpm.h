/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_TPM_H
#define INGOT_BOOTSTRAPPER_TPM_H

#include "base/bytes.h"
#include "base/reason.h"
#include "measurements/pcr.h"

/*
 * The TPM, as far as the bootstrapper needs one: read all PCRs, measure an event. The real one is
 * behind ingot_tpm_esys_open(); tests put their own operations here.
 */

/*
 * Most data that one event may have. A hardware TPM takes some milliseconds for each KiB of it, so
 * this is seconds at worst; a node configuration (node/bundle.h) fits.
 */
#define INGOT_TPM_EVENT_SIZE_MAX ((size_t)512 << 10)

/**
 * struct ingot_tpm_ops - what a TPM does; the first argument of each is ingot_tpm.context
 * @read:  fill @ret_banks with all 24 PCRs of every active bank whose algorithm we know, all of one
 *         moment
 * @event: hash @data with each active bank's algorithm, also with ones that we do not know, and
 *         extend PCR @index of all banks in one command; @data is at most INGOT_TPM_EVENT_SIZE_MAX
 *         bytes. Up to 1024 bytes by TPM2_PCR_Event, more by an event sequence: TPM 2.0 Library
 *         Part 3, TPM2_HashSequenceStart (TPM_ALG_NULL), TPM2_EventSequenceComplete
 * @close: release @context; NULL is fine
 *
 * @read and @event return 0, or a negative errno with @reason set.
 */
struct ingot_tpm_ops {
	int (*read)(void *context, struct ingot_reason *reason, struct ingot_pcr_banks *ret_banks);
	int (*event)(void *context, unsigned index, struct ingot_bytes data,
		     struct ingot_reason *reason);
	void (*close)(void *context);
};

/**
 * struct ingot_tpm - an open TPM; an all-zero one is none, and may be closed
 */
struct ingot_tpm {
	const struct ingot_tpm_ops *ops;
	void *context;
};

/** ingot_tpm_close - close it, and leave an all-zero structure; for ingot_scoped() too. */
void ingot_tpm_close(struct ingot_tpm *tpm);

/**
 * ingot_tpm_check_fresh - the TPM is one that we can start on
 * @banks:  as just read
 * @reason: set on failure
 *
 * The SHA-256 bank must be there, and PCR 8, 12, 13 and 15 must be zero in every bank: nobody
 * configured or identified this boot before us, and nobody added to the command line or the initrd.
 *
 * Returns 0; -ENOTSUP without a SHA-256 bank; -EKEYREJECTED if one of the PCRs is not zero.
 */
int ingot_tpm_check_fresh(const struct ingot_pcr_banks *banks, struct ingot_reason *reason);

#endif
