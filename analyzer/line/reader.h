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
 * - a log pasted without its newlines comes out as lines again (paste.h).
 *
 * A raw line longer than LIMIT_LINE goes on as further lines marked .split;
 * nothing of it is lost.
 */
#ifndef KD_LINE_READER_H
#define KD_LINE_READER_H

#include "base/limits.h"
#include "line/paste.h"

struct reader {
	struct paste paste; /* takes the whole raw lines and hands out */
	uint64_t bytes;	    /* pushed so far */
	size_t len;	    /* of the unfinished line in raw[] */
	bool pasted;	    /* raw[] continues a line that is being cut */
	bool escape;	    /* an ESC byte stands in this line */
	char raw[LIMIT_LINE];
};

void reader_init(struct reader *r, line_taker *take_line, void *context);
void reader_push(struct reader *r, struct span piece);

/* Hand out a last line that has no newline.  Returns true if there was one:
 * the log ends in the middle of a line. */
bool reader_end(struct reader *r);

#endif
