/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/check.h"

static unsigned count_entries(const char *folder)
{
	DIR *entries = opendir(folder);
	unsigned count = 0;

	while (entries && readdir(entries))
		count++;
	if (entries)
		(void)closedir(entries);
	return count;
}

static void test_write_and_read(const char *path)
{
	static const size_t sizes[] = { 0, 1, 4094, 4095, 4096, 4097, 8192, 100000 };
	static uint8_t content[100000];
	struct stat status;

	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (uint8_t)(i * 31 >> 3);
	for (size_t i = 0; i < ARRAY_COUNT(sizes); i++) {
		struct ingot_bytes part = { content, sizes[i] };
		struct ingot_file file = { 0 };

		CHECK(ingot_file_write(path, part, 0640) == 0);
		CHECK(stat(path, &status) == 0 && (status.st_mode & 07777) == 0640);
		CHECK(ingot_file_read(path, sizes[i], &file) == 0);
		CHECK(ingot_bytes_equal(ingot_file_bytes(&file), part) &&
		      file.data[file.size] == '\0');
		ingot_file_close(&file);
		CHECK(ingot_file_map(path, &file) == 0);
		CHECK(ingot_bytes_equal(ingot_file_bytes(&file), part));
		ingot_file_close(&file);
		CHECK(file.data == NULL && file.size == 0);
		ingot_file_close(&file);
		if (sizes[i] > 0)
			CHECK(ingot_file_read(path, sizes[i] - 1, &file) == -EFBIG &&
			      file.data == NULL);
	}
}

static void test_refused(const char *folder, const char *path)
{
	struct ingot_bytes text = ingot_bytes_of_text("x");
	struct ingot_file file = { .size = 77 };
	char inner[256];

	(void)snprintf(inner, sizeof(inner), "%s/absent/file", folder);
	CHECK(ingot_file_read(inner, 10, &file) == -ENOENT && file.size == 77);
	CHECK(ingot_file_map(inner, &file) == -ENOENT && file.size == 77);
	CHECK(ingot_file_write(inner, text, 0600) == -ENOENT);
	CHECK(ingot_file_read(folder, 10, &file) == -EISDIR && file.size == 77);
	CHECK(ingot_file_map(folder, &file) == -ENOTSUP && file.size == 77);
	CHECK(ingot_file_map("/dev/null", &file) == -ENOTSUP && file.size == 77);
	CHECK(ingot_file_read("/dev/zero", 5000, &file) == -EFBIG && file.size == 77);
	CHECK(ingot_file_read(path, SIZE_MAX, &file) == -EINVAL);
	(void)snprintf(inner, sizeof(inner), "%s/", folder);
	CHECK(ingot_file_write(inner, text, 0600) == -EINVAL);
	/* the rename fails on a folder; nothing may be left behind */
	(void)snprintf(inner, sizeof(inner), "%s/sub", folder);
	CHECK(mkdir(inner, 0700) == 0);
	CHECK(ingot_file_write(inner, text, 0600) == -EISDIR);
	CHECK(rmdir(inner) == 0);
}

int main(void)
{
	char folder[] = "/tmp/ingot-test-file.XXXXXX";
	struct ingot_file file = { 0 };
	char path[64];

	if (!CHECK(mkdtemp(folder) != NULL))
		return check_result();
	(void)snprintf(path, sizeof(path), "%s/file", folder);
	test_write_and_read(path);
	test_refused(folder, path);
	CHECK(count_entries(folder) == 3); /* ., .., file: no temporary name is left */

	/* procfs states size 0 */
	CHECK(ingot_file_read("/proc/self/status", 65536, &file) == 0 && file.size > 100);
	ingot_file_close(&file);

	CHECK(unlink(path) == 0 && chdir(folder) == 0);
	CHECK(ingot_file_write("bare", ingot_bytes_of_text("x"), 0600) == 0 && unlink("bare") == 0);
	CHECK(rmdir(folder) == 0);
	return check_result();
}
