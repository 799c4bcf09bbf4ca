/* SPDX-License-Identifier: GPL-2.0-or-later */
/* guilty - the function that a crash is named after. */
#include "event/guilty.h"

#include "event/damage.h"
#include "event/demangle.h"

enum pick { PICK_FIRST, PICK_RAW, PICK_STALL, PICK_HANG };

/* A row's steps are a string of these; behind LINE, WORD and NEEDS stands their text with
 * its NUL. */
enum step_kind {
	STEP_END = '\0',
	STEP_OR = '|',
	STEP_NAMED = 'n',
	STEP_POINTER = 'p',
	STEP_TRAPPED = 'i',
	STEP_TRACE = 't',
	STEP_FRAMES = 'F',
	STEP_FRAME = 'f',
	STEP_AT = 'a',
	STEP_LINE = 'L',
	STEP_WORD = 'W',
	STEP_NEEDS = 'N',
	STEP_SOURCE = 's',
	STEP_DAMAGED = 'd'
};

struct step {
	enum step_kind kind;
	const char *text; /* of LINE, WORD and NEEDS */
};

/* The rows of where.def. */
struct recipe {
	enum pick pick : 8;
	bool has_stack;
	const char *steps;
};

static const struct recipe recipes[] = {
#define NOBODY			      ""
#define OR			      "|"
#define NAMED			      "n"
#define POINTER			      "p"
#define TRAPPED			      "i"
#define TRACE			      "t"
#define FRAMES			      "F"
#define FRAME			      "f"
#define AT			      "a"
#define SOURCE			      "s"
#define DAMAGED			      "d"
#define LINE(text)		      "L" text "\0"
#define WORD(text)		      "W" text "\0"
#define NEEDS(text)		      "N" text "\0"
#define NONE			      false
#define STACK			      true
#define WHERE(id, pick, stack, steps) {PICK_##pick, stack, steps},
#include "event/where.def"
#undef WHERE
#undef STACK
#undef NONE
#undef NEEDS
#undef WORD
#undef LINE
#undef DAMAGED
#undef SOURCE
#undef AT
#undef FRAME
#undef FRAMES
#undef TRACE
#undef TRAPPED
#undef POINTER
#undef NAMED
#undef OR
#undef NOBODY
};

/* One walk down a report. */
struct search {
	const struct capture *c;
	const struct families *families;
	const struct event *event;
	const char *skip;
	enum pick pick;
	unsigned int from, at, end; /* the first line, the next, behind the last */
	bool mixed;		    /* another task's stack stands in between */
	bool found, done;
	struct frame best;   /* valid if found */
	struct frame before; /* the last frame that counted; for STALL */
};

/* --- choosing ---------------------------------------------------------------- */

bool guilty_is_anchor(const struct families *f, struct span name)
{
	return name_matches(name, f->anchors);
}

static void take(struct search *s, const struct frame *f)
{
	s->best = *f;
	s->found = true;
	s->done = true;
}

static void offer_stall(struct search *s, const struct frame *f, struct span name)
{
	struct frame named = {.symbol = "smp_call_function"};

	if (!guilty_is_anchor(s->families, name_without_syscall(name)))
		s->before = *f;
	else if (span_has(name, "smp_call_function"))
		take(s, &named);
	else
		take(s, s->before.symbol[0] ? &s->before : f);
}

static void offer_hang(struct search *s, const struct frame *f, struct span name)
{
	static const char waiting[] = "sched _lock _slowlock down rwsem completion kthread wait "
				      "synchronize context_switch __switch_to cancel_delayed_work "
				      "rcu_barrier";
	struct frame rcu = {.symbol = "synchronize_rcu"};

	if (span_has(name, "rtnl_lock")) {
		take(s, f);
	} else if (name_matches(name, "synchronize_rcu synchronize_srcu synchronize_net "
				      "synchronize_sched")) {
		take(s, &rcu);
	} else if (!s->found && !name_matches(name, waiting)) {
		/* A better name may still follow. */
		s->best = *f;
		s->found = true;
	}
}

