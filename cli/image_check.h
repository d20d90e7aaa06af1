/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_IMAGE_CHECK_H
#define INGOT_CLI_IMAGE_CHECK_H

#include "base/reason.h"

/**
 * ingot_image_check - does a disk image hold together?
 * @path:   raw image that nobody writes any more
 * @reason: set on failure: the part and what is wrong with it
 *
 * The partition table and its backup, the FAT of the EFI system partition, one root hash in the
 * command lines of all UKIs there, the GUIDs made of it, and every block of the root file system
 * under its hash tree: what `ingot-verity check` looks at, but for the gaps.
 *
 * Returns 0; -EBADMSG if it does not; -ENOTSUP, -EFBIG for one that is not handled; -ENOMEM; an OS
 * error.
 */
int ingot_image_check(const char *path, struct ingot_reason *reason);

#endif
