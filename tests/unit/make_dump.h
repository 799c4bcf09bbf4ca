/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * make_dump - small dumps from a description.
 *
 *	static struct made m;
 *	make_kdump(&m, &(struct described){.big = true, .method = MADE_ZLIB,
 *					   .frames = {2, 3, 700}, .count = 3});
 *	fd = made_fd(&m);
 *
 * Each page holds made_byte() of its place, so a reader of it can be checked; the
 * VMCOREINFO text is MADE_INFO, and each CPU's note holds its number throughout.
 */
#ifndef KD_TESTS_MAKE_DUMP_H
#define KD_TESTS_MAKE_DUMP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#define MADE_INFO                                                                                  \
	"OSRELEASE=6.1.0\nPAGESIZE=%u\nSYMBOL(prb)=ffffffff8e05f6a0\n"                             \
	"NUMBER(phys_base)=-438304768\nNUMBER(VA_BITS)=0x30\nNUMBER(phys_ram_base)=0x80000000\n"   \
	"SYMBOL(odd)=12 "                                                                          \
	"\nCRASHTIME=1763851234"

/* The flags of page descriptors; of the last nobody knows what it means. */
enum made_method {
	MADE_RAW,
	MADE_ZLIB = 1,
	MADE_LZO = 2,
	MADE_SNAPPY = 4,
	MADE_ZSTD = 0x20,
	MADE_UNKNOWN = 0x80
};

struct described {
	bool big, bits32;
	const char *machine;	/* uname's, default x86_64 */
	unsigned int version;	/* of a kdump-compressed header, default 6 */
	unsigned int page_size; /* default 4096 */
	enum made_method method;
	unsigned int cpus;
	uint64_t frames[16]; /* ascending */
	unsigned int count;
	uint64_t split_from, split_until; /* both 0: not split */
	bool no_text;			  /* VMCOREINFO only as a note */
	bool one_bitmap;
};

struct made {
	uint8_t bytes[2 << 20];
	size_t len;
	bool big;
	size_t descriptors, data; /* where they are, to be damaged */
};

/* What stands at an address; the second half of each page is all the same, so that it
 * packs. */
static inline uint8_t made_byte(uint64_t pa, size_t page_size)
{
	if (pa % page_size >= page_size / 2)
		return 0xaa;
	return (uint8_t)(pa * 31 + (pa >> 7) * 7 + (pa >> 12) * 13);
}

static inline void put_number(struct made *m, size_t at, unsigned int width, uint64_t number)
{
	for (unsigned int i = 0; i < width; i++)
		m->bytes[at + (m->big ? width - 1 - i : i)] = (uint8_t)(number >> 8 * i);
	if (m->len < at + width)
		m->len = at + width;
}

static inline void put_text(struct made *m, size_t at, const void *text, size_t len)
{
	memcpy(m->bytes + at, text, len);
	if (m->len < at + len)
		m->len = at + len;
}

/* A note at *at, which goes on behind it; its descriptor is the caller's to fill. */
static inline size_t put_note(struct made *m, size_t *at, const char *name, uint32_t type,
			      size_t len)
{
	size_t name_len = strlen(name) + 1, descriptor = *at + 12 + (name_len + 3) / 4 * 4;

	put_number(m, *at, 4, name_len);
	put_number(m, *at + 4, 4, len);
	put_number(m, *at + 8, 4, type);
	put_text(m, *at + 12, name, name_len);
	*at = descriptor + (len + 3) / 4 * 4;
	m->len = *at;
	return descriptor;
}

/* Registers of each CPU, other notes between them, and VMCOREINFO last.  *text gets its
 * place; returns the end. */
static inline size_t put_notes(struct made *m, const struct described *d, size_t at, size_t *text,
			       size_t *text_len)
{
	char info[512];
	unsigned int page_size = d->page_size ? d->page_size : 4096;

	*text_len = (size_t)snprintf(info, sizeof(info), MADE_INFO, page_size);
	put_note(m, &at, "VMCOREINFO_XEN", 0, 8);
	for (unsigned int cpu = 0; cpu < d->cpus; cpu++) {
		memset(m->bytes + put_note(m, &at, "CORE", 1, 336), (int)cpu, 336);
		put_note(m, &at, "LINUX", 0x300, 5);
	}
	*text = put_note(m, &at, "VMCOREINFO", 0, *text_len);
	put_text(m, *text, info, *text_len);
	m->len = at;
	return at;
}

static inline size_t put_length(uint8_t *to, size_t at, size_t rest)
{
	to[at++] = 0;
	for (; rest > 255; rest -= 255)
		to[at++] = 0;
	to[at++] = (uint8_t)rest;
	return at;
}

/* Literals and one match: that the unpackers undo what real packers do is the business of
 * tests/unpackers. */
