/* SPDX-License-Identifier: Apache-2.0 */
/* A verdict as text: a table for each bank in 80 columns, then why PCRs differ. */
#include <string.h>

#include "measurements/compare.h"

#define SHORT_DIGITS 16
#define PAGE_COLUMNS 80
#define PCR_IMA      10

#define GREEN        "\033[32m"
#define YELLOW       "\033[33m"
#define RED          "\033[1;31m"
#define FAINT        "\033[2m"
#define PLAIN        "\033[0m"

static const struct {
	const char *word;
	const char *colour;
} results[] = {
	[INGOT_VERDICT_NOT_CHECKED] = { "not checked", FAINT },
	[INGOT_VERDICT_MATCH] = { "match", GREEN },
	[INGOT_VERDICT_WARNING] = { "other firmware", YELLOW },
	[INGOT_VERDICT_MISMATCH] = { "MISMATCH", RED },
	[INGOT_VERDICT_MISSING] = { "MISSING", RED },
};

/* struct table - where a bank's table goes, and how wide its digests are. */
struct table {
	FILE *out;
	int digits;
	bool colours;
};

/* What stands in place of a digest where there is not the one that is expected. */
static const char *predicted_word(const struct ingot_pcr_verdict *pcr)
{
	switch (pcr->status) {
	case INGOT_GOLDEN_PHASES:
		return "one per phase";
	case INGOT_GOLDEN_ONE_OF:
		return "one of several";
	case INGOT_GOLDEN_OBSERVED:
		return "seen elsewhere";
	case INGOT_GOLDEN_CONFIGURED:
		return "configuration";
	case INGOT_GOLDEN_MACHINE:
		return "per machine";
	default:
		return "unknown";
	}
}

static void print_digest(const struct table *table, const struct ingot_digest *digest,
			 const char *otherwise)
{
	char text[INGOT_DIGEST_TEXT_SIZE];

	if (digest)
		ingot_digest_text(digest, text);
	fprintf(table->out, "  %-*.*s", table->digits, table->digits, digest ? text : otherwise);
}

static void print_result(const struct table *table, const struct ingot_pcr_verdict *pcr,
			 unsigned index)
{
	fprintf(table->out, "  %s%s%s", table->colours ? results[pcr->result].colour : "",
		results[pcr->result].word, table->colours ? PLAIN : "");
	/* a firmware's name is a digest, and too long for a table */
	if (pcr->label && pcr->status != INGOT_GOLDEN_OBSERVED)
		fprintf(table->out, " (%s)", pcr->label);
	/* IMA has a log of its own, which nobody gives us */
	if (pcr->log == INGOT_VERDICT_LOG_DISAGREES && index != PCR_IMA)
		fputs(", log differs", table->out);
	fputc('\n', table->out);
}

static void print_bank(const struct table *table, const struct ingot_bank_verdict *bank)
{
	if (!bank->given) {
		fprintf(table->out, "\nNo value of bank %s was given: not checked.\n",
			ingot_hash_name(bank->hash));
		return;
	}
	fprintf(table->out, "\n%-6s  PCR  %-*s  %-*s  Verdict\n", "Bank", table->digits,
		"Predicted", table->digits, "Live");
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		const struct ingot_pcr_verdict *pcr = &bank->pcr[i];

		if (pcr->status == INGOT_GOLDEN_ABSENT)
			continue;
		fprintf(table->out, "%-6s  %3u", ingot_hash_name(bank->hash), i);
		print_digest(table, pcr->expected, predicted_word(pcr));
		print_digest(table, pcr->found, "-");
		print_result(table, pcr, i);
	}
}

