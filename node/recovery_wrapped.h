/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_NODE_RECOVERY_WRAPPED_H
#define INGOT_NODE_RECOVERY_WRAPPED_H

#include "base/json.h"
#include "node/credential.h"
#include "node/recovery_anchor.h"

/**
 * struct ingot_recovery_wrapped - a recovery key that one TPM alone can read
 * @credential: the key, as a credential for the anchor of node/recovery_anchor.h
 * @pcrs: bit n: PCR n of the SHA-256 bank must be what the wrapper had in mind; 0 for none
 *
 * In a configuration: {"id_object": base64, "secret": base64, "pcrs": [4, 7, …]}; pcrs may be left
 * out.
 */
struct ingot_recovery_wrapped {
	struct ingot_credential credential;
	uint32_t pcrs;
};

/**
 * ingot_recovery_wrapped_parse - read it from a configuration
 * @json: object, or what should be one
 * @reason: set on failure
 * @ret_wrapped: the wrapped key
 *
 * Refuses unknown members, and PCRs that are out of range or do not ascend. Returns 0; -EBADMSG.
 */
int ingot_recovery_wrapped_parse(const struct ingot_json *json, struct ingot_reason *reason,
				 struct ingot_recovery_wrapped *ret_wrapped);

/** ingot_recovery_wrapped_json - write it; free with ingot_json_free(). Returns 0; -ENOMEM. */
int ingot_recovery_wrapped_json(const struct ingot_recovery_wrapped *wrapped,
				struct ingot_json **ret_json);

/**
 * struct ingot_recovery_wrap - what to wrap, and for whom; all borrowed
 * @key: the key, 32 bytes
 * @endorsement: PEM of the TPM's EK: RSA 2048 (template L-1) or EC P-256 (L-2)
 * @pcr_values: SHA-256 values by PCR number, of those PCRs that @pcrs has; may be NULL if 0
 * @pcrs: as in struct ingot_recovery_wrapped
 */
struct ingot_recovery_wrap {
	const uint8_t *key;
	struct ingot_bytes endorsement;
	const uint8_t (*pcr_values)[32];
	uint32_t pcrs;
};

/**
 * ingot_recovery_wrap - wrap a key to a TPM
 * @wrap: what, and for whom
 * @reason: set on failure
 * @ret_wrapped: the wrapped key; another one each time
 *
 * Without PCRs every system that is booted on that machine could ask its TPM for the key.
 *
 * Returns 0; -EINVAL for a PCR above 23; -EBADMSG, -ENOTSUP, -ENOMEM, -EIO as
 * ingot_credential_make() does.
 */
int ingot_recovery_wrap(const struct ingot_recovery_wrap *wrap, struct ingot_reason *reason,
			struct ingot_recovery_wrapped *ret_wrapped);

#endif
