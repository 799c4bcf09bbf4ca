/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * make_log - small dead kernels from a description: memory, its tables, and a log.
 *
 *	make_log(&m, &machines[i], MADE_LOCKLESS);
 *	made_memory_open(&m, &dump);
 *	text = made_expected(MADE_LOCKLESS);
 *
 * The machine is a row of machines[], the log is that of made_lines[].  struct dump gets a
 * format of its own, which finds the pages in struct made_memory.
 */
#ifndef KD_TESTS_MAKE_LOG_H
#define KD_TESTS_MAKE_LOG_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/dump.h"

enum { MADE_PAGES = 96, MADE_BLOCK = LIMIT_DUMP_BLOCK };

/* The kernel's variables are in the first 4 KiB of its image, the rest in MADE_RING bytes. */
enum { MADE_VARIABLES = 4096, MADE_RING = 32768 };

struct made_machine;

struct made_memory {
	const struct made_machine *machine;
	unsigned int count;
	uint64_t pa[MADE_PAGES];
	uint8_t page[MADE_PAGES][MADE_BLOCK];
	uint64_t next_table; /* physical address for the next page table */
	char info[LIMIT_VMCOREINFO];
	size_t info_len;
};

/* How page tables are written. */
struct made_tables {
	uint64_t root; /* physical */
	unsigned int levels, page_shift;
	uint8_t bits[5];   /* from the last level up */
	unsigned int leaf; /* level of the entries that map, 0: pages */
	uint64_t (*entry)(const struct made_tables *t, unsigned int level, uint64_t pa);
	bool wide, narrow;
};

struct made_machine {
	const char *name, *info;
	unsigned int machine;
	bool big, bits32;
	uint64_t image, image_pa; /* where the variables are */
	uint64_t ring, ring_pa;	  /* where the log is */
	bool image_in_tables;	  /* else only the ring is */
	struct made_tables tables;
};

/* --- memory ------------------------------------------------------------------------------ */

static inline uint8_t *made_at(struct made_memory *m, uint64_t pa)
{
	uint64_t block = pa / MADE_BLOCK * MADE_BLOCK;
	unsigned int i = 0;

	while (i < m->count && m->pa[i] != block)
		i++;
	if (i == m->count) {
		if (i == MADE_PAGES)
			abort();
		m->pa[m->count++] = block;
		memset(m->page[i], 0, MADE_BLOCK);
	}
	return m->page[i] + (pa - block);
}

static inline void made_number_at(struct made_memory *m, uint64_t pa, unsigned int width,
				  uint64_t number, bool big)
{
	for (unsigned int i = 0; i < width; i++)
		*made_at(m, pa + i) = (uint8_t)(number >> 8 * (big ? width - 1 - i : i));
}

static inline uint64_t made_physical(const struct made_memory *m, uint64_t va)
{
	const struct made_machine *k = m->machine;

	if (va - k->image < MADE_VARIABLES)
		return va - k->image + k->image_pa;
	return va - k->ring + k->ring_pa;
}

static inline void made_number(struct made_memory *m, uint64_t va, unsigned int width,
			       uint64_t number)
{
	made_number_at(m, made_physical(m, va), width, number, m->machine->big);
}

static inline void made_text(struct made_memory *m, uint64_t va, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		*made_at(m, made_physical(m, va + i)) = (uint8_t)text[i];
}

static inline unsigned int made_word(const struct made_memory *m)
{
	return m->machine->bits32 ? 4 : 8;
}

__attribute__((format(printf, 2, 3))) static inline void made_info(struct made_memory *m,
								   const char *format, ...)
{
	va_list args;

	va_start(args, format);
	m->info_len += (size_t)vsnprintf(m->info + m->info_len, sizeof(m->info) - m->info_len,
					 format, args);
	va_end(args);
}

/* A variable of the kernel: its symbol and its value. */
static inline void made_variable(struct made_memory *m, const char *name, unsigned int offset,
				 unsigned int width, uint64_t value)
{
	made_info(m, "SYMBOL(%s)=%llx\n", name, (unsigned long long)(m->machine->image + offset));
	made_number(m, m->machine->image + offset, width, value);
}

