/* SPDX-License-Identifier: Apache-2.0 */
/* upload/tool.h: programs that print, fail, print too much, hang, or are not there. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "base/scoped.h"
#include "tests/unit/check.h"
#include "upload/tool.h"

/* What /bin/sh is told, and what comes of it. */
static const struct {
	const char *script;
	int want;
	const char *text; /* what it prints, or a part of the reason */
} vectors[] = {
	{ "printf '%s' \"$TOKEN\"", 0, "t0ken" },
	{ "cat; echo read", 0, "read\n" },
	{ "echo secret; exit 3", -EIO, "failed, exit code 3" },
	{ "kill -TERM $$", -EIO, "ended by signal 15" },
	{ "head -c 65536 /dev/zero | tr '\\0' x", 0, NULL },
	{ "head -c 65537 /dev/zero", -EFBIG, "more than 65536 bytes" },
	{ "sleep 600", -ETIMEDOUT, "not ended within 1 s" },
	{ "sleep 600 & exit 0", -ETIMEDOUT, "not ended within 1 s" },
	{ "exec >&-; sleep 600", -ETIMEDOUT, "not ended within 1 s" },
	{ "yes", -EFBIG, "more than 65536 bytes" },
};

static void test_programs(void)
{
	char environment_text[] = "TOKEN=t0ken";
	char *environment[] = { environment_text, NULL };

	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		const char *const arguments[] = { "/bin/sh", "-c", vectors[i].script, NULL };
		const struct ingot_tool tool = { arguments, environment, 1 };
		ingot_scoped(ingot_tool_output_drop) struct ingot_tool_output output = { 0 };
		struct ingot_reason reason = { .text = "" };
		time_t begun = time(NULL);
		int r = ingot_tool_run(&tool, &reason, &output);

		if (!CHECK(r == vectors[i].want))
			fprintf(stderr, "%s: %d\n", vectors[i].script, r);
		CHECK(time(NULL) - begun < 5);
		if (r == 0 && vectors[i].text)
			CHECK(ingot_bytes_equal_text(ingot_tool_output_bytes(&output),
						     vectors[i].text));
		if (r == 0 && !vectors[i].text)
			CHECK(output.size == INGOT_TOOL_OUTPUT_SIZE_MAX);
		if (r < 0) {
			CHECK(!output.data && strstr(reason.text, vectors[i].text));
			CHECK(!strstr(reason.text, "secret"));
		}
	}
}

static void test_absent(void)
{
	char *environment[] = { NULL };
	const char *const arguments[] = { "no-such-program-is-there", NULL };
	const char *const none[] = { NULL };
	struct ingot_tool tool = { arguments, environment, 1 };
	struct ingot_tool_output output = { 0 };
	struct ingot_reason reason = { .text = "" };

	CHECK(ingot_tool_run(&tool, &reason, &output) == -ENOENT);
	CHECK(!output.data);
	tool.arguments = none;
	CHECK(ingot_tool_run(&tool, &reason, &output) == -EINVAL);
	ingot_tool_output_drop(&output);
}

int main(void)
{
	test_programs();
	test_absent();
	return check_result();
}
