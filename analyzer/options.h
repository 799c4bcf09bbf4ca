/* SPDX-License-Identifier: GPL-2.0-or-later */
/* options - what the command line and the configuration file ask for. */
#ifndef KD_OPTIONS_H
#define KD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_TITLE, FORMAT_REASON, FORMAT_LOG };
enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* Directories of rules, the default one included. */
#define OPTIONS_RULES 8

struct options {
	const char *path;	 /* what to read; "-" by default, NULL: only vmcore */
	const char *vmcore;	 /* the dump to be read on top of it, NULL: none */
	const char *output;	 /* file or directory, NULL: standard output */
	const char *config;	 /* NULL: none */
	const char *capture_log; /* NULL: none */
	enum format format;
	enum color color;
	bool dump_status_known;
	unsigned int dump_status;
	size_t max_size; /* of the text, bytes */
	bool max_size_given;
	const char *rules[OPTIONS_RULES]; /* directories or files, the default one first */
	unsigned int rules_count;
	bool no_default_rules;
	bool check_rules;	/* look for faults in the rules, read no log */
	const char *known_bugs; /* NULL: the installed one */
	bool help, version;
};

/* Read the command line.  False with *e set if it makes no sense. */
bool options_parse(struct options *o, int argc, char **argv, struct error *e);

/* Read "key = value" lines from the file o->config, for what the command line
 * left open.  Keys of the hook are passed over.  A line that cannot be read is
 * told to *e with file and line, and skipped: false then, the rest holds. */
bool options_read_config(struct options *o, struct error *e);

extern const char options_help[];

#endif
