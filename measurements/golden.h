/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_GOLDEN_H
#define INGOT_MEASUREMENTS_GOLDEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/digest.h"
#include "measurements/event.h"

/*
 * Golden values: what a release must measure to. This is the specification of `measurements.json`.
 *
 *	{
 *	  "version": "1.2.0",            the release
 *	  "ref": "-",                    the branch it was built from; "-" for a release
 *	  "stream": "stable",
 *	  "list": [                      one entry per platform; each pair of csp and variant once
 *	    {
 *	      "csp": "QEMU",
 *	      "attestationVariant": "qemu-vtpm",
 *	      "measurements": {          the v2 part: SHA-256 values at phase ready
 *	        "4": { "expected": "<64 digits>", "warnOnly": false },
 *	        …
 *	      },
 *	      "model": "systemd-boot 257.13",    optional: what the prediction holds for
 *	      "banks": {
 *	        "sha256": {
 *	          "0": { "status": "observed", "why": "…", "values": [
 *	            { "firmware": "…", "value": "<hex>" }, … ] },
 *	          "4": { "status": "exact", "why": "…", "value": "<hex>" },
 *	          "5": { "status": "one-of", "why": "…", "values": [
 *	            { "when": "…", "value": "<hex>" }, … ] },
 *	          "8": { "status": "configured", "why": "…" },
 *	          "9": { "status": "machine", "why": "…" },
 *	          "10": { "status": "unknown", "why": "…" },
 *	          "11": { "status": "phases", "values": [
 *	            { "phase": "enter-initrd", "value": "<hex>" }, … ] },
 *	          "12": { "status": "zero" },
 *	          …
 *	        },
 *	        "sha384": { … }
 *	      },
 *	      "events": [ … ]            in order, each as event_json.h says
 *	    }
 *	  ]
 *	}
 *
 * Status: what is known of a PCR, and what a verifier does with it.
 *
 *	exact       one value                         enforced
 *	phases      a value per boot phase, in order  enforced: that of the phase asked for, or any
 *	one-of      values, each under a condition    enforced: any of them
 *	zero        never extended                    enforced: all zeros
 *	observed    values seen on a reference boot,  warned about, never enforced
 *	            each with its firmware
 *	configured  follows from the node's           not checked here; `why` says how it is
 *	            configuration                     computed
 *	machine     differs between machines          not checked; `why` says by what
 *	unknown                                       not checked; `why` says why
 *
 * `why` is one line for people. It must be there for configured, machine and unknown, and may be
 * for the others.
 *
 * `measurements` follows from the SHA-256 bank, and is there so that readers of the v2 format find
 * what they know: exact, zero, and phases (the value at phase "ready") give an enforced value,
 * observed gives its first value with warnOnly; the others are left out. A file in which it says
 * anything else is refused.
 *
 * `events` explains the values. The events of a PCR that is exact, zero or phases, folded from its
 * start value, must give the value (of phases: folded up to the event that reaches the phase),
 * unless one of them has no digest in that bank; a file that contradicts itself is refused.
 *
 * A strict reader refuses: a key given twice, a key not named here, an unknown status, an index
 * that is not one of "0" to "23", a digest of another length or alphabet, a bank other than sha1,
 * sha256, sha384, sha512, an entry without the sha256 bank, a bank that leaves out any of PCR 0 to
 * 15, a phase or condition given twice, phases without "ready", empty text or control characters,
 * an empty list, and an empty policy: an entry that enforces no PCR.
 *
 * Canonical bytes: keys in the order shown, absent ones left out, banks in the order of enum
 * ingot_hash, PCRs by number, lists as they are; JSON with two spaces per level and a newline at
 * the end. Reading a canonical file and writing it gives the same bytes.
 */

#define INGOT_GOLDEN_ENTRY_COUNT_MAX 64
#define INGOT_GOLDEN_VALUE_COUNT_MAX 64
/* Every bank says something about PCR 0 up to this one. */
#define INGOT_GOLDEN_PCR_REQUIRED_LAST 15
/* The phase whose values stand in the v2 part. */
#define INGOT_GOLDEN_PHASE_READY "ready"

