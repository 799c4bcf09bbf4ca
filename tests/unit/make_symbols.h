/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * make_symbols - a dead kernel of 1 MiB with symbol tables, a module and notes of CPUs.
 *
 *	make_symbols(&made, &made_layouts[i], big_endian);
 *	made_kernel_open(&made, &dump);
 *
 * Its symbols are made_symbol(i); a layout says in which order and form the tables are.
 */
#ifndef KD_TESTS_MAKE_SYMBOLS_H
#define KD_TESTS_MAKE_SYMBOLS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/kallsyms.h"

enum { MADE_SIZE = 1 << 20, MADE_SYMBOLS = 20000, MADE_STEXT = 11 };

/* Where the variables, the module and the notes are; what is before are text and tables. */
enum {
	MADE_MODULES = MADE_SIZE - 0x8000,
	MADE_CRASH_NOTES = MADE_MODULES + 16,
	MADE_PER_CPU_OFFSET = MADE_MODULES + 32,
	MADE_END = MADE_MODULES + 0x800,
	MADE_MODULE = MADE_MODULES + 0x1000,
	MADE_SYMTAB = MADE_MODULE + 0x1000,
	MADE_NOTES = MADE_MODULE + 0x2000
};

/* The module's text, which is not in the dump. */
enum { MADE_MODULE_TEXT = 0x400000, MADE_MODULE_SIZE = 0x3000 };

struct made_layout {
	const char *name;
	enum kallsyms_encoding encoding;
	bool told;	    /* VMCOREINFO tells where the tables are */
	bool offsets_last;  /* since 6.4 */
	bool wide;	    /* markers and number have 8 bytes: before 4.20 */
	bool markers, seqs; /* there are such tables */
	bool i386;	    /* else ppc64 */
};

static const struct made_layout made_layouts[] = {
	{"2.6 to 4.5", KALLSYMS_ABSOLUTE, false, false, true, true, false, false},
	{"4.6 to 4.19", KALLSYMS_RELATIVE, false, false, true, true, false, false},
	{"4.20 to 5.19", KALLSYMS_RELATIVE, false, false, false, true, false, false},
	{"4.20 to 5.19, x86_64", KALLSYMS_PER_CPU, false, false, false, true, false, false},
	{"with sorted names brought back", KALLSYMS_PER_CPU, false, false, false, true, true,
	 false},
	{"6.0", KALLSYMS_RELATIVE, true, false, false, true, false, false},
	{"late 6.1, x86_64", KALLSYMS_PER_CPU, true, false, false, true, true, false},
	{"6.4 to 6.14, x86_64", KALLSYMS_PER_CPU, true, true, false, true, true, false},
	{"6.4 to 6.19", KALLSYMS_RELATIVE, true, true, false, true, true, false},
	{"7.0 and later", KALLSYMS_PLACE, true, true, false, true, true, false},
	{"without markers", KALLSYMS_RELATIVE, true, true, false, false, true, false},
	{"without either", KALLSYMS_RELATIVE, true, true, false, false, false, false},
	{"2.6 to 4.5, i386", KALLSYMS_ABSOLUTE, false, false, false, true, false, true},
	{"4.6 to 5.19, i386", KALLSYMS_RELATIVE, false, false, false, true, false, true},
	{"6.0, i386", KALLSYMS_RELATIVE, true, false, false, true, false, true},
};

enum { MADE_LAYOUTS = sizeof(made_layouts) / sizeof(made_layouts[0]) };

struct made_kernel {
	uint8_t memory[MADE_SIZE];
	const struct made_layout *layout;
	bool big, per_cpu;
	unsigned int word; /* bytes of a pointer */
	uint64_t image, image_pa;
	uint64_t at; /* where the next table goes */
	char info[LIMIT_VMCOREINFO];
	size_t info_len;
};

