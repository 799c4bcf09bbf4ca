/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unit test of verdict/insn: the worked examples of real reports, one of each form of
 * an operand, and any bytes at all.
 *
 *	build/unit/insn            the tests
 *	build/unit/insn --list     decode "ARCH HEX..." lines from standard input, for
 *	                           tests/decoder; ARCH is x86_64, i686 or aarch64
 *	build/unit/insn --faults FILE...  where a log names the address of a fault: is it the
 *	                           operand's?  Prints the logs in which it is not
 */
#include <inttypes.h>
#include <stdlib.h>

#include "check.h"
#include "diagnose.h"
#include "verdict/insn.h"

/* LENGTH KIND ACCESS SIZE SEGMENT BASE INDEX SCALE EXTEND DISPLACEMENT FROM TARGET, "-"
 * for what is not there. */
static void list(const struct insn *insn)
{
	static const char *const kinds[] = {"other",  "move", "string", "jump",	  "call",
					    "return", "trap", "divide", "atomic", "stack"};
	char access[8];

	snprintf(access, sizeof(access), "%s%s%s", insn->memory ? "m" : "-", insn->read ? "r" : "",
		 insn->written ? "w" : "");
	printf("%u %s %s %s %u %s %s %s %u %c %" PRId64 " %s %s\n", insn->length, kinds[insn->kind],
	       insn->name[0] ? insn->name : "-", access, insn->size, insn->gs ? "gs" : "-",
	       insn->base[0] ? insn->base : "-", insn->index[0] ? insn->index : "-", insn->scale,
	       insn->extend ? insn->extend : '-', insn->displacement,
	       insn->from[0] ? insn->from : "-", insn->target[0] ? insn->target : "-");
}

/* The code of a line "x86_64 48 8b 47 38" or "aarch64 f9401c00"; the first unit is the
 * marked one. */
static bool read_code(struct code *code, const struct arch **arch, char *line)
{
	const char *name = strtok(line, " \n");
	const char *word;

	*code = (struct code){.state = CODE_KNOWN};
	*arch = name ? arch_of_release(name) : NULL;
	while ((word = strtok(NULL, " \n"))) {
		if (code->count == LIMIT_CODE)
			return false;
		code->width = (unsigned int)strlen(word) / 2;
		code->unit[code->count++] = (uint32_t)strtoul(word, NULL, 16);
	}
	return *arch;
}

static int list_all(void)
{
	char line[512];

	while (fgets(line, sizeof(line), stdin)) {
		const struct arch *arch;
		struct code code;
		struct insn insn;

		if (!read_code(&code, &arch, line))
			return 2;
		if (insn_decode(&insn, arch, &code))
			list(&insn);
		else
			puts("bad");
	}
	return 0;
}

/* --- whole reports ----------------------------------------------------------------- */

/* Does the fault of this report lie within the operand? */
static bool is_within(const struct event *e, const struct insn *insn, uint64_t address)
{
	/* arm64 leaves out the top byte, which may be a tag. */
	uint64_t mask = insn->bits == 32       ? UINT32_MAX
			: arch_is_x86(e->arch) ? UINT64_MAX
					       : UINT64_MAX >> 8;
	uint64_t from;

	if (insn->from[0] && insn_register(&e->registers, insn->from, &from) &&
	    from == e->fault_address)
		return true;
	return ((e->fault_address - address) & mask) < (insn->size ? insn->size : 64);
}

