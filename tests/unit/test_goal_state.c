/* SPDX-License-Identifier: Apache-2.0 */
/* Three values of a goal state, and what is none. The document's form: Azure's agent (waagent). */
#include "metadata/goal_state.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/check.h"

#define HEAD "\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<GoalState xmlns:xsi=\"x\">"
#define GOOD                                                                    \
	HEAD "<Version>2012-11-30</Version><Incarnation>7</Incarnation>"        \
	     "<Container><ContainerId>c6d5526c</ContainerId><RoleInstanceList>" \
	     "<RoleInstance><InstanceId>b61f.</InstanceId><State>Started</State>"

static const struct {
	const char *text;
	const char *rule; /* NULL: it is one */
} vectors[] = {
	{ GOOD "<a>x&amp;y</a></RoleInstance></RoleInstanceList></Container></GoalState>", NULL },
	{ GOOD, NULL },
	{ GOOD "<InstanceId>other</InstanceId>", NULL },
	{ "", "no usable Incarnation" },
	{ "no markup", "no usable Incarnation" },
	{ "<Incarnation>1</Incarnation>", "no usable ContainerId" },
	{ "<Incarnation>1</Incarnation><ContainerId>c</ContainerId>", "no usable InstanceId" },
	{ "<Incarnation></Incarnation>", "no usable Incarnation" },
	{ "<Incarnation>1x</Incarnation>", "no usable Incarnation" },
	{ "<Incarnation>-1</Incarnation>", "no usable Incarnation" },
	{ "<Incarnation>1</Other>", "no usable Incarnation" },
	{ "<Incarnation>1<b/></Incarnation>", "no usable Incarnation" },
	{ "<Incarnation>1</Incarnation >", "no usable Incarnation" },
	{ "<Incarnation>1</Incarnation><ContainerId>a b</ContainerId>", "no usable ContainerId" },
	{ "<Incarnation>1</Incarnation><ContainerId>&lt;</ContainerId>", "no usable ContainerId" },
	{ "<Incarnation>1</Incarnation><ContainerId>\"</ContainerId>", "no usable ContainerId" },
	{ "<Incarnation>1</Incarnation><ContainerId>\xc3\xa4</ContainerId>",
	  "no usable ContainerId" },
	{ "<!DOCTYPE a>" GOOD, "declaration, comment or CDATA" },
	{ GOOD "<!-- -->", "declaration, comment or CDATA" },
	{ GOOD "<![CDATA[]]>", "declaration, comment or CDATA" },
};

static void test_vectors(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		struct ingot_bytes text = ingot_bytes_of_text(vectors[i].text);
		struct ingot_goal_state state = { .instance = "untouched" };
		struct ingot_fault fault = { .rule = "" };
		int r = ingot_goal_state_parse(text, &fault, &state);

		CHECK(r == (vectors[i].rule ? -EBADMSG : 0));
		CHECK_TEXT(fault.rule, vectors[i].rule ? vectors[i].rule : "");
		CHECK_TEXT(state.instance, vectors[i].rule ? "untouched" : "b61f.");
		CHECK_TEXT(state.container, vectors[i].rule ? "" : "c6d5526c");
		CHECK_TEXT(state.incarnation, vectors[i].rule ? "" : "7");
	}
}

/* Whatever is cut off, it is one or it is none; and it is none up to the last value's end. */
static void test_cut(void)
{
	struct ingot_bytes text = ingot_bytes_of_text(GOOD);
	size_t end = text.size - strlen("<State>Started</State>");

	for (size_t size = 0; size <= text.size; size++) {
		struct ingot_goal_state state;
		int r = ingot_goal_state_parse((struct ingot_bytes){ text.data, size }, NULL,
					       &state);

		CHECK(r == (size < end ? -EBADMSG : 0));
	}
}

static void test_sizes(void)
{
	static char text[INGOT_GOAL_STATE_SIZE_MAX + 1];
	struct ingot_goal_state state = { 0 };
	char value[INGOT_GOAL_STATE_VALUE_SIZE + 1];

	memset(text, ' ', sizeof(text));
	CHECK(ingot_goal_state_parse((struct ingot_bytes){ (uint8_t *)text, sizeof(text) }, NULL,
				     &state) == -EFBIG);
	for (size_t size = INGOT_GOAL_STATE_VALUE_SIZE - 1; size < sizeof(value); size++) {
		memset(value, 'a', size);
		value[size] = '\0';
		(void)snprintf(text, sizeof(text),
			       "<Incarnation>1</Incarnation><ContainerId>%s</ContainerId>"
			       "<InstanceId>b</InstanceId>",
			       value);
		CHECK(ingot_goal_state_parse(ingot_bytes_of_text(text), NULL, &state) ==
		      (size < INGOT_GOAL_STATE_VALUE_SIZE ? 0 : -EBADMSG));
	}
}

int main(void)
{
	test_vectors();
	test_cut();
	test_sizes();
	return check_result();
}
