/* SPDX-License-Identifier: GPL-2.0-or-later */
/* insn - ppc, 32 and 64 bits.  Sizes and names are of classes: "load", "store". */
#include <string.h>

#include "verdict/insn.h"

#define STORE  16 /* else a load */
#define ATOMIC 32
#define UPDATE 64 /* 32 more is the form that updates the base */
#define SIZE   15

/* lwz lbz stw stb lhz lha sth lmw stmw, lfs lfd stfs stfd: opcode 32 to 55, each with
 * its updating form. */
static const uint8_t direct[12] = {4,	      1, STORE | 4, STORE | 1, 2,	  2,
				   STORE | 2, 0, 4,	    8,	       STORE | 4, STORE | 8};

/* Extended opcodes of opcode 31, with base and index. */
static const struct {
	uint16_t opcode;
	uint8_t what;
} indexed[] = {
	{20, ATOMIC | 4}, /* lwarx, ldarx, stwcx., stdcx. */
	{84, ATOMIC | 8},
	{150, ATOMIC | STORE | 4},
	{214, ATOMIC | STORE | 8},
	{21, UPDATE | 8}, /* ldx, lwzx, lbzx, lhzx, lwax, lhax */
	{23, UPDATE | 4},
	{87, UPDATE | 1},
	{279, UPDATE | 2},
	{341, UPDATE | 4},
	{343, UPDATE | 2},
	{149, UPDATE | STORE | 8}, /* stdx, stwx, stbx, sthx */
	{151, UPDATE | STORE | 4},
	{215, UPDATE | STORE | 1},
	{407, UPDATE | STORE | 2},
	{532, 8}, /* ldbrx, lwbrx */
	{534, 4},
};

static void name_register(char *name, uint32_t number)
{
	struct out o;

	out_init(&o, name, 8);
	out_fmt(&o, "GPR%02u", number & 31);
}

static void take_memory(struct insn *insn, uint32_t word, unsigned int what)
{
	insn->memory = true;
	insn->written = what & STORE;
	insn->read = !insn->written;
	insn->size = what & SIZE;
	insn->kind = what & ATOMIC ? INSN_ATOMIC : INSN_MOVE;
	memcpy(insn->name, what & STORE ? "store" : "load\0", 6);
	/* Register 0 is the number 0 there. */
	if (word >> 16 & 31)
		name_register(insn->base, word >> 16);
}

static void take_indexed(struct insn *insn, uint32_t word)
{
	unsigned int opcode = word >> 1 & 1023;

	for (size_t i = 0; i < sizeof(indexed) / sizeof(*indexed); i++) {
		unsigned int what = indexed[i].what;

		if (opcode != indexed[i].opcode &&
		    (!(what & UPDATE) || opcode != indexed[i].opcode + 32U))
			continue;
		take_memory(insn, word, what);
		name_register(insn->index, word >> 11);
	}
}

bool insn_ppc(struct insn *insn, uint32_t word, bool is_64bit)
{
	unsigned int opcode = word >> 26, low = word & 3;

	*insn = (struct insn){.length = 4, .scale = 1, .bits = is_64bit ? 64 : 32};
	if (opcode >= 32 && opcode < 56) {
		take_memory(insn, word, opcode == 47 ? STORE : direct[(opcode - 32) / 2]);
		insn->displacement = (int16_t)word;
	} else if (opcode == 58 || opcode == 62) { /* ld, lwa; std, stq */
		take_memory(insn, word, opcode == 62 ? STORE | 8 : low == 2 ? 4 : 8);
		insn->displacement = (int16_t)(word & ~3U);
	} else if (opcode == 2 || opcode == 3 || (word & 0xfc00077e) == 0x7c000008) {
		insn->kind = INSN_TRAP; /* tdi, twi; td, tw */
		memcpy(insn->name, "trap", 5);
	} else if ((word & 0xfc0007fe) == 0x4c000420) {
		insn->kind = word & 1 ? INSN_CALL : INSN_JUMP;
		memcpy(insn->target, "CTR", 4);
	} else if ((word & 0xfc0007ff) == 0x4c000020) {
		insn->kind = INSN_RETURN;
		memcpy(insn->target, "LR", 3);
	} else if (opcode == 31) {
		take_indexed(insn, word);
	}
	return opcode;
}
