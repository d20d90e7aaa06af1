/* SPDX-License-Identifier: Apache-2.0 */
#include "node/credential.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/check.h"

/* source: tpm2_createek -G ecc, tpm2_readpublic -f pem */
#define ECC                                                                  \
	"-----BEGIN PUBLIC KEY-----\n"                                       \
	"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJCX2cVEfOl4duTNzhAq5qUzujDqL\n" \
	"sf2h14OZX74f5qLW9GYfGYhePx4dT1apkbDGbF4c4nKCS2eSuVyhJo45Gg==\n"     \
	"-----END PUBLIC KEY-----\n"

/* What is made is read by tpm2_activatecredential in tests/tpm/test_recovery. */
int main(void)
{
	static const struct {
		const char *endorsement;
		size_t name_size, secret_size;
		int want;
	} requests[] = {
		{ ECC, 34, 32, 0 },
		{ ECC, 66, 1, 0 },
		{ ECC, 0, 32, -EINVAL },
		{ ECC, 67, 32, -EINVAL },
		{ ECC, 34, 0, -EINVAL },
		{ ECC, 34, 33, -EINVAL },
		{ ECC ECC, 34, 32, -EBADMSG },
		{ "", 34, 32, -EBADMSG },
		/* a point that is not on the curve */
		{ "-----BEGIN PUBLIC KEY-----\n"
		  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJCX2cVEfOl4duTNzhAq5qUzujDqL\n"
		  "sf2h14OZX74f5qLW9GYfGYhePx4dT1apkbDGbF4c4nKCS2eSuVyhJo45Gw==\n"
		  "-----END PUBLIC KEY-----\n",
		  34, 32, -EBADMSG },
		/* the first key, and a byte behind it */
		{ "-----BEGIN PUBLIC KEY-----\n"
		  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJCX2cVEfOl4duTNzhAq5qUzujDqL\n"
		  "sf2h14OZX74f5qLW9GYfGYhePx4dT1apkbDGbF4c4nKCS2eSuVyhJo45GgA=\n"
		  "-----END PUBLIC KEY-----\n",
		  34, 32, -EBADMSG },
		/* source: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 */
		{ "-----BEGIN PUBLIC KEY-----\n"
		  "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE1WuR/BB57w1Re5tAUz8A3Sz2V2ROnoSs\n"
		  "lTo1LjYaZvTRCjPCk2BHIz7f2NKna0RfyrC7/pUL23JDFGL2OQYCEfhfu/AmB21j\n"
		  "r2AYi3EAS1vLGL/miBdszqJj69n9v1VD\n"
		  "-----END PUBLIC KEY-----\n",
		  34, 32, -ENOTSUP },
	};
	static const uint8_t bytes[80];

	for (size_t i = 0; i < ARRAY_COUNT(requests); i++) {
		struct ingot_credential_request request = {
			ingot_bytes_of_text(requests[i].endorsement),
			{ bytes, requests[i].name_size },
			{ bytes, requests[i].secret_size },
		};
		struct ingot_credential c = { .secret_size = 77 };
		struct ingot_reason reason = { 0 };

		CHECK(ingot_credential_make(&request, &reason, &c) == requests[i].want);
		CHECK((reason.text[0] == '\0') == (requests[i].want == 0));
		if (requests[i].want == 0)
			CHECK(c.id_object_size == 36 + requests[i].secret_size &&
			      c.secret_size == 68);
		else
			CHECK(c.secret_size == 77 && c.id_object_size == 0);
	}
	return check_result();
}
