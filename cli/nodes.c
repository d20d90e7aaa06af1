/* SPDX-License-Identifier: Apache-2.0 */
/* A list of nodes, one a line, or a file each. */
#include "cli/nodes.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/scoped.h"
#include "measurements/text.h"

/* More would be no name of a host, and no path that a file system takes. */
#define WORD_SIZE 4097

struct word {
	char text[WORD_SIZE];
};

static void drop_entry(struct ingot_nodes_entry *entry)
{
	free(entry->name);
	free(entry->evidence);
	free(entry->pinned);
	free(entry->config);
	*entry = (struct ingot_nodes_entry){ .line = 0 };
}

void ingot_nodes_drop(struct ingot_nodes *nodes)
{
	for (size_t i = 0; i < nodes->count; i++)
		drop_entry(&nodes->entry[i]);
	free(nodes->entry);
	*nodes = (struct ingot_nodes){ NULL, 0 };
}

static bool is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r';
}

/* Returns 1 with the next word of a line; 0 at its end; -EBADMSG if it is too long or holds a NUL. */
static int take_word(struct ingot_bytes *line, struct word *ret_word)
{
	size_t length = 0, unused;
	struct ingot_bytes word;

	while (line->size > 0 && is_blank(line->data[0]))
		(void)ingot_bytes_skip(line, 1);
	while (length < line->size && !is_blank(line->data[length]))
		length++;
	if (length == 0 || line->data[0] == '#')
		return 0;
	if (length >= WORD_SIZE || ingot_bytes_take(line, length, &word) < 0 ||
	    ingot_bytes_find(word, '\0', &unused) == 0)
		return -EBADMSG;
	memcpy(ret_word->text, word.data, length);
	ret_word->text[length] = '\0';
	return 1;
}

/* "ek=FILE" */
static int read_own(const char *word, struct ingot_nodes_entry *entry, struct ingot_reason *reason)
{
	const struct {
		const char *key;
		char **value;
	} known[] = { { "ek=", &entry->pinned }, { "config=", &entry->config } };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t length = strlen(known[i].key);

		if (strncmp(word, known[i].key, length) != 0)
			continue;
		if (!word[length] || *known[i].value)
			return ingot_refuse(reason, -EBADMSG, "line %zu: %s needs one file",
					    entry->line, known[i].key);
		*known[i].value = strdup(&word[length]);
		return *known[i].value ? 0 : ingot_refuse(reason, -ENOMEM, "out of memory");
	}
	return ingot_refuse(reason, -EBADMSG,
			    "line %zu: behind a node stands ek=FILE or config=FILE, and not %.64s",
			    entry->line, word);
}

static int read_endpoint(const char *word, struct ingot_nodes_entry *entry,
			 struct ingot_reason *reason)
{
	char name[INGOT_ENDPOINT_NAME_SIZE];

	if (ingot_endpoint_read(word, &entry->endpoint) < 0)
		return ingot_refuse(reason, -EBADMSG, "line %zu: no such node can be: %.64s",
				    entry->line, word);
	ingot_endpoint_name(&entry->endpoint, name);
	entry->name = strdup(name);
	return entry->name ? 1 : ingot_refuse(reason, -ENOMEM, "out of memory");
}

/* Returns 1 with a node; 0 if there is none in the line. */
static int read_line(struct ingot_bytes line, struct ingot_nodes_entry *entry,
		     struct ingot_reason *reason)
{
	struct word word;
	int r = take_word(&line, &word);

	if (r == 0)
		return 0;
	if (r > 0) {
		r = read_endpoint(word.text, entry, reason);
		if (r < 0)
			return r;
	}
	while (r > 0 && (r = take_word(&line, &word)) > 0) {
		int own = read_own(word.text, entry, reason);

		if (own < 0)
			return own;
	}
	return r < 0 ? ingot_refuse(reason, r, "line %zu: malformed", entry->line) : 1;
}

/* Takes the entry over, also on failure. */
static int add(struct ingot_nodes *nodes, struct ingot_nodes_entry *entry,
	       struct ingot_reason *reason)
{
	/* room is doubled whenever a power of two is full */
	bool full = (nodes->count & (nodes->count - 1)) == 0;
	struct ingot_nodes_entry *grown = nodes->entry;

	if (nodes->count == INGOT_NODES_COUNT_MAX) {
		drop_entry(entry);
		return ingot_refuse(reason, -EFBIG, "more than %d nodes", INGOT_NODES_COUNT_MAX);
	}
	if (full)
		grown = reallocarray(nodes->entry, nodes->count ? 2 * nodes->count : 1,
				     sizeof(*grown));
	if (!grown) {
		drop_entry(entry);
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	}
	nodes->entry = grown;
	nodes->entry[nodes->count++] = *entry;
	*entry = (struct ingot_nodes_entry){ .line = 0 };
	return 0;
}

