/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capture - the text of one report while it is being printed.
 *
 * A report is collected as text first and parsed when it is complete, because
 * what a line means depends on those around it: the message of a WARNING stands
 * before its headline, the interrupted program counter of an RCU stall in the
 * middle of the trace.
 *
 * Invariants: count <= LIMIT_CAPTURE_LINES, used <= LIMIT_CAPTURE_TEXT, and
 * every lines[i] lies within text[0..used).  lines[0..head) stood before the
 * headline, lines[head] is the headline.
 */
#ifndef KD_EVENT_CAPTURE_H
#define KD_EVENT_CAPTURE_H

#include "base/limits.h"
#include "event/kind.h"
#include "line/line.h"

struct captured {
	uint32_t at, len; /* in text[] */
	int64_t time_us;
};

/* What ended a report. */
enum capture_end {
	CAPTURE_FOLLOWED,  /* silence, a new boot, another report's need for room */
	CAPTURE_OVERTAKEN, /* the next headline of its context */
	CAPTURE_LOG_END,   /* the log did */
	CAPTURE_LOG_CUT	   /* the log did, in the middle of a line */
};

struct capture {
	bool open;
	enum capture_end end;
	bool all_cpus; /* it asked all processors for their stacks */
	const struct kind *kind;
	const struct kind *prelude; /* of a panic: the kind of what stands above it */
	char caller;		    /* the context: lines of other callers do not belong */
	uint32_t caller_id;
	unsigned int head;	     /* index of the headline */
	unsigned int count;	     /* lines held */
	unsigned int trigger;	     /* offset of the kind's trigger in the headline */
	uint64_t line_number;	     /* of the headline in the log */
	uint64_t last_number;	     /* of the last line taken */
	int64_t last_us;	     /* time of the last line, or LINE_NO_TIME */
	const struct panic *panic;   /* a panic line within the report, or NULL */
	char panic_text[LIMIT_TEXT]; /* kept apart: it stands where a capture may be full */
	uint32_t oops;		     /* the number of its oops line, "[#1]"; 0: none */
	bool repeats;		     /* only counted: the same place warned often enough */
	uint32_t place;		     /* in the source, where it warns; 0: none */
	bool full;		     /* a line did not fit any more */
	unsigned int ended;	     /* lines up to "---[ end trace"; 0: not seen */
	unsigned int boot;
	bool saves_dump; /* that boot is the capture kernel's */
	size_t used;	 /* bytes of text[] */
	struct captured lines[LIMIT_CAPTURE_LINES];
	char text[LIMIT_CAPTURE_TEXT];
};

/* Begin an empty capture for lines like this one. */
void capture_begin(struct capture *c, const struct line *line);

/* The count of oopses on an oops line, "[#1]"; 0 for every other line. */
uint32_t capture_oops_number(struct span text);

/* Keep a copy of the line; one that does not fit makes it full. */
void capture_add(struct capture *c, const struct line *line);

/* Where the facts of the report begin: its headline, or the first line held where
 * the headline is lost. */
unsigned int capture_first(const struct capture *c);

/* The text of line i; empty for i >= count. */
struct span capture_text(const struct capture *c, unsigned int i);

#endif
