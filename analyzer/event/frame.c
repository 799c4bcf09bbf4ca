/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frame - the frames of one kernel back-trace. */
#include "event/frame.h"

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
	take_module(&in, &module);
	span_copy(f->symbol, sizeof(f->symbol), name);
	span_copy(f->module, sizeof(f->module), module);
	f->offset = (uint32_t)offset;
	f->size = (uint32_t)size;
	*s = in;
	return true;
}

/* Does "(mm/kasan/report.c:314 mm/kasan/report.c:429) " stand at the front? */
static bool take_sources(struct span *in)
{
	static const char *const endings[] = {".c:", ".h:", ".S:", ".rs:"};
	struct span sources;
	size_t end = span_find(*in, ")");

	if (!span_starts(*in, "(") || end == SPAN_NONE)
		return false;
	sources = span_first(*in, end);
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		if (!span_has(sources, endings[i]))
			continue;
		*in = span_from(*in, end + 1);
		return true;
	}
	return false;
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
	span_copy(f->symbol, sizeof(f->symbol), name);
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
	span_copy(f->symbol, sizeof(f->symbol), name);
	span_copy(f->module, sizeof(f->module), module);
	f->offset = f->size = 0;
	*s = in;
	return true;
}

bool trace_begins(struct span text)
{
	return span_has(text, "Call Trace:") || span_has(text, "Call trace:") ||
	       span_has(text, "Backtrace:");
}

/* "<IRQ>", "</NMI>", "<<EOE>>": no frame, but tells the stack of those after it. */
static bool take_region(struct span *s, enum region *region)
{
	static const struct {
		const char *mark;
		enum region region;
	} marks[] = {
		{"<IRQ>", REGION_IRQ},	     {"</IRQ>", REGION_TASK},
		{"<EOI>", REGION_TASK},	     {"<NMI>", REGION_NMI},
		{"</NMI>", REGION_TASK},     {"<<EOE>>", REGION_TASK},
		{"<EOE>", REGION_TASK},	     {"<SOFTIRQ>", REGION_SOFTIRQ},
		{"</SOFTIRQ>", REGION_TASK}, {"<TASK>", REGION_TASK},
		{"</TASK>", REGION_TASK},    {"<#DF>", REGION_OTHER},
		{"</#DF>", REGION_TASK},     {"<#DB>", REGION_OTHER},
		{"<#MC>", REGION_OTHER},     {"<ENTRY_TRAMPOLINE>", REGION_OTHER},
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (span_take_text(s, marks[i].mark)) {
			*region = marks[i].region;
			span_take_blanks(s);
			return true;
		}
	}
	return false;
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

static void add_frame(struct trace *t, const struct frame *f)
{
	if (t->count == LIMIT_FRAMES)
		t->dropped++;
	else
		t->frames[t->count++] = *f;
}

/* Do the letters behind a frame say that an exception happened there?  arm64
 * since 6.13: P program counter, L link register, C caller, T task; F and K may
 * follow, for function graph and kretprobe. */
static bool is_fault_frame(struct span text)
{
	size_t at = span_find(text, "(P");

	return at != SPAN_NONE && span_trim(span_from(text, at)).len <= sizeof("(PFK)") - 1;
}

bool trace_take_line(struct trace *t, struct span text)
{
	struct frame f = {0};
	bool region;

	span_take_blanks(&text);
	region = take_region(&text, &t->region);
	f.guessed = span_take_text(&text, "(");
	take_addresses(&text);
	if (span_take_text(&text, "? "))
		f.guessed = true;
	if (!frame_take_symbol(&text, &f))
		return region;
	if (span_has(text, "(unreliable)"))
		f.guessed = true;
	f.fault = is_fault_frame(text);
	f.region = t->region;
	add_frame(t, &f);
	return true;
}
