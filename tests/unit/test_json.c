/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/check.h"

/* Accepted texts and what they are written as; each expectation read off RFC 8259 by hand. */
static const struct {
	const char *in, *compact, *pretty;
} accepted[] = {
	{ "{}", "{}", "{}\n" },
	{ " [ ] \n", "[]", "[]\n" },
	{ "{\"b\":1,\"a\":[true,null]}", "{\"b\":1,\"a\":[true,null]}",
	  "{\n  \"b\": 1,\n  \"a\": [\n    true,\n    null\n  ]\n}\n" },
	{ "[\"\\u00e9/\\n\\u007f\"]", "[\"\xc3\xa9/\\n\x7f\"]", "[\n  \"\xc3\xa9/\\n\x7f\"\n]\n" },
	{ "[9223372036854775807]", "[9223372036854775807]", "[\n  9223372036854775807\n]\n" },
};

static const struct {
	const char *in;
	int want;
	uint64_t offset; /* at most this: the library counts the character that it stumbled over */
} refused[] = {
	{ "", -EBADMSG, 0 },
	{ "1", -EBADMSG, 1 },
	{ "\"text\"", -EBADMSG, 6 },
	{ "{\"a\":1,\"a\":2}", -EBADMSG, 10 },
	{ "{} x", -EBADMSG, 4 },
	{ "{}{}", -EBADMSG, 3 },
	{ "[1,]", -EBADMSG, 4 },
	{ "{\"a\"}", -EBADMSG, 5 },
	{ "[\"\xc3\x28\"]", -EBADMSG, 4 },
	{ "[\"\\u0000\"]", -EBADMSG, 9 },
	{ "[\"\\ud800\"]", -EBADMSG, 9 },
	{ "[9223372036854775808]", -EBADMSG, 20 },
	{ "[1e999]", -EBADMSG, 6 },
	{ "[NaN]", -EBADMSG, 4 },
	{ "[01]", -EBADMSG, 4 },
	{ "['a']", -EBADMSG, 2 },
	{ "[1]//", -EBADMSG, 4 },
	{ "\xef\xbb\xbf[]", -EBADMSG, 3 },
};

static void test_accepted(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(accepted); i++) {
		struct ingot_json *root = NULL;
		char *text = NULL;
		size_t size = 0;

		CHECK(ingot_json_parse(ingot_bytes_of_text(accepted[i].in), NULL, &root) == 0);
		CHECK(ingot_json_write(root, INGOT_JSON_COMPACT, &text, &size) == 0 &&
		      size == strlen(text));
		CHECK_TEXT(text, accepted[i].compact);
		free(text);
		CHECK(ingot_json_write(root, INGOT_JSON_PRETTY, &text, &size) == 0 &&
		      size == strlen(text));
		CHECK_TEXT(text, accepted[i].pretty);
		free(text);
		ingot_json_free(root);
	}
}

static void test_refused(void)
{
	struct ingot_json *root = NULL;

	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		struct ingot_fault fault = { 0 };

		CHECK(ingot_json_parse(ingot_bytes_of_text(refused[i].in), &fault, &root) ==
		      refused[i].want);
		CHECK(root == NULL && fault.rule != NULL && fault.offset <= refused[i].offset);
		CHECK(ingot_json_parse(ingot_bytes_of_text(refused[i].in), NULL, &root) ==
		      refused[i].want);
	}
	/* truncation at every offset: no prefix of an object is an object */
	for (size_t size = 0; size < strlen(accepted[2].in); size++)
		CHECK(ingot_json_parse(
			      (struct ingot_bytes){ (const uint8_t *)accepted[2].in, size }, NULL,
			      &root) == -EBADMSG);
	CHECK(root == NULL);
}

