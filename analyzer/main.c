/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kdump-diagnose - say what killed a Linux kernel, from its log.
 *
 * main owns the memory, the files and the exit status; everything
 * else is a function of its arguments.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/durable.h"
#include "base/format.h"
#include "base/out.h"
#include "diagnose.h"
#include "options.h"
#include "report/report.h"
#include "source/crash_dir.h"
#include "source/repeats.h"
#include "source/rule_files.h"
#include "source/source.h"

#ifndef KD_VERSION
#define KD_VERSION "unknown"
#endif

enum { EXIT_DIAGNOSED = 0, EXIT_NO_CRASH = 1, EXIT_USAGE = 2, EXIT_INPUT = 3, EXIT_OUTPUT = 4 };

/* The program's whole memory, mapped once at start-up. */
struct program {
	struct options options;
	struct diagnose diagnose;
	struct crash_dir dir;
	struct trouble trouble;
	struct repeats repeats;
	struct rule_files rule_files;
	struct bugs bugs;
	struct dump_log dump_log;
	struct symbol pointer;
	char input_name[CRASH_DIR_NAME];
	char text[LIMIT_SIZE_MAX + 1];
	char json[LIMIT_JSON];
};

static void complain(const struct error *e)
{
	char text[sizeof(e->text) + 32];
	struct error ignored;

	text_format(text, sizeof(text), "kdump-diagnose: %s\n", e->text);
	write_all(STDERR_FILENO, span_of(text), &ignored);
}

/* What was asked for goes to standard output. */
static int answer(const char *text)
{
	struct error e;

	if (write_all(STDOUT_FILENO, span_of(text), &e))
		return EXIT_DIAGNOSED;
	error_prefix(&e, "cannot write to standard output");
	complain(&e);
	return EXIT_OUTPUT;
}

/* --- reading ---------------------------------------------------------------------- */

/* Straight into the reader's buffer.  0 at the end, -1 with *e set. */
static ssize_t read_all(struct source *source, struct reader *reader, struct error *e)
{
	for (;;) {
		size_t room;
		char *to = reader_space(reader, &room);
		ssize_t n = source_read(source, to, room, e);

		if (n <= 0)
			return n;
		reader_filled(reader, (size_t)n);
	}
}

static bool read_log(struct program *p, struct source *source, const char *path, struct error *e)
{
	ssize_t n;

	diagnose_begin(&p->diagnose);
	if (!source_open(source, path, &p->dump_log, e))
		return false;
	n = read_all(source, &p->diagnose.reader, e);
	if (n < 0)
		error_prefix(e, "cannot read %s", path);
	return n == 0;
}

static struct circumstances circumstances_of(struct program *p)
{
	struct dump_log *l = &p->dump_log;
	struct circumstances c = {
		.dump_status_known = p->options.dump_status_known,
		.dump_status = p->options.dump_status,
		.is_dump = l->is_dump,
	};

	if (l->is_dump) {
		c.release = l->release;
		c.build_id = l->build_id;
		c.crash_time = l->crash_time;
		c.host = l->host;
		c.version = l->version;
		c.processors = &l->processors;
		c.nameless = l->nameless.text[0];
		c.flaw_count = dump_log_flaws(l, c.flaws);
	}
	return c;
}

/* The log may tell an address only where the dump has a name for it; and the dump may not
 * tell the number of a CPU where the log does. */
static void join_log_and_dump(struct program *p, struct diagnosis *d)
{
	const struct event *root = d->verdict.root;

	if (!root || !p->dump_log.is_dump)
		return;
	if (root->who.pid > 0 && root->who.cpu >= 0)
		processors_number(&p->dump_log.processors, root->who.pid, (int)root->who.cpu);
	if (root->pointer.has_address && !root->pointer.frame.symbol[0] &&
	    dump_log_name(&p->dump_log, root->pointer.address, &p->pointer))
		d->circumstances.pointer = &p->pointer;
}

static const struct diagnosis *diagnose_file(struct program *p, const char *path, struct error *e)
{
	const struct diagnosis *d = NULL;
	struct source source;

	if (read_log(p, &source, path, e)) {
		struct circumstances c = circumstances_of(p);

		d = diagnose_end(&p->diagnose, &c);
		join_log_and_dump(p, &p->diagnose.diagnosis);
	}
	source_close(&source);
	return d;
}

/* A dump was saved, so something died: say that, even without a log. */
static const struct diagnosis *diagnose_nothing(struct program *p)
{
	struct circumstances c = circumstances_of(p);

	diagnose_begin(&p->diagnose);
	return diagnose_end(&p->diagnose, &c);
}

