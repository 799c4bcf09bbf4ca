/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unescape - what a transport wrote in place of a byte, made that byte again. */
#include "line/unescape.h"

#define ESC '\033'

/* Nothing is written for a carriage return. */
#define NOTHING '\r'

static const struct escape {
	const char *text;
	char byte;
	bool web;
} escapes[] = {
	{"\\x0a", '\n', false},	 {"\\x09", '\t', false},    {"\\x0d", NOTHING, false},
	{"\\x1b", ESC, false},	 {"\\x5c", '\\', false},    {"\\012", '\n', false},
	{"\\011", '\t', false},	 {"\\015", NOTHING, false}, {"\\033", ESC, false},
	{"#012", '\n', false},	 {"#011", '\t', false},	    {"#015", NOTHING, false},
	{"#033", ESC, false},	 {"&lt;", '<', true},	    {"&gt;", '>', true},
	{"&amp;", '&', true},	 {"&quot;", '"', true},	    {"&nbsp;", ' ', true},
	{"\xc2\xa0", ' ', true},
};

/* "&#39;", "&#x27;": a printable character by its number. */
static bool take_number_entity(struct span *s, char *byte)
{
	struct span in = *s;
	uint64_t code;

	if (!span_take_text(&in, "&#") ||
	    !(span_take_text(&in, "x") ? span_take_hex(&in, &code) : span_take_dec(&in, &code)) ||
	    code < ' ' || code > '~' || !span_take_text(&in, ";"))
		return false;
	*byte = (char)code;
	*s = in;
	return true;
}

/* s390 marks the faulting row of its code: "#0110b2c4: a7f4000a". */
static bool is_code_row(struct span s)
{
	size_t n = 1;

	if (s.at[0] != '#')
		return false;
	while (n < s.len && char_hex(s.at[n]) >= 0)
		n++;
	return n > 8 && n < s.len && s.at[n] == ':';
}

static const struct escape *escape_at(struct span s, bool copies)
{
	for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
		const struct escape *e = &escapes[i];

		if (e->text[0] == s.at[0] && (e->web || !copies) && span_starts(s, e->text))
			return is_code_row(s) ? NULL : e;
	}
	return NULL;
}

/* "[1;31m", what follows ESC in a colour sequence. */
static void take_ansi(struct span *s)
{
	struct span in = *s;

	if (!span_take_text(&in, "["))
		return;
	while (in.len && (char_is_digit(in.at[0]) || in.at[0] == ';' || in.at[0] == '?'))
		in = span_from(in, 1);
	if (in.len && char_is_alnum(in.at[0]))
		*s = span_from(in, 1);
}

#define EIGHT(byte) (0x0101010101010101 * (uint64_t)(byte))

/* Is one of the eight bytes in word a backslash, '&', '#', or no ASCII?  Adding
 * 0x7f to what is below 0x80 sets the top bit of all but zero. */
static bool any_begins_escape(const char *eight)
{
	uint64_t word, none;

	memcpy(&word, eight, sizeof(word));
	none = ((word ^ EIGHT('\\')) + EIGHT(0x7f)) & ((word ^ EIGHT('&')) + EIGHT(0x7f)) &
	       ((word ^ EIGHT('#')) + EIGHT(0x7f));
	return (word | ~none) & EIGHT(0x80);
}

bool unescape_needed(struct span raw)
{
	char few[8] = "        ";

	if (raw.len < sizeof(few)) {
		if (raw.len)
			memcpy(few, raw.at, raw.len);
		return any_begins_escape(few);
	}
	for (size_t i = 0; i + 8 < raw.len; i += 8)
		if (any_begins_escape(raw.at + i))
			return true;
	return any_begins_escape(raw.at + raw.len - 8);
}

size_t unescape(char *out, struct span raw, bool copies)
{
	size_t len = 0;

	while (raw.len) {
		const struct escape *e = escape_at(raw, copies);

		if (!e && take_number_entity(&raw, &out[len])) {
			len++;
			continue;
		}
		if (!e) {
			out[len++] = raw.at[0];
			raw = span_from(raw, 1);
			continue;
		}
		raw = span_from(raw, strlen(e->text));
		if (e->byte == ESC)
			take_ansi(&raw);
		else if (e->byte != NOTHING)
			out[len++] = e->byte;
	}
	return len;
}
