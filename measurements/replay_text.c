/* SPDX-License-Identifier: Apache-2.0 */
/* A log replayed, as text: one line per event, then one per PCR. */
#include <inttypes.h>

#include "measurements/eventtype.h"
#include "measurements/replay.h"

#define SHORT_DIGITS 16

static const char no_digest[] = "unknown: an event has no digest of this bank";

static void print_event(const struct ingot_event *event, size_t number, enum ingot_hash hash,
			int digits, FILE *out)
{
	const struct ingot_digest *digest = ingot_event_digest(event, hash);
	char type[INGOT_EVENTTYPE_NAME_SIZE];
	char text[INGOT_DIGEST_TEXT_SIZE] = "-";
	char index[12] = "-";

	ingot_eventtype_format(event->type, type);
	if (digest && ingot_event_extends(event))
		ingot_digest_text(digest, text);
	if (event->pcr != INGOT_PCR_NONE)
		snprintf(index, sizeof(index), "%" PRIu32, event->pcr);
	fprintf(out, "%3zu  %3s  %-32s  %-*.*s  %s\n", number, index, type, digits, digits, text,
		event->description ? event->description : "");
}

/* Worth a line: what the log extends, and what the TPM holds though the log does not say so. */
static bool is_shown(const struct ingot_replay *replay, const struct ingot_pcr_bank *bank,
		     unsigned index)
{
	enum ingot_replay_verdict verdict;

	if (bank->extended & UINT32_C(1) << index)
		return true;
	verdict = ingot_replay_judge(replay, bank, index);
	return verdict == INGOT_REPLAY_NOT_LOGGED || verdict == INGOT_REPLAY_IMA ||
	       (verdict == INGOT_REPLAY_UNKNOWN && replay->live);
}

/* The verdict stands before the value, and what the TPM holds below it, if it is something else. */
static void print_pcr(const struct ingot_replay *replay, const struct ingot_pcr_bank *bank,
		      unsigned index, FILE *out)
{
	enum ingot_replay_verdict verdict = ingot_replay_judge(replay, bank, index);
	const struct ingot_digest *value = ingot_pcr_value(bank, index);
	char text[INGOT_DIGEST_TEXT_SIZE];

	fprintf(out, "%-6s  %2u  ", ingot_hash_name(bank->hash), index);
	if (replay->live)
		fprintf(out, "%-10s  ", ingot_replay_verdict_name(verdict));
	if (value)
		ingot_digest_text(value, text);
	fprintf(out, "%s\n", value ? text : no_digest);
	if (verdict != INGOT_REPLAY_DIFFERS && verdict != INGOT_REPLAY_NOT_LOGGED)
		return;
	ingot_digest_text(&ingot_pcr_banks_find(replay->live, bank->hash)->pcr[index], text);
	fprintf(out, "%10s  %-10s  %s\n", "", "live", text);
}

static void print_bank(const struct ingot_replay *replay, const struct ingot_pcr_bank *bank,
		       FILE *out)
{
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
		if (is_shown(replay, bank, i))
			print_pcr(replay, bank, i, out);
}

void ingot_replay_print(const struct ingot_replay *replay, enum ingot_hash hash, bool full,
			FILE *out)
{
	bool tdx = replay->log->registers == INGOT_REGISTERS_TDX;
	int digits = full ? (int)(2 * ingot_hash_size(hash)) : SHORT_DIGITS;

	fprintf(out, "  #  %s  %-32s  %-*s  What\n", tdx ? " MR" : "PCR", "Type", digits,
		ingot_hash_name(hash));
	for (size_t i = 0; i < replay->log->count; i++)
		print_event(&replay->log->events[i], i + 1, hash, digits, out);
	fprintf(out, "\n%s\n",
		tdx ? "Measurement registers that these events lead to"
		    : "PCR values that these events lead to");
	for (size_t b = 0; b < replay->folded.count; b++)
		print_bank(replay, &replay->folded.bank[b], out);
	if (replay->live)
		fprintf(out, "\n%s\n",
			ingot_replay_holds(replay)
				? "The log replays to the values given."
				: "The log does not replay to the values given.");
}
