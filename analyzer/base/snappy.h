/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * snappy - take a block of Snappy's raw format apart (google/snappy,
 * format_description.txt).
 *
 *	varint          length of what it holds
 *	LLLL LL00       literals, L + 1; 60 to 63: L - 59 bytes with their number - 1 follow
 *	DDDL LL01 d     copy of L + 4, distance D:d
 *	LLLL LL10 dd    copy of L + 1, distance of 16 bits, little endian
 *	LLLL LL11 dddd  copy of L + 1, distance of 32 bits
 */
#ifndef KD_BASE_SNAPPY_H
#define KD_BASE_SNAPPY_H

#include "base/span.h"

/* Write what the block holds to to[0..size), and its length to *len.  False if it is
 * damaged, or holds more than size bytes or fewer than it says; to may have been
 * written to then. */
bool snappy_all(struct span block, char *to, size_t size, size_t *len);

#endif
