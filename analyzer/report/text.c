/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text - diagnosis.txt, read by a tired person at 3 a.m. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "report/report.h"
#include "verdict/hardware.h"

enum { WIDTH = 78, LABEL = 10 };

/* Room for the note that a section had more to say, and for a distance in time. */
enum { MORE = 32, DISTANCE = 24 };

/*
 * A section in the making.  Its heading is written with its first item; an item
 * that would go beyond limit is left out and counted.
 */
struct section {
	struct out *out;
	const char *heading;
	size_t limit; /* of out->len */
	bool begun;
	unsigned int dropped;
};

static void put_heading(struct section *s, struct out *o)
{
	if (!s->begun)
		out_fmt(o, "%s%s\n", s->out->len ? "\n" : "", s->heading);
}

/* Append what was rendered into o, heading included, or count it as dropped. */
static void put_item(struct section *s, const struct out *o)
{
	if (o->lost || s->out->len + o->len + MORE > s->limit) {
		s->dropped++;
		return;
	}
	out_span(s->out, (struct span){o->at, o->len});
	s->begun = true;
}

/* " label   text", wrapped. */
static void labelled(struct section *s, const char *label, const char *text)
{
	char buffer[1400];
	struct out o;

	if (!text || !text[0])
		return;
	out_init(&o, buffer, sizeof(buffer));
	put_heading(s, &o);
	out_fmt(&o, " %-8s ", label);
	out_wrapped(&o, text, LABEL, LABEL, WIDTH);
	out_char(&o, '\n');
	put_item(s, &o);
}

/* " label   text" on one line, however long: what is quoted from the log, or
 * searched for, must not be broken. */
static void quoted(struct section *s, const char *label, const char *text)
{
	char buffer[LIMIT_TEXT * 2];
	struct out o;

	if (!text || !text[0])
		return;
	out_init(&o, buffer, sizeof(buffer));
	put_heading(s, &o);
	out_fmt(&o, " %-8s %s\n", label, text);
	put_item(s, &o);
}

