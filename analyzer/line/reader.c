/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reader - any pieces in, whole lines out. */
#include "line/reader.h"

#include <string.h>

void reader_init(struct reader *r, reader_take_line *take_line, void *context)
{
	r->take_line = take_line;
	r->context = context;
	r->number = 0;
	r->bytes = 0;
	r->len = 0;
	r->pasted = false;
	r->escape = false;
}

static void hand_out(struct reader *r, struct span raw, bool split)
{
	struct line line;

	line_decode(raw, &line);
	line.number = ++r->number;
	line.split = split;
	r->take_line(r->context, &line);
}

/* Does "[ 1234.567890]" followed by a blank or a caller stand at offset i? */
static bool stamp_at(struct span raw, size_t i)
{
	struct span in = span_from(raw, i);

	return line_take_stamp(&in, NULL) && (!in.len || in.at[0] == ' ' || in.at[0] == '[');
}

/* Offset of the next time stamp behind from that follows a blank, or SPAN_NONE. */
static size_t next_stamp(struct span raw, size_t from)
{
	for (size_t i = from + 1; i < raw.len; i++) {
		const char *hit = memchr(raw.at + i, '[', raw.len - i);

		if (!hit)
			break;
		i = (size_t)(hit - raw.at);
		if (hit[-1] == ' ' && stamp_at(raw, i))
			return i;
	}
	return SPAN_NONE;
}

/* What begins a line in an oops of any generation; where there are no time
 * stamps, a paste is cut before these. */
static const char *const line_beginnings[] = {
	" BUG: ",
	" kernel BUG at ",
	" Oops: ",
	" CPU: ",
	" Pid: ",
	" RIP: ",
	" RSP: ",
	" RAX: ",
	" RDX: ",
	" RBP: ",
	" R10: ",
	" R13: ",
	" FS: ",
	" CS: ",
	" CR2: ",
	" Code: ",
	" Call Trace:",
	" Hardware name: ",
	" Modules linked in: ",
	" Stack:",
	" <TASK> ",
	" </TASK>",
	" [<ffff",
	" ---[ end trace ",
};

static size_t next_beginning(struct span raw, size_t from)
{
	size_t best = SPAN_NONE;

	for (size_t i = 0; i < sizeof(line_beginnings) / sizeof(line_beginnings[0]); i++) {
		size_t hit = span_find(span_from(raw, from), line_beginnings[i]);

		if (hit != SPAN_NONE && from + hit < best)
			best = from + hit;
	}
	return best == SPAN_NONE ? best : best + 1;
}

/* How a raw line is to be cut: not at all, before stamps, before words. */
enum cut { CUT_NOT, CUT_STAMPS, CUT_WORDS };

static enum cut how_to_cut(struct span raw, bool pasted)
{
	size_t hit = next_stamp(raw, 0);

	if (hit != SPAN_NONE && (pasted || next_stamp(raw, hit) != SPAN_NONE))
		return CUT_STAMPS;
	if (hit == SPAN_NONE && raw.len > 200 && span_has(raw, " Call Trace:") &&
	    (span_has(raw, " RIP: ") || span_has(raw, "CPU: ")) && !stamp_at(raw, 0))
		return CUT_WORDS;
	return CUT_NOT;
}

/* Hand out raw, cut into lines where it is a paste.  If more of the same raw
 * line is to come, the last part is kept back; returns its offset. */
static size_t hand_out_cut(struct reader *r, struct span raw, bool more)
{
	enum cut cut = how_to_cut(raw, r->pasted);
	size_t from = 0, to;

	while (cut != CUT_NOT) {
		struct span rest = span_from(raw, from);

		to = cut == CUT_STAMPS ? next_stamp(rest, 0) : next_beginning(rest, 1);
		if (to == SPAN_NONE || !rest.len)
			break;
		hand_out(r, span_trim(span_first(rest, to)), true);
		from += to;
	}
	if (more && cut != CUT_NOT)
		return from;
	hand_out(r, span_from(raw, from), r->pasted || more || from);
	return raw.len;
}

/* The buffer is full and the line has no end yet. */
static void overflow(struct reader *r)
{
	size_t done = hand_out_cut(r, (struct span){r->raw, r->len}, true);

	if (!done) { /* one part as long as the buffer */
		hand_out(r, (struct span){r->raw, r->len}, true);
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
		hand_out_cut(r, raw, false);
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
	hand_out_cut(r, span_first(piece, n), false);
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