/* Symbol i: its address as an offset in the image, and type and name. */
static inline uint64_t made_symbol(unsigned int i, char name[256])
{
	static const struct {
		unsigned int from_end;
		uint64_t at;
		const char *name;
	} last[] = {{4, MADE_MODULES, "Dmodules"},
		    {3, MADE_CRASH_NOTES, "Bcrash_notes"},
		    {2, MADE_PER_CPU_OFFSET, "R__per_cpu_offset"},
		    {1, MADE_END, "B_end"}};

	for (unsigned int n = 0; n < 4; n++) {
		if (i == MADE_SYMBOLS - last[n].from_end) {
			snprintf(name, 256, "%s", last[n].name);
			return last[n].at;
		}
	}
	if (i == MADE_STEXT) {
		snprintf(name, 256, "T_stext");
		return 0;
	}
	/* One in a hundred is longer than 127 bytes, where that can be. */
	snprintf(name, 256, "%cfunc_%0*x", i % 3 ? 't' : 'T', i % 100 == 50 ? 150 : 5, i);
	return i < MADE_STEXT ? 0 : (i - MADE_STEXT) * 16 - i % 2 * 16;
}

static inline void made_put(struct made_kernel *m, uint64_t at, unsigned int width, uint64_t n)
{
	for (unsigned int i = 0; i < width; i++)
		m->memory[at + i] = (uint8_t)(n >> 8 * (m->big ? width - 1 - i : i));
}

static inline void made_tell(struct made_kernel *m, const char *symbol, uint64_t at)
{
	m->info_len +=
		(size_t)snprintf(m->info + m->info_len, sizeof(m->info) - m->info_len,
				 "SYMBOL(%s)=%llx\n", symbol, (unsigned long long)(m->image + at));
}

static inline void made_align(struct made_kernel *m)
{
	m->at = (m->at + m->word - 1) / m->word * m->word;
}

/* A table begins here. */
static inline void made_begin(struct made_kernel *m, const char *symbol)
{
	made_align(m);
	if (m->layout->told)
		made_tell(m, symbol, m->at);
}

/* --- the tables ---------------------------------------------------------------------------- */

/* Per-CPU symbols come first, at small numbers. */
static inline uint64_t made_address(const struct made_kernel *m, unsigned int i)
{
	char name[256];
	uint64_t at = made_symbol(i, name);

	return m->layout->encoding == KALLSYMS_PER_CPU && i < MADE_STEXT - 1 ? i * 64
									     : m->image + at;
}

static inline void made_offsets(struct made_kernel *m)
{
	unsigned int width = m->layout->encoding == KALLSYMS_ABSOLUTE ? m->word : 4;

	made_begin(m, "kallsyms_offsets");
	for (unsigned int i = 0; i < MADE_SYMBOLS; i++, m->at += width) {
		uint64_t address = made_address(m, i);

		if (m->layout->encoding == KALLSYMS_RELATIVE)
			address -= m->image;
		else if (m->layout->encoding == KALLSYMS_PLACE)
			address -= m->image + m->at;
		else if (m->layout->encoding == KALLSYMS_PER_CPU && i >= MADE_STEXT - 1)
			address = m->image - 1 - address;
		made_put(m, m->at, width, address);
	}
	if (m->layout->encoding == KALLSYMS_ABSOLUTE || m->layout->encoding == KALLSYMS_PLACE)
		return;
	made_begin(m, "kallsyms_relative_base");
	made_put(m, m->at, m->word, m->image);
	m->at += m->word;
}

/* Tokens: each character is one; number 200 is "func_". */
static inline const char *made_token(unsigned int i)
{
	static char one[2];

	one[0] = i > ' ' && i <= '~' ? (char)i : '\0';
	return i == 200 ? "func_" : one;
}

static inline void made_name(struct made_kernel *m, const char *name)
{
	bool func = strncmp(name + 1, "func_", 5) == 0;
	size_t len = strlen(name) - (func ? 4 : 0);

	if (len > 127) {
		m->memory[m->at++] = (uint8_t)(0x80 | (len & 0x7f));
		m->memory[m->at++] = (uint8_t)(len >> 7);
	} else {
		m->memory[m->at++] = (uint8_t)len;
	}
	m->memory[m->at++] = (uint8_t)*name++;
	if (func)
		m->memory[m->at++] = 200;
	for (name += func ? 5 : 0; *name; name++)
		m->memory[m->at++] = (uint8_t)*name;
}

