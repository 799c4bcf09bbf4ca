/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * windows - print where the scanner of the kinds looks for each of them: a row
 * for kind.c, in the order of its patterns.  Runs on the machine that builds; it
 * is no part of the program.
 *
 *	windows ordinary.txt > event/windows.h
 *
 * Of each pattern SIFT_WINDOW bytes stand for it in the sift, and they go into one
 * of its buckets.  A bucket lets through every text whose bytes have their halves in
 * common with any of its windows, so the fewer and the more alike they are, the
 * seldomer it marks a place that holds none; and patterns that have a window in
 * common need only one.  Lines of ordinary logs tell how often bytes stand there, so
 * the expected number of marks can be told, and made small: first few and rare
 * windows are chosen that cover all patterns, then each pattern and each window is
 * moved, to another window or bucket, until no such move helps.
 */
#include <stdio.h>
#include <string.h>

#include "event/kind.h"

/* Bytes of ordinary.txt that are read. */
#define SAMPLE_SIZE 65536

/* What a further window costs besides, while few are chosen: as if of so many places
 * it marked one.  The best is not known before, so these are tried. */
static const double trials[] = {2500, 5000, 10000};

/* How much a window counts whose bytes often follow each other, against one that
 * stands in the sample. */
#define FOLLOWING 0.3

/* Rounds in which everything may move; the last ones hardly gain anything. */
#define ROUNDS 4

/* How often bytes stand in logs, as parts of 1. */
struct sample {
	size_t len;
	char text[SAMPLE_SIZE];
	double byte[128];
	double behind[128][128];    /* the second byte, behind the first */
	double behind_low[16][128]; /* the same, behind any with this low half */
};

/* How many windows have this half at one place, or no byte there. */
struct bucket {
	unsigned int low[SIFT_WINDOW][16], high[SIFT_WINDOW][8], any;
	double marks;
};

struct window {
	struct span text;
	double stands;	    /* how often it stands in a log */
	unsigned int users; /* patterns that it was chosen for */
	unsigned int bucket;
};

struct search {
	struct sample sample;
	const struct span *patterns;
	unsigned int count;
	unsigned int chosen[SCAN_PATTERNS]; /* the window of each pattern */
	struct bucket buckets[SIFT_BUCKETS];
	unsigned int window_count;
	struct window windows[64 * SCAN_PATTERNS];
};

/* --- how often bytes stand in a log ----------------------------------------------------- */

/* Count how often each byte stands behind each first one % count; how often it
 * stands anywhere counts as much as some further times. */
static void count_pairs(const struct sample *s, unsigned int count, double behind[][128])
{
	const double further = 300;

	for (unsigned int first = 0; first < count; first++) {
		double all = further;

		for (unsigned int byte = 0; byte < 128; byte++)
			behind[first][byte] = further * s->byte[byte];
		for (size_t i = 1; i < s->len; i++) {
			if ((unsigned char)s->text[i - 1] % count != first)
				continue;
			behind[first][s->text[i] & 127]++;
			all++;
		}
		for (unsigned int byte = 0; byte < 128; byte++)
			behind[first][byte] /= all;
	}
}

static bool read_sample(struct sample *s, const char *path)
{
	FILE *f = fopen(path, "r");

	if (!f)
		return false;
	s->len = fread(s->text, 1, sizeof(s->text), f);
	fclose(f);
	for (size_t i = 0; i < s->len; i++)
		s->byte[s->text[i] & 127] += 1.0 / (double)s->len;
	count_pairs(s, 128, s->behind);
	count_pairs(s, 16, s->behind_low);
	return s->len;
}

/* How often a window stands in a log, by its bytes that are hashed. */
static double stands_by_itself(const struct sample *s, struct span window)
{
	struct span rest = {s->text, s->len}, hashed = span_first(window, SCAN_HASHED);
	double product = s->byte[window.at[0] & 127] * FOLLOWING;
	unsigned int count = 0;
	size_t at;

	for (size_t i = 1; i < hashed.len; i++)
		product *= s->behind[window.at[i - 1] & 127][window.at[i] & 127];
	while ((at = span_find_span(rest, hashed)) != SPAN_NONE) {
		rest = span_from(rest, at + 1);
		count++;
	}
	return product + (double)count / (double)s->len;
}

/* --- what a bucket costs --------------------------------------------------------------- */

