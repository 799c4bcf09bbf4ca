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

static bool is_fault_report(const struct event *e)
{
	return event_is_oops(e) || e->pointer.arch;
}

static const struct event *last_that(const struct events *e, bool (*is)(const struct event *))
{
	for (unsigned int i = e->count; i-- > 0;) {
		if (is(&e->list[i]))
			return &e->list[i];
	}
	return NULL;
}

static bool is_named(const struct event *e)
{
	return e->kind->role != ROLE_FALLBACK;
}

/* The event at the end: a panic, else the last fault, else the first report
 * that the kernel gave a headline, else whatever there is. */
static const struct event *find_last(const struct events *e)
{
	const struct event *found = last_that(e, event_stops_machine);

	if (!found)
		found = last_that(e, event_is_oops);
	for (unsigned int i = 0; !found && i < e->count; i++) {
		if (is_named(&e->list[i]))
			found = &e->list[i];
	}
	return found			       ? found
	       : last_that(e, is_fault_report) ? last_that(e, is_fault_report)
	       : e->count		       ? &e->list[e->count - 1]
					       : NULL;
}

/* Can this report be what the wrapper panic ends?  "Fatal exception" ends an
 * oops, "hung_task: blocked tasks" a hang. */
static bool explains(const struct event *report, const struct event *wrapper)
{
	enum class class = wrapper->panic->class;

	if (report == wrapper || event_is_panic(report))
		return false;
	if (class == CLASS_UNKNOWN)
		return event_is_oops(report);
	if (class == CLASS_HANG_TASK)
		return report->kind->where == WHERE_HANG;
	if (class == CLASS_BUG_WARN || class == CLASS_POLICY_OTHER)
		return true;
	return report->class == class;
}

static const struct event *nearest_explaining(const struct events *e, const struct event *wrapper)
{
	const struct event *same_kind = NULL, *any = NULL;

	for (const struct event *r = e->list; r < wrapper; r++) {
		if (!event_is_panic(r))
			any = r;
		if (explains(r, wrapper))
			same_kind = r;
	}
	return same_kind ? same_kind : any;
}

static bool close_in_time(const struct event *earlier, const struct event *later)
{
	return earlier->time_us != LINE_NO_TIME && later->time_us != LINE_NO_TIME &&
	       later->time_us - earlier->time_us <= chain_us;
}

static bool same_chain(const struct event *earlier, const struct event *later)
{
	if (later->kind->where == WHERE_HANG)
		return earlier->kind->where == WHERE_HANG;
	return event_is_oops(later) && event_is_oops(earlier);
}

/* The first of a chain of oopses, or of a burst of hung tasks. */
static const struct event *first_of_chain(const struct events *e, const struct event *root)
{
	for (const struct event *r = root; r-- > e->list;) {
		if (!close_in_time(r, root))
			break;
		if (same_chain(r, root))
			root = r;
	}
	return root;
}

const struct event *root_find(const struct events *e, const struct event **last)
{
	const struct event *root = find_last(e), *found;

	*last = root;
	if (root && event_is_panic(root) && root->panic->wrapper) {
		found = nearest_explaining(e, root);
		if (found)
			root = found;
	}
	return root ? first_of_chain(e, root) : NULL;
}
