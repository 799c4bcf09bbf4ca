/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kdump - kdump-compressed dumps, the format that makedumpfile writes by default. */
#include "source/kdump.h"

#include "base/bytes.h"
#include "base/inflate.h"
#include "base/lzo.h"
#include "base/snappy.h"
#include "base/zstd.h"
#include "source/dump.h"

enum { NO_VMCOREINFO_BEFORE = 3, NOTES_SINCE = 4, WIDE_SINCE = 6, VERSION_MAX = 64 };
enum { STATUS_INCOMPLETE = 8, DESCRIPTOR = 24, HEADER = 464, SUB_HEADER = 104 };

/* Of more than 1 TiB of memory the bitmap is too long to be counted for its own sake. */
enum { END_STRETCH = 32 << 10, END_PAGES = 32 };

/* --- headers -------------------------------------------------------------------------- */

/* Where the fields are; on 32-bit machines time stamps are shorter, and only x86 puts
 * 64-bit numbers at any multiple of four. */
struct layout {
	uint8_t bits32;
	/* Main header: status, and from there block_size, sub_hdr_size, bitmap_blocks and
	 * max_mapnr in 4 bytes each. */
	uint16_t status;
	/* Sub header: numbers of `width` bytes but offsets and the last three, which have 8. */
	uint8_t width, split, start, end, text, text_len, notes, notes_len;
	uint8_t start_64, end_64, max_mapnr_64;
};

static const struct layout layouts[] = {
	{false, 424, 8, 12, 16, 24, 32, 40, 48, 56, 80, 88, 96},
	{true, 412, 4, 8, 12, 16, 24, 32, 40, 48, 72, 80, 88},
	{true, 412, 4, 8, 12, 16, 20, 28, 32, 40, 56, 64, 72}, /* i386 */
};

static const struct {
	char name[11];
	uint16_t machine; /* as e_machine */
} machines[] = {
	{"x86_64", 62},	  {"aarch64", 183},   {"ppc64", 21}, {"s390x", 22},
	{"riscv64", 243}, {"ia64", 50},	      {"i", EM_386}, {"arm", 40},
	{"mips", 8},	  {"loongarch", 258}, {"ppc", 20},
};

struct main_header {
	const struct layout *layout;
	struct bytes bytes;
	uint32_t status, block_size, sub_blocks, bitmap_blocks, max_mapnr;
};

/* Is the header of this layout and byte order?  Any other makes nonsense of it. */
static bool header_fits(struct main_header *h)
{
	uint16_t at = h->layout->status;

	h->status = (uint32_t)bytes_number(h->bytes, at, 4);
	h->block_size = (uint32_t)bytes_number(h->bytes, at + 4u, 4);
	h->sub_blocks = (uint32_t)bytes_number(h->bytes, at + 8u, 4);
	h->bitmap_blocks = (uint32_t)bytes_number(h->bytes, at + 12u, 4);
	h->max_mapnr = (uint32_t)bytes_number(h->bytes, at + 16u, 4);
	return h->block_size >= LIMIT_DUMP_BLOCK && h->block_size <= LIMIT_DUMP_PAGE &&
	       !(h->block_size & (h->block_size - 1)) &&
	       (uint64_t)h->bitmap_blocks * h->block_size * 8 >= h->max_mapnr &&
	       bytes_number(h->bytes, 8, 4) < VERSION_MAX;
}

static bool header_find(struct main_header *h)
{
	for (unsigned int i = 0; i < 4; i++) {
		h->layout = &layouts[i & 1];
		h->bytes.big_endian = i & 2;
		if (header_fits(h))
			return true;
	}
	return false;
}

/* uname's machine is the fifth string of 65 bytes from 12 on. */
static unsigned int machine_of(struct bytes header)
{
	struct span name = {(const char *)header.at + 12 + 4 * 65, 65};

	for (unsigned int i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		if (span_starts(name, machines[i].name))
			return machines[i].machine;
	}
	return 0;
}

/* Bits that a bitmap needs for so many frames lie in so many blocks. */
static uint64_t blocks_for(uint64_t frames, uint64_t block)
{
	return frames / 8 / block + !!(frames % (8 * block));
}

