/* SPDX-License-Identifier: GPL-2.0-or-later */
/* memory - the dead kernel's memory by its own (virtual) addresses. */
#include "source/memory.h"

#include "base/bytes.h"
#include "source/vmcoreinfo.h"

/* What an entry of a page table is. */
enum entry { ENTRY_NONE, ENTRY_TABLE, ENTRY_PAGE };

/* One architecture. */
struct memory_arch {
	unsigned int machine; /* e_machine of ELF */
	/* A linear map at fixed addresses, if until is not 0. */
	struct memory_window window;
	/* What VMCOREINFO says of windows and tables; false: not enough. */
	bool (*begin)(struct kernel_memory *m);
	/* Read an entry; *pa gets the address in it, bits that no address has cleared. */
	enum entry (*entry)(const struct memory_tables *t, unsigned int level, uint64_t entry,
			    uint64_t *pa);
};

static void add_window(struct kernel_memory *m, uint64_t from, uint64_t until, uint64_t pa)
{
	m->windows[m->window_count++] = (struct memory_window){from, until, pa};
}

static uint64_t number_or(const struct kernel_memory *m, const char *key, uint64_t otherwise)
{
	int64_t number;

	return vmcoreinfo_number(m->dump, key, &number) ? (uint64_t)number : otherwise;
}

static uint64_t hex_or(const struct kernel_memory *m, const char *key, uint64_t otherwise)
{
	uint64_t number;

	return vmcoreinfo_hex(m->dump, key, &number) ? number : otherwise;
}

static bool within(const struct memory_window *w, uint64_t va)
{
	return w->from <= va && va <= w->until;
}

/* The size of an address space as a mask of what lies above it. */
static uint64_t above(unsigned int bits)
{
	return bits < 64 ? ~UINT64_C(0) << bits : 0;
}

/* Tables of the same width on every level but the first, which has what is left. */
static void set_tables(struct memory_tables *t, uint64_t root, unsigned int va_bits,
		       unsigned int page_shift)
{
	unsigned int left = va_bits - page_shift, most = page_shift - (t->narrow ? 2 : 3);

	t->root = root;
	t->page_shift = page_shift;
	t->canonical = above(va_bits);
	for (t->levels = 0; left && t->levels < MEMORY_LEVELS; t->levels++) {
		unsigned int bits = left < most ? left : most;

		t->bits[t->levels] = (uint8_t)bits;
		left -= bits;
	}
}

/* --- x86_64 ------------------------------------------------------------------------------ */

#define X86_IMAGE UINT64_C(0xffffffff80000000)

/* Where the kernel was loaded.  Kernels before 4.10 tell the variable's address only,
 * which lies in the image itself: where the kernel was loaded it holds that.  Not moved,
 * or moved below 4 GiB as old boot loaders could. */
static bool x86_phys_base(struct kernel_memory *m, uint64_t *base)
{
	enum { STEP = 2 << 20 };
	uint64_t symbol, found;
	int64_t number;

	if (vmcoreinfo_number(m->dump, "NUMBER(phys_base)", &number)) {
		*base = (uint64_t)number;
		return true;
	}
	if (!vmcoreinfo_hex(m->dump, "SYMBOL(phys_base)", &symbol))
		return false;
	for (uint64_t i = 0; i < 2560; i++) {
		struct bytes b = {&found, sizeof(found), false};

		/* 0 up to 4 GiB, then -1 GiB up to 0. */
		*base = (i < 2048 ? i : i - 2560) * STEP;
		if (dump_read(m->dump, symbol - X86_IMAGE + *base, &found, sizeof(found)) &&
		    bytes_number(b, 0, 8) == *base)
			return true;
	}
	return false;
}

static bool x86_begin(struct kernel_memory *m)
{
	uint64_t base, root;

	if (!x86_phys_base(m, &base))
		return false;
	add_window(m, X86_IMAGE, X86_IMAGE + number_or(m, "NUMBER(KERNEL_IMAGE_SIZE)", 1 << 30) - 1,
		   base);
	if (vmcoreinfo_hex(m->dump, "SYMBOL(swapper_pg_dir)", &root) ||
	    vmcoreinfo_hex(m->dump, "SYMBOL(init_level4_pgt)", &root))
		set_tables(&m->tables, root - X86_IMAGE + base,
			   number_or(m, "NUMBER(pgtable_l5_enabled)", 0) ? 57 : 48, 12);
	m->tables.canonical = above(m->tables.levels == 5 ? 56 : 47);
	m->tables.encrypted = number_or(m, "NUMBER(sme_mask)", 0);
	return true;
}

