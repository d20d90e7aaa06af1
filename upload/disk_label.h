/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_DISK_LABEL_H
#define INGOT_UPLOAD_DISK_LABEL_H

#include "base/bytes.h"
#include "base/reason.h"
#include "measurements/label.h"

/**
 * ingot_disk_label - what the UKIs of a disk image say it is
 * @disk: the whole image
 * @reason: set on failure
 * @ret_label: version, stream and platform are never empty
 * @ret_uki: what the firmware measures of it: its Authenticode SHA-256 (measurements/authenticode.h)
 *
 * UKIs are those in EFI/Linux of the EFI system partition, or else those in EFI/BOOT; each under the
 * profile that comes first. Version and stream are of [A-Za-z0-9.-].
 *
 * Returns 0; -ENOENT if there is no UKI, or it does not say all three; -ENOTSUP if two differ; -EBADMSG, -EFBIG if the image is malformed; -ENOMEM.
 */
int ingot_disk_label(struct ingot_bytes disk, struct ingot_reason *reason,
		     struct ingot_label *ret_label, struct ingot_digest *ret_uki);

#endif
