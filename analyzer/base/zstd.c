/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * zstd - take one Zstandard frame apart.  Section numbers are those of RFC 8878.
 *
 * A block has literals, and sequences that each copy some of them and then repeat some
 * of what was written before.  Literals are unpacked to the end of the output: what is
 * still to be written never is less than the literals that are left, so writing cannot
 * pass their reading unless the frame is damaged, which is checked.
 */
#include "base/zstd.h"

#include "base/bytes.h"

enum {
	HUFFMAN_BITS = 11,
	HUFFMAN_SYMBOLS = 256,
	WEIGHT_LOG = 6,
	FSE_LOG = 9, /* of literal lengths and match lengths; offsets have 8 */
	FSE_SYMBOLS = 53,
	OFFSET_CODES = 32
};

/* --- bits ----------------------------------------------------------------------------- */

/* Bits are taken from the end to the beginning; those before the beginning are 0. */
struct back {
	const uint8_t *at;
	int64_t len;  /* bytes */
	int64_t left; /* bits that were not taken, negative: too many were */
};

static unsigned int log2_of(uint32_t number)
{
	return 31 - (unsigned int)__builtin_clz(number);
}

/* The last bit that is set only marks the end. */
static bool back_open(struct back *b, struct span s)
{
	const uint8_t *at = (const uint8_t *)s.at;

	if (!s.len || !at[s.len - 1])
		return false;
	*b = (struct back){at, (int64_t)s.len, ((int64_t)s.len - 1) * 8 + log2_of(at[s.len - 1])};
	return true;
}

static uint64_t eight(const uint8_t *at)
{
	return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 |
	       (uint64_t)at[3] << 24 | (uint64_t)at[4] << 32 | (uint64_t)at[5] << 40 |
	       (uint64_t)at[6] << 48 | (uint64_t)at[7] << 56;
}

/* The next bits, at most 32, without taking them. */
static uint32_t back_peek(const struct back *b, unsigned int count)
{
	int64_t from = b->left - count, byte = from >> 3;
	uint64_t word = 0;

	if (byte >= 0 && byte + 8 <= b->len)
		word = eight(b->at + byte);
	else {
		for (unsigned int i = 0; i < 8; i++, byte++) {
			if (byte >= 0 && byte < b->len)
				word |= (uint64_t)b->at[byte] << 8 * i;
		}
	}
	return (uint32_t)(word >> (from & 7) & ((UINT64_C(1) << count) - 1));
}

static uint32_t back_take(struct back *b, unsigned int count)
{
	uint32_t bits = back_peek(b, count);

	b->left -= count;
	return bits;
}

static size_t front_number(struct span s, unsigned int width)
{
	return (size_t)bytes_number((struct bytes){s.at, s.len, false}, 0, width);
}

/* Take len bytes from the front. */
static bool front_take(struct span *s, size_t len, struct span *out)
{
	if (len > s->len)
		return false;
	*out = span_first(*s, len);
	*s = span_from(*s, len);
	return true;
}

/* --- finite state entropy, 4.1 ---------------------------------------------------------- */

struct fse {
	unsigned int log;
	bool known;
	struct {
		uint16_t base; /* of the next state */
		uint8_t symbol, bits;
	} state[1 << FSE_LOG];
};

/* shares: how many states each symbol has; -1 is one that always takes all bits. */
static bool fse_make(struct fse *f, const int16_t *shares, unsigned int count, unsigned int log)
{
	unsigned int size = 1u << log, high = size, at = 0;
	uint16_t next[FSE_SYMBOLS];

	for (unsigned int s = 0; s < count; s++) {
		next[s] = (uint16_t)(shares[s] < 0 ? 1 : shares[s]);
		if (shares[s] < 0)
			f->state[--high].symbol = (uint8_t)s;
	}
	for (unsigned int s = 0; s < count; s++) {
		for (int i = 0; i < shares[s]; i++) {
			f->state[at].symbol = (uint8_t)s;
			do
				at = (at + (size >> 1) + (size >> 3) + 3) & (size - 1);
			while (at >= high);
		}
	}
	for (unsigned int i = 0; i < size; i++) {
		unsigned int n = next[f->state[i].symbol]++, bits = log - log2_of(n);

		f->state[i].bits = (uint8_t)bits;
		f->state[i].base = (uint16_t)((n << bits) - size);
	}
	f->log = log;
	f->known = true;
	return true;
}