static int check_faults(int count, char **files)
{
	struct diagnose *d = calloc(1, sizeof(*d));
	struct circumstances none = {0};
	unsigned int faults = 0, known = 0, within = 0;

	for (int i = 0; i < count; i++) {
		char piece[4096], text[100];
		FILE *f = fopen(files[i], "rb");
		const struct event *e;
		struct insn insn;
		struct out o;
		uint64_t address;
		size_t len;

		diagnose_begin(d);
		while (f && (len = fread(piece, 1, sizeof(piece), f)) > 0)
			diagnose_push(d, (struct span){piece, len});
		if (f)
			fclose(f);
		e = diagnose_end(d, &none)->verdict.root;
		/* After a general protection fault CR2 holds an older address. */
		if (!e || !e->has_fault_address || (arch_is_x86(e->arch) && !e->page_fault) ||
		    !insn_decode(&insn, e->arch, &e->code))
			continue;
		faults++;
		if (!insn_address(&insn, &e->registers, 0, &address))
			continue;
		known++;
		if (is_within(e, &insn, address)) {
			within++;
			continue;
		}
		out_init(&o, text, sizeof(text));
		insn_print_operand(&o, &insn);
		printf("%s: %s at %s is %" PRIx64 ", not %" PRIx64 "\n", files[i], insn.name, text,
		       address, e->fault_address);
	}
	printf("%u faults with code, %u with the operand's registers, %u of them at its address\n",
	       faults, known, within);
	free(d);
	return 0;
}

/* --- the tests --------------------------------------------------------------------- */

/* "mov 4: move, read 8 rdi+0x38, target RAX" */
static void describe(char *text, size_t size, const struct insn *insn)
{
	static const char *const kinds[] = {"other",  "move", "string", "jump",	  "call",
					    "return", "trap", "divide", "atomic", "stack"};
	struct out o;

	out_init(&o, text, size);
	out_fmt(&o, "%s %u: %s", insn->name, insn->length, kinds[insn->kind]);
	if (insn->memory) {
		out_fmt(&o, ",%s%s %u ", insn->read ? " read" : "", insn->written ? " write" : "",
			insn->size);
		insn_print_operand(&o, insn);
	}
	if (insn->from[0])
		out_fmt(&o, ", from %s", insn->from);
	if (insn->target[0])
		out_fmt(&o, ", target %s", insn->target);
}

static void check_one(const char *line, const char *want)
{
	char copy[512], text[200] = "no";
	const struct arch *arch;
	struct code code;
	struct insn insn;

	snprintf(copy, sizeof(copy), "%s", line);
	CHECK(read_code(&code, &arch, copy));
	if (insn_decode(&insn, arch, &code))
		describe(text, sizeof(text), &insn);
	CHECK_TEXT(text, want);
}

