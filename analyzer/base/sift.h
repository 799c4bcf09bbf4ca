/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sift - mark the few places of a text where something may stand.
 *
 * Nearly every byte of a log is of no interest, so the first look at it has to
 * be the cheapest.  A window of five bytes stands for each pattern that is
 * looked for, and is put into one of sixteen buckets, eight to a set of tables.
 * They tell for the low half of a byte, at each of the window's places, in which
 * buckets' windows it occurs, and at the first and third place for its high half too:
 *
 *	low[0][text[0] & 15] & low[1][text[1] & 15] & ... & low[4][text[4] & 15] &
 *	high[0][text[0] >> 4] & high[1][text[2] >> 4]
 *
 * is not 0 wherever a window stands, and seldom elsewhere: low halves tell more
 * than high ones, and more places more than both halves of fewer.  A table of
 * sixteen bytes is what the processors' byte shuffle looks up 16, 32 or 64 times at
 * once (the method is known as Teddy, from Hyperscan), and the number of patterns
 * does not matter to it.  In the same pass newlines are counted, and bytes are
 * marked that do not stand for themselves.
 *
 * Where a shuffle looks up 64 times in a table of 64 bytes, as AVX-512 VBMI's does,
 * the low six bits of a byte tell more than both its halves:
 *
 *	six[0][text[0] & 63] & six[1][text[1] & 63] & ... & six[4][text[4] & 63]
 *
 * Windows are ASCII.  By halves no other byte passes, by six bits any may.
 *
 * There is one function per instruction set.  Those that look up halves have the same
 * result to the bit, and sift_plain() runs on everything; the one for six bits
 * differs in places that it marks where no window stands.
 */
#ifndef KD_BASE_SIFT_H
#define KD_BASE_SIFT_H

#include <stdbool.h>
#include <stdint.h>

#define SIFT_WINDOW   5	 /* bytes that stand for a pattern */
#define SIFT_SHORTEST 4	 /* a pattern may be one byte shorter: any byte is its last */
#define SIFT_SETS     2	 /* of tables */
#define SIFT_BUCKETS  16 /* eight to a set */
#define SIFT_WORD     64 /* bytes of text to a word of marks */
#define SIFT_WORDS    16 /* at most in one call */

/* Bytes behind the text that are read too; they can hold the end of a window. */
#define SIFT_MARGIN (SIFT_WINDOW - 1)

/* The tables of eight buckets, the bits of a byte. */
struct sift_set {
	uint8_t low[SIFT_WINDOW][16];
	uint8_t high[2][16]; /* of the first and the third place */
	uint8_t any;	     /* buckets where every byte passes at the last place */
	uint8_t six[SIFT_WINDOW][64];
	/* For sift_plain(): the buckets that have no window with this byte at
	 * the first place, in the next bits at the second, and so on. */
	uint64_t absent[256];
};

struct sift_tables {
	struct sift_set set[SIFT_SETS];
	/* Bits for the ways of a byte to be odd, and for those that it makes so of the
	 * byte before it; and a bit for newlines, which are not. */
	uint8_t odd[256], odd_before[256];
};

/* Fill in absent[], odd[] and odd_before[], and any in six[], when the others are
 * ready. */
void sift_prepare(struct sift_tables *t);

/*
 * Look at words * SIFT_WORD bytes of text, at most SIFT_WORDS words.  Bit i % 64 of
 * marks[i / 64] is set where byte i may begin a window, and where it may be odd: a
 * control byte other than newline and tab, or one that may stand for another, which
 * are \\ & # and the first of a no-break space.
 * Returns the number of newlines.
 */
typedef unsigned int sift_function(const struct sift_tables *t, const char *text,
				   unsigned int words, uint64_t *marks);

sift_function sift_plain;

/* A closer look at a mark: may this byte, and the one behind it, be the beginning
 * of something that stands for another byte, or be removed? */
bool sift_is_odd(const char *text);

/* The same, when the tables are ready: without a branch. */
static inline bool sift_finds_odd(const struct sift_tables *t, const char *text)
{
	return t->odd[(unsigned char)text[0]] & t->odd_before[(unsigned char)text[1]];
}

/* The ways of this architecture, the fastest first, sift_plain() last. */
struct sift_way {
	const char *name;
	bool (*usable)(void); /* does this processor have what it needs? */
	sift_function *run;
};
extern const struct sift_way sift_ways[];

/* The first that is usable.  Asking an x86 processor costs some 30 us in a
 * virtual machine, where CPUID traps: do not ask for a short text. */
sift_function *sift_fastest(void);

#endif