static void labelled_fmt(struct section *s, const char *label, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void labelled_fmt(struct section *s, const char *label, const char *format, ...)
{
	char text[1200];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	labelled(s, label, text);
}

static void end_section(struct section *s)
{
	if (s->dropped && s->begun)
		out_fmt(s->out, " (%u more left out)\n", s->dropped);
}

/* --- the sections -------------------------------------------------------------- */

static void put_dump_status(struct section *s, const struct diagnosis *d)
{
	const struct circumstances *c = &d->circumstances;

	if (!c->dump_status_known)
		return;
	if (c->dump_status)
		labelled_fmt(s, "dump", "NOT complete: saving it failed with status %u",
			     c->dump_status);
	else
		labelled(s, "dump", "complete");
}

/* Length of the first sentence; the whole stands in the section DO. */
static int first_sentence(const char *text)
{
	const char *end = strstr(text, ". ");

	return end ? (int)(end - text) + 1 : (int)strlen(text);
}

static void fill_summary(struct section *s, const struct diagnosis *d,
			 const struct report_context *c)
{
	const struct verdict *v = &d->verdict;

	(void)c;
	quoted(s, "title", v->root ? v->root->title : "(the log holds no report of a crash)");
	labelled_fmt(s, "what", "%s [%s]", v->summary, class_name(v->class));
	labelled_fmt(s, "cause", "%.*s [%s]", first_sentence(v->cause.text), v->cause.text,
		     confidence_name(v->cause.confidence));
	labelled_fmt(s, "first", "%.*s", first_sentence(v->cause.remedy), v->cause.remedy);
	if (v->root && v->root->cut)
		labelled(s, "log", "CUT: it ends in the middle of this report");
	put_dump_status(s, d);
	labelled(s, "sig", v->signature);
}

static void put_task(struct section *s, const struct identity *who)
{
	char cpu[32] = "";

	if (who->cpu >= 0)
		snprintf(cpu, sizeof(cpu), ", CPU %lld", (long long)who->cpu);
	if (who->comm[0] && who->pid >= 0)
		labelled_fmt(s, "task", "%s (PID %lld)%s", who->comm, (long long)who->pid, cpu);
	else if (who->cpu >= 0)
		labelled_fmt(s, "task", "CPU %lld", (long long)who->cpu);
}

static void put_uptime(struct section *s, int64_t time_us)
{
	long long sec = time_us / 1000000;

	if (time_us == LINE_NO_TIME)
		return;
	labelled_fmt(s, "uptime", "%lld d %02lld:%02lld:%02lld", sec / 86400, sec / 3600 % 24,
		     sec / 60 % 60, sec % 60);
}

static void put_taint(struct section *s, const struct identity *who)
{
	for (const char *t = who->taint; *t; t++)
		labelled_fmt(s, "taint", "%c: %s", *t, taint_words(*t) ? taint_words(*t) : "?");
}

static const char *region_words(const struct trace *t)
{
	static const char *const words[] = {NULL, "in an interrupt", "in a soft interrupt",
					    "in an NMI", "on an exception stack"};

	return t->count ? words[t->frames[0].region] : NULL;
}

static void fill_happened(struct section *s, const struct diagnosis *d,
			  const struct report_context *c)
{
	const struct verdict *v = &d->verdict;
	const struct event *root = v->root;

	(void)c;
	if (v->release[0])
		labelled_fmt(s, "kernel", "%s%s%s%s%s", v->release, v->build[0] ? " " : "",
			     v->build, v->arch ? ", " : "", v->arch ? v->arch->name : "");
	labelled(s, "machine", v->hardware);
	if (!root)
		return;
	put_uptime(s, v->time_us);
	put_task(s, &root->who);
	labelled(s, "context", region_words(&root->trace));
	labelled(s, "work", root->who.workqueue);
	labelled(s, "stopper", root->who.stopper);
	quoted(s, "trigger", root->headline);
	quoted(s, "message", root->detail);
	if (v->last && v->last->panic_text[0] && !(v->last == root && event_is_panic(root)))
		labelled_fmt(s, "policy", "panic: %s", v->last->panic_text);
}

/* Where in the log the evidence stands, so that it can be checked in seconds. */
static void put_evidence(struct section *s, const struct event *root)
{
	if (root->time_us == LINE_NO_TIME)
		labelled_fmt(s, "evidence", "line %llu of the log",
			     (unsigned long long)root->line_number);
	else
		labelled_fmt(s, "evidence", "log time %lld.%06lld, line %llu",
			     (long long)(root->time_us / 1000000),
			     (long long)(root->time_us % 1000000),
			     (unsigned long long)root->line_number);
}

static void labelled_frame(struct section *s, const char *label, const struct frame *f)
{
	labelled_fmt(s, label, "%s+0x%x/0x%x%s%s%s", f->symbol, f->offset, f->size,
		     f->module[0] ? " [" : "", f->module, f->module[0] ? "]" : "");
}

static void put_place(struct section *s, const struct event *root)
{
	const struct frame *f = &root->pointer.frame;

	if (f->symbol[0] && f->size)
		labelled_frame(s, "at", f);
	else if (root->pointer.has_address)
		labelled_fmt(s, "at", "address 0x%016llx, which has no name in the kernel",
			     (unsigned long long)root->pointer.address);
	else if (root->function[0])
		labelled(s, "at", root->function);
	/* Who jumped into nowhere is not on the stack yet. */
	if (root->pointer.has_address && root->link.size)
		labelled_frame(s, "from", &root->link);
}

static void put_hardware(struct section *s, const struct hardware *h)
{
	for (unsigned int i = 0; i < HARDWARE_RECORDS; i++) {
		struct hardware_place place;
		char text[HARDWARE_TEXT];
		struct out o;

		out_init(&o, text, sizeof(text));
		if (hardware_print(&o, h, i, &place))
			labelled_fmt(s, "hardware", "%s (line %llu)", text,
				     (unsigned long long)place.line_number);
	}
}

static void fill_why(struct section *s, const struct diagnosis *d, const struct report_context *c)
{
	const struct verdict *v = &d->verdict;
	const struct event *root = v->root;

	(void)c;
	labelled(s, confidence_name(v->cause.confidence), v->cause.text);
	labelled_fmt(s, "", "(%s: %s)", confidence_name(v->cause.confidence),
		     confidence_meaning(v->cause.confidence));
	if (!root)
		return;
	put_evidence(s, root);
	put_hardware(s, &d->events->hardware);
	put_place(s, root);
	if (root->has_fault_address)
		labelled_fmt(s, "address", "0x%016llx: %s", (unsigned long long)root->fault_address,
			     v->fault_meaning ? v->fault_meaning
					      : "an address of no special meaning");
	if (v->suspect.module[0])
		labelled_fmt(s, "suspect", "module %s%s%s%s: %s", v->suspect.module,
			     v->suspect.flags[0] ? " (" : "", v->suspect.flags,
			     v->suspect.flags[0] ? ")" : "", v->suspect.why);
}

/* A line of the timeline. */
struct moment {
	unsigned int boot;
	int64_t time_us;
	const char *text;
	unsigned int repeats;
	int64_t until_us; /* of the last repeat, LINE_NO_TIME if not known */
};

/* "-12.345s", the distance from the root report; "" if not known.  Times of another
 * boot have nothing to do with it. */
static void write_distance(char text[DISTANCE], const struct event *root, unsigned int boot,
			   int64_t time_us)
{
	const int64_t zero = root->time_us;
	int64_t distance;

	text[0] = '\0';
	if (boot != root->boot) {
		snprintf(text, DISTANCE, "%s", boot < root->boot ? "earlier" : "later");
	} else if (time_us != LINE_NO_TIME && zero != LINE_NO_TIME) {
		distance = time_us < zero ? zero - time_us : time_us - zero;
		snprintf(text, DISTANCE, "%c%lld.%03llds", time_us < zero ? '-' : '+',
			 (long long)(distance / 1000000), (long long)(distance % 1000000 / 1000));
	}
}

static void put_moment(struct section *s, const struct event *root, const struct moment *m)
{
	char label[DISTANCE], until[DISTANCE] = "", line[LIMIT_TEXT + DISTANCE + 32];
	struct out o;

	write_distance(label, root, m->boot, m->time_us);
	if (m->boot == root->boot)
		write_distance(until, root, m->boot, m->until_us);
	out_init(&o, line, sizeof(line));
	out_text(&o, m->text);
	if (m->repeats)
		out_fmt(&o, " (%u times%s%s)", m->repeats + 1, until[0] ? ", until " : "", until);
	quoted(s, label, line);
}

static void put_note(struct section *s, const struct event *root, const struct note *n)
{
	put_moment(s, root,
		   &(struct moment){n->boot, n->time_us, n->text, n->repeats, LINE_NO_TIME});
}

static void put_report(struct section *s, const struct event *root, const struct event *e)
{
	put_moment(s, root,
		   &(struct moment){e->boot, e->time_us, e->headline, e->repeats, e->last_us});
}

static void fill_timeline(struct section *s, const struct diagnosis *d,
			  const struct report_context *c)
{
	const struct events *e = d->events;
	const struct event *root = d->verdict.root;
	unsigned int note = 0;

	(void)c;
	if (!root || e->count + e->note_count < 2)
		return;
	for (unsigned int i = 0; i < e->count; i++) {
		const struct event *event = &e->list[i];

		for (; note < e->note_count && e->notes[note].line_number < event->line_number;
		     note++)
			put_note(s, root, &e->notes[note]);
		put_report(s, root, event);
	}
	s->dropped += e->dropped + e->notes_dropped;
}

static void put_frame(struct section *s, const struct frame *f, const struct event *root,
		      bool *marked)
{
	char buffer[LIMIT_SYMBOL + LIMIT_MODULE + 80];
	bool guilty = !*marked && root->guilty[0] &&
		      span_is(name_without_syscall(name_stem(span_of(f->symbol))), root->guilty);
	const struct module *m = modules_find(&root->modules, f->module);
	struct out o;

	*marked |= guilty;
	out_init(&o, buffer, sizeof(buffer));
	put_heading(s, &o);
	out_fmt(&o, " %s %s", guilty ? ">" : f->guessed ? "?" : " ", f->symbol);
	if (f->size)
		out_fmt(&o, "+0x%x/0x%x", f->offset, f->size);
	if (f->module[0])
		out_fmt(&o, " [%s%s%s]", f->module, m ? " " : "", m ? m->flags : "");
	out_char(&o, '\n');
	put_item(s, &o);
}

static void fill_trace(struct section *s, const struct diagnosis *d, const struct report_context *c)
{
	const struct event *root = d->verdict.root;
	bool marked = false;

	(void)c;
	if (!root)
		return;
	if (root->pointer.frame.symbol[0])
		put_frame(s, &root->pointer.frame, root, &marked);
	for (unsigned int i = 0; i < root->trace.count; i++) {
		const struct frame *f = &root->trace.frames[i];

		/* A guessed frame is worth its line only if a foreign module stands in it. */
		if (f->inlined)
			continue;
		if (!f->guessed || modules_find(&root->modules, f->module))
			put_frame(s, f, root, &marked);
	}
	s->dropped += root->trace.dropped;
}

static void fill_modules(struct section *s, const struct diagnosis *d,
			 const struct report_context *c)
{
	const struct event *root = d->verdict.root;
	char text[1000] = "";
	struct out o;

	(void)c;
	if (!root)
		return;
	out_init(&o, text, sizeof(text));
	for (unsigned int i = 0; i < root->modules.foreign_count; i++)
		out_fmt(&o, "%s(%s) ", root->modules.foreign[i].name,
			root->modules.foreign[i].flags);
	if (root->modules.known)
		labelled(s, "foreign", text[0] ? text : "none");
	labelled(s, "unloaded", root->modules.last_unloaded);
	put_taint(s, &root->who);
}

/* The text with the release in the place of RELEASE. */
static void labelled_release(struct section *s, const char *label, const char *text,
			     const char *release)
{
	const char *at = strstr(text, "RELEASE");

	if (at)
		labelled_fmt(s, label, "%.*s%s%s", (int)(at - text), text, release, at + 7);
	else
		labelled(s, label, text);
}

static void fill_do(struct section *s, const struct diagnosis *d, const struct report_context *c)
{
	const struct verdict *v = &d->verdict;
	char command[400];

	(void)c;
	labelled(s, "now", v->cause.remedy);
	if (!v->death || !v->distribution)
		return;
	labelled_release(s, "symbols", v->distribution->symbols, v->release);
	snprintf(command, sizeof(command), "crash %s vmcore", v->distribution->vmlinux);
	labelled_release(s, "look", command, v->release);
}

static void fill_dump(struct section *s, const struct diagnosis *d, const struct report_context *c)
{
	put_dump_status(s, d);
	labelled(s, "log", c->input_name);
	for (unsigned int i = 0; c->dir && i < c->dir->count; i++)
		labelled_fmt(s, "file", "%s, %llu bytes", c->dir->files[i].name,
			     (unsigned long long)c->dir->files[i].size);
	for (unsigned int i = 0; c->trouble && i < c->trouble->count && i < TROUBLE_LINES; i++)
		quoted(s, "saving", c->trouble->lines[i]);
}

static void fill_missing(struct section *s, const struct diagnosis *d,
			 const struct report_context *c)
{
	(void)c;
	for (unsigned int i = 0; i < d->verdict.missing_count; i++)
		labelled(s, "missing", d->verdict.missing[i]);
}

/* What one section may use of the whole, in parts of a hundred; what it leaves
 * goes to those after it. */
static const struct {
	const char *heading;
	unsigned int share;
	bool minimal; /* also in the minimal form */
	void (*fill)(struct section *, const struct diagnosis *, const struct report_context *);
} sections[] = {
	{"SUMMARY", 26, true, fill_summary}, {"WHAT HAPPENED", 18, false, fill_happened},
	{"WHY", 12, false, fill_why},	     {"TIMELINE", 10, false, fill_timeline},
	{"TRACE", 14, false, fill_trace},    {"MODULES", 5, false, fill_modules},
	{"DO", 8, false, fill_do},	     {"DUMP", 4, true, fill_dump},
	{"MISSING", 3, false, fill_missing},
};

enum { SECTIONS = sizeof(sections) / sizeof(sections[0]) };

/* --- the machine-readable block ------------------------------------------------- */

/* "end=crc32:01234567\n" */
enum { END_LINE = 19 };

static void key_value(struct out *o, const char *key, const char *value)
{
	if (value && value[0])
		out_fmt(o, "%s=%s\n", key, value);
}

/* The most needed first: in a small file the rest is left out. */
static void put_block(struct out *o, const struct diagnosis *d, enum report_form form)
{
	const struct verdict *v = &d->verdict;
	const struct event *root = v->root;

	out_text(o, "\n--\nversion=1\n");
	key_value(o, "form", form == REPORT_MINIMAL ? "minimal" : "complete");
	key_value(o, "class", class_name(v->class));
	key_value(o, "cause", v->cause.id);
	key_value(o, "confidence", confidence_name(v->cause.confidence));
	if (d->circumstances.dump_status_known)
		out_fmt(o, "dump_status=%u\n", d->circumstances.dump_status);
	key_value(o, "signature", v->signature);
	key_value(o, "title", root ? root->title : NULL);
	key_value(o, "release", v->release);
	key_value(o, "module", v->suspect.module);
	key_value(o, "function", root ? root->function : NULL);
	key_value(o, "guilty", root ? root->guilty : NULL);
	if (root && v->time_us != LINE_NO_TIME)
		out_fmt(o, "uptime=%lld\n", (long long)(v->time_us / 1000000));
}

static void put_end(struct out *o)
{
	out_fmt(o, "end=crc32:%08lx\n",
		(unsigned long)crc32(crc32(0, Z_NULL, 0), (const Bytef *)o->at, (uInt)o->len));
}

/* --- the whole -------------------------------------------------------------------- */

/* In a small file the summary alone has room; nine sections of one line each
 * would tell nothing. */
enum { SMALL = 1536 };

/* What the sections that are left out would have used, in parts of a hundred. */
static unsigned int spare_share(bool few)
{
	unsigned int share = 0;

	for (int i = 0; few && i < SECTIONS; i++) {
		if (!sections[i].minimal)
			share += sections[i].share;
	}
	return share;
}

static void put_sections(struct out *o, size_t available, const struct diagnosis *d,
			 const struct report_context *c, enum report_form form)
{
	bool few = form == REPORT_MINIMAL || c->max_size < SMALL;
	size_t end = o->len + available * spare_share(few) / 100;

	for (int i = 0; i < SECTIONS; i++) {
		struct section s = {.out = o, .heading = sections[i].heading};

		if (few && !sections[i].minimal)
			continue;
		end += available * sections[i].share / 100;
		s.limit = end;
		sections[i].fill(&s, d, c);
		end_section(&s);
	}
}

void report_text(struct out *o, const struct diagnosis *d, const struct report_context *c,
		 enum report_form form)
{
	char buffer[1400];
	struct out block;
	size_t room = c->max_size / 4 < sizeof(buffer) ? c->max_size / 4 : sizeof(buffer);
	size_t before = o->len;

	/* A small file is mostly block: whoever asks for one wants a machine to read it. */
	out_init(&block, buffer, c->max_size < 1024 ? c->max_size / 2 : room);
	put_block(&block, d, form);
	out_text(o, "KDUMP-DIAGNOSE 1: why this machine crashed\n");
	put_sections(o, c->max_size - (o->len - before) - block.len - END_LINE - 1, d, c, form);
	out_span(o, (struct span){block.at, block.len});
	put_end(o);
}

void report_title(struct out *o, const struct diagnosis *d)
{
	out_text(o, d->verdict.root ? d->verdict.root->title : "");
	out_char(o, '\n');
}

void report_reason(struct out *o, const struct diagnosis *d)
{
	const struct verdict *v = &d->verdict;

	out_fmt(o, "%s: %s; %s: %s\n", class_name(v->class),
		v->root ? v->root->title : "no report of a crash",
		confidence_name(v->cause.confidence), v->cause.text);
}
