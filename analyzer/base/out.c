/* SPDX-License-Identifier: GPL-2.0-or-later */
/* out - text written into a fixed buffer that remembers that it was cut. */
#include "base/out.h"

#include <stdarg.h>
#include <string.h>

#include "base/format.h"

void out_init(struct out *o, char *buffer, size_t size)
{
	*o = (struct out){.at = buffer, .size = size};
	buffer[0] = '\0';
}

bool out_span(struct out *o, struct span s)
{
	if (s.len >= o->size - o->len) {
		o->lost++;
		return false;
	}
	if (s.len)
		memcpy(o->at + o->len, s.at, s.len);
	o->len += s.len;
	o->at[o->len] = '\0';
	return true;
}

bool out_text(struct out *o, const char *text)
{
	return out_span(o, span_of(text));
}

bool out_char(struct out *o, char c)
{
	return out_span(o, (struct span){&c, 1});
}

bool out_fmt(struct out *o, const char *format, ...)
{
	char text[1024];
	va_list args;
	int len;

	va_start(args, format);
	len = text_vformat(text, sizeof(text), format, args);
	va_end(args);
	if (len < 0 || (size_t)len >= sizeof(text)) {
		o->lost++;
		return false;
	}
	return out_span(o, (struct span){text, (size_t)len});
}

/* The line break before a further line: newline and the indent. */
static void break_line(struct out *o, size_t indent)
{
	out_char(o, '\n');
	while (indent--)
		out_char(o, ' ');
}

bool out_wrapped(struct out *o, const char *text, size_t column, size_t indent, size_t width)
{
	struct out saved = *o;
	struct span in = span_of(text), word;
	bool first = true;

	while (span_take_word(&in, &word)) {
		if (!first && column + 1 + word.len > width) {
			break_line(o, indent);
			column = indent;
		} else if (!first) {
			out_char(o, ' ');
			column++;
		}
		out_span(o, word);
		column += word.len;
		first = false;
	}
	if (o->lost == saved.lost)
		return true;
	*o = saved;
	o->at[o->len] = '\0';
	o->lost++;
	return false;
}
