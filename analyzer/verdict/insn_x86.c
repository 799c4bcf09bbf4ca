/* SPDX-License-Identifier: GPL-2.0-or-later */
/* insn - x86, 64 and 32 bits. */
#include <string.h>

#include "verdict/insn.h"

/* No instruction is longer. */
#define LONGEST 15

/* Bytes of the memory operand. */
enum size {
	SIZE_NONE, /* not known, or there is none */
	SIZE_B,	   /* 1 */
	SIZE_W,	   /* 2 */
	SIZE_D,	   /* 4 */
	SIZE_Q,	   /* 8 */
	SIZE_V,	   /* operand size: 4, with REX.W 8, with prefix 66 2 */
	SIZE_BV,   /* 1 for even opcodes, operand size for odd ones */
	SIZE_P,	   /* what push and call take: 8, or 4 on i386 */
	SIZE_X,	   /* vector: 16, or 32 */
	SIZE_MX,   /* 8 without a prefix (MMX), else vector */
	SIZE_SX,   /* with F3 4, with F2 8, else vector */
	SIZE_F,	   /* 4, with prefix 66 8 */
	SIZE_DQ,   /* 4, with REX.W 8 */
	SIZE_PAIR, /* 8, with REX.W 16 */
	SIZE_BAD   /* no instruction */
};

/* What follows opcode and operand. */
enum immediate {
	IMM_NONE,
	IMM_B,	     /* 1 byte */
	IMM_W,	     /* 2 */
	IMM_WB,	     /* 2 and 1: enter */
	IMM_Z = 4,   /* 4, with prefix 66 2 */
	IMM_FAR = 6, /* IMM_Z and 2 */
	IMM_BZ = 8,  /* 1 for even opcodes, IMM_Z for odd ones */
	IMM_V = 12   /* IMM_Z, or with REX.W 8 */
};

enum {
	M = 1, /* a ModRM byte follows the opcode */
	R = 2, /* reads memory */
	W = 4, /* writes memory */
	RW = R | W,
	GROUP = 8,   /* the reg field of ModRM tells which instruction, see groups[] */
	LEGACY = 16, /* not in 64-bit mode */
	DI = 32,     /* string operand at RDI */
	SI = 64,     /* string operand at RSI */
	REG = 128,   /* ModRM names registers whatever its mod field says */
	A = 256	     /* the operand is an absolute address without ModRM */
};

enum name {
	NAME_none,
#define NAME(name) NAME_##name,
#include "verdict/insn_x86.def"
#undef NAME
};

/* One after the other, each NUL-ended. */
static const char names[] = "\0"
#define NAME(name) #name "\0"
#include "verdict/insn_x86.def"
#undef NAME
	;

