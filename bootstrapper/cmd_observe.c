/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-bootstrap observe: the same boot, once its root is ready. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "bootstrapper/command.h"
#include "bootstrapper/handover.h"
#include "bootstrapper/observation.h"
#include "bootstrapper/tpm_esys.h"

static int read_handed_over(const char *run, struct ingot_reason *reason,
			    struct ingot_json **ret_json)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	int r = ingot_handover_is_complete(run);

	if (r <= 0)
		return ingot_refuse(reason, r < 0 ? r : -ENOENT,
				    "%s: this boot was not handed over", run);
	r = ingot_handover_read_observation(run, &file);
	if (r == 0)
		r = ingot_observation_read(ingot_file_bytes(&file), ret_json);
	return r < 0 ? ingot_refuse(reason, r, "%s/observed.json: %s", run, strerror(-r)) : 0;
}

static int read_pcrs(const char *tcti, struct ingot_reason *reason,
		     struct ingot_pcr_banks *ret_banks)
{
	ingot_scoped(ingot_tpm_close) struct ingot_tpm tpm = { 0 };
	int r = ingot_tpm_esys_open(tcti, reason, &tpm);

	return r < 0 ? r : tpm.ops->read(tpm.context, reason, ret_banks);
}

static int observe(const struct ingot_paths *paths, struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	struct ingot_pcr_banks banks;
	int r = read_handed_over(paths->run, reason, &json);

	if (r == 0)
		r = read_pcrs(paths->tcti, reason, &banks);
	if (r < 0)
		return r;
	r = ingot_observation_advance(json, &banks);
	if (r == 0)
		r = ingot_handover_write_observation(paths->run, json);
	if (r == 0)
		r = ingot_message_add_logs(json, &paths->logs);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", paths->run, strerror(-r));
	r = ingot_message_send(json, &paths->port);
	return r < 0 ? ingot_refuse(reason, r, "port " INGOT_PORT_NAME ": %s", strerror(-r)) : 0;
}

int ingot_command_observe(const struct ingot_program *program)
{
	struct ingot_reason reason = { 0 };

	if (observe(&program->paths, &reason) < 0)
		return ingot_command_fail(program, "observe", reason.text);
	(void)fputs("ingot: ready\n", stdout);
	(void)fflush(stdout);
	return INGOT_EXIT_OK;
}
