/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kdump - kdump-compressed dumps, the format that makedumpfile writes by default.
 *
 *	block 0                main header: version, uname, page size, sizes of what follows
 *	block 1 ..             sub header: where VMCOREINFO and notes are; the notes
 *	block 1 + sub_hdr_size bitmap 1: the page frame exists
 *	                       bitmap 2: the page frame is in the dump
 *	then                   a descriptor of 24 bytes for each bit set in bitmap 2
 *	then                   pages: raw, zlib, LZO1X, Snappy or zstd, each by itself
 *
 * A block has the size of a page; bit n of a bitmap is bit n mod 8 of byte n / 8.  The
 * descriptor of a frame is found by counting the bits before its own.  The bitmap may be
 * larger than our memory, so the counts before each of at most LIMIT_KDUMP_RANKS
 * stretches are kept, made up to where they are needed.
 */
#ifndef KD_SOURCE_KDUMP_H
#define KD_SOURCE_KDUMP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"

struct kdump {
	uint64_t bitmap, descriptors; /* offsets in the file */
	uint64_t first, until;	      /* page frames that this file can hold */
	uint64_t stretch;	      /* bytes of bitmap from one rank to the next */
	uint32_t ranked;	      /* ranks that are known: those below, from that of first on */
	uint32_t rank[LIMIT_KDUMP_RANKS];
	uint64_t work; /* page frame that lies unpacked in front of the cache, UINT64_MAX: none */
};

extern const struct dump_ops kdump_ops;

#endif
