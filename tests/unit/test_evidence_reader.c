/* SPDX-License-Identifier: Apache-2.0 */
#include "node/evidence_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "tests/unit/check.h"

/* written by hand after evidence.h */
#define V(digits) digits digits digits digits
#define DIGEST    V("00112233445566ff")
#define NONCE     "AAECAwQFBgcICQoLDA0ODw=="
static const char whole[] =
	"{\"schema\":\"ingot.evidence/1\",\"platform\":\"qemu\",\"stream\":\"stable\",\"version\":"
	"\"0.1.0\",\"nonce\":\"" NONCE "\",\"quote\":\"AQI=\",\"signature\":\"AQID\","
	"\"ak_public\":\"AQIDBA==\",\"ek_public\":\"PEM\",\"ek_certificate\":null,\"pcrs\":{"
	"\"sha256\":{\"0\":\"" DIGEST "\",\"23\":\"" DIGEST "\"}},"
	"\"logs\":{\"firmware\":\"AQ==\"},\"recovery\":\"AQI=\"}";

static int read_text(const char *text, struct ingot_reason *reason,
		     struct ingot_evidence_held **held)
{
	return ingot_evidence_read(ingot_bytes_of_text(text), reason, held);
}

static void test_parts(void)
{
	ingot_scoped(ingot_evidence_held_scoped) struct ingot_evidence_held *held = NULL;
	static const uint8_t four[] = { 1, 2, 3, 4 };
	struct ingot_reason reason = { 0 };
	const struct ingot_evidence *e;

	if (!CHECK(read_text(whole, &reason, &held) == 0))
		return;
	e = &held->parts;
	CHECK_TEXT(e->platform, "qemu");
	CHECK_TEXT(e->stream, "stable");
	CHECK_TEXT(e->version, "0.1.0");
	CHECK_TEXT(e->ek_public, "PEM");
	CHECK(e->nonce.size == 16 && e->nonce.data[15] == 15);
	CHECK(ingot_bytes_equal(e->quote, (struct ingot_bytes){ four, 2 }));
	CHECK(ingot_bytes_equal(e->signature, (struct ingot_bytes){ four, 3 }));
	CHECK(ingot_bytes_equal(e->ak_public, (struct ingot_bytes){ four, 4 }));
	CHECK(e->ek_certificate.size == 0 && e->logs.userspace.size == 0);
	CHECK(ingot_bytes_equal(e->logs.firmware, (struct ingot_bytes){ four, 1 }));
	CHECK(ingot_bytes_equal(e->recovery, (struct ingot_bytes){ four, 2 }));
	CHECK(e->bank_count == 1 && e->bank[0].hash == INGOT_HASH_SHA256);
	CHECK(e->bank[0].pcrs == (1 | 1 << 23) && e->bank[0].value[23].bytes[31] == 0xff);
	CHECK(e->bank[0].value[23].hash == INGOT_HASH_SHA256);
}

/* What the writer makes of what was read is what was read: of a TPM simulator's evidence, too. */
static void test_round_trip(const char *text, size_t size)
{
	ingot_scoped(ingot_evidence_held_scoped) struct ingot_evidence_held *held = NULL;
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	ingot_scoped(ingot_scoped_free) char *again = NULL;
	struct ingot_reason reason = { 0 };
	size_t again_size = 0;

	if (!CHECK(ingot_evidence_read((struct ingot_bytes){ (const uint8_t *)text, size }, &reason,
				       &held) == 0) ||
	    !CHECK(ingot_evidence_json(&held->parts, &json) == 0) ||
	    !CHECK(ingot_json_write(json, INGOT_JSON_COMPACT, &again, &again_size) == 0)) {
		fprintf(stderr, "%s\n", reason.text);
		return;
	}
	CHECK(again_size == size && memcmp(again, text, size) == 0);
}

