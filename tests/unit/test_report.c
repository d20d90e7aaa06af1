/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The page: its elements are closed in order, its ids are there once, its links lead somewhere, its headings leave out no
 * level; and whatever the files say, it has the same elements and attributes.
 */
#include "measurements/report.h"

#include <ctype.h>
#include <string.h>

#include "tests/unit/golden_sample.h"

#define HOSTILE "\"'><script>alert(1)</script><a href=x onclick=y>&lt;<!--"

#define COMPONENTS(text)                                                                          \
	"{\"schema\":\"ingot.components/1\",\"set\":" text                                        \
	",\"components\":[{\"name\":\"kubelet\","                                                 \
	"\"version\":" text ",\"sha256\":"                                                        \
	"\"5bb36655f2c8f3903c6e1aca8f81c6fd18f7f37af8a81363371b6e8250d53759\",\"path\":" text "," \
	"\"source\":" text "}]}"
#define BUILD(text)                                                             \
	"{\"schema\":\"ingot.build/1\",\"version\":" text ",\"platform\":" text \
	",\"stream\":" text ",\"kernel\":" text ",\"roothash\":" text           \
	",\"sizes\":{\"disk\":4096,\"disk_data\":1024,"                         \
	"\"root\":512,\"verity\":8,\"uki\":0,\"initrd\":9223372036854775807}}"
#define PACKAGES(text) \
	"{" text ":[{\"name\":" text ",\"version\":" text ",\"architecture\":" text "}]}"
#define PLAIN_TEXT   "\"plain\""
#define HOSTILE_TEXT "\"\\\"'><script>alert(1)</script><a href=x onclick=y>&lt;<!--\""

/* struct skeleton - what is left of a page without its text and its attributes' values. */
struct skeleton {
	char *tags;
	size_t size;
	FILE *out;
	char ids[128][40];
	size_t id_count;
	char links[512][40];
	size_t link_count;
	char open[32][24];
	size_t depth;
	int level;
};

static const char *const elements[] = {
	"html",   "head",    "meta",  "link",    "title",   "style", "body",   "a",
	"header", "p",       "h1",    "h2",      "h3",      "h4",    "dl",     "div",
	"dt",     "dd",      "nav",   "ul",      "ol",      "li",    "main",   "span",
	"code",   "section", "table", "caption", "tr",      "thead", "th",     "tbody",
	"td",     "svg",     "rect",  "details", "summary", "em",    "strong", "footer",
};

static int is_element(const char *name)
{
	for (size_t i = 0; i < ARRAY_COUNT(elements); i++)
		if (strcmp(elements[i], name) == 0)
			return 1;
	return 0;
}

static void keep(char list[][40], size_t *count, size_t room, const char *text, size_t size)
{
	if (CHECK(*count < room && size < 40)) {
		memcpy(list[*count], text, size);
		list[(*count)++][size] = '\0';
	}
}

static void see_attribute(struct skeleton *s, const char *name, const char *value, size_t size)
{
	fprintf(s->out, " %s", name);
	CHECK(strncmp(name, "on", 2) != 0 && strcmp(name, "style") != 0 &&
	      strcmp(name, "src") != 0);
	if (strcmp(name, "id") == 0)
		keep(s->ids, &s->id_count, ARRAY_COUNT(s->ids), value, size);
	if (strcmp(name, "aria-labelledby") == 0)
		keep(s->links, &s->link_count, ARRAY_COUNT(s->links), value, size);
	if (strcmp(name, "href") == 0 && !(size == 6 && strncmp(value, "data:,", 6) == 0) &&
	    CHECK(value[0] == '#'))
		keep(s->links, &s->link_count, ARRAY_COUNT(s->links), value + 1, size - 1);
}

static void see_heading(struct skeleton *s, const char *name)
{
	if (name[0] != 'h' || !isdigit((unsigned char)name[1]))
		return;
	CHECK(name[1] - '0' <= s->level + 1);
	s->level = name[1] - '0';
}

