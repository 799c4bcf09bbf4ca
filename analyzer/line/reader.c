/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reader - any pieces in, whole lines out. */
#include "line/reader.h"

#include <string.h>

void reader_init(struct reader *r, line_taker *take_line, void *context)
{
	paste_init(&r->paste, take_line, context);
	r->bytes = 0;
	r->len = 0;
	r->pasted = false;
	r->escape = false;
}

/* The buffer is full and the line has no end yet. */
static void overflow(struct reader *r)
{
	size_t done = paste_cut(&r->paste, (struct span){r->raw, r->len}, r->pasted, true);

	if (!done) { /* one part as long as the buffer */
		paste_hand_out(&r->paste, (struct span){r->raw, r->len}, true);
		done = r->len;
	}
	memmove(r->raw, r->raw + done, r->len - done);
	r->len -= done;
	r->pasted = true;
}

/* Length of the ANSI sequence "ESC [ parameters letter" that ends at raw[len],
 * or 0.  Only looked for when its last byte arrives, so no state is needed. */
static size_t ansi_length(const char *raw, size_t len, char last)
{
	size_t i = len;

	if (!((last >= 'a' && last <= 'z') || (last >= 'A' && last <= 'Z')))
		return 0;
	while (i && (char_is_digit(raw[i - 1]) || raw[i - 1] == ';' || raw[i - 1] == '?'))
		i--;
	if (i >= 2 && raw[i - 1] == '[' && raw[i - 2] == '\033')
		return len - i + 2;
	return 0;
}

/* A byte that no text of the kernel's needs and that a terminal may obey. */
static bool is_unwanted(char c)
{
	return c == '\r' || c == '\0';
}

static void take_byte(struct reader *r, char c)
{
	size_t ansi;

	if (is_unwanted(c))
		return;
	ansi = r->escape ? ansi_length(r->raw, r->len, c) : 0;
	if (ansi) {
		r->len -= ansi;
		return;
	}
	r->escape |= c == '\033';
	r->raw[r->len++] = c;
	if (r->len == sizeof(r->raw))
		overflow(r);
}

static void finish_line(struct reader *r)
{
	struct span raw = {r->raw, r->len};

	/* The newline of a paste whose last part was handed out already. */
	if (!(r->pasted && !r->len))
		paste_cut(&r->paste, raw, r->pasted, false);
	r->len = 0;
	r->pasted = false;
	r->escape = false;
}

/* Does any of the eight bytes lie below ' '?  Each byte's top bit comes out set
 * where subtracting 0x20 borrowed and the byte itself is 7-bit. */
static bool any_control(const char *eight)
{
	uint64_t word;

	memcpy(&word, eight, sizeof(word));
	return (word - 0x2020202020202020) & ~word & 0x8080808080808080;
}

/* Bytes at the front of piece that are text and nothing else. */
static size_t plain_length(struct span piece)
{
	size_t n = 0;

	while (n + 8 <= piece.len && !any_control(piece.at + n))
		n += 8;
	while (n < piece.len && (unsigned char)piece.at[n] >= ' ')
		n++;
	return n;
}

/* Copy bytes that need no look of their own; stops before the buffer is full. */
static size_t take_plain(struct reader *r, struct span piece)
{
	size_t room = sizeof(r->raw) - 1 - r->len;
	size_t n = plain_length(span_first(piece, room));

	memcpy(r->raw + r->len, piece.at, n);
	r->len += n;
	return n;
}

/* A whole plain line at the front of piece is handed out where it stands.
 * Returns its length with the newline, or 0. */
static size_t take_whole_line(struct reader *r, struct span piece)
{
	size_t n = plain_length(span_first(piece, sizeof(r->raw) - 1));

	if (r->len || r->pasted || n == piece.len || piece.at[n] != '\n')
		return 0;
	paste_cut(&r->paste, span_first(piece, n), false, false);
	return n + 1;
}

/* One step through the piece; returns the bytes taken, at least one. */
static size_t take_some(struct reader *r, struct span piece)
{
	size_t n = take_whole_line(r, piece);

	/* While an escape sequence may be open, every byte needs a look. */
	if (!n && !r->escape)
		n = take_plain(r, piece);
	if (n)
		return n;
	if (piece.at[0] == '\n')
		finish_line(r);
	else
		take_byte(r, piece.at[0]);
	return 1;
}

void reader_push(struct reader *r, struct span piece)
{
	r->bytes += piece.len;
	while (piece.len)
		piece = span_from(piece, take_some(r, piece));
}

bool reader_end(struct reader *r)
{
	bool unfinished = r->len > 0;

	if (unfinished)
		finish_line(r);
	return unfinished;
}
