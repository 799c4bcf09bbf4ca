/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crash_dir - a crash directory: which logs it may hold, and what else.
 *
 *	vmcore  vmcore-incomplete  vmcore.flat  dump.202503020417
 *	vmcore-dmesg.txt  vmcore-dmesg-incomplete.txt       Red Hat family
 *	dmesg.202503020417                                  Debian, Ubuntu
 *	dmesg  dmesg.txt  README.txt                        SUSE
 *
 * Logs come in the order in which they are to be trusted.
 */
#ifndef KD_SOURCE_CRASH_DIR_H
#define KD_SOURCE_CRASH_DIR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* More files than any kdump writes; further ones are not listed. */
#define CRASH_DIR_FILES 12
#define CRASH_DIR_NAME	80

struct crash_file {
	char name[CRASH_DIR_NAME];
	uint64_t size; /* bytes */
	bool is_log, is_dump;
	unsigned int rank; /* of a log: 0 is to be trusted most */
};

struct crash_dir {
	struct crash_file files[CRASH_DIR_FILES]; /* logs first, by rank */
	unsigned int count;
};

/* Is path a directory? */
bool crash_dir_is(const char *path);

/* List what kdump left there.  False with *e set if it cannot be read. */
bool crash_dir_read(struct crash_dir *d, const char *path, struct error *e);

#endif
