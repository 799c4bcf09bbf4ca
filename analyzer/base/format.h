/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * format - text from values: what snprintf() does, as far as it is needed here.
 *
 *	text_format(text, sizeof(text), "%s+0x%x/0x%x", symbol, offset, size);
 *
 * musl's own is 11 KiB of the program's 256, most of it for floating point.
 *
 *	%%  %c  %s      a character, a string
 *	%d  %u  %x      a number, with l, ll or z in front if it is longer than int
 *	-  0  width     pad on the right, with zeros; width and precision may be *
 *	.precision      of %s: at most so many bytes; of numbers: not supported
 *
 * A conversion that is not among these ends the text; a test looks for them in the
 * sources.
 */
#ifndef KD_BASE_FORMAT_H
#define KD_BASE_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/* Write at most size bytes, the NUL included, that always ends the text if size is not
 * 0.  Returns the length of the whole text, which was cut if that is size or more. */
int text_format(char *to, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int text_vformat(char *to, size_t size, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

#endif
