/* SPDX-License-Identifier: GPL-2.0-or-later */
/* class - the closed list of what a machine can die of. */
#include "event/class.h"

const char *class_name(enum crash_class class)
{
	static const char *const names[] = {
#define CLASS(id, name, what) name,
#include "event/class.def"
#undef CLASS
	};
	return names[class];
}

const char *class_what(enum crash_class class)
{
	static const char *const sentences[] = {
#define CLASS(id, name, what) what,
#include "event/class.def"
#undef CLASS
	};
	return sentences[class];
}

bool class_is_fault(enum crash_class class)
{
	return class >= CLASS_FAULT_NULL && class <= CLASS_FAULT_TRAP;
}

bool class_has_address(enum crash_class class)
{
	return class == CLASS_FAULT_NULL || class == CLASS_FAULT_ADDRESS;
}

bool class_is_hardware(enum crash_class class)
{
	return class >= CLASS_HW_MCE && class <= CLASS_HW_THERMAL;
}

bool class_is_waiting(enum crash_class class)
{
	return class >= CLASS_LOCKUP_SOFT && class <= CLASS_HANG_TASK;
}
