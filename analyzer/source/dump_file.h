/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dump_file - the bytes of a dump's file at any offset, flattened or not.
 *
 * A flattened file (makedumpfile -F, for pipes and ssh) is a sequence of pieces of the
 * real one, in the order in which they were written:
 *
 *	0     makedumpfile\0\0\0\0, s64 type 1, s64 version 1, zeros up to 4096
 *	4096  s64 offset in the real file, s64 length, that many bytes
 *	...   likewise; both -1 at the end; all numbers big endian
 *
 * It may have a million pieces, so only groups of them are remembered, with the range
 * of offsets that each covers; a read looks through the headers of those that can hold
 * it.  What no piece holds is zeros, as it would be in the real file.
 */
#ifndef KD_SOURCE_DUMP_FILE_H
#define KD_SOURCE_DUMP_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/span.h"

struct dump_range {
	uint64_t from, until;
};

/* Pieces that follow each other in a flattened file.  They alternate between page
 * data and its descriptors, so two ranges tell better than one where they belong. */
struct flat_group {
	uint64_t at; /* of the first piece's header */
	struct dump_range low, high;
};

struct flat {
	unsigned int group_count;
	uint32_t group_size; /* pieces of each group but the last */
	uint32_t last_size;
	bool cut; /* the end is missing */
	struct flat_group groups[LIMIT_FLAT_GROUPS];
};

struct dump_file {
	int fd;
	unsigned long deadline; /* by the clock of times(2), which goes round; 0: none */
	uint64_t size;		/* of the real file, bytes */
	bool is_flat;
	struct flat flat;
};

/* Every read fails once so many seconds have passed from now; 0: none does.  To be called
 * before the file is opened. */
void dump_file_limit(struct dump_file *f, unsigned int seconds);

/* Have they passed? */
bool dump_file_is_late(const struct dump_file *f);

/* Is it a flattened file? */
bool dump_file_is_flat(struct span head);

/* Open; head is the beginning of the file in fd.  False with *e set. */
bool dump_file_open(struct dump_file *f, int fd, struct span head, struct error *e);

/* Read exactly len bytes at this offset; false if the file does not have them all. */
bool dump_file_read(const struct dump_file *f, uint64_t offset, void *to, size_t len);

/* Does the file have these bytes? */
static inline bool dump_file_has(const struct dump_file *f, uint64_t offset, uint64_t len)
{
	return offset <= f->size && len <= f->size - offset;
}

#endif