/* The bytes that the sift lets pass at this place; returns how many. */
static unsigned int list_passing(const struct bucket *b, unsigned int place, uint8_t *bytes)
{
	const bool by_high = place == 0 || place == 2;
	unsigned int count = 0;

	for (unsigned int byte = 0; byte < 128; byte++) {
		if ((place == SIFT_WINDOW - 1 && b->any) ||
		    (b->low[place][byte & 15] && (b->high[place][byte >> 4] || !by_high)))
			bytes[count++] = (uint8_t)byte;
	}
	return count;
}

/* How many of all places the bucket marks: those with a byte that passes, and
 * behind that another one, and so on. */
static double marks(const struct sample *s, const struct bucket *b)
{
	double marked[16] = {0}, sum = 0;
	uint8_t bytes[128];
	unsigned int count = list_passing(b, 0, bytes);

	for (unsigned int i = 0; i < count; i++)
		marked[bytes[i] & 15] += s->byte[bytes[i]];
	for (unsigned int place = 1; place < SIFT_WINDOW; place++) {
		double next[16] = {0};

		count = list_passing(b, place, bytes);
		for (unsigned int from = 0; from < 16; from++) {
			for (unsigned int i = 0; i < count && marked[from] > 0; i++)
				next[bytes[i] & 15] += marked[from] * s->behind_low[from][bytes[i]];
		}
		memcpy(marked, next, sizeof(marked));
	}
	for (unsigned int low = 0; low < 16; low++)
		sum += marked[low];
	return sum;
}

/* Put the window into the bucket, or take it out: by is 1 or -1. */
static void count_window(const struct sample *s, struct bucket *b, const struct window *w, int by)
{
	const unsigned int one = (unsigned int)by; /* wraps around, as it should */

	for (unsigned int i = 0; i < w->text.len; i++) {
		b->low[i][w->text.at[i] & 15] += one;
		b->high[i][w->text.at[i] >> 4 & 7] += one;
	}
	b->any += w->text.len < SIFT_WINDOW ? one : 0;
	b->marks = marks(s, b);
}

/* What it would cost to use this window in this bucket. */
static double cost_of(const struct sample *s, struct bucket *b, const struct window *w)
{
	const struct bucket before = *b;
	double cost;

	if (w->users)
		return 0;
	count_window(s, b, w, 1);
	cost = b->marks - before.marks + w->stands;
	*b = before;
	return cost;
}

/* --- the search ------------------------------------------------------------------------- */

static bool same(struct span a, struct span b)
{
	return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

static void add_window(struct search *s, struct span text)
{
	for (unsigned int w = 0; w < s->window_count; w++) {
		if (same(s->windows[w].text, text))
			return;
	}
	s->windows[s->window_count++] =
		(struct window){.text = text, .stands = stands_by_itself(&s->sample, text)};
}

static void list_windows(struct search *s)
{
	for (unsigned int i = 0; i < s->count; i++) {
		struct span rest = s->patterns[i];

		do {
			add_window(s, span_first(rest, SIFT_WINDOW));
			rest = span_from(rest, 1);
		} while (rest.len >= SIFT_WINDOW &&
			 s->window_count < sizeof(s->windows) / sizeof(s->windows[0]));
	}
}

/* Where the window stands in the pattern, or SPAN_NONE. */
static size_t offset_in(struct span pattern, const struct window *w)
{
	size_t at = span_find_span(pattern, w->text);

	return w->text.len < SIFT_WINDOW && !same(pattern, w->text) ? SPAN_NONE : at;
}

static void use(struct search *s, unsigned int pattern, unsigned int window, unsigned int bucket)
{
	struct window *w = &s->windows[window];

	s->chosen[pattern] = window;
	if (w->users++)
		return;
	w->bucket = bucket;
	count_window(&s->sample, &s->buckets[bucket], w, 1);
}

static void stop_using(struct search *s, unsigned int pattern)
{
	struct window *w = &s->windows[s->chosen[pattern]];

	if (--w->users == 0)
		count_window(&s->sample, &s->buckets[w->bucket], w, -1);
}

/* The bucket in which this window costs least; *cost gets what. */
static unsigned int cheapest_bucket(struct search *s, const struct window *w, double *cost)
{
	unsigned int best = w->bucket;

	*cost = cost_of(&s->sample, &s->buckets[best], w);
	for (unsigned int b = 0; b < SIFT_BUCKETS && !w->users; b++) {
		double its = cost_of(&s->sample, &s->buckets[b], w);

		if (its < *cost) {
			*cost = its;
			best = b;
		}
	}
	return best;
}

/* Patterns without a window yet that have this one. */
static unsigned int covers(const struct search *s, const struct window *w, const bool *covered)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < s->count; i++)
		count += !covered[i] && offset_in(s->patterns[i], w) != SPAN_NONE;
	return count;
}

