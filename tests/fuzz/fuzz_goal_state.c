/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: goal states; what is found can stand in XML as it is. */
#include <stdlib.h>
#include <string.h>

#include "metadata/goal_state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_value(const char *value)
{
	if (value[0] == '\0' || !memchr(value, '\0', INGOT_GOAL_STATE_VALUE_SIZE) ||
	    strpbrk(value, "<>&\"' \n"))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ingot_goal_state state;
	struct ingot_fault fault = { 0 };

	if (ingot_goal_state_parse((struct ingot_bytes){ data, size }, &fault, &state) < 0)
		return 0;
	check_value(state.incarnation);
	check_value(state.container);
	check_value(state.instance);
	if (strspn(state.incarnation, "0123456789") != strlen(state.incarnation))
		abort();
	return 0;
}
