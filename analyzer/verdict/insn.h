/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * insn - the instruction that faulted, decoded from the bytes of the code line.
 *
 *	Code: 48 89 e5 <48> 8b 47 38 5d c3                              x86_64
 *		mov, 4 bytes, MOVE; reads 8 bytes at rdi+0x38
 *	Code: 0f 1f 40 00 <f0> ff 80 38 01 00 00                        x86_64
 *		inc, 7 bytes, ATOMIC; reads and writes 4 bytes at rax+0x138
 *	Code: 41 ff e3 <65> 48 8b 04 25 c0 a4 01 00                     x86_64
 *		mov, 9 bytes, MOVE; reads 8 bytes at per-CPU 0x1a4c0
 *	Code: 89 e5 <89> 50 04 5d                                       i386
 *		mov, 3 bytes, MOVE; writes 4 bytes at eax+4
 *	Code: 48 89 c3 <0f> 0b 48 c7 c7                                 x86_64
 *		ud2, 2 bytes, TRAP
 *	Code: 48 89 04 24 <c3> cc                                       x86_64
 *		ret, 1 byte, JUMP, target RAX: the end of a retpoline thunk
 *	Code: f9400260 b4000080 (f8696ada)                              arm64
 *		ldr, 4 bytes, MOVE; reads 8 bytes at x22+x9
 *	Code: aa0003f3 (a9425013)                                       arm64
 *		ldp, 4 bytes, MOVE; reads 16 bytes at x0+0x20
 *	Code: 94000000 (d4210000)                                       arm64
 *		brk, 4 bytes, TRAP
 *	Instruction dump: 60000000 7c7f1b78 <e87f0b20>                  ppc
 *		load, 4 bytes, MOVE; reads 8 bytes at r31+0xb20
 *
 * It is no disassembler: of most instructions it tells the length and nothing
 * else.  What it tells is what a faulting access, a trap or a call through a
 * pointer needs, for the instructions that compilers and the kernel's own
 * assembly use.  x86: everything but AVX-512 (EVEX), XOP, gathers and 16-bit
 * addresses; arm64: everything but SVE; ppc: the common loads and stores.
 *
 * Sources: Intel SDM volume 2, appendix A (opcode maps); AMD64 APM volume 3; Arm
 * ARM (DDI 0487) chapter C4, "A64 instruction set encoding"; Power ISA, book I.
 */
#ifndef KD_VERDICT_INSN_H
#define KD_VERDICT_INSN_H

#include "base/out.h"
#include "event/code.h"
#include "event/registers.h"

enum insn_kind {
	INSN_OTHER,  /* decoded, but none of these */
	INSN_MOVE,   /* loads, stores, arithmetic with a memory operand */
	INSN_STRING, /* rep movs, stos, ...: operands are fixed registers */
	INSN_JUMP,   /* indirect jump through register or memory, also a retpoline's */
	INSN_CALL,   /* indirect call through register or memory; calls of retpoline thunks are
		      * direct ones by their bytes */
	INSN_RETURN,
	INSN_TRAP,   /* ud2, int3, brk, udf: BUG, WARN, KASAN check */
	INSN_DIVIDE, /* x86 only: elsewhere division does not trap */
	INSN_ATOMIC, /* locked, xchg, cmpxchg, xadd; ldxr, stxr, cas, ldadd */
	INSN_STACK   /* push, pop, direct call, leave: besides any operand, the stack */
};

/*
 * .memory says that base, index, scale and displacement describe an operand in
 * memory; whatever the kind.  Where neither read nor written is set, the address
 * is only computed and cannot fault: lea, nop, prefetch, the operand of ud1.
 *
 * Registers are spelled as the kernel prints them in its report, so that
 * insn_register() finds their values: "RAX", "R08", "R10", "EAX", "x19", "sp",
 * "GPR03".  Parts of a register have the name of the whole ("x3" for w3).
 */
struct insn {
	enum insn_kind kind;
	char name[8];	     /* mnemonic or its class: "mov", "cmov", "jcc", "sse", "ldr"; "" if
			      * the instruction is of no interest */
	unsigned int length; /* bytes */

	bool memory;
	bool read, written;   /* what it does to that memory */
	unsigned int size;    /* of the access in bytes (both of a pair), 0: not known */
	char base[8];	      /* "" none; "RIP", "pc": relative to the instruction */
	char index[8];	      /* "" none */
	unsigned int scale;   /* of the index, 1 if none */
	char extend;	      /* only the low half of the index counts: 'u', 's' signed; or 0 */
	int64_t displacement; /* 0 where the base changes only after the access */
	bool gs;	      /* relative to the per-CPU base (gs or fs of x86) */
	unsigned int bits;    /* of an address: 64 or 32 */
	char from[8];	      /* movs, cmps, cpy: base is the one operand, this points to
			       * the other, which is read; else "" */
	char target[8];	      /* holds the target of an indirect call or jump, "" none */
};

/* Decode the instruction that the code line marks.  False: none is marked, it is
 * cut, not supported on this architecture (which may be NULL), or the bytes are no
 * instruction; *insn then means nothing. */
bool insn_decode(struct insn *insn, const struct arch *arch, const struct code *code);

/* The value of a register in the report, by the decoder's spelling ("R08" finds
 * "R8" too).  False if the report does not show it. */
bool insn_register(const struct registers *r, const char *name, uint64_t *value);

/* The address of the memory operand, from the report's registers.  pc is the
 * address of the instruction, 0 if not known.  False if there is no such operand, a
 * register is missing, or the address is relative to the per-CPU base.
 *
 * The address that the kernel prints may lie within the access instead of at its
 * begin, is that of .from where that faulted, and on arm64 lacks the top byte (a tag).
 * After a general protection fault (x86: an address that is no address) it prints
 * none, and CR2 is an older one's: this is the address then. */
bool insn_address(const struct insn *insn, const struct registers *r, uint64_t pc,
		  uint64_t *address);

/* Write the memory operand as a person would: "rdi+0x38", "rbx+rcx*8-0x10",
 * "per-CPU 0x1a4c0", "x19+8".  Nothing if there is none. */
void insn_print_operand(struct out *o, const struct insn *insn);

/* The decoders.  bytes[at] is the first of the instruction, count are there. */
bool insn_x86(struct insn *insn, const uint8_t *bytes, unsigned int at, unsigned int count,
	      bool is_64bit);
bool insn_arm64(struct insn *insn, uint32_t word);
bool insn_ppc(struct insn *insn, uint32_t word, bool is_64bit);

#endif
