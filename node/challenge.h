/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_NODE_CHALLENGE_H
#define INGOT_NODE_CHALLENGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/reason.h"
#include "node/credential.h"

/*
 * What a client asks of a node, protocol ingot.attest/1 (docs/attestation.md):
 *
 *	{
 *	  "schema": "ingot.attest/1",
 *	  "nonce": base64,                16 to 64 bytes
 *	  "credential": {                 made for the EK and the AK that the node has just shown
 *	    "id_object": base64,
 *	    "secret": base64
 *	  },
 *	  "banks": ["sha256", …],         optional: banks to quote, each once; else all that there are
 *	  "pcrs": [0, 1, …]               optional: PCRs to quote, ascending; else all 24
 *	}
 */

#define INGOT_ATTEST_SCHEMA            "ingot.attest/1"
#define INGOT_CHALLENGE_SIZE_MAX       ((size_t)16 << 10)
#define INGOT_CHALLENGE_NONCE_SIZE_MIN 16
#define INGOT_CHALLENGE_NONCE_SIZE_MAX 64

/**
 * struct ingot_challenge - the challenge
 * @nonce: @nonce_size bytes
 * @credential: for this node's EK and AK
 * @banks: bit n for bank n of enum ingot_hash; 0: all that there are
 * @pcrs:  bit n for PCR n; never 0
 */
struct ingot_challenge {
	uint8_t nonce[INGOT_CHALLENGE_NONCE_SIZE_MAX];
	size_t nonce_size;
	struct ingot_credential credential;
	uint32_t banks;
	uint32_t pcrs;
};

/**
 * ingot_challenge_read - read a challenge, strictly
 * @line: one JSON object; a newline at its end is white space to JSON
 * @reason: set on failure
 * @ret_challenge: the challenge; borrows nothing
 *
 * Returns 0; -EFBIG over INGOT_CHALLENGE_SIZE_MAX; -EBADMSG; -ENOTSUP for another schema; -ENOMEM.
 */
int ingot_challenge_read(struct ingot_bytes line, struct ingot_reason *reason,
			 struct ingot_challenge *ret_challenge);

#endif
