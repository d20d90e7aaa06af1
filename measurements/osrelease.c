/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of an os-release file (os-release(5)). */
#include "measurements/osrelease.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

static bool is_plain(uint8_t c)
{
	return c >= ' ' && c <= '~' && c != '\\' && c != '"' && c != '\'' && c != '`' && c != '$';
}

/* Takes the quotes off. */
static int unquote(struct ingot_bytes *value)
{
	uint8_t first = value->size > 0 ? value->data[0] : 0;

	if (first != '"' && first != '\'')
		return 0;
	if (value->size < 2 || value->data[value->size - 1] != first)
		return -EBADMSG;
	return ingot_bytes_slice(*value, 1, value->size - 2, value);
}

static int copy(struct ingot_bytes value, size_t capacity, char *ret_value)
{
	for (size_t i = 0; i < value.size; i++)
		if (!is_plain(value.data[i]))
			return -EBADMSG;
	if (value.size >= capacity)
		return -EFBIG;
	if (value.size > 0)
		memcpy(ret_value, value.data, value.size);
	ret_value[value.size] = 0;
	return 0;
}

int ingot_osrelease_find(struct ingot_bytes file, const char *name, size_t capacity,
			 char *ret_value)
{
	struct ingot_bytes value = { 0 };
	struct ingot_bytes line;
	bool found = false;
	int r;

	while (file.size > 0) {
		struct ingot_bytes field;

		(void)ingot_bytes_take_until(&file, '\n', &line);
		if (ingot_bytes_take_until(&line, '=', &field) == 1 &&
		    ingot_bytes_equal_text(field, name)) {
			value = line;
			found = true;
		}
	}
	if (!found)
		return -ENOENT;
	r = unquote(&value);
	return r < 0 ? r : copy(value, capacity, ret_value);
}
