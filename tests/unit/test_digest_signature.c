/* SPDX-License-Identifier: Apache-2.0 */
#include "base/digest_signature.h"

#include <errno.h>
#include <string.h>

#include "base/hex.h"
#include "tests/unit/check.h"

/* source: openssl 3.0, dgst -sign over the text below; keys by pkey -pubout -outform DER */
static const char ecc[] = "3059301306072a8648ce3d020106082a8648ce3d03010703420004691cebaae0"
			  "9d292044a98d47baf12eed1149f4f28dd8a6712e2975a54522cb79df6304fdf2"
			  "3720d54d00e16dc1312f44ea30589a3c91fc395cf3d98e78b98c7e";
static const char rsa[] = "30820122300d06092a864886f70d01010105000382010f003082010a02820101"
			  "00a84568b120421e8ca0a70ab621a37ca22956a628089864bf42bcf4ca16b42c"
			  "2dea247f9d84069fd359a42afa48b296971d6068a17bb3c69e96cb4d3e720ad4"
			  "42aa6d01b25bb392bfd5bd6248604e66f10174ac310f980a2d5a9d6043260779"
			  "6b305dfe914bd809bd9bfa16ae65e30c9ae151ef159ea318bbdd66f469664e22"
			  "d85ddf94d74c952dfe1ceb6d37b22bd9620cc4f27491f89791e364e4989796c6"
			  "473f03272658d7e8d4b3f6f9e0cdecdc6755129e724c25c3b067ccfbe1a1a77d"
			  "77ae9d7dc95dd3e47c0bbe717eafd7a7e8ee660a3184202937cefe0b5db55055"
			  "046f68bd40aa83d895473eb979f00f016cb64e4c4006b3acd7971a7b8a93a4dc"
			  "170203010001";
static const struct {
	const char *key;
	enum ingot_hash hash;
	enum ingot_digest_signature_scheme scheme;
	const char *r, *s;
} signatures[] = {
	{ ecc, INGOT_HASH_SHA256, INGOT_DIGEST_SIGNATURE_ECDSA,
	  "2039f1264ae6c438b7ddc357df44b5274fa2066cdc7873a0abbc4b35147a5010",
	  "e2a53238b080a008f1b9962f21391531b6a5989b2f71fae6d759d28ce44ac825" },
	{ rsa, INGOT_HASH_SHA256, INGOT_DIGEST_SIGNATURE_RSASSA,
	  "68f02bca411ecb9c7fd1f8f6aed2ea18e01937357c9399f4238cf70d39b52140"
	  "2f9425c50f597f29a0730ce81fd6aa73e4ade7df041d74d2308f28b09d515622"
	  "1b84f351282e83dc08fb8b4fb112e7587301f5e1a29e0ccbde820c4b1dedacf8"
	  "8b8cacd591b3ed1dc4eac0c55ac7704210fc886ac4b99bc47a36fa51a1ed4aca"
	  "3f762c92c4a29d0c2b11884df9715bc45fd16da0a5a67004c812be25fe9755b9"
	  "29d46cb9dbf8af2b8539fd4b9c70f993683f5d7ec93ad92b56df4bd7e0f4751e"
	  "9a0f3d884f59bb7c19594e7a9c960a1cfd3e4e198f21c6548721820b4cf6d3a2"
	  "d1444427e84bf19dc530bb73cb5a5e47f39169f8892e7b558bc6c697e8176ccb",
	  "" },
	/* salt as long as the digest, and as long as can be, as TPMs have it */
	{ rsa, INGOT_HASH_SHA384, INGOT_DIGEST_SIGNATURE_RSAPSS,
	  "21c99f5a5018a646b7e8e2efca09872fb0a8f86fdefb76f07fe8b57418353698"
	  "02a2f6578052009408fc8c4489bb04122c8e63345cf696fcca98bcce65414e11"
	  "271dd6b0e46affca724e2ca32798b12845830ea9bc0ca81b0d2059e147ce7b08"
	  "2222edfdc0b96c4bf8e54c64b70503161cbed15be89828a0b85e852a57a66ee2"
	  "cc68c71983a4a455b11b3e546fba491e9b32aecb38646abb6057dc3db323beb8"
	  "e78c9b7d70353a7b20b28b0a69df98be34a373365043fbcb3eae3cedb9e58229"
	  "a091219e6453683eaabdc78d28c2474089f7edcd45f1577f5dbedb0bf2ec8831"
	  "14a84de3e6a6763b89cacbf94115c000796ff164ac7b05737bf4b11867df05e1",
	  "" },
	{ rsa, INGOT_HASH_SHA256, INGOT_DIGEST_SIGNATURE_RSAPSS,
	  "6b8a9cd652479ce993a99f24c14bfb9361e56c2fa78293941524508db94a2dd6"
	  "390aea3b31730b7e2262446d7f551ca8c3620a70d55bb4300374febef4d84f6b"
	  "07bb255bafbf98552a0b2adae683b5b4e49d7ec99c3a42181932adf3a680a564"
	  "e19f50e93ae3a17b0a7c80f55571998a83d1398f766c7ef1e2f713b0b0fa2ea7"
	  "ce7ea1446460ef19ff2c0dcfc4b25e8666c769003cb6b5230e3684a928e61be2"
	  "7c552ecfaad3c1c6ee8441078354c85134953fbade3a5c19627c152aee932772"
	  "a4adb70707d713a10b89018148d700c1bff1df514cdb0987fa615cd6b7e0ecc3"
	  "a7033dec10ad9ef5f5f122f213701a10b8a44d0b77469bb79c259dfb891c9ced",
	  "" },
};

