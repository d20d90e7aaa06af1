/* SPDX-License-Identifier: Apache-2.0 */
/* The page's table of PCRs, then each with its values and events. */
#include <string.h>

#include "measurements/markup.h"
#include "measurements/report_part.h"

static const char *const titles[INGOT_PCR_COUNT] = {
	"Firmware code",
	"Firmware configuration",
	"Firmware of devices",
	"Configuration of devices",
	"Programs that the firmware starts",
	"Partition table, boot loader\xe2\x80\x99s configuration",
	"Platform maker\xe2\x80\x99s",
	"Secure Boot",
	"Node configuration",
	"Kernel command line and initrd",
	"Kernel\xe2\x80\x99s integrity measurement",
	"UKI sections, then boot phases",
	"Overrides from outside the UKI",
	"System extensions",
	"Machine owner\xe2\x80\x99s keys",
	"Cluster identity",
	"Debugging",
	"Dynamic launch",
	"Dynamic launch",
	"Dynamic launch",
	"Dynamic launch",
	"Dynamic launch",
	"Dynamic launch",
	"Applications",
};

static const struct {
	const char *word;
	const char *meaning;
} statuses[INGOT_GOLDEN_STATUS_COUNT] = {
	[INGOT_GOLDEN_EXACT] = { "exact", "one value, enforced" },
	[INGOT_GOLDEN_PHASES] = { "by phase", "a value for each phase of the boot, enforced" },
	[INGOT_GOLDEN_ONE_OF] = { "one of", "values, each under its condition; any of them is "
					    "enforced" },
	[INGOT_GOLDEN_ZERO] = { "zero", "never extended, enforced" },
	[INGOT_GOLDEN_OBSERVED] = { "observed", "seen on a reference boot; a difference is told, "
						"and is no failure" },
	[INGOT_GOLDEN_CONFIGURED] = { "configured", "follows from the node\xe2\x80\x99s "
						    "configuration, which its owner knows" },
	[INGOT_GOLDEN_MACHINE] = { "machine", "differs from machine to machine, not checked" },
	[INGOT_GOLDEN_UNKNOWN] = { "unknown", "nobody can say beforehand, not checked" },
};

const char *ingot_report_pcr_title(unsigned index)
{
	return titles[index];
}

const char *ingot_report_status_word(enum ingot_golden_status status)
{
	return statuses[status].word ? statuses[status].word : "nothing said";
}

/* SHA-256's, or that of another bank that says something of it; NULL where the file says nothing. */
static const struct ingot_golden_pcr *said_pcr(const struct ingot_golden_entry *entry,
					       unsigned index)
{
	const struct ingot_golden_bank *bank = ingot_golden_find_bank(entry, INGOT_HASH_SHA256);

	if (bank && bank->pcr[index].status != INGOT_GOLDEN_ABSENT)
		return &bank->pcr[index];
	for (size_t b = 0; b < entry->bank_count; b++)
		if (entry->bank[b].pcr[index].status != INGOT_GOLDEN_ABSENT)
			return &entry->bank[b].pcr[index];
	return NULL;
}

void ingot_report_pcr_links(const struct ingot_report_platform *platform, uint32_t pcrs, FILE *out)
{
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		const struct ingot_golden_pcr *pcr = said_pcr(platform->entry, i);

		if (!(pcrs & UINT32_C(1) << i) || !pcr)
			continue;
		ingot_markup_print(out, " <a class=\"pcr%s\" href=\"#p%u-pcr%u\">PCR&#160;%u</a>",
				   ingot_golden_is_enforced(pcr->status) ? " enforced" : "",
				   platform->number, i, i);
	}
}

static size_t event_count(const struct ingot_event_list *events, unsigned index)
{
	size_t count = 0;

	for (size_t i = 0; i < events->count; i++)
		if (events->events[i].pcr == index && ingot_event_extends(&events->events[i]))
			count++;
	return count;
}

static void write_status(enum ingot_golden_status status, FILE *out)
{
	ingot_markup_print(out, "<span class=\"status%s\">%s</span>",
			   ingot_golden_is_enforced(status) ? " enforced" : "",
			   ingot_report_status_word(status));
}

/* Where nothing was predicted there may well be events: a dash then. */
static void write_count(const struct ingot_golden_pcr *pcr, size_t count, FILE *out)
{
	if (count == 0 && pcr->status != INGOT_GOLDEN_ZERO)
		fputs("\xe2\x80\x93", out);
	else
		ingot_markup_print(out, "%zu", count);
}

static void write_table(const struct ingot_report_platform *platform, FILE *out)
{
	fputs("<table class=\"overview\">\n<caption>Every PCR, and what is known of it. A dash: its "
	      "events are not predicted.</caption>\n"
	      "<thead><tr><th scope=\"col\">PCR</th><th scope=\"col\">Holds</th>"
	      "<th scope=\"col\">Status</th><th scope=\"col\" class=\"number\">Events</th></tr>"
	      "</thead>\n<tbody>\n",
	      out);
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		const struct ingot_golden_pcr *pcr = said_pcr(platform->entry, i);

		if (!pcr)
			continue;
		ingot_markup_print(out,
				   "<tr><th scope=\"row\"><a href=\"#p%u-pcr%u\">%u</a></th>"
				   "<td>%s</td><td>",
				   platform->number, i, i, ingot_report_pcr_title(i));
		write_status(pcr->status, out);
		fputs("</td><td class=\"number\">", out);
		write_count(pcr, event_count(platform->entry->events, i), out);
		fputs("</td></tr>\n", out);
	}
	fputs("</tbody>\n</table>\n", out);
}

