/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_PCR_TABLE_H
#define INGOT_BOOTSTRAPPER_PCR_TABLE_H

#include "measurements/pcr.h"

/* Large enough for every table. */
#define INGOT_PCR_TABLE_SIZE 2048

/**
 * ingot_pcr_table - the PCRs for a person at a console
 * @banks: as read
 * @ret_text: lines and a NUL; owned by the caller
 *
 * A line for each of PCR 0 to 15 of the SHA-256 bank: number, value, and "zero" instead of 64
 * zeros; then one that says whether 16 to 23 are as after power-on, and one that names the banks.
 *
 * Returns 0; -ENOENT without a SHA-256 bank.
 */
int ingot_pcr_table(const struct ingot_pcr_banks *banks, char ret_text[INGOT_PCR_TABLE_SIZE]);

#endif
