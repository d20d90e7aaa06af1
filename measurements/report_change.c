/* SPDX-License-Identifier: Apache-2.0 */
/* The page's account of what moved since the release before. */
#include "base/scoped.h"
#include "measurements/change.h"
#include "measurements/eventtype.h"
#include "measurements/markup.h"
#include "measurements/report_part.h"

static void write_event(const struct ingot_event *event, FILE *out)
{
	char type[INGOT_EVENTTYPE_NAME_SIZE];

	ingot_eventtype_format(event->type, type);
	ingot_markup_print(out, "%s", event->description ? event->description : type);
	if (event->cause.file) {
		fputs(" <span class=\"note\">", out);
		ingot_report_cause(&event->cause, out);
		fputs("</span>", out);
	}
}

static void write_change(const struct ingot_change *change, FILE *out)
{
	const char *kind = !change->before ? "new" : !change->after ? "gone" : "changed";

	ingot_markup_print(out, "<li><span class=\"kind\">%s</span> ", kind);
	write_event(change->after ? change->after : change->before, out);
	if (change->before && change->after && change->before->cause.size != 0 &&
	    change->before->cause.size != change->after->cause.size) {
		fputs(" <span class=\"note\">before: ", out);
		ingot_report_cause(&change->before->cause, out);
		fputs("</span>", out);
	}
	fputs("</li>\n", out);
}

/* Says whether it did: then the values need no other reason. */
static bool write_status(const struct ingot_golden_entry *before,
			 const struct ingot_golden_entry *after, unsigned index, FILE *out)
{
	bool moved = false;

	for (size_t b = 0; b < after->bank_count; b++) {
		const struct ingot_golden_bank *was =
			ingot_golden_find_bank(before, after->bank[b].hash);
		enum ingot_golden_status now = after->bank[b].pcr[index].status;

		if (!was || was->pcr[index].status == now)
			continue;
		moved = true;
		ingot_markup_print(
			out, "<li><span class=\"kind\">status</span> %s in %s, before: %s</li>\n",
			ingot_report_status_word(now), ingot_hash_name(after->bank[b].hash),
			ingot_report_status_word(was->pcr[index].status));
	}
	return moved;
}

static int write_moved(const struct ingot_report_platform *platform,
		       const struct ingot_golden_entry *before, unsigned index, FILE *out)
{
	ingot_scoped(ingot_change_list_drop) struct ingot_change_list list = { 0 };
	int r = ingot_change_list_of(before->events, platform->entry->events, index, &list);
	bool explained;

	if (r < 0)
		return r;
	ingot_markup_print(out, "<li>");
	ingot_report_pcr_links(platform, UINT32_C(1) << index, out);
	ingot_markup_print(out, " %s\n<ul class=\"changes\">\n", ingot_report_pcr_title(index));
	explained = write_status(before, platform->entry, index, out);
	for (size_t i = 0; i < list.count; i++)
		write_change(&list.changes[i], out);
	if (list.count == 0 && !explained)
		fputs("<li>no event that names it: the same events in another order, or values "
		      "that are not made of events</li>\n",
		      out);
	fputs("</ul></li>\n", out);
	return 0;
}

static void write_rest(const struct ingot_report_platform *platform, const uint32_t *moved,
		       FILE *out)
{
	if (moved[INGOT_PCR_SAME]) {
		fputs("<p>As before:", out);
		ingot_report_pcr_links(platform, moved[INGOT_PCR_SAME], out);
		fputs("</p>\n", out);
	}
	if (moved[INGOT_PCR_NOT_COMPARED]) {
		fputs("<p>Without a value in either release:", out);
		ingot_report_pcr_links(platform, moved[INGOT_PCR_NOT_COMPARED], out);
		fputs("</p>\n", out);
	}
}

static int write_comparison(const struct ingot_report_platform *platform,
			    const struct ingot_golden_entry *before, FILE *out)
{
	uint32_t moved[INGOT_PCR_NOT_COMPARED + 1] = { 0 };
	int r = 0;

	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
		moved[ingot_pcr_movement_of(before, platform->entry, i)] |= UINT32_C(1) << i;
	if (moved[INGOT_PCR_MOVED])
		fputs("<ul class=\"moved\">\n", out);
	else
		fputs("<p>No PCR moved.</p>\n", out);
	for (unsigned i = 0; i < INGOT_PCR_COUNT && r == 0; i++)
		if (moved[INGOT_PCR_MOVED] & UINT32_C(1) << i)
			r = write_moved(platform, before, i, out);
	if (moved[INGOT_PCR_MOVED])
		fputs("</ul>\n", out);
	write_rest(platform, moved, out);
	return r;
}

int ingot_report_changes(const struct ingot_report_platform *platform, FILE *out)
{
	const struct ingot_golden *previous = platform->report->previous;
	const struct ingot_golden_entry *before = NULL;
	int r = 0;

	ingot_markup_print(out,
			   "<section id=\"p%u-changes\" aria-labelledby=\"p%u-changes-title\">\n"
			   "<h3 id=\"p%u-changes-title\">What moved</h3>\n",
			   platform->number, platform->number, platform->number);
	if (previous)
		before = ingot_golden_find(previous, platform->entry->csp,
					   platform->entry->attestation_variant);
	if (!previous) {
		fputs("<p>First release: there is none before it.</p>\n", out);
	} else if (!before) {
		ingot_markup_print(out, "<p>Release %s has no image for this platform.</p>\n",
				   previous->version);
	} else {
		ingot_markup_print(out, "<p>Since release %s, stream %s:</p>\n", previous->version,
				   previous->stream);
		r = write_comparison(platform, before, out);
	}
	fputs("</section>\n", out);
	return r;
}
