/* SPDX-License-Identifier: GPL-2.0-or-later */
/* elf - ELF dumps: /proc/vmcore, a copy of it, what makedumpfile -E writes, QEMU's. */
#include "source/elf.h"

#include "base/bytes.h"
#include "source/dump.h"

enum { PT_LOAD = 1, PT_NOTE = 4, PN_XNUM = 0xffff, EF_INCOMPLETE = 1 };

/* What no machine has: larger segments are nonsense. */
#define SEGMENT_MAX (UINT64_C(1) << 52)

/* Where the fields are, with 64-bit and with 32-bit addresses. */
struct layout {
	uint8_t width; /* of addresses, offsets and sizes */
	uint8_t phoff, shoff, flags, phnum, header;
	uint8_t sh_info;			      /* in a section header */
	uint8_t p_offset, p_paddr, p_filesz, p_memsz; /* in a program header */
};

static const struct layout layouts[2] = {
	{8, 32, 40, 48, 56, 56, 44, 8, 24, 32, 40},
	{4, 28, 32, 36, 44, 32, 28, 4, 12, 16, 20},
};

struct segment {
	uint32_t type;
	uint64_t offset, pa, filesz, memsz;
};

/* Program headers: the next, and where to stop. */
struct headers {
	uint32_t at, until;
};

static const struct layout *layout_of(const struct dump *d)
{
	return &layouts[d->elf.class32];
}

static bool headers_next(struct dump *d, struct headers *h, struct segment *s)
{
	const struct layout *l = layout_of(d);
	struct elf *elf = &d->elf;
	struct bytes b = {elf->window, sizeof(elf->window), d->big_endian};
	uint32_t base;

	if (h->at >= h->until)
		return false;
	if (h->at < elf->window_from || h->at >= elf->window_end) {
		uint32_t rest = elf->header_count - h->at;

		elf->window_from = h->at;
		elf->window_end = h->at;
		if (rest > ELF_WINDOW)
			rest = ELF_WINDOW;
		if (!dump_file_read(&d->file, elf->headers + (uint64_t)h->at * l->header,
				    elf->window, rest * l->header))
			return false;
		elf->window_end += rest;
	}
	base = (h->at++ - elf->window_from) * l->header;
	s->type = (uint32_t)bytes_number(b, base, 4);
	s->offset = bytes_number(b, base + l->p_offset, l->width);
	s->pa = bytes_number(b, base + l->p_paddr, l->width);
	s->filesz = bytes_number(b, base + l->p_filesz, l->width);
	s->memsz = bytes_number(b, base + l->p_memsz, l->width);
	return true;
}

static bool is_possible(const struct segment *s)
{
	return s->filesz <= SEGMENT_MAX && s->memsz <= SEGMENT_MAX &&
	       s->pa <= UINT64_MAX - 2 * SEGMENT_MAX && s->offset <= INT64_MAX - SEGMENT_MAX;
}

/* The memory that it speaks of. */
static struct dump_range memory_of(const struct segment *s)
{
	return (struct dump_range){s->pa, s->pa + (s->filesz > s->memsz ? s->filesz : s->memsz)};
}

static void take_segment(struct dump *d, uint32_t number, const struct segment *s)
{
	struct dump_range *group = &d->elf.groups[number / d->elf.group_size];
	struct dump_range r = memory_of(s);

	if (s->type != PT_LOAD && s->type != PT_NOTE)
		return;
	if (!is_possible(s)) {
		d->flaws |= DUMP_BAD_SEGMENTS;
		return;
	}
	if (!dump_file_has(&d->file, s->offset, s->filesz))
		d->flaws |= DUMP_SHORT;
	if (s->type == PT_NOTE && !d->notes_len) {
		d->notes = s->offset;
		d->notes_len = s->filesz;
	}
	if (s->type != PT_LOAD || r.from == r.until)
		return;
	if (group->from == group->until || r.from < group->from)
		group->from = r.from;
	if (r.until > group->until)
		group->until = r.until;
}

static void take_segments(struct dump *d)
{
	struct elf *elf = &d->elf;
	struct headers h = {.until = elf->header_count};
	struct segment s;

	elf->window_from = elf->window_end = 0;
	elf->group_size = ELF_WINDOW;
	while ((uint64_t)elf->group_size * LIMIT_ELF_GROUPS < elf->header_count)
		elf->group_size *= 2;
	memset(elf->groups, 0, sizeof(elf->groups));
	while (headers_next(d, &h, &s))
		take_segment(d, h.at - 1, &s);
	if (h.at < h.until)
		d->flaws |= DUMP_SHORT;
}

