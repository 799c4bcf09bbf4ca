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
 *	report_text(diagnosis, ...);
 *
 * No I/O, no clock, no exit, no allocation: everything lies in the struct.  The
 * answer does not depend on how the log was cut into pieces.  After _end the
 * same struct can begin again.
 */
#ifndef KD_DIAGNOSE_H
#define KD_DIAGNOSE_H

#include "line/reader.h"
#include "verdict/verdict.h"

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
	struct diagnosis diagnosis;
};

void diagnose_begin(struct diagnose *d);
void diagnose_push(struct diagnose *d, struct span piece);

/* The result lives as long as *d, until the next _begin. */
const struct diagnosis *diagnose_end(struct diagnose *d, const struct circumstances *c);

#endif
