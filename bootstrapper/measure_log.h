/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_MEASURE_LOG_H
#define INGOT_BOOTSTRAPPER_MEASURE_LOG_H

#include <stdint.h>

#include "base/file.h"
#include "bootstrapper/measurement.h"

/*
 * systemd's userspace measurement log, to which we add our own events: one JSON object per record,
 * each between a record separator (0x1e) and a newline (RFC 7464). Writers lock the file, and set
 * its sticky bit while a measurement is under way, so that a log which a crash left one record
 * short is known as such.
 */

#define INGOT_MEASURE_LOG_SIZE_MAX ((size_t)1 << 20)
/* 32 hexadecimal digits and a NUL. */
#define INGOT_BOOT_ID_SIZE 33

/**
 * struct ingot_measure_log - the log, locked and marked for one record
 * @fd: descriptor; -1 for none
 * @boot_id: this boot's identifier
 */
struct ingot_measure_log {
	int fd;
	char boot_id[INGOT_BOOT_ID_SIZE];
};

/**
 * ingot_measure_log_open - lock the log and mark it, before the TPM is touched
 * @path: log; it and its folders are made if they are not there
 * @boot_id_path: the kernel's boot identifier
 * @ret_log: close with ingot_measure_log_close()
 *
 * Waits for the lock as long as another writer holds it.
 *
 * Returns 0; -EBADMSG if an earlier writer left the mark behind, or the boot identifier is none;
 * -ENOTSUP if the log is not a regular file; an OS error.
 */
int ingot_measure_log_open(const char *path, const char *boot_id_path,
			   struct ingot_measure_log *ret_log);

/**
 * ingot_measure_log_append - write the record of the event that was just measured, and take the
 * mark away
 *
 * Returns 0; -ENOMEM; -EIO if the write fell short: the mark then stays; an OS error.
 */
int ingot_measure_log_append(const struct ingot_measure_log *log,
			     const struct ingot_measurement *measurement);

/**
 * ingot_measure_log_close - unlock; for ingot_scoped() too
 *
 * Leaves the mark if nothing was appended since: then nobody knows whether the TPM was extended.
 */
void ingot_measure_log_close(struct ingot_measure_log *log);

/**
 * ingot_measure_log_record - the bytes of one record
 * @measurement: with digests
 * @boot_id: INGOT_BOOT_ID_SIZE - 1 digits
 * @timestamp: CLOCK_BOOTTIME, microseconds
 * @ret_record: a heap block as ingot_file_read() gives it; close with ingot_file_close()
 *
 * Returns 0; -ENOMEM.
 */
int ingot_measure_log_record(const struct ingot_measurement *measurement, const char *boot_id,
			     uint64_t timestamp, struct ingot_file *ret_record);

/**
 * ingot_measure_log_read - the whole log, not while somebody writes it
 * @path: log
 * @ret_file: its content, at most INGOT_MEASURE_LOG_SIZE_MAX
 *
 * Returns 0; -EFBIG; -ENOMEM; an OS error.
 */
int ingot_measure_log_read(const char *path, struct ingot_file *ret_file);

#endif
