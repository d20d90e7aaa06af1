/* SPDX-License-Identifier: Apache-2.0 */
/* Verity table and status lines; Linux 6.12, Documentation/admin-guide/device-mapper/verity.rst. */
#include "bootstrapper/verity_table.h"

#include <errno.h>

static uint64_t offset_of(struct ingot_bytes line, struct ingot_bytes rest)
{
	return line.size - rest.size;
}

/* Fields are separated by exactly one blank, as the kernel writes them. */
static int take_field(struct ingot_bytes *rest, struct ingot_bytes *ret_field)
{
	struct ingot_bytes cursor = *rest, field;

	(void)ingot_bytes_take_until(&cursor, ' ', &field);
	if (field.size == 0)
		return -EBADMSG;
	*rest = cursor;
	*ret_field = field;
	return 0;
}

static int take_number(struct ingot_bytes *rest, uint64_t *ret_number)
{
	struct ingot_bytes cursor = *rest, field;
	uint64_t number = 0;

	if (take_field(&cursor, &field) < 0 || (field.size > 1 && field.data[0] == '0'))
		return -EBADMSG;
	for (size_t i = 0; i < field.size; i++) {
		if (field.data[i] < '0' || field.data[i] > '9' ||
		    __builtin_mul_overflow(number, 10, &number) ||
		    __builtin_add_overflow(number, (uint64_t)(field.data[i] - '0'), &number))
			return -EBADMSG;
	}
	*rest = cursor;
	*ret_number = number;
	return 0;
}

static bool is_block_size(uint64_t size)
{
	return size >= 512 && size <= 65536 && (size & (size - 1)) == 0;
}

static int take_option(struct ingot_bytes *rest, uint64_t *left, struct ingot_verity_table *table)
{
	struct ingot_bytes option;

	if (*left == 0 || take_field(rest, &option) < 0)
		return -EBADMSG;
	(*left)--;
	if (ingot_bytes_equal_text(option, "panic_on_corruption")) {
		table->panic_on_corruption = true;
		return 0;
	}
	if (ingot_bytes_equal_text(option, "root_hash_sig_key_desc")) {
		if (*left == 0 || take_field(rest, &option) < 0)
			return -EBADMSG;
		(*left)--;
		return 0;
	}
	if (ingot_bytes_equal_text(option, "panic_on_error") ||
	    ingot_bytes_equal_text(option, "try_verify_in_tasklet"))
		return 0;
	return -ENOTSUP;
}

static int take_options(struct ingot_bytes line, struct ingot_bytes *rest,
			struct ingot_fault *fault, struct ingot_verity_table *table)
{
	uint64_t left;

	if (rest->size == 0)
		return 0;
	if (take_number(rest, &left) < 0)
		return ingot_fault_at(fault, offset_of(line, *rest),
				      "verity table: number of options");
	while (rest->size > 0) {
		uint64_t at = offset_of(line, *rest);
		int r = take_option(rest, &left, table);

		if (r == -ENOTSUP)
			(void)ingot_fault_at(
				fault, at, "verity table: option that weakens it or is not known");
		else if (r < 0)
			(void)ingot_fault_at(fault, at, "verity table: list of options");
		if (r < 0)
			return r;
	}
	return left == 0 ? 0 : ingot_fault_at(fault, line.size, "verity table: list of options");
}

int ingot_verity_table_parse(struct ingot_bytes line, struct ingot_fault *fault,
			     struct ingot_verity_table *ret_table)
{
	struct ingot_verity_table t = { 0 };
	struct ingot_bytes rest = line;
	uint64_t version;
	int r;

	if (line.size > INGOT_VERITY_TABLE_SIZE_MAX)
		return -EFBIG;
	if (line.size > 0 && line.data[line.size - 1] == ' ') /* one blank may end the line */
		(void)ingot_bytes_slice(line, 0, line.size - 1, &rest);
	line = rest;
	if (take_number(&rest, &version) < 0)
		return ingot_fault_at(fault, 0, "verity table: version");
	if (version != 1) {
		(void)ingot_fault_at(fault, 0, "verity table: version is not 1");
		return -ENOTSUP;
	}
	if (take_field(&rest, &t.data_device) < 0 || take_field(&rest, &t.hash_device) < 0)
		return ingot_fault_at(fault, offset_of(line, rest), "verity table: device");
	if (take_number(&rest, &t.data_block_size) < 0 || !is_block_size(t.data_block_size) ||
	    take_number(&rest, &t.hash_block_size) < 0 || !is_block_size(t.hash_block_size) ||
	    take_number(&rest, &t.data_blocks) < 0 || take_number(&rest, &t.hash_start_block) < 0)
		return ingot_fault_at(fault, offset_of(line, rest),
				      "verity table: block sizes and numbers");
	if (take_field(&rest, &t.algorithm) < 0 || take_field(&rest, &t.root_digest) < 0 ||
	    take_field(&rest, &t.salt) < 0)
		return ingot_fault_at(fault, offset_of(line, rest),
				      "verity table: algorithm, digest and salt");
	r = take_options(line, &rest, fault, &t);
	if (r < 0)
		return r;
	*ret_table = t;
	return 0;
}

int ingot_verity_table_check(struct ingot_bytes line, struct ingot_bytes status,
			     const struct ingot_digest *roothash, struct ingot_fault *fault)
{
	struct ingot_verity_table table;
	struct ingot_digest live;
	const char *rule = NULL;
	int r = ingot_verity_table_parse(line, fault, &table);

	if (r < 0)
		return r;
	if (status.size == 0 || status.data[0] != 'V')
		rule = "the verity device has met a corrupted block";
	else if (!ingot_bytes_equal_text(table.algorithm, "sha256"))
		rule = "the verity device does not use sha256";
	else if (ingot_digest_from_hex(INGOT_HASH_SHA256, table.root_digest, &live) < 0)
		rule = "the verity device's root hash is not a SHA-256";
	else if (!ingot_digest_equal(&live, roothash))
		rule = "the verity device has another root hash than the command line";
	else if (table.data_blocks == 0)
		rule = "the verity device covers no data";
	else if (!table.panic_on_corruption)
		rule = "the verity device does not stop the machine on corruption";
	if (!rule)
		return 0;
	(void)ingot_fault_at(fault, 0, rule);
	return -EKEYREJECTED;
}
