/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan - find any of many fixed texts in one pass. */
#include "base/scan.h"

#include <string.h>

void scanner_init(struct scanner *s)
{
	s->count = 0;
	s->window = SIFT_WINDOW;
	s->sift = sift_plain;
}

unsigned int scanner_add(struct scanner *s, struct span pattern)
{
	/* The tables are constant and a test adds every one of them: a pattern
	 * too many or too short is found there, here it is left out. */
	if (s->count == SCAN_PATTERNS || pattern.len < 2)
		return SCAN_PATTERNS;
	if (pattern.len < s->window)
		s->window = (unsigned int)pattern.len;
	s->pattern[s->count] = pattern;
	return s->count++;
}

/* --- the window of a pattern --------------------------------------------------------- */

/* How rare a byte is in a log, from 0. */
static unsigned int rarity(char c)
{
	static const char common[] = "etaoinsrdlc", rare[] = "jkqvwxz";

	if (c >= 'a' && c <= 'z')
		return strchr(common, c) ? 1 : strchr(rare, c) ? 3 : 2;
	if (c >= 'A' && c <= 'Z')
		return 4;
	/* Digits, blanks and dots stand in every line; other marks need company. */
	return char_is_digit(c) || c == ' ' || c == '.' ? 0 : 3;
}

/* Where in the pattern the rarest window begins: its bytes' rarities add up. */
static unsigned int rarest_window(struct span pattern, unsigned int window)
{
	unsigned int best = 0, best_sum = 0, sum = 0;

	for (unsigned int i = 0; i < pattern.len && i < UINT8_MAX; i++) {
		sum += rarity(pattern.at[i]);
		if (i >= window)
			sum -= rarity(pattern.at[i - window]);
		if (i + 1 >= window && sum > best_sum) {
			best_sum = sum;
			best = i + 1 - window;
		}
	}
	return best;
}

static unsigned int hash_of(const char *text, unsigned int window)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < window; i++)
		value = value << 8 | (unsigned char)text[i];
	return (unsigned int)(value * 2654435761u >> 22) & (SCAN_HASHES - 1);
}

/* --- the buckets ------------------------------------------------------------------------ */

/* How many bytes each place of a bucket lets through: what one more window in
 * it costs is the growth of their product. */
struct load {
	unsigned int low[SIFT_WINDOW], high[SIFT_WINDOW];
};

/* High halves of a byte by how much of a log has them: letters, digits, capitals. */
static const uint8_t share[16] = {1, 1, 3, 3, 1, 1, 6, 6};

static uint64_t growth(const struct scanner *s, const struct load *load, unsigned int bucket,
		       const char *window)
{
	uint64_t before = 1, after = 1;

	for (unsigned int i = 0; i < s->window; i++) {
		unsigned char c = (unsigned char)window[i];
		unsigned int low = load->low[i], high = load->high[i];

		before *= low * high;
		low += !(s->tables.low[i][c & 15] >> bucket & 1);
		high += s->tables.high[i][c >> 4] >> bucket & 1 ? 0 : share[c >> 4];
		after *= low * high;
	}
	return after - before;
}

static void put_in_bucket(struct scanner *s, struct load *load, const char *window)
{
	unsigned int best = 0;
	uint64_t best_growth = UINT64_MAX;

	for (unsigned int b = 0; b < SIFT_BUCKETS && best_growth; b++) {
		uint64_t g = growth(s, &load[b], b, window);

		if (g < best_growth) {
			best_growth = g;
			best = b;
		}
	}
	if (!best_growth)
		return;
	for (unsigned int i = 0; i < s->window; i++) {
		unsigned char c = (unsigned char)window[i];
		uint8_t *low = &s->tables.low[i][c & 15], *high = &s->tables.high[i][c >> 4];

		load[best].low[i] += !(*low >> best & 1);
		if (!(*high >> best & 1))
			load[best].high[i] += share[c >> 4];
		*low |= (uint8_t)(1u << best);
		*high |= (uint8_t)(1u << best);
	}
}

/* Places behind a window shorter than SIFT_WINDOW let everything through. */
static void open_tables(struct scanner *s)
{
	memset(&s->tables, 0, sizeof(s->tables));
	for (unsigned int i = s->window; i < SIFT_WINDOW; i++) {
		memset(s->tables.low[i], UINT8_MAX, sizeof(s->tables.low[i]));
		memset(s->tables.high[i], UINT8_MAX, sizeof(s->tables.high[i]));
	}
}

void scanner_ready(struct scanner *s)
{
	struct load load[SIFT_BUCKETS] = {0};

	open_tables(s);
	memset(s->first, 0, sizeof(s->first));
	/* Backwards, so that each hash's chain is in table order. */
	for (unsigned int i = s->count; i-- > 0;) {
		unsigned int from = rarest_window(s->pattern[i], s->window);
		const char *window = s->pattern[i].at + from;
		uint16_t *first = &s->first[hash_of(window, s->window)];

		s->offset[i] = (uint8_t)from;
		s->next[i] = *first;
		*first = (uint16_t)(i + 1);
		put_in_bucket(s, load, window);
	}
	sift_prepare(&s->tables);
}

void scanner_hurry(struct scanner *s)
{
	s->sift = sift_fastest();
}

/* --- looking ------------------------------------------------------------------------------ */

/* Sift the stretch at the front of text; returns the words of marks, those
 * beyond its end being clear.  Its last bytes are looked at in a copy, because
 * sift reads on behind them. */
static unsigned int sift_front(const struct scanner *s, struct span text, uint64_t *marks,
			       unsigned int *newlines)
{
	char copy[SCAN_STRETCH + SIFT_MARGIN];
	unsigned int words;

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
	if (text.len < s->window || at > text.len - s->window)
		return 0;
	return s->first[hash_of(text.at + at, s->window)];
}

/* Does pattern i stand in text with its window at this place? */
static bool stands(const struct scanner *s, struct span text, size_t at, unsigned int i)
{
	struct span p = s->pattern[i];

	return at >= s->offset[i] && p.len <= text.len - (at - s->offset[i]) &&
	       memcmp(p.at, text.at + at - s->offset[i], p.len) == 0;
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
	return i || (unsigned char)text.at[at] < ' ';
}

static unsigned int count_newlines(struct span text)
{
	unsigned int count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += text.at[i] == '\n';
	return count;
}

/* The first marked place of a stretch that needs a look, or SPAN_NONE. */
static size_t look_at_marks(const struct scanner *s, struct span text, size_t from,
			    const uint64_t *marks, unsigned int words)
{
	for (unsigned int w = 0; w < words; w++) {
		for (uint64_t rest = marks[w]; rest; rest &= rest - 1) {
			size_t at = from + w * SIFT_WORD + (unsigned int)__builtin_ctzll(rest);

			if (needs_look(s, text, at))
				return at;
		}
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
