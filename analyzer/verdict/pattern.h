/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pattern - text in which a star stands for anything, also for nothing.
 *
 *	nvme*                                    a prefix
 *	nfs: server * not responding             two pieces, in this order
 *
 * Nothing else is special.  The work is at most that of finding each piece once.
 */
#ifndef KD_VERDICT_PATTERN_H
#define KD_VERDICT_PATTERN_H

#include "base/span.h"

/* Is the text, from its beginning to its end, what the pattern says? */
bool pattern_is(struct span pattern, struct span text);

/* Does such a text stand anywhere in it? */
bool pattern_in(struct span pattern, struct span text);

#endif
