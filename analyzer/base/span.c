/* SPDX-License-Identifier: GPL-2.0-or-later */
/* span - a piece of somebody else's text, and taking things from its front. */
#include "base/span.h"

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

size_t span_find(struct span s, const char *text)
{
	size_t len = strlen(text), i = 0;
	const char *hit;

	if (!len)
		return 0;
	while (i + len <= s.len) {
		hit = memchr(s.at + i, text[0], s.len - len - i + 1);
		if (!hit)
			break;
		i = (size_t)(hit - s.at);
		if (memcmp(hit, text, len) == 0)
			return i;
		i++;
	}
	return SPAN_NONE;
}

bool span_has(struct span s, const char *text)
{
	return span_find(s, text) != SPAN_NONE;
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