static const struct diagnosis *diagnose_in_dir(struct program *p, const struct crash_file *file,
					       struct error *e)
{
	char path[PATH_MAX];

	if (text_format(path, sizeof(path), "%s/%s", p->options.path, file->name) >= PATH_MAX) {
		error_set(e, "the path %.200s... is too long", p->options.path);
		return NULL;
	}
	memcpy(p->input_name, file->name, sizeof(p->input_name));
	return diagnose_file(p, path, e);
}

/* The first log that tells of a death; of those that do not, the longest is left in
 * *longest. */
static const struct diagnosis *diagnose_logs(struct program *p, const struct crash_file **longest)
{
	struct error ignored;

	for (unsigned int i = 0; i < p->dir.count; i++) {
		const struct crash_file *file = &p->dir.files[i];
		const struct diagnosis *d;

		if (!file->is_log || !file->size)
			continue;
		d = diagnose_in_dir(p, file, &ignored);
		if (d && d->verdict.root && d->verdict.death)
			return d;
		if (d && (!*longest || file->size > (*longest)->size))
			*longest = file;
	}
	return NULL;
}

/* A dump whose log can be read; NULL with *e set by the last that cannot, if any. */
static const struct diagnosis *diagnose_dumps(struct program *p, struct error *e)
{
	for (unsigned int i = 0; i < p->dir.count; i++) {
		const struct diagnosis *d;

		if (!p->dir.files[i].is_dump)
			continue;
		d = diagnose_in_dir(p, &p->dir.files[i], e);
		if (d && p->dump_log.is_dump)
			return d;
	}
	return NULL;
}

/*
 * A log is good if it tells of a death; where none does, the dump has it; where that
 * cannot be read either, the longest is read again: what it holds is all there is.
 */
static const struct diagnosis *diagnose_dir(struct program *p, struct error *e)
{
	const struct crash_file *longest = NULL;
	const struct diagnosis *d;

	if (!crash_dir_read(&p->dir, p->options.path, e))
		return NULL;
	error_set(e, "%s holds no log (vmcore-dmesg.txt, dmesg.*) and no dump (vmcore, dump.*)",
		  p->options.path);
	d = diagnose_logs(p, &longest);
	if (!d)
		d = diagnose_dumps(p, e);
	if (!d && longest)
		d = diagnose_in_dir(p, longest, e);
	return d;
}

static const struct diagnosis *diagnose_input(struct program *p, struct error *e)
{
	const char *path = p->options.path;
	const char *base = strrchr(path, '/');

	if (crash_dir_is(path))
		return diagnose_dir(p, e);
	span_copy(p->input_name, sizeof(p->input_name), span_of(base ? base + 1 : path));
	return diagnose_file(p, path, e);
}

/* --- known bugs ----------------------------------------------------------------------- */

static bool read_table(void *context, uint64_t at, void *to, size_t len, struct error *e)
{
	ssize_t n = pread(*(int *)context, to, len, (off_t)at);

	if (n >= 0 && (size_t)n == len)
		return true;
	error_set(e, "%s", n < 0 ? strerror(errno) : "it ends too early");
	return false;
}

/* Where the administrator's, the distribution's, or "make install" put it. */
static int open_table(const char *given)
{
	static const char *const places[] = {"/usr/share/kdump-diagnose/known-bugs.kdb",
					     "/usr/local/share/kdump-diagnose/known-bugs.kdb"};
	int fd = open(given ? given : places[0], O_RDONLY | O_CLOEXEC);

	return fd < 0 && !given ? open(places[1], O_RDONLY | O_CLOEXEC) : fd;
}

/* A help, not a need, as the rules are: without it the diagnosis goes on. */
static void look_for_known_bugs(struct program *p)
{
	const char *given = p->options.known_bugs;
	int fd = open_table(given);
	struct bugs_table table = {read_table, &fd};
	struct error e;

	if (fd < 0 && !given && errno == ENOENT)
		return;
	if (fd < 0)
		error_set(&e, "%s", strerror(errno));
	if (fd < 0 || !diagnose_known_bugs(&p->diagnose, &p->bugs, &table, &e)) {
		error_prefix(&e, "known bugs are passed over, cannot use %s",
			     given ? given : "the installed table");
		complain(&e);
	}
	if (fd >= 0)
		close(fd);
}

/* --- trouble while saving: the capture kernel's own log ------------------------------ */

/* The log of the kernel that saves is a help, not a need: an error is told and
 * the diagnosis goes on. */
