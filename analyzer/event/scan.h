/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scan - find any of many fixed texts in one pass.
 *
 * Wu and Manber's method: the last two bytes of a window as long as the
 * shortest pattern say how far the window may be moved, so most bytes are
 * never looked at, and ten patterns cost the same as a thousand.  Each pattern
 * is known by its rarest window, not by its first: "Unable to handle" by "Unab",
 * "ernel NULL pointer" by " NUL".
 *
 *	struct scan s = scan_begin(text);
 *	while (scan_next(&scanner, &s, &hit)) ...
 *
 * Every occurrence of every pattern is given once.  Hits come in the order of
 * their windows, so those of different patterns may be out of order.
 */
#ifndef KD_EVENT_SCAN_H
#define KD_EVENT_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* Patterns that one scanner can hold; the tables are checked against it. */
#define SCAN_PATTERNS 512
#define SCAN_BUCKETS  4096

struct scanner {
	unsigned int count;
	unsigned int window; /* length of the shortest pattern, 2 to 255 */
	uint8_t shift[SCAN_BUCKETS];
	uint16_t bucket[SCAN_BUCKETS]; /* first pattern + 1, 0: none */
	uint16_t next[SCAN_PATTERNS];  /* the next one in the same bucket + 1 */
	uint8_t offset[SCAN_PATTERNS]; /* of the window in the pattern */
	struct span pattern[SCAN_PATTERNS];
};

struct scan {
	struct span text;
	size_t at;	     /* where the window begins */
	bool in_chain;	     /* the bucket of this place is being looked at */
	unsigned int follow; /* its next pattern + 1, 0 at the end */
};

struct scan_hit {
	size_t at;	      /* offset in the text */
	unsigned int pattern; /* index as given to scanner_add() */
};

void scanner_init(struct scanner *s);

/* Add a pattern of at least two bytes; the text must live as long as the
 * scanner.  Returns its index.  Adding ends with scanner_ready(). */
unsigned int scanner_add(struct scanner *s, struct span pattern);
void scanner_ready(struct scanner *s);

struct scan scan_begin(struct span text);
bool scan_next(const struct scanner *s, struct scan *scan, struct scan_hit *hit);

#endif
