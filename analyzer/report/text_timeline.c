/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text_timeline - what led up to it, as distances from the crash. */
#include <string.h>

#include "base/format.h"
#include "report/section.h"

/* Room for a distance in time. */
enum { DISTANCE = 24 };

/* A line of the timeline. */
struct moment {
	unsigned int boot;
	uint64_t line_number;
	int64_t time_us;
	int64_t until_us; /* of the last repeat, LINE_NO_TIME if not known */
	const char *text;
	unsigned int repeats;
	const struct kind *kind;
};

enum { MOMENTS = LIMIT_EVENTS + LIMIT_NOTES };

/* "-12.345s", "-1234s", "-3h05m", "-12d04h". */
static void write_distance(char text[DISTANCE], int64_t us)
{
	const char sign = us < 0 ? '-' : '+';
	const long long ms = (us < 0 ? -us : us) / 1000, s = ms / 1000;

	if (s < 100)
		text_format(text, DISTANCE, "%c%lld.%03llds", sign, s, ms % 1000);
	else if (s < 7200)
		text_format(text, DISTANCE, "%c%llds", sign, s);
	else if (s < 172800)
		text_format(text, DISTANCE, "%c%lldh%02lldm", sign, s / 3600, s / 60 % 60);
	else
		text_format(text, DISTANCE, "%c%lldd%02lldh", sign, s / 86400, s / 3600 % 24);
}

/* Where in the story: the distance from the crash; else another boot, which has
 * a clock of its own, or the line. */
static void write_when(char text[DISTANCE], const struct verdict *v, const struct moment *m)
{
	if (m->boot != v->root->boot)
		text_format(text, DISTANCE, "%s", m->boot < v->root->boot ? "earlier" : "later");
	else if (m->time_us != LINE_NO_TIME && v->time_us != LINE_NO_TIME)
		write_distance(text, m->time_us - v->time_us);
	else
		text_format(text, DISTANCE, "line %llu", (unsigned long long)m->line_number);
}

static void print_moment(struct out *o, const struct verdict *v, const struct moment *m)
{
	char when[DISTANCE], until[DISTANCE] = "";

	write_when(when, v, m);
	out_fmt(o, " %-8s %s", when, m->text);
	if (m->boot == v->root->boot && m->until_us != LINE_NO_TIME && v->time_us != LINE_NO_TIME)
		write_distance(until, m->until_us - v->time_us);
	if (m->repeats)
		out_fmt(o, " (%u times%s%s)", m->repeats + 1, until[0] ? ", until " : "", until);
	out_char(o, '\n');
}

/* A note of the same kind, the same headline, or the next task that hangs, the next
 * processor that is stuck. */
static bool is_more_of(const struct moment *last, const struct moment *m)
{
	if (last->kind != m->kind || last->boot != m->boot)
		return false;
	return m->kind->role == ROLE_NOTE || class_is_waiting(m->kind->class) ||
	       strcmp(last->text, m->text) == 0;
}

/* One more moment; more of the same right behind one is only counted. */
static unsigned int add_moment(struct moment *list, unsigned int count, const struct moment *m)
{
	struct moment *last = count ? &list[count - 1] : NULL;

	if (last && is_more_of(last, m)) {
		last->repeats += 1 + m->repeats;
		last->until_us = m->until_us;
		return count;
	}
	list[count] = *m;
	return count + 1;
}

static struct moment of_note(const struct note *n)
{
	return (struct moment){.boot = n->boot,
			       .line_number = n->line_number,
			       .time_us = n->time_us,
			       .until_us = LINE_NO_TIME,
			       .text = n->text,
			       .repeats = n->repeats,
			       .kind = n->kind};
}

static struct moment of_report(const struct event *e)
{
	return (struct moment){.boot = e->boot,
			       .line_number = e->line_number,
			       .time_us = e->time_us,
			       .until_us = e->repeats ? e->last_us : e->time_us,
			       .text = e->headline,
			       .repeats = e->repeats,
			       .kind = e->kind};
}

/* Reports and what led up to them, in the order of the log. */
static unsigned int list_moments(struct moment list[MOMENTS], const struct events *e)
{
	unsigned int count = 0, note = 0;

	for (unsigned int i = 0; i <= e->count; i++) {
		const struct event *event = i < e->count ? &e->list[i] : NULL;
		struct moment m;

		for (; note < e->note_count &&
		       (!event || e->notes[note].line_number < event->line_number);
		     note++) {
			m = of_note(&e->notes[note]);
			count = add_moment(list, count, &m);
		}
		if (event) {
			m = of_report(event);
			count = add_moment(list, count, &m);
		}
	}
	return count;
}

/* The nearer to the end, the more it tells: what does not fit is left out at the
 * beginning. */
void text_timeline(struct section *s, const struct diagnosis *d, const struct report_context *c)
{
	const struct verdict *v = &d->verdict;
	struct moment list[MOMENTS];
	unsigned int count, first;
	size_t len = s->out->len + sizeof("\nTIMELINE\n") + SECTION_MORE;
	char buffer[LIMIT_TEXT + 2 * DISTANCE + 32];
	struct out o;

	(void)c;
	count = v->root ? list_moments(list, d->events) : 0;
	if (count < 2 && !(count && list[0].repeats))
		return;
	for (first = count; first; first--) {
		out_init(&o, buffer, sizeof(buffer));
		print_moment(&o, v, &list[first - 1]);
		len += o.len;
		if (len > s->limit)
			break;
	}
	s->dropped = first + d->events->dropped + d->events->notes_dropped;
	for (; first < count; first++) {
		out_init(&o, buffer, sizeof(buffer));
		section_heading(s, &o);
		print_moment(&o, v, &list[first]);
		section_put(s, &o);
	}
}
