/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vmcoreinfo - what the dead kernel says of itself to those who read its memory.
 *
 *	OSRELEASE=6.1.0-56-amd64
 *	BUILD-ID=bcbd5bb75e8d6b0ba11b1a5ba9ffb5d6a3a2d1f1
 *	PAGESIZE=4096
 *	SYMBOL(prb)=ffffffff8e05f6a0           addresses: hexadecimal without 0x, KASLR is in them
 *	SIZE(printk_ringbuffer)=80             SIZE, OFFSET, LENGTH: decimal
 *	OFFSET(printk_ringbuffer.desc_ring)=0
 *	NUMBER(phys_base)=-438304768           NUMBER: signed decimal, or 0x and hexadecimal
 *	KERNELOFFSET=b600000                   hexadecimal without 0x
 *	CRASHTIME=1763851234                   seconds since 1970, appended in the crash
 *
 * Lines of at most 79 bytes, a page of the dead kernel in all; what did not fit is
 * missing, and which keys there are depends on kernel and architecture.  So every
 * key is optional: each lookup says whether it was there and well-formed.
 */
#ifndef KD_SOURCE_VMCOREINFO_H
#define KD_SOURCE_VMCOREINFO_H

#include "source/dump.h"

/* The text after "KEY=" to the end of the line. */
bool vmcoreinfo_text(const struct dump *d, const char *key, struct span *out);

/* Hexadecimal without 0x: SYMBOL(...), KERNELOFFSET, s390x's SAMODE31 and kin. */
bool vmcoreinfo_hex(const struct dump *d, const char *key, uint64_t *out);

/* Decimal with or without sign, or 0x and hexadecimal: NUMBER(...), SIZE(...), OFFSET(...),
 * LENGTH(...), PAGESIZE, CRASHTIME.  A value from 2^63 on wraps to a negative one. */
bool vmcoreinfo_number(const struct dump *d, const char *key, int64_t *out);

#endif
