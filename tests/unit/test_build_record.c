/* SPDX-License-Identifier: Apache-2.0 */
/* build.json: what a build left, and what is no such file. */
#include "measurements/build_record.h"

#include <errno.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

#define TEXTS                                                                                \
	"\"version\":\"0.1.0\",\"platform\":\"qemu\",\"stream\":\"stable\",\"locked\":true," \
	"\"kernel\":\"6.12.117+deb13-cloud-amd64\",\"roothash\":\"82110e6a\""
#define SIZES                                                                                    \
	"\"sizes\":{\"initrd\":10050372,\"uki\":21881344,\"root\":137256960,\"verity\":1093632," \
	"\"disk\":685682688,\"disk_data\":161611776}"
#define SCHEMA  "\"schema\":\"ingot.build/1\""
#define NO_TEXT "no version, platform, stream, kernel or roothash of one line"
#define NO_SIZE "a size is missing, or is no number of bytes"

static const struct {
	const char *text;
	const char *rule;
} refused[] = {
	{ "{" TEXTS "," SIZES "}", "schema is not ingot.build/1" },
	{ "{" SCHEMA "," SIZES "}", NO_TEXT },
	{ "{" SCHEMA ",\"version\":\"a\\tb\"," SIZES "}", NO_TEXT },
	{ "{" SCHEMA "," TEXTS "}", NO_SIZE },
	{ "{" SCHEMA "," TEXTS ",\"sizes\":{\"disk\":-1}}", NO_SIZE },
	{ "{" SCHEMA "," TEXTS ",\"sizes\":{\"disk\":1}}", NO_SIZE },
};

int main(void)
{
	ingot_scoped(ingot_build_record_drop) struct ingot_build_record record = { 0 };
	const char *text = "{" SCHEMA "," TEXTS "," SIZES "}";

	CHECK(ingot_build_record_read(ingot_bytes_of_text(text), NULL, &record) == 0);
	CHECK_TEXT(record.kernel, "6.12.117+deb13-cloud-amd64");
	CHECK_TEXT(record.roothash, "82110e6a");
	CHECK(record.sizes[INGOT_BUILD_SIZE_DISK] == 685682688 &&
	      record.sizes[INGOT_BUILD_SIZE_DISK_DATA] == 161611776 &&
	      record.sizes[INGOT_BUILD_SIZE_INITRD] == 10050372);
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		struct ingot_build_record none = { 0 };
		struct ingot_fault fault = { 0 };

		CHECK(ingot_build_record_read(ingot_bytes_of_text(refused[i].text), &fault,
					      &none) == -EBADMSG);
		CHECK_TEXT(fault.rule, refused[i].rule);
		CHECK(!none.root && !none.version);
	}
	return check_result();
}
