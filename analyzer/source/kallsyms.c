/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kallsyms - names for addresses, from the dead kernel's own symbol table. */
#include "source/kallsyms.h"

#include <string.h>

#include "base/bytes.h"
#include "source/vmcoreinfo.h"

/* More symbols than any kernel has; tokens of one name (its text has at most 512);
 * symbols at one address; names between two of the kernel's markers, as a power of 2. */
enum { COUNT_MAX = 1 << 22, ENTRY_MAX = 1024, SAME_MAX = 4096, KERNEL_SHIFT = 8 };

static uint64_t round_up(uint64_t n, unsigned int to)
{
	return (n + to - 1) / to * to;
}

/* --- names ---------------------------------------------------------------------------- */

/* One byte of the names; they are read in pieces, in which the walk goes on. */
static bool read_byte(struct kallsyms *k, uint64_t at, unsigned int *byte)
{
	if (at - k->window_at >= k->window_len) {
		uint64_t left = KALLSYMS_WINDOW - at % KALLSYMS_WINDOW;

		k->window_len = 0;
		if (!memory_read(k->memory, at, k->window, left))
			return false;
		k->window_at = at;
		k->window_len = (unsigned int)left;
	}
	*byte = k->window[at - k->window_at];
	return true;
}

/* The length of the name at *at, which moves on to its tokens. */
static bool read_length(struct kallsyms *k, uint64_t *at, unsigned int *len)
{
	unsigned int more;

	if (!read_byte(k, (*at)++, len))
		return false;
	if (*len & 0x80) { /* since 6.1; none was as long before */
		if (!read_byte(k, (*at)++, &more))
			return false;
		*len = (*len & 0x7f) | more << 7;
	}
	return *len && *len <= ENTRY_MAX;
}

/* Where the name number i is, its length byte. */
static bool find_entry(struct kallsyms *k, uint32_t i, uint64_t *at)
{
	unsigned int shift = k->markers ? KERNEL_SHIFT : k->marker_shift, len;
	uint64_t marker;

	if (k->markers) {
		if (!memory_number(k->memory, k->markers + (uint64_t)(i >> shift) * 4, 4, &marker))
			return false;
	} else {
		marker = k->marker[i >> shift];
	}
	*at = k->names + marker;
	for (uint32_t left = i & ((UINT32_C(1) << shift) - 1); left; left--) {
		if (!read_length(k, at, &len))
			return false;
		*at += len;
	}
	return true;
}

/* The text of the name at at: the type, and what fits of the name itself. */
static bool expand(struct kallsyms *k, uint64_t at, char *type, char *name, size_t size)
{
	unsigned int len, token;
	size_t out = 0;
	bool first = true;

	if (!read_length(k, &at, &len))
		return false;
	for (; len; len--) {
		if (!read_byte(k, at++, &token))
			return false;
		for (const char *c = k->text + k->token[token]; *c; c++) {
			if (first)
				*type = *c;
			else if (out + 1 < size)
				name[out++] = *c > ' ' && *c <= '~' ? *c : '?';
			first = false;
		}
	}
	name[out] = '\0';
	return true;
}

/* The name at at against this one, as strcmp() does; *end gets the address behind it. */
static bool compare(struct kallsyms *k, uint64_t at, const char *name, int *order, uint64_t *end)
{
	unsigned int len, token;
	bool first = true;

	*order = 0;
	if (!read_length(k, &at, &len))
		return false;
	for (*end = at + len; at < *end && !*order; at++) {
		if (!read_byte(k, at, &token))
			return false;
		for (const char *c = k->text + k->token[token]; *c && !*order; c++) {
			if (!first)
				*order = (unsigned char)*c - (unsigned char)*name++;
			first = false;
		}
	}
	if (!*order && *name)
		*order = -1;
	return true;
}

bool kallsyms_mark(struct kallsyms *k, uint64_t *end)
{
	unsigned int len;

	*end = k->names;
	for (k->marker_shift = KERNEL_SHIFT; k->count >> k->marker_shift >= KALLSYMS_MARKERS;)
		k->marker_shift++;
	for (uint32_t i = 0; i < k->count; i++) {
		if (!(i & ((UINT32_C(1) << k->marker_shift) - 1)))
			k->marker[i >> k->marker_shift] = (uint32_t)(*end - k->names);
		if (!read_length(k, end, &len))
			return false;
		*end += len;
	}
	return true;
}

/* --- addresses -------------------------------------------------------------------------- */

