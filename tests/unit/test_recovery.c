/* SPDX-License-Identifier: Apache-2.0 */
#include "node/recovery.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/check.h"

/* source: systemd's modhex, python: hex.translate("0123456789abcdef" to "cbdefghijklnrtuv") */
#define TEXT "cccbcdce-cfcgchci-cjckclcn-crctcucv-bcbbbdbe-bfbgbhbi-bjbkblbn-brbtbubv"

static void test_text(void)
{
	static const struct {
		const char *text;
		int want;
	} texts[] = {
		{ TEXT, 0 },
		{ TEXT "\r\n", 0 },
		{ "CCCBCDCECFCGCHCICJCKCLCNCRCTCUCVBCBBBDBEBFBGBHBIBJBKBLBNBRBTBUBV", 0 },
		{ "", -EBADMSG },
		{ " " TEXT, -EBADMSG },
		{ TEXT "c", -EBADMSG },
		{ "acccbcdce-cfcgchci-cjckclcn-crctcucv-bcbbbdbe-bfbgbhbi-bjbkblbn-brbtbub",
		  -EBADMSG },
		{ "cccbcdcecfcgchcicjckclcncrctcucvbcbbbdbebfbgbhbibjbkblbnbrbtbuba", -EBADMSG },
		{ "cccbcdc-ecfcgchci-cjckclcn-crctcucv-bcbbbdbe-bfbgbhbi-bjbkblbn-brbtbubv",
		  -EBADMSG },
		{ "cccbcdce_cfcgchci-cjckclcn-crctcucv-bcbbbdbe-bfbgbhbi-bjbkblbn-brbtbubv",
		  -EBADMSG },
	};
	uint8_t key[INGOT_RECOVERY_KEY_SIZE], got[INGOT_RECOVERY_KEY_SIZE];
	char text[INGOT_RECOVERY_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (uint8_t)i;
	ingot_recovery_key_text(key, text);
	CHECK_TEXT(text, TEXT);
	for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
		memset(got, 0x77, sizeof(got));
		CHECK(ingot_recovery_key_parse(ingot_bytes_of_text(texts[i].text), got) ==
		      texts[i].want);
		CHECK(texts[i].want ? got[0] == 0x77 && got[31] == 0x77
				    : memcmp(got, key, sizeof(got)) == 0);
	}
	for (size_t size = 0; size < sizeof(TEXT) - 1; size++)
		CHECK(ingot_recovery_key_parse((struct ingot_bytes){ (const uint8_t *)TEXT, size },
					       got) == -EBADMSG);
}

/* What is encrypted is opened by openssl in tests/tpm/test_recovery; here, what is refused. */
static void test_encrypt(void)
{
	static const struct {
		const char *pem;
		int error;
	} keys[] = {
		{ "", -EBADMSG },
		{ "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", -EBADMSG },
		{ "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n", -EBADMSG },
		/* source: openssl genpkey -algorithm ED25519 | openssl pkey -pubout */
		{ "-----BEGIN PUBLIC KEY-----\n"
		  "MCowBQYDK2VwAyEAeg0Lrn3oTr3K2Ndh7nLXA6X0xQ688NojSFN9EozVLD8=\n"
		  "-----END PUBLIC KEY-----\n",
		  -ENOTSUP },
	};
	static const uint8_t key[INGOT_RECOVERY_KEY_SIZE];

	for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
		struct ingot_reason reason = { 0 };
		uint8_t *cms = NULL;
		size_t size = 77;

		CHECK(ingot_recovery_encrypt(key, ingot_bytes_of_text(keys[i].pem), &reason, &cms,
					     &size) == keys[i].error);
		CHECK(reason.text[0] != '\0' && !cms && size == 77);
	}
}

int main(void)
{
	test_text();
	test_encrypt();
	return check_result();
}