/* The statuses that occur, each once. */
static void write_legend(const struct ingot_report_platform *platform, FILE *out)
{
	uint32_t seen = 0;

	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
		if (said_pcr(platform->entry, i))
			seen |= UINT32_C(1) << said_pcr(platform->entry, i)->status;
	fputs("<dl class=\"legend\">\n", out);
	for (unsigned s = INGOT_GOLDEN_EXACT; s < INGOT_GOLDEN_STATUS_COUNT; s++) {
		if (!(seen & UINT32_C(1) << s))
			continue;
		fputs("<div><dt>", out);
		write_status((enum ingot_golden_status)s, out);
		ingot_markup_print(out, "</dt><dd>%s</dd></div>\n", statuses[s].meaning);
	}
	fputs("</dl>\n", out);
}

static void write_values(const struct ingot_golden_bank *bank, const struct ingot_golden_pcr *pcr,
			 FILE *out)
{
	const char *name = ingot_hash_name(bank->hash);

	if (pcr->status == INGOT_GOLDEN_ZERO)
		ingot_markup_print(out, "<dt>%s</dt><dd>all zeros</dd>\n", name);
	for (size_t i = 0; i < pcr->value_count; i++) {
		ingot_markup_print(out, "<dt>%s", name);
		if (pcr->values[i].label)
			ingot_markup_print(out, " <span class=\"label\">%s</span>",
					   pcr->values[i].label);
		fputs("</dt><dd>", out);
		ingot_markup_digest(out, &pcr->values[i].digest);
		fputs("</dd>\n", out);
	}
}

static bool has_values(const struct ingot_golden_entry *entry, unsigned index)
{
	for (size_t b = 0; b < entry->bank_count; b++)
		if (entry->bank[b].pcr[index].value_count > 0 ||
		    entry->bank[b].pcr[index].status == INGOT_GOLDEN_ZERO)
			return true;
	return false;
}

static bool is_like(const struct ingot_golden_pcr *a, const struct ingot_golden_pcr *b)
{
	return a->status == b->status &&
	       (a->why && b->why ? strcmp(a->why, b->why) == 0 : a->why == b->why);
}

/* What is said of it once, and again for a bank where something else is said. */
static void write_reasons(const struct ingot_golden_entry *entry, unsigned index, FILE *out)
{
	const struct ingot_golden_pcr *first = said_pcr(entry, index);

	for (size_t b = 0; b < entry->bank_count; b++) {
		const struct ingot_golden_pcr *pcr = &entry->bank[b].pcr[index];
		bool other = pcr != first;

		if (pcr->status == INGOT_GOLDEN_ABSENT || (other && is_like(pcr, first)))
			continue;
		fputs("<p class=\"why\">", out);
		write_status(pcr->status, out);
		if (other)
			ingot_markup_print(out, " in %s", ingot_hash_name(entry->bank[b].hash));
		if (pcr->why)
			ingot_markup_print(out, " <span>%s.</span>", pcr->why);
		fputs("</p>\n", out);
	}
}

static void write_events(const struct ingot_event_list *events, unsigned index, FILE *out)
{
	size_t position = 0;

	for (size_t i = 0; i < events->count; i++) {
		const struct ingot_event *event = &events->events[i];

		if (event->pcr != index || !ingot_event_extends(event))
			continue;
		if (position++ == 0)
			fputs("<ol class=\"events\">\n", out);
		ingot_report_event(event, position, out);
	}
	if (position > 0)
		fputs("</ol>\n", out);
}

static void write_pcr(const struct ingot_report_platform *platform, unsigned index, FILE *out)
{
	const struct ingot_golden_entry *entry = platform->entry;

	ingot_markup_print(
		out,
		"<section class=\"register\" id=\"p%u-pcr%u\" "
		"aria-labelledby=\"p%u-pcr%u-title\">\n"
		"<h4 id=\"p%u-pcr%u-title\"><span class=\"index\">PCR %u</span> %s</h4>\n",
		platform->number, index, platform->number, index, platform->number, index, index,
		ingot_report_pcr_title(index));
	write_reasons(entry, index, out);
	if (has_values(entry, index)) {
		fputs("<dl class=\"facts\">\n", out);
		for (size_t b = 0; b < entry->bank_count; b++)
			write_values(&entry->bank[b], &entry->bank[b].pcr[index], out);
		fputs("</dl>\n", out);
	}
	write_events(entry->events, index, out);
	fputs("</section>\n", out);
}

void ingot_report_pcrs(const struct ingot_report_platform *platform, FILE *out)
{
	ingot_markup_print(out,
			   "<section id=\"p%u-pcrs\" aria-labelledby=\"p%u-pcrs-title\">\n"
			   "<h3 id=\"p%u-pcrs-title\">PCR values and events</h3>\n",
			   platform->number, platform->number, platform->number);
	write_table(platform, out);
	write_legend(platform, out);
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
		if (said_pcr(platform->entry, i))
			write_pcr(platform, i, out);
	fputs("</section>\n", out);
}
