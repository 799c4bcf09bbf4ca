/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan - find any of many fixed texts in one pass. */
#include "base/scan.h"

#include <string.h>

void scanner_init(struct scanner *s)
{
	s->count = 0;
	s->shortest = SCAN_HASHED;
}

unsigned int scanner_add(struct scanner *s, struct span pattern)
{
	/* The tables are constant and a test adds every one of them: a pattern
	 * too many or too short is found there, here it is left out. */
	if (s->count == SCAN_PATTERNS || pattern.len < 2)
		return SCAN_PATTERNS;
	if (pattern.len < s->shortest)
		s->shortest = (unsigned int)pattern.len;
	s->pattern[s->count] = pattern;
	return s->count++;
}

/* --- the windows ----------------------------------------------------------------------- */

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

/* What a bucket lets through at one place of its windows. */
struct place {
	unsigned int low, high; /* the halves of bytes, as bits */
	unsigned int often;	/* how often a byte of a log passes */
	/* By how much that would grow with one half more. */
	uint16_t with_low[16], with_high[8];
};

struct bucket {
	struct place places[SIFT_WINDOW];
};

/* How often a byte passes if this one does. */
static unsigned int often_with(const struct place *p, unsigned char c)
{
	unsigned int low = c & 15, high = c >> 4, sum = p->often;
	bool new_low = !(p->low >> low & 1), new_high = !(p->high >> high & 1);

	sum += new_low ? p->with_low[low] : 0;
	sum += new_high ? p->with_high[high] : 0;
	return new_low && new_high ? sum + often[high][low] : sum;
}

static void let_through(struct place *p, unsigned char c)
{
	unsigned int low = c & 15, high = c >> 4;

	p->often = often_with(p, c);
	for (unsigned int i = 0; i < 8 && !(p->low >> low & 1); i++)
		p->with_high[i] = (uint16_t)(p->with_high[i] + often[i][low]);
	for (unsigned int i = 0; i < 16 && !(p->high >> high & 1); i++)
		p->with_low[i] = (uint16_t)(p->with_low[i] + often[high][i]);
	p->low |= 1u << low;
	p->high |= 1u << high;
}

static void let_all_through(struct place *p)
{
	*p = (struct place){.low = UINT16_MAX, .high = UINT16_MAX, .often = OFTEN_ANY};
}

/* What one more window costs: how much more often the bucket lets one through. */
static uint64_t cost(const struct bucket *b, struct span window)
{
	uint64_t before = 1, after = 1;

	for (unsigned int i = 0; i < SIFT_WINDOW; i++) {
		before *= b->places[i].often;
		after *= i < window.len ? often_with(&b->places[i], (unsigned char)window.at[i])
					: OFTEN_ANY;
	}
	return after - before;
}

/* The windows of a pattern that are rarest by their bytes. */
struct choice {
	unsigned int count;
	unsigned int offset[SCAN_CHOICES];
	uint64_t often[SCAN_CHOICES];
};

static void offer_window(struct choice *c, unsigned int offset, uint64_t how_often)
{
	unsigned int i = c->count < SCAN_CHOICES ? c->count++ : SCAN_CHOICES;

	for (; i && c->often[i - 1] > how_often; i--) {
		if (i < SCAN_CHOICES) {
			c->offset[i] = c->offset[i - 1];
			c->often[i] = c->often[i - 1];
		}
	}
	if (i < SCAN_CHOICES) {
		c->offset[i] = offset;
		c->often[i] = how_often;
	}
}

static struct choice choose_windows(struct span pattern, size_t len)
{
	struct choice c = {0};

	for (size_t from = 0; from + len <= pattern.len && from < UINT8_MAX; from++) {
		uint64_t product = 1;

		for (size_t i = from; i < from + len; i++)
			product *= often[pattern.at[i] >> 4 & 7][pattern.at[i] & 15];
		offer_window(&c, (unsigned int)from, product);
	}
	return c;
}

/* Choose the window of a pattern, and its bucket, so that it costs least: a rare
 * one, or one that is like others.  Returns its offset. */
static unsigned int place_window(struct bucket *buckets, struct span pattern)
{
	struct span window = span_first(pattern, SIFT_WINDOW);
	struct choice choice = choose_windows(pattern, window.len);
	struct bucket *best = buckets;
	uint64_t best_cost = UINT64_MAX;
	unsigned int offset = 0;

	for (unsigned int i = 0; i < choice.count; i++) {
		window.at = pattern.at + choice.offset[i];
		for (struct bucket *b = buckets; b < buckets + SIFT_BUCKETS; b++) {
			uint64_t c = cost(b, window);

			if (c < best_cost) {
				best_cost = c;
				best = b;
				offset = choice.offset[i];
			}
		}
	}
	for (unsigned int i = 0; i < SIFT_WINDOW; i++) {
		if (i < window.len)
			let_through(&best->places[i], (unsigned char)pattern.at[offset + i]);
		else
			let_all_through(&best->places[i]);
	}
	return offset;
}