/* Of frames beyond LIMIT_KDUMP_FRAMES nothing is known. */
static bool place_tables(struct dump *d, const struct main_header *h, uint64_t max_mapnr)
{
	struct kdump *k = &d->kdump;
	uint64_t block = h->block_size, blocks = h->bitmap_blocks;
	uint64_t wanted = blocks_for(max_mapnr, block);

	k->bitmap = block + h->sub_blocks * block;
	k->descriptors = k->bitmap + blocks * block;
	if (blocks / 2 >= wanted)
		k->bitmap += blocks / 2 * block;
	if (!dump_file_has(&d->file, k->descriptors, 0))
		d->flaws |= DUMP_SHORT;
	if (k->until > max_mapnr)
		k->until = max_mapnr;
	if (k->until > LIMIT_KDUMP_FRAMES)
		k->until = LIMIT_KDUMP_FRAMES;
	k->stretch = 512;
	while (k->stretch * 8 * LIMIT_KDUMP_RANKS < k->until)
		k->stretch *= 2;
	k->ranked = 0;
	k->work = UINT64_MAX;
	return blocks >= wanted;
}

/* Fields that the version has not are not looked at. */
static bool take_sub_header(struct dump *d, const struct main_header *h, unsigned int version)
{
	const struct layout *l = h->layout;
	bool wide = version >= WIDE_SINCE;
	uint8_t sub[SUB_HEADER] = {0};
	struct bytes b = {sub, sizeof(sub), d->big_endian};

	if (!dump_file_read(&d->file, d->page_size, sub, sizeof(sub)))
		return false;
	d->text = bytes_number(b, l->text, 8);
	d->text_len = bytes_number(b, l->text_len, l->width);
	if (version >= NOTES_SINCE) {
		d->notes = bytes_number(b, l->notes, 8);
		d->notes_len = bytes_number(b, l->notes_len, l->width);
	}
	d->kdump.first = 0;
	d->kdump.until = UINT64_MAX;
	if (bytes_number(b, l->split, 4)) {
		d->flaws |= DUMP_SPLIT;
		d->kdump.first = wide ? bytes_number(b, l->start_64, 8)
				      : bytes_number(b, l->start, l->width);
		d->kdump.until =
			wide ? bytes_number(b, l->end_64, 8) : bytes_number(b, l->end, l->width);
	}
	return place_tables(d, h, wide ? bytes_number(b, l->max_mapnr_64, 8) : h->max_mapnr);
}

static bool kdump_probe(struct span head)
{
	return span_starts(head, "KDUMP   ") || span_starts(head, "DISKDUMP");
}

static bool take_headers(struct dump *d, struct main_header *h, struct error *e)
{
	unsigned int version;

	if (!header_find(h)) {
		error_set(e, "the header of this kdump-compressed dump is damaged");
		return false;
	}
	version = (unsigned int)bytes_number(h->bytes, 8, 4);
	if (version < NO_VMCOREINFO_BEFORE) {
		error_set(
			e,
			"this dump has header version %u, and those before 3 carry no VMCOREINFO, "
			"without which its log cannot be found; get it with \"crash VMLINUX "
			"DUMP\", "
			"\"log > dmesg.txt\" and give that",
			version);
		return false;
	}
	d->big_endian = h->bytes.big_endian;
	d->bits32 = h->layout->bits32;
	d->page_size = h->block_size;
	d->machine = machine_of(h->bytes);
	if (d->bits32 && d->machine == EM_386)
		h->layout = &layouts[2];
	if (h->status & STATUS_INCOMPLETE)
		d->flaws |= DUMP_INCOMPLETE;
	if (!take_sub_header(d, h, version)) {
		error_set(e, "the headers of this kdump-compressed dump contradict each other or "
			     "are cut short");
		return false;
	}
	return true;
}

/* --- finding a page ------------------------------------------------------------------- */

static unsigned int ones(uint64_t word)
{
	word -= word >> 1 & 0x5555555555555555;
	word = (word & 0x3333333333333333) + (word >> 2 & 0x3333333333333333);
	word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0f;
	return (unsigned int)(word * 0x0101010101010101 >> 56);
}

