/* SPDX-License-Identifier: Apache-2.0 */
/* A PCR whose value the node's logs lead to, event by event: part of the explanation. */
#include <string.h>

#include "base/scoped.h"
#include "cli/diff.h"
#include "cli/explanation_part.h"
#include "measurements/eventtype.h"
#include "measurements/uki.h"

#define HASH            INGOT_HASH_SHA256
#define PCR_PROGRAMS    4
#define PCR_SECURE_BOOT 7
#define PCR_GIVEN       9 /* to the kernel */
#define PCR_UKI         11

/* A hostile log has many events, and each is looked for in all releases. */
#define NOTED_MAX 64

/* One PCR: what should have been measured, and what was. */
struct pair {
	const struct ingot_explanation_question *question;
	struct ingot_explanation *explanation;
	struct ingot_event_list *golden;
	unsigned pcr;
};

/* Digests of a UKI's sections, as PCR 11 has them; NULL where there is none. */
struct sections {
	const struct ingot_digest *content[INGOT_UKI_SECTION_COUNT];
	const struct ingot_event *other; /* first event that is neither section nor phase */
};

static bool counts(const struct ingot_event *event, unsigned pcr)
{
	return event->pcr == pcr && ingot_event_extends(event);
}

/* Whose event it is: the release that was found to be the node's before all others. */
static const struct ingot_known_release *owner_of(const struct pair *pair,
						  const struct ingot_digest *digest)
{
	const struct ingot_known_release *is = pair->explanation->is;
	const struct ingot_known one = { .release = (struct ingot_known_release *)is, .count = 1 };

	if (is && digest && ingot_known_event(&one, pair->pcr, digest))
		return is;
	return digest ? ingot_known_event(pair->question->known, pair->pcr, digest) : NULL;
}

static size_t place_of(const struct ingot_event_list *list, const struct ingot_event *event)
{
	size_t place = 0;

	for (size_t i = 0; &list->events[i] != event; i++)
		place +=
			counts(&list->events[i], event->pcr) && list->events[i].type == event->type;
	return place;
}

/* What was added where nothing should have been: another file, whatever comes in its place. */
static enum ingot_component part_of_extra(const struct pair *pair, const struct ingot_event *found)
{
	enum ingot_component part = ingot_component_of(found, place_of(pair->question->log, found));

	if (found->pcr == PCR_PROGRAMS)
		return INGOT_COMPONENT_PROGRAM;
	return found->pcr == PCR_GIVEN ? INGOT_COMPONENT_OTHER : part;
}

static void add_log_words(const struct ingot_event *found, struct ingot_text *text)
{
	ingot_text_add(text, "%s'", text->length > 0 ? ", " : "the log calls it ");
	ingot_text_add_ascii(text,
			     ingot_bytes_of_text(found->description ? found->description : ""));
	ingot_text_add(text, "'");
}

static void note_event(const struct pair *pair, const struct ingot_event *expected,
		       const struct ingot_event *found)
{
	const struct ingot_digest *digest = found ? ingot_event_digest(found, HASH) : NULL;
	enum ingot_component part =
		expected ? ingot_component_of(expected, place_of(pair->golden, expected))
			 : part_of_extra(pair, found);
	struct ingot_finding *finding =
		ingot_findings_note(&pair->explanation->findings, part, pair->pcr,
				    found ? owner_of(pair, digest) : NULL);

	if (part == INGOT_COMPONENT_SECURE_BOOT && digest)
		ingot_text_add(&finding->words, "%s", ingot_component_secure_boot(digest));
	else if (!found)
		finding->gone = true;
	else if (!expected || part == INGOT_COMPONENT_OTHER)
		add_log_words(found, &finding->words);
}

static bool is_secure(const struct ingot_event_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct ingot_digest *digest = ingot_event_digest(&list->events[i], HASH);

		if (counts(&list->events[i], PCR_SECURE_BOOT))
			return digest && strcmp(ingot_component_secure_boot(digest),
						INGOT_COMPONENT_SECURE_BOOT_ON) == 0;
	}
	return false;
}

/*
 * Where fewer programs were started than should have been, it is the first that is missing: the
 * kernel's UKI without a boot loader. But with Secure Boot on nobody measures the kernel, the last.
 */
static size_t missing_first(const struct pair *pair, const struct ingot_diff_events *events)
{
	if (pair->pcr != PCR_PROGRAMS || events->from_count <= events->to_count)
		return 0;
	return events->from_count - events->to_count -
	       (is_secure(pair->question->log) && !is_secure(pair->golden));
}

