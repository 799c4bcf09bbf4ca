/* SPDX-License-Identifier: GPL-2.0-or-later */
/* event - one report of the kernel's: what it amounts to. */
#include "event/event.h"

#include <string.h>

bool event_is_panic(const struct event *e)
{
	return strcmp(e->kind->trigger, "Kernel panic") == 0;
}

bool event_is_oops(const struct event *e)
{
	return e->oops_number > 0;
}

bool event_stops_machine(const struct event *e)
{
	return event_is_panic(e) || e->panic;
}

bool event_tells(const struct event *e)
{
	return strcmp(e->kind->id, "trace_cut") != 0 || e->pointer.arch;
}
