/* SPDX-License-Identifier: GPL-2.0-or-later */
/* capture - the text of one report while it is being printed. */
#include "event/capture.h"

#include <string.h>

void capture_begin(struct capture *c, const struct line *line)
{
	c->open = true;
	c->end = CAPTURE_FOLLOWED;
	c->all_cpus = false;
	c->kind = c->prelude = NULL;
	c->caller = line->caller;
	c->caller_id = line->caller_id;
	c->head = 0;
	c->count = 0;
	c->trigger = 0;
	c->line_number = line->number;
	c->last_number = line->number;
	c->last_us = LINE_NO_TIME;
	c->panic = NULL;
	c->panic_text[0] = '\0';
	c->oops = 0;
	c->repeats = false;
	c->place = 0;
	c->full = false;
	c->ended = 0;
	c->boot = 0;
	c->saves_dump = false;
	c->used = 0;
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
