/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * code - the instructions around the program counter, as numbers.
 *
 *	Code: 48 89 e5 <8b> 40 08 5d c3                      x86: bytes
 *	Code: f9400260 b4000080 (f9401c00)                   arm64, arm: words
 *	Code: 4b0a f000 (6818) 4770                          Thumb, riscv: halves
 *	Code: 00000000  8c820000 <8c430004> 00000000         mips, loongarch
 *	Instruction dump:                                    ppc
 *	60000000 7c0802a6 <0fe00000> XXXXXXXX
 *	Instruction DUMP: 92102000  <c25a2010> 80a06000      sparc
 *	Krnl Code: 000003ff8086d02c: 0707  bcr  0,%r7        s390: rows with their
 *	          >000003ff8086d03a: e31010000004 lg %r1,0   disassembly
 *
 * A unit is what the kernel printed as one number: an instruction word, half a
 * word, or a byte.  On x86 the first byte need not be the first of an instruction.
 */
#ifndef KD_EVENT_CODE_H
#define KD_EVENT_CODE_H

#include "base/limits.h"
#include "base/span.h"

enum code_state {
	CODE_NONE,	/* no such line */
	CODE_KNOWN,	/* units are there */
	CODE_UNREADABLE /* the kernel could not read there: the pointer itself is bad */
};

struct code {
	enum code_state state;
	unsigned int width; /* bytes of a unit: 1, 2 or 4 */
	unsigned int count;
	unsigned int at; /* index of the unit at the program counter; count: not marked */
	uint32_t unit[LIMIT_CODE];
	bool open;   /* units may follow on the next line */
	bool listed; /* as rows of disassembly (s390) */
};

/* Take a line of code, or one that continues it.  Once a line was complete,
 * further ones are not taken: they are those of other stacks. */
bool code_take_line(struct code *code, struct span text);

#endif