/* Words up to the edge of the page, the rest below, indented. */
static void print_wrapped(const char *text, int indent, FILE *out)
{
	int column = indent;

	while (*text) {
		int length = (int)strcspn(text, " ");

		if (column > indent && column + 1 + length > PAGE_COLUMNS) {
			fprintf(out, "\n%*s", indent, "");
			column = indent;
		}
		column += fprintf(out, "%s%.*s", column > indent ? " " : "", length, text);
		text += length;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

/* The phase that the node is at, if it is not the one that was asked for; NULL if it is at none. */
static const char *other_phase(const struct ingot_comparison *comparison, size_t b, unsigned index)
{
	const struct ingot_golden_pcr *golden = &comparison->question.golden->bank[b].pcr[index];
	const struct ingot_digest *found = comparison->verdict.bank[b].pcr[index].found;

	for (size_t i = 0; golden->status == INGOT_GOLDEN_PHASES && i < golden->value_count; i++)
		if (found && ingot_digest_equal(&golden->values[i].digest, found))
			return golden->values[i].label;
	return NULL;
}

static void print_reason(const struct ingot_comparison *comparison, size_t b, unsigned index,
			 FILE *out)
{
	const struct ingot_bank_verdict *bank = &comparison->verdict.bank[b];
	const struct ingot_pcr_verdict *pcr = &bank->pcr[index];
	const char *phase = other_phase(comparison, b, index);
	struct ingot_text text = { .length = 0 };

	ingot_text_add(&text, "PCR %u (%s): ", index, ingot_hash_name(bank->hash));
	if (pcr->result == INGOT_VERDICT_MISSING)
		ingot_text_add(&text, "a value is needed, and none was given");
	else if (phase)
		ingot_text_add(&text, "this is the value of phase %s", phase);
	else if (pcr->differs)
		ingot_compare_words(&pcr->difference, index, &text);
	else if (pcr->log == INGOT_VERDICT_LOG_ABSENT)
		ingot_text_add(&text, "without a log of this bank nobody can say which event");
	else if (pcr->log == INGOT_VERDICT_LOG_AGREES)
		ingot_text_add(&text, "the log has the events that were expected, and leads to "
				      "another value than was predicted");
	else
		ingot_text_add(&text, "the log has the events that were expected, so something "
				      "was extended that is not in it");
	print_wrapped(text.chars, 2, out);
}

static void print_log_doubt(const struct ingot_pcr_verdict *pcr,
			    const struct ingot_bank_verdict *bank, unsigned index, FILE *out)
{
	struct ingot_text text = { .length = 0 };

	if (pcr->log != INGOT_VERDICT_LOG_DISAGREES || pcr->result == INGOT_VERDICT_MATCH ||
	    !pcr->differs)
		return;
	ingot_text_add(&text,
		       "PCR %u (%s): the log does not lead to the live value: it is not of "
		       "this moment, or something was extended that is not in it",
		       index, ingot_hash_name(bank->hash));
	print_wrapped(text.chars, 2, out);
}

/* The same event in every bank is told once. */
static bool is_told(const struct ingot_verdict *verdict, size_t b, unsigned index)
{
	const struct ingot_pcr_verdict *pcr = &verdict->bank[b].pcr[index];

	for (size_t earlier = 0; earlier < b; earlier++) {
		const struct ingot_pcr_verdict *other = &verdict->bank[earlier].pcr[index];

		if (other->result == pcr->result && other->differs == pcr->differs &&
		    other->log == pcr->log &&
		    other->difference.expected == pcr->difference.expected &&
		    other->difference.found == pcr->difference.found)
			return true;
	}
	return false;
}

static void print_reasons(const struct ingot_comparison *comparison, FILE *out)
{
	const struct ingot_verdict *verdict = &comparison->verdict;
	bool begun = false;

	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
		for (size_t b = 0; b < verdict->bank_count; b++) {
			const struct ingot_pcr_verdict *pcr = &verdict->bank[b].pcr[i];

			if (pcr->result < INGOT_VERDICT_WARNING || is_told(verdict, b, i))
				continue;
			if (!begun)
				fputc('\n', out);
			begun = true;
			print_reason(comparison, b, i, out);
			print_log_doubt(pcr, &verdict->bank[b], i, out);
		}
}

static bool fails(const struct ingot_verdict *verdict, unsigned index)
{
	for (size_t b = 0; b < verdict->bank_count; b++)
		if (verdict->bank[b].pcr[index].result >= INGOT_VERDICT_MISMATCH)
			return true;
	return false;
}

static void print_conclusion(const struct ingot_verdict *verdict, const struct table *table)
{
	const char *separator = ": PCR ";

	fprintf(table->out, "\n%s", table->colours ? (verdict->holds ? GREEN : RED) : "");
	if (verdict->holds)
		fprintf(table->out, "It holds: %zu enforced values match", verdict->enforced_count);
	else
		fprintf(table->out, "It does not hold");
	if (!verdict->holds && verdict->enforced_count == 0)
		fprintf(table->out, ", no enforced value matches");
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
		if (fails(verdict, i)) {
			fprintf(table->out, "%s%u", separator, i);
			separator = ", ";
		}
	fprintf(table->out, ".%s\n", table->colours ? PLAIN : "");
}

void ingot_compare_print(const struct ingot_comparison *comparison,
			 const struct ingot_compare_style *style, FILE *out)
{
	const struct ingot_golden *golden = comparison->golden;
	const char *phase = comparison->question.phase;

	fprintf(out, "%s %s (%s), ref %s: %s, at %s%s\n", golden->stream, golden->version,
		comparison->question.golden->csp, golden->ref,
		comparison->question.golden->attestation_variant, phase ? "phase " : "any phase",
		phase ? phase : "");
	for (size_t b = 0; b < comparison->verdict.bank_count; b++) {
		const struct ingot_bank_verdict *bank = &comparison->verdict.bank[b];
		struct table table = { out, SHORT_DIGITS, style->colours };

		if (style->full)
			table.digits = (int)(2 * ingot_hash_size(bank->hash));
		print_bank(&table, bank);
	}
	print_reasons(comparison, out);
	print_conclusion(&comparison->verdict, &(struct table){ out, 0, style->colours });
}