struct sample {
	uint8_t key[300], r[256], s[32];
	struct ingot_bytes key_bytes;
	struct ingot_digest digest;
	struct ingot_digest_signature signature;
};

static struct ingot_bytes bytes_of(const char *hex, uint8_t *data)
{
	size_t size = strlen(hex) / 2;

	CHECK(ingot_hex_decode(ingot_bytes_of_text(hex), size, data) == 0);
	return (struct ingot_bytes){ data, size };
}

static void make(size_t i, struct sample *sample)
{
	sample->key_bytes = bytes_of(signatures[i].key, sample->key);
	sample->signature.scheme = signatures[i].scheme;
	sample->signature.r = bytes_of(signatures[i].r, sample->r);
	sample->signature.s = bytes_of(signatures[i].s, sample->s);
	CHECK(ingot_digest_of(signatures[i].hash, ingot_bytes_of_text("what is signed"),
			      &sample->digest) == 0);
}

static int check(const struct sample *sample)
{
	return ingot_digest_signature_check(sample->key_bytes, &sample->digest, &sample->signature);
}

static void test_one(size_t i)
{
	struct sample sample = { 0 }, changed;
	struct ingot_digest other;

	make(i, &sample);
	CHECK(check(&sample) == 0);
	for (size_t bit = 0; bit < 8 * sample.signature.r.size; bit += 7) {
		sample.r[bit / 8] ^= 1 << bit % 8;
		CHECK(check(&sample) == -EKEYREJECTED);
		sample.r[bit / 8] ^= 1 << bit % 8;
	}
	for (enum ingot_hash hash = 0; hash < INGOT_HASH_COUNT; hash++) {
		CHECK(ingot_digest_of(hash, ingot_bytes_of_text("what is signed"), &other) == 0);
		changed = sample;
		changed.digest = other;
		CHECK(check(&changed) == (hash == signatures[i].hash ? 0 : -EKEYREJECTED));
	}
	changed = sample;
	changed.digest.bytes[0] ^= 1;
	CHECK(check(&changed) == -EKEYREJECTED);
	for (int scheme = 0; scheme <= INGOT_DIGEST_SIGNATURE_RSAPSS; scheme++) {
		changed = sample;
		changed.signature.scheme = (enum ingot_digest_signature_scheme)scheme;
		CHECK((check(&changed) == 0) == (scheme == (int)signatures[i].scheme));
	}
	for (size_t size = 0; size < sample.signature.r.size; size++) {
		changed = sample;
		changed.signature.r.size = size;
		CHECK(check(&changed) == -EKEYREJECTED);
	}
	for (size_t size = 0; size < sample.key_bytes.size; size++) {
		changed = sample;
		changed.key_bytes.size = size;
		CHECK(check(&changed) == -EBADMSG);
	}
	changed = sample;
	changed.key_bytes.size++;
	CHECK(check(&changed) == -EBADMSG);
}

/* What is no integer, no point, or too large. */
static void test_ecdsa(void)
{
	static uint8_t large[1000];
	struct sample sample = { 0 };

	make(0, &sample);
	sample.signature.s.size = 0;
	CHECK(check(&sample) == -EKEYREJECTED);
	sample.signature.s = (struct ingot_bytes){ large, sizeof(large) };
	CHECK(check(&sample) == -EKEYREJECTED);
	make(0, &sample);
	sample.key[sample.key_bytes.size - 1] ^= 1;
	CHECK(check(&sample) == -EBADMSG);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(signatures); i++)
		test_one(i);
	test_ecdsa();
	return check_result();
}
