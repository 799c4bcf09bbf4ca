/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unit test of source/dump and the formats below it.
 *
 *	build/unit/dump                 the tests
 *	build/unit/dump --pages DUMP    each page frame and the CRC-32 of its page, as
 *	                                tests/dump-pages prints it
 *	build/unit/dump --unpack        what tests/unpackers wants to have unpacked
 *	build/unit/dump --huge elf|kdump FILE   1 TiB of memory, nearly all of it holes
 *	build/unit/dump --seeds DIR     small dumps, for tests/fuzz/run
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/crc.h"
#include "base/inflate.h"
#include "base/lzo.h"
#include "base/snappy.h"
#include "base/zstd.h"
#include "check.h"
#include "make_dump.h"
#include "source/processors.h"
#include "source/vmcoreinfo.h"

static struct dump dump;
static struct made made, flattened;

/* --- made dumps ----------------------------------------------------------------------- */

static bool open_bytes(const uint8_t *bytes, size_t len, struct error *e)
{
	static int fd = -1;

	if (fd >= 0)
		close(fd);
	fd = made_fd(bytes, len);
	*e = (struct error){""};
	return dump_open(&dump, fd, (struct span){(const char *)bytes, len < 64 ? len : 64}, e);
}

static bool open_made(void)
{
	struct error e;
	bool opened = open_bytes(made.bytes, made.len, &e);

	CHECK_TEXT(e.text, "");
	return opened;
}

/* Does this range read, and as it was made? */
static bool reads(uint64_t pa, size_t len)
{
	static uint8_t got[3 * LIMIT_DUMP_PAGE];

	if (!dump_read(&dump, pa, got, len))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (got[i] != made_byte(pa + i, dump.page_size))
			return false;
	}
	return true;
}

static void count_cpu(void *context, unsigned int index, struct span descriptor)
{
	unsigned int *count = context;

	CHECK(index == *count && descriptor.len == 336 && (uint8_t)descriptor.at[335] == index);
	++*count;
}

/* Everything that the description says, and nothing between. */
static void check_as_described(const struct described *d)
{
	size_t size = d->page_size ? d->page_size : 4096;
	unsigned int cpus = 0;
	uint64_t hex;
	int64_t number;

	CHECK(dump.page_size == size && dump.big_endian == d->big && dump.bits32 == d->bits32);
	for (unsigned int i = 0; i < d->count; i++) {
		uint64_t pa = d->frames[i] * size;
		bool next = i + 1 < d->count && d->frames[i + 1] == d->frames[i] + 1;

		CHECK(reads(pa, size));
		CHECK(reads(pa + size / 2 - 5, 11));
		CHECK(reads(pa + size - 3, 6) == next);
		CHECK(next || !reads(pa + size, 1));
	}
	dump_each_prstatus(&dump, count_cpu, &cpus);
	CHECK(cpus == d->cpus);
	CHECK(vmcoreinfo_hex(&dump, "SYMBOL(prb)", &hex) && hex == 0xffffffff8e05f6a0);
	CHECK(vmcoreinfo_number(&dump, "NUMBER(phys_base)", &number) && number == -438304768);
	CHECK(vmcoreinfo_number(&dump, "NUMBER(VA_BITS)", &number) && number == 48);
	CHECK(vmcoreinfo_number(&dump, "CRASHTIME", &number) && number == 1763851234);
	CHECK(!vmcoreinfo_hex(&dump, "SYMBOL(odd)", &hex));
	CHECK(!vmcoreinfo_hex(&dump, "SYMBOL(pr)", &hex));
	CHECK(!vmcoreinfo_hex(&dump, "prb", &hex));
}

#define FRAMES .cpus = 3, .frames = {0, 1, 2, 7, 8, 40, 63, 64}, .count = 8

static const enum made_method methods[] = {MADE_RAW, MADE_ZLIB, MADE_LZO, MADE_SNAPPY, MADE_ZSTD};

static void test_kdump_of_every_kind(void)
{
	for (unsigned int i = 0; i < 5 * 2 * 3 * 4; i++) {
		struct described d = {.method = methods[i % 5], .big = i / 5 % 2, FRAMES};
		static const char *const machines[] = {"x86_64", "i686", "armv7l"};

		d.machine = machines[i / 10 % 3];
		d.bits32 = i / 10 % 3;
		d.version = 3 + i / 30;
		d.no_text = d.version > 3 && i & 1;
		d.one_bitmap = i & 2;
		d.cpus = d.version > 3 ? 3 : 0;
		make_kdump(&made, &d);
		CHECK(open_made() && !dump.flaws);
		check_as_described(&d);
		CHECK(!dump.flaws && !dump.lost && dump.absent);
	}
}

