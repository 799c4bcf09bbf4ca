/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * root - which report explains the death.
 *
 * The log of a production machine covers its whole uptime, so the choice is
 * made backwards from the end: the event that stopped the machine, and from
 * there to the report that it is a consequence of.
 */
#include <string.h>

#include "verdict/verdict.h"

/* Oopses this close together are one chain: the later ones are consequences of
 * locks and memory that the first one left behind. */
static const int64_t chain_us = 120 * 1000000LL;

/* A task that dies in an oops keeps its locks; those who wait for them are told of
 * after the detectors' periods, 120 s twice for hung tasks.  An operator takes as long. */
static const int64_t left_locked_us = 600 * 1000000LL;

/* Time stamps are per processor: small steps backwards are normal. */
static const int64_t clock_skew_us = 1000000;

static bool is_fault_report(const struct event *e)
{
	return event_is_oops(e) || (e->pointer.arch && event_is_fault(e)) ||
	       e->kind->id == KIND_bug;
}

/* The last such event of a boot. */
static const struct event *last_that(const struct events *e, unsigned int boot,
				     bool (*is)(const struct event *))
{
	for (unsigned int i = e->count; i-- > 0;) {
		if (e->list[i].boot == boot && is(&e->list[i]))
			return &e->list[i];
	}
	return NULL;
}

/* The last boot that has any event at all: what an earlier one died of was told
 * then.  What befell the capture kernel comes after the crash. */
static unsigned int last_boot(const struct events *e)
{
	for (unsigned int i = e->count; i-- > 0;) {
		if (!e->list[i].saves_dump)
			return e->list[i].boot;
	}
	return e->count ? e->list[e->count - 1].boot : 0;
}

/* The end of the last boot before this one that any is told of. */
static const struct event *last_death(const struct events *e, unsigned int boot)
{
	for (unsigned int i = e->count; i-- > 0;) {
		if (e->list[i].boot < boot &&
		    (event_stops_machine(&e->list[i]) || event_is_oops(&e->list[i])))
			return &e->list[i];
	}
	return NULL;
}

/* A report that the kernel gave a headline. */
static bool is_named(const struct event *e)
{
	return !kind_is_ours(e->kind) && event_is_report(e);
}

/* What saw memory being damaged is nearer to the cause than what stumbled over
 * the damage. */
static bool is_witness(const struct event *e)
{
	switch (e->class) {
	case CLASS_MEMORY_UAF:
	case CLASS_MEMORY_OOB:
	case CLASS_CORRUPTION_LIST:
	case CLASS_CORRUPTION_SLAB:
	case CLASS_CORRUPTION_PAGE:
	case CLASS_CORRUPTION_MEMORY:
	case CLASS_CORRUPTION_REFCOUNT:
	case CLASS_HW_MEMORY:
		return true;
	default:
		return false;
	}
}

/* Waiting has a cause further down: a processor that takes no interrupts holds
 * up those that wait for it, these hold up RCU, and tasks hang on all of them.
 * 0: not waiting; otherwise the lower, the nearer to the cause. */
static unsigned int waiting_rank(const struct event *e)
{
	static const enum crash_class order[] = {
		CLASS_LOCKUP_HARD,     CLASS_LOCKUP_SOFT, CLASS_STALL_RCU,
		CLASS_STALL_WORKQUEUE, CLASS_HANG_IO, /* the others wait for what it holds */
		CLASS_HANG_TASK,       CLASS_HANG_LOCK,
	};

	for (unsigned int i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		if (e->class == order[i])
			return i + 1;
	}
	return 0;
}

/* A register dump without a headline may be anything's; an oops line is a fault's. */
static bool is_told_fault(const struct event *e)
{
	return event_is_oops(e) || (is_named(e) && is_fault_report(e));
}

static bool is_waiting(const struct event *e)
{
	return waiting_rank(e) && is_named(e);
}

static bool is_grave(const struct event *e)
{
	return is_named(e) && e->class != CLASS_BUG_WARN;
}

static bool is_other(const struct event *e)
{
	return kind_is_ours(e->kind) || event_is_report(e);
}

/* The first of warnings: those after it are often its consequences. */
static const struct event *first_warning(const struct events *e, unsigned int boot)
{
	for (unsigned int i = 0; i < e->count; i++) {
		if (e->list[i].boot == boot && is_named(&e->list[i]))
			return &e->list[i];
	}
	return NULL;
}

/* The event at the end: a panic, else the last oops, else the last one that
 * tells of a machine at a stop, of damaged memory, of something grave, else what an earlier boot
 * died of, else a warning, else whatever there is. */
static const struct event *find_last(const struct events *e)
{
	static bool (*const order[])(const struct event *) = {
		event_stops_machine, event_is_oops, is_fault_report,
		is_waiting,	     is_witness,    is_grave,
	};
	const unsigned int boot = last_boot(e);
	const struct event *found = NULL;

	for (size_t i = 0; !found && i < sizeof(order) / sizeof(order[0]); i++)
		found = last_that(e, boot, order[i]);
	if (!found)
		found = last_death(e, boot);
	if (!found)
		found = first_warning(e, boot);
	return found ? found : last_that(e, boot, is_other);
}

