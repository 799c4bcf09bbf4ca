/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * title - the name of a crash, by syzbot's convention.
 *
 *	BUG: unable to handle kernel NULL pointer dereference in pidns_get
 *	kernel panic: VFS: Unable to mount root fs on unknown-block(NUM,NUM)
 *
 * The function in a title is the first that says something about who is to
 * blame: generic helpers (families.def) are stepped over.  Three kinds of report
 * need more than that, because where exactly a loop or a wait was interrupted is
 * chance, and a title must be the same for the same bug:
 *
 *	STALL   walk outwards to the first anchor (system call entry, work or
 *	        timer dispatch, ...); the frame before it is taken
 *	RCU     the same, in the trace of the code that the timer interrupted
 *	HANG    the first frame that is not part of waiting as such; rtnl_lock and
 *	        synchronize_rcu are names of their own
 */
#ifndef KD_EVENT_TITLE_H
#define KD_EVENT_TITLE_H

#include "event/event.h"

/* Fill in guilty, title, syzbot_title and corrupted of an event whose facts
 * are known. */
void title_make(struct event *e, const struct capture *c, const struct families *f);

/* Make a title of any text: addresses, numbers and instance names become
 * placeholders (ADDR, NUM, ...), at most 120 characters. */
void title_normalise(char title[LIMIT_TITLE], struct span text);

#endif
