/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * events - lines in, reports out: the face of this stage.
 *
 *	events_init(&events);
 *	for each line: events_take_line(&events, &line);
 *	events_end(&events, cut);
 *	look at events.list[0..count), notes, machine
 *
 * Reports that several processors print at the same time are told apart by
 * caller id where the kernel prints one.  A report ends at the next headline of
 * its context, at a new boot, at the end of the log, or after EVENTS_SILENCE_US
 * without a line.
 */
#ifndef KD_EVENT_EVENTS_H
#define KD_EVENT_EVENTS_H

#include "event/event.h"

/* A report is printed within milliseconds, or within seconds on a slow serial
 * line.  Longer silence ends it: what follows is another matter. */
#define EVENTS_SILENCE_US 10000000

/* With caller ids, the clock of another processor may be far ahead: so many of
 * its lines must have come. */
#define EVENTS_SILENCE_LINES 64

/* A line that led up to something. */
struct note {
	const struct kind *kind;
	int64_t time_us;
	uint64_t line_number;
	unsigned int repeats; /* further lines of the same kind right behind it */
	char text[LIMIT_TEXT];
};

/* What boot lines tell about the machine, and where the log stands. */
struct machine {
	char release[IDENTITY_RELEASE];
	char build[IDENTITY_RELEASE];
	char hardware[LIMIT_TEXT];
	char command_line[LIMIT_TEXT * 4];
	unsigned int boots; /* banners seen; 0: the ring buffer had wrapped */
	bool stamped, lossy;
};

struct kept_line {
	char caller;
	uint32_t caller_id;
	int64_t time_us;
	uint64_t number;
	size_t len;
	char text[1100]; /* a printk record and a little */
};

struct events {
	struct event list[LIMIT_EVENTS]; /* in log order */
	unsigned int count;
	unsigned int dropped; /* reports between the first half and the last */
	struct event scratch; /* being parsed */
	struct note notes[LIMIT_NOTES];
	unsigned int note_count;
	unsigned int notes_dropped;
	struct note harmless[LIMIT_HARMLESS]; /* one per kind, its first line */
	unsigned int harmless_count;
	struct machine machine;
	struct capture captures[LIMIT_CAPTURES];
	struct kept_line before[LIMIT_BEFORE];
	unsigned int before_next; /* slot that the next line overwrites */
	struct kinds kinds;
	struct families families;
};

void events_init(struct events *e);
void events_take_line(struct events *e, const struct line *line);

/* The log is over; cut: in the middle of a line. */
void events_end(struct events *e, bool cut);

#endif
