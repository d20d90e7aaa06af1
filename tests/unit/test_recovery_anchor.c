/* SPDX-License-Identifier: Apache-2.0 */
#include "node/recovery_anchor.h"

#include <errno.h>
#include <string.h>

#include "base/hex.h"
#include "tests/unit/check.h"

int main(void)
{
	/* source: python's hashlib over the structures of the specification; the value of PCR n is
	 * 32 bytes of n */
	static const struct {
		uint32_t pcrs;
		const char *name;
	} names[] = {
		{ 0, "000b76bdf3ed3d0bdb7c30a212a0b978b56f3adb24d463915f672fda8595b46c9cd2" },
		{ 1 << 7, "000b0221e07eca98278c183dcc2788fac7f2cfc1ed13090ea21dc93cb3e5e9e9d672" },
		{ 1 | 1 << 8 | 1 << 11 | 1 << 23,
		  "000b910fee8870597b0cdb86af7acffcf96037cfa3de1d06f593b177953f9f51b4cc" },
	};
	struct ingot_recovery_anchor anchor = { .area_size = 77 };
	uint8_t values[INGOT_RECOVERY_PCR_MAX][32];
	char text[2 * INGOT_RECOVERY_ANCHOR_NAME_SIZE + 1];

	for (size_t i = 0; i < ARRAY_COUNT(values); i++)
		memset(values[i], (int)i, sizeof(values[i]));
	CHECK(ingot_recovery_anchor_make(values, 1 << 24, &anchor) == -EINVAL);
	CHECK(ingot_recovery_anchor_make(NULL, 1, &anchor) == -EINVAL);
	CHECK(anchor.area_size == 77);
	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		CHECK(ingot_recovery_anchor_make(names[i].pcrs ? values : NULL, names[i].pcrs,
						 &anchor) == 0);
		CHECK(ingot_hex_encode((struct ingot_bytes){ anchor.name, sizeof(anchor.name) },
				       sizeof(text), text) == 0);
		CHECK_TEXT(text, names[i].name);
	}
	CHECK(ingot_recovery_anchor_make(values, 0xffffff, &anchor) == 0);
	return check_result();
}
