/* SPDX-License-Identifier: Apache-2.0 */
/* Owners of bytes of a file system: what erofs and ext4 have in common. */
#include "verity/owner.h"

#include <errno.h>

void ingot_owner_report(const struct ingot_owner_query *query, const struct ingot_owner *owner,
			uint64_t offset, uint64_t size)
{
	struct ingot_owner found = *owner;
	uint64_t end;
	uint64_t query_end;

	if (__builtin_add_overflow(offset, size, &end) ||
	    __builtin_add_overflow(query->offset, query->size, &query_end) ||
	    end <= query->offset || offset >= query_end || size == 0)
		return;
	if (query->offset > offset)
		found.offset += query->offset - offset;
	query->found(query->context, &found);
}

int ingot_owner_path_enter(struct ingot_owner_path *path, struct ingot_bytes name)
{
	size_t before = path->length;

	if (path->depth == INGOT_OWNER_DEPTH_MAX ||
	    name.size + 2 > sizeof(path->text) - path->length)
		return -EFBIG;
	if (name.size == 0)
		return -EBADMSG;
	for (size_t i = 0; i < name.size; i++)
		if (name.data[i] == '/' || name.data[i] == '\0')
			return -EBADMSG;
	path->text[path->length++] = '/';
	for (size_t i = 0; i < name.size; i++) {
		uint8_t c = name.data[i];

		path->text[path->length++] = c >= ' ' && c <= '~' ? (char)c : '?';
	}
	path->text[path->length] = '\0';
	path->depth++;
	return (int)before;
}

void ingot_owner_path_leave(struct ingot_owner_path *path, int length)
{
	path->length = (size_t)length;
	path->text[path->length] = '\0';
	path->depth--;
}

const char *ingot_owner_path_text(const struct ingot_owner_path *path)
{
	return path->length > 0 ? path->text : "/";
}

uint64_t ingot_owner_budget(struct ingot_bytes volume)
{
	return volume.size / 4;
}

bool ingot_owner_spend(uint64_t *budget)
{
	if (*budget == 0)
		return false;
	(*budget)--;
	return true;
}
