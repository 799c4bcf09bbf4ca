/* SPDX-License-Identifier: GPL-2.0-or-later */
/* capture - the text of one report while it is being printed. */
#include "event/capture.h"

#include <string.h>

void capture_begin(struct capture *c, const struct line *line)
{
	memset(c, 0, offsetof(struct capture, lines));
	c->open = true;
	c->caller = line->caller;
	c->caller_id = line->caller_id;
	c->line_number = line->number;
	c->last_number = line->number;
	c->last_us = LINE_NO_TIME;
}

uint32_t capture_oops_number(struct span text)
{
	uint64_t number;

	if (!span_take_past(&text, "[#") || !span_take_dec(&text, &number) ||
	    !span_starts(text, "]"))
		return 0;
	return number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
}

void capture_add(struct capture *c, const struct line *line)
{
	struct captured *slot;

	if (line->time_us != LINE_NO_TIME)
		c->last_us = line->time_us;
	c->last_number = line->number;
	if (c->count == LIMIT_CAPTURE_LINES || line->text.len > LIMIT_CAPTURE_TEXT - c->used) {
		c->full = true;
		return;
	}
	slot = &c->lines[c->count++];
	slot->at = (uint32_t)c->used;
	slot->len = (uint32_t)line->text.len;
	slot->time_us = line->time_us;
	if (line->text.len)
		memcpy(c->text + c->used, line->text.at, line->text.len);
	c->used += line->text.len;
}

unsigned int capture_first(const struct capture *c)
{
	bool lost = c->kind->id == KIND_oops_cut || c->kind->role == ROLE_REST || c->prelude;

	return lost ? 0 : c->head;
}

struct span capture_text(const struct capture *c, unsigned int i)
{
	if (i >= c->count)
		return (struct span){c->text, 0};
	return (struct span){c->text + c->lines[i].at, c->lines[i].len};
}
