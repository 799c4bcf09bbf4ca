/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rule_files - the rule files of a directory, in the order of their names.
 *
 *	rule_files_begin(&files, path);
 *	while (rule_files_next(&files, &e)) use files.path
 *
 * Rule files are called *.rules; others, and those that begin with a dot, are
 * none.  A path that is no directory is itself the one file.
 */
#ifndef KD_SOURCE_RULE_FILES_H
#define KD_SOURCE_RULE_FILES_H

#include <stdbool.h>

#include "base/error.h"

/* Names that one pass over the directory gets; it takes as many passes as needed. */
#define RULE_FILES_NAMES 32

/* A longer name is no rule file. */
#define RULE_FILES_NAME 96

struct rule_files {
	const char *given;	    /* the path */
	char path[512];		    /* of the file that is next */
	char last[RULE_FILES_NAME]; /* the one that was, "" before the first */
	unsigned int count, next;   /* names that are known */
	bool more;		    /* there may be more */
	char names[RULE_FILES_NAMES][RULE_FILES_NAME];
};

/* The path lives as long as *f. */
void rule_files_begin(struct rule_files *f, const char *path);

/* Find the next file.  1: it is f->path; 0: there is none left; -1: the directory
 * cannot be read, or the path is too long, with errno. */
int rule_files_next(struct rule_files *f);

#endif
