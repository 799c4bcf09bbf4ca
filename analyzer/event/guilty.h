/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * guilty - the function that a crash is named after.
 *
 * where.def says where to look in the report.  Of the functions found there,
 * the first is taken that says something about who is to blame: generic helpers
 * (families.def) are stepped over.  Two kinds of report need more than that,
 * because where exactly a loop or a wait was interrupted is chance, and a name
 * must be the same for the same bug:
 *
 *	STALL   walk outwards to the first anchor (anchors.def: system call entry,
 *	        work or timer dispatch, ...); the frame before it is taken
 *	HANG    the first frame that is not part of waiting as such; rtnl_lock and
 *	        synchronize_rcu are names of their own
 *
 * Frames that the kernel marks as guessed do not count.
 */
#ifndef KD_EVENT_GUILTY_H
#define KD_EVENT_GUILTY_H

#include "event/event.h"

/* Does a report whose function is found there hold a stack by nature? */
bool guilty_has_stack(enum where where);

/* Does a stack stop here being about the bug?  name without compiler suffix and system
 * call prefix. */
bool guilty_is_anchor(const struct families *f, struct span name);

enum guilty {
	GUILTY_FOUND,
	GUILTY_MIXED,  /* found, but behind another task's stack */
	GUILTY_NOBODY, /* such a report names no function */
	GUILTY_LOST,   /* it should, but no frame is left */
	GUILTY_DAMAGED /* a line that such a report must hold is missing */
};

/* Find the function; kind and panic of the event, its function and the families
 * are known.  Fills in e->guilty and e->guilty_module only if FOUND or MIXED. */
enum guilty guilty_find(struct event *e, const struct capture *c, const struct families *f);

#endif
