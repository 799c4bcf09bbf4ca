/* SPDX-License-Identifier: GPL-2.0-or-later */
/* class - the closed list of what a machine can die of; see class.def. */
#ifndef KD_EVENT_CLASS_H
#define KD_EVENT_CLASS_H

#include <stdbool.h>

enum crash_class {
#define CLASS(id, name, what) CLASS_##id,
#include "event/class.def"
#undef CLASS
	CLASS_COUNT
};

/* The printed name, "fault.null"; and the sentence that says it in words. */
const char *class_name(enum crash_class class);
const char *class_what(enum crash_class class);

/* Is it one of the processor's own exceptions, "fault.*"?  One that followed an
 * address? */
bool class_is_fault(enum crash_class class);
bool class_has_address(enum crash_class class);

/* Is it a failure of the hardware, "hw.*"? */
bool class_is_hardware(enum crash_class class);

/* Does something wait that should not: a lockup, a stall, a hang? */
bool class_is_waiting(enum crash_class class);

#endif