/* --- page tables --------------------------------------------------------------------------- */

static inline uint64_t entry_x86(const struct made_tables *t, unsigned int level, uint64_t pa)
{
	(void)t;
	/* No-execute, and encrypted where the mask says that this is the bit. */
	return pa | (level && level == t->leaf ? 0x80 : 0) | 0x63 |
	       (t->narrow ? 0 : UINT64_C(1) << 63) | (t->wide ? UINT64_C(1) << 51 : 0);
}

static inline uint64_t entry_arm64(const struct made_tables *t, unsigned int level, uint64_t pa)
{
	uint64_t entry = pa & ~(UINT64_C(0xf) << 48);

	if (t->wide && t->page_shift == 16)
		entry |= (pa >> 48 & 15) << 12;
	else if (t->wide)
		entry = (pa & ~(UINT64_C(0xc) << 48)) | (pa >> 50 & 3) << 8;
	return entry | (level && level == t->leaf ? 0x1 : 0x3) | UINT64_C(0x60) << 48;
}

static inline uint64_t entry_riscv(const struct made_tables *t, unsigned int level, uint64_t pa)
{
	return pa >> 12 << 10 | (level == t->leaf ? 0xcf : 0x1) | UINT64_C(1) << 63;
}

static inline void made_map(struct made_memory *m, uint64_t va, uint64_t pa)
{
	const struct made_tables *t = &m->machine->tables;
	uint64_t table = t->root;
	unsigned int shift = t->page_shift, width = t->narrow ? 4 : 8;

	for (unsigned int level = 0; level < t->levels; level++)
		shift += t->bits[level];
	for (unsigned int level = t->levels; level--;) {
		uint64_t entry = 0, at;

		shift -= t->bits[level];
		at = table + (va >> shift & ((1u << t->bits[level]) - 1)) * width;
		for (unsigned int i = width; i--;)
			entry = entry << 8 | *made_at(m, at + i);
		if (level == t->leaf) {
			pa = pa >> shift << shift;
			made_number_at(m, at, width, t->entry(t, level, pa), m->machine->big);
			return;
		}
		if (!entry) {
			m->next_table += UINT64_C(1) << t->page_shift;
			entry = t->entry(t, level, m->next_table);
			made_number_at(m, at, width, entry, m->machine->big);
			table = m->next_table;
			continue;
		}
		/* Tables are all in the first 4 GiB: this is their address in any format. */
		table = t->entry == entry_riscv ? (entry & 0xffffffffff) >> 10 << 12
						: entry & 0xfffff000;
		table = table >> t->page_shift << t->page_shift;
	}
}

static inline void made_map_all(struct made_memory *m)
{
	const struct made_machine *k = m->machine;

	if (!k->tables.levels)
		return;
	m->next_table = k->tables.root + 0x100000;
	if (k->image_in_tables)
		made_map(m, k->image, k->image_pa);
	for (uint64_t at = 0; at < MADE_RING; at += MADE_BLOCK)
		made_map(m, k->ring + at, k->ring_pa + at);
}

/* --- machines ------------------------------------------------------------------------------ */

#define X86_IMAGE_VA 0xffffffff80000000
#define X86_TABLES   "SYMBOL(swapper_pg_dir)=ffffffff82000000\nNUMBER(pgtable_l5_enabled)="

