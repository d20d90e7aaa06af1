/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_APPRAISAL_H
#define INGOT_MEASUREMENTS_APPRAISAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/certificate.h"
#include "base/reason.h"
#include "measurements/configured.h"
#include "measurements/golden.h"
#include "measurements/verdict.h"
#include "node/evidence.h"

/*
 * A node's evidence against a published release: an ordered list of checks, each with its outcome
 * and one line. That a check fails is an answer, not an error; the first one that fails decides what
 * a program exits with.
 *
 * That the publication is signed, fresh, and of the version, ref and stream that was asked for is
 * checked before, by whoever read it. One golden file and one set of authorities serve any number of
 * appraisals, at the same time too: nothing here changes them.
 */

/** enum ingot_appraisal_check - the checks, in their order; what a failure exits with is behind. */
enum ingot_appraisal_check {
	/* golden values and configuration fix all PCRs that are required; 4 */
	INGOT_APPRAISAL_POLICY,
	/* the EK is certified by an authority that was named, or is the one that was pinned; 4 */
	INGOT_APPRAISAL_ENDORSEMENT,
	/* the AK is a restricted signing key, and lives in the TPM that has the EK; 4 */
	INGOT_APPRAISAL_KEY,
	/* the AK has signed the quote; 4 */
	INGOT_APPRAISAL_QUOTE,
	/* it answers the challenge, and no older one; 4 */
	INGOT_APPRAISAL_NONCE,
	/* the PCR values are those that are quoted, all of them and no others; 4 */
	INGOT_APPRAISAL_VALUES,
	/* the node takes itself for this release, on this platform, of this stream; 3 */
	INGOT_APPRAISAL_RELEASE,
	/* the PCR values are what the release measures to; 3 */
	INGOT_APPRAISAL_MEASUREMENTS,
	/* PCR 8 and 15 are those of the node configuration and the cluster; 3 */
	INGOT_APPRAISAL_CONFIGURATION,
	/* the event logs, where there are any, lead to the PCR values; 3 */
	INGOT_APPRAISAL_LOG,
	INGOT_APPRAISAL_CHECK_COUNT
};

/** enum ingot_appraisal_state - what became of a check. */
enum ingot_appraisal_state {
	INGOT_APPRAISAL_NOT_DONE, /* there is nothing to check, or nothing to check it with */
	INGOT_APPRAISAL_HOLDS,
	INGOT_APPRAISAL_FAILS,
	INGOT_APPRAISAL_STATE_COUNT
};

/** enum ingot_appraisal_activation - did the TPM open a credential made for its EK and AK? */
enum ingot_appraisal_activation {
	INGOT_APPRAISAL_NOT_ASKED, /* evidence that was recorded cannot be asked */
	INGOT_APPRAISAL_OPENED,    /* it said the secret: node/credential.h, docs/attestation.md */
	INGOT_APPRAISAL_NOT_OPENED
};

/* PCRs that a verifier requires unless it says otherwise: 4, 7, 8, 9, 11, 12, 13, 14, 15. */
#define INGOT_APPRAISAL_PCRS_DEFAULT UINT32_C(0xfb90)

/**
 * struct ingot_appraisal_policy - what has to be certain
 * @required: bit n: PCR n has to have values that are enforced; never 0
 * @thinner:  @required may lack PCRs of the default, because the caller was told so by name
 * @unproven_tpm: a TPM that nobody vouches for will do
 * @phase: boot phase that the node has to be in, "ready"; NULL: any
 */
struct ingot_appraisal_policy {
	uint32_t required;
	bool thinner;
	bool unproven_tpm;
	const char *phase;
};

/**
 * struct ingot_appraisal_endorsement - whose TPM it may be
 * @authorities: whoever certifies EKs; NULL: nobody was named
 * @pinned: PEM, the EK that it has to be; empty: none. If both are given, both have to hold
 * @time:   seconds since 1970, for the certificates
 * @activation: of the credential that was made for @evidence's EK and AK
 */
struct ingot_appraisal_endorsement {
	const struct ingot_authorities *authorities;
	struct ingot_bytes pinned;
	int64_t time;
	enum ingot_appraisal_activation activation;
};

/**
 * struct ingot_appraisal_configuration - what is known of the node's configuration
 * @measured: what is measured of it
 * @has_document: owner and document of it are set: fixes PCR 8
 * @has_identity: its identity is set: fixes PCR 15
 */
struct ingot_appraisal_configuration {
	struct ingot_configured measured;
	bool has_document;
	bool has_identity;
};

/**
 * struct ingot_appraisal_question - what is to be judged; borrowed for as long as the answer
 * @golden: golden file of the release
 * @entry:  its entry for the platform
 * @evidence: of the node
 * @nonce:  that of the challenge
 * @recorded: there was no challenge, so @nonce is empty, and the evidence may be of any age
 */
struct ingot_appraisal_question {
	const struct ingot_golden *golden;
	const struct ingot_golden_entry *entry;
	const struct ingot_evidence *evidence;
	struct ingot_bytes nonce;
	bool recorded;
	struct ingot_appraisal_policy policy;
	struct ingot_appraisal_endorsement endorsement;
	struct ingot_appraisal_configuration configuration;
};

/** struct ingot_appraisal_outcome - of one check; @words is one line, never empty. */
struct ingot_appraisal_outcome {
	enum ingot_appraisal_state state;
	struct ingot_reason words;
};

/**
 * struct ingot_appraisal - the answer
 * @holds: no check fails
 * @exit_code: base/exit.h: INGOT_EXIT_OK; or that of the first check that fails
 * @outcome: of each check
 * @values: PCR values of the evidence, as it states them
 * @log:    events of both its logs; NULL if it has none, or they cannot be read
 * @judged: @verdict is set; it is about values that are proven to be quoted, and no others
 * @verdict: golden values against @values; borrows from here and from the question
 */
struct ingot_appraisal {
	bool holds;
	int exit_code;
	struct ingot_appraisal_outcome outcome[INGOT_APPRAISAL_CHECK_COUNT];
	struct ingot_pcr_banks values;
	struct ingot_event_list *log;
	bool judged;
	struct ingot_verdict verdict;
};

/**
 * ingot_appraisal_reach - judge a node's evidence
 * @question: lives at least as long as the answer
 * @reason: set on failure
 * @ret_appraisal: free with ingot_appraisal_free()
 *
 * Checks that need what another one has shown not to hold are not done.
 *
 * Returns 0 with an answer; -EINVAL for an empty policy, one thinner than the default that does not
 * say so, a phase that the golden values do not have, or a nonce in recorded evidence or none in
 * other; -ENOMEM; -EIO if hashing fails.
 */
int ingot_appraisal_reach(const struct ingot_appraisal_question *question,
			  struct ingot_reason *reason, struct ingot_appraisal **ret_appraisal);

/**
 * ingot_appraisal_values - the PCR values of evidence, as it states them, proven or not
 *
 * Returns 0; -EINVAL.
 */
int ingot_appraisal_values(const struct ingot_evidence *evidence,
			   struct ingot_pcr_banks *ret_values);

/** ingot_appraisal_free - release it; NULL is fine. */
void ingot_appraisal_free(struct ingot_appraisal *appraisal);

/** ingot_appraisal_scoped - for ingot_scoped(): frees the answer that the variable holds. */
void ingot_appraisal_scoped(struct ingot_appraisal **appraisal);

#endif
