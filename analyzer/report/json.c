/* SPDX-License-Identifier: GPL-2.0-or-later */
/* json - diagnosis.json. */
#include <string.h>

#include "report/report.h"
#include "verdict/hardware.h"

/*
 * A writer that knows where commas go.  Keys and strings are ours or were
 * cleaned to printable ASCII, so only quote and backslash need escaping.
 */
struct json {
	struct out *out;
	bool comma;	    /* before the next item */
	unsigned int depth; /* for the indent */
};

static void indent(struct json *j)
{
	if (j->comma)
		out_char(j->out, ',');
	if (j->depth)
		out_char(j->out, '\n');
	for (unsigned int i = 0; i < j->depth; i++)
		out_text(j->out, "  ");
	j->comma = true;
}

static void quoted(struct json *j, const char *text)
{
	out_char(j->out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			out_char(j->out, '\\');
		out_char(j->out, *text);
	}
	out_char(j->out, '"');
}

/* The key of a member, or nothing for an array's element. */
static void key(struct json *j, const char *name)
{
	indent(j);
	if (!name)
		return;
	quoted(j, name);
	out_text(j->out, ": ");
}

static void open_with(struct json *j, const char *name, char bracket)
{
	key(j, name);
	out_char(j->out, bracket);
	j->depth++;
	j->comma = false;
}

static void close_with(struct json *j, char bracket)
{
	bool empty = !j->comma;

	j->depth--;
	j->comma = false;
	if (!empty)
		indent(j);
	out_char(j->out, bracket);
	j->comma = true;
}

static void string(struct json *j, const char *name, const char *value)
{
	key(j, name);
	quoted(j, value);
}

/* A string, or null where it is empty. */
static void string_or_null(struct json *j, const char *name, const char *value)
{
	if (value && value[0]) {
		string(j, name, value);
		return;
	}
	key(j, name);
	out_text(j->out, "null");
}

static void boolean(struct json *j, const char *name, bool value)
{
	key(j, name);
	out_text(j->out, value ? "true" : "false");
}

/* A number, or null where it is negative: not told. */
static void number(struct json *j, const char *name, int64_t value)
{
	key(j, name);
	if (value < 0)
		out_text(j->out, "null");
	else
		out_fmt(j->out, "%lld", (long long)value);
}

/* Microseconds as seconds, or null. */
static void seconds(struct json *j, const char *name, int64_t us)
{
	key(j, name);
	if (us == LINE_NO_TIME)
		out_text(j->out, "null");
	else
		out_fmt(j->out, "%lld.%06lld", (long long)(us / 1000000),
			(long long)(us % 1000000));
}

/* A number of 64 bits as text: JSON's own numbers hold 53. */
static void hex(struct json *j, const char *name, uint64_t value)
{
	char text[24];
	struct out o;

	out_init(&o, text, sizeof(text));
	out_fmt(&o, "0x%016llx", (unsigned long long)value);
	string(j, name, text);
}

static void put_kernel(struct json *j, const struct diagnosis *d)
{
	const struct verdict *v = &d->verdict;

	open_with(j, "kernel", '{');
	string_or_null(j, "release", v->release);
	string_or_null(j, "build", v->build);
	string_or_null(j, "build_id", d->circumstances.build_id);
	string_or_null(j, "arch", v->arch ? v->arch->name : NULL);
	string_or_null(j, "command_line", d->events->machine.command_line);
	string_or_null(j, "taint", v->root ? v->root->who.taint : NULL);
	boolean(j, "kdump_loaded", v->root && v->root->who.kdump_loaded);
	close_with(j, '}');
}

static void put_process(struct json *j, const struct event *root)
{
	char state[2] = {root ? root->who.state : '\0', '\0'};

	open_with(j, "process", '{');
	string_or_null(j, "comm", root ? root->who.comm : NULL);
	number(j, "pid", root ? root->who.pid : -1);
	number(j, "uid", root ? root->who.uid : -1);
	number(j, "cpu", root ? root->who.cpu : -1);
	string_or_null(j, "state", state);
	string_or_null(j, "workqueue", root ? root->who.workqueue : NULL);
	string_or_null(j, "queue", root ? root->who.queue : NULL);
	string_or_null(j, "work", root ? root->who.work : NULL);
	string_or_null(j, "stopper", root ? root->who.stopper : NULL);
	close_with(j, '}');
}

static void put_lines(struct json *j, const char *name, const char lines[][LIMIT_TEXT])
{
	open_with(j, name, '[');
	for (unsigned int i = 0; i < LIMIT_CAUSE_LINES && lines[i][0]; i++)
		string(j, NULL, lines[i]);
	close_with(j, ']');
}

