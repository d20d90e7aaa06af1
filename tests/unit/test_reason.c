/* SPDX-License-Identifier: Apache-2.0 */
#include "base/reason.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/check.h"

int main(void)
{
	struct ingot_reason reason = { 0 };
	char large[2 * INGOT_REASON_SIZE];

	CHECK(ingot_refuse(&reason, -EIO, "PCR %u", 15U) == -EIO);
	CHECK_TEXT(reason.text, "PCR 15");
	CHECK(ingot_refuse(&reason, -EBADMSG, "a\n\x1b[31m\xc3\xa9") == -EBADMSG);
	CHECK_TEXT(reason.text, "a??[31m??");
	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	CHECK(ingot_refuse(&reason, -EIO, "%s", large) == -EIO);
	CHECK(strlen(reason.text) == INGOT_REASON_SIZE - 1);
	return check_result();
}
