/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * place - choose the windows by which a scanner knows its patterns.
 *
 * Of each pattern four bytes stand for it in the sift, and they go into one of
 * the sift's buckets.  A bucket lets through every text whose bytes have their
 * halves in common with any of its windows, so the fewer and the more alike they
 * are, the seldomer it marks a place that holds none.  How often bytes stand in a
 * log is known, so the expected number of marks can be told, and made small: each
 * window is moved, to another place of its pattern or into another bucket, until
 * no such move helps.
 *
 * This takes a third of a second for the kinds of the program, so it is done
 * when that is built (windows.c, build/include/event/windows.h), and here only for
 * scanners of other patterns.
 */
#ifndef KD_BASE_PLACE_H
#define KD_BASE_PLACE_H

#include <stdint.h>

#include "base/span.h"

struct placed {
	uint8_t offset; /* of the window in its pattern */
	uint8_t bucket;
};

/* Place the windows of count patterns, each of at least two bytes of ASCII; out
 * has room for count.  The result depends on nothing but the patterns. */
void place_windows(const struct span *patterns, unsigned int count, struct placed *out);

#endif
