/* SPDX-License-Identifier: GPL-2.0-or-later */
/* section - a part of diagnosis.txt in the making. */
#include "report/section.h"

#include <stdarg.h>

#include "base/format.h"

void section_heading(struct section *s, struct out *o)
{
	if (!s->begun)
		out_fmt(o, "%s%s\n", s->out->len ? "\n" : "", s->heading);
}

void section_put(struct section *s, const struct out *o)
{
	if (o->lost || s->out->len + o->len + SECTION_MORE > s->limit) {
		s->dropped++;
		return;
	}
	out_span(s->out, (struct span){o->at, o->len});
	s->begun = true;
}

void section_text(struct section *s, const char *label, const char *text)
{
	char buffer[SECTION_ITEM + SECTION_AROUND];
	struct out o;

	if (!text || !text[0])
		return;
	out_init(&o, buffer, sizeof(buffer));
	section_heading(s, &o);
	out_fmt(&o, " %-8s ", label);
	out_wrapped(&o, text, SECTION_LABEL, SECTION_LABEL, SECTION_WIDTH);
	out_char(&o, '\n');
	section_put(s, &o);
}

void section_quoted(struct section *s, const char *label, const char *text)
{
	char buffer[LIMIT_TEXT * 2];
	struct out o;

	if (!text || !text[0])
		return;
	out_init(&o, buffer, sizeof(buffer));
	section_heading(s, &o);
	out_fmt(&o, " %-8s %s\n", label, text);
	section_put(s, &o);
}

void section_fmt(struct section *s, const char *label, const char *format, ...)
{
	char text[SECTION_ITEM];
	va_list args;

	va_start(args, format);
	text_vformat(text, sizeof(text), format, args);
	va_end(args);
	section_text(s, label, text);
}

void section_end(struct section *s)
{
	if (s->dropped && s->begun)
		out_fmt(s->out, " (%u more left out)\n", s->dropped);
}
