/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hex.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/check.h"

/* Source of the pairs: RFC 4648 section 10 (base16), in lower case. */
static const struct {
	const char *plain, *hex;
} vectors[] = {
	{ "", "" },
	{ "f", "66" },
	{ "fo", "666f" },
	{ "foobar", "666f6f626172" },
	{ "\xff\x01", "ff01" },
};

static const char *const refused[] = { "6",    "6 ",  "6G",   "6F", "g6", " 66",
				       "0x66", "666", "66\n", "6/", "6:" };

int main(void)
{
	uint8_t data[8];
	char text[16];

	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		struct ingot_bytes plain = ingot_bytes_of_text(vectors[i].plain);
		struct ingot_bytes hex = ingot_bytes_of_text(vectors[i].hex);

		CHECK(ingot_hex_encode(plain, hex.size + 1, text) == 0);
		CHECK_TEXT(text, vectors[i].hex);
		text[0] = '!';
		CHECK(ingot_hex_encode(plain, hex.size, text) == -EINVAL && text[0] == '!');
		CHECK(ingot_hex_decode(hex, plain.size, data) == 0);
		CHECK(memcmp(data, vectors[i].plain, plain.size) == 0);
		CHECK(ingot_hex_decode(hex, plain.size + 1, data) == -EBADMSG);
	}
	CHECK(ingot_hex_encode((struct ingot_bytes){ data, 0 }, 0, text) == -EINVAL);
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		memset(data, 0xee, sizeof(data));
		CHECK(ingot_hex_decode(ingot_bytes_of_text(refused[i]), strlen(refused[i]) / 2,
				       data) == -EBADMSG);
		CHECK(data[0] == 0xee);
	}
	return check_result();
}
