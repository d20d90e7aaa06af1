/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/process.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit/check.h"

#define SHELL "/bin/sh"

static bool is_text(const uint8_t *data, size_t size, const char *text)
{
	return ingot_bytes_equal_text((struct ingot_bytes){ data, size }, text);
}

/* Runs a line of shell; the shell is the independent judge of what arrives. */
static int run(const char *line, const char *input, const char *secret, unsigned timeout_ms,
	       struct ingot_process_result *ret_result)
{
	const char *const arguments[] = { SHELL, "-c", line, NULL };
	const struct ingot_process process = {
		.arguments = arguments,
		.input = ingot_bytes_of_text(input),
		.secret = ingot_bytes_of_text(secret),
		.timeout_ms = timeout_ms,
	};

	return ingot_process_run(&process, ret_result);
}

static const struct {
	const char *line;
	const char *input;
	const char *secret;
	bool exited;
	int code;
	const char *output;
	const char *errors;
} vectors[] = {
	{ "true", "", "", true, 0, "", "" },
	{ "exit 3", "", "", true, 3, "", "" },
	{ "kill -9 $$", "", "", false, 9, "", "" },
	{ "cat", "some input\n", "", true, 0, "some input\n", "" },
	{ "cat " INGOT_PROCESS_SECRET, "", "a secret", true, 0, "a secret", "" },
	/* opened again, as programs open a key file more than once */
	{ "cat " INGOT_PROCESS_SECRET " " INGOT_PROCESS_SECRET, "", "x", true, 0, "xx", "" },
	{ "echo out; echo err >&2", "", "", true, 0, "out\n", "err\n" },
	{ "echo ${HOME-none} $PATH", "", "", true, 0, "none /usr/sbin:/usr/bin\n", "" },
	/* no secret, no descriptor; with one, none above it */
	{ "test -e /proc/self/fd/3 || echo none", "", "", true, 0, "none\n", "" },
	{ "test -e /proc/self/fd/4 || echo none", "", "s", true, 0, "none\n", "" },
};

static void test_vectors(void)
{
	/* one that somebody left open for every program to inherit */
	CHECK(dup2(STDERR_FILENO, 4) == 4);
	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		struct ingot_process_result result;

		CHECK(run(vectors[i].line, vectors[i].input, vectors[i].secret, 10000, &result) ==
		      0);
		CHECK(result.exited == vectors[i].exited);
		CHECK(result.code == vectors[i].code);
		CHECK(is_text(result.output, result.output_size, vectors[i].output));
		CHECK(is_text(result.errors, result.errors_size, vectors[i].errors));
	}
}

static void test_bounds(void)
{
	static struct ingot_process_result result, untouched;
	static uint8_t much[INGOT_PROCESS_INPUT_SIZE_MAX + 1];
	const char *const arguments[] = { SHELL, NULL };
	struct ingot_process process = { .arguments = arguments, .timeout_ms = 10000 };

	/* of output the first bytes stay, of errors the last */
	CHECK(run("for i in 1 2 3; do head -c 8000 /dev/zero | tr '\\0' $i; done", "", "", 10000,
		  &result) == 0);
	CHECK(result.output_size == INGOT_PROCESS_OUTPUT_SIZE && result.output[0] == '1' &&
	      result.output[8000] == '2');
	CHECK(run("for i in 1 2 3; do head -c 8000 /dev/zero | tr '\\0' $i; done >&2", "", "",
		  10000, &result) == 0);
	CHECK(result.errors_size == INGOT_PROCESS_OUTPUT_SIZE && result.errors[0] == '2' &&
	      result.errors[INGOT_PROCESS_OUTPUT_SIZE - 8000] == '3');
	process.input = (struct ingot_bytes){ much, sizeof(much) };
	result = untouched;
	CHECK(ingot_process_run(&process, &result) == -EINVAL);
	process.input = (struct ingot_bytes){ 0 };
	process.secret = (struct ingot_bytes){ much, sizeof(much) };
	CHECK(ingot_process_run(&process, &result) == -EINVAL);
	CHECK(memcmp(&result, &untouched, sizeof(result)) == 0);
}

static void test_time(void)
{
	static struct ingot_process_result result, untouched;
	struct timespec before, after;

	(void)clock_gettime(CLOCK_MONOTONIC, &before);
	CHECK(run("sleep 60", "", "", 200, &result) == -ETIMEDOUT);
	CHECK(memcmp(&result, &untouched, sizeof(result)) == 0);
	/* what the program leaves behind keeps its output open: that holds nobody up */
	CHECK(run("sleep 5 & echo done", "", "", 20000, &result) == 0);
	CHECK(is_text(result.output, result.output_size, "done\n"));
	(void)clock_gettime(CLOCK_MONOTONIC, &after);
	CHECK(after.tv_sec - before.tv_sec < 4);
}

static void test_reasons(void)
{
	const char *const absent[] = { "/nowhere/program", NULL };
	const char *const fails[] = { SHELL, "-c", "echo one >&2; echo two >&2; exit 4", NULL };
	const char *const wordy[] = { SHELL, "-c",
				      "for i in $(seq 1 100); do echo line $i >&2; done; exit 4",
				      NULL };
	const char *const good[] = { SHELL, "-c", "true", NULL };
	const char *const slow[] = { SHELL, "-c", "sleep 60", NULL };
	struct ingot_process process = { .arguments = absent, .timeout_ms = 1000 };
	struct ingot_reason reason = { "" };

	CHECK(ingot_process_do(&process, "starting", &reason) == -ENOENT);
	CHECK_TEXT(reason.text, "starting: /nowhere/program: No such file or directory");
	process.arguments = fails;
	CHECK(ingot_process_do(&process, "failing", &reason) == -EIO);
	CHECK_TEXT(reason.text, "failing: exit code 4: one; two");
	/* of much, whole lines of the end */
	process.arguments = wordy;
	CHECK(ingot_process_do(&process, "failing", &reason) == -EIO);
	CHECK(strncmp(reason.text, "failing: exit code 4: line ", 27) == 0 &&
	      strstr(reason.text, "line 99; line 100") && !strstr(reason.text, "line 1;"));
	process.arguments = slow;
	CHECK(ingot_process_do(&process, "waiting", &reason) == -ETIMEDOUT);
	CHECK_TEXT(reason.text, "waiting: not done within 1 s");
	process.arguments = good;
	reason.text[0] = '\0';
	CHECK(ingot_process_do(&process, "working", &reason) == 0);
	CHECK_TEXT(reason.text, "");
}

int main(void)
{
	test_vectors();
	test_bounds();
	test_time();
	test_reasons();
	return check_result();
}