static void put_evidence(struct json *j, const struct cause *cause)
{
	open_with(j, "evidence", '[');
	for (unsigned int i = 0; i < cause->evidence_count; i++) {
		open_with(j, NULL, '{');
		seconds(j, "time", cause->evidence[i].time_us);
		number(j, "line", (int64_t)cause->evidence[i].line_number);
		close_with(j, '}');
	}
	close_with(j, ']');
}

static void put_cause(struct json *j, const char *name, const struct cause *cause)
{
	open_with(j, name, '{');
	string(j, "id", cause->id);
	string(j, "text", cause->text);
	string(j, "remedy", cause->remedy);
	string_or_null(j, "confirm", cause->confirm);
	string_or_null(j, "prevent", cause->prevent);
	put_lines(j, "commands", cause->command);
	put_lines(j, "references", cause->reference);
	string(j, "confidence", confidence_name(cause->confidence));
	string_or_null(j, "kernel_status", kernel_status_name(cause->kernel_status));
	string_or_null(j, "fixed_in", cause->fixed_in);
	put_evidence(j, cause);
	close_with(j, '}');
}

/* The first stands by itself too: who looks for the cause wants that one. */
static void put_causes(struct json *j, const struct verdict *v)
{
	put_cause(j, "cause", &v->causes[0]);
	open_with(j, "causes", '[');
	for (unsigned int i = 0; i < v->cause_count; i++)
		put_cause(j, NULL, &v->causes[i]);
	close_with(j, ']');
}

/* The machine's own error records, in words. */
static void put_hardware_errors(struct json *j, const struct hardware *h)
{
	open_with(j, "hardware_errors", '[');
	for (unsigned int i = 0; i < HARDWARE_RECORDS; i++) {
		struct hardware_place place;
		char text[HARDWARE_TEXT];
		struct out o;

		out_init(&o, text, sizeof(text));
		if (!hardware_print(&o, h, i, &place))
			continue;
		open_with(j, NULL, '{');
		seconds(j, "time", place.time_us);
		number(j, "line", (int64_t)place.line_number);
		string(j, "text", text);
		close_with(j, '}');
	}
	close_with(j, ']');
}

static void put_known_bugs(struct json *j, const struct known_bugs *bugs)
{
	open_with(j, "known_bugs", '[');
	for (unsigned int i = 0; i < bugs->count; i++) {
		const struct known_bug *bug = &bugs->list[i];

		open_with(j, NULL, '{');
		string(j, "id", bug->id);
		string(j, "commit", bug->commit);
		string(j, "confidence", confidence_name(bug->confidence));
		string(j, "kernel_status", kernel_status_name(bug->kernel_status));
		string_or_null(j, "fixed_in", bug->fixed_in);
		string(j, "tracker", bug->tracker);
		number(j, "score", bug->score);
		close_with(j, '}');
	}
	close_with(j, ']');
}

static void put_registers(struct json *j, const struct event *root)
{
	open_with(j, "registers", '{');
	for (unsigned int i = 0; root && i < root->registers.count; i++)
		hex(j, root->registers.list[i].name, root->registers.list[i].value);
	close_with(j, '}');
	number(j, "registers_dropped", root ? root->registers.dropped : 0);
}

static void put_units(struct json *j, const struct code *code)
{
	char text[LIMIT_CODE * 9 + 1];
	struct out o;

	out_init(&o, text, sizeof(text));
	for (unsigned int i = 0; i < code->count; i++)
		out_fmt(&o, "%s%0*x", i ? " " : "", (int)code->width * 2, code->unit[i]);
	string(j, "units", text);
}

static void put_code(struct json *j, const struct event *root)
{
	const struct code *code = root ? &root->code : NULL;
	bool marked = code && code->count && code->at < code->count;

	open_with(j, "code", '{');
	boolean(j, "readable", !code || code->state != CODE_UNREADABLE);
	number(j, "width", code && code->count ? (int64_t)code->width : -1);
	number(j, "at", marked ? (int64_t)code->at : -1);
	if (code)
		put_units(j, code);
	else
		string(j, "units", "");
	close_with(j, '}');
}

static void put_fault(struct json *j, const struct verdict *v)
{
	const struct event *root = v->root;
	const struct fault *f = &v->fault;

	open_with(j, "fault", '{');
	if (f->has_address)
		hex(j, "address", f->address);
	else
		string_or_null(j, "address", NULL);
	boolean(j, "computed", f->computed);
	string_or_null(j, "meaning", f->meaning);
	string_or_null(j, "access", f->access);
	string_or_null(j, "error", f->error_words);
	string_or_null(j, "instruction", f->instruction);
	string_or_null(j, "register", f->reg);
	if (f->reg[0])
		hex(j, "register_value", f->reg_value);
	else
		string_or_null(j, "register_value", NULL);
	string_or_null(j, "register_meaning", f->reg_meaning);
	number(j, "error_code", root && root->has_error_code ? (int64_t)root->error_code : -1);
	string_or_null(j, "error_source", root ? root->error_source : NULL);
	string_or_null(j, "link", root ? root->link.symbol : NULL);
	close_with(j, '}');
}

