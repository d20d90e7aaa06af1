/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_CONFIGURED_H
#define INGOT_MEASUREMENTS_CONFIGURED_H

#include "base/bytes.h"
#include "measurements/pcr.h"

/*
 * What golden values leave open because it follows from the node's configuration: PCR 8 and 15
 * (status "configured"). ingot-bootstrap extends them in this order:
 *
 *	PCR 8   with the owner                 then the state disk is opened: at-state-disk
 *	PCR 8   with the document
 *	PCR 15  with the identity              then the node is handed over: handed-over
 *
 * Each extend takes the digest of the thing in the bank's own algorithm.
 */

#define INGOT_CONFIGURED_PCR_OWNER    8
#define INGOT_CONFIGURED_PCR_IDENTITY 15

/** enum ingot_configured_phase - when the values hold; names by ingot_configured_phase_name(). */
enum ingot_configured_phase {
	INGOT_CONFIGURED_AT_STATE_DISK,
	INGOT_CONFIGURED_HANDED_OVER,
	INGOT_CONFIGURED_PHASE_COUNT
};

/**
 * struct ingot_configured - what is measured of a configuration; borrowed
 * @owner:    the owner's public key, DER; or the document, if nobody signed it
 * @document: its exact bytes
 * @identity: 32 bytes of the cluster's id; empty if there is none
 */
struct ingot_configured {
	struct ingot_bytes owner;
	struct ingot_bytes document;
	struct ingot_bytes identity;
};

/** ingot_configured_phase_name - "at-state-disk", "handed-over"; static. */
const char *ingot_configured_phase_name(enum ingot_configured_phase phase);

/**
 * ingot_configured_fold - the values in one bank
 * @configured: what is measured
 * @hash: the bank's algorithm
 * @ret_banks: a bank per phase, in which only these two PCRs are of use
 *
 * Returns 0; -EINVAL if @hash is unknown; -EIO if hashing fails.
 */
int ingot_configured_fold(const struct ingot_configured *configured, enum ingot_hash hash,
			  struct ingot_pcr_bank ret_banks[INGOT_CONFIGURED_PHASE_COUNT]);

#endif
