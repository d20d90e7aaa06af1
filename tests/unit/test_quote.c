/* SPDX-License-Identifier: Apache-2.0 */
#include "measurements/quote.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hex.h"
#include "base/scoped.h"
#include "measurements/pcr_text.h"
#include "tests/unit/check.h"

#define ALL INGOT_PCR_ALL

/* source: swtpm and tpm2-tools, tests/data/quote */
static const struct {
	const char *name;
	enum ingot_hash hash;
	enum ingot_digest_signature_scheme scheme;
	size_t selection_count;
	struct ingot_quote_selection selection[2];
} quotes[] = {
	{ "ecdsa",
	  INGOT_HASH_SHA256,
	  INGOT_DIGEST_SIGNATURE_ECDSA,
	  2,
	  { { INGOT_HASH_SHA256, ALL }, { INGOT_HASH_SHA384, ALL } } },
	{ "ecdsa-sha384",
	  INGOT_HASH_SHA384,
	  INGOT_DIGEST_SIGNATURE_ECDSA,
	  2,
	  { { INGOT_HASH_SHA1, 1 | 1 << 15 | 1 << 23 }, { INGOT_HASH_SHA384, 1 | 1 << 4 } } },
	{ "rsassa",
	  INGOT_HASH_SHA256,
	  INGOT_DIGEST_SIGNATURE_RSASSA,
	  1,
	  { { INGOT_HASH_SHA256, 1 | 1 << 4 | 1 << 8 } } },
	{ "rsapss",
	  INGOT_HASH_SHA256,
	  INGOT_DIGEST_SIGNATURE_RSAPSS,
	  1,
	  { { INGOT_HASH_SHA384, 1 << 23 } } },
};

struct sample {
	struct ingot_file key, quote, signature, values;
	struct ingot_quote_signed from;
	struct ingot_pcr_banks banks;
};

static void drop(struct sample *sample)
{
	ingot_file_close(&sample->key);
	ingot_file_close(&sample->quote);
	ingot_file_close(&sample->signature);
	ingot_file_close(&sample->values);
}

static void read_file(const char *name, const char *suffix, struct ingot_file *ret_file)
{
	char path[128];

	snprintf(path, sizeof(path), "tests/data/quote/%s%s", name, suffix);
	if (!CHECK(ingot_file_read(path, 1 << 16, ret_file) == 0))
		exit(1);
}

static void load(const char *name, struct sample *sample)
{
	struct ingot_bytes key;
	uint16_t size;

	read_file(name, ".key", &sample->key);
	read_file(name, ".quote", &sample->quote);
	read_file(name, ".signature", &sample->signature);
	read_file("pcrs", ".txt", &sample->values);
	key = ingot_file_bytes(&sample->key);
	CHECK(ingot_bytes_take_be16(&key, &size) == 0 && size == key.size);
	sample->from = (struct ingot_quote_signed){ ingot_file_bytes(&sample->quote),
						    ingot_file_bytes(&sample->signature), key };
	CHECK(ingot_pcr_text_read(ingot_file_bytes(&sample->values), NULL, &sample->banks) == 0);
}

static void test_holds(size_t i)
{
	static const uint8_t nonce[] = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
					 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff };
	ingot_scoped(drop) struct sample sample = { 0 };
	struct ingot_reason reason = { 0 };
	struct ingot_quote_signature signature;
	enum ingot_hash hash = INGOT_HASH_COUNT;
	struct ingot_quote quote;

	load(quotes[i].name, &sample);
	CHECK(ingot_quote_check_key(sample.from.key, &reason) == 0);
	if (!CHECK(ingot_quote_check(&sample.from, &reason, &quote, &hash) == 0)) {
		fprintf(stderr, "%s: %s\n", quotes[i].name, reason.text);
		return;
	}
	CHECK(hash == quotes[i].hash);
	CHECK(ingot_quote_signature_parse(sample.from.signature, NULL, &signature) == 0);
	CHECK(signature.signature.scheme == quotes[i].scheme);
	CHECK(ingot_bytes_equal(quote.extra_data, (struct ingot_bytes){ nonce, sizeof(nonce) }));
	CHECK(quote.selection_count == quotes[i].selection_count);
	for (size_t b = 0; b < quote.selection_count; b++) {
		CHECK(quote.selection[b].hash == quotes[i].selection[b].hash);
		CHECK(quote.selection[b].pcrs == quotes[i].selection[b].pcrs);
	}
	CHECK(quote.signer.size == 34 && quote.reset_count > 0 && quote.safe);
	CHECK(ingot_quote_check_values(&quote, hash, &sample.banks) == 0);
	for (size_t b = 0; b < sample.banks.count; b++)
		for (unsigned pcr = 0; pcr < INGOT_PCR_COUNT; pcr++) {
			struct ingot_pcr_banks changed = sample.banks, fewer = sample.banks;
			bool quoted = false;

			changed.bank[b].pcr[pcr].bytes[3] ^= 4;
			fewer.bank[b].known &= ~(UINT32_C(1) << pcr);
			for (size_t s = 0; s < quote.selection_count; s++)
				quoted |= quote.selection[s].hash == changed.bank[b].hash &&
					  quote.selection[s].pcrs >> pcr & 1;
			CHECK(ingot_quote_check_values(&quote, hash, &changed) ==
			      (quoted ? -EKEYREJECTED : 0));
			CHECK(ingot_quote_check_values(&quote, hash, &fewer) ==
			      (quoted ? -ENOENT : 0));
		}
}

