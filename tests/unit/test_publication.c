/* SPDX-License-Identifier: Apache-2.0 */
/* Indexes in the form that publication.h specifies, typed by hand. */
#include "measurements/publication.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

#define A64     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define TIMES   "\"issued\":\"2026-01-02T03:04:05Z\",\"expires\":\"2026-04-02T03:04:05Z\""
#define NAMES   "\"version\":\"1.2.0\",\"ref\":\"-\",\"stream\":\"stable\","
#define HEAD    "\"schema\":\"ingot.index/1\"," NAMES TIMES
#define LATEST  "\"schema\":\"ingot.latest/1\"," NAMES TIMES
#define MEASURE "{\"name\":\"measurements.json\",\"size\":24171,\"sha256\":\"" A64 "\"}"
#define FILE_OF(name, size, digest) \
	"{\"name\":\"" name "\",\"size\":" size ",\"sha256\":\"" digest "\"}"
#define FILES(list) "{" HEAD ",\"floor\":\"1.1.0\",\"files\":[" list "]}"

#define ISSUED      1767323045 /* date -u -d 2026-01-02T03:04:05Z +%s */
#define EXPIRES     1775099045

static const char whole[] = FILES(FILE_OF("info.json", "0", A64) "," MEASURE);
static const char latest[] = "{" LATEST "}";

static const struct {
	const char *text, *rule;
} refused[] = {
	{ "{}", "file has no schema" },
	{ "[]", "file has an unknown key" },
	{ "{" LATEST ",\"floor\":\"1.1.0\",\"files\":[" MEASURE "]}", "schema is another one" },
	{ "{" HEAD ",\"floor\":\"1.1.0\",\"files\":[" MEASURE "],\"more\":1}",
	  "file has an unknown key" },
	{ "{" HEAD ",\"floor\":\"1.1.0\"}", "file has no list of files" },
	{ "{" HEAD ",\"files\":[" MEASURE "]}", "floor is not a semantic version" },
	{ "{" HEAD ",\"floor\":\"1.1\",\"files\":[" MEASURE "]}",
	  "floor is not a semantic version" },
	{ "{\"schema\":\"ingot.index/1\",\"version\":\"v1\"}",
	  "version is not a semantic version" },
	{ "{\"schema\":\"ingot.index/1\",\"version\":\"1.2.0\",\"ref\":\"a/b\"}",
	  "ref or stream is not a plain name" },
	{ "{\"schema\":\"ingot.index/1\",\"version\":\"1.2.0\",\"ref\":\"-\",\"stream\":\"..\"}",
	  "ref or stream is not a plain name" },
	{ "{\"schema\":\"ingot.index/1\"," NAMES "\"issued\":1}",
	  "issued or expires is not YYYY-MM-DDThh:mm:ssZ" },
	{ "{\"schema\":\"ingot.index/1\"," NAMES "\"issued\":\"2026-01-02T03:04:05Z\",\"expires\":"
	  "\"2026-01-02T03:04:05Z\"}",
	  "expires is not after issued" },
	{ FILES(""), "the list lacks measurements.json" },
	{ FILES("1"), "file is not an object" },
	{ FILES("{\"name\":\"a\"}"), "file's size is not a number of bytes" },
	{ FILES("{\"size\":1}"), "file's name is not a plain one" },
	{ FILES("{\"name\":\"a\",\"size\":1}"), "file's sha256 is not 64 hexadecimal digits" },
	{ FILES("{\"name\":\"a\",\"size\":1,\"mode\":1}"), "file has an unknown key" },
	{ FILES(FILE_OF("../a", "1", A64)), "file's name is not a plain one" },
	{ FILES(FILE_OF(".a", "1", A64)), "file's name is not a plain one" },
	{ FILES(FILE_OF("", "1", A64)), "file's name is not a plain one" },
	{ FILES(FILE_OF("a\\u0000", "1", A64)), NULL },
	{ FILES(FILE_OF("a", "-1", A64)), "file's size is not a number of bytes" },
	{ FILES(FILE_OF("a", "1.0", A64)), "file's size is not a number of bytes" },
	{ FILES(FILE_OF("a", "1125899906842625", A64)), "file's size is not a number of bytes" },
	{ FILES(FILE_OF("a", "1", "A" A64)), "file's sha256 is not 64 hexadecimal digits" },
	{ FILES(MEASURE "," MEASURE), "files are not in the order of their names, each once" },
	{ FILES(MEASURE "," FILE_OF("info.json", "0", A64)),
	  "files are not in the order of their names, each once" },
	{ FILES(FILE_OF("index.json", "0", A64)), "the list names an index or a signature" },
	{ FILES(FILE_OF("index.json.sig", "0", A64)), "the list names an index or a signature" },
	{ FILES(MEASURE "," FILE_OF("measurements.json.sig", "0", A64)),
	  "the list names an index or a signature" },
	{ "{" HEAD ",\"floor\":\"1.1.0\",\"floor\":\"1.1.0\",\"files\":[" MEASURE "]}", NULL },
	{ "{" HEAD ",\"floor\":\"1.1.0\",\"files\":[" MEASURE "]} x", NULL },
};

