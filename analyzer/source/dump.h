/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dump - the dead kernel's physical memory, in whatever form it was saved.
 *
 *	if (!dump_open(&d, fd, head, &error)) ...
 *	if (vmcoreinfo_hex(&d, "SYMBOL(prb)", &address)) ...       vmcoreinfo.h
 *	if (dump_read(&d, physical, &word, sizeof(word))) ...
 *
 *	\177ELF             ELF: /proc/vmcore, copied, makedumpfile -E    elf.c
 *	KDUMP   (3 blanks)  kdump-compressed, makedumpfile's own          kdump.c
 *	makedumpfile\0      either of them, flattened (makedumpfile -F)   dump_file.c
 *
 * A format is one struct of operations.  Nothing in a dump is believed: offsets and
 * lengths are held against the file, every loop has an end that the file cannot move,
 * and a page that is not in the dump is unknown, never zeros.  What is wrong with a
 * dump that can be read nevertheless is collected in flaws.
 *
 * All memory is in struct dump, none of it is allocated; it holds no pointers into
 * itself, and closing the file is up to the caller.
 */
#ifndef KD_SOURCE_DUMP_H
#define KD_SOURCE_DUMP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/span.h"
#include "source/dump_file.h"
#include "source/elf.h"
#include "source/kdump.h"

struct dump;

enum dump_page {
	DUMP_PAGE,   /* here it is */
	DUMP_ABSENT, /* not in the dump: left out by makedumpfile, or no memory: unknown */
	DUMP_LOST,   /* it should be in the dump, which is cut short or damaged there */
};

/* Bits of dump.flaws; dump_flaw_text() has the sentences. */
enum dump_flaw {
	DUMP_INCOMPLETE = 1 << 0,   /* makedumpfile says that the disk was full */
	DUMP_SHORT = 1 << 1,	    /* the file ends before what its headers name */
	DUMP_SPLIT = 1 << 2,	    /* one of several files (makedumpfile --split) */
	DUMP_BAD_SEGMENTS = 1 << 3, /* program headers that cannot be; the others serve */
	DUMP_BAD_NOTES = 1 << 4,    /* the notes end in the middle or never */
	DUMP_NO_VMCOREINFO = 1 << 5,
	DUMP_CUT_VMCOREINFO = 1 << 6, /* longer than LIMIT_VMCOREINFO */
	DUMP_BAD_PAGES = 1 << 7,      /* a page that was asked for is damaged */
	DUMP_LOST_PAGES = 1 << 8,     /* a page that was asked for is not there any more */
	DUMP_FLAT_CUT = 1 << 9,	      /* a flattened file without its end */
	DUMP_CANNOT_UNPACK = 1 << 10, /* a page in a compression that this program has not */
	DUMP_LATE = 1 << 11,	      /* reading it took longer than it may */
};

/* One format. */
struct dump_ops {
	const char *name;
	/* Is it mine?  Head may be short. */
	bool (*probe)(struct span head);
	/* Fill in what struct dump says of the machine; notes and VMCOREINFO are read by
	 * dump_open().  False with *e set: nothing can be got out of it. */
	bool (*open)(struct dump *d, struct error *e);
	/* The LIMIT_DUMP_BLOCK bytes of physical memory at pa, a multiple of that. */
	enum dump_page (*read)(struct dump *d, uint64_t pa, void *block);
	/* Is the end of the file missing?  Then a flaw; NULL: open has told that. */
	void (*look_for_end)(struct dump *d);
};

/* Blocks of memory that were read lately. */
struct dump_cache {
	unsigned int first, slots; /* of the arena, those from first to below slots hold blocks */
	uint32_t clock;
	uint32_t used[LIMIT_DUMP_SLOTS]; /* clock when last used, 0: empty */
	uint64_t pa[LIMIT_DUMP_SLOTS];
	_Alignas(8) uint8_t arena[LIMIT_DUMP_ARENA];
};

/* A machine of 32 bits whose dumps may have headers of 64. */
enum { EM_386 = 3 };

struct dump {
	struct dump_file file;
	const struct dump_ops *ops;
	unsigned int page_size; /* of the dead kernel, 4096 to 65536 */
	bool big_endian;	/* the dead machine's byte order */
	bool bits32;		/* the dead machine's pointers have 4 bytes */
	unsigned int machine;	/* as e_machine of ELF (EM_X86_64 62...), 0: unknown */
	unsigned int flaws;	/* of enum dump_flaw, grows while pages are read */
	unsigned int absent;	/* pages asked for that are not in the dump */
	unsigned int lost;	/* pages asked for that are DUMP_LOST */

	char vmcoreinfo[LIMIT_VMCOREINFO]; /* its text, see vmcoreinfo.h */
	size_t vmcoreinfo_len;
	uint64_t notes, notes_len; /* where the notes are in the file; length 0: nowhere */
	uint64_t text, text_len;   /* and VMCOREINFO's text */

	union {
		struct elf elf;
		struct kdump kdump;
	};
	struct dump_cache cache;
};

_Static_assert(sizeof(struct dump) <= 160 * 1024, "a dump takes little memory");

/* Is it a dump, by the first 16 bytes of the file? */
bool dump_probe(struct span head);

/*
 * Open the dump in fd, which stays the caller's; head is the beginning of the file,
 * which may have been read from fd already.  d need not be cleared.  False with *e
 * set, a sentence that says what to do, if it can be no source of anything: a pipe,
 * a format that is too old, headers that contradict each other.
 */
bool dump_open(struct dump *d, int fd, struct span head, struct error *e);

/*
 * Read len bytes of physical memory at pa, any alignment, through the cache.  False if
 * one of them is not in the dump or is damaged: d->absent or d->lost then counts one
 * more, and to may have been written to.
 */
bool dump_read(struct dump *d, uint64_t pa, void *to, size_t len);

/*
 * Add DUMP_SHORT to the flaws if the end of the file is missing, though all that was
 * asked for may be there.  It may take longer than all that was asked for: ask last.
 */
void dump_look_for_end(struct dump *d);

/* The sentence of one flaw (one bit), as a clause without a full stop. */
const char *dump_flaw_text(enum dump_flaw flaw);

/*
 * Call for the registers of each CPU that saved them: the descriptor of each NT_PRSTATUS
 * note, at most LIMIT_PRSTATUS bytes of it, in the dead machine's byte order.  index
 * counts the notes from 0; it is not the number of the CPU, as those that were offline
 * or never stopped have none.
 */
typedef void dump_prstatus(void *context, unsigned int index, struct span descriptor);
void dump_each_prstatus(struct dump *d, dump_prstatus *call, void *context);

#endif
