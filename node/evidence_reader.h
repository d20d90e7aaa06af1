/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_NODE_EVIDENCE_READER_H
#define INGOT_NODE_EVIDENCE_READER_H

#include "base/bytes.h"
#include "base/json.h"
#include "base/reason.h"
#include "node/evidence.h"

/*
 * Reads what node/evidence.h writes, strictly: unknown and missing members, another type, base64
 * that is not canonical, a size over its limit, a bank or PCR that is none, and nothing of it is
 * used. What the parts hold is not looked into.
 */

/* Limits of the text and its parts, bytes; those of the nonce are node/challenge.h's. */
#define INGOT_EVIDENCE_SIZE_MAX             ((size_t)17 << 20)
#define INGOT_EVIDENCE_QUOTE_SIZE_MAX       ((size_t)2048)
#define INGOT_EVIDENCE_SIGNATURE_SIZE_MAX   ((size_t)512)
#define INGOT_EVIDENCE_EK_PEM_SIZE_MAX      ((size_t)1024)
#define INGOT_EVIDENCE_CERTIFICATE_SIZE_MAX ((size_t)16 << 10)
#define INGOT_EVIDENCE_FIRMWARE_SIZE_MAX    ((size_t)8 << 20)
#define INGOT_EVIDENCE_USERSPACE_SIZE_MAX   ((size_t)4 << 20)
#define INGOT_EVIDENCE_RECOVERY_SIZE_MAX    ((size_t)64 << 10)
#define INGOT_EVIDENCE_WORD_SIZE_MAX        ((size_t)64)

/**
 * struct ingot_evidence_held - evidence that was read, with all that it borrows
 * @parts: the evidence
 *
 * The other members are private.
 */
struct ingot_evidence_held {
	struct ingot_evidence parts;
	struct ingot_evidence_bank bank[INGOT_HASH_COUNT];
	struct ingot_json *root;
	uint8_t *data[8];
};

/**
 * ingot_evidence_read - read evidence
 * @text:   JSON, one object
 * @reason: set on failure: the member and the rule that it breaks
 * @ret_held: free with ingot_evidence_held_free(); borrows nothing from @text
 *
 * Returns 0; -EFBIG over INGOT_EVIDENCE_SIZE_MAX, or nested too deep; -EBADMSG; -ENOTSUP for another
 * schema; -ENOMEM.
 */
int ingot_evidence_read(struct ingot_bytes text, struct ingot_reason *reason,
			struct ingot_evidence_held **ret_held);

/**
 * ingot_evidence_from_json - the same from a member of an answer
 * @object: lives at least as long as @ret_held: its strings are borrowed
 */
int ingot_evidence_from_json(const struct ingot_json *object, struct ingot_reason *reason,
			     struct ingot_evidence_held **ret_held);

/** ingot_evidence_held_free - release all of it; NULL is fine. */
void ingot_evidence_held_free(struct ingot_evidence_held *held);

/** ingot_evidence_held_scoped - for ingot_scoped(): frees what the variable holds. */
void ingot_evidence_held_scoped(struct ingot_evidence_held **held);

#endif
