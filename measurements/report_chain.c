/* SPDX-License-Identifier: Apache-2.0 */
/* The page's boot chain: from firmware to kubelet, and which file feeds which PCR. */
#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "measurements/eventtype.h"
#include "measurements/feed.h"
#include "measurements/markup.h"
#include "measurements/report_part.h"

#define PCR(index) (UINT32_C(1) << (index))

/* struct chain - the diagram being written. */
struct chain {
	const struct ingot_report_platform *platform;
	struct ingot_feed_list feeds;
	FILE *out;
};

static const struct {
	const char *section;
	const char *words;
} sections[] = {
	{ ".linux", "kernel" },
	{ ".osrel", "name and version of the release" },
	{ ".cmdline", "kernel command line" },
	{ ".initrd", "initrd" },
	{ ".ucode", "microcode of the processor" },
	{ ".splash", "picture" },
	{ ".dtb", "device tree" },
	{ ".uname", "version of the kernel" },
	{ ".sbat", "revocation level" },
	{ ".pcrsig", "signed PCR values" },
	{ ".pcrpkey", "key of signed PCR values" },
	{ ".profile", "profile" },
	{ ".dtbauto", "device tree of the hardware" },
	{ ".hwids", "hardware that device trees are for" },
};

static const char *section_words(const char *section)
{
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (strcmp(sections[i].section, section) == 0)
			return sections[i].words;
	return NULL;
}

static void write_links(const struct chain *chain, uint32_t pcrs)
{
	fputs("<span class=\"feeds\">", chain->out);
	ingot_report_pcr_links(chain->platform, pcrs, chain->out);
	fputs("</span>", chain->out);
}

/* One line of a stage, for what has no file of its own. */
static void write_part(const struct chain *chain, const char *words, uint32_t pcrs)
{
	ingot_markup_print(chain->out, "<li class=\"part\"><span>%s</span>", words);
	write_links(chain, pcrs);
	fputs("</li>\n", chain->out);
}

static void write_feed(const struct chain *chain, const struct ingot_feed *feed)
{
	const char *words = feed->section ? section_words(feed->section) : NULL;

	ingot_markup_print(chain->out, "<li class=\"part\"><span><code>%s</code>",
			   feed->section ? feed->section : feed->file);
	if (words)
		ingot_markup_print(chain->out, " <span class=\"note\">%s</span>", words);
	if (feed->size > 0) {
		fputs(" <span class=\"size\">", chain->out);
		ingot_markup_size(chain->out, feed->size);
		fputs("</span>", chain->out);
	}
	fputs("</span>", chain->out);
	write_links(chain, feed->pcrs);
	fputs("</li>\n", chain->out);
}

static void begin_stage(const struct chain *chain, const char *title, const char *note)
{
	ingot_markup_print(chain->out, "<li class=\"stage\">\n<h4>%s</h4>\n", title);
	if (note)
		ingot_markup_print(chain->out, "<p class=\"note\">%s</p>\n", note);
	fputs("<ul class=\"parts\">\n", chain->out);
}

static void end_stage(const struct chain *chain)
{
	fputs("</ul>\n</li>\n", chain->out);
}

/* The event by which the firmware starts this file; NULL if it does not. */
static const struct ingot_event *start_of(const struct chain *chain, const struct ingot_feed *feed)
{
	const struct ingot_event_list *events = chain->platform->entry->events;

	for (size_t i = feed->first; i < events->count && !feed->section; i++) {
		const struct ingot_event *event = &events->events[i];

		if (event->pcr == 4 && event->type == INGOT_EV_EFI_BOOT_SERVICES_APPLICATION &&
		    event->cause.file && !event->cause.section &&
		    strcmp(event->cause.file, feed->file) == 0)
			return event;
	}
	return NULL;
}

/* The firmware itself, then each program that it starts with what that one reads. */
static void write_programs(const struct chain *chain)
{
	begin_stage(chain, "Firmware",
		    "The machine\xe2\x80\x99s or the cloud\xe2\x80\x99s; it "
		    "measures what it is and what it starts.");
	write_part(chain, "its code and configuration, and those of devices",
		   PCR(0) | PCR(1) | PCR(2) | PCR(3) | PCR(6));
	write_part(chain, "Secure Boot: on or off, and whose keys", PCR(7));
	write_part(chain, "partition table of the disk", PCR(5));
	for (size_t i = 0; i < chain->feeds.count; i++) {
		const struct ingot_feed *feed = &chain->feeds.feeds[i];
		const struct ingot_event *start = start_of(chain, feed);

		if (start) {
			end_stage(chain);
			begin_stage(chain, start->description ? start->description : feed->file,
				    NULL);
		}
		write_feed(chain, feed);
	}
	end_stage(chain);
}