/* Bits from the front, at most 16; 0 behind the end. */
static unsigned int front_bits(struct span s, size_t at, unsigned int count)
{
	unsigned int word = 0;

	for (unsigned int i = 0; i < 3; i++)
		word |= (unsigned int)front_number(span_from(s, at / 8 + i), 1) << 8 * i;
	return word >> at % 8 & ((1u << count) - 1);
}

/* 4.1.1.  A share takes as many bits as what is left of the states needs, but one less
 * where that tells it already. */
static bool fse_read(struct fse *f, struct span *in, unsigned int max_log, unsigned int max_count)
{
	int16_t shares[FSE_SYMBOLS] = {0};
	unsigned int log = front_bits(*in, 0, 4) + 5, count = 0;
	int left = 1 << log;
	size_t at = 4;

	while (log <= max_log && left > 0 && count < max_count && at / 8 < in->len) {
		unsigned int bits = log2_of((uint32_t)left + 1), half = 1u << bits;
		unsigned int spare = 2 * half - 2 - (unsigned int)left;
		unsigned int value = front_bits(*in, at, bits + 1), zeros;

		at += bits + 1;
		if ((value & (half - 1)) < spare) {
			value &= half - 1;
			at--;
		} else if (value >= half) {
			value -= spare;
		}
		shares[count++] = (int16_t)((int)value - 1);
		left -= value ? (int)value - 1 : 1;
		for (zeros = value == 1 ? 3 : 0; zeros == 3; count += zeros) {
			zeros = front_bits(*in, at, 2);
			at += 2;
			if (count + zeros > max_count)
				return false;
		}
	}
	if (left || log > max_log || (at + 7) / 8 > in->len)
		return false;
	*in = span_from(*in, (at + 7) / 8);
	return fse_make(f, shares, count, log);
}

static unsigned int fse_symbol(const struct fse *f, unsigned int state)
{
	return f->state[state].symbol;
}

static void fse_step(const struct fse *f, unsigned int *state, struct back *b)
{
	*state = f->state[*state].base + back_take(b, f->state[*state].bits);
}

/* --- Huffman codes, 4.2 ----------------------------------------------------------------- */

struct huffman {
	unsigned int bits; /* of the longest code, 0: none known */
	struct {
		uint8_t symbol, bits;
	} code[1 << HUFFMAN_BITS]; /* by the next bits */
};

struct weights {
	unsigned int count;
	uint8_t of[HUFFMAN_SYMBOLS];
};

/* 4.2.1.2: two states take turns, until the bits do not suffice for one. */
static bool weights_unpack(struct weights *w, struct span in)
{
	struct fse f;
	unsigned int state[2], turn = 0;
	struct back b;

	if (!fse_read(&f, &in, WEIGHT_LOG, HUFFMAN_BITS + 2) || !back_open(&b, in))
		return false;
	state[0] = back_take(&b, f.log);
	state[1] = back_take(&b, f.log);
	for (; w->count < HUFFMAN_SYMBOLS - 1; turn ^= 1) {
		w->of[w->count++] = (uint8_t)fse_symbol(&f, state[turn]);
		if (b.left < f.state[state[turn]].bits)
			break;
		fse_step(&f, &state[turn], &b);
	}
	if (w->count == HUFFMAN_SYMBOLS - 1)
		return false;
	w->of[w->count++] = (uint8_t)fse_symbol(&f, state[turn ^ 1]);
	return true;
}

/* The last weight is what makes the sum of all 2^(weight - 1) a power of two.  Of the
 * codes in numerical order, those of lower weight, which are longer, come first. */
