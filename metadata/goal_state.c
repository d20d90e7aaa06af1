/* SPDX-License-Identifier: Apache-2.0 */
/* Three values out of the WireServer's goal state. */
#include "metadata/goal_state.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

static bool is_value(struct ingot_bytes value, bool is_number)
{
	uint8_t c;

	if (value.size == 0 || value.size >= INGOT_GOAL_STATE_VALUE_SIZE)
		return false;
	while (ingot_bytes_take_u8(&value, &c) == 0) {
		if (is_number ? c < '0' || c > '9' : c <= ' ' || c > '~')
			return false;
		if (c == '&' || c == '"' || c == '\'' || c == '<' || c == '>')
			return false;
	}
	return true;
}

/* <name>value</name>, the first of them. */
static int find(struct ingot_bytes text, const char *name, bool is_number,
		char ret_value[INGOT_GOAL_STATE_VALUE_SIZE])
{
	const struct ingot_bytes tag = ingot_bytes_of_text(name);
	const struct ingot_bytes close = ingot_bytes_of_text(">"), slash = ingot_bytes_of_text("/");
	struct ingot_bytes value;

	while (ingot_bytes_take_until(&text, '<', &value) > 0) {
		if (!ingot_bytes_take_prefix(&text, tag) || !ingot_bytes_take_prefix(&text, close))
			continue;
		if (ingot_bytes_take_until(&text, '<', &value) == 0 ||
		    !ingot_bytes_take_prefix(&text, slash) ||
		    !ingot_bytes_take_prefix(&text, tag) ||
		    !ingot_bytes_take_prefix(&text, close) || !is_value(value, is_number))
			return -EBADMSG;
		memcpy(ret_value, value.data, value.size);
		ret_value[value.size] = '\0';
		return 0;
	}
	return -EBADMSG;
}

/* Declarations, comments and CDATA: none of them is in a goal state. */
static bool has_markup(struct ingot_bytes text)
{
	const struct ingot_bytes mark = ingot_bytes_of_text("!");
	struct ingot_bytes before;

	while (ingot_bytes_take_until(&text, '<', &before) > 0)
		if (ingot_bytes_take_prefix(&text, mark))
			return true;
	return false;
}

int ingot_goal_state_parse(struct ingot_bytes text, struct ingot_fault *fault,
			   struct ingot_goal_state *ret_state)
{
	struct ingot_goal_state state = { 0 };

	if (text.size > INGOT_GOAL_STATE_SIZE_MAX)
		return -EFBIG;
	if (has_markup(text))
		return ingot_fault_at(fault, text.size, "declaration, comment or CDATA");
	if (find(text, "Incarnation", true, state.incarnation) < 0)
		return ingot_fault_at(fault, text.size, "no usable Incarnation");
	if (find(text, "ContainerId", false, state.container) < 0)
		return ingot_fault_at(fault, text.size, "no usable ContainerId");
	if (find(text, "InstanceId", false, state.instance) < 0)
		return ingot_fault_at(fault, text.size, "no usable InstanceId");
	*ret_state = state;
	return 0;
}