static void test_limits(void)
{
	char text[2 * (INGOT_JSON_DEPTH_MAX + 1)];
	struct ingot_json *root = NULL;
	struct ingot_fault fault = { 0 };
	uint8_t *large = calloc(1, INGOT_JSON_SIZE_MAX + 1);

	for (size_t depth = INGOT_JSON_DEPTH_MAX; depth <= INGOT_JSON_DEPTH_MAX + 1; depth++) {
		int want = depth <= INGOT_JSON_DEPTH_MAX ? 0 : -EFBIG;
		struct ingot_bytes view = { (const uint8_t *)text, 2 * depth };

		memset(text, '[', depth);
		memset(text + depth, ']', depth);
		CHECK(ingot_json_parse(view, &fault, &root) == want);
		ingot_json_free(root);
		root = NULL;
	}
	CHECK(fault.offset == INGOT_JSON_DEPTH_MAX);
	/* brackets inside strings do not nest, whatever quotes they hold */
	CHECK(ingot_json_parse(
		      ingot_bytes_of_text("[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[[[[\"]"),
		      NULL, &root) == 0);
	ingot_json_free(root);
	root = NULL;
	CHECK(large && ingot_json_parse((struct ingot_bytes){ large, INGOT_JSON_SIZE_MAX + 1 },
					&fault, &root) == -EFBIG);
	CHECK(root == NULL && fault.offset == INGOT_JSON_SIZE_MAX);
	free(large);
}

static void test_getters(void)
{
	static const char document[] = "{\"t\":\"x\",\"i\":-5,\"b\":true,\"a\":[1,\"y\"],"
				       "\"o\":{},\"r\":1.5}";
	static const char *const known[] = { "t", "i", "b", "a", "o", NULL };
	static const int64_t small[2] = { 0, 23 }, all[2] = { INT64_MIN, INT64_MAX };
	struct ingot_json *root = NULL;
	const struct ingot_json *value = NULL;
	struct ingot_json_member member = { 0 };
	const char *text = "kept";
	int64_t integer = 77;
	bool boolean = false;

	CHECK(ingot_json_parse(ingot_bytes_of_text(document), NULL, &root) == 0);
	CHECK(ingot_json_get_text(root, "absent", &text) == -ENOENT);
	CHECK(ingot_json_get_text(root, "i", &text) == -EBADMSG);
	CHECK_TEXT(text, "kept");
	CHECK(ingot_json_get_text(root, "t", &text) == 0);
	CHECK_TEXT(text, "x");
	CHECK(ingot_json_get_integer(root, "i", small, &integer) == -EBADMSG && integer == 77);
	CHECK(ingot_json_get_integer(root, "r", all, &integer) == -EBADMSG && integer == 77);
	CHECK(ingot_json_get_integer(root, "i", all, &integer) == 0 && integer == -5);
	CHECK(ingot_json_get_boolean(root, "t", &boolean) == -EBADMSG && !boolean);
	CHECK(ingot_json_get_boolean(root, "b", &boolean) == 0 && boolean);
	CHECK(ingot_json_get(root, "a", INGOT_JSON_OBJECT, &value) == -EBADMSG && !value);
	CHECK(ingot_json_get(root, "a", INGOT_JSON_ARRAY, &value) == 0 &&
	      ingot_json_count(value) == 2);
	CHECK(ingot_json_text(ingot_json_at(value, 0)) == NULL);
	CHECK_TEXT(ingot_json_text(ingot_json_at(value, 1)), "y");
	CHECK(ingot_json_at(value, 2) == NULL && ingot_json_at(root, 0) == NULL);
	CHECK(ingot_json_get_text(value, "t", &text) == -EBADMSG);
	CHECK(ingot_json_count(root) == 6 && ingot_json_count(ingot_json_at(value, 0)) == 0);
	CHECK_TEXT(ingot_json_unknown_key(root, known), "r");
	CHECK(ingot_json_next(root, &member) && strcmp(member.key, "t") == 0);
	CHECK(ingot_json_next(root, &member) && strcmp(member.key, "i") == 0);
	CHECK(ingot_json_type_of(member.value) == INGOT_JSON_INTEGER);
	for (unsigned i = 0; i < 4; i++)
		CHECK(ingot_json_next(root, &member));
	CHECK(ingot_json_type_of(member.value) == INGOT_JSON_REAL &&
	      !ingot_json_next(root, &member));
	ingot_json_free(root);
	ingot_json_free(NULL);
}

