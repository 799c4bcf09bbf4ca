/* SPDX-License-Identifier: GPL-2.0-or-later */
/* title - the name of a crash, by syzbot's convention. */
#include "event/title.h"

#include <string.h>

#include "base/out.h"
#include "event/damage.h"
#include "event/guilty.h"
#include "event/normalise.h"

static void mark_corrupted(struct event *e, const char *why)
{
	e->corrupted = true;
	if (!e->corrupted_why)
		e->corrupted_why = why;
}

/* --- placeholders ----------------------------------------------------------------- */

/* What stands in the headline behind the texts of marks and before the last of
 * them: "KASAN: | in ", "ASSERT FAILED at (|): |", "|[#" from its beginning on. */
static struct span between(struct span headline, struct span marks)
{
	struct span part;

	span_take_text(&marks, "|");
	while (span_take_until(&marks, "|", &part)) {
		size_t at = span_find_span(headline, part);

		if (!span_take_text(&marks, "|"))
			return span_first(headline, at);
		headline = span_from(headline, at == SPAN_NONE ? at : at + part.len);
	}
	return headline;
}

/* A text of the report's, and the words for it. */
struct wording {
	const char *mark, *words;
};

/* The words for the first text of the list that stands in lines [from, end). */
static const char *words_for(const struct capture *c, unsigned int from, unsigned int end,
			     const struct wording *list)
{
	for (unsigned int i = from; i < c->count && i < end; i++) {
		for (const struct wording *w = list; w->mark; w++) {
			if (span_has(capture_text(c, i), w->mark))
				return w->words;
		}
	}
	return NULL;
}

/* "Read" or "Write", from "Read of size 4 at addr ..." below a KASAN headline. */
static const char *access_of(const struct capture *c)
{
	static const struct wording accesses[] = {
		{"Read of size ", "Read"},
		{"Read at addr ", "Read"},
		{"Write of size ", "Write"},
		{"Write at addr ", "Write"},
		{NULL, NULL},
	};

	return words_for(c, c->head + 1, c->count, accesses);
}

/* "kmalloc-256" of "BUG kmalloc-256(15:94ef8...) (Tainted: P): Poison ..." */
static struct span cache_of(struct span headline)
{
	struct span name;

	if (span_take_past(&headline, "BUG ") && span_take_until(&headline, " (:", &name))
		return name;
	return span_of("a slab cache");
}

static const char *slab_problem(const struct capture *c)
{
	static const struct wording problems[] = {
		{"Objects remaining", "objects remaining"},
		{"Freelist Pointer check fails", "corruption (Freelist Pointer check fails)"},
		{"Freechain corrupt", "corruption (Freechain corrupt)"},
		{"Poison overwritten", "corruption (Poison overwritten)"},
		{"Redzone overwritten", "corruption (Redzone overwritten)"},
		{"padding overwritten", "corruption (padding overwritten)"},
		{"Freepointer corrupt", "corruption (Freepointer corrupt)"},
		{"Object already free", "corruption (Object already free)"},
		{NULL, NULL},
	};
	const char *problem = words_for(c, c->head, c->head + 3, problems);

	return problem ? problem : "corruption";
}

/* The line below the headline: the message of a Rust panic. */
static struct span next_line(const struct capture *c)
{
	return span_trim(capture_text(c, c->head + 1));
}

/* "{name}" or "{from|to}": the text that stands for it, empty if the headline
 * is cut before it. */
static struct span placeholder(struct span name, const struct capture *c)
{
	struct span headline = capture_text(c, c->head);

	if (span_is(name, "access"))
		return span_of(access_of(c));
	if (span_is(name, "cache"))
		return cache_of(headline);
	if (span_is(name, "problem"))
		return span_of(slab_problem(c));
	if (span_is(name, "next"))
		return next_line(c);
	return between(headline, name);
}