/* What the kernel command line moves: where it is measured, and the whole file that it is part of. */
static uint32_t cmdline_pcrs(const struct chain *chain)
{
	uint32_t pcrs = 0;

	for (size_t i = 0; i < chain->feeds.count; i++) {
		const struct ingot_feed *feed = &chain->feeds.feeds[i];
		const struct ingot_feed *whole;

		if (!feed->section || strcmp(feed->section, ".cmdline") != 0)
			continue;
		whole = ingot_feed_find(&chain->feeds, feed->file, NULL);
		pcrs |= feed->pcrs | (whole ? whole->pcrs : 0);
	}
	return pcrs;
}

/* Not measured by itself: its hash is on the command line, which is. */
static void write_root(const struct chain *chain)
{
	const struct ingot_build_record *build = chain->platform->report->build;
	uint32_t pcrs = cmdline_pcrs(chain);

	begin_stage(chain, "Root file system",
		    "Read-only; dm-verity checks every block against the root hash, which is on "
		    "the kernel command line.");
	if (build) {
		ingot_markup_print(chain->out,
				   "<li class=\"part\"><span>root hash <code class=\"hex\">%s"
				   "</code></span>",
				   build->roothash);
		write_links(chain, pcrs);
		fputs("</li>\n", chain->out);
	} else {
		write_part(chain, "root hash", pcrs);
	}
	end_stage(chain);
}

static void write_phases(const struct chain *chain)
{
	const struct ingot_event_list *events = chain->platform->entry->events;

	begin_stage(chain, "systemd", "Extends the name of each phase that the boot reaches.");
	for (size_t i = 0; i < events->count; i++)
		if (events->events[i].phase && ingot_event_extends(&events->events[i]))
			write_part(chain, events->events[i].phase, PCR(events->events[i].pcr));
	end_stage(chain);
}

static void write_kubelet(const struct chain *chain)
{
	const struct ingot_component_list *components = chain->platform->report->components;
	const struct ingot_component *kubelet =
		components ? ingot_component_find(components, "kubelet") : NULL;

	fputs("<li class=\"stage\">\n<h4>kubelet", chain->out);
	if (kubelet)
		ingot_markup_print(chain->out, " %s", kubelet->version);
	fputs("</h4>\n<p class=\"note\">Lies in the root file system, so the root hash covers it; "
	      "starts only with ingot-bootstrap\xe2\x80\x99s hand-over.</p>\n</li>\n",
	      chain->out);
}

static void write_stages(const struct chain *chain)
{
	fputs("<ol class=\"chain\">\n", chain->out);
	write_programs(chain);
	write_root(chain);
	begin_stage(chain, "ingot-bootstrap",
		    "In the initrd: checks the root, reads the node\xe2\x80\x99s configuration, "
		    "opens the state disk.");
	write_part(chain, "who may configure the node, then its configuration", PCR(8));
	write_part(chain, "identity of the cluster", PCR(15));
	end_stage(chain);
	write_phases(chain);
	write_kubelet(chain);
	fputs("</ol>\n", chain->out);
}

int ingot_report_chain(const struct ingot_report_platform *platform, FILE *out)
{
	ingot_scoped(ingot_feed_list_drop) struct ingot_feed_list feeds = { 0 };
	struct chain chain = { .platform = platform, .out = out };
	int r = ingot_feed_list_of(platform->entry->events, &feeds);

	if (r < 0)
		return r;
	chain.feeds = feeds;
	ingot_markup_print(out,
			   "<section id=\"p%u-chain\" aria-labelledby=\"p%u-chain-title\">\n"
			   "<h3 id=\"p%u-chain-title\">Boot chain</h3>\n"
			   "<p>What runs after what, and which PCR each piece is measured into. "
			   "Solid: enforced. Dashed: not.</p>\n",
			   platform->number, platform->number, platform->number);
	write_stages(&chain);
	fputs("</section>\n", out);
	return 0;
}
