/* SPDX-License-Identifier: Apache-2.0 */
#include "node/cluster.h"

#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

/* RFC 3986 section 3.2, without user information. */
static const struct {
	const char *text;
	bool holds;
} endpoints[] = {
	{ "https://a", true },
	{ "https://control.example:6443", true },
	{ "https://10.0.0.1", true },
	{ "https://10.0.0.1:1", true },
	{ "https://[fd00::1]", true },
	{ "https://[fd00::1]:65535", true },
	{ "", false },
	{ "https://", false },
	{ "http://a", false },
	{ "HTTPS://a", false },
	{ "a:6443", false },
	{ "https://a/", false },
	{ "https://a/path", false },
	{ "https://a?b", false },
	{ "https://a#b", false },
	{ "https://u@a", false },
	{ "https://u:p@a", false },
	{ "https://a:", false },
	{ "https://a:0", false },
	{ "https://a:01", false },
	{ "https://a:65536", false },
	{ "https://a:100000", false },
	{ "https://a:6443:1", false },
	{ "https://10.0.0.256", false },
	{ "https://10.0.0", false },
	{ "https://:6443", false },
	{ "https://fd00::1", false },
	{ "https://[fd00::1", false },
	{ "https://[fd00::1]x", false },
	{ "https://[fe80::1%eth0]", false },
	{ "https://[10.0.0.1]", false },
	{ "https://[]", false },
	{ "https://a b", false },
	{ "https://a\n", false },
};

static const struct {
	const char *text;
	bool holds;
} tokens[] = {
	{ "abcdef.0123456789abcdef", true },
	{ "000000.zzzzzzzzzzzzzzzz", true },
	{ "", false },
	{ "abcdef0123456789abcdef", false },
	{ "abcde.f0123456789abcdef", false },
	{ "ABCDEF.0123456789abcdef", false },
	{ "abcdef.0123456789abcdef\n", false },
	{ "abcdef.0123456789abcde", false },
	{ "abcdef-0123456789abcdef", false },
};

#define CERTIFICATE "-----BEGIN CERTIFICATE-----\\nMAA=\\n-----END CERTIFICATE-----\\n"
#define FOUR        CERTIFICATE CERTIFICATE CERTIFICATE CERTIFICATE
#define JOIN(ca) \
	"{\"endpoint\":\"https://h\",\"token\":\"abcdef.0123456789abcdef\",\"ca\":\"" ca "\"}"
#define BAD_CA "cluster.ca: not 1 to 8 PEM certificates"

static const struct {
	const char *text;
	const char *reason;
} objects[] = {
	{ "{}", "" },
	{ JOIN(CERTIFICATE), "" },
	{ JOIN(FOUR FOUR), "" },
	{ JOIN(FOUR FOUR CERTIFICATE), BAD_CA },
	{ JOIN(" "), BAD_CA },
	{ JOIN("x"), BAD_CA },
	{ JOIN(CERTIFICATE "x"), BAD_CA },
	{ JOIN("-----BEGIN PUBLIC KEY-----\\nMAA=\\n-----END PUBLIC KEY-----\\n"), BAD_CA },
	{ JOIN("-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----\\n"), BAD_CA },
	{ JOIN("-----BEGIN CERTIFICATE-----\\nMAA\\n-----END CERTIFICATE-----\\n"), BAD_CA },
	{ JOIN(""), "cluster.ca: is empty" },
	{ "{\"token\":\"abcdef.0123456789abcdef\"}",
	  "cluster: endpoint, ca and token go together, or none of them" },
	{ "{\"endpoint\":\"http://h\",\"token\":\"secret\",\"ca\":\"x\"}",
	  "cluster.endpoint: not https://HOST or https://HOST:PORT" },
	{ "{\"endpoint\":\"https://h\",\"token\":\"secret\",\"ca\":\"x\"}",
	  "cluster.token: not a bootstrap token (6 and 16 of a-z, 0-9, a dot between)" },
	{ "{\"endpoint\":1}", "cluster.endpoint: has to be a string" },
};

static void check_object(const char *text, const char *want)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *object = NULL;
	struct ingot_reason reason = { 0 };
	struct ingot_members members = { NULL, "cluster", &reason };
	struct ingot_node_cluster cluster = { .token = "untouched" };

	CHECK(ingot_json_parse(ingot_bytes_of_text(text), NULL, &object) == 0);
	members.object = object;
	CHECK((ingot_node_cluster_parse(&members, &cluster) == 0) == !want[0]);
	CHECK_TEXT(reason.text, want);
	CHECK(!want[0] || strcmp(cluster.token, "untouched") == 0);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(endpoints); i++)
		if (!CHECK(ingot_node_cluster_is_endpoint(endpoints[i].text) == endpoints[i].holds))
			fprintf(stderr, "%s\n", endpoints[i].text);
	for (size_t i = 0; i < ARRAY_COUNT(tokens); i++)
		CHECK(ingot_node_cluster_is_token(tokens[i].text) == tokens[i].holds);
	for (size_t i = 0; i < ARRAY_COUNT(objects); i++)
		check_object(objects[i].text, objects[i].reason);
	return check_result();
}
