/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_PCR_TEXT_H
#define INGOT_MEASUREMENTS_PCR_TEXT_H

#include <stddef.h>

#include "base/bytes.h"
#include "measurements/pcr.h"

/*
 * PCR values as people pass them round. Two forms, told apart by each line:
 *
 *	sha256 4 210aebec…              bank, index, lower-case hexadecimal; "#" begins a comment
 *
 *	  sha256:                       as tpm2_pcrread prints it
 *	    4 : 0x210AEBEC…
 *
 * In the second, a bank that the TPM does not have is a line without values. Empty lines are passed
 * over.
 */

#define INGOT_PCR_TEXT_SIZE_MAX ((size_t)64 << 10)

/**
 * ingot_pcr_text_read - read PCR values
 * @text:  the whole text
 * @fault: on -EBADMSG the start of the line and the broken rule; may be NULL
 * @ret_banks: what was read is known, the rest is not
 *
 * Returns 0; -EFBIG over INGOT_PCR_TEXT_SIZE_MAX; -EBADMSG on a line of neither form, an unknown
 * bank, an index over 23, a wrong digest length, a PCR given twice, or no value at all.
 */
int ingot_pcr_text_read(struct ingot_bytes text, struct ingot_fault *fault,
			struct ingot_pcr_banks *ret_banks);

#endif
