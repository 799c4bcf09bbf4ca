/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reader - any pieces in, whole lines out.
 *
 *	reader_init(&r, take_line, context);
 *	while ((n = read(fd, reader_space(&r, &room), room)) > 0)
 *		reader_filled(&r, n);
 *	reader_end(&r);
 *
 * take_line is called for each line, in order, from within filled and end.  The
 * lines do not depend on how the input was cut into pieces.
 *
 * Lines that nobody wants
 *
 * A log is long and what matters in it is short.  With reader_skim() a scanner
 * says what to look for, and while take_line returns false, only these lines
 * are handed out: those that hold one of the patterns, the READER_BEFORE
 * lines before each, and lines longer than READER_LONG.  All others are counted and
 * never decoded.  Patterns are looked for in the whole raw line without what is
 * removed from it, so a text that take_line finds is found here too.
 *
 * Of a line that holds a pattern reader_judge() asks whether it needs those before
 * it, because a dozen lines cost a dozen times as much as one.
 *
 * What it makes good on the way:
 *
 * - carriage returns, NUL bytes and ANSI colour sequences are removed;
 * - a log pasted without its newlines comes out as lines again (paste.h).
 *
 * A raw line longer than LIMIT_LINE goes on as further lines marked .split;
 * nothing of it is lost.
 */
#ifndef KD_LINE_READER_H
#define KD_LINE_READER_H

#include "base/limits.h"
#include "base/scan.h"
#include "line/paste.h"

/* A line longer than this, or a little shorter, is always handed out. */
#define READER_LONG (2 * SCAN_STRETCH)

/* A log is read line by line up to here, because getting ready to pass over lines
 * takes as long; in bytes. */
#define READER_SHORT 32768

/* What is read at a time: it should stay in the processor's second cache. */
#define READER_CHUNK 65536

/* Lines before the one being looked at that may still be wanted. */
#define READER_BEFORE  (LIMIT_BEFORE + PASTE_RECORD_LINES)
#define READER_HISTORY (READER_BEFORE * READER_LONG)

struct reader {
	struct paste paste;	 /* takes the whole raw lines and hands out */
	struct scanner *scanner; /* NULL: every line is wanted */
	line_judge *judge;	 /* NULL: every line needs those before it */
	uint64_t bytes;		 /* filled so far */

	/* buffer[kept..at) are lines that were not handed out, buffer[at..end)
	 * is not looked at yet; both begin at the beginning of a line, at not
	 * if part of it is in raw[] or was handed out. */
	size_t kept, at, end;
	char buffer[READER_HISTORY + LIMIT_LINE + READER_CHUNK];

	/* The line being cleaned. */
	size_t len;
	bool pasted; /* raw[] continues a line that is being cut */
	bool escape; /* an ESC byte stands in this line */
	char raw[LIMIT_LINE];
};

/* Hand out every line.  The struct need not be cleared. */
void reader_init(struct reader *r, line_taker *take_line, void *context);

/* Pass over lines that nobody wants; s must live as long as the reader. */
void reader_skim(struct reader *r, struct scanner *s);

/* While lines are passed over, ask of one that holds a pattern what it wants of those
 * before it; only of whole lines that are stamped and need no cleaning.  judge() gets
 * the context of take_line and changes nothing.  Lines that are handed out only
 * because they stand before another are LINE_BEFORE, one that leaves those before it
 * is LINE_ASIDE. */
void reader_judge(struct reader *r, line_judge *judge);

/* Where to put the next bytes; *room gets how many there may be, at least
 * READER_CHUNK. */
char *reader_space(struct reader *r, size_t *room);

/* The next n bytes are there. */
void reader_filled(struct reader *r, size_t n);

/* The same for bytes that lie elsewhere. */
void reader_push(struct reader *r, struct span piece);

/* Hand out a last line that has no newline.  Returns true if there was one:
 * the log ends in the middle of a line. */
bool reader_end(struct reader *r);

#endif
