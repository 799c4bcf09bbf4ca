/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frame - the frames of one kernel back-trace. */
#include "event/frame.h"

#include "event/demangle.h"

/* " [ext4]", " [ext4 0123...]" (build id, CONFIG_STACKTRACE_BUILD_ID) */
static bool take_module(struct span *s, struct span *module)
{
	struct span in = *s, rest;

	span_take_blanks(&in);
	if (!span_take_text(&in, "[") || !span_take_until(&in, "] ", module))
		return false;
	if (span_take_until(&in, "]", &rest) && !rest.len)
		return false;
	if (!span_take_text(&in, "]") || char_is_digit(module->at[0]) || module->at[0] == '<')
		return false;
	*s = in;
	return true;
}

bool frame_names_source(struct span text)
{
	static const char *const marks[] = {".c:", ".h:", ".S:", ".rs:", NULL};

	return span_has_any(text, marks);
}

/* Skip " net/core/dst.c:177" before a module. */
static void skip_place(struct span *s)
{
	struct span in = *s, word;

	if (span_take_word(&in, &word) && frame_names_source(word) && word.at[0] != '(')
		*s = in;
}

/* "symbol+0x15/0x130 [module]" */
static bool take_with_offset(struct span *s, struct frame *f)
{
	struct span in = *s, name, module = {0};
	uint64_t offset, size;

	if (!span_take_until(&in, "+ \t[](){}=,;:\"", &name) || !span_take_text(&in, "+0x") ||
	    !span_take_hex(&in, &offset) || !span_take_text(&in, "/0x") ||
	    !span_take_hex(&in, &size))
		return false;
	if (offset > UINT32_MAX || size > UINT32_MAX)
		return false;
	skip_place(&in);
	take_module(&in, &module);
	demangle(f->symbol, sizeof(f->symbol), name);
	span_copy(f->module, sizeof(f->module), module);
	f->offset = (uint32_t)offset;
	f->size = (uint32_t)size;
	*s = in;
	return true;
}

/* Does "(mm/kasan/report.c:314 mm/kasan/report.c:429) " stand at the front? */
static bool take_sources(struct span *in)
{
	size_t end = span_find(*in, ")");

	if (!span_starts(*in, "(") || end == SPAN_NONE || !frame_names_source(span_first(*in, end)))
		return false;
	*in = span_from(*in, end + 1);
	return true;
}

/* "l2cap_rx_state_recv (net/bluetooth/l2cap_core.c:6906) bluetooth": what
 * scripts/decode_stacktrace.sh makes of it. */
static bool take_with_sources(struct span *s, struct frame *f)
{
	struct span in = *s, name, module = {0};

	if (!span_take_until(&in, "+ \t[](){}=,;:\"", &name) || !span_take_text(&in, " ") ||
	    !take_sources(&in))
		return false;
	if (span_take_text(&in, " "))
		span_take_until(&in, " ()", &module);
	demangle(f->symbol, sizeof(f->symbol), name);
	span_copy(f->module, sizeof(f->module), module);
	f->offset = f->size = 0;
	*s = in;
	return true;
}

bool frame_take_symbol(struct span *s, struct frame *f)
{
	return take_with_offset(s, f) || take_with_sources(s, f);
}

static bool is_identifier(struct span name)
{
	bool only_hex = name.len >= 8;

	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];

		if (!char_is_alnum(c) && c != '_' && c != '.' && c != '$')
			return false;
		only_hex &= char_hex(c) >= 0;
	}
	return name.len > 1 && !char_is_digit(name.at[0]) && !only_hex;
}

bool frame_take_name(struct span *s, struct frame *f)
{
	struct span in = *s, name, module = {0};

	if (!span_take_until(&in, "+ \t[](){}=,;:\"/<>", &name) || !is_identifier(name))
		return false;
	take_module(&in, &module);
	demangle(f->symbol, sizeof(f->symbol), name);
	span_copy(f->module, sizeof(f->module), module);
	f->offset = f->size = 0;
	*s = in;
	return true;
}

bool trace_begins(struct span text)
{
	return span_has(text, "Call Trace:") || span_has(text, "Call trace:") ||
	       span_has(text, "Backtrace:") || span_is(text, "Trace:");
}

