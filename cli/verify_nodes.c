/* SPDX-License-Identifier: Apache-2.0 */
/* A round of many nodes, given out while it goes on, and summed up at its end. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "cli/command.h"
#include "cli/verify.h"
#include "command/page.h"
#include "command/record.h"
#include "measurements/golden_file.h"

#define EXIT_COUNT (INGOT_EXIT_UNTRUSTED + 1)

/* What is noted while the round goes on. */
struct progress {
	const struct ingot_nodes *nodes;
	bool json;
	size_t done;
	size_t count[EXIT_COUNT]; /* nodes, by exit code */
	int exit_code;            /* of the worst, or that something could not be given out */
};

static void note(struct progress *progress, int exit_code)
{
	if (exit_code > progress->exit_code)
		progress->exit_code = exit_code;
}

static int emit_line(const struct ingot_record *record)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t size;
	int r = record->error;

	if (r == 0)
		r = ingot_json_write(record->json, INGOT_JSON_COMPACT, &text, &size);
	if (r < 0)
		return ingot_cmd_fail("stdout", r, NULL);
	text[size] = '\n'; /* in the place of its NUL */
	return ingot_cmd_emit(NULL, (struct ingot_bytes){ (const uint8_t *)text, size + 1 });
}

static int emit_node(const struct ingot_nodes_entry *entry, struct ingot_round_result *result)
{
	ingot_scoped(ingot_record_drop) struct ingot_record record = ingot_record_object();

	ingot_record_text(&record, "schema", INGOT_NODES_SCHEMA);
	ingot_record_text(&record, "node", entry->name);
	if (entry->line > 0)
		ingot_record_integer(&record, "line", (int64_t)entry->line);
	ingot_record_integer(&record, "exit", result->exit_code);
	ingot_record_integer(&record, "milliseconds", result->milliseconds);
	ingot_record_text(&record, "words", result->words.chars);
	if (result->json)
		ingot_record_json(&record, "verification", 0, result->json);
	result->json = NULL;
	return emit_line(&record);
}

static void report(void *context, size_t index, struct ingot_round_result *result)
{
	struct progress *progress = context;
	const struct ingot_nodes_entry *entry = &progress->nodes->entry[index];

	progress->done++;
	progress->count[result->exit_code]++;
	note(progress, result->exit_code);
	if (progress->json)
		note(progress, emit_node(entry, result));
	else
		fprintf(stderr, "%zu of %zu: %s: %s: %s\n", progress->done, progress->nodes->count,
			entry->name, ingot_judgement_result(result->exit_code),
			result->words.chars);
}

static int emit_summary(const struct progress *progress)
{
	ingot_scoped(ingot_record_drop) struct ingot_record record = ingot_record_object();

	ingot_record_text(&record, "schema", INGOT_NODES_SCHEMA);
	ingot_record_integer(&record, "nodes", (int64_t)progress->done);
	ingot_record_integer(&record, "holds", (int64_t)progress->count[INGOT_EXIT_OK]);
	ingot_record_integer(&record, "not-asked", (int64_t)progress->count[INGOT_EXIT_FAILED]);
	ingot_record_integer(&record, "does-not-match",
			     (int64_t)progress->count[INGOT_EXIT_DIFFERS]);
	ingot_record_integer(&record, "not-trusted",
			     (int64_t)progress->count[INGOT_EXIT_UNTRUSTED]);
	ingot_record_integer(&record, "exit", progress->exit_code);
	return emit_line(&record);
}

static int widest(const struct ingot_nodes *nodes)
{
	size_t width = strlen("NODE");

	for (size_t i = 0; i < nodes->count; i++)
		if (strlen(nodes->entry[i].name) > width)
			width = strlen(nodes->entry[i].name);
	return (int)width;
}

static void print_table(const struct progress *progress, const struct ingot_round_result *results,
			FILE *out)
{
	int width = widest(progress->nodes);
	bool colours = ingot_cmd_colours();

	fprintf(out, "%-*s  %-14s  %7s  %s\n", width, "NODE", "RESULT", "SECONDS", "");
	for (size_t i = 0; i < progress->nodes->count; i++) {
		const struct ingot_round_result *result = &results[i];
		bool holds = result->exit_code == INGOT_EXIT_OK;

		fprintf(out, "%-*s  %s%-14s%s  %7.1f  %s\n", width, progress->nodes->entry[i].name,
			!colours ? ""
			: holds  ? "\033[32m"
				 : "\033[31m",
			ingot_judgement_result(result->exit_code), colours ? "\033[0m" : "",
			result->milliseconds / 1000.0, result->words.chars);
	}
	fprintf(out,
		"%zu nodes: %zu hold, %zu not asked, %zu not what they should be, %zu not trusted\n",
		progress->done, progress->count[INGOT_EXIT_OK], progress->count[INGOT_EXIT_FAILED],
		progress->count[INGOT_EXIT_DIFFERS], progress->count[INGOT_EXIT_UNTRUSTED]);
}

static int emit_table(const struct progress *progress, const struct ingot_round_result *results)
{
	ingot_scoped(ingot_page_drop) struct ingot_page page = { 0 };
	int r = ingot_page_begin(&page);

	if (r < 0)
		return ingot_cmd_fail("stdout", r, NULL);
	print_table(progress, results, page.out);
	return ingot_page_emit(&page, NULL);
}

/* A platform that the release does not have is the user's mistake, and not one of each node. */
static int check_platform(const struct ingot_verify *verify)
{
	struct ingot_golden_entry *entry;

	if (!verify->platform)
		return INGOT_EXIT_OK;
	return ingot_golden_file_choose(verify->release->path, verify->release->golden,
					verify->platform, NULL, &entry);
}

int ingot_verify_nodes(const struct ingot_verify *verify, const struct ingot_nodes *nodes,
		       unsigned seconds, unsigned parallel)
{
	struct progress progress = { .nodes = nodes, .json = verify->json };
	const struct ingot_round round = { verify, nodes, seconds, parallel, report, &progress };
	ingot_scoped(ingot_scoped_free) struct ingot_round_result *results =
		calloc(nodes->count, sizeof(*results));
	int r = check_platform(verify);

	if (r != INGOT_EXIT_OK)
		return r;
	r = results ? ingot_round_run(&round, results) : -ENOMEM;
	if (r < 0)
		return ingot_cmd_fail("--nodes", r, NULL);
	note(&progress, verify->json ? emit_summary(&progress) : emit_table(&progress, results));
	return progress.exit_code;
}