/* A start tag behind its '<'; returns what is behind its '>'. */
static const char *see_start(struct skeleton *s, const char *at)
{
	char name[24] = "";
	size_t length = strcspn(at, " >");

	snprintf(name, sizeof(name), "%.*s", (int)length, at);
	CHECK(is_element(name));
	fprintf(s->out, "<%s", name);
	see_heading(s, name);
	for (at += length; *at == ' ';) {
		char attribute[24] = "";
		size_t size;

		length = strcspn(++at, "= >");
		snprintf(attribute, sizeof(attribute), "%.*s", (int)length, at);
		at += length;
		if (!CHECK(at[0] == '=' && at[1] == '"'))
			return at;
		size = strcspn(at + 2, "\"<>");
		see_attribute(s, attribute, at + 2, size);
		at += 2 + size;
		if (!CHECK(*at++ == '"'))
			return at;
	}
	CHECK(*at == '>');
	fputc('>', s->out);
	if (strcmp(name, "meta") != 0 && strcmp(name, "link") != 0 &&
	    CHECK(s->depth < ARRAY_COUNT(s->open)))
		snprintf(s->open[s->depth++], sizeof(s->open[0]), "%s", name);
	return at + 1;
}

static const char *see_end(struct skeleton *s, const char *at)
{
	size_t length = strcspn(at, ">");

	if (CHECK(s->depth > 0) && CHECK(strlen(s->open[s->depth - 1]) == length) &&
	    CHECK(strncmp(s->open[s->depth - 1], at, length) == 0))
		fprintf(s->out, "</%s>", s->open[--s->depth]);
	return at + length + 1;
}

static void see_page(struct skeleton *s, const char *page)
{
	const char *start = "<!DOCTYPE html>\n";

	s->out = open_memstream(&s->tags, &s->size);
	CHECK(strncmp(page, start, strlen(start)) == 0);
	for (const char *at = strchr(page + 1, '<'); at; at = strchr(at, '<')) {
		if (at[1] == '/')
			at = see_end(s, at + 2);
		else
			at = see_start(s, at + 1);
		/* the style sheet's own text has no '<': test_report_style */
	}
	fclose(s->out);
	CHECK(s->depth == 0);
}

static void check_links(const struct skeleton *s)
{
	for (size_t i = 0; i < s->id_count; i++)
		for (size_t j = 0; j < i; j++)
			CHECK(strcmp(s->ids[i], s->ids[j]) != 0);
	CHECK(s->link_count > 40);
	for (size_t i = 0; i < s->link_count; i++) {
		size_t found = 0;

		for (size_t j = 0; j < s->id_count; j++)
			found += strcmp(s->links[i], s->ids[j]) == 0;
		if (!CHECK(found == 1))
			fprintf(stderr, "nothing has the id '%s'\n", s->links[i]);
	}
}

static void replace(char **text, const char *with)
{
	free(*text);
	*text = strdup(with);
}

/* Every text of the sample that a file may choose is @text. */
static struct ingot_golden *golden_saying(const char *text)
{
	struct ingot_golden *golden = sample_golden();
	struct ingot_golden_entry *entry = &golden->entries[0];

	replace(&golden->version, text);
	replace(&golden->ref, text);
	replace(&golden->stream, text);
	replace(&entry->csp, text);
	replace(&entry->attestation_variant, text);
	replace(&entry->model, text);
	for (size_t b = 0; b < entry->bank_count; b++)
		for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
			struct ingot_golden_pcr *pcr = &entry->bank[b].pcr[i];

			replace(&pcr->why, text);
			for (size_t v = 0; v < pcr->value_count; v++)
				replace(&pcr->values[v].label, text);
		}
	for (size_t i = 0; i < entry->events->count; i++) {
		struct ingot_event *event = &entry->events->events[i];

		replace((char **)(uintptr_t)&event->description, text);
		if (event->phase)
			replace((char **)(uintptr_t)&event->phase, text);
		if (event->cause.file) {
			replace((char **)(uintptr_t)&event->cause.file, text);
			replace((char **)(uintptr_t)&event->cause.section, text);
		}
	}
	return golden;
}

