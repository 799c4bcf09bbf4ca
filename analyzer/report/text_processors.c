/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text_processors - where each CPU was, by the registers in the dump. */
#include "base/format.h"
#include "report/section.h"

const char *text_of_symbol(char to[SYMBOL_TEXT], const struct symbol *at)
{
	char size[20] = "";

	if (at->size)
		text_format(size, sizeof(size), "/0x%llx", (unsigned long long)at->size);
	text_format(to, SYMBOL_TEXT, "%s+0x%llx%s%s%s%s", at->name[0] ? at->name : at->module,
		    (unsigned long long)at->offset, size, at->module[0] ? " [" : "", at->module,
		    at->module[0] ? "]" : "");
	return to;
}

/* Lines of the section. */
enum { CPUS = 8 };

static void put_processor(struct section *s, const struct processor *p)
{
	char label[16] = "CPU ?", text[SYMBOL_TEXT + 40], at[SYMBOL_TEXT], pid[24] = "?";

	if (p->cpu >= 0)
		text_format(label, sizeof(label), "CPU %d", p->cpu);
	if (p->named)
		text_of_symbol(at, &p->at);
	else if (p->user)
		text_format(at, sizeof(at), "in the program (user mode)");
	else
		text_format(at, sizeof(at), "0x%016llx", (unsigned long long)p->pc);
	if (p->pid >= 0)
		text_format(pid, sizeof(pid), "%lld", (long long)p->pid);
	text_format(text, sizeof(text), "pid %s  %s%s", pid, at,
		    processor_is_idle(p) ? " [idle]" : "");
	section_quoted(s, label, text);
}

/* Those first that did something. */
void text_processors(struct section *s, const struct diagnosis *d, const struct report_context *c)
{
	const struct processors *all = d->circumstances.processors;
	unsigned int shown = 0;

	(void)c;
	for (unsigned int idle = 0; all && idle < 2; idle++) {
		for (unsigned int i = 0; i < all->count && shown < CPUS; i++) {
			if (processor_is_idle(&all->list[i]) != idle)
				continue;
			put_processor(s, &all->list[i]);
			shown++;
		}
	}
	if (all && all->count + all->dropped > shown)
		section_fmt(s, "others", "%u more CPUs", all->count + all->dropped - shown);
}