static void fill_tables(struct sift_tables *t, const struct bucket *buckets)
{
	memset(t, 0, sizeof(*t));
	for (unsigned int b = 0; b < SIFT_BUCKETS; b++) {
		for (unsigned int i = 0; i < SIFT_WINDOW; i++) {
			const struct place *p = &buckets[b].places[i];
			uint8_t *low = t->low[b / 8][i], *high = t->high[b / 8][i];

			for (unsigned int half = 0; half < 16; half++) {
				low[half] |= (uint8_t)((p->low >> half & 1) << b % 8);
				high[half] |= (uint8_t)((p->high >> half & 1) << b % 8);
			}
		}
	}
	sift_prepare(t);
}

/* The bytes that a window is looked up by, spread over 32 bits. */
static uint32_t spread(const char *text, unsigned int len)
{
	uint32_t value = 0;

	if (len == SCAN_HASHED) { /* one load */
		memcpy(&value, text, SCAN_HASHED);
	} else {
		for (unsigned int i = 0; i < len; i++)
			value = value << 8 | (unsigned char)text[i];
	}
	return value * 2654435761u;
}

static unsigned int hash_of(const char *text, unsigned int len)
{
	return spread(text, len) / (UINT32_MAX / SCAN_HASHES + 1);
}

/* Which byte of known[], and which bit of it. */
static unsigned int known_byte(uint32_t spread)
{
	return spread >> 19;
}

static unsigned int known_bit(uint32_t spread)
{
	return spread >> 16 & 7;
}

/* Rows of a table that share a pattern stand together. */
static bool same_as_next(const struct scanner *s, unsigned int i)
{
	return i + 1 < s->count && s->pattern[i].len == s->pattern[i + 1].len &&
	       memcmp(s->pattern[i].at, s->pattern[i + 1].at, s->pattern[i].len) == 0;
}

static void put_in_chain(struct scanner *s, unsigned int i, unsigned int offset)
{
	uint16_t *first = &s->first[hash_of(s->pattern[i].at + offset, s->shortest)];

	s->offset[i] = (uint8_t)offset;
	s->next[i] = *first;
	*first = (uint16_t)(i + 1);
}

void scanner_ready(struct scanner *s)
{
	s->sift = NULL;
	memset(s->first, 0, sizeof(s->first));
	/* Backwards, so that each hash's chain is in table order. */
	for (unsigned int i = s->count; i-- > 0;)
		put_in_chain(s, i, 0);
}

void scanner_hurry(struct scanner *s, sift_function *sift)
{
	struct bucket buckets[SIFT_BUCKETS] = {0};

	memset(s->known, 0, sizeof(s->known));
	memset(s->first, 0, sizeof(s->first));
	for (unsigned int i = s->count; i-- > 0;)
		put_in_chain(s, i,
			     same_as_next(s, i) ? s->offset[i + 1]
						: place_window(buckets, s->pattern[i]));
	for (unsigned int i = 0; i < s->count; i++) {
		uint32_t at = spread(s->pattern[i].at + s->offset[i], s->shortest);

		s->known[known_byte(at)] |= (uint8_t)(1u << known_bit(at));
	}
	fill_tables(&s->tables, buckets);
	s->sift = sift;
}

/* --- looking ------------------------------------------------------------------------------ */

static unsigned int count_newlines(struct span text)
{
	unsigned int count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += text.at[i] == '\n';
	return count;
}

/* Every place of the stretch may begin a window. */
static unsigned int mark_all(struct span text, uint64_t *marks, unsigned int *newlines)
{
	struct span stretch = span_first(text, SCAN_STRETCH);
	unsigned int words = (unsigned int)(stretch.len + SIFT_WORD - 1) / SIFT_WORD;

	*newlines = count_newlines(stretch);
	memset(marks, UINT8_MAX, words * sizeof(marks[0]));
	if (stretch.len % SIFT_WORD)
		marks[words - 1] >>= SIFT_WORD - stretch.len % SIFT_WORD;
	return words;
}

/* Sift the stretch at the front of text; returns the words of marks, those
 * beyond its end being clear.  Its last bytes are looked at in a copy, because
 * sift reads on behind them. */
static unsigned int sift_front(const struct scanner *s, struct span text, uint64_t *marks,
			       unsigned int *newlines)
{
	char copy[SCAN_STRETCH + SIFT_MARGIN];
	unsigned int words;

	if (!s->sift)
		return mark_all(text, marks, newlines);
	if (text.len >= sizeof(copy)) {
		*newlines = s->sift(&s->tables, text.at, SCAN_WORDS, marks);
		return SCAN_WORDS;
	}
	words = (unsigned int)(span_first(text, SCAN_STRETCH).len + SIFT_WORD - 1) / SIFT_WORD;
	memset(copy, ' ', words * SIFT_WORD + SIFT_MARGIN);
	memcpy(copy, text.at, text.len);
	*newlines = s->sift(&s->tables, copy, words, marks);
	if (text.len < words * SIFT_WORD)
		marks[words - 1] &= UINT64_MAX >> (words * SIFT_WORD - text.len);
	return words;
}

