/* SPDX-License-Identifier: Apache-2.0 */
/* Golden values, and why they may be believed. */
#include "cli/reference.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/seen.h"
#include "measurements/detached.h"
#include "measurements/golden_reader.h"

static bool is_file(const struct ingot_reference_question *question)
{
	return strchr(question->name.text, '/');
}

static int read_file(const char *path, size_t size_max, struct ingot_reason *reason,
		     struct ingot_file *ret_file)
{
	int r = ingot_file_read(path, size_max, ret_file);

	return r < 0 ? ingot_refuse(reason, r, "%s: %s", path,
				    r == -EFBIG ? "too large" : strerror(-r))
		     : 0;
}

static int check_signature(const struct ingot_reference_question *question,
			   struct ingot_bytes content, struct ingot_reason *reason)
{
	ingot_scoped(ingot_file_close) struct ingot_file signature = { 0 };
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	struct ingot_reason why = { .text = "no key" };
	int r;

	if (asprintf(&path, "%s" INGOT_DETACHED_SUFFIX, question->name.text) < 0)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	r = read_file(path, INGOT_DETACHED_TEXT_SIZE_MAX, reason, &signature);
	if (r < 0)
		return r;
	r = -EKEYREJECTED;
	for (size_t i = 0; r < 0 && i < question->keys->count; i++)
		r = ingot_detached_check(&question->keys->key[i], content,
					 ingot_file_bytes(&signature), &why);
	return r < 0 ? ingot_refuse(reason, r == -EBADMSG ? -EKEYREJECTED : r, "%s: %s", path,
				    why.text)
		     : 0;
}

static int read_signed(const struct ingot_reference_question *question, struct ingot_reason *reason,
		       struct ingot_stored *stored)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_fault fault = { 0 };
	int r;

	stored->path = strdup(question->name.text);
	if (!stored->path)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	r = read_file(stored->path, INGOT_JSON_SIZE_MAX, reason, &file);
	if (r == 0)
		r = check_signature(question, ingot_file_bytes(&file), reason);
	if (r < 0)
		return r;
	r = ingot_golden_read(ingot_file_bytes(&file), &fault, &stored->golden);
	return r < 0 ? ingot_refuse(reason, r, "%s: %s", stored->path,
				    fault.rule ? fault.rule : strerror(-r))
		     : 0;
}

static int check_floors(const struct ingot_reference_question *question,
			const struct ingot_publication_head *head, struct ingot_reason *reason)
{
	ingot_scoped(ingot_seen_drop) struct ingot_seen seen = { 0 };
	ingot_scoped(ingot_scoped_free) char *path =
		ingot_store_path(question->store, INGOT_STORE_SEEN);
	struct ingot_reason why = { .text = "" };
	int r;

	if (!path)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	r = ingot_seen_read(path, &why, &seen);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", path, why.text);
	for (size_t i = 0; i < seen.count; i++)
		if (strcmp(seen.streams[i].ref, head->ref) == 0 &&
		    strcmp(seen.streams[i].stream, head->stream) == 0 &&
		    ingot_version_compare(&head->version, &seen.streams[i].floor) < 0)
			return ingot_refuse(reason, -EKEYREJECTED,
					    "%s: below the floor of its stream: it is withdrawn",
					    question->name.text);
	return 0;
}

/* The index beside what was read: "latest" may be another release by now. */
static int check_index(const struct ingot_reference_question *question,
		       const struct ingot_stored *stored, struct ingot_reason *reason)
{
	const struct ingot_stored_name *name = &question->name;
	const struct ingot_publication_wanted wanted = { NULL, name->ref, name->stream,
							 question->now };
	ingot_scoped(ingot_scoped_free) struct ingot_publication *publication =
		malloc(sizeof(*publication));
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	struct ingot_reason why = { .text = "" };
	int r;

	if (!publication)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	if (asprintf(&path, "%.*s/" INGOT_PUBLICATION_INDEX,
		     (int)(strrchr(stored->path, '/') - stored->path), stored->path) < 0)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	r = read_file(path, INGOT_PUBLICATION_SIZE_MAX, reason, &file);
	if (r < 0)
		return r;
	r = ingot_publication_read(ingot_file_bytes(&file), NULL, publication);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", path, strerror(-r));
	r = ingot_publication_check(publication, &wanted, &why);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", path, why.text);
	return check_floors(question, &publication->head, reason);
}

static int check_stream(const struct ingot_reference_question *question,
			const struct ingot_stored *stored, struct ingot_reason *reason)
{
	const struct ingot_golden *golden = stored->golden;
	const struct ingot_stored_name *name = &question->name;

	if (strcmp(golden->stream, name->stream) != 0)
		return ingot_refuse(reason, -EKEYREJECTED, "%s: is of stream %s, and not %s",
				    stored->path, golden->stream, name->stream);
	if (strcmp(golden->ref, name->ref) != 0)
		return ingot_refuse(reason, -EKEYREJECTED, "%s: is of ref %s, and not %s",
				    stored->path, golden->ref, name->ref);
	return 0;
}

int ingot_reference_read(const struct ingot_reference_question *question,
			 struct ingot_reason *reason, struct ingot_stored *ret_stored)
{
	ingot_scoped(ingot_stored_drop) struct ingot_stored stored = { 0 };
	int r;

	if (is_file(question)) {
		r = read_signed(question, reason, &stored);
	} else {
		r = ingot_stored_read(question->store, &question->name, reason, &stored);
		if (r == 0)
			r = check_index(question, &stored, reason);
	}
	if (r == 0)
		r = check_stream(question, &stored, reason);
	if (r < 0)
		return r;
	*ret_stored = stored;
	stored = (struct ingot_stored){ 0 };
	return 0;
}