/* "<IRQ>", "</NMI>", "<<EOE>>": no frame, but tells the stack of those after it. */
static bool take_region(struct span *s, enum region *region)
{
	static const struct {
		const char *mark;
		enum region region;
	} marks[] = {
		{"<IRQ>", REGION_IRQ},	       {"<NMI>", REGION_NMI},
		{"<SOFTIRQ>", REGION_SOFTIRQ}, {"<TASK>", REGION_TASK},
		{"<EOI>", REGION_TASK},	       {"<EOE>", REGION_TASK},
		{"<<EOE>>", REGION_TASK},      {"<ENTRY_TRAMPOLINE>", REGION_OTHER},
		{"<SYSENTER>", REGION_OTHER},
	};
	struct span in = *s, name;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (span_take_text(s, marks[i].mark)) {
			*region = marks[i].region;
			span_take_blanks(s);
			return true;
		}
	}
	/* "</IRQ>"; "<#DF>", "<#MC>" and other exceptions with a stack */
	if ((!span_take_text(&in, "</") && !span_take_text(&in, "<#")) ||
	    !span_take_until(&in, "> ", &name) || !span_take_text(&in, ">"))
		return false;
	*region = s->at[1] == '/' ? REGION_TASK : REGION_OTHER;
	span_take_blanks(&in);
	*s = in;
	return true;
}

/* "[<ffffffff81d90469>] " or "[c000000010f930b0] ", any number of them */
static void take_addresses(struct span *s)
{
	for (;;) {
		struct span in = *s;
		uint64_t address;

		if (!span_take_text(&in, "["))
			return;
		span_take_text(&in, "<");
		if (!span_take_hex(&in, &address))
			return;
		span_take_text(&in, ">");
		if (!span_take_text(&in, "]"))
			return;
		span_take_blanks(&in);
		*s = in;
	}
}

static void add_frame(struct trace *t, struct frame *f)
{
	f->region = t->region;
	if (t->count == LIMIT_FRAMES)
		t->dropped++;
	else
		t->frames[t->count++] = *f;
}

/* Do the letters behind a frame say that an exception happened there?  arm64
 * since 6.13: P program counter, L link register, C caller, T task; F and K may
 * follow, for function graph and kretprobe. */
static bool is_exception(struct span text)
{
	size_t at = span_find(text, "(P");

	return at != SPAN_NONE && span_trim(span_from(text, at)).len <= sizeof("(PFK)") - 1;
}

/* "g net/bar.h:5 [inline]" */
static bool take_inlined(struct trace *t, struct span text)
{
	struct frame f = {.inlined = true};

	if (!span_has(text, " [inline]") || !frame_take_name(&text, &f) ||
	    !frame_names_source(text))
		return false;
	add_frame(t, &f);
	return true;
}

/* "(f [mod]) from [<80b12478>] (g+0xa0/0xc0 [mod])", "f from g+0x18/0x1c" */
static bool take_pair(struct trace *t, struct span text)
{
	struct frame callee = {0}, caller = {0};
	const struct frame *last = t->count ? &t->frames[t->count - 1] : NULL;

	if (!span_has(text, " from "))
		return false;
	span_take_text(&text, "(");
	if (!frame_take_symbol(&text, &callee) && !frame_take_name(&text, &callee))
		return false;
	span_take_text(&text, ")");
	if (!span_take_text(&text, " from "))
		return false;
	take_addresses(&text);
	span_take_text(&text, "(");
	if (!frame_take_symbol(&text, &caller))
		return false;
	/* The line before has named it as the caller. */
	if (!last || !span_is(span_of(last->symbol), callee.symbol))
		add_frame(t, &callee);
	add_frame(t, &caller);
	return true;
}

/* "--- interrupt: 700 at f+0x1/0x2": what follows was interrupted there. */
static bool take_interrupt(struct trace *t, struct span text)
{
	struct frame f = {.exception = true};

	if (!span_starts(text, "--- interrupt: ") && !span_starts(text, "--- Exception: "))
		return false;
	t->region = REGION_TASK;
	if (span_take_past(&text, " at ") && frame_take_symbol(&text, &f))
		add_frame(t, &f);
	return true;
}

/* "0xffffffffc0123456", "0x0", "(null)": an address without a name. */
static bool is_unnamed(struct span text)
{
	uint64_t address;

	if (span_starts(text, "(null)"))
		return true;
	return span_take_text(&text, "0x") && span_take_hex(&text, &address) &&
	       (!text.len || text.at[0] == ' ');
}

bool trace_take_line(struct trace *t, struct span text)
{
	struct frame f = {0};
	bool region, bracket;

	span_take_blanks(&text);
	if (take_interrupt(t, text))
		return true;
	region = take_region(&text, &t->region);
	bracket = span_take_text(&text, "([");
	if (bracket)
		text = (struct span){text.at - 1, text.len + 1};
	take_addresses(&text);
	f.guessed = span_take_text(&text, "? ") || bracket;
	if (!frame_take_symbol(&text, &f)) {
		if (take_pair(t, text) || take_inlined(t, text))
			return true;
		t->unnamed += is_unnamed(text);
		return region;
	}
	f.guessed = f.guessed || span_has(text, "(unreliable)");
	f.exception = is_exception(text);
	add_frame(t, &f);
	return true;
}

bool trace_of_line(struct trace *t, struct span text)
{
	t->count = t->dropped = t->unnamed = 0;
	t->region = REGION_TASK;
	trace_take_line(t, text);
	return t->count > 0;
}
