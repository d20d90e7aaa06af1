/* SPDX-License-Identifier: Apache-2.0 */
#include "node/tpm_public.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "tests/unit/check.h"

/* source: tpm2_createek -G rsa, -G ecc; tpm2_createak -G ecc; tpm2_readpublic -f pem, -n */
static const struct {
	const char *area, *pem, *name;
	enum ingot_tpm_public_kind kind;
	uint32_t attributes;
	size_t policy_size;
	uint16_t scheme, scheme_hash;
} keys[] = {
	{ "0001000b000300b20020837197674484b3f81a90cc8d46a5d724fd52d76e0652"
	  "0b64f2a1da1b331469aa00060080004300100800000000000100ccf695ec7d69"
	  "27e121ecdf2911aba3586bc5102bf8ba2dbc576c316c3e97eedc1f34049640e7"
	  "d134dfc1c4903795b58b0291e753c57ca7383b2d20f2f6cfb56aec5468674fbb"
	  "a8c2038bcec688a40d565d6904f5603fe83df61402600c54d4127d05aff94e8b"
	  "f8f34bba354167b3e343948e5d264cedc6ea1a7f112c5cb09fbcb6a8c187c935"
	  "a0e636493cb1789387aac4c5b8f2ddd7d3d7965ba9405b8e8f3b317807447c0e"
	  "99dd2c581674275020282de1068f37d9ffe5432c7e9e9566f9b14c7f580681fa"
	  "1bb357dcd231ed3d4e6fbba0bf96a24fd535fb6878e7633526290e2bb51ae518"
	  "3ed695a1abe73d0e6e38494b41fd77dba733d0783eef5294f545",
	  "-----BEGIN PUBLIC KEY-----\n"
	  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAzPaV7H1pJ+Eh7N8pEauj\n"
	  "WGvFECv4ui28V2wxbD6X7twfNASWQOfRNN/BxJA3lbWLApHnU8V8pzg7LSDy9s+1\n"
	  "auxUaGdPu6jCA4vOxoikDVZdaQT1YD/oPfYUAmAMVNQSfQWv+U6L+PNLujVBZ7Pj\n"
	  "Q5SOXSZM7cbqGn8RLFywn7y2qMGHyTWg5jZJPLF4k4eqxMW48t3X09eWW6lAW46P\n"
	  "OzF4B0R8DpndLFgWdCdQICgt4QaPN9n/5UMsfp6VZvmxTH9YBoH6G7NX3NIx7T1O\n"
	  "b7ugv5aiT9U1+2h452M1JikOK7Ua5Rg+1pWhq+c9Dm44SUtB/XfbpzPQeD7vUpT1\n"
	  "RQIDAQAB\n"
	  "-----END PUBLIC KEY-----\n",
	  "000b5b9c0b0f27a5a67083a4bac0d7b00eabfd40984bc8a899f8400fe599fd801298",
	  INGOT_TPM_PUBLIC_RSA_2048, 0x000300b2, 32, 0x10, 0x10 },
	{ "0023000b000300b20020837197674484b3f81a90cc8d46a5d724fd52d76e0652"
	  "0b64f2a1da1b331469aa00060080004300100003001000202425f671511f3a5e"
	  "1db93373840ab9a94cee8c3a8bb1fda1d783995fbe1fe6a20020d6f4661f1988"
	  "5e3f1e1d4f56a991b0c66c5e1ce272824b6792b95ca1268e391a",
	  "-----BEGIN PUBLIC KEY-----\n"
	  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJCX2cVEfOl4duTNzhAq5qUzujDqL\n"
	  "sf2h14OZX74f5qLW9GYfGYhePx4dT1apkbDGbF4c4nKCS2eSuVyhJo45Gg==\n"
	  "-----END PUBLIC KEY-----\n",
	  "000b17e74b7d0874060ed48ff12964d01d9cac8622ec366903b76cf6fdb521b71414",
	  INGOT_TPM_PUBLIC_ECC_P256, 0x000300b2, 32, 0x10, 0x10 },
	{ "0023000b00050072000000100018000b000300100020bd614f5e3824999d9e5f"
	  "7e6bffe221e72bceb663524ae160d58693744c4531870020770adef163ab54f0"
	  "15b8fe3176e8ec7a643dc303cb743b5532f6e2bbacdc8395",
	  "-----BEGIN PUBLIC KEY-----\n"
	  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEvWFPXjgkmZ2eX35r/+Ih5yvOtmNS\n"
	  "SuFg1YaTdExFMYd3Ct7xY6tU8BW4/jF26Ox6ZD3DA8t0O1Uy9uK7rNyDlQ==\n"
	  "-----END PUBLIC KEY-----\n",
	  "000baadae8f1cd275dab215d52404082d7738d1a397e81ad8810958a653632360b5f",
	  INGOT_TPM_PUBLIC_ECC_P256, 0x00050072, 0, 0x18, 0x0b },
};

