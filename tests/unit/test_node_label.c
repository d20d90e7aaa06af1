/* SPDX-License-Identifier: Apache-2.0 */
#include "node/label.h"

#include <stdlib.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

#define TEN "abcdefghij"
#define N63 TEN TEN TEN TEN TEN TEN "abc"

/* Kubernetes documentation: "Labels and Selectors", "Syntax and character set". */
static const struct {
	const char *text;
	bool key, value;
} syntax[] = {
	{ "a", true, true },
	{ "", false, true },
	{ "A_b.c-D0", true, true },
	{ N63, true, true },
	{ N63 "d", false, false },
	{ "-a", false, false },
	{ "a.", false, false },
	{ "a b", false, false },
	{ "example.org/a", true, false },
	{ "Example.org/a", false, false },
	{ "/a", false, false },
	{ "a/", false, false },
	{ "a/b/c", false, false },
	{ N63 "." N63 "/a", true, false },
	{ "a\xc3\xa9", false, false },
};

/* Kubernetes documentation: "Admission Controllers", NodeRestriction. */
static const struct {
	const char *key;
	bool allowed;
} keys[] = {
	{ "zone", true },
	{ "example.org/rack", true },
	{ "notkubernetes.io/x", true },
	{ "kubernetes.io/hostname", true },
	{ "kubernetes.io/os", true },
	{ "topology.kubernetes.io/zone", true },
	{ "topology.kubernetes.io/region", true },
	{ "failure-domain.beta.kubernetes.io/zone", true },
	{ "node.kubernetes.io/instance-type", true },
	{ "node.kubernetes.io/anything", true },
	{ "a.node.kubernetes.io/b", true },
	{ "kubelet.kubernetes.io/x", true },
	{ "kubernetes.io/x", false },
	{ "k8s.io/x", false },
	{ "a.k8s.io/x", false },
	{ "node-role.kubernetes.io/control-plane", false },
	{ "node-restriction.kubernetes.io/x", false },
	{ "a.node-restriction.kubernetes.io/x", false },
	{ "topology.kubernetes.io/rack", false },
	{ "xnode.kubernetes.io/x", false },
};

static void test_count(unsigned count, int want)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *object = ingot_json_new_object();
	struct ingot_reason reason = { 0 };
	struct ingot_members labels = { object, "labels", &reason };

	for (unsigned i = 0; i < count; i++) {
		char key[16];

		snprintf(key, sizeof(key), "k%u", i);
		CHECK(ingot_json_set_text(object, key, "v") == 0);
	}
	CHECK((ingot_node_labels_check(&labels) == 0) == (want == 0));
	CHECK_TEXT(reason.text, want == 0 ? "" : "labels: more than 32 labels");
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(syntax); i++) {
		struct ingot_bytes text = ingot_bytes_of_text(syntax[i].text);

		if (!CHECK(ingot_node_label_is_key(text) == syntax[i].key) ||
		    !CHECK(ingot_node_label_is_value(text) == syntax[i].value))
			fprintf(stderr, "%s\n", syntax[i].text);
	}
	for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
		struct ingot_bytes key = ingot_bytes_of_text(keys[i].key);

		CHECK(ingot_node_label_is_key(key));
		if (!CHECK(ingot_node_label_is_allowed(key) == keys[i].allowed))
			fprintf(stderr, "%s\n", keys[i].key);
	}
	test_count(32, 0);
	test_count(33, -1);
	return check_result();
}
