/* SPDX-License-Identifier: Apache-2.0 */
/* The canonical bytes, typed by hand as publication.h shows them. */
#include "measurements/publication_writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HEAD(schema)                                \
	"{\n"                                       \
	"  \"schema\": \"" schema "\",\n"           \
	"  \"version\": \"1.2.0\",\n"               \
	"  \"ref\": \"-\",\n"                       \
	"  \"stream\": \"stable\",\n"               \
	"  \"issued\": \"2026-01-02T03:04:05Z\",\n" \
	"  \"expires\": \"2026-04-02T03:04:05Z\""

static const char index_text[] = HEAD("ingot.index/1") ",\n"
						       "  \"floor\": \"1.1.0\",\n"
						       "  \"files\": [\n"
						       "    {\n"
						       "      \"name\": \"info.json\",\n"
						       "      \"size\": 0,\n"
						       "      \"sha256\": \"" A64 "\"\n"
						       "    },\n"
						       "    {\n"
						       "      \"name\": \"measurements.json\",\n"
						       "      \"size\": 24171,\n"
						       "      \"sha256\": \"" A64 "\"\n"
						       "    }\n"
						       "  ]\n"
						       "}\n";
static const char latest_text[] = HEAD("ingot.latest/1") "\n}\n";

static int write_text(const struct ingot_publication *publication)
{
	char *text = NULL;
	size_t size = 42;
	int r = ingot_publication_write(publication, &text, &size);

	CHECK(r == 0 || (!text && size == 42));
	free(text);
	return r;
}

/* Nothing that a reader would refuse is written. */
static void test_refused(const struct ingot_publication *good)
{
	struct ingot_publication bad = *good;

	CHECK(write_text(&bad) == 0);
	bad.head.expires = bad.head.issued;
	CHECK(write_text(&bad) == -EINVAL);
	bad = *good;
	bad.head.issued = -1;
	CHECK(write_text(&bad) == -EINVAL);
	bad = *good;
	bad.files[0] = bad.files[1];
	CHECK(write_text(&bad) == -EINVAL);
	bad = *good;
	strcpy(bad.files[0].name, "a/b");
	CHECK(write_text(&bad) == -EINVAL);
	bad = *good;
	bad.file_count = 0;
	CHECK(write_text(&bad) == -EINVAL);
	bad.file_count = INGOT_PUBLICATION_FILE_COUNT_MAX + 1;
	CHECK(write_text(&bad) == -EFBIG);
}

int main(void)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	ingot_scoped(ingot_scoped_free) char *latest = NULL;
	struct ingot_publication publication, turned;
	size_t size = 0;

	if (!CHECK(ingot_publication_read(ingot_bytes_of_text(index_text), NULL, &publication) ==
		   0))
		return check_result();
	turned = publication;
	turned.files[0] = publication.files[1];
	turned.files[1] = publication.files[0];
	CHECK(ingot_publication_write(&turned, &text, &size) == 0);
	CHECK_TEXT(text, index_text);
	CHECK(size == sizeof(index_text) - 1);
	CHECK(ingot_publication_write_latest(&publication.head, &latest, &size) == 0);
	CHECK_TEXT(latest, latest_text);
	CHECK(size == sizeof(latest_text) - 1);
	test_refused(&publication);
	return check_result();
}