static inline int made_by_name(const void *a, const void *b)
{
	char one[256], other[256];
	unsigned int i = *(const unsigned int *)a, k = *(const unsigned int *)b;
	int order;

	made_symbol(i, one);
	made_symbol(k, other);
	order = strcmp(one + 1, other + 1);
	return order ? order : (i > k) - (i < k);
}

static inline void made_seqs(struct made_kernel *m)
{
	static unsigned int sorted[MADE_SYMBOLS];

	made_align(m);
	if (!sorted[0] && !sorted[1]) {
		for (unsigned int i = 0; i < MADE_SYMBOLS; i++)
			sorted[i] = i;
		qsort(sorted, MADE_SYMBOLS, sizeof(sorted[0]), made_by_name);
	}
	for (unsigned int i = 0; i < MADE_SYMBOLS; i++, m->at += 3) {
		m->memory[m->at] = (uint8_t)(sorted[i] >> 16);
		m->memory[m->at + 1] = (uint8_t)(sorted[i] >> 8);
		m->memory[m->at + 2] = (uint8_t)sorted[i];
	}
}

static inline void made_names(struct made_kernel *m)
{
	static uint32_t marker[MADE_SYMBOLS / 256 + 1];
	unsigned int width = m->layout->wide ? 8 : 4;
	uint64_t names;
	char name[256];

	made_begin(m, "kallsyms_num_syms");
	made_put(m, m->at, width, MADE_SYMBOLS);
	m->at += width;
	made_begin(m, "kallsyms_names");
	names = m->at;
	for (unsigned int i = 0; i < MADE_SYMBOLS; i++) {
		if (i % 256 == 0)
			marker[i / 256] = (uint32_t)(m->at - names);
		made_symbol(i, name);
		made_name(m, name);
	}
	made_align(m);
	for (unsigned int i = 0; m->layout->markers && i < MADE_SYMBOLS / 256 + 1; i++) {
		made_put(m, m->at, width, marker[i]);
		m->at += width;
	}
	if (m->layout->seqs && !m->layout->offsets_last)
		made_seqs(m);
}

static inline void made_tokens(struct made_kernel *m)
{
	uint16_t index[256];
	uint64_t table;

	made_begin(m, "kallsyms_token_table");
	table = m->at;
	for (unsigned int i = 0; i < 256; i++) {
		const char *token = made_token(i);

		index[i] = (uint16_t)(m->at - table);
		memcpy(m->memory + m->at, token, strlen(token) + 1);
		m->at += strlen(token) + 1;
	}
	made_begin(m, "kallsyms_token_index");
	for (unsigned int i = 0; i < 256; i++, m->at += 2)
		made_put(m, m->at, 2, index[i]);
}

/* --- the module, the notes -------------------------------------------------------------------- */

/* Where a module tells of its symbols; where symbol i is. */
static inline unsigned int made_tables(const struct made_kernel *m)
{
	return MADE_MODULE + (m->layout->i386 ? 280 : 560);
}

static inline uint64_t made_elf_symbol(const struct made_kernel *m, unsigned int i)
{
	return MADE_SYMTAB + i * (m->layout->i386 ? 16 : 24);
}

static inline void made_put_symbol(struct made_kernel *m, unsigned int i, unsigned int name,
				   unsigned int section, uint64_t value)
{
	uint64_t at = made_elf_symbol(m, i);

	made_put(m, at, 4, name);
	made_put(m, at + (m->layout->i386 ? 14 : 6), 2, section);
	made_put(m, at + (m->layout->i386 ? 4 : 8), m->word, value);
}