static void put_frame(struct json *j, const struct frame *f)
{
	static const char *const regions[] = {[REGION_TASK] = "task",
					      [REGION_IRQ] = "irq",
					      [REGION_SOFTIRQ] = "softirq",
					      [REGION_NMI] = "nmi",
					      [REGION_OTHER] = "other"};

	open_with(j, NULL, '{');
	string(j, "symbol", f->symbol);
	number(j, "offset", f->offset);
	number(j, "size", f->size);
	string_or_null(j, "module", f->module);
	string(j, "region", regions[f->region]);
	boolean(j, "reliable", !f->guessed);
	boolean(j, "inlined", f->inlined);
	boolean(j, "exception", f->exception);
	close_with(j, '}');
}

static void put_trace(struct json *j, const struct event *root)
{
	open_with(j, "trace", '[');
	for (unsigned int i = 0; root && i < root->trace.count; i++)
		put_frame(j, &root->trace.frames[i]);
	close_with(j, ']');
	number(j, "trace_dropped", root ? root->trace.dropped : 0);
	number(j, "trace_unnamed", root ? root->trace.unnamed : 0);
}

/* What the dump says that an address is; null: nothing. */
static void put_symbol(struct json *j, const char *name, const struct symbol *at)
{
	if (!at) {
		string_or_null(j, name, NULL);
		return;
	}
	open_with(j, name, '{');
	string_or_null(j, "symbol", at->name);
	number(j, "offset", (int64_t)at->offset);
	number(j, "size", at->size ? (int64_t)at->size : -1);
	string_or_null(j, "module", at->module);
	close_with(j, '}');
}

static void put_processors(struct json *j, const struct processors *all)
{
	open_with(j, "cpus", '[');
	for (unsigned int i = 0; all && i < all->count; i++) {
		const struct processor *p = &all->list[i];

		open_with(j, NULL, '{');
		number(j, "cpu", p->cpu);
		number(j, "pid", p->pid);
		boolean(j, "user", p->user);
		hex(j, "pc", p->pc);
		hex(j, "sp", p->sp);
		hex(j, "fp", p->fp);
		put_symbol(j, "at", p->named ? &p->at : NULL);
		close_with(j, '}');
	}
	close_with(j, ']');
	number(j, "cpus_dropped", all ? all->dropped : 0);
}

static void put_modules(struct json *j, const struct event *root)
{
	open_with(j, "modules", '{');
	open_with(j, "foreign", '[');
	for (unsigned int i = 0; root && i < root->modules.foreign_count; i++) {
		open_with(j, NULL, '{');
		string(j, "name", root->modules.foreign[i].name);
		string(j, "flags", root->modules.foreign[i].flags);
		close_with(j, '}');
	}
	close_with(j, ']');
	number(j, "foreign_dropped", root ? root->modules.foreign_dropped : 0);
	number(j, "total", root && root->modules.known ? (int64_t)root->modules.total : -1);
	string_or_null(j, "last_unloaded", root ? root->modules.last_unloaded : NULL);
	string_or_null(j, "last_unloaded_flags", root ? root->modules.last_unloaded_flags : NULL);
	close_with(j, '}');
}

static void put_report(struct json *j, const struct event *e)
{
	open_with(j, NULL, '{');
	string(j, "title", e->syzbot_title);
	string(j, "class", class_name(e->class));
	string_or_null(j, "function", e->function);
	string_or_null(j, "guilty", e->guilty);
	boolean(j, "corrupted", e->corrupted);
	seconds(j, "time", e->time_us);
	number(j, "line", (int64_t)e->line_number);
	number(j, "repeats", e->repeats);
	close_with(j, '}');
}

/* Every report that syzbot's reading of the log would name, in file order. */
static void put_reports(struct json *j, const struct events *e)
{
	open_with(j, "reports", '[');
	for (unsigned int i = 0; i < e->count; i++) {
		if (e->list[i].syzbot_title[0])
			put_report(j, &e->list[i]);
	}
	close_with(j, ']');
	number(j, "reports_dropped", e->dropped);
}

static void put_harmless(struct json *j, const struct events *e)
{
	open_with(j, "harmless", '[');
	for (unsigned int i = 0; i < e->harmless_count; i++) {
		open_with(j, NULL, '{');
		seconds(j, "time", e->harmless[i].time_us);
		string(j, "text", e->harmless[i].text);
		number(j, "repeats", e->harmless[i].repeats);
		close_with(j, '}');
	}
	close_with(j, ']');
}

