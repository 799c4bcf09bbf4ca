/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * frame - the frames of one kernel back-trace.
 *
 *	 [<ffffffff81d90469>] do_fault+0x1/0x2 [ext4]    x86 until 4.12
 *	 dump_stack+0x19/0x1b                            since 4.13
 *	 f+0x1/0x2 [mod 9f52...40 digits]                with its build id, 5.15
 *	 ? vfs_writev+0xa6/0x1a0                         guessed: x86
 *	[c000000010f930b0] [c0000000806] f+0x1/0x2 (unreliable)   guessed: ppc64
 *	--- interrupt: 700 at f+0x1/0x2                  exception: ppc
 *	([<000003ff8086d036>] f+0x36/0x1000 [mod])       guessed: s390
 *	 <IRQ>  [<ffffffff81d90469>] f+0x1/0x2           region mark in front
 *	 f+0x2b0/0x6e0 (P)                               exception: arm64 since 6.13
 *	[<8010e300>] (f) from [<80b12478>] (g+0xa0/0xc0) two functions: arm to 5.17
 *	 f from g+0x18/0x1c                              the same, since 5.18
 *	 [<0000004e15e926dc>] 0x4e15e926dc               no name: only counted
 *	 f (fs/file.c:12) mod                            already symbolised
 *	 f+0x1/0x2 fs/file.c:12 [mod]                    the same by syzbot
 *	 g net/bar.h:5 [inline]                          part of the frame below it
 */
#ifndef KD_EVENT_FRAME_H
#define KD_EVENT_FRAME_H

#include "base/limits.h"
#include "base/span.h"

/* The stack that a frame stands on, from the region marks <IRQ>, <NMI>, ... */
enum region { REGION_TASK, REGION_IRQ, REGION_SOFTIRQ, REGION_NMI, REGION_OTHER };

struct frame {
	char symbol[LIMIT_SYMBOL]; /* as printed, suffixes and all; demangled */
	char module[LIMIT_MODULE]; /* "" for the kernel image */
	uint32_t offset, size;	   /* symbol+offset/size; 0/0 where not printed */
	enum region region;
	bool guessed;	/* found on the stack by chance */
	bool inlined;	/* no frame of its own; a symbolised log names it */
	bool exception; /* not a caller, but where an exception came in between */
};

struct trace {
	struct frame frames[LIMIT_FRAMES];
	unsigned int count;
	unsigned int dropped; /* frames seen after it was full */
	unsigned int unnamed; /* addresses for which the kernel had no name */
	enum region region;   /* of the next frame */
};

/* Take "symbol+0x15/0x130 [module]", or "symbol (file.c:12) module" as
 * scripts/decode_stacktrace.sh prints it, from the front of *s. */
bool frame_take_symbol(struct span *s, struct frame *f);

/* Take a function without its offset, as copies made by hand have them: "f",
 * "f [module]", "f+0x...".  Numbers are none; words of a sentence are taken. */
bool frame_take_name(struct span *s, struct frame *f);

/* Does the text name a place in the source, "net/core/dst.c:177"? */
bool frame_names_source(struct span text);

/* Does the text begin a trace ("Call Trace:", "Backtrace:", alpha's "Trace:")? */
bool trace_begins(struct span text);

/* Take the frames or region mark on this line, if there are any. */
bool trace_take_line(struct trace *t, struct span text);

/* The same for one line alone: *t need not be cleared.  True if it has frames. */
bool trace_of_line(struct trace *t, struct span text);

#endif
