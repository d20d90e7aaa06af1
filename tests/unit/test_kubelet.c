/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kubelet's files. Names and types of KubeletConfiguration were compared with
 * staging/src/k8s.io/kubelet/config/v1beta1/types.go of Kubernetes 1.20.2 and of a version after
 * 1.32; the environment file with how systemd reads one.
 */
#include "bootstrapper/kubelet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

#define COMMON                                                                                \
	"\"apiVersion\":\"kubelet.config.k8s.io/v1beta1\",\"kind\":\"KubeletConfiguration\"," \
	"\"cgroupDriver\":\"systemd\",\"failSwapOn\":true,\"readOnlyPort\":0,"                \
	"\"enableSystemLogHandler\":false,\"resolvConf\":\"/etc/resolv.conf\","               \
	"\"volumePluginDir\":\"/var/lib/kubelet/volumeplugins\","
#define STAND_ALONE                                                           \
	COMMON "\"staticPodPath\":\"/run/ingot/handover/static-pods\","       \
	       "\"address\":\"127.0.0.1\",\"enableDebuggingHandlers\":false," \
	       "\"authentication\":{\"anonymous\":{\"enabled\":true},"        \
	       "\"webhook\":{\"enabled\":false}},"                            \
	       "\"authorization\":{\"mode\":\"AlwaysAllow\"}"
#define JOINED                                                                \
	COMMON "\"address\":\"0.0.0.0\",\"rotateCertificates\":true,"         \
	       "\"authentication\":{\"anonymous\":{\"enabled\":false},"       \
	       "\"webhook\":{\"enabled\":true},"                              \
	       "\"x509\":{\"clientCAFile\":\"/run/ingot/handover/ca.crt\"}}," \
	       "\"authorization\":{\"mode\":\"Webhook\"}"

static const struct ingot_node_cluster cluster = {
	.endpoint = "https://10.0.0.1:6443",
	.ca = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
	.token = "abcdef.0123456789abcdef",
};

static struct ingot_json *parse(const char *text)
{
	struct ingot_json *json = NULL;

	CHECK(ingot_json_parse(ingot_bytes_of_text(text), NULL, &json) == 0);
	return json;
}

static void check_json(const struct ingot_json *json, const char *want)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t size;

	CHECK(ingot_json_write(json, INGOT_JSON_COMPACT, &text, &size) == 0);
	CHECK_TEXT(text, want);
}

static void test_config(void)
{
	static const struct {
		bool joins;
		const char *options;
		const char *want;
	} vectors[] = {
		{ false, NULL, "{" STAND_ALONE "}" },
		{ true, NULL, "{" JOINED "}" },
		{ false, "{}", "{" STAND_ALONE "}" },
		{ true, "{\"maxPods\":20,\"syncFrequency\":\"1m\",\"cpuCFSQuota\":false}",
		  "{" JOINED ",\"maxPods\":20,\"syncFrequency\":\"1m\",\"cpuCFSQuota\":false}" },
		{ false, "{\"kubeReserved\":{\"cpu\":\"1\"},\"allowedUnsafeSysctls\":[\"net.*\"]}",
		  "{" STAND_ALONE ",\"kubeReserved\":{\"cpu\":\"1\"},"
		  "\"allowedUnsafeSysctls\":[\"net.*\"]}" },
		/* none of these passes the configuration's check; ours stand all the same */
		{ true, "{\"readOnlyPort\":10255,\"authorization\":{\"mode\":\"AlwaysAllow\"}}",
		  "{" JOINED "}" },
	};

	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		ingot_scoped(ingot_json_scoped) struct ingot_json *options =
			vectors[i].options ? parse(vectors[i].options) : NULL;
		ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
		struct ingot_node_config config = { .name = "n", .kubelet = options };

		if (vectors[i].joins)
			config.cluster = cluster;
		CHECK(ingot_kubelet_is_joined(&config) == vectors[i].joins);
		CHECK(ingot_kubelet_config(&config, &json) == 0);
		check_json(json, vectors[i].want);
	}
}

