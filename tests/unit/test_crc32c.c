/* SPDX-License-Identifier: Apache-2.0 */
/* CRC-32C against RFC 3720, appendix B.4, and the storage's own examples. */
#include "upload/crc32c.h"

#include <string.h>

#include "check.h"

/* RFC 3720, B.4: 32 bytes each; there the checksum stands in the order of the wire. */
static void test_rfc(void)
{
	uint8_t zeros[32] = { 0 }, ones[32], up[32], down[32];
	const struct {
		const uint8_t *bytes;
		uint32_t want;
	} vectors[] = {
		{ zeros, 0x8a9136aa },
		{ ones, 0x62a8ab43 },
		{ up, 0x46dd794e },
		{ down, 0x113fdb5c },
	};

	memset(ones, 0xff, sizeof(ones));
	for (unsigned i = 0; i < 32; i++) {
		up[i] = (uint8_t)i;
		down[i] = (uint8_t)(31 - i);
	}
	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		struct ingot_bytes rest = { vectors[i].bytes, 32 };
		struct ingot_bytes part;
		uint32_t parts;

		CHECK(ingot_crc32c(0, rest) == vectors[i].want);
		(void)ingot_bytes_take(&rest, 5, &part);
		parts = ingot_crc32c(0, part);
		CHECK(ingot_crc32c(parts, rest) == vectors[i].want);
	}
}

/* "123456789" gives 0xe3069283 (catalogue of CRCs, CRC-32/ISCSI); base64 by coreutils. */
static void test_text(void)
{
	char text[INGOT_CRC32C_TEXT_SIZE];

	CHECK(ingot_crc32c(0, ingot_bytes_of_text("123456789")) == 0xe3069283);
	ingot_crc32c_text(0xe3069283, text);
	CHECK_TEXT(text, "4waSgw==");
	CHECK(ingot_crc32c(0, (struct ingot_bytes){ NULL, 0 }) == 0);
	ingot_crc32c_text(0, text);
	CHECK_TEXT(text, "AAAAAA==");
}

int main(void)
{
	test_rfc();
	test_text();
	return check_result();
}
