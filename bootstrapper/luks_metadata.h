/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_LUKS_METADATA_H
#define INGOT_BOOTSTRAPPER_LUKS_METADATA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/json.h"

/*
 * The JSON part of a LUKS2 header, as a state disk of ours has it. cryptsetup reads far more than
 * it would write for us: no encryption at all, another segment, a slot that any password opens. So
 * every member is either exactly what we would have written, or the header is refused.
 *
 * One segment of aes-xts-plain64 with sectors of 4096 bytes, with or without dm-integrity; slots of
 * type luks2 with pbkdf2; one digest for all of them; tokens systemd-tpm2, ingot-recovery and
 * ingot-state; no flags and no requirements.
 *
 * Spec: LUKS2 On-Disk Format Specification 1.1.2, 3 "LUKS2 JSON metadata format"; the members of a
 * systemd-tpm2 token: systemd 257.
 */

/* Slots of one disk: a TPM's, the recovery key's, and what a re-binding that was cut off left. */
#define INGOT_LUKS_SLOT_MAX 8
#define INGOT_LUKS_TPM_MAX  4

/**
 * struct ingot_luks_tpm - a token of systemd-cryptenroll: a key that the TPM releases
 * @slot:   key slot that the key opens; -1 if the slot is gone already
 * @pcrs:   bit n: PCR n of the SHA-256 bank must be as it was at the enrollment
 * @signed_pcrs: bit n: PCR n must be what the holder of @public_key signed
 * @public_key:  base64 of the PEM of that key; NULL if @signed_pcrs is 0; borrowed
 */
struct ingot_luks_tpm {
	int slot;
	uint32_t pcrs;
	uint32_t signed_pcrs;
	const char *public_key;
};

/**
 * struct ingot_luks_metadata - what a state disk's header says; ingot_luks_metadata_close()
 * @json:      the metadata, which own what the other members borrow
 * @integrity: the data are authenticated, HMAC-SHA256
 * @slots:     bit n: key slot n is in use
 * @tpm, @tpm_count: tokens for the TPM
 * @recovery_slot: key slot of the recovery key; -1 if there is none
 * @recovery_cms:  base64 of the encrypted recovery key, CMS; NULL if there is none
 * @bound:     object: PCR number to SHA-256 value at the last binding, for people; NULL if unknown
 */
struct ingot_luks_metadata {
	struct ingot_json *json;
	bool integrity;
	uint32_t slots;
	struct ingot_luks_tpm tpm[INGOT_LUKS_TPM_MAX];
	size_t tpm_count;
	int recovery_slot;
	const char *recovery_cms;
	const struct ingot_json *bound;
};

/**
 * ingot_luks_metadata_read - read and check the metadata
 * @text:  JSON, hostile
 * @fault: the broken rule; may be NULL
 * @ret_metadata: what they say
 *
 * Returns 0; -EBADMSG if they are not as we would have written them; -EFBIG; -ENOMEM.
 */
int ingot_luks_metadata_read(struct ingot_bytes text, struct ingot_fault *fault,
			     struct ingot_luks_metadata *ret_metadata);

/** ingot_luks_metadata_close - release them, leave an all-zero structure; for ingot_scoped() too. */
void ingot_luks_metadata_close(struct ingot_luks_metadata *metadata);

#endif