static int read_all(struct ingot_bytes text, struct ingot_reason *reason, struct ingot_nodes *nodes)
{
	size_t line_count = 0;

	while (text.size > 0) {
		ingot_scoped(drop_entry) struct ingot_nodes_entry entry = { .line = ++line_count };
		struct ingot_bytes line;
		int r;

		(void)ingot_bytes_take_until(&text, '\n', &line);
		r = read_line(line, &entry, reason);
		if (r > 0)
			r = add(nodes, &entry, reason);
		if (r < 0)
			return r;
	}
	return 0;
}

static int by_endpoint(const void *left, const void *right)
{
	const struct ingot_nodes_entry *a = *(const struct ingot_nodes_entry *const *)left;
	const struct ingot_nodes_entry *b = *(const struct ingot_nodes_entry *const *)right;
	int order = strcasecmp(a->endpoint.host, b->endpoint.host);

	if (order == 0 && a->endpoint.port != b->endpoint.port)
		order = a->endpoint.port < b->endpoint.port ? -1 : 1;
	if (order == 0)
		order = a->line < b->line ? -1 : 1;
	return order;
}

static int by_file(const void *left, const void *right)
{
	const struct ingot_nodes_entry *a = left, *b = right;

	return strcmp(a->evidence, b->evidence);
}

static int refuse_twice(const struct ingot_nodes *nodes, struct ingot_reason *reason)
{
	ingot_scoped(ingot_scoped_free) const struct ingot_nodes_entry **sorted =
		calloc(nodes->count, sizeof(*sorted));

	if (!sorted)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	for (size_t i = 0; i < nodes->count; i++)
		sorted[i] = &nodes->entry[i];
	qsort(sorted, nodes->count, sizeof(*sorted), by_endpoint);
	for (size_t i = 1; i < nodes->count; i++)
		if (strcasecmp(sorted[i - 1]->endpoint.host, sorted[i]->endpoint.host) == 0 &&
		    sorted[i - 1]->endpoint.port == sorted[i]->endpoint.port)
			return ingot_refuse(reason, -EBADMSG, "line %zu: the node of line %zu",
					    sorted[i]->line, sorted[i - 1]->line);
	return 0;
}

int ingot_nodes_parse(struct ingot_bytes text, struct ingot_reason *reason,
		      struct ingot_nodes *ret_nodes)
{
	ingot_scoped(ingot_nodes_drop) struct ingot_nodes nodes = { NULL, 0 };
	int r;

	if (text.size > INGOT_NODES_SIZE_MAX)
		return ingot_refuse(reason, -EFBIG, "too large");
	r = read_all(text, reason, &nodes);
	if (r == 0 && nodes.count == 0)
		r = ingot_refuse(reason, -EBADMSG, "no node in it");
	if (r == 0)
		r = refuse_twice(&nodes, reason);
	if (r < 0)
		return r;
	*ret_nodes = nodes;
	nodes = (struct ingot_nodes){ NULL, 0 };
	return 0;
}

int ingot_nodes_read(const char *path, struct ingot_reason *reason, struct ingot_nodes *ret_nodes)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_reason why = { .text = "" };
	int r = ingot_file_read(path, INGOT_NODES_SIZE_MAX, &file);

	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", path, strerror(-r));
	r = ingot_nodes_parse(ingot_file_bytes(&file), &why, ret_nodes);
	return r < 0 ? ingot_refuse(reason, r, "%s: %s", path, why.text) : 0;
}

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int add_file(struct ingot_nodes *nodes, const char *folder, const char *name,
		    struct ingot_reason *reason)
{
	ingot_scoped(drop_entry) struct ingot_nodes_entry entry = { .line = 0 };
	struct ingot_text text = { .length = 0 };

	ingot_text_add_ascii(&text, ingot_bytes_of_text(name));
	entry.name = strdup(text.chars);
	if (asprintf(&entry.evidence, "%s/%s", folder, name) < 0)
		entry.evidence = NULL;
	if (!entry.name || !entry.evidence)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	return add(nodes, &entry, reason);
}

int ingot_nodes_of_folder(const char *path, struct ingot_reason *reason,
			  struct ingot_nodes *ret_nodes)
{
	ingot_scoped(ingot_nodes_drop) struct ingot_nodes nodes = { NULL, 0 };
	struct ingot_reason why = { .text = "no file in it" };
	struct dirent **found = NULL;
	int count = scandir(path, &found, is_shown, NULL);
	int r = count < 0 ? -errno : count == 0 ? -ENOENT : 0;

	if (count < 0)
		return ingot_refuse(reason, r, "%s: %s", path, strerror(-r));
	for (int i = 0; i < count; i++) {
		if (r == 0)
			r = add_file(&nodes, path, found[i]->d_name, &why);
		free(found[i]);
	}
	free(found);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", path, why.text);
	qsort(nodes.entry, nodes.count, sizeof(*nodes.entry), by_file);
	*ret_nodes = nodes;
	nodes = (struct ingot_nodes){ NULL, 0 };
	return 0;
}
