/* SPDX-License-Identifier: Apache-2.0 */
#include "node/config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "tests/unit/check.h"

#define FOLDER "tests/data/node/"
#define HEAD   "{\"schema\":\"ingot.node/1\",\"serial\":1,\"name\":\"n\""
#define CA     "-----BEGIN CERTIFICATE-----\\nMAA=\\n-----END CERTIFICATE-----\\n"
#define JOIN   "\"endpoint\":\"https://h\",\"ca\":\"" CA "\",\"token\":\"abcdef.0123456789abcdef\""
#define POD    "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"},\"spec\":{}}"

/* Whole documents. */
static const struct {
	const char *document;
	int want;
	const char *reason;
} documents[] = {
	{ HEAD "}", 0, "" },
	{ " " HEAD "} \n", 0, "" },
	{ "", -EBADMSG, "line 1: JSON ends too early" },
	{ "[]", -EBADMSG, "has to be a JSON object" },
	{ "{}", -EBADMSG, "schema: missing" },
	{ HEAD, -EBADMSG, "line 1: JSON ends too early" },
	{ HEAD ",\n\n\"name\":\"m\"}", -EBADMSG, "line 3: JSON object has the same key twice" },
	{ HEAD "}\n{}", -EBADMSG, "line 2: JSON is followed by something else" },
	{ "{\"schema\":\"ingot.node/2\",\"x\":1}", -ENOTSUP,
	  "schema: ingot.node/2, only ingot.node/1 is known" },
	{ "{\"schema\":\"ingot.golden/1\"}", -EBADMSG, "schema: has to be ingot.node/1" },
	{ "{\"schema\":1}", -EBADMSG, "schema: has to be a string" },
	{ "{\"schema\":\"ingot.node/1\",\"name\":\"n\"}", -EBADMSG, "serial: missing" },
	{ "{\"schema\":\"ingot.node/1\",\"serial\":1}", -EBADMSG, "name: missing" },
	{ "{\"schema\":\"ingot.node/1\",\"serial\":0,\"name\":\"n\"}", -EBADMSG,
	  "serial: not in 1 to 9007199254740991" },
	{ "{\"schema\":\"ingot.node/1\",\"serial\":9007199254740992,\"name\":\"n\"}", -EBADMSG,
	  "serial: not in 1 to 9007199254740991" },
	{ "{\"schema\":\"ingot.node/1\",\"serial\":1.0,\"name\":\"n\"}", -EBADMSG,
	  "serial: has to be an integer" },
	{ "{\"schema\":\"ingot.node/1\",\"serial\":1,\"name\":\"N\"}", -EBADMSG,
	  "name: not a name (a-z, 0-9, '-', '.'; at most 63)" },
	{ "{\"schema\":\"ingot.node/1\",\"serial\":1,\"name\":\"\"}", -EBADMSG, "name: is empty" },
};

/* Members behind the three that have to be there; the reason is empty where they are accepted. */
static const struct {
	const char *members;
	const char *reason;
} members[] = {
	{ "\"nmae\":1", "nmae: unknown member" },
	{ "\"\\u001b[31m\":1", "?[31m: unknown member" },
	{ "\"cluster\":[]", "cluster: has to be an object" },
	{ "\"cluster\":{}", "" },
	{ "\"cluster\":{\"ID\":1}", "cluster.ID: unknown member" },
	{ "\"cluster\":{\"id\":\"00\"}", "cluster.id: not 64 lower-case hexadecimal digits" },
	{ "\"cluster\":{\"endpoint\":\"https://h\"}",
	  "cluster: endpoint, ca and token go together, or none of them" },
	{ "\"cluster\":{" JOIN "}", "" },
	{ "\"cluster\":{" JOIN "},\"static_pods\":[]",
	  "static_pods: a node that joins a cluster gets its pods from there" },
	{ "\"labels\":{\"a\":1}", "labels.a: has to be a string" },
	{ "\"labels\":{\"node-role.kubernetes.io/x\":\"\"}",
	  "labels.node-role.kubernetes.io/x: a label that a node may not give itself" },
	{ "\"static_pods\":{}", "static_pods: has to be a list" },
	{ "\"static_pods\":[]", "" },
	{ "\"static_pods\":[" POD "," POD "]",
	  "static_pods[1]: is the same pod as static_pods[0]" },
	{ "\"kubelet\":{\"port\":1}", "kubelet.port: not an option that a configuration may set" },
	{ "\"kubelet\":{\"maxPods\":\"1\"}", "kubelet.maxPods: has to be an integer" },
	{ "\"state\":{}", "" },
	{ "\"state\":{\"disk\":1}", "state.disk: unknown member" },
	{ "\"state\":{\"device\":\"/dev/vdb\"}", "" },
	{ "\"state\":{\"device\":\"/dev/disk/by-id/a..b\"}", "" },
	{ "\"state\":{\"device\":\"/dev/\"}",
	  "state.device: not the path of a device below /dev/" },
	{ "\"state\":{\"device\":\"/dev/../etc\"}",
	  "state.device: not the path of a device below /dev/" },
	{ "\"state\":{\"device\":\"/dev/a//b\"}",
	  "state.device: not the path of a device below /dev/" },
	{ "\"state\":{\"device\":\"/dev/a/\"}",
	  "state.device: not the path of a device below /dev/" },
	{ "\"state\":{\"device\":\"/dev/./a\"}",
	  "state.device: not the path of a device below /dev/" },
	{ "\"state\":{\"device\":\"/dev/a b\"}",
	  "state.device: not the path of a device below /dev/" },
	{ "\"state\":{\"device\":\"dev/a\"}",
	  "state.device: not the path of a device below /dev/" },
	{ "\"state\":{\"integrity\":\"none\"}", "" },
	{ "\"state\":{\"integrity\":\"crc32\"}", "state.integrity: has to be hmac-sha256 or none" },
	{ "\"state\":{\"recovery_public_key\":\"x\"}",
	  "state.recovery_public_key: not one PEM block PUBLIC KEY" },
	{ "\"state\":{\"recovery_public_key\":\"" CA "\"}",
	  "state.recovery_public_key: not one PEM block PUBLIC KEY" },
	{ "\"state\":{\"recovery_key\":{}}", NULL },
	{ "\"state\":{\"recovery_key\":\"x\"}", "state.recovery_key: has to be an object" },
};

