/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * function - where the program counter stood.
 *
 * In this order: what the headline of a memory-error detector names, the
 * pointer line, what the headline of a warning names, the first frame that arm64
 * marks as the place of an exception.
 *
 *	BUG: KASAN: slab-use-after-free in f+0x1/0x2 [mod]
 *	BUG: KCSAN: data-race in f / g
 *	WARNING: CPU: 0 PID: 1 at kernel/irq/manage.c:1826 free_irq+0x100/0x480
 *	WARNING: kernel/softirq.c:430 at __local_bh_enable_ip+0x1/0x2, CPU#0: a/1
 *	CFI failure at f+0x24/0x60 (target: g+0x0/0x70; expected type: 0x8651b1de)
 *
 * Copies wrap these lines before the name.  A symbolised report repeats them
 * for each inlined function; the one with an offset comes last, and is what
 * the report of a machine would show.
 */
#ifndef KD_EVENT_FUNCTION_H
#define KD_EVENT_FUNCTION_H

#include "event/event.h"

/* Fill in e->function and e->function_module; pointer and trace are known. */
void function_find(struct event *e, const struct capture *c);

#endif
