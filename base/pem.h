/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BASE_PEM_H
#define INGOT_BASE_PEM_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * PEM: binary data as base64 lines between a BEGIN and an END line (RFC 7468). Read strictly: no
 * text around the blocks, no headers inside. What the data is, is for others to say.
 */

#define INGOT_PEM_LABEL_SIZE_MAX 64
#define INGOT_PEM_LINE_SIZE_MAX  76

/**
 * struct ingot_pem - one block; all views into the text it was read from
 * @text:  from the first dash of the BEGIN line to the last of the END line
 * @label: what stands in both: "PUBLIC KEY"
 * @body:  the lines between, with their line ends
 */
struct ingot_pem {
	struct ingot_bytes text;
	struct ingot_bytes label;
	struct ingot_bytes body;
};

/**
 * ingot_pem_take - take the next block
 * @rest: cursor; lines end in LF or CR LF, white space before the block is skipped
 * @ret_block: the block; its body is not looked at yet
 *
 * Returns 1; 0 if there is nothing but white space left, @rest is then empty; -EBADMSG if something
 * else comes, a label has characters other than A-Z, 0-9 and single spaces, or the END line is
 * missing or another's. On failure @rest is unchanged.
 * Spec: RFC 7468 section 3.
 */
int ingot_pem_take(struct ingot_bytes *rest, struct ingot_pem *ret_block);

/**
 * ingot_pem_take_only - the one block that a text is
 * @text: one block with this label, white space around it
 * @label: "CERTIFICATE"
 * @ret_block: the block
 *
 * Returns 0; -EBADMSG if @text is anything else.
 */
int ingot_pem_take_only(struct ingot_bytes text, const char *label, struct ingot_pem *ret_block);

/**
 * ingot_pem_decode - the data of a block
 * @block: block; lines of 1..INGOT_PEM_LINE_SIZE_MAX characters of base64, padded at the end alone
 * @ret_data: the data, never empty; release with free()
 * @ret_size: its bytes
 *
 * Returns 0; -EBADMSG; -ENOMEM.
 */
int ingot_pem_decode(const struct ingot_pem *block, uint8_t **ret_data, size_t *ret_size);

/**
 * ingot_pem_write - data as a block, lines of 64 characters and LF (RFC 7468 section 2)
 * @label: 1..INGOT_PEM_LABEL_SIZE_MAX characters
 * @data:  its bytes
 * @ret_text: the block, a LF at its end, and a NUL; release with free()
 *
 * Returns 0; -EINVAL if @label is none or @data is empty; -ENOMEM.
 */
int ingot_pem_write(const char *label, struct ingot_bytes data, char **ret_text);

#endif
