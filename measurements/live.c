/* SPDX-License-Identifier: Apache-2.0 */
/* PCR values and logs of a boot, from files in any of the forms that people have. */
#include "measurements/live.h"

#include <errno.h>

#include "base/file.h"
#include "base/scoped.h"
#include "measurements/command.h"
#include "measurements/eventlog.h"
#include "measurements/pcr_text.h"
#include "measurements/userspace_log.h"

#define RECORD_SEPARATOR 0x1e /* RFC 7464: how each record of a userspace log begins */

void ingot_live_drop(struct ingot_live *live)
{
	ingot_observed_free(live->observed);
	ingot_event_list_free(live->log);
	*live = (struct ingot_live){ .observed = NULL };
}

static bool starts_with(struct ingot_bytes bytes, uint8_t wanted)
{
	uint8_t first;

	return ingot_bytes_take_u8(&bytes, &first) == 0 && first == wanted;
}

/* An observation is a JSON object; neither a log nor a text of PCR values begins like one. */
static bool is_observation(struct ingot_bytes text)
{
	uint8_t first = ' ';

	while (first == ' ' || first == '\t' || first == '\n' || first == '\r')
		if (ingot_bytes_take_u8(&text, &first) < 0)
			return false;
	return first == '{';
}

static int read_observation(const char *path, struct ingot_bytes text,
			    struct ingot_observed **ret_observed)
{
	ingot_scoped(ingot_observed_scoped) struct ingot_observed *observed = NULL;
	struct ingot_fault fault = { 0 };
	int r = ingot_observed_read(text, &fault, &observed);

	if (r < 0)
		return ingot_cmd_fail_text(path, r, &fault);
	if (observed->state == INGOT_OBSERVED_FAILED)
		return ingot_cmd_refuse(path, "this boot failed at %s: %s",
					observed->step ? observed->step : "a step it does not name",
					observed->reason ? observed->reason : "no reason given");
	*ret_observed = observed;
	observed = NULL;
	return INGOT_EXIT_OK;
}

static int read_values(const char *path, struct ingot_live *live)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_fault fault = { 0 };
	int r = ingot_file_read(path, INGOT_OBSERVED_SIZE_MAX, &file);

	if (r < 0)
		return ingot_cmd_fail(path, r, NULL);
	if (is_observation(ingot_file_bytes(&file))) {
		r = read_observation(path, ingot_file_bytes(&file), &live->observed);
		if (r == INGOT_EXIT_OK)
			live->values = live->observed->banks;
		return r;
	}
	r = ingot_pcr_text_read(ingot_file_bytes(&file), &fault, &live->values);
	return r < 0 ? ingot_cmd_fail(path, r, &fault) : INGOT_EXIT_OK;
}

/* @optional: the observation was not named as a log, so it need not have one. */
static int take_logs(const char *path, const struct ingot_observed *observed, bool optional,
		     struct ingot_event_list **log)
{
	struct ingot_fault fault = { 0 };
	int r = ingot_observed_log(observed, &fault, log);

	if (r == -ENOENT)
		return optional ? INGOT_EXIT_OK : ingot_cmd_refuse(path, "has no firmware log");
	return r < 0 ? ingot_cmd_fail(path, r, &fault) : INGOT_EXIT_OK;
}

static int append_log(const char *path, bool userspace, struct ingot_event_list *log)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_fault fault = { 0 };
	int r = ingot_file_read(path, INGOT_EVENTLOG_SIZE_MAX, &file);

	if (r < 0)
		return ingot_cmd_fail(path, r, NULL);
	if (userspace || starts_with(ingot_file_bytes(&file), RECORD_SEPARATOR))
		r = ingot_userspace_log_append(ingot_file_bytes(&file), &fault, log);
	else
		r = ingot_eventlog_append(ingot_file_bytes(&file), &fault, log);
	if (r == -ENOENT)
		return ingot_cmd_refuse(path, "is empty: the firmware kept no log");
	if (r == -EINVAL)
		return ingot_cmd_refuse(path, "cannot follow a log of other registers than PCRs");
	return r < 0 ? ingot_cmd_fail(path, r, &fault) : INGOT_EXIT_OK;
}

static int read_log(const char *path, struct ingot_event_list **log)
{
	ingot_scoped(ingot_observed_scoped) struct ingot_observed *observed = NULL;
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	int r = ingot_file_read(path, INGOT_OBSERVED_SIZE_MAX, &file);

	if (r < 0)
		return ingot_cmd_fail(path, r, NULL);
	if (is_observation(ingot_file_bytes(&file))) {
		r = read_observation(path, ingot_file_bytes(&file), &observed);
		return r == INGOT_EXIT_OK ? take_logs(path, observed, false, log) : r;
	}
	r = ingot_event_list_new(log);
	return r < 0 ? ingot_cmd_fail(path, r, NULL) : append_log(path, false, *log);
}

static int read_userspace(const char *path, struct ingot_event_list **log)
{
	if (!*log) {
		int r = ingot_event_list_new(log);

		if (r < 0)
			return ingot_cmd_fail(path, r, NULL);
	}
	return append_log(path, true, *log);
}

int ingot_live_read(const struct ingot_live_files *files, struct ingot_live *ret_live)
{
	int r = INGOT_EXIT_OK;

	*ret_live = (struct ingot_live){ .observed = NULL };
	if (files->pcrs)
		r = read_values(files->pcrs, ret_live);
	if (r == INGOT_EXIT_OK && files->log)
		r = read_log(files->log, &ret_live->log);
	else if (r == INGOT_EXIT_OK && ret_live->observed)
		r = take_logs(files->pcrs, ret_live->observed, true, &ret_live->log);
	if (r == INGOT_EXIT_OK && files->userspace)
		r = read_userspace(files->userspace, &ret_live->log);
	return r;
}
