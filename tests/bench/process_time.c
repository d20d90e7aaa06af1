/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long a program runs, and how much memory it has: "process_time COUNT PROGRAM ARGUMENT..." prints the
 * shortest time of COUNT runs in milliseconds, and the most that was resident in any, in KiB. Its own memory is
 * small: what is resident of a parent counts for its child, until that starts the program.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec time = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void start(char **command)
{
	int fd = open("/dev/null", O_WRONLY);

	if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0 || dup2(fd, STDERR_FILENO) < 0)
		_exit(127);
	(void)execv(command[0], command);
	_exit(127);
}

/* Returns false if it failed. */
static bool run(char **command, double *best, long *most)
{
	struct rusage usage;
	double begin = now(), took;
	int status;
	pid_t pid = fork();

	if (pid == 0)
		start(command);
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid)
		return false;
	took = now() - begin;
	if (*best < 0 || took < *best)
		*best = took;
	if (usage.ru_maxrss > *most)
		*most = usage.ru_maxrss;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int main(int argc, char **argv)
{
	double best = -1;
	long most = 0;

	if (argc < 3)
		return 2;
	for (int i = atoi(argv[1]); i > 0; i--)
		if (!run(&argv[2], &best, &most)) {
			fprintf(stderr, "%s: failed\n", argv[2]);
			return 1;
		}
	printf("%.1f %ld\n", best, most);
	return 0;
}
