/* SPDX-License-Identifier: GPL-2.0-or-later */
/* insn - arm64. */
#include <string.h>

#include "verdict/insn.h"

/* How the operand is laid out in the instruction word. */
enum layout {
	NOT_ONE, /* no instruction, or one that is not supported */
	NOTHING, /* no operand in memory */
	TARGET,	 /* a branch to Rn */

	/* One register of a size, most with the address in Rn. */
	UNSIGNED, /* [Rn, #imm12 * size] */
	SIGNED,	  /* [Rn, #imm9], [Rn, #imm9]! */
	POST,	  /* [Rn], #imm9 */
	INDEXED,  /* [Rn, Rm, extend] */
	LITERAL,  /* [pc, #imm19 * 4] */

	PAIR,	   /* [Rn, #imm7 * size], [Rn, #imm7 * size]! */
	PAIR_POST, /* [Rn], #imm7 * size */
	EXCLUSIVE, /* [Rn] */
	TWO,	   /* [Rn], two registers */
	TAG,	   /* [Rn, #imm9 * 16] */
	TAG_POST,  /* [Rn], #imm9 * 16 */
	VECTORS,   /* [Rn], whole vectors */
	ELEMENTS,  /* [Rn], one element of each; size not told */
	CACHE,	   /* Rt is the address */
	SET,	   /* Rd is */
	COPY	   /* Rd and Rs are */
};

enum { R = 1, W = 2, L = 4 /* a load with bit 22, else a store */ };

struct row {
	uint32_t mask, value;
	uint8_t layout, access, kind;
	char name[5]; /* what follows "ld" or "st" where access is L */
};

/* The first that fits counts. */
static const struct row rows[] = {
	{0xffff0000, 0x00000000, NOTHING, 0, INSN_TRAP, "udf"},
	{0x18000000, 0x00000000, NOT_ONE, 0, 0, ""}, /* SVE and SME among them */

	{0xffe0001f, 0xd4200000, NOTHING, 0, INSN_TRAP, "brk"},
	{0xfffffc1f, 0xd61f0000, TARGET, 0, INSN_JUMP, "br"},
	{0xfffffc1f, 0xd63f0000, TARGET, 0, INSN_CALL, "blr"},
	{0xfffffc1f, 0xd65f0000, TARGET, 0, INSN_RETURN, "ret"},
	{0xfefff800, 0xd61f0800, TARGET, 0, INSN_JUMP, "bra"},
	{0xfefff800, 0xd63f0800, TARGET, 0, INSN_CALL, "blra"},
	{0xfffffbff, 0xd65f0bff, NOTHING, 0, INSN_RETURN, "reta"},
	{0xfff8fe00, 0xd5087800, NOTHING, 0, 0, "at"},
	{0xfff8f0e0, 0xd5087020, CACHE, W, 0, "dc"}, /* reported as a write */

	/* Exclusive and ordered accesses, compare and swap. */
	{0x3fa00000, 0x08000000, EXCLUSIVE, L, INSN_ATOMIC, "xr"},
	{0xbfa07c00, 0x08207c00, TWO, R | W, INSN_ATOMIC, "casp"},
	{0xbfa00000, 0x88200000, TWO, L, INSN_ATOMIC, "xp"},
	{0x3fe00000, 0x08c00000, EXCLUSIVE, R, 0, "ldar"},
	{0x3fe00000, 0x08800000, EXCLUSIVE, W, 0, "stlr"},
	{0x3fa07c00, 0x08a07c00, EXCLUSIVE, R | W, INSN_ATOMIC, "cas"},
	{0x3f200c00, 0x19000000, SIGNED, L, 0, "ur"},

	/* Copying and filling of memory; tags. */
	{0xfbe00c00, 0x19c00400, SET, W, INSN_STRING, "set"},
	{0xfb200c00, 0x19000400, COPY, R | W, INSN_STRING, "cpy"},
	{0xff600c00, 0xd9600000, TAG, R, 0, "ldg"},
	{0xff200c00, 0xd9200400, TAG_POST, W, 0, "stg"},
	{0xff200000, 0xd9200000, TAG, W, 0, "stg"},

	{0x3b000000, 0x18000000, LITERAL, R, 0, "ldr"},
	{0xfa000000, 0xe8000000, NOT_ONE, 0, 0, ""},
	{0x3b800000, 0x28800000, PAIR_POST, L, 0, "p"},
	{0x3a000000, 0x28000000, PAIR, L, 0, "p"},

	/* One register. */
	{0x3b000000, 0x39000000, UNSIGNED, L, 0, "r"},
	{0x3b200c00, 0x38000000, SIGNED, L, 0, "ur"},
	{0x3b200c00, 0x38000400, POST, L, 0, "r"},
	{0x3f200c00, 0x38000800, SIGNED, L, 0, "tr"},
	{0x3b200c00, 0x38000c00, SIGNED, L, 0, "r"},
	{0x3b204c00, 0x38204800, INDEXED, L, 0, "r"},
	{0x3ffffc00, 0x38bfc000, EXCLUSIVE, R, 0, "ldar"},
	{0x3f20fc00, 0x38208000, EXCLUSIVE, R | W, INSN_ATOMIC, "swp"},
	{0x3f208c00, 0x38200000, EXCLUSIVE, R | W, INSN_ATOMIC, "ldop"},

	{0xbfbf0000, 0x0c000000, VECTORS, L, 0, "1"},
	{0xbfa00000, 0x0c800000, VECTORS, L, 0, "1"},
	{0xbf9f0000, 0x0d000000, ELEMENTS, L, 0, "1"},
	{0xbf800000, 0x0d800000, ELEMENTS, L, 0, "1"},

	{0x0a000000, 0x08000000, NOT_ONE, 0, 0, ""}, /* other loads and stores */
	{0x00000000, 0x00000000, NOTHING, 0, 0, ""},
};

