/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BASE_FILE_H
#define INGOT_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/bytes.h"

/*
 * Whole files: read into memory within a limit, mapped read-only, written so that a reader never
 * sees half.
 */

/**
 * struct ingot_file - content of a file; release with ingot_file_close()
 * @data:   first byte; when read (not mapped) a NUL follows the content, which @size does not count
 * @size:   bytes of content
 * @mapped: @data is a mapping of the file, not a heap block
 *
 * An all-zero one holds nothing and may be closed.
 */
struct ingot_file {
	uint8_t *data;
	size_t size;
	bool mapped;
};

/**
 * ingot_file_read - read a whole file into memory
 * @path:  file, or anything that can be read to its end; its size as the file system states it is
 *         not believed, so files of procfs, sysfs and securityfs, which state 0, are read in full
 * @limit: largest content accepted, bytes
 * @ret_file: the content; owned by the caller
 *
 * Returns 0; -EFBIG if there is more than @limit; -ENOMEM; an OS error (-ENOENT, -EACCES, …).
 */
int ingot_file_read(const char *path, size_t limit, struct ingot_file *ret_file);

/**
 * ingot_file_map - map a file read-only
 * @path:  regular file or block device; may be empty, may have holes
 * @ret_file: the mapping, private; owned by the caller
 *
 * For inputs too large to copy. A file that another process shortens meanwhile ends this one with
 * SIGBUS: map only files that nobody writes.
 *
 * Returns 0; -ENOTSUP if @path is neither regular file nor block device; -EFBIG if it exceeds the
 * address space; an OS error.
 */
int ingot_file_map(const char *path, struct ingot_file *ret_file);

/** ingot_file_bytes - view of the content; valid until ingot_file_close(). */
struct ingot_bytes ingot_file_bytes(const struct ingot_file *file);

/**
 * ingot_file_close - release the content and leave an all-zero structure; for ingot_scoped() too.
 */
void ingot_file_close(struct ingot_file *file);

/**
 * ingot_file_write - replace a file in one step
 * @path:    file to create or replace; its folder must exist
 * @content: all its bytes
 * @mode:    its permission bits, exactly these whatever the umask
 *
 * Writes under a temporary name in the same folder, flushes to the disk, renames, flushes the
 * folder. A reader sees the old content or the new, also after a crash. On failure the old file is
 * untouched and the temporary one is gone.
 *
 * Returns 0; -EINVAL if @path ends in '/'; -ENOMEM; -EIO if a write fell short; an OS error.
 */
int ingot_file_write(const char *path, struct ingot_bytes content, mode_t mode);

/**
 * ingot_file_flush_folder - let a new name reach the disk
 * @path: what was made or renamed; the folder that it is in is flushed
 *
 * Some file systems cannot, which is no error: the name stands all the same.
 *
 * Returns 0; -ENOMEM; an OS error.
 */
int ingot_file_flush_folder(const char *path);

#endif
