/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ingot-bootstrap refuse: stands in for the emergency shell of the initrd. Either ingot-bootstrap
 * run has refused the boot and said why, or something before it failed, most likely opening the
 * root: then the steps that look at command line and root say best what.
 */
#include <stdio.h>

#include "base/scoped.h"
#include "bootstrapper/boot.h"
#include "bootstrapper/command.h"
#include "bootstrapper/handover.h"
#include "bootstrapper/refusal.h"

static void say_why(const struct ingot_program *program)
{
	ingot_scoped(ingot_boot_close) struct ingot_boot boot = {
		.paths = &program->paths,
		.root = program->root,
	};
	struct ingot_reason reason = { 0 };
	const char *step;

	if (ingot_boot_run(&boot, INGOT_BOOT_ROOT_STEPS, &reason, &step) < 0)
		(void)ingot_command_stop(program, step, reason.text);
	else
		(void)ingot_command_stop(program, "initrd",
					 "a unit that the boot needs has failed, see above");
}

int ingot_command_refuse(const struct ingot_program *program)
{
	struct ingot_refusal refusal = { 0 };
	bool again;

	if (ingot_handover_is_refused(program->paths.run) <= 0)
		say_why(program);
	/* what cannot be read does not count: the node tries again */
	(void)ingot_refusal_read(program->paths.refusal, &refusal);
	again = refusal.attempts < INGOT_REFUSAL_TRIES;
	printf("ingot: refused, %u in a row: the node %s\n", refusal.attempts,
	       again ? "reboots" : "powers off, somebody has to look");
	(void)fflush(stdout);
	return again ? INGOT_EXIT_OK : INGOT_EXIT_FAILED;
}
