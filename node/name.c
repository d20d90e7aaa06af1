/* SPDX-License-Identifier: Apache-2.0 */
/* Names of hosts, nodes and pods, RFC 1123 section 2.1. */
#include "node/name.h"

static bool is_alphanumeric(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool ingot_name_is_label(struct ingot_bytes text)
{
	if (text.size == 0 || text.size > INGOT_NAME_LABEL_SIZE_MAX)
		return false;
	for (size_t i = 0; i < text.size; i++) {
		bool is_end = i == 0 || i == text.size - 1;

		if (!is_alphanumeric(text.data[i]) && (text.data[i] != '-' || is_end))
			return false;
	}
	return true;
}

bool ingot_name_is_subdomain(struct ingot_bytes text, size_t size_max)
{
	struct ingot_bytes label;
	bool more = text.size <= size_max;
	bool holds = more;

	while (holds && more) {
		more = ingot_bytes_take_until(&text, '.', &label) == 1;
		holds = ingot_name_is_label(label);
	}
	return holds;
}