/* First of the patterns + 1 that may have the window at this place. */
static unsigned int first_at(const struct scanner *s, struct span text, size_t at)
{
	if (text.len < s->shortest || at > text.len - s->shortest)
		return 0;
	return s->first[hash_of(text.at + at, s->shortest)];
}

/* Does pattern i stand in text with its window at this place?  Mostly not, and the
 * first byte tells. */
static bool stands(const struct scanner *s, struct span text, size_t at, unsigned int i)
{
	struct span p = s->pattern[i];
	size_t from = at - s->offset[i];

	return at >= s->offset[i] && p.len <= text.len - from && p.at[0] == text.at[from] &&
	       memcmp(p.at, text.at + from, p.len) == 0;
}

struct scan scan_begin(struct span text)
{
	return (struct scan){.text = text};
}

/* Move on to the next mark. */
static bool next_mark(const struct scanner *s, struct scan *scan)
{
	for (;;) {
		for (; scan->word < scan->words; scan->word++) {
			uint64_t *marks = &scan->marks[scan->word];

			if (!*marks)
				continue;
			scan->at = scan->stretch + scan->word * SIFT_WORD +
				   (unsigned int)__builtin_ctzll(*marks);
			*marks &= *marks - 1;
			return true;
		}
		scan->stretch += scan->words * SIFT_WORD;
		if (scan->stretch >= scan->text.len)
			return false;
		scan->words = sift_front(s, span_from(scan->text, scan->stretch), scan->marks,
					 &scan->word);
		scan->word = 0;
	}
}

bool scan_next(const struct scanner *s, struct scan *scan, struct scan_hit *hit)
{
	for (;;) {
		while (scan->follow) {
			unsigned int i = scan->follow - 1;

			scan->follow = s->next[i];
			if (stands(s, scan->text, scan->at, i)) {
				*hit = (struct scan_hit){scan->at - s->offset[i], i};
				return true;
			}
		}
		if (!next_mark(s, scan))
			return false;
		scan->follow = first_at(s, scan->text, scan->at);
	}
}

bool scan_any(const struct scanner *s, struct span text)
{
	struct scan scan = scan_begin(text);
	struct scan_hit hit;

	return scan_next(s, &scan, &hit);
}

/* --- passing over ---------------------------------------------------------------------------- */

static bool needs_look(const struct scanner *s, struct span text, size_t at)
{
	unsigned int i = first_at(s, text, at);

	while (i && !stands(s, text, at, i - 1))
		i = s->next[i - 1];
	return i || (at + 1 < text.len && sift_is_odd(text.at + at));
}

/* Write down where a word's marks stand; there is room for one more.  One or none
 * are the rule, and are written without a branch that could be mispredicted. */
static unsigned int list_marks(uint64_t marks, unsigned int base, uint16_t *places)
{
	const uint64_t guard = (uint64_t)1 << 63; /* there is no zero to count in 0 */
	unsigned int count = marks != 0;

	places[0] = (uint16_t)(base + (unsigned int)__builtin_ctzll(marks | guard));
	while (marks &= marks - 1)
		places[count++] = (uint16_t)(base + (unsigned int)__builtin_ctzll(marks));
	return count;
}

/* Of the places keep those that may need a look, again without a branch. */
static unsigned int keep_known(const struct scanner *s, const char *text, uint16_t *places,
			       unsigned int count)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < count; i++) {
		const char *at = text + places[i];
		uint32_t bits = spread(at, SCAN_HASHED);

		places[kept] = places[i];
		kept += (s->known[known_byte(bits)] >> known_bit(bits) & 1) |
			s->tables.special[(unsigned char)*at];
	}
	return kept;
}

/* The first marked place of a stretch that needs a look, or SPAN_NONE. */
static size_t look_at_marks(const struct scanner *s, struct span text, size_t from,
			    const uint64_t *marks, unsigned int words)
{
	uint16_t places[SCAN_STRETCH + 1];
	unsigned int count = 0;

	for (unsigned int w = 0; w < words; w++)
		count += list_marks(marks[w], w * SIFT_WORD, places + count);
	if (s->shortest == SCAN_HASHED && text.len - from >= SCAN_STRETCH + SCAN_HASHED)
		count = keep_known(s, text.at + from, places, count);
	for (unsigned int i = 0; i < count; i++) {
		if (needs_look(s, text, from + places[i]))
			return from + places[i];
	}
	return SPAN_NONE;
}

size_t scan_skip(const struct scanner *s, struct span text, uint64_t *newlines)
{
	uint64_t marks[SCAN_WORDS];
	size_t from = 0;

	*newlines = 0;
	while (from < text.len) {
		struct span rest = span_from(text, from);
		unsigned int count, words = sift_front(s, rest, marks, &count);
		size_t at = look_at_marks(s, text, from, marks, words);

		if (!count && rest.len >= SCAN_STRETCH)
			return from;
		if (at != SPAN_NONE) {
			*newlines += count_newlines(span_first(rest, at - from));
			return at;
		}
		*newlines += count;
		from += words * SIFT_WORD;
	}
	return text.len;
}
