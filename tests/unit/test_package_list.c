/* SPDX-License-Identifier: Apache-2.0 */
/* Packages of a release: a lock file's first lines as scripts/lock wrote them, and packages.json's as a build did. */
#include "measurements/package_list.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

#define HEAD "# ingot lock 1: name version architecture size sha256 path\n"
#define APT                                                                                         \
	"apt 3.0.4 amd64 1453228 15c2030e0fb46580af4f1b4cc303f4bd26da781b004e99763bc9eff7cf8e19b8 " \
	"pool/main/a/apt/apt_3.0.4_amd64.deb\n"
#define DASH                          \
	"dash 0.5.12-12 amd64 98504 " \
	"a8902cb6d8650134764a25fb80aec8589d858ef71ece1680a62e84816c37bb04 pool/main/d/dash.deb\n"
#define ONE "{\"name\":\"apt\",\"version\":\"3.0.4\",\"architecture\":\"amd64\",\"licences\":[]}"

static const struct {
	const char *text;
	int want;
	const char *rule;
} refused[] = {
	{ "", -EBADMSG, "neither a lock file nor packages.json" },
	{ APT, -EBADMSG, "neither a lock file nor packages.json" },
	{ HEAD, -EBADMSG, "no package" },
	{ HEAD "apt 3.0.4 amd64\n", -EBADMSG,
	  "a line that is not name version architecture size sha256 path" },
	{ HEAD "a b c d e f g\n", -EBADMSG,
	  "a line that is not name version architecture size sha256 path" },
	{ HEAD "a  c d e f\n", -EBADMSG,
	  "a line that is not name version architecture size sha256 path" },
	{ HEAD "a\t b c d e f\n", -EBADMSG,
	  "a line that is not name version architecture size sha256 path" },
	{ HEAD APT "\n# why\n" DASH, -EBADMSG,
	  "a line that is not name version architecture size sha256 path" },
	{ "{}", -EBADMSG, "no package" },
	{ "{\"root\":{}}", -EBADMSG, "a member that is no list of packages" },
	{ "{\"\":[]}", -EBADMSG, "a member that is no list of packages" },
	{ "{\"root\":[{\"name\":\"apt\"}]}", -EBADMSG,
	  "a package without name, version or architecture" },
	{ "{\"root\":[3]}", -EBADMSG, "a package without name, version or architecture" },
	{ "{\"a\":[],\"b\":[],\"c\":[],\"d\":[],\"e\":[],\"f\":[],\"g\":[],\"h\":[],\"i\":[]}",
	  -EFBIG, "more packages, or trees of them, than a release has" },
};

static void test_lock(void)
{
	ingot_scoped(ingot_package_list_drop) struct ingot_package_list list = { 0 };

	CHECK(ingot_package_list_read(ingot_bytes_of_text(HEAD APT DASH), NULL, &list) == 0);
	CHECK(list.count == 2 && list.tree_count == 1 && !list.trees[0].name &&
	      list.trees[0].count == 2);
	CHECK(ingot_bytes_equal_text(list.packages[0].name, "apt") &&
	      ingot_bytes_equal_text(list.packages[1].version, "0.5.12-12") &&
	      ingot_bytes_equal_text(list.packages[1].architecture, "amd64"));
}

static void test_json(void)
{
	ingot_scoped(ingot_package_list_drop) struct ingot_package_list list = { 0 };
	const char *text = "{\"root\":[" ONE "," ONE "],\"initrd\":[" ONE "]}";

	CHECK(ingot_package_list_read(ingot_bytes_of_text(text), NULL, &list) == 0);
	CHECK(list.count == 3 && list.tree_count == 2);
	CHECK_TEXT(list.trees[1].name, "initrd");
	CHECK(list.trees[1].first == 2 && list.trees[1].count == 1 &&
	      ingot_bytes_equal_text(list.packages[2].version, "3.0.4"));
}

static void test_refused(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		struct ingot_package_list list = { .count = 99 };
		struct ingot_fault fault = { 0 };

		CHECK(ingot_package_list_read(ingot_bytes_of_text(refused[i].text), &fault,
					      &list) == refused[i].want);
		CHECK_TEXT(fault.rule, refused[i].rule);
		CHECK(list.count == 99 && !list.packages);
	}
}

/* Cut anywhere: an error, or the packages before the cut. */
static void test_truncated(void)
{
	const char *texts[] = { HEAD APT DASH, "{\"root\":[" ONE "]}" };

	for (size_t t = 0; t < ARRAY_COUNT(texts); t++)
		for (size_t size = 0; size < strlen(texts[t]); size++) {
			ingot_scoped(
				ingot_package_list_drop) struct ingot_package_list list = { 0 };
			int r = ingot_package_list_read(
				(struct ingot_bytes){ (const uint8_t *)texts[t], size }, NULL,
				&list);

			CHECK(r == -EBADMSG || (r == 0 && t == 0 && list.count > 0));
		}
}

int main(void)
{
	test_lock();
	test_json();
	test_refused();
	test_truncated();
	return check_result();
}
