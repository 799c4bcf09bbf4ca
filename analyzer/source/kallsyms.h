/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kallsyms - names for addresses, from the dead kernel's own symbol table.
 *
 *	if (!kallsyms_open(&k, &memory, &error)) ...
 *	if (kallsyms_name(&k, rip, &symbol)) ...	   __crash_kexec+0x74/0xf0
 *	kallsyms_addresses(&k, names, addresses, 2);
 *
 *	kallsyms_num_syms      u32 N
 *	kallsyms_names	       N times: length (bit 7: and a second byte), so many tokens
 *	kallsyms_token_table   256 strings; a name is what they say in a row, and its first
 *			       character is the type
 *	kallsyms_token_index   u16[256], where each of them begins
 *	kallsyms_offsets       s32[N], and a base; or kallsyms_addresses, a word[N]
 *	kallsyms_markers       u32 for every 256th name: where it is in kallsyms_names
 *	kallsyms_seqs_of_names since 6.2: 3 bytes big-endian for each name, sorted by name
 *
 * Since 6.0 VMCOREINFO tells where they are, but for the last two; before, the table of
 * offsets is recognised by content, as numbers that only ascend, and the others stand
 * behind it.  See reference vmcore-formats.md, 4.3.
 *
 * Nothing is copied but the tokens and a marker for every so many names: a name costs
 * a binary search and a few pages.  An address costs the same where the names are
 * sorted, else all of them are read once.
 */
#ifndef KD_SOURCE_KALLSYMS_H
#define KD_SOURCE_KALLSYMS_H

#include "source/memory.h"

enum { KALLSYMS_TOKENS = 2048, KALLSYMS_MARKERS = 1024, KALLSYMS_WINDOW = 512 };

/* What an address is. */
struct symbol {
	char name[LIMIT_SYMBOL];
	char module[LIMIT_MODULE]; /* "": the kernel itself */
	uint64_t offset;	   /* from the symbol's start; of the module's if it has no name */
	uint64_t size;		   /* to the next one, 0: unknown */
};

/* How an address is made of its number in the table. */
enum kallsyms_encoding {
	KALLSYMS_RELATIVE, /* base + u32: most since 4.6; x86_64 from 6.15 */
	KALLSYMS_PER_CPU,  /* s32: itself if not negative, else base - 1 - it: x86_64 from 4.6 */
	KALLSYMS_PLACE,	   /* address of the number + s32: from 7.0 */
	KALLSYMS_ABSOLUTE, /* a word: before 4.6 */
	KALLSYMS_ENCODINGS
};

struct kallsyms {
	struct kernel_memory *memory;
	uint64_t names, offsets, base;
	uint64_t token_table, token_index;
	uint64_t markers;    /* the kernel's own; 0: not found, marker[] has some */
	uint64_t names_seqs; /* perhaps kallsyms_seqs_of_names; 0: not found */
	uint64_t lowest;     /* no address of the kernel's image is below */
	uint32_t count;
	enum kallsyms_encoding encoding;

	uint16_t token[256]; /* where each begins in text */
	char text[KALLSYMS_TOKENS];

	/* Where every 1 << marker_shift th name is. */
	unsigned int marker_shift;
	uint32_t marker[KALLSYMS_MARKERS];

	/* What is being read of the names. */
	uint64_t window_at;
	unsigned int window_len;
	uint8_t window[KALLSYMS_WINDOW];
};

/* Find the tables of the dump behind m, which stays the caller's and must outlive k. False
 * with *e set, a clause. */
bool kallsyms_open(struct kallsyms *k, struct kernel_memory *m, struct error *e);

/* The symbol that address lies in: the last one at or below it, the first of those at the
 * same address, as the kernel does.  False: none of the kernel's image. */
bool kallsyms_name(struct kallsyms *k, uint64_t address, struct symbol *out);

/* The addresses of symbols, the first of those with that name; 0: there is none.  At most
 * 32 at a time. */
void kallsyms_addresses(struct kallsyms *k, const char *const names[], uint64_t addresses[],
			unsigned int count);

/* Symbol number i, for whoever wants them all.  False: it cannot be read. */
bool kallsyms_symbol(struct kallsyms *k, uint32_t i, uint64_t *address, char *type, char *name,
		     size_t size);

/* --- for kallsyms_find.c --- */

/* Look for the tables from _stext up; fills in where they are, and the encoding but for
 * relative or per-CPU. */
bool kallsyms_find(struct kallsyms *k, uint64_t stext);

/* Go through all names once to make markers; *end gets the address behind them. */
bool kallsyms_mark(struct kallsyms *k, uint64_t *end);

/* Read the tokens at token_table and token_index; if the latter is 0 it is looked for
 * behind the former. */
bool kallsyms_read_tokens(struct kallsyms *k);

#endif
