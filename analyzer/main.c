/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kdump-diagnose - say what killed a Linux kernel, from its log.
 *
 * main owns the memory, the files and the exit status; everything
 * else is a function of its arguments.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/durable.h"
#include "base/format.h"
#include "base/out.h"
#include "deeper.h"
#include "input.h"
#include "options.h"
#include "report/report.h"

#ifndef KD_VERSION
#define KD_VERSION "unknown"
#endif

enum { EXIT_DIAGNOSED = 0, EXIT_NO_CRASH = 1, EXIT_USAGE = 2, EXIT_INPUT = 3, EXIT_OUTPUT = 4 };

/* The program's whole memory, mapped once at start-up. */
struct program {
	struct options options;
	struct input input;
	struct deeper deeper;
	char text[LIMIT_SIZE_MAX + 1];
	char json[LIMIT_JSON];
};

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

static int check_rules(struct program *p)
{
	const struct rules *rules = &p->input.diagnose.rules;
	bool good = deeper_check_rules(&p->deeper) && !rules->faults;
	char text[80];

	text_format(text, sizeof(text), "%u rules, %u faults\n", rules->read, rules->faults);
	return answer(text) == EXIT_DIAGNOSED && !good ? EXIT_INPUT : EXIT_DIAGNOSED;
}

/* --- the log itself ----------------------------------------------------------------- */

static bool copy_log(struct source *source, char *buffer, size_t size, struct error *e)
{
	ssize_t n;

	while ((n = source_read(source, buffer, size, e)) > 0) {
		if (!write_all(STDOUT_FILENO, (struct span){buffer, (size_t)n}, e)) {
			error_prefix(e, "cannot write to standard output");
			return false;
		}
	}
	return n == 0;
}

/* Text is not printed again: its control characters were not made harmless. */
static bool open_dump(struct source *source, struct dump_log *l, const char *path, struct error *e)
{
	if (crash_dir_is(path)) {
		error_set(e, "%s is a directory; --format log wants the dump in it", path);
		return false;
	}
	if (!source_open(source, path, l, e))
		return false;
	if (!l->is_dump)
		error_set(e, "%s is no dump; --format log gets the log out of one", path);
	return l->is_dump;
}

/* What is wrong with a dump is told, and what there is of its log is printed. */
static int print_log(struct program *p)
{
	const char *path = p->options.path ? p->options.path : p->options.vmcore;
	struct dump_log *l = &p->input.dump_log;
	const char *flaws[DUMP_LOG_FLAWS];
	struct source source = {.fd = -1};
	struct error e;
	bool good;

	good = open_dump(&source, l, path, &e) && copy_log(&source, p->json, sizeof(p->json), &e);
	if (!good)
		complain(&e);
	for (unsigned int i = 0; good && i < dump_log_flaws(l, flaws); i++) {
		error_set(&e, "%s: %s", path, flaws[i]);
		complain(&e);
	}
	source_close(&source);
	return good ? EXIT_DIAGNOSED : EXIT_INPUT;
}

/* --- writing ------------------------------------------------------------------------ */

static struct report_context context_of(const struct program *p)
{
	return (struct report_context){
		.dir = p->input.dir.count ? &p->input.dir : NULL,
		.trouble = &p->deeper.trouble,
		.repeats = &p->deeper.repeats,
		.input_name = p->input.name,
		.max_size = p->options.max_size,
	};
}

static struct span make_text(struct program *p, enum report_form form)
{
	struct report_context c = context_of(p);
	struct out o;

	out_init(&o, p->text, sizeof(p->text));
	report_text(&o, &p->input.diagnose.diagnosis, &c, form);
	return (struct span){o.at, o.len};
}

static struct span make(struct program *p, enum format format)
{
	const struct diagnosis *d = &p->input.diagnose.diagnosis;
	struct report_context c = context_of(p);
	struct out o;

	if (format == FORMAT_TEXT)
		return make_text(p, REPORT_COMPLETE);
	out_init(&o, p->json, sizeof(p->json));
	if (format == FORMAT_JSON)
		report_json(&o, d, &c);
	else if (format == FORMAT_TITLE)
		report_title(&o, d);
	else
		report_reason(&o, d);
	return (struct span){o.at, o.len};
}

/* All that takes more files than the log, and more time. */
static void look_further(struct program *p)
{
	struct error e;

	if (p->options.vmcore && !input_read_dump(&p->input, &e))
		complain(&e);
	deeper_look(&p->deeper);
}

static bool write_text(struct program *p, enum report_form form, struct error *e)
{
	return durable_write(p->options.output, "diagnosis.txt", make_text(p, form), e);
}

/* The short form first: it takes no further work, and whatever happens from now on, a
 * valid file is there.  So is the complete one when a read from the dump never ends. */
static bool write_dir(struct program *p, struct error *e)
{
	if (!write_text(p, REPORT_MINIMAL, e))
		return false;
	if (p->options.vmcore && p->input.path) {
		deeper_look(&p->deeper);
		write_text(p, REPORT_COMPLETE, e);
	}
	look_further(p);
	if (!write_text(p, REPORT_COMPLETE, e) ||
	    !durable_write(p->options.output, "diagnosis.json", make(p, FORMAT_JSON), e)) {
		error_prefix(e, "diagnosis.txt is there, but not everything");
		return false;
	}
	return true;
}

static bool write_file(struct program *p, struct error *e)
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
	look_further(p);
	return durable_write(dir, name, make(p, p->options.format), e);
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

static bool print(struct program *p, struct error *e)
{
	struct span text;
	struct out colored;

	look_further(p);
	text = make(p, p->options.format);
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

static bool deliver(struct program *p, struct error *e)
{
	if (!p->options.output)
		return print(p, e);
	if (!crash_dir_is(p->options.output))
		return write_file(p, e);
	/* What lies beside the diagnosis, if the input was not that directory. */
	if (!p->input.dir.count && !crash_dir_read(&p->input.dir, p->options.output, e))
		return false;
	return write_dir(p, e);
}

static int run(struct program *p)
{
	const struct diagnosis *d = &p->input.diagnose.diagnosis;
	struct error e;
	bool read;

	if (p->options.check_rules)
		return check_rules(p);
	/* Names and CPUs take long where kallsyms have to be found, and stand in no line. */
	p->input.dump_log.log_only = !p->options.output && p->options.format != FORMAT_TEXT &&
				     p->options.format != FORMAT_JSON;
	if (p->options.format == FORMAT_LOG)
		return print_log(p);
	if (p->options.config && !options_read_config(&p->options, &e))
		complain(&e);
	read = !p->options.path || input_read(&p->input, &e);
	if (!read)
		complain(&e);
	if (!read && !p->options.dump_status_known && !p->input.dump_log.is_dump &&
	    !p->options.vmcore)
		return EXIT_INPUT;
	if (!p->options.path || !read)
		input_nothing(&p->input);
	if (!deliver(p, &e)) {
		complain(&e);
		return EXIT_OUTPUT;
	}
	if (d->verdict.root || circumstances_prove_death(&d->circumstances))
		return EXIT_DIAGNOSED;
	return p->input.path ? EXIT_NO_CRASH : EXIT_INPUT;
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
	p->input.options = p->deeper.options = &p->options;
	p->deeper.diagnose = &p->input.diagnose;
	/* It is free until the reports are made. */
	p->deeper.buffer = p->json;
	p->deeper.size = sizeof(p->json);
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
