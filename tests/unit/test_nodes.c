/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of nodes, as users write them. */
#include "cli/nodes.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

static const struct {
	const char *text;
	int want;
	size_t count;
	const char *reason;
} lists[] = {
	{ "a\n", 0, 1, NULL },
	{ "a", 0, 1, NULL },
	{ "\n \t\n# none\n  # none\na # b\nb:1 #c\n\n", 0, 2, NULL },
	{ "a\r\nb\r\n", 0, 2, NULL },
	{ "a\na:1\na:2\n", 0, 3, NULL },
	{ "a ek=k config=c\n", 0, 1, NULL },
	{ "::1\n[::2]:5\tconfig=c\n", 0, 2, NULL },
	{ "a#b\n", 0, 1, NULL }, /* no comment: it is within a word */
	{ "", -EBADMSG, 0, "no node in it" },
	{ "# a\n", -EBADMSG, 0, "no node in it" },
	{ "a\n\na\n", -EBADMSG, 0, "line 3: the node of line 1" },
	{ "b\na:30081\nA\n", -EBADMSG, 0, "line 3: the node of line 2" },
	{ "::1\n[::1]:30081\n", -EBADMSG, 0, "line 2: the node of line 1" },
	{ "a\nb b\n", -EBADMSG, 0,
	  "line 2: behind a node stands ek=FILE or config=FILE, and not b" },
	{ "a ek=\n", -EBADMSG, 0, "line 1: ek= needs one file" },
	{ "a ek=x ek=y\n", -EBADMSG, 0, "line 1: ek= needs one file" },
	{ "a config=x ek=y config=x\n", -EBADMSG, 0, "line 1: config= needs one file" },
	{ "a EK=x\n", -EBADMSG, 0,
	  "line 1: behind a node stands ek=FILE or config=FILE, and not EK=x" },
	{ "a:0\n", -EBADMSG, 0, "line 1: no such node can be: a:0" },
	{ "http://a\n", -EBADMSG, 0, "line 1: no such node can be: http://a" },
	{ "\xc3\xa4\n", -EBADMSG, 0, "line 1: no such node can be: ??" },
};

static void test_lists(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(lists); i++) {
		ingot_scoped(ingot_nodes_drop) struct ingot_nodes nodes = { NULL, 0 };
		struct ingot_reason reason = { .text = "" };

		if (!CHECK(ingot_nodes_parse(ingot_bytes_of_text(lists[i].text), &reason, &nodes) ==
			   lists[i].want))
			fprintf(stderr, "list %zu: %s\n", i, reason.text);
		CHECK(nodes.count == lists[i].count && !nodes.entry == !nodes.count);
		if (lists[i].reason)
			CHECK_TEXT(reason.text, lists[i].reason);
	}
}

static void test_entries(void)
{
	static const char text[] = "# all\n\n10.0.0.7\nw.example:1 config=c.ingot\tek=k.pem # x\n";
	ingot_scoped(ingot_nodes_drop) struct ingot_nodes nodes = { NULL, 0 };
	struct ingot_reason reason;

	if (!CHECK(ingot_nodes_parse(ingot_bytes_of_text(text), &reason, &nodes) == 0) ||
	    !CHECK(nodes.count == 2))
		return;
	CHECK_TEXT(nodes.entry[0].endpoint.host, "10.0.0.7");
	CHECK_TEXT(nodes.entry[0].name, "10.0.0.7:30081");
	CHECK(!nodes.entry[0].evidence);
	CHECK(nodes.entry[0].endpoint.port == INGOT_ENDPOINT_PORT_DEFAULT);
	CHECK(!nodes.entry[0].pinned && !nodes.entry[0].config && nodes.entry[0].line == 3);
	CHECK_TEXT(nodes.entry[1].endpoint.host, "w.example");
	CHECK(nodes.entry[1].endpoint.port == 1 && nodes.entry[1].line == 4);
	CHECK_TEXT(nodes.entry[1].pinned, "k.pem");
	CHECK_TEXT(nodes.entry[1].config, "c.ingot");
}

