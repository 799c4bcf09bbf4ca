/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text - diagnosis.txt, read by a tired person at 3 a.m. */
#include <string.h>

#include "base/crc.h"
#include "base/date.h"
#include "base/format.h"
#include "report/section.h"
#include "verdict/hardware.h"

/* --- the sections -------------------------------------------------------------- */

static void put_dump_status(struct section *s, const struct diagnosis *d)
{
	const struct circumstances *c = &d->circumstances;

	if (!c->dump_status_known)
		return;
	if (c->dump_status)
		section_fmt(s, "dump", "NOT complete: saving it failed with status %u",
			    c->dump_status);
	else
		section_text(s, "dump", "complete");
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
	section_quoted(s, "sig", text);
}

static void fill_summary(struct section *s, const struct diagnosis *d,
			 const struct report_context *c)
{
	const struct verdict *v = &d->verdict;
	const struct cause *cause = &v->causes[0];

	section_quoted(s, "title",
		       v->root ? v->root->title : "(the log holds no report of a crash)");
	section_fmt(s, "what", "%s [%s]", v->summary, class_name(v->class));
	if (!class_is_hardware(v->class) && hardware_is_uncorrected(&d->events->hardware))
		section_fmt(s, "hardware", "The machine reported hardware errors%s: see WHY.",
			    v->root ? ", too" : "");
	section_fmt(s, "cause", "%.*s [%s]", first_sentence(cause->text), cause->text,
		    confidence_name(cause->confidence));
	section_fmt(s, "first", "%.*s", first_sentence(cause->remedy), cause->remedy);
	if (cause->kernel_status == KERNEL_AFFECTED)
		section_fmt(s, "fix", "this kernel is affected; fixed in %s",
			    cause->fixed_in[0] ? cause->fixed_in : "no release that is known");
	if (v->root && v->root->cut)
		section_text(s, "log", "CUT: it ends in the middle of this report");
	put_dump_status(s, d);
	put_signature(s, v, c->repeats);
}

static void put_task(struct section *s, const struct identity *who)
{
	char cpu[32] = "";

	if (who->cpu >= 0)
		text_format(cpu, sizeof(cpu), ", CPU %lld", (long long)who->cpu);
	if (who->comm[0] && who->pid >= 0)
		section_fmt(s, "task", "%s (PID %lld)%s", who->comm, (long long)who->pid, cpu);
	else if (who->cpu >= 0)
		section_fmt(s, "task", "CPU %lld", (long long)who->cpu);
}

static void put_uptime(struct section *s, int64_t time_us)
{
	long long sec = time_us / 1000000;

	if (time_us == LINE_NO_TIME)
		return;
	section_fmt(s, "uptime", "%lld d %02lld:%02lld:%02lld", sec / 86400, sec / 3600 % 24,
		    sec / 60 % 60, sec % 60);
}

static void put_crash_time(struct section *s, int64_t seconds)
{
	char date[DATE_TEXT];

	if (!seconds)
		return;
	date_format(date, seconds);
	section_fmt(s, "crashed", "%s UTC", date);
}

static void put_taint(struct section *s, const struct identity *who)
{
	for (const char *t = who->taint; *t; t++)
		section_fmt(s, "taint", "%c: %s", *t, taint_words(*t) ? taint_words(*t) : "?");
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
		section_fmt(s, "kernel", "%s%s%s%s%s", v->release, v->build[0] ? " " : "", v->build,
			    v->arch ? ", " : "", v->arch ? v->arch->name : "");
	section_text(s, "build id", d->circumstances.build_id);
	if (d->circumstances.host && strcmp(d->circumstances.host, "(none)") != 0)
		section_text(s, "host", d->circumstances.host);
	section_text(s, "machine", v->hardware);
	put_crash_time(s, d->circumstances.crash_time);
	if (!root)
		return;
	put_uptime(s, v->time_us);
	put_task(s, &root->who);
	section_text(s, "context", region_words(&root->trace));
	section_text(s, "work", root->who.workqueue);
	section_text(s, "stopper", root->who.stopper);
	section_quoted(s, "trigger", root->headline);
	section_quoted(s, "message", root->detail);
	if (v->last && v->last->panic_text[0] && !(v->last == root && event_is_panic(root)))
		section_fmt(s, "policy", "panic: %s", v->last->panic_text);
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
		section_text(s, "foreign", text[0] ? text : "none");
	section_text(s, "unloaded", root->modules.last_unloaded);
	put_taint(s, &root->who);
}

