/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lzo - take a block of LZO1X apart.
 *
 * Steps of a first byte t each; what t < 16 means depends on how many literals the
 * last step ended with.  Lengths of t's lowest bits that are 0 go on in the next bytes.
 *
 *	01xx xxxx .. 11xx xxxx  LLLD DDSS d         match of L + 1, distance d:D + 1
 *	001L LLLL  w                                match of L + 2, distance w >> 2, + 1
 *	0001 DLLL  w                                match of L + 2, distance D:w >> 2, + 0x4000
 *	0000 LLLL  after a match                    L + 3 literals
 *	0000 DDSS d  after 1 to 3 literals          match of 2, distance d:D + 1
 *	             after more                     match of 3, distance d:D + 0x801
 *
 * w is a word of 16 bits, little endian; SS, or its lowest two bits, say how many
 * literals follow the match.  The end is a far match of distance 0x4000.
 */
#include "base/lzo.h"

struct block {
	const uint8_t *at, *end;
	uint8_t *to;
	size_t len, size;
	bool bad;
};

static unsigned int take(struct block *b)
{
	if (b->at < b->end)
		return *b->at++;
	b->bad = true;
	return 0;
}

static void put_literals(struct block *b, size_t count)
{
	if (count > (size_t)(b->end - b->at) || count > b->size - b->len) {
		b->bad = true;
		return;
	}
	memcpy(b->to + b->len, b->at, count);
	b->at += count;
	b->len += count;
}

/* It may reach into what it writes itself. */
static void put_match(struct block *b, size_t count, size_t distance)
{
	if (distance > b->len || count > b->size - b->len) {
		b->bad = true;
		return;
	}
	for (; count; count--, b->len++)
		b->to[b->len] = b->to[b->len - distance];
}

/* The length in the bits of t that the mask has, which go up to it. */
static size_t take_length(struct block *b, unsigned int t, unsigned int mask)
{
	size_t len = t & mask;
	unsigned int byte = 0;

	if (len)
		return len;
	for (len = mask; len <= b->size && !b->bad && !(byte = take(b)); len += 255)
		;
	return len + byte;
}

static unsigned int take_word(struct block *b)
{
	unsigned int low = take(b);

	return low | take(b) << 8;
}

/* One step after `literals` of them, 4 for any more; returns how many it ended with. */
static unsigned int step(struct block *b, unsigned int literals, bool *end)
{
	unsigned int t = take(b), word;
	size_t len, distance;

	if (t >= 64) {
		len = (t >> 5) + 1;
		distance = (t >> 2 & 7) + (take(b) << 3) + 1;
	} else if (t >= 16) {
		len = take_length(b, t, t >= 32 ? 31 : 7) + 2;
		word = take_word(b);
		distance = t >= 32 ? (word >> 2) + 1 : ((t & 8) << 11) + (word >> 2) + 0x4000;
		*end = distance == 0x4000 && t < 32;
		t = word;
	} else if (literals) {
		len = literals == 4 ? 3 : 2;
		distance = (t >> 2) + (take(b) << 2) + (literals == 4 ? 0x801 : 1);
	} else {
		put_literals(b, take_length(b, t, 15) + 3);
		return 4;
	}
	if (*end)
		return 0;
	put_match(b, len, distance);
	put_literals(b, t & 3);
	return t & 3;
}

bool lzo_all(struct span block, char *to, size_t size, size_t *len)
{
	struct block b = {.at = (const uint8_t *)block.at,
			  .end = (const uint8_t *)block.at + block.len,
			  .to = (uint8_t *)to,
			  .size = size};
	unsigned int literals = 0;
	bool end = false;

	/* Only at the beginning: so many literals, without a match before. */
	if (block.len && *b.at > 17) {
		literals = take(&b) - 17;
		put_literals(&b, literals);
		if (literals > 4)
			literals = 4;
	}
	while (!end && !b.bad)
		literals = step(&b, literals, &end);
	*len = b.len;
	return !b.bad && b.at == b.end;
}
