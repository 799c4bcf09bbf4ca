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
#include "source/processors.h"
#include "verdict/fault.h"
#include "verdict/release.h"

/* Known bugs that are offered. */
#define VERDICT_BUGS 3

/* There are no more rows in missing.c. */
#define VERDICT_MISSING 15

/* What can be wrong with one dump; see source/dump_log.h. */
#define CIRCUMSTANCE_FLAWS 13

/* How sure a cause is. */
enum confidence {
	CONFIDENCE_UNKNOWN,  /* nothing in the log points to a cause */
	CONFIDENCE_POSSIBLE, /* something points to it, nothing proves it */
	CONFIDENCE_LIKELY,   /* the log fits, and hardly fits anything else */
	CONFIDENCE_CERTAIN   /* the kernel itself said so */
};

/* Whether the kernel that died has the fault that a cause is about. */
enum kernel_status {
	KERNEL_NONE,	 /* no release is involved */
	KERNEL_AFFECTED, /* the release is one of those that have it */
	KERNEL_FIXED,	 /* the fix is in it: look elsewhere */
	KERNEL_UNKNOWN	 /* the log does not tell the release, or the fix is known for others */
};

/* Where in the log a cause can be checked. */
struct evidence {
	uint64_t line_number;
	int64_t time_us;
};

/* One answer to "why", and what to do about it; texts are "" where there is none. */
struct cause {
	char id[LIMIT_CAUSE_ID];
	enum confidence confidence;
	char text[LIMIT_CAUSE_TEXT];
	char remedy[LIMIT_CAUSE_TEXT]; /* the first sentence stands alone */
	char confirm[LIMIT_CAUSE_TEXT];
	char prevent[LIMIT_CAUSE_TEXT];
	char command[LIMIT_CAUSE_LINES][LIMIT_TEXT]; /* exact commands or settings */
	char reference[LIMIT_CAUSE_LINES][LIMIT_TEXT];
	enum kernel_status kernel_status;
	char fixed_in[LIMIT_TEXT]; /* the releases, in words */
	struct evidence evidence[LIMIT_EVIDENCE];
	unsigned int evidence_count;
	bool general; /* it says no more than the class of the crash does */
};

/* The module to look at first. */
struct suspect {
	char module[LIMIT_MODULE]; /* "" if none */
	char flags[LIMIT_FLAGS];
	const char *why; /* "stands in the trace of the fault" */
	enum confidence confidence;
};

/* A bug of the kernel that the crash looks like, see bugs.h. */
struct known_bug {
	char id[20];	   /* "CVE-2022-49700" */
	char commit[41];   /* of the fix, in the mainline if it is there */
	char fixed_in[16]; /* "6.1.79": of the kernel's own branch, else the mainline; or "" */
	char tracker[LIMIT_TEXT];	  /* the page that tells of it in this distribution */
	enum kernel_status kernel_status; /* KERNEL_AFFECTED, KERNEL_UNKNOWN */
	enum confidence confidence;
	unsigned int score; /* how well it fits, up to 100 */
};

/* The best first. */
struct known_bugs {
	struct known_bug list[VERDICT_BUGS];
	unsigned int count;
};

/* What is known besides the log. */
struct circumstances {
	bool dump_status_known;
	unsigned int dump_status; /* 0: the vmcore is complete */

	/* The log was read from a dump, which says of itself: "" or 0 where it does not.
	 * The texts live as long as the diagnosis. */
	bool is_dump;
	const char *release, *build_id, *host, *version;
	int64_t crash_time;		       /* seconds since 1970, UTC */
	const char *flaws[CIRCUMSTANCE_FLAWS]; /* what is wrong with it, in clauses */
	unsigned int flaw_count;
	const struct processors *processors; /* NULL if it is none */
	bool nameless;			     /* addresses have no names */
	const struct symbol *pointer;	     /* the name of the root's program counter, to which
					      * the log gives none; NULL: none */
};

/* Something died, whatever the log tells. */
static inline bool circumstances_prove_death(const struct circumstances *c)
{
	return c->dump_status_known || c->is_dump;
}

struct verdict {
	const struct event *root; /* NULL: no report of a crash */
	const struct event *last; /* the event that stopped the machine, may be root */
	bool told;		  /* the log tells of a death: a panic, a fatal oops */
	bool death;		  /* it does, or the dump proves one */
	enum crash_class class;	  /* the root's, made finer by what led up to it */
	int64_t time_us;	  /* when the machine died, by the log's clock */
	struct suspect suspect;
	const char *summary;		   /* what happened, in one plain sentence */
	struct fault fault;		   /* the root's */
	struct cause causes[LIMIT_CAUSES]; /* the most likely first; at least one */
	unsigned int cause_count;
	struct known_bugs bugs;		  /* empty until bugs_find() looks for them */
	char signature[LIMIT_SYMBOL * 2]; /* see signature_make() */
	char signature_coarse[9];
	unsigned int rules_read, rule_faults; /* rules; faults in their files */

	/* The kernel and machine, from the report or from the boot lines; "" or
	 * NULL where neither tells. */
	const char *release, *build, *hardware;
	const struct arch *arch;
	struct release kernel;			 /* release and build, read */
	const struct distribution *distribution; /* kernel.of */

	bool no_processors, nameless; /* what the dump should have told */

	/* Evidence that the log does not hold, and how to have it next time. */
	const char *missing[VERDICT_MISSING];
	unsigned int missing_count;
};

void verdict_make(struct verdict *v, const struct events *e, const struct circumstances *c);

/* Causes were offered since: what follows from them, and what is missing. */
void verdict_conclude(struct verdict *v, const struct events *e);

/* "certain", and what that means. */
const char *confidence_name(enum confidence c);
const char *confidence_meaning(enum confidence c);

/* "affected", NULL where no release is involved. */
const char *kernel_status_name(enum kernel_status s);

/* --- the parts, one file each ---------------------------------------------- */

/* The report that explains the death, and the event that ended it (*last). */
const struct event *root_find(const struct events *e, const struct event **last);

void suspect_find(struct suspect *s, const struct event *root);

/* Put a cause among those of the verdict: behind those of at least its confidence,
 * before the others.  If there is no room for it, the least likely goes. */
void cause_offer(struct verdict *v, const struct cause *cause);

/* Offer known bugs, and what class, suspect and fault say by themselves; if nothing was
 * offered, that the cause is unknown.  Where the report is cut, what is missing may say
 * otherwise: all are possible at most. */
void causes_find(struct verdict *v);

void missing_find(struct verdict *v, const struct events *e);

/*
 * By what the same crash is recognised elsewhere:
 *
 *	fault.null/pidns_get/5f1c09aa
 *
 * class, what it is about, and the CRC-32 of both and what further tells it from
 * others: of most classes the next two reliable frames.  Offsets, addresses, lines,
 * compiler suffixes, processors, tasks and the release are not part of it, so it is the
 * same on every build and machine.  Of BUG and WARN it is the file and function, of
 * machine checks bank and error, of a full memory the policy, of a failed boot stage
 * and exit code: see the table in signature.c.
 *
 * The coarse one is the CRC-32 of class and guilty function only, "0a5bc7e1".
 */
#define SIGNATURE_VERSION 1 /* of the recipe */
void signature_make(struct verdict *v, const struct events *e);

#endif
