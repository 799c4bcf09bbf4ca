/* SPDX-License-Identifier: GPL-2.0-or-later */
/* symbols - names for addresses of the dead kernel and of its modules. */
#include "source/symbols.h"

#include <string.h>

#include "base/bytes.h"
#include "source/vmcoreinfo.h"

/* Modules, symbols and size of one; what is looked at of a struct module, which has up to
 * 1300 bytes, and from where on for more than its name; symbols that are read at a time. */
enum { MODULES = 1024, MODULE_SYMBOLS = 1 << 17, MODULE_SIZE = 64 << 20 };
enum { STRUCT = 2048, PAST_NAME = 56, AT_A_TIME = 16, SYMBOL_MAX = 24 };

/* How far behind the log's variables the list of modules is (there, because printk is linked
 * before module; up to 1 MiB was seen); what looks like it before something else is the
 * matter; a struct module begins at a multiple of so many words. */
enum { DATA = 3 << 20, TRIES = 4096, MODULE_ALIGN = 8 };

/* Where what is looked at stands in Elf32_Sym and Elf64_Sym, whose name is at 0. */
static const struct symbol_layout {
	unsigned int bytes, value, size, info, section;
} layouts[] = {{16, 4, 8, 12, 14}, {24, 8, 16, 4, 6}};

static const struct symbol_layout *layout_of(const struct kernel_memory *m)
{
	return &layouts[memory_word(m) == 8];
}

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

/* The name of the module whose list is at list. */
static bool module_name(struct kernel_memory *m, uint64_t list, char name[LIMIT_MODULE])
{
	return read_name(m, list + 2ull * memory_word(m), name, LIMIT_MODULE);
}

/* Is what next points into a struct module, the first of the list at head? */
static bool is_first_module(struct kernel_memory *m, uint64_t head, uint64_t next)
{
	uint64_t back, state;
	char name[LIMIT_MODULE];

	return memory_pointer(m, next + memory_word(m), &back) && back == head &&
	       memory_number(m, next - memory_word(m), 4, &state) && state < 4 &&
	       module_name(m, next, name) && name[1];
}

/* Where the list of modules is. */
static uint64_t find_modules(struct kernel_memory *m)
{
	uint8_t page[LIMIT_DUMP_BLOCK];
	struct bytes b = {page, sizeof(page), m->dump->big_endian};
	unsigned int tries = TRIES, word = memory_word(m);
	uint64_t from;

	if (!vmcoreinfo_hex(m->dump, "SYMBOL(prb)", &from))
		return 0;
	from &= ~(uint64_t)(sizeof(page) - 1);
	for (uint64_t i = 0; tries && i < DATA; i += sizeof(page)) {
		if (!memory_read(m, from + i, page, sizeof(page)))
			continue;
		for (unsigned int at = 0; tries && at < sizeof(page); at += word) {
			uint64_t head = from + i + at, next = bytes_number(b, at, word);

			if (next % (MODULE_ALIGN * word) != word || next == head ||
			    next >> 60 != head >> 60)
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

/* A struct module, as far as it could be read. */
struct module {
	struct kernel_memory *memory;
	struct bytes bytes;
	unsigned int word;
};

/* Does a part that begins at base, and whose size is at this place, own this address?
 * Before 7.1 that is the next word, later the one behind a flag; by then it is whole pages. */
static bool is_within(const struct module *o, unsigned int at, uint64_t base, uint64_t address)
{
	uint64_t len = bytes_number(o->bytes, at, 4);
	uint64_t behind_flag = bytes_number(o->bytes, at + 4, 4);

	if (len <= 1 && behind_flag % LIMIT_DUMP_BLOCK == 0)
		len = behind_flag;
	return len <= MODULE_SIZE && address - base < len;
}

/* Does the module own this address?  *base gets the start of its part that does. */
static bool owns(const struct module *o, uint64_t address, uint64_t *base)
{
	for (unsigned int at = PAST_NAME; bytes_has(o->bytes, at, 16); at += o->word) {
		*base = bytes_number(o->bytes, at, o->word);
		if (*base && *base % LIMIT_DUMP_BLOCK == 0 && address >= *base &&
		    is_within(o, at + o->word, *base, address))
			return true;
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
	const struct symbol_layout *l = layout_of(m);
	uint8_t raw[SYMBOL_MAX];
	unsigned int any = 0;

	if (!memory_read(m, symbol, raw, l->bytes))
		return false;
	for (unsigned int i = 0; i < l->bytes; i++)
		any |= i == l->info || i - l->size < memory_word(m) ? 0u : raw[i];
	return !any;
}

static bool find_table(const struct module *o, struct table *t)
{
	unsigned int word = o->word;
	uint64_t end;

	for (unsigned int at = PAST_NAME; bytes_has(o->bytes, at, 24); at += word) {
		t->symbols = bytes_number(o->bytes, at, word);
		t->count = (uint32_t)bytes_number(o->bytes, at + word, 4);
		t->strings = bytes_number(o->bytes, at + 2 * word, word);
		if (t->count && t->count <= MODULE_SYMBOLS && t->symbols >= 4096 &&
		    t->strings - t->symbols >= (uint64_t)t->count * layout_of(o->memory)->bytes &&
		    t->strings - t->symbols <= MODULE_SIZE && is_empty(o->memory, t->symbols) &&
		    memory_number(o->memory, t->strings, 1, &end) && !end)
			return true;
	}
	return false;
}

/* The symbol that address lies in, of those from base up. */
static void find_symbol(struct kernel_memory *m, const struct table *t, uint64_t base,
			uint64_t address, struct symbol *out)
{
	const struct symbol_layout *l = layout_of(m);
	uint8_t raw[AT_A_TIME * SYMBOL_MAX];
	uint64_t best = 0, next = UINT64_MAX;

	for (uint32_t i = 0; i < t->count; i += AT_A_TIME) {
		uint32_t n = t->count - i < AT_A_TIME ? t->count - i : AT_A_TIME;
		struct bytes b = {raw, n * l->bytes, m->dump->big_endian};

		if (!memory_read(m, t->symbols + (uint64_t)i * l->bytes, raw, b.len))
			return;
		for (uint32_t at = 0; at < b.len; at += l->bytes) {
			uint64_t value = bytes_number(b, at + l->value, memory_word(m));
			char name[LIMIT_SYMBOL];

			if (!bytes_number(b, at + l->section, 2) || value < base ||
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

	for (unsigned int i = 0; head && i < MODULES; i++) {
		struct module o = {m, {raw, 0, m->dump->big_endian}, memory_word(m)};

		if (!memory_pointer(m, list, &list) || list == head)
			return false;
		/* The page behind it may not be there. */
		while (o.bytes.len < STRUCT &&
		       memory_read(m, list - o.word + o.bytes.len, raw + o.bytes.len, 128))
			o.bytes.len += 128;
		if (!owns(&o, address, &base))
			continue;
		*out = (struct symbol){.offset = address - base};
		if (find_table(&o, &t))
			find_symbol(m, &t, base, address, out);
		return module_name(m, list, out->module);
	}
	return false;
}

bool symbols_name(struct symbols *s, uint64_t address, struct symbol *out)
{
	return kallsyms_name(&s->kallsyms, address, out) || name_in_module(s, address, out);
}
