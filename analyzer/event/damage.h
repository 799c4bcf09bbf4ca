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

/* Where the text ends that may name the function: in a log without caller ids,
 * a stack that another task prints in between (fault injection, vmalloc
 * failure) is taken for the report's own. */
unsigned int report_title_end(const struct capture *c);

/* What is wrong with the stacks in lines [c->head, end), as half a sentence, or NULL.
 * has_stack: such a report must hold one. */
const char *damage_find(const struct capture *c, unsigned int end, bool has_stack);

#endif