static bool address_of(struct kallsyms *k, uint32_t i, uint64_t *address)
{
	unsigned int width = k->encoding == KALLSYMS_ABSOLUTE ? memory_word(k->memory) : 4;
	uint64_t at = k->offsets + (uint64_t)i * width, raw;
	int64_t offset;

	if (!memory_number(k->memory, at, width, &raw))
		return false;
	offset = (int32_t)(uint32_t)raw;
	switch (k->encoding) {
	case KALLSYMS_RELATIVE:
		*address = k->base + raw;
		break;
	case KALLSYMS_PER_CPU:
		*address = offset < 0 ? k->base - 1 - (uint64_t)offset : (uint64_t)offset;
		break;
	case KALLSYMS_PLACE:
		*address = at + (uint64_t)offset;
		break;
	default:
		*address = raw;
	}
	return true;
}

/* The last symbol at or below address, and its own address. */
static bool at_or_below(struct kallsyms *k, uint64_t address, uint32_t *i, uint64_t *found)
{
	uint32_t low = 0, high = k->count;
	uint64_t here;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (!address_of(k, middle, &here))
			return false;
		if (here <= address)
			low = middle;
		else
			high = middle;
	}
	*i = low;
	return address_of(k, low, found) && *found <= address;
}

bool kallsyms_name(struct kallsyms *k, uint64_t address, struct symbol *out)
{
	uint64_t start, next = 0, at;
	uint32_t i, first;
	char type;

	*out = (struct symbol){.name = ""};
	/* Behind the last one is no kernel. */
	if (!at_or_below(k, address, &i, &start) || start < k->lowest || i + 1 >= k->count ||
	    !address_of(k, i + 1, &next))
		return false;
	for (first = i; first && i - first < SAME_MAX; first--) {
		uint64_t before;

		if (!address_of(k, first - 1, &before) || before != start)
			break;
	}
	if (!find_entry(k, first, &at) || !expand(k, at, &type, out->name, sizeof(out->name)))
		return false;
	out->offset = address - start;
	out->size = next - start;
	return true;
}

bool kallsyms_symbol(struct kallsyms *k, uint32_t i, uint64_t *address, char *type, char *name,
		     size_t size)
{
	uint64_t at;

	return i < k->count && address_of(k, i, address) && find_entry(k, i, &at) &&
	       expand(k, at, type, name, size);
}

/* --- from name to address ------------------------------------------------------------------ */

/* The symbol that comes place-th when they are sorted by name. */
static bool sorted(struct kallsyms *k, uint32_t place, uint32_t *i)
{
	uint8_t raw[3];

	if (!memory_read(k->memory, k->names_seqs + (uint64_t)place * 3, raw, sizeof(raw)))
		return false;
	*i = (uint32_t)raw[0] << 16 | (uint32_t)raw[1] << 8 | raw[2];
	return *i < k->count;
}

/* The first place of a name that is not before this one. */
static bool search(struct kallsyms *k, const char *name, uint64_t *address)
{
	uint32_t low = 0, high = k->count, i;
	uint64_t at, end;
	int order;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (!sorted(k, middle, &i) || !find_entry(k, i, &at) ||
		    !compare(k, at, name, &order, &end))
			return false;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < k->count && sorted(k, low, &i) && find_entry(k, i, &at) &&
	       compare(k, at, name, &order, &end) && !order && address_of(k, i, address);
}

void kallsyms_addresses(struct kallsyms *k, const char *const names[], uint64_t addresses[],
			unsigned int count)
{
	uint64_t at = k->names, end = at;
	uint32_t wanted = 0;
	int order;

	for (unsigned int n = 0; n < count; n++) {
		addresses[n] = 0;
		if (!k->names_seqs || !search(k, names[n], &addresses[n]))
			wanted |= UINT32_C(1) << n;
	}
	/* Sorted they are if one of them was found so. */
	if (wanted != (UINT64_C(1) << count) - 1)
		return;
	for (uint32_t i = 0; i < k->count && wanted; i++, at = end) {
		for (unsigned int n = 0; n < count; n++) {
			if (!compare(k, at, names[n], &order, &end))
				return;
			if (!order && wanted >> n & 1 && address_of(k, i, &addresses[n]))
				wanted &= ~(UINT32_C(1) << n);
		}
	}
}

/* --- opening --------------------------------------------------------------------------------- */