static enum entry x86_entry(const struct memory_tables *t, unsigned int level, uint64_t entry,
			    uint64_t *pa)
{
	(void)t;
	if (!(entry & 1))
		return ENTRY_NONE;
	*pa = entry & UINT64_C(0x000ffffffffff000);
	return !level || (level < 3 && (entry & 0x80)) ? ENTRY_PAGE : ENTRY_TABLE;
}

/* --- i386 -------------------------------------------------------------------------------- */

#define I386_LINEAR 0xc0000000u

/* Addresses 3 and 1 GiB, as everybody has them.  Where the linear map ends and vmalloc
 * begins depends on the size of memory, so the tables are asked first. */
static bool i386_begin(struct kernel_memory *m)
{
	struct span pae;
	uint64_t root;

	m->image = (struct memory_window){I386_LINEAR, 0xf7ffffff, 0};
	if (!vmcoreinfo_hex(m->dump, "SYMBOL(swapper_pg_dir)", &root))
		return true;
	m->tables.narrow = !vmcoreinfo_text(m->dump, "CONFIG_X86_PAE", &pae);
	set_tables(&m->tables, root - I386_LINEAR, 32, 12);
	m->tables.canonical = I386_LINEAR;
	return true;
}

/* --- arm64 ------------------------------------------------------------------------------- */

/* Further than any kernel image reaches behind _stext. */
enum { ARM64_IMAGE = 256 << 20 };

/*
 * Since 5.4 the linear map is the lower half of the kernel's addresses and the image is
 * in the upper half; before it was the other way round.  PHYS_OFFSET is what the lowest
 * address maps.  Where a kernel for 52 bits runs on a machine with fewer, the map still
 * begins where 52 bits do, and PHYS_OFFSET wraps below 0; or it does not (5.4 to 5.10).
 */
static void arm64_linear(struct kernel_memory *m, uint64_t stext, unsigned int built,
			 unsigned int bits)
{
	uint64_t offset, half = above(bits - 1);
	int64_t number;

	if (!vmcoreinfo_number(m->dump, "NUMBER(PHYS_OFFSET)", &number))
		return;
	offset = (uint64_t)number;
	if (!(stext >> (bits - 1) & 1))
		add_window(m, half, UINT64_MAX, offset);
	else if (number < 0)
		add_window(m, above(bits), above(47) - 1, offset + (above(bits) - above(built)));
	else
		add_window(m, above(bits), above(bits < 48 ? bits - 1 : 47) - 1, offset);
}

static bool arm64_begin(struct kernel_memory *m)
{
	uint64_t built = number_or(m, "NUMBER(VA_BITS)", 0);
	uint64_t bits = 64 - number_or(m, "NUMBER(TCR_EL1_T1SZ)", 64 - built);
	uint64_t page = number_or(m, "PAGESIZE", m->dump->page_size);
	uint64_t stext, root;
	unsigned int shift = 12;
	int64_t voffset;

	if (!vmcoreinfo_number(m->dump, "NUMBER(kimage_voffset)", &voffset) ||
	    !vmcoreinfo_hex(m->dump, "SYMBOL(_stext)", &stext) || built < 36 || built > 52 ||
	    bits < 36 || bits > 52)
		return false;
	while (shift < 16 && UINT64_C(1) << shift < page)
		shift += 2;
	arm64_linear(m, stext, (unsigned int)built, (unsigned int)bits);
	stext &= ~UINT64_C(0x1fffff);
	m->image = (struct memory_window){stext, stext + ARM64_IMAGE, stext - (uint64_t)voffset};
	if (!vmcoreinfo_hex(m->dump, "SYMBOL(swapper_pg_dir)", &root))
		return true;
	/* With pages of 64 KiB the first table is that of all bits, however many are used. */
	set_tables(&m->tables, root - (uint64_t)voffset, (unsigned int)(shift == 16 ? built : bits),
		   shift);
	m->tables.canonical = above((unsigned int)bits);
	m->tables.wide = number_or(m, "NUMBER(MAX_PHYSMEM_BITS)", 48) == 52;
	return true;
}

