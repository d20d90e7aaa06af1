/* SPDX-License-Identifier: Apache-2.0 */
#include "measurements/event_json.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "measurements/eventtype.h"
#include "tests/unit/check.h"

#define A20 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A32 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* Canonical: what is read is written as it was. */
static const char *const canonical[] = {
	"{\"pcr\":4,\"type\":\"EV_SEPARATOR\",\"digests\":{}}",
	"{\"type\":\"EV_NO_ACTION\",\"digests\":{\"sha1\":\"" A20 "\",\"sha256\":\"" A32 "\"}}",
	"{\"pcr\":11,\"type\":\"OS_PHASE\",\"digests\":{},\"description\":\"\xe2\x80\xa6\",\"phase\":\"ready\"}",
	"{\"pcr\":0,\"type\":\"0x00008401\",\"digests\":{},\"cause\":{\"file\":\"a\"}}",
	"{\"pcr\":23,\"type\":\"EV_IPL\",\"digests\":{},\"cause\":{\"file\":\"a\",\"offset\":0,\"size\":1}}",
	"{\"pcr\":23,\"type\":\"EV_IPL\",\"digests\":{},\"cause\":{\"file\":\"a\",\"section\":\".b\"}}",
};

static const struct {
	const char *text;
	const char *rule;
} refused[] = {
	{ "[]", "event is not an object" },
	{ "{\"pcr\":4,\"digests\":{},\"note\":1}", "event has an unknown key" },
	{ "{\"pcr\":24,\"digests\":{}}", "event's pcr is not a number from 0 to 23" },
	{ "{\"pcr\":4294967295,\"digests\":{}}", "event's pcr is not a number from 0 to 23" },
	{ "{\"pcr\":null,\"digests\":{}}", "event's pcr is not a number from 0 to 23" },
	{ "{\"pcr\":4,\"type\":\"EV_X\",\"digests\":{}}", "event's type is not known" },
	{ "{\"pcr\":4,\"type\":4,\"digests\":{}}", "event's type is not known" },
	{ "{\"pcr\":4}", "event has no object digests" },
	{ "{\"pcr\":4,\"digests\":[]}", "event has no object digests" },
	{ "{\"pcr\":4,\"digests\":{\"md5\":\"00\"}}",
	  "event has a digest of an unknown algorithm" },
	{ "{\"pcr\":4,\"digests\":{\"sha256\":\"" A20 "\"}}",
	  "event's digest is not hexadecimal of its algorithm's length" },
	{ "{\"pcr\":4,\"digests\":{\"sha256\":1}}",
	  "event's digest is not hexadecimal of its algorithm's length" },
	{ "{\"pcr\":4,\"digests\":{},\"description\":\"\"}",
	  "event's description or phase is not a line of text" },
	{ "{\"pcr\":4,\"digests\":{},\"phase\":\"a\\nb\"}",
	  "event's description or phase is not a line of text" },
	{ "{\"pcr\":4,\"digests\":{},\"cause\":{}}",
	  "event's cause has no file, or one that is not a line of text" },
	{ "{\"pcr\":4,\"digests\":{},\"cause\":{\"file\":\"a\",\"x\":1}}",
	  "event's cause is not an object, or has an unknown key" },
	{ "{\"pcr\":4,\"digests\":{},\"cause\":{\"file\":\"a\",\"offset\":1}}",
	  "event's cause has a bad offset and size" },
	{ "{\"pcr\":4,\"digests\":{},\"cause\":{\"file\":\"a\",\"offset\":1,\"size\":0}}",
	  "event's cause has a bad offset and size" },
	{ "{\"pcr\":4,\"digests\":{},\"cause\":{\"file\":\"a\",\"offset\":-1,\"size\":1}}",
	  "event's cause has a bad offset and size" },
};

static void test_canonical(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(canonical); i++) {
		ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
		ingot_scoped(ingot_json_scoped) struct ingot_json *again = NULL;
		ingot_scoped(ingot_scoped_free) char *text = NULL;
		struct ingot_event event;
		const char *rule = "";
		size_t size;

		CHECK(ingot_json_parse(ingot_bytes_of_text(canonical[i]), NULL, &root) == 0);
		if (!CHECK(ingot_event_json_read(root, &rule, &event) == 0)) {
			fprintf(stderr, "  %s\n", rule);
			continue;
		}
		CHECK(ingot_event_json_new(&event, &again) == 0);
		CHECK(ingot_json_write(again, INGOT_JSON_COMPACT, &text, &size) == 0);
		CHECK_TEXT(text, canonical[i]);
	}
}

static void test_refused(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
		struct ingot_event event = { .pcr = 99 };
		const char *rule = NULL;

		CHECK(ingot_json_parse(ingot_bytes_of_text(refused[i].text), NULL, &root) == 0);
		CHECK(ingot_event_json_read(root, &rule, &event) == -EBADMSG && event.pcr == 99);
		CHECK_TEXT(rule, refused[i].rule);
	}
}

static void test_default(void)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	struct ingot_event event;
	const char *rule;

	CHECK(ingot_json_parse(ingot_bytes_of_text("{\"pcr\":15,\"digests\":{}}"), NULL, &root) ==
	      0);
	CHECK(ingot_event_json_read(root, &rule, &event) == 0 && event.type == INGOT_OS_EVENT);
}

int main(void)
{
	test_canonical();
	test_refused();
	test_default();
	return check_result();
}
