/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * zstd - take one Zstandard frame (RFC 8878) apart, as a whole in memory.
 *
 * libzstd's decoder is 240 KiB in a static program, which has 256; this one is 4.  It
 * wants no memory but 12 KiB of stack, and trades speed and two things for that: frames
 * that need a dictionary are refused, and the checksum that a frame may end in is not
 * looked at.
 */
#ifndef KD_BASE_ZSTD_H
#define KD_BASE_ZSTD_H

#include "base/span.h"

/* Write what the frame holds to to[0..size), and its length to *len.  False if it is
 * damaged, holds more than size bytes, or wants a dictionary; to, even behind *len, may
 * have been written to in any case. */
bool zstd_all(struct span frame, char *to, size_t size, size_t *len);

#endif
