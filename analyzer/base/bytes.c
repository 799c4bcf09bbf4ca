/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bytes - numbers in somebody else's binary data, in either byte order. */
#include "base/bytes.h"

uint64_t bytes_number(struct bytes b, uint64_t offset, unsigned int width)
{
	const uint8_t *at = b.at;
	uint64_t number = 0;

	if (!bytes_has(b, offset, width))
		return 0;
	at += offset;
	for (unsigned int i = 0; i < width; i++)
		number = number << 8 | at[b.big_endian ? i : width - 1 - i];
	return number;
}