static void test_x86(void)
{
	/* Of real reports: the increment of a reference count, list walks, per-CPU data. */
	check_one("x86_64 f0 ff 80 38 01 00 00", "inc 7: atomic, read write 4 rax+0x138");
	check_one("x86_64 0f b6 5d 3c", "movzx 4: move, read 1 rbp+0x3c");
	check_one("x86_64 48 8b 44 0b 08", "mov 5: move, read 8 rbx+rcx+8");
	check_one("x86_64 4c 03 2c ed 60 c0 39 91", "add 8: move, read 8 rbp*8-0x6ec63fa0");
	check_one("x86_64 65 48 8b 04 25 c0 a4 01 00", "mov 9: move, read 8 per-CPU 0x1a4c0");
	check_one("x86_64 65 48 8b 05 10 00 00 00", "mov 8: move, read 8 per-CPU rip+0x10");
	check_one("x86_64 67 48 0f b9 3a", "ud1 5: trap, 0 rdx");
	check_one("x86_64 0f 0b", "ud2 2: trap");
	check_one("x86_64 cc", "int3 1: trap");
	check_one("x86_64 f3 48 a5", "movs 3: string, read write 8 rdi, from RSI");
	check_one("x86_64 f3 aa", "stos 2: string, write 1 rdi");
	check_one("x86_64 ff d0", "call 2: call, target RAX");
	check_one("x86_64 41 ff e3", "jmp 3: jump, target R11");
	check_one("x86_64 ff 50 18", "call 3: call, read 8 rax+0x18");
	check_one("x86_64 48 f7 f1", "div 3: divide");
	check_one("x86_64 48 f7 7f 08", "idiv 4: divide, read 8 rdi+8");
	check_one("x86_64 48 39 07", "cmp 3: move, read 8 rdi");
	check_one("x86_64 48 83 3f 00", "cmp 4: move, read 8 rdi");
	check_one("x86_64 48 c7 46 08 00 00 00 00", "mov 8: move, write 8 rsi+8");
	check_one("x86_64 48 8d 7b 10", "lea 4: other, 0 rbx+0x10");
	check_one("x86_64 66 89 10", "mov 3: move, write 2 rax");
	check_one("x86_64 4d 8b 5c cb f0", "mov 5: move, read 8 r11+rcx*8-0x10");
	check_one("x86_64 4d 89 04 24", "mov 4: move, write 8 r12");
	check_one("x86_64 48 8b 05 01 00 00 00", "mov 7: move, read 8 rip+1");
	check_one("x86_64 87 07", "xchg 2: atomic, read write 4 rdi");
	check_one("x86_64 87 c1", "xchg 2: other");
	check_one("x86_64 c5 fe 6f 06", "sse 4: move, read 32 rsi");
	check_one("x86_64 66 0f 7f 07", "sse 4: move, write 16 rdi");
	check_one("x86_64 53", "push 1: stack");
	check_one("x86_64 c3", "ret 1: return");
	check_one("x86_64 0f 30", "wrmsr 2: other");
	check_one("x86_64 48 a1 08 07 06 05 04 03 02 01", "mov 10: move, read 8 0x102030405060708");
	check_one("i686 89 50 04", "mov 3: move, write 4 eax+4");
	check_one("i686 40", "inc 1: other");
	check_one("i686 64 a1 14 00 00 00", "mov 6: move, read 4 per-CPU 0x14");
	check_one("i686 8b 0d 00 00 00 c0", "mov 6: move, read 4 0xc0000000");
	check_one("i686 ff d2", "call 2: call, target EDX");
}

static void test_no_x86(void)
{
	check_one("x86_64 48 8b", "no"); /* cut */
	check_one("x86_64 48 8b 80 01 02", "no");
	check_one("x86_64 06", "no"); /* push es: not in 64-bit mode */
	check_one("x86_64 0f 04", "no");
	check_one("x86_64 62 f1 7c 48 10 00", "no");				   /* AVX-512 */
	check_one("x86_64 c4 e2 7d 90 04 08", "no");				   /* a gather */
	check_one("x86_64 66 66 66 66 66 66 66 66 66 66 66 66 66 66 66 90", "no"); /* too long */
	check_one("x86_64 f9401c00", "no");
	check_one("aarch64 48", "no");
	check_one("riscv64 e87f0b20", "no");
}

static void test_arm64(void)
{
	check_one("aarch64 f8696ada", "ldr 4: move, read 8 x22+x9");
	check_one("aarch64 f9400674", "ldr 4: move, read 8 x19+8");
	check_one("aarch64 38706930", "ldr 4: move, read 1 x9+x16");
	check_one("aarch64 a9425013", "ldp 4: move, read 16 x0+0x20");
	check_one("aarch64 a9be7bfd", "stp 4: move, write 16 sp-0x20");
	check_one("aarch64 a8c27bfd", "ldp 4: move, read 16 sp");
	check_one("aarch64 f8408c20", "ldr 4: move, read 8 x1+8");
	check_one("aarch64 f8408420", "ldr 4: move, read 8 x1");
	check_one("aarch64 b8605820", "ldr 4: move, read 4 x1+x0*4");
	check_one("aarch64 39400000", "ldr 4: move, read 1 x0");
	check_one("aarch64 79000c01", "str 4: move, write 2 x0+6");
	check_one("aarch64 3dc00020", "ldr 4: move, read 16 x1");
	check_one("aarch64 b9800020", "ldr 4: move, read 4 x1");
	check_one("aarch64 f9800020", "prfm 4: other, 0 x1");
	check_one("aarch64 885ffc01", "ldxr 4: atomic, read 4 x0");
	check_one("aarch64 c8047c05", "stxr 4: atomic, write 8 x0");
	check_one("aarch64 b8e10002", "ldop 4: atomic, read write 4 x0");
	check_one("aarch64 c8dffc00", "ldar 4: move, read 8 x0");
	check_one("aarch64 58000041", "ldr 4: move, read 8 pc+8");
	check_one("aarch64 d50b7e20", "dc 4: move, write 0 x0");
	check_one("aarch64 d63f0060", "blr 4: call, target x3");
	check_one("aarch64 d61f0200", "br 4: jump, target x16");
	check_one("aarch64 d65f03c0", "ret 4: return, target lr");
	check_one("aarch64 d4210000", "brk 4: trap");
	check_one("aarch64 00000000", "udf 4: trap");
	check_one("aarch64 aa0003f3", " 4: other");
	check_one("aarch64 a400a000", "no"); /* SVE */
	check_one("aarch64 e8000000", "no");
}

