/* SPDX-License-Identifier: GPL-2.0-or-later */
/* deeper - what helps a diagnosis besides the log. */
#include "deeper.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/durable.h"
#include "base/format.h"
#include "input.h"

void complain(const struct error *e)
{
	char text[sizeof(e->text) + 32];
	struct error ignored;

	text_format(text, sizeof(text), "kdump-diagnose: %s\n", e->text);
	write_all(STDERR_FILENO, span_of(text), &ignored);
}

static void tell(const struct deeper *p, const struct error *e)
{
	if (!p->again)
		complain(e);
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

static void look_for_known_bugs(struct deeper *p)
{
	const char *given = p->options->known_bugs;
	int fd = open_table(given);
	struct bugs_table table = {read_table, &fd};
	struct error e;

	if (fd < 0 && !given && errno == ENOENT)
		return;
	if (fd < 0)
		error_set(&e, "%s", strerror(errno));
	if (fd < 0 || !diagnose_known_bugs(p->diagnose, &p->bugs, &table, &e)) {
		error_prefix(&e, "known bugs are passed over, cannot use %s",
			     given ? given : "the installed table");
		tell(p, &e);
	}
	if (fd >= 0)
		close(fd);
}

/* --- trouble while saving: the capture kernel's own log ------------------------------ */

static void read_capture_log(struct deeper *p)
{
	struct reader *reader = &p->diagnose->reader;
	struct source source;
	struct error e;

	if (!p->options->capture_log)
		return;
	if (!source_open(&source, p->options->capture_log, NULL, &e)) {
		tell(p, &e);
		return;
	}
	reader_init(reader, trouble_take_line, &p->trouble);
	if (input_read_all(&source, reader, &e) < 0)
		tell(p, &e); /* what was read until then still tells */
	reader_end(reader);
	source_close(&source);
}

/* --- the same crash in the directories beside this one ------------------------------- */

static void count_repeats(struct deeper *p)
{
	const struct verdict *v = &p->diagnose->diagnosis.verdict;
	const char *path = p->options->path;

	if (!path || !crash_dir_is(path))
		path = p->options->output;
	if (v->root && path && crash_dir_is(path))
		repeats_count(&p->repeats, path, v->signature);
}

/* --- rules ------------------------------------------------------------------------- */

static void take_fault(void *context, const struct error *fault)
{
	tell(context, fault);
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

static bool read_rule_file(struct deeper *p, const char *path, bool check)
{
	struct rules *rules = &p->diagnose->rules;
	struct error e;
	ssize_t n;
	int fd;

	if (!open_rules(path, &fd, &e)) {
		error_prefix(&e, "cannot read %s", path);
		tell(p, &e);
		return false;
	}
	rules_open(rules, path, check);
	while ((n = read(fd, p->buffer, p->size)) > 0)
		rules_push(rules, (struct span){p->buffer, (size_t)n});
	if (n < 0) {
		error_set(&e, "cannot read %s: %s", path, strerror(errno));
		tell(p, &e);
	}
	rules_close(rules);
	close(fd);
	return n == 0;
}

/* False if some cannot be read; the default directory need not be there. */
static bool read_rules(struct deeper *p)
{
	struct rule_files *files = &p->rule_files;
	bool good = true;

	for (unsigned int i = p->options->no_default_rules; i < p->options->rules_count; i++) {
		int found;

		rule_files_begin(files, p->options->rules[i]);
		while ((found = rule_files_next(files)) > 0)
			good &= read_rule_file(p, files->path, i > 0);
		if (found < 0 && (i > 0 || errno != ENOENT)) {
			struct error e;

			error_set(&e, "cannot read the rules in %s: %s", p->options->rules[i],
				  strerror(errno));
			tell(p, &e);
			good = false;
		}
	}
	return good;
}

static void apply_rules(struct deeper *p)
{
	if (!p->diagnose->diagnosis.verdict.root)
		return;
	diagnose_rules_begin(p->diagnose, take_fault, p);
	read_rules(p);
	diagnose_rules_end(p->diagnose);
}

bool deeper_check_rules(struct deeper *p)
{
	rules_begin(&p->diagnose->rules, NULL, NULL, take_fault, p);
	return read_rules(p);
}

/* --- all of it ------------------------------------------------------------------------ */

void deeper_look(struct deeper *p)
{
	if (!p->again)
		read_capture_log(p);
	look_for_known_bugs(p);
	apply_rules(p);
	count_repeats(p);
	p->again = true;
}
