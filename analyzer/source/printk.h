/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * printk - the text of the dead kernel's log, out of its buffer.
 *
 *	if (!printk_open(&p, &memory, &error)) ...
 *	while ((n = printk_read(&p, buffer, sizeof(buffer))) > 0) ...
 *	if (p.damage) ...
 *
 * The kernel's log buffer has had three forms; VMCOREINFO tells which it is:
 *
 *	up to 3.4     the text itself in a ring of bytes	      printk_bytes.c
 *	3.5 to 5.9    a ring of records, SYMBOL(log_first_idx)	      printk_records.c
 *	from 5.10     three rings without locks, SYMBOL(prb)	      printk_lockless.c
 *
 * Out of all of them comes what vmcore-dmesg prints:
 *
 *	[    1.234567] usb 1-1: new device
 *	[   12.000001] two lines in one record:
 *	the second
 *	[   12.000002] caf\xc3\xa9
 *
 * The stamp is seconds and microseconds, cut, not rounded.  Printable ASCII and
 * the white space of isspace() pass, all else is \x and two digits.  A ring of bytes
 * comes out as it is.  Nothing of the log is held but the record at hand, so any
 * piece of the buffer may be asked for.
 *
 * The machine stopped at any point and the dump may be cut: what says that it is no
 * complete record is passed over, and where the buffer contradicts itself the text ends
 * or has a gap, which p.damage tells.
 */
#ifndef KD_SOURCE_PRINTK_H
#define KD_SOURCE_PRINTK_H

#include <stddef.h>
#include <sys/types.h>

#include "source/memory.h"

struct printk;

/* Bits of printk.damage. */
enum printk_damage {
	PRINTK_ENDS = 1 << 0,	/* the walk ended where a record cannot be right */
	PRINTK_GAPS = 1 << 1,	/* records could not be read, those behind them could */
	PRINTK_NO_TEXT = 1 << 2 /* the texts of some records could not be read */
};

/* One record, or a piece of a ring of bytes. */
struct printk_record {
	bool stamped; /* else it is text with its stamps and newlines in it */
	uint64_t time_ns;
	uint64_t text; /* its address */
	uint32_t len;
	bool lost; /* what stands there is not its text */
};

/* One form of the buffer. */
struct printk_ops {
	const char *symbol; /* that this kernel has if it is this form */
	/* False with *e set: it cannot be read at all. */
	bool (*open)(struct printk *p, struct error *e);
	/* The next record, oldest first; false after the last one. */
	bool (*next)(struct printk *p, struct printk_record *r);
};

extern const struct printk_ops printk_bytes, printk_records, printk_lockless;

/* A ring of bytes: what is left of the log. */
struct printk_byte_ring {
	uint64_t buffer, size;
	uint64_t at, left;
};

/* A ring of records. */
struct printk_record_ring {
	uint64_t buffer, size;
	uint64_t at, end; /* indexes of the next record, and behind the last one */
	uint64_t left;	  /* more records than that cannot be */
	bool wrapped;	  /* the end of the buffer was passed */
	uint8_t header;	  /* bytes of a record before its text */
	uint8_t time, record_len, text_len; /* offsets in it */
};

/* The rings without locks. */
enum { PRINTK_FIELDS = 20 };

struct printk_lockless_ring {
	uint64_t descriptors, infos, texts; /* addresses of the arrays */
	uint64_t id, left;		    /* the next descriptor's id, and how many are left */
	uint64_t id_mask;
	unsigned int count_bits, text_bits; /* log2 of their sizes */
	uint16_t field[PRINTK_FIELDS];	    /* offsets and sizes, from VMCOREINFO */
};

struct printk {
	struct kernel_memory *memory;
	const struct printk_ops *ops;
	unsigned int damage; /* of enum printk_damage, grows while reading */
	unsigned int faults; /* reads that failed, up to LIMIT_PRINTK_FAULTS */
	uint64_t records;    /* given out */
	uint64_t last;	     /* number of the last one, as the kernel counts if it does */
	union {
		struct printk_byte_ring bytes;
		struct printk_record_ring records_ring;
		struct printk_lockless_ring lockless;
	};

	/* The record at hand: what is left of its text, and what was made of it. */
	struct printk_record record;
	uint16_t ready_at, ready_len;
	char ready[LIMIT_PRINTK_READY];
};

/* Find the buffer.  m stays the caller's and must outlive p.  False with *e set, a
 * sentence that says what to do. */
bool printk_open(struct printk *p, struct kernel_memory *m, struct error *e);

/* Up to size bytes of the text; 0 at its end. */
size_t printk_read(struct printk *p, char *to, size_t size);

/* What p->damage means, in a clause: "the kernel's log buffer is damaged after record
 * 412".  False if there is no damage. */
bool printk_damage_text(const struct printk *p, struct error *to);

/* --- for the forms --- */

/* Read the variable SYMBOL(name) of width bytes.  False with *e set. */
bool printk_variable(struct printk *p, const char *name, unsigned int width, uint64_t *out,
		     struct error *e);

/* Something cannot be read, or cannot be right.  Of very many the last one ends the log: in
 * a damaged dump each may take long. */
void printk_fault(struct printk *p, enum printk_damage damage);

#endif
