/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * measure - run a command several times and print the best of each figure.
 *
 *	measure RUNS COMMAND [ARGUMENT...]
 *
 * Prints "MICROSECONDS KIB": wall time from start to end, cold start included,
 * and the largest resident memory.  Standard output of the command goes to
 * /dev/null, standard input comes from there.
 *
 * Small and static itself, because Linux counts the memory of the process that
 * started a command as the command's own until it has replaced it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long long)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void become(char **command)
{
	int null = open("/dev/null", O_RDWR);

	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	execvp(command[0], command);
	_exit(127);
}

/* Wall time in microseconds, or -1 if the command could not be started. */
static long long run_once(char **command, long *kib)
{
	long long start = now_us();
	struct rusage usage;
	int status;
	pid_t child = fork();

	if (!child)
		become(command);
	if (child < 0 || wait4(child, &status, 0, &usage) < 0)
		return -1;
	if (WIFSIGNALED(status) || WEXITSTATUS(status) == 127)
		return -1;
	*kib = usage.ru_maxrss;
	return now_us() - start;
}

int main(int argc, char **argv)
{
	long long best = -1;
	long most = 0;

	if (argc < 3) {
		fputs("usage: measure RUNS COMMAND [ARGUMENT...]\n", stderr);
		return 2;
	}
	for (int i = 0; i < atoi(argv[1]); i++) {
		long kib = 0;
		long long us = run_once(argv + 2, &kib);

		if (us < 0) {
			fprintf(stderr, "measure: cannot run %s\n", argv[2]);
			return 1;
		}
		if (best < 0 || us < best)
			best = us;
		if (kib > most)
			most = kib;
	}
	printf("%lld %ld\n", best, most);
	return 0;
}
