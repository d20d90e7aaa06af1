/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ingot-bootstrap refuse: stands in for the emergency shell of the initrd. Something before us
 * failed, most likely opening the root, so the steps that look at command line and root say best
 * what.
 */
#include "base/scoped.h"
#include "bootstrapper/boot.h"
#include "bootstrapper/command.h"

int ingot_command_refuse(const struct ingot_program *program)
{
	ingot_scoped(ingot_boot_close) struct ingot_boot boot = {
		.paths = &program->paths,
		.root = program->root,
	};
	struct ingot_reason reason = { 0 };
	const char *step;

	if (ingot_boot_run(&boot, INGOT_BOOT_ROOT_STEPS, &reason, &step) < 0)
		return ingot_command_fail(program, step, reason.text);
	return ingot_command_fail(program, "initrd",
				  "a unit that the boot needs has failed, see above");
}
