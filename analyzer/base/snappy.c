/* SPDX-License-Identifier: GPL-2.0-or-later */
/* snappy - take a block of Snappy's raw format apart. */
#include "base/snappy.h"

#include "base/bytes.h"

/* The little-endian number of width bytes in front; 0 where there are fewer. */
static size_t take(struct span *s, unsigned int width)
{
	uint64_t number = bytes_number((struct bytes){s->at, s->len, false}, 0, width);

	*s = span_from(*s, width);
	return (size_t)number;
}

static bool take_varint(struct span *s, uint32_t *out)
{
	*out = 0;
	for (unsigned int shift = 0; s->len && shift < 32; shift += 7) {
		unsigned int byte = (unsigned int)take(s, 1);

		*out |= (byte & 127) << shift;
		if (byte < 128)
			return true;
	}
	return false;
}

bool snappy_all(struct span block, char *to, size_t size, size_t *len)
{
	uint32_t whole;
	size_t at = 0;

	if (!take_varint(&block, &whole) || whole > size)
		return false;
	while (block.len) {
		unsigned int tag = (unsigned int)take(&block, 1), kind = tag & 3;
		size_t count = (tag >> 2) + 1, distance = 0;

		if (!kind && count > 60)
			count = take(&block, (unsigned int)count - 60) + 1;
		else if (kind == 1) {
			count = (tag >> 2 & 7) + 4;
			distance = (tag >> 5) << 8 | take(&block, 1);
		} else if (kind)
			distance = take(&block, kind == 2 ? 2 : 4);
		if (count > whole - at || (kind && (!distance || distance > at)) ||
		    (!kind && count > block.len))
			return false;
		if (!kind) {
			memcpy(to + at, block.at, count);
			block = span_from(block, count);
			at += count;
		}
		for (; kind && count; count--, at++)
			to[at] = to[at - distance];
	}
	*len = at;
	return at == whole;
}
