/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * said - the lines of a report that say something in words.
 *
 * Of
 *
 *	list_del corruption, ffff88810a7c4d28->next is LIST_POISON1 (dead000000000100)
 *	kernel BUG at lib/list_debug.c:47!
 *	Workqueue: cgroup_destroy css_release_work_fn
 *	RIP: 0010:__list_del_entry_valid.cold.1+0x12/0x4c
 *	RSP: 0018:ffffaff1c0b6fdd8 EFLAGS: 00010246
 *	Code: e8 4d 9b ff ff 0f 0b 48 ...
 *	Modules linked in: xt_conntrack(E) ...
 *
 * the first three.  The others are parsed into facts of their own; words are what
 * rules and people search for.
 */
#ifndef KD_EVENT_SAID_H
#define KD_EVENT_SAID_H

#include "base/limits.h"
#include "event/capture.h"

struct said {
	char text[LIMIT_SAID]; /* lines in their order, each with its newline; printable ASCII */
	uint16_t len;
	uint16_t dropped; /* lines beyond the capacity */
};

/* Fill in from a complete capture. */
void said_take(struct said *s, const struct capture *c);

#endif
