/* SPDX-License-Identifier: GPL-2.0-or-later */
/* paste - what takes more than one raw line, or holds more than one line. */
#include "line/paste.h"

#include <string.h>

#include "line/stamp.h"
#include "line/unescape.h"

void paste_init(struct paste *p, line_taker *take_line, void *context)
{
	p->take_line = take_line;
	p->context = context;
	p->number = 0;
	p->wanted = true;
	p->turn = LINE_IN_TURN;
	p->goes_on = 0;
	p->record = (struct line){.record = false};
}

static void hand_out(struct paste *p, struct line *line, bool split)
{
	line->number = p->number + 1;
	line->split = split;
	line->turn = p->turn;
	if (line->record)
		p->record = *line;
	p->wanted = p->take_line(p->context, line);
}

/* A line without a stamp, right behind one of a record, goes on with it. */
static void continue_record(struct paste *p, struct line *line)
{
	const struct line *above = &p->record;
	bool begins = line->stamped || !above->record || above->number < p->number;

	p->goes_on = begins ? 0 : p->goes_on + 1;
	if (begins || p->goes_on > PASTE_RECORD_LINES)
		return;
	line->time_us = above->time_us;
	line->caller = above->caller;
	line->caller_id = above->caller_id;
	line->level = above->level;
	line->user |= above->user;
	line->stamped = line->record = true;
}

/* raw without its escapes; as it is if it has none. */
static struct span without_escapes(struct paste *p, struct span raw, bool stamped)
{
	if (raw.len > sizeof(p->text) || !unescape_needed(raw))
		return raw;
	return (struct span){p->text, unescape(p->text, raw, !stamped)};
}

/* Escaped newlines: the lines behind the first share its prefix. */
static void hand_out_rest(struct paste *p, struct line *line, struct span rest)
{
	line->lossy = line->replay = false;
	while (span_take_text(&rest, "\n") && rest.len) {
		line->text = (struct span){rest.at, 0};
		span_take_until(&rest, "\n", &line->text);
		hand_out(p, line, true);
	}
}

void paste_hand_out(struct paste *p, struct span raw, bool split)
{
	struct line line;
	struct span plain, first;

	line_decode(raw, &line);
	plain = first = without_escapes(p, raw, line.stamped);
	if (plain.at != raw.at) {
		first.len = 0;
		while (first.len < plain.len && first.at[first.len] != '\n')
			first.len++;
		line_decode(first, &line);
	}
	continue_record(p, &line);
	hand_out(p, &line, split);
	hand_out_rest(p, &line, span_from(plain, first.len));
}

/* Does "[ 1234.567890]", followed by a blank or a context, stand at offset i? */
static bool stamp_at(struct span raw, size_t i)
{
	struct span in = span_from(raw, i);

	if (!stamp_take_printk(&in, NULL))
		return false;
	return !in.len || strchr(" [(", in.at[0]) || (in.len > 1 && in.at[1] == '[');
}

/* Offset of the next time stamp behind from, or SPAN_NONE.  Where lone carriage returns
 * ended the lines there is no blank before it. */
static size_t next_stamp(struct span raw, size_t from)
{
	for (size_t i = from + 1; i < raw.len; i++) {
		const char *hit = memchr(raw.at + i, '[', raw.len - i);

		if (!hit)
			break;
		i = (size_t)(hit - raw.at);
		if (stamp_at(raw, i))
			return i;
	}
	return SPAN_NONE;
}

/* What begins a line in an oops of any generation; where there are no time
 * stamps, a paste is cut before these. */
static const char *const line_beginnings[] = {
	" BUG: ",
	" kernel BUG at ",
	" Oops: ",
	" CPU: ",
	" Pid: ",
	" RIP: ",
	" RSP: ",
	" RAX: ",
	" RDX: ",
	" RBP: ",
	" R10: ",
	" R13: ",
	" FS: ",
	" CS: ",
	" CR2: ",
	" Code: ",
	" Call Trace:",
	" Hardware name: ",
	" Modules linked in: ",
	" Stack:",
	" <TASK> ",
	" </TASK>",
	" [<ffff",
	" ---[ end trace ",
};

static size_t next_beginning(struct span raw, size_t from)
{
	size_t best = SPAN_NONE;

	for (size_t i = 0; i < sizeof(line_beginnings) / sizeof(line_beginnings[0]); i++) {
		size_t hit = span_find(span_from(raw, from), line_beginnings[i]);

		if (hit != SPAN_NONE && from + hit < best)
			best = from + hit;
	}
	return best == SPAN_NONE ? best : best + 1;
}

/* How a raw line is to be cut: not at all, before stamps, before words. */
enum cut { CUT_NOT, CUT_STAMPS, CUT_WORDS };

static enum cut how_to_cut(struct span raw, size_t own, bool continued)
{
	size_t hit = next_stamp(raw, own);

	if (hit != SPAN_NONE && (continued || next_stamp(raw, hit) != SPAN_NONE))
		return CUT_STAMPS;
	if (hit == SPAN_NONE && raw.len > 200 && span_has(raw, " Call Trace:") &&
	    (span_has(raw, " RIP: ") || span_has(raw, "CPU: ")) && !stamp_at(raw, 0))
		return CUT_WORDS;
	return CUT_NOT;
}

/* Where the search for further stamps begins: behind the line's own, which has a
 * blank before it in "host kernel: [   12.345678] text". */
static size_t behind_own_stamp(struct span raw)
{
	struct line line;

	if (next_stamp(raw, 0) == SPAN_NONE)
		return 0;
	line_decode(raw, &line);
	return line.text.at > raw.at ? (size_t)(line.text.at - raw.at) - 1 : 0;
}

bool paste_is_one_line(struct span raw)
{
	return !unescape_needed(raw) && how_to_cut(raw, behind_own_stamp(raw), false) == CUT_NOT;
}

size_t paste_cut(struct paste *p, struct span raw, bool continued, bool more)
{
	size_t own = behind_own_stamp(raw), from = 0, to;
	enum cut cut = how_to_cut(raw, own, continued);

	while (cut != CUT_NOT) {
		struct span rest = span_from(raw, from);

		to = cut == CUT_STAMPS ? next_stamp(rest, own) : next_beginning(rest, 1);
		if (to == SPAN_NONE || !rest.len)
			break;
		paste_hand_out(p, span_trim(span_first(rest, to)), true);
		from += to;
		own = 0;
	}
	if (more && cut != CUT_NOT)
		return from;
	paste_hand_out(p, span_from(raw, from), continued || more || from);
	return raw.len;
}
