/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf - ELF dumps: /proc/vmcore, a copy of it, what makedumpfile -E writes, QEMU's.
 *
 *	ELF header        machine, byte order, number and place of the program headers
 *	program headers   PT_NOTE; a PT_LOAD for each piece of physical memory:
 *	                  paddr, offset in the file, filesz bytes of memsz
 *
 * The bytes between filesz and memsz were left out: unknown, not zero.  The kernel's image
 * lies in a segment of its own and again in that of the memory around it, and makedumpfile
 * may have left a page out of one of the two: all segments that cover a block are tried,
 * and the first that has the whole block serves.
 * Headers that cannot be (kexec-tools has written sizes of 2^64 - 2^45) are passed over.
 *
 * There may be a million of headers, in any order.  They stay in the file: of groups of
 * them is remembered which memory they cover, and those that can hold a block are read
 * again, unless they are the ones that were read last.
 */
#ifndef KD_SOURCE_ELF_H
#define KD_SOURCE_ELF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"
#include "source/dump_file.h"

/* Program headers that are read at a time, of 56 or 32 bytes each. */
enum { ELF_WINDOW = 16, ELF_HEADER = 56 };

struct elf {
	bool class32;	  /* addresses in the headers have 4 bytes */
	uint64_t headers; /* offset of the program headers */
	uint32_t header_count;
	uint32_t group_size; /* headers of a group */
	struct dump_range groups[LIMIT_ELF_GROUPS];

	/* The headers that were read last. */
	uint32_t window_from, window_end;
	uint8_t window[ELF_WINDOW * ELF_HEADER];
};

extern const struct dump_ops elf_ops;

#endif
