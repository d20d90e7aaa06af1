/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_PROVENANCE_H
#define INGOT_MEASUREMENTS_PROVENANCE_H

#include "measurements/appraisal.h"

/* The checks that say whether PCR values come from a TPM, from which, and when. */

/**
 * ingot_provenance_check - INGOT_APPRAISAL_ENDORSEMENT to INGOT_APPRAISAL_VALUES
 * @question:  what is judged
 * @appraisal: its values are set; gets the outcomes of these checks
 *
 * Returns 0; -ENOMEM; -EIO if hashing fails.
 */
int ingot_provenance_check(const struct ingot_appraisal_question *question,
			   struct ingot_appraisal *appraisal);

#endif
