/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: a TPM's public area; what is taken can be written as PEM. */
#include <stdlib.h>

#include "base/scoped.h"
#include "node/tpm_public.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ingot_scoped(ingot_scoped_free) char *pem = NULL;
	struct ingot_tpm_public public;

	if (ingot_tpm_public_parse((struct ingot_bytes){ data, size }, &public) < 0)
		return 0;
	if (ingot_tpm_public_pem(&public, &pem) < 0)
		abort();
	return 0;
}
