/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text - diagnosis.txt, read by a tired person at 3 a.m. */
#include <stdarg.h>
#include <string.h>

#include "base/crc.h"
#include "base/date.h"
#include "base/format.h"
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
	text_vformat(text, sizeof(text), format, args);
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
	struct span s = span_of(text);
	size_t end = span_find(s, ". ");

	return (int)(end == SPAN_NONE ? s.len : end + 1);
}

/* "2nd" for one before this. */
static const char *ordinal_ending(unsigned int n)
{
	static const char endings[][3] = {"th", "st", "nd", "rd"};

	return endings[n % 10 < 4 && n / 10 % 10 != 1 ? n % 10 : 0];
}

static void put_signature(struct section *s, const struct verdict *v, const struct repeats *r)
{
	char text[LIMIT_SYMBOL * 2 + 64];
	unsigned int times = r ? r->count + 1 : 1;

	if (times > 1)
		text_format(text, sizeof(text), "%s  %u%s time here%s, last on %s", v->signature,
			    times, ordinal_ending(times), r->more ? " at least" : "", r->last);
	else
		text_format(text, sizeof(text), "%s", v->signature);
	quoted(s, "sig", text);
}

static void fill_summary(struct section *s, const struct diagnosis *d,
			 const struct report_context *c)
{
	const struct verdict *v = &d->verdict;
	const struct cause *cause = &v->causes[0];

	quoted(s, "title", v->root ? v->root->title : "(the log holds no report of a crash)");
	labelled_fmt(s, "what", "%s [%s]", v->summary, class_name(v->class));
	if (!class_is_hardware(v->class) && hardware_is_uncorrected(&d->events->hardware))
		labelled_fmt(s, "hardware", "The machine reported hardware errors%s: see WHY.",
			     v->root ? ", too" : "");
	labelled_fmt(s, "cause", "%.*s [%s]", first_sentence(cause->text), cause->text,
		     confidence_name(cause->confidence));
	labelled_fmt(s, "first", "%.*s", first_sentence(cause->remedy), cause->remedy);
	if (cause->kernel_status == KERNEL_AFFECTED)
		labelled_fmt(s, "fix", "this kernel is affected; fixed in %s",
			     cause->fixed_in[0] ? cause->fixed_in : "no release that is known");
	if (v->root && v->root->cut)
		labelled(s, "log", "CUT: it ends in the middle of this report");
	put_dump_status(s, d);
	put_signature(s, v, c->repeats);
}

static void put_task(struct section *s, const struct identity *who)
{
	char cpu[32] = "";

	if (who->cpu >= 0)
		text_format(cpu, sizeof(cpu), ", CPU %lld", (long long)who->cpu);
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

static void put_crash_time(struct section *s, int64_t seconds)
{
	char date[DATE_TEXT];

	if (!seconds)
		return;
	date_format(date, seconds);
	labelled_fmt(s, "crashed", "%s UTC", date);
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
	labelled(s, "build id", d->circumstances.build_id);
	labelled(s, "machine", v->hardware);
	put_crash_time(s, d->circumstances.crash_time);
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

		out_fmt(o, "%*s%s", LABEL, "", i ? "" : "evidence: ");
		print_evidence(o, &c->evidence[i]);
		out_fmt(o, "%s%s\n", line ? ": " : "", line ? line : "");
	}
}

/* A further line of an item. */
static void put_further(struct out *o, const char *text)
{
	out_fmt(o, "%*s", LABEL, "");
	out_wrapped(o, text, LABEL, LABEL, WIDTH);
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
	put_heading(s, &o);
	out_fmt(&o, " %-8s ", confidence_name(c->confidence));
	out_wrapped(&o, c->text, LABEL, LABEL, WIDTH);
	out_char(&o, '\n');
	put_evidence(&o, c, d);
	put_release(&o, c, d->verdict.kernel.of);
	if (explain) {
		out_fmt(&o, "%*s(%s: %s)\n", LABEL, "", confidence_name(c->confidence),
			confidence_meaning(c->confidence));
	}
	put_item(s, &o);
}

