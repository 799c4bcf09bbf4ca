/* SPDX-License-Identifier: GPL-2.0-or-later */
/* damage - is a report whole? */
#include "event/damage.h"

#include "event/frame.h"

bool report_leaves_out(struct span text)
{
	span_take_blanks(&text);
	if (span_starts(text, "[<"))
		span_take_past(&text, "]");
	span_take_blanks(&text);
	return span_starts(text, "? ") || span_starts(text, "Disabling lock debugging due to");
}

unsigned int report_end(const struct capture *c)
{
	const unsigned int enough = c->kind->id == KIND_kmsan ? 16 : 22;
	unsigned int lines = 0;

	for (unsigned int i = c->head; i < c->count; i++) {
		struct span text = capture_text(c, i);

		if (report_leaves_out(text))
			continue;
		if (++lines > enough &&
		    (span_has(text, "Kernel panic - not syncing") ||
		     span_has(text, "possible circular locking dependency detected")))
			return i;
	}
	return c->count;
}

/* What begins a stack, in a report of whatever kind. */
static const char *const stack_marks[] = {
	"Call Trace",	     "Call trace", "Backtrace:",    "Allocated:",
	"Allocated by task", "Freed:",	   "Freed by task", "Uninit was stored to memory at",
};

enum { STACK_MARKS = sizeof(stack_marks) / sizeof(stack_marks[0]) };

/* kmemleak's "  backtrace:" or, since 6.6, "  backtrace (crc 12ab34cd):", but not
 * lockdep's "stack backtrace:" */
static bool is_leak_stack(struct span text)
{
	size_t at = span_find(text, "backtrace");
	struct span mark = span_from(text, at);

	return at != SPAN_NONE && at >= 2 && text.at[at - 1] == ' ' && text.at[at - 2] != 'k' &&
	       (span_starts(mark, "backtrace:") || span_starts(mark, "backtrace (crc "));
}

/* The number of the mark on this line, from 1; 0: it begins no stack. */
static unsigned int mark_of(struct span text)
{
	for (unsigned int i = 0; i < STACK_MARKS; i++) {
		if (span_has(text, stack_marks[i]))
			return i + 1;
	}
	return is_leak_stack(text) ? STACK_MARKS + 1 : 0;
}

bool stack_starts(struct span text)
{
	return mark_of(text) > 0;
}

/* riscv since 6.0 prints the stack right below "status: ... cause: ...". */
static bool is_riscv_stack(struct span text)
{
	return span_starts(span_trim(text), "status: ") && span_has(text, " cause: ");
}

/* arm until 6.3: "[<8010e300>] (f) from [<80b12478>] (g+0xa0/0xc0)", since 5.18 " f from
 * g+0xa0/0xc0", where its unwinder walks the stack. */
static bool is_arm_stack(struct span text)
{
	struct trace line = {0};

	return span_has(text, " from ") && trace_take_line(&line, text) && line.count > 0;
}

/* Do frames follow the stack that begins on line i? */
static bool has_frames(const struct capture *c, unsigned int i, unsigned int end)
{
	struct trace line;

	for (unsigned int looked = 0; ++i < end && looked < 15;) {
		struct span text = capture_text(c, i);

		if (stack_starts(text))
			return false;
		if (report_leaves_out(text))
			continue;
		looked++;
		if (trace_of_line(&line, text) || span_has(text, "(stack is not available)"))
			return true;
	}
	return false;
}

const char *damage_find(const struct capture *c, bool has_stack)
{
	unsigned int end = report_end(c), seen = 0;
	bool any = false;

	for (unsigned int i = c->head; i < end; i++) {
		struct span text = capture_text(c, i);
		unsigned int mark = mark_of(text);

		any |= is_riscv_stack(text) || is_arm_stack(text);
		/* Only the first of each counts. */
		if (!mark || seen & 1u << mark)
			continue;
		seen |= 1u << mark;
		if (end - i < 3)
			return "it ends where a stack begins";
		if (!has_frames(c, i, end))
			return "a stack in it has no frames";
		any = true;
	}
	return !has_stack || any ? NULL : "it holds no stack";
}
