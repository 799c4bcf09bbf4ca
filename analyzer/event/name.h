/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * name - function names as the kernel prints them.
 *
 * "__list_del_entry_valid.cold.1" is __list_del_entry_valid to everybody but
 * the compiler; "__x64_sys_futex" is the system call sys_futex.  Which names a
 * title steps over is knowledge of families.def.
 */
#ifndef KD_EVENT_NAME_H
#define KD_EVENT_NAME_H

#include <stdbool.h>

#include "base/scan.h"
#include "base/span.h"
#include "event/texts.h"

/* The name without compiler suffixes: up to the first '.' or '+'.  A leading
 * dot (ppc64 ELFv1 descriptors) is dropped.  A path of Rust or C++ is whole. */
struct span name_stem(struct span symbol);

/* The name without one prefix of the system call wrappers, the one that leaves
 * the shortest rest: "SyS_ioctl" is ioctl, "__x64_sys_futex" is sys_futex. */
struct span name_without_syscall(struct span name);

/* Does name match one of the words (blank-separated, notation of
 * families.def)? */
bool name_matches(struct span name, const char *words);

/* The families, prepared for one pass over a name. */
struct families {
	struct scanner scanner;
	uint8_t anchor[SCAN_PATTERNS]; /* how each word must stand, see name.c */
	const char *anchors;	       /* of anchors.def */
};

/* The texts are used as long as f is. */
void families_init(struct families *f, const struct texts *t);
bool families_match(const struct families *f, struct span name);

#endif