/* Pages of 64 KiB and 2 MiB begin where they must. */
static const struct made_machine machines[] = {
	{.name = "x86_64, all in the image, loaded below its address",
	 .machine = 62,
	 .info = "NUMBER(phys_base)=-16777216\nNUMBER(KERNEL_IMAGE_SIZE)=1073741824\n",
	 .image = X86_IMAGE_VA + 0x2345000,
	 .image_pa = 0x1345000,
	 .ring = X86_IMAGE_VA + 0x2346000,
	 .ring_pa = 0x1346000},
	{.name = "x86_64, five levels, encrypted",
	 .machine = 62,
	 .info = X86_TABLES "1\nNUMBER(phys_base)=4194304\nNUMBER(sme_mask)=2251799813685248\n",
	 .image = X86_IMAGE_VA + 0x1000000,
	 .image_pa = 0x1400000,
	 .ring = 0xff11000123456000,
	 .ring_pa = 0x2123456000,
	 .tables = {0x2400000, 5, 12, {9, 9, 9, 9, 9}, 0, entry_x86, true, false}},
	{.name = "x86_64, four levels, pages of 2 MiB",
	 .machine = 62,
	 .info = X86_TABLES "0\nNUMBER(phys_base)=0\n",
	 .image = X86_IMAGE_VA + 0x1000000,
	 .image_pa = 0x1000000,
	 .ring = 0xffff888123403000,
	 .ring_pa = 0x123403000,
	 .tables = {0x2000000, 4, 12, {9, 9, 9, 9}, 1, entry_x86, false, false}},
	{.name = "x86_64, four levels, pages of 1 GiB, phys_base a variable",
	 .machine = 62,
	 .info = X86_TABLES "0\nSYMBOL(phys_base)=ffffffff80ff0008\n",
	 .image = X86_IMAGE_VA + 0x1000000,
	 .image_pa = 0x3000000,
	 .ring = 0xffff880123403000,
	 .ring_pa = 0x123403000,
	 .tables = {0x4000000, 4, 12, {9, 9, 9, 9}, 2, entry_x86, false, false}},
	{.name = "i386, tables not in the dump",
	 .machine = EM_386,
	 .bits32 = true,
	 .info = "SYMBOL(swapper_pg_dir)=c1800000\n",
	 .image = 0xc1000000,
	 .image_pa = 0x1000000,
	 .ring = 0xc5003000,
	 .ring_pa = 0x5003000},
	{.name = "i386, two levels, vmalloc",
	 .machine = EM_386,
	 .bits32 = true,
	 .info = "SYMBOL(swapper_pg_dir)=c1800000\n",
	 .image = 0xc1000000,
	 .image_pa = 0x1000000,
	 .ring = 0xe8803000,
	 .ring_pa = 0x65003000,
	 .tables = {0x1800000, 2, 12, {10, 10}, 0, entry_x86, false, true}},
	{.name = "i386, two levels, pages of 4 MiB",
	 .machine = EM_386,
	 .bits32 = true,
	 .info = "SYMBOL(swapper_pg_dir)=c1800000\n",
	 .image = 0xc1000000,
	 .image_pa = 0x1000000,
	 .image_in_tables = true,
	 .ring = 0xe8803000,
	 .ring_pa = 0x65003000,
	 .tables = {0x1800000, 2, 12, {10, 10}, 1, entry_x86, false, true}},
	{.name = "i386 with PAE, vmalloc above 4 GiB",
	 .machine = EM_386,
	 .bits32 = true,
	 .info = "SYMBOL(swapper_pg_dir)=c1800000\nCONFIG_X86_PAE=y\n",
	 .image = 0xc1000000,
	 .image_pa = 0x1000000,
	 .ring = 0xf8803000,
	 .ring_pa = 0x165003000,
	 .tables = {0x1800000, 3, 12, {9, 9, 2}, 0, entry_x86, false, false}},
	{.name = "arm64, pages of 4 KiB, 48 bits, the image in tables",
	 .machine = 183,
	 .info = "NUMBER(VA_BITS)=48\nNUMBER(TCR_EL1_T1SZ)=0x10\nNUMBER(PHYS_OFFSET)=0x40000000\n"
		 "NUMBER(kimage_voffset)=0xffff7fffb0000000\nSYMBOL(_stext)=ffff800010010000\n"
		 "SYMBOL(swapper_pg_dir)=ffff800011000000\nNUMBER(MAX_PHYSMEM_BITS)=48\n",
	 .image = 0xffff800010100000,
	 .image_pa = 0x60100000,
	 .ring = 0xffff000023456000,
	 .ring_pa = 0x63456000,
	 .image_in_tables = true,
	 .tables = {0x61000000, 4, 12, {9, 9, 9, 9}, 0, entry_arm64, false, false}},
	{.name = "arm64, tables not in the dump",
	 .machine = 183,
	 .info = "NUMBER(VA_BITS)=48\nNUMBER(TCR_EL1_T1SZ)=0x10\nNUMBER(PHYS_OFFSET)=0x40000000\n"
		 "NUMBER(kimage_voffset)=0xffff7fffb0000000\nSYMBOL(_stext)=ffff800010010000\n"
		 "SYMBOL(swapper_pg_dir)=ffff800011000000\n",
	 .image = 0xffff800010100000,
	 .image_pa = 0x60100000,
	 .ring = 0xffff000023456000,
	 .ring_pa = 0x63456000},
	{.name = "arm64 before 5.4, 39 bits",
	 .machine = 183,
	 .info = "NUMBER(VA_BITS)=39\nNUMBER(PHYS_OFFSET)=0x80000000\n"
		 "NUMBER(kimage_voffset)=0xffffff7f88000000\nSYMBOL(_stext)=ffffff8008080000\n",
	 .image = 0xffffff8008100000,
	 .image_pa = 0x80100000,
	 .ring = 0xffffffc003456000,
	 .ring_pa = 0x83456000},
	{.name = "arm64, pages of 4 KiB, 52 bits of both addresses, vmalloc",
	 .machine = 183,
	 .info = "NUMBER(VA_BITS)=52\nNUMBER(TCR_EL1_T1SZ)=0xc\nNUMBER(PHYS_OFFSET)=0x40000000\n"
		 "NUMBER(kimage_voffset)=0xffff7fffb0000000\nSYMBOL(_stext)=ffff800010010000\n"
		 "SYMBOL(swapper_pg_dir)=ffff800011000000\nNUMBER(MAX_PHYSMEM_BITS)=52\n",
	 .image = 0xffff800010100000,
	 .image_pa = 0x60100000,
	 .ring = 0xffff8001a3456000,
	 .ring_pa = 0xd000063456000,
	 .image_in_tables = true,
	 .tables = {0x61000000, 5, 12, {9, 9, 9, 9, 4}, 0, entry_arm64, true, false}},
	{.name = "arm64, pages of 64 KiB, built for 52 bits, run with 48, PHYS_OFFSET below 0",
	 .machine = 183,
	 .info = "PAGESIZE=65536\nNUMBER(VA_BITS)=52\nNUMBER(TCR_EL1_T1SZ)=0x10\n"
		 "NUMBER(PHYS_OFFSET)=0xfff1000040000000\n"
		 "NUMBER(kimage_voffset)=0xffff7fffb0000000\nSYMBOL(_stext)=ffff800010010000\n"
		 "SYMBOL(swapper_pg_dir)=ffff800011000000\nNUMBER(MAX_PHYSMEM_BITS)=52\n",
	 .image = 0xffff800010100000,
	 .image_pa = 0x60100000,
	 .ring = 0xffff000023450000,
	 .ring_pa = 0x63450000,
	 .image_in_tables = true,
	 .tables = {0x61000000, 3, 16, {13, 13, 10}, 0, entry_arm64, true, false}},
	{.name = "arm64, pages of 64 KiB, vmalloc above 48 bits",
	 .machine = 183,
	 .info = "PAGESIZE=65536\nNUMBER(VA_BITS)=52\nNUMBER(TCR_EL1_T1SZ)=0xc\n"
		 "NUMBER(PHYS_OFFSET)=0x40000000\n"
		 "NUMBER(kimage_voffset)=0xffff7fffb0000000\nSYMBOL(_stext)=ffff800010010000\n"
		 "SYMBOL(swapper_pg_dir)=ffff800011000000\nNUMBER(MAX_PHYSMEM_BITS)=52\n",
	 .image = 0xffff800010100000,
	 .image_pa = 0x60100000,
	 .ring = 0xffff8001a3450000,
	 .ring_pa = 0xb000063450000,
	 .image_in_tables = true,
	 .tables = {0x61000000, 3, 16, {13, 13, 10}, 0, entry_arm64, true, false}},
	{.name = "arm64, pages of 16 KiB, 47 bits, a block of 32 MiB",
	 .machine = 183,
	 .info = "PAGESIZE=16384\nNUMBER(VA_BITS)=47\nNUMBER(TCR_EL1_T1SZ)=0x11\n"
		 "NUMBER(PHYS_OFFSET)=0x40000000\n"
		 "NUMBER(kimage_voffset)=0xffffbfffb0000000\nSYMBOL(_stext)=ffffc00010010000\n"
		 "SYMBOL(swapper_pg_dir)=ffffc00014000000\n",
	 .image = 0xffffc00010100000,
	 .image_pa = 0x60100000,
	 .ring = 0xffffc00123454000,
	 .ring_pa = 0x163454000,
	 .image_in_tables = true,
	 .tables = {0x64000000, 3, 14, {11, 11, 11}, 1, entry_arm64, false, false}},
	{.name = "ppc64le",
	 .machine = 21,
	 .info = "PAGESIZE=65536\n",
	 .image = 0xc000000001234000,
	 .image_pa = 0x1234000,
	 .ring = 0xc000001fff450000,
	 .ring_pa = 0x1fff450000},
	{.name = "ppc64",
	 .machine = 21,
	 .big = true,
	 .info = "",
	 .image = 0xc000000001234000,
	 .image_pa = 0x1234000,
	 .ring = 0xc000000fff450000,
	 .ring_pa = 0xfff450000},
	{.name = "s390x up to 6.9",
	 .machine = 22,
	 .big = true,
	 .info = "",
	 .image = 0x1234000,
	 .image_pa = 0x1234000,
	 .ring = 0x7fff4000,
	 .ring_pa = 0x7fff4000},
	{.name = "s390x since 6.10",
	 .machine = 22,
	 .big = true,
	 .info = "SAMODE31=2000\nEAMODE31=5000\nIDENTITYBASE=10000000000\n"
		 "KERNELOFFSET=3ffe0000000\nKERNELOFFPHYS=4000000\n",
	 .image = 0x3ffe1234000,
	 .image_pa = 0x5234000,
	 .ring = 0x1007fff4000,
	 .ring_pa = 0x7fff4000},
	{.name = "riscv64, three levels, vmalloc",
	 .machine = 243,
	 .info = "NUMBER(VA_BITS)=39\nNUMBER(phys_ram_base)=0x80000000\n"
		 "NUMBER(PAGE_OFFSET)=0xffffffd800000000\nNUMBER(MODULES_VADDR)="
		 "0xffffffff01a00000\n"
		 "NUMBER(KERNEL_LINK_ADDR)=0xffffffff80000000\n"
		 "NUMBER(va_kernel_pa_offset)=0xfffffffeffe00000\n"
		 "SYMBOL(swapper_pg_dir)=ffffffff81000000\n",
	 .image = 0xffffffff80800000,
	 .image_pa = 0x80a00000,
	 .ring = 0xffffffc801234000,
	 .ring_pa = 0x91234000,
	 .tables = {0x81200000, 3, 12, {9, 9, 9}, 0, entry_riscv, false, false}},
	{.name = "riscv64, five levels, the linear map",
	 .machine = 243,
	 .info = "NUMBER(VA_BITS)=57\nNUMBER(phys_ram_base)=0x80000000\n"
		 "NUMBER(PAGE_OFFSET)=0xff60000000000000\n"
		 "NUMBER(va_kernel_pa_offset)=0xfffffffeffe00000\n",
	 .image = 0xffffffff80800000,
	 .image_pa = 0x80a00000,
	 .ring = 0xff60000011234000,
	 .ring_pa = 0x91234000},
};

