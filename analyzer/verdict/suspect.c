/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * suspect - the module to look at first.
 *
 * Only modules that are no part of the distribution's kernel are suspected:
 * where the fault happened, in the trace, unloaded just before a jump into
 * nowhere, or guessed from stack remains.  Being loaded is no evidence.
 */
#include <string.h>

#include "verdict/verdict.h"

static bool suspect(struct suspect *s, const struct event *e, const char *name, const char *why,
		    enum confidence confidence)
{
	const struct module *m = modules_find(&e->modules, name);

	if (!name[0] || !m)
		return false;
	memcpy(s->module, m->name, sizeof(s->module));
	memcpy(s->flags, m->flags, sizeof(s->flags));
	s->why = why;
	s->confidence = confidence;
	return true;
}

/* Is this the reliable frame right behind the fault? */
static bool is_adjacent(const struct event *e, unsigned int frame)
{
	for (unsigned int i = 0; i < frame; i++) {
		if (!e->trace.frames[i].guessed && !e->trace.frames[i].inlined)
			return false;
	}
	return true;
}

static bool suspect_reliable(struct suspect *s, const struct event *e)
{
	for (unsigned int i = 0; i < e->trace.count; i++) {
		const struct frame *f = &e->trace.frames[i];
		bool adjacent = is_adjacent(e, i);

		if (!f->guessed && suspect(s, e, f->module,
					   adjacent ? "it called the function that failed"
						    : "it stands in the trace of the fault",
					   adjacent ? CONFIDENCE_LIKELY : CONFIDENCE_POSSIBLE))
			return true;
	}
	return false;
}

static bool suspect_guessed(struct suspect *s, const struct event *e)
{
	for (unsigned int i = 0; i < e->trace.count; i++) {
		const struct frame *f = &e->trace.frames[i];

		if (f->guessed &&
		    suspect(s, e, f->module, "its name was found on the stack of the fault",
			    CONFIDENCE_POSSIBLE))
			return true;
	}
	return false;
}

/* The processor jumped to an address without a name, and a module had been
 * unloaded: its code was called after it was gone. */
static bool suspect_unloaded(struct suspect *s, const struct event *e)
{
	const char *name = e->modules.last_unloaded;

	if (!name[0] || e->class != CLASS_FAULT_EXEC || !e->pointer.address)
		return false;
	memcpy(s->module, name, sizeof(s->module));
	s->why = "it was unloaded, and the processor jumped to where modules lie";
	s->confidence = CONFIDENCE_LIKELY;
	return true;
}

/* A module that was unloaded and loaded again, and is the only one of its kind:
 * something may still use what its first life left behind. */
static bool suspect_reloaded(struct suspect *s, const struct event *e)
{
	return e->modules.foreign_count == 1 &&
	       suspect(s, e, e->modules.last_unloaded, "it was unloaded and loaded again before",
		       CONFIDENCE_POSSIBLE);
}

void suspect_find(struct suspect *s, const struct event *root)
{
	memset(s, 0, sizeof(*s));
	if (suspect(s, root, root->function_module, "the fault happened in it",
		    CONFIDENCE_LIKELY) ||
	    suspect(s, root, root->guilty_module, "it called what failed", CONFIDENCE_LIKELY))
		return;
	if (!suspect_reliable(s, root) && !suspect_unloaded(s, root) && !suspect_guessed(s, root))
		suspect_reloaded(s, root);
}
