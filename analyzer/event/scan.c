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

	return (a << 4 ^ b) & (SCAN_BUCKETS - 1);
}

void scanner_ready(struct scanner *s)
{
	memset(s->shift, (int)s->window - 1, sizeof(s->shift));
	memset(s->bucket, 0, sizeof(s->bucket));
	/* Backwards, so that each bucket's chain is in table order. */
	for (unsigned int i = s->count; i-- > 0;) {
		for (unsigned int j = 2; j <= s->window; j++) {
			unsigned int b = bucket_of(s->pattern[i].at + j - 2);

			if (s->window - j < s->shift[b])
				s->shift[b] = (uint8_t)(s->window - j);
			if (j == s->window) {
				s->next[i] = s->bucket[b];
				s->bucket[b] = (uint16_t)(i + 1);
			}
		}
	}
}

struct scan scan_begin(struct span text)
{
	return (struct scan){.text = text};
}

/* The next pattern of the chain that stands at the window's place. */
static bool follow_chain(const struct scanner *s, struct scan *scan, struct scan_hit *hit)
{
	struct span here = span_from(scan->text, scan->at);

	while (scan->follow) {
		unsigned int i = scan->follow - 1;
		struct span p = s->pattern[i];

		scan->follow = s->next[i];
		if (p.len <= here.len && memcmp(p.at, here.at, p.len) == 0) {
			*hit = (struct scan_hit){scan->at, i};
			return true;
		}
	}
	return false;
}

bool scan_next(const struct scanner *s, struct scan *scan, struct scan_hit *hit)
{
	for (;;) {
		unsigned int b;

		if (scan->in_chain) {
			if (follow_chain(s, scan, hit))
				return true;
			scan->in_chain = false;
			scan->at++;
		}
		if (!s->count || scan->at + s->window > scan->text.len)
			return false;
		b = bucket_of(scan->text.at + scan->at + s->window - 2);
		scan->in_chain = s->shift[b] == 0;
		scan->follow = s->bucket[b];
		scan->at += s->shift[b];
	}
}
