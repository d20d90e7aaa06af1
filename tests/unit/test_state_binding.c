/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/state_binding.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scoped.h"
#include "tests/unit/check.h"

#define BIT(n)   (UINT32_C(1) << (n))
#define LITERAL  (BIT(7) | BIT(8) | BIT(12) | BIT(13) | BIT(15))
#define UNSIGNED (LITERAL | BIT(4) | BIT(11))

static char folder[] = "/tmp/ingot-test-binding.XXXXXX";
static char key[64], signature[64];
static const struct ingot_state_paths paths = { .policy_key = key, .policy_signature = signature };

static struct ingot_pcr_banks make_banks(void)
{
	struct ingot_pcr_banks banks = { 0 };
	struct ingot_pcr_bank *bank;

	CHECK(ingot_pcr_banks_add(&banks, INGOT_HASH_SHA256, &bank) == 0);
	CHECK(ingot_pcr_bank_start(bank, INGOT_HASH_SHA256, 0) == 0);
	return banks;
}

static void extend(struct ingot_pcr_banks *banks, unsigned index)
{
	const struct ingot_digest event = { .hash = INGOT_HASH_SHA256, .bytes = { 1 } };

	CHECK(ingot_pcr_extend(&banks->bank[0], index, &event) == 0);
}

static void test_read(void)
{
	ingot_scoped(ingot_state_binding_close) struct ingot_state_binding plain = { 0 };
	ingot_scoped(ingot_state_binding_close) struct ingot_state_binding by_signer = { 0 };
	const struct ingot_pcr_banks banks = make_banks(), none = { 0 };
	struct ingot_reason reason = { "" };
	char text[INGOT_STATE_PCRS_TEXT_SIZE];

	CHECK(ingot_state_binding_read(&paths, &none, &reason, &plain) == -ENOTSUP);
	CHECK(ingot_state_binding_read(&paths, &banks, &reason, &plain) == 0);
	CHECK(plain.pcrs == UNSIGNED && plain.signed_pcrs == 0 && !plain.public_key);
	ingot_state_pcrs_text(plain.pcrs, text);
	CHECK_TEXT(text, "4:sha256+7:sha256+8:sha256+11:sha256+12:sha256+13:sha256+15:sha256");
	/* a key without what it signed is of no use */
	CHECK(ingot_file_write(key, ingot_bytes_of_text("-----BEGIN\n"), 0600) == 0);
	CHECK(ingot_state_binding_read(&paths, &banks, &reason, &by_signer) == 0);
	CHECK(by_signer.signed_pcrs == 0);
	CHECK(ingot_file_write(signature, ingot_bytes_of_text("{}"), 0600) == 0);
	CHECK(ingot_state_binding_read(&paths, &banks, &reason, &by_signer) == 0);
	CHECK(by_signer.pcrs == LITERAL && by_signer.signed_pcrs == BIT(11));
	CHECK_TEXT(by_signer.public_key, "LS0tLS1CRUdJTgo="); /* base64(1) */
	ingot_state_pcrs_text(by_signer.pcrs, text);
	CHECK_TEXT(text, "7:sha256+8:sha256+12:sha256+13:sha256+15:sha256");
	ingot_state_pcrs_text(UINT32_C(0xffffff), text);
	CHECK(strlen(text) == 10 * 9 + 14 * 10 - 1);
}

static const struct {
	struct ingot_luks_tpm tpm;
	bool plain;
	bool by_signer;
} tokens[] = {
	{ { 1, UNSIGNED, 0, NULL }, true, false },
	{ { -1, UNSIGNED, 0, NULL }, false, false },
	{ { 1, UNSIGNED & ~BIT(4), 0, NULL }, false, false },
	{ { 1, UNSIGNED | BIT(0), 0, NULL }, false, false },
	{ { 1, 0, 0, NULL }, false, false },
	{ { 1, LITERAL, BIT(11), "QUFB" }, false, true },
	{ { 1, LITERAL, BIT(11), "QUFC" }, false, false },
	{ { 1, LITERAL, 0, NULL }, false, false },
	{ { 1, UNSIGNED, BIT(11), "QUFB" }, false, false },
	{ { 1, LITERAL, BIT(11) | BIT(4), "QUFB" }, false, false },
};

static void test_matches(void)
{
	char signer[] = "QUFB";
	const struct ingot_state_binding plain = { .pcrs = UNSIGNED };
	const struct ingot_state_binding by_signer = { .pcrs = LITERAL,
						       .signed_pcrs = BIT(11),
						       .public_key = signer };

	for (size_t i = 0; i < ARRAY_COUNT(tokens); i++) {
		CHECK(ingot_state_binding_matches(&plain, &tokens[i].tpm) == tokens[i].plain);
		CHECK(ingot_state_binding_matches(&by_signer, &tokens[i].tpm) ==
		      tokens[i].by_signer);
	}
}

static void test_moved(void)
{
	struct ingot_pcr_banks banks = make_banks();
	struct ingot_state_binding binding = { .pcrs = UNSIGNED, .bank = banks.bank[0] };
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const struct ingot_json *bound;
	uint32_t moved = 77;

	CHECK(ingot_state_binding_token(&binding, &text) == 0);
	CHECK(strncmp(text,
		      "{\"type\":\"ingot-state\",\"keyslots\":[],\"version\":1,\"pcrs\":{\"4\":\"00",
		      62) == 0);
	CHECK(ingot_json_parse(ingot_bytes_of_text(text), NULL, &root) == 0);
	CHECK(ingot_json_get(root, "pcrs", INGOT_JSON_OBJECT, &bound) == 0);
	CHECK(ingot_json_count(bound) == 7);
	CHECK(ingot_state_binding_moved(&binding, NULL, &moved) == 0 && moved == 77);
	CHECK(ingot_state_binding_moved(&binding, bound, &moved) == 1 && moved == 0);
	extend(&banks, 4);
	extend(&banks, 5); /* it is not bound to this one */
	extend(&banks, 15);
	binding.bank = banks.bank[0];
	CHECK(ingot_state_binding_moved(&binding, bound, &moved) == 1);
	CHECK(moved == (BIT(4) | BIT(15)));
}

int main(void)
{
	if (!mkdtemp(folder))
		return EXIT_FAILURE;
	(void)snprintf(key, sizeof(key), "%s/key", folder);
	(void)snprintf(signature, sizeof(signature), "%s/signature", folder);
	test_read();
	test_matches();
	test_moved();
	(void)unlink(key);
	(void)unlink(signature);
	(void)rmdir(folder);
	return check_result();
}