/* Add the bits of the frames [from, until), from a multiple of eight. */
static bool count_frames(const struct dump *d, uint64_t from, uint64_t until, uint32_t *count)
{
	enum { WORDS = 512 };
	uint64_t words[WORDS];

	while (from < until) {
		uint64_t frames = until - from < WORDS * 64 ? until - from : WORDS * 64;
		size_t len = (size_t)(frames + 7) / 8;

		words[(len - 1) / 8] = 0;
		if (!dump_file_read(&d->file, d->kdump.bitmap + from / 8, words, len))
			return false;
		if (frames % 8)
			((uint8_t *)words)[len - 1] &= (uint8_t)((1 << frames % 8) - 1);
		for (size_t i = 0; i < (len + 7) / 8; i++)
			*count += ones(words[i]);
		from += frames;
	}
	return true;
}

/* The index of a frame's descriptor: how many frames of this file come before it. */
static bool index_of(struct dump *d, uint64_t frame, uint32_t *index)
{
	struct kdump *k = &d->kdump;
	uint64_t frames = k->stretch * 8;
	uint32_t wanted = (uint32_t)(frame / frames);

	if (!k->ranked) {
		uint32_t start = (uint32_t)(k->first / frames), before = 0;

		if (!count_frames(d, start * frames, k->first, &before))
			return false;
		k->rank[start] = 0 - before; /* wraps, and back again */
		k->ranked = start + 1;
	}
	for (; k->ranked <= wanted; k->ranked++) {
		k->rank[k->ranked] = k->rank[k->ranked - 1];
		if (!count_frames(d, (k->ranked - 1) * frames, k->ranked * frames,
				  &k->rank[k->ranked]))
			return false;
	}
	*index = k->rank[wanted];
	return count_frames(d, wanted * frames, frame, index);
}

struct descriptor {
	uint64_t offset;
	uint32_t size, flags;
};

static struct descriptor descriptor_in(const struct dump *d, const uint8_t *raw)
{
	struct bytes b = {raw, DESCRIPTOR, d->big_endian};

	return (struct descriptor){bytes_number(b, 0, 8), (uint32_t)bytes_number(b, 8, 4),
				   (uint32_t)bytes_number(b, 12, 4)};
}

static bool read_descriptors(const struct dump *d, uint32_t index, unsigned int count, uint8_t *raw)
{
	return dump_file_read(&d->file, d->kdump.descriptors + (uint64_t)index * DESCRIPTOR, raw,
			      count * DESCRIPTOR);
}

static enum dump_page find(struct dump *d, uint64_t frame, struct descriptor *found)
{
	struct kdump *k = &d->kdump;
	uint8_t raw[DESCRIPTOR], byte;
	uint32_t index;

	if (frame < k->first || frame >= k->until)
		return DUMP_ABSENT;
	if (!dump_file_read(&d->file, k->bitmap + frame / 8, &byte, 1))
		return DUMP_LOST;
	if (!(byte >> frame % 8 & 1))
		return DUMP_ABSENT;
	if (!index_of(d, frame, &index) || !read_descriptors(d, index, 1, raw))
		return DUMP_LOST;
	*found = descriptor_in(d, raw);
	return found->offset ? DUMP_PAGE : DUMP_LOST;
}

/* --- unpacking it --------------------------------------------------------------------- */

typedef bool unpack(struct span stream, char *to, size_t size, size_t *len);

static unpack *unpack_of(uint32_t flags)
{
	static const struct {
		uint32_t flag;
		unpack *call;
	} methods[] = {{0x1, inflate_all}, {0x2, lzo_all}, {0x4, snappy_all}, {0x20, zstd_all}};

	for (unsigned int i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		if (flags == methods[i].flag)
			return methods[i].call;
	}
	return NULL;
}

/* The page goes to the front of the arena; as packed it stood at the end, over blocks
 * that are never used again. */