static enum entry arm64_entry(const struct memory_tables *t, unsigned int level, uint64_t entry,
			      uint64_t *pa)
{
	uint64_t page = above(t->page_shift);

	if (!(entry & 1) || (!level && !(entry & 2)))
		return ENTRY_NONE;
	*pa = entry & ~above(48) & page;
	if (t->wide && t->page_shift == 16)
		*pa |= (entry >> 12 & 15) << 48;
	else if (t->wide)
		*pa = (entry & ~above(50) & page) | (entry >> 8 & 3) << 50;
	return level && (entry & 2) ? ENTRY_TABLE : ENTRY_PAGE;
}

/* --- riscv64 ------------------------------------------------------------------------------ */

static bool riscv_begin(struct kernel_memory *m)
{
	uint64_t image = number_or(m, "NUMBER(KERNEL_LINK_ADDR)", UINT64_C(0xffffffff80000000));
	uint64_t linear, offset, root, bits = number_or(m, "NUMBER(VA_BITS)", 39);
	int64_t number;

	if (!vmcoreinfo_number(m->dump, "NUMBER(PAGE_OFFSET)", &number))
		return false;
	linear = (uint64_t)number;
	if (!vmcoreinfo_number(m->dump, "NUMBER(phys_ram_base)", &number))
		return false;
	add_window(m, linear,
		   number_or(m, "NUMBER(MODULES_VADDR)", image - (UINT64_C(1) << 31)) - 1,
		   (uint64_t)number);
	/* Told since 6.5; until then the image began where memory did. */
	offset = number_or(m, "NUMBER(va_kernel_pa_offset)", image - (uint64_t)number);
	add_window(m, image, UINT64_MAX, image - offset);
	if (vmcoreinfo_hex(m->dump, "SYMBOL(swapper_pg_dir)", &root) &&
	    (bits == 39 || bits == 48 || bits == 57))
		set_tables(&m->tables, root - offset, (unsigned int)bits, 12);
	m->tables.canonical = above((unsigned int)bits - 1);
	return true;
}

static enum entry riscv_entry(const struct memory_tables *t, unsigned int level, uint64_t entry,
			      uint64_t *pa)
{
	(void)t;
	if (!(entry & 1))
		return ENTRY_NONE;
	*pa = (entry & ~above(54)) >> 10 << 12;
	if (entry & 14)
		return ENTRY_PAGE;
	return level ? ENTRY_TABLE : ENTRY_NONE;
}

/* --- the others, whose log lies in a linear map --------------------------------------------- */

/* Physical and virtual addresses are the same until 6.9. */
static bool s390_begin(struct kernel_memory *m)
{
	uint64_t identity, image, physical, low, until;

	if (!vmcoreinfo_hex(m->dump, "IDENTITYBASE", &identity)) {
		add_window(m, 0, UINT64_MAX, 0);
		return true;
	}
	if (!vmcoreinfo_hex(m->dump, "KERNELOFFSET", &image) ||
	    !vmcoreinfo_hex(m->dump, "KERNELOFFPHYS", &physical))
		return false;
	low = hex_or(m, "SAMODE31", 0);
	until = hex_or(m, "EAMODE31", 0);
	add_window(m, 0, 8191, 0); /* the lowcore */
	if (low < until)
		add_window(m, low, until - 1, low);
	add_window(m, image, UINT64_MAX, physical);
	if (identity < image)
		add_window(m, identity, image - 1, 0);
	return true;
}

#define UP_TO(from, bits) from, (from) + ((UINT64_C(1) << (bits)) - 1), 0

static const struct memory_arch archs[] = {
	{.machine = 62, .begin = x86_begin, .entry = x86_entry},
	{.machine = 183, .begin = arm64_begin, .entry = arm64_entry},
	{.machine = 243, .begin = riscv_begin, .entry = riscv_entry},
	{.machine = 22, .begin = s390_begin},
	{.machine = EM_386, .begin = i386_begin, .entry = x86_entry},
	/* ppc64 in either byte order, loongarch, mips with 64 bits */
	{.machine = 21, .window = {UP_TO(UINT64_C(0xc000000000000000), 51)}},
	{.machine = 258, .window = {UP_TO(UINT64_C(0x9000000000000000), 48)}},
	{.machine = 8, .window = {UP_TO(UINT64_C(0xffffffff80000000), 29)}},
};

/* --- opening -----------------------------------------------------------------------------------
 */

