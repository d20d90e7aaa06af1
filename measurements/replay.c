/* SPDX-License-Identifier: Apache-2.0 */
/* A log replayed, and compared with what a TPM holds. */
#include "measurements/replay.h"

#include <stdio.h>

#include "base/scoped.h"
#include "measurements/event_json.h"

#define PCR_IMA 10

static const char *const verdict_names[] = {
	[INGOT_REPLAY_AGREES] = "replays",        [INGOT_REPLAY_DIFFERS] = "differs",
	[INGOT_REPLAY_NOT_LOGGED] = "not-logged", [INGOT_REPLAY_IMA] = "ima",
	[INGOT_REPLAY_UNKNOWN] = "unknown",       [INGOT_REPLAY_NO_VALUE] = "no-value",
};

const char *ingot_replay_verdict_name(enum ingot_replay_verdict verdict)
{
	return verdict_names[verdict];
}

enum ingot_replay_verdict ingot_replay_judge(const struct ingot_replay *replay,
					     const struct ingot_pcr_bank *bank, unsigned index)
{
	const struct ingot_pcr_bank *live =
		replay->live ? ingot_pcr_banks_find(replay->live, bank->hash) : NULL;
	const struct ingot_digest *value = ingot_pcr_value(live, index);
	const struct ingot_digest *folded = ingot_pcr_value(bank, index);

	if (!value)
		return INGOT_REPLAY_NO_VALUE;
	if (!folded)
		return INGOT_REPLAY_UNKNOWN;
	if (ingot_digest_equal(value, folded))
		return INGOT_REPLAY_AGREES;
	if (bank->extended & UINT32_C(1) << index)
		return INGOT_REPLAY_DIFFERS;
	return index == PCR_IMA ? INGOT_REPLAY_IMA : INGOT_REPLAY_NOT_LOGGED;
}

bool ingot_replay_holds(const struct ingot_replay *replay)
{
	for (size_t b = 0; b < replay->folded.count; b++)
		for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
			enum ingot_replay_verdict verdict =
				ingot_replay_judge(replay, &replay->folded.bank[b], i);

			if (verdict == INGOT_REPLAY_DIFFERS || verdict == INGOT_REPLAY_NOT_LOGGED)
				return false;
		}
	return true;
}

static void add_events(const struct ingot_event_list *log, struct ingot_record *record)
{
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();

	for (size_t i = 0; i < log->count; i++) {
		struct ingot_json *event = NULL;
		int r = ingot_event_json_new(&log->events[i], &event);

		ingot_record_json(&list, NULL, r, event);
	}
	ingot_record_give(record, "events", &list);
}

static void add_value(const struct ingot_replay *replay, const struct ingot_pcr_bank *bank,
		      unsigned index, struct ingot_record *values)
{
	char key[4];

	if (!(bank->extended & UINT32_C(1) << index))
		return;
	snprintf(key, sizeof(key), "%u", index % 100);
	(void)replay;
	ingot_record_digest(values, key, ingot_pcr_value(bank, index));
}

static void add_live(const struct ingot_replay *replay, const struct ingot_pcr_bank *bank,
		     unsigned index, struct ingot_record *values)
{
	ingot_scoped(ingot_record_drop) struct ingot_record object = ingot_record_object();
	enum ingot_replay_verdict verdict = ingot_replay_judge(replay, bank, index);
	char key[4];

	if (verdict == INGOT_REPLAY_NO_VALUE)
		return;
	snprintf(key, sizeof(key), "%u", index % 100);
	ingot_record_digest(&object, "value",
			    ingot_pcr_value(ingot_pcr_banks_find(replay->live, bank->hash), index));
	ingot_record_text(&object, "verdict", ingot_replay_verdict_name(verdict));
	ingot_record_give(values, key, &object);
}

/* An object of banks, each an object of PCRs, which @add adds one by one. */
static void add_banks(const struct ingot_replay *replay, const char *name,
		      void (*add)(const struct ingot_replay *, const struct ingot_pcr_bank *,
				  unsigned, struct ingot_record *),
		      struct ingot_record *record)
{
	ingot_scoped(ingot_record_drop) struct ingot_record banks = ingot_record_object();

	for (size_t b = 0; b < replay->folded.count; b++) {
		ingot_scoped(ingot_record_drop) struct ingot_record values = ingot_record_object();
		const struct ingot_pcr_bank *bank = &replay->folded.bank[b];

		for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
			add(replay, bank, i, &values);
		ingot_record_give(&banks, ingot_hash_name(bank->hash), &values);
	}
	ingot_record_give(record, name, &banks);
}

void ingot_replay_record(const struct ingot_replay *replay, struct ingot_record *record)
{
	ingot_record_text(record, "version", INGOT_REPLAY_VERSION);
	ingot_record_text(record, "registers",
			  replay->log->registers == INGOT_REGISTERS_TDX ? "tdx" : "pcr");
	ingot_record_integer(record, "startup_locality", replay->log->startup_locality);
	add_events(replay->log, record);
	add_banks(replay, "pcrs", add_value, record);
	if (!replay->live)
		return;
	ingot_record_boolean(record, "replays", ingot_replay_holds(replay));
	add_banks(replay, "live", add_live, record);
}
