/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: a quote, or the signature of one. */
#include "measurements/quote.h"

#include <errno.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ingot_bytes bytes = { data, size };
	struct ingot_quote_signature signature;
	struct ingot_pcr_banks none = { 0 };
	struct ingot_fault fault = { 0 };
	struct ingot_quote quote;
	int r = ingot_quote_parse(bytes, &fault, &quote);

	if ((r == -EBADMSG) != (fault.rule != NULL) || fault.offset > size)
		abort();
	if (r == 0 && quote.selection_count > INGOT_HASH_COUNT)
		abort();
	if (r == 0)
		(void)ingot_quote_check_values(&quote, INGOT_HASH_SHA256, &none);
	(void)ingot_quote_signature_parse(bytes, NULL, &signature);
	return 0;
}