static void test_whole(void)
{
	struct ingot_publication publication;
	struct ingot_publication_head head;
	struct ingot_fault fault = { 0 };

	if (!CHECK(ingot_publication_read(ingot_bytes_of_text(whole), &fault, &publication) == 0))
		return;
	CHECK_TEXT(publication.head.version.text, "1.2.0");
	CHECK_TEXT(publication.head.ref, "-");
	CHECK_TEXT(publication.head.stream, "stable");
	CHECK_TEXT(publication.floor.text, "1.1.0");
	CHECK(publication.head.issued == ISSUED && publication.head.expires == EXPIRES);
	CHECK(publication.file_count == 2);
	CHECK(ingot_publication_find(&publication, "measurements.json") == &publication.files[1]);
	CHECK(!ingot_publication_find(&publication, "measurements"));
	CHECK(publication.files[1].size == 24171 && publication.files[1].digest.bytes[31] == 0xaa);
	if (!CHECK(ingot_publication_read_latest(ingot_bytes_of_text(latest), &fault, &head) == 0))
		return;
	CHECK_TEXT(head.version.text, "1.2.0");
	CHECK(head.issued == ISSUED && head.expires == EXPIRES);
	CHECK(ingot_publication_read_latest(ingot_bytes_of_text(whole), &fault, &head) == -EBADMSG);
	CHECK(ingot_publication_read_latest(ingot_bytes_of_text("{}"), NULL, &head) == -EBADMSG);
}

static void test_refused(void)
{
	struct ingot_publication publication, untouched;

	memset(&untouched, 0x5a, sizeof(untouched));
	publication = untouched;
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		struct ingot_fault fault = { 0 };

		if (!CHECK(ingot_publication_read(ingot_bytes_of_text(refused[i].text), &fault,
						  &publication) == -EBADMSG))
			fprintf(stderr, "  %s\n", refused[i].text);
		CHECK(fault.rule != NULL);
		if (refused[i].rule)
			CHECK_TEXT(fault.rule, refused[i].rule);
	}
	CHECK(memcmp(&publication, &untouched, sizeof(untouched)) == 0);
}

static void test_truncated(void)
{
	struct ingot_publication publication;
	struct ingot_publication_head head;
	struct ingot_bytes huge = { (const uint8_t *)"", INGOT_PUBLICATION_SIZE_MAX + 1 };

	for (size_t size = 0; size < sizeof(whole) - 1; size++) {
		ingot_scoped(ingot_scoped_free) uint8_t *copy = malloc(size + 1);
		struct ingot_bytes cut = { copy, size };

		memcpy(copy, whole, size);
		CHECK(ingot_publication_read(cut, NULL, &publication) == -EBADMSG);
	}
	for (size_t size = 0; size < sizeof(latest) - 1; size++) {
		ingot_scoped(ingot_scoped_free) uint8_t *copy = malloc(size + 1);
		struct ingot_bytes cut = { copy, size };

		memcpy(copy, latest, size);
		CHECK(ingot_publication_read_latest(cut, NULL, &head) == -EBADMSG);
	}
	CHECK(ingot_publication_read(huge, NULL, &publication) == -EFBIG);
	CHECK(ingot_publication_read_latest(huge, NULL, &head) == -EFBIG);
}

/* A list of @count files before measurements.json: named "a00", "a01", and so on. */
static int read_many(unsigned count)
{
	static char text[INGOT_PUBLICATION_SIZE_MAX];
	struct ingot_publication publication;
	int at = snprintf(text, sizeof(text), "{" HEAD ",\"floor\":\"1.1.0\",\"files\":[");

	for (unsigned i = 0; i < count; i++)
		at += snprintf(&text[at], sizeof(text) - (size_t)at,
			       "{\"name\":\"a%02u\",\"size\":1,\"sha256\":\"" A64 "\"},", i);
	(void)snprintf(&text[at], sizeof(text) - (size_t)at, MEASURE "]}");
	return ingot_publication_read(ingot_bytes_of_text(text), NULL, &publication);
}

