/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * context - who printed a line: what stands between its stamp and its text.
 *
 *	[ T5830]                         task 5830; [    C1] processor 1 in interrupt
 *	                                 context.  CONFIG_PRINTK_CALLER, Linux 5.1
 *	 [    T417]                      makedumpfile --dump-dmesg (1.7.5), dmesg
 *	 [        ]                      (2.41): a column of its own, after a blank
 *	I[0:launcher-loader: 1719]       Samsung: processor, comm, pid; the letter is
 *	  [4:system_server: 3344]        the state of interrupts
 *	(0)[123:kworker/0:1]             MediaTek: processor, pid, comm; "-(0)" with
 *	                                 interrupts off
 *	 [pid:5118,cpu4,QThread,4]       Huawei
 *
 * The vendors' forms become a caller as printk itself would write it: the task,
 * or the processor where that is idle (pid 0 is a task on each of them).
 */
#ifndef KD_LINE_CONTEXT_H
#define KD_LINE_CONTEXT_H

#include "line/line.h"

/* Take the context, if there is one, from the front of *s, which stands behind a
 * stamp; sets caller, caller_id and record of the line. */
bool context_take(struct span *s, struct line *line);

#endif
