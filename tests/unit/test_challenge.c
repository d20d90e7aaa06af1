/* SPDX-License-Identifier: Apache-2.0 */
#include "node/challenge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/check.h"

#define NONCE_16   "AAECAwQFBgcICQoLDA0ODw=="
#define CREDENTIAL "{\"id_object\":\"AQ==\",\"secret\":\"AgM=\"}"
#define HEAD       "{\"schema\":\"ingot.attest/1\",\"nonce\":\"" NONCE_16 "\",\"credential\":" CREDENTIAL

static const struct ingot_challenge untouched = { .nonce_size = 77 };

static int read(const char *text, struct ingot_reason *reason, struct ingot_challenge *challenge)
{
	*challenge = untouched;
	*reason = (struct ingot_reason){ 0 };
	return ingot_challenge_read(ingot_bytes_of_text(text), reason, challenge);
}

static void test_accepted(void)
{
	static const struct {
		const char *text;
		uint32_t banks, pcrs;
	} accepted[] = {
		{ HEAD "}", 0, 0xffffff },
		{ HEAD "}\r\n", 0, 0xffffff },
		{ HEAD ",\"banks\":[\"sha256\"]}", 2, 0xffffff },
		{ HEAD ",\"banks\":[\"sha384\",\"sha1\"],\"pcrs\":[0]}", 5, 1 },
		{ HEAD ",\"pcrs\":[4,9,23]}", 0, 0x800210 },
	};
	struct ingot_challenge c;
	struct ingot_reason reason;

	for (size_t i = 0; i < ARRAY_COUNT(accepted); i++) {
		CHECK(read(accepted[i].text, &reason, &c) == 0);
		CHECK(c.banks == accepted[i].banks && c.pcrs == accepted[i].pcrs);
		CHECK(c.nonce_size == 16 && c.nonce[15] == 15);
		CHECK(c.credential.id_object_size == 1 && c.credential.id_object[0] == 1);
		CHECK(c.credential.secret_size == 2 && c.credential.secret[1] == 3);
	}
}

static void test_refused(void)
{
	static const struct {
		const char *text, *reason;
		int error;
	} refused[] = {
		{ "", "challenge is no JSON: ", -EBADMSG },
		{ "[]", "challenge has no schema", -EBADMSG },
		{ "{\"schema\":1}", "challenge has no schema", -EBADMSG },
		{ "{\"schema\":\"ingot.attest/2\"}", "schema is not ingot.attest/1", -ENOTSUP },
		{ HEAD ",\"x\":1}", "unknown member x", -EBADMSG },
		{ HEAD ",\"nonce\":\"" NONCE_16 "\"}", "challenge is no JSON: ", -EBADMSG },
		{ "{\"schema\":\"ingot.attest/1\",\"nonce\":\"AAAA\"}", "nonce is no base64",
		  -EBADMSG },
		{ "{\"schema\":\"ingot.attest/1\",\"nonce\":\"" NONCE_16 "\"}", "credential is no",
		  -EBADMSG },
		{ "{\"schema\":\"ingot.attest/1\",\"nonce\":\"" NONCE_16
		  "\",\"credential\":{\"id_object\":\"AQ==\",\"secret\":\"AQ==\",\"pcrs\":[]}}",
		  "credential is no", -EBADMSG },
		{ "{\"schema\":\"ingot.attest/1\",\"nonce\":\"" NONCE_16
		  "\",\"credential\":{\"id_object\":\"\",\"secret\":\"AQ==\"}}",
		  "id_object is no", -EBADMSG },
		{ "{\"schema\":\"ingot.attest/1\",\"nonce\":\"" NONCE_16
		  "\",\"credential\":{\"id_object\":\"AQ==\"}}",
		  "secret is no", -EBADMSG },
		{ HEAD ",\"banks\":[]}", "banks is no", -EBADMSG },
		{ HEAD ",\"banks\":\"sha256\"}", "banks is no", -EBADMSG },
		{ HEAD ",\"banks\":[\"sha256\",\"sha256\"]}", "banks is no", -EBADMSG },
		{ HEAD ",\"banks\":[\"sm3_256\"]}", "banks is no", -EBADMSG },
		{ HEAD ",\"banks\":[1]}", "banks is no", -EBADMSG },
		{ HEAD ",\"pcrs\":[]}", "pcrs is no", -EBADMSG },
		{ HEAD ",\"pcrs\":[24]}", "pcrs is no", -EBADMSG },
		{ HEAD ",\"pcrs\":[-1]}", "pcrs is no", -EBADMSG },
		{ HEAD ",\"pcrs\":[1,1]}", "pcrs is no", -EBADMSG },
		{ HEAD ",\"pcrs\":[2,1]}", "pcrs is no", -EBADMSG },
		{ HEAD ",\"pcrs\":[1.0]}", "pcrs is no", -EBADMSG },
		{ HEAD ",\"pcrs\":null}", "pcrs is no", -EBADMSG },
	};
	struct ingot_challenge c;
	struct ingot_reason reason;

	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		CHECK(read(refused[i].text, &reason, &c) == refused[i].error);
		if (!CHECK(strncmp(reason.text, refused[i].reason, strlen(refused[i].reason)) == 0))
			fprintf(stderr, "%s\n", reason.text);
		CHECK(memcmp(&c, &untouched, sizeof(c)) == 0);
	}
}

/* A nonce of every size: only 16 to 64 bytes are taken. */
static void test_sizes(void)
{
	char text[1024], nonce[128];
	struct ingot_challenge c;
	struct ingot_reason reason;

	for (size_t size = 0; size <= 72; size++) {
		/* zeros: all A, with padding */
		size_t digits = (size + 2) / 3 * 4, padding = (3 - size % 3) % 3;

		memset(nonce, 'A', digits);
		memset(&nonce[digits - padding], '=', padding);
		nonce[digits] = '\0';
		(void)snprintf(
			text, sizeof(text),
			"{\"schema\":\"ingot.attest/1\",\"nonce\":\"%s\",\"credential\":" CREDENTIAL
			"}",
			nonce);
		CHECK(read(text, &reason, &c) == (size < 16 || size > 64 ? -EBADMSG : 0));
	}
}

static void test_cut_and_long(void)
{
	static const char whole[] = HEAD ",\"banks\":[\"sha256\"],\"pcrs\":[1]}";
	static uint8_t large[INGOT_CHALLENGE_SIZE_MAX + 1];
	struct ingot_challenge c = untouched;
	struct ingot_reason reason;

	for (size_t size = 0; size < sizeof(whole) - 1; size++) {
		uint8_t *copy = malloc(size ? size : 1);

		if (!copy)
			exit(1);
		memcpy(copy, whole, size);
		CHECK(ingot_challenge_read((struct ingot_bytes){ copy, size }, &reason, &c) ==
		      -EBADMSG);
		free(copy);
	}
	memset(large, ' ', sizeof(large));
	memcpy(large, whole, sizeof(whole) - 1);
	CHECK(ingot_challenge_read((struct ingot_bytes){ large, sizeof(large) }, &reason, &c) ==
	      -EFBIG);
	CHECK(memcmp(&c, &untouched, sizeof(c)) == 0);
	CHECK(ingot_challenge_read((struct ingot_bytes){ large, sizeof(large) - 1 }, &reason, &c) ==
	      0);
}

int main(void)
{
	test_accepted();
	test_refused();
	test_sizes();
	test_cut_and_long();
	return check_result();
}
