/* SPDX-License-Identifier: GPL-2.0-or-later */
/* guilty - the function that a crash is named after. */
#include "event/guilty.h"

/* The functions of a report, innermost first. */
struct candidate {
	struct span name; /* stem */
	const char *module;
};

struct candidates {
	struct candidate at[LIMIT_FRAMES + 2];
	unsigned int count;
};

static void add_candidate(struct candidates *list, const struct frame *f)
{
	struct span name = name_stem(span_of(f->symbol));

	if (!f->guessed && name.len && list->count < LIMIT_FRAMES + 2)
		list->at[list->count++] = (struct candidate){name, f->module};
}

static void add_trace(struct candidates *list, const struct trace *t)
{
	for (unsigned int i = 0; i < t->count; i++)
		add_candidate(list, &t->frames[i]);
}

/* The frames of an RCU stall: behind the timer interrupt that noticed it stands
 * the code that was interrupted. */
static void add_interrupted(struct candidates *list, const struct trace *t)
{
	unsigned int i = 0;

	while (i < t->count && !name_matches(span_of(t->frames[i].symbol),
					     "apic_timer_interrupt el1h_64_irq el1_irq"))
		i++;
	for (i = i == t->count ? i : i + 1; i < t->count; i++)
		add_candidate(list, &t->frames[i]);
}

/* Leave out what says nothing. */
static void filter(struct candidates *list, const struct families *f, const char *skip)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < list->count; i++) {
		struct span name = list->at[i].name;

		if (!families_match(f, name) && !name_matches(name, skip))
			list->at[kept++] = list->at[i];
	}
	list->count = kept;
}

static bool is_anchor(struct span name)
{
#define ANCHOR(words)                                                                              \
	if (name_matches(name, words))                                                             \
		return true;
#include "event/anchors.def"
#undef ANCHOR
	return false;
}

static bool pick_stall(const struct candidates *list, struct candidate *pick)
{
	for (unsigned int i = 0; i < list->count; i++) {
		struct span name = name_without_syscall(list->at[i].name);

		if (!is_anchor(name))
			continue;
		*pick = list->at[i ? i - 1 : 0];
		if (span_has(name, "smp_call_function"))
			*pick = (struct candidate){span_of("smp_call_function"), ""};
		return true;
	}
	return false;
}

static bool pick_hang(const struct candidates *list, struct candidate *pick)
{
	static const char waiting[] = "sched _lock _slowlock down rwsem completion kthread wait "
				      "synchronize context_switch __switch_to cancel_delayed_work "
				      "rcu_barrier";

	for (unsigned int i = 0; i < list->count; i++) {
		*pick = list->at[i];
		if (span_has(pick->name, "rtnl_lock"))
			return true;
		if (!name_matches(pick->name, "synchronize_rcu synchronize_srcu synchronize_net "
					      "synchronize_sched"))
			continue;
		pick->name = span_of("synchronize_rcu");
		return true;
	}
	for (unsigned int i = 0; i < list->count; i++) {
		*pick = list->at[i];
		if (!name_matches(pick->name, waiting))
			return true;
	}
	return false;
}

static bool pick_first(const struct candidates *list, struct candidate *pick)
{
	if (list->count)
		*pick = list->at[0];
	return list->count > 0;
}

/* The function that the headline names: "KASAN: ... in f+0x1/0x2". */
static void add_named(struct candidates *list, const struct event *e, struct frame *storage)
{
	span_copy(storage->symbol, sizeof(storage->symbol), span_of(e->function));
	span_copy(storage->module, sizeof(storage->module), span_of(e->function_module));
	add_candidate(list, storage);
}

static void collect(struct candidates *list, const struct event *e, enum where where,
		    struct frame *storage)
{
	list->count = 0;
	if (where == WHERE_POINTER || where == WHERE_POINTER_TRACE || where == WHERE_STALL)
		add_candidate(list, &e->pointer.frame);
	if (where == WHERE_HEADLINE_TRACE)
		add_named(list, e, storage);
	if (where == WHERE_RCU)
		add_interrupted(list, &e->trace);
	else if (where != WHERE_POINTER)
		add_trace(list, &e->trace);
}

bool guilty_find(struct event *e, const struct families *f, enum where where, const char *skip)
{
	struct candidates list;
	struct candidate pick;
	struct frame storage = {0};
	bool found;

	collect(&list, e, where, &storage);
	filter(&list, f, where == WHERE_RCU ? "rcu apic_timer_interrupt" : skip);
	if (where == WHERE_STALL || where == WHERE_RCU)
		found = pick_stall(&list, &pick);
	else if (where == WHERE_HANG)
		found = pick_hang(&list, &pick);
	else
		found = pick_first(&list, &pick);
	if (!found)
		return false;
	span_copy(e->guilty, sizeof(e->guilty), name_without_syscall(pick.name));
	span_copy(e->guilty_module, sizeof(e->guilty_module), span_of(pick.module));
	return true;
}
