/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unit test of source/kallsyms and source/processors.
 *
 *	build/unit/symbols           the tests
 *	build/unit/symbols DUMP      every symbol of the dumped kernel, as /proc/kallsyms
 */
#include <fcntl.h>
#include <unistd.h>

#include "check.h"
#include "source/dump_log.h"
#include "source/kallsyms.h"

static struct dump_log l;
static struct kallsyms k;

static int print_dump(const char *path)
{
	struct error e;
	int fd = open(path, O_RDONLY);
	char head[16], name[1024], type;
	ssize_t n = read(fd, head, sizeof(head));
	uint64_t address;

	if (n < 0 || !dump_open(&l.dump, fd, (struct span){head, (size_t)n}, &e) ||
	    !memory_open(&l.memory, &l.dump, &e) || !kallsyms_open(&k, &l.memory, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 1;
	}
	fprintf(stderr, "%u symbols, encoding %u, markers %llx, sorted %llx\n", k.count, k.encoding,
		(unsigned long long)k.markers, (unsigned long long)k.names_seqs);
	for (uint32_t i = 0; i < k.count; i++) {
		if (!kallsyms_symbol(&k, i, &address, &type, name, sizeof(name)))
			return 1;
		printf("%016llx %c %s\n", (unsigned long long)address, type, name);
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return print_dump(argv[1]);
	return check_summary();
}