static int explain_events(const struct pair *pair)
{
	ingot_scoped(ingot_diff_events_drop) struct ingot_diff_events events = { .from = NULL };
	const struct ingot_golden_entry golden = { .events = pair->golden };
	const struct ingot_golden_entry log = { .events = pair->question->log };
	const struct ingot_diff_pcr both = { pair->pcr, &golden, &log };
	int r = ingot_diff_events_find(&both, &events);
	size_t first, noted = 0;

	if (r < 0)
		return r;
	first = missing_first(pair, &events);
	for (size_t i = 0; noted < NOTED_MAX && (i < events.from_count || i < events.to_count);
	     i++) {
		const struct ingot_event *from = i < events.from_count ? events.from[i] : NULL;
		const struct ingot_event *to =
			i >= first && i - first < events.to_count ? events.to[i - first] : NULL;
		const struct ingot_digest *a = from ? ingot_event_digest(from, HASH) : NULL;
		const struct ingot_digest *b = to ? ingot_event_digest(to, HASH) : NULL;

		if (a && b && ingot_digest_equal(a, b))
			continue;
		note_event(pair, from, to);
		noted++;
	}
	return 0;
}

/* systemd-stub(7): a section's name, then its content; phases come after all of them. */
static void read_sections(const struct ingot_event_list *list, struct sections *sections)
{
	unsigned section = INGOT_UKI_SECTION_COUNT;

	*sections = (struct sections){ .other = NULL };
	for (size_t i = 0; i < list->count; i++) {
		const struct ingot_event *event = &list->events[i];
		const struct ingot_digest *digest = ingot_event_digest(event, HASH);

		if (!counts(event, PCR_UKI) || event->phase || !digest)
			continue;
		if (section < INGOT_UKI_SECTION_COUNT) {
			sections->content[section] = digest;
			section = INGOT_UKI_SECTION_COUNT;
			continue;
		}
		section = ingot_component_section(digest);
		if (section == INGOT_UKI_SECTION_COUNT && !sections->other)
			sections->other = event;
	}
}

static void note_section(const struct pair *pair, unsigned section,
			 const struct ingot_digest *expected, const struct ingot_digest *found)
{
	enum ingot_component part = ingot_component_of_section(section);
	struct ingot_finding *finding = ingot_findings_note(
		&pair->explanation->findings, part, PCR_UKI, found ? owner_of(pair, found) : NULL);

	if (part == INGOT_COMPONENT_SECTION)
		ingot_text_add(&finding->words, "%s%s", finding->words.length > 0 ? ", " : "",
			       ingot_uki_section_name((enum ingot_uki_section)section));
	finding->gone = !found && part != INGOT_COMPONENT_SECTION;
	if (!found && part == INGOT_COMPONENT_SECTION)
		ingot_text_add(&finding->words, " gone");
	if (!expected)
		ingot_text_add(&finding->words, "%s",
			       part == INGOT_COMPONENT_SECTION ? " new" : "new");
}

static const char *last_phase(const struct ingot_event_list *list)
{
	const char *phase = NULL;

	for (size_t i = 0; i < list->count; i++)
		if (counts(&list->events[i], PCR_UKI) && list->events[i].phase)
			phase = list->events[i].phase;
	return phase;
}

static void note_phase(const struct pair *pair)
{
	const char *phase = last_phase(pair->question->log);
	struct ingot_finding *finding = ingot_findings_note(&pair->explanation->findings,
							    INGOT_COMPONENT_PHASE, PCR_UKI, NULL);

	ingot_text_add(&finding->words, "the node is at '%s'", phase ? phase : "none");
	if (pair->question->phase)
		ingot_text_add(&finding->words, ", and not at '%s'", pair->question->phase);
}

static void explain_uki(const struct pair *pair)
{
	struct sections expected, found;
	bool same = true;

	read_sections(pair->golden, &expected);
	read_sections(pair->question->log, &found);
	for (unsigned i = 0; i < INGOT_UKI_SECTION_COUNT; i++) {
		const struct ingot_digest *a = expected.content[i], *b = found.content[i];

		if (a == b || (a && b && ingot_digest_equal(a, b)))
			continue;
		note_section(pair, i, a, b);
		same = false;
	}
	if (found.other && !expected.other) {
		note_event(pair, NULL, found.other);
		same = false;
	}
	if (same)
		note_phase(pair);
}

int ingot_explanation_by_log(const struct ingot_explanation_question *question, unsigned pcr,
			     struct ingot_explanation *explanation)
{
	const struct pair pair = { question, explanation, question->known->release[0].entry->events,
				   pcr };

	if (pcr != PCR_UKI)
		return explain_events(&pair);
	explain_uki(&pair);
	return 0;
}
