/* SPDX-License-Identifier: Apache-2.0 */
/* Files that the verbs of ingot-verity work on. */
#include "verity/input.h"

#include <errno.h>
#include <fcntl.h>

#include "base/scoped.h"
#include "verity/command.h"

static int open_as(const char *path, int flags, struct ingot_input *ret_input)
{
	ingot_scoped(ingot_input_close) struct ingot_input input = INGOT_INPUT_NONE;
	int r;

	input.path = path;
	input.fd = open(path, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0644);
	if (input.fd < 0)
		return ingot_cmd_fail(path, -errno, NULL);
	r = ingot_verity_file_open(input.fd, &input.file);
	if (r == -ENOTSUP)
		return ingot_cmd_refuse(path, "neither a regular file nor a block device");
	if (r < 0)
		return ingot_cmd_fail(path, r, NULL);
	*ret_input = input;
	input.fd = -1;
	return INGOT_EXIT_OK;
}

int ingot_input_open(const char *path, struct ingot_input *ret_input)
{
	return open_as(path, O_RDONLY, ret_input);
}

int ingot_input_open_output(const char *path, struct ingot_input *ret_input)
{
	return open_as(path, O_RDWR | O_CREAT, ret_input);
}

void ingot_input_close(struct ingot_input *input)
{
	ingot_scoped_close(&input->fd);
	input->fd = -1;
}

int ingot_input_superblock(struct ingot_input *input, uint64_t offset,
			   struct ingot_verity_superblock *ret_superblock)
{
	struct ingot_verity_store store = ingot_verity_file_store(&input->file);
	uint8_t bytes[INGOT_VERITY_SUPERBLOCK_SIZE];
	struct ingot_fault fault = { 0 };
	int r;

	if (offset > store.size || store.size - offset < sizeof(bytes))
		return ingot_cmd_refuse(input->path, "offset %llu: no whole verity superblock",
					(unsigned long long)offset);
	r = store.read(store.context, offset, sizeof(bytes), bytes);
	if (r == 0)
		r = ingot_verity_superblock_read((struct ingot_bytes){ bytes, sizeof(bytes) },
						 ret_superblock, &fault);
	fault.offset += offset;
	return r < 0 ? ingot_cmd_fail(input->path, r, &fault) : INGOT_EXIT_OK;
}
