/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bytes - numbers in somebody else's binary data, in either byte order.
 *
 *	struct bytes b = {header, sizeof(header), big_endian};
 *	uint32_t version = (uint32_t)bytes_number(b, 8, 4);
 *
 * What lies outside reads as 0, so a layout can be read field by field and be
 * judged afterwards; where 0 is a possible value, ask bytes_has() first.
 */
#ifndef KD_BASE_BYTES_H
#define KD_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
	const void *at;
	size_t len;
	bool big_endian;
};

/* Do len bytes from this offset lie within? */
static inline bool bytes_has(struct bytes b, uint64_t offset, uint64_t len)
{
	return offset <= b.len && len <= b.len - offset;
}

/* The unsigned number of width bytes, 1 to 8, at this offset; 0 if it does not lie within. */
uint64_t bytes_number(struct bytes b, uint64_t offset, unsigned int width);

#endif
