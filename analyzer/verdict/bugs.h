/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bugs - known kernel bugs that a crash looks like.
 *
 * config/known-bugs/import makes the table from the kernel's CVE records and
 * describes its format.  One row, its fields parted by tabs:
 *
 *	2022-49700  eeaa345e128515135ccb864c04482180c08e3259  fault.null
 *	    4.19:4.19.256,5.4.211,5.19;0:6.0  ___slab_alloc  kmem_cache_alloc ...
 *
 * The table is not read as a whole: an index leads from the first names of the
 * crash to rows, those that most names agree on are inflated and compared.
 * Compared are the class and the names of the functions in their order, where
 * names may be missing, added or moved, as another compiler inlines other functions.
 *
 * A bug that this kernel has the fix of, or that came only after it, is not
 * offered.  Whether a distribution has put a fix into its own kernel does not show
 * in the release; there, a bug is possible at most.
 */
#ifndef KD_VERDICT_BUGS_H
#define KD_VERDICT_BUGS_H

#include "base/error.h"
#include "verdict/verdict.h"

/* A block of the table: its text, and its bytes when it could not be packed. */
#define BUGS_TEXT   2048
#define BUGS_PACKED (BUGS_TEXT + 64)

/* Names of a crash or of a row that are compared, and names looked up. */
#define BUGS_NAMES  10
#define BUGS_LOOKED 4

/* Keys of one bucket that are looked at, and rows that are compared. */
#define BUGS_BUCKET 96
#define BUGS_VOTES  (BUGS_LOOKED * BUGS_BUCKET)
#define BUGS_ROWS   6

/* Where the table is.  read_at() reads exactly len bytes at the offset, or fails
 * with *e set. */
struct bugs_table {
	bool (*read_at)(void *context, uint64_t at, void *to, size_t len, struct error *e);
	void *context;
};

/* A row by its place in the table, and how many names led to it. */
struct bugs_vote {
	uint16_t block, line;
	uint32_t weight;
};

/* Memory to work in; need not be cleared. */
struct bugs {
	char packed[BUGS_PACKED];
	char text[BUGS_TEXT];
	size_t text_len;
	uint32_t block; /* that text[] holds */
	uint32_t buckets, keys, blocks;
	struct bugs_vote votes[BUGS_VOTES];
	unsigned int vote_count;
	struct span names[BUGS_NAMES]; /* of the crash */
	unsigned int name_count;
	unsigned int shared[BUGS_NAMES]; /* rows that a name led to */
};

/* The bugs in the table that the root report of a verdict looks like, on its kernel.
 * *found is always filled in; it may be the verdict's own.  False with *e set if the
 * table is damaged or cannot be read: what was found until then holds. */
bool bugs_find(struct known_bugs *found, struct bugs *b, const struct verdict *v,
	       const struct bugs_table *table, struct error *e);

#endif
