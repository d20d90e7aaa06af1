/* SPDX-License-Identifier: Apache-2.0 */
/* What the node says about its own boot: schema ingot.observed/1. */
#include "bootstrapper/observation.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"

#define VERSION "ingot.observed/1"

static struct ingot_json *take(struct ingot_json **json)
{
	struct ingot_json *taken = *json;

	*json = NULL;
	return taken;
}

static struct ingot_json *bank_json(const struct ingot_pcr_bank *bank)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();

	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		const struct ingot_digest *value = ingot_pcr_value(bank, i);
		char text[INGOT_DIGEST_TEXT_SIZE], index[12];

		if (!value)
			continue;
		ingot_digest_text(value, text);
		(void)snprintf(index, sizeof(index), "%u", i);
		if (ingot_json_set_text(json, index, text) < 0)
			return NULL;
	}
	return take(&json);
}

static struct ingot_json *pcrs_json(const struct ingot_pcr_banks *banks)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();

	for (size_t i = 0; i < banks->count; i++)
		if (ingot_json_set(json, ingot_hash_name(banks->bank[i].hash),
				   bank_json(&banks->bank[i])) < 0)
			return NULL;
	return take(&json);
}

static struct ingot_json *event_json(const struct ingot_measurement *event)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();
	ingot_scoped(ingot_json_scoped) struct ingot_json *digests = ingot_json_new_object();

	for (size_t i = 0; i < event->count; i++) {
		char text[INGOT_DIGEST_TEXT_SIZE];

		ingot_digest_text(&event->digest[i], text);
		if (ingot_json_set_text(digests, ingot_hash_name(event->digest[i].hash), text) < 0)
			return NULL;
	}
	if (ingot_json_set_integer(json, "pcr", event->index) < 0 ||
	    ingot_json_set(json, "digests", take(&digests)) < 0 ||
	    ingot_json_set_text(json, "description", event->description) < 0)
		return NULL;
	return take(&json);
}

static struct ingot_json *events_json(const struct ingot_observation *observation)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_array();

	for (size_t i = 0; i < observation->event_count; i++)
		if (ingot_json_append(json, event_json(&observation->events[i])) < 0)
			return NULL;
	return take(&json);
}

static int set_previous(struct ingot_json *json, const struct ingot_refusal *previous)
{
	struct ingot_json *member;
	int r;

	if (!previous)
		return 0;
	r = ingot_refusal_json(previous, &member);
	return r < 0 ? r : ingot_json_set(json, "previous", member);
}

int ingot_observation_json(const struct ingot_observation *observation,
			   struct ingot_json **ret_json)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();
	int r;

	if (!json)
		return -ENOMEM;
	r = ingot_json_set_text(json, "version", VERSION);
	if (r == 0)
		r = ingot_json_set_text(json, "state", observation->state);
	if (r == 0)
		r = ingot_json_set_text(json, "platform",
					ingot_platform_name(observation->cmdline->platform));
	if (r == 0)
		r = ingot_json_set_text(json, "stream",
					ingot_stream_name(observation->cmdline->stream));
	if (r == 0)
		r = ingot_json_set_text(json, "phase", observation->phase);
	if (r == 0)
		r = ingot_json_set(json, "pcrs", pcrs_json(observation->banks));
	if (r == 0)
		r = ingot_json_set(json, "events", events_json(observation));
	if (r == 0)
		r = set_previous(json, observation->previous);
	if (r == 0)
		*ret_json = take(&json);
	return r;
}

int ingot_observation_failed(const char *step, const char *reason, struct ingot_json **ret_json)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();
	int r;

	if (!json)
		return -ENOMEM;
	r = ingot_json_set_text(json, "version", VERSION);
	if (r == 0)
		r = ingot_json_set_text(json, "state", "failed");
	if (r == 0)
		r = ingot_json_set_text(json, "step", step);
	if (r == 0)
		r = ingot_json_set_text(json, "reason", reason);
	if (r == 0)
		*ret_json = take(&json);
	return r;
}

int ingot_observation_read(struct ingot_bytes text, struct ingot_json **ret_json)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	const char *version, *state;
	int r = ingot_json_parse(text, NULL, &json);

	if (r < 0)
		return r;
	if (ingot_json_get_text(json, "version", &version) < 0 || strcmp(version, VERSION) != 0 ||
	    ingot_json_get_text(json, "state", &state) < 0 ||
	    (strcmp(state, "handed-over") != 0 && strcmp(state, "ready") != 0))
		return -EBADMSG;
	*ret_json = take(&json);
	return 0;
}

int ingot_observation_advance(struct ingot_json *json, const struct ingot_pcr_banks *banks)
{
	int r = ingot_json_set_text(json, "state", "ready");

	if (r == 0)
		r = ingot_json_set_text(json, "phase", "ready");
	if (r == 0)
		r = ingot_json_set(json, "pcrs", pcrs_json(banks));
	return r;
}
