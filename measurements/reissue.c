/* SPDX-License-Identifier: Apache-2.0 */
/* New indexes for published versions. */
#include "measurements/reissue.h"

#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "command/page.h"
#include "command/record.h"
#include "measurements/command.h"
#include "measurements/moment.h"
#include "measurements/signing_key.h"
#include "measurements/staging.h"
#include "measurements/stream.h"
#include "measurements/timestamp.h"

/**
 * struct reissuing - one run
 * @chosen: @count versions; freed with the run
 * @changed: of each, whether its index changed
 */
struct reissuing {
	const struct ingot_reissue *asked;
	struct ingot_signer *signer;
	struct ingot_stream stream;
	int64_t issued;
	int64_t expires;
	struct ingot_version floor;
	struct ingot_version *chosen;
	size_t count;
	bool *changed;
	bool has_changed;
};

static void drop(struct reissuing *reissuing)
{
	ingot_signer_free(reissuing->signer);
	ingot_stream_close(&reissuing->stream);
	free(reissuing->chosen);
	free(reissuing->changed);
}

static int read_options(struct reissuing *reissuing)
{
	const struct ingot_reissue *asked = reissuing->asked;
	int r = ingot_moment_issued(asked->verb, asked->issued, &reissuing->issued);

	if (r == INGOT_EXIT_OK && asked->expires)
		r = ingot_moment_expires(asked->verb, asked->expires, reissuing->issued,
					 &reissuing->expires);
	if (r == INGOT_EXIT_OK && asked->floor &&
	    ingot_version_read(ingot_bytes_of_text(asked->floor), &reissuing->floor) < 0)
		r = ingot_cmd_usage(asked->verb, "--floor is not x.y.z or x.y.z-pre: %s",
				    asked->floor);
	if (r == INGOT_EXIT_OK)
		r = ingot_signing_key_open(asked->verb, asked->key, &reissuing->signer);
	return r;
}

/* Leaves those of @chosen that are asked for. */
static int choose(struct reissuing *reissuing)
{
	const char *version = reissuing->asked->version;
	size_t first = 0, last = reissuing->count; /* [first, last) */

	if (strcmp(version, "latest") == 0) {
		first = last > 0 ? last - 1 : 0;
	} else if (strcmp(version, "all") != 0) {
		while (first < last && strcmp(reissuing->chosen[first].text, version) != 0)
			first++;
		last = first < last ? first + 1 : last;
	}
	if (first == last)
		return ingot_cmd_refuse(reissuing->stream.path, "has no version %s", version);
	memmove(reissuing->chosen, &reissuing->chosen[first],
		(last - first) * sizeof(reissuing->chosen[0]));
	reissuing->count = last - first;
	reissuing->changed = calloc(reissuing->count, sizeof(bool));
	return reissuing->changed ? INGOT_EXIT_OK
				  : ingot_cmd_refuse(reissuing->stream.path, "out of memory");
}

/* Whether anything about @index has to change. */
static bool renew(const struct reissuing *reissuing, struct ingot_publication *index)
{
	bool is_same = true;

	if (reissuing->asked->expires) {
		is_same = index->head.expires == reissuing->expires;
		index->head.expires = reissuing->expires;
	}
	if (reissuing->asked->floor) {
		is_same = is_same && ingot_version_compare(&index->floor, &reissuing->floor) == 0;
		index->floor = reissuing->floor;
	}
	return !is_same;
}

static int stage(const struct reissuing *reissuing, const struct ingot_version *version,
		 const struct ingot_publication *index)
{
	const struct ingot_stream *stream = &reissuing->stream;
	int r = ingot_staging_begin(stream);

	if (r == INGOT_EXIT_OK)
		r = ingot_staging_take_over(stream, version);
	if (r == INGOT_EXIT_OK)
		r = ingot_staging_add_index(stream, index, reissuing->signer);
	if (r == INGOT_EXIT_OK)
		r = ingot_staging_check(stream, reissuing->signer);
	return r;
}

