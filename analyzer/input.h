/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * input - which log is diagnosed, and what a dump adds to it.
 *
 *	d = input_read(&in, &error);		of PATH
 *	if (!d)
 *		d = input_nothing(&in);
 *	input_read_dump(&in, &error);		of --vmcore FILE
 *
 * The log of a crash directory is its first one that tells of a death; where none does,
 * that of a dump in it; where that cannot be had either, the longest.  Of two logs of one
 * crash that is better which tells of a death, then which does not end within its report,
 * then the longer one.
 */
#ifndef KD_INPUT_H
#define KD_INPUT_H

#include <limits.h>

#include "diagnose.h"
#include "options.h"
#include "source/crash_dir.h"
#include "source/source.h"

struct input {
	const struct options *options; /* by the caller */

	struct diagnose diagnose;
	struct crash_dir dir; /* what lies beside the log, count 0: not known */
	struct dump_log dump_log;
	struct symbol pointer;	   /* see struct circumstances */
	struct error dump_missing; /* why --vmcore could not be read; "" if it could */
	const char *path;	   /* of the log that was read; NULL: none was */
	char name[CRASH_DIR_NAME]; /* the last part of it, printable; "" */
	char in_dir[PATH_MAX];
};

/* Read up to the end of source; 0, or -1 with *e set. */
ssize_t input_read_all(struct source *source, struct reader *reader, struct error *e);

/* Diagnose PATH.  NULL with *e set if no log can be had from it. */
const struct diagnosis *input_read(struct input *in, struct error *e);

/* Something died, or a dump is still to be read: a diagnosis without a log. */
const struct diagnosis *input_nothing(struct input *in);

/*
 * Add what the dump --vmcore tells to the diagnosis, or begin anew with the log in it if
 * that is better; then rules and known bugs are to be looked at (again).  Nothing gets lost
 * if it cannot be read: false with *e set, and the diagnosis says so.  It takes
 * LIMIT_DUMP_SECONDS at most, unless a single read hangs.
 */
bool input_read_dump(struct input *in, struct error *e);

#endif
