/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kallsyms_find - the symbol tables of kernels that do not tell where they are.
 *
 *	kallsyms_offsets	s32[N], or before 4.6 kallsyms_addresses, a word[N]
 *	kallsyms_relative_base	a word, an address a little below _stext; not before 4.6
 *	kallsyms_num_syms	u32, before 4.20 a word
 *	kallsyms_names
 *	kallsyms_markers	u32, before 4.20 a word
 *	kallsyms_token_table
 *	kallsyms_token_index
 *
 * in this order, each at a multiple of a word, from 2.6 to 6.1.  The first one is 100 KiB or
 * more of numbers that only ascend (or only descend), so a look at every 64 KiB of the
 * image finds it.
 */
#include "base/bytes.h"
#include "source/kallsyms.h"

/* How far behind _stext the tables are looked for; how often; the smallest table. */
enum { IMAGE = 64 << 20, STEP = 64 << 10, COUNT_MIN = 4096, COUNT_MAX = 1 << 22 };
enum { PAGE = LIMIT_DUMP_BLOCK };

/* Places that look right but for the names, which are long to read. */
enum { TRIES = 8 };

/* Is this a page out of the table of addresses, whose numbers have width bytes?  Of s32,
 * per-CPU ones descend; no symbol is 64 MiB from the one 1000 further on. */
static bool is_table(struct kallsyms *k, uint64_t va, unsigned int width)
{
	uint8_t page[PAGE];
	struct bytes b = {page, sizeof(page), k->memory->dump->big_endian};
	uint64_t last, number, first;
	unsigned int up = 0, down = 0, count = PAGE / width;

	if (!memory_read(k->memory, va, page, sizeof(page)))
		return false;
	first = last = bytes_number(b, 0, width);
	for (unsigned int i = 1; i < count; i++, last = number) {
		number = bytes_number(b, i * width, width);
		up += number > last;
		down += number < last;
		if (up && down)
			return false;
	}
	if (width == 8)
		return up > count / 4 && first >= k->lowest && last - first < IMAGE;
	return up + down > count / 4 && (up ? last - first : first - last) < IMAGE;
}

/* To the next multiple of a word. */
static uint64_t aligned(const struct kallsyms *k, uint64_t n)
{
	unsigned int word = memory_word(k->memory);

	return (n + word - 1) / word * word;
}

/* u32, or a word before 4.20. */
static bool read_count(struct kallsyms *k, uint64_t at)
{
	uint64_t number;

	if (!memory_pointer(k->memory, at, &number))
		return false;
	k->count = (uint32_t)number ? (uint32_t)number : (uint32_t)(number >> 32);
	return k->count >= COUNT_MIN && k->count <= COUNT_MAX;
}

/* What stands behind the addresses, if they end at end. */
static bool take_behind(struct kallsyms *k, uint64_t end, unsigned int width, uint64_t stext)
{
	unsigned int word = memory_word(k->memory);
	uint64_t behind = end, last;

	k->encoding = KALLSYMS_ABSOLUTE;
	if (width == 4 && memory_pointer(k->memory, end, &k->base) && k->base <= stext &&
	    k->base >= k->lowest) {
		k->encoding = KALLSYMS_RELATIVE;
		behind += word;
	} else if (width != word || !memory_pointer(k->memory, end - word, &last) ||
		   last < k->lowest) {
		return false;
	}
	if (!read_count(k, behind))
		return false;
	k->names = behind + word;
	k->offsets = end - aligned(k, (uint64_t)k->count * width);
	return true;
}

/* The markers have 4 or 8 bytes each; some builds have the sorted names behind them. */
static bool find_tokens(struct kallsyms *k, uint64_t names_end)
{
	uint64_t blocks = ((uint64_t)k->count + 255) / 256;

	for (unsigned int i = 0; i < 4; i++) {
		uint64_t at = aligned(k, names_end) + aligned(k, blocks * (i & 1 ? 8 : 4));

		if (i & 2)
			at += aligned(k, (uint64_t)k->count * 3);
		k->token_table = at;
		k->token_index = 0;
		if (kallsyms_read_tokens(k))
			return true;
	}
	return false;
}

/* Here is a page of the table, perhaps. */
static bool take_table(struct kallsyms *k, uint64_t page, unsigned int width, uint64_t stext,
		       uint64_t *behind, unsigned int *tries)
{
	uint64_t begin = page, names_end;

	while (page - begin < (uint64_t)COUNT_MAX * width && is_table(k, page, width))
		page += PAGE;
	*behind = page;
	for (uint64_t end = page - 8; end < page + PAGE && *tries < TRIES;
	     end += memory_word(k->memory)) {
		if (!take_behind(k, end, width, stext) || k->offsets > begin)
			continue;
		++*tries;
		if (kallsyms_mark(k, &names_end) && find_tokens(k, names_end))
			return true;
	}
	return false;
}

bool kallsyms_find(struct kallsyms *k, uint64_t stext)
{
	uint64_t from = stext & ~(uint64_t)(PAGE - 1), behind;
	unsigned int tries = 0;

	for (uint64_t va = from; va - from < IMAGE; va += STEP) {
		for (unsigned int width = 4; width <= 8; width += 4) {
			if (!is_table(k, va, width))
				continue;
			if (take_table(k, va, width, stext, &behind, &tries))
				return true;
			while (va + STEP < behind)
				va += STEP;
		}
	}
	return false;
}
