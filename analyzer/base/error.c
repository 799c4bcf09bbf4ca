/* SPDX-License-Identifier: GPL-2.0-or-later */
/* error - one sentence for the user, built from the bottom up. */
#include "base/error.h"

#include <stdarg.h>
#include <string.h>

#include "base/format.h"

/* Mark a cut sentence; len is what vsnprintf would have liked to write. */
static void mark_cut(struct error *e, int len)
{
	if (len >= (int)sizeof(e->text))
		memcpy(e->text + sizeof(e->text) - 4, "...", 4);
}

void error_set(struct error *e, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	mark_cut(e, text_vformat(e->text, sizeof(e->text), format, args));
	va_end(args);
}

void error_prefix(struct error *e, const char *format, ...)
{
	struct error old = *e;
	va_list args;
	int len, rest;

	va_start(args, format);
	len = text_vformat(e->text, sizeof(e->text), format, args);
	va_end(args);
	if (len >= 0 && len < (int)sizeof(e->text)) {
		rest = text_format(e->text + len, sizeof(e->text) - (size_t)len, ": %s", old.text);
		len += rest;
	}
	mark_cut(e, len);
}
