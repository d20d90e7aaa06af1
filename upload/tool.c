/* SPDX-License-Identifier: Apache-2.0 */
/* A vendor's program that prints credentials. */
#include "upload/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "base/scoped.h"

/* Between two looks at whether a program that has closed its output has ended. */
#define LOOK_MS 10

static int64_t now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* In a process group of its own, so that what it starts can be ended with it. */
static int start(const struct ingot_tool *tool, int out, pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int r = posix_spawn_file_actions_init(&actions);

	if (r != 0)
		return -ENOMEM;
	if (posix_spawnattr_init(&attributes) != 0) {
		(void)posix_spawn_file_actions_destroy(&actions);
		return -ENOMEM;
	}
	(void)sigemptyset(&none);
	(void)posix_spawnattr_setsigmask(&attributes, &none);
	(void)posix_spawnattr_setpgroup(&attributes, 0);
	(void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
	r = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	if (r == 0)
		r = posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	/* The arguments are not written to: the declaration is older than const. */
	if (r == 0)
		r = posix_spawnp(ret_pid, tool->arguments[0], &actions, &attributes,
				 (char *const *)(uintptr_t)tool->arguments, tool->environment);
	(void)posix_spawnattr_destroy(&attributes);
	(void)posix_spawn_file_actions_destroy(&actions);
	return -r;
}

/* Until it closes its output. */
static int hear(int in, int64_t end, struct ingot_tool_output *output)
{
	for (;;) {
		struct pollfd ready = { .fd = in, .events = POLLIN };
		int64_t left = end - now_ms();
		ssize_t n;
		int r;

		if (left <= 0)
			return -ETIMEDOUT;
		r = poll(&ready, 1, (int)left);
		if (r < 0 && errno != EINTR)
			return -EIO;
		if (r <= 0)
			continue;
		n = read(in, &output->data[output->size],
			 INGOT_TOOL_OUTPUT_SIZE_MAX + 1 - output->size);
		if (n < 0 && errno != EINTR)
			return -EIO;
		if (n == 0)
			return 0;
		if (n > 0)
			output->size += (size_t)n;
		if (output->size > INGOT_TOOL_OUTPUT_SIZE_MAX)
			return -EFBIG;
	}
}

static int await(pid_t pid, int64_t end, int *ret_status)
{
	const struct timespec pause = { .tv_nsec = LOOK_MS * 1000000L };

	for (;;) {
		pid_t ended = waitpid(pid, ret_status, WNOHANG);

		if (ended == pid)
			return 0;
		if (ended < 0 && errno != EINTR)
			return -EIO;
		if (now_ms() >= end)
			return -ETIMEDOUT;
		(void)nanosleep(&pause, NULL);
	}
}

static int judge(const struct ingot_tool *tool, int error, int status, struct ingot_reason *reason)
{
	const char *name = tool->arguments[0];

	if (error == -ETIMEDOUT)
		return ingot_refuse(reason, error, "%s has not ended within %u s", name,
				    tool->timeout_seconds);
	if (error == -EFBIG)
		return ingot_refuse(reason, error, "%s prints more than %zu bytes", name,
				    INGOT_TOOL_OUTPUT_SIZE_MAX);
	if (error < 0)
		return ingot_refuse(reason, error, "%s cannot be run", name);
	if (WIFSIGNALED(status))
		return ingot_refuse(reason, -EIO, "%s was ended by signal %d", name,
				    WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return ingot_refuse(reason, -EIO, "%s failed, exit code %d", name,
				    WEXITSTATUS(status));
	return 0;
}

int ingot_tool_run(const struct ingot_tool *tool, struct ingot_reason *reason,
		   struct ingot_tool_output *ret_output)
{
	ingot_scoped(ingot_tool_output_drop) struct ingot_tool_output output = { 0 };
	ingot_scoped(ingot_scoped_close) int in = -1;
	int64_t end = now_ms() + (int64_t)tool->timeout_seconds * 1000;
	int ends[2], status = 0, r;
	pid_t pid = -1;

	if (!tool->arguments[0] || tool->timeout_seconds < 1 || tool->timeout_seconds > 3600)
		return -EINVAL;
	output.data = calloc(1, INGOT_TOOL_OUTPUT_SIZE_MAX + 1);
	if (!output.data)
		return -ENOMEM;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return ingot_refuse(reason, -EIO, "no pipe to %s", tool->arguments[0]);
	in = ends[0];
	r = start(tool, ends[1], &pid);
	ingot_scoped_close(&ends[1]);
	if (r == -ENOENT)
		return r;
	if (r < 0)
		return ingot_refuse(reason, -EIO, "%s cannot be started: %s", tool->arguments[0],
				    strerror(-r));
	r = hear(in, end, &output);
	if (r == 0)
		r = await(pid, end, &status);
	if (r < 0) {
		(void)kill(-pid, SIGKILL);
		(void)waitpid(pid, &status, 0);
	}
	r = judge(tool, r, status, reason);
	if (r < 0)
		return r;
	*ret_output = output;
	output = (struct ingot_tool_output){ 0 };
	return 0;
}

struct ingot_bytes ingot_tool_output_bytes(const struct ingot_tool_output *output)
{
	return (struct ingot_bytes){ output->data, output->size };
}

void ingot_tool_output_drop(struct ingot_tool_output *output)
{
	if (output->data)
		explicit_bzero(output->data, INGOT_TOOL_OUTPUT_SIZE_MAX + 1);
	free(output->data);
	*output = (struct ingot_tool_output){ 0 };
}
