/* SPDX-License-Identifier: Apache-2.0 */
/* CRC-64 as Azure Storage has it. */
#include <string.h>

#include "tests/unit/check.h"
#include "upload/crc64.h"

#define PAGE 4096

/* How the bytes of a vector are made. */
enum kind { ZEROS, ONES, RISING, FALLING };

/* NVM Command Set Specification 1.0, figure "64b CRC Test Cases for 4 KiB Logical Block". */
static const struct {
	enum kind kind;
	uint64_t want;
} vectors[] = {
	{ ZEROS, UINT64_C(0x6482d367eb22b64e) },
	{ ONES, UINT64_C(0xc0ddba7302eca3ac) },
	{ RISING, UINT64_C(0x3e729f5f6750449c) },
	{ FALLING, UINT64_C(0x9a2df64b8e9e517e) },
};

static uint8_t byte_of(enum kind kind, size_t i)
{
	switch (kind) {
	case ONES:
		return 0xff;
	case RISING:
		return (uint8_t)i;
	case FALLING:
		return (uint8_t)(0xff - i);
	default:
		return 0;
	}
}

static void test_pages(const struct ingot_crc64 *crc64)
{
	static uint8_t page[PAGE];

	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		for (size_t k = 0; k < PAGE; k++)
			page[k] = byte_of(vectors[i].kind, k);
		CHECK(ingot_crc64_of(crc64, (struct ingot_bytes){ page, PAGE }) == vectors[i].want);
	}
}

/* The tail that is no whole step is the same as bit by bit. */
static void test_lengths(const struct ingot_crc64 *crc64)
{
	uint8_t bytes[40];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 37 + 1);
	for (size_t size = 0; size <= sizeof(bytes); size++) {
		uint64_t want = UINT64_MAX;

		for (size_t i = 0; i < 8 * size; i++) {
			uint64_t bit = (bytes[i / 8] >> (i % 8)) & 1;

			want = (want >> 1) ^ ((want ^ bit) & 1 ? UINT64_C(0x9a6c9329ac4bc9b5) : 0);
		}
		CHECK(ingot_crc64_of(crc64, (struct ingot_bytes){ bytes, size }) == ~want);
	}
}

int main(void)
{
	static struct ingot_crc64 crc64;
	char text[INGOT_CRC64_TEXT_SIZE];
	uint64_t checksum;

	ingot_crc64_prepare(&crc64);
	/* the catalogue of CRC algorithms' check value of CRC-64/NVME */
	checksum = ingot_crc64_of(&crc64, ingot_bytes_of_text("123456789"));
	CHECK(checksum == UINT64_C(0xae8b14860a799888));
	CHECK(ingot_crc64_of(&crc64, (struct ingot_bytes){ NULL, 0 }) == 0);
	/* base64 of the bytes 88 98 79 0a 86 14 8b ae, by coreutils */
	ingot_crc64_text(checksum, text);
	CHECK_TEXT(text, "iJh5CoYUi64=");
	test_pages(&crc64);
	test_lengths(&crc64);
	return check_result();
}
