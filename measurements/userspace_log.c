/* SPDX-License-Identifier: Apache-2.0 */
/* systemd's userspace event log: records of RFC 7464 with one JSON object each. */
#include "measurements/userspace_log.h"

#include <errno.h>
#include <string.h>

#include "base/json.h"
#include "base/scoped.h"
#include "measurements/eventtype.h"
#include "measurements/text.h"

#define RECORD_SEPARATOR 0x1e

static int read_pcr(const struct ingot_json *record, struct ingot_event *event, const char **rule)
{
	static const int64_t range[2] = { 0, INGOT_PCR_COUNT - 1 };
	int64_t pcr = INGOT_PCR_NONE;
	int r = ingot_json_get_integer(record, "pcr", range, &pcr);

	*rule = "record's pcr is not a number from 0 to 23";
	if (r < 0 && r != -ENOENT)
		return -EBADMSG;
	event->pcr = (uint32_t)pcr;
	return 0;
}

static int read_digest(const struct ingot_json *object, struct ingot_event *event,
		       const char **rule)
{
	struct ingot_digest digest;
	const char *name, *text;
	enum ingot_hash hash;

	*rule = "record's digest has no hashAlg or digest";
	if (!object || ingot_json_get_text(object, "hashAlg", &name) < 0 ||
	    ingot_json_get_text(object, "digest", &text) < 0)
		return -EBADMSG;
	if (ingot_hash_from_name(ingot_bytes_of_text(name), &hash) < 0)
		return 0;
	*rule = "record's digest is not hexadecimal of its algorithm's length";
	if (ingot_digest_from_hex(hash, ingot_bytes_of_text(text), &digest) < 0)
		return -EBADMSG;
	*rule = "record has two digests of one algorithm";
	return ingot_event_add_digest(event, &digest) < 0 ? -EBADMSG : 0;
}

static int read_digests(const struct ingot_json *record, struct ingot_event *event,
			const char **rule)
{
	const struct ingot_json *digests;

	*rule = "record has no list digests";
	if (ingot_json_get(record, "digests", INGOT_JSON_ARRAY, &digests) < 0)
		return -EBADMSG;
	for (size_t i = 0; i < ingot_json_count(digests); i++)
		if (read_digest(ingot_json_at(digests, i), event, rule) < 0)
			return -EBADMSG;
	return 0;
}

/* Words are free form, so that what is missing or odd there is no fault. */
static void read_content(const struct ingot_json *record, struct ingot_event *event,
			 struct ingot_text *words)
{
	const char *kind = NULL, *string = NULL;
	const struct ingot_json *content;

	event->type = INGOT_OS_EVENT;
	if (ingot_json_get(record, "content", INGOT_JSON_OBJECT, &content) == 0) {
		(void)ingot_json_get_text(content, "eventType", &kind);
		(void)ingot_json_get_text(content, "string", &string);
	}
	if (string && ingot_text_is_line(string))
		ingot_text_add_ascii(words, ingot_bytes_of_text(string));
	else
		ingot_text_add(words, "measured by userspace");
	if (kind && strcmp(kind, "phase") == 0) {
		event->type = INGOT_OS_PHASE;
		event->phase = words->chars;
	}
	event->description = words->chars;
}

static int append_record(struct ingot_bytes text, struct ingot_fault *fault,
			 struct ingot_event_list *list)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *record = NULL;
	struct ingot_event event = { 0 };
	struct ingot_text words = { 0 };
	const char *rule;
	int r = ingot_json_parse(text, fault, &record);

	if (r < 0)
		return r;
	if (read_pcr(record, &event, &rule) < 0 || read_digests(record, &event, &rule) < 0)
		return ingot_fault_at(fault, 0, rule);
	read_content(record, &event, &words);
	return ingot_event_list_add(list, &event);
}

static int append_records(struct ingot_bytes bytes, struct ingot_fault *fault,
			  struct ingot_event_list *list)
{
	struct ingot_bytes rest = bytes, text;
	struct ingot_fault within = { 0 };
	uint8_t separator;

	while (rest.size > 0) {
		uint64_t offset = bytes.size - rest.size;
		int r;

		if (ingot_bytes_take_u8(&rest, &separator) < 0 || separator != RECORD_SEPARATOR)
			return ingot_fault_at(fault, offset,
					      "record does not begin with the byte 0x1e");
		offset = bytes.size - rest.size;
		if (ingot_bytes_take_until(&rest, '\n', &text) == 0)
			return ingot_fault_at(fault, offset, "record does not end with a newline");
		r = append_record(text, &within, list);
		if (r == -EBADMSG || (r == -EFBIG && within.rule))
			(void)ingot_fault_at(fault, offset + within.offset, within.rule);
		if (r < 0)
			return r;
	}
	return 0;
}

int ingot_userspace_log_append(struct ingot_bytes bytes, struct ingot_fault *fault,
			       struct ingot_event_list *list)
{
	size_t count = list->count;
	int r;

	if (list->registers != INGOT_REGISTERS_PCR)
		return -EINVAL;
	if (bytes.size > INGOT_USERSPACE_LOG_SIZE_MAX)
		return -EFBIG;
	r = append_records(bytes, fault, list);
	if (r < 0)
		ingot_event_list_truncate(list, count);
	return r;
}
