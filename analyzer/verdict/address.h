/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * address - what the value of a pointer tells, on an architecture.
 *
 *	0000000000000038  x86_64   0x38 bytes from NULL
 *	fffffffffffffffe           -2 (ENOENT), an error number used as a pointer
 *	00000000ffffff8a           -118, an error number stored as 32 bits ...
 *	dead000000000108           list poison: the entry had been removed from its list
 *	6161616161616161           the text "aaaaaaaa", written over a pointer
 *	dffffc0000000003           KASAN's shadow of 0x18: 0x18 bytes from NULL
 *	ffff8881d386d928           the kernel's direct map of memory
 *	efff800000000137  arm64    KASAN's shadow of 0x1370: ...
 *	5deadbeef0000100  ppc64    list poison: ...
 *
 * address.def has the values.  Where an architecture's memory lies depends on its
 * kernel's version and settings; what the report does not decide is only "a kernel
 * address".
 */
#ifndef KD_VERDICT_ADDRESS_H
#define KD_VERDICT_ADDRESS_H

#include "base/out.h"
#include "event/event.h"

enum address_class {
#define ADDRESS(class, odd, words) ADDRESS_##class,
#include "verdict/address.def"
};

/* Which rows of the places count, as a set. */
enum layout {
	LAYOUT_NONE = 0,
	LAYOUT_X86_64 = 1 << 0,
	LAYOUT_X86_64_OLD = 1 << 1,
	LAYOUT_X86_64_LA57 = 1 << 2,
	LAYOUT_ARM64 = 1 << 3,
	LAYOUT_ARM64_OLD = 1 << 4,
	LAYOUT_ARM64_ANY = 1 << 5,
	LAYOUT_WORD32 = 1 << 6,
	LAYOUT_PPC64 = 1 << 7,
	LAYOUT_S390 = 1 << 8,
	LAYOUT_RISCV64 = 1 << 9,
	LAYOUT_LOONGARCH64 = 1 << 10,
	LAYOUT_MIPS = 1 << 11,
	LAYOUT_ALL_KNOWN = (1 << 12) - 1
};

/* How the kernel of a report lays out its memory. */
struct memory {
	enum layout layout;
	unsigned int bits; /* of a pointer: 32 or 64 */
	bool big_endian;
	bool pages;	 /* fault addresses are those of pages (s390) */
	uint64_t kernel; /* where it begins, of 32 bits */
	uint64_t shadow; /* KASAN's offset, 0: the report shows no sign of it */
	unsigned int shadow_shift;
	bool checked; /* the fault is KASAN's look at its shadow */
};

/* From architecture, release and registers of the report. */
void memory_find(struct memory *m, const struct event *e);

/* The class of a value; UNKNOWN where the architecture is not known to this. */
enum address_class address_classify(const struct memory *m, uint64_t value);

/* Is no valid pointer of this class? */
bool address_is_odd(enum address_class class);

/* What is at the shadow address value; false if it is none. */
bool address_shadowed(const struct memory *m, uint64_t value, uint64_t *address);

/* Write in words what the value is; nothing if it is not known.  No value of the
 * log is written but printable ASCII. */
void address_print(struct out *o, const struct memory *m, uint64_t value);

/* The value that differs from this one by a single bit and lies where at least two
 * registers point to, where this one lies where nothing can be; false if there is
 * not exactly one. */
bool address_flipped(const struct memory *m, const struct registers *r, uint64_t value,
		     unsigned int *bit);

#endif