static bool huffman_make(struct huffman *h, struct weights *w)
{
	unsigned int sum = 0, at = 0;

	for (unsigned int i = 0; i < w->count; i++) {
		if (w->of[i] > HUFFMAN_BITS)
			return false;
		sum += (1u << w->of[i]) >> 1;
	}
	h->bits = sum ? log2_of(sum) + 1 : 0;
	if (!sum || h->bits > HUFFMAN_BITS || w->count >= HUFFMAN_SYMBOLS)
		return false;
	sum = (1u << h->bits) - sum;
	if (sum & (sum - 1))
		return false;
	w->of[w->count++] = (uint8_t)(log2_of(sum) + 1);
	for (unsigned int weight = 1; weight <= h->bits; weight++) {
		for (unsigned int i = 0; i < w->count; i++) {
			unsigned int end = at + (w->of[i] == weight ? 1u << (weight - 1) : 0);

			for (; at < end; at++) {
				h->code[at].symbol = (uint8_t)i;
				h->code[at].bits = (uint8_t)(h->bits + 1 - weight);
			}
		}
	}
	return true;
}

static bool huffman_read(struct huffman *h, struct span *in)
{
	size_t head = front_number(*in, 1);
	struct weights w = {0};
	struct span part;

	h->bits = 0;
	if (head < 128) {
		*in = span_from(*in, 1);
		return front_take(in, head, &part) && weights_unpack(&w, part) &&
		       huffman_make(h, &w);
	}
	w.count = (unsigned int)head - 127;
	if (!front_take(in, 1 + (w.count + 1) / 2, &part))
		return false;
	for (unsigned int i = 0; i < w.count; i++)
		w.of[i] = (uint8_t)part.at[1 + i / 2] >> (i & 1 ? 0 : 4) & 15;
	return huffman_make(h, &w);
}

static bool huffman_unpack(const struct huffman *h, struct span in, uint8_t *to, size_t count)
{
	struct back b;

	if (!back_open(&b, in))
		return false;
	for (; count && b.left > 0; count--) {
		uint32_t next = back_peek(&b, h->bits);

		*to++ = h->code[next].symbol;
		b.left -= h->code[next].bits;
	}
	return !count && !b.left;
}

/* --- blocks, 3.1.1.2 and 3.1.1.3 -------------------------------------------------------- */

enum { LITERAL_LENGTHS, OFFSETS, MATCH_LENGTHS, CODES };

struct frame {
	uint8_t *to;
	size_t len, size;
	const uint8_t *literals; /* of the block, not yet written */
	size_t literal_count;
	uint32_t repeat[3]; /* the last distances */
	struct huffman huffman;
	struct fse fse[CODES];
};

/* Literals were unpacked into the output's end, unless they stand in the frame as they are. */
static size_t room(const struct frame *f)
{
	const uint8_t *end = f->to + f->size;

	if (f->literals >= f->to && f->literals < end)
		end = f->literals;
	return (size_t)(end - f->to) - f->len;
}

/* They may begin where they are to be written. */
static bool put_literals(struct frame *f, size_t count)
{
	if (count > f->literal_count || f->len > f->size - count)
		return false;
	memmove(f->to + f->len, f->literals, count);
	f->len += count;
	f->literals += count;
	f->literal_count -= count;
	return true;
}

static bool put_match(struct frame *f, size_t count, size_t distance)
{
	if (!distance || distance > f->len || count > room(f))
		return false;
	for (; count; count--, f->len++)
		f->to[f->len] = f->to[f->len - distance];
	return true;
}

static bool four_streams(struct frame *f, struct span in, uint8_t *to, size_t count)
{
	size_t part = (count + 3) / 4;
	struct span sizes, stream;

	if (count < 6 || !front_take(&in, 6, &sizes))
		return false;
	for (unsigned int i = 0; i < 3; i++, to += part, count -= part) {
		if (!front_take(&in, front_number(span_from(sizes, 2 * i), 2), &stream) ||
		    part > count || !huffman_unpack(&f->huffman, stream, to, part))
			return false;
	}
	return huffman_unpack(&f->huffman, in, to, count);
}

