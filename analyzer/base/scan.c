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

/* Let the window at the front of text through in its bucket. */
static void add_to_tables(struct sift_tables *tables, struct span text, unsigned int bucket)
{
	struct sift_set *t = &tables->set[bucket / 8];
	struct span window = span_first(text, SIFT_WINDOW);
	uint8_t bit = (uint8_t)(1u << bucket % 8);

	t->high[0][window.at[0] >> 4 & 15] |= bit;
	t->high[1][window.at[2] >> 4 & 15] |= bit;
	for (unsigned int i = 0; i < window.len; i++) {
		t->low[i][window.at[i] & 15] |= bit;
		t->six[i][window.at[i] & 63] |= bit;
	}
	if (window.len < SIFT_WINDOW)
		t->any |= bit;
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

static void put_in_chain(struct scanner *s, unsigned int i, unsigned int offset)
{
	uint16_t *first = &s->first[hash_of(s->pattern[i].at + offset, s->shortest)];

	s->offset[i] = (uint8_t)offset;
	s->next[i] = *first;
	*first = (uint16_t)(i + 1);
}

/* The bit of the byte at this offset; all of them where the pattern has none. */
static uint32_t bit_at(struct span pattern, size_t offset)
{
	return offset < pattern.len ? (uint32_t)1 << (pattern.at[offset] & 31) : UINT32_MAX;
}

static void add_neighbours(struct scanner *s, unsigned int i, size_t offset)
{
	unsigned int hash = hash_of(s->pattern[i].at + offset, SCAN_HASHED);

	s->before[hash] |= bit_at(s->pattern[i], offset - 1);
	s->behind[hash] |= bit_at(s->pattern[i], offset + SIFT_WINDOW);
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
	if (s->shortest < SIFT_SHORTEST)
		return;
	memset(s->before, 0, sizeof(s->before));
	memset(s->behind, 0, sizeof(s->behind));
	memset(s->first, 0, sizeof(s->first));
	memset(&s->tables, 0, sizeof(s->tables));
	for (unsigned int i = s->count; i-- > 0;) {
		struct placed place = {0, (uint8_t)(i % SIFT_BUCKETS)};
		struct span window;

		if (s->placed)
			place = s->placed[i];
		window = span_from(s->pattern[i], place.offset);
		put_in_chain(s, i, place.offset);
		add_neighbours(s, i, place.offset);
		add_to_tables(&s->tables, window, place.bucket);
	}
	sift_prepare(&s->tables);
	s->sift = sift;
}

/* --- looking ------------------------------------------------------------------------------ */

/* Eight bytes at a time: where one is a newline, adding to its low bits does not
 * reach the top one. */
static unsigned int count_newlines(struct span text)
{
	const uint64_t low = 0x7f7f7f7f7f7f7f7f, ones = 0x0101010101010101;
	unsigned int count = 0;
	size_t i = 0;

	for (; i + 8 <= text.len; i += 8) {
		uint64_t word;

		memcpy(&word, text.at + i, sizeof(word));
		word ^= '\n' * ones;
		word = ~((((word & low) + low) | word) | low);
		count += (unsigned int)((word >> 7) * ones >> 56);
	}
	for (; i < text.len; i++)
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

/* Stretches that are sifted one after another before their marks are looked at. */
struct batch {
	unsigned int words, newlines;
	bool endless; /* the stretch behind it has no newline */
	uint64_t marks[SCAN_BATCH * SCAN_WORDS];
};

/* Write down which words have marks, without a branch that could be mispredicted. */
static unsigned int list_words(const struct batch *b, uint16_t *words)
{
	unsigned int count = 0;

	for (unsigned int w = 0; w < b->words; w++) {
		words[count] = (uint16_t)w;
		count += b->marks[w] != 0;
	}
	return count;
}

/* Write down where the marks stand. */
static unsigned int list_marks(const struct batch *b, uint16_t *places)
{
	uint16_t words[SCAN_BATCH * SCAN_WORDS];
	unsigned int count = 0, word_count = list_words(b, words);

	for (unsigned int i = 0; i < word_count; i++) {
		uint64_t marks = b->marks[words[i]];

		do {
			places[count++] = (uint16_t)(words[i] * SIFT_WORD +
						     (unsigned int)__builtin_ctzll(marks));
		} while (marks &= marks - 1);
	}
	return count;
}

/* Of the places keep those that may need a look, again without a branch: what stands
 * before and behind tells most from windows. */
static unsigned int keep_fitting(const struct scanner *s, const char *text, uint16_t *places,
				 unsigned int count)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < count; i++) {
		const char *at = text + places[i];
		unsigned int hash = hash_of(at, SCAN_HASHED);

		places[kept] = places[i];
		kept += (s->before[hash] >> (at[-1] & 31) &
			 s->behind[hash] >> (at[SIFT_WINDOW] & 31) & 1) |
			sift_finds_odd(&s->tables, at);
	}
	return kept;
}

/* Sift some stretches at the front of text. */
static void sift_batch(const struct scanner *s, struct span text, unsigned int stretches,
		       struct batch *b)
{
	b->words = b->newlines = 0;
	b->endless = false;
	while (stretches-- && b->words * SIFT_WORD < text.len) {
		struct span rest = span_from(text, b->words * SIFT_WORD);
		unsigned int newlines, words = sift_front(s, rest, b->marks + b->words, &newlines);

		b->endless = !newlines && rest.len >= SCAN_STRETCH;
		if (b->endless)
			return;
		b->words += words;
		b->newlines += newlines;
	}
}

/* The first marked place that needs a look, or SPAN_NONE. */
static size_t look_at_marks(const struct scanner *s, struct span text, size_t from,
			    const struct batch *b)
{
	uint16_t places[SCAN_BATCH * SCAN_STRETCH];
	unsigned int count = list_marks(b, places);

	if (s->sift && from && text.len - from > b->words * SIFT_WORD + SIFT_WINDOW)
		count = keep_fitting(s, text.at + from, places, count);
	for (unsigned int i = 0; i < count; i++) {
		if (needs_look(s, text, from + places[i]))
			return from + places[i];
	}
	return SPAN_NONE;
}

size_t scan_skip(const struct scanner *s, struct span text, uint64_t *newlines)
{
	unsigned int stretches = 1;
	size_t from = 0;

	*newlines = 0;
	while (from < text.len) {
		struct span rest = span_from(text, from);
		struct batch b;
		size_t at;

		sift_batch(s, rest, stretches, &b);
		at = look_at_marks(s, text, from, &b);
		if (at != SPAN_NONE) {
			*newlines += count_newlines(span_first(rest, at - from));
			return at;
		}
		*newlines += b.newlines;
		from += b.words * SIFT_WORD;
		if (b.endless)
			return from;
		/* Where nothing was found for long, nothing may be for longer. */
		if (stretches < SCAN_BATCH)
			stretches *= 2;
	}
	return text.len;
}
