/* SPDX-License-Identifier: Apache-2.0 */
/* Events as JSON objects, read strictly and written in one form. */
#include "measurements/event_json.h"

#include <errno.h>

#include "base/scoped.h"
#include "measurements/eventtype.h"
#include "measurements/text.h"

static int broken(const char **rule, const char *text)
{
	*rule = text;
	return -EBADMSG;
}

/* A member that may be absent, and if it is there holds one line. */
static int read_line(const struct ingot_json *object, const char *key, const char **ret_line)
{
	const char *line = NULL;
	int r = ingot_json_get_text(object, key, &line);

	if (r == -ENOENT)
		return 0;
	if (r < 0 || !ingot_text_is_line(line))
		return -EBADMSG;
	*ret_line = line;
	return 0;
}

static int read_pcr(const struct ingot_json *object, struct ingot_event *event, const char **rule)
{
	static const int64_t range[2] = { 0, INGOT_PCR_COUNT - 1 };
	int64_t pcr = INGOT_PCR_NONE;
	int r = ingot_json_get_integer(object, "pcr", range, &pcr);

	if (r < 0 && r != -ENOENT)
		return broken(rule, "event's pcr is not a number from 0 to 23");
	event->pcr = (uint32_t)pcr;
	return 0;
}

static int read_type(const struct ingot_json *object, struct ingot_event *event, const char **rule)
{
	const char *name;
	int r = ingot_json_get_text(object, "type", &name);

	event->type = INGOT_OS_EVENT;
	if (r == -ENOENT)
		return 0;
	if (r < 0 || ingot_eventtype_parse(name, &event->type) < 0)
		return broken(rule, "event's type is not known");
	return 0;
}

static int read_digests(const struct ingot_json *object, struct ingot_event *event,
			const char **rule)
{
	struct ingot_json_member member = { 0 };
	const struct ingot_json *digests;

	if (ingot_json_get(object, "digests", INGOT_JSON_OBJECT, &digests) < 0)
		return broken(rule, "event has no object digests");
	while (ingot_json_next(digests, &member)) {
		const char *text = ingot_json_text(member.value);
		struct ingot_digest digest;
		enum ingot_hash hash;

		if (ingot_hash_from_name(ingot_bytes_of_text(member.key), &hash) < 0)
			return broken(rule, "event has a digest of an unknown algorithm");
		if (!text || ingot_digest_from_hex(hash, ingot_bytes_of_text(text), &digest) < 0 ||
		    ingot_event_add_digest(event, &digest) < 0)
			return broken(
				rule,
				"event's digest is not hexadecimal of its algorithm's length");
	}
	return 0;
}

static int read_range(const struct ingot_json *cause, struct ingot_event *event)
{
	static const int64_t offsets[2] = { 0, INT64_MAX }, sizes[2] = { 1, INT64_MAX };
	int64_t offset = 0, size = 0;
	int of_offset = ingot_json_get_integer(cause, "offset", offsets, &offset);
	int of_size = ingot_json_get_integer(cause, "size", sizes, &size);

	if (of_offset != of_size || (of_offset < 0 && of_offset != -ENOENT))
		return -EBADMSG;
	event->cause.offset = (uint64_t)offset;
	event->cause.size = (uint64_t)size;
	return 0;
}

static int read_cause(const struct ingot_json *object, struct ingot_event *event, const char **rule)
{
	static const char *const keys[] = { "file", "section", "offset", "size", NULL };
	const struct ingot_json *cause;
	int r = ingot_json_get(object, "cause", INGOT_JSON_OBJECT, &cause);

	if (r == -ENOENT)
		return 0;
	if (r < 0 || ingot_json_unknown_key(cause, keys))
		return broken(rule, "event's cause is not an object, or has an unknown key");
	if (read_line(cause, "file", &event->cause.file) < 0 || !event->cause.file ||
	    read_line(cause, "section", &event->cause.section) < 0)
		return broken(rule, "event's cause has no file, or one that is not a line of text");
	if (read_range(cause, event) < 0)
		return broken(rule, "event's cause has a bad offset and size");
	return 0;
}

int ingot_event_json_read(const struct ingot_json *object, const char **rule,
			  struct ingot_event *ret_event)
{
	static const char *const keys[] = { "pcr",   "type",  "digests", "description",
					    "phase", "cause", NULL };
	struct ingot_event event = { 0 };

	if (ingot_json_type_of(object) != INGOT_JSON_OBJECT)
		return broken(rule, "event is not an object");
	if (ingot_json_unknown_key(object, keys))
		return broken(rule, "event has an unknown key");
	if (read_pcr(object, &event, rule) < 0 || read_type(object, &event, rule) < 0 ||
	    read_digests(object, &event, rule) < 0 || read_cause(object, &event, rule) < 0)
		return -EBADMSG;
	if (read_line(object, "description", &event.description) < 0 ||
	    read_line(object, "phase", &event.phase) < 0)
		return broken(rule, "event's description or phase is not a line of text");
	*ret_event = event;
	return 0;
}

static int set_digests(struct ingot_json *object, const struct ingot_event *event)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *digests = ingot_json_new_object();
	struct ingot_json *value;

	if (!digests)
		return -ENOMEM;
	for (enum ingot_hash hash = 0; hash < INGOT_HASH_COUNT; hash++) {
		const struct ingot_digest *digest = ingot_event_digest(event, hash);
		char text[INGOT_DIGEST_TEXT_SIZE];
		int r;

		if (!digest)
			continue;
		ingot_digest_text(digest, text);
		r = ingot_json_set_text(digests, ingot_hash_name(hash), text);
		if (r < 0)
			return r;
	}
	value = digests;
	digests = NULL;
	return ingot_json_set(object, "digests", value);
}

static int set_line(struct ingot_json *object, const char *key, const char *line)
{
	return line ? ingot_json_set_text(object, key, line) : 0;
}

static int set_cause(struct ingot_json *object, const struct ingot_event_cause *cause)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *member = NULL;
	struct ingot_json *value;
	int r;

	if (!cause->file)
		return 0;
	member = ingot_json_new_object();
	if (!member)
		return -ENOMEM;
	r = ingot_json_set_text(member, "file", cause->file);
	if (r == 0)
		r = set_line(member, "section", cause->section);
	if (r == 0 && cause->size)
		r = ingot_json_set_integer(member, "offset", (int64_t)cause->offset);
	if (r == 0 && cause->size)
		r = ingot_json_set_integer(member, "size", (int64_t)cause->size);
	if (r < 0)
		return r;
	value = member;
	member = NULL;
	return ingot_json_set(object, "cause", value);
}

int ingot_event_json_new(const struct ingot_event *event, struct ingot_json **ret_object)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *object = ingot_json_new_object();
	char type[INGOT_EVENTTYPE_NAME_SIZE];
	int r = 0;

	if (!object)
		return -ENOMEM;
	ingot_eventtype_format(event->type, type);
	if (event->pcr != INGOT_PCR_NONE)
		r = ingot_json_set_integer(object, "pcr", event->pcr);
	if (r == 0)
		r = ingot_json_set_text(object, "type", type);
	if (r == 0)
		r = set_digests(object, event);
	if (r == 0)
		r = set_line(object, "description", event->description);
	if (r == 0)
		r = set_line(object, "phase", event->phase);
	if (r == 0)
		r = set_cause(object, &event->cause);
	if (r < 0)
		return r;
	*ret_object = object;
	object = NULL;
	return 0;
}