#define NAME(text)                                                                                 \
	_Static_assert(sizeof(#text) <= sizeof((struct insn){0}.name), "longer than insn.name");
#include "verdict/insn_x86.def"
#undef NAME

struct row {
	uint16_t first; /* map in bits 8 and 9; of a group 8 times that, and reg */
	uint16_t flags : 12;
	uint16_t kind : 4;
	uint8_t size : 4;
	uint8_t imm : 4;
	uint8_t name;
};

#define MAP_0F	 0x100
#define MAP_0F38 0x200
#define MAP_0F3A 0x300

static const struct row opcodes[] = {
#define OPCODE(first, flags, kind, size, imm, name)                                                \
	{first, flags, INSN_##kind, SIZE_##size, IMM_##imm, NAME_##name},
#include "verdict/insn_x86.def"
#undef OPCODE
};

static const struct row groups[] = {
#define GROUP_ROW(opcode, reg, flags, kind, size, imm, name)                                       \
	{(opcode)*8 + (reg), flags, INSN_##kind, SIZE_##size, IMM_##imm, NAME_##name},
#include "verdict/insn_x86.def"
#undef GROUP_ROW
};

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))

/* The last row that does not begin behind key. */
static const struct row *find(const struct row *rows, size_t count, unsigned int key)
{
	while (count > 1 && rows[count - 1].first > key)
		count--;
	return &rows[count - 1];
}

/* The mod field of ModRM where it names a register. */
#define NO_MEMORY 0xc0

/* What was read of the instruction so far. */
struct x86 {
	const uint8_t *at;
	unsigned int len, used;
	bool cut; /* it goes on behind the bytes that are there */
	bool is_64bit;

	bool operand_16;     /* prefix 66 */
	bool address_size;   /* prefix 67 */
	bool lock;	     /* prefix f0 */
	uint8_t repeat;	     /* prefix f2 or f3, 0 */
	bool per_cpu;	     /* prefix 64 or 65 */
	uint8_t rex;	     /* bits W R X B; of VEX too */
	bool vex, wide;	     /* with 32-byte vectors */
	unsigned int opcode; /* map in bits 8 and 9 */
	uint8_t modrm;
};

#define REX_W 8
#define REX_R 4
#define REX_X 2
#define REX_B 1

static uint8_t take_byte(struct x86 *x)
{
	if (x->used == x->len) {
		x->cut = true;
		return 0;
	}
	return x->at[x->used++];
}

/* A little-endian number of some bytes, sign-extended. */
static int64_t take_signed(struct x86 *x, unsigned int bytes)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < bytes; i++)
		value |= (uint64_t)take_byte(x) << 8 * i;
	if (bytes && bytes < 8 && value >> (8 * bytes - 1))
		value |= UINT64_MAX << 8 * bytes;
	return (int64_t)value;
}

static bool take_prefix(struct x86 *x, uint8_t byte)
{
	switch (byte) {
	case 0x26: /* es, cs, ss, ds */
	case 0x2e:
	case 0x36:
	case 0x3e:
		x->per_cpu = x->per_cpu && x->is_64bit;
		return true;
	case 0x64:
	case 0x65:
		x->per_cpu = true;
		return true;
	case 0x66:
		x->operand_16 = true;
		return true;
	case 0x67:
		x->address_size = true;
		return true;
	case 0xf0:
		x->lock = true;
		return true;
	case 0xf2:
	case 0xf3:
		x->repeat = byte;
		return true;
	default:
		return false;
	}
}

/* c5 RvvvvLpp, c4 RXBmmmmm WvvvvLpp: what prefixes and REX say, packed (RXB are
 * inverted). */
static bool take_vex(struct x86 *x, bool three)
{
	static const uint8_t repeats[4] = {0, 0, 0xf3, 0xf2};
	uint8_t first = take_byte(x), last = first;
	unsigned int map = 1;

	if (x->rex || x->operand_16 || x->repeat || x->lock)
		return false;
	x->rex = (uint8_t)(~first >> 5 & REX_R);
	if (three) {
		last = take_byte(x);
		map = first & 31;
		x->rex = (uint8_t)((~first >> 5 & 7) | (last >> 4 & REX_W));
	}
	if (!x->is_64bit)
		x->rex = 0;
	x->vex = true;
	x->wide = last & 4;
	x->operand_16 = (last & 3) == 1;
	x->repeat = repeats[last & 3];
	x->opcode = map << 8 | take_byte(x);
	/* Opmasks (AVX-512) have other meanings there. */
	return map >= 1 && map <= 3 && (x->opcode < MAP_0F + 0x80 || x->opcode > MAP_0F + 0xad);
}

/* Prefixes and opcode. */
static bool take_opcode(struct x86 *x)
{
	uint8_t byte = take_byte(x);

	while (!x->cut && take_prefix(x, byte))
		byte = take_byte(x);
	if (x->is_64bit && byte >> 4 == 4) {
		x->rex = byte & 15;
		byte = take_byte(x);
	}
	/* In 32 bits these are les and lds, unless their ModRM names registers. */
	if ((byte == 0xc4 || byte == 0xc5) && x->used < x->len &&
	    (x->is_64bit || x->at[x->used] >= 0xc0))
		return take_vex(x, byte == 0xc4);
	x->opcode = byte;
	if (byte != 0x0f)
		return true;
	byte = take_byte(x);
	x->opcode = MAP_0F + byte;
	if (byte == 0x38)
		x->opcode = MAP_0F38 + take_byte(x);
	else if (byte == 0x3a)
		x->opcode = MAP_0F3A + take_byte(x);
	return true;
}

