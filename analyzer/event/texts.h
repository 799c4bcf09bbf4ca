/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * texts - the words of kinds.def, panics.def, families.def and anchors.def.
 *
 * They would be a tenth of the program as they stand and are a third of that deflated,
 * so make deflates them (pack.c), and each log begins with unpacking them: 24 KiB in a
 * tenth of a millisecond.
 */
#ifndef KD_EVENT_TEXTS_H
#define KD_EVENT_TEXTS_H

#include <stdbool.h>

/* The text columns of a row, each with its NUL behind it. */
#define TEXTS_OF_KIND(id, trigger, with, role, class, where, skip, title)                          \
	trigger "\0" with "\0" skip "\0" title "\0"
#define TEXTS_OF_PANIC(text, wrapper, class, where, skip, title) text "\0" skip "\0" title "\0"
#define TEXTS_OF_WORDS(words)					 words " "

/* The rows of each table one behind the other. */
struct texts {
	char kinds[sizeof(
#define KIND TEXTS_OF_KIND
#include "event/kinds.def"
#undef KIND
		)];
	char panics[sizeof(
#define PANIC TEXTS_OF_PANIC
#include "event/panics.def"
#undef PANIC
		)];
	char families[sizeof(
#define FAMILY TEXTS_OF_WORDS
#include "event/families.def"
#undef FAMILY
		)];
	char anchors[sizeof(
#define ANCHOR TEXTS_OF_WORDS
#include "event/anchors.def"
#undef ANCHOR
		)];
};

/* False if the program itself is damaged. */
bool texts_unpack(struct texts *t);

#endif
