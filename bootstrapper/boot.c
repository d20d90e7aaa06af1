/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of a boot, in the order of the design. */
#include "bootstrapper/boot.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "bootstrapper/handover.h"
#include "bootstrapper/measure_log.h"
#include "bootstrapper/observation.h"
#include "bootstrapper/refusal.h"
#include "bootstrapper/tpm_esys.h"

static int read_command_line(struct ingot_boot *boot, struct ingot_reason *reason)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_fault fault = { 0 };
	int r = ingot_file_read(boot->paths->cmdline, INGOT_CMDLINE_SIZE_MAX, &file);

	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", boot->paths->cmdline, strerror(-r));
	r = ingot_cmdline_parse(ingot_file_bytes(&file), &fault, &boot->cmdline);
	if (r < 0)
		return ingot_refuse(reason, r, "%s (at byte %llu)", fault.rule,
				    (unsigned long long)fault.offset);
	return 0;
}

static int check_root(struct ingot_boot *boot, struct ingot_reason *reason)
{
	struct ingot_verity_device device;
	int r = boot->root->inspect(boot->root->context, boot->paths->sysroot, reason, &device);

	return r < 0 ? r : ingot_verity_device_check(&device, &boot->cmdline.roothash, reason);
}

static int read_root(struct ingot_boot *boot, struct ingot_reason *reason)
{
	return boot->root->read(boot->root->context, boot->paths->sysroot, reason);
}

static int open_tpm(struct ingot_boot *boot, struct ingot_reason *reason)
{
	int r = ingot_tpm_esys_open(boot->paths->tcti, reason, &boot->tpm);

	if (r == 0)
		r = boot->tpm.ops->read(boot->tpm.context, reason, &boot->banks);
	return r < 0 ? r : ingot_tpm_check_fresh(&boot->banks, reason);
}

/* Extends one PCR, and records it where systemd records what it measures. */
static int measure(struct ingot_boot *boot, struct ingot_measurement event,
		   struct ingot_reason *reason)
{
	ingot_scoped(ingot_measure_log_close) struct ingot_measure_log log = { .fd = -1 };
	const struct ingot_paths *paths = boot->paths;
	int r = ingot_measure_log_open(paths->logs.userspace, paths->boot_id, &log);

	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", paths->logs.userspace, strerror(-r));
	r = ingot_measurement_extend(&boot->tpm, &event, &boot->banks, reason);
	if (r < 0)
		return r;
	r = ingot_measure_log_append(&log, &event);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", paths->logs.userspace, strerror(-r));
	boot->events[boot->event_count++] = event;
	return 0;
}

/* The owner is measured before the state disk is touched: a stranger's configuration opens none. */
static int read_configuration(struct ingot_boot *boot, struct ingot_reason *reason)
{
	int r = ingot_configuration_read(&boot->paths->source, boot->cmdline.platform, reason,
					 &boot->configuration);

	if (r <= 0)
		return r;
	boot->configured = true;
	return measure(
		boot,
		(struct ingot_measurement){
			.index = 8,
			.type = "ingot-owner",
			.description = boot->configuration.bundle.owner.size > 0
					       ? "ingot-owner:key"
					       : "ingot-owner:document",
			.data = { boot->configuration.owner, boot->configuration.owner_size },
		},
		reason);
}

static int open_state(struct ingot_boot *boot, struct ingot_reason *reason)
{
	struct ingot_state_request request = {
		.paths = &boot->paths->state,
		.config = &boot->configuration.config.state,
		.serial = boot->configuration.config.serial,
		.tpm = &boot->tpm,
		.notes = &boot->notes,
		.say = boot->say,
	};
	int r;

	if (!boot->configured)
		return 0;
	r = boot->state->open(boot->state->context, &request, reason);
	boot->state_is_open = r == 0;
	return r;
}

/* From here on the TPM no longer releases the state disk's key. */
static int measure_configuration(struct ingot_boot *boot, struct ingot_reason *reason)
{
	if (!boot->configured)
		return 0;
	return measure(boot,
		       (struct ingot_measurement){
			       .index = 8,
			       .type = "ingot-configuration",
			       .description = "ingot-configuration",
			       .data = boot->configuration.bundle.document,
		       },
		       reason);
}