/* Blocks of two pages in turn, so that each page is unpacked while some of the other's blocks
 * are remembered; and again what is remembered then. */
static void check_cached_beside_unpacking(const struct described *d)
{
	for (unsigned int i = 0; i < 3 * 16; i++) {
		for (unsigned int page = 0; page < 2; page++)
			CHECK(reads(d->frames[page] * d->page_size + i % 16 * 4096, 4096));
		if (i >= 5)
			CHECK(reads(d->frames[0] * d->page_size + (i - 5) % 16 * 4096, 4096));
	}
}

/* Bitmaps of several blocks, and ranks from several stretches of them. */
static void test_wide_bitmaps(void)
{
	for (unsigned int i = 0; i < 4; i++) {
		struct described d = {.method = MADE_ZLIB,
				      .one_bitmap = i & 1,
				      .cpus = 1,
				      .frames = {0, 5, 4095, 4096, 40000, 40001, 65535, 99999},
				      .count = 8};

		make_kdump(&made, &d);
		CHECK(open_made() && !dump.flaws);
		if (i & 2) /* the last first: its ranks bring all before */
			CHECK(reads(UINT64_C(99999) * 4096, 4096));
		check_as_described(&d);
	}
}

static void test_large_pages(void)
{
	for (unsigned int i = 0; i < 5; i++) {
		struct described d = {.method = methods[i], .page_size = 65536, FRAMES};

		make_kdump(&made, &d);
		CHECK(open_made());
		check_as_described(&d);
		/* Again, with what is in the cache by now. */
		check_as_described(&d);
		CHECK(dump.cache.slots >= dump.cache.first + 4);
		check_cached_beside_unpacking(&d);
		make_elf(&made, &d);
		CHECK(open_made());
		check_as_described(&d);
	}
}

static void test_elf_of_every_kind(void)
{
	for (unsigned int i = 0; i < 4; i++) {
		struct described d = {.big = i & 1, .bits32 = i & 2, FRAMES};

		make_elf(&made, &d);
		CHECK(open_made() && !dump.flaws);
		CHECK(dump.machine == (d.big ? 22 : 62));
		check_as_described(&d);
		/* i386 has pointers of 4 bytes whatever the headers have. */
		put_number(&made, 18, 2, EM_386);
		d.bits32 = true;
		CHECK(open_made() && !dump.flaws);
		check_as_described(&d);
	}
}

/* What the header does not say VMCOREINFO does, but not against it. */
static void test_machine_not_named(void)
{
	struct described d = {.machine = "Unknown", FRAMES};

	make_kdump(&made, &d);
	CHECK(open_made() && dump.machine == 243);
	check_as_described(&d);
	d.machine = "aarch64";
	make_kdump(&made, &d);
	CHECK(open_made() && dump.machine == 183);
}

static void test_flattened(void)
{
	struct described d = {.method = MADE_ZLIB, FRAMES};
	struct error e;

	for (size_t piece = 100; piece < 40000; piece *= 3) {
		make_kdump(&made, &d);
		make_flat(&flattened, &made, piece, 0);
		CHECK(open_bytes(flattened.bytes, flattened.len, &e) && !dump.flaws);
		check_as_described(&d);
		/* The piece that is last in the file is the dump's first. */
		CHECK(!open_bytes(flattened.bytes,
				  flattened.len - 17 - (piece < made.len ? piece : made.len), &e));
		make_elf(&made, &d);
		make_flat(&flattened, &made, piece, 0);
		CHECK(open_bytes(flattened.bytes, flattened.len, &e) && !dump.flaws);
		check_as_described(&d);
		CHECK(open_bytes(flattened.bytes, flattened.len - 16, &e) &&
		      dump.flaws == DUMP_FLAT_CUT);
		check_as_described(&d);
	}
}

