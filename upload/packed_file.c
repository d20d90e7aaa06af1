/* SPDX-License-Identifier: Apache-2.0 */
/* A disk packed into a nameless file. */
#include "upload/packed_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/scoped.h"
#include "upload/pack.h"
#include "verity/workers.h"

/* Not every file system knows files without a name: there it has one for a moment. */
static int open_nameless(const char *folder)
{
	ingot_scoped(ingot_scoped_free) char *name = NULL;
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0)
		return fd;
	if (asprintf(&name, "%s/ingot-upload.XXXXXX", folder) < 0) {
		name = NULL;
		return -ENOMEM;
	}
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	(void)unlink(name);
	return fd;
}

/* What was packed is what was read before: the same content, and nobody wrote meanwhile. */
static int pack(const struct ingot_disk *disk, const struct ingot_format *format,
		struct ingot_sink *sink, struct ingot_reason *reason)
{
	const struct ingot_pack work = {
		.image = &disk->store,
		.format = format,
		.sink = sink,
		.thread_count = ingot_workers_default(),
	};
	struct ingot_packed packed;
	struct ingot_reason why = { .text = "" };
	int r = ingot_pack_run(&work, &why, &packed);

	if (r < 0 && why.text[0])
		return ingot_refuse(reason, r, "%s", why.text);
	if (r < 0 && ingot_sink_error(sink) < 0)
		return ingot_refuse(reason, r, "packing into a temporary file: %s", strerror(-r));
	if (r < 0)
		return ingot_refuse(reason, r, "packing: %s", strerror(-r));
	if (r == 0 || ingot_disk_has_changed(disk) ||
	    !ingot_digest_equal(&packed.content, &disk->content))
		return ingot_refuse(reason, -EIO, "it was changed while it was packed");
	return 0;
}

int ingot_packed_file_make(const struct ingot_disk *disk, const struct ingot_format *format,
			   const char *folder, struct ingot_reason *reason,
			   struct ingot_packed_file *ret_file)
{
	ingot_scoped(ingot_scoped_close) int fd = open_nameless(folder);
	ingot_scoped(ingot_sink_scoped) struct ingot_sink *sink = NULL;
	struct ingot_packed_file file = { 0 };
	int r;

	if (fd < 0)
		return ingot_refuse(reason, fd, "a temporary file in %s: %s", folder,
				    strerror(-fd));
	/* written like a pipe, from the front: what it is for needs all bytes as they are */
	r = ingot_sink_pipe(fd, &sink);
	if (r == 0)
		r = ingot_sink_hash(sink);
	if (r < 0)
		return ingot_refuse(reason, r, "packing: %s", strerror(-r));
	r = pack(disk, format, sink, reason);
	if (r < 0)
		return r;
	file.size = ingot_sink_size(sink);
	r = ingot_sink_commit(sink, &file.sha256);
	if (r < 0)
		return ingot_refuse(reason, r, "packing: %s", strerror(-r));
	file.fd = fd;
	fd = -1;
	*ret_file = file;
	return 0;
}

int ingot_packed_file_read(const struct ingot_packed_file *file, uint64_t offset, size_t size,
			   uint8_t *ret_data)
{
	size_t done = 0;

	while (done < size) {
		ssize_t n = pread(file->fd, &ret_data[done], size - done, (off_t)(offset + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return -EIO;
		done += (size_t)n;
	}
	return 0;
}

static int read_part(void *context, uint64_t offset, size_t size, uint8_t *ret_data)
{
	const struct ingot_packed_part *part = context;

	return ingot_packed_file_read(part->file, part->offset + offset, size, ret_data);
}

struct ingot_body_source ingot_packed_part_source(struct ingot_packed_part *part, uint64_t size)
{
	return (struct ingot_body_source){ .context = part, .size = size, .read = read_part };
}

void ingot_packed_file_close(struct ingot_packed_file *file)
{
	if (file->size > 0)
		(void)close(file->fd);
	*file = (struct ingot_packed_file){ 0 };
}