/* No bit of what is signed, and hardly one of the signature, can be another. */
static void test_flips(size_t i)
{
	ingot_scoped(drop) struct sample sample = { 0 };
	struct ingot_reason reason = { 0 };
	struct ingot_quote quote, untouched;
	enum ingot_hash hash = INGOT_HASH_COUNT;

	load(quotes[i].name, &sample);
	memset(&untouched, 0x5a, sizeof(untouched));
	quote = untouched;
	for (size_t bit = 0; bit < 8 * sample.quote.size; bit += 5) {
		sample.quote.data[bit / 8] ^= 1 << bit % 8;
		CHECK(ingot_quote_check(&sample.from, &reason, &quote, &hash) == -EKEYREJECTED);
		sample.quote.data[bit / 8] ^= 1 << bit % 8;
	}
	for (size_t bit = 0; bit < 8 * sample.signature.size; bit += 5) {
		sample.signature.data[bit / 8] ^= 1 << bit % 8;
		CHECK(ingot_quote_check(&sample.from, &reason, &quote, &hash) < 0);
		sample.signature.data[bit / 8] ^= 1 << bit % 8;
	}
	CHECK(memcmp(&quote, &untouched, sizeof(quote)) == 0 && hash == INGOT_HASH_COUNT);
	for (size_t other = 0; other < ARRAY_COUNT(quotes); other++) {
		ingot_scoped(drop) struct sample stranger = { 0 };
		struct ingot_quote_signed from = sample.from;

		load(quotes[other].name, &stranger);
		from.key = stranger.from.key;
		CHECK((ingot_quote_check(&from, &reason, &quote, &hash) == 0) == (other == i));
	}
}

/* Every size below the whole, in a block of its own so that a byte too many is seen. */
static void test_truncated(size_t i)
{
	ingot_scoped(drop) struct sample sample = { 0 };
	struct ingot_quote_signature signature;
	struct ingot_quote quote;

	load(quotes[i].name, &sample);
	for (size_t size = 0; size < sample.quote.size; size++) {
		ingot_scoped(ingot_scoped_free) uint8_t *copy = malloc(size ? size : 1);
		struct ingot_fault fault = { 0 };

		if (!copy)
			exit(1);
		memcpy(copy, sample.quote.data, size);
		CHECK(ingot_quote_parse((struct ingot_bytes){ copy, size }, &fault, &quote) ==
		      -EBADMSG);
		CHECK(fault.rule && fault.offset <= size);
	}
	for (size_t size = 0; size < sample.signature.size; size++) {
		ingot_scoped(ingot_scoped_free) uint8_t *copy = malloc(size ? size : 1);

		if (!copy)
			exit(1);
		memcpy(copy, sample.signature.data, size);
		CHECK(ingot_quote_signature_parse((struct ingot_bytes){ copy, size }, NULL,
						  &signature) == -EBADMSG);
	}
}

#define HEAD  "ff54434780180002aabb0003010203"
#define CLOCK "0000000000000009000000070000000601" /* clock, resetCount, restartCount, safe */
#define FW    "1122334455667788"
#define D4    "000401020304"

/* written by hand after Part 2, 10.12.12 */
static const struct {
	const char *hex;
	int error;
	const char *rule;
} attests[] = {
	{ HEAD CLOCK FW "00000001000b03010080" D4, 0, NULL },
	{ HEAD CLOCK FW "00000001000b0101" D4, 0, NULL },       /* one octet */
	{ HEAD CLOCK FW "00000001000b0401000000" D4, 0, NULL }, /* four */
	{ HEAD CLOCK FW "00000002000b030100800012030000000000"
			"04"
			"01020304",
	  -EBADMSG, "digest is malformed" },
	{ HEAD CLOCK FW "00000002000b0301008000120300000"
			"0" D4,
	  0, NULL }, /* no SM3 */
	{ HEAD CLOCK FW "00000000" D4, 0, NULL },
	{ HEAD CLOCK FW "00000001000b0401000001" D4, -ENOTSUP, NULL }, /* PCR 24 */
	{ HEAD CLOCK FW "00000001000b050100000000" D4, -EBADMSG, "selection is malformed" },
	{ HEAD CLOCK FW "0000000100120101" D4, -ENOTSUP, NULL },         /* SM3 */
	{ HEAD CLOCK FW "00000002000b0101000b0102" D4, -ENOTSUP, NULL }, /* twice */
	{ HEAD CLOCK FW "00000011" D4, -EBADMSG, "selection is malformed" },
	{ HEAD CLOCK FW "00000001000b0101" D4 "00", -EBADMSG, "digest is malformed" },
	{ HEAD CLOCK FW "00000001000b0101"
			"0041"
			"00",
	  -EBADMSG, "digest is malformed" },
	{ HEAD "000000000000000900000007000000"
	       "0602" FW "00000000" D4,
	  -EBADMSG, "clock is malformed" },
	{ "fe54434780180002aabb0003010203" CLOCK FW "00000000" D4, -EBADMSG,
	  "not made by a TPM: no TPM_GENERATED_VALUE" },
	{ "ff54434780170002aabb0003010203" CLOCK FW "00000000" D4, -EBADMSG, "not a quote" },
	{ "ff5443478018"
	  "0043"
	  "aabb",
	  -EBADMSG, "name or nonce is malformed" },
};

