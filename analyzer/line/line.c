/* SPDX-License-Identifier: GPL-2.0-or-later */
/* line - one line of a kernel log without what its way to us put around it. */
#include "line/line.h"

#include "line/context.h"
#include "line/stamp.h"
#include "line/transport.h"

/* Transports within transports: a mail quotes a syslog of a console server. */
#define DEPTH 8

static bool take_stamp(struct span *s, struct line *line)
{
	int64_t time_us;

	if (!stamp_take(s, &time_us))
		return false;
	line->stamped = true;
	if (time_us != LINE_NO_TIME)
		line->time_us = time_us;
	return true;
}

/* Everything up to and including the stamp; true if there is one.  A wall clock's
 * may be followed by the kernel's own. */
static bool take_front(struct span *s, struct line *line)
{
	bool stamp = false;

	for (int i = 0; i < DEPTH && line->time_us == LINE_NO_TIME; i++) {
		if (take_stamp(s, line))
			stamp = true;
		else if (transport_take(s, line))
			stamp = false;
		else
			break;
	}
	return stamp;
}

/* What stands between the stamp and the text. */
static void take_behind_stamp(struct span *s, struct line *line)
{
	bool context = context_take(s, line);

	/* One blank belongs to the prefix, the others to the text. */
	span_take_text(s, " ");
	if (!s->len)
		return;
	if (s->at[0] == '<')
		transport_take_level(s, line);
	else if (!context)
		transport_take_tag(s, line);
}

/* "systemd-journald[1234]: Missed 12 kernel messages", "printk: 12 messages
 * suppressed." (2.6). */
static bool tells_loss(struct span text)
{
	struct span in = text;
	uint64_t count;

	if (span_take_text(&in, "printk: "))
		return span_take_dec(&in, &count) && span_starts(in, LINE_LOSS_SUPPRESSED);
	return span_starts(text, "systemd-journald") && span_has(text, ": Missed ") &&
	       span_has(text, LINE_LOSS_MISSED);
}

static void take_notes(struct span *s, struct line *line)
{
	if (!s->len)
		return;
	if (s->at[0] == '*')
		transport_take_loss(s, line);
	else if (s->at[0] == 'p' || s->at[0] == 's')
		line->lossy |= tells_loss(*s);
	line->replay = s->len && s->at[s->len - 1] == '*' &&
		       span_ends(*s, "** replaying previous printk message **");
}

void line_decode(struct span raw, struct line *line)
{
	*line = (struct line){.time_us = LINE_NO_TIME, .level = -1};

	while (raw.len && raw.at[raw.len - 1] == '\r')
		raw.len--;
	if (take_front(&raw, line))
		take_behind_stamp(&raw, line);
	take_notes(&raw, line);
	line->text = raw;
}
