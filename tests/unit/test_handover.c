/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/handover.h"

#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

static unsigned mode_of(const char *path)
{
	struct stat status = { 0 };

	CHECK(stat(path, &status) == 0);
	return status.st_mode & 07777;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)kind;
	(void)place;
	return remove(path);
}

static void start_over(void)
{
	CHECK(nftw("run", remove_one, 8, FTW_DEPTH | FTW_PHYS) == 0);
	CHECK(ingot_handover_prepare("run") == 0);
}

static void check_file(const char *path, unsigned mode, const char *want)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };

	if (!CHECK(ingot_file_read(path, 4096, &file) == 0)) {
		fprintf(stderr, "%s\n", path);
		return;
	}
	CHECK_TEXT((const char *)file.data, want);
	CHECK(mode_of(path) == mode);
}

static unsigned mode_and_text(const char *path, const char *part)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };

	CHECK(ingot_file_read(path, 4096, &file) == 0 && strstr((const char *)file.data, part));
	return mode_of(path);
}

static const struct {
	const char *pods;
	int want;
	const char *reason;
} pods[] = {
	{ "[{\"metadata\":{\"name\":\"a\"}},{\"metadata\":{\"name\":\"a\",\"namespace\":\"default\"}}]",
	  -EBADMSG, "static pod default/a is there twice" },
	{ "[{\"metadata\":{\"name\":\"../a\"}}]", -EBADMSG, "a static pod has no proper name" },
	{ "[{\"metadata\":{\"name\":\".a\"}}]", -EBADMSG, "a static pod has no proper name" },
	{ "[{\"metadata\":{\"name\":\"a\",\"namespace\":\"b/c\"}}]", -EBADMSG,
	  "a static pod has no proper name" },
	{ "[{\"metadata\":{\"name\":\"a\",\"namespace\":1}}]", -EBADMSG,
	  "a static pod has no proper name" },
	{ "[{\"metadata\":{}}]", -EBADMSG, "a static pod has no proper name" },
	{ "[{}]", -EBADMSG, "a static pod has no proper name" },
	{ "[1]", -EBADMSG, "a static pod has no proper name" },
};

static void test_stand_alone(void)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *two = NULL;
	struct ingot_node_config config = { .name = "worker-1" };
	struct ingot_reason reason = { 0 };

	CHECK(ingot_json_parse(
		      ingot_bytes_of_text(
			      "[{\"kind\":\"Pod\",\"metadata\":{\"name\":\"web\"}},"
			      "{\"metadata\":{\"name\":\"web\",\"namespace\":\"kube-system\"}}]"),
		      NULL, &two) == 0);
	config.static_pods = two;
	start_over();
	CHECK(ingot_handover_write_node("run", &config, &reason) == 0);
	CHECK_TEXT(reason.text, "");
	CHECK(mode_of("run/handover/static-pods") == 0700);
	check_file("run/handover/static-pods/default_web.json", 0600,
		   "{\n  \"kind\": \"Pod\",\n  \"metadata\": {\n    \"name\": \"web\"\n  }\n}\n");
	CHECK(mode_and_text("run/handover/static-pods/kube-system_web.json", "kube-system") ==
	      0600);
	check_file("run/handover/hostname", 0644, "worker-1\n");
	check_file("run/handover/kubelet.env", 0644,
		   "INGOT_NODE_ARGS=\"--hostname-override=worker-1 --register-node=false\"\n");
	CHECK(mode_and_text("run/handover/kubelet.json", "\"address\": \"127.0.0.1\"") == 0644);
	CHECK(access("run/handover/ca.crt", F_OK) < 0);
	CHECK(access("run/handover/bootstrap.kubeconfig", F_OK) < 0);
	CHECK(ingot_handover_is_complete("run") == 0);
	CHECK(ingot_handover_write_node("run", &config, &reason) == -EEXIST);

	for (size_t i = 0; i < ARRAY_COUNT(pods); i++) {
		ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;

		CHECK(ingot_json_parse(ingot_bytes_of_text(pods[i].pods), NULL, &json) == 0);
		config.static_pods = json;
		start_over();
		CHECK(ingot_handover_write_node("run", &config, &reason) == pods[i].want);
		CHECK_TEXT(reason.text, pods[i].reason);
	}
}

