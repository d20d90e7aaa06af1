/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_STATE_BINDING_H
#define INGOT_BOOTSTRAPPER_STATE_BINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/reason.h"
#include "bootstrapper/luks_metadata.h"
#include "bootstrapper/state_paths.h"
#include "measurements/pcr.h"

/*
 * What a state disk's key is bound to in the TPM: PCRs of the SHA-256 bank as they are when the
 * state disk's step runs, which is after the owner went into PCR 8 and before the configuration and
 * the identity are measured.
 *
 *	without a signed policy  4, 7, 8, 11, 12, 13, 15: this very image, this owner
 *	with one in the UKI      7, 8, 12, 13, 15, and 11 as the image's signer signed it, so that
 *	                         the signer's next image opens the disk too
 *
 * 12 and 13 because a host adds command lines and extensions there; 4 because without Secure Boot
 * only it knows the boot loader.
 */

#define INGOT_STATE_PCRS_TEXT_SIZE 256

/**
 * struct ingot_state_binding - what to bind to; release with ingot_state_binding_close()
 * @pcrs: bit n: PCR n as it is now
 * @signed_pcrs: bit n: PCR n as the signer of the image signed it; 0 without a signed policy
 * @public_key: base64 of the signer's PEM; NULL without
 * @bank: the PCRs as they are now
 */
struct ingot_state_binding {
	uint32_t pcrs;
	uint32_t signed_pcrs;
	char *public_key;
	struct ingot_pcr_bank bank;
};

/**
 * ingot_state_binding_read - what this image's disks are bound to
 * @paths:  where the signer's key may be
 * @banks:  the PCRs as they are now
 * @reason: set on failure
 * @ret_binding: what to bind to
 *
 * Returns 0; -ENOTSUP without a SHA-256 bank; -ENOMEM; -EFBIG or an OS error if the signer's key
 * cannot be read.
 */
int ingot_state_binding_read(const struct ingot_state_paths *paths,
			     const struct ingot_pcr_banks *banks, struct ingot_reason *reason,
			     struct ingot_state_binding *ret_binding);

/** ingot_state_binding_close - release it, leave an all-zero one; for ingot_scoped() too. */
void ingot_state_binding_close(struct ingot_state_binding *binding);

/** ingot_state_binding_matches - a token has exactly this binding, and a slot. */
bool ingot_state_binding_matches(const struct ingot_state_binding *binding,
				 const struct ingot_luks_tpm *tpm);

/** ingot_state_pcrs_text - PCRs as systemd-cryptenroll takes them: "7:sha256+8:sha256". */
void ingot_state_pcrs_text(uint32_t pcrs, char ret_text[INGOT_STATE_PCRS_TEXT_SIZE]);

/**
 * ingot_state_binding_token - the ingot-state token that notes what a disk was bound to
 * @ret_text: JSON, NUL-terminated; release with free()
 *
 * Returns 0; -ENOMEM.
 */
int ingot_state_binding_token(const struct ingot_state_binding *binding, char **ret_text);

/**
 * ingot_state_binding_moved - which PCRs are not what they were at the last binding
 * @bound: as struct ingot_luks_metadata has it; NULL means unknown. The host can change it: it is
 *         for people, and decides nothing.
 * @ret_pcrs: bit n: PCR n differs
 *
 * Returns 1; 0 if nothing is known.
 */
int ingot_state_binding_moved(const struct ingot_state_binding *binding,
			      const struct ingot_json *bound, uint32_t *ret_pcrs);

#endif