bool kallsyms_read_tokens(struct kallsyms *k)
{
	size_t at = 0, left = sizeof(k->text);

	/* The table ends somewhere; what is behind it need not be there. */
	memset(k->text, 0, sizeof(k->text));
	for (size_t got = 0; got < left; got += 256) {
		if (!memory_read(k->memory, k->token_table + got, k->text + got, 256))
			left = got;
	}
	for (unsigned int i = 0; i < 256; i++) {
		size_t len = strnlen(k->text + at, left - at);

		if (len >= left - at)
			return false;
		k->token[i] = (uint16_t)at;
		at += len + 1;
	}
	/* Nobody's table by chance. */
	if (!k->token_index)
		k->token_index = k->token_table + round_up(at, memory_word(k->memory));
	for (unsigned int i = 0; i < 256; i++) {
		uint64_t begin;

		if (!memory_number(k->memory, k->token_index + i * 2, 2, &begin) ||
		    begin != k->token[i])
			return false;
	}
	return true;
}

static bool told(struct kallsyms *k)
{
	const struct dump *d = k->memory->dump;
	uint64_t number;

	if (!vmcoreinfo_hex(d, "SYMBOL(kallsyms_names)", &k->names) ||
	    !vmcoreinfo_hex(d, "SYMBOL(kallsyms_num_syms)", &number) ||
	    !vmcoreinfo_hex(d, "SYMBOL(kallsyms_token_table)", &k->token_table) ||
	    !vmcoreinfo_hex(d, "SYMBOL(kallsyms_token_index)", &k->token_index) ||
	    !vmcoreinfo_hex(d, "SYMBOL(kallsyms_offsets)", &k->offsets) ||
	    !memory_number(k->memory, number, 4, &number) || !number || number > COUNT_MAX)
		return false;
	k->count = (uint32_t)number;
	k->encoding = KALLSYMS_PLACE;
	if (vmcoreinfo_hex(d, "SYMBOL(kallsyms_relative_base)", &number)) {
		k->encoding = KALLSYMS_RELATIVE;
		if (!memory_pointer(k->memory, number, &k->base))
			return false;
		k->names_seqs = number + memory_word(k->memory);
	} else {
		k->names_seqs = round_up(k->offsets + (uint64_t)k->count * 4, 4);
	}
	return kallsyms_read_tokens(k);
}

/* Markers stand before the tokens, perhaps with the sorted names between; they are right
 * if the second one is where a walk gets to. */
static void find_markers(struct kallsyms *k)
{
	uint64_t size = ((uint64_t)k->count + 255) / 256 * 4, after = k->names, marker;
	uint64_t seqs = k->token_table - round_up((uint64_t)k->count * 3, 8);
	unsigned int len;

	for (int i = 0; i < 256; i++) {
		if (k->count <= 256 || !read_length(k, &after, &len))
			return;
		after += len;
	}
	for (int i = 0; i < 4; i++) {
		uint64_t at = (i & 1 ? seqs : k->token_table) - round_up(size, i & 2 ? 4 : 8);

		if (at > k->names && memory_number(k->memory, at, 4, &marker) && !marker &&
		    memory_number(k->memory, at + 4, 4, &marker) && marker == after - k->names) {
			k->markers = at;
			if (i & 1)
				k->names_seqs = seqs;
			return;
		}
	}
}

static bool something_at(struct kallsyms *k, uint64_t stext, enum kallsyms_encoding encoding)
{
	uint64_t found;
	uint32_t i;

	k->encoding = encoding;
	return at_or_below(k, stext, &i, &found) && found == stext;
}

/* The encoding by which something is at _stext.  Per-CPU ones of numbers that are not are
 * small; the other way round a per-CPU symbol at 0 is at the base, which may be _stext. */
static bool choose_encoding(struct kallsyms *k, uint64_t stext)
{
	return k->encoding == KALLSYMS_RELATIVE ? something_at(k, stext, KALLSYMS_PER_CPU) ||
							  something_at(k, stext, KALLSYMS_RELATIVE)
						: something_at(k, stext, k->encoding);
}

bool kallsyms_open(struct kallsyms *k, struct kernel_memory *m, struct error *e)
{
	uint64_t stext, end;

	*k = (struct kallsyms){.memory = m};
	if (!vmcoreinfo_hex(m->dump, "SYMBOL(_stext)", &stext)) {
		error_set(e, "VMCOREINFO does not tell where the kernel is");
		return false;
	}
	k->lowest = stext & ~UINT64_C(0x1fffff);
	if (told(k)) {
		find_markers(k);
		if (!k->markers && !kallsyms_mark(k, &end))
			k->count = 0;
	} else if (!kallsyms_find(k, stext)) {
		k->count = 0;
	}
	if (k->count && choose_encoding(k, stext))
		return true;
	k->count = 0;
	error_set(e, "the kernel's symbol table (kallsyms) cannot be found");
	return false;
}
