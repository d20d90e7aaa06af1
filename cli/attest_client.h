/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_ATTEST_CLIENT_H
#define INGOT_CLI_ATTEST_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/json.h"
#include "base/reason.h"
#include "cli/connection.h"
#include "node/evidence_reader.h"

/*
 * The client's half of ingot.attest/1 (docs/attestation.md): it reads what the node shows of its
 * keys, makes a credential for exactly these, challenges with a nonce of its own, and reads the
 * answer. Nothing of what comes is believed: the evidence is to be appraised
 * (measurements/appraisal.h), and that is told here whether the TPM opened the credential.
 */

/* The greeting holds a certificate and keys; the answer evidence, and little besides. */
#define INGOT_ATTEST_CLIENT_GREETING_SIZE_MAX ((size_t)64 << 10)
#define INGOT_ATTEST_CLIENT_ANSWER_SIZE_MAX   (INGOT_EVIDENCE_SIZE_MAX + ((size_t)4 << 10))
#define INGOT_ATTEST_CLIENT_NONCE_SIZE        32

/**
 * struct ingot_attest_answer - what a node answered; release with ingot_attest_answer_drop()
 * @held:   its evidence, about the very keys that the credential was made for
 * @nonce:  what it was challenged with
 * @opened: it said the credential's secret: its TPM has the EK and holds the AK of the evidence
 * @root:   private
 */
struct ingot_attest_answer {
	struct ingot_evidence_held *held;
	uint8_t nonce[INGOT_ATTEST_CLIENT_NONCE_SIZE];
	bool opened;
	struct ingot_json *root;
};

/** ingot_attest_answer_drop - release it, leave an all-zero one; for ingot_scoped() too. */
void ingot_attest_answer_drop(struct ingot_attest_answer *answer);

/**
 * ingot_attest_client_ask - hold the conversation
 * @connection: to the node, which speaks first
 * @reason: set on failure, without the node's name
 * @ret_answer: release with ingot_attest_answer_drop()
 *
 * All PCRs of all banks are asked for.
 *
 * Returns 0; -EKEYREJECTED if the evidence is of other keys than the node showed first, or the Name
 * that it showed is not that of its AK; -EBADMSG, -EFBIG, -ENOTSUP if a line is not of the protocol;
 * -EIO if the node says that it cannot answer; -ENOENT if it hangs up; -ETIMEDOUT; -ENOMEM; an OS
 * error.
 */
int ingot_attest_client_ask(const struct ingot_connection *connection, struct ingot_reason *reason,
			    struct ingot_attest_answer *ret_answer);

#endif