/* The window that covers most for what it costs. */
static unsigned int best_cover(const struct search *s, const bool *covered, double one_of)
{
	unsigned int best = 0;
	double best_cost = 2;

	for (unsigned int w = 0; w < s->window_count; w++) {
		unsigned int count = covers(s, &s->windows[w], covered);
		double cost = (s->windows[w].stands + 1 / one_of) / count;

		if (count && cost < best_cost) {
			best_cost = cost;
			best = w;
		}
	}
	return best;
}

static void cover_all(struct search *s, double one_of)
{
	bool covered[SCAN_PATTERNS] = {false};

	for (unsigned int left = s->count; left;) {
		unsigned int w = best_cover(s, covered, one_of);
		double cost;
		unsigned int bucket = cheapest_bucket(s, &s->windows[w], &cost);

		for (unsigned int i = 0; i < s->count; i++) {
			if (covered[i] || offset_in(s->patterns[i], &s->windows[w]) == SPAN_NONE)
				continue;
			use(s, i, w, bucket);
			covered[i] = true;
			left--;
		}
	}
}

/* Would this window do for all patterns that use another one? */
static bool replaces(const struct search *s, const struct window *w, unsigned int other)
{
	for (unsigned int i = 0; i < s->count; i++) {
		if (s->chosen[i] == other && offset_in(s->patterns[i], w) == SPAN_NONE)
			return false;
	}
	return true;
}

/* Give these patterns the window and the bucket that cost least: all that use the
 * window of this one now, or this one alone. */
static void move(struct search *s, unsigned int pattern, bool alone)
{
	const unsigned int from = s->chosen[pattern];
	bool moves[SCAN_PATTERNS];
	unsigned int best = from, bucket = s->windows[from].bucket;
	double best_cost, cost;

	for (unsigned int i = 0; i < s->count; i++) {
		moves[i] = alone ? i == pattern : s->chosen[i] == from;
		if (moves[i])
			stop_using(s, i);
	}
	best_cost = cost_of(&s->sample, &s->buckets[bucket], &s->windows[from]);
	for (unsigned int w = 0; w < s->window_count; w++) {
		unsigned int b;

		if (alone ? offset_in(s->patterns[pattern], &s->windows[w]) == SPAN_NONE
			  : !replaces(s, &s->windows[w], from))
			continue;
		b = cheapest_bucket(s, &s->windows[w], &cost);
		if (cost < best_cost) {
			best_cost = cost;
			best = w;
			bucket = b;
		}
	}
	for (unsigned int i = 0; i < s->count; i++) {
		if (moves[i])
			use(s, i, best, bucket);
	}
}

static double cost_of_all(const struct search *s)
{
	double cost = 0;

	for (unsigned int b = 0; b < SIFT_BUCKETS; b++)
		cost += s->buckets[b].marks;
	for (unsigned int w = 0; w < s->window_count; w++)
		cost += s->windows[w].users ? s->windows[w].stands : 0;
	return cost;
}

/* Choose anew; returns the cost. */
static double place_windows(struct search *s, double one_of)
{
	memset(s->buckets, 0, sizeof(s->buckets));
	for (unsigned int w = 0; w < s->window_count; w++)
		s->windows[w].users = 0;
	cover_all(s, one_of);
	for (unsigned int round = 0; round < ROUNDS; round++) {
		for (unsigned int i = 0; i < s->count; i++) {
			move(s, i, true);
			move(s, i, false);
		}
	}
	return cost_of_all(s);
}

static void print_windows(const struct search *s)
{
	for (unsigned int i = 0; i < s->count; i++) {
		const struct window *w = &s->windows[s->chosen[i]];

		printf("{%zu, %u}, /* %.*s */\n", offset_in(s->patterns[i], w), w->bucket,
		       (int)w->text.len, w->text.at);
	}
}

int main(int argc, char **argv)
{
	static struct texts texts;
	static struct kinds kinds;
	static struct search s, best;
	double best_cost = 1e9;

	if (argc != 2 || !read_sample(&s.sample, argv[1]) || !texts_unpack(&texts)) {
		fputs("usage: windows ordinary.txt\n", stderr);
		return 2;
	}
	kinds_init(&kinds, &texts);
	s.patterns = kinds.scanner.pattern;
	s.count = kinds.scanner.count;
	list_windows(&s);
	for (unsigned int i = 0; i < sizeof(trials) / sizeof(trials[0]); i++) {
		double cost = place_windows(&s, trials[i]);

		if (cost < best_cost) {
			best_cost = cost;
			best = s;
		}
	}
	print_windows(&best);
	return 0;
}
