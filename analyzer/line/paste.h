/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * paste - what takes more than one raw line, or holds more than one line.
 *
 * A log pasted without its newlines:
 *
 *	[1.000001] a b [1.000002] <IRQ> [1.000003] f+0x1/0x2
 *	BUG: unable to handle ... IP: [<ffff...>] f+0x1/0x2 PGD 0 ... Call Trace: ...
 *
 * A raw line with two or more further time stamps is cut before each of them,
 * and one without any stamp that holds a whole report is cut before the words
 * that begin a line in every oops (" RIP: ", " Call Trace:", " [<ffff...").
 * A line with just one further stamp is two lines that a console merged: it is
 * left as it is, because the damage is a fact about the report.
 *
 * Records with newlines in them.  A console repeats the prefix behind each; tools
 * that read the log buffer do not:
 *
 *	[   12.345678] [    T417] Krnl PSW : 0404c00180000000    vmcore-dmesg
 *	           R:0 T:1 IO:0 EX:0
 *	[   12.345678] Krnl PSW : 0404c00180000000\x0a          R:0     its elder
 *
 * In a log with a column for the caller, a line without a stamp goes on with the
 * record above it and gets its time and context.  The other form is unescaped
 * (unescape.h) and cut at its newlines.
 */
#ifndef KD_LINE_PASTE_H
#define KD_LINE_PASTE_H

#include "base/limits.h"
#include "line/line.h"

/* Further lines that a record may have; s390 prints eight. */
#define PASTE_RECORD_LINES 10

struct paste {
	line_taker *take_line;
	void *context;
	uint64_t number;       /* raw lines before this one */
	bool wanted;	       /* take_line wants the next line */
	enum line_turn turn;   /* of the lines to come */
	struct line record;    /* the last line, if it belongs to a record */
	unsigned int goes_on;  /* lines that it went on for */
	char text[LIMIT_LINE]; /* the raw line without its escapes */
};

void paste_init(struct paste *p, line_taker *take_line, void *context);

/* Decode raw and hand it out, cut at nothing but escaped newlines. */
void paste_hand_out(struct paste *p, struct span raw, bool split);

/* Does paste_cut() hand out this whole raw line as one, and unchanged? */
bool paste_is_one_line(struct span raw);

/* Hand out raw, cut into lines where it is a paste.  continued: the beginning
 * of this raw line was handed out before; more: its end is still to come, and
 * the last part is kept back.  Returns the bytes handed out: all of them unless
 * more, and 0 if there is no place to cut. */
size_t paste_cut(struct paste *p, struct span raw, bool continued, bool more);

#endif