/* Earlier, in the same boot, and at most so long before.  A log without time
 * stamps cannot tell, and gets the benefit of the doubt. */
static bool within_before(const struct event *earlier, const struct event *later, int64_t us)
{
	int64_t distance;

	if (earlier >= later || earlier->boot != later->boot)
		return false;
	if (earlier->time_us == LINE_NO_TIME || later->time_us == LINE_NO_TIME)
		return true;
	distance = later->time_us - earlier->time_us;
	return distance >= -clock_skew_us && distance <= us;
}

static bool shortly_before(const struct event *earlier, const struct event *later)
{
	return within_before(earlier, later, chain_us);
}

/* Can this report be what the panic ends?  "Fatal exception" ends an oops,
 * "hung_task: blocked tasks" a hang; init is killed by an oops of its own. */
static bool explains(const struct event *report, const struct event *panic)
{
	enum crash_class class = panic->panic->class;

	if (event_is_panic(report) || !shortly_before(report, panic))
		return false;
	switch (class) {
	case CLASS_UNKNOWN:
		return is_fault_report(report);
	case CLASS_INIT_KILLED:
		return is_fault_report(report) && report->who.pid == 1;
	case CLASS_HANG_TASK:
		return report->kind->where == WHERE_HANG;
	case CLASS_BUG_WARN:
	case CLASS_POLICY_OTHER:
		return is_named(report);
	default:
		return report->class == class;
	}
}

/* The report that a panic only ends, or the panic itself. */
static const struct event *what_it_ends(const struct events *e, const struct event *panic)
{
	const struct event *found = panic;

	if (!event_is_panic(panic) ||
	    (!panic->panic->wrapper && panic->panic->class != CLASS_INIT_KILLED))
		return panic;
	for (const struct event *r = e->list; r < panic; r++) {
		if (explains(r, panic))
			found = r;
	}
	return found;
}

static bool same_chain(const struct event *earlier, const struct event *later)
{
	if (is_witness(earlier) && (is_fault_report(later) || is_witness(later)))
		return true;
	if (waiting_rank(later))
		return waiting_rank(earlier) && waiting_rank(earlier) <= waiting_rank(later);
	return is_fault_report(later) && is_told_fault(earlier);
}

/* An oops that leaves the machine running is told by 'D' in the taint of what
 * comes after.  One in the same function is the same story, however long ago; and
 * waiting is for what it left locked. */
static bool same_story(const struct event *earlier, const struct event *later)
{
	if (earlier->boot != later->boot || !event_is_oops(earlier))
		return false;
	if (waiting_rank(later))
		return within_before(earlier, later, left_locked_us);
	return event_is_oops(later) && strchr(later->who.taint, 'D') && earlier->guilty[0] &&
	       strcmp(earlier->guilty, later->guilty) == 0;
}

/* Somebody, or the watchdog of the hardware, ended a machine that hung: the hang is the
 * reason.  Without time stamps nothing tells how long ago it was. */
static const struct event *hang_before(const struct events *e, const struct event *last)
{
	const struct event *found = last;

	if ((last->class != CLASS_OPERATOR_NMI && last->class != CLASS_OPERATOR_SYSRQ &&
	     last->class != CLASS_WATCHDOG_PRETIMEOUT) ||
	    last->time_us == LINE_NO_TIME)
		return last;
	for (const struct event *r = e->list; r < last; r++) {
		if (waiting_rank(r) && !event_is_panic(r) && r->time_us != LINE_NO_TIME &&
		    within_before(r, last, left_locked_us))
			found = r;
	}
	return found;
}

/* The first of a chain of oopses and what was seen before them, or the deepest
 * of a burst of lockups, stalls and hangs. */
static const struct event *first_of_chain(const struct events *e, const struct event *root)
{
	for (const struct event *r = root; r-- > e->list;) {
		if ((shortly_before(r, root) && same_chain(r, root)) || same_story(r, root))
			root = r;
	}
	return root;
}

/* Of a burst that began with the root and ended in the death, the report that is
 * nearest to the cause. */
static const struct event *deepest(const struct event *root, const struct event *last)
{
	const struct event *best = root;

	for (const struct event *r = root; waiting_rank(root) && r <= last; r++) {
		if (waiting_rank(r) && waiting_rank(r) < waiting_rank(best) && !event_is_panic(r) &&
		    shortly_before(root, r))
			best = r;
	}
	return best;
}

const struct event *root_find(const struct events *e, const struct event **last)
{
	*last = find_last(e);
	if (!*last)
		return NULL;
	return deepest(first_of_chain(e, hang_before(e, what_it_ends(e, *last))), *last);
}