/* 3.1.1.3.1: two bits of type, two that tell how long the numbers are. */
static bool take_literals(struct frame *f, struct span *in)
{
	enum { RAW, REPEATED, PACKED, PACKED_AS_BEFORE };
	static const uint8_t widths[2][4] = {{1, 2, 1, 3}, {3, 3, 4, 5}};
	static const uint8_t number_bits[4] = {10, 10, 14, 18};
	unsigned int head = (unsigned int)front_number(*in, 1);
	unsigned int type = head & 3, form = head >> 2 & 3;
	unsigned int width = widths[type >= PACKED][form];
	uint64_t numbers = front_number(*in, width) >> 4;
	uint8_t *to;
	struct span part;

	if (!front_take(in, width, &part))
		return false;
	if (type < PACKED) {
		f->literal_count = form & 1 ? numbers : head >> 3;
		if (!front_take(in, type == RAW ? f->literal_count : 1, &part))
			return false;
	} else {
		f->literal_count = numbers & ((1u << number_bits[form]) - 1);
		if (!front_take(in, numbers >> number_bits[form], &part))
			return false;
	}
	if (f->literal_count > f->size - f->len)
		return false;
	f->literals = (const uint8_t *)part.at;
	if (type == RAW)
		return true;
	f->literals = to = f->to + f->size - f->literal_count;
	if (type == REPEATED) {
		memset(to, part.at[0], f->literal_count);
		return true;
	}
	if (type == PACKED && !huffman_read(&f->huffman, &part))
		return false;
	if (!f->huffman.bits)
		return false;
	return form ? four_streams(f, part, to, f->literal_count)
		    : huffman_unpack(&f->huffman, part, to, f->literal_count);
}

/* 3.1.1.3.2.1.1 and 3.1.1.3.2.2 */
static const struct {
	unsigned int max_log, count, log;
	int8_t shares[FSE_SYMBOLS]; /* where the block brings none */
} codes[CODES] = {
	{9, 36, 6, {4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1,  1,  2,  2,
		    2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1}},
	{8, 29, 5, {1, 1, 1, 1, 1, 1, 2, 2, 2, 1,  1,  1,  1,  1, 1,
		    1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1}},
	{9, 53, 6, {1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1,  1,  1,  1,  1,  1,  1, 1,
		    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,  1,  1,  1,  1,  1,  1, 1,
		    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1}},
};

static bool take_code(struct fse *f, unsigned int mode, unsigned int kind, struct span *in)
{
	enum { PREDEFINED, ONE, READ, AS_BEFORE };
	unsigned int most = kind == OFFSETS ? OFFSET_CODES : codes[kind].count;
	int16_t shares[FSE_SYMBOLS];
	struct span symbol;

	if (mode == AS_BEFORE)
		return f->known;
	if (mode == READ)
		return fse_read(f, in, codes[kind].max_log, most);
	if (mode == PREDEFINED) {
		for (unsigned int i = 0; i < codes[kind].count; i++)
			shares[i] = codes[kind].shares[i];
		return fse_make(f, shares, codes[kind].count, codes[kind].log);
	}
	if (!front_take(in, 1, &symbol) || (uint8_t)symbol.at[0] >= most)
		return false;
	f->log = 0;
	f->known = true;
	f->state[0].symbol = (uint8_t)symbol.at[0];
	f->state[0].bits = 0;
	f->state[0].base = 0;
	return true;
}

/* 3.1.1.3.2.1.1: small codes are the number itself; each further one stands for a range
 * of 2^extra that begins where the last ended. */
static uint32_t take_number(struct back *b, unsigned int code, unsigned int plain,
			    const uint8_t *extra)
{
	uint32_t number = code;

	if (code < plain)
		return code;
	number = plain;
	for (code -= plain; code; code--)
		number += 1u << *extra++;
	return number + back_take(b, *extra);
}

/* 3.1.1.5: 1 to 3 are distances of before; without literals, the one after, or the last
 * one less 1. */
static uint32_t distance_of(uint32_t *repeat, uint32_t value, bool no_literals)
{
	uint32_t distance = value - 3;

	if (value <= 3) {
		value += no_literals;
		distance = value <= 3 ? repeat[value - 1] : repeat[0] - 1;
		if (value == 1)
			return distance;
	}
	if (value != 2)
		repeat[2] = repeat[1];
	repeat[1] = repeat[0];
	repeat[0] = distance;
	return distance;
}