/* Leave out what says nothing, choose among the rest. */
static void offer(struct search *s, const struct frame *f)
{
	struct span name = name_stem(span_of(f->symbol));

	if (!name.len || f->inlined || f->guessed)
		return;
	if (s->pick != PICK_RAW &&
	    (families_match(s->families, name) || name_matches(name, s->skip)))
		return;
	if (s->pick == PICK_STALL)
		offer_stall(s, f, name);
	else if (s->pick == PICK_HANG)
		offer_hang(s, f, name);
	else
		take(s, f);
}

/* --- walking ----------------------------------------------------------------- */

/* A stack of the fault injector stands in the middle of somebody else's
 * report: it ends the step, and what comes then is not to be trusted. */
static bool is_foreign(struct search *s, struct span text)
{
	bool foreign;

	span_take_blanks(&text);
	foreign = span_has(text, "should_fail") && !span_starts(text, "?") &&
		  (span_starts(text, "should_fail") || span_starts(text, "["));
	s->mixed |= foreign;
	return foreign;
}

/* Offer the frames on a line; false if there are none. */
static bool offer_line(struct search *s, struct span text)
{
	struct trace line;

	trace_of_line(&line, text);
	for (unsigned int i = 0; i < line.count && !s->done; i++)
		offer(s, &line.frames[i]);
	return line.count > 0;
}

/* "(&sem->wait_lock){....}-{2:2}, at: up+0x12/0x60"; of a symbolised report's, the one
 * with the offset. */
static bool take_at(struct search *s, struct span text)
{
	return (span_take_past(&text, " at: ") || span_take_text(&text, "at: ")) &&
	       !span_ends(text, " [inline]") && offer_line(s, text);
}

static bool take_pointer(struct search *s, struct span text)
{
	struct pointer p = {0};

	/* Of a symbolised report's pointer lines, the one with the offset. */
	if (!pointer_take_line(&p, text) || span_ends(text, " [inline]"))
		return false;
	offer(s, &p.frame);
	return true;
}

/* "--- interrupt: 700 at f+0x1/0x2" */
static bool take_trapped(struct search *s, struct span text)
{
	if (!span_take_past(&text, "--- interrupt: "))
		return take_pointer(s, text);
	return span_take_past(&text, " at ") && offer_line(s, text);
}

/* "     last function: addrconf_dad_work" */
static bool take_word(struct search *s, struct span text, const char *mark)
{
	struct frame f = {0};
	struct span name;

	if (!span_take_past(&text, mark) || !span_take_word(&text, &name))
		return false;
	demangle(f.symbol, sizeof(f.symbol), name);
	offer(s, &f);
	return true;
}

/* Is this the line that the step looks for? */
static bool step_fits(struct search *s, const struct step *step, struct span text)
{
	switch (step->kind) {
	case STEP_POINTER:
		return take_pointer(s, text);
	case STEP_TRAPPED:
		return take_trapped(s, text);
	case STEP_TRACE:
		return trace_begins(text);
	case STEP_FRAME:
		return offer_line(s, text);
	case STEP_AT:
		return take_at(s, text);
	case STEP_LINE:
		return span_has(text, step->text);
	case STEP_WORD:
		return take_word(s, text, step->text);
	default:
		return true;
	}
}

/* Every frame up to the next stack. */
static void walk_frames(struct search *s)
{
	for (; s->at < s->end && !s->done; s->at++) {
		struct span text = capture_text(s->c, s->at);

		if (stack_starts(text) || is_foreign(s, text))
			return;
		offer_line(s, text);
	}
}

static void walk_to(struct search *s, const struct step *step)
{
	while (s->at < s->end && !s->done) {
		struct span text = capture_text(s->c, s->at++);

		if (report_leaves_out(text))
			continue;
		if (is_foreign(s, text) || step_fits(s, step, text))
			return;
	}
}