static void test_environment(void)
{
	static const struct {
		const char *name;
		const char *labels;
		bool joins;
		int want;
		const char *text;
	} vectors[] = {
		{ "worker-1", NULL, false, 0,
		  "INGOT_NODE_ARGS=\"--hostname-override=worker-1 --register-node=false\"\n" },
		{ "a.b", "{\"zone\":\"a\",\"example.org/x_Y\":\"\"}", false, 0,
		  "INGOT_NODE_ARGS=\"--hostname-override=a.b --node-labels=zone=a,example.org/x_Y= "
		  "--register-node=false\"\n" },
		{ "a", "{}", true, 0,
		  "INGOT_NODE_ARGS=\"--hostname-override=a "
		  "--bootstrap-kubeconfig=/run/ingot/handover/bootstrap.kubeconfig "
		  "--kubeconfig=/etc/kubernetes/kubelet.conf --cert-dir=/var/lib/kubelet/pki\"\n" },
		{ "", NULL, false, -EBADMSG, "the node's name cannot be given to kubelet" },
		{ "a b", NULL, false, -EBADMSG, "the node's name cannot be given to kubelet" },
		{ "a\"", NULL, false, -EBADMSG, "the node's name cannot be given to kubelet" },
		{ "a", "{\"b\":\"$HOME\"}", false, -EBADMSG, "label b cannot be given to kubelet" },
		{ "a", "{\"b\":\"c\\\\\"}", false, -EBADMSG, "label b cannot be given to kubelet" },
		{ "a", "{\"b\":\"c,d=e\"}", false, -EBADMSG, "label b cannot be given to kubelet" },
		{ "a", "{\"b\":\"c\\nX=y\"}", false, -EBADMSG,
		  "label b cannot be given to kubelet" },
		{ "a", "{\"b'\":\"c\"}", false, -EBADMSG, "label b' cannot be given to kubelet" },
		{ "a", "{\"b\":1}", false, -EBADMSG, "label b cannot be given to kubelet" },
	};

	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		ingot_scoped(ingot_json_scoped) struct ingot_json *labels =
			vectors[i].labels ? parse(vectors[i].labels) : NULL;
		ingot_scoped(ingot_scoped_free) char *text = NULL;
		struct ingot_node_config config = { .name = vectors[i].name, .labels = labels };
		struct ingot_reason reason = { 0 };
		size_t size = 77;

		if (vectors[i].joins)
			config.cluster = cluster;
		CHECK(ingot_kubelet_environment(&config, &reason, &text, &size) == vectors[i].want);
		CHECK_TEXT(vectors[i].want < 0 ? reason.text : text, vectors[i].text);
		CHECK(vectors[i].want < 0 ? !text && size == 77 : size == strlen(text));
	}
}

static void test_too_many_labels(void)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *labels = ingot_json_new_object();
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_node_config config = { .name = "n", .labels = labels };
	struct ingot_reason reason = { 0 };
	size_t size;
	char key[64];

	for (unsigned i = 0; i < 1500; i++) {
		(void)snprintf(key, sizeof(key), "a-label-with-quite-a-long-name-%04u", i);
		CHECK(ingot_json_set_text(labels, key, "value-of-it") == 0);
	}
	CHECK(ingot_kubelet_environment(&config, &reason, &text, &size) == -EFBIG && !text);
	CHECK_TEXT(reason.text,
		   "kubelet's arguments have 72076 bytes, more than 65536: too many labels");
}

static void test_bootstrap(void)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	struct ingot_node_config config = { .name = "n" };

	CHECK(ingot_kubelet_bootstrap(&config, &json) == -EINVAL && !json);
	config.cluster = cluster;
	CHECK(ingot_kubelet_bootstrap(&config, &json) == 0);
	check_json(json, "{\"apiVersion\":\"v1\",\"kind\":\"Config\",\"contexts\":[{"
			 "\"name\":\"ingot\",\"context\":{\"cluster\":\"ingot\","
			 "\"user\":\"bootstrap\"}}],\"current-context\":\"ingot\","
			 "\"clusters\":[{\"name\":\"ingot\",\"cluster\":{"
			 "\"server\":\"https://10.0.0.1:6443\","
			 "\"certificate-authority\":\"/run/ingot/handover/ca.crt\"}}],"
			 "\"users\":[{\"name\":\"bootstrap\",\"user\":{"
			 "\"token\":\"abcdef.0123456789abcdef\"}}]}");
}

int main(void)
{
	test_config();
	test_environment();
	test_too_many_labels();
	test_bootstrap();
	return check_result();
}
