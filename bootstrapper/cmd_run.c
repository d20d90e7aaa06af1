/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-bootstrap run: all steps of a boot, and the PCRs for whoever is at the console. */
#include <stdint.h>
#include <stdio.h>

#include "base/scoped.h"
#include "bootstrapper/boot.h"
#include "bootstrapper/command.h"
#include "bootstrapper/pcr_table.h"

static void say(void *context, const char *text)
{
	(void)context;
	(void)fputs(text, stderr);
	(void)fflush(stderr);
}

int ingot_command_run(const struct ingot_program *program)
{
	ingot_scoped(ingot_boot_close) struct ingot_boot boot = {
		.paths = &program->paths,
		.root = program->root,
		.state = program->state,
		.say = say,
	};
	struct ingot_reason reason = { 0 };
	char table[INGOT_PCR_TABLE_SIZE];
	const char *step;

	if (ingot_boot_run(&boot, SIZE_MAX, &reason, &step) < 0)
		return ingot_command_stop(program, step, reason.text);
	if (boot.notes.text[0] != '\0')
		fprintf(stderr, "ingot-bootstrap: %s\n", boot.notes.text);
	/* the node is handed over: a console that takes no more text does not undo that */
	if (ingot_pcr_table(&boot.banks, table) == 0)
		(void)fputs(table, stdout);
	(void)fputs("ingot: handed over\n", stdout);
	(void)fflush(stdout);
	return INGOT_EXIT_OK;
}
