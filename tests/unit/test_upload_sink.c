/* SPDX-License-Identifier: Apache-2.0 */
/* Where a packed image goes: whole or not at all, with holes, and with the right digest. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scoped.h"
#include "check.h"
#include "upload/sink.h"

static char folder[] = "/tmp/test_upload_sink.XXXXXX";

static unsigned entries(void)
{
	DIR *dir = opendir(folder);
	unsigned count = 0;

	if (!dir)
		abort();
	while (readdir(dir))
		count++;
	(void)closedir(dir);
	return count - 2;
}

static void check_content(const char *path, const char *want, size_t size)
{
	struct ingot_file file = { 0 };

	CHECK(ingot_file_read(path, size + 1, &file) == 0);
	CHECK(file.size == size && memcmp(file.data, want, size) == 0);
	ingot_file_close(&file);
}

/* "ab", zeros up to 100000, "c", zeros up to 200000. */
static int fill(struct ingot_sink *sink)
{
	int r = ingot_sink_write(sink, ingot_bytes_of_text("ab"));

	if (r == 0)
		r = ingot_sink_zeros(sink, 100000);
	if (r == 0)
		r = ingot_sink_write(sink, ingot_bytes_of_text("c"));
	return r == 0 ? ingot_sink_zeros(sink, 200000) : r;
}

static void test_file(const char *path)
{
	static char want[200000] = "ab";
	struct ingot_sink *sink = NULL;
	struct ingot_digest digest;
	struct ingot_digest other = { 0 };
	struct stat status;

	want[100000] = 'c';
	CHECK(ingot_digest_of(INGOT_HASH_SHA256,
			      (struct ingot_bytes){ (const uint8_t *)want, sizeof(want) },
			      &digest) == 0);
	for (int hash = 0; hash < 2; hash++) {
		CHECK(ingot_sink_file(path, &sink) == 0);
		if (hash)
			CHECK(ingot_sink_hash(sink) == 0);
		CHECK(fill(sink) == 0);
		CHECK(ingot_sink_size(sink) == sizeof(want));
		CHECK(ingot_sink_zeros(sink, 100) == -EINVAL);
		CHECK(ingot_sink_hash(sink) == -EINVAL);
		CHECK(entries() == (unsigned)hash); /* without a name so far */
		CHECK(ingot_sink_commit(sink, hash ? &other : NULL) == 0);
		ingot_sink_free(sink);
		CHECK(entries() == 1);
		check_content(path, want, sizeof(want));
		CHECK(stat(path, &status) == 0 && (status.st_mode & 0777) == 0644);
		CHECK(status.st_blocks * 512 < 100000);
	}
	CHECK(ingot_digest_equal(&digest, &other));
}

/* Not committed: the old file stays. */
static void test_dropped(const char *path)
{
	struct ingot_sink *sink = NULL;

	CHECK(ingot_file_write(path, ingot_bytes_of_text("old"), 0644) == 0);
	CHECK(ingot_sink_file(path, &sink) == 0);
	CHECK(fill(sink) == 0);
	ingot_sink_free(sink);
	check_content(path, "old", 3);
	CHECK(entries() == 1);
}

static void test_refused(void)
{
	struct ingot_sink *sink = NULL;
	ingot_scoped(ingot_scoped_free) char *within = NULL;

	if (asprintf(&within, "%s/none/file", folder) < 0)
		abort();
	CHECK(ingot_sink_file("/dev/null", &sink) == -EINVAL);
	CHECK(ingot_sink_file(folder, &sink) == -EINVAL);
	CHECK(ingot_sink_file("x/", &sink) == -EINVAL);
	CHECK(ingot_sink_file(within, &sink) == -ENOENT);
	CHECK(sink == NULL);
	ingot_sink_free(NULL);
}

static void test_pipe(void)
{
	int fd[2];
	char got[10] = { 1 };
	struct ingot_sink *sink = NULL;

	if (pipe(fd) < 0)
		abort();
	CHECK(ingot_sink_pipe(fd[1], &sink) == 0);
	CHECK(ingot_sink_write(sink, ingot_bytes_of_text("ab")) == 0);
	CHECK(ingot_sink_zeros(sink, 9) == 0);
	CHECK(ingot_sink_write(sink, ingot_bytes_of_text("c")) == 0);
	CHECK(ingot_sink_commit(sink, NULL) == 0);
	ingot_sink_free(sink);
	CHECK(read(fd[0], got, sizeof(got)) == 10);
	CHECK(memcmp(got, "ab\0\0\0\0\0\0\0c", 10) == 0);
	(void)close(fd[0]);
	(void)close(fd[1]); /* stays open: it was borrowed */
}

static void test_full(void)
{
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct ingot_sink *sink = NULL;

	CHECK(ingot_sink_pipe(fd, &sink) == 0);
	CHECK(ingot_sink_write(sink, ingot_bytes_of_text("ab")) == -ENOSPC);
	CHECK(ingot_sink_error(sink) == -ENOSPC);
	ingot_sink_free(sink);
	(void)close(fd);
}

int main(void)
{
	ingot_scoped(ingot_scoped_free) char *path = NULL;

	if (!mkdtemp(folder) || asprintf(&path, "%s/file", folder) < 0)
		abort();
	test_file(path);
	test_dropped(path);
	test_refused();
	test_pipe();
	test_full();
	(void)unlink(path);
	(void)rmdir(folder);
	return check_result();
}
