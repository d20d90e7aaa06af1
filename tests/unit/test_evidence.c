/* SPDX-License-Identifier: Apache-2.0 */
#include "node/evidence.h"

#include <errno.h>
#include <stdlib.h>

#include "tests/unit/check.h"

int main(void)
{
	static const uint8_t bytes[] = { 1, 2, 3, 4 };
	struct ingot_evidence_bank bank[] = {
		{ .hash = INGOT_HASH_SHA1, .pcrs = 1 | 1 << 23 },
		{ .hash = INGOT_HASH_SHA256, .pcrs = 1 << 8 },
	};
	struct ingot_evidence evidence = {
		.platform = "qemu",
		.stream = "stable",
		.version = "1",
		.nonce = { bytes, 1 },
		.quote = { bytes, 2 },
		.signature = { bytes, 3 },
		.ak_public = { bytes, 4 },
		.ek_public = "PEM",
		.bank = bank,
		.bank_count = 2,
	};
	struct ingot_json *json = NULL;
	char *text = NULL;
	size_t size;

	bank[0].value[23].hash = bank[0].value[0].hash = INGOT_HASH_SHA1;
	bank[0].value[23].bytes[19] = 0xab;
	bank[1].value[8].hash = INGOT_HASH_SHA256;
	CHECK(ingot_evidence_json(&evidence, &json) == 0);
	CHECK(ingot_json_write(json, INGOT_JSON_COMPACT, &text, &size) == 0);
	CHECK_TEXT(
		text,
		"{\"schema\":\"ingot.evidence/1\",\"platform\":\"qemu\",\"stream\":\"stable\","
		"\"version\":\"1\",\"nonce\":\"AQ==\",\"quote\":\"AQI=\",\"signature\":\"AQID\","
		"\"ak_public\":\"AQIDBA==\",\"ek_public\":\"PEM\",\"ek_certificate\":null,\"pcrs\":{"
		"\"sha1\":{\"0\":\"0000000000000000000000000000000000000000\","
		"\"23\":\"00000000000000000000000000000000000000ab\"},\"sha256\":{\"8\":"
		"\"0000000000000000000000000000000000000000000000000000000000000000\"}},"
		"\"logs\":{},\"recovery\":null}");
	free(text);
	ingot_json_free(json);

	evidence.bank_count = 0;
	evidence.ek_certificate = evidence.recovery = evidence.nonce;
	evidence.logs.firmware = evidence.logs.userspace = evidence.quote;
	CHECK(ingot_evidence_json(&evidence, &json) == 0);
	CHECK(ingot_json_write(json, INGOT_JSON_COMPACT, &text, &size) == 0);
	CHECK_TEXT(text,
		   "{\"schema\":\"ingot.evidence/1\",\"platform\":\"qemu\",\"stream\":\"stable\","
		   "\"version\":\"1\",\"nonce\":\"AQ==\",\"quote\":\"AQI=\",\"signature\":\"AQID\","
		   "\"ak_public\":\"AQIDBA==\",\"ek_public\":\"PEM\",\"ek_certificate\":\"AQ==\","
		   "\"pcrs\":{},\"logs\":{\"firmware\":\"AQI=\",\"userspace\":\"AQI=\"},"
		   "\"recovery\":\"AQ==\"}");
	free(text);
	ingot_json_free(json);

	json = NULL;
	evidence.platform = "\xff";
	CHECK(ingot_evidence_json(&evidence, &json) == -EINVAL && !json);
	return check_result();
}