/*
 * Without a cluster the identity is no bytes at all: that cannot be mistaken for the 32 bytes of a
 * cluster's, and PCR 15 is capped all the same.
 */
static int measure_identity(struct ingot_boot *boot, struct ingot_reason *reason)
{
	const struct ingot_node_config *config = &boot->configuration.config;
	struct ingot_measurement event = {
		.index = 15,
		.type = "ingot-identity",
		.description = "ingot-identity:none",
	};

	if (config->has_cluster_id) {
		event.description = "ingot-identity:cluster";
		event.data = (struct ingot_bytes){ config->cluster_id, sizeof(config->cluster_id) };
	}
	return measure(boot, event, reason);
}

/*
 * Writes observed.json and sends it to the port. Nobody may stop a boot by not reading there, so
 * that only gets noted.
 */
static int publish(struct ingot_boot *boot, const char *state, bool with_logs)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	struct ingot_observation observation = {
		.state = state,
		.phase = "enter-initrd",
		.cmdline = &boot->cmdline,
		.banks = &boot->banks,
		.events = boot->events,
		.event_count = boot->event_count,
		.previous = boot->previous.attempts > 0 ? &boot->previous : NULL,
	};
	int r = ingot_observation_json(&observation, &json);

	if (r == 0)
		r = ingot_handover_write_observation(boot->paths->run, json);
	if (r < 0)
		return r;
	if (with_logs)
		r = ingot_message_add_logs(json, &boot->paths->logs);
	if (r == 0)
		r = ingot_message_send(json, &boot->paths->port);
	if (r < 0)
		(void)ingot_refuse(&boot->notes, r, "port " INGOT_PORT_NAME ": %s", strerror(-r));
	return 0;
}

static int emit(struct ingot_boot *boot, struct ingot_reason *reason)
{
	int r = ingot_handover_prepare(boot->paths->run);

	/* for people only, so what cannot be read is no reason to stop */
	(void)ingot_refusal_read(boot->paths->refusal, &boot->previous);
	if (r == -EEXIST)
		return ingot_refuse(reason, r, "this boot was handed over before");
	if (r == 0)
		r = publish(boot, "measured", true);
	return r < 0 ? ingot_refuse(reason, r, "%s: %s", boot->paths->run, strerror(-r)) : 0;
}

static int hand_over(struct ingot_boot *boot, struct ingot_reason *reason)
{
	int r = 0;

	if (boot->configured)
		r = ingot_handover_write_node(boot->paths->run, &boot->configuration.config,
					      reason);
	if (r < 0)
		return r;
	/* the boot holds: what refused the last one is over */
	r = ingot_refusal_clear(boot->paths->refusal);
	if (r < 0)
		(void)ingot_refuse(&boot->notes, r, "%s: %s", boot->paths->refusal, strerror(-r));
	r = publish(boot, "handed-over", false);

	if (r == 0)
		r = ingot_handover_complete(boot->paths->run);
	boot->state_is_open = boot->state_is_open && r < 0; /* from now on it is the node's */
	return r < 0 ? ingot_refuse(reason, r, "%s: %s", boot->paths->run, strerror(-r)) : 0;
}

const struct ingot_boot_step ingot_boot_steps[] = {
	{ "command-line", read_command_line },
	{ "root", check_root },
	{ "root-read", read_root },
	{ "tpm", open_tpm },
	{ "configuration", read_configuration },
	{ "state-disk", open_state },
	{ "measure-configuration", measure_configuration },
	{ "identity", measure_identity },
	{ "emit", emit },
	{ "hand-over", hand_over },
	{ NULL, NULL },
};

int ingot_boot_run(struct ingot_boot *boot, size_t count, struct ingot_reason *reason,
		   const char **ret_failed_step)
{
	for (size_t i = 0; i < count && ingot_boot_steps[i].name; i++) {
		int r = ingot_boot_steps[i].run(boot, reason);

		if (r < 0) {
			*ret_failed_step = ingot_boot_steps[i].name;
			return r;
		}
	}
	return 0;
}

void ingot_boot_close(struct ingot_boot *boot)
{
	if (boot->state_is_open)
		boot->state->close(boot->state->context, &boot->paths->state);
	ingot_configuration_close(&boot->configuration);
	ingot_tpm_close(&boot->tpm);
}