static inline size_t pack_lzo(const uint8_t *page, size_t len, uint8_t *to)
{
	size_t half = len / 2, at = put_length(to, 0, half + 1 - 18);

	memcpy(to + at, page, half + 1);
	at = put_length(to, at + half + 1, len - half - 1 - 33);
	to[at - (len - half - 1 - 33 + 254) / 255 - 1] = 32;
	memcpy(to + at, "\0\0\x11\0\0", 5);
	return at + 5;
}

static inline size_t pack_snappy(const uint8_t *page, size_t len, uint8_t *to)
{
	size_t half = len / 2, at = 0, rest;

	for (rest = len; rest > 127; rest >>= 7)
		to[at++] = (uint8_t)(rest | 128);
	to[at++] = (uint8_t)rest;
	to[at++] = 61 << 2;
	to[at++] = (uint8_t)(half & 255);
	to[at++] = (uint8_t)(half >> 8);
	memcpy(to + at, page, half + 1);
	at += half + 1;
	for (rest = len - half - 1; rest; rest -= rest < 64 ? rest : 64) {
		to[at++] = (uint8_t)(((rest < 64 ? rest : 64) - 1) << 2 | 2);
		to[at++] = 1;
		to[at++] = 0;
	}
	return at;
}

/* A raw block and one that repeats a byte. */
static inline size_t pack_zstd(const uint8_t *page, size_t len, uint8_t *to)
{
	size_t half = len / 2;

	memcpy(to, "\x28\xb5\x2f\xfd\xa0", 5);
	for (unsigned int i = 0; i < 4; i++)
		to[5 + i] = (uint8_t)(len >> 8 * i);
	for (unsigned int i = 0; i < 3; i++) {
		to[9 + i] = (uint8_t)((half << 3) >> 8 * i);
		to[12 + half + i] = (uint8_t)((half << 3 | 2 | 1) >> 8 * i);
	}
	memcpy(to + 12, page, half);
	to[15 + half] = page[half];
	return 16 + half;
}

/* Returns the length. */
static inline size_t made_pack(enum made_method method, const uint8_t *page, size_t len,
			       uint8_t *to)
{
	uLongf packed = (uLongf)(2 * len + 100);

	switch (method) {
	case MADE_ZLIB:
		compress2(to, &packed, page, (uLong)len, 1);
		return packed;
	case MADE_LZO:
		return pack_lzo(page, len, to);
	case MADE_SNAPPY:
		return pack_snappy(page, len, to);
	case MADE_ZSTD:
		return pack_zstd(page, len, to);
	default:
		memcpy(to, page, len);
		return len;
	}
}

static inline void made_page(uint8_t *page, uint64_t frame, size_t page_size)
{
	for (size_t i = 0; i < page_size; i++)
		page[i] = made_byte(frame * page_size + i, page_size);
}

static inline void make_elf(struct made *m, const struct described *d)
{
	unsigned int width = d->bits32 ? 4 : 8, header = d->bits32 ? 32 : 56;
	size_t page_size = d->page_size ? d->page_size : 4096, table = d->bits32 ? 52 : 64;
	size_t notes = table + header * (d->count + 1), text, text_len, at;

	memset(m, 0, sizeof(*m));
	m->big = d->big;
	put_text(m, 0, "\177ELF", 4);
	m->bytes[4] = d->bits32 ? 1 : 2;
	m->bytes[5] = d->big ? 2 : 1;
	put_number(m, 16, 2, 4);
	put_number(m, 18, 2, d->big ? 22 : 62);
	put_number(m, d->bits32 ? 28 : 32, width, table);
	put_number(m, d->bits32 ? 44 : 56, 2, d->count + 1);
	at = put_notes(m, d, notes, &text, &text_len);
	for (unsigned int i = 0; i <= d->count; i++) {
		size_t p = table + i * header;
		size_t size = i ? page_size : at - notes;

		m->data = i == 1 ? m->len : m->data;
		put_number(m, p, 4, i ? 1 : 4);
		put_number(m, p + (d->bits32 ? 4 : 8), width, i ? m->len : notes);
		put_number(m, p + (d->bits32 ? 12 : 24), width,
			   i ? d->frames[i - 1] * page_size : 0);
		put_number(m, p + (d->bits32 ? 16 : 32), width, size);
		put_number(m, p + (d->bits32 ? 20 : 40), width, size);
		if (i) {
			made_page(m->bytes + m->len, d->frames[i - 1], page_size);
			m->len += page_size;
		}
	}
}