enum { MADE_MACHINES = sizeof(machines) / sizeof(machines[0]) };

/* --- the log ------------------------------------------------------------------------------- */

enum made_form { MADE_BYTES, MADE_RECORDS, MADE_LOCKLESS, MADE_LOCKLESS_7, MADE_FORMS };

/* What happened to a record of the lockless rings. */
enum made_fate { WHOLE, UNFINISHED, RESERVED_ONLY, RECYCLED, TEXT_GIVEN_UP, NO_TEXT };

static const struct {
	uint64_t time_ns;
	const char *text;
	const char *printed; /* NULL: the text itself */
	enum made_fate fate;
} made_lines[] = {
	{0, "Linux version 6.1.0", NULL, WHOLE},
	{1234567, "two lines:\n  the second\twith a tab", NULL, WHOLE},
	{999999999, "caf\303\251 \177 \001 a\\b", "caf\\xc3\\xa9 \\x7f \\x01 a\\b", WHOLE},
	{1000000000, "", NULL, WHOLE},
	{12345000001999, "not finished, yet readable", NULL, UNFINISHED},
	{12345100000000, "never committed", NULL, RESERVED_ONLY},
	{12345200000000, "recycled", NULL, RECYCLED},
	{12345300000000, "too long to store", "", TEXT_GIVEN_UP},
	{12345400000000, "", NULL, NO_TEXT},
	{123456700000000, "a line that stands at the end of its ring", NULL, WHOLE},
	{123456700001000, "and one behind it", NULL, WHOLE},
	{123456700002000, "Kernel panic - not syncing: made", NULL, WHOLE},
};

