/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch - what an architecture's reports look like.  One const struct each.
 *
 * The lists end in NULL, and one that is left out is empty; architectures of one
 * family share them.
 *
 * pointers  how the line with the program counter begins, newest form first:
 *           "RIP: 0010:f+0x1/0x2", "pc : f+0x1/0x2 [mod]"
 * shared    others have such a line too; a further line tells which of them it is
 * user      the same for user mode, where the pointer says nothing about the
 *           kernel: "RIP: 0033:0x7ffbf505ffd7"
 * links     how the register with the return address is printed: "lr : g+0x3/0x4"
 * machines  endings or words of kernel releases, and other telling texts
 * marks     how lines begin that no other architecture prints, for reports without
 *           a pointer line and for lines that several share ("PC is at")
 * inside    such texts within a line
 * registers names of its registers, blank-separated; '#' stands for a number
 * rows      register rows with numbers for names, see registers.h
 * x86_code  its page faults are numbered as those of x86: bit 0 for a page that is
 *           there, bit 1 for a write, ...
 * oops_code what the number of its oops line is ("Oops: 0002 [#1]"), NULL: no
 *           code of the hardware's
 * codes     where else the hardware says what was wrong: "ESR = 0x96000004"
 * addresses where the address of a faulting access is printed besides the
 *           headline: "CR2: 0000000000000008"
 */
#ifndef KD_EVENT_ARCH_H
#define KD_EVENT_ARCH_H

#include "event/frame.h"

struct register_row {
	const char *mark;   /* how the line begins: "GPR" of "GPR04: ..." */
	const char *prefix; /* of the registers' names */
};

struct code_mark {
	const char *mark;
	const char *source; /* what the field's manual calls it */
	bool decimal;
};

struct arch {
	const char *name; /* as uname -m prints it */
	const char *const *pointers;
	bool shared;
	const char *const *user;
	const char *const *links;
	const char *const *machines;
	const char *const *marks;
	const char *const *inside;
	const char *registers;
	const struct register_row *rows;
	bool x86_code;
	const char *oops_code;
	const struct code_mark *codes;
	const char *const *addresses;
};

/* Where the processor stood. */
struct pointer {
	const struct arch *arch; /* NULL: no pointer line was seen */
	struct frame frame;	 /* symbol "" where the kernel had no name for it */
	uint64_t address;	 /* the bare address then */
	bool has_address;
};

/* Take the program counter from a line such as
 *
 *	RIP: 0010:[<ffffffff8128f89c>]  [<ffffffff8128f89c>] kref_get+0xc/0x30
 *	RIP: 0010:0xffff880214d12c00
 *	IP:           (null)
 *	RIP: 0010:f mm/f.c:2 [inline]          (scripts/decode_stacktrace.sh)
 *	pc : regulator_notifier_call_chain     (offset lost in a copy)
 *
 * False for every other line, and for pointers into user space. */
bool pointer_take_line(struct pointer *p, struct span text);

/* Does this line hold the program counter of a program? */
bool pointer_is_user(struct span text);

/* Does this architecture number page faults as x86 does?  NULL: no. */
bool arch_is_x86(const struct arch *arch);

/* Take the return address from "lr : g+0x1/0x2" or "LR is at g+0x1/0x2". */
bool link_take_line(struct frame *link, const struct arch *arch, struct span text);

/* The architecture that a kernel release names ("...el7.x86_64", "-amd64"), or
 * NULL. */
const struct arch *arch_of_release(const char *release);

/* The architecture whose own wording this line has, or NULL. */
const struct arch *arch_of_line(struct span text);

/* Is it certain from the pointer line alone which architecture this is? */
bool arch_is_plain(const struct arch *arch);

#endif