/* The number that did not fit into 16 bits. */
static uint32_t large_count(const struct dump *d, uint64_t section)
{
	uint8_t header[4] = {0};

	if (!dump_file_read(&d->file, section + layout_of(d)->sh_info, header, sizeof(header)))
		return PN_XNUM;
	return (uint32_t)bytes_number((struct bytes){header, 4, d->big_endian}, 0, 4);
}

static bool elf_probe(struct span head)
{
	return span_starts(head, "\177ELF");
}

static bool elf_open(struct dump *d, struct error *e)
{
	enum { IDENT_CLASS = 4, IDENT_DATA = 5, TYPE = 16, MACHINE = 18, ET_CORE = 4 };
	uint8_t header[64] = {0};
	struct bytes b = {header, sizeof(header), false};
	const struct layout *l;
	uint32_t count;

	/* That of 32 bits has 52 bytes. */
	d->elf.class32 = dump_file_read(&d->file, 0, header, 52) && header[IDENT_CLASS] == 1;
	if (!d->elf.class32 && !dump_file_read(&d->file, 0, header, sizeof(header))) {
		error_set(e, "this ELF file is cut short within its first header");
		return false;
	}
	b.big_endian = d->big_endian = header[IDENT_DATA] == 2;
	if (bytes_number(b, TYPE, 2) != ET_CORE) {
		error_set(e, "this ELF file is no dump but a program or a library; give the vmcore "
			     "or its vmcore-dmesg.txt");
		return false;
	}
	l = layout_of(d);
	d->machine = (unsigned int)bytes_number(b, MACHINE, 2);
	/* kexec gives i386 with PAE, whose memory may be larger, headers of 64 bits. */
	d->bits32 = d->elf.class32 || d->machine == EM_386;
	d->elf.headers = bytes_number(b, l->phoff, l->width);
	if (bytes_number(b, l->flags, 4) & EF_INCOMPLETE)
		d->flaws |= DUMP_INCOMPLETE;
	count = (uint32_t)bytes_number(b, l->phnum, 2);
	if (count == PN_XNUM)
		count = large_count(d, bytes_number(b, l->shoff, l->width));
	d->elf.header_count = count < LIMIT_ELF_HEADERS ? count : LIMIT_ELF_HEADERS;
	if (d->elf.header_count < count || d->elf.headers > INT64_MAX - SEGMENT_MAX)
		d->flaws |= DUMP_BAD_SEGMENTS;
	take_segments(d);
	return true;
}

/* Each segment of the group that has the block, until one can be read. */
static enum dump_page read_from(struct dump *d, unsigned int group, uint64_t pa, void *block)
{
	uint32_t from = group * d->elf.group_size, rest = d->elf.header_count - from;
	struct headers h = {.at = from, .until = from};
	enum dump_page page = DUMP_ABSENT;
	struct segment s;

	h.until += rest < d->elf.group_size ? rest : d->elf.group_size;
	while (page != DUMP_PAGE && headers_next(d, &h, &s)) {
		if (s.type != PT_LOAD || !is_possible(&s) || pa < s.pa ||
		    s.filesz < LIMIT_DUMP_BLOCK || pa - s.pa > s.filesz - LIMIT_DUMP_BLOCK)
			continue;
		page = dump_file_read(&d->file, s.offset + (pa - s.pa), block, LIMIT_DUMP_BLOCK)
			       ? DUMP_PAGE
			       : DUMP_LOST;
	}
	return page;
}

static enum dump_page elf_read(struct dump *d, uint64_t pa, void *block)
{
	const struct elf *elf = &d->elf;
	enum dump_page page = DUMP_ABSENT;

	for (unsigned int i = 0; i * elf->group_size < elf->header_count; i++) {
		enum dump_page got = DUMP_ABSENT;

		if (elf->groups[i].from <= pa && pa < elf->groups[i].until)
			got = read_from(d, i, pa, block);
		if (got == DUMP_PAGE)
			return DUMP_PAGE;
		if (got == DUMP_LOST)
			page = DUMP_LOST;
	}
	return page;
}

const struct dump_ops elf_ops = {"ELF dump", elf_probe, elf_open, elf_read, NULL};
