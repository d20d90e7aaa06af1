/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: a client's challenge; what is taken keeps the promises of the header. */
#include <stdlib.h>

#include "node/challenge.h"
#include "node/selection.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ingot_reason reason = { 0 };
	struct ingot_challenge c;

	if (ingot_challenge_read((struct ingot_bytes){ data, size }, &reason, &c) < 0) {
		if (reason.text[0] == '\0')
			abort();
		return 0;
	}
	if (c.nonce_size < INGOT_CHALLENGE_NONCE_SIZE_MIN || c.nonce_size > sizeof(c.nonce) ||
	    c.pcrs == 0 || c.pcrs >> INGOT_SELECTION_PCR_COUNT || c.banks >> INGOT_HASH_COUNT ||
	    c.credential.id_object_size == 0 ||
	    c.credential.id_object_size > sizeof(c.credential.id_object) ||
	    c.credential.secret_size == 0 || c.credential.secret_size > sizeof(c.credential.secret))
		abort();
	return 0;
}
