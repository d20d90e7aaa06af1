/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of RFC 8032 7.1 test 1 and RFC 6979 A.2.5, as openssl 3.0 writes them. */
#include "measurements/signer.h"

#include <errno.h>
#include <openssl/opensslv.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hex.h"
#include "base/scoped.h"
#include "tests/unit/check.h"

#define FOLDER "tests/data/node/"

/* RFC 8032 section 7.1, test 1: of no bytes at all. */
#define ED_SIGNATURE                                                                               \
	"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970" \
	"1cf9b46bd25bf5f0595bbe24655141438e7a100b"
/* RFC 6979 A.2.5, SHA-256 over "sample": r and s as DER. */
#define P256_SIGNATURE                                                               \
	"3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716" \
	"022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"

/* openssl 3.0: genpkey -algorithm X25519; genpkey -algorithm ED25519 -aes256 */
static const char other_kind[] =
	"-----BEGIN PRIVATE KEY-----\n"
	"MC4CAQAwBQYDK2VuBCIEIKgzc0HDjWwkVs8j87LZPpwlhy69YQjILDG1zV5F2KZU\n"
	"-----END PRIVATE KEY-----\n";
static const char encrypted[] = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
				"MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgiI8Kvu7aXhwICCAAw\n"
				"DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEDtcsoAIBDPC5fE9uIjF7CYEQPao\n"
				"IsKv1Z7My2L3taqryRps/yx3z3NyAsWv0a6w2+Nx3qyc+8GkSKQXJwJkUiN7ztF4\n"
				"rcYtdfEJiVK+aA11GYg=\n"
				"-----END ENCRYPTED PRIVATE KEY-----\n";

static struct ingot_signer *read_key(const char *path, struct ingot_public_key *ret_public)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_file_close) struct ingot_file public_file = { 0 };
	struct ingot_signer *signer = NULL;
	struct ingot_reason reason = { 0 };
	char public_path[64];

	CHECK(ingot_file_read(path, 4096, &file) == 0);
	CHECK(ingot_signer_read(ingot_file_bytes(&file), &reason, &signer) == 0);
	snprintf(public_path, sizeof(public_path), FOLDER "owner-%s.pem",
		 strstr(path, "p256") ? "p256" : "ed25519");
	CHECK(ingot_file_read(public_path, 4096, &public_file) == 0);
	CHECK(ingot_public_key_read(ingot_file_bytes(&public_file), &reason, ret_public) == 0);
	return signer;
}

/* Older ones know no nonces of RFC 6979. */
#define HAS_NONCES (OPENSSL_VERSION_NUMBER >= 0x30200000L)

/* @is_fixed: the signature has to be this one. */
static void check_key(const char *path, const char *data, const char *want, bool is_fixed)
{
	struct ingot_public_key key;
	ingot_scoped(ingot_signer_scoped) struct ingot_signer *signer = read_key(path, &key);
	ingot_scoped(ingot_scoped_free) uint8_t *signature = NULL;
	struct ingot_bytes bytes = ingot_bytes_of_text(data);
	char text[256] = "";
	size_t size = 0;

	if (!signer)
		return;
	CHECK(ingot_public_key_equal(ingot_signer_public(signer), &key));
	CHECK(ingot_signer_sign(signer, bytes, &signature, &size) == 0);
	CHECK(ingot_public_key_check(&key, bytes, (struct ingot_bytes){ signature, size }) == 0);
	CHECK(ingot_hex_encode((struct ingot_bytes){ signature, size }, sizeof(text), text) == 0);
	if (is_fixed)
		CHECK_TEXT(text, want);
}

static void check_refused(struct ingot_bytes pem, int want, const char *words)
{
	struct ingot_signer *signer = NULL;
	struct ingot_reason reason = { 0 };

	CHECK(ingot_signer_read(pem, &reason, &signer) == want);
	CHECK_TEXT(reason.text, words);
	CHECK(!signer);
}

static void test_cut(void)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };

	CHECK(ingot_file_read(FOLDER "owner-p256.key", 4096, &file) == 0);
	for (size_t size = 0; size < file.size - 1; size++)
		check_refused((struct ingot_bytes){ file.data, size }, -EBADMSG,
			      "no private key in PEM");
}

static void check_not_there(const char *where, int want, const char *words)
{
	struct ingot_signer *signer = NULL;
	struct ingot_reason reason = { 0 };

	CHECK(ingot_signer_open(where, &reason, &signer) == want);
	CHECK_TEXT(reason.text, words);
	CHECK(!signer);
}

/* file: is the scheme that OpenSSL knows without any provider. */
static void test_open(void)
{
	ingot_scoped(ingot_scoped_free) char *absolute = realpath(FOLDER "owner-p256.key", NULL);
	char uri[512] = "";
	const char *const places[] = { FOLDER "owner-p256.key", uri, FOLDER "owner-p256-sec1.key" };
	struct ingot_public_key key;
	ingot_scoped(ingot_signer_scoped) struct ingot_signer *read =
		read_key(FOLDER "owner-p256.key", &key);

	if (!CHECK(absolute && snprintf(uri, sizeof(uri), "file:%s", absolute) < (int)sizeof(uri)))
		return;
	for (size_t i = 0; i < ARRAY_COUNT(places); i++) {
		ingot_scoped(ingot_signer_scoped) struct ingot_signer *signer = NULL;
		struct ingot_reason reason = { 0 };

		if (CHECK(ingot_signer_open(places[i], &reason, &signer) == 0))
			CHECK(ingot_public_key_equal(ingot_signer_public(signer), &key));
	}
	check_not_there("no-such-file", -ENOENT, "cannot be read: No such file or directory");
	check_not_there("x:y", -ENOENT, "cannot be read: No such file or directory");
	check_not_there("no-scheme-of-anybody:x", -ENOENT,
			"no provider of OpenSSL has a private key there");
	memcpy(strrchr(uri, '.'), ".pem", sizeof(".pem"));
	check_not_there(uri, -ENOENT, "no provider of OpenSSL has a private key there");
	check_not_there(FOLDER "owner-p256.pem", -EBADMSG, "no private key in PEM");
}

int main(void)
{
	uint8_t large[INGOT_SIGNER_PEM_SIZE_MAX + 1] = { 0 };

	check_key(FOLDER "owner-ed25519.key", "", ED_SIGNATURE, true);
	check_key(FOLDER "owner-p256.key", "sample", P256_SIGNATURE, HAS_NONCES);
	check_key(FOLDER "owner-p256-sec1.key", "sample", P256_SIGNATURE, HAS_NONCES);
	check_refused(ingot_bytes_of_text(other_kind), -ENOTSUP,
		      "the private key is not one of ECDSA P-256 or Ed25519");
	check_refused(ingot_bytes_of_text(encrypted), -ENOTSUP, "the private key is encrypted");
	check_refused((struct ingot_bytes){ large, sizeof(large) }, -EBADMSG,
		      "no private key in PEM");
	test_cut();
	test_open();
	ingot_signer_free(NULL);
	return check_result();
}
