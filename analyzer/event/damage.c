/* SPDX-License-Identifier: GPL-2.0-or-later */
/* damage - is a report whole? */
#include "event/damage.h"

#include "event/frame.h"
#include "event/guilty.h"

bool report_leaves_out(struct span text)
{
	span_take_blanks(&text);
	if (span_starts(text, "[<"))
		text = span_from(text, span_find(text, "]") + 1);
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

unsigned int report_title_end(const struct capture *c)
{
	static const char *const foreign[] = {
		"FAULT_INJECTION: forcing a failure",
		"vmalloc: allocation failure:",
		"FAULT_FLAG_ALLOW_RETRY missing",
	};
	unsigned int end = report_end(c);

	for (unsigned int i = c->head; !c->caller && i < end; i++) {
		for (size_t j = 0; j < sizeof(foreign) / sizeof(foreign[0]); j++) {
			if (span_has(capture_text(c, i), foreign[j]))
				return i;
		}
	}
	return end;
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
		line.count = line.dropped = 0;
		line.region = REGION_TASK;
		trace_take_line(&line, text);
		if (line.count || span_has(text, "(stack is not available)"))
			return true;
	}
	return false;
}

/* The stack marks of a report; only the first of each counts. */
static unsigned int mark_of(struct span text)
{
	static const char *const marks[] = {
		"Call Trace", "Call trace", "Backtrace:", "Allocated", "Freed", "Uninit was",
	};

	for (unsigned int i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (span_has(text, marks[i]))
			return i;
	}
	return sizeof(marks) / sizeof(marks[0]);
}

const char *damage_find(const struct capture *c, unsigned int end, bool has_stack)
{
	unsigned int seen = 0;
	bool any = false;

	for (unsigned int i = c->head; i < end; i++) {
		struct span text = capture_text(c, i);
		unsigned int mark = 1u << mark_of(text);

		any |= is_riscv_stack(text) || is_arm_stack(text);
		if (!stack_starts(text) || seen & mark)
			continue;
		seen |= mark;
		if (end - i < 3)
			return "it ends where a stack begins";
		if (!has_frames(c, i, end))
			return "a stack in it has no frames";
		any = true;
	}
	return !has_stack || any ? NULL : "it holds no stack";
}