static void put_causes(struct section *s, const struct diagnosis *d)
{
	const struct verdict *v = &d->verdict;

	for (unsigned int i = 0; i < v->cause_count; i++)
		put_cause(s, &v->causes[i], d,
			  !i || v->causes[i].confidence != v->causes[i - 1].confidence);
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

/* Lines of "address", "access" and "register". */
static void put_fault(struct section *s, const struct fault *f)
{
	bool told = span_has(span_of(f->meaning), f->reg_meaning);

	if (f->has_address)
		labelled_fmt(s, "address", "0x%016llx%s%s%s", (unsigned long long)f->address,
			     f->computed ? " (from the registers)" : "", f->meaning[0] ? ": " : "",
			     f->meaning);
	if (f->error_words || f->instruction[0])
		labelled_fmt(s, "access", "%s%s%s%s%s", f->instruction[0] ? f->instruction : "",
			     f->instruction[0] && f->error_words ? "; " : "",
			     !f->instruction[0] && f->access ? f->access : "",
			     !f->instruction[0] && f->access && f->error_words ? "; " : "",
			     f->error_words ? f->error_words : "");
	if (f->reg[0])
		labelled_fmt(s, "register", "%s = 0x%llx%s%s", f->reg,
			     (unsigned long long)f->reg_value, told ? "" : ": ",
			     told ? "" : f->reg_meaning);
}

static void fill_why(struct section *s, const struct diagnosis *d, const struct report_context *c)
{
	const struct verdict *v = &d->verdict;
	const struct event *root = v->root;

	(void)c;
	put_causes(s, d);
	put_hardware(s, &d->events->hardware);
	if (!root)
		return;
	put_place(s, root);
	put_fault(s, &v->fault);
	/* A cause that names the module says why. */
	if (v->suspect.module[0] && !span_has(span_of(v->causes[0].text), v->suspect.module))
		labelled_fmt(s, "suspect", "module %s%s%s%s: %s", v->suspect.module,
			     v->suspect.flags[0] ? " (" : "", v->suspect.flags,
			     v->suspect.flags[0] ? ")" : "", v->suspect.why);
}

/* A line of the timeline. */
struct moment {
	unsigned int boot;
	uint64_t line_number;
	int64_t time_us;
	int64_t until_us; /* of the last repeat, LINE_NO_TIME if not known */
	const char *text;
	unsigned int repeats;
	const struct kind *kind;
};

enum { MOMENTS = LIMIT_EVENTS + LIMIT_NOTES };

/* "-12.345s", "-1234s", "-3h05m", "-12d04h". */
static void write_distance(char text[DISTANCE], int64_t us)
{
	const char sign = us < 0 ? '-' : '+';
	const long long ms = (us < 0 ? -us : us) / 1000, s = ms / 1000;

	if (s < 100)
		text_format(text, DISTANCE, "%c%lld.%03llds", sign, s, ms % 1000);
	else if (s < 7200)
		text_format(text, DISTANCE, "%c%llds", sign, s);
	else if (s < 172800)
		text_format(text, DISTANCE, "%c%lldh%02lldm", sign, s / 3600, s / 60 % 60);
	else
		text_format(text, DISTANCE, "%c%lldd%02lldh", sign, s / 86400, s / 3600 % 24);
}

/* Where in the story: the distance from the crash; else another boot, which has
 * a clock of its own, or the line. */
static void write_when(char text[DISTANCE], const struct verdict *v, const struct moment *m)
{
	if (m->boot != v->root->boot)
		text_format(text, DISTANCE, "%s", m->boot < v->root->boot ? "earlier" : "later");
	else if (m->time_us != LINE_NO_TIME && v->time_us != LINE_NO_TIME)
		write_distance(text, m->time_us - v->time_us);
	else
		text_format(text, DISTANCE, "line %llu", (unsigned long long)m->line_number);
}

static void print_moment(struct out *o, const struct verdict *v, const struct moment *m)
{
	char when[DISTANCE], until[DISTANCE] = "";

	write_when(when, v, m);
	out_fmt(o, " %-8s %s", when, m->text);
	if (m->boot == v->root->boot && m->until_us != LINE_NO_TIME && v->time_us != LINE_NO_TIME)
		write_distance(until, m->until_us - v->time_us);
	if (m->repeats)
		out_fmt(o, " (%u times%s%s)", m->repeats + 1, until[0] ? ", until " : "", until);
	out_char(o, '\n');
}

/* A note of the same kind, the same headline, or the next task that hangs, the next
 * processor that is stuck. */
static bool is_more_of(const struct moment *last, const struct moment *m)
{
	if (last->kind != m->kind || last->boot != m->boot)
		return false;
	return m->kind->role == ROLE_NOTE || class_is_waiting(m->kind->class) ||
	       strcmp(last->text, m->text) == 0;
}

/* One more moment; more of the same right behind one is only counted. */
static unsigned int add_moment(struct moment *list, unsigned int count, const struct moment *m)
{
	struct moment *last = count ? &list[count - 1] : NULL;

	if (last && is_more_of(last, m)) {
		last->repeats += 1 + m->repeats;
		last->until_us = m->until_us;
		return count;
	}
	list[count] = *m;
	return count + 1;
}

static struct moment of_note(const struct note *n)
{
	return (struct moment){.boot = n->boot,
			       .line_number = n->line_number,
			       .time_us = n->time_us,
			       .until_us = LINE_NO_TIME,
			       .text = n->text,
			       .repeats = n->repeats,
			       .kind = n->kind};
}

static struct moment of_report(const struct event *e)
{
	return (struct moment){.boot = e->boot,
			       .line_number = e->line_number,
			       .time_us = e->time_us,
			       .until_us = e->repeats ? e->last_us : e->time_us,
			       .text = e->headline,
			       .repeats = e->repeats,
			       .kind = e->kind};
}

/* Reports and what led up to them, in the order of the log. */
static unsigned int list_moments(struct moment list[MOMENTS], const struct events *e)
{
	unsigned int count = 0, note = 0;

	for (unsigned int i = 0; i <= e->count; i++) {
		const struct event *event = i < e->count ? &e->list[i] : NULL;
		struct moment m;

		for (; note < e->note_count &&
		       (!event || e->notes[note].line_number < event->line_number);
		     note++) {
			m = of_note(&e->notes[note]);
			count = add_moment(list, count, &m);
		}
		if (event) {
			m = of_report(event);
			count = add_moment(list, count, &m);
		}
	}
	return count;
}

/* The nearer to the end, the more it tells: what does not fit is left out at the
 * beginning. */
static void fill_timeline(struct section *s, const struct diagnosis *d,
			  const struct report_context *c)
{
	const struct verdict *v = &d->verdict;
	struct moment list[MOMENTS];
	unsigned int count, first;
	size_t len = s->out->len + sizeof("\nTIMELINE\n") + MORE;
	char buffer[LIMIT_TEXT + 2 * DISTANCE + 32];
	struct out o;

	(void)c;
	count = v->root ? list_moments(list, d->events) : 0;
	if (count < 2 && !(count && list[0].repeats))
		return;
	for (first = count; first; first--) {
		out_init(&o, buffer, sizeof(buffer));
		print_moment(&o, v, &list[first - 1]);
		len += o.len;
		if (len > s->limit)
			break;
	}
	s->dropped = first + d->events->dropped + d->events->notes_dropped;
	for (; first < count; first++) {
		out_init(&o, buffer, sizeof(buffer));
		put_heading(s, &o);
		print_moment(&o, v, &list[first]);
		put_item(s, &o);
	}
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

/* A guessed frame is worth its line only if a foreign module stands in it. */
static bool is_shown(const struct event *root, const struct frame *f)
{
	return !f->inlined && (!f->guessed || modules_find(&root->modules, f->module));
}

static bool starts_with_any(const char *symbol, const char *const *names)
{
	for (; *names; names++) {
		if (span_starts(span_of(symbol), *names))
			return true;
	}
	return false;
}

/* How every stack begins: system call entry, the loops of kernel threads, workers
 * and idle processors.  Front parts of names, x86 to riscv, 2.6.32 on. */
static const char *const beginnings[] = {
	"entry_SYSCALL_",
	"do_syscall_",
	"x64_sys_call",
	"do_fast_syscall_",
	"system_call",
	"sysenter_",
	"tracesys",
	"stub_",
	"el0_svc",
	"el0t_64_sync",
	"do_el0_svc",
	"invoke_syscall",
	"ret_fast_sysc",
	"ret_from_syscall",
	"__do_syscall",
	"do_trap_ecall_u",
	"ret_from_fork",
	"handle_exception",
	"kernel_thread_",
	"child_rip",
	"kthread",
	"worker_thread",
	"process_one_",
	"process_scheduled_works",
	"start_secondary",
	"smpboot_thread_fn",
	"secondary_start",
	"cpu_startup_entry",
	"do_idle",
	"rest_init",
	"start_kernel",
	"x86_64_start",
	NULL,
};

/* How a stack ends that the kernel printed of itself: reports, sanitizers, arm64's way
 * into a fault. */
static const char *const printers[] = {
	"dump_stack",	 "dump_backtrace", "show_stack", "show_trace", "show_regs",  "panic",
	"vpanic",	 "nmi_panic",	   "__warn",	 "print_",     "warn_slowp", "oops_begin",
	"kasan_",	 "__kasan_",	   "__asan_",	 "kmsan_",     "__kmsan_",   "kfence_",
	"__do_kernel_f", "do_tag_check",   "do_mem_ab",	 "el1_",       "el1h_",	     NULL,
};

/* Behind the last frame that is worth a line of its own. */
static unsigned int end_of_story(const struct event *root)
{
	unsigned int end = root->trace.count;

	while (end && (!is_shown(root, &root->trace.frames[end - 1]) ||
		       starts_with_any(root->trace.frames[end - 1].symbol, beginnings)))
		end--;
	return end;
}

/* The first frame that is; the guilty one is, whatever its name. */
static unsigned int begin_of_story(const struct event *root, unsigned int end)
{
	unsigned int begin = 0;

	while (begin < end && strcmp(root->trace.frames[begin].symbol, root->guilty) != 0 &&
	       (!is_shown(root, &root->trace.frames[begin]) ||
		starts_with_any(root->trace.frames[begin].symbol, printers)))
		begin++;
	return begin;
}

/* "   called from do_syscall_64, entry_SYSCALL_64_after_hwframe": some frames on one
 * line. */
static void put_folded(struct section *s, const struct event *root, const char *words,
		       unsigned int from, unsigned int to)
{
	char text[LIMIT_FRAMES * 32], buffer[LIMIT_FRAMES * 36];
	struct out names, o;

	out_init(&names, text, sizeof(text));
	out_init(&o, buffer, sizeof(buffer));
	for (; from < to; from++) {
		if (is_shown(root, &root->trace.frames[from]))
			out_fmt(&names, "%s%s", names.len ? ", " : "",
				root->trace.frames[from].symbol);
	}
	if (!names.len)
		return;
	put_heading(s, &o);
	out_fmt(&o, "   %s ", words);
	out_wrapped(&o, text, strlen(words) + 4, LABEL, WIDTH);
	out_char(&o, '\n');
	put_item(s, &o);
}

/* arm64's traces begin with the program counter, and panic's own stack holds it
 * further down: it stands on top of the others only. */
static bool holds_pointer(const struct event *root)
{
	const struct frame *p = &root->pointer.frame;

	for (unsigned int i = 0; i < root->trace.count; i++) {
		const struct frame *f = &root->trace.frames[i];

		if (f->offset == p->offset && strcmp(f->symbol, p->symbol) == 0)
			return true;
	}
	return false;
}

static void fill_trace(struct section *s, const struct diagnosis *d, const struct report_context *c)
{
	const struct event *root = d->verdict.root;
	unsigned int end = root ? end_of_story(root) : 0, begin;
	bool marked = false;

	(void)c;
	if (!root)
		return;
	if (root->pointer.frame.symbol[0] && !holds_pointer(root))
		put_frame(s, &root->pointer.frame, root, &marked);
	begin = begin_of_story(root, end);
	put_folded(s, root, "printed by", 0, begin);
	for (unsigned int i = begin; i < end; i++) {
		if (is_shown(root, &root->trace.frames[i]))
			put_frame(s, &root->trace.frames[i], root, &marked);
	}
	s->dropped += root->trace.dropped;
	if (!s->dropped)
		put_folded(s, root, "called from", end, root->trace.count);
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
	size_t at = span_find(span_of(text), "RELEASE");

	if (at != SPAN_NONE)
		labelled_fmt(s, label, "%.*s%s%s", (int)at, text, release, text + at + 7);
	else
		labelled(s, label, text);
}

/* " known    CVE-2022-49700 [likely]: this kernel lacks the fix; fixed in 6.1.79 by ee534378f005"
 */
static void put_known_bug(struct section *s, const struct known_bug *bug)
{
	char fixed[48] = "not fixed yet";

	if (bug->fixed_in[0])
		text_format(fixed, sizeof(fixed), "fixed in %s by %.12s", bug->fixed_in,
			    bug->commit);
	if (bug->kernel_status == KERNEL_AFFECTED)
		labelled_fmt(s, "known", "%s [%s]: this kernel lacks the fix; %s", bug->id,
			     confidence_name(bug->confidence), fixed);
	else
		labelled_fmt(s, "known", "%s [%s]: %s; whether this kernel has the fix: %s",
			     bug->id, confidence_name(bug->confidence), fixed, bug->tracker);
}

static void fill_do(struct section *s, const struct diagnosis *d, const struct report_context *c)
{
	const struct verdict *v = &d->verdict;
	char command[400];
	const struct cause *cause = &v->causes[0];

	(void)c;
	labelled(s, "now", cause->remedy);
	for (unsigned int i = 0; i < LIMIT_CAUSE_LINES; i++)
		quoted(s, "command", cause->command[i]);
	labelled(s, "confirm", cause->confirm);
	labelled(s, "prevent", cause->prevent);
	for (unsigned int i = 0; i < LIMIT_CAUSE_LINES; i++)
		quoted(s, "see", cause->reference[i]);
	for (unsigned int i = 0; i < v->bugs.count; i++)
		put_known_bug(s, &v->bugs.list[i]);
	if (!v->death || !v->distribution || !v->distribution->symbols)
		return;
	labelled_release(s, "symbols", v->distribution->symbols, v->release);
	text_format(command, sizeof(command), "crash %s vmcore", v->distribution->vmlinux);
	labelled_release(s, "look", command, v->release);
}

static void fill_dump(struct section *s, const struct diagnosis *d, const struct report_context *c)
{
	put_dump_status(s, d);
	labelled(s, d->circumstances.is_dump ? "log from" : "log", c->input_name);
	for (unsigned int i = 0; i < d->circumstances.flaw_count; i++)
		labelled(s, "flaw", d->circumstances.flaws[i]);
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
	{"SUMMARY", 20, true, fill_summary}, {"WHAT HAPPENED", 15, false, fill_happened},
	{"WHY", 20, false, fill_why},	     {"TIMELINE", 12, false, fill_timeline},
	{"TRACE", 12, false, fill_trace},    {"MODULES", 4, false, fill_modules},
	{"DO", 11, false, fill_do},	     {"DUMP", 4, true, fill_dump},
	{"MISSING", 2, false, fill_missing},
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
	key_value(o, "cause", v->causes[0].id);
	key_value(o, "confidence", confidence_name(v->causes[0].confidence));
	if (d->circumstances.dump_status_known)
		out_fmt(o, "dump_status=%u\n", d->circumstances.dump_status);
	key_value(o, "signature", v->signature);
	key_value(o, "title", root ? root->title : NULL);
	key_value(o, "release", v->release);
	key_value(o, "build_id", d->circumstances.build_id);
	if (d->circumstances.crash_time)
		out_fmt(o, "crash_time=%lld\n", (long long)d->circumstances.crash_time);
	key_value(o, "module", v->suspect.module);
	key_value(o, "function", root ? root->function : NULL);
	key_value(o, "guilty", root ? root->guilty : NULL);
	key_value(o, "signature_coarse", v->signature_coarse);
	if (root && v->time_us != LINE_NO_TIME)
		out_fmt(o, "uptime=%lld\n", (long long)(v->time_us / 1000000));
}

static void put_end(struct out *o)
{
	out_fmt(o, "end=crc32:%08x\n", (unsigned int)crc32_of(0, (struct span){o->at, o->len}));
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
		confidence_name(v->causes[0].confidence), v->causes[0].text);
}
