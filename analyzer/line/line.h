/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * line - one line of a kernel log without what the transport put around it.
 *
 *	<4>[ 1722.511384][ T5830] WARNING: CPU: 1 PID: 5830 at ...
 *	|  |             |        `-- text
 *	|  |             `-- caller: T = task 5830; C1 = processor 1 in interrupt
 *	|  |                 context.  Since Linux 5.1, with CONFIG_PRINTK_CALLER.
 *	|  `-- seconds since boot
 *	`-- facility * 8 + level; pstore, dmesg -r, serial consoles with
 *	    console_msg_format=syslog
 *
 * makedumpfile --dump-dmesg since 1.7.5 writes the caller as " [    T417] ",
 * after a blank.  With printk.time=0 there is no time stamp at all.
 *
 * Lines made by the reader live until the function they were handed to
 * returns; text points into the reader's buffer or the pushed piece.
 */
#ifndef KD_LINE_LINE_H
#define KD_LINE_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* No time stamp. */
#define LINE_NO_TIME INT64_MIN

struct line {
	struct span text;   /* may be empty */
	int64_t time_us;    /* microseconds since boot, or LINE_NO_TIME */
	uint64_t number;    /* 1 for the first line of the input */
	uint32_t caller_id; /* task or CPU number */
	char caller;	    /* 'T', 'C', or 0 where the log has no callers */
	int8_t level;	    /* 0 to 7, or -1 where the log has none */
	bool user;	    /* written by a program through /dev/kmsg */
	bool lossy;	    /* the kernel says that messages before it were lost */
	bool split;	    /* made by cutting a longer raw line */
};

/* Gets each line in order; the line lives until it returns. */
typedef void line_taker(void *context, const struct line *line);

/* Split one raw line (no newline) into its prefix and text.  Only number and
 * split are left for the reader to fill in. */
void line_decode(struct span raw, struct line *line);

/* Take "[12345.678901]" from the front of *s.  The kernel pads the seconds to
 * five columns; pasted logs lose the padding.  *time_us may be NULL. */
bool line_take_stamp(struct span *s, int64_t *time_us);

#endif
