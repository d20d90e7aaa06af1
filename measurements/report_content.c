/* SPDX-License-Identifier: Apache-2.0 */
/* What the page says is in a release: sizes, components, packages. */
#include <inttypes.h>

#include "measurements/markup.h"
#include "measurements/report_part.h"

static const struct {
	enum ingot_build_size size;
	const char *words;
} sizes[] = {
	{ INGOT_BUILD_SIZE_DISK, "Disk image" },
	{ INGOT_BUILD_SIZE_DISK_DATA, "of it not zero" },
	{ INGOT_BUILD_SIZE_ROOT, "Root file system" },
	{ INGOT_BUILD_SIZE_VERITY, "its hash tree" },
	{ INGOT_BUILD_SIZE_UKI, "UKI" },
	{ INGOT_BUILD_SIZE_INITRD, "its initrd" },
};

/* Width in thousandths of the whole. */
static unsigned share(uint64_t size, uint64_t whole)
{
	return size >= whole ? (size ? 1000u : 0u) : (unsigned)((long double)size * 1000 / whole);
}

void ingot_report_sizes(const struct ingot_report *report, FILE *out)
{
	uint64_t whole = report->build ? report->build->sizes[INGOT_BUILD_SIZE_DISK] : 0;

	if (!report->build)
		return;
	ingot_markup_print(out,
			   "<section id=\"sizes\" aria-labelledby=\"sizes-title\">\n"
			   "<h2 id=\"sizes-title\">Sizes</h2>\n<table>\n"
			   "<caption>Image for %s</caption>\n<thead><tr>"
			   "<th scope=\"col\">What</th><th scope=\"col\" class=\"number\">Size</th>"
			   "<th scope=\"col\" class=\"number\">Bytes</th></tr></thead>\n<tbody>\n",
			   report->build->platform);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint64_t size = report->build->sizes[sizes[i].size];

		ingot_markup_print(out,
				   "<tr><th scope=\"row\">%s<svg class=\"bar\" "
				   "viewBox=\"0 0 1000 6\" preserveAspectRatio=\"none\" "
				   "aria-hidden=\"true\"><rect width=\"%u\" height=\"6\"></rect>"
				   "</svg></th><td class=\"number\">",
				   sizes[i].words, share(size, whole));
		ingot_markup_size(out, size);
		ingot_markup_print(out, "</td><td class=\"number\">%" PRIu64 "</td></tr>\n", size);
	}
	fputs("</tbody>\n</table>\n</section>\n", out);
}

static void write_component(const struct ingot_component *component, FILE *out)
{
	ingot_markup_print(out,
			   "<li><p><strong>%s</strong> %s</p>\n<dl class=\"facts\">\n"
			   "<dt>Path</dt><dd><code>%s</code></dd>\n"
			   "<dt>sha256</dt><dd><code class=\"hex\">%s</code></dd>\n"
			   "<dt>Source</dt><dd>%s</dd>\n</dl></li>\n",
			   component->name, component->version, component->path, component->sha256,
			   component->source);
}

void ingot_report_components(const struct ingot_report *report, FILE *out)
{
	if (!report->components)
		return;
	fputs("<section id=\"components\" aria-labelledby=\"components-title\">\n"
	      "<h2 id=\"components-title\">Components</h2>\n",
	      out);
	if (report->components->set)
		ingot_markup_print(out, "<p>The set <em>%s</em>.</p>\n", report->components->set);
	fputs("<ul class=\"components\">\n", out);
	for (size_t i = 0; i < report->components->count; i++)
		write_component(&report->components->components[i], out);
	fputs("</ul>\n</section>\n", out);
}

static void write_package(const struct ingot_package *package, FILE *out)
{
	fputs("<tr><th scope=\"row\">", out);
	ingot_markup_text(out, package->name);
	fputs("</th><td>", out);
	ingot_markup_text(out, package->version);
	fputs("</td><td>", out);
	ingot_markup_text(out, package->architecture);
	fputs("</td></tr>\n", out);
}

static void write_tree(const struct ingot_package_list *packages,
		       const struct ingot_package_tree *tree, FILE *out)
{
	ingot_markup_print(
		out, "<table class=\"packages\">\n<caption>%s%s: %zu packages</caption>\n",
		tree->name ? "Tree " : "Locked", tree->name ? tree->name : "", tree->count);
	fputs("<thead><tr><th scope=\"col\">Package</th><th scope=\"col\">Version</th>"
	      "<th scope=\"col\">For</th></tr></thead>\n<tbody>\n",
	      out);
	for (size_t i = 0; i < tree->count; i++)
		write_package(&packages->packages[tree->first + i], out);
	fputs("</tbody>\n</table>\n", out);
}

void ingot_report_packages(const struct ingot_report *report, FILE *out)
{
	if (!report->packages)
		return;
	fputs("<section id=\"packages\" aria-labelledby=\"packages-title\">\n"
	      "<h2 id=\"packages-title\">Packages</h2>\n",
	      out);
	for (size_t i = 0; i < report->packages->tree_count; i++)
		write_tree(report->packages, &report->packages->trees[i], out);
	fputs("</section>\n", out);
}
