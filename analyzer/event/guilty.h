/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * guilty - the function that a crash is named after.
 *
 * It is the first that says something about who is to blame: generic helpers
 * (families.def) are stepped over.  Three kinds of report need more than that,
 * because where exactly a loop or a wait was interrupted is chance, and a name
 * must be the same for the same bug:
 *
 *	STALL   walk outwards to the first anchor (anchors.def: system call entry,
 *	        work or timer dispatch, ...); the frame before it is taken
 *	RCU     the same, in the trace of the code that the timer interrupted
 *	HANG    the first frame that is not part of waiting as such; rtnl_lock and
 *	        synchronize_rcu are names of their own
 */
#ifndef KD_EVENT_GUILTY_H
#define KD_EVENT_GUILTY_H

#include "event/event.h"

/* Fill in e->guilty and e->guilty_module from pointer and trace; skip holds
 * further names to step over.  False, and nothing changed, if no frame is left. */
bool guilty_find(struct event *e, const struct families *f, enum where where, const char *skip);

#endif
