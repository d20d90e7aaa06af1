/* SPDX-License-Identifier: Apache-2.0 */
/* What the verbs of ingot share. */
#include "cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/scoped.h"
#include "command/program.h"

int ingot_cmd_exit_for(int error)
{
	return error == -EKEYREJECTED ? INGOT_EXIT_UNTRUSTED : INGOT_EXIT_FAILED;
}

int ingot_cmd_refuse_for(const char *what, int error, const struct ingot_reason *reason)
{
	const char *words = reason->text[0] ? reason->text : strerror(-error);

	if (what)
		(void)ingot_cmd_refuse(what, "%s", words);
	else
		fprintf(stderr, "%s: %s\n", ingot_program.name, words);
	return ingot_cmd_exit_for(error);
}

int ingot_cmd_store(const char *state, bool write, struct ingot_store *ret_store)
{
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	const struct ingot_store_surroundings surroundings = {
		.state_home = getenv("XDG_STATE_HOME"),
		.home = getenv("HOME"),
		.is_root = geteuid() == 0,
	};
	struct ingot_reason reason = { .text = "" };
	int r = state ? 0 : ingot_store_place(&surroundings, &path);

	if (r == -ENOENT)
		return ingot_cmd_refuse("store",
					"neither XDG_STATE_HOME nor HOME says where it is");
	if (r < 0)
		return ingot_cmd_fail("store", r, NULL);
	r = ingot_store_open(state ? state : path, write, &reason, ret_store);
	return r < 0 ? ingot_cmd_refuse_for(NULL, r, &reason) : INGOT_EXIT_OK;
}

bool ingot_cmd_colours(void)
{
	return isatty(STDOUT_FILENO) == 1 && !getenv("NO_COLOR");
}
