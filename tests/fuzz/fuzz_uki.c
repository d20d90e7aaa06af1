/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: PE images, their Authenticode and signatures, and UKIs with their profiles. */
#include <errno.h>
#include <stdlib.h>

#include "base/scoped.h"
#include "measurements/authenticode.h"
#include "measurements/certtable.h"
#include "measurements/signature.h"
#include "measurements/uki.h"

#define PROFILE_MAX 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_authenticode(const struct ingot_pe *pe)
{
	static const enum ingot_hash hash = INGOT_HASH_SHA256;
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;
	struct ingot_digest digest;
	int r;

	if (ingot_hasher_new(&hash, 1, &hasher) < 0)
		abort();
	for (unsigned form = 0; form <= INGOT_AUTHENTICODE_SIGNED; form++) {
		r = ingot_authenticode_digest(pe, (enum ingot_authenticode)form, hasher, &digest);
		if (r < 0 && r != -ENOTSUP)
			abort();
	}
}

static void check_signatures(const struct ingot_pe *pe)
{
	struct ingot_bytes rest = pe->certificates;
	struct ingot_digest digest;
	struct ingot_bytes pkcs7;

	while (ingot_certtable_next(&rest, &pkcs7) > 0)
		(void)ingot_signature_image_digest(pkcs7, &digest);
}

static void check_profile(struct ingot_bytes file, unsigned profile)
{
	struct ingot_uki uki;
	struct ingot_pe kernel;

	if (ingot_uki_read(file, profile, &uki, NULL) < 0)
		return;
	for (unsigned i = 0; i < INGOT_UKI_SECTION_COUNT; i++) {
		struct ingot_pieces pieces = { .count = 0 };

		if (ingot_uki_pieces(&uki, (enum ingot_uki_section)i, &pieces) < 0 ||
		    (ingot_pieces_size(&pieces) > 0) !=
			    ingot_uki_has(&uki, (enum ingot_uki_section)i))
			abort();
	}
	if (ingot_uki_kernel(&uki, &kernel, NULL) == 0)
		check_authenticode(&kernel);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ingot_bytes file = { data, size };
	struct ingot_pe pe;

	if (ingot_pe_read(file, &pe, NULL) < 0)
		return 0;
	check_authenticode(&pe);
	check_signatures(&pe);
	for (unsigned profile = 0; profile < PROFILE_MAX; profile++)
		check_profile(file, profile);
	return 0;
}