/* --- the operand ------------------------------------------------------------------- */

static void name_register(const struct x86 *x, char *name, unsigned int number)
{
	static const char list[16][4] = {
		"RAX", "RCX", "RDX", "RBX", "RSP", "RBP", "RSI", "RDI",
		"R08", "R09", "R10", "R11", "R12", "R13", "R14", "R15",
	};

	memcpy(name, list[number & 15], 4);
	if (!x->is_64bit)
		name[0] = 'E';
}

static void take_memory(struct x86 *x, struct insn *insn)
{
	unsigned int mod = x->modrm >> 6, base = x->modrm & 7;
	bool sib = base == 4;

	if (sib) {
		uint8_t byte = take_byte(x);
		unsigned int index = (byte >> 3 & 7) | (x->rex & REX_X ? 8 : 0);

		base = byte & 7;
		if (index != 4) {
			name_register(x, insn->index, index);
			insn->scale = 1U << (byte >> 6);
		}
	}
	if (mod || base != 5)
		name_register(x, insn->base, base | (x->rex & REX_B ? 8 : 0));
	else if (x->is_64bit && !sib)
		memcpy(insn->base, "RIP", 4);
	insn->displacement = take_signed(x, mod == 1 ? 1 : mod == 2 || base == 5 ? 4 : 0);
}

static unsigned int operand_size(const struct x86 *x)
{
	return x->rex & REX_W ? 8 : x->operand_16 ? 2 : 4;
}

static unsigned int size_of(const struct x86 *x, enum size size)
{
	unsigned int vector = x->wide ? 32 : 16, pointer = x->is_64bit ? 8 : 4;

	switch (size) {
	case SIZE_B:
	case SIZE_W:
	case SIZE_D:
	case SIZE_Q:
		return 1U << (size - SIZE_B);
	case SIZE_BV:
		return x->opcode & 1 ? operand_size(x) : 1;
	case SIZE_V:
		return operand_size(x);
	case SIZE_P:
		return x->operand_16 ? 2 : pointer;
	case SIZE_MX:
		return x->vex || x->operand_16 || x->repeat ? vector : 8;
	case SIZE_SX:
		return x->repeat ? (x->repeat == 0xf3 ? 4 : 8) : vector;
	case SIZE_X:
		return vector;
	case SIZE_F:
		return x->operand_16 ? 8 : 4;
	case SIZE_DQ:
		return x->rex & REX_W ? 8 : 4;
	case SIZE_PAIR:
		return x->rex & REX_W ? 16 : 8;
	default:
		return 0;
	}
}

static void skip_immediate(struct x86 *x, enum immediate imm)
{
	unsigned int bytes = imm & 3, z = operand_size(x) == 2 ? 2 : 4;

	if (imm == IMM_BZ)
		bytes = x->opcode & 1 ? z : 1;
	else if (imm == IMM_V && x->rex & REX_W)
		bytes = 8;
	else if (imm & IMM_Z)
		bytes += z;
	while (bytes--)
		take_byte(x);
}

/* --- the instruction --------------------------------------------------------------- */

/* The row, and the ModRM byte on the way. */
static const struct row *find_row(struct x86 *x)
{
	unsigned int opcode = x->opcode < 0x40 ? x->opcode & 7 : x->opcode;
	const struct row *row = find(opcodes, COUNT(opcodes), opcode);

	x->modrm = NO_MEMORY;
	if (!(row->flags & M))
		return row;
	x->modrm = take_byte(x);
	if (row->flags & GROUP)
		row = find(groups, COUNT(groups), row->first * 8U + (x->modrm >> 3 & 7));
	if (row->flags & REG)
		x->modrm |= NO_MEMORY;
	return row;
}

/* crc32 and a movq share their opcodes with what writes under other prefixes. */
static void correct(const struct x86 *x, struct insn *insn)
{
	if (x->repeat == 0xf2 && (x->opcode & ~1U) == MAP_0F38 + 0xf0)
		insn->size = size_of(x, SIZE_BV);
	else if (x->repeat == 0xf3 && x->opcode == MAP_0F + 0x7e)
		insn->size = 8;
	else
		return;
	insn->read = true;
	insn->written = false;
}

