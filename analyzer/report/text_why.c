/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text_why - the causes, what they rest on, and the fault in words. */
#include "base/format.h"
#include "report/section.h"
#include "verdict/hardware.h"

/* "log time 12.345678 (line 40)": so that it can be checked in seconds. */
static void print_evidence(struct out *o, const struct evidence *e)
{
	if (e->time_us == LINE_NO_TIME)
		out_fmt(o, "line %llu of the log", (unsigned long long)e->line_number);
	else
		out_fmt(o, "log time %lld.%06lld (line %llu)", (long long)(e->time_us / 1000000),
			(long long)(e->time_us % 1000000), (unsigned long long)e->line_number);
}

/* The line itself, if it is one that led up to the crash; the root's stands above. */
static const char *line_of(const struct events *e, const struct event *root, uint64_t number)
{
	for (unsigned int i = 0; i < e->note_count; i++) {
		if (e->notes[i].line_number == number)
			return e->notes[i].text;
	}
	for (unsigned int i = 0; i < e->count; i++) {
		if (e->list[i].line_number == number && &e->list[i] != root)
			return e->list[i].headline;
	}
	return NULL;
}

static void put_evidence(struct out *o, const struct cause *c, const struct diagnosis *d)
{
	for (unsigned int i = 0; i < c->evidence_count; i++) {
		const char *line = line_of(d->events, d->verdict.root, c->evidence[i].line_number);

		out_fmt(o, "%*s%s", SECTION_LABEL, "", i ? "" : "evidence: ");
		print_evidence(o, &c->evidence[i]);
		out_fmt(o, "%s%s\n", line ? ": " : "", line ? line : "");
	}
}

/* A further line of an item. */
static void put_further(struct out *o, const char *text)
{
	out_fmt(o, "%*s", SECTION_LABEL, "");
	out_wrapped(o, text, SECTION_LABEL, SECTION_LABEL, SECTION_WIDTH);
	out_char(o, '\n');
}

/* What to know about the running kernel. */
static void put_release(struct out *o, const struct cause *c, bool release_known)
{
	static const char *const words[] = {
		[KERNEL_AFFECTED] = "this kernel is affected; fixed in",
		[KERNEL_FIXED] = "this kernel has the fix: look elsewhere too; fixed in",
		[KERNEL_UNKNOWN] = "whether this kernel is affected cannot be told; fixed in",
	};
	char text[LIMIT_TEXT + 80];
	bool other = c->kernel_status == KERNEL_UNKNOWN && release_known;

	if (!c->fixed_in[0] || c->kernel_status == KERNEL_NONE)
		return;
	text_format(text, sizeof(text), "%s %s",
		    other ? "no fix of this kernel's own stream is known; others have it in"
			  : words[c->kernel_status],
		    c->fixed_in);
	put_further(o, text);
}

/* " likely   text", what it rests on, and what the word means where it comes first. */
static void put_cause(struct section *s, const struct cause *c, const struct diagnosis *d,
		      bool explain)
{
	char buffer[LIMIT_CAUSE_TEXT * 2 + LIMIT_TEXT * 2 + LIMIT_EVIDENCE * (LIMIT_TEXT + 80)];
	struct out o;

	out_init(&o, buffer, sizeof(buffer));
	section_heading(s, &o);
	out_fmt(&o, " %-8s ", confidence_name(c->confidence));
	out_wrapped(&o, c->text, SECTION_LABEL, SECTION_LABEL, SECTION_WIDTH);
	out_char(&o, '\n');
	put_evidence(&o, c, d);
	put_release(&o, c, d->verdict.kernel.of);
	if (explain) {
		out_fmt(&o, "%*s(%s: %s)\n", SECTION_LABEL, "", confidence_name(c->confidence),
			confidence_meaning(c->confidence));
	}
	section_put(s, &o);
}

static void put_causes(struct section *s, const struct diagnosis *d)
{
	const struct verdict *v = &d->verdict;

	for (unsigned int i = 0; i < v->cause_count; i++)
		put_cause(s, &v->causes[i], d,
			  !i || v->causes[i].confidence != v->causes[i - 1].confidence);
}

static void section_frame(struct section *s, const char *label, const struct frame *f)
{
	section_fmt(s, label, "%s+0x%x/0x%x%s%s%s", f->symbol, f->offset, f->size,
		    f->module[0] ? " [" : "", f->module, f->module[0] ? "]" : "");
}

static void put_place(struct section *s, const struct event *root, const struct symbol *dump_name)
{
	const struct frame *f = &root->pointer.frame;
	char text[SYMBOL_TEXT];

	if (f->symbol[0] && f->size)
		section_frame(s, "at", f);
	else if (root->pointer.has_address && dump_name)
		section_fmt(s, "at", "%s (address 0x%016llx; the name is from the dump)",
			    text_of_symbol(text, dump_name),
			    (unsigned long long)root->pointer.address);
	else if (root->pointer.has_address)
		section_fmt(s, "at", "address 0x%016llx, which has no name in the kernel",
			    (unsigned long long)root->pointer.address);
	else if (root->function[0])
		section_text(s, "at", root->function);
	/* Who jumped into nowhere is not on the stack yet. */
	if (root->pointer.has_address && root->link.size)
		section_frame(s, "from", &root->link);
}

static void put_hardware(struct section *s, const struct hardware *h)
{
	for (unsigned int i = 0; i < HARDWARE_RECORDS; i++) {
		struct hardware_place place;
		char text[HARDWARE_TEXT];
		struct out o;

		out_init(&o, text, sizeof(text));
		if (hardware_print(&o, h, i, &place))
			section_fmt(s, "hardware", "%s (line %llu)", text,
				    (unsigned long long)place.line_number);
	}
}

/* Lines of "address", "access" and "register". */
static void put_fault(struct section *s, const struct fault *f)
{
	bool told = span_has(span_of(f->meaning), f->reg_meaning);

	if (f->has_address)
		section_fmt(s, "address", "0x%016llx%s%s%s", (unsigned long long)f->address,
			    f->computed ? " (from the registers)" : "", f->meaning[0] ? ": " : "",
			    f->meaning);
	if (f->error_words || f->instruction[0])
		section_fmt(s, "access", "%s%s%s%s%s", f->instruction[0] ? f->instruction : "",
			    f->instruction[0] && f->error_words ? "; " : "",
			    !f->instruction[0] && f->access ? f->access : "",
			    !f->instruction[0] && f->access && f->error_words ? "; " : "",
			    f->error_words ? f->error_words : "");
	if (f->reg[0])
		section_fmt(s, "register", "%s = 0x%llx%s%s", f->reg,
			    (unsigned long long)f->reg_value, told ? "" : ": ",
			    told ? "" : f->reg_meaning);
}

void text_why(struct section *s, const struct diagnosis *d, const struct report_context *c)
{
	const struct verdict *v = &d->verdict;
	const struct event *root = v->root;

	(void)c;
	put_causes(s, d);
	put_hardware(s, &d->events->hardware);
	if (!root)
		return;
	put_place(s, root, d->circumstances.pointer);
	put_fault(s, &v->fault);
	/* A cause that names the module says why. */
	if (v->suspect.module[0] && !span_has(span_of(v->causes[0].text), v->suspect.module))
		section_fmt(s, "suspect", "module %s%s%s%s: %s", v->suspect.module,
			    v->suspect.flags[0] ? " (" : "", v->suspect.flags,
			    v->suspect.flags[0] ? ")" : "", v->suspect.why);
}
