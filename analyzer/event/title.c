/* SPDX-License-Identifier: GPL-2.0-or-later */
/* title - the name of a crash, by syzbot's convention. */
#include "event/title.h"

#include <string.h>

#include "base/out.h"
#include "event/guilty.h"
#include "event/normalise.h"

/* --- placeholders ----------------------------------------------------------------- */

/* "use-after-free" of "BUG: KASAN: use-after-free in f+0x1/0x2" */
static struct span type_of(struct span headline)
{
	static const char *const tools[] = {"KASAN: ", "KFENCE: ", "KMSAN: ", "UBSAN: "};

	for (size_t i = 0; i < sizeof(tools) / sizeof(tools[0]); i++) {
		size_t at = span_find(headline, tools[i]), end;

		if (at == SPAN_NONE)
			continue;
		headline = span_from(headline, at + strlen(tools[i]));
		end = span_find(headline, " in ");
		headline = span_first(headline, end);
		if (span_is(headline, "Undefined behaviour"))
			return span_of("undefined-behaviour");
		return headline;
	}
	return span_of("");
}

/* "Read" or "Write", from "Read of size 4 at addr ..." below a KASAN headline. */
static const char *access_of(const struct capture *c)
{
	for (unsigned int i = c->head + 1; i < c->count && i < c->head + 5; i++) {
		struct span text = span_trim(capture_text(c, i));

		if (span_starts(text, "Read of size") || span_starts(text, "Read at addr"))
			return "Read";
		if (span_starts(text, "Write of size") || span_starts(text, "Write at addr"))
			return "Write";
	}
	return "";
}

/* "kmalloc-256" of "BUG kmalloc-256(15:94ef8...) (Tainted: P): Poison ..." */
static struct span cache_of(struct span headline)
{
	size_t at = span_find(headline, "BUG ");
	struct span in, name;

	if (at != SPAN_NONE) {
		in = span_from(headline, at + 4);
		if (span_take_until(&in, " (:", &name))
			return name;
	}
	return span_of("a slab cache");
}

static const char *slab_problem(const struct capture *c)
{
	static const char *const problems[][2] = {
		{"Objects remaining", "objects remaining"},
		{"Poison overwritten", "corruption (Poison overwritten)"},
		{"Redzone overwritten", "corruption (Redzone overwritten)"},
		{"padding overwritten", "corruption (padding overwritten)"},
		{"Freepointer corrupt", "corruption (Freepointer corrupt)"},
		{"Object already free", "corruption (Object already free)"},
	};

	for (unsigned int i = c->head; i < c->count && i < c->head + 3; i++) {
		for (size_t j = 0; j < sizeof(problems) / sizeof(problems[0]); j++) {
			if (span_has(capture_text(c, i), problems[j][0]))
				return problems[j][1];
		}
	}
	return "corruption";
}

/* Write the template with its placeholders filled in. */
static void fill_template(struct out *o, const char *template, const struct event *e,
			  const struct capture *c)
{
	struct span in = span_of(template), text, headline = capture_text(c, c->head);

	while (in.len) {
		if (span_take_until(&in, "%{", &text))
			out_span(o, text);
		else if (span_take_text(&in, "%"))
			out_text(o, e->guilty[0] ? e->guilty : "corrupted");
		else if (span_take_text(&in, "{type}"))
			out_span(o, type_of(headline));
		else if (span_take_text(&in, "{access}"))
			out_text(o, access_of(c));
		else if (span_take_text(&in, "{cache}"))
			out_span(o, cache_of(headline));
		else if (span_take_text(&in, "{problem}"))
			out_text(o, slab_problem(c));
		else
			in = span_from(in, 1);
	}
}

/* --- the title -------------------------------------------------------------------- */

/* Reports without a headline get the title that the headline would have given. */
static const char *template_of_rest(const struct event *e, const char *template)
{
	if (strcmp(template, "Oops in %") != 0)
		return template;
	if (e->class == CLASS_FAULT_NULL || e->class == CLASS_OPERATOR_SYSRQ)
		return "BUG: unable to handle kernel NULL pointer dereference in %";
	return "BUG: unable to handle kernel paging request in %";
}

static void mark_corrupted(struct event *e, const char *why)
{
	e->corrupted = true;
	if (!e->corrupted_why)
		e->corrupted_why = why;
}

/* The line from the trigger on, or a panic's message: what syzbot falls back to. */
static void raw_title(const struct event *e, const struct capture *c, char title[LIMIT_TITLE])
{
	char text[1024];
	struct out o;

	out_init(&o, text, sizeof(text));
	if (event_is_panic(e)) {
		out_text(&o, "kernel panic: ");
		out_text(&o, e->panic_text);
	} else {
		out_span(&o, span_first(span_from(capture_text(c, c->head), c->trigger), 900));
	}
	title_normalise(title, (struct span){o.at, o.len});
}

static void template_title(const struct event *e, const struct capture *c, const char *template,
			   char title[LIMIT_TITLE])
{
	char text[1024];
	struct out o;

	out_init(&o, text, sizeof(text));
	fill_template(&o, template, e, c);
	title_normalise(title, (struct span){o.at, o.len});
}

void title_make(struct event *e, const struct capture *c, const struct families *f)
{
	bool panic = event_is_panic(e);
	enum where where = event_where(e);
	const char *skip = panic ? e->panic->skip : e->kind->skip;
	const char *template = panic ? e->panic->title : e->kind->title;
	bool ours = template && template[0] == '*';

	if (where != WHERE_NOWHERE && !guilty_find(e, f, where, skip))
		mark_corrupted(e, "no usable stack frame was printed");
	if (panic && e->panic->wrapper)
		mark_corrupted(e, "the report that led to this panic is missing");
	if (e->kind->role == ROLE_FALLBACK && e->kind->class == CLASS_FAULT_ADDRESS)
		mark_corrupted(e, "the first lines of the report are missing");
	if (template)
		template_title(e, c, template_of_rest(e, template + ours), e->title);
	else
		raw_title(e, c, e->title);
	if (!ours)
		memcpy(e->syzbot_title, e->title, sizeof(e->syzbot_title));
	else if (e->kind->role != ROLE_FALLBACK)
		raw_title(e, c, e->syzbot_title);
}