enum { MADE_LINES = sizeof(made_lines) / sizeof(made_lines[0]) };

static inline bool made_is_printed(enum made_form form, unsigned int line)
{
	enum made_fate fate = made_lines[line].fate;

	return form < MADE_LOCKLESS || (fate != RESERVED_ONLY && fate != RECYCLED);
}

/* What has to come out; a ring of bytes keeps bytes as they are. */
static inline const char *made_expected(enum made_form form)
{
	static char text[4096];
	size_t len = 0;

	for (unsigned int i = 0; i < MADE_LINES; i++) {
		const char *line = made_lines[i].text;

		if (!made_is_printed(form, i))
			continue;
		if (made_lines[i].printed && form >= MADE_LOCKLESS)
			line = made_lines[i].printed;
		else if (made_lines[i].printed && made_lines[i].printed[0] && form == MADE_RECORDS)
			line = made_lines[i].printed;
		len += (size_t)snprintf(
			text + len, sizeof(text) - len, "[%5llu.%06llu] %s\n",
			(unsigned long long)(made_lines[i].time_ns / 1000000000),
			(unsigned long long)(made_lines[i].time_ns / 1000 % 1000000), line);
	}
	return text;
}

/* The ring has gone round: its text begins in the middle, with the end of it before. */
static inline void made_bytes(struct made_memory *m)
{
	enum { SIZE = 1024 };
	const char *text = made_expected(MADE_BYTES);
	size_t len = strlen(text);
	uint64_t end = 7 * SIZE + 300;
	char ring[SIZE];

	if (len > SIZE)
		abort();
	memset(ring, '\n', sizeof(ring));
	for (size_t i = 0; i < len; i++)
		ring[(end - len + i) % SIZE] = text[i];
	made_text(m, m->machine->ring + 100, ring, SIZE);
	/* Behind SIZE bytes all is old; here less was ever written. */
	made_variable(m, "log_buf", 0, made_word(m), m->machine->ring + 100);
	made_variable(m, "log_buf_len", 8, 4, SIZE);
	made_variable(m, "log_end", 12, 4, end);
}

