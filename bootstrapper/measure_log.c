/* SPDX-License-Identifier: Apache-2.0 */
/*
 * systemd's userspace measurement log as systemd 257 writes it; a dialect of the TCG Canonical
 * Event Log, JSON.
 */
#include "bootstrapper/measure_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include "base/json.h"
#include "base/scoped.h"

#define MARK (S_ISVTX | 0600) /* 0600: whoever may read the file may also lock it */

static int read_boot_id(const char *path, char ret_boot_id[INGOT_BOOT_ID_SIZE])
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	char boot_id[INGOT_BOOT_ID_SIZE] = { 0 };
	size_t count = 0;
	int r = ingot_file_read(path, 64, &file);

	if (r < 0)
		return r;
	for (size_t i = 0; i < file.size; i++) {
		uint8_t c = file.data[i];

		if (c == '-' || c == '\n')
			continue;
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')) ||
		    count == INGOT_BOOT_ID_SIZE - 1)
			return -EBADMSG;
		boot_id[count++] = (char)c;
	}
	if (count != INGOT_BOOT_ID_SIZE - 1)
		return -EBADMSG;
	memcpy(ret_boot_id, boot_id, sizeof(boot_id));
	return 0;
}

static int make_folders(const char *path)
{
	ingot_scoped(ingot_scoped_free) char *folder = strdup(path);

	if (!folder)
		return -ENOMEM;
	for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(folder, 0755) < 0 && errno != EEXIST)
			return -errno;
		*slash = '/';
	}
	return 0;
}

int ingot_measure_log_open(const char *path, const char *boot_id_path,
			   struct ingot_measure_log *ret_log)
{
	ingot_scoped(ingot_measure_log_close) struct ingot_measure_log log = { .fd = -1 };
	struct stat status;
	int r = read_boot_id(boot_id_path, log.boot_id);

	if (r == 0)
		r = make_folders(path);
	if (r < 0)
		return r;
	log.fd =
		open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW, 0600);
	if (log.fd < 0 || flock(log.fd, LOCK_EX) < 0 || fstat(log.fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -ENOTSUP;
	if (status.st_mode & S_ISVTX)
		return -EBADMSG;
	if (fchmod(log.fd, MARK) < 0)
		return -errno;
	*ret_log = log;
	log.fd = -1;
	return 0;
}

static struct ingot_json *digests_json(const struct ingot_measurement *measurement)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *digests = ingot_json_new_array();
	struct ingot_json *done;

	for (size_t i = 0; i < measurement->count; i++) {
		const struct ingot_digest *digest = &measurement->digest[i];
		ingot_scoped(ingot_json_scoped) struct ingot_json *one = ingot_json_new_object();
		char text[INGOT_DIGEST_TEXT_SIZE];

		ingot_digest_text(digest, text);
		if (ingot_json_set_text(one, "hashAlg", ingot_hash_name(digest->hash)) < 0 ||
		    ingot_json_set_text(one, "digest", text) < 0)
			return NULL;
		done = one;
		one = NULL;
		if (ingot_json_append(digests, done) < 0)
			return NULL;
	}
	done = digests;
	digests = NULL;
	return done;
}

static struct ingot_json *content_json(const struct ingot_measurement *measurement,
				       const char *boot_id, uint64_t timestamp)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *content = ingot_json_new_object();
	struct ingot_json *done;

	if (ingot_json_set_text(content, "string", measurement->description) < 0 ||
	    ingot_json_set_text(content, "bootId", boot_id) < 0 ||
	    ingot_json_set_integer(content, "timestamp", (int64_t)timestamp) < 0 ||
	    ingot_json_set_text(content, "eventType", measurement->type) < 0)
		return NULL;
	done = content;
	content = NULL;
	return done;
}

int ingot_measure_log_record(const struct ingot_measurement *measurement, const char *boot_id,
			     uint64_t timestamp, struct ingot_file *ret_record)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *record = ingot_json_new_object();
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	char *framed = NULL;
	size_t size;
	int framed_size;

	if (ingot_json_set_integer(record, "pcr", measurement->index) < 0 ||
	    ingot_json_set(record, "digests", digests_json(measurement)) < 0 ||
	    ingot_json_set_text(record, "content_type", "systemd") < 0 ||
	    ingot_json_set(record, "content", content_json(measurement, boot_id, timestamp)) < 0 ||
	    ingot_json_write(record, INGOT_JSON_COMPACT, &text, &size) < 0)
		return -ENOMEM;
	framed_size = asprintf(&framed, "\x1e%s\n", text);
	if (framed_size < 0)
		return -ENOMEM;
	*ret_record = (struct ingot_file){ .data = (uint8_t *)framed, .size = (size_t)framed_size };
	return 0;
}

int ingot_measure_log_append(const struct ingot_measure_log *log,
			     const struct ingot_measurement *measurement)
{
	ingot_scoped(ingot_file_close) struct ingot_file record = { 0 };
	struct timespec now;
	int r;

	if (clock_gettime(CLOCK_BOOTTIME, &now) < 0)
		return -errno;
	r = ingot_measure_log_record(measurement, log->boot_id,
				     (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000,
				     &record);
	if (r < 0)
		return r;
	if (write(log->fd, record.data, record.size) != (ssize_t)record.size)
		return -EIO;
	if (fsync(log->fd) < 0 || fchmod(log->fd, 0600) < 0 || fsync(log->fd) < 0)
		return -errno;
	return 0;
}

void ingot_measure_log_close(struct ingot_measure_log *log)
{
	ingot_scoped_close(&log->fd); /* which also unlocks */
	log->fd = -1;
}

int ingot_measure_log_read(const char *path, struct ingot_file *ret_file)
{
	ingot_scoped(ingot_scoped_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0 || flock(fd, LOCK_SH) < 0)
		return -errno;
	return ingot_file_read(path, INGOT_MEASURE_LOG_SIZE_MAX, ret_file);
}
