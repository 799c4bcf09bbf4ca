/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inflate - take zlib's format apart.  Section numbers are those of RFC 1951. */
#include "base/inflate.h"

enum { CODE_BITS = 15, LITERALS = 288, DISTANCES = 30, LENGTHS = 19 };

/* Codes up to this length are looked up, the few longer ones are read bit by bit. */
enum { SHORT_BITS = 9 };

struct stream {
	const uint8_t *at, *end;
	uint32_t hold; /* bits taken from at and not yet used, lowest first */
	unsigned int held;
	bool bad;
	uint8_t *to;
	size_t size, len;
};

/* A code, as 3.2.2 makes it: how many codes there are of each length, and what
 * they stand for, in the order of the codes. */
struct code {
	uint16_t count[CODE_BITS + 1];
	uint16_t symbol[LITERALS];
	uint16_t shortcut[1 << SHORT_BITS]; /* by the next bits: symbol << 4 | length, or 0 */
};

/* Have 16 bits at hand, or all there are. */
static void fill(struct stream *s)
{
	for (; s->held < 16 && s->at < s->end; s->held += 8)
		s->hold |= (uint32_t)*s->at++ << s->held;
}

static void drop(struct stream *s, unsigned int count)
{
	s->bad |= count > s->held;
	s->held -= count < s->held ? count : s->held;
	s->hold >>= count;
}

/* The next bits, at most 16; 0 behind the end. */
static unsigned int bits(struct stream *s, unsigned int count)
{
	unsigned int value;

	fill(s);
	value = s->hold & ((1u << count) - 1);
	drop(s, count);
	return value;
}

/* The stream has the first bit of a code lowest, a number last. */
static unsigned int reversed(unsigned int number, unsigned int len)
{
	unsigned int turned = 0;

	for (; len--; number >>= 1)
		turned = turned << 1 | (number & 1);
	return turned;
}

/* Codes of one length are successive numbers, and those of the next length go on
 * from twice their end. */
static void make_shortcuts(struct code *c)
{
	const uint16_t *symbol = c->symbol;
	unsigned int number = 0;

	memset(c->shortcut, 0, sizeof(c->shortcut));
	for (unsigned int len = 1; len <= SHORT_BITS; len++, number <<= 1) {
		for (unsigned int i = c->count[len]; i--; number++, symbol++) {
			unsigned int at = reversed(number, len);

			for (; at < 1 << SHORT_BITS; at += 1u << len)
				c->shortcut[at] = (uint16_t)(*symbol << 4 | len);
		}
	}
}

static void code_make(struct code *c, const uint8_t *lengths, unsigned int count)
{
	uint16_t next[CODE_BITS + 1] = {0};

	memset(c->count, 0, sizeof(c->count));
	for (unsigned int i = 0; i < count; i++)
		c->count[lengths[i]]++;
	c->count[0] = 0;
	for (unsigned int i = 1; i <= CODE_BITS; i++)
		next[i] = (uint16_t)(next[i - 1] + c->count[i - 1]);
	for (unsigned int i = 0; i < count; i++) {
		if (lengths[i])
			c->symbol[next[lengths[i]]++] = (uint16_t)i;
	}
	make_shortcuts(c);
}

/* Each bit tells whether the code is complete, see make_shortcuts(). */
static unsigned int decode(struct stream *s, const struct code *c)
{
	unsigned int number = 0, first = 0, index = 0, found;

	fill(s);
	found = c->shortcut[s->hold & ((1 << SHORT_BITS) - 1)];
	if (found) {
		drop(s, found & 15);
		return found >> 4;
	}
	for (unsigned int len = 1, next = s->hold; len <= CODE_BITS; len++, next >>= 1) {
		unsigned int count = c->count[len];

		number |= next & 1;
		if (number - first < count) {
			drop(s, len);
			return c->symbol[index + number - first];
		}
		index += count;
		first = (first + count) << 1;
		number <<= 1;
	}
	s->bad = true;
	return 0;
}

static void put(struct stream *s, uint8_t byte)
{
	if (s->len < s->size)
		s->to[s->len++] = byte;
	else
		s->bad = true;
}

/* 3.2.5: the lengths 3 to 258, and the distances 1 to 32768: each step that needs one
 * more bit comes `steps` symbols after the last. */
static unsigned int take_extra(struct stream *s, unsigned int symbol, unsigned int steps)
{
	unsigned int extra;

	if (symbol < 2 * steps)
		return symbol;
	extra = symbol / steps - 1;
	return ((steps + symbol % steps) << extra) + bits(s, extra);
}

static void copy(struct stream *s, unsigned int symbol, const struct code *distances)
{
	unsigned int len = symbol == 28 ? 258 : 3 + take_extra(s, symbol, 4);
	unsigned int distance = decode(s, distances);

	s->bad |= symbol > 28 || distance >= DISTANCES;
	if (s->bad)
		return;
	distance = 1 + take_extra(s, distance, 2);
	s->bad |= distance > s->len;
	while (len-- && !s->bad)
		put(s, s->to[s->len - distance]);
}