/* What no piece holds is zeros, but not where the end of the file is missing. */
static void test_flattened_and_cut(void)
{
	struct described d = {FRAMES};
	struct error e;

	make_kdump(&made, &d);
	make_flat(&flattened, &made, 3000, made.data / 3000 + 1);
	for (size_t len = 4096 + made.data; len < flattened.len; len += 1501) {
		unsigned int good = 0;

		CHECK(open_bytes(flattened.bytes, len, &e) && dump.flaws & DUMP_FLAT_CUT);
		for (unsigned int i = 0; i < d.count; i++)
			good += reads(d.frames[i] * 4096, 4096);
		CHECK(good + dump.lost == d.count && !dump.absent);
	}
}

static void test_split(void)
{
	struct described d = {.method = MADE_LZO, FRAMES};

	for (uint64_t from = 0; from < 70; from += 7) {
		d.split_from = from;
		d.split_until = from + 20;
		make_kdump(&made, &d);
		CHECK(open_made() && dump.flaws == DUMP_SPLIT);
		for (unsigned int i = 0; i < d.count; i++)
			CHECK(reads(d.frames[i] * 4096, 4096) == is_kept(&d, d.frames[i]));
		CHECK(!dump.lost);
	}
}

/* What makedumpfile leaves where the disk was full: a flag, and descriptors of zeros. */
static void test_incomplete(void)
{
	struct described d = {.method = MADE_SNAPPY, FRAMES};

	make_kdump(&made, &d);
	put_number(&made, 424, 4, MADE_SNAPPY | 8);
	memset(made.bytes + made.descriptors + 5 * 24, 0, 3 * 24);
	CHECK(open_made() && dump.flaws == DUMP_INCOMPLETE);
	CHECK(reads(8 * 4096, 4096) && !reads(40 * 4096, 1) && !reads(41 * 4096, 1));
	CHECK(dump.lost == 1 && dump.absent == 1);
	make_elf(&made, &d);
	put_number(&made, 48, 4, 1);
	/* The headers that were not reached, and a segment beyond the end. */
	memset(made.bytes + 64 + 7 * 56, 0, 2 * 56);
	made.len -= 2 * 4096 + 100;
	CHECK(open_made() && dump.flaws == (DUMP_INCOMPLETE | DUMP_SHORT));
	CHECK(reads(8 * 4096, 4096) && !reads(40 * 4096, 4096) && !reads(63 * 4096, 1));
	CHECK(dump.lost == 1 && dump.absent == 1);
	CHECK(strstr(dump_flaw_text(DUMP_INCOMPLETE), "disk full"));
}

/* Notes that the kernel did not write count CPUs where it tells the task: those of a dump
 * without a time of the crash, made by a hypervisor, and of s390x. */
static void test_tasks(void)
{
	static const struct {
		bool big, hypervisor;
		int64_t pid;
	} rows[] = {{false, false, 0x01010101}, {false, true, -1}, {true, false, -1}};
	static struct processors p;

	for (unsigned int i = 0; i < 3; i++) {
		struct described d = {.big = rows[i].big, .cpus = 2, .frames = {2}, .count = 1};

		make_elf(&made, &d);
		for (size_t at = 0; rows[i].hypervisor && at < made.len; at++) {
			if (!memcmp(made.bytes + at, "CRASHTIME", 9))
				made.bytes[at] = 'X';
		}
		CHECK(open_made());
		processors_read(&p, &dump);
		CHECK(p.count == 2 && p.list[1].pid == rows[i].pid &&
		      !processor_is_idle(&p.list[1]));
	}
}

/* The sub header's pointer to the text is wrong; the note has it too. */
static void test_text_only_in_notes(void)
{
	struct described d = {.method = MADE_ZSTD, FRAMES};

	make_kdump(&made, &d);
	put_number(&made, 4096 + 32, 8, UINT64_MAX);
	CHECK(open_made() && !dump.flaws);
	check_as_described(&d);
}

/* --- damaged ones --------------------------------------------------------------------- */

/* Cut anywhere: what is there reads right, what is not does not read, and nothing says that
 * it was left out on purpose. */
static void test_cut_short(void)
{
	struct described d = {.method = MADE_ZLIB, FRAMES};
	struct error e;

	for (unsigned int elf = 0; elf < 2; elf++) {
		unsigned int last = 0;

		if (elf)
			make_elf(&made, &d);
		else
			make_kdump(&made, &d);
		for (size_t len = 1; len <= made.len; len += len < made.data ? 97 : 31) {
			unsigned int good = 0;

			if (!open_bytes(made.bytes, len, &e)) {
				CHECK(e.text[0] && len < made.data);
				continue;
			}
			for (unsigned int i = 0; i < d.count; i++)
				good += reads(d.frames[i] * 4096, 4096);
			CHECK(good >= last && (good == d.count || len < made.len));
			CHECK(good == d.count || (dump.flaws & DUMP_SHORT) || dump.lost);
			last = good;
		}
		CHECK(last >= d.count - 1);
	}
}

