/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_COMMAND_H
#define INGOT_CLI_COMMAND_H

#include <stdbool.h>

#include "base/reason.h"
#include "cli/store.h"
#include "command/report.h"

/*
 * The verbs of ingot, and what they share. To add one: declare it here, name it in the table of
 * main.c, write cmd_<verb>.c.
 */

int ingot_cmd_fetch(int argc, char **argv);
int ingot_cmd_list(int argc, char **argv);
int ingot_cmd_show(int argc, char **argv);
int ingot_cmd_diff(int argc, char **argv);
int ingot_cmd_export(int argc, char **argv);
int ingot_cmd_verify(int argc, char **argv);
int ingot_cmd_explain(int argc, char **argv);

/** ingot_cmd_exit_for - INGOT_EXIT_UNTRUSTED for -EKEYREJECTED, else INGOT_EXIT_FAILED. */
int ingot_cmd_exit_for(int error);

/**
 * ingot_cmd_refuse_for - report a failure of a library with its reason
 * @what:   what it was about, "SOURCE"; NULL: the reason says so
 * @error:  its negative errno
 * @reason: its words
 *
 * Returns what ingot_cmd_exit_for() does.
 */
int ingot_cmd_refuse_for(const char *what, int error, const struct ingot_reason *reason);

/**
 * ingot_cmd_store - open the store of this user
 * @state: folder that --state named; NULL: as store.h says, from XDG_STATE_HOME and HOME
 * @write: to change it
 * @ret_store: release with ingot_store_close()
 *
 * Returns INGOT_EXIT_OK; else an exit code, reported.
 */
int ingot_cmd_store(const char *state, bool write, struct ingot_store *ret_store);

/** ingot_cmd_colours - may text on stdout have colours? A terminal, and no NO_COLOR. */
bool ingot_cmd_colours(void);

#endif
