/* SPDX-License-Identifier: GPL-2.0-or-later */
/* symbols - names for addresses of the dead kernel and of its modules. */
#include "source/symbols.h"

#include <string.h>

#include "base/bytes.h"
#include "source/vmcoreinfo.h"

/* Modules, symbols and size of one; what is looked at of a struct module, which has up to
 * 1300 bytes; symbols that are read at a time, of 24 bytes each. */
enum { MODULES = 1024, MODULE_SYMBOLS = 1 << 17, MODULE_SIZE = 64 << 20 };
enum { STRUCT = 2048, AT_A_TIME = 16, SYMBOL_BYTES = 24, NAME = 24, LIST = 8 };

/* How far behind the log's variables the list of modules is (there, because printk is linked
 * before module; up to 1 MiB was seen); what looks like it before something else is the
 * matter; a struct module begins at a multiple of this. */
enum { DATA = 3 << 20, TRIES = 4096, MODULE_ALIGN = 64 };

bool symbols_open(struct symbols *s, struct kernel_memory *m, struct error *e)
{
	s->looked_up = false;
	return kallsyms_open(&s->kallsyms, m, e);
}

/* --- variables --------------------------------------------------------------------------- */

/* A name of the dead kernel, cut where it is too long; in chars that can be shown. */
static bool read_name(struct kernel_memory *m, uint64_t at, char *to, size_t size)
{
	size_t len = 0;
	uint64_t c;

	while (len + 1 < size && memory_number(m, at + len, 1, &c) && c > ' ' && c <= '~')
		to[len++] = (char)c;
	to[len] = '\0';
	return len && *to != '$' && *to != '.';
}

/* Is what next points into a struct module, the first of the list at head? */
static bool is_first_module(struct kernel_memory *m, uint64_t head, uint64_t next)
{
	uint64_t back, state;
	char name[LIMIT_MODULE];

	return memory_pointer(m, next + 8, &back) && back == head &&
	       memory_number(m, next - LIST, 4, &state) && state < 4 &&
	       read_name(m, next - LIST + NAME, name, sizeof(name)) && name[1];
}

/* Where the list of modules is. */
static uint64_t find_modules(struct kernel_memory *m)
{
	uint8_t page[LIMIT_DUMP_BLOCK];
	struct bytes b = {page, sizeof(page), m->dump->big_endian};
	unsigned int tries = TRIES;
	uint64_t from;

	if (m->dump->bits32 || !vmcoreinfo_hex(m->dump, "SYMBOL(prb)", &from))
		return 0;
	from &= ~(uint64_t)(sizeof(page) - 1);
	for (uint64_t i = 0; tries && i < DATA; i += sizeof(page)) {
		if (!memory_read(m, from + i, page, sizeof(page)))
			continue;
		for (unsigned int at = 0; tries && at < sizeof(page); at += 8) {
			uint64_t head = from + i + at, next = bytes_number(b, at, 8);

			if (next % MODULE_ALIGN != LIST || next == head || next >> 60 != head >> 60)
				continue;
			tries--;
			if (is_first_module(m, head, next))
				return head;
		}
	}
	return 0;
}

uint64_t symbols_variable(struct symbols *s, enum symbols_variable which)
{
	static const char *const names[] = {"modules", "crash_notes", "__per_cpu_offset"};

	if (!s->looked_up) {
		kallsyms_addresses(&s->kallsyms, names, s->variable, SYMBOLS);
		if (!s->variable[SYMBOL_MODULES])
			s->variable[SYMBOL_MODULES] = find_modules(s->kallsyms.memory);
	}
	s->looked_up = true;
	return s->variable[which];
}

/* --- modules ---------------------------------------------------------------------------- */

/* Does the module own this address?  *base gets the start of its part that does. */
static bool owns(struct bytes module, uint64_t address, uint64_t *base)
{
	for (unsigned int at = NAME + 32; bytes_has(module, at, 16); at += 8) {
		*base = bytes_number(module, at, 8);
		if (!*base || *base % LIMIT_DUMP_BLOCK || address < *base)
			continue;
		for (unsigned int size = 8; size <= 12; size += 4) {
			uint64_t len = bytes_number(module, at + size, 4);

			if (len <= MODULE_SIZE && address - *base < len)
				return true;
		}
	}
	return false;
}

