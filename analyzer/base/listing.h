/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * listing - the names in a directory, read without allocating as opendir(3) does.
 *
 *	if (!listing_open(&l, path)) ...
 *	while ((name = listing_next(&l))) ...
 *	listing_close(&l);
 */
#ifndef KD_BASE_LISTING_H
#define KD_BASE_LISTING_H

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of entries that are read at a time; the longest entry has 280. */
#define LISTING_BUFFER 2048

struct listing {
	int fd;		/* of the directory, for fstatat(2) and openat(2) */
	size_t at, len; /* entries not handed out yet: at..len */
	alignas(uint64_t) char entries[LISTING_BUFFER];
};

/* False with errno set if path cannot be opened as a directory. */
bool listing_open(struct listing *l, const char *path);

/* The next name, in the order of the file system, "." and ".." among them; it is valid
 * until the next call.  NULL at the end, and where reading fails. */
const char *listing_next(struct listing *l);

void listing_close(struct listing *l);

#endif
