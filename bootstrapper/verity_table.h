/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_VERITY_TABLE_H
#define INGOT_BOOTSTRAPPER_VERITY_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/digest.h"

/* What device-mapper says about a live verity device: its table line and its status. */

#define INGOT_VERITY_TABLE_SIZE_MAX 4096

/**
 * struct ingot_verity_table - a verity table line, borrowed views into it
 * @data_device, @hash_device: "major:minor" or a path
 * @data_block_size, @hash_block_size: bytes, a power of two, 512..65536
 * @data_blocks: data blocks under the tree
 * @hash_start_block: first block of the tree on the hash device
 * @algorithm: the kernel's name of the hash
 * @root_digest: hexadecimal
 * @salt: hexadecimal; "-" for none
 * @panic_on_corruption: a corrupted block stops the machine
 */
struct ingot_verity_table {
	struct ingot_bytes data_device;
	struct ingot_bytes hash_device;
	uint64_t data_block_size;
	uint64_t hash_block_size;
	uint64_t data_blocks;
	uint64_t hash_start_block;
	struct ingot_bytes algorithm;
	struct ingot_bytes root_digest;
	struct ingot_bytes salt;
	bool panic_on_corruption;
};

/**
 * ingot_verity_table_parse - read a verity table line
 * @line:  parameters as DM_TABLE_STATUS gives them, without the NUL; at most
 *         INGOT_VERITY_TABLE_SIZE_MAX
 * @fault: offset and broken rule on failure; may be NULL
 * @ret_table: views into @line
 *
 * Only options that take nothing from the protection are accepted: panic_on_corruption,
 * panic_on_error, try_verify_in_tasklet and root_hash_sig_key_desc with its argument. All others
 * (ignore_corruption, check_at_most_once, forward error correction, …) and unknown ones are
 * -ENOTSUP. Spec: Linux Documentation/admin-guide/device-mapper/verity.rst, table version 1.
 *
 * Returns 0; -EBADMSG; -ENOTSUP (an option, or another version); -EFBIG.
 */
int ingot_verity_table_parse(struct ingot_bytes line, struct ingot_fault *fault,
			     struct ingot_verity_table *ret_table);

/**
 * ingot_verity_table_check - a verity device is what the command line promised
 * @line:     its table line
 * @status:   its status line: "V…" as long as no corruption was met, "C…" afterwards
 * @roothash: SHA-256 root hash of the command line
 * @fault:    on failure the broken rule; may be NULL
 *
 * "V" says only that no block read so far was bad; what is read later is covered by
 * panic_on_corruption.
 *
 * Returns 0; -EKEYREJECTED if the device is sound but not ours, or corrupted; what
 * ingot_verity_table_parse() returns.
 */
int ingot_verity_table_check(struct ingot_bytes line, struct ingot_bytes status,
			     const struct ingot_digest *roothash, struct ingot_fault *fault);

#endif