static void read_capture_log(struct program *p)
{
	struct reader *reader = &p->diagnose.reader;
	struct source source;
	struct error e;

	if (!p->options.capture_log)
		return;
	if (!source_open(&source, p->options.capture_log, NULL, &e)) {
		complain(&e);
		return;
	}
	reader_init(reader, trouble_take_line, &p->trouble);
	if (!read_all(&source, reader, &e))
		complain(&e); /* what was read until then still tells */
	reader_end(reader);
	source_close(&source);
}

/* --- the same crash in the directories beside this one ------------------------------- */

static void count_repeats(struct program *p, const struct diagnosis *d)
{
	const char *path = p->options.path;

	if (!crash_dir_is(path))
		path = p->options.output;
	if (d->verdict.root && path && crash_dir_is(path))
		repeats_count(&p->repeats, path, d->verdict.signature);
}

/* --- rules ------------------------------------------------------------------------- */

static void take_fault(void *context, const struct error *fault)
{
	(void)context;
	complain(fault);
}

static bool open_rules(const char *path, int *fd, struct error *e)
{
	struct stat st;

	/* A FIFO has no writer: do not wait for one. */
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (*fd >= 0 && fstat(*fd, &st) == 0 && S_ISREG(st.st_mode))
		return true;
	error_set(e, "%s", *fd < 0 ? strerror(errno) : "not a regular file");
	if (*fd >= 0)
		close(*fd);
	return false;
}

/* The buffer of the JSON is free until the reports are made. */
static bool read_rule_file(struct program *p, const char *path, bool check)
{
	struct rules *rules = &p->diagnose.rules;
	struct error e;
	ssize_t n;
	int fd;

	if (!open_rules(path, &fd, &e)) {
		error_prefix(&e, "cannot read %s", path);
		complain(&e);
		return false;
	}
	rules_open(rules, path, check);
	while ((n = read(fd, p->json, sizeof(p->json))) > 0)
		rules_push(rules, (struct span){p->json, (size_t)n});
	if (n < 0) {
		error_set(&e, "cannot read %s: %s", path, strerror(errno));
		complain(&e);
	}
	rules_close(rules);
	close(fd);
	return n == 0;
}

/* False if some cannot be read; the default directory need not be there. */
static bool read_rules(struct program *p)
{
	struct rule_files *files = &p->rule_files;
	bool good = true;

	for (unsigned int i = p->options.no_default_rules; i < p->options.rules_count; i++) {
		int found;

		rule_files_begin(files, p->options.rules[i]);
		while ((found = rule_files_next(files)) > 0)
			good &= read_rule_file(p, files->path, i > 0);
		if (found < 0 && (i > 0 || errno != ENOENT)) {
			struct error e;

			error_set(&e, "cannot read the rules in %s: %s", p->options.rules[i],
				  strerror(errno));
			complain(&e);
			good = false;
		}
	}
	return good;
}

static void apply_rules(struct program *p, const struct diagnosis *d)
{
	if (!d->verdict.root)
		return;
	diagnose_rules_begin(&p->diagnose, take_fault, NULL);
	read_rules(p);
	diagnose_rules_end(&p->diagnose);
}

static int check_rules(struct program *p)
{
	struct rules *rules = &p->diagnose.rules;
	char text[80];
	bool good;

	rules_begin(rules, NULL, NULL, take_fault, NULL);
	good = read_rules(p) && !rules->faults;
	text_format(text, sizeof(text), "%u rules, %u faults\n", rules->read, rules->faults);
	return answer(text) == EXIT_DIAGNOSED && !good ? EXIT_INPUT : EXIT_DIAGNOSED;
}

/* All that takes more files than the log, and more time. */
static void look_deeper(struct program *p, const struct diagnosis *d)
{
	read_capture_log(p);
	look_for_known_bugs(p);
	apply_rules(p, d);
	count_repeats(p, d);
}

/* --- writing ------------------------------------------------------------------------ */

static struct report_context context_of(const struct program *p)
{
	return (struct report_context){
		.dir = p->dir.count ? &p->dir : NULL,
		.trouble = &p->trouble,
		.repeats = &p->repeats,
		.input_name = p->input_name,
		.max_size = p->options.max_size,
	};
}

static struct span make_text(struct program *p, const struct diagnosis *d, enum report_form form)
{
	struct report_context c = context_of(p);
	struct out o;

	out_init(&o, p->text, sizeof(p->text));
	report_text(&o, d, &c, form);
	return (struct span){o.at, o.len};
}

static struct span make(struct program *p, const struct diagnosis *d, enum format format)
{
	struct report_context c = context_of(p);
	struct out o;

