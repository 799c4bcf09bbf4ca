/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * out - text written into a fixed buffer that remembers that it was cut.
 *
 * Writing never fails: what does not fit is left out whole (one call's text is
 * written completely or not at all) and counted in .lost, so a caller can
 * write everything and look once.  The buffer belongs to the caller and always
 * holds a C string.
 */
#ifndef KD_BASE_OUT_H
#define KD_BASE_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

struct out {
	char *at;
	size_t size;	   /* of the buffer, at least 1 */
	size_t len;	   /* of the text, always < size */
	unsigned int lost; /* calls whose text did not fit */
};

/* Begin with an empty text in this buffer. */
void out_init(struct out *o, char *buffer, size_t size);

/* Append text; false if it did not fit and was left out. */
bool out_text(struct out *o, const char *text);
bool out_span(struct out *o, struct span s);
bool out_char(struct out *o, char c);

/* Append formatted text, at most 1023 bytes a call. */
bool out_fmt(struct out *o, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Append words so that no line is longer than width columns: further lines
 * begin with indent blanks.  column is where the first line stands now.  Words
 * longer than a line are not broken.  Written completely or not at all. */
bool out_wrapped(struct out *o, const char *text, size_t column, size_t indent, size_t width);

#endif
