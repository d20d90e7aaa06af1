/* SPDX-License-Identifier: Apache-2.0 */
/* components.json: the first component of a build, and what is no such file. */
#include "measurements/component_list.h"

#include <errno.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

#define KUBELET                                                                 \
	"{\"name\":\"kubelet\",\"version\":\"1.20.2\",\"sha256\":"              \
	"\"5bb36655f2c8f3903c6e1aca8f81c6fd18f7f37af8a81363371b6e8250d53759\"," \
	"\"path\":\"/usr/bin/kubelet\",\"source\":\"debian:pool/k.tar.gz#kubelet\"}"
#define SCHEMA "\"schema\":\"ingot.components/1\""
#define WRONG  "a component that is not name, version, sha256, path and source"

static const struct {
	const char *text;
	const char *rule;
} refused[] = {
	{ "{}", "schema is not ingot.components/1" },
	{ "{\"schema\":\"ingot.components/2\",\"components\":[]}",
	  "schema is not ingot.components/1" },
	{ "{" SCHEMA "}", "no list of components" },
	{ "{" SCHEMA ",\"components\":{}}", "no list of components" },
	{ "{" SCHEMA ",\"components\":[],\"more\":1}", "a key that the schema does not have" },
	{ "{" SCHEMA ",\"set\":3,\"components\":[]}", "set is no line of text" },
	{ "{" SCHEMA ",\"set\":\"\",\"components\":[]}", "set is no line of text" },
	{ "{" SCHEMA ",\"components\":[{\"name\":\"a\"}]}", WRONG },
	{ "{" SCHEMA ",\"components\":[{\"name\":\"a\\nb\",\"version\":\"1\",\"sha256\":\"00\","
	  "\"path\":\"/\",\"source\":\"s\"}]}",
	  WRONG },
	{ "{" SCHEMA ",\"components\":[{\"name\":\"a\",\"version\":\"1\",\"sha256\":\"00\","
	  "\"path\":\"/\",\"source\":\"s\"}]}",
	  WRONG },
};

int main(void)
{
	ingot_scoped(ingot_component_list_drop) struct ingot_component_list list = { 0 };
	const char *text = "{" SCHEMA ",\"set\":\"debian\",\"components\":[" KUBELET "]}";

	CHECK(ingot_component_list_read(ingot_bytes_of_text(text), NULL, &list) == 0);
	CHECK(list.count == 1 && ingot_component_find(&list, "kubelet") == list.components);
	CHECK_TEXT(list.set, "debian");
	CHECK_TEXT(list.components[0].path, "/usr/bin/kubelet");
	CHECK(!ingot_component_find(&list, "runc"));
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		struct ingot_component_list none = { .count = 99 };
		struct ingot_fault fault = { 0 };

		CHECK(ingot_component_list_read(ingot_bytes_of_text(refused[i].text), &fault,
						&none) == -EBADMSG);
		CHECK_TEXT(fault.rule, refused[i].rule);
		CHECK(none.count == 99 && !none.components);
	}
	return check_result();
}
