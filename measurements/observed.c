/* SPDX-License-Identifier: Apache-2.0 */
/* Strict reader of ingot.observed/1; observed.h is the specification. */
#include "measurements/observed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/json.h"
#include "base/scoped.h"
#include "measurements/event_json.h"
#include "measurements/eventlog.h"
#include "measurements/text.h"
#include "measurements/userspace_log.h"

static const char *const states[INGOT_OBSERVED_STATE_COUNT] = {
	[INGOT_OBSERVED_MEASURED] = "measured",
	[INGOT_OBSERVED_HANDED_OVER] = "handed-over",
	[INGOT_OBSERVED_READY] = "ready",
	[INGOT_OBSERVED_FAILED] = "failed",
};

const char *ingot_observed_state_name(enum ingot_observed_state state)
{
	return state < INGOT_OBSERVED_STATE_COUNT ? states[state] : NULL;
}

void ingot_observed_free(struct ingot_observed *observed)
{
	if (!observed)
		return;
	ingot_event_list_free(observed->events);
	free(observed->firmware_log.data);
	free(observed->userspace_log.data);
	free(observed->step);
	free(observed->reason);
	free(observed->platform);
	free(observed->stream);
	free(observed->phase);
	free(observed);
}

void ingot_observed_scoped(struct ingot_observed **observed)
{
	ingot_observed_free(*observed);
}

static int broken(const char **rule, const char *text)
{
	*rule = text;
	return -EBADMSG;
}

static int read_state(const struct ingot_json *root, struct ingot_observed *observed,
		      const char **rule)
{
	const char *version, *name;

	if (ingot_json_get_text(root, "version", &version) < 0 ||
	    strcmp(version, INGOT_OBSERVED_VERSION) != 0)
		return broken(rule, "version is not ingot.observed/1");
	if (ingot_json_get_text(root, "state", &name) < 0)
		return broken(rule, "file has no state");
	for (enum ingot_observed_state s = 0; s < INGOT_OBSERVED_STATE_COUNT; s++)
		if (strcmp(states[s], name) == 0) {
			observed->state = s;
			return 0;
		}
	return broken(rule, "state is not known");
}

static int read_line(const struct ingot_json *root, const char *key, char **line, const char **rule)
{
	const char *text;
	int r = ingot_json_get_text(root, key, &text);

	if (r == -ENOENT)
		return 0;
	if (r < 0 || !ingot_text_is_line(text))
		return broken(rule,
			      "step, reason, platform, stream or phase is not a line of text");
	*line = strdup(text);
	return *line ? 0 : -ENOMEM;
}

static int read_bank(const struct ingot_json *values, struct ingot_pcr_bank *bank,
		     const char **rule)
{
	struct ingot_json_member member = { 0 };

	if (ingot_json_type_of(values) != INGOT_JSON_OBJECT)
		return broken(rule, "bank is not an object");
	while (ingot_json_next(values, &member)) {
		const char *text = ingot_json_text(member.value);
		struct ingot_digest digest;
		unsigned index;

		if (ingot_pcr_index_parse(member.key, &index) < 0)
			return broken(rule, "PCR index is not one of 0 to 23");
		if (!text ||
		    ingot_digest_from_hex(bank->hash, ingot_bytes_of_text(text), &digest) < 0)
			return broken(rule, "PCR value is not hexadecimal of its bank's length");
		(void)ingot_pcr_set(bank, index, &digest);
	}
	return 0;
}

static int read_pcrs(const struct ingot_json *root, struct ingot_observed *observed,
		     const char **rule)
{
	struct ingot_json_member member = { 0 };
	const struct ingot_json *pcrs;
	int r;

	r = ingot_json_get(root, "pcrs", INGOT_JSON_OBJECT, &pcrs);
	if (r == -ENOENT && observed->state == INGOT_OBSERVED_FAILED)
		return 0;
	if (r < 0)
		return broken(rule, "file has no object pcrs");
	while (ingot_json_next(pcrs, &member)) {
		struct ingot_pcr_bank *bank;
		enum ingot_hash hash;

		if (ingot_hash_from_name(ingot_bytes_of_text(member.key), &hash) < 0 ||
		    ingot_pcr_banks_add(&observed->banks, hash, &bank) < 0)
			return broken(rule, "bank is of an unknown algorithm");
		if (read_bank(member.value, bank, rule) < 0)
			return -EBADMSG;
	}
	return 0;
}

static int read_events(const struct ingot_json *root, struct ingot_observed *observed,
		       const char **rule)
{
	const struct ingot_json *events;
	int r = ingot_json_get(root, "events", INGOT_JSON_ARRAY, &events);

	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return broken(rule, "events are not a list");
	for (size_t i = 0; i < ingot_json_count(events); i++) {
		struct ingot_event event;

		r = ingot_event_json_read(ingot_json_at(events, i), rule, &event);
		if (r == 0)
			r = ingot_event_list_add(observed->events, &event);
		if (r < 0)
			return r;
	}
	return 0;
}

