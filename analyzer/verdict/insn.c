/* SPDX-License-Identifier: GPL-2.0-or-later */
/* insn - the instruction that faulted; by architecture, and in words. */
#include "verdict/insn.h"

#include <inttypes.h>
#include <string.h>

static bool decode_x86(struct insn *insn, const struct code *code, bool is_64bit)
{
	uint8_t bytes[LIMIT_CODE];

	for (unsigned int i = 0; i < code->count; i++)
		bytes[i] = (uint8_t)code->unit[i];
	return code->width == 1 && insn_x86(insn, bytes, code->at, code->count, is_64bit);
}

bool insn_decode(struct insn *insn, const struct arch *arch, const struct code *code)
{
	if (!arch || code->state != CODE_KNOWN || code->at >= code->count)
		return false;
	if (arch_is_x86(arch))
		return decode_x86(insn, code, strcmp(arch->name, "x86_64") == 0);
	if (code->width != 4)
		return false;
	if (strcmp(arch->name, "aarch64") == 0)
		return insn_arm64(insn, code->unit[code->at]);
	return strncmp(arch->name, "ppc", 3) == 0 &&
	       insn_ppc(insn, code->unit[code->at], arch->name[3]);
}

bool insn_register(const struct registers *r, const char *name, uint64_t *value)
{
	const struct machine_register *found = registers_find(r, name);

	if (!found && name[0] == 'R' && name[1] == '0')
		found = registers_find(r, (const char[]){'R', name[2], '\0'});
	if (found)
		*value = found->value;
	return found;
}

static bool is_pc(const char *name)
{
	return strcmp(name, "RIP") == 0 || strcmp(name, "pc") == 0;
}

bool insn_address(const struct insn *insn, const struct registers *r, uint64_t pc,
		  uint64_t *address)
{
	uint64_t base = 0, index = 0;

	if (!insn->memory || insn->gs)
		return false;
	if (is_pc(insn->base)) {
		/* x86 counts from the end of the instruction. */
		base = pc + (insn->base[0] == 'R' ? insn->length : 0);
		if (!pc)
			return false;
	} else if (insn->base[0] && !insn_register(r, insn->base, &base)) {
		return false;
	}
	if (insn->index[0] && !insn_register(r, insn->index, &index))
		return false;
	if (insn->extend)
		index = insn->extend == 's' ? (uint64_t)(int64_t)(int32_t)(uint32_t)index
					    : (uint32_t)index;
	*address = base + index * insn->scale + (uint64_t)insn->displacement;
	if (insn->bits < 64)
		*address &= (UINT64_C(1) << insn->bits) - 1;
	return true;
}

/* In small letters, as in an instruction; GPR03 is r03. */
static void print_register(struct out *o, const char *name)
{
	if (name[0] == 'G')
		name += 2;
	for (; *name; name++)
		out_char(o, *name >= 'A' && *name <= 'Z' ? (char)(*name - 'A' + 'a') : *name);
}

void insn_print_operand(struct out *o, const struct insn *insn)
{
	uint64_t offset = (uint64_t)insn->displacement;
	bool any = insn->base[0] || insn->index[0];

	if (!insn->memory)
		return;
	out_text(o, insn->gs ? "per-CPU " : "");
	print_register(o, insn->base);
	if (insn->index[0]) {
		out_text(o, insn->base[0] ? "+" : "");
		print_register(o, insn->index);
		if (insn->scale > 1)
			out_fmt(o, "*%u", insn->scale);
	}
	if (any && !offset)
		return;
	if (any)
		out_char(o, insn->displacement < 0 ? '-' : '+');
	if (any && insn->displacement < 0)
		offset = -offset;
	else if (insn->bits < 64)
		offset &= (UINT64_C(1) << insn->bits) - 1;
	out_fmt(o, offset < 10 ? "%" PRIu64 : "0x%" PRIx64, offset);
}
