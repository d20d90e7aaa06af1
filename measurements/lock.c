/* SPDX-License-Identifier: Apache-2.0 */
/* Strict reader of packages.lock. */
#include "measurements/lock.h"

#include <errno.h>
#include <stdbool.h>

static const char header[] = "# ingot lock 1: name version architecture size sha256 path\n";

int ingot_lock_begin(struct ingot_bytes *rest)
{
	return ingot_bytes_take_prefix(rest, ingot_bytes_of_text(header)) ? 0 : -EBADMSG;
}

static bool is_word(struct ingot_bytes field)
{
	for (size_t i = 0; i < field.size; i++)
		if (field.data[i] <= ' ' || field.data[i] > '~')
			return false;
	return field.size > 0;
}

int ingot_lock_next(struct ingot_bytes *rest, struct ingot_lock_entry *ret_entry)
{
	struct ingot_lock_entry entry = { .name = { 0 } };
	struct ingot_bytes digest, line, after = *rest;
	struct ingot_bytes *const fields[] = { &entry.name, &entry.version, &entry.architecture,
					       &entry.size, &digest,        &entry.path };
	const size_t count = sizeof(fields) / sizeof(fields[0]);

	if (rest->size == 0)
		return 0;
	if (ingot_bytes_take_until(&after, '\n', &line) != 1)
		return -EBADMSG;
	for (size_t i = 0; i < count; i++) {
		bool has_more = ingot_bytes_take_until(&line, ' ', fields[i]) == 1;

		if (has_more != (i + 1 < count) || !is_word(*fields[i]))
			return -EBADMSG;
	}
	if (ingot_digest_from_hex(INGOT_HASH_SHA256, digest, &entry.digest) < 0)
		return -EBADMSG;
	*rest = after;
	*ret_entry = entry;
	return 1;
}