static void test_descriptors_that_lie(void)
{
	static const struct {
		unsigned int at, width;
		uint64_t value;
		unsigned int flaws; /* at least */
	} lies[] = {
		{0, 8, 0, DUMP_LOST_PAGES},
		{0, 8, UINT64_MAX, DUMP_SHORT},
		{0, 8, UINT64_MAX - 100, DUMP_SHORT},
		{0, 8, INT64_MAX, DUMP_SHORT},
		{0, 8, 100 << 20, DUMP_SHORT},
		{0, 8, 4096, DUMP_BAD_PAGES},
		{8, 4, 0, DUMP_BAD_PAGES},
		{8, 4, 4097, DUMP_BAD_PAGES},
		{8, 4, UINT32_MAX, DUMP_BAD_PAGES},
		{8, 4, 12, DUMP_BAD_PAGES},
		{12, 4, 0, DUMP_BAD_PAGES},
		{12, 4, 0x40, DUMP_CANNOT_UNPACK},
		{12, 4, 3, DUMP_CANNOT_UNPACK},
	};
	struct described d = {.method = MADE_ZLIB, FRAMES};

	for (unsigned int i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		make_kdump(&made, &d);
		put_number(&made, made.descriptors + 24 * 3 + lies[i].at, lies[i].width,
			   lies[i].value);
		CHECK(open_made());
		CHECK(!reads(d.frames[3] * 4096, 1));
		CHECK(dump.lost == 1 && !dump.absent);
		CHECK((dump.flaws & lies[i].flaws) == lies[i].flaws);
		CHECK(reads(d.frames[2] * 4096, 4096) && reads(d.frames[4] * 4096, 4096));
	}
}

static void test_headers_that_lie(void)
{
	static const struct {
		size_t at;
		unsigned int width;
		uint64_t value;
		const char *says; /* NULL: opens */
	} lies[] = {
		{8, 4, 2, "header version 2"},	  {8, 4, 1, "header version 1"},
		{8, 4, 1000, "damaged"},	  {428, 4, 0, "damaged"},
		{428, 4, 4095, "damaged"},	  {428, 4, 1 << 20, "damaged"},
		{428, 4, 65536, "cut short"},	  {432, 4, UINT32_MAX, NULL},
		{436, 4, 0, "damaged"},		  {436, 4, UINT32_MAX, NULL},
		{440, 4, UINT32_MAX, "damaged"},  {4096 + 96, 8, UINT64_MAX, "contradict"},
		{4096 + 56, 8, UINT64_MAX, NULL}, {4096 + 56, 8, INT64_MAX, NULL},
	};
	struct described d = {.method = MADE_LZO, FRAMES};
	struct error e;

	for (unsigned int i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		unsigned int cpus = 0;
		bool opened;

		make_kdump(&made, &d);
		put_number(&made, lies[i].at, lies[i].width, lies[i].value);
		opened = open_bytes(made.bytes, made.len, &e);
		CHECK(opened == !lies[i].says);
		if (!opened) {
			CHECK(strstr(e.text, lies[i].says));
			continue;
		}
		for (unsigned int j = 0; j < d.count; j++)
			reads(d.frames[j] * 4096, 4096);
		dump_each_prstatus(&dump, count_cpu, &cpus);
		CHECK(dump.flaws || dump.absent);
	}
}

/* As kexec-tools wrote it for a kernel without _text: the others still serve. */
static void test_absurd_segments(void)
{
	static const uint64_t absurd[] = {0xffffd636a8610000, UINT64_MAX, INT64_MAX,
					  (UINT64_C(1) << 52) + 1};
	struct described d = {FRAMES};

	for (unsigned int i = 0; i < 4 * 3; i++) {
		static const uint8_t fields[] = {8, 24, 32};
		uint64_t value = absurd[i / 3];

		make_elf(&made, &d);
		put_number(&made, 64 + 56 * 2 + fields[i % 3], 8, value);
		/* Where memory is may be anywhere. */
		CHECK(open_made() && (dump.flaws || fields[i % 3] == 24));
		CHECK(reads(0, 4096) && !reads(4096, 1) && reads(2 * 4096, 4096));
	}
}

