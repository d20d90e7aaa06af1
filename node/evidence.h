/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_NODE_EVIDENCE_H
#define INGOT_NODE_EVIDENCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/json.h"

/*
 * Evidence: what a node shows of itself when it is asked, schema ingot.evidence/1. Nothing of it is
 * true because it stands there; a verifier trusts an endorsement key, and works from that.
 *
 *	{
 *	  "schema": "ingot.evidence/1",
 *	  "platform": "qemu",             what the node says it is; the PCRs tell
 *	  "stream": "stable",
 *	  "version": "0.1.0",
 *	  "nonce": base64,                the challenge's; extraData of the quote is the same bytes
 *	  "quote": base64,                TPMS_ATTEST, exactly the bytes that are signed
 *	  "signature": base64,            TPMT_SIGNATURE over them by the AK
 *	  "ak_public": base64,            TPMT_PUBLIC of the AK (TPM2B_PUBLIC without its size)
 *	  "ek_public": "<PEM>",           SubjectPublicKeyInfo of the EK
 *	  "ek_certificate": base64,       X.509, DER; null where the TPM has none
 *	  "pcrs": {                       values of the PCRs that are quoted, of all of them and of
 *	    "sha256": { "0": "<hex>", … } no others, banks in the order of the quote
 *	  },
 *	  "logs": {                       each is left out where the node has none
 *	    "firmware": base64,           TCG event log, as the kernel has it
 *	    "userspace": base64           systemd's, and ours
 *	  },
 *	  "recovery": base64              CMS of the state disk's recovery key; null if there is none
 *	}
 *
 * tpm2_checkquote takes quote and signature as they are, and the nonce with -q.
 * Spec: TPM 2.0 Library Part 2, "TPMS_ATTEST", "TPMT_SIGNATURE", "TPMT_PUBLIC".
 */

#define INGOT_EVIDENCE_SCHEMA    "ingot.evidence/1"
#define INGOT_EVIDENCE_PCR_COUNT 24

/**
 * struct ingot_evidence_bank - the quoted PCRs of one bank
 * @hash: its algorithm
 * @pcrs: bit n: PCR n is quoted
 * @value: values, of those PCRs
 */
struct ingot_evidence_bank {
	enum ingot_hash hash;
	uint32_t pcrs;
	struct ingot_digest value[INGOT_EVIDENCE_PCR_COUNT];
};

/** struct ingot_evidence_logs - event logs; empty where there is none. */
struct ingot_evidence_logs {
	struct ingot_bytes firmware;
	struct ingot_bytes userspace;
};

/**
 * struct ingot_evidence - the parts; everything borrowed
 * @bank, @bank_count: quoted banks, in the order of the quote
 * @ek_certificate, @recovery: empty where there is none
 *
 * All others as in the schema.
 */
struct ingot_evidence {
	const char *platform;
	const char *stream;
	const char *version;
	struct ingot_bytes nonce;
	struct ingot_bytes quote;
	struct ingot_bytes signature;
	struct ingot_bytes ak_public;
	const char *ek_public;
	struct ingot_bytes ek_certificate;
	const struct ingot_evidence_bank *bank;
	size_t bank_count;
	struct ingot_evidence_logs logs;
	struct ingot_bytes recovery;
};

/**
 * ingot_evidence_json - the evidence as a tree
 * @evidence: all parts
 * @ret_json: free with ingot_json_free()
 *
 * Returns 0; -EINVAL if a text is not UTF-8; -ENOMEM.
 */
int ingot_evidence_json(const struct ingot_evidence *evidence, struct ingot_json **ret_json);

/**
 * ingot_evidence_set_bytes - set a member to base64, or to null
 * @object: object to change
 * @key:    member
 * @data:   empty for null
 *
 * Returns 0; -ENOMEM; -EINVAL.
 */
int ingot_evidence_set_bytes(struct ingot_json *object, const char *key, struct ingot_bytes data);

#endif
