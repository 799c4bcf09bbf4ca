/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * diagnose - the program as a library.
 *
 *	struct diagnose *d = calloc(1, sizeof(*d));
 *
 *	diagnose_begin(d);
 *	while (there is more of the log)
 *		diagnose_push(d, piece);
 *	diagnosis = diagnose_end(d, &circumstances);
 *	diagnose_rules_begin(d, take_fault, context);
 *	for each rule file: rules_open(&d->rules, name, true), rules_push(), rules_close()
 *	diagnose_rules_end(d);
 *	report_text(diagnosis, ...);
 *
 * The part about rules may be left out.
 *
 * No I/O, no clock, no exit, no allocation: everything lies in the struct.  The
 * answer does not depend on how the log was cut into pieces.  After _end the
 * same struct can begin again.
 */
#ifndef KD_DIAGNOSE_H
#define KD_DIAGNOSE_H

#include "line/reader.h"
#include "verdict/bugs.h"
#include "verdict/rule.h"

/* The input itself, besides what its lines say. */
struct input_facts {
	uint64_t bytes, lines;
	bool cut; /* the last line has no newline */
};

/* Everything that is known about one crash. */
struct diagnosis {
	const struct events *events;
	struct verdict verdict;
	struct circumstances circumstances;
	struct input_facts input;
};

struct diagnose {
	struct reader reader;
	struct events events;
	struct rules rules;
	struct diagnosis diagnosis;
};

void diagnose_begin(struct diagnose *d);
void diagnose_push(struct diagnose *d, struct span piece);

/* The result lives as long as *d, until the next _begin. */
const struct diagnosis *diagnose_end(struct diagnose *d, const struct circumstances *c);

/* After _end: these are the circumstances, as if they had been known from the beginning.
 * Rules and known bugs are to be looked at anew. */
void diagnose_again(struct diagnose *d, const struct circumstances *c);

/* Known causes, once the log is over; see verdict/rule.h.  There must be a root
 * report.  The diagnosis is whole again after _rules_end. */
void diagnose_rules_begin(struct diagnose *d, rule_fault_taker *take_fault, void *context);
void diagnose_rules_end(struct diagnose *d);

/* After _end: add the known bugs that the crash looks like, see bugs.h. */
bool diagnose_known_bugs(struct diagnose *d, struct bugs *b, const struct bugs_table *table,
			 struct error *e);

#endif
