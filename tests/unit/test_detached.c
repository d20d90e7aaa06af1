/* SPDX-License-Identifier: Apache-2.0 */
/* Made by openssl 3.0: printf signed | openssl dgst -sha256 -sign owner-p256.key | base64 -w0 */
#include "measurements/detached.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "tests/unit/check.h"

#define FOLDER "tests/data/node/"
#define SIGNATURE                                                                              \
	"MEUCIQDrPU/YeamBrzboz1qTbezon4DWB+lNFiaOqFG2vzDlEwIgALiwrJtZQDjVaF8CnTuS5+Glji1ols5i" \
	"8Yrz/8uoJBE="

static const struct {
	const char *key, *data, *text;
	int want;
	const char *words;
} cases[] = {
	{ "p256", "signed", SIGNATURE, 0, "" },
	{ "p256", "signed", SIGNATURE "\n", 0, "" },
	{ "p256", "signed", SIGNATURE "\n\n", -EBADMSG, "the signature is not one line of base64" },
	{ "p256", "signed", SIGNATURE "\r\n", -EBADMSG, "the signature is not one line of base64" },
	{ "p256", "signed", " " SIGNATURE, -EBADMSG, "the signature is not one line of base64" },
	{ "p256", "signed", "", -EBADMSG, "the signature is not one line of base64" },
	{ "p256", "signed", "\n", -EBADMSG, "the signature is not one line of base64" },
	{ "p256", "signed", SIGNATURE SIGNATURE, -EBADMSG,
	  "the signature is not one line of base64" },
	{ "p256", "signed", "AAAA", -EKEYREJECTED, "the signature does not hold under this key" },
	{ "p256", "Signed", SIGNATURE, -EKEYREJECTED,
	  "the signature does not hold under this key" },
	{ "p256", "signed\n", SIGNATURE, -EKEYREJECTED,
	  "the signature does not hold under this key" },
	{ "p256", "", SIGNATURE, -EKEYREJECTED, "the signature does not hold under this key" },
	{ "ed25519", "signed", SIGNATURE, -ENOTSUP, "releases are signed by ECDSA P-256 keys" },
};

static struct ingot_public_key read_key(const char *kind)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_public_key key = { .size = 0 };
	struct ingot_reason reason = { 0 };
	char path[64];

	(void)snprintf(path, sizeof(path), FOLDER "owner-%s.pem", kind);
	CHECK(ingot_file_read(path, 4096, &file) == 0);
	CHECK(ingot_public_key_read(ingot_file_bytes(&file), &reason, &key) == 0);
	return key;
}

int main(void)
{
	struct ingot_public_key p256 = read_key("p256");

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct ingot_public_key key = read_key(cases[i].key);
		struct ingot_reason reason = { 0 };

		CHECK(ingot_detached_check(&key, ingot_bytes_of_text(cases[i].data),
					   ingot_bytes_of_text(cases[i].text),
					   &reason) == cases[i].want);
		CHECK_TEXT(reason.text, cases[i].words);
	}
	for (size_t size = 0; size < sizeof(SIGNATURE) - 1; size++) {
		ingot_scoped(ingot_scoped_free) uint8_t *copy = malloc(size + 1);
		struct ingot_reason reason = { 0 };
		int r;

		memcpy(copy, SIGNATURE, size);
		r = ingot_detached_check(&p256, ingot_bytes_of_text("signed"),
					 (struct ingot_bytes){ copy, size }, &reason);
		CHECK(r == -EBADMSG || r == -EKEYREJECTED);
		CHECK(reason.text[0]);
	}
	return check_result();
}
