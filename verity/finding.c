/* SPDX-License-Identifier: Apache-2.0 */
/* Findings of ingot-verity: as JSON, and in words. */
#include "verity/finding.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/hex.h"
#include "base/scoped.h"
#include "measurements/text.h"
#include "verity/command.h"

#define WHAT_SIZE 512
#define WORDS_MAX 8 /* ranges in words */
#define SALT_SIZE (2 * INGOT_VERITY_SALT_MAX + 1)
#define MIB       (1024.0 * 1024.0)

static struct ingot_record new_finding(const char *where, const char *what)
{
	struct ingot_record finding = ingot_record_object();

	ingot_record_text(&finding, "where", where);
	ingot_record_text(&finding, "what", what);
	return finding;
}

void ingot_finding_add(struct ingot_record *list, const char *where, const char *format, ...)
{
	ingot_scoped(ingot_record_drop) struct ingot_record finding = { 0 };
	char what[WHAT_SIZE];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(what, sizeof(what), format, arguments);
	va_end(arguments);
	finding = new_finding(where, what);
	ingot_record_give(list, NULL, &finding);
}

static void describe(const struct ingot_ranges *ranges, struct ingot_text *text)
{
	ingot_text_add(text, "%" PRIu64 " bad block%s: ", ranges->total,
		       ranges->total == 1 ? "" : "s");
	for (size_t i = 0; i < ranges->count && i < WORDS_MAX; i++) {
		const struct ingot_range *range = &ranges->range[i];

		ingot_text_add(text, "%s%" PRIu64, i > 0 ? ", " : "", range->first);
		if (range->last > range->first)
			ingot_text_add(text, "-%" PRIu64, range->last);
	}
	if (ranges->count > WORDS_MAX || ranges->is_cut)
		ingot_text_add(text, ", and more");
}

static void add_ranges(struct ingot_record *list, const char *where,
		       const struct ingot_ranges *ranges)
{
	ingot_scoped(ingot_record_drop) struct ingot_record items = { 0 };
	ingot_scoped(ingot_record_drop) struct ingot_record finding = { 0 };
	struct ingot_text text = { .length = 0 };

	if (ranges->total == 0)
		return;
	items = ingot_record_list();
	describe(ranges, &text);
	finding = new_finding(where, text.chars);
	ingot_record_integer(&finding, "bad", (int64_t)ranges->total);
	for (size_t i = 0; i < ranges->count; i++) {
		ingot_scoped(ingot_record_drop) struct ingot_record item = ingot_record_object();

		ingot_record_integer(&item, "first", (int64_t)ranges->range[i].first);
		ingot_record_integer(&item, "last", (int64_t)ranges->range[i].last);
		ingot_record_give(&items, NULL, &item);
	}
	ingot_record_give(&finding, "ranges", &items);
	if (ranges->is_cut)
		ingot_record_boolean(&finding, "ranges_cut", true);
	ingot_record_give(list, NULL, &finding);
}

void ingot_finding_add_report(struct ingot_record *list, const struct ingot_verity_report *report)
{
	char where[32];

	if (report->doubt)
		ingot_finding_add(list, "superblock", "%s", report->doubt);
	if (report->has_padding)
		ingot_finding_add(list, "padding",
				  "byte %" PRIu64 ", between superblock and tree, is not zero",
				  report->padding);
	for (unsigned i = INGOT_VERITY_LEVEL_MAX; i > 0; i--) {
		(void)snprintf(where, sizeof(where), "tree level %u", i - 1);
		add_ranges(list, where, &report->bad[i]);
	}
	add_ranges(list, "data", &report->bad[0]);
	if (report->unproven_count > 0)
		ingot_finding_add(list, "data and tree",
				  "%" PRIu64 " blocks differ from their entry in a bad block",
				  report->unproven_count);
}

void ingot_finding_superblock(struct ingot_record *record,
			      const struct ingot_verity_superblock *superblock)
{
	char salt[SALT_SIZE];
	char uuid[INGOT_GUID_TEXT_SIZE];

	(void)ingot_hex_encode((struct ingot_bytes){ superblock->salt, superblock->salt_size },
			       sizeof(salt), salt); /* always fits */
	ingot_guid_text(&superblock->uuid, uuid);
	ingot_record_text(record, "algorithm", ingot_hash_name(superblock->hash));
	ingot_record_text(record, "salt", salt);
	ingot_record_text(record, "uuid", uuid);
	ingot_record_integer(record, "data_block_size", superblock->data_block_size);
	ingot_record_integer(record, "data_blocks", (int64_t)superblock->data_blocks);
	ingot_record_integer(record, "hash_block_size", superblock->hash_block_size);
}

static const char *text_of(const struct ingot_json *object, const char *key)
{
	const char *text = "";

	(void)ingot_json_get_text(object, key, &text);
	return text;
}

static int64_t number_of(const struct ingot_json *object, const char *key)
{
	static const int64_t any[2] = { 0, INT64_MAX };
	int64_t number = 0;

	(void)ingot_json_get_integer(object, key, any, &number);
	return number;
}

static int print(const char *what, const struct ingot_json *root, const struct ingot_json *list)
{
	double size = (double)number_of(root, "data_blocks") *
		      (double)number_of(root, "data_block_size") / MIB;

	if (ingot_json_count(list) == 0)
		printf("%s: it holds: %.1f MiB, root hash %s\n", what, size,
		       text_of(root, "root_hash"));
	for (size_t i = 0; i < ingot_json_count(list); i++)
		printf("%s: %s: %s\n", what, text_of(ingot_json_at(list, i), "where"),
		       text_of(ingot_json_at(list, i), "what"));
	if (ferror(stdout) || fflush(stdout) == EOF)
		return ingot_cmd_refuse("stdout", "cannot be written");
	return INGOT_EXIT_OK;
}

int ingot_finding_emit(const char *what, struct ingot_record *record, struct ingot_record *list,
		       bool as_json)
{
	const struct ingot_json *findings;
	bool holds = ingot_json_count(list->json) == 0;
	int r;

	ingot_record_boolean(record, "holds", holds);
	ingot_record_give(record, "findings", list);
	if (record->error == 0)
		record->error =
			ingot_json_get(record->json, "findings", INGOT_JSON_ARRAY, &findings);
	if (record->error < 0)
		return ingot_cmd_fail(what, record->error, NULL);
	r = as_json ? ingot_cmd_emit_json(NULL, record->json) : print(what, record->json, findings);
	if (r != INGOT_EXIT_OK)
		return r;
	return holds ? INGOT_EXIT_OK : INGOT_EXIT_DIFFERS;
}