static int reissue_one(struct reissuing *reissuing, size_t which)
{
	const struct ingot_version *version = &reissuing->chosen[which];
	struct ingot_publication index;
	char time[INGOT_TIMESTAMP_SIZE] = "";
	int r = ingot_stream_read(&reissuing->stream, version,
				  ingot_signer_public(reissuing->signer), &index);

	if (r != INGOT_EXIT_OK || !renew(reissuing, &index))
		return r;
	/* readers take the later index for the one that counts */
	(void)ingot_timestamp_write(index.head.issued, time);
	if (reissuing->issued < index.head.issued)
		return ingot_cmd_refuse(version->text, "was issued at %s, which is later", time);
	index.head.issued = reissuing->issued;
	(void)ingot_timestamp_write(index.head.expires, time);
	/* nobody believes an expired one anyway */
	if (index.head.expires <= index.head.issued &&
	    strcmp(reissuing->asked->version, "all") == 0)
		return INGOT_EXIT_OK;
	if (index.head.expires <= index.head.issued)
		return ingot_cmd_refuse(version->text, "expired at %s: give it a new expiry first",
					time);
	r = stage(reissuing, version, &index);
	if (r == INGOT_EXIT_OK)
		r = ingot_staging_exchange(&reissuing->stream, version);
	else
		(void)ingot_staging_clear(&reissuing->stream);
	if (r == INGOT_EXIT_OK)
		reissuing->changed[which] = reissuing->has_changed = true;
	return r;
}

static int reissue_all(struct reissuing *reissuing)
{
	bool is_latest_new = false;
	int r = ingot_stream_open(reissuing->asked->tree, false, &reissuing->stream);

	if (r == INGOT_EXIT_OK)
		r = ingot_stream_versions(&reissuing->stream, &reissuing->chosen,
					  &reissuing->count);
	if (r == INGOT_EXIT_OK)
		r = choose(reissuing);
	for (size_t i = 0; i < reissuing->count && r == INGOT_EXIT_OK; i++)
		r = reissue_one(reissuing, i);
	if (r == INGOT_EXIT_OK)
		r = ingot_stream_update_latest(&reissuing->stream, reissuing->signer,
					       &is_latest_new);
	reissuing->has_changed = reissuing->has_changed || is_latest_new;
	return r;
}

static int give_out_json(const struct reissuing *reissuing)
{
	ingot_scoped(ingot_record_drop) struct ingot_record record = ingot_record_object();
	ingot_scoped(ingot_record_drop) struct ingot_record versions = ingot_record_list();

	for (size_t i = 0; i < reissuing->count; i++) {
		ingot_scoped(ingot_record_drop) struct ingot_record one = ingot_record_object();

		ingot_record_text(&one, "version", reissuing->chosen[i].text);
		ingot_record_boolean(&one, "changed", reissuing->changed[i]);
		ingot_record_give(&versions, NULL, &one);
	}
	ingot_record_text(&record, "schema", "ingot.reissue/1");
	ingot_record_text(&record, "ref", reissuing->stream.ref);
	ingot_record_text(&record, "stream", reissuing->stream.name);
	ingot_record_boolean(&record, "changed", reissuing->has_changed);
	ingot_record_give(&record, "versions", &versions);
	return record.error < 0 ? ingot_cmd_fail("stdout", record.error, NULL)
				: ingot_cmd_emit_json(NULL, record.json);
}

static int give_out(const struct reissuing *reissuing)
{
	ingot_scoped(ingot_page_drop) struct ingot_page page = { 0 };
	int r;

	if (reissuing->asked->json)
		return give_out_json(reissuing);
	r = ingot_page_begin(&page);
	if (r < 0)
		return ingot_cmd_fail("stdout", r, NULL);
	for (size_t i = 0; i < reissuing->count; i++)
		fprintf(page.out, "%s: version %s, ref %s, stream %s\n",
			reissuing->changed[i] ? "issued anew" : "nothing changed",
			reissuing->chosen[i].text, reissuing->stream.ref, reissuing->stream.name);
	return ingot_page_emit(&page, NULL);
}

int ingot_reissue_run(const struct ingot_reissue *reissue)
{
	ingot_scoped(drop) struct reissuing reissuing = { .asked = reissue,
							  .stream = INGOT_STREAM_NONE };
	int r;

	reissuing.stream.ref = reissue->ref ? reissue->ref : "-";
	reissuing.stream.name = reissue->stream ? reissue->stream : "stable";
	r = read_options(&reissuing);
	if (r == INGOT_EXIT_OK)
		r = reissue_all(&reissuing);
	return r == INGOT_EXIT_OK ? give_out(&reissuing) : r;
}