/* Write the template with its placeholders filled in. */
static void fill_template(struct out *o, const char *template, struct event *e,
			  const struct capture *c)
{
	struct span in = span_of(template), text;

	while (in.len) {
		if (span_take_until(&in, "%{", &text)) {
			out_span(o, text);
		} else if (span_take_text(&in, "%")) {
			out_text(o, e->guilty[0] ? e->guilty : "corrupted");
		} else {
			in = span_from(in, 1);
			span_take_until(&in, "}", &text);
			text = placeholder(text, c);
			out_span(o, text);
			if (!text.len)
				mark_corrupted(e, "the headline is cut");
			in = span_from(in, 1);
		}
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

/* "---[ end Kernel panic - not syncing: msg ]---" */
static struct span without_end_mark(struct span text)
{
	return span_ends(text, " ]---") ? span_first(text, text.len - 5) : text;
}

/* The line from the trigger on, or a panic's message: what syzbot falls back to. */
static void raw_title(struct event *e, const struct capture *c, char title[LIMIT_TITLE])
{
	struct span line = span_from(capture_text(c, c->head), c->trigger);
	char text[1024];
	struct out o;

	out_init(&o, text, sizeof(text));
	if (event_is_panic(e)) {
		out_text(&o, "kernel panic: ");
		out_span(&o, span_trim(without_end_mark(span_of(e->panic_text))));
	} else {
		out_span(&o, span_first(line, 900));
		if (span_trim(line).len == strlen(kind_trigger(e->kind))) {
			out_text(&o, " corrupted");
			mark_corrupted(e, "the headline is cut");
		}
	}
	title_normalise(title, (struct span){o.at, o.len});
}

static void template_title(struct event *e, const struct capture *c, const char *template,
			   char title[LIMIT_TITLE])
{
	char text[1024];
	struct out o;

	out_init(&o, text, sizeof(text));
	fill_template(&o, template, e, c);
	title_normalise(title, (struct span){o.at, o.len});
}

/* Is a line missing that the title is made of? */
static bool lacks_access(const char *template, const struct capture *c)
{
	return span_has(span_of(template), "{access}") && !access_of(c);
}

/* Why the report is not to be trusted, by what was found of it. */
static void judge(struct event *e, const struct capture *c, enum guilty found)
{
	bool panic = event_is_panic(e), raw = !panic && !kind_title(e->kind)[0];
	const char *why = NULL;

	if (found == GUILTY_MIXED)
		mark_corrupted(e, "the stack of another task stands within it");
	if (found == GUILTY_LOST && e->kind->where == WHERE_PAGE_OWNER)
		mark_corrupted(e, "who allocated the page is not told");
	if (found == GUILTY_LOST && !raw)
		mark_corrupted(e, "no usable stack frame was printed");
	if (found == GUILTY_DAMAGED)
		mark_corrupted(e, "lines that such a report must hold are missing");
	if (panic && e->panic->wrapper)
		mark_corrupted(e, "the report that led to this panic is missing");
	if (kind_is_headless(e->kind))
		mark_corrupted(e, "the first lines of the report are missing");
	/* Where there are no caller ids, the stack may stand behind the report
	 * that interrupted this one. */
	if (!kind_is_ours(e->kind) && !raw && guilty_has_stack(event_where(e)))
		why = damage_find(c, c->end != CAPTURE_OVERTAKEN || c->caller);
	if (why)
		mark_corrupted(e, why);
}

void title_make(struct event *e, const struct capture *c, const struct families *f)
{
	bool panic = event_is_panic(e);
	const char *template = panic ? panic_title(e->panic) : kind_title(e->kind);
	bool ours = template[0] == '*';
	enum guilty found = guilty_find(e, c, f);

	if (lacks_access(template, c))
		found = GUILTY_DAMAGED;
	judge(e, c, found);
	/* A damaged headline has a title of its own, or none. */
	if (template[0] && (found != GUILTY_DAMAGED || event_where(e) == WHERE_DAMAGED))
		template_title(e, c, template_of_rest(e, template + ours), e->title);
	else
		raw_title(e, c, e->title);
	if (!ours)
		memcpy(e->syzbot_title, e->title, sizeof(e->syzbot_title));
	else if (!kind_is_ours(e->kind))
		raw_title(e, c, e->syzbot_title);
}