	if (format == FORMAT_TEXT)
		return make_text(p, d, REPORT_COMPLETE);
	out_init(&o, p->json, sizeof(p->json));
	if (format == FORMAT_JSON)
		report_json(&o, d, &c);
	else if (format == FORMAT_TITLE)
		report_title(&o, d);
	else
		report_reason(&o, d);
	return (struct span){o.at, o.len};
}

/* The short form first: it takes no further work, and whatever happens from now
 * on, a valid file is there. */
static bool write_dir(struct program *p, const struct diagnosis *d, struct error *e)
{
	const char *dir = p->options.output;

	if (!durable_write(dir, "diagnosis.txt", make_text(p, d, REPORT_MINIMAL), e))
		return false;
	look_deeper(p, d);
	if (!durable_write(dir, "diagnosis.txt", make(p, d, FORMAT_TEXT), e) ||
	    !durable_write(dir, "diagnosis.json", make(p, d, FORMAT_JSON), e)) {
		error_prefix(e, "diagnosis.txt is there, but not everything");
		return false;
	}
	return true;
}

static bool write_file(struct program *p, const struct diagnosis *d, struct error *e)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(p->options.output, '/');
	const char *name = slash ? slash + 1 : p->options.output;

	int len = text_format(dir, sizeof(dir), "%.*s",
			      slash > p->options.output ? (int)(slash - p->options.output) : 1,
			      slash ? p->options.output : ".");

	if (len >= PATH_MAX) {
		error_set(e, "the path %.200s... is too long", p->options.output);
		return false;
	}
	look_deeper(p, d);
	return durable_write(dir, name, make(p, d, p->options.format), e);
}

static bool want_color(const struct options *o)
{
	if (o->format != FORMAT_TEXT || o->color == COLOR_NEVER)
		return false;
	return o->color == COLOR_ALWAYS || (isatty(STDOUT_FILENO) && !getenv("NO_COLOR"));
}

/* Headings are the lines that begin with a capital letter. */
static void color(struct out *o, struct span text)
{
	struct span line;

	while (text.len) {
		bool heading = text.at[0] >= 'A' && text.at[0] <= 'Z';

		if (span_take_until(&text, "\n", &line)) {
			out_text(o, heading ? "\033[1m" : "");
			out_span(o, line);
			out_text(o, heading ? "\033[0m" : "");
		}
		if (span_take_text(&text, "\n"))
			out_char(o, '\n');
	}
}

static bool print(struct program *p, const struct diagnosis *d, struct error *e)
{
	struct span text;
	struct out colored;

	look_deeper(p, d);
	text = make(p, d, p->options.format);
	if (want_color(&p->options)) { /* of text: the buffer of the JSON is free */
		out_init(&colored, p->json, sizeof(p->json));
		color(&colored, text);
		text = (struct span){colored.at, colored.len};
	}
	if (write_all(STDOUT_FILENO, text, e))
		return true;
	error_prefix(e, "cannot write to standard output, the diagnosis is lost");
	return false;
}

static bool deliver(struct program *p, const struct diagnosis *d, struct error *e)
{
	if (!p->options.output)
		return print(p, d, e);
	if (!crash_dir_is(p->options.output))
		return write_file(p, d, e);
	/* What lies beside the diagnosis, if the input was not that directory. */
	if (!p->dir.count && !crash_dir_read(&p->dir, p->options.output, e))
		return false;
	return write_dir(p, d, e);
}

static int run(struct program *p)
{
	const struct diagnosis *d;
	struct error e;

	if (p->options.check_rules)
		return check_rules(p);
	if (p->options.config && !options_read_config(&p->options, &e))
		complain(&e);
	d = diagnose_input(p, &e);
	if (!d) {
		complain(&e);
		if (!p->options.dump_status_known && !p->dump_log.is_dump)
			return EXIT_INPUT;
		d = diagnose_nothing(p);
	}
	if (!deliver(p, d, &e)) {
		complain(&e);
		return EXIT_OUTPUT;
	}
	return d->verdict.root || circumstances_prove_death(&d->circumstances) ? EXIT_DIAGNOSED
									       : EXIT_NO_CRASH;
}

int main(int argc, char **argv)
{
	struct program *p =
		mmap(NULL, sizeof(*p), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct error e;
	int status;

	if (p == MAP_FAILED) {
		error_set(&e, "no memory: %zu KiB are needed", sizeof(*p) / 1024);
		complain(&e);
		return EXIT_INPUT;
	}
	if (!options_parse(&p->options, argc, argv, &e)) {
		complain(&e);
		status = EXIT_USAGE;
	} else if (p->options.help) {
		status = answer(options_help);
	} else if (p->options.version) {
		status = answer("kdump-diagnose " KD_VERSION "\n");
	} else {
		status = run(p);
	}
	return status;
}
