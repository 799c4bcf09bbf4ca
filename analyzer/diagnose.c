/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diagnose - the program as a library. */
#include "diagnose.h"

#include <assert.h>
#include <string.h>

static_assert(sizeof(struct diagnose) <= LIMIT_STATE, "the whole state; see base/limits.h");

static bool take_line(void *context, const struct line *line)
{
	return events_take_line(context, line);
}

static enum line_before needs_before(void *context, const struct line *line)
{
	return events_needs_before(context, line);
}

void diagnose_begin(struct diagnose *d)
{
	reader_init(&d->reader, take_line, &d->events);
	events_init(&d->events);
	reader_skim(&d->reader, events_triggers(&d->events));
	reader_judge(&d->reader, needs_before);
	memset(&d->diagnosis, 0, sizeof(d->diagnosis));
	d->diagnosis.events = &d->events;
}

void diagnose_push(struct diagnose *d, struct span piece)
{
	reader_push(&d->reader, piece);
}

void diagnose_again(struct diagnose *d, const struct circumstances *c)
{
	d->diagnosis.circumstances = *c;
	verdict_make(&d->diagnosis.verdict, &d->events, c);
}

const struct diagnosis *diagnose_end(struct diagnose *d, const struct circumstances *c)
{
	struct diagnosis *result = &d->diagnosis;

	result->input.cut = reader_end(&d->reader);
	result->input.bytes = d->reader.bytes;
	result->input.lines = d->reader.paste.number;
	events_end(&d->events, result->input.cut);
	diagnose_again(d, c);
	return result;
}

void diagnose_rules_begin(struct diagnose *d, rule_fault_taker *take_fault, void *context)
{
	rules_begin(&d->rules, &d->diagnosis.verdict, &d->events, take_fault, context);
}

void diagnose_rules_end(struct diagnose *d)
{
	struct verdict *v = &d->diagnosis.verdict;

	v->rules_read = d->rules.read;
	v->rule_faults = d->rules.faults;
	verdict_conclude(v, &d->events);
}

bool diagnose_known_bugs(struct diagnose *d, struct bugs *b, const struct bugs_table *table,
			 struct error *e)
{
	struct verdict *v = &d->diagnosis.verdict;

	return !v->root || bugs_find(&v->bugs, b, v, table, e);
}
