/* SPDX-License-Identifier: Apache-2.0 */
/* What is made here is read by detached.h, whose own tests have openssl's; tests/publish.sh has openssl check. */
#include "measurements/detached_writer.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

#define FOLDER "tests/data/node/"

static struct ingot_signer *open_key(const char *path)
{
	struct ingot_signer *signer = NULL;
	struct ingot_reason reason = { 0 };

	CHECK(ingot_signer_open(path, &reason, &signer) == 0);
	return signer;
}

int main(void)
{
	ingot_scoped(ingot_signer_scoped) struct ingot_signer *p256 =
		open_key(FOLDER "owner-p256.key");
	ingot_scoped(ingot_signer_scoped) struct ingot_signer *ed25519 =
		open_key(FOLDER "owner-ed25519.key");
	char text[INGOT_DETACHED_TEXT_SIZE_MAX + 1] = "untouched";
	struct ingot_bytes data = ingot_bytes_of_text("signed");
	struct ingot_reason reason = { 0 };

	if (!p256 || !ed25519)
		return check_result();
	CHECK(ingot_detached_make(ed25519, data, &reason, text) == -ENOTSUP);
	CHECK_TEXT(reason.text, "releases are signed by ECDSA P-256 keys");
	CHECK_TEXT(text, "untouched");
	/* many, for DER integers of every length: their first bytes come and go with the nonce */
	for (unsigned i = 0; i < 100; i++) {
		char other[32];

		(void)snprintf(other, sizeof(other), "%u", i);
		CHECK(ingot_detached_make(p256, ingot_bytes_of_text(other), &reason, text) == 0);
		CHECK(strlen(text) % 4 == 1 && text[strlen(text) - 1] == '\n');
		CHECK(ingot_detached_check(ingot_signer_public(p256), ingot_bytes_of_text(other),
					   ingot_bytes_of_text(text), &reason) == 0);
		CHECK(ingot_detached_check(ingot_signer_public(p256), data,
					   ingot_bytes_of_text(text), &reason) == -EKEYREJECTED);
	}
	return check_result();
}
