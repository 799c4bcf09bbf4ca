/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * line - one line of a kernel log without what its way to us put around it.
 *
 *	<4>[ 1722.511384][ T5830] WARNING: CPU: 1 PID: 5830 at ...
 *	|  |             |        `-- text
 *	|  |             `-- context: who printed it (context.h)
 *	|  `-- stamp: when (stamp.h); none with printk.time=0
 *	`-- level: facility * 8 + level (transport.h, as is all that may stand
 *	    before it: syslog, journal, dmesg -x, /dev/kmsg, a getty's prompt)
 *
 * line_decode() sees one raw line and nothing else.  What takes more than that
 * is in paste.h: lines within a line, and records that go on in the next one.
 *
 * What the kernel wrote is never touched: a prefix is taken from the front
 * only, and only where its whole shape is there.
 *
 * Lines made by the reader live until the function they were handed to
 * returns; text points into the reader's buffers or the pushed piece.
 */
#ifndef KD_LINE_LINE_H
#define KD_LINE_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* No time since boot. */
#define LINE_NO_TIME INT64_MIN

/* Where lines are passed over, one may come out of turn (reader.h). */
enum line_turn {
	LINE_IN_TURN,
	LINE_ASIDE, /* those before it may still come, and it once more among them */
	LINE_BEFORE /* it holds nothing, or came aside, but stands before one that does */
};

struct line {
	struct span text;   /* may be empty */
	int64_t time_us;    /* microseconds since boot, or LINE_NO_TIME */
	uint64_t number;    /* of the raw line, 1 for the first of the input */
	uint32_t caller_id; /* task or CPU number */
	char caller;	    /* 'T', 'C', or 0 where the log has no callers */
	int8_t level;	    /* 0 to 7, or -1 where the log has none */
	bool stamped;	    /* has a time, if only of a wall clock or a step */
	bool record;	    /* written by a tool from the records of a log buffer */
	bool user;	    /* not the kernel's: a program's, or a transport's own */
	bool lossy;	    /* it says that messages before it were lost */
	bool replay;	    /* the line before it was cut and is printed again */
	bool split;	    /* made by cutting a longer raw line */
	enum line_turn turn;
};

/* Gets each line in order; the line lives until it returns.  Returns true if the
 * next line is wanted, whatever it holds; false lets the reader pass over lines
 * that hold nothing (reader.h). */
typedef bool line_taker(void *context, const struct line *line);

/* What a line that holds something wants of those before it. */
enum line_before {
	LINE_NEEDS_BEFORE,
	LINE_LEAVES_BEFORE, /* it does without them, but a later line may not */
	LINE_ENDS_BEFORE    /* nor does any later line want them */
};
typedef enum line_before line_judge(void *context, const struct line *line);

/* Every line that is .lossy holds one of these. */
#define LINE_LOSS_DROPPED    " dropped **"
#define LINE_LOSS_SUPPRESSED " messages suppressed"
#define LINE_LOSS_MISSED     " kernel messages"

/* Split one raw line (no newline) into its prefix and text.  Only number, split
 * and turn are left for the reader to fill in. */
void line_decode(struct span raw, struct line *line);

#endif