/* The text with the release in the place of RELEASE. */
static void labelled_release(struct section *s, const char *label, const char *text,
			     const char *release)
{
	size_t at = span_find(span_of(text), "RELEASE");

	if (at != SPAN_NONE)
		section_fmt(s, label, "%.*s%s%s", (int)at, text, release, text + at + 7);
	else
		section_text(s, label, text);
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
		section_fmt(s, "known", "%s [%s]: this kernel lacks the fix; %s", bug->id,
			    confidence_name(bug->confidence), fixed);
	else
		section_fmt(s, "known", "%s [%s]: %s; whether this kernel has the fix: %s", bug->id,
			    confidence_name(bug->confidence), fixed, bug->tracker);
}

static void fill_do(struct section *s, const struct diagnosis *d, const struct report_context *c)
{
	const struct verdict *v = &d->verdict;
	char command[400];
	const struct cause *cause = &v->causes[0];

	(void)c;
	section_text(s, "now", cause->remedy);
	for (unsigned int i = 0; i < LIMIT_CAUSE_LINES; i++)
		section_quoted(s, "command", cause->command[i]);
	section_text(s, "confirm", cause->confirm);
	section_text(s, "prevent", cause->prevent);
	for (unsigned int i = 0; i < LIMIT_CAUSE_LINES; i++)
		section_quoted(s, "see", cause->reference[i]);
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
	section_text(s, "log", c->input_name);
	for (unsigned int i = 0; i < d->circumstances.flaw_count; i++)
		section_text(s, "flaw", d->circumstances.flaws[i]);
	for (unsigned int i = 0; c->dir && i < c->dir->count; i++)
		section_fmt(s, "file", "%s, %llu bytes", c->dir->files[i].name,
			    (unsigned long long)c->dir->files[i].size);
	for (unsigned int i = 0; c->trouble && i < c->trouble->count && i < TROUBLE_LINES; i++)
		section_quoted(s, "saving", c->trouble->lines[i]);
}

static void fill_missing(struct section *s, const struct diagnosis *d,
			 const struct report_context *c)
{
	(void)c;
	for (unsigned int i = 0; i < d->verdict.missing_count; i++)
		section_text(s, "missing", d->verdict.missing[i]);
}

/* What one section may use of the whole, in parts of a hundred; what it leaves
 * goes to those after it. */
static const struct {
	const char *heading;
	unsigned int share;
	bool minimal; /* also in the minimal form */
	section_filler *fill;
} sections[] = {
	{"SUMMARY", 20, true, fill_summary}, {"WHAT HAPPENED", 15, false, fill_happened},
	{"WHY", 19, false, text_why},	     {"TIMELINE", 11, false, text_timeline},
	{"TRACE", 11, false, text_trace},    {"CPUS", 5, false, text_processors},
	{"MODULES", 4, false, fill_modules}, {"DO", 9, false, fill_do},
	{"DUMP", 4, true, fill_dump},	     {"MISSING", 2, false, fill_missing},
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

/* Holds the block, whatever the names in it. */
enum { BLOCK = 1400 };

/* What is needed first, of whatever size; the rest as far as it fits into so much. */
static void put_block(struct out *o, size_t size, const struct diagnosis *d, enum report_form form)
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
	o->size = size > o->len ? size : o->len + 1;
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
		section_end(&s);
	}
}

void report_text(struct out *o, const struct diagnosis *d, const struct report_context *c,
		 enum report_form form)
{
	char buffer[BLOCK];
	struct out block;
	size_t room = c->max_size < 1024 ? c->max_size / 3 : c->max_size / 4;
	size_t before = o->len;

	out_init(&block, buffer, sizeof(buffer));
	put_block(&block, room < sizeof(buffer) ? room : sizeof(buffer), d, form);
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
