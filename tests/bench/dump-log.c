/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dump-log - print the log of a dump and do nothing else.
 *
 *	dump-log DUMP
 *
 * What the program does with the log once it has it is left out, so that reading it can
 * be measured against tools that only print it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "source/printk.h"

static int refuse(const struct error *e)
{
	fprintf(stderr, "dump-log: %s\n", e->text);
	return 1;
}

int main(int argc, char **argv)
{
	static struct dump dump;
	static struct kernel_memory memory;
	static struct printk printk;
	static char text[65536];
	struct error e = {{0}};
	ssize_t len = -1;
	int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;

	if (fd >= 0)
		len = read(fd, text, 4096);
	if (len < 0) {
		fprintf(stderr, "usage: dump-log DUMP\n");
		return 2;
	}
	if (!dump_open(&dump, fd, (struct span){text, (size_t)len}, &e) ||
	    !memory_open(&memory, &dump, &e) || !printk_open(&printk, &memory, &e))
		return refuse(&e);
	while ((len = (ssize_t)printk_read(&printk, text, sizeof(text))) > 0) {
		if (write(STDOUT_FILENO, text, (size_t)len) != len)
			return 1;
	}
	return 0;
}
