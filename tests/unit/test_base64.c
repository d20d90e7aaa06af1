/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base64.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/check.h"

/*
 * Source of the pairs: RFC 4648 section 10; the last by `printf '\373\377\277\001' | base64`
 * (coreutils).
 */
static const struct {
	const char *plain, *text;
} vectors[] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
	{ "\xfb\xff\xbf\x01", "+/+/AQ==" },
};

/*
 * Lengths, padding in the wrong place, unused bits that are not zero, white space, the other
 * alphabet.
 */
static const char *const refused[] = {
	"Z",    "Zg",   "Zg=",    "Zg===",    "Z===", "====", "=Zg=", "Zg=v",
	"Zh==", "Zm9=", "Zm9v\n", "Zg==Zg==", "-_-_", "Zm 9", "Zm9v="
};

int main(void)
{
	uint8_t data[12];
	char text[20];
	size_t size;

	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		struct ingot_bytes plain = ingot_bytes_of_text(vectors[i].plain);
		struct ingot_bytes encoded = ingot_bytes_of_text(vectors[i].text);

		CHECK(ingot_base64_text_size(plain.size) == encoded.size);
		CHECK(ingot_base64_encode(plain, encoded.size + 1, text) == 0);
		CHECK_TEXT(text, vectors[i].text);
		text[0] = '!';
		CHECK(ingot_base64_encode(plain, encoded.size, text) == -EINVAL && text[0] == '!');
		size = 99;
		CHECK(ingot_base64_decode(encoded, plain.size, data, &size) == 0 &&
		      size == plain.size);
		CHECK(memcmp(data, vectors[i].plain, plain.size) == 0);
		if (plain.size > 0)
			CHECK(ingot_base64_decode(encoded, plain.size - 1, data, &size) == -EINVAL);
	}
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		memset(data, 0xee, sizeof(data));
		size = 99;
		CHECK(ingot_base64_decode(ingot_bytes_of_text(refused[i]), sizeof(data), data,
					  &size) == -EBADMSG);
		CHECK(size == 99 && data[0] == 0xee);
	}
	return check_result();
}
