/* SPDX-License-Identifier: Apache-2.0 */
/* packages.lock: first lines as scripts/lock wrote them, and what is no such file. */
#include "measurements/lock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

#define HEAD "# ingot lock 1: name version architecture size sha256 path\n"
#define SUM  "15c2030e0fb46580af4f1b4cc303f4bd26da781b004e99763bc9eff7cf8e19b8"
#define APT  "apt 3.0.4 amd64 1453228 " SUM " pool/main/a/apt/apt_3.0.4_amd64.deb\n"

/* Lines behind the first one. */
static const char *const refused[] = {
	"\n",
	"# why\n",
	"apt 3.0.4 amd64 1453228 " SUM "\n",
	"apt 3.0.4 amd64 1453228 " SUM " pool more\n",
	"apt 3.0.4 amd64 1453228 " SUM " pool \n",
	"apt  3.0.4 amd64 1453228 " SUM " pool\n",
	" apt 3.0.4 amd64 1453228 " SUM " pool\n",
	"apt\t1 3.0.4 amd64 1453228 " SUM " pool\n",
	"apt 3.0.4 amd64 1453228 " SUM "0 pool\n",
	"apt 3.0.4 amd64 1453228 0 pool\n",
	"\xc3\xa4pt 3.0.4 amd64 1453228 " SUM " pool\n",
	"apt 3.0.4 amd64 1453228 " SUM " pool\r\n",
	"apt 3.0.4 amd64 1453228 " SUM " pool",
};

static void test_entries(void)
{
	struct ingot_bytes rest = ingot_bytes_of_text(HEAD APT APT);
	struct ingot_lock_entry entry;
	char text[INGOT_DIGEST_TEXT_SIZE];

	CHECK(ingot_lock_begin(&rest) == 0);
	CHECK(ingot_lock_next(&rest, &entry) == 1);
	CHECK(ingot_bytes_equal_text(entry.name, "apt"));
	CHECK(ingot_bytes_equal_text(entry.version, "3.0.4"));
	CHECK(ingot_bytes_equal_text(entry.architecture, "amd64"));
	CHECK(ingot_bytes_equal_text(entry.size, "1453228"));
	CHECK(ingot_bytes_equal_text(entry.path, "pool/main/a/apt/apt_3.0.4_amd64.deb"));
	ingot_digest_text(&entry.digest, text);
	CHECK_TEXT(text, SUM);
	CHECK(ingot_lock_next(&rest, &entry) == 1);
	CHECK(ingot_lock_next(&rest, &entry) == 0 && rest.size == 0);
	CHECK(ingot_bytes_equal_text(entry.name, "apt"));
}

static void test_refused(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		const struct ingot_bytes whole = ingot_bytes_of_text(refused[i]);
		struct ingot_lock_entry entry = { .size = { NULL, 77 } };
		struct ingot_bytes rest = whole;

		if (!CHECK(ingot_lock_next(&rest, &entry) == -EBADMSG))
			fprintf(stderr, "%s\n", refused[i]);
		CHECK(rest.data == whole.data && rest.size == whole.size && entry.size.size == 77);
	}
}

/* Cut anywhere, from a block of exactly that size. */
static void test_truncated(void)
{
	static const char whole[] = HEAD APT;

	for (size_t size = 0; size < sizeof(whole) - 1; size++) {
		ingot_scoped(ingot_scoped_free) uint8_t *copy = malloc(size ? size : 1);
		struct ingot_bytes rest = { copy, size };
		struct ingot_lock_entry entry;

		if (!copy)
			exit(1);
		memcpy(copy, whole, size);
		if (size < sizeof(HEAD) - 1) {
			CHECK(ingot_lock_begin(&rest) == -EBADMSG && rest.size == size);
			continue;
		}
		CHECK(ingot_lock_begin(&rest) == 0);
		CHECK(ingot_lock_next(&rest, &entry) == (size == sizeof(HEAD) - 1 ? 0 : -EBADMSG));
	}
}

int main(void)
{
	test_entries();
	test_refused();
	test_truncated();
	return check_result();
}