static inline void made_records(struct made_memory *m)
{
	enum { HEADER = 16, SIZE = 1024, FIRST = 400 };
	uint64_t at = FIRST, base = m->machine->ring + 100;

	for (unsigned int i = 0; i < MADE_LINES; i++) {
		size_t len = strlen(made_lines[i].text), dict = i % 3 ? 0 : 14;
		size_t whole = (HEADER + len + dict + 3) / 4 * 4;

		/* The kernel wants room for one more header, too. */
		if (at + whole + HEADER > SIZE) {
			made_number(m, base + at + 8, 2, 0);
			at = 0;
		}
		made_number(m, base + at, 8, made_lines[i].time_ns);
		made_number(m, base + at + 8, 2, whole);
		made_number(m, base + at + 10, 2, len);
		made_number(m, base + at + 12, 2, dict);
		made_text(m, base + at + HEADER, made_lines[i].text, len);
		made_text(m, base + at + HEADER + len, "SUBSYSTEM=made", dict);
		at += whole;
	}
	made_variable(m, "log_buf", 0, made_word(m), base);
	made_variable(m, "log_buf_len", 8, 4, SIZE);
	made_variable(m, "log_first_idx", 12, 4, FIRST);
	made_variable(m, "log_next_idx", 16, 4, at);
	/* RHEL 7's name of the struct on some machines, and nothing of it on others. */
	if (m->machine->machine == 62)
		made_info(m, "SIZE(printk_log)=16\nOFFSET(printk_log.ts_nsec)=0\n"
			     "OFFSET(printk_log.len)=8\nOFFSET(printk_log.text_len)=10\n");
	else if (m->machine->machine == 21)
		made_info(m, "SIZE(log)=16\nOFFSET(log.len)=8\nOFFSET(log.text_len)=10\n");
}

