/* SPDX-License-Identifier: GPL-2.0-or-later */
/* trouble - what went wrong while the dump was saved. */
#include "event/trouble.h"

#include <string.h>

static const char *const marks[] = {
	"I/O error",
	"No space left",
	"Out of memory: Kill",
	"page allocation failure",
	"not responding",
	"EXT4-fs error",
	"Corruption of in-memory data",
	"timed out",
	"makedumpfile Failed",
	"saving vmcore failed",
	NULL,
};

bool trouble_take_line(void *context, const struct line *line)
{
	struct trouble *t = context;
	unsigned int slot = t->count < TROUBLE_LINES ? t->count : TROUBLE_LINES - 1;

	if (!span_has_any(line->text, marks))
		return true;
	if (t->count >= TROUBLE_LINES)
		memmove(t->lines[0], t->lines[1], sizeof(t->lines) - sizeof(t->lines[0]));
	span_copy(t->lines[slot], sizeof(t->lines[slot]), span_trim(line->text));
	t->count++;
	return true;
}
