/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * event - one report of the kernel's, with its facts.
 *
 * Made by event_parse() from the captured text.  All strings are printable
 * ASCII, NUL-ended, "" where the report does not tell; names are cut at the
 * capacities of limits.h.
 */
#ifndef KD_EVENT_EVENT_H
#define KD_EVENT_EVENT_H

#include "event/arch.h"
#include "event/capture.h"
#include "event/code.h"
#include "event/identity.h"
#include "event/modules.h"
#include "event/name.h"
#include "event/registers.h"
#include "event/said.h"

struct event {
	const struct kind *kind;
	const struct panic *panic; /* of a panic, or of one within the report */
	enum crash_class class;
	uint64_t line_number; /* of the headline in the log, from 1 */
	int64_t time_us;      /* of the headline, LINE_NO_TIME if not stamped */
	int64_t last_us;      /* of its last line */
	char caller;	      /* the printing context, see line.h */
	uint32_t caller_id;

	char title[LIMIT_TITLE];	/* what a person searches for */
	char syzbot_title[LIMIT_TITLE]; /* what syzbot calls it, "" if nothing */
	char headline[LIMIT_TEXT];
	char detail[LIMIT_TEXT];     /* the message that stood before or below it */
	char panic_text[LIMIT_TEXT]; /* behind "not syncing: " */

	char function[LIMIT_SYMBOL]; /* where the program counter stood, stem */
	char function_module[LIMIT_MODULE];
	char guilty[LIMIT_SYMBOL]; /* the title's frame, stem */
	char guilty_module[LIMIT_MODULE];

	bool corrupted; /* parts are missing or mixed with another report */
	const char *corrupted_why;
	bool cut;	      /* the log ends within the report, see ends_within() in parse.c */
	bool full;	      /* it goes on beyond what a capture holds */
	bool all_cpus;	      /* it asked all processors for their stacks */
	bool explained;	      /* a trace that the kernel printed for another reason than a fault */
	uint32_t place;	      /* of a warning in the source, as a hash; 0: none */
	unsigned int repeats; /* further warnings of this place, only counted */
	unsigned int boot;    /* which boot of the log it is from */
	bool saves_dump;      /* that boot is the capture kernel's, after the crash */

	struct identity who;
	const struct arch *arch; /* NULL: the report does not show it */
	struct pointer pointer;
	struct frame link; /* the return address register, or the last branch (s390): who
			    * called, if the pointer is 0 */
	struct trace trace;
	struct modules modules;

	uint64_t fault_address;
	bool has_fault_address;
	uint64_t error_code; /* the hardware's */
	bool has_error_code;
	const char *error_source; /* what its manual calls it: "ESR", "DSISR" */
	bool page_fault;	  /* the code is that of an x86 page fault */
	struct registers registers;
	struct code code;
	uint32_t oops_number; /* [#1]; 0: none */
	struct said said;     /* its lines in words, for rules */
};

/* Parse a complete capture.  *e is overwritten. */
void event_parse(struct event *e, const struct capture *c, const struct kinds *k,
		 const struct families *f);

/* A panic() of its own; a fault that killed at least a task; a panic, or a
 * report that the kernel's own panic line ended. */
bool event_is_panic(const struct event *e);
bool event_is_oops(const struct event *e);
bool event_stops_machine(const struct event *e);

/* Is its class one of the processor's own exceptions, "fault.*"? */
bool event_is_fault(const struct event *e);

/* Where the title's function is found: the kind's own column, or its panic's. */
enum where event_where(const struct event *e);

/* Is it worth remembering?  A call trace without a headline is a report only if
 * it shows where a fault happened; the kernel prints traces for many reasons. */
bool event_tells(const struct event *e);

/* Is it more than a line of text?  "WARNING: disk nearly full" of some driver or
 * program is not; wording that only the kernel's own reports have always is. */
bool event_is_report(const struct event *e);

#endif