static void test_structure(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(attests); i++) {
		uint8_t data[128];
		size_t size = strlen(attests[i].hex) / 2;
		struct ingot_fault fault = { 0 };
		struct ingot_quote quote = { .clock = 77 };

		CHECK(size <= sizeof(data) &&
		      ingot_hex_decode(ingot_bytes_of_text(attests[i].hex), size, data) == 0);
		if (!CHECK(ingot_quote_parse((struct ingot_bytes){ data, size }, &fault, &quote) ==
			   attests[i].error))
			fprintf(stderr, "attest %zu\n", i);
		if (attests[i].rule)
			CHECK_TEXT(fault.rule, attests[i].rule);
		CHECK(quote.clock == (attests[i].error ? 77 : 9));
		if (attests[i].error)
			continue;
		CHECK(quote.signer.size == 2 && quote.extra_data.size == 3);
		CHECK(quote.reset_count == 7 && quote.restart_count == 6 && quote.safe);
		CHECK(quote.firmware_version == UINT64_C(0x1122334455667788));
		CHECK(quote.pcr_digest.size == 4 && quote.selection_count <= 1);
	}
}

/* Attributes of the ECC key, one after the other: which of them it cannot do without. */
static void test_key(void)
{
	static const struct {
		uint32_t attributes;
		const char *reason;
	} cases[] = {
		{ 0x00050072, NULL },
		{ 0x00050472, NULL }, /* noDA */
		{ 0x00050070, "attestation key may leave its TPM (fixedTPM is not set)" },
		{ 0x00050062, "attestation key may get another parent (fixedParent is not set)" },
		{ 0x00050052,
		  "attestation key was not made by its TPM (sensitiveDataOrigin is not set)" },
		{ 0x00040072, "attestation key signs anything (restricted is not set)" },
		{ 0x00010072, "attestation key does not sign (sign is not set)" },
		{ 0x00070072, "attestation key decrypts too" },
	};
	ingot_scoped(drop) struct sample sample = { 0 };
	struct ingot_reason reason;

	load("ecdsa", &sample);
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		for (int octet = 0; octet < 4; octet++)
			sample.key.data[6 + octet] =
				(uint8_t)(cases[i].attributes >> (24 - 8 * octet));
		CHECK(ingot_quote_check_key(sample.from.key, &reason) ==
		      (cases[i].reason ? -EKEYREJECTED : 0));
		if (cases[i].reason)
			CHECK_TEXT(reason.text, cases[i].reason);
	}
	CHECK(ingot_quote_check_key((struct ingot_bytes){ sample.key.data, 20 }, &reason) < 0);
	sample.from.key.size--;
	CHECK(ingot_quote_check_key(sample.from.key, &reason) == -EBADMSG);
	CHECK_TEXT(reason.text, "attestation key is malformed");
}

static void test_signature(void)
{
	static const struct {
		const char *hex;
		int error;
	} cases[] = {
		{ "0018000b0001010001"
		  "02",
		  0 },
		{ "0018000b000101000102"
		  "00",
		  -EBADMSG },
		{ "0018000b0021", -EBADMSG },
		{ "0014000b0001"
		  "01",
		  0 },
		{ "0014000b0101", -EBADMSG },
		{ "0018000400010100"
		  "0102",
		  -ENOTSUP }, /* SHA-1 */
		{ "0018001200010100"
		  "0102",
		  -ENOTSUP },             /* SM3 */
		{ "001a000b", -ENOTSUP }, /* ECDAA */
		{ "0010", -ENOTSUP },
		{ "0005000b", -ENOTSUP }, /* HMAC */
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		uint8_t data[32];
		size_t size = strlen(cases[i].hex) / 2;
		struct ingot_quote_signature signature = { .hash = INGOT_HASH_COUNT };

		CHECK(ingot_hex_decode(ingot_bytes_of_text(cases[i].hex), size, data) == 0);
		if (!CHECK(ingot_quote_signature_parse((struct ingot_bytes){ data, size }, NULL,
						       &signature) == cases[i].error))
			fprintf(stderr, "signature %zu\n", i);
		CHECK(signature.hash == (cases[i].error ? INGOT_HASH_COUNT : INGOT_HASH_SHA256));
	}
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(quotes); i++) {
		test_holds(i);
		test_flips(i);
		test_truncated(i);
	}
	test_structure();
	test_key();
	test_signature();
	return check_result();
}
