/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan - find any of many fixed texts in one pass. */
#include "base/scan.h"

#include <string.h>

void scanner_init(struct scanner *s)
{
	s->count = 0;
	s->placed = NULL;
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

/* Let the window through at its places in its bucket. */
static void add_to_tables(struct sift_tables *t, struct span window, unsigned int bucket)
{
	unsigned int set = bucket / 8;
	uint8_t bit = (uint8_t)(1u << bucket % 8);

	for (unsigned int i = 0; i < SIFT_WINDOW; i++) {
		uint8_t *low = t->low[set][i], *high = t->high[set][i];

		if (i < window.len) {
			low[window.at[i] & 15] |= bit;
			high[window.at[i] >> 4 & 15] |= bit;
			continue;
		}
		for (unsigned int half = 0; half < 16; half++) {
			low[half] |= bit;
			high[half] |= bit;
		}
	}
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
	struct placed own[SCAN_PATTERNS];
	const struct placed *placed = s->placed;

	if (!placed) {
		place_windows(s->pattern, s->count, own);
		placed = own;
	}
	memset(s->known, 0, sizeof(s->known));
	memset(s->first, 0, sizeof(s->first));
	memset(&s->tables, 0, sizeof(s->tables));
	for (unsigned int i = s->count; i-- > 0;) {
		struct span window = span_from(s->pattern[i], placed[i].offset);
		uint32_t at = spread(window.at, s->shortest);

		put_in_chain(s, i, placed[i].offset);
		s->known[known_byte(at)] |= (uint8_t)(1u << known_bit(at));
		add_to_tables(&s->tables, window, placed[i].bucket);
	}
	sift_prepare(&s->tables);
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
