/* SPDX-License-Identifier: GPL-2.0-or-later */
/* modules - the modules line of a report. */
#include "event/modules.h"

#include <string.h>

bool module_is_foreign(const char *flags)
{
	return strpbrk(flags, "POEFU") != NULL;
}

const struct module *modules_find(const struct modules *m, const char *name)
{
	for (unsigned int i = 0; i < m->foreign_count; i++) {
		if (strcmp(m->foreign[i].name, name) == 0)
			return &m->foreign[i];
	}
	return NULL;
}

/* "nvidia(POE)" */
static void take_module(struct modules *m, struct span word)
{
	struct module module = {{0}, {0}};
	struct span name, flags = {0};

	if (!span_take_until(&word, "(", &name))
		return;
	m->total++;
	if (!span_take_text(&word, "(") || !span_take_until(&word, ")", &flags))
		return;
	span_copy(module.name, sizeof(module.name), name);
	span_copy(module.flags, sizeof(module.flags), flags);
	if (!module_is_foreign(module.flags) || modules_find(m, module.name))
		return;
	if (m->foreign_count == LIMIT_MODULES)
		m->foreign_dropped++;
	else
		m->foreign[m->foreign_count++] = module;
}

/* "[last unloaded: tampercore]", "[last unloaded: nvidia(POE)]" */
static bool take_last_unloaded(struct modules *m, struct span *in)
{
	struct span name;

	span_take_blanks(in);
	if (!span_take_text(in, "[last unloaded: ") || !span_take_until(in, "(] ", &name))
		return false;
	span_copy(m->last_unloaded, sizeof(m->last_unloaded), name);
	if (span_take_text(in, "(") && span_take_until(in, ")]", &name))
		span_copy(m->last_unloaded_flags, sizeof(m->last_unloaded_flags), name);
	return true;
}

bool modules_take_line(struct modules *m, struct span text, bool continues)
{
	struct span word;

	if (!span_take_past(&text, "Modules linked in:") && !continues)
		return false;
	m->known = true;
	while (!take_last_unloaded(m, &text) && span_take_word(&text, &word))
		take_module(m, word);
	return true;
}
