/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * repeats - how often the same crash was diagnosed here before.
 *
 * kdump makes one directory for each crash, and the diagnosis lies in it:
 *
 *	/var/crash/127.0.0.1-2025-03-02-04:17:33/diagnosis.txt     Red Hat family
 *	/var/crash/202503020417/diagnosis.txt                      Debian, Ubuntu
 *	/var/crash/2025-03-02-04:17/diagnosis.txt                  SUSE
 *
 * Its last lines hold "signature=fault.null/pidns_get/5f1c09aa" and the end marker; a
 * file without either says nothing.  Links are not followed, neither to a directory nor
 * to a file, and only the directories beside this one are looked into.
 */
#ifndef KD_SOURCE_REPEATS_H
#define KD_SOURCE_REPEATS_H

#include <stdbool.h>

/* Directories that are looked into; of more, those that the file system names last are
 * left out, whatever their age. */
#define REPEATS_SIBLINGS 256

/* Of a diagnosis.txt, from its end: the machine-readable block is no longer. */
#define REPEATS_TAIL 1536

struct repeats {
	unsigned int count; /* diagnoses with this signature beside this one */
	bool more;	    /* there are more than REPEATS_SIBLINGS */
	char last[11];	    /* day of the latest of them, "2025-03-02", by the name of the
			     * directory, else by the age of the file; "" if there is none */
};

/* Count those beside the crash directory path.  What cannot be read is passed over;
 * *r is overwritten. */
void repeats_count(struct repeats *r, const char *path, const char *signature);

#endif