static void test_long_pod(void)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	struct ingot_node_config config = { .name = "n" };
	struct ingot_reason reason = { 0 };
	char text[400], name[254];

	/* "default_" and ".json" are 13 characters */
	for (size_t size = 227; size <= 228; size++) {
		memset(name, 'a', size);
		name[size] = '\0';
		(void)snprintf(text, sizeof(text), "[{\"metadata\":{\"name\":\"%s\"}}]", name);
		ingot_json_free(json);
		json = NULL;
		CHECK(ingot_json_parse(ingot_bytes_of_text(text), NULL, &json) == 0);
		config.static_pods = json;
		start_over();
		CHECK(ingot_handover_write_node("run", &config, &reason) ==
		      (size == 227 ? 0 : -EBADMSG));
	}
	CHECK(strstr(reason.text, "a static pod's name is too long: default/aaa") != NULL);
}

static void test_joined(void)
{
	static const char ca[] = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";
	struct ingot_node_config config = {
		.name = "worker-2",
		.cluster = { "https://10.0.0.1:6443", ca, "abcdef.0123456789abcdef" },
	};
	struct ingot_reason reason = { 0 };

	start_over();
	CHECK(ingot_handover_write_node("run", &config, &reason) == 0);
	check_file("run/handover/ca.crt", 0644, ca);
	CHECK(mode_and_text("run/handover/bootstrap.kubeconfig", "abcdef.0123456789abcdef") ==
	      0600);
	CHECK(mode_and_text("run/handover/kubelet.json", "\"mode\": \"Webhook\"") == 0644);
	CHECK(access("run/handover/static-pods", F_OK) < 0);

	config.name = "two words";
	start_over();
	CHECK(ingot_handover_write_node("run", &config, &reason) == -EBADMSG);
	CHECK_TEXT(reason.text, "the node's name cannot be given to kubelet");
	CHECK(access("run/handover/kubelet.json", F_OK) < 0);
}

static void test_refuse(void)
{
	start_over();
	CHECK(ingot_handover_is_refused("run") == 0);
	CHECK(ingot_handover_refuse("run") == 0 && ingot_handover_refuse("run") == 0);
	CHECK(ingot_handover_is_refused("run") == 1 && ingot_handover_is_complete("run") == 0);
	CHECK(ingot_handover_is_refused("nowhere") == 0);
	CHECK(ingot_handover_refuse("no/where") == -ENOENT);
}

int main(void)
{
	char folder[] = "/tmp/ingot-test-handover.XXXXXX";
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();
	struct ingot_file file = { 0 };

	(void)umask(077);
	if (!CHECK(mkdtemp(folder) != NULL && chdir(folder) == 0))
		return check_result();
	CHECK(ingot_handover_is_complete("run") == 0);
	CHECK(ingot_handover_complete("run") == -ENOENT);
	CHECK(ingot_handover_read_observation("run", &file) == -ENOENT && !file.data);
	CHECK(ingot_handover_prepare("run") == 0 && ingot_handover_prepare("run") == 0);
	CHECK(mode_of("run") == 0755 && mode_of("run/handover") == 0755);
	CHECK(ingot_json_set_integer(json, "a", 1) == 0);
	CHECK(ingot_handover_write_observation("run", json) == 0);
	CHECK(mode_of("run/observed.json") == 0644);
	CHECK(ingot_handover_read_observation("run", &file) == 0);
	CHECK_TEXT((const char *)file.data, "{\n  \"a\": 1\n}\n");
	ingot_file_close(&file);
	CHECK(ingot_handover_is_complete("run") == 0);
	CHECK(ingot_handover_complete("run") == 0);
	CHECK(ingot_handover_is_complete("run") == 1);
	CHECK(mode_of("run/handover/complete") == 0444);
	CHECK(ingot_handover_prepare("run") == -EEXIST);

	test_stand_alone();
	test_long_pod();
	test_joined();
	test_refuse();
	CHECK(nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS) == 0);
	return check_result();
}