/* The function that the headline names was found with the facts. */
static void offer_named(struct search *s)
{
	struct frame f = {0};

	span_copy(f.symbol, sizeof(f.symbol), span_of(s->event->function));
	span_copy(f.module, sizeof(f.module), span_of(s->event->function_module));
	offer(s, &f);
	s->at++;
}

/* "net/core/filter.c:1917 suspicious rcu_dereference_protected() usage!" */
static bool is_source(struct span text)
{
	struct span word;

	return span_take_word(&text, &word) && frame_names_source(word);
}

/* Does the report hold what this step asks for? */
static bool is_whole(const struct search *s, const struct step *step)
{
	if (step->kind != STEP_NEEDS && step->kind != STEP_SOURCE)
		return step->kind != STEP_DAMAGED;
	for (unsigned int i = s->from; i < s->end; i++) {
		struct span text = capture_text(s->c, i);

		if (step->kind == STEP_SOURCE ? is_source(text) : span_has(text, step->text))
			return true;
	}
	return false;
}

static void walk_step(struct search *s, const struct step *step)
{
	switch (step->kind) {
	case STEP_OR:
		s->at = s->from;
		break;
	case STEP_NAMED:
		offer_named(s);
		break;
	case STEP_FRAMES:
		walk_frames(s);
		break;
	case STEP_NEEDS:
	case STEP_SOURCE:
		break;
	default:
		walk_to(s, step);
		break;
	}
}

/* The step that steps begins with; false behind the last one. */
static bool take_step(const char **steps, struct step *step)
{
	step->kind = (enum step_kind) * *steps;
	if (step->kind == STEP_END)
		return false;
	step->text = ++*steps;
	if (step->kind == STEP_LINE || step->kind == STEP_WORD || step->kind == STEP_NEEDS)
		*steps += strlen(step->text) + 1;
	return true;
}

/* Returns false if the report lacks what the recipe needs. */
static bool walk(struct search *s, const struct recipe *recipe)
{
	const char *steps = recipe->steps;
	struct step step;

	s->at = s->from;
	while (!s->done && take_step(&steps, &step)) {
		if (!is_whole(s, &step))
			return false;
		if (step.kind == STEP_OR && s->found)
			break;
		walk_step(s, &step);
	}
	return true;
}

bool guilty_has_stack(enum where where)
{
	return recipes[where].has_stack;
}

/* Where the text ends that may name the function: in a log without caller ids, a
 * stack that another task prints in between (fault injection, vmalloc failure) is
 * taken for the report's own. */
static unsigned int end_of(const struct capture *c)
{
	static const char *const foreign[] = {
		"FAULT_INJECTION: forcing a failure",
		"vmalloc: allocation failure:",
		"FAULT_FLAG_ALLOW_RETRY missing",
		NULL,
	};
	unsigned int i = c->head, end = report_end(c);

	if (c->caller)
		return end;
	while (i < end && !span_has_any(capture_text(c, i), foreign))
		i++;
	return i;
}

enum guilty guilty_find(struct event *e, const struct capture *c, const struct families *f)
{
	const struct recipe *recipe = &recipes[event_where(e)];
	struct search s = {
		.c = c,
		.families = f,
		.event = e,
		.skip = event_is_panic(e) ? panic_skip(e->panic) : kind_skip(e->kind),
		.pick = recipe->pick,
		.from = capture_first(c),
		.end = end_of(c),
	};

	if (recipe->steps[0] == STEP_END)
		return GUILTY_NOBODY;
	if (!walk(&s, recipe))
		return GUILTY_DAMAGED;
	if (!s.found)
		return GUILTY_LOST;
	span_copy(e->guilty, sizeof(e->guilty),
		  name_without_syscall(name_stem(span_of(s.best.symbol))));
	memcpy(e->guilty_module, s.best.module, sizeof(e->guilty_module));
	return s.mixed ? GUILTY_MIXED : GUILTY_FOUND;
}
