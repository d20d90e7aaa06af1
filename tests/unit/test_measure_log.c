/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/measure_log.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scoped.h"
#include "measurements/userspace_log.h"
#include "tests/unit/check.h"

#define BOOT_ID "/proc/sys/kernel/random/boot_id"
#define DIGEST  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static struct ingot_measurement sample(void)
{
	struct ingot_measurement m = {
		.index = 15,
		.type = "ingot-identity",
		.description = "ingot-identity:none",
		.count = 1,
	};

	CHECK(ingot_digest_from_hex(INGOT_HASH_SHA256, ingot_bytes_of_text(DIGEST), &m.digest[0]) ==
	      0);
	return m;
}

/* Form: that of the records which systemd 257 wrote on a recorded boot. */
static void test_record(void)
{
	static const char want[] =
		"\x1e{\"pcr\":15,\"digests\":[{\"hashAlg\":\"sha256\",\"digest\":\"" DIGEST "\"}],"
		"\"content_type\":\"systemd\",\"content\":{\"string\":\"ingot-identity:none\","
		"\"bootId\":\"00112233445566778899aabbccddeeff\",\"timestamp\":1234567,"
		"\"eventType\":\"ingot-identity\"}}\n";
	struct ingot_measurement m = sample();
	struct ingot_file record = { 0 };

	CHECK(ingot_measure_log_record(&m, "00112233445566778899aabbccddeeff", 1234567, &record) ==
	      0);
	CHECK_TEXT((const char *)record.data, want);
	CHECK(record.size == strlen(want));
	ingot_file_close(&record);
}

static unsigned mode_of(const char *path)
{
	struct stat status = { 0 };

	CHECK(stat(path, &status) == 0);
	return status.st_mode & 07777;
}

/* Our own reader of such logs is the judge of what we append to one. */
static void test_append(const char *path)
{
	ingot_scoped(ingot_measure_log_close) struct ingot_measure_log log = { .fd = -1 };
	struct ingot_measurement m = sample();
	struct ingot_event_list *list = NULL;
	struct ingot_file file = { 0 };

	for (unsigned i = 0; i < 2; i++) {
		CHECK(ingot_measure_log_open(path, BOOT_ID, &log) == 0);
		CHECK(mode_of(path) == 01600);
		CHECK(ingot_measure_log_append(&log, &m) == 0);
		CHECK(mode_of(path) == 0600);
		ingot_measure_log_close(&log);
		CHECK(log.fd == -1);
	}
	CHECK(ingot_measure_log_read(path, &file) == 0);
	CHECK(ingot_event_list_new(&list) == 0);
	CHECK(ingot_userspace_log_append(ingot_file_bytes(&file), NULL, list) == 0);
	CHECK(list->count == 2);
	ingot_event_list_free(list);
	ingot_file_close(&file);
}

/* Opened and not appended to: the mark stays, and nobody goes on writing. */
static void test_mark(const char *path)
{
	struct ingot_measure_log log = { .fd = -1 };

	CHECK(ingot_measure_log_open(path, BOOT_ID, &log) == 0);
	ingot_measure_log_close(&log);
	CHECK(mode_of(path) == 01600);
	CHECK(ingot_measure_log_open(path, BOOT_ID, &log) == -EBADMSG && log.fd == -1);
}

int main(void)
{
	char folder[] = "/tmp/ingot-test-log.XXXXXX";
	struct ingot_measure_log log = { .fd = -1 };
	struct ingot_file file = { 0 };

	test_record();
	if (!CHECK(mkdtemp(folder) != NULL && chdir(folder) == 0))
		return check_result();
	test_append("log/systemd/measure.log");
	test_mark("log/systemd/measure.log");
	CHECK(ingot_measure_log_open("other", "/proc/version", &log) < 0 &&
	      access("other", F_OK) < 0);
	CHECK(ingot_measure_log_open("other", "/dev/null", &log) == -EBADMSG);
	CHECK(symlink("log", "link") == 0);
	CHECK(ingot_measure_log_open("link", BOOT_ID, &log) == -ELOOP);
	CHECK(ingot_measure_log_read("absent", &file) == -ENOENT && !file.data);
	CHECK(unlink("log/systemd/measure.log") == 0 && unlink("link") == 0);
	CHECK(rmdir("log/systemd") == 0 && rmdir("log") == 0 && rmdir(folder) == 0);
	return check_result();
}