/* A report's registers give the address that it faulted on. */
static void check_address(const char *line, const char *registers, uint64_t pc, bool known,
			  uint64_t want)
{
	char copy[512];
	struct registers r = {0};
	const struct arch *arch;
	struct code code;
	struct insn insn;
	uint64_t address = 0;

	snprintf(copy, sizeof(copy), "%s", line);
	CHECK(read_code(&code, &arch, copy) && insn_decode(&insn, arch, &code));
	registers_take_line(&r, arch, span_of(registers));
	CHECK(insn_address(&insn, &r, pc, &address) == known);
	CHECK(address == want);
}

static void test_ppc(void)
{
	check_one("ppc64le e87f0b20", "load 4: move, read 8 r31+0xb20");
	check_one("ppc64le e8830002", "load 4: move, read 4 r03");
	check_one("ppc64 f821ff91", "store 4: move, write 8 r01-0x70");
	check_one("ppc64 89230001", "load 4: move, read 1 r03+1");
	check_one("powerpc 91230008", "store 4: move, write 4 r03+8");
	check_one("ppc64le 7d23402a", "load 4: move, read 8 r03+r08");
	check_one("ppc64le 7d2018a8", "load 4: atomic, read 8 r03");
	check_one("ppc64le 7d2019ad", "store 4: atomic, write 8 r03");
	check_one("ppc64le 7d24186e", "load 4: move, read 4 r04+r03");
	check_one("ppc64le 0fe00000", "trap 4: trap");
	check_one("ppc64le 0b090000", "trap 4: trap");
	check_one("ppc64le 4e800421", " 4: call, target CTR");
	check_one("ppc64le 4e800020", " 4: return, target LR");
	check_one("ppc64le 7c0802a6", " 4: other");
	check_address("ppc64le e87f0b20", "GPR28: 0 0 0 8000000041a25400", 0, true,
		      0x8000000041a25f20);
}

/* mov %rax,(%rsp) in front of ret: the end of a retpoline. */
static void test_retpoline(void)
{
	const uint8_t r10[] = {0x4c, 0x89, 0x14, 0x24, 0xc3}, i386[] = {0x89, 0x3c, 0x24, 0xc3};
	struct insn insn;

	CHECK(insn_x86(&insn, r10, 4, 5, true) && insn.kind == INSN_JUMP);
	CHECK_TEXT(insn.target, "R10");
	CHECK(insn_x86(&insn, i386, 3, 4, false) && insn.kind == INSN_JUMP);
	CHECK_TEXT(insn.target, "EDI");
	CHECK(insn_x86(&insn, r10 + 1, 3, 4, true) && insn.kind == INSN_RETURN);
}