static int read_log(const struct ingot_json *logs, const char *key, struct ingot_observed_log *log,
		    const char **rule)
{
	ingot_scoped(ingot_scoped_free) uint8_t *data = NULL;
	struct ingot_bytes encoded;
	const char *text;
	size_t capacity;
	int r = ingot_json_get_text(logs, key, &text);

	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return broken(rule, "log is not a string");
	encoded = ingot_bytes_of_text(text);
	capacity = encoded.size / 4 * 3;
	data = malloc(capacity + 1); /* an empty log is one too */
	if (!data)
		return -ENOMEM;
	if (ingot_base64_decode(encoded, capacity, data, &log->size) < 0)
		return broken(rule, "log is not base64");
	log->data = data;
	data = NULL;
	return 0;
}

static int read_logs(const struct ingot_json *root, struct ingot_observed *observed,
		     const char **rule)
{
	static const char *const keys[] = { "firmware", "userspace", NULL };
	const struct ingot_json *logs;
	int r = ingot_json_get(root, "logs", INGOT_JSON_OBJECT, &logs);

	if (r == -ENOENT)
		return 0;
	if (r < 0 || ingot_json_unknown_key(logs, keys))
		return broken(rule, "logs are not an object, or have an unknown key");
	r = read_log(logs, "firmware", &observed->firmware_log, rule);
	if (r == 0)
		r = read_log(logs, "userspace", &observed->userspace_log, rule);
	return r;
}

/* Is for people who read the file: nothing is decided by it. */
static int check_previous(const struct ingot_json *root, const char **rule)
{
	static const char *const keys[] = { "attempts", "step", "reason", NULL };
	static const int64_t range[2] = { 1, INGOT_OBSERVED_ATTEMPTS_MAX };
	const struct ingot_json *previous;
	const char *step, *reason;
	int64_t attempts;
	int r = ingot_json_get(root, "previous", INGOT_JSON_OBJECT, &previous);

	if (r == -ENOENT)
		return 0;
	if (r < 0 || ingot_json_unknown_key(previous, keys) ||
	    ingot_json_get_integer(previous, "attempts", range, &attempts) < 0 ||
	    ingot_json_get_text(previous, "step", &step) < 0 || !ingot_text_is_line(step) ||
	    ingot_json_get_text(previous, "reason", &reason) < 0 || !ingot_text_is_line(reason))
		return broken(rule, "previous is not attempts, step and reason");
	return 0;
}

static int read_root(const struct ingot_json *root, struct ingot_observed *observed,
		     const char **rule)
{
	static const char *const keys[] = { "version",  "state",    "step",  "reason",
					    "platform", "stream",   "phase", "pcrs",
					    "events",   "previous", "logs",  NULL };
	int r;

	if (ingot_json_unknown_key(root, keys))
		return broken(rule, "file has an unknown key");
	r = read_state(root, observed, rule);
	if (r == 0)
		r = read_line(root, "step", &observed->step, rule);
	if (r == 0)
		r = read_line(root, "reason", &observed->reason, rule);
	if (r == 0)
		r = read_line(root, "platform", &observed->platform, rule);
	if (r == 0)
		r = read_line(root, "stream", &observed->stream, rule);
	if (r == 0)
		r = read_line(root, "phase", &observed->phase, rule);
	if (r == 0)
		r = read_pcrs(root, observed, rule);
	if (r == 0)
		r = read_events(root, observed, rule);
	if (r == 0)
		r = check_previous(root, rule);
	if (r == 0)
		r = read_logs(root, observed, rule);
	return r;
}

int ingot_observed_read(struct ingot_bytes text, struct ingot_fault *fault,
			struct ingot_observed **ret_observed)
{
	ingot_scoped(ingot_observed_scoped) struct ingot_observed *observed = NULL;
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const char *rule = "list of events is too long";
	int r;

	if (text.size > INGOT_OBSERVED_SIZE_MAX)
		return -EFBIG;
	r = ingot_json_parse(text, fault, &root);
	if (r < 0)
		return r;
	observed = calloc(1, sizeof *observed);
	if (!observed || ingot_event_list_new(&observed->events) < 0)
		return -ENOMEM;
	r = read_root(root, observed, &rule);
	if (r == -EBADMSG || r == -EFBIG)
		(void)ingot_fault_at(fault, 0, rule);
	if (r < 0)
		return r;
	*ret_observed = observed;
	observed = NULL;
	return 0;
}

int ingot_observed_log(const struct ingot_observed *observed, struct ingot_fault *fault,
		       struct ingot_event_list **ret_list)
{
	const struct ingot_observed_log *firmware = &observed->firmware_log,
					*user = &observed->userspace_log;
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
	int r = ingot_event_list_new(&list);

	if (r == 0)
		r = ingot_eventlog_append((struct ingot_bytes){ firmware->data, firmware->size },
					  fault, list);
	if (r == 0)
		r = ingot_userspace_log_append((struct ingot_bytes){ user->data, user->size },
					       fault, list);
	if (r < 0)
		return r;
	*ret_list = list;
	list = NULL;
	return 0;
}