static bool put_sequence(struct frame *f, const unsigned int *state, struct back *b)
{
	static const uint8_t literal_extra[] = {1, 1, 1, 1,  2,	 2,  3,	 3,  4,	 6,
						7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
	static const uint8_t match_extra[] = {1, 1, 1, 1,  2,  2,  3,  3,  4,  4, 5,
					      7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
	unsigned int code = fse_symbol(&f->fse[OFFSETS], state[OFFSETS]);
	uint32_t offset, count, literals;

	if (code >= OFFSET_CODES)
		return false;
	offset = (1u << code) + back_take(b, code);
	count = 3 + take_number(b, fse_symbol(&f->fse[MATCH_LENGTHS], state[MATCH_LENGTHS]), 32,
				match_extra);
	literals = take_number(b, fse_symbol(&f->fse[LITERAL_LENGTHS], state[LITERAL_LENGTHS]), 16,
			       literal_extra);
	return b->left >= 0 && put_literals(f, literals) &&
	       put_match(f, count, distance_of(f->repeat, offset, !literals));
}

static bool take_count(struct span *in, size_t *count)
{
	size_t first = front_number(*in, 1), width = first < 128 ? 1 : first < 255 ? 2 : 3;
	struct span head;

	if (!front_take(in, width, &head))
		return false;
	*count = first;
	if (width == 2)
		*count = (first - 128) << 8 | front_number(span_from(head, 1), 1);
	else if (width == 3)
		*count = front_number(span_from(head, 1), 2) + 0x7f00;
	return true;
}

/* 3.1.1.3.2 */
static bool put_sequences(struct frame *f, struct span in)
{
	static const uint8_t order[CODES] = {LITERAL_LENGTHS, MATCH_LENGTHS, OFFSETS};
	unsigned int state[CODES];
	struct span modes;
	struct back b;
	size_t count;

	if (!take_count(&in, &count))
		return false;
	if (!count)
		return !in.len;
	if (!front_take(&in, 1, &modes))
		return false;
	for (unsigned int i = 0; i < CODES; i++) {
		if (!take_code(&f->fse[i], (unsigned char)modes.at[0] >> (6 - 2 * i) & 3, i, &in))
			return false;
	}
	if (!back_open(&b, in))
		return false;
	for (unsigned int i = 0; i < CODES; i++)
		state[i] = back_take(&b, f->fse[i].log);
	for (;;) {
		if (!put_sequence(f, state, &b))
			return false;
		if (!--count)
			return !b.left;
		for (unsigned int i = 0; i < CODES; i++)
			fse_step(&f->fse[order[i]], &state[order[i]], &b);
	}
}

static bool put_block(struct frame *f, unsigned int type, struct span in, size_t size)
{
	enum { RAW, REPEATED, PACKED };

	f->literals = (const uint8_t *)in.at;
	f->literal_count = size;
	if (type == RAW)
		return put_literals(f, size);
	if (type == REPEATED) {
		if (size > f->size - f->len)
			return false;
		memset(f->to + f->len, in.at[0], size);
		f->len += size;
		return true;
	}
	return type == PACKED && take_literals(f, &in) && put_sequences(f, in) &&
	       put_literals(f, f->literal_count);
}

/* --- the frame, 3.1.1.1 ----------------------------------------------------------------- */

static bool take_frame_header(struct span *in)
{
	static const uint8_t size_widths[4] = {0, 2, 4, 8};
	struct span part;
	unsigned int head, single, width;

	if (front_number(*in, 4) != 0xfd2fb528 || !front_take(in, 4, &part))
		return false;
	head = (unsigned int)front_number(*in, 1);
	single = head >> 5 & 1;
	width = 1 + (single ^ 1) + (head >> 6 ? size_widths[head >> 6] : single);
	return !(head & 3) && front_take(in, width, &part);
}

bool zstd_all(struct span frame, char *to, size_t size, size_t *len)
{
	struct frame f = {.to = (uint8_t *)to, .size = size, .repeat = {1, 4, 8}};
	struct span part;
	size_t head;

	if (!take_frame_header(&frame))
		return false;
	do {
		head = front_number(frame, 3);
		if (!front_take(&frame, 3, &part) ||
		    !front_take(&frame, (head >> 1 & 3) == 1 ? 1 : head >> 3, &part) ||
		    !put_block(&f, head >> 1 & 3, part, head >> 3))
			return false;
	} while (!(head & 1));
	*len = f.len;
	return true;
}