/* Where things are in the memory of a lockless log, as offsets from the ring's address. */
enum { MADE_DESCRIPTORS = 0x200, MADE_INFOS = 0x1100, MADE_TEXTS = 0x3080, MADE_COUNT_BITS = 5 };

static inline unsigned int made_info_size(enum made_form form)
{
	return form == MADE_LOCKLESS_7 ? 112 : 88;
}

/* The place of the next block; in 7.x it may end at the ring's end, before it must not. */
static inline uint64_t made_block(enum made_form form, uint64_t *lpos, uint64_t len, uint64_t ring)
{
	uint64_t begin = *lpos, last = begin + len - (form == MADE_LOCKLESS_7);

	*lpos = begin + len;
	if (last / ring != begin / ring)
		*lpos = (begin / ring + 1) * ring + len;
	return begin;
}

static inline void made_lockless(struct made_memory *m, enum made_form form)
{
	enum { TEXT_BITS = 9 };
	static const uint64_t states[] = {
		[WHOLE] = 2, [UNFINISHED] = 1, [RECYCLED] = 3, [NO_TEXT] = 2, [TEXT_GIVEN_UP] = 2};
	const uint64_t base = m->machine->ring, ring = 1 << TEXT_BITS;
	unsigned int w = made_word(m), size = 3 * w, info_size = made_info_size(form);
	uint64_t mask = (UINT64_C(1) << (8 * w - 2)) - 1, first = mask - 2, lpos, used = 0, id;

	/* So that the tenth line ends exactly where the ring does. */
	for (unsigned int i = 0; i < 10; i++) {
		if (made_lines[i].fate < TEXT_GIVEN_UP)
			used += w + (strlen(made_lines[i].text) + w - 1) / w * w;
	}
	lpos = 5 * ring - used;
	for (unsigned int i = 0; i < MADE_LINES; i++) {
		uint64_t begin, len = strlen(made_lines[i].text), descriptor, info, block, next;

		id = (first + i) & mask;
		descriptor = base + MADE_DESCRIPTORS + id % (1 << MADE_COUNT_BITS) * size;
		info = base + MADE_INFOS + id % (1 << MADE_COUNT_BITS) * info_size;
		made_number(m, descriptor, w, states[made_lines[i].fate] << (8 * w - 2) | id);
		made_number(m, info, 8, 4000 + i);
		made_number(m, info + 8, 8, made_lines[i].time_ns);
		made_number(m, info + 16, 2, len);
		if (made_lines[i].fate >= TEXT_GIVEN_UP) {
			begin = next = made_lines[i].fate == NO_TEXT ? 3 : 1;
		} else {
			begin = made_block(form, &lpos, w + (len + w - 1) / w * w, ring);
			next = lpos;
			block = (next - 1) / ring != begin / ring ? 0 : begin % ring;
			made_number(m, base + MADE_TEXTS + block, w, id);
			made_text(m, base + MADE_TEXTS + block + w, made_lines[i].text, len);
		}
		made_number(m, descriptor + w, w, begin);
		made_number(m, descriptor + 2 * w, w, next);
	}
	/* struct printk_ringbuffer: desc_ring, text_data_ring */
	made_variable(m, "prb", 0, w, base);
	made_number(m, base, 4, MADE_COUNT_BITS);
	made_number(m, base + w, w, base + MADE_DESCRIPTORS);
	made_number(m, base + 2 * w, w, base + MADE_INFOS);
	made_number(m, base + 3 * w, w, id);
	made_number(m, base + 4 * w, w, first);
	made_number(m, base + 5 * w, 4, TEXT_BITS);
	made_number(m, base + 6 * w, w, base + MADE_TEXTS);
	made_info(m,
		  "SIZE(printk_ringbuffer)=%u\nOFFSET(printk_ringbuffer.desc_ring)=0\n"
		  "OFFSET(printk_ringbuffer.text_data_ring)=%u\n"
		  "OFFSET(prb_desc_ring.count_bits)=0\nOFFSET(prb_desc_ring.descs)=%u\n"
		  "OFFSET(prb_desc_ring.infos)=%u\nOFFSET(prb_desc_ring.head_id)=%u\n"
		  "OFFSET(prb_desc_ring.tail_id)=%u\n",
		  10 * w, 5 * w, w, 2 * w, 3 * w, 4 * w);
	made_info(m,
		  "SIZE(prb_desc)=%u\nOFFSET(prb_desc.state_var)=0\n"
		  "OFFSET(prb_desc.text_blk_lpos)=%u\nOFFSET(prb_data_blk_lpos.begin)=0\n"
		  "OFFSET(prb_data_blk_lpos.next)=%u\nSIZE(printk_info)=%u\n"
		  "OFFSET(printk_info.seq)=0\nOFFSET(printk_info.ts_nsec)=8\n"
		  "OFFSET(printk_info.text_len)=16\nOFFSET(prb_data_ring.size_bits)=0\n"
		  "OFFSET(prb_data_ring.data)=%u\nOFFSET(atomic_long_t.counter)=0\n",
		  size, w, w, info_size, w);
}