/* The kernel's image and the memory around it overlap; either may lack what the other has. */
static void test_overlapping_segments(void)
{
	struct described d = {.frames = {4, 5, 6, 7, 8}, .count = 5};
	size_t header = 64 + 56;

	make_elf(&made, &d);
	/* The first says that it has all five, and has two; the rest is unknown in it. */
	put_number(&made, header + 32, 8, 2 * 4096);
	put_number(&made, header + 40, 8, 5 * 4096);
	/* 5 stands at another place now, 7 in none. */
	put_number(&made, header + 3 * 56, 4, 0);
	CHECK(open_made() && !dump.flaws);
	CHECK(reads(4 * 4096, 3 * 4096) && !reads(7 * 4096, 1) && reads(8 * 4096, 4096));
	CHECK(dump.absent == 1 && !dump.lost);
}

/* More headers than groups remember one by one, in no order, with 0xffff in e_phnum. */
static void test_many_segments(void)
{
	enum { COUNT = 20000 };
	size_t table = 64, data = table + (COUNT + 1) * 56 + 64;

	memset(&made, 0, sizeof(made));
	put_text(&made, 0, "\177ELF\2\1", 6);
	put_number(&made, 16, 2, 4);
	put_number(&made, 32, 8, table);
	put_number(&made, 40, 8, data - 64);
	put_number(&made, 56, 2, 0xffff);
	put_number(&made, data - 64 + 44, 4, COUNT + 1);
	for (unsigned int i = 0; i < COUNT; i++) {
		size_t p = table + (i + 1) * 56;

		put_number(&made, p, 4, 1);
		put_number(&made, p + 8, 8, data + i % 100 * 4096);
		put_number(&made, p + 24, 8, (uint64_t)(i * 7919 % COUNT) << 16);
		put_number(&made, p + 32, 8, 4096);
		put_number(&made, p + 40, 8, 4096);
	}
	for (unsigned int i = 0; i < 100; i++)
		put_number(&made, data + i * 4096, 4, i);
	made.len = data + 100 * 4096;
	CHECK(open_made() && dump.elf.header_count == COUNT + 1);
	CHECK(dump.flaws == DUMP_NO_VMCOREINFO);
	for (unsigned int i = 0; i < COUNT; i += 37) {
		uint8_t got[4];

		CHECK(dump_read(&dump, (uint64_t)(i * 7919 % COUNT) << 16, got, 4));
		CHECK(got[0] == i % 100);
		CHECK(!dump_read(&dump, ((uint64_t)(i * 7919 % COUNT) << 16) + 4096, got, 4));
	}
}

static void test_notes_that_lie(void)
{
	struct described d = {FRAMES};
	unsigned int cpus = 0;
	size_t notes;

	/* A descriptor of 4 GiB ends the walk. */
	make_elf(&made, &d);
	notes = 64 + 56 * 9;
	put_number(&made, notes + 12 + 16 + 8 + 4, 4, UINT32_MAX);
	CHECK(open_made() && dump.flaws == (DUMP_BAD_NOTES | DUMP_NO_VMCOREINFO));
	dump_each_prstatus(&dump, count_cpu, &cpus);
	CHECK(!cpus);
	/* A name of 4 GiB likewise. */
	make_elf(&made, &d);
	put_number(&made, notes, 4, UINT32_MAX);
	CHECK(open_made() && dump.flaws & DUMP_BAD_NOTES);
}

static void test_what_is_no_dump(void)
{
	struct error e;
	int ends[2];

	memset(&made, 0, sizeof(made));
	put_text(&made, 0, "DISKDUMP", 8);
	CHECK(!open_bytes(made.bytes, 464, &e) && strstr(e.text, "crash"));
	CHECK(!open_bytes((const uint8_t *)"hello", 5, &e));
	memset(&made, 0, sizeof(made));
	put_text(&made, 0, "\177ELF\2\1", 6);
	put_number(&made, 16, 2, 3);
	made.len = 64;
	CHECK(!open_bytes(made.bytes, made.len, &e) && strstr(e.text, "no dump"));
	CHECK(pipe(ends) == 0);
	CHECK(!dump_open(&dump, ends[0], (struct span){"makedumpfile\0\0\0\0", 16}, &e));
	CHECK(strstr(e.text, "makedumpfile -R"));
	CHECK(!dump_open(&dump, ends[0], (struct span){"KDUMP   ", 8}, &e));
	CHECK(dump_probe(span_of("KDUMP   ")) && dump_probe(span_of("\177ELF")) &&
	      !dump_probe(span_of("[    0.000000] Linux version")) && !dump_probe(span_of("")));
	close(ends[0]);
	close(ends[1]);
}