static void test_build(void)
{
	struct ingot_json *root = ingot_json_new_object();
	struct ingot_json *list = ingot_json_new_array();
	static const int64_t range[] = { -2, 5 };
	int64_t integer = 77;
	char *text = NULL;
	size_t size = 0;

	CHECK(ingot_json_set_text(root, "z", "last letter first") == 0);
	CHECK(ingot_json_set_integer(root, "n", 0) == 0);
	CHECK(ingot_json_set_boolean(root, "b", false) == 0);
	CHECK(ingot_json_append_text(list, "one") == 0);
	CHECK(ingot_json_append_text(list, "\xff") == -EINVAL);
	CHECK(ingot_json_append(list, ingot_json_new_object()) == 0);
	CHECK(ingot_json_append_integer(list, 6) == 0);
	CHECK(ingot_json_integer(ingot_json_at(list, 2), range, &integer) == -EBADMSG);
	CHECK(ingot_json_integer(ingot_json_at(list, 0), range, &integer) == -EBADMSG);
	CHECK(ingot_json_integer(NULL, range, &integer) == -EBADMSG && integer == 77);
	CHECK(ingot_json_append_integer(list, -2) == 0);
	CHECK(ingot_json_integer(ingot_json_at(list, 3), range, &integer) == 0 && integer == -2);
	CHECK(ingot_json_append(root, ingot_json_new_object()) == -EINVAL);
	CHECK(ingot_json_set(root, "\xff", ingot_json_new_object()) == -EINVAL);
	CHECK(ingot_json_set(list, "key", ingot_json_new_object()) == -EINVAL);
	CHECK(ingot_json_set(root, "list", list) == 0);
	CHECK(ingot_json_set(root, "none", NULL) == -ENOMEM &&
	      ingot_json_append(list, NULL) == -ENOMEM);
	CHECK(ingot_json_set_integer(root, "n", 7) == 0);
	CHECK(ingot_json_set_null(root, "nil") == 0);
	CHECK(ingot_json_write(root, INGOT_JSON_COMPACT, &text, &size) == 0);
	CHECK_TEXT(
		text,
		"{\"z\":\"last letter first\",\"n\":7,\"b\":false,\"list\":[\"one\",{},6,-2],\"nil\":null}");
	free(text);
	ingot_json_free(root);
}

static void test_within(void)
{
	struct ingot_json *root = ingot_json_new_object();
	struct ingot_json *within = NULL;
	char *text = NULL;
	size_t size = 0;

	CHECK(ingot_json_set_text(root, "t", "") == 0);
	CHECK(ingot_json_set_within(root, "t", &within) == -EBADMSG && !within);
	CHECK(ingot_json_set_within(root, "\xff", &within) == -EINVAL && !within);
	CHECK(ingot_json_set_within(root, "o", &within) == 0);
	CHECK(ingot_json_set_integer(within, "n", 1) == 0);
	CHECK(ingot_json_set_within(root, "o", &within) == 0);
	CHECK(ingot_json_set_integer(within, "m", 2) == 0);
	CHECK(ingot_json_write(root, INGOT_JSON_COMPACT, &text, &size) == 0);
	CHECK_TEXT(text, "{\"t\":\"\",\"o\":{\"n\":1,\"m\":2}}");
	free(text);
	ingot_json_free(root);
}

/* A bracket that only opens counts like an element, so the limit is reached one value early. */
static void test_values(void)
{
	static char text[2 * INGOT_JSON_VALUES_MAX + 2];
	struct ingot_json *root = NULL;
	struct ingot_fault fault = { 0 };
	size_t size = 0;

	text[size++] = '[';
	for (size_t i = 0; i < INGOT_JSON_VALUES_MAX - 1; i++) {
		text[size++] = '1';
		text[size++] = ',';
	}
	text[size - 1] = ']';
	CHECK(ingot_json_parse((struct ingot_bytes){ (uint8_t *)text, size }, NULL, &root) == 0);
	ingot_json_free(root);
	root = NULL;
	text[size - 1] = ',';
	text[size++] = '1';
	text[size++] = ']';
	CHECK(ingot_json_parse((struct ingot_bytes){ (uint8_t *)text, size }, &fault, &root) ==
	      -EFBIG);
	CHECK_TEXT(fault.rule, "JSON has too many values");
	CHECK(root == NULL && fault.offset == size - 3);
}

int main(void)
{
	test_accepted();
	test_values();
	test_refused();
	test_limits();
	test_getters();
	test_build();
	test_within();
	return check_result();
}
