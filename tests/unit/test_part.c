/* SPDX-License-Identifier: Apache-2.0 */
/* A large file while it comes: holes, runs that are gone on with, and what is void. Digests are
 * those of `openssl dgst -sha256`. */
#include "cli/part.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scoped.h"
#include "check.h"

/* 1 MiB of zeros, and "head" in front of it. */
#define ZEROS      ((size_t)1 << 20)
#define HEAD       "9f2e6d33a3717ee826353a404ba4618d1aeeb6879ad7936bce8ed5f46814924d"
#define HEAD_ZEROS "cbdeedfde41674b0e5ae6ebb93cef352667af9e07158c444f46583ca8a59a51c"

static struct ingot_part begin(uint64_t size_max, int want)
{
	struct ingot_part part = { .fd = -1 };
	struct ingot_reason reason = { .text = "" };

	CHECK(ingot_part_open("file", size_max, &reason, &part) == want);
	CHECK((part.fd >= 0) == (want == 0) && (reason.text[0] == '\0') == (want == 0));
	return part;
}

static void add(struct ingot_part *part, const void *data, size_t size)
{
	uint64_t before = part->size;

	CHECK(ingot_part_add(part, (struct ingot_bytes){ data, size }) == 0);
	CHECK(part->size == before + size);
}

static void expect_digest(struct ingot_part *part, const char *want)
{
	struct ingot_digest digest;
	char text[INGOT_DIGEST_TEXT_SIZE];

	CHECK(ingot_part_digest(part, &digest) == 0);
	ingot_digest_text(&digest, text);
	CHECK_TEXT(text, want);
}

static void test_holes(void)
{
	ingot_scoped(ingot_scoped_free) uint8_t *zeros = calloc(1, ZEROS);
	struct ingot_part part = begin(UINT64_MAX, 0);
	struct ingot_digest digest;
	struct ingot_reason reason = { .text = "" };
	struct stat status;

	if (!CHECK(zeros != NULL))
		return;
	CHECK(ingot_part_begin(&part, 0, "\"tag\"") == 0);
	add(&part, "head", 4);
	for (size_t at = 0; at < ZEROS; at += 1000)
		add(&part, zeros, ZEROS - at < 1000 ? ZEROS - at : 1000);
	CHECK(access("file", F_OK) < 0 && access("file.part.tag", F_OK) == 0);
	expect_digest(&part, HEAD_ZEROS);
	CHECK(ingot_digest_from_hex(INGOT_HASH_SHA256, ingot_bytes_of_text(HEAD_ZEROS), &digest) ==
	      0);
	CHECK(ingot_part_is_done("file", &digest, &reason) == 0);
	CHECK(ingot_part_commit(&part) == 0);
	ingot_part_close(&part);
	CHECK(access("file.part", F_OK) < 0 && access("file.part.tag", F_OK) < 0);
	CHECK(stat("file", &status) == 0 && status.st_size == (off_t)ZEROS + 4);
	CHECK((uint64_t)status.st_blocks * 512 < ZEROS / 2);
	CHECK(ingot_part_is_done("file", &digest, &reason) == 1);
	digest.bytes[31] ^= 1;
	CHECK(ingot_part_is_done("file", &digest, &reason) == 0);
	CHECK(ingot_part_is_done(".", &digest, &reason) == -ENOTSUP);
	CHECK_TEXT(reason.text, ".: no regular file");
	CHECK(unlink("file") == 0);
}

static void test_resume(void)
{
	struct ingot_part part = begin(100, 0);

	CHECK(ingot_part_begin(&part, 0, "\"one\"") == 0);
	add(&part, "he", 2);
	ingot_part_close(&part);
	part = begin(100, 0);
	CHECK(part.size == 2);
	CHECK_TEXT(part.validator, "\"one\"");
	CHECK(ingot_part_begin(&part, 1, "") == -EIO);
	CHECK(ingot_part_begin(&part, 2, "\"one\"") == 0);
	add(&part, "ad", 2);
	expect_digest(&part, HEAD);
	/* a server that has another file meanwhile */
	CHECK(ingot_part_begin(&part, 0, "\"two\"") == 0 && part.size == 0);
	add(&part, "head", 4);
	expect_digest(&part, HEAD);
	ingot_part_close(&part);
	part = begin(3, 0);
	CHECK(part.size == 0 && part.validator[0] == '\0');
	ingot_part_close(&part);
}

static void test_tags(void)
{
	static const char *const bad[] = { "", "x", "W/\"x\"", "\"x\n\"", "\"x", "\"" };

	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		struct ingot_part part;

		CHECK(ingot_file_write("file.part", ingot_bytes_of_text("head"), 0644) == 0);
		CHECK(ingot_file_write("file.part.tag", ingot_bytes_of_text(bad[i]), 0644) == 0);
		part = begin(100, 0);
		CHECK(part.size == 4);
		CHECK_TEXT(part.validator, "");
		expect_digest(&part, HEAD);
		ingot_part_close(&part);
	}
	CHECK(unlink("file.part") == 0 && unlink("file.part.tag") == 0);
}

static void test_refused(void)
{
	struct ingot_part part = begin(100, 0);
	struct ingot_part other = begin(100, -EBUSY);

	ingot_part_close(&other);
	ingot_part_close(&part);
	CHECK(unlink("file.part") == 0 && symlink("elsewhere", "file.part") == 0);
	other = begin(100, -ELOOP);
	CHECK(access("elsewhere", F_OK) < 0);
	CHECK(unlink("file.part") == 0 && mkdir("file.part", 0755) == 0);
	other = begin(100, -EISDIR);
	CHECK(rmdir("file.part") == 0);
}

int main(void)
{
	char folder[] = "/tmp/ingot-test-part.XXXXXX";

	if (!CHECK(mkdtemp(folder) != NULL) || !CHECK(chdir(folder) == 0))
		return check_result();
	test_holes();
	test_resume();
	test_tags();
	test_refused();
	CHECK(chdir("/") == 0 && rmdir(folder) == 0);
	return check_result();
}