/* @from becomes @to, once. */
static const struct {
	const char *from, *to;
	int error;
	const char *reason;
} refused[] = {
	{ "evidence/1", "evidence/2", -ENOTSUP, "schema is not ingot.evidence/1" },
	{ "\"schema\"", "\"scheme\"", -EBADMSG, "schema: missing" },
	{ "\"platform\":\"qemu\",", "", -EBADMSG, "platform: missing" },
	{ "\"qemu\"", "1", -EBADMSG, "platform: has to be a string" },
	{ "\"qemu\"", "\"\"", -EBADMSG, "platform: is empty" },
	{ "\"qemu\"", "\"q\\u001bu\"", -EBADMSG, "platform: is not a word" },
	{ "\"stable\"", "\"sta ble\"", -EBADMSG, "stream: is not a word" },
	{ "\"0.1.0\"", "\"" V("0123456789012345") "6\"", -EBADMSG,
	  "version: is longer than 64 characters" },
	{ "\"nonce\":\"" NONCE "\",", "", -EBADMSG, "nonce: missing" },
	{ NONCE, "AAECAwQFBgcICQoLDA0O", -EBADMSG, "nonce: is not 16 to 64 bytes" },
	{ NONCE, V("AAAAAAAAAAAAAAAAAAAA") "AAAAAAA=", -EBADMSG, "nonce: is not 16 to 64 bytes" },
	{ NONCE, V(V("AAAAAAAAAAAAAAAAAAAA")), -EBADMSG, "nonce: is larger than 64 bytes" },
	{ "\"AQI=\"", "\"AQJ=\"", -EBADMSG, "quote: is not base64" },
	{ "\"AQI=\"", "\"AQI\"", -EBADMSG, "quote: is not base64" },
	{ "\"AQI=\"", "\"AQ I=\"", -EBADMSG, "quote: is not base64" },
	{ "\"AQI=\"", "null", -EBADMSG, "quote: has to be a string" },
	{ "\"AQID\"", "\"\"", -EBADMSG, "signature: is empty" },
	{ "\"PEM\"", "null", -EBADMSG, "ek_public: has to be a string" },
	{ "\"ek_certificate\":null,", "", -EBADMSG, "ek_certificate: missing" },
	{ "\"ek_certificate\":null", "\"ek_certificate\":\"\"", -EBADMSG,
	  "ek_certificate: is empty" },
	{ "\"ek_certificate\":null", "\"ek_certificate\":false", -EBADMSG,
	  "ek_certificate: has to be a string" },
	{ "{\"sha256\"", "{\"sha224\"", -EBADMSG, "pcrs.sha224: is no bank" },
	{ "{\"sha256\"", "{\"sha1\"", -EBADMSG, "pcrs.sha1.0: has to be 40 digits, lower case" },
	{ "{\"sha256\"", "{\"sha1\":[],\"sha256\"", -EBADMSG, "pcrs.sha1: has to be an object" },
	{ "{\"sha256\"", "{\"sha1\":{},\"sha256\"", -EBADMSG, "pcrs.sha1: has no PCR" },
	{ "\"23\"", "\"24\"", -EBADMSG, "pcrs.sha256.24: is not one of 0 to 23" },
	{ "\"23\"", "\"03\"", -EBADMSG, "pcrs.sha256.03: is not one of 0 to 23" },
	{ "\"23\"", "\"+3\"", -EBADMSG, "pcrs.sha256.+3: is not one of 0 to 23" },
	{ "\"23\"", "\"\"", -EBADMSG, "pcrs.sha256.: is not one of 0 to 23" },
	{ "\"23\"", "\"0\"", -EBADMSG, "at byte 377: duplicate key" },
	{ "ff\"}", "fF\"}", -EBADMSG, "pcrs.sha256.23: has to be 64 digits, lower case" },
	{ "\"logs\"", "\"log\"", -EBADMSG, "log: unknown member" },
	{ "{\"firmware\":\"AQ==\"}", "null", -EBADMSG, "logs: has to be an object" },
	{ "\"firmware\"", "\"fimrware\"", -EBADMSG, "logs.fimrware: unknown member" },
	{ "\"AQ==\"", "null", -EBADMSG, "logs.firmware: has to be a string" },
	{ "\"recovery\":\"AQI=\"", "\"recovery\":{}", -EBADMSG, "recovery: has to be a string" },
	{ ",\"recovery\"", ",\"extra\":1,\"recovery\"", -EBADMSG, "extra: unknown member" },
	{ "\"recovery\"", "\"quote\"", -EBADMSG, NULL },
};

static void test_refused(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		char text[2048];
		const char *at = strstr(whole, refused[i].from);
		struct ingot_evidence_held *held = NULL;
		struct ingot_reason reason = { 0 };

		if (!CHECK(at != NULL))
			continue;
		snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - whole), whole, refused[i].to,
			 at + strlen(refused[i].from));
		if (!CHECK(read_text(text, &reason, &held) == refused[i].error && !held))
			fprintf(stderr, "case %zu\n", i);
		if (refused[i].reason && strncmp(refused[i].reason, "at byte", 7) != 0)
			CHECK_TEXT(reason.text, refused[i].reason);
		ingot_evidence_held_free(held);
	}
	for (size_t size = 0; size < sizeof(whole) - 1; size++) {
		struct ingot_evidence_held *held = NULL;
		struct ingot_reason reason = { 0 };

		CHECK(ingot_evidence_read((struct ingot_bytes){ (const uint8_t *)whole, size },
					  &reason, &held) == -EBADMSG);
		CHECK(!held && reason.text[0]);
	}
}

static void test_too_large(void)
{
	size_t size = INGOT_EVIDENCE_SIZE_MAX + 1;
	ingot_scoped(ingot_scoped_free) char *text = malloc(size);
	struct ingot_evidence_held *held = NULL;
	struct ingot_reason reason = { 0 };

	if (!CHECK(text != NULL))
		return;
	memset(text, ' ', size);
	memcpy(text, whole, sizeof(whole) - 1);
	CHECK(ingot_evidence_read((struct ingot_bytes){ (uint8_t *)text, size }, &reason, &held) ==
	      -EFBIG);
	CHECK_TEXT(reason.text, "evidence is larger than 17825792 bytes");
	CHECK(ingot_evidence_read((struct ingot_bytes){ (uint8_t *)text, size - 1 }, &reason,
				  &held) == 0);
	ingot_evidence_held_free(held);
}

int main(void)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };

	test_parts();
	test_round_trip(whole, sizeof(whole) - 1);
	if (CHECK(ingot_file_read("tests/data/evidence/node.json", 1 << 20, &file) == 0))
		test_round_trip((const char *)file.data, file.size);
	test_refused();
	test_too_large();
	return check_result();
}
