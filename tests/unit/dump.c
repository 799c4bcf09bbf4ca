/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unit test of source/dump and the formats below it.
 *
 *	build/unit/dump                 the tests
 *	build/unit/dump --pages DUMP    each page frame and the CRC-32 of its page, as
 *	                                tests/dump-pages prints it
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/crc.h"
#include "check.h"
#include "source/vmcoreinfo.h"

static struct dump dump;

/* --- real dumps ----------------------------------------------------------------------- */

static bool open_file(const char *path, struct error *e)
{
	char head[64];
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : pread(fd, head, sizeof(head), 0);

	if (n < 0) {
		error_set(e, "cannot read %s", path);
		return false;
	}
	return dump_open(&dump, fd, (struct span){head, (size_t)n}, e);
}

static uint64_t last_frame(void)
{
	uint64_t end = 0;

	if (dump.ops == &kdump_ops)
		return dump.kdump.until;
	for (unsigned int i = 0; i < LIMIT_ELF_GROUPS; i++) {
		if (end < dump.elf.groups[i].until)
			end = dump.elf.groups[i].until;
	}
	return end / dump.page_size;
}

static int list_pages(const char *path)
{
	static char page[LIMIT_DUMP_PAGE];
	struct error e;

	if (!open_file(path, &e)) {
		printf("%s\n", e.text);
		return 1;
	}
	for (uint64_t frame = 0; frame < last_frame(); frame++) {
		unsigned int lost = dump.lost;

		if (dump_read(&dump, frame * dump.page_size, page, dump.page_size))
			printf("%" PRIx64 " %08x\n", frame,
			       crc32_of(0, (struct span){page, dump.page_size}));
		else if (dump.lost > lost)
			printf("%" PRIx64 " lost\n", frame);
	}
	for (unsigned int flaw = 1; flaw <= dump.flaws; flaw <<= 1) {
		if (dump.flaws & flaw)
			fprintf(stderr, "%s\n", dump_flaw_text(flaw));
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--pages") == 0)
		return list_pages(argv[2]);
	return check_summary();
}