static void take_coded(struct stream *s, const struct code *literals, const struct code *distances)
{
	while (!s->bad) {
		unsigned int symbol = decode(s, literals);

		if (symbol == 256)
			return;
		if (symbol < 256)
			put(s, (uint8_t)symbol);
		else
			copy(s, symbol - 257, distances);
	}
}

/* 3.2.4 */
static void take_stored(struct stream *s)
{
	unsigned int len;

	drop(s, s->held % 8);
	len = bits(s, 16);
	s->bad |= (bits(s, 16) ^ len) != 0xffff;
	while (len-- && !s->bad)
		put(s, (uint8_t)bits(s, 8));
}

/* 3.2.6 */
static void take_fixed(struct stream *s)
{
	struct code literals, distances;
	uint8_t lengths[LITERALS];

	memset(lengths, 8, 144);
	memset(lengths + 144, 9, 256 - 144);
	memset(lengths + 256, 7, 280 - 256);
	memset(lengths + 280, 8, LITERALS - 280);
	code_make(&literals, lengths, LITERALS);
	memset(lengths, 5, DISTANCES);
	code_make(&distances, lengths, DISTANCES);
	take_coded(s, &literals, &distances);
}

/* Lengths of codes, themselves coded and run-length encoded. */
static void take_lengths(struct stream *s, const struct code *c, uint8_t *lengths,
			 unsigned int count)
{
	unsigned int at = 0;

	while (at < count && !s->bad) {
		unsigned int symbol = decode(s, c), repeat = 1;
		uint8_t len = (uint8_t)symbol;

		if (symbol >= 16)
			len = symbol == 16 && at ? lengths[at - 1] : 0;
		if (symbol == 16)
			repeat = 3 + bits(s, 2);
		else if (symbol == 17)
			repeat = 3 + bits(s, 3);
		else if (symbol == 18)
			repeat = 11 + bits(s, 7);
		s->bad |= repeat > count - at;
		while (repeat-- && at < count)
			lengths[at++] = len;
	}
}

/* 3.2.7 */
static void take_dynamic(struct stream *s)
{
	static const uint8_t order[LENGTHS] = {16, 17, 18, 0, 8,  7, 9,	 6, 10, 5,
					       11, 4,  12, 3, 13, 2, 14, 1, 15};
	struct code literals, distances;
	uint8_t lengths[LITERALS + 32] = {0};
	unsigned int literal_count = 257 + bits(s, 5);
	unsigned int distance_count = 1 + bits(s, 5);
	unsigned int length_count = 4 + bits(s, 4);

	s->bad |= literal_count > LITERALS;
	for (unsigned int i = 0; i < length_count; i++)
		lengths[order[i]] = (uint8_t)bits(s, 3);
	if (s->bad)
		return;
	code_make(&literals, lengths, LENGTHS);
	memset(lengths, 0, sizeof(lengths));
	take_lengths(s, &literals, lengths, literal_count + distance_count);
	code_make(&literals, lengths, literal_count);
	code_make(&distances, lengths + literal_count, distance_count);
	take_coded(s, &literals, &distances);
}

/* RFC 1950, section 8.2 */
static uint32_t adler32_of(const uint8_t *at, size_t len)
{
	uint32_t a = 1, b = 0;

	while (len) {
		/* So many that the sums stay within 32 bits. */
		size_t some = len < 4096 ? len : 4096;

		for (len -= some; some--; at++) {
			a += *at;
			b += a;
		}
		a %= 65521;
		b %= 65521;
	}
	return b << 16 | a;
}

bool inflate_all(struct span stream, char *to, size_t size, size_t *len)
{
	static void (*const take[])(struct stream *) = {take_stored, take_fixed, take_dynamic};
	struct stream s = {.at = (const uint8_t *)stream.at,
			   .end = (const uint8_t *)stream.at + stream.len,
			   .to = (uint8_t *)to,
			   .size = size};
	unsigned int head = bits(&s, 8) << 8, last, type;
	uint32_t sum = 0;

	/* Method 8 is deflate; bit 5 a dictionary. */
	head |= bits(&s, 8);
	s.bad |= (head >> 8 & 15) != 8 || head & 32 || head % 31;
	do {
		last = bits(&s, 1);
		type = bits(&s, 2);
		if (type < 3 && !s.bad)
			take[type](&s);
		else
			s.bad = true;
	} while (!last && !s.bad);
	drop(&s, s.held % 8);
	for (int i = 0; i < 4; i++)
		sum = sum << 8 | bits(&s, 8);
	*len = s.len;
	return !s.bad && sum == adler32_of((const uint8_t *)to, s.len);
}
