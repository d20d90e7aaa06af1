/* SPDX-License-Identifier: Apache-2.0 */
#include "base/public_key.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "tests/unit/check.h"

/* RFC 6979 A.2.5, P-256 with SHA-256 over "sample": the key, and r and s as DER. */
#define P256_PREFIX "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
#define P256_POINT                                                         \
	"60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6" \
	"7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
#define P256_SIGNATURE                                                               \
	"3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716" \
	"022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"

/* RFC 8032 section 7.1, tests 1 and 2. */
#define ED_PREFIX "302a300506032b6570032100"
#define ED_ONE    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
#define ED_ONE_SIGNATURE                                                                           \
	"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970" \
	"1cf9b46bd25bf5f0595bbe24655141438e7a100b"
#define ED_TWO "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
#define ED_TWO_SIGNATURE                                                                           \
	"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613" \
	"d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"

/* The same keys as PEM, by openssl 3.0 pkey -pubin -inform DER. */
static const char p256_pem[] = "-----BEGIN PUBLIC KEY-----\n"
			       "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7\n"
			       "Yfps5mliLmDyn7Z5A/4QCLi8maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==\n"
			       "-----END PUBLIC KEY-----\n";
static const char ed_pem[] = "-----BEGIN PUBLIC KEY-----\n"
			     "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
			     "-----END PUBLIC KEY-----\n";

static struct ingot_bytes bytes_of(const char *hex, uint8_t room[256])
{
	size_t size = strlen(hex) / 2;

	if (ingot_hex_decode(ingot_bytes_of_text(hex), size, room) < 0)
		abort();
	return (struct ingot_bytes){ room, size };
}

static const struct {
	const char *key, *data, *signature;
	enum ingot_public_key_kind kind;
} vectors[] = {
	{ P256_PREFIX P256_POINT, "73616d706c65", P256_SIGNATURE, INGOT_PUBLIC_KEY_ECDSA_P256 },
	{ ED_PREFIX ED_ONE, "", ED_ONE_SIGNATURE, INGOT_PUBLIC_KEY_ED25519 },
	{ ED_PREFIX ED_TWO, "72", ED_TWO_SIGNATURE, INGOT_PUBLIC_KEY_ED25519 },
};

static void check_changed(const struct ingot_public_key *key, struct ingot_bytes data,
			  struct ingot_bytes signature)
{
	uint8_t changed[256];

	for (size_t i = 0; i < signature.size; i++) {
		memcpy(changed, signature.data, signature.size);
		changed[i] ^= 0x01;
		CHECK(ingot_public_key_check(key, data,
					     (struct ingot_bytes){ changed, signature.size }) ==
		      -EKEYREJECTED);
		CHECK(ingot_public_key_check(key, data,
					     (struct ingot_bytes){ signature.data, i }) ==
		      -EKEYREJECTED);
	}
	memcpy(changed, signature.data, signature.size);
	changed[signature.size] = 0;
	CHECK(ingot_public_key_check(key, data,
				     (struct ingot_bytes){ changed, signature.size + 1 }) ==
	      -EKEYREJECTED);
	CHECK(ingot_public_key_check(key, ingot_bytes_of_text("other"), signature) ==
	      -EKEYREJECTED);
}

static void test_vectors(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		uint8_t rooms[3][256];
		struct ingot_bytes der = bytes_of(vectors[i].key, rooms[0]);
		struct ingot_bytes data = bytes_of(vectors[i].data, rooms[1]);
		struct ingot_bytes signature = bytes_of(vectors[i].signature, rooms[2]);
		struct ingot_reason reason = { 0 };
		struct ingot_public_key key = { .size = 0 };

		CHECK(ingot_public_key_from_der(der, &reason, &key) == 0);
		CHECK(key.kind == vectors[i].kind);
		CHECK(ingot_bytes_equal(ingot_public_key_der(&key), der));
		CHECK(ingot_public_key_check(&key, data, signature) == 0);
		check_changed(&key, data, signature);
	}
}

/* Made by openssl 3.0: pkey -pubout -outform DER, and -conv_form compressed for the third. */
static const struct {
	const char *der;
	int want;
} refused[] = {
	{ "", -EBADMSG },
	{ "3000", -EBADMSG },
	{ P256_PREFIX "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
		      "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462298",
	  -EBADMSG }, /* not on the curve */
	{ "3039301306072a8648ce3d020106082a8648ce3d03010703220003"
	  "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
	  -ENOTSUP }, /* compressed */
	{ "302a300506032b656e032100e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
	  -ENOTSUP }, /* X25519 */
	{ ED_PREFIX ED_ONE "00", -EBADMSG },
};

static void test_refused(void)
{
	uint8_t room[256];
	struct ingot_bytes whole;

	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		struct ingot_reason reason = { 0 };
		struct ingot_public_key key = { .size = 5 };

		CHECK(ingot_public_key_from_der(bytes_of(refused[i].der, room), &reason, &key) ==
		      refused[i].want);
		CHECK(reason.text[0] && key.size == 5);
	}
	whole = bytes_of(P256_PREFIX P256_POINT, room);
	for (size_t size = 0; size < whole.size; size++) {
		struct ingot_reason reason = { 0 };
		struct ingot_public_key key;

		CHECK(ingot_public_key_from_der((struct ingot_bytes){ room, size }, &reason,
						&key) == -EBADMSG);
	}
}

static void test_pem(void)
{
	struct ingot_reason reason = { 0 };
	struct ingot_public_key keys[3] = { { .size = 0 } };
	uint8_t room[256];
	char twice[2 * sizeof(ed_pem)];

	CHECK(ingot_public_key_read(ingot_bytes_of_text(p256_pem), &reason, &keys[0]) == 0);
	CHECK(ingot_bytes_equal(ingot_public_key_der(&keys[0]),
				bytes_of(P256_PREFIX P256_POINT, room)));
	CHECK(ingot_public_key_read(ingot_bytes_of_text(ed_pem), &reason, &keys[1]) == 0);
	CHECK(ingot_bytes_equal(ingot_public_key_der(&keys[1]), bytes_of(ED_PREFIX ED_ONE, room)));
	CHECK(!ingot_public_key_equal(&keys[0], &keys[1]));
	CHECK(ingot_public_key_equal(&keys[0], &keys[0]));
	snprintf(twice, sizeof(twice), "%s%s", ed_pem, ed_pem);
	CHECK(ingot_public_key_read(ingot_bytes_of_text(twice), &reason, &keys[2]) == -EBADMSG);
	CHECK_TEXT(reason.text, "not one PEM block PUBLIC KEY");
	CHECK(ingot_public_key_read(ingot_bytes_of_text("x"), &reason, &keys[2]) == -EBADMSG);
	CHECK(keys[2].size == 0);
}

int main(void)
{
	test_vectors();
	test_refused();
	test_pem();
	return check_result();
}
