/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_ATTEST_ANSWER_H
#define INGOT_BOOTSTRAPPER_ATTEST_ANSWER_H

#include "bootstrapper/attest_node.h"

/**
 * ingot_attest_answer - the node's second line: the activated secret, and the evidence
 * @node: open
 * @challenge: as read
 * @reason: set on failure
 * @ret_json: free with ingot_json_free()
 *
 * PCRs are read before the quote and after it, so that values and quote are of one moment.
 *
 * Returns 0; -EKEYREJECTED if the credential is for another TPM or AK; -ENOTSUP if the TPM lacks one
 * of the banks; -EIO; -EBADMSG; -ENOMEM.
 */
int ingot_attest_answer(const struct ingot_attest_node *node,
			const struct ingot_challenge *challenge, struct ingot_reason *reason,
			struct ingot_json **ret_json);

#endif
