/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule_condition - does what a rule demands hold of this crash? */
#include "verdict/rule_condition.h"

#include "verdict/pattern.h"

/* Most texts differ from most patterns in their first byte. */
static bool is(struct span pattern, const char *text)
{
	if (!text[0] || !pattern.len || (pattern.at[0] != text[0] && pattern.at[0] != '*'))
		return false;
	return pattern_is(pattern, span_of(text));
}

static bool in(struct span pattern, const char *text)
{
	return text[0] && pattern_in(pattern, span_of(text));
}

bool rule_class(struct rule_crash *c, struct span pattern)
{
	return is(pattern, class_name(c->verdict->class));
}

bool rule_valid_class(struct span pattern)
{
	for (int i = 0; i < CLASS_COUNT; i++) {
		if (is(pattern, class_name((enum crash_class)i)))
			return true;
	}
	return false;
}

bool rule_title(struct rule_crash *c, struct span pattern)
{
	return in(pattern, c->verdict->root->title);
}

bool rule_process(struct rule_crash *c, struct span pattern)
{
	return is(pattern, c->verdict->root->who.comm);
}

bool rule_arch(struct rule_crash *c, struct span pattern)
{
	return c->verdict->arch && is(pattern, c->verdict->arch->name);
}

/* --- functions ------------------------------------------------------------------------ */

bool rule_function(struct rule_crash *c, struct span pattern)
{
	const struct event *root = c->verdict->root;

	return is(pattern, root->function) || is(pattern, root->guilty);
}

/* By its stem, with or without what system calls have in front. */
static bool is_function(struct span pattern, const char *symbol)
{
	struct span stem = name_stem(span_of(symbol));

	return stem.len &&
	       (pattern_is(pattern, stem) || pattern_is(pattern, name_without_syscall(stem)));
}

/* The place of the first function from place i on that is this step of a trace: 0 is
 * where the program counter stood, 1 the first frame. */
static unsigned int find_step(const struct event *root, unsigned int i, struct span step)
{
	bool guessed = span_take_text(&step, "?");

	step = span_trim(step);
	if (i == 0 && is_function(step, root->function))
		return 0;
	for (i += i == 0; i <= root->trace.count; i++) {
		const struct frame *f = &root->trace.frames[i - 1];

		if ((guessed || !f->guessed) && is_function(step, f->symbol))
			return i;
	}
	return i;
}

bool rule_trace(struct rule_crash *c, struct span steps)
{
	const struct event *root = c->verdict->root;
	unsigned int i = 0;

	while (steps.len) {
		size_t end = span_find(steps, " > ");

		i = find_step(root, i, span_trim(span_first(steps, end)));
		if (i++ > root->trace.count)
			return false;
		steps = span_from(steps, end == SPAN_NONE ? steps.len : end + 3);
	}
	return true;
}

/* --- modules -------------------------------------------------------------------------- */

bool rule_module(struct rule_crash *c, struct span pattern)
{
	const struct event *root = c->verdict->root;

	if (is(pattern, root->function_module) || is(pattern, root->guilty_module) ||
	    is(pattern, root->pointer.frame.module))
		return true;
	for (unsigned int i = 0; i < root->trace.count; i++) {
		if (is(pattern, root->trace.frames[i].module))
			return true;
	}
	return false;
}

bool rule_loaded(struct rule_crash *c, struct span pattern)
{
	const struct modules *m = &c->verdict->root->modules;

	for (unsigned int i = 0; i < m->foreign_count; i++) {
		if (is(pattern, m->foreign[i].name))
			return true;
	}
	return rule_module(c, pattern);
}

bool rule_unloaded(struct rule_crash *c, struct span pattern)
{
	return is(pattern, c->verdict->root->modules.last_unloaded);
}

/* --- lines ---------------------------------------------------------------------------- */

bool rule_line(struct rule_crash *c, struct span pattern)
{
	const struct event *root = c->verdict->root;
	struct span rest = {root->said.text, root->said.len}, line;

	while (span_take_until(&rest, "\n", &line)) {
		if (pattern_in(pattern, line))
			return true;
		span_take_text(&rest, "\n");
	}
	return in(pattern, root->panic_text);
}

/* Something that stands in the log before the root report. */
struct earlier {
	uint64_t line_number;
	int64_t time_us;
	unsigned int boot;
};

/* Take "within 600s: " from the front of *s; *us gets -1 where it is not there. */
static bool take_distance(struct span *s, int64_t *us)
{
	uint64_t seconds;

	*us = -1;
	if (!span_take_text(s, "within "))
		return true;
	if (!span_take_dec(s, &seconds) || seconds > UINT32_MAX || !span_take_text(s, "s:"))
		return false;
	*us = (int64_t)seconds * 1000000;
	*s = span_trim(*s);
	return s->len > 0;
}

bool rule_valid_before(struct span value)
{
	int64_t distance;

	return take_distance(&value, &distance);
}

static bool is_earlier(const struct event *root, const struct earlier *e, int64_t within)
{
	if (e->boot != root->boot || e->line_number >= root->line_number)
		return false;
	if (within < 0)
		return true;
	return e->time_us != LINE_NO_TIME && root->time_us != LINE_NO_TIME &&
	       root->time_us - e->time_us <= within;
}

static bool speaks(struct rule_crash *c, const struct earlier *e)
{
	if (c->evidence_count < LIMIT_EVIDENCE - 1)
		c->evidence[c->evidence_count++] =
			(struct evidence){.line_number = e->line_number, .time_us = e->time_us};
	return true;
}

/* The nearest one speaks. */
bool rule_before(struct rule_crash *c, struct span value)
{
	const struct event *root = c->verdict->root;
	int64_t within;

	if (!take_distance(&value, &within))
		return false;
	for (unsigned int i = c->events->note_count; i-- > 0;) {
		const struct note *n = &c->events->notes[i];
		struct earlier at = {n->line_number, n->time_us, n->boot};

		if (is_earlier(root, &at, within) && in(value, n->text))
			return speaks(c, &at);
	}
	for (unsigned int i = c->events->count; i-- > 0;) {
		const struct event *e = &c->events->list[i];
		struct earlier at = {e->line_number, e->time_us, e->boot};

		if (is_earlier(root, &at, within) &&
		    (in(value, e->headline) || in(value, e->detail)))
			return speaks(c, &at);
	}
	return false;
}

/* --- the kernel ----------------------------------------------------------------------- */

bool rule_release(struct rule_crash *c, struct span demand)
{
	struct release_demand d;

	return release_demand_parse(&d, demand) && release_demand_holds(&d, &c->verdict->kernel);
}

bool rule_valid_release(struct span demand)
{
	struct release_demand d;

	return release_demand_parse(&d, demand);
}
