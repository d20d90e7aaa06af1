/* SPDX-License-Identifier: Apache-2.0 */
#include "node/static_pod.h"

#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

#define POD(metadata) \
	"{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":" metadata ",\"spec\":{}}"

static const struct {
	const char *pods;
	const char *reason;
} cases[] = {
	{ "[]", "" },
	{ "[" POD("{\"name\":\"a\"}") "]", "" },
	{ "[" POD("{\"name\":\"a\",\"labels\":{\"x\":\"y\"}}") "]", "" },
	{ "[" POD("{\"name\":\"a\"}") "," POD("{\"name\":\"a\",\"namespace\":\"b\"}") "]", "" },
	{ "[1]", "static_pods[0]: has to be an object" },
	{ "[{}]", "static_pods[0].apiVersion: missing" },
	{ "[{\"apiVersion\":\"v2\"}]", "static_pods[0].apiVersion: has to be v1" },
	{ "[{\"apiVersion\":\"v1\",\"kind\":\"List\"}]", "static_pods[0].kind: has to be Pod" },
	{ "[{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}]", "static_pods[0].spec: missing" },
	{ "[{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{}}]",
	  "static_pods[0].metadata: missing" },
	{ "[" POD("[]") "]", "static_pods[0].metadata: has to be an object" },
	{ "[" POD("{}") "]", "static_pods[0].metadata.name: missing" },
	{ "[" POD("{\"name\":\"a\"}") "," POD("{\"name\":\"../a\"}") "]",
	  "static_pods[1].metadata.name: not a name (a-z, 0-9, '-', '.'; at most 63)" },
	{ "[" POD("{\"name\":\"a\",\"namespace\":\"b.c\"}") "]",
	  "static_pods[0].metadata.namespace: not a namespace (a-z, 0-9, '-'; at most 63)" },
	{ "[" POD("{\"name\":\"a\"}") "," POD("{\"name\":\"a\",\"namespace\":\"default\"}") "]",
	  "static_pods[1]: is the same pod as static_pods[0]" },
};

static void check_pods(const char *text, const char *want)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *pods = NULL;
	struct ingot_reason reason = { 0 };

	CHECK(ingot_json_parse(ingot_bytes_of_text(text), NULL, &pods) == 0);
	CHECK((ingot_static_pods_check(pods, &reason) == 0) == !want[0]);
	CHECK_TEXT(reason.text, want);
}

static void test_count(unsigned count, const char *want)
{
	char text[4096] = "[";

	for (unsigned i = 0; i < count; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "%s" POD("{\"name\":\"p%u\"}"), i ? "," : "", i);
	strcat(text, "]");
	check_pods(text, want);
}

static void test_names(void)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *pods = NULL;

	CHECK(ingot_json_parse(ingot_bytes_of_text("[" POD("{\"name\":\"a\"}") "," POD(
				       "{\"namespace\":\"c\",\"name\":\"b\"}") "]"),
			       NULL, &pods) == 0);
	CHECK_TEXT(ingot_static_pod_name(ingot_json_at(pods, 0)), "a");
	CHECK_TEXT(ingot_static_pod_namespace(ingot_json_at(pods, 0)), "default");
	CHECK_TEXT(ingot_static_pod_name(ingot_json_at(pods, 1)), "b");
	CHECK_TEXT(ingot_static_pod_namespace(ingot_json_at(pods, 1)), "c");
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
		check_pods(cases[i].pods, cases[i].reason);
	test_count(16, "");
	test_count(17, "static_pods: 17 pods, at most 16 are run");
	test_names();
	return check_result();
}
