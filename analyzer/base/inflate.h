/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inflate - take zlib's format (RFC 1950, RFC 1951) apart, as a whole in memory.
 *
 * By zlib (inflateBack), in 40 KiB of stack.
 */
#ifndef KD_BASE_INFLATE_H
#define KD_BASE_INFLATE_H

#include "base/span.h"

/* Write what the stream holds to to[0..size), and its length to *len.  False if the
 * stream is damaged, cut short, holds more than size bytes, or wants a dictionary; to
 * may have been written to then.  Bytes behind the stream's end are not looked at. */
bool inflate_all(struct span stream, char *to, size_t size, size_t *len);

#endif
