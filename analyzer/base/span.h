/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * span - a piece of somebody else's text, and taking things from its front.
 *
 * A span is a pointer and a length; it owns nothing and need not end in NUL.
 * Every span_take_* function either removes what it names from the front of
 * *s and returns true, or returns false and changes nothing.  So a parser
 * tries one spelling after another without saving its place:
 *
 *	struct span in = line;
 *	if (span_take_text(&in, "CPU: ") && span_take_dec(&in, &cpu)) ...
 *
 * No function here reads outside the span, allocates, or depends on a locale.
 */
#ifndef KD_BASE_SPAN_H
#define KD_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
	const char *at;
	size_t len;
};

/* Returned by span_find() where there is nothing to be found.  As a length it is
 * the whole: span_first(s, span_find(s, " (")) is what stands before " (". */
#define SPAN_NONE ((size_t)-1)

/* The span of a C string; NULL gives the empty span. */
struct span span_of(const char *text);

/* The part of s that begins at offset from; empty if from is beyond its end. */
inline struct span span_from(struct span s, size_t from)
{
	if (from >= s.len)
		return (struct span){s.at, 0};
	return (struct span){s.at + from, s.len - from};
}

/* The first len bytes of s, or all of it. */
inline struct span span_first(struct span s, size_t len)
{
	return (struct span){s.at, len < s.len ? len : s.len};
}

/* s without blanks, tabs, CR and LF at both ends. */
struct span span_trim(struct span s);

bool span_is(struct span s, const char *text);

inline bool span_same(struct span a, struct span b)
{
	return a.len == b.len && (!a.len || memcmp(a.at, b.at, a.len) == 0);
}

/* Inline, as is span_take_text(): with a literal text they compare a word. */
inline bool span_starts(struct span s, const char *text)
{
	size_t len = strlen(text);

	return s.len >= len && memcmp(s.at, text, len) == 0;
}

bool span_ends(struct span s, const char *text);

/* Offset of the first occurrence of text in s, or SPAN_NONE. */
size_t span_find_bytes(struct span s, const char *text, size_t len);

inline size_t span_find(struct span s, const char *text)
{
	return span_find_bytes(s, text, strlen(text));
}

inline size_t span_find_span(struct span s, struct span part)
{
	return span_find_bytes(s, part.at, part.len);
}

inline bool span_has(struct span s, const char *text)
{
	return span_find(s, text) != SPAN_NONE;
}

/* Offset of the first line but the first that begins with this byte, or SPAN_NONE;
 * the newlines before it, or all of them, are added to *newlines. */
size_t span_find_line(struct span s, char begins, uint64_t *newlines);

/* Does one of these texts, a list that ends in NULL, stand in s?  NULL is an empty list. */
bool span_has_any(struct span s, const char *const *texts);

/* Take exactly this text. */
inline bool span_take_text(struct span *s, const char *text)
{
	if (!span_starts(*s, text))
		return false;
	*s = span_from(*s, strlen(text));
	return true;
}

/* Take everything up to the end of the first occurrence of text. */
bool span_take_past(struct span *s, const char *text);

/* Take blanks and tabs; true if there was at least one. */
bool span_take_blanks(struct span *s);

/* Take everything before the first byte that is in stops, at least one byte.
 * *out gets it; the stop stays.  The end of the span counts as a stop. */
bool span_take_until(struct span *s, const char *stops, struct span *out);

/* Take a number; false if there is no digit or it does not fit in 64 bits. */
bool span_take_dec(struct span *s, uint64_t *out);
bool span_take_hex(struct span *s, uint64_t *out);

/* The next word after blanks: bytes up to the next blank or the end. */
bool span_take_word(struct span *s, struct span *out);

/* Copy into a C string of the given size: cut if too long, always NUL-ended,
 * every byte that is not printable ASCII becomes '?'.  size is at least 1. */
void span_copy(char *to, size_t size, struct span s);

static inline bool char_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool char_is_alnum(char c)
{
	return char_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The value of a hexadecimal digit, or -1. */
int char_hex(char c);

#endif