static void check_document(const char *document, int want, const char *reason)
{
	ingot_scoped(ingot_node_config_close) struct ingot_node_config config = { .serial = 99 };
	struct ingot_reason why = { 0 };

	if (!CHECK(ingot_node_config_parse(ingot_bytes_of_text(document), &why, &config) == want))
		fprintf(stderr, "%s\n", document);
	if (reason)
		CHECK_TEXT(why.text, reason);
	CHECK(want == 0 || (config.serial == 99 && !config.json));
}

static void test_tables(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(documents); i++)
		check_document(documents[i].document, documents[i].want, documents[i].reason);
	for (size_t i = 0; i < ARRAY_COUNT(members); i++) {
		const char *reason = members[i].reason;
		char document[2048];

		snprintf(document, sizeof(document), HEAD ",%s}", members[i].members);
		check_document(document, reason && !reason[0] ? 0 : -EBADMSG, reason);
	}
}

static void test_full(void)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_node_config_close) struct ingot_node_config config = { 0 };
	struct ingot_reason why = { 0 };

	CHECK(ingot_file_read(FOLDER "full.json", 65536, &file) == 0);
	CHECK(ingot_node_config_parse(ingot_file_bytes(&file), &why, &config) == 0);
	CHECK_TEXT(why.text, "");
	CHECK(config.serial == 7);
	CHECK_TEXT(config.name, "worker-1.example");
	CHECK(ingot_json_count(config.labels) == 5);
	CHECK(config.has_cluster_id && config.cluster_id[0] == 0 && config.cluster_id[31] == 31);
	CHECK(!config.cluster.endpoint && !config.cluster.ca && !config.cluster.token);
	CHECK(ingot_json_count(config.static_pods) == 3);
	CHECK(ingot_json_count(config.kubelet) == 16);
	CHECK_TEXT(config.state.device, "/dev/disk/by-id/virtio-state");
	CHECK(config.state.integrity == INGOT_NODE_INTEGRITY_NONE);
	CHECK(config.state.recovery_public_key && !config.state.recovery_key);
	/* cut anywhere but in the white space at its end, it is none */
	for (size_t size = 0; size < file.size - 1; size++) {
		struct ingot_node_config cut = { 0 };

		CHECK(ingot_node_config_parse((struct ingot_bytes){ file.data, size }, &why,
					      &cut) == -EBADMSG &&
		      !cut.json);
	}
}

static void test_joining(void)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_node_config_close) struct ingot_node_config config = { 0 };
	struct ingot_reason why = { 0 };

	CHECK(ingot_file_read(FOLDER "joining.json", 65536, &file) == 0);
	CHECK(ingot_node_config_parse(ingot_file_bytes(&file), &why, &config) == 0);
	CHECK_TEXT(why.text, "");
	CHECK_TEXT(config.cluster.endpoint, "https://control.example:6443");
	CHECK(strncmp(config.cluster.ca, "-----BEGIN CERTIFICATE-----\n", 28) == 0);
	CHECK_TEXT(config.cluster.token, "abcdef.0123456789abcdef");
	CHECK(!config.labels && !config.static_pods && !config.kubelet && !config.state.device);
	CHECK(config.state.integrity == INGOT_NODE_INTEGRITY_HMAC_SHA256);
}

/* The limit itself is fine, a byte more is refused without being read. */
static void test_size(void)
{
	size_t size = INGOT_NODE_CONFIG_SIZE_MAX;
	ingot_scoped(ingot_scoped_free) char *text = malloc(size + 1);
	struct ingot_node_config config = { 0 };
	struct ingot_reason why = { 0 };

	if (!text)
		abort();
	memset(text, ' ', size + 1);
	memcpy(text, HEAD "}", strlen(HEAD "}"));
	CHECK(ingot_node_config_parse((struct ingot_bytes){ (uint8_t *)text, size }, &why,
				      &config) == 0);
	ingot_node_config_close(&config);
	CHECK(ingot_node_config_parse((struct ingot_bytes){ (uint8_t *)text, size + 1 }, &why,
				      &config) == -EFBIG);
	CHECK_TEXT(why.text, "262145 bytes, at most 262144 are read");
	memset(text, '[', 64); /* too deep */
	CHECK(ingot_node_config_parse((struct ingot_bytes){ (uint8_t *)text, 64 }, &why, &config) ==
	      -EBADMSG);
	CHECK_TEXT(why.text, "line 1: JSON is nested too deeply");
}

int main(void)
{
	test_tables();
	test_full();
	test_joining();
	test_size();
	return check_result();
}