/* The first eight names share their opcodes. */
static void name_instruction(const struct x86 *x, struct insn *insn, const struct row *row)
{
	unsigned int name = row->name;
	const char *text = names;

	if (name == NAME_add)
		name += (x->opcode < 0x40 ? x->opcode : x->modrm) >> 3 & 7;
	while (name--)
		text += strlen(text) + 1;
	memcpy(insn->name, text, strlen(text) + 1);
}

/* The operand in memory, or the register with the target of a call. */
static void take_operand(struct x86 *x, struct insn *insn, unsigned int flags)
{
	insn->memory = true;
	if (flags & A) {
		insn->displacement = take_signed(x, insn->bits / 8);
	} else if (flags & (DI | SI)) {
		name_register(x, insn->base, flags & DI ? 7 : 6);
		if (flags & DI && flags & SI)
			name_register(x, insn->from, 6);
	} else if (x->modrm < NO_MEMORY) {
		take_memory(x, insn);
	} else {
		insn->memory = false;
		if (insn->kind == INSN_JUMP || insn->kind == INSN_CALL)
			name_register(x, insn->target, (x->modrm & 7) | (x->rex & REX_B ? 8U : 0));
	}
}

/* A retpoline returns to what it has just put on the stack:
 *	48 89 04 24  mov %rax,(%rsp)
 *	c3           ret */
static void take_retpoline(const struct x86 *x, struct insn *insn, const uint8_t *before,
			   unsigned int count)
{
	bool is_64bit = x->is_64bit;

	if (insn->kind != INSN_RETURN || insn->length != 1 || count < (is_64bit ? 4U : 3U))
		return;
	before -= 3;
	if (before[0] != 0x89 || (before[1] & 0xc7) != 0x04 || before[2] != 0x24 ||
	    (is_64bit && (before[-1] & 0xfb) != 0x48))
		return;
	insn->kind = INSN_JUMP;
	name_register(x, insn->target,
		      (before[1] >> 3 & 7) | (is_64bit && before[-1] & REX_R ? 8U : 0));
}

/* What it does to its operand in memory. */
static void take_access(const struct x86 *x, struct insn *insn, const struct row *row)
{
	insn->read = row->flags & R;
	/* Of the first eight cmp alone writes nothing. */
	insn->written = row->flags & W && strcmp(insn->name, "cmp") != 0;
	insn->size = size_of(x, row->size);
	/* Strings are written where es points. */
	insn->gs = x->per_cpu && !(row->flags & DI);
	correct(x, insn);
	if (x->lock)
		insn->kind = INSN_ATOMIC;
	else if (insn->kind == INSN_OTHER && (insn->read || insn->written))
		insn->kind = INSN_MOVE;
}

bool insn_x86(struct insn *insn, const uint8_t *bytes, unsigned int at, unsigned int count,
	      bool is_64bit)
{
	struct x86 x = {.is_64bit = is_64bit};
	const struct row *row;

	*insn = (struct insn){.scale = 1, .bits = is_64bit ? 64 : 32};
	if (at >= count)
		return false;
	x.at = bytes + at;
	x.len = count - at < LONGEST ? count - at : LONGEST;
	if (!take_opcode(&x))
		return false;
	row = find_row(&x);
	if (row->size == SIZE_BAD || (row->flags & LEGACY && is_64bit))
		return false;
	insn->bits >>= x.address_size;
	if (insn->bits == 16) /* addresses of real mode */
		return false;
	insn->kind = row->kind;
	name_instruction(&x, insn, row);
	take_operand(&x, insn, row->flags);
	skip_immediate(&x, row->imm);
	insn->length = x.used;
	if (insn->memory)
		take_access(&x, insn, row);
	else if (insn->kind == INSN_ATOMIC)
		insn->kind = INSN_OTHER;
	take_retpoline(&x, insn, x.at, at);
	return !x.cut;
}
