/* SPDX-License-Identifier: Apache-2.0 */
/* A release as one HTML page: head, what it is about, and its parts in order. */
#include "measurements/report.h"

#include <errno.h>
#include <string.h>

#include "measurements/markup.h"
#include "measurements/report_part.h"
#include "measurements/report_style.h"

/* A style sheet alone may be used, and only ours; no script, image, font, frame or form. */
static int write_head(const struct ingot_golden *golden, FILE *out)
{
	struct ingot_bytes style = ingot_report_style();

	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; "
	      "base-uri &#39;none&#39;; form-action &#39;none&#39;; img-src data:; style-src ",
	      out);
	if (ingot_report_style_source(out) < 0)
		return -EIO;
	ingot_markup_print(out,
			   "\">\n<meta name=\"viewport\" content=\"width=device-width, "
			   "initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">"
			   "\n<meta name=\"referrer\" content=\"no-referrer\">\n"
			   "<link rel=\"icon\" href=\"data:,\">\n"
			   "<title>Ingot %s, stream %s: measurements</title>\n<style>",
			   golden->version, golden->stream);
	fwrite(style.data, 1, style.size, out);
	fputs("</style>\n</head>\n", out);
	return 0;
}

static void write_fact(const char *name, const char *value, FILE *out)
{
	ingot_markup_print(out, "<div><dt>%s</dt><dd>%s</dd></div>\n", name, value);
}

static void write_title(const struct ingot_report *report, FILE *out)
{
	const struct ingot_golden *golden = report->golden;

	ingot_markup_print(
		out,
		"<body>\n<a class=\"skip\" href=\"#content\">To the content</a>\n"
		"<header>\n<p class=\"kind\">Ingot, a release and what it measures to</p>"
		"\n<h1>%s</h1>\n<dl class=\"title\">\n",
		golden->version);
	write_fact("Stream", golden->stream, out);
	write_fact("Branch", strcmp(golden->ref, "-") == 0 ? "none, a release" : golden->ref, out);
	fputs("<div><dt>Platform</dt><dd>", out);
	for (size_t i = 0; i < golden->entry_count; i++)
		ingot_markup_print(out, "%s%s", i ? ", " : "", golden->entries[i].csp);
	fputs("</dd></div>\n", out);
	if (report->build)
		write_fact("Kernel", report->build->kernel, out);
	fputs("</dl>\n</header>\n", out);
}

static void write_contents(const struct ingot_report *report, FILE *out)
{
	fputs("<nav aria-label=\"Contents\">\n<ul>\n", out);
	for (unsigned i = 1; i <= report->golden->entry_count; i++)
		ingot_markup_print(out,
				   "<li><a href=\"#p%u\">%s</a>: <a href=\"#p%u-chain\">boot "
				   "chain</a>, <a href=\"#p%u-pcrs\">PCRs</a>, "
				   "<a href=\"#p%u-changes\">what moved</a></li>\n",
				   i, report->golden->entries[i - 1].csp, i, i, i);
	if (report->build)
		fputs("<li><a href=\"#sizes\">Sizes</a></li>\n", out);
	if (report->components)
		fputs("<li><a href=\"#components\">Components</a></li>\n", out);
	if (report->packages)
		fputs("<li><a href=\"#packages\">Packages</a></li>\n", out);
	fputs("</ul>\n</nav>\n", out);
}

/* How many PCRs are certain, in one sentence. */
static void write_summary(const struct ingot_golden_entry *entry, FILE *out)
{
	const struct ingot_golden_bank *bank = ingot_golden_find_bank(entry, INGOT_HASH_SHA256);
	size_t count[INGOT_GOLDEN_STATUS_COUNT] = { 0 };
	size_t enforced = 0;

	for (unsigned i = 0; bank && i < INGOT_PCR_COUNT; i++) {
		count[bank->pcr[i].status]++;
		if (ingot_golden_is_enforced(bank->pcr[i].status))
			enforced++;
	}
	ingot_markup_print(
		out,
		"<p class=\"lead\">%zu PCRs must hold what is said here, %zu follow from "
		"the node\xe2\x80\x99s configuration, %zu are the machine\xe2\x80\x99s or "
		"its firmware\xe2\x80\x99s own. The values are made of %zu events.</p>\n",
		enforced, count[INGOT_GOLDEN_CONFIGURED],
		count[INGOT_GOLDEN_OBSERVED] + count[INGOT_GOLDEN_MACHINE] +
			count[INGOT_GOLDEN_UNKNOWN],
		entry->events->count);
}

static int write_platform(const struct ingot_report_platform *platform, FILE *out)
{
	const struct ingot_golden_entry *entry = platform->entry;
	int r;

	ingot_markup_print(out,
			   "<section id=\"p%u\" aria-labelledby=\"p%u-title\">\n"
			   "<h2 id=\"p%u-title\">%s <span class=\"variant\">%s</span></h2>\n",
			   platform->number, platform->number, platform->number, entry->csp,
			   entry->attestation_variant);
	write_summary(entry, out);
	if (entry->model)
		ingot_markup_print(out, "<p class=\"note\">Holds for %s.</p>\n", entry->model);
	r = ingot_report_chain(platform, out);
	if (r < 0)
		return r;
	ingot_report_pcrs(platform, out);
	r = ingot_report_changes(platform, out);
	fputs("</section>\n", out);
	return r;
}

static void write_sources(const struct ingot_report *report, FILE *out)
{
	fputs("<footer>\n<h2>Made of</h2>\n<p>This page is for reading. What a node is checked "
	      "against is the signed file; compare its digest before you rely on what stands "
	      "here.</p>\n<dl class=\"facts\">\n",
	      out);
	for (size_t i = 0; i < report->source_count; i++) {
		ingot_markup_print(out, "<dt>%s</dt><dd>", report->sources[i].name);
		ingot_markup_digest(out, &report->sources[i].digest);
		fputs("</dd>\n", out);
	}
	ingot_markup_print(out, "</dl>\n<p>Written by ingot-measure %s.</p>\n</footer>\n",
			   INGOT_VERSION);
}

int ingot_report_write(const struct ingot_report *report, FILE *out)
{
	int r = write_head(report->golden, out);

	if (r < 0)
		return r;
	write_title(report, out);
	write_contents(report, out);
	fputs("<main id=\"content\">\n", out);
	for (unsigned i = 0; i < report->golden->entry_count && r == 0; i++) {
		struct ingot_report_platform platform = { report, &report->golden->entries[i],
							  i + 1 };

		r = write_platform(&platform, out);
	}
	ingot_report_sizes(report, out);
	ingot_report_components(report, out);
	ingot_report_packages(report, out);
	fputs("</main>\n", out);
	write_sources(report, out);
	fputs("</body>\n</html>\n", out);
	return r;
}
