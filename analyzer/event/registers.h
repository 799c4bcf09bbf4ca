/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * registers - the register block of a report.
 *
 *	RAX: 0000000000000000 RBX: ffff888101b5c800 RCX: 0000000000000001     x86
 *	RSP: 0018:ffffc900055df988 EFLAGS: 00010293     (selector left out)
 *	x29: ffff800015d4bc20 x28: 0000000000000000                           arm64
 *	sp : ffff800015d4bc20
 *	GPR00: c0000000005991cc c0000000148c7940 c000000001510000             ppc
 *	Krnl GPRS: 0000000000000001 000003ff8086d036 ... (and rows below it)  s390
 *	$ 4   : 7fd1f088 00000000 81431cac 81431ca0                           mips
 *	pc 9000000002a5c7b8 ra 9000000002a5c7a4 tp 90000001041d4000           loongarch
 *	v0 = 0000000000000000  t0 = fff08800e0008010                          alpha
 *
 * Which names there are is known to the architecture, so that no other text is
 * mistaken for a register.  Numbered rows become names: GPR00, GPR01, ...
 * What the kernel printed as a symbol ("pc : f+0x1/0x2") is not here.
 */
#ifndef KD_EVENT_REGISTERS_H
#define KD_EVENT_REGISTERS_H

#include "base/limits.h"
#include "event/arch.h"

struct machine_register {
	char name[12]; /* as printed */
	uint64_t value;
};

struct registers {
	struct machine_register list[LIMIT_REGISTERS]; /* in the report's order */
	unsigned int count;
	unsigned int dropped; /* registers seen after it was full */
	const char *row;      /* prefix of a numbered row that may go on, or NULL */
	unsigned int row_next;
};

/* Take the registers on this line; the first value of a name stays.  False if
 * there are none. */
bool registers_take_line(struct registers *r, const struct arch *arch, struct span text);

/* The register of this name, or NULL. */
const struct machine_register *registers_find(const struct registers *r, const char *name);

#endif
