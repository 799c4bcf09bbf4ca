/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch - what an architecture's reports look like.  One const struct each.
 *
 * pointers  how the line with the program counter begins, newest form first:
 *           "RIP: 0010:f+0x1/0x2", "pc : f+0x1/0x2 [mod]"
 * user      the same for user mode, where the pointer says nothing about the
 *           kernel: "RIP: 0033:0x7ffbf505ffd7"
 * machines  endings or words of kernel releases, and other telling texts
 */
#ifndef KD_EVENT_ARCH_H
#define KD_EVENT_ARCH_H

#include "event/frame.h"

#define ARCH_MARKS 8

struct arch {
	const char *name; /* as uname -m prints it */
	const char *pointers[ARCH_MARKS];
	const char *user[ARCH_MARKS];
	const char *machines[ARCH_MARKS];
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
 *
 * False for every other line, and for pointers into user space. */
bool pointer_take_line(struct pointer *p, struct span text);

/* The architecture that a kernel release names ("...el7.x86_64", "-amd64"), or
 * NULL. */
const struct arch *arch_of_release(const char *release);

#endif