static void test_address(void)
{
	check_address("x86_64 f0 ff 80 38 01 00 00", "RAX: 00000000ffffffff", 0, true, 0x100000137);
	check_address("x86_64 0f b6 5d 3c", "RBP: ffff8801d386d928", 0, true, 0xffff8801d386d964);
	check_address("x86_64 48 8b 44 0b 08", "RBX: 000001de00002000 RCX: ffffea0000000000", 0,
		      true, 0xffffebde00002008);
	check_address("x86_64 4c 03 2c ed 60 c0 39 91", "RBP: ffffffff967948df", 0, true,
		      0xfffffffc45040758);
	check_address("x86_64 49 8b 40 08", "R08: fffffffffffffff0", 0, true, 0xfffffffffffffff8);
	check_address("x86_64 49 8b 40 08", "R8: 0000000000000010", 0, true, 0x18);
	check_address("x86_64 48 8b 05 01 00 00 00", "RAX: 0", 0, false, 0);
	check_address("x86_64 48 8b 05 01 00 00 00", "RAX: 0", 0xffffffff81000000, true,
		      0xffffffff81000008);
	check_address("x86_64 65 48 8b 00", "RAX: 0000000000000001", 0, false, 0);
	check_address("x86_64 48 8b 03", "RAX: 0000000000000001", 0, false, 0);
	check_address("x86_64 48 89 c3", "RAX: 0000000000000001", 0, false, 0);
	check_address("i686 8b 40 10", "EAX: fffffffe", 0, true, 0xe);
	check_address("aarch64 f9400674", "x19: 0000000000000000", 0, true, 8);
	check_address("aarch64 f8696ada", "x22: 6161616161616161 x9 : 0000000000000040", 0, true,
		      0x61616161616161a1);
	check_address("aarch64 f861d800", "x1 : 00000000fffffff0 x0 : 0000000000001000", 0, true,
		      0xf80); /* sxtw #3 */
	check_address("aarch64 58000041", "x1 : 0", 0x1000, true, 0x1008);
}

/* The next random number (xorshift, Marsaglia 2003). */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state >> 16;
}

static void check_any(const uint8_t *bytes, unsigned int at, unsigned int count, bool is_64bit)
{
	struct insn insn;
	char text[200];

	if (!insn_x86(&insn, bytes, at, count, is_64bit))
		return;
	describe(text, sizeof(text), &insn);
	check_count++;
	if (!insn.length || insn.length > count - at || insn.length > 15) {
		check_failures++;
		printf("%u of %u bytes: %s\n", insn.length, count - at, text);
	}
}

/* Any bytes at all: no read before or behind them, and what comes out is in bounds. */
static void test_any(void)
{
	static const uint8_t heads[8] = {0x0f, 0xc4, 0xc5, 0x66, 0xf3, 0x48, 0xc3, 0x67};
	uint64_t state = 88172645463325252;

	for (unsigned int i = 0; i < 400000; i++) {
		unsigned int count = i % 20, at = i / 20 % 20;
		/* Of exactly that size, so that AddressSanitizer sees what is read behind it. */
		uint8_t *bytes = malloc(count ? count : 1);
		char text[200];
		struct insn insn;

		for (unsigned int k = 0; k < count; k++)
			bytes[k] = (uint8_t)next_random(&state);
		if (at < count && i & 1)
			bytes[at] = heads[next_random(&state) % 8];
		check_any(bytes, at, count, true);
		check_any(bytes, at, count, false);
		if (insn_arm64(&insn, (uint32_t)next_random(&state)))
			describe(text, sizeof(text), &insn);
		if (insn_ppc(&insn, (uint32_t)next_random(&state), true))
			describe(text, sizeof(text), &insn);
		free(bytes);
	}
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "--list") == 0)
		return list_all();
	if (argc > 1 && strcmp(argv[1], "--faults") == 0)
		return check_faults(argc - 2, argv + 2);
	test_x86();
	test_no_x86();
	test_arm64();
	test_ppc();
	test_retpoline();
	test_address();
	test_any();
	return check_summary();
}
