/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/check.h"

/* Base64 by coreutils 9.1: printf 'ingot' | base64; 60 times 'a'. */
#define HELLO "-----BEGIN A B-----\naW5nb3Q=\n-----END A B-----"
#define LONG                                                                 \
	"-----BEGIN X-----\n"                                                \
	"YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh\n" \
	"YWFhYWFhYWFhYWFh\n"                                                 \
	"-----END X-----\n"

static const struct {
	const char *text;
	int taken;
	const char *data; /* NULL: not to be decoded */
} cases[] = {
	{ HELLO, 1, "ingot" },
	{ " \t\r\n" HELLO "\n", 1, "ingot" },
	{ "-----BEGIN A-----\r\naW5n\r\nb3Q=\r\n-----END A-----\r\n", 1, "ingot" },
	{ LONG, 1, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
	{ "", 0, NULL },
	{ " \r\n\t", 0, NULL },
	/* taken, but not base64 */
	{ "-----BEGIN A-----\n-----END A-----", 1, NULL },
	{ "-----BEGIN A-----\n\naW5nb3Q=\n-----END A-----", 1, NULL },
	{ "-----BEGIN A-----\naW5nb3Q\n-----END A-----", 1, NULL },
	{ "-----BEGIN A-----\naW=5\nb3Q=\n-----END A-----", 1, NULL },
	{ "-----BEGIN A-----\naW5n b3Q=\n-----END A-----", 1, NULL },
	{ "-----BEGIN A-----\nDEK-Info: x\naW5nb3Q=\n-----END A-----", 1, NULL },
	/* not taken */
	{ "text\n" HELLO, -EBADMSG, NULL },
	{ "-----BEGIN A-----\naW5nb3Q=\n", -EBADMSG, NULL },
	{ "-----BEGIN A-----\naW5nb3Q=\n-----END B-----", -EBADMSG, NULL },
	{ "-----BEGIN A-----\naW5nb3Q=\n-----END A----", -EBADMSG, NULL },
	{ "-----BEGIN A-----\naW5nb3Q=\n-----END A-----x", -EBADMSG, NULL },
	{ "-----BEGIN A-----x\naW5nb3Q=\n-----END A-----", -EBADMSG, NULL },
	{ "-----BEGIN A-----\n-----BEGIN A-----\n-----END A-----", -EBADMSG, NULL },
	{ "-----BEGIN -----\naW5nb3Q=\n-----END -----", -EBADMSG, NULL },
	{ "-----BEGIN a-----\naW5nb3Q=\n-----END a-----", -EBADMSG, NULL },
	{ "-----BEGIN A  B-----\naW5nb3Q=\n-----END A  B-----", -EBADMSG, NULL },
	{ "-----BEGIN A -----\naW5nb3Q=\n-----END A -----", -EBADMSG, NULL },
	{ "-----BEGIN-----\naW5nb3Q=\n-----END-----", -EBADMSG, NULL },
};

static void check_decoded(const struct ingot_pem *block, const char *want)
{
	uint8_t *data = NULL;
	size_t size = 77;
	int r = ingot_pem_decode(block, &data, &size);

	CHECK(r == (want ? 0 : -EBADMSG));
	if (want)
		CHECK(size == strlen(want) && memcmp(data, want, size) == 0);
	else
		CHECK(!data && size == 77);
	free(data);
}

static void test_cases(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct ingot_bytes text = ingot_bytes_of_text(cases[i].text);
		struct ingot_bytes rest = text;
		struct ingot_pem block = { 0 };

		if (!CHECK(ingot_pem_take(&rest, &block) == cases[i].taken))
			fprintf(stderr, "case %zu\n", i);
		CHECK(cases[i].taken != -EBADMSG || rest.size == text.size);
		CHECK(cases[i].taken != 0 || rest.size == 0);
		if (cases[i].taken == 1)
			check_decoded(&block, cases[i].data);
		else
			CHECK(!block.text.data);
	}
}

static void test_several(void)
{
	struct ingot_bytes rest = ingot_bytes_of_text(HELLO "\n \n" LONG);
	struct ingot_pem block = { 0 };

	CHECK(ingot_pem_take_only(rest, "A B", &block) == -EBADMSG && !block.text.data);
	CHECK(ingot_pem_take(&rest, &block) == 1);
	CHECK(ingot_bytes_equal_text(block.text, HELLO));
	CHECK(ingot_bytes_equal_text(block.label, "A B"));
	CHECK(ingot_bytes_equal_text(block.body, "aW5nb3Q=\n"));
	CHECK(ingot_pem_take(&rest, &block) == 1 && ingot_bytes_equal_text(block.label, "X"));
	CHECK(ingot_pem_take(&rest, &block) == 0);
	CHECK(ingot_pem_take_only(ingot_bytes_of_text(HELLO), "A B", &block) == 0);
	CHECK(ingot_pem_take_only(ingot_bytes_of_text(HELLO), "X", &block) == -EBADMSG);
}

static void test_cut(void)
{
	for (size_t size = 0; size < strlen(HELLO); size++) {
		uint8_t *copy = malloc(size + 1); /* so that the sanitizer sees one byte too many */
		struct ingot_bytes rest = { copy, size };
		struct ingot_pem block;

		if (!copy)
			abort();
		memcpy(copy, HELLO, size);
		CHECK(ingot_pem_take(&rest, &block) == (size ? -EBADMSG : 0));
		free(copy);
	}
}

static void test_write(void)
{
	struct ingot_bytes data = ingot_bytes_of_text(cases[3].data);
	char *text = NULL;

	CHECK(ingot_pem_write("X", data, &text) == 0);
	CHECK_TEXT(text, LONG);
	free(text);
	text = NULL;
	CHECK(ingot_pem_write("x", data, &text) == -EINVAL && !text);
	CHECK(ingot_pem_write("X", (struct ingot_bytes){ NULL, 0 }, &text) == -EINVAL && !text);
}

int main(void)
{
	test_cases();
	test_several();
	test_cut();
	test_write();
	return check_result();
}
