/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that work for us: fork, feed, listen, wait. */
#include "bootstrapper/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/scoped.h"

#define SECRET_FD 3
/* Of what it said, in a reason. */
#define WORDS_SIZE 200

/* Ours, not what we were started with: no variable of the caller's reaches a program. */
static char *const environment[] = {
	(char *)"PATH=/usr/sbin:/usr/bin",
	(char *)"LC_ALL=C",
	(char *)"TERM=dumb",
	(char *)"SYSTEMD_COLORS=0",
	(char *)"SYSTEMD_LOG_TARGET=console",
	(char *)"SYSTEMD_LOG_LEVEL=notice",
	(char *)"TSS2_LOG=all+none",
	NULL,
};

/* One running program: our ends of its pipes. */
struct running {
	pid_t pid;
	int process;
	int output;
	int errors;
};

static int64_t now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A file in memory that holds @content, at its start. */
static int memory_file(struct ingot_bytes content, int *ret_fd)
{
	ingot_scoped(ingot_scoped_close) int fd = memfd_create("ingot", MFD_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (content.size > 0 && write(fd, content.data, content.size) != (ssize_t)content.size)
		return -EIO;
	if (fchmod(fd, 0600) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	*ret_fd = fd;
	fd = -1;
	return 0;
}

/* In the child: the descriptors as the program is to find them, and nothing else. Never returns. */
static void become(const struct ingot_process *process, const int fds[4])
{
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	/* ours are all above 3 here, so none is overwritten before it is moved */
	for (int i = 0; i < SECRET_FD + (process->secret.size > 0 ? 1 : 0); i++)
		if (dup2(fds[i], i) < 0)
			_exit(127);
	if (close_range(SECRET_FD + (process->secret.size > 0 ? 1 : 0), ~0U, 0) < 0)
		_exit(127);
	(void)execve(process->arguments[0], (char *const *)process->arguments, environment);
	_exit(127);
}

/* Moves a descriptor above those that the child arranges. */
static int lift(int *fd)
{
	int high = fcntl(*fd, F_DUPFD_CLOEXEC, SECRET_FD + 1);

	if (high < 0)
		return -errno;
	(void)close(*fd);
	*fd = high;
	return 0;
}

static int start(const struct ingot_process *process, struct running *running)
{
	ingot_scoped(ingot_scoped_close) int input = -1;
	ingot_scoped(ingot_scoped_close) int secret = -1;
	ingot_scoped(ingot_scoped_close) int output = -1;
	ingot_scoped(ingot_scoped_close) int errors = -1;
	int pair[2];
	int r = memory_file(process->input, &input);

	if (r == 0)
		r = memory_file(process->secret, &secret);
	if (r < 0)
		return r;
	if (pipe2(pair, O_CLOEXEC) < 0)
		return -errno;
	running->output = pair[0];
	output = pair[1];
	if (pipe2(pair, O_CLOEXEC) < 0)
		return -errno;
	running->errors = pair[0];
	errors = pair[1];
	if (lift(&input) < 0 || lift(&secret) < 0 || lift(&output) < 0 || lift(&errors) < 0)
		return -errno;
	running->pid = fork();
	if (running->pid == 0)
		become(process, (const int[]){ input, output, errors, secret });
	if (running->pid < 0)
		return -errno;
	running->process = pidfd_open(running->pid, 0);
	return running->process < 0 ? -errno : 0;
}

/* Keeps the first bytes. Returns 1 while there may be more. */
static int hear_first(int fd, uint8_t *kept, size_t *size)
{
	uint8_t heard[1024];
	ssize_t n = read(fd, heard, sizeof(heard));
	size_t room = INGOT_PROCESS_OUTPUT_SIZE - *size;

	if (n < 0)
		return errno == EINTR;
	if ((size_t)n < room)
		room = (size_t)n;
	memcpy(&kept[*size], heard, room);
	*size += room;
	explicit_bzero(heard, sizeof(heard));
	return n > 0;
}

/* Keeps the last bytes. Returns 1 while there may be more. */
static int hear_last(int fd, uint8_t *kept, size_t *size)
{
	uint8_t heard[1024];
	ssize_t n = read(fd, heard, sizeof(heard));
	size_t over;

	if (n < 0)
		return errno == EINTR;
	over = *size + (size_t)n > INGOT_PROCESS_OUTPUT_SIZE
		       ? *size + (size_t)n - INGOT_PROCESS_OUTPUT_SIZE
		       : 0;
	memmove(kept, &kept[over], *size - over);
	memcpy(&kept[*size - over], heard, (size_t)n);
	*size += (size_t)n - over;
	return n > 0;
}

/*
 * Until both outputs are at their end, or the program is: what it may have started and left
 * behind could keep them open.
 */
static int listen_until(struct running *running, int64_t deadline,
			struct ingot_process_result *result)
{
	struct pollfd fds[] = {
		{ .fd = running->process, .events = POLLIN },
		{ .fd = running->output, .events = POLLIN },
		{ .fd = running->errors, .events = POLLIN },
	};

	for (;;) {
		int64_t left = deadline - now_ms();
		int n = poll(fds, 3, left > 0 ? (int)left : 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return -ETIMEDOUT;
		if (fds[1].revents && !hear_first(fds[1].fd, result->output, &result->output_size))
			fds[1].fd = -1;
		if (fds[2].revents && !hear_last(fds[2].fd, result->errors, &result->errors_size))
			fds[2].fd = -1;
		if (fds[0].revents && !((fds[1].revents | fds[2].revents) & POLLIN))
			return 0;
	}
}

static int finish(struct running *running, struct ingot_process_result *result)
{
	int status;

	while (waitpid(running->pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	running->pid = 0;
	result->exited = WIFEXITED(status);
	result->code = result->exited ? WEXITSTATUS(status) : WTERMSIG(status);
	return 0;
}

static void running_close(struct running *running)
{
	if (running->pid > 0) {
		(void)kill(running->pid, SIGKILL);
		while (waitpid(running->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	ingot_scoped_close(&running->process);
	ingot_scoped_close(&running->output);
	ingot_scoped_close(&running->errors);
}

int ingot_process_run(const struct ingot_process *process, struct ingot_process_result *ret_result)
{
	ingot_scoped(running_close) struct running running = { .process = -1,
							       .output = -1,
							       .errors = -1 };
	struct ingot_process_result result = { 0 };
	int r;

	if (process->input.size > INGOT_PROCESS_INPUT_SIZE_MAX ||
	    process->secret.size > INGOT_PROCESS_INPUT_SIZE_MAX)
		return -EINVAL;
	if (access(process->arguments[0], X_OK) < 0)
		return -errno;
	r = start(process, &running);
	if (r == 0)
		r = listen_until(&running, now_ms() + process->timeout_ms, &result);
	if (r == 0)
		r = finish(&running, &result);
	if (r == 0)
		*ret_result = result;
	explicit_bzero(&result, sizeof(result));
	return r;
}

/* The end of what a program said, its lines joined: the first cause may be some lines up. */
static void join_lines(struct ingot_bytes text, char ret_words[WORDS_SIZE])
{
	struct ingot_bytes line;
	size_t used = 0;

	while (text.size > 0) {
		struct ingot_bytes rest = text;

		(void)ingot_bytes_take_until(&rest, '\n', &line);
		if (line.size > 0 && (rest.size == 0 || rest.size < WORDS_SIZE / 2))
			used += (size_t)snprintf(&ret_words[used], WORDS_SIZE - used, "%s%.*s",
						 used > 0 ? "; " : "", (int)line.size,
						 (const char *)line.data);
		if (used >= WORDS_SIZE)
			return;
		text = rest;
	}
}

int ingot_process_do(const struct ingot_process *process, const char *what,
		     struct ingot_reason *reason)
{
	struct ingot_process_result result;
	char words[WORDS_SIZE] = "";
	int r = ingot_process_run(process, &result);

	if (r == -ETIMEDOUT)
		return ingot_refuse(reason, r, "%s: not done within %u s", what,
				    process->timeout_ms / 1000);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s: %s", what, process->arguments[0],
				    strerror(-r));
	if (result.exited && result.code == 0)
		return 0;
	join_lines((struct ingot_bytes){ result.errors, result.errors_size }, words);
	return ingot_refuse(reason, -EIO, "%s: %s %d: %s", what,
			    result.exited ? "exit code" : "signal", result.code, words);
}