/* 1 TiB of memory, of which two pages are in the dump, in a file with holes. */
static const uint64_t huge_frames = UINT64_C(1) << 28, huge_last = (UINT64_C(1) << 28) - 3;

static void put_huge(int fd, const void *bytes, size_t len, uint64_t at)
{
	CHECK(pwrite(fd, bytes, len, (off_t)at) == (ssize_t)len);
}

static void put_huge_kdump(int fd)
{
	enum { BLOCK = 4096 };
	const uint64_t half = huge_frames / 8, bitmap = 2 * BLOCK + half, pages = UINT64_C(1) << 40;

	memset(&made, 0, sizeof(made));
	put_text(&made, 0, "KDUMP   ", 8);
	put_number(&made, 8, 4, 6);
	put_number(&made, 428, 4, BLOCK);
	put_number(&made, 432, 4, 1);
	put_number(&made, 436, 4, 2 * half / BLOCK);
	put_number(&made, 440, 4, huge_frames);
	put_number(&made, BLOCK + 96, 8, huge_frames);
	put_huge(fd, made.bytes, 2 * BLOCK, 0);
	put_huge(fd, "\2", 1, bitmap);
	put_huge(fd, "\x20", 1, bitmap + huge_last / 8);
	for (unsigned int i = 0; i < 2; i++) {
		memset(made.bytes, 0, 24);
		put_number(&made, 0, 8, pages + i * BLOCK);
		put_number(&made, 8, 4, BLOCK);
		put_huge(fd, made.bytes, 24, bitmap + half + 24 * i);
		made_page(made.bytes, i ? huge_last : 1, BLOCK);
		put_huge(fd, made.bytes, BLOCK, pages + i * BLOCK);
	}
}

static void put_huge_elf(int fd)
{
	enum { BLOCK = 4096 };
	const struct described d = {.frames = {0}, .count = 1};

	make_elf(&made, &d);
	/* One segment of all the memory, from the second block of the file on. */
	put_number(&made, 64 + 56 + 8, 8, BLOCK);
	put_number(&made, 64 + 56 + 32, 8, huge_frames * BLOCK);
	put_number(&made, 64 + 56 + 40, 8, huge_frames * BLOCK);
	put_huge(fd, made.bytes, BLOCK, 0);
	CHECK(ftruncate(fd, (off_t)((huge_frames + 1) * BLOCK)) == 0);
	for (unsigned int i = 0; i < 2; i++) {
		uint64_t frame = i ? huge_last : 1;

		made_page(made.bytes, frame, BLOCK);
		put_huge(fd, made.bytes, BLOCK, (frame + 1) * BLOCK);
	}
}

static void test_huge_files(void)
{
	for (unsigned int elf = 0; elf < 2; elf++) {
		int fd = memfd_create("huge", 0);
		clock_t start = clock();
		struct error e;

		(elf ? put_huge_elf : put_huge_kdump)(fd);
		CHECK(dump_open(&dump, fd, (struct span){"", 0}, &e));
		CHECK(reads(huge_last * 4096, 4096) && reads(4096, 4096));
		CHECK(elf || (!reads((huge_last - 1) * 4096, 1) && dump.absent == 1));
		CHECK(dump.flaws == (elf ? 0 : DUMP_NO_VMCOREINFO) && !dump.lost);
		/* Counting the bits of 32 MiB takes 20 ms without the sanitizers. */
		CHECK(clock() - start < 5 * CLOCKS_PER_SEC);
		close(fd);
	}
}

static int write_huge(const char *kind, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	(strcmp(kind, "elf") == 0 ? put_huge_elf : put_huge_kdump)(fd);
	return check_failures != 0;
}

/* --- seeds for the fuzzer --------------------------------------------------------------- */

static void write_seed(const char *dir, const char *name, unsigned int number, const struct made *m)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s-%u", dir, name, number);
	file = fopen(path, "w");
	if (!file || fwrite(m->bytes, 1, m->len, file) != m->len || fclose(file) != 0)
		abort();
}

