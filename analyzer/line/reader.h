/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reader - any pieces in, whole lines out.
 *
 *	reader_init(&r, take_line, context);
 *	while ((n = read(fd, buffer, sizeof(buffer))) > 0)
 *		reader_push(&r, (struct span){buffer, n});
 *	reader_end(&r);
 *
 * take_line is called once for each line, in order, from within push and end.
 * The lines do not depend on how the input was cut into pieces.
 *
 * What it makes good on the way:
 *
 * - carriage returns, NUL bytes and ANSI colour sequences are removed;
 * - a log pasted without its newlines comes out as lines again: a raw line
 *   with two or more further time stamps is cut before each of them, and one
 *   without any stamp that holds a whole report is cut before the words that
 *   begin a line in every oops (" RIP: ", " Call Trace:", " [<ffff...").
 *   A line with just one further stamp is two lines that a console merged: it
 *   is left as it is, because the damage is a fact about the report.
 *
 * A raw line longer than LIMIT_LINE goes on as further lines marked .split;
 * nothing of it is lost.
 */
#ifndef KD_LINE_READER_H
#define KD_LINE_READER_H

#include "base/limits.h"
#include "line/line.h"

typedef void reader_take_line(void *context, const struct line *line);

struct reader {
	reader_take_line *take_line;
	void *context;
	uint64_t number; /* lines handed out */
	uint64_t bytes;	 /* pushed so far */
	size_t len;	 /* of the unfinished line in raw[] */
	bool pasted;	 /* raw[] continues a line that is being cut */
	bool escape;	 /* an ESC byte stands in this line */
	char raw[LIMIT_LINE];
};

void reader_init(struct reader *r, reader_take_line *take_line, void *context);
void reader_push(struct reader *r, struct span piece);

/* Hand out a last line that has no newline.  Returns true if there was one:
 * the log ends in the middle of a line. */
bool reader_end(struct reader *r);

#endif
