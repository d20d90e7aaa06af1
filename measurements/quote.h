/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_QUOTE_H
#define INGOT_MEASUREMENTS_QUOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/digest_signature.h"
#include "base/reason.h"
#include "measurements/pcr.h"

/*
 * A TPM's quote: its signed statement on what its PCRs hold. Everything is read from bytes; no TPM
 * and no TPM software stack is needed.
 * Spec: TPM 2.0 Library Part 2, 10.12 "Attestation Structures": TPMS_ATTEST (10.12.12) of type
 * TPM_ST_ATTEST_QUOTE with TPMS_QUOTE_INFO (10.12.4); 11.3.4 "TPMT_SIGNATURE"; Part 3, 18.4
 * "TPM2_Quote".
 */

/**
 * struct ingot_quote_selection - the PCRs of one bank that are quoted
 * @hash: the bank's algorithm
 * @pcrs: bit n: PCR n is quoted; never 0
 */
struct ingot_quote_selection {
	enum ingot_hash hash;
	uint32_t pcrs;
};

/**
 * struct ingot_quote - a quote; the views borrow from the bytes it was read from
 * @signer: qualified Name of the key that signs
 * @extra_data: what the caller of TPM2_Quote wanted in it: the nonce
 * @clock: milliseconds that the TPM was powered
 * @reset_count, @restart_count: of the TPM
 * @safe: the clock was never put back
 * @firmware_version: of the TPM
 * @selection: @selection_count banks, in the order of the quote, each once
 * @pcr_digest: over the values of all of them, in this order, and ascending in each bank
 */
struct ingot_quote {
	struct ingot_bytes signer;
	struct ingot_bytes extra_data;
	uint64_t clock;
	uint32_t reset_count;
	uint32_t restart_count;
	bool safe;
	uint64_t firmware_version;
	struct ingot_quote_selection selection[INGOT_HASH_COUNT];
	size_t selection_count;
	struct ingot_bytes pcr_digest;
};

/**
 * struct ingot_quote_signature - TPMT_SIGNATURE; borrowed
 * @hash: what the quote is hashed with, and the PCR values in it too
 * @signature: scheme and parts
 */
struct ingot_quote_signature {
	enum ingot_hash hash;
	struct ingot_digest_signature signature;
};

/**
 * struct ingot_quote_signed - a quote with what says whose it is; borrowed
 * @attest:    TPMS_ATTEST, exactly the bytes that are signed
 * @signature: TPMT_SIGNATURE over them
 * @key:       TPMT_PUBLIC of the attestation key
 */
struct ingot_quote_signed {
	struct ingot_bytes attest;
	struct ingot_bytes signature;
	struct ingot_bytes key;
};

/**
 * ingot_quote_parse - read TPMS_ATTEST
 * @attest: all of it
 * @fault:  on -EBADMSG the place and the broken rule; may be NULL
 * @ret_quote: the quote
 *
 * Banks of which no PCR is quoted are passed over.
 *
 * Returns 0; -EBADMSG, also if it is no TPM's or no quote; -ENOTSUP for PCRs of an algorithm that we
 * do not know, over 23, or of one bank in two places.
 */
int ingot_quote_parse(struct ingot_bytes attest, struct ingot_fault *fault,
		      struct ingot_quote *ret_quote);

/**
 * ingot_quote_signature_parse - read TPMT_SIGNATURE
 * @bytes: all of it: ECDSA, RSASSA or RSAPSS
 * @fault: on -EBADMSG the place and the broken rule; may be NULL
 * @ret_signature: the signature
 *
 * Returns 0; -EBADMSG; -ENOTSUP for another scheme or hash algorithm, SHA-1 among them.
 */
int ingot_quote_signature_parse(struct ingot_bytes bytes, struct ingot_fault *fault,
				struct ingot_quote_signature *ret_signature);

/**
 * ingot_quote_check_key - is this a key that signs nothing but its TPM's own statements?
 * @key: TPMT_PUBLIC
 * @reason: set on failure
 *
 * Of its attributes fixedTPM, fixedParent, sensitiveDataOrigin, restricted and sign have to be set,
 * decrypt clear: so it was made in its TPM, never leaves it, and signs what begins with
 * TPM_GENERATED_VALUE only if the TPM made it. Which TPM that is nothing here says.
 * Spec: Part 2, 8.3 "TPMA_OBJECT"; Part 1, "Restricted signing keys".
 *
 * Returns 0; -EKEYREJECTED if it is not; -EBADMSG if it is malformed; -ENOTSUP for another kind of
 * key than RSA 2048 and ECC P-256.
 */
int ingot_quote_check_key(struct ingot_bytes key, struct ingot_reason *reason);

/**
 * ingot_quote_check - does the signature hold, and is the quote a TPM's?
 * @from: the quote and its key, as they came
 * @reason: set on failure
 * @ret_quote: the quote
 * @ret_hash: what its PCR values are hashed with
 *
 * The key is not looked at but for its kind and scheme: ingot_quote_check_key() does that.
 *
 * Returns 0; -EKEYREJECTED if the signature does not hold or is of another scheme than the key's;
 * -EBADMSG; -ENOTSUP; -ENOMEM; -EIO if hashing fails.
 */
int ingot_quote_check(const struct ingot_quote_signed *from, struct ingot_reason *reason,
		      struct ingot_quote *ret_quote, enum ingot_hash *ret_hash);

/**
 * ingot_quote_check_values - are these the values that are quoted?
 * @quote:  whose signature holds
 * @hash:   as ingot_quote_check() gave it
 * @values: PCR values; every one that is quoted has to be known, others are not looked at
 *
 * Returns 0; -EKEYREJECTED if their digest is not the quote's; -ENOENT if one is missing; -EIO if
 * hashing fails; -ENOMEM.
 */
int ingot_quote_check_values(const struct ingot_quote *quote, enum ingot_hash hash,
			     const struct ingot_pcr_banks *values);

#endif
