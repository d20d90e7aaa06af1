/* SPDX-License-Identifier: Apache-2.0 */
/* Certificate tables: kinds passed over, lengths that lie. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "measurements/certtable.h"

/* Another kind; an EFI GUID one that is PKCS #7; a PKCS one, with padding behind it. */
static const uint8_t table[] = {
	16,   0,    0,    0,    0,    2,    1,    0,    'x',  '5',  '0',  '9',  '.',
	'.',  '.',  '.',  27,   0,    0,    0,    0,    2,    0xf1, 0x0e, 0x9d, 0xd2,
	0xaf, 0x4a, 0xdf, 0x68, 0xee, 0x49, 0x8a, 0xa9, 0x34, 0x7d, 0x37, 0x56, 0x65,
	0xa7, 'g',  'u',  'i',  0,    0,    0,    0,    0,    11,   0,    0,    0,
	0,    2,    2,    0,    'd',  'e',  'r',  0,    0,    0,    0,    0,
};

static int walk(struct ingot_bytes rest, unsigned *count)
{
	struct ingot_bytes pkcs7 = { NULL, 77 };
	int r;

	*count = 0;
	while ((r = ingot_certtable_next(&rest, &pkcs7)) > 0) {
		CHECK(ingot_bytes_equal_text(pkcs7, *count ? "der" : "gui"));
		(*count)++;
	}
	CHECK(*count || pkcs7.size == 77);
	return r;
}

int main(void)
{
	static const struct {
		size_t at;
		uint8_t value;
	} lies[] = {
		{ 0, 0 }, { 0, 8 }, { 0, 65 }, { 3, 0x80 }, { 16, 24 }, { 48, 17 }, { 48, 7 }
	};
	uint8_t copy[sizeof(table)];
	unsigned count;

	CHECK(walk((struct ingot_bytes){ table, sizeof(table) }, &count) == 0 && count == 2);
	CHECK(walk((struct ingot_bytes){ 0 }, &count) == 0 && count == 0);
	for (size_t i = 0; i < ARRAY_COUNT(lies); i++) {
		memcpy(copy, table, sizeof(table));
		copy[lies[i].at] = lies[i].value;
		CHECK(walk((struct ingot_bytes){ copy, sizeof(copy) }, &count) == -EBADMSG);
	}
	for (size_t size = 1; size < sizeof(table); size++) {
		uint8_t *part = malloc(size);

		if (!part)
			abort();
		memcpy(part, table, size);
		CHECK(walk((struct ingot_bytes){ part, size }, &count) ==
		      (size == 16 || size == 48 ? 0 : -EBADMSG));
		free(part);
	}
	return check_result();
}
