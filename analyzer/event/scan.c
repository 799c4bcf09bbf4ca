/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan - find any of many fixed texts in one pass. */
#include "event/scan.h"

#include <string.h>

void scanner_init(struct scanner *s)
{
	s->count = 0;
	s->window = 255;
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

static unsigned int bucket_of(const char *two)
{
	unsigned int a = (unsigned char)two[0], b = (unsigned char)two[1];

	return (a << 5 ^ b) & (SCAN_BUCKETS - 1);
}

/* How common a byte is in a log: small letters and blanks are, capitals,
 * punctuation and digits are not. */
static unsigned int commonness(char c)
{
	return c >= 'a' && c <= 'z' ? 3 : c == ' ' || c == '.' || c == '0' ? 2 : 0;
}

/* Where in the pattern the rarest window begins. */
static unsigned int rarest_window(struct span pattern, unsigned int window)
{
	unsigned int best = 0, best_score = UINT32_MAX;

	for (unsigned int from = 0; from + window <= pattern.len && from < 255; from++) {
		unsigned int score = 0;

		for (unsigned int i = 0; i < window; i++)
			score += commonness(pattern.at[from + i]);
		if (score < best_score) {
			best_score = score;
			best = from;
		}
	}
	return best;
}

void scanner_ready(struct scanner *s)
{
	memset(s->shift, (int)s->window - 1, sizeof(s->shift));
	memset(s->bucket, 0, sizeof(s->bucket));
	/* Backwards, so that each bucket's chain is in table order. */
	for (unsigned int i = s->count; i-- > 0;) {
		unsigned int from = rarest_window(s->pattern[i], s->window);
		unsigned int b = 0;

		s->offset[i] = (uint8_t)from;
		for (unsigned int j = 2; j <= s->window; j++) {
			b = bucket_of(s->pattern[i].at + from + j - 2);
			if (s->window - j < s->shift[b])
				s->shift[b] = (uint8_t)(s->window - j);
		}
		s->next[i] = s->bucket[b];
		s->bucket[b] = (uint16_t)(i + 1);
	}
}

struct scan scan_begin(struct span text)
{
	return (struct scan){.text = text};
}

/* The next pattern of the chain whose window stands at this place. */
static bool follow_chain(const struct scanner *s, struct scan *scan, struct scan_hit *hit)
{
	while (scan->follow) {
		unsigned int i = scan->follow - 1;
		struct span p = s->pattern[i];
		size_t from = scan->at - s->offset[i];

		scan->follow = s->next[i];
		if (scan->at >= s->offset[i] && p.len <= scan->text.len - from &&
		    memcmp(p.at, scan->text.at + from, p.len) == 0) {
			*hit = (struct scan_hit){from, i};
			return true;
		}
	}
	return false;
}

/* Move on to the next place whose bucket holds a pattern. */
static bool next_place(const struct scanner *s, struct scan *scan)
{
	const char *text = scan->text.at;
	size_t at = scan->at, last = scan->text.len - s->window;
	unsigned int b = 0, shift = 1;

	if (!s->count || scan->text.len < s->window)
		return false;
	while (at <= last) {
		b = bucket_of(text + at + s->window - 2);
		shift = s->shift[b];
		if (!shift)
			break;
		at += shift;
	}
	scan->at = at;
	scan->follow = s->bucket[b];
	return !shift;
}

bool scan_next(const struct scanner *s, struct scan *scan, struct scan_hit *hit)
{
	for (;;) {
		if (scan->in_chain) {
			if (follow_chain(s, scan, hit))
				return true;
			scan->at++;
		}
		scan->in_chain = next_place(s, scan);
		if (!scan->in_chain)
			return false;
	}
}
