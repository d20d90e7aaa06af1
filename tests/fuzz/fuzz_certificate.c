/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzz target: a TPM's certificate, DER or PEM, as a node sends it, and as an authority that somebody
 * names. Where nobody is believed, no certificate is.
 */
#include <stdlib.h>

#include "base/certificate.h"
#include "base/scoped.h"

#define TIME_2026 INT64_C(1767225600)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_certificate(const struct ingot_certificate *certificate, struct ingot_bytes bytes)
{
	ingot_scoped(ingot_authorities_scoped) struct ingot_authorities *nobody = NULL;
	ingot_scoped(ingot_authorities_scoped) struct ingot_authorities *itself = NULL;
	uint8_t der[INGOT_CERTIFICATE_KEY_SIZE_MAX];
	struct ingot_reason reason = { .text = "" };
	size_t size = 0;

	if (ingot_certificate_key(certificate, sizeof(der), der, &size) == 0 &&
	    (size == 0 || size > sizeof(der)))
		abort();
	if (ingot_authorities_new(&nobody) < 0 || ingot_authorities_new(&itself) < 0)
		return;
	if (ingot_certificate_check(certificate, nobody, TIME_2026, &reason) == 0 ||
	    !reason.text[0])
		abort();
	if (ingot_authorities_add(itself, bytes, true, &reason) == 0)
		(void)ingot_certificate_check(certificate, itself, TIME_2026, &reason);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ingot_scoped(ingot_certificate_scoped) struct ingot_certificate *certificate = NULL;
	struct ingot_bytes bytes = { data, size };
	struct ingot_reason reason = { .text = "" };

	if (ingot_certificate_read(bytes, &reason, &certificate) < 0) {
		if (!reason.text[0] || certificate)
			abort();
		return 0;
	}
	check_certificate(certificate, bytes);
	return 0;
}
