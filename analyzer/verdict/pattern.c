/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pattern - text in which a star stands for anything. */
#include "verdict/pattern.h"

static bool is(struct span a, struct span b)
{
	return a.len == b.len && (!a.len || memcmp(a.at, b.at, a.len) == 0);
}

/* The last piece, which nothing may follow if it is at the end of the whole. */
static bool ends_with(struct span text, struct span piece)
{
	return text.len >= piece.len && is(span_from(text, text.len - piece.len), piece);
}

bool pattern_is(struct span pattern, struct span text)
{
	size_t star = span_find(pattern, "*");
	struct span piece = span_first(pattern, star);

	if (star == SPAN_NONE)
		return is(pattern, text);
	if (!is(span_first(text, piece.len), piece))
		return false;
	text = span_from(text, piece.len);
	pattern = span_from(pattern, star + 1);
	/* Taking each piece at its first place leaves most of the text for the rest. */
	for (; (star = span_find(pattern, "*")) != SPAN_NONE;
	     pattern = span_from(pattern, star + 1)) {
		size_t at;

		piece = span_first(pattern, star);
		at = span_find_span(text, piece);
		if (at == SPAN_NONE)
			return false;
		text = span_from(text, at + piece.len);
	}
	return ends_with(text, pattern);
}

bool pattern_in(struct span pattern, struct span text)
{
	for (;;) {
		size_t star = span_find(pattern, "*");
		struct span piece = span_first(pattern, star);
		size_t at = span_find_span(text, piece);

		if (at == SPAN_NONE)
			return false;
		if (star == SPAN_NONE)
			return true;
		text = span_from(text, at + piece.len);
		pattern = span_from(pattern, star + 1);
	}
}