static inline void made_module(struct made_kernel *m)
{
	static const char strings[] = "\0first\0second\0$x\0elsewhere";
	uint64_t text = m->image + MADE_MODULE_TEXT, list = m->image + MADE_MODULE + m->word;

	made_put(m, MADE_MODULES, m->word, list);
	made_put(m, MADE_MODULES + m->word, m->word, list);
	made_put(m, MADE_MODULE + m->word, m->word, m->image + MADE_MODULES);
	made_put(m, MADE_MODULE + 2 * m->word, m->word, m->image + MADE_MODULES);
	memcpy(m->memory + MADE_MODULE + 3 * m->word, "made_module", 12);
	made_put(m, MADE_MODULE + 160, m->word, text);
	made_put(m, MADE_MODULE + 160 + m->word, 4, MADE_MODULE_SIZE);
	made_put(m, made_tables(m), m->word, m->image + MADE_SYMTAB);
	made_put(m, made_tables(m) + m->word, 4, 5);
	made_put(m, made_tables(m) + 2 * m->word, m->word, m->image + made_elf_symbol(m, 5));
	made_put_symbol(m, 1, 7, 1, text + 0x200);  /* second */
	made_put_symbol(m, 2, 1, 1, text + 0x100);  /* first */
	made_put_symbol(m, 3, 14, 1, text + 0x208); /* $x */
	made_put_symbol(m, 4, 17, 0, text + 0x204); /* elsewhere */
	memcpy(m->memory + made_elf_symbol(m, 5), strings, sizeof(strings));
}

/* Notes of CPUs 0 and 2, of three; their pid, pc and sp. */
static inline void made_note(struct made_kernel *m, unsigned int cpu, uint64_t pid, uint64_t pc,
			     uint64_t sp)
{
	uint64_t at = MADE_NOTES + cpu * 0x400 + 20;

	made_put(m, at + (m->layout->i386 ? 24 : 32), 4, pid);
	made_put(m, at + (m->layout->i386 ? 72 + 12 * 4 : 112 + 32 * 8), m->word, pc);
	made_put(m, at + (m->layout->i386 ? 72 + 15 * 4 : 112 + 8), m->word, sp);
}

static inline void made_notes(struct made_kernel *m)
{
	/* A per-CPU pointer: CPU 0's copy is 4096 bytes on, of i386 once around. */
	uint64_t on = m->layout->i386 ? 0xd0000000 : 4096;

	made_put(m, MADE_CRASH_NOTES, m->word, m->image + MADE_NOTES - on);
	for (unsigned int cpu = 0; cpu < 8; cpu++)
		made_put(m, MADE_PER_CPU_OFFSET + cpu * m->word, m->word,
			 cpu < 3 ? on + cpu * 0x400 : 0x12345678);
	made_note(m, 0, 0, m->image + 0x100, 0x1000);
	made_note(m, 2, 0, m->image + 0x100, 0x2000);
}

static inline void make_symbols(struct made_kernel *m, const struct made_layout *l, bool big)
{
	memset(m, 0, sizeof(*m));
	m->layout = l;
	m->big = big;
	m->word = l->i386 ? 4 : 8;
	m->image = l->i386 ? 0xc1000000 : 0xc000000001000000;
	m->image_pa = 0x1000000;
	made_tell(m, "_stext", 0);
	m->at = 0x3000; /* some text before */
	if (!l->offsets_last)
		made_offsets(m);
	made_names(m);
	made_tokens(m);
	if (l->offsets_last) {
		made_offsets(m);
		if (l->seqs)
			made_seqs(m);
	}
	if (m->at > MADE_MODULES)
		abort();
	made_module(m);
	made_notes(m);
}

/* --- as a dump ---------------------------------------------------------------------------------
 */

/* The memory that is being read: struct dump has no room for a pointer to it. */
static struct made_kernel *made_kernel_now;

static enum dump_page made_kernel_read(struct dump *d, uint64_t pa, void *block)
{
	(void)d;
	if (pa - made_kernel_now->image_pa >= MADE_SIZE)
		return DUMP_ABSENT;
	memcpy(block, made_kernel_now->memory + (pa - made_kernel_now->image_pa), LIMIT_DUMP_BLOCK);
	return DUMP_PAGE;
}

static const struct dump_ops made_kernel_ops = {.name = "made", .read = made_kernel_read};

static inline void made_kernel_open(struct made_kernel *m, struct dump *d)
{
	memset(d, 0, sizeof(*d));
	made_kernel_now = m;
	d->ops = &made_kernel_ops;
	d->page_size = LIMIT_DUMP_BLOCK;
	d->machine = m->layout->i386 ? EM_386 : 21;
	d->bits32 = m->layout->i386;
	d->big_endian = m->big;
	memcpy(d->vmcoreinfo, m->info, m->info_len);
	d->vmcoreinfo_len = m->info_len;
	d->cache.slots = LIMIT_DUMP_SLOTS;
}

#endif
