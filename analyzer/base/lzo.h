/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lzo - take a block of LZO1X apart, as lzo1x_1_compress() and its kin make it.
 *
 * The library's decoder is 13 KiB in a static program, this one 600 bytes; for pages of
 * a few KiB that makes no difference that could be noticed.
 */
#ifndef KD_BASE_LZO_H
#define KD_BASE_LZO_H

#include "base/span.h"

/* Write what the block holds to to[0..size), and its length to *len.  False if it is
 * damaged, is not used up to its last byte, or holds more than size bytes; to may have
 * been written to then. */
bool lzo_all(struct span block, char *to, size_t size, size_t *len);

#endif
