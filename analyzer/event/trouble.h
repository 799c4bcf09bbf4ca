/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trouble - what went wrong while the dump was saved.
 *
 * The log of the capture kernel is short and mostly boot noise; these are the
 * lines of it that tell why a dump is missing or not complete:
 *
 *	EXT4-fs error (device vda1): ...
 *	nfs: server filer2 not responding, still trying
 */
#ifndef KD_EVENT_TROUBLE_H
#define KD_EVENT_TROUBLE_H

#include "base/limits.h"
#include "line/line.h"

/* Of more lines the last ones are kept: they are nearest to the failure. */
#define TROUBLE_LINES 3

struct trouble {
	char lines[TROUBLE_LINES][LIMIT_TEXT];
	unsigned int count; /* of all such lines */
};

/* A line_taker for the capture kernel's log, of which it wants every line; context
 * is a struct trouble that was cleared before. */
bool trouble_take_line(void *context, const struct line *line);

#endif
