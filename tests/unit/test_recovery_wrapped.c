/* SPDX-License-Identifier: Apache-2.0 */
#include "node/recovery_wrapped.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/check.h"

/* source: tpm2_createek -G ecc, tpm2_readpublic -f pem */
static const char endorsement[] =
	"-----BEGIN PUBLIC KEY-----\n"
	"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJCX2cVEfOl4duTNzhAq5qUzujDqL\n"
	"sf2h14OZX74f5qLW9GYfGYhePx4dT1apkbDGbF4c4nKCS2eSuVyhJo45Gg==\n"
	"-----END PUBLIC KEY-----\n";

static int parse(const char *text, struct ingot_reason *reason,
		 struct ingot_recovery_wrapped *wrapped)
{
	struct ingot_json *json = NULL;
	int r;

	CHECK(ingot_json_parse(ingot_bytes_of_text(text), NULL, &json) == 0);
	r = ingot_recovery_wrapped_parse(json, reason, wrapped);
	ingot_json_free(json);
	return r;
}

static void test_parse(void)
{
	static const struct {
		const char *text;
		int want;
		uint32_t pcrs;
	} texts[] = {
		{ "{\"id_object\":\"AQ==\",\"secret\":\"AQ==\"}", 0, 0 },
		{ "{\"id_object\":\"AQ==\",\"secret\":\"AQ==\",\"pcrs\":[]}", 0, 0 },
		{ "{\"id_object\":\"AQ==\",\"secret\":\"AQ==\",\"pcrs\":[0,7,23]}", 0, 0x800081 },
		{ "[]", -EBADMSG, 0 },
		{ "{}", -EBADMSG, 0 },
		{ "{\"id_object\":\"AQ==\"}", -EBADMSG, 0 },
		{ "{\"id_object\":\"AQ\",\"secret\":\"AQ==\"}", -EBADMSG, 0 },
		{ "{\"id_object\":\"\",\"secret\":\"AQ==\"}", -EBADMSG, 0 },
		{ "{\"id_object\":\"AQ==\",\"secret\":\"AQ==\",\"more\":1}", -EBADMSG, 0 },
		{ "{\"id_object\":\"AQ==\",\"secret\":\"AQ==\",\"pcrs\":[24]}", -EBADMSG, 0 },
		{ "{\"id_object\":\"AQ==\",\"secret\":\"AQ==\",\"pcrs\":[7,7]}", -EBADMSG, 0 },
		{ "{\"id_object\":\"AQ==\",\"secret\":\"AQ==\",\"pcrs\":{}}", -EBADMSG, 0 },
		{ "{\"id_object\":\"AQ==\",\"secret\":\"AQ==\",\"pcrs\":[\"7\"]}", -EBADMSG, 0 },
	};

	for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
		struct ingot_recovery_wrapped wrapped = { .pcrs = 77 };
		struct ingot_reason reason = { 0 };

		CHECK(parse(texts[i].text, &reason, &wrapped) == texts[i].want);
		CHECK(wrapped.pcrs == (texts[i].want ? 77 : texts[i].pcrs));
		CHECK((reason.text[0] == '\0') == (texts[i].want == 0));
	}
}

/* Wrapped keys are opened by a TPM in tests/tpm/test_recovery; here, that they come through JSON. */
static void test_wrap(void)
{
	static const uint8_t key[32], values[24][32];
	struct ingot_recovery_wrap wrap = {
		.key = key,
		.endorsement = ingot_bytes_of_text(endorsement),
		.pcr_values = values,
		.pcrs = 1 << 7 | 1 << 8,
	};
	struct ingot_recovery_wrapped wrapped = { .pcrs = 77 }, again;
	struct ingot_reason reason = { 0 };
	struct ingot_json *json = NULL;

	wrap.pcrs = 1 << 24;
	CHECK(ingot_recovery_wrap(&wrap, &reason, &wrapped) == -EINVAL && wrapped.pcrs == 77);
	wrap.pcrs = 1 << 7 | 1 << 8;
	CHECK(ingot_recovery_wrap(&wrap, &reason, &wrapped) == 0);
	CHECK(wrapped.credential.id_object_size == 68 && wrapped.credential.secret_size == 68);
	CHECK(ingot_recovery_wrapped_json(&wrapped, &json) == 0);
	CHECK(ingot_recovery_wrapped_parse(json, &reason, &again) == 0);
	CHECK(again.pcrs == wrapped.pcrs &&
	      memcmp(&again.credential, &wrapped.credential, sizeof(again.credential)) == 0);
	ingot_json_free(json);
	CHECK(ingot_recovery_wrap(&wrap, &reason, &again) == 0);
	CHECK(memcmp(&again.credential, &wrapped.credential, sizeof(again.credential)) != 0);
}

int main(void)
{
	test_parse();
	test_wrap();
	return check_result();
}