/* Bits high to low of the word. */
static unsigned int bits(uint32_t word, unsigned int high, unsigned int low)
{
	return word >> low & ((1U << (high - low + 1)) - 1);
}

/* The same as a signed number. */
static int64_t signed_bits(uint32_t word, unsigned int high, unsigned int low)
{
	return (int32_t)(word << (31 - high)) >> (31 - high + low);
}

static void name_register(char *name, unsigned int number, const char *last)
{
	struct out o;

	out_init(&o, name, 8);
	if (number == 31)
		out_text(&o, last);
	else if (number == 30)
		out_text(&o, "lr");
	else
		out_fmt(&o, "x%u", number);
}

/* One register: size in bits 31:30, V in 26, what to do in 23:22. */
static bool take_single(struct insn *insn, uint32_t word)
{
	unsigned int size = bits(word, 31, 30), what = bits(word, 23, 22);

	if (word & 1U << 26) {
		if (what > 1 && size)
			return false;
		insn->size = what > 1 ? 16 : 1U << size;
		return true;
	}
	insn->size = 1U << size;
	insn->read = what;
	insn->written = !what;
	if (size == 3 && what == 2) { /* prfm */
		insn->read = false;
		insn->size = 0;
	}
	return what < 3 || size < 2;
}

static void take_index(struct insn *insn, uint32_t word)
{
	static const char extends[8] = {[2] = 'u', [6] = 's'};
	unsigned int shift = bits(word, 31, 30);

	if (word & 1U << 26 && word & 1U << 23)
		shift = 4;
	name_register(insn->index, bits(word, 20, 16), "");
	insn->extend = insn->index[0] ? extends[bits(word, 15, 13)] : 0;
	insn->scale = word & 1U << 12 ? 1U << shift : 1;
}

