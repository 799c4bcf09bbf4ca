/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * transport - what the way of a log to us puts before the stamp of a line.
 *
 * transports.def is the list, one real example each.
 *
 * A transport that looks like the beginning of some text needs its whole shape:
 * "host: " or "> " alone are nothing, before a stamp they are a prefix.  One that
 * says who wrote the line ("sshd[123]: ") sets line->user and stays in the text.
 */
#ifndef KD_LINE_TRANSPORT_H
#define KD_LINE_TRANSPORT_H

#include "line/line.h"

/* Take one transport from the front of *s; sets what it tells of the line.
 * Returns its name in transports.def, NULL if there is none. */
const char *transport_take(struct span *s, struct line *line);

/* Take "kernel: " or "host kernel: ", which journalctl -o short-monotonic has
 * behind a stamp of its own; "host sshd[123]: " there sets line->user. */
void transport_take_tag(struct span *s, struct line *line);

/* Take a level, "<4>": also crash's log -m, behind the stamp. */
bool transport_take_level(struct span *s, struct line *line);

/* Take "** 2499 printk messages dropped ** ", before the stamp or behind it. */
bool transport_take_loss(struct span *s, struct line *line);

#endif
