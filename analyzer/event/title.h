/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * title - the name of a crash, by syzbot's convention.
 *
 *	BUG: unable to handle kernel NULL pointer dereference in pidns_get
 *	kernel panic: VFS: Unable to mount root fs on unknown-block(NUM,NUM)
 *
 * Its function is found by guilty.h, its numbers and addresses are replaced by
 * normalise.h.
 */
#ifndef KD_EVENT_TITLE_H
#define KD_EVENT_TITLE_H

#include "event/event.h"

/* Fill in guilty, title, syzbot_title and corrupted of an event whose facts
 * are known. */
void title_make(struct event *e, const struct capture *c, const struct families *f);

#endif
