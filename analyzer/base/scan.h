/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scan - find any of many fixed texts in one pass.
 *
 * Each pattern is known by a rare window of its bytes, not by its first ones: see
 * windows.c.  Sift marks the places where a window may stand, a hash table
 * says which patterns have it, and those are compared.  Ten patterns cost the
 * same as a thousand.
 *
 *	struct scan s = scan_begin(text);
 *	while (scan_next(&scanner, &s, &hit)) ...
 *
 * Every occurrence of every pattern is given once.  Hits come in the order of
 * their windows, so those of different patterns may be out of order.
 *
 * To pass over text that holds nothing, line after line, there is scan_skip().
 */
#ifndef KD_BASE_SCAN_H
#define KD_BASE_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sift.h"
#include "base/span.h"

/* Patterns that one scanner can hold; the tables are checked against it. */
#define SCAN_PATTERNS 512
#define SCAN_HASHES   512

/* Bytes of a window that the hash is made of. */
#define SCAN_HASHED SIFT_SHORTEST

/* Text that is sifted at a time. */
#define SCAN_WORDS   SIFT_WORDS
#define SCAN_STRETCH (SCAN_WORDS * SIFT_WORD)

/* Stretches that scan_skip() sifts at most before it looks at what was marked. */
#define SCAN_BATCH 8

/* Where the window of a pattern is, and its bucket in the sift. */
struct placed {
	uint8_t offset;
	uint8_t bucket;
};

struct scanner {
	unsigned int count;
	unsigned int shortest;	     /* length of the shortest pattern, at most SCAN_HASHED */
	sift_function *sift;	     /* NULL before scanner_hurry() */
	const struct placed *placed; /* one for each pattern, NULL: any will do */
	struct sift_tables tables;
	uint16_t first[SCAN_HASHES];  /* first pattern + 1 with this hash, 0: none */
	uint16_t next[SCAN_PATTERNS]; /* the next one with the same hash + 1 */
	/* By the hash of a window: what may stand before and behind it, one bit for
	 * bytes that are the same % 32. */
	uint32_t before[SCAN_HASHES], behind[SCAN_HASHES];
	uint8_t offset[SCAN_PATTERNS]; /* of the window in the pattern */
	struct span pattern[SCAN_PATTERNS];
};

struct scan {
	struct span text;
	size_t stretch;	    /* offset of the one that was sifted */
	unsigned int words; /* of marks that it has */
	unsigned int word;  /* the one being looked at */
	uint64_t marks[SCAN_WORDS];
	size_t at;	     /* the place being looked at */
	unsigned int follow; /* the next pattern + 1 to compare there, 0: none */
};

struct scan_hit {
	size_t at;	      /* offset in the text */
	unsigned int pattern; /* index as given to scanner_add() */
};

/* Nothing but count matters before; the struct need not be cleared. */
void scanner_init(struct scanner *s);

/* Add a pattern of at least two bytes of ASCII; the text must live as long as
 * the scanner.  Returns its index.  Adding ends with scanner_ready(). */
unsigned int scanner_add(struct scanner *s, struct span pattern);
void scanner_ready(struct scanner *s);

/* Much text is to come: prepare for sifting it in this way, and for scan_skip(),
 * unless a pattern is shorter than SIFT_SHORTEST.  Until then every place of a text
 * is looked at. */
void scanner_hurry(struct scanner *s, sift_function *sift);

struct scan scan_begin(struct span text);
bool scan_next(const struct scanner *s, struct scan *scan, struct scan_hit *hit);

/* Does any pattern stand in the text? */
bool scan_any(const struct scanner *s, struct span text);

/*
 * Pass over whole lines.  Returns the offset of the first place in text that
 * needs a look: where a pattern's window stands within its pattern, an odd byte
 * (see sift.h), or a stretch of SCAN_STRETCH bytes without a newline; text.len
 * if there is none.  *newlines gets the number of newlines before it.
 *
 * Where it does not stop, no line is longer than 2 * SCAN_STRETCH bytes.
 */
size_t scan_skip(const struct scanner *s, struct span text, uint64_t *newlines);

#endif
