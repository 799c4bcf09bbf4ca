/* SPDX-License-Identifier: GPL-2.0-or-later */
/* span - a piece of somebody else's text, and taking things from its front. */
#include "base/span.h"

/* For who calls them after all: one copy in the program, not one in every object. */
extern inline struct span span_from(struct span s, size_t from);
extern inline struct span span_first(struct span s, size_t len);
extern inline bool span_same(struct span a, struct span b);
extern inline bool span_starts(struct span s, const char *text);
extern inline size_t span_find(struct span s, const char *text);
extern inline size_t span_find_span(struct span s, struct span part);
extern inline bool span_has(struct span s, const char *text);
extern inline bool span_take_text(struct span *s, const char *text);

struct span span_of(const char *text)
{
	return (struct span){text, text ? strlen(text) : 0};
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_space(char c)
{
	return is_blank(c) || c == '\r' || c == '\n';
}

struct span span_trim(struct span s)
{
	while (s.len && is_space(s.at[0]))
		s = span_from(s, 1);
	while (s.len && is_space(s.at[s.len - 1]))
		s.len--;
	return s;
}

bool span_is(struct span s, const char *text)
{
	size_t len = strlen(text);

	return s.len == len && memcmp(s.at, text, len) == 0;
}

bool span_ends(struct span s, const char *text)
{
	size_t len = strlen(text);

	return s.len >= len && memcmp(s.at + s.len - len, text, len) == 0;
}

/* Sixteen bytes, which every processor of today compares at once. */
typedef uint8_t sixteen __attribute__((vector_size(16)));

static sixteen load(const char *at)
{
	sixteen v;

	memcpy(&v, at, sizeof(v));
	return v;
}

/* Is anything set? */
static bool any(sixteen v)
{
	uint64_t half[2];

	memcpy(half, &v, sizeof(half));
	return half[0] | half[1];
}

/* The first of count places at which text stands, or SPAN_NONE. */
static size_t find_among(const char *at, size_t count, const char *text, size_t len)
{
	for (size_t i = 0; i < count; i++) {
		if (at[i] == text[0] && memcmp(at + i, text, len) == 0)
			return i;
	}
	return SPAN_NONE;
}

/*
 * A place comes into question where both the first and the last byte of text
 * stand, which is seldom.  This is asked for some fifty texts of every line of a
 * report; memchr() for the first byte alone takes four times as long.
 */
size_t span_find_bytes(struct span s, const char *text, size_t len)
{
	size_t places = s.len - len + 1, i = 0, at;
	sixteen first, last;

	if (!len)
		return 0;
	if (s.len < len)
		return SPAN_NONE;
	if (places < sizeof(first))
		return find_among(s.at, places, text, len);
	first = (sixteen){0} + (uint8_t)text[0];
	last = (sixteen){0} + (uint8_t)text[len - 1];
	for (;;) {
		sixteen hit =
			(sixteen)((load(s.at + i) == first) & (load(s.at + i + len - 1) == last));

		at = any(hit) ? find_among(s.at + i, sizeof(hit), text, len) : SPAN_NONE;
		if (at != SPAN_NONE)
			return i + at;
		if (i == places - sizeof(hit))
			return SPAN_NONE;
		/* The last sixteen places may have some of those before among them. */
		i += sizeof(hit);
		if (i > places - sizeof(hit))
			i = places - sizeof(hit);
	}
}

/* Newlines are counted in sixteen bytes at once, each of which holds up to 255. */
static uint64_t sum(const sixteen *counts)
{
	uint64_t n = 0;

	for (size_t i = 0; i < sizeof(*counts); i++)
		n += (*counts)[i];
	return n;
}

size_t span_find_line(struct span s, char begins, uint64_t *newlines)
{
	const sixteen newline = (sixteen){0} + '\n', head = (sixteen){0} + (uint8_t)begins;
	sixteen counts = {0};
	size_t i = 0;

	for (unsigned int rounds = 1; i + sizeof(newline) < s.len; rounds++) {
		sixteen ends = (sixteen)(load(s.at + i) == newline);

		if (any(ends & (sixteen)(load(s.at + i + 1) == head)))
			break;
		counts -= ends;
		i += sizeof(newline);
		if (rounds % 255 == 0) {
			*newlines += sum(&counts);
			counts = (sixteen){0};
		}
	}
	*newlines += sum(&counts);
	for (; i < s.len; i++) {
		if (s.at[i] != '\n')
			continue;
		++*newlines;
		if (i + 1 < s.len && s.at[i + 1] == begins)
			return i + 1;
	}
	return SPAN_NONE;
}

bool span_has_any(struct span s, const char *const *texts)
{
	for (; texts && *texts; texts++) {
		if (span_has(s, *texts))
			return true;
	}
	return false;
}

bool span_take_past(struct span *s, const char *text)
{
	size_t at = span_find(*s, text);

	if (at == SPAN_NONE)
		return false;
	*s = span_from(*s, at + strlen(text));
	return true;
}

bool span_take_blanks(struct span *s)
{
	size_t n = 0;

	while (n < s->len && is_blank(s->at[n]))
		n++;
	*s = span_from(*s, n);
	return n > 0;
}

bool span_take_until(struct span *s, const char *stops, struct span *out)
{
	size_t n = 0;

	while (n < s->len && (s->at[n] == '\0' || !strchr(stops, s->at[n])))
		n++;
	if (!n)
		return false;
	*out = span_first(*s, n);
	*s = span_from(*s, n);
	return true;
}

bool span_take_dec(struct span *s, uint64_t *out)
{
	uint64_t value = 0;
	size_t n = 0;

	for (; n < s->len && char_is_digit(s->at[n]); n++) {
		unsigned int digit = (unsigned int)(s->at[n] - '0');

		if (value > UINT64_MAX / 10 || value * 10 > UINT64_MAX - digit)
			return false;
		value = value * 10 + digit;
	}
	if (!n)
		return false;
	*out = value;
	*s = span_from(*s, n);
	return true;
}

int char_hex(char c)
{
	if (char_is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool span_take_hex(struct span *s, uint64_t *out)
{
	uint64_t value = 0;
	size_t n = 0;

	for (; n < s->len && char_hex(s->at[n]) >= 0; n++) {
		if (value >> 60)
			return false;
		value = value << 4 | (uint64_t)char_hex(s->at[n]);
	}
	if (!n)
		return false;
	*out = value;
	*s = span_from(*s, n);
	return true;
}

bool span_take_word(struct span *s, struct span *out)
{
	struct span in = *s;
	size_t n = 0;

	span_take_blanks(&in);
	while (n < in.len && !is_space(in.at[n]))
		n++;
	if (!n)
		return false;
	*out = span_first(in, n);
	*s = span_from(in, n);
	return true;
}

void span_copy(char *to, size_t size, struct span s)
{
	size_t i, len = s.len < size - 1 ? s.len : size - 1;

	for (i = 0; i < len; i++)
		to[i] = s.at[i] >= ' ' && s.at[i] <= '~' ? s.at[i] : '?';
	to[len] = '\0';
}
