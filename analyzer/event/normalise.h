/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * normalise - a title without what differs from one occurrence to the next.
 *
 *	unknown-block(0,0)                   unknown-block(NUM,NUM)
 *	at virtual address ffff800010000000  at virtual address ADDR
 *	kernel BUG at fs/f.c:123!            kernel BUG at fs/f.c:LINE!
 *	g+0x1/0x2 CPU#3 syz-executor.3       g CPU syz-executor
 *
 * Digits that are part of a name stay: loop0, foo2.
 */
#ifndef KD_EVENT_NORMALISE_H
#define KD_EVENT_NORMALISE_H

#include "base/limits.h"
#include "base/span.h"

/* Make a title of any text, at most 120 characters, printable ASCII. */
void title_normalise(char title[LIMIT_TITLE], struct span text);

#endif