/* The page of a release whose files say @text, or @json, everywhere; free() it. */
static char *page_saying(const char *text, const char *const json[3])
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = golden_saying(text);
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *previous = golden_saying(text);
	ingot_scoped(ingot_component_list_drop) struct ingot_component_list components = { 0 };
	ingot_scoped(ingot_build_record_drop) struct ingot_build_record build = { 0 };
	ingot_scoped(ingot_package_list_drop) struct ingot_package_list packages = { 0 };
	const struct ingot_report_source source = { .name = text };
	const struct ingot_report report = { golden,  previous, &components, &packages, &build,
					     &source, 1 };
	char *page = NULL;
	size_t size;
	FILE *out = open_memstream(&page, &size);

	CHECK(ingot_component_list_read(ingot_bytes_of_text(json[0]), NULL, &components) == 0);
	CHECK(ingot_build_record_read(ingot_bytes_of_text(json[1]), NULL, &build) == 0);
	CHECK(ingot_package_list_read(ingot_bytes_of_text(json[2]), NULL, &packages) == 0);
	/* one thing moved, so that there is something to tell */
	previous->entries[0].bank[0].pcr[4].values[0].digest.bytes[0] ^= 1;
	previous->entries[0].events->events[2].digests.digest[INGOT_HASH_SHA256].bytes[0] ^= 1;
	CHECK(ingot_report_write(&report, out) == 0);
	fclose(out);
	return page;
}

static void test_texts(void)
{
	static const char *const plain_json[] = { COMPONENTS(PLAIN_TEXT), BUILD(PLAIN_TEXT),
						  PACKAGES(PLAIN_TEXT) };
	static const char *const hostile_json[] = { COMPONENTS(HOSTILE_TEXT), BUILD(HOSTILE_TEXT),
						    PACKAGES(HOSTILE_TEXT) };
	ingot_scoped(ingot_scoped_free) char *plain = page_saying("plain", plain_json);
	ingot_scoped(ingot_scoped_free) char *again = page_saying("plain", plain_json);
	ingot_scoped(ingot_scoped_free) char *hostile = page_saying(HOSTILE, hostile_json);
	static struct skeleton a, b;

	CHECK_TEXT(again, plain);
	see_page(&a, plain);
	see_page(&b, hostile);
	CHECK_TEXT(b.tags, a.tags);
	check_links(&a);
	check_links(&b);
	CHECK(!strstr(hostile, "<script") && !strstr(hostile, "<!--"));
	CHECK(strstr(hostile, "&lt;script&gt;alert(1)&lt;/script&gt;") != NULL);
	free(a.tags);
	free(b.tags);
}

static char *page_of(const struct ingot_golden *golden, const struct ingot_golden *previous)
{
	const struct ingot_report report = { .golden = golden, .previous = previous };
	char *page = NULL;
	size_t size;
	FILE *out = open_memstream(&page, &size);

	CHECK(ingot_report_write(&report, out) == 0);
	fclose(out);
	return page;
}

static void test_changes(void)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = sample_golden();
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *previous = sample_golden();
	ingot_scoped(ingot_scoped_free) char *first = page_of(golden, NULL);
	ingot_scoped(ingot_scoped_free) char *same = page_of(golden, previous);
	ingot_scoped(ingot_scoped_free) char *absent = NULL;

	CHECK(strstr(first, "First release: there is none before it.") != NULL);
	CHECK(strstr(same, "No PCR moved.") != NULL);
	replace(&previous->entries[0].csp, "AWS");
	absent = page_of(golden, previous);
	CHECK(strstr(absent, "Release v1.2.0 has no image for this platform.") != NULL);
	/* what is not given is not spoken of */
	CHECK(!strstr(first, "id=\"sizes\"") && !strstr(first, "id=\"packages\"") &&
	      !strstr(first, "#components"));
}

/* Every value and every event's digest of the sample stands on its page. */
static void test_lossless(void)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = sample_golden();
	ingot_scoped(ingot_scoped_free) char *page = page_of(golden, NULL);
	const struct ingot_golden_entry *entry = &golden->entries[0];
	char text[INGOT_DIGEST_TEXT_SIZE];

	for (size_t b = 0; b < entry->bank_count; b++)
		for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
			for (size_t v = 0; v < entry->bank[b].pcr[i].value_count; v++) {
				ingot_digest_text(&entry->bank[b].pcr[i].values[v].digest, text);
				CHECK(strstr(page, text) != NULL);
			}
	for (size_t i = 0; i < entry->events->count; i++)
		for (unsigned h = 0; h < INGOT_HASH_COUNT; h++) {
			const struct ingot_digest *digest =
				ingot_event_digest(&entry->events->events[i], (enum ingot_hash)h);

			if (!digest)
				continue;
			ingot_digest_text(digest, text);
			CHECK(strstr(page, text) != NULL);
		}
}

int main(void)
{
	test_texts();
	test_changes();
	test_lossless();
	return check_result();
}