bool memory_open(struct kernel_memory *m, struct dump *d, struct error *e)
{
	*m = (struct kernel_memory){.dump = d};
	for (int i = 0; i < MEMORY_KNOWN; i++)
		m->known[i].va = 1;
	for (size_t i = 0; i < sizeof(archs) / sizeof(archs[0]); i++) {
		if (archs[i].machine == d->machine)
			m->arch = &archs[i];
	}
	if (!m->arch) {
		error_set(e,
			  "this dump is of a machine (ELF number %u) whose memory this program "
			  "cannot read",
			  d->machine);
		return false;
	}
	if (m->arch->window.until)
		m->windows[m->window_count++] = m->arch->window;
	if (!m->arch->begin || m->arch->begin(m))
		return true;
	error_set(e, "the dump's VMCOREINFO does not tell where the kernel's memory is");
	return false;
}

/* --- reading -----------------------------------------------------------------------------------
 */

/* A read of the dump itself; what stopped it is told by its counts. */
static bool read_physical(struct kernel_memory *m, uint64_t pa, void *to, size_t len)
{
	unsigned int absent = m->dump->absent;

	if (dump_read(m->dump, pa, to, len))
		return true;
	m->fault = m->dump->absent != absent ? MEMORY_ABSENT : MEMORY_LOST;
	return false;
}

static bool walk(struct kernel_memory *m, uint64_t va, uint64_t *pa)
{
	const struct memory_tables *t = &m->tables;
	uint64_t table = t->root;
	unsigned int shift = t->page_shift;

	if ((va & t->canonical) != t->canonical)
		return false;
	for (unsigned int level = 0; level < t->levels; level++)
		shift += t->bits[level];
	for (unsigned int level = t->levels; level--;) {
		uint64_t raw;
		struct bytes b = {&raw, t->narrow ? 4 : 8, m->dump->big_endian};
		uint64_t index;
		enum entry kind;

		shift -= t->bits[level];
		index = va >> shift & ((UINT64_C(1) << t->bits[level]) - 1);
		if (!read_physical(m, table + index * b.len, &raw, b.len))
			return false;
		kind = m->arch->entry(
			t, level, bytes_number(b, 0, (unsigned int)b.len) & ~t->encrypted, &table);
		if (kind == ENTRY_NONE)
			return false;
		if (kind == ENTRY_PAGE) {
			*pa = (table & above(shift)) | (va & ~above(shift));
			return true;
		}
	}
	return false;
}

bool memory_physical(struct kernel_memory *m, uint64_t va, uint64_t *pa)
{
	uint64_t block = va & ~(uint64_t)(LIMIT_DUMP_BLOCK - 1), within_block = va - block;
	unsigned int slot = (unsigned int)(block / LIMIT_DUMP_BLOCK % MEMORY_KNOWN);

	for (unsigned int i = 0; i < m->window_count; i++) {
		if (within(&m->windows[i], va)) {
			*pa = va - m->windows[i].from + m->windows[i].pa;
			return true;
		}
	}
	m->fault = MEMORY_NOT_MAPPED;
	if (m->known[slot].va != block) {
		if (m->tables.levels && walk(m, block, pa))
			m->known[slot].pa = *pa;
		else if (within(&m->image, block))
			m->known[slot].pa = block - m->image.from + m->image.pa;
		else
			return false;
		m->known[slot].va = block;
	}
	*pa = m->known[slot].pa + within_block;
	return true;
}

bool memory_read(struct kernel_memory *m, uint64_t va, void *to, size_t len)
{
	uint8_t *out = to;

	m->fault = MEMORY_NOT_MAPPED;
	if (len && len - 1 > UINT64_MAX - va)
		return false;
	while (len) {
		size_t left = LIMIT_DUMP_BLOCK - (size_t)(va % LIMIT_DUMP_BLOCK);
		size_t part = left < len ? left : len;
		uint64_t pa;

		if (!memory_physical(m, va, &pa) || !read_physical(m, pa, out, part))
			return false;
		out += part;
		va += part;
		len -= part;
	}
	return true;
}

bool memory_number(struct kernel_memory *m, uint64_t va, unsigned int width, uint64_t *out)
{
	uint8_t raw[8];

	if (!memory_read(m, va, raw, width))
		return false;
	*out = bytes_number((struct bytes){raw, width, m->dump->big_endian}, 0, width);
	return true;
}

const char *memory_fault_text(const struct kernel_memory *m)
{
	static const char *const texts[] = {"is at an address that the kernel had not mapped",
					    "is not in the dump",
					    "is in a part of the dump that is cut off or damaged"};

	return texts[m->fault];
}
