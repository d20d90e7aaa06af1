/* SPDX-License-Identifier: Apache-2.0 */
/* A disk image that was fetched, against itself. */
#include "cli/image_check.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "verity/check.h"
#include "verity/image.h"

static struct ingot_verity_file file_of(int fd, const struct ingot_partition *partition)
{
	return (struct ingot_verity_file){
		.fd = fd,
		.offset = partition->first_block * INGOT_GPT_BLOCK_SIZE,
		.size = (partition->last_block - partition->first_block + 1) * INGOT_GPT_BLOCK_SIZE,
	};
}

static int read_parts(const char *path, struct ingot_reason *reason,
		      struct ingot_verity_image *ret_image)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_text why = { .length = 0 };
	struct ingot_guid data;
	struct ingot_guid hash;
	int r = ingot_file_map(path, &file);

	if (r == 0)
		r = ingot_verity_image_read(ingot_file_bytes(&file), ret_image, &why);
	if (r < 0) /* an image without a part is a broken one, not an absent one */
		return ingot_refuse(reason, r == -ENOENT ? -EBADMSG : r, "%s",
				    why.length > 0 ? why.chars : strerror(-r));
	ingot_verity_image_guids(&ret_image->root, &data, &hash);
	if (!ingot_guid_equal(&ret_image->data.unique, &data) ||
	    !ingot_guid_equal(&ret_image->hash.unique, &hash))
		return ingot_refuse(reason, -EBADMSG,
				    "GUIDs of the root partitions are not made of the root hash");
	return 0;
}

int ingot_image_check(const char *path, struct ingot_reason *reason)
{
	ingot_scoped(ingot_scoped_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct ingot_verity_tree tree = { .engine = ingot_sha256_engine_at(0), .thread_count = 1 };
	struct ingot_verity_image image;
	struct ingot_verity_report report;
	struct ingot_verity_file data;
	struct ingot_verity_file hash;
	struct ingot_fault fault = { 0 };
	int r;

	if (fd < 0)
		return ingot_refuse(reason, -errno, "%s", strerror(errno));
	r = read_parts(path, reason, &image);
	if (r < 0)
		return r;
	data = file_of(fd, &image.data);
	hash = file_of(fd, &image.hash);
	tree.superblock = image.superblock;
	tree.data = ingot_verity_file_store(&data);
	tree.hash = ingot_verity_file_store(&hash);
	r = ingot_verity_check(&tree, &image.root, &report, &fault);
	if (r < 0)
		return ingot_refuse(reason, r, "hash tree: %s",
				    fault.rule ? fault.rule : strerror(-r));
	if (r == 0)
		return ingot_refuse(reason, -EBADMSG,
				    "its root file system is not the one of its root hash");
	return 0;
}