static int write_seeds(const char *dir)
{
	for (unsigned int i = 0; i < 20; i++) {
		struct described d = {.method = methods[i % 5],
				      .big = i & 1,
				      .bits32 = i & 2,
				      .machine = i & 2 ? "i686" : NULL,
				      .cpus = 1,
				      .frames = {0, 1, 9},
				      .count = i / 5 + 0};

		make_kdump(&made, &d);
		write_seed(dir, "kdump", i, &made);
		if (i < 4) {
			make_flat(&flattened, &made, 3000, 0);
			write_seed(dir, "flat", i, &flattened);
			make_elf(&made, &d);
			write_seed(dir, "elf", i, &made);
		}
	}
	return 0;
}

/* --- real dumps ----------------------------------------------------------------------- */

static bool open_file(const char *path, struct error *e)
{
	char head[64];
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : pread(fd, head, sizeof(head), 0);

	if (n < 0) {
		error_set(e, "cannot read %s", path);
		return false;
	}
	return dump_open(&dump, fd, (struct span){head, (size_t)n}, e);
}

static uint64_t last_frame(void)
{
	uint64_t end = 0;

	if (dump.ops == &kdump_ops)
		return dump.kdump.until;
	for (unsigned int i = 0; i < LIMIT_ELF_GROUPS; i++) {
		if (end < dump.elf.groups[i].until)
			end = dump.elf.groups[i].until;
	}
	return end / dump.page_size;
}

static int list_pages(const char *path)
{
	static char page[LIMIT_DUMP_PAGE];
	struct error e;

	if (!open_file(path, &e)) {
		printf("%s\n", e.text);
		return 1;
	}
	for (uint64_t frame = 0; frame < last_frame(); frame++) {
		unsigned int lost = dump.lost;

		if (dump_read(&dump, frame * dump.page_size, page, dump.page_size))
			printf("%" PRIx64 " %08x\n", frame,
			       crc32_of(0, (struct span){page, dump.page_size}));
		else if (dump.lost > lost)
			printf("%" PRIx64 " lost\n", frame);
	}
	for (unsigned int flaw = 1; flaw <= dump.flaws; flaw <<= 1) {
		if (dump.flaws & flaw)
			fprintf(stderr, "%s\n", dump_flaw_text(flaw));
	}
	return 0;
}

/* Unpack each piece of standard input, "u32 method, u32 length, u32 size, bytes", all little
 * endian, and print the CRC-32 of what it held: for tests/unpackers. */
static int unpack_all(void)
{
	static char packed[1 << 20], page[LIMIT_DUMP_PAGE];
	uint32_t head[3];

	while (fread(head, sizeof(head), 1, stdin) == 1) {
		bool (*call)(struct span, char *, size_t, size_t *) =
			head[0] == MADE_ZLIB   ? inflate_all
			: head[0] == MADE_LZO  ? lzo_all
			: head[0] == MADE_ZSTD ? zstd_all
					       : snappy_all;
		size_t len;

		if (head[1] > sizeof(packed) || head[2] > sizeof(page) ||
		    fread(packed, 1, head[1], stdin) != head[1])
			return 2;
		if (call((struct span){packed, head[1]}, page, head[2], &len))
			printf("%zu %08x\n", len, crc32_of(0, (struct span){page, len}));
		else
			printf("damaged\n");
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--pages") == 0)
		return list_pages(argv[2]);
	if (argc == 3 && strcmp(argv[1], "--seeds") == 0)
		return write_seeds(argv[2]);
	if (argc == 4 && strcmp(argv[1], "--huge") == 0)
		return write_huge(argv[2], argv[3]);
	if (argc == 2 && strcmp(argv[1], "--unpack") == 0)
		return unpack_all();
	test_kdump_of_every_kind();
	test_wide_bitmaps();
	test_large_pages();
	test_elf_of_every_kind();
	test_machine_not_named();
	test_flattened();
	test_flattened_and_cut();
	test_split();
	test_incomplete();
	test_tasks();
	test_text_only_in_notes();
	test_cut_short();
	test_descriptors_that_lie();
	test_headers_that_lie();
	test_absurd_segments();
	test_overlapping_segments();
	test_many_segments();
	test_notes_that_lie();
	test_what_is_no_dump();
	test_huge_files();
	return check_summary();
}
