/* SPDX-License-Identifier: GPL-2.0-or-later */
/* place - choose the windows by which a scanner knows its patterns. */
#include "base/place.h"

#include <string.h>

#include "base/sift.h"

/* How often a byte stands in a log, of 1000, and 1 more.  A row is a high half. */
#define OFTEN_ANY 1000
static const uint8_t often[8][16] = {
	{1},
	{1},
	/*    !  "  #  $  %  &  '  (  )  *  +  ,  -   .  / */
	{124, 1, 6, 1, 1, 1, 1, 1, 7, 7, 1, 1, 3, 8, 21, 4},
	/* 0   1   2   3   4   5   6   7   8   9   :  ;  <  =  >  ? */
	{50, 32, 20, 20, 20, 17, 15, 14, 15, 13, 24, 1, 2, 5, 2, 1},
	/* @ A  B  C  D  E  F  G  H  I  J  K  L  M  N  O */
	{1, 5, 2, 7, 7, 7, 5, 2, 2, 4, 2, 1, 2, 3, 7, 2},
	/* P Q  R  S  T  U  V  W  X  Y  Z   [  \\   ]  ^  _ */
	{3, 1, 4, 8, 7, 5, 2, 1, 2, 1, 1, 15, 1, 15, 1, 7},
	/* ` a   b   c   d   e   f  g   h   i  j  k   l   m   n   o */
	{1, 33, 10, 17, 32, 64, 16, 7, 15, 27, 2, 7, 19, 16, 31, 37},
	/* p q   r   s   t   u  v  w  x  y  z  {  |  }  ~ */
	{17, 1, 33, 27, 40, 20, 8, 7, 5, 9, 2, 1, 1, 1, 1, 1},
};

/* Letters stand in words: the next one is that much likelier than by its own. */
#define OFTEN_IN_WORDS 5

/* Rounds in which every window may move; the last ones hardly gain anything. */
#define ROUNDS 8

/* How many windows of a bucket have this half at one place. */
struct halves {
	uint16_t low[16], high[8];
};

struct bucket {
	struct halves places[SIFT_WINDOW];
	unsigned int any[SIFT_WINDOW]; /* windows that are shorter than this place */
};

static void count_window(struct bucket *b, struct span window, int by)
{
	for (unsigned int i = 0; i < SIFT_WINDOW; i++) {
		struct halves *h = &b->places[i];

		if (i >= window.len) {
			b->any[i] = (unsigned int)((int)b->any[i] + by);
			continue;
		}
		h->low[window.at[i] & 15] = (uint16_t)(h->low[window.at[i] & 15] + by);
		h->high[window.at[i] >> 4 & 7] = (uint16_t)(h->high[window.at[i] >> 4 & 7] + by);
	}
}

/* How often, of OFTEN_ANY, a byte passes at one place. */
static unsigned int passes(const struct halves *h, unsigned int any)
{
	unsigned int sum = 0;

	if (any)
		return OFTEN_ANY;
	for (unsigned int high = 0; high < 8; high++) {
		for (unsigned int low = 0; low < 16 && h->high[high]; low++)
			sum += h->low[low] ? often[high][low] : 0;
	}
	return sum;
}

/* How often a bucket marks a place, in OFTEN_ANY to the power of the window. */
static uint64_t marks(const struct bucket *b)
{
	uint64_t product = 1;

	for (unsigned int i = 0; i < SIFT_WINDOW; i++)
		product *= passes(&b->places[i], b->any[i]);
	return product;
}

static bool is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

/* How often the window itself stands in a log, in the same measure. */
static uint64_t stands_by_itself(struct span window)
{
	uint64_t product = 1;

	for (unsigned int i = 0; i < SIFT_WINDOW; i++) {
		product *= i < window.len ? often[window.at[i] >> 4 & 7][window.at[i] & 15]
					  : OFTEN_ANY;
		if (i && i < window.len && is_small(window.at[i]) && is_small(window.at[i - 1]))
			product *= OFTEN_IN_WORDS;
	}
	return product;
}

static struct span window_of(struct span pattern, unsigned int offset)
{
	return span_first(span_from(pattern, offset), SIFT_WINDOW);
}

static uint64_t cost_of(struct bucket *b, struct span window)
{
	uint64_t before = marks(b), after;

	count_window(b, window, 1);
	after = marks(b);
	count_window(b, window, -1);
	return after - before + stands_by_itself(window);
}

/* The cheapest window and bucket for the pattern, as the others stand. */
static struct placed find_place(struct bucket *buckets, struct span pattern)
{
	struct placed best = {0, 0};
	uint64_t best_cost = UINT64_MAX;

	for (unsigned int offset = 0; offset <= UINT8_MAX; offset++) {
		struct span window = window_of(pattern, offset);

		if (offset && window.len < SIFT_WINDOW)
			break;
		for (unsigned int b = 0; b < SIFT_BUCKETS; b++) {
			uint64_t cost = cost_of(&buckets[b], window);

			if (cost < best_cost) {
				best_cost = cost;
				best = (struct placed){(uint8_t)offset, (uint8_t)b};
			}
		}
	}
	return best;
}

/* The first of the patterns that is the same text as pattern i. */
static unsigned int first_same(const struct span *patterns, unsigned int i)
{
	for (unsigned int j = 0; j < i; j++) {
		if (patterns[j].len == patterns[i].len &&
		    memcmp(patterns[j].at, patterns[i].at, patterns[i].len) == 0)
			return j;
	}
	return i;
}

void place_windows(const struct span *patterns, unsigned int count, struct placed *out)
{
	struct bucket buckets[SIFT_BUCKETS] = {0};

	for (unsigned int round = 0; round < ROUNDS; round++) {
		for (unsigned int i = 0; i < count; i++) {
			if (first_same(patterns, i) < i) {
				out[i] = out[first_same(patterns, i)];
				continue;
			}
			if (round)
				count_window(&buckets[out[i].bucket],
					     window_of(patterns[i], out[i].offset), -1);
			out[i] = find_place(buckets, patterns[i]);
			count_window(&buckets[out[i].bucket], window_of(patterns[i], out[i].offset),
				     1);
		}
	}
}
