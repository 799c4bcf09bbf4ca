/* SPDX-License-Identifier: GPL-2.0-or-later */
/* line - one line of a kernel log without what the transport put around it. */
#include "line/line.h"

bool line_take_stamp(struct span *s, int64_t *time_us)
{
	struct span in = *s, digits;
	uint64_t seconds, micros;

	if (!span_take_text(&in, "["))
		return false;
	span_take_blanks(&in);
	if (!span_take_dec(&in, &seconds) || seconds > 4000000000u || !span_take_text(&in, "."))
		return false;
	digits = in;
	if (!span_take_dec(&in, &micros) || digits.len - in.len != 6 || !span_take_text(&in, "]"))
		return false;
	if (time_us)
		*time_us = (int64_t)(seconds * 1000000 + micros);
	*s = in;
	return true;
}

/* "<4>", "<14>": the value is facility * 8 + level, facility 0 is the kernel. */
static bool take_level(struct span *s, struct line *line)
{
	struct span in = *s;
	uint64_t value;

	if (!span_take_text(&in, "<") || !span_take_dec(&in, &value) || value > 255 ||
	    !span_take_text(&in, ">"))
		return false;
	line->level = (int8_t)(value & 7);
	line->user = value > 7;
	*s = in;
	return true;
}

/* "[ T5830]", "[    C1]", and makedumpfile's " [    T417]". */
static bool take_caller(struct span *s, struct line *line)
{
	struct span in = *s;
	uint64_t id;
	char kind;

	span_take_blanks(&in);
	if (!span_take_text(&in, "["))
		return false;
	span_take_blanks(&in);
	if (!in.len || (in.at[0] != 'T' && in.at[0] != 'C'))
		return false;
	kind = in.at[0];
	in = span_from(in, 1);
	if (!span_take_dec(&in, &id) || id > UINT32_MAX || !span_take_text(&in, "]"))
		return false;
	line->caller = kind;
	line->caller_id = (uint32_t)id;
	*s = in;
	return true;
}

/* "** 2499 printk messages dropped ** ", in front of the stamp or behind it. */
static bool take_loss(struct span *s, struct line *line)
{
	struct span in = *s;
	size_t end;

	if (!span_take_text(&in, "** "))
		return false;
	end = span_find(in, " dropped **");
	if (end == SPAN_NONE || !span_has(span_first(in, end), "message"))
		return false;
	in = span_from(in, end + sizeof(" dropped **") - 1);
	span_take_blanks(&in);
	line->lossy = true;
	*s = in;
	return true;
}

/* "localhost login: [  12.345678] ...": a console shared with getty. */
static bool take_login(struct span *s)
{
	struct span in = span_first(*s, 80), rest;
	size_t end = span_find(in, "login: [");

	if (end == SPAN_NONE)
		return false;
	rest = span_from(*s, end + sizeof("login: ") - 1);
	if (!line_take_stamp(&(struct span){rest.at, rest.len}, NULL))
		return false;
	*s = rest;
	return true;
}

void line_decode(struct span raw, struct line *line)
{
	*line = (struct line){.time_us = LINE_NO_TIME, .level = -1};

	while (raw.len && raw.at[raw.len - 1] == '\r')
		raw.len--;
	take_level(&raw, line);
	take_loss(&raw, line);
	if (raw.len && raw.at[0] != '[')
		take_login(&raw);
	if (line_take_stamp(&raw, &line->time_us)) {
		take_caller(&raw, line);
		/* One blank belongs to the prefix, the others to the text. */
		if (raw.len && raw.at[0] == ' ')
			raw = span_from(raw, 1);
	}
	take_loss(&raw, line);
	line->text = raw;
}