static inline void make_log(struct made_memory *m, const struct made_machine *k,
			    enum made_form form)
{
	m->machine = k;
	m->count = 0;
	m->info_len = 0;
	made_info(m, "OSRELEASE=6.1.0-made\n%s", k->info);
	made_map_all(m);
	if (strstr(k->info, "SYMBOL(phys_base)"))
		made_number_at(m, 0x2ff0008, 8, 0x2000000, false);
	if (form == MADE_BYTES)
		made_bytes(m);
	else if (form == MADE_RECORDS)
		made_records(m);
	else
		made_lockless(m, form);
	made_info(m, "CRASHTIME=1763851234\n");
}

/* --- as a dump ------------------------------------------------------------------------------ */

/* The memory that is being read: struct dump has no room for a pointer to it. */
static struct made_memory *made_now;

static enum dump_page made_read(struct dump *d, uint64_t pa, void *block)
{
	(void)d;
	for (unsigned int i = 0; i < made_now->count; i++) {
		if (made_now->pa[i] == pa) {
			memcpy(block, made_now->page[i], MADE_BLOCK);
			return DUMP_PAGE;
		}
	}
	return DUMP_ABSENT;
}

static const struct dump_ops made_ops = {.name = "made", .read = made_read};

static inline void made_memory_open(struct made_memory *m, struct dump *d)
{
	memset(d, 0, sizeof(*d));
	made_now = m;
	d->ops = &made_ops;
	d->page_size = MADE_BLOCK;
	d->machine = m->machine->machine;
	d->big_endian = m->machine->big;
	d->bits32 = m->machine->bits32;
	memcpy(d->vmcoreinfo, m->info, m->info_len);
	d->vmcoreinfo_len = m->info_len;
	d->cache.slots = LIMIT_DUMP_SLOTS;
}

#endif