/* Symbols of one module. */
struct table {
	uint64_t symbols, strings;
	uint32_t count;
};

/* Is there nothing but a type, which the kernel wrote there before 5.2?  Over the info, in
 * 5.0 and 5.1 over the size. */
static bool is_empty(struct kernel_memory *m, uint64_t symbol)
{
	enum { INFO = 4, SIZE = 16 };
	uint8_t raw[SIZE];
	unsigned int any = 0;

	if (!memory_read(m, symbol, raw, sizeof(raw)))
		return false;
	for (unsigned int i = 0; i < SIZE; i++)
		any |= i == INFO ? 0u : raw[i];
	return !any;
}

static bool find_table(struct kernel_memory *m, struct bytes module, struct table *t)
{
	uint64_t end;

	for (unsigned int at = NAME + 32; bytes_has(module, at, 24); at += 8) {
		t->symbols = bytes_number(module, at, 8);
		t->count = (uint32_t)bytes_number(module, at + 8, 4);
		t->strings = bytes_number(module, at + 16, 8);
		if (t->count && t->count <= MODULE_SYMBOLS && t->symbols >= 4096 &&
		    t->strings - t->symbols >= (uint64_t)t->count * SYMBOL_BYTES &&
		    t->strings - t->symbols <= MODULE_SIZE && is_empty(m, t->symbols) &&
		    memory_number(m, t->strings, 1, &end) && !end)
			return true;
	}
	return false;
}

/* The symbol that address lies in, of those from base up. */
static void find_symbol(struct kernel_memory *m, const struct table *t, uint64_t base,
			uint64_t address, struct symbol *out)
{
	uint8_t raw[AT_A_TIME * SYMBOL_BYTES];
	uint64_t best = 0, next = UINT64_MAX;

	for (uint32_t i = 0; i < t->count; i += AT_A_TIME) {
		uint32_t n = t->count - i < AT_A_TIME ? t->count - i : AT_A_TIME;
		struct bytes b = {raw, n * SYMBOL_BYTES, m->dump->big_endian};

		if (!memory_read(m, t->symbols + (uint64_t)i * SYMBOL_BYTES, raw, b.len))
			return;
		for (uint32_t at = 0; at < b.len; at += SYMBOL_BYTES) {
			uint64_t value = bytes_number(b, at + 8, 8);
			char name[LIMIT_SYMBOL];

			if (!bytes_number(b, at + 6, 2) || value < base ||
			    (value <= address ? value <= best : value >= next) ||
			    !read_name(m, t->strings + bytes_number(b, at, 4), name, sizeof(name)))
				continue;
			if (value > address) {
				next = value;
				continue;
			}
			best = value;
			memcpy(out->name, name, sizeof(name));
		}
	}
	if (!best)
		return;
	out->offset = address - best;
	out->size = next - best < MODULE_SIZE ? next - best : 0;
}

static bool name_in_module(struct symbols *s, uint64_t address, struct symbol *out)
{
	struct kernel_memory *m = s->kallsyms.memory;
	uint64_t head = symbols_variable(s, SYMBOL_MODULES), list = head, base = 0;
	uint8_t raw[STRUCT];
	struct table t = {0};

	if (!head || m->dump->bits32)
		return false;
	for (unsigned int i = 0; i < MODULES; i++) {
		struct bytes module = {raw, 0, m->dump->big_endian};

		if (!memory_pointer(m, list, &list) || list == head)
			return false;
		/* The page behind it may not be there. */
		while (module.len < STRUCT &&
		       memory_read(m, list - LIST + module.len, raw + module.len, 128))
			module.len += 128;
		if (!owns(module, address, &base))
			continue;
		*out = (struct symbol){.offset = address - base};
		if (find_table(m, module, &t))
			find_symbol(m, &t, base, address, out);
		return read_name(m, list - LIST + NAME, out->module, sizeof(out->module));
	}
	return false;
}

bool symbols_name(struct symbols *s, uint64_t address, struct symbol *out)
{
	return kallsyms_name(&s->kallsyms, address, out) || name_in_module(s, address, out);
}
