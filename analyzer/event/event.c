/* SPDX-License-Identifier: GPL-2.0-or-later */
/* event - one report of the kernel's: what it amounts to. */
#include "event/event.h"

bool event_is_panic(const struct event *e)
{
	return e->kind->id == KIND_panic;
}

bool event_is_oops(const struct event *e)
{
	return e->oops_number > 0;
}

bool event_stops_machine(const struct event *e)
{
	return event_is_panic(e) || e->panic || e->kind->id == KIND_early_exception;
}

bool event_is_fault(const struct event *e)
{
	return class_is_fault(e->class);
}

bool event_tells(const struct event *e)
{
	bool shows = e->function[0] || e->pointer.arch || event_is_oops(e) ||
		     (e->kind->where == WHERE_HANG && e->trace.count);

	return e->kind->role != ROLE_REST || (!e->explained && shows);
}

bool event_is_report(const struct event *e)
{
	bool any_wording = e->kind->id == KIND_bug_other || e->kind->id == KIND_warn_other ||
			   e->kind->id == KIND_info_other;

	return !any_wording || e->trace.count || e->pointer.arch || e->who.comm[0] ||
	       e->function[0];
}

enum where event_where(const struct event *e)
{
	return event_is_panic(e) ? e->panic->where : e->kind->where;
}
