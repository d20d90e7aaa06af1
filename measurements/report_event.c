/* SPDX-License-Identifier: Apache-2.0 */
/* One event of the page, to open. */
#include <inttypes.h>

#include "measurements/eventtype.h"
#include "measurements/markup.h"
#include "measurements/report_part.h"

void ingot_report_cause(const struct ingot_event_cause *cause, FILE *out)
{
	ingot_markup_print(out, "<code>%s</code>", cause->file);
	if (cause->section)
		ingot_markup_print(out, ", section <code>%s</code>", cause->section);
	if (cause->size > 0)
		ingot_markup_print(out,
				   ", bytes %" PRIu64 " to %" PRIu64
				   ", <span class=\"nowrap\">%" PRIu64 " of them</span>",
				   cause->offset, cause->offset + cause->size - 1, cause->size);
}

static void write_digests(const struct ingot_event *event, FILE *out)
{
	bool known = false;

	for (unsigned i = 0; i < INGOT_HASH_COUNT; i++) {
		const struct ingot_digest *digest = ingot_event_digest(event, (enum ingot_hash)i);

		if (!digest)
			continue;
		known = true;
		ingot_markup_print(out, "<dt>%s</dt><dd>", ingot_hash_name(digest->hash));
		ingot_markup_digest(out, digest);
		fputs("</dd>\n", out);
	}
	if (!known)
		fputs("<dt>Digest</dt><dd>nobody can know it beforehand</dd>\n", out);
}

void ingot_report_event(const struct ingot_event *event, size_t position, FILE *out)
{
	char type[INGOT_EVENTTYPE_NAME_SIZE];

	ingot_eventtype_format(event->type, type);
	ingot_markup_print(out,
			   "<li><details>\n<summary><span class=\"count\">%zu</span> "
			   "<span class=\"words\">%s</span></summary>\n<dl class=\"facts\">\n",
			   position, event->description ? event->description : type);
	ingot_markup_print(out, "<dt>Extends</dt><dd>PCR %u</dd>\n<dt>Type</dt><dd>%s</dd>\n",
			   event->pcr, type);
	write_digests(event, out);
	fputs("<dt>Caused by</dt><dd>", out);
	if (event->cause.file)
		ingot_report_cause(&event->cause, out);
	else
		fputs("no file of the image", out);
	fputs("</dd>\n", out);
	if (event->phase)
		ingot_markup_print(out, "<dt>Reaches</dt><dd>phase %s</dd>\n", event->phase);
	fputs("</dl>\n</details></li>\n", out);
}