static const struct {
	const char *version, *ref, *stream;
	int64_t now;
	const char *words; /* NULL: it is */
} wanted[] = {
	{ "1.2.0", "-", "stable", ISSUED, NULL },
	{ NULL, "-", "stable", ISSUED, NULL },
	{ NULL, "-", "stable", EXPIRES - 1, NULL },
	{ NULL, "-", "stable", ISSUED - INGOT_PUBLICATION_CLOCK_SLACK, NULL },
	{ NULL, "-", "stable", EXPIRES, "expired at 2026-04-02T03:04:05Z" },
	{ NULL, "-", "stable", ISSUED - INGOT_PUBLICATION_CLOCK_SLACK - 1,
	  "is issued in the future, at 2026-01-02T03:04:05Z: is this clock right?" },
	{ "1.2.1", "-", "stable", ISSUED, "is of version 1.2.0, not 1.2.1" },
	{ "1.2.0-rc.1", "-", "stable", ISSUED, "is of version 1.2.0, not 1.2.0-rc.1" },
	{ NULL, "main", "stable", ISSUED, "is of ref -, not main" },
	{ NULL, "-", "debug", ISSUED, "is of stream stable, not debug" },
};

static void test_wanted(void)
{
	struct ingot_publication publication;
	struct ingot_reason reason = { 0 };

	if (ingot_publication_read(ingot_bytes_of_text(whole), NULL, &publication) < 0)
		return;
	for (size_t i = 0; i < ARRAY_COUNT(wanted); i++) {
		struct ingot_version version;
		const struct ingot_publication_wanted want = { wanted[i].version ? &version : NULL,
							       wanted[i].ref, wanted[i].stream,
							       wanted[i].now };

		if (wanted[i].version)
			CHECK(ingot_version_read(ingot_bytes_of_text(wanted[i].version),
						 &version) == 0);
		reason = (struct ingot_reason){ 0 };
		CHECK(ingot_publication_check(&publication, &want, &reason) ==
		      (wanted[i].words ? -EKEYREJECTED : 0));
		CHECK_TEXT(reason.text, wanted[i].words ? wanted[i].words : "");
	}
	CHECK(ingot_version_read(ingot_bytes_of_text("1.2.1"), &publication.floor) == 0);
	CHECK(ingot_publication_check(
		      &publication,
		      &(struct ingot_publication_wanted){ NULL, "-", "stable", ISSUED },
		      &reason) == -EKEYREJECTED);
	CHECK_TEXT(reason.text, "version 1.2.0 is withdrawn: the oldest one allowed is 1.2.1");
}

static void test_names(void)
{
	char longest[INGOT_PUBLICATION_NAME_SIZE + 1], path[INGOT_PUBLICATION_PATH_SIZE] = "";
	struct ingot_version version;

	memset(longest, 'a', sizeof(longest));
	longest[INGOT_PUBLICATION_NAME_SIZE] = '\0';
	CHECK(ingot_publication_name_check(longest) == -EBADMSG);
	longest[INGOT_PUBLICATION_NAME_SIZE - 1] = '\0';
	CHECK(ingot_publication_name_check(longest) == 0);
	CHECK(ingot_publication_name_check("a b") == -EBADMSG);
	CHECK(ingot_publication_name_check("a%2f") == -EBADMSG);
	CHECK(ingot_publication_name_check("\xc3\xa4") == -EBADMSG);
	CHECK(ingot_version_read(ingot_bytes_of_text("1.2.0-rc.1"), &version) == 0);
	CHECK(ingot_publication_path("a/b", "stable", &version, path) == -EINVAL);
	CHECK(ingot_publication_stream_path("-", "", path) == -EINVAL);
	CHECK_TEXT(path, "");
	CHECK(ingot_publication_path("-", "stable", &version, path) == 0);
	CHECK_TEXT(path, "v2/ref/-/stream/stable/1.2.0-rc.1/image");
	CHECK(ingot_publication_stream_path("main", "debug", path) == 0);
	CHECK_TEXT(path, "v2/ref/main/stream/debug");
	/* all of them as long as they may be */
	CHECK(ingot_publication_path(longest, longest, &version, path) == 0);
	CHECK_TEXT(strrchr(path, '/'), "/image");
}

int main(void)
{
	test_whole();
	test_refused();
	test_truncated();
	CHECK(read_many(INGOT_PUBLICATION_FILE_COUNT_MAX - 1) == 0);
	CHECK(read_many(INGOT_PUBLICATION_FILE_COUNT_MAX) == -EFBIG);
	test_wanted();
	test_names();
	return check_result();
}
