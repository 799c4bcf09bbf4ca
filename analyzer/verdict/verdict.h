/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * verdict - what the events mean: the face of this stage.
 *
 * Which report explains the death (root.c), which module is to be suspected
 * (suspect.c), what the fault address says (fault.c), what the cause is and
 * what to do (cause.c), and by which signature the same crash is recognised
 * elsewhere (signature.c).
 *
 * Pointers point into the events that the verdict was made of.
 */
#ifndef KD_VERDICT_VERDICT_H
#define KD_VERDICT_VERDICT_H

#include "event/events.h"

/* There are no more rows in missing.c. */
#define VERDICT_MISSING 9

/* How sure a cause is. */
enum confidence {
	CONFIDENCE_UNKNOWN,  /* nothing in the log points to a cause */
	CONFIDENCE_POSSIBLE, /* something points to it, nothing proves it */
	CONFIDENCE_LIKELY,   /* the log fits, and hardly fits anything else */
	CONFIDENCE_CERTAIN   /* the kernel itself said so */
};

struct cause {
	const char *id;
	enum confidence confidence;
	char text[400];
	char remedy[400];
};

/* The module to look at first. */
struct suspect {
	char module[LIMIT_MODULE]; /* "" if none */
	char flags[LIMIT_FLAGS];
	const char *why; /* "stands in the trace of the fault" */
	enum confidence confidence;
};

/* Whose kernel it is; RELEASE in the texts stands for uname -r. */
struct distribution {
	const char *mark; /* stands in the release or in the build */
	const char *name;
	const char *vmlinux; /* where the kernel with debugging symbols lies */
	const char *symbols; /* how to get it */
};

/* What is known besides the log. */
struct circumstances {
	bool dump_status_known;
	unsigned int dump_status; /* 0: the vmcore is complete */
};

struct verdict {
	const struct event *root; /* NULL: no report of a crash */
	const struct event *last; /* the event that stopped the machine, may be root */
	bool death;		  /* a panic, a fatal oops, or the dump proves one */
	enum crash_class class;	  /* the root's, made finer by what led up to it */
	int64_t time_us;	  /* when the machine died, by the log's clock */
	struct suspect suspect;
	const char *summary;	   /* what happened, in one plain sentence */
	const char *fault_meaning; /* NULL if there is no fault address */
	struct cause cause;
	char signature[LIMIT_SYMBOL * 2];

	/* The kernel and machine, from the report or from the boot lines; "" or
	 * NULL where neither tells. */
	const char *release, *build, *hardware;
	const struct arch *arch;
	const struct distribution *distribution;

	/* Evidence that the log does not hold, and how to have it next time. */
	const char *missing[VERDICT_MISSING];
	unsigned int missing_count;
};

void verdict_make(struct verdict *v, const struct events *e, const struct circumstances *c);

/* "certain", and what that means. */
const char *confidence_name(enum confidence c);
const char *confidence_meaning(enum confidence c);

/* --- the parts, one file each ---------------------------------------------- */

/* The report that explains the death, and the event that ended it (*last). */
const struct event *root_find(const struct events *e, const struct event **last);

void suspect_find(struct suspect *s, const struct event *root);

/* One sentence on the fault address, or NULL if the event has none. */
const char *fault_meaning(const struct event *e);

/* From root, class, suspect and death of the verdict. */
void cause_find(struct cause *cause, const struct verdict *v);

/* NULL if release and build do not tell. */
const struct distribution *distribution_of(const char *release, const char *build);

void missing_find(struct verdict *v, const struct events *e);

/* "fault.null/pidns_get/5f1c09aa": class, guilty function, and the CRC-32 of
 * these and the next two reliable frames.  Offsets, addresses, processors and the
 * release are not part of it, so it is the same on every build and machine. */
void signature_make(char *signature, size_t size, const struct event *root);

#endif
