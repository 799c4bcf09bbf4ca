/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * section - a part of diagnosis.txt in the making.
 *
 *	WHAT HAPPENED
 *	 kernel   4.18.0-305.3.1.el8.x86_64 #1, x86_64
 *	 message  list_del corruption, ffff91bc2ad47048->prev is LIST_POISON2
 *	 (2 more left out)
 *
 * Its heading is written with its first item; an item that would go beyond limit is
 * left out whole and counted.  The lines of an item behind its first one begin with
 * SECTION_LABEL blanks.
 */
#ifndef KD_REPORT_SECTION_H
#define KD_REPORT_SECTION_H

#include "report/report.h"

/* Columns of a line, and those before an item's text. */
enum { SECTION_WIDTH = 78, SECTION_LABEL = 10 };

/* Bytes of an item's text, cut beyond, and of what stands around and between its lines. */
enum { SECTION_ITEM = 1200, SECTION_AROUND = 200 };

/* Room for the note that a section had more to say. */
enum { SECTION_MORE = 32 };

struct section {
	struct out *out;
	const char *heading;
	size_t limit; /* of out->len */
	bool begun;
	unsigned int dropped;
};

/* Write the heading into o, in front of the first item. */
void section_heading(struct section *s, struct out *o);

/* Append what was rendered into o, heading included, or count it as dropped. */
void section_put(struct section *s, const struct out *o);

/* " label   text", wrapped; nothing where there is no text. */
void section_text(struct section *s, const char *label, const char *text);
void section_fmt(struct section *s, const char *label, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* " label   text" on one line, however long: what is quoted from the log, or
 * searched for, must not be broken. */
void section_quoted(struct section *s, const char *label, const char *text);

/* Say how many items were left out. */
void section_end(struct section *s);

/* --- sections with a file of their own ----------------------------------------- */

typedef void section_filler(struct section *s, const struct diagnosis *d,
			    const struct report_context *c);

section_filler text_why, text_timeline, text_trace, text_processors;

/* Room for "f+0x1/0x20 [module]"; "module+0x123" where the module's symbols are not
 * known.  Returns to. */
enum { SYMBOL_TEXT = LIMIT_SYMBOL + LIMIT_MODULE + 40 };
const char *text_of_symbol(char to[SYMBOL_TEXT], const struct symbol *at);

#endif