static void take_literal(struct insn *insn, uint32_t word)
{
	unsigned int what = bits(word, 31, 30);
	bool vector = word & 1U << 26;

	memcpy(insn->base, "pc", 3);
	insn->displacement = signed_bits(word, 23, 5) * 4;
	insn->size = vector ? 4U << what : what == 1 ? 8 : 4;
	if (!vector && what == 3) { /* prfm */
		insn->read = false;
		insn->size = 0;
	}
}

static void take_pair(struct insn *insn, uint32_t word)
{
	unsigned int what = bits(word, 31, 30), scale = what == 2 ? 8 : 4;

	if (word & 1U << 26)
		scale = 4U << what;
	insn->size = 2 * scale;
	if (!(word & 1U << 26) && what == 1) {
		/* ldpsw, stgp */
		if (insn->written)
			insn->size = scale = 16;
	}
	insn->displacement = signed_bits(word, 21, 15) * scale;
}

static bool take_vectors(struct insn *insn, uint32_t word)
{
	static const uint8_t registers[16] = {
		[0] = 4, [2] = 4, [4] = 3, [6] = 3, [7] = 1, [8] = 2, [10] = 2};

	insn->size = registers[bits(word, 15, 12)] * (word & 1U << 30 ? 16U : 8U);
	return insn->size;
}

/* The operand; false if the word is no instruction after all. */
static bool take_operand(struct insn *insn, enum layout layout, uint32_t word)
{
	name_register(insn->base, bits(word, 9, 5), "sp");
	switch (layout) {
	case UNSIGNED:
		if (!take_single(insn, word))
			return false;
		insn->displacement = bits(word, 21, 10) * (int64_t)(insn->size ? insn->size : 8);
		return true;
	case SIGNED:
		insn->displacement = signed_bits(word, 20, 12);
		return take_single(insn, word);
	case POST:
		return take_single(insn, word);
	case INDEXED:
		take_index(insn, word);
		return take_single(insn, word);
	case LITERAL:
		take_literal(insn, word);
		return true;
	case PAIR:
	case PAIR_POST:
		take_pair(insn, word);
		if (layout == PAIR_POST)
			insn->displacement = 0;
		return true;
	case EXCLUSIVE:
		insn->size = 1U << bits(word, 31, 30);
		return true;
	case TWO:
		insn->size = 8U << bits(word, 30, 30);
		return true;
	case TAG:
		insn->displacement = signed_bits(word, 20, 12) * 16;
		return true;
	case VECTORS:
		return take_vectors(insn, word);
	case COPY:
		name_register(insn->from, bits(word, 20, 16), "");
		name_register(insn->base, bits(word, 4, 0), "");
		return true;
	case SET:
	case CACHE:
		name_register(insn->base, bits(word, 4, 0), "");
		return true;
	default:
		return true;
	}
}

static void name_instruction(struct insn *insn, const struct row *row)
{
	struct out o;

	out_init(&o, insn->name, sizeof(insn->name));
	if (insn->memory && !insn->read && !insn->written) {
		out_text(&o, "prfm");
		return;
	}
	if (row->access == L)
		out_text(&o, insn->read ? "ld" : "st");
	out_text(&o, row->name);
}

bool insn_arm64(struct insn *insn, uint32_t word)
{
	const struct row *row = rows;
	bool load = word & 1U << 22;

	*insn = (struct insn){.length = 4, .scale = 1, .bits = 64};
	while ((word & row->mask) != row->value)
		row++;
	if (row->layout == NOT_ONE)
		return false;
	insn->kind = row->kind;
	insn->memory = row->layout > TARGET;
	insn->read = row->access & R || (row->access == L && load);
	insn->written = row->access & W || (row->access == L && !load);
	if (row->layout == TARGET)
		name_register(insn->target, bits(word, 9, 5), "");
	else if (insn->memory && !take_operand(insn, row->layout, word))
		return false;
	if (insn->memory && insn->kind == INSN_OTHER && (insn->read || insn->written))
		insn->kind = INSN_MOVE;
	name_instruction(insn, row);
	return true;
}