static void test_bytes(void)
{
	static const uint8_t nul[] = { 'a', '\n', 'b', 0, 'c', '\n' };
	ingot_scoped(ingot_nodes_drop) struct ingot_nodes nodes = { NULL, 0 };
	ingot_scoped(ingot_scoped_free) char *long_word = malloc(5000);
	struct ingot_reason reason;

	CHECK(ingot_nodes_parse((struct ingot_bytes){ nul, sizeof(nul) }, &reason, &nodes) ==
	      -EBADMSG);
	CHECK_TEXT(reason.text, "line 2: malformed");
	if (!CHECK(long_word != NULL))
		return;
	memset(long_word, 'x', 5000);
	memcpy(long_word, "a ek=", 5);
	long_word[4999] = '\0';
	CHECK(ingot_nodes_parse(ingot_bytes_of_text(long_word), &reason, &nodes) == -EBADMSG);
	long_word[5 + 4000] = '\0';
	CHECK(ingot_nodes_parse(ingot_bytes_of_text(long_word), &reason, &nodes) == 0);
	CHECK(nodes.count == 1 && strlen(nodes.entry[0].pinned) == 4000);
}

/* As many as there may be, and one more. */
static void test_many(void)
{
	ingot_scoped(ingot_scoped_free) char *text = malloc(20 * (INGOT_NODES_COUNT_MAX + 1));
	ingot_scoped(ingot_nodes_drop) struct ingot_nodes nodes = { NULL, 0 };
	struct ingot_reason reason = { .text = "" };
	size_t size = 0;

	if (!CHECK(text != NULL))
		return;
	for (int i = 0; i < INGOT_NODES_COUNT_MAX; i++)
		size += (size_t)sprintf(&text[size], "n%d\n", i);
	CHECK(ingot_nodes_parse((struct ingot_bytes){ (uint8_t *)text, size }, &reason, &nodes) ==
	      0);
	CHECK(nodes.count == INGOT_NODES_COUNT_MAX);
	ingot_nodes_drop(&nodes);
	size += (size_t)sprintf(&text[size], "# none\nlast\n");
	CHECK(ingot_nodes_parse((struct ingot_bytes){ (uint8_t *)text, size }, &reason, &nodes) ==
	      -EFBIG);
	CHECK_TEXT(reason.text, "more than 10000 nodes");
	CHECK(nodes.count == 0);
}

static void test_file(void)
{
	ingot_scoped(ingot_nodes_drop) struct ingot_nodes nodes = { NULL, 0 };
	struct ingot_reason reason = { .text = "" };

	CHECK(ingot_nodes_read("tests/data/absent", &reason, &nodes) == -ENOENT);
	CHECK_TEXT(reason.text, "tests/data/absent: No such file or directory");
	CHECK(ingot_nodes_read("tests/data/README.md", &reason, &nodes) < 0 && nodes.count == 0);
}

static void test_folder(void)
{
	ingot_scoped(ingot_nodes_drop) struct ingot_nodes nodes = { NULL, 0 };
	struct ingot_reason reason = { .text = "" };

	CHECK(ingot_nodes_of_folder("tests/data/absent", &reason, &nodes) == -ENOENT);
	CHECK_TEXT(reason.text, "tests/data/absent: No such file or directory");
	CHECK(ingot_nodes_of_folder("tests/data/node/full.json", &reason, &nodes) == -ENOTDIR);
	if (!CHECK(ingot_nodes_of_folder("tests/data/quote", &reason, &nodes) == 0) ||
	    !CHECK(nodes.count > 2))
		return;
	CHECK_TEXT(nodes.entry[0].name, "README.md");
	CHECK_TEXT(nodes.entry[0].evidence, "tests/data/quote/README.md");
	for (size_t i = 1; i < nodes.count; i++)
		CHECK(strcmp(nodes.entry[i - 1].name, nodes.entry[i].name) < 0 &&
		      nodes.entry[i].line == 0);
}

int main(void)
{
	test_lists();
	test_entries();
	test_bytes();
	test_many();
	test_file();
	test_folder();
	return check_result();
}
