/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * deeper - what helps a diagnosis besides the log, and takes more files and more time.
 *
 *	the capture kernel's log	what went wrong while saving
 *	the directories beside it	how often the same crash happened
 *	known bugs, rules		why, and what to do
 *
 * All of it is a help, not a need: what cannot be read is told to standard error, once,
 * and the diagnosis goes on.
 */
#ifndef KD_DEEPER_H
#define KD_DEEPER_H

#include "diagnose.h"
#include "event/trouble.h"
#include "options.h"
#include "source/repeats.h"
#include "source/rule_files.h"

struct deeper {
	/* By the caller. */
	const struct options *options;
	struct diagnose *diagnose;
	char *buffer; /* for pieces of rule files */
	size_t size;

	struct trouble trouble;
	struct repeats repeats;
	struct rule_files rule_files;
	struct bugs bugs;
	bool again; /* what is wrong has been told */
};

/* Look at everything.  May be called again when the diagnosis is a new one. */
void deeper_look(struct deeper *p);

/* Read all rules and tell their faults; the diagnosis' rules count both.  False if some
 * cannot be read. */
bool deeper_check_rules(struct deeper *p);

/* "kdump-diagnose: " and the sentence, to standard error. */
void complain(const struct error *e);

#endif
