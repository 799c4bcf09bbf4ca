/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory - the dead kernel's memory by its own (virtual) addresses.
 *
 *	if (!memory_open(&m, &dump, &error)) ...
 *	if (memory_read(&m, address, &record, sizeof(record))) ...
 *	if (memory_pointer(&m, address, &next)) ...
 *
 * Two ways lead from a virtual to a physical address, tried in this order:
 *
 *	windows   what an architecture maps as one piece: x86_64's kernel image at
 *		  0xffffffff80000000, the linear map of all memory of most others
 *	tables	  the kernel's page tables, from SYMBOL(swapper_pg_dir) down
 *
 * What an architecture has is one row in memory.c, filled in from VMCOREINFO.  The
 * virtual addresses in ELF program headers are not used: they may be wrong, and
 * kdump-compressed dumps have none.
 *
 * Nothing loops: a walk has as many steps as there are levels.  On top of this
 * stand the log (printk.h) and whatever else reads the kernel's data.
 */
#ifndef KD_SOURCE_MEMORY_H
#define KD_SOURCE_MEMORY_H

#include "source/dump.h"

/* Addresses from..until (the last one, so that it can be the end of all) are at pa on. */
struct memory_window {
	uint64_t from, until, pa;
};

enum { MEMORY_WINDOWS = 4, MEMORY_LEVELS = 5, MEMORY_KNOWN = 16 };

/* Page tables: an index into each level's table is bits[level] wide, level 0 is the
 * last one, whose entries are pages. */
struct memory_tables {
	uint64_t root;	     /* physical address of the first */
	uint64_t canonical;  /* bits that every kernel address has set */
	uint64_t encrypted;  /* bits of an entry that are no address: sme_mask */
	unsigned int levels; /* 0: there are none that can be read */
	unsigned int page_shift;
	uint8_t bits[MEMORY_LEVELS];
	bool wide;   /* arm64: entries hold 52 bits of address */
	bool narrow; /* i386 without PAE: entries have 4 bytes, not 8 */
};

/* Why the last read failed. */
enum memory_fault {
	MEMORY_NOT_MAPPED, /* there is no memory at this address */
	MEMORY_ABSENT,	   /* the page is not in the dump */
	MEMORY_LOST	   /* the page should be in the dump, which is cut or damaged */
};

struct kernel_memory {
	struct dump *dump;
	const struct memory_arch *arch;
	struct memory_window windows[MEMORY_WINDOWS];
	unsigned int window_count;
	struct memory_window image; /* arm64's, i386's, where the tables fail; until 0: none */
	struct memory_tables tables;
	enum memory_fault fault;

	/* Pages that the tables were asked for lately. */
	struct {
		uint64_t va, pa; /* page addresses; va 1: none */
	} known[MEMORY_KNOWN];
};

/* Find out how the machine of this dump maps its memory.  d stays the caller's and must
 * outlive m.  False with *e set if that is not known. */
bool memory_open(struct kernel_memory *m, struct dump *d, struct error *e);

/* The physical address of va; false, with m->fault set, if there is none.  The bytes up
 * to the end of its LIMIT_DUMP_BLOCK lie behind it. */
bool memory_physical(struct kernel_memory *m, uint64_t va, uint64_t *pa);

/* Read len bytes at va, over as many pages as it takes.  False, with m->fault set, if
 * one of them cannot be had; to may have been written to. */
bool memory_read(struct kernel_memory *m, uint64_t va, void *to, size_t len);

/* The unsigned number of width bytes, 1 to 8, in the dead machine's byte order. */
bool memory_number(struct kernel_memory *m, uint64_t va, unsigned int width, uint64_t *out);

/* Bytes of a pointer and of a long. */
static inline unsigned int memory_word(const struct kernel_memory *m)
{
	return m->dump->bits32 ? 4 : 8;
}

static inline bool memory_pointer(struct kernel_memory *m, uint64_t va, uint64_t *out)
{
	return memory_number(m, va, memory_word(m), out);
}

/* A clause for the last failure: "is not in the dump". */
const char *memory_fault_text(const struct kernel_memory *m);

#endif
