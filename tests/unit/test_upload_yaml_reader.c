/* SPDX-License-Identifier: Apache-2.0 */
/*
 * YAML as JSON. Texts and what they mean: YAML 1.1, chapter 2, examples 2.1-2.6, 2.17, 2.18; every
 * accepted one was read by PyYAML 6.0 with its BaseLoader too, for which all scalars are strings.
 */
#include "upload/yaml_reader.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "check.h"

static const struct {
	const char *yaml;
	const char *json;
} accepted[] = {
	{ "", "{}" },
	{ "# nothing\n", "{}" },
	{ "--- ~\n", "{}" },
	{ "a: 1\nb: false\n", "{\"a\":\"1\",\"b\":\"false\"}" },
	{ "hr: 65    # Home runs\navg: 0.278\n", "{\"hr\":\"65\",\"avg\":\"0.278\"}" },
	{ "american:\n  - Boston Red Sox\n  - Detroit Tigers\n",
	  "{\"american\":[\"Boston Red Sox\",\"Detroit Tigers\"]}" },
	{ "a: {b: c, d: [e, f]}\n", "{\"a\":{\"b\":\"c\",\"d\":[\"e\",\"f\"]}}" },
	{ "-\n", NULL },
	{ "a:\nb: null\nc: ~\nd: 'null'\n", "{\"a\":null,\"b\":null,\"c\":null,\"d\":\"null\"}" },
	{ "unicode: \"Sosa did fine.\\u263A\"\n", "{\"unicode\":\"Sosa did fine.\342\230\272\"}" },
	{ "single: '\"Howdy!\" he cried.'\n", "{\"single\":\"\\\"Howdy!\\\" he cried.\"}" },
	{ "plain:\n  This unquoted scalar\n  spans many lines.\n",
	  "{\"plain\":\"This unquoted scalar spans many lines.\"}" },
	{ "clouds:\n  x:\n    auth:\n      password: 'it''s: #1'\n",
	  "{\"clouds\":{\"x\":{\"auth\":{\"password\":\"it's: #1\"}}}}" },
	{ "a: |\n  one\n  two\n", "{\"a\":\"one\\ntwo\\n\"}" },
};

static const struct {
	const char *yaml;
	int error;
	const char *words;
} refused[] = {
	{ "- a\n", -EBADMSG, "line 1: not a mapping" },
	{ "text\n", -EBADMSG, "line 1: not a mapping" },
	{ "a: 1\na: 2\n", -EBADMSG, "line 2: the same key twice" },
	{ "a:\na: 2\n", -EBADMSG, "line 2: the same key twice" },
	{ "a: &x 1\n", -ENOTSUP, "line 1: no anchors and tags here" },
	{ "a: *x\n", -ENOTSUP, "line 1: no aliases here" },
	{ "a: !!int 1\n", -ENOTSUP, "line 1: no anchors and tags here" },
	{ "a: &x {b: c}\n", -ENOTSUP, "line 1: no anchors and tags here" },
	{ "a: !x [b]\n", -ENOTSUP, "line 1: no anchors and tags here" },
	{ "a:\n  <<: {b: c}\n", -ENOTSUP, "line 2: no merge keys here" },
	{ "{a: b}: c\n", -ENOTSUP, "line 1: a key that is no text" },
	{ "a: [b, ~]\n", -ENOTSUP, "line 1: no null in a list here" },
	{ "a: 1\n--- \nb: 2\n", -EBADMSG, "line 2: more than one document" },
	{ "a: \"x\\0y\"\n", -EBADMSG, "line 1: NUL in a text" },
	{ "a: [1, 2\n", -EBADMSG, "line 2: " },
	{ "a: 'x\n", -EBADMSG, "line 2: " },
	{ "\ta: 1\n", -EBADMSG, "line 1: " },
	{ "a: \200\n", -EBADMSG, "" },
	{ "a: [[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]\n", -EFBIG, "line 1: nested too deeply" },
};

static int parse(const char *yaml, struct ingot_reason *reason, struct ingot_json **ret_root)
{
	return ingot_yaml_parse(ingot_bytes_of_text(yaml), reason, ret_root);
}

static void test_accepted(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(accepted); i++) {
		ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
		ingot_scoped(ingot_scoped_free) char *text = NULL;
		struct ingot_reason reason = { .text = "" };
		size_t size;
		int r = parse(accepted[i].yaml, &reason, &root);

		if (!accepted[i].json) {
			CHECK(r < 0 && !root);
			continue;
		}
		if (!CHECK(r == 0)) {
			fprintf(stderr, "%s: %s\n", accepted[i].yaml, reason.text);
			continue;
		}
		CHECK(ingot_json_write(root, INGOT_JSON_COMPACT, &text, &size) == 0);
		CHECK_TEXT(text, accepted[i].json);
	}
}

static void test_refused(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		struct ingot_json *root = NULL;
		struct ingot_reason reason = { .text = "" };

		CHECK(parse(refused[i].yaml, &reason, &root) == refused[i].error);
		CHECK(!root);
		if (!CHECK(strncmp(reason.text, refused[i].words, strlen(refused[i].words)) == 0))
			fprintf(stderr, "%s: %s\n", refused[i].yaml, reason.text);
	}
}

static void test_limits(void)
{
	ingot_scoped(ingot_scoped_free) char *text = malloc(INGOT_YAML_SIZE_MAX + 2);
	struct ingot_json *root = NULL;
	struct ingot_reason reason;

	if (!CHECK(text))
		return;
	memset(text, '#', INGOT_YAML_SIZE_MAX + 1);
	text[INGOT_YAML_SIZE_MAX + 1] = '\0';
	CHECK(parse(text, &reason, &root) == -EFBIG && !root);
	/* a list of more values than there may be */
	memcpy(text, "a:\n", 3);
	for (size_t i = 0; i < INGOT_YAML_VALUES_MAX + 1; i++)
		memcpy(&text[3 + 4 * i], "- x\n", 4);
	text[3 + 4 * (INGOT_YAML_VALUES_MAX + 1)] = '\0';
	CHECK(parse(text, &reason, &root) == -EFBIG && !root);
}

/* Every beginning of a file is one, or is refused. */
static void test_cut(void)
{
	const char *text = accepted[12].yaml;

	for (size_t size = 0; size <= strlen(text); size++) {
		ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
		struct ingot_reason reason;
		int r = ingot_yaml_parse((struct ingot_bytes){ (const uint8_t *)text, size },
					 &reason, &root);

		CHECK(r == 0 ? root != NULL : root == NULL);
	}
}

int main(void)
{
	test_accepted();
	test_refused();
	test_limits();
	test_cut();
	return check_result();
}
