/* SPDX-License-Identifier: GPL-2.0-or-later */
/* function - where the program counter stood. */
#include "event/function.h"

#include <string.h>

/* Lines that a headline repeated for inlined functions may take. */
#define HEADLINE_LINES 24

/* What stands behind the words that introduce a function: " in ", " at ". */
static struct span behind_mark(struct span headline)
{
	static const char *const marks[] = {" in: ", " in ", " at ", "WARNING: ", "KASAN"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (span_take_past(&headline, marks[i]))
			return headline;
	}
	return span_from(headline, headline.len);
}

/* The first word that is a function with an offset. */
static bool find_with_offset(struct span text, struct frame *f)
{
	struct span word;

	for (span_take_blanks(&text); text.len; span_take_blanks(&text)) {
		struct span in = text;

		if (frame_take_symbol(&in, f))
			return true;
		if (!span_take_word(&text, &word))
			break;
	}
	return false;
}

/* A name without an offset.  One place in the source may stand before it, and
 * the word that announces it; sentence: other words may follow it. */
static bool find_name(struct span text, bool sentence, struct frame *f)
{
	struct span word, in;

	for (int i = 0; i < 3; i++) {
		span_take_blanks(&text);
		in = text;
		if (!span_take_word(&text, &word))
			return false;
		if (!frame_names_source(word) && !span_is(word, "at"))
			return frame_take_name(&in, f) &&
			       (sentence || !span_trim(in).len || in.at[0] == ',' ||
				frame_names_source(in));
	}
	return false;
}

/* Does the line go on where the headline was wrapped: with the function, or
 * with the place in the source before it? */
static bool continues(struct span text, struct frame *f)
{
	struct span in, word;

	span_take_blanks(&text);
	in = text;
	if (frame_take_symbol(&in, f))
		return true;
	return span_take_word(&in, &word) && frame_names_source(word) && find_with_offset(in, f);
}

/* The words that the headline begins with, up to its colon: they tell whether
 * a line repeats it. */
static struct span head_of(const struct capture *c)
{
	struct span headline = span_from(capture_text(c, c->head), c->trigger), head;
	struct span in = headline;

	if (span_take_until(&in, ":", &head))
		return (struct span){head.at, head.len + 1};
	return headline;
}

/* The function that the headline names, looked for in the lines that repeat
 * or continue it. */
static bool find_named(const struct capture *c, bool detector, struct frame *f)
{
	struct span head = head_of(c);
	bool found = false, wrapped = true;

	for (unsigned int i = c->head; i < c->count && i < c->head + HEADLINE_LINES; i++) {
		struct span text = capture_text(c, i);
		struct frame offset = {0};

		if (i == c->head || span_find_span(text, head) != SPAN_NONE) {
			text = behind_mark(text);
			if (find_with_offset(text, &offset)) {
				*f = offset;
				return true;
			}
			found = found || find_name(text, detector, f);
			wrapped = true;
			continue;
		}
		if (wrapped && continues(text, &offset)) {
			*f = offset;
			return true;
		}
		if (wrapped && !found)
			found = frame_names_source(span_first(text, 80)) &&
				find_name(text, detector, f);
		if (!span_has(text, " [inline]"))
			break;
		wrapped = false;
	}
	return found;
}

/* A WARNING of the kernel's.  Wording that any program may use must at least
 * name a place in the source. */
static bool is_warning(const struct kind *kind, struct span headline)
{
	return kind_is_warning(kind) &&
	       (kind->id != KIND_warn_other || frame_names_source(headline));
}

/* Kinds whose headline says where: the detectors, and CFI. */
static bool headline_names(const struct event *e)
{
	switch (event_where(e)) {
	case WHERE_HEADLINE_TRACE:
	case WHERE_HEADLINE_FRAMES:
	case WHERE_HEADLINE:
	case WHERE_FRAMES:
		return true;
	default:
		return e->kind->id == KIND_kcsan;
	}
}

/* The first frame that arm64 marks with "(P)". */
static const struct frame *fault_frame(const struct trace *t)
{
	for (unsigned int i = 0; i < t->count; i++) {
		if (t->frames[i].exception)
			return &t->frames[i];
	}
	return NULL;
}

void function_find(struct event *e, const struct capture *c)
{
	const struct frame *at = &e->pointer.frame, *marked = fault_frame(&e->trace);
	struct frame named = {0};

	if (headline_names(e) && find_named(c, true, &named))
		at = &named;
	else if (!at->symbol[0] && is_warning(e->kind, capture_text(c, c->head)) &&
		 find_named(c, false, &named))
		at = &named;
	else if (!e->pointer.arch && marked)
		at = marked;
	span_copy(e->function, sizeof(e->function), name_stem(span_of(at->symbol)));
	memcpy(e->function_module, at->module, sizeof(e->function_module));
}
