/* SPDX-License-Identifier: Apache-2.0 */
/* The releases that are known on this machine. */
#include "cli/known.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "cli/catalog.h"
#include "cli/stored.h"

void ingot_known_drop(struct ingot_known *known)
{
	for (size_t i = 0; i < known->held_count; i++)
		ingot_golden_free(known->held[i]);
	free(known->held);
	free(known->release);
	*known = (struct ingot_known){ .count = 0 };
}

/* Room for one more is made before: ingot_known_read() and ingot_known_expect(). */
static void add_entries(struct ingot_known *known, const struct ingot_golden *golden)
{
	for (size_t i = 0; i < golden->entry_count && known->count < INGOT_KNOWN_COUNT_MAX; i++)
		known->release[known->count++] =
			(struct ingot_known_release){ golden, &golden->entries[i] };
}

static int read_release(struct ingot_known *known, const struct ingot_store *store,
			const struct ingot_publication_head *head, struct ingot_reason *reason)
{
	ingot_scoped(ingot_stored_drop) struct ingot_stored stored = { 0 };
	const struct ingot_stored_name name = { head->version.text, head->ref, head->stream };
	int r = ingot_stored_read(store, &name, reason, &stored);

	if (r < 0)
		return r;
	known->held[known->held_count++] = stored.golden;
	add_entries(known, stored.golden);
	stored.golden = NULL;
	return 0;
}

int ingot_known_read(const struct ingot_store *store, struct ingot_reason *reason,
		     struct ingot_known *known)
{
	ingot_scoped(ingot_catalog_drop) struct ingot_catalog catalog = { 0 };
	int r = ingot_catalog_read(store, reason, &catalog);

	if (r < 0)
		return r;
	known->held = calloc(catalog.count + 1, sizeof(*known->held));
	/* one more for ingot_known_expect() */
	known->release = calloc(INGOT_KNOWN_COUNT_MAX + 1, sizeof(*known->release));
	if (!known->held || !known->release)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	for (size_t i = catalog.count; r == 0 && i > 0 && known->count < INGOT_KNOWN_COUNT_MAX; i--)
		r = read_release(known, store, &catalog.entries[i - 1].head, reason);
	return r;
}

static bool is_same(const struct ingot_known_release *a, const struct ingot_known_release *b)
{
	return strcmp(a->golden->version, b->golden->version) == 0 &&
	       strcmp(a->golden->ref, b->golden->ref) == 0 &&
	       strcmp(a->golden->stream, b->golden->stream) == 0 &&
	       strcmp(a->entry->csp, b->entry->csp) == 0 &&
	       strcmp(a->entry->attestation_variant, b->entry->attestation_variant) == 0;
}

void ingot_known_expect(struct ingot_known *known, const struct ingot_known_release *release)
{
	size_t place = 0;

	while (place < known->count && !is_same(&known->release[place], release))
		place++;
	if (place == known->count)
		known->count++;
	memmove(&known->release[1], &known->release[0], place * sizeof(*known->release));
	known->release[0] = *release;
}

static bool has_event(const struct ingot_event_list *list, uint32_t pcr,
		      const struct ingot_digest *digest)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct ingot_digest *other =
			ingot_event_digest(&list->events[i], digest->hash);

		if (list->events[i].pcr == pcr && other && ingot_digest_equal(other, digest))
			return true;
	}
	return false;
}

const struct ingot_known_release *ingot_known_event(const struct ingot_known *known, uint32_t pcr,
						    const struct ingot_digest *digest)
{
	for (size_t i = 0; i < known->count; i++)
		if (has_event(known->release[i].entry->events, pcr, digest))
			return &known->release[i];
	return NULL;
}

void ingot_known_words(const struct ingot_known_release *release,
		       const struct ingot_known_release *expected, struct ingot_text *text)
{
	const struct ingot_golden *golden = release->golden;

	ingot_text_add(text, "%s %s", golden->stream, golden->version);
	if (strcmp(golden->ref, expected->golden->ref) != 0)
		ingot_text_add(text, ", ref %s", golden->ref);
	if (strcmp(release->entry->csp, expected->entry->csp) != 0)
		ingot_text_add(text, " for %s", release->entry->csp);
	else if (strcmp(release->entry->attestation_variant,
			expected->entry->attestation_variant) != 0)
		ingot_text_add(text, ", %s", release->entry->attestation_variant);
}
