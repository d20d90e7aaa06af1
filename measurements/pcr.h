/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_PCR_H
#define INGOT_MEASUREMENTS_PCR_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

/*
 * PCR banks as a TPM keeps them, simulated. A bank holds values that were read from a TPM, or
 * values that a list of events folds to. Touches no TPM.
 */

#define INGOT_PCR_COUNT 24
/* The index of an event that is in a log but in no PCR. */
#define INGOT_PCR_NONE UINT32_MAX
#define INGOT_PCR_ALL  ((UINT32_C(1) << INGOT_PCR_COUNT) - 1)

/**
 * struct ingot_pcr_bank - the 24 PCRs of one algorithm
 * @hash:     the algorithm that all of them share
 * @known:    bit i is set if pcr[i] holds the value; clear if it was not read, or cannot be
 *            computed
 * @extended: bit i is set if an event was folded into pcr[i]; a log says nothing about the others
 * @pcr:      the values; all zero where not known
 */
struct ingot_pcr_bank {
	enum ingot_hash hash;
	uint32_t known;
	uint32_t extended;
	struct ingot_digest pcr[INGOT_PCR_COUNT];
};

/**
 * struct ingot_pcr_banks - the banks of one TPM, each algorithm at most once, in the order of enum
 * ingot_hash
 * @count: banks in use
 * @bank:  the banks; only the first @count are valid
 */
struct ingot_pcr_banks {
	size_t count;
	struct ingot_pcr_bank bank[INGOT_HASH_COUNT];
};

/**
 * ingot_pcr_bank_start - set all PCRs to their values after power-on
 * @bank:     bank to set
 * @hash:     its algorithm
 * @locality: startup locality 0, 3 or 4: the last byte of PCR 0
 *
 * 0..16 and 23 start as zeros, 17..22 as ones; all are known, none extended. Locality 3 means that
 * the TPM was started from there, 4 that a hardware root measured before it. Spec: TCG PC Client
 * Platform TPM Profile 1.06, 4.6.2 "PCR Initial and Reset Values"; Platform Firmware Profile 1.06,
 * 10.4.5.3 "Startup Locality Event".
 *
 * Returns 0; -EINVAL if @hash or @locality is none of these. On failure @bank is unchanged.
 */
int ingot_pcr_bank_start(struct ingot_pcr_bank *bank, enum ingot_hash hash, unsigned locality);

/**
 * ingot_pcr_extend - fold one measurement into a simulated PCR
 * @bank:  bank to change; all its PCRs share bank->hash
 * @index: PCR number, 0..23
 * @event: the event's digest, ingot_hash_size(bank->hash) bytes; not the event data
 *
 * pcr[i] becomes H(pcr[i] || event); one that is not known stays so.
 * Spec: TPM 2.0 Library Part 1, PCR operations; UAPI.7 for who owns which index.
 *
 * Returns 0; -EINVAL if @index > 23 or @event is of another bank; -EIO if hashing fails. On failure
 * @bank is unchanged.
 */
int ingot_pcr_extend(struct ingot_pcr_bank *bank, unsigned index, const struct ingot_digest *event);

/**
 * ingot_pcr_lose - note that a PCR was extended with something that has no known digest in this
 * bank
 * @bank:  bank to change
 * @index: PCR number, 0..23; its value is zero and not known from now on
 *
 * Returns 0; -EINVAL if @index > 23.
 */
int ingot_pcr_lose(struct ingot_pcr_bank *bank, unsigned index);

/**
 * ingot_pcr_set - put a value that was read somewhere into a bank
 * @bank:  bank to change
 * @index: PCR number, 0..23; becomes known
 * @value: the value, of this bank's algorithm; copied
 *
 * Returns 0; -EINVAL if @index > 23 or @value is of another algorithm. On failure @bank is
 * unchanged.
 */
int ingot_pcr_set(struct ingot_pcr_bank *bank, unsigned index, const struct ingot_digest *value);

/**
 * ingot_pcr_value - the value of a PCR, if it is known
 *
 * Returns a digest that lives as long as @bank; NULL if @bank is NULL, @index > 23, or the value is
 * not known.
 */
const struct ingot_digest *ingot_pcr_value(const struct ingot_pcr_bank *bank, unsigned index);

/**
 * ingot_pcr_index_parse - read a PCR number as our files write it
 * @text: "0" to "23": decimal, no sign, no leading zero
 * @ret_index: the number
 *
 * Returns 0; -EBADMSG if @text is anything else.
 */
int ingot_pcr_index_parse(const char *text, unsigned *ret_index);

/**
 * ingot_pcr_banks_add - the bank of an algorithm, made with nothing known if it is not there yet
 * @banks:    set to change
 * @hash:     algorithm
 * @ret_bank: the bank, inside @banks; a later addition may move it
 *
 * Returns 0; -EINVAL if @hash is unknown.
 */
int ingot_pcr_banks_add(struct ingot_pcr_banks *banks, enum ingot_hash hash,
			struct ingot_pcr_bank **ret_bank);

/** ingot_pcr_banks_find - the bank of an algorithm, inside @banks; NULL if there is none. */
const struct ingot_pcr_bank *ingot_pcr_banks_find(const struct ingot_pcr_banks *banks,
						  enum ingot_hash hash);

#endif
