/* SPDX-License-Identifier: Apache-2.0 */
/* The disk images that info.json names. */
#include "cli/image_list.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "check.h"

#define DIGEST "d8f03f60ab06c3e06911231868a953f0e9d63bffffb11ff48e7e5af1a99a5d47"
#define HEAD \
	"\"schema\": \"ingot.info/1\", \"version\": \"1.2.0\", \"ref\": \"-\", \"stream\": \"stable\""
#define QEMU    "\"platform\": \"qemu\", \"format\": \"raw\""
#define SIZE    "\"size\": 640684032"
#define SHA     "\"sha256\": \"" DIGEST "\""
#define BESIDE  "\"location\": \"qemu.raw\""
#define FETCHED "{ " QEMU ", " SIZE ", " SHA ", " BESIDE " }"
#define CLOUD   "{ \"platform\": \"aws\", \"region\": \"eu\", \"id\": \"ami-1\", \"more\": [] }"

static struct ingot_publication_head head(void)
{
	struct ingot_publication_head head = { .ref = "-", .stream = "stable" };

	CHECK(ingot_version_read(ingot_bytes_of_text("1.2.0"), &head.version) == 0);
	return head;
}

static void test_read(void)
{
	static const struct {
		const char *text;
		int want;
		const char *words;
	} cases[] = {
		{ "{ " HEAD ", \"images\": [] }", 0, "" },
		{ "{ " HEAD ", \"images\": [ " CLOUD ", 7, " FETCHED " ] }", 0, "" },
		{ "{ " HEAD " }", -EBADMSG, "info.json: has no list of images" },
		{ "{ " HEAD ", \"images\": {} }", -EBADMSG, "info.json: has no list of images" },
		{ "[]", -EBADMSG, "info.json: is no ingot.info/1" },
		{ "{ \"schema\": \"ingot.info/2\" }", -EBADMSG, "info.json: is no ingot.info/1" },
		{ "{ \"schema\": \"ingot.info/1\", \"version\": \"1.2.1\", \"ref\": \"-\", "
		  "\"stream\": \"stable\", \"images\": [] }",
		  -EKEYREJECTED, "info.json: is of another release" },
		{ "{ \"schema\": \"ingot.info/1\", \"version\": \"1.2.0\", \"ref\": \"-\", "
		  "\"stream\": \"debug\", \"images\": [] }",
		  -EKEYREJECTED, "info.json: is of another release" },
	};
	const struct ingot_publication_head release = head();

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct ingot_image_list list = { 0 };
		struct ingot_reason reason = { .text = "" };

		CHECK(ingot_image_list_read(ingot_bytes_of_text(cases[i].text), &release, &reason,
					    &list) == cases[i].want);
		CHECK_TEXT(reason.text, cases[i].words);
		CHECK((list.root != NULL) == (cases[i].want == 0));
		ingot_image_list_drop(&list);
	}
}

static void test_truncated(void)
{
	static const char text[] = "{ " HEAD ", \"images\": [ " FETCHED " ] }";
	const struct ingot_publication_head release = head();

	for (size_t size = 0; size < sizeof(text) - 1; size++) {
		struct ingot_image_list list = { 0 };
		struct ingot_reason reason;

		CHECK(ingot_image_list_read((struct ingot_bytes){ (const uint8_t *)text, size },
					    &release, &reason, &list) == -EBADMSG);
		CHECK(!list.root && !list.images);
	}
}

static void test_find(void)
{
	static const struct {
		const char *images;
		int want;
		const char *words;
	} cases[] = {
		{ FETCHED, 0, "" },
		{ CLOUD ", " FETCHED, 0, "" },
		{ "{ " QEMU ", \"more\": {}, " SIZE ", " SHA
		  ", \"location\": \"https://example.org/a\" }",
		  0, "" },
		{ CLOUD, -ENOENT, "the release names no disk image for qemu that can be fetched" },
		{ "{ " QEMU ", " SIZE ", " SHA " }", -ENOENT,
		  "the release names no disk image for qemu that can be fetched" },
		{ FETCHED ", " FETCHED, -EBADMSG, "info.json: several images for qemu" },
		{ "{ " QEMU ", " SHA ", " BESIDE " }", -EBADMSG,
		  "info.json: image for qemu: its size is not a number of bytes" },
		{ "{ " QEMU ", \"size\": 0, " SHA ", " BESIDE " }", -EBADMSG,
		  "info.json: image for qemu: its size is not a number of bytes" },
		{ "{ " QEMU ", \"size\": 17592186044417, " SHA ", " BESIDE " }", -EBADMSG,
		  "info.json: image for qemu: its size is not a number of bytes" },
		{ "{ " QEMU ", " SIZE ", \"sha256\": \"00\", " BESIDE " }", -EBADMSG,
		  "info.json: image for qemu: its sha256 is not 64 hexadecimal digits" },
		{ "{ " QEMU ", " SIZE ", " SHA ", \"location\": \"../a\" }", -EBADMSG,
		  "info.json: image for qemu: its location is neither a plain name nor a URL" },
		{ "{ " QEMU ", " SIZE ", " SHA ", \"location\": \"file:///a\" }", -EBADMSG,
		  "info.json: image for qemu: its location is neither a plain name nor a URL" },
	};
	const struct ingot_publication_head release = head();

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		ingot_scoped(ingot_image_list_drop) struct ingot_image_list list = { 0 };
		struct ingot_listed_image image = { .size = 77 };
		struct ingot_reason reason = { .text = "" };
		char digest[INGOT_DIGEST_TEXT_SIZE];
		char text[2048];

		(void)snprintf(text, sizeof(text), "{ " HEAD ", \"images\": [ %s ] }",
			       cases[i].images);
		if (!CHECK(ingot_image_list_read(ingot_bytes_of_text(text), &release, &reason,
						 &list) == 0))
			continue;
		CHECK(ingot_image_list_find(&list, "qemu", &reason, &image) == cases[i].want);
		CHECK_TEXT(reason.text, cases[i].words);
		CHECK(image.size == (cases[i].want == 0 ? 640684032 : 77));
		if (cases[i].want < 0)
			continue;
		ingot_digest_text(&image.digest, digest);
		CHECK_TEXT(digest, DIGEST);
		CHECK_TEXT(image.platform, "qemu");
	}
}

int main(void)
{
	test_read();
	test_truncated();
	test_find();
	return check_result();
}
