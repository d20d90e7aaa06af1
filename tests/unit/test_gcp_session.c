/* SPDX-License-Identifier: Apache-2.0 */
/* What a service says it has: the Range header of Google's page "Perform resumable uploads". */
#include "upload/gcp_session.h"

#include <errno.h>

#include "check.h"

#define SIZE 1000000

static void test_range(void)
{
	static const struct {
		const char *range;
		int want;
		uint64_t size;
	} ranges[] = {
		{ "bytes=0-0", 0, 1 },
		{ "bytes=0-262143", 0, 262144 },
		{ "bytes=0-999999", 0, SIZE },
		{ "bytes=0-0000999999", 0, SIZE },
		{ "bytes=0-1000000", -EBADMSG, 0 },
		{ "bytes=0-18446744073709551615", -EBADMSG, 0 },
		{ "bytes=0-18446744073709551616", -EBADMSG, 0 },
		{ "bytes=0-99999999999999999999999999999999", -EBADMSG, 0 },
		{ "bytes=0-", -EBADMSG, 0 },
		{ "bytes=0--1", -EBADMSG, 0 },
		{ "bytes=0-1 ", -EBADMSG, 0 },
		{ "bytes=0-1,2-3", -EBADMSG, 0 },
		{ "bytes=1-2", -EBADMSG, 0 },
		{ "bytes 0-1", -EBADMSG, 0 },
		{ "0-1", -EBADMSG, 0 },
		{ "", -EBADMSG, 0 },
	};

	for (size_t i = 0; i < ARRAY_COUNT(ranges); i++) {
		uint64_t size = 7;

		CHECK(ingot_gcp_session_range(ranges[i].range, SIZE, &size) == ranges[i].want);
		CHECK(size == (ranges[i].want ? 7 : ranges[i].size));
	}
}

int main(void)
{
	test_range();
	return check_result();
}