/** enum ingot_golden_status - what is known of a PCR; see above. */
enum ingot_golden_status {
	INGOT_GOLDEN_ABSENT, /* the file says nothing of it: allowed for 16 to 23 */
	INGOT_GOLDEN_EXACT,
	INGOT_GOLDEN_PHASES,
	INGOT_GOLDEN_ONE_OF,
	INGOT_GOLDEN_ZERO,
	INGOT_GOLDEN_OBSERVED,
	INGOT_GOLDEN_CONFIGURED,
	INGOT_GOLDEN_MACHINE,
	INGOT_GOLDEN_UNKNOWN,
	INGOT_GOLDEN_STATUS_COUNT
};

/**
 * struct ingot_golden_value - one value that a PCR may have
 * @digest: the value
 * @label:  its phase, condition or firmware, after the status; NULL for exact; owned
 */
struct ingot_golden_value {
	struct ingot_digest digest;
	char *label;
};

/**
 * struct ingot_golden_pcr - what is known of one PCR in one bank
 * @status: decides what @values are
 * @why:    one line; NULL for none; owned
 * @values: @value_count of them; owned
 */
struct ingot_golden_pcr {
	enum ingot_golden_status status;
	char *why;
	struct ingot_golden_value *values;
	size_t value_count;
};

/** struct ingot_golden_bank - one algorithm's 24 PCRs. */
struct ingot_golden_bank {
	enum ingot_hash hash;
	struct ingot_golden_pcr pcr[INGOT_PCR_COUNT];
};

/**
 * struct ingot_golden_entry - one platform
 * @csp:    the platform's name in the v2 format, such as "QEMU"
 * @attestation_variant: such as "qemu-vtpm"
 * @model:  what the prediction holds for; NULL for none
 * @bank:   @bank_count banks, in the order of enum ingot_hash
 * @events: the events that lead there; never NULL
 */
struct ingot_golden_entry {
	char *csp;
	char *attestation_variant;
	char *model;
	struct ingot_golden_bank bank[INGOT_HASH_COUNT];
	size_t bank_count;
	struct ingot_event_list *events;
};

/** struct ingot_golden - a whole file; everything in it is owned by it. */
struct ingot_golden {
	char *version;
	char *ref;
	char *stream;
	struct ingot_golden_entry *entries;
	size_t entry_count;
};

/**
 * ingot_golden_status_name - "exact", … as in the file; static; NULL for INGOT_GOLDEN_ABSENT and
 * what is no status.
 */
const char *ingot_golden_status_name(enum ingot_golden_status status);

/** ingot_golden_status_parse - the reverse. Returns 0; -ENOENT if there is none of that name. */
int ingot_golden_status_parse(const char *name, enum ingot_golden_status *ret_status);

/**
 * ingot_golden_label_key - key of a value's label: "phase", "when" or "firmware"; NULL if the
 * status has no list.
 */
const char *ingot_golden_label_key(enum ingot_golden_status status);

/**
 * ingot_golden_new - an empty file for one release
 * @version: release
 * @ref:     branch
 * @stream:  stream
 * @ret_golden: free with ingot_golden_free(); strings are copied
 *
 * Returns 0; -ENOMEM.
 */
int ingot_golden_new(const char *version, const char *ref, const char *stream,
		     struct ingot_golden **ret_golden);

/** ingot_golden_free - release all of it; NULL is fine. */
void ingot_golden_free(struct ingot_golden *golden);

/** ingot_golden_scoped - for ingot_scoped(): frees the file that the variable holds. */
void ingot_golden_scoped(struct ingot_golden **golden);

/**
 * ingot_golden_add_entry - add a platform, with no banks and no events yet
 * @golden: file to change
 * @csp:    copied
 * @attestation_variant: copied
 * @ret_entry: inside @golden; a later addition may move it
 *
 * Returns 0; -EFBIG over INGOT_GOLDEN_ENTRY_COUNT_MAX; -ENOMEM. On failure @golden is unchanged.
 */
int ingot_golden_add_entry(struct ingot_golden *golden, const char *csp,
			   const char *attestation_variant, struct ingot_golden_entry **ret_entry);

