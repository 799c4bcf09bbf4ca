/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reader - any pieces in, whole lines out. */
#include "line/reader.h"

#include <string.h>

#include "line/unescape.h"

void reader_init(struct reader *r, line_taker *take_line, void *context)
{
	paste_init(&r->paste, take_line, context);
	r->scanner = NULL;
	r->judge = NULL;
	r->bytes = 0;
	r->kept = r->at = r->end = 0;
	r->len = 0;
	r->pasted = false;
	r->escape = false;
}

void reader_skim(struct reader *r, struct scanner *s)
{
	r->scanner = s;
}

void reader_judge(struct reader *r, line_judge *judge)
{
	r->judge = judge;
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
	r->paste.number++;
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
	r->paste.number++;
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

/* Clean bytes and hand out the lines that they end. */
static void read_on(struct reader *r, struct span piece)
{
	while (piece.len)
		piece = span_from(piece, take_some(r, piece));
}

/* --- passing over lines that nobody wants ------------------------------------------- */

/* The eight bytes as a number that ends with the last of them; where one is a newline,
 * its top bit is set and all others are clear. */
static uint64_t newlines_in(const char *eight)
{
	const uint64_t low = 0x7f7f7f7f7f7f7f7f;
	uint64_t word;

	memcpy(&word, eight, sizeof(word));
	word ^= 0x0a0a0a0a0a0a0a0a;
	word = ~((((word & low) + low) | word) | low);
	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap64(word) : word;
}

/* Offset behind the last newline in buffer[from..to), or from. */
static size_t behind_newline(const struct reader *r, size_t from, size_t to)
{
	for (; to - from >= 8; to -= 8) {
		uint64_t newlines = newlines_in(r->buffer + to - 8);

		if (newlines)
			return to - (unsigned int)__builtin_clzll(newlines) / 8;
	}
	while (to > from && r->buffer[to - 1] != '\n')
		to--;
	return to;
}

/* Offset behind the first newline in buffer[from..end), or end. */
static size_t next_line(const struct reader *r, size_t from)
{
	const char *newline = memchr(r->buffer + from, '\n', r->end - from);

	return newline ? (size_t)(newline - r->buffer) + 1 : r->end;
}

/* Everything up to an offset is done with. */
static void move_to(struct reader *r, size_t at)
{
	r->at = r->kept = at;
}

static void hand_out_to(struct reader *r, size_t to)
{
	read_on(r, (struct span){r->buffer + r->at, to - r->at});
	move_to(r, to);
}

/* Does the line at this offset tell its own time, so that it goes on with no
 * record above it? */
static bool is_stamped(const struct reader *r, size_t at)
{
	struct line line;

	line_decode((struct span){r->buffer + at, next_line(r, at) - at}, &line);
	return line.stamped;
}

/* Before a line that is wanted, hand out those that stand before it, and where
 * these go on with a record, that too. */
static void hand_out_before(struct reader *r)
{
	size_t at = r->at, from = at;
	unsigned int lines = 0;

	while (from > r->kept && lines < READER_BEFORE) {
		if (lines >= LIMIT_BEFORE && is_stamped(r, from))
			break;
		from = behind_newline(r, r->kept, from - 1);
		lines++;
	}
	r->paste.number -= lines;
	r->at = from;
	r->paste.turn = LINE_BEFORE;
	hand_out_to(r, at);
	r->paste.turn = LINE_IN_TURN;
}

/* Does a line shorter than raw[] hold a pattern when it is cleaned, or when its
 * escapes are undone besides? */
static bool holds_pattern(struct reader *r, struct span line)
{
	struct span clean = {r->raw, 0}, plain = {r->paste.text, 0};
	bool found;

	for (size_t i = 0; i < line.len; i++)
		take_byte(r, line.at[i]);
	clean.len = r->len;
	found = scan_any(r->scanner, clean);
	if (!found && unescape_needed(clean)) {
		plain.len = unescape(r->paste.text, clean, false);
		found = scan_any(r->scanner, plain);
	}
	r->len = 0;
	r->escape = false;
	return found;
}

/* Scanning stopped at place, in the line that begins at r->at: is it wanted?
 * Not for an odd byte alone. */
static bool is_wanted(struct reader *r, size_t place, size_t end)
{
	struct span line = {r->buffer + r->at, end - 1 - r->at};

	return line.len >= SCAN_STRETCH || !sift_is_odd(r->buffer + place) ||
	       holds_pattern(r, line);
}

/* What does the line at r->at want of those before it? */
static enum line_before judge(const struct reader *r, size_t end)
{
	struct span raw = {r->buffer + r->at, end - 1 - r->at};
	struct line line;

	while (raw.len && raw.at[raw.len - 1] == '\r')
		raw.len--;
	if (!r->judge || raw.len >= sizeof(r->raw) || plain_length(raw) < raw.len ||
	    !paste_is_one_line(raw))
		return LINE_NEEDS_BEFORE;
	line_decode(raw, &line);
	line.number = r->paste.number + 1;
	return line.stamped ? r->judge(r->paste.context, &line) : LINE_NEEDS_BEFORE;
}

/* Hand out the line at r->at alone.  What a record above goes on with does not
 * change: if a line after this one needs those before it, they come once more. */
static void hand_out_aside(struct reader *r, size_t end)
{
	const size_t kept = r->kept;
	const struct line record = r->paste.record;
	const unsigned int goes_on = r->paste.goes_on;

	r->paste.turn = LINE_ASIDE;
	hand_out_to(r, end);
	r->paste.turn = LINE_IN_TURN;
	r->paste.record = record;
	r->paste.goes_on = goes_on;
	r->kept = kept;
}

/* Hand out the line at r->at, and before it what it needs. */
static void hand_out_wanted(struct reader *r, size_t end)
{
	enum line_before before = r->at > r->kept ? judge(r, end) : LINE_NEEDS_BEFORE;

	if (before == LINE_LEAVES_BEFORE) {
		hand_out_aside(r, end);
		return;
	}
	if (before == LINE_NEEDS_BEFORE)
		hand_out_before(r);
	hand_out_to(r, end);
}

/* Pass over lines in front of buffer[at..whole), up to behind the first one that
 * needs a look. */
static void skim(struct reader *r, size_t whole)
{
	struct span lines = {r->buffer + r->at, whole - r->at};
	uint64_t newlines;
	size_t place = r->at + scan_skip(r->scanner, lines, &newlines), end;

	r->paste.number += newlines;
	r->at = behind_newline(r, r->at, place);
	if (place == whole)
		return;
	end = next_line(r, r->at);
	if (is_wanted(r, place, end)) {
		hand_out_wanted(r, end);
	} else {
		r->paste.number++;
		r->at = end;
	}
}

static bool between_lines(const struct reader *r)
{
	return !r->len && !r->pasted;
}

/* Hand out the beginning of a line whose end is not there. */
static void hand_out_rest(struct reader *r)
{
	if (between_lines(r))
		hand_out_before(r);
	hand_out_to(r, r->end);
}

/* --- input ---------------------------------------------------------------------------- */

/* Where the lines begin that may still be wanted. */
static size_t history(const struct reader *r)
{
	size_t from = r->at, least = r->at > READER_HISTORY ? r->at - READER_HISTORY : 0;

	if (least < r->kept)
		least = r->kept;
	for (unsigned int lines = 0; from > least && lines < READER_BEFORE; lines++)
		from = behind_newline(r, least, from - 1);
	return from;
}

char *reader_space(struct reader *r, size_t *room)
{
	size_t keep;

	if (sizeof(r->buffer) - r->end < READER_CHUNK) {
		keep = history(r);
		memmove(r->buffer, r->buffer + keep, r->end - keep);
		r->kept = 0;
		r->at -= keep;
		r->end -= keep;
	}
	*room = READER_CHUNK;
	return r->buffer + r->end;
}

void reader_filled(struct reader *r, size_t n)
{
	size_t fresh = r->end, whole;

	if (r->scanner && !r->scanner->sift && r->bytes + n > READER_SHORT)
		scanner_hurry(r->scanner, sift_fastest());
	r->bytes += n;
	r->end += n;
	whole = behind_newline(r, fresh, r->end);
	if (whole == fresh)
		whole = r->at;
	while (r->at < whole) {
		if (r->scanner && r->scanner->sift && !r->paste.wanted && between_lines(r))
			skim(r, whole);
		else
			hand_out_to(r, next_line(r, r->at));
	}
	if (r->end - r->at >= LIMIT_LINE)
		hand_out_rest(r);
}

void reader_push(struct reader *r, struct span piece)
{
	while (piece.len) {
		size_t room;
		char *to = reader_space(r, &room);
		struct span front = span_first(piece, room);

		memcpy(to, front.at, front.len);
		reader_filled(r, front.len);
		piece = span_from(piece, front.len);
	}
}

bool reader_end(struct reader *r)
{
	bool unfinished;

	if (r->end > r->at)
		hand_out_rest(r);
	unfinished = !between_lines(r);
	if (unfinished)
		finish_line(r);
	return unfinished;
}
