/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * damage - is a report whole?
 *
 * Consoles lose lines, cut them, and mix those of two processors; a diagnosis
 * made from such a report has to say so.  The tests are those by which syzbot
 * calls a report corrupted (syzkaller, pkg/report).
 */
#ifndef KD_EVENT_DAMAGE_H
#define KD_EVENT_DAMAGE_H

#include "event/capture.h"

/* Lines that do not count as the report's: frames found by chance, " ? f+0x1/0x2",
 * and the note that lockdep is off from now on. */
bool report_leaves_out(struct span text);

/* Where the report's own text ends: behind some twenty lines, a panic only
 * repeats the stack (panic_on_warn), and lockdep may complain about the
 * printing itself. */
unsigned int report_end(const struct capture *c);

/* Does the line begin a stack: "Call Trace:", "Allocated by task 42:"?  Where a
 * report holds one of these, frames must follow. */
bool stack_starts(struct span text);

/* What is wrong with the report's stacks, as half a sentence, or NULL.  has_stack:
 * such a report must hold one. */
const char *damage_find(const struct capture *c, bool has_stack);

#endif