static void put_notes(struct json *j, const struct events *e)
{
	open_with(j, "notes", '[');
	for (unsigned int i = 0; i < e->note_count; i++) {
		open_with(j, NULL, '{');
		seconds(j, "time", e->notes[i].time_us);
		string(j, "class", class_name(e->notes[i].kind->class));
		string(j, "text", e->notes[i].text);
		number(j, "repeats", e->notes[i].repeats);
		close_with(j, '}');
	}
	close_with(j, ']');
	number(j, "notes_dropped", e->notes_dropped);
}

static void put_repeats(struct json *j, const struct repeats *r)
{
	open_with(j, "repeats", '{');
	number(j, "count", r ? r->count : 0);
	string_or_null(j, "last", r ? r->last : NULL);
	boolean(j, "more", r && r->more);
	close_with(j, '}');
}

static void put_dump(struct json *j, const struct diagnosis *d, const struct report_context *c)
{
	open_with(j, "dump", '{');
	number(j, "status",
	       d->circumstances.dump_status_known ? (int64_t)d->circumstances.dump_status : -1);
	open_with(j, "flaws", '[');
	for (unsigned int i = 0; i < d->circumstances.flaw_count; i++)
		string(j, NULL, d->circumstances.flaws[i]);
	close_with(j, ']');
	open_with(j, "files", '[');
	for (unsigned int i = 0; c->dir && i < c->dir->count; i++) {
		open_with(j, NULL, '{');
		string(j, "name", c->dir->files[i].name);
		number(j, "size", (int64_t)c->dir->files[i].size);
		close_with(j, '}');
	}
	close_with(j, ']');
	close_with(j, '}');
}

static void put_input(struct json *j, const struct diagnosis *d, const struct report_context *c)
{
	open_with(j, "input", '{');
	string_or_null(j, "name", c->input_name);
	number(j, "bytes", (int64_t)d->input.bytes);
	number(j, "lines", (int64_t)d->input.lines);
	boolean(j, "cut", d->input.cut);
	boolean(j, "lossy", d->events->machine.lossy);
	close_with(j, '}');
}

/* What the whole is, in the order of what is asked first. */
static void put_incident(struct json *j, const struct verdict *v)
{
	const struct event *root = v->root;

	string(j, "title", root ? root->title : "");
	string(j, "class", class_name(v->class));
	string(j, "summary", v->summary);
	string(j, "signature", v->signature);
	string(j, "signature_coarse", v->signature_coarse);
	number(j, "signature_version", SIGNATURE_VERSION);
	string_or_null(j, "function", root ? root->function : NULL);
	string_or_null(j, "guilty", root ? root->guilty : NULL);
	string_or_null(j, "module", v->suspect.module);
	boolean(j, "death", v->death);
	boolean(j, "corrupted", root && root->corrupted);
	string_or_null(j, "corrupted_why", root ? root->corrupted_why : NULL);
	boolean(j, "cut", root && root->cut);
	seconds(j, "uptime", v->time_us);
	boolean(j, "truncated", root && root->full);
	string_or_null(j, "panic", v->last ? v->last->panic_text : NULL);
}

static void put_missing(struct json *j, const struct verdict *v)
{
	open_with(j, "missing", '[');
	for (unsigned int i = 0; i < v->missing_count; i++)
		string(j, NULL, v->missing[i]);
	close_with(j, ']');
}

void report_json(struct out *o, const struct diagnosis *d, const struct report_context *c)
{
	const struct verdict *v = &d->verdict;
	const struct event *root = v->root;
	struct json j = {.out = o};

	open_with(&j, NULL, '{');
	number(&j, "version", 1);
	put_incident(&j, v);
	put_repeats(&j, c->repeats);
	number(&j, "crash_time", d->circumstances.crash_time ? d->circumstances.crash_time : -1);
	put_kernel(&j, d);
	string_or_null(&j, "host", d->circumstances.host);
	string_or_null(&j, "hardware", v->hardware);
	put_process(&j, root);
	put_causes(&j, v);
	put_known_bugs(&j, &v->bugs);
	put_fault(&j, v);
	put_symbol(&j, "pointer", d->circumstances.pointer);
	put_hardware_errors(&j, &d->events->hardware);
	put_registers(&j, root);
	put_code(&j, root);
	put_trace(&j, root);
	put_processors(&j, d->circumstances.processors);
	put_modules(&j, root);
	put_reports(&j, d->events);
	put_notes(&j, d->events);
	put_harmless(&j, d->events);
	put_dump(&j, d, c);
	put_missing(&j, v);
	put_input(&j, d, c);
	close_with(&j, '}');
	out_char(o, '\n');
}