/* The sub header of block 1: 64-bit, ARM's, i386's. */
static inline void put_sub_header(struct made *m, const struct described *d, size_t block,
				  const size_t *places, uint64_t frames)
{
	static const uint8_t offsets[3][10] = {{12, 16, 24, 32, 40, 48, 56, 80, 88, 96},
					       {8, 12, 16, 24, 32, 40, 48, 72, 80, 88},
					       {8, 12, 16, 20, 28, 32, 40, 56, 64, 72}};
	const uint8_t *o = offsets[!d->bits32					      ? 0
				   : d->machine && strncmp(d->machine, "arm", 3) == 0 ? 1
										      : 2];
	unsigned int width = d->bits32 ? 4 : 8;

	put_number(m, block + o[0], 4, d->split_until != 0);
	put_number(m, block + o[1], width, d->split_from);
	put_number(m, block + o[2], width, d->split_until);
	put_number(m, block + o[3], 8, d->no_text ? 0 : places[0]);
	put_number(m, block + o[4], width, d->no_text ? 0 : places[1]);
	put_number(m, block + o[5], 8, places[2]);
	put_number(m, block + o[6], width, places[3]);
	put_number(m, block + o[7], 8, d->split_from);
	put_number(m, block + o[8], 8, d->split_until);
	put_number(m, block + o[9], 8, frames);
}

static inline bool is_kept(const struct described *d, uint64_t frame)
{
	return !d->split_until || (frame >= d->split_from && frame < d->split_until);
}

static inline void make_kdump(struct made *m, const struct described *d)
{
	static uint8_t page[65536], packed[2 * 65536 + 100];
	size_t block = d->page_size ? d->page_size : 4096, places[4], at, status;
	uint64_t frames = d->count ? d->frames[d->count - 1] + 1 : 8;
	uint64_t one = (frames + 8 * block - 1) / (8 * block),
		 bitmaps = d->one_bitmap ? one : 2 * one;
	unsigned int kept = 0;

	memset(m, 0, sizeof(*m));
	m->big = d->big;
	status = d->bits32 ? 412 : 424;
	put_text(m, 0, "KDUMP   ", 8);
	put_number(m, 8, 4, d->version ? d->version : 6);
	put_text(m, 12 + 4 * 65, d->machine ? d->machine : "x86_64",
		 strlen(d->machine ? d->machine : "x86_64"));
	put_number(m, status, 4, d->method);
	put_number(m, status + 4, 4, block);
	put_number(m, status + 8, 4, 1);
	put_number(m, status + 12, 4, bitmaps);
	put_number(m, status + 16, 4, frames);
	places[2] = block + 104;
	places[3] = put_notes(m, d, places[2], &places[0], &places[1]) - places[2];
	put_sub_header(m, d, block, places, frames);
	m->descriptors = (2 + bitmaps) * block;
	for (unsigned int i = 0; i < d->count; i++) {
		uint64_t frame = d->frames[i];

		kept += is_kept(d, frame);
		m->bytes[2 * block + frame / 8] |= (uint8_t)(1 << frame % 8);
		m->bytes[(2 + bitmaps - one) * block + frame / 8] |= (uint8_t)(1 << frame % 8);
	}
	m->len = m->data = m->descriptors + 24 * kept;
	at = m->descriptors;
	for (unsigned int i = 0; i < d->count; i++) {
		size_t len;

		if (!is_kept(d, d->frames[i]))
			continue;
		made_page(page, d->frames[i], block);
		len = made_pack(d->method, page, block, packed);
		put_number(m, at, 8, m->len);
		put_number(m, at + 8, 4, len);
		put_number(m, at + 12, 4, d->method);
		put_text(m, m->len, packed, len);
		at += 24;
	}
}

/* The same file, flattened, in pieces: so many in their order, then the rest from the end. */
static inline void make_flat(struct made *to, const struct made *m, size_t piece, size_t forward)
{
	size_t count = (m->len + piece - 1) / piece;

	memset(to, 0, sizeof(*to));
	to->big = true;
	put_text(to, 0, "makedumpfile", 12);
	put_number(to, 16, 8, 1);
	put_number(to, 24, 8, 1);
	to->len = 4096;
	for (size_t i = 0; i < count; i++) {
		size_t at = (i < forward ? i : count - 1 - (i - forward)) * piece;
		size_t len = m->len - at < piece ? m->len - at : piece;

		put_number(to, to->len, 8, at);
		put_number(to, to->len, 8, len);
		put_text(to, to->len, m->bytes + at, len);
	}
	put_number(to, to->len, 8, UINT64_MAX);
	put_number(to, to->len, 8, UINT64_MAX);
}

/* A file of it, without a name. */
static inline int made_fd(const uint8_t *bytes, size_t len)
{
	int fd = memfd_create("dump", 0);

	for (size_t at = 0; at < len;) {
		ssize_t n = write(fd, bytes + at, len - at);

		if (n <= 0)
			abort();
		at += (size_t)n;
	}
	return fd;
}

#endif