static enum dump_page unpack_page(struct dump *d, const struct descriptor *at, uint64_t frame)
{
	struct dump_cache *cache = &d->cache;
	unsigned int slots = (LIMIT_DUMP_ARENA - at->size) / LIMIT_DUMP_BLOCK;
	char *packed = (char *)cache->arena + LIMIT_DUMP_ARENA - at->size;
	unpack *call = unpack_of(at->flags);
	size_t len;

	if (!call) {
		d->flaws |= DUMP_CANNOT_UNPACK;
		return DUMP_LOST;
	}
	d->kdump.work = UINT64_MAX;
	cache->first = d->page_size / LIMIT_DUMP_BLOCK;
	if (cache->slots > slots)
		cache->slots = slots;
	if (!dump_file_read(&d->file, at->offset, packed, at->size))
		return DUMP_LOST;
	if (!call((struct span){packed, at->size}, (char *)cache->arena, d->page_size, &len) ||
	    len != d->page_size) {
		d->flaws |= DUMP_BAD_PAGES;
		return DUMP_LOST;
	}
	d->kdump.work = frame;
	return DUMP_PAGE;
}

static enum dump_page read_frame(struct dump *d, uint64_t frame, uint64_t within, void *block)
{
	struct descriptor at;
	enum dump_page page = find(d, frame, &at);

	if (page != DUMP_PAGE)
		return page;
	if (!at.size || at.size > d->page_size || (!at.flags && at.size < d->page_size)) {
		d->flaws |= DUMP_BAD_PAGES;
		return DUMP_LOST;
	}
	if (!dump_file_has(&d->file, at.offset, at.size)) {
		d->flaws |= DUMP_SHORT;
		return DUMP_LOST;
	}
	if (at.flags)
		return unpack_page(d, &at, frame);
	return dump_file_read(&d->file, at.offset + within, block, LIMIT_DUMP_BLOCK) ? DUMP_PAGE
										     : DUMP_LOST;
}

static enum dump_page kdump_read(struct dump *d, uint64_t pa, void *block)
{
	uint64_t frame = pa / d->page_size, within = pa % d->page_size;
	enum dump_page page = DUMP_PAGE;

	if (d->kdump.work != frame)
		page = read_frame(d, frame, within, block);
	if (page == DUMP_PAGE && d->kdump.work == frame)
		memcpy(block, d->cache.arena + within, LIMIT_DUMP_BLOCK);
	return page;
}

/* --- its end ------------------------------------------------------------------------- */

/* Pages lie in the order of their frames, but those of zeros share one at the beginning: do
 * the last ones tell that the end of the file is missing?  The log may be whole. */
static void kdump_look_for_end(struct dump *d)
{
	struct kdump *k = &d->kdump;
	uint8_t raw[END_PAGES * DESCRIPTOR];
	uint32_t index, count;

	if (k->first >= k->until || k->stretch > END_STRETCH || !index_of(d, k->until - 1, &index))
		return;
	count = index < END_PAGES ? index : END_PAGES;
	if (!read_descriptors(d, index - count, count, raw)) {
		if (!dump_file_is_late(&d->file))
			d->flaws |= DUMP_SHORT;
		return;
	}
	for (unsigned int i = 0; i < count; i++) {
		struct descriptor page = descriptor_in(d, raw + i * DESCRIPTOR);

		if (!dump_file_has(&d->file, page.offset, page.size))
			d->flaws |= DUMP_SHORT;
	}
}

/* --- opening -------------------------------------------------------------------------- */

static bool kdump_open(struct dump *d, struct error *e)
{
	uint8_t header[HEADER] = {0};
	struct main_header h = {.bytes = {header, sizeof(header), false}};

	if (!dump_file_read(&d->file, 0, header, sizeof(header))) {
		error_set(e, "this kdump-compressed dump is cut short within its first header");
		return false;
	}
	if (header[0] == 'D') {
		error_set(e, "this is a dump of the old diskdump, not of kdump; get its log with "
			     "\"crash VMLINUX DUMP\", \"log > dmesg.txt\" and give that");
		return false;
	}
	return take_headers(d, &h, e);
}

const struct dump_ops kdump_ops = {"kdump-compressed dump", kdump_probe, kdump_open, kdump_read,
				   kdump_look_for_end};