static size_t bytes_of(const char *hex, uint8_t data[INGOT_TPM_PUBLIC_SIZE_MAX])
{
	size_t size = strlen(hex) / 2;

	CHECK(size <= INGOT_TPM_PUBLIC_SIZE_MAX &&
	      ingot_hex_decode(ingot_bytes_of_text(hex), size, data) == 0);
	return size;
}

static void test_accepted(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
		uint8_t data[INGOT_TPM_PUBLIC_SIZE_MAX], name[INGOT_TPM_PUBLIC_NAME_SIZE];
		struct ingot_bytes area = { data, bytes_of(keys[i].area, data) };
		char text[2 * sizeof(name) + 1], *pem = NULL;
		struct ingot_tpm_public public;

		CHECK(ingot_tpm_public_parse(area, &public) == 0);
		CHECK(public.kind == keys[i].kind && public.attributes == keys[i].attributes);
		CHECK(public.policy.size == keys[i].policy_size);
		CHECK(public.scheme == keys[i].scheme && public.scheme_hash == keys[i].scheme_hash);
		CHECK(ingot_tpm_public_pem(&public, &pem) == 0);
		CHECK_TEXT(pem, keys[i].pem);
		CHECK(ingot_tpm_public_name(area, name) == 0);
		CHECK(ingot_hex_encode((struct ingot_bytes){ name, sizeof(name) }, sizeof(text),
				       text) == 0);
		CHECK_TEXT(text, keys[i].name);
		free(pem);
	}
}

/* A TPM may leave out a coordinate's leading zeros: they are in the PEM all the same. */
static void test_short_coordinate(void)
{
	uint8_t data[INGOT_TPM_PUBLIC_SIZE_MAX];
	struct ingot_bytes area = { data, bytes_of(keys[2].area, data) };
	struct ingot_tpm_public public;
	char *full = NULL, *cut = NULL;

	CHECK(ingot_tpm_public_parse(area, &public) == 0);
	data[area.size - 32] = 0; /* of Y */
	CHECK(ingot_tpm_public_pem(&public, &full) == 0);
	data[area.size - 33] = 31;
	memmove(&data[area.size - 32], &data[area.size - 31], 31);
	area.size--;
	CHECK(ingot_tpm_public_parse(area, &public) == 0 && public.y.size == 31);
	CHECK(ingot_tpm_public_pem(&public, &cut) == 0);
	CHECK_TEXT(cut, full);
	free(full);
	free(cut);
}

static void test_refused(void)
{
	/* one byte each changed in the RSA key, the ECC key and the AK */
	static const struct {
		size_t key, offset;
		uint8_t value;
		int error;
	} changes[] = {
		{ 0, 1, 0x08, -ENOTSUP },  /* KEYEDHASH */
		{ 0, 3, 0x0c, -ENOTSUP },  /* Name by SHA-384 */
		{ 0, 8, 0x01, -EBADMSG },  /* a policy of 288 bytes */
		{ 0, 43, 0x10, -ENOTSUP }, /* no symmetric algorithm: shifts what follows */
		{ 0, 50, 0x04, -ENOTSUP }, /* 1024 bits */
		{ 0, 55, 0x03, -ENOTSUP }, /* exponent 3 */
		{ 0, 57, 0x01, -EBADMSG }, /* modulus of 257 bytes */
		{ 0, 58, 0x4c, -EBADMSG }, /* modulus of 2047 bits */
		{ 1, 51, 0x04, -ENOTSUP }, /* P-384 */
		{ 2, 19, 0x21, -EBADMSG }, /* X of 33 bytes */
		{ 2, 18, 0x01, -EBADMSG },
	};
	static const struct ingot_tpm_public untouched = { .attributes = 77 };

	for (size_t i = 0; i < ARRAY_COUNT(changes); i++) {
		uint8_t data[INGOT_TPM_PUBLIC_SIZE_MAX];
		struct ingot_bytes area = { data, bytes_of(keys[changes[i].key].area, data) };
		struct ingot_tpm_public public = untouched;

		data[changes[i].offset] = changes[i].value;
		if (!CHECK(ingot_tpm_public_parse(area, &public) == changes[i].error))
			fprintf(stderr, "change %zu\n", i);
		CHECK(memcmp(&public, &untouched, sizeof(public)) == 0);
	}
	for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
		uint8_t data[INGOT_TPM_PUBLIC_SIZE_MAX];
		size_t whole = bytes_of(keys[i].area, data);

		for (size_t size = 0; size <= whole + 1; size++) {
			struct ingot_tpm_public public = untouched;
			uint8_t *copy = calloc(1, size ? size : 1);

			if (!copy)
				exit(1);
			memcpy(copy, data, size < whole ? size : whole);
			CHECK(ingot_tpm_public_parse((struct ingot_bytes){ copy, size }, &public) ==
			      (size == whole ? 0 : -EBADMSG));
			CHECK(size == whole || public.attributes == 77);
			free(copy);
		}
	}
}

int main(void)
{
	test_accepted();
	test_short_coordinate();
	test_refused();
	return check_result();
}
