/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_DEVICE_PATH_H
#define INGOT_MEASUREMENTS_DEVICE_PATH_H

#include "base/bytes.h"
#include "measurements/text.h"

/**
 * ingot_device_path_words - an EFI device path as text, as far as it can be read
 * @path: untrusted; a sequence of nodes, each with type, subtype and its own length
 * @text: gets the nodes, joined by '/'
 *
 * Nodes that name a disk, partition, file, firmware volume or network source are spelled as in UEFI
 * 2.10, 10.6.1.6; others as Path(type,subtype,bytes). What is not a node ends the text with
 * "(broken)". Never fails.
 */
void ingot_device_path_words(struct ingot_bytes path, struct ingot_text *text);

#endif
