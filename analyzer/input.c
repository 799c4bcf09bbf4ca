/* SPDX-License-Identifier: GPL-2.0-or-later */
/* input - which log is diagnosed, and what a dump adds to it. */
#include "input.h"

#include <string.h>

#include "base/format.h"

/* --- one log ------------------------------------------------------------------------ */

/* Straight into the reader's buffer. */
ssize_t input_read_all(struct source *source, struct reader *reader, struct error *e)
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

static bool read_log(struct input *in, struct source *source, const char *path, struct error *e)
{
	const char *slash = strrchr(path, '/');

	in->path = path;
	span_copy(in->name, sizeof(in->name), span_of(slash ? slash + 1 : path));
	diagnose_begin(&in->diagnose);
	if (input_read_all(source, &in->diagnose.reader, e) == 0)
		return true;
	error_prefix(e, "cannot read %s", path);
	return false;
}

static struct circumstances circumstances_of(struct input *in)
{
	struct dump_log *l = &in->dump_log;
	struct circumstances c = {
		.dump_status_known = in->options->dump_status_known,
		.dump_status = in->options->dump_status,
		.is_dump = l->is_dump,
	};

	if (in->dump_missing.text[0])
		c.flaws[c.flaw_count++] = in->dump_missing.text;
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
static void join_log_and_dump(struct input *in)
{
	struct diagnosis *d = &in->diagnose.diagnosis;
	const struct event *root = d->verdict.root;

	if (!root || !in->dump_log.is_dump)
		return;
	if (root->who.pid > 0 && root->who.cpu >= 0)
		processors_number(&in->dump_log.processors, root->who.pid, (int)root->who.cpu);
	if (root->pointer.has_address && !root->pointer.frame.symbol[0] &&
	    dump_log_name(&in->dump_log, root->pointer.address, &in->pointer))
		d->circumstances.pointer = &in->pointer;
}

static const struct diagnosis *diagnose_file(struct input *in, const char *path, struct error *e)
{
	const struct diagnosis *d = NULL;
	struct source source;

	if (source_open(&source, path, &in->dump_log, e) && read_log(in, &source, path, e)) {
		struct circumstances c = circumstances_of(in);

		d = diagnose_end(&in->diagnose, &c);
		join_log_and_dump(in);
	}
	source_close(&source);
	return d;
}

const struct diagnosis *input_nothing(struct input *in)
{
	struct circumstances c = circumstances_of(in);

	in->path = NULL;
	in->name[0] = '\0';
	diagnose_begin(&in->diagnose);
	return diagnose_end(&in->diagnose, &c);
}

/* --- a crash directory --------------------------------------------------------------- */

static const struct diagnosis *diagnose_in_dir(struct input *in, const struct crash_file *file,
					       struct error *e)
{
	if (text_format(in->in_dir, sizeof(in->in_dir), "%s/%s", in->options->path, file->name) <
	    PATH_MAX)
		return diagnose_file(in, in->in_dir, e);
	error_set(e, "the path %.200s... is too long", in->options->path);
	return NULL;
}

/* The first log that tells of a death; of those that do not, the longest is left in
 * *longest.  *e is set by the last that cannot be read, if any. */
static const struct diagnosis *diagnose_logs(struct input *in, const struct crash_file **longest,
					     struct error *e)
{
	for (unsigned int i = 0; i < in->dir.count; i++) {
		const struct crash_file *file = &in->dir.files[i];
		const struct diagnosis *d;

		if (!file->is_log || !file->size)
			continue;
		d = diagnose_in_dir(in, file, e);
		if (d && d->verdict.told)
			return d;
		if (d && (!*longest || file->size > (*longest)->size))
			*longest = file;
	}
	return NULL;
}

/* A dump whose log can be read; NULL with *e set by the last that cannot, if any. */
static const struct diagnosis *diagnose_dumps(struct input *in, struct error *e)
{
	for (unsigned int i = 0; i < in->dir.count; i++) {
		const struct diagnosis *d;

		if (!in->dir.files[i].is_dump)
			continue;
		d = diagnose_in_dir(in, &in->dir.files[i], e);
		if (d && in->dump_log.is_dump)
			return d;
	}
	return NULL;
}

/* What makedumpfile left out of the dump in the directory is still in --vmcore. */
static const struct diagnosis *diagnose_dir(struct input *in, struct error *e)
{
	const struct crash_file *longest = NULL;
	const struct diagnosis *d;

	if (!crash_dir_read(&in->dir, in->options->path, e))
		return NULL;
	error_set(e, "%s holds no log (vmcore-dmesg.txt, dmesg.*) and no dump (vmcore, dump.*)",
		  in->options->path);
	d = diagnose_logs(in, &longest, e);
	if (!d && !longest && in->options->vmcore)
		return input_nothing(in);
	if (!d && !in->options->vmcore)
		d = diagnose_dumps(in, e);
	if (!d && longest)
		d = diagnose_in_dir(in, longest, e);
	return d;
}

const struct diagnosis *input_read(struct input *in, struct error *e)
{
	if (crash_dir_is(in->options->path))
		return diagnose_dir(in, e);
	return diagnose_file(in, in->options->path, e);
}

/* --- a dump on top of the log ---------------------------------------------------------- */

/* The greater, the better the log: its two highest bits, then its length. */
static uint64_t worth_of(const struct diagnosis *d)
{
	const struct verdict *v = &d->verdict;

	return (uint64_t)v->told << 63 | (uint64_t)(v->told && !v->root->cut) << 62 |
	       d->input.bytes;
}

static bool is_good(uint64_t worth)
{
	return worth >> 62 == 3;
}

/* Take the log in the dump, unless the one before it, of that worth, was the better one. */
static void change_log(struct input *in, struct source *source, uint64_t worth,
		       const struct circumstances *c)
{
	const char *before = in->path;
	struct source text;
	struct error ignored;

	read_log(in, source, in->options->vmcore, &ignored);
	if (worth_of(diagnose_end(&in->diagnose, c)) >= worth || !before)
		return;
	if (source_open(&text, before, NULL, &ignored)) {
		read_log(in, &text, before, &ignored);
		diagnose_end(&in->diagnose, c);
	}
	source_close(&text);
}

bool input_read_dump(struct input *in, struct error *e)
{
	const struct diagnosis *d = &in->diagnose.diagnosis;
	uint64_t worth = worth_of(d);
	struct source source;
	struct circumstances c;
	bool has_log;

	if (in->dump_log.is_dump && d->verdict.told)
		return true; /* PATH is a dump */
	dump_file_limit(&in->dump_log.dump.file, LIMIT_DUMP_SECONDS);
	has_log = source_open(&source, in->options->vmcore, &in->dump_log, e);
	if (!in->dump_log.is_dump) {
		if (has_log)
			error_set(e, "%s is no dump", in->options->vmcore);
		in->dump_missing = *e;
		has_log = false;
	}
	c = circumstances_of(in);
	if (has_log && !is_good(worth))
		change_log(in, &source, worth, &c);
	c = circumstances_of(in);
	diagnose_again(&in->diagnose, &c);
	join_log_and_dump(in);
	source_close(&source);
	return has_log;
}