/**
 * ingot_golden_join - one file of two of the same release
 * @golden: gets the entries of @other behind its own
 * @other:  empty afterwards
 *
 * Returns 0; -EINVAL if version, ref or stream differ, or both have an entry of one platform and
 * attestation variant; -EFBIG over INGOT_GOLDEN_ENTRY_COUNT_MAX; -ENOMEM. On failure both are
 * unchanged.
 */
int ingot_golden_join(struct ingot_golden *golden, struct ingot_golden *other);

/**
 * ingot_golden_entry_set_model - say what the prediction holds for; @model is copied. Returns 0;
 * -ENOMEM.
 */
int ingot_golden_entry_set_model(struct ingot_golden_entry *entry, const char *model);

/**
 * ingot_golden_find - the entry of a platform; NULL if there is none. @attestation_variant may be
 * NULL: any.
 */
const struct ingot_golden_entry *ingot_golden_find(const struct ingot_golden *golden,
						   const char *csp,
						   const char *attestation_variant);

/**
 * ingot_golden_add_bank - the bank of an algorithm, made empty if it is not there yet
 * @entry:    entry to change
 * @hash:     algorithm
 * @ret_bank: inside @entry; a later addition may move it
 *
 * Returns 0; -EINVAL if @hash is unknown.
 */
int ingot_golden_add_bank(struct ingot_golden_entry *entry, enum ingot_hash hash,
			  struct ingot_golden_bank **ret_bank);

/** ingot_golden_find_bank - the bank of an algorithm, inside @entry; NULL if there is none. */
const struct ingot_golden_bank *ingot_golden_find_bank(const struct ingot_golden_entry *entry,
						       enum ingot_hash hash);

/**
 * ingot_golden_pcr_set - say what is known of a PCR
 * @pcr:    what was there before is released
 * @status: any but INGOT_GOLDEN_ABSENT
 * @why:    one line, copied; may be NULL where the status allows it
 *
 * Returns 0; -ENOMEM. On failure @pcr is unchanged.
 */
int ingot_golden_pcr_set(struct ingot_golden_pcr *pcr, enum ingot_golden_status status,
			 const char *why);

/**
 * ingot_golden_pcr_add_value - add a value, at the end of the list
 * @pcr:    PCR
 * @digest: value, of the bank's algorithm; copied
 * @label:  phase, condition or firmware; copied; NULL for INGOT_GOLDEN_EXACT
 *
 * Returns 0; -EFBIG over INGOT_GOLDEN_VALUE_COUNT_MAX; -ENOMEM. On failure @pcr is unchanged.
 */
int ingot_golden_pcr_add_value(struct ingot_golden_pcr *pcr, const struct ingot_digest *digest,
			       const char *label);

/** ingot_golden_pcr_equal - the same status, and the same values under the same labels? */
bool ingot_golden_pcr_equal(const struct ingot_golden_pcr *a, const struct ingot_golden_pcr *b);

/** ingot_golden_is_enforced - true for exact, phases, one-of and zero. */
bool ingot_golden_is_enforced(enum ingot_golden_status status);

/**
 * struct ingot_golden_expected - a PCR in the v2 part
 * @value:     what it should be
 * @warn_only: a difference is told, and is no failure
 */
struct ingot_golden_expected {
	struct ingot_digest value;
	bool warn_only;
};

/**
 * ingot_golden_v2_expected - what the v2 part says of a PCR
 * @entry: entry
 * @index: 0..23
 * @ret_expected: the value and whether it is enforced
 *
 * Returns 1; 0 if the PCR is not in it.
 */
int ingot_golden_v2_expected(const struct ingot_golden_entry *entry, unsigned index,
			     struct ingot_golden_expected *ret_expected);

/**
 * ingot_golden_check - does a file keep all the rules above?
 * @golden: file
 * @rule:   on -EBADMSG static text naming the broken rule; may be NULL
 *
 * The reader has read no file and the writer writes none that does not. Returns 0; -EBADMSG; -EIO
 * if hashing fails.
 */
int ingot_golden_check(const struct ingot_golden *golden, const char **rule);

#endif
