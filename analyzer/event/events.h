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
 * its context, at a new boot, at the end of the log, after EVENTS_SILENCE_US
 * without a line, and EVENTS_LINES lines behind its headline.
 *
 * It takes the lines of its context up to "---[ end trace" and EVENTS_TAIL
 * further ones, or until it is full.  From then on it waits for what may still
 * belong to it, such as the panic that the oops ends in, and looks only at lines
 * that hold a trigger.  So a log of any length is read line by line only near its
 * reports; the other lines need not be handed to events_take_line() at all, and
 * nothing changes if they are.
 */
#ifndef KD_EVENT_EVENTS_H
#define KD_EVENT_EVENTS_H

#include "event/event.h"
#include "event/hardware.h"

/* A report is printed within milliseconds, or within seconds on a slow serial
 * line.  Longer silence ends it: what follows is another matter. */
#define EVENTS_SILENCE_US 10000000

/* With caller ids, the clock of another processor may be far ahead: so many of
 * its lines must have come. */
#define EVENTS_SILENCE_LINES 64

/* The same for a report that is full: hundreds of processors' stacks take
 * minutes on a serial line before the panic that ends them. */
#define EVENTS_FULL_US 120000000

/* Where there are no time stamps this ends a report, and it bounds how long one
 * that says no end of itself is waited for: 30 lines for each of 256 processors,
 * and some more. */
#define EVENTS_LINES 10000

/* Lines below "---[ end trace" that an oops still takes. */
#define EVENTS_TAIL 32

/* The first lines of a log are looked at, all of them. */
#define EVENTS_FIRST_LINES 64

/* A line that led up to something. */
struct note {
	const struct kind *kind;
	int64_t time_us;
	uint64_t line_number;
	unsigned int repeats; /* further lines of the same kind right behind it */
	unsigned int boot;    /* as in struct event */
	char text[LIMIT_TEXT];
};

/* What boot lines tell about the machine, and where the log stands. */
struct machine {
	char release[LIMIT_RELEASE];
	char build[LIMIT_RELEASE];
	char hardware[LIMIT_TEXT];
	char command_line[LIMIT_TEXT * 4];
	unsigned int boots; /* banners seen; 0: the ring buffer had wrapped */
	bool stamped, lossy;
	bool saves_dump; /* this boot is the capture kernel's */
};

struct kept_line {
	char caller;
	uint32_t caller_id;
	int64_t time_us;
	uint64_t number;
	size_t len;
	char text[LIMIT_BEFORE_TEXT];
};

struct events {
	struct event list[LIMIT_EVENTS]; /* in log order after events_end() */
	uint8_t order[LIMIT_EVENTS];	 /* before that: the slots in log order */
	unsigned int count;
	unsigned int dropped; /* reports between the first half and the last */
	struct event scratch; /* being parsed */
	struct note notes[LIMIT_NOTES];
	unsigned int note_count;
	unsigned int notes_dropped;
	struct note harmless[LIMIT_HARMLESS]; /* one per kind, its first line */
	unsigned int harmless_count;
	struct machine machine;
	struct hardware hardware; /* of the last boot that tells of any */
	struct capture captures[LIMIT_CAPTURES];
	struct kept_line before[LIMIT_BEFORE];
	unsigned int before_next; /* slot that the next line overwrites */
	struct texts texts;
	struct kinds kinds;
	struct families families;
};

/* The struct need not be cleared. */
void events_init(struct events *e);

/* Returns true if the next line is wanted, whatever it holds.  While false, it
 * may be left out if it holds none of the triggers; but the LIMIT_BEFORE lines
 * before one that does may not. */
bool events_take_line(struct events *e, const struct line *line);
struct scanner *events_triggers(struct events *e);

/* May even those be left out, while lines need not be handed over?  See reader.h. */
enum line_before events_needs_before(const struct events *e, const struct line *line);

/* The log is over; cut: in the middle of a line. */
void events_end(struct events *e, bool cut);

#endif
