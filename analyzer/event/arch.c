/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arch - what an architecture's reports look like. */
#include "event/arch.h"

#include <string.h>

#define LIST(...)  ((const char *const[]){__VA_ARGS__, NULL})
#define ROWS(...)  ((const struct register_row[]){__VA_ARGS__, {NULL, NULL}})
#define CODES(...) ((const struct code_mark[]){__VA_ARGS__, {NULL, NULL, false}})

static const struct arch x86_64 = {
	.name = "x86_64",
	.pointers = LIST("RIP: ", "RIP  [", "IP: "),
	.shared = true,
	/* GDT selectors: 0x33 is 64-bit user code, 0x23 32-bit user code; Xen's
	 * paravirtual guests have their own. */
	.user = LIST("RIP: 0033:", "RIP: 0023:", "RIP: 002b:", "RIP: e033:"),
	.machines = LIST("x86_64", "amd64"),
	.marks = LIST("RAX: ", "#PF: "),
	.registers = "RSP EFLAGS ORIG_RAX RAX RBX RCX RDX RSI RDI RBP R# FS GS knlGS CS DS ES "
		     "CR0 CR2 CR3 CR4 DR# PKRU",
	.x86_code = true,
	.oops_code = "error code",
	.codes = CODES({"error_code(0x", "error code", false}),
	.addresses = LIST("CR2: "),
};

static const struct arch i386 = {
	.name = "i686",
	.pointers = LIST("EIP: ", "EIP is at "),
	.user = LIST("EIP: 0073:"),
	.machines = LIST("i686", "i386", "-686"),
	.marks = LIST("EAX: ", "*pde = ", "*pdpt = ", "EIP: ", "EIP is at "),
	.registers =
		"EIP EAX EBX ECX EDX ESI EDI EBP ESP DS ES FS GS SS EFLAGS CR0 CR2 CR3 CR4 DR#",
	.x86_code = true,
	.oops_code = "error code",
	.codes = CODES({"error_code(0x", "error code", false}),
	.addresses = LIST("CR2: "),
};

static const struct arch arm64 = {
	.name = "aarch64",
	.pointers = LIST("pc : "),
	.links = LIST("lr : ", "LR is at "),
	.machines = LIST("aarch64", "arm64"),
	.marks = LIST("pstate: ", "ESR = 0x", "x29: "),
	.inside = LIST("] pstate: "),
	.registers = "pstate pc lr sp pmr_save x#",
	.oops_code = "ESR",
	.codes = CODES({"ESR = 0x", "ESR", false}, {"ESR: 0x", "ESR", false}),
	.addresses = LIST("FAR: 0x"),
};

static const struct arch arm = {
	.name = "arm",
	.pointers = LIST("PC is at "),
	.shared = true,
	.links = LIST("LR is at "),
	.machines = LIST("armv7", "armv6", "armv5", "armmp", "armhf"),
	.inside = LIST("  ISA ARM", "  ISA Thumb", " psr: ", ") from [<"),
	.registers = "pc lr psr sp ip fp r# Control Table DAC",
	.oops_code = "FSR",
};

/* "    pc: c00000000055ed48: f+0x48/0x110" is the debugger's, xmon. */
static const char *const ppc_pointers[] = {"NIP ", "NIP: [", "pc: c", "pc: 0", NULL};
static const char *const ppc_links[] = {"LR [", "lr: c", "lr: 0", NULL};

#define PPC_REGISTERS "NIP LR CTR REGS TRAP MSR CR XER CFAR DAR DEAR DSISR ESR IRQMASK SOFTE"
/* What DSISR says, or on embedded processors ESR; else the kind of trap. */
#define PPC_CODES                                                                                  \
	CODES({"DSISR: ", "DSISR", false}, {" ESR: ", "ESR", false}, {"TRAP: ", "TRAP", false})

static const struct arch ppc64le = {
	.name = "ppc64le",
	.pointers = ppc_pointers,
	.shared = true,
	.links = ppc_links,
	.machines = LIST("ppc64le", "powerpc64le", "ppc64el"),
	.marks = LIST("LE PAGE_SIZE="),
	.inside = LIST(",LE>"),
	.registers = PPC_REGISTERS,
	.rows = ROWS({"GPR", "GPR"}),
	.codes = PPC_CODES,
	.addresses = LIST("DAR: "),
};

static const struct arch ppc64 = {
	.name = "ppc64",
	.pointers = ppc_pointers,
	.shared = true,
	.links = ppc_links,
	.machines = LIST("ppc64", "powerpc64"),
	.marks = LIST("SOFTE: ", "CFAR: ", "BE PAGE_SIZE=64K"),
	.registers = PPC_REGISTERS,
	.rows = ROWS({"GPR", "GPR"}),
	.codes = PPC_CODES,
	.addresses = LIST("DAR: "),
};

static const struct arch ppc = {
	.name = "ppc",
	.pointers = ppc_pointers,
	.shared = true,
	.links = ppc_links,
	.machines = LIST("powerpc"),
	.marks = LIST("BE PAGE_SIZE=", "GPR00: "),
	.registers = PPC_REGISTERS,
	.rows = ROWS({"GPR", "GPR"}),
	.codes = PPC_CODES,
	.addresses = LIST("DAR: ", "DEAR: "),
};

static const struct arch s390 = {
	.name = "s390x",
	.pointers = LIST("Krnl PSW : "),
	.user = LIST("User PSW : "),
	.machines = LIST("s390x"),
	.marks = LIST("Krnl GPRS:", "Failing address: "),
	.rows = ROWS({"Krnl GPRS:", "R"}),
	.oops_code = "program interruption code",
	.addresses = LIST("Failing address: "),
};

static const struct arch riscv64 = {
	.name = "riscv64",
	.pointers = LIST("epc : "),
	.links = LIST("ra : "),
	.machines = LIST("riscv64"),
	.inside = LIST(" badaddr: "),
	.registers = "epc ra sp gp tp t# s# a# status badaddr cause orig_a0",
	.codes = CODES({"cause: ", "cause", false}),
	.addresses = LIST("badaddr: "),
};

static const struct arch mips = {
	.name = "mips",
	.pointers = LIST("epc   : "),
	.links = LIST("ra    : "),
	.machines = LIST("mips"),
	.marks = LIST("$ 0   :", "BadVA : ", "Cause : "),
	.registers = "Hi Lo epc ra Status Cause BadVA PrId",
	.rows = ROWS({"$", "$"}),
	.codes = CODES({"(ExcCode ", "ExcCode", false}),
	.addresses = LIST("BadVA : "),
};

static const struct arch loongarch = {
	.name = "loongarch64",
	.pointers = LIST("ERA: ", "era   : "),
	.links = LIST("ra: "),
	.machines = LIST("loongarch"),
	.marks = LIST("CRMD: "),
	.registers = "pc ra tp sp a# t# u0 fp s# ERA CRMD PRMD EUEN ECFG ESTAT BADV PRID",
	.codes = CODES({"ECode=", "ECode", true}),
	.addresses = LIST("BADV: "),
};

static const struct arch sparc = {
	.name = "sparc64",
	.pointers = LIST("TPC: <", "NON-RESUMABLE ERROR: TPC ["),
	.links = LIST("I7: <"),
	.machines = LIST("sparc64", "sparc"),
	.marks = LIST("TSTATE: "),
	.registers = "TSTATE TPC TNPC Y g# o# l# i# sp",
	.addresses = LIST("insn effective address [0x"),
};

static const struct arch parisc = {
	.name = "parisc",
	.pointers = LIST("IAOQ[0]: "),
	.links = LIST("RP(r2): "),
	.machines = LIST("parisc"),
	.marks = LIST("IASQ: ", "r00-03  "),
	.registers = "IIR ISR IOR CPU CR30 CR31",
	.rows = ROWS({"sr", "sr"}, {"r", "r"}),
	.codes = CODES({"Code=", "Code", true}),
	.addresses = LIST("IOR: "),
};

static const struct arch m68k = {
	.name = "m68k",
	.pointers = LIST("PC: ["),
	.machines = LIST("m68k"),
	.marks = LIST("Frame format="),
	.registers = "SR SP a# d#",
};

static const struct arch alpha = {
	.name = "alpha",
	.pointers = LIST("pc is at "),
	.links = LIST("ra is at "),
	.machines = LIST("alpha"),
	.marks = LIST("pc = [<"),
	.registers = "pc ra ps v# t# s# a# gp sp pv at",
};

static const struct arch sh = {
	.name = "sh4",
	.pointers = LIST("PC is at "),
	.shared = true,
	.links = LIST("PR is at "),
	.machines = LIST("sh4"),
	.marks = LIST("TEA : "),
	.registers = "PC SP SR TEA R# MACH MACL GBR PR",
	.addresses = LIST("TEA : "),
};

static const struct arch xtensa = {
	.name = "xtensa",
	.machines = LIST("xtensa"),
	.marks = LIST("excvaddr: "),
	.registers = "pc ps depc excvaddr lbeg lend lcount sar",
	.rows = ROWS({"a", "a"}),
	.addresses = LIST("excvaddr: "),
};

static const struct arch arc = {
	.name = "arc",
	.pointers = LIST("[ERET]: "),
	.links = LIST("BLINK: "),
	.machines = LIST("ARCv2"),
	.marks = LIST("[ECR   ]: ", "[EFA   ]: "),
	.registers = "BTA SP FP BLINK r# STAT32",
	.codes = CODES({"[ECR   ]: 0x", "ECR", false}),
	.addresses = LIST("[EFA   ]: 0x"),
};

/* The order is that of the searches: "EIP: " holds "IP: ", so i386 first, and
 * "ppc64le" before "ppc64". */
static const struct arch *const arches[] = {
	&i386, &x86_64,	   &arm64, &arm,    &ppc64le, &ppc64, &ppc, &s390,   &riscv64,
	&mips, &loongarch, &sparc, &parisc, &m68k,    &alpha, &sh,  &xtensa, &arc,
};

enum { ARCHES = sizeof(arches) / sizeof(arches[0]) };

bool arch_is_x86(const struct arch *arch)
{
	return arch && arch->x86_code;
}

bool arch_is_plain(const struct arch *arch)
{
	return arch && !arch->shared;
}

static bool take_any(struct span text, const char *const *marks, struct span *rest)
{
	for (; marks && *marks; marks++) {
		*rest = text;
		/* The first byte alone settles it for nearly every line. */
		if (text.len && text.at[0] == **marks && span_take_text(rest, *marks))
			return true;
	}
	return false;
}

/* "0xffffffffc0b0ceef", "[<0000000000000000>]", "(null)" */
static bool take_bare_address(struct span in, uint64_t *address)
{
	*address = 0;
	if (span_has(in, "(null)"))
		return true;
	return (span_take_past(&in, "0x") || span_take_past(&in, "[<")) &&
	       span_take_hex(&in, address);
}

/* Skip "0010:", "[<ffffffff8188c0e6>]", "c00000000055ed48: " in front of a name. */
static void skip_numbers(struct span *in)
{
	for (;;) {
		struct span rest = *in;
		uint64_t value;
		bool bracket = span_take_text(&rest, "[");

		span_take_text(&rest, "<");
		if (!span_take_hex(&rest, &value))
			return;
		span_take_text(&rest, ">");
		if (!span_take_text(&rest, bracket ? "]" : ":"))
			return;
		span_take_blanks(&rest);
		*in = rest;
	}
}

/* May this stand behind a function without an offset?  Further words may not:
 * "IP: routing cache hash table". */
static bool ends_place(struct span rest)
{
	return !span_trim(rest).len || strchr("+,", rest.at[0]) || span_starts(rest, " (") ||
	       frame_names_source(rest);
}

/* The function at the front of what follows a mark: the first that has an
 * offset, or a name alone. */
static bool take_function(struct span in, struct frame *f)
{
	for (size_t i = 0; i < in.len; i++) {
		struct span word = span_from(in, i);

		if ((i && !strchr(" ]:(<[", in.at[i - 1])) || in.at[i] == '<')
			continue;
		if (frame_take_symbol(&word, f))
			return true;
	}
	span_take_blanks(&in);
	skip_numbers(&in);
	span_take_text(&in, "<");
	return frame_take_name(&in, f) && ends_place(in);
}

/* The pointer behind the mark: a function, else a bare address. */
static bool take_place(struct pointer *p, struct span in)
{
	if (take_function(in, &p->frame))
		return true;
	/* i386 names the function on a line of its own: "EIP is at f+0x1/0x2". */
	p->has_address = !span_has(in, " EFLAGS: ") && take_bare_address(in, &p->address);
	return p->has_address;
}

bool pointer_is_user(struct span text)
{
	struct span rest;

	span_take_blanks(&text);
	for (int i = 0; i < ARCHES; i++) {
		/* User-mode Linux is a program to the processor: its pointer has
		 * the user's selector and the kernel's name. */
		if (take_any(text, arches[i]->user, &rest))
			return !span_has(rest, "+0x");
	}
	return false;
}

bool pointer_take_line(struct pointer *p, struct span text)
{
	struct span rest;

	span_take_blanks(&text);
	for (int i = 0; i < ARCHES; i++) {
		struct pointer found = {.arch = arches[i]};

		if (!take_any(text, arches[i]->pointers, &rest) || !take_place(&found, rest))
			continue;
		if (pointer_is_user(text))
			return false;
		*p = found;
		return true;
	}
	return false;
}

bool link_take_line(struct frame *link, const struct arch *arch, struct span text)
{
	struct span rest;

	span_take_blanks(&text);
	return arch && take_any(text, arch->links, &rest) && take_function(rest, link);
}

const struct arch *arch_of_release(const char *release)
{
	for (int i = 0; i < ARCHES; i++) {
		if (span_has_any(span_of(release), arches[i]->machines))
			return arches[i];
	}
	return NULL;
}

const struct arch *arch_of_line(struct span text)
{
	struct span rest;

	span_take_blanks(&text);
	for (int i = 0; i < ARCHES; i++) {
		if (take_any(text, arches[i]->marks, &rest) ||
		    span_has_any(text, arches[i]->inside))
			return arches[i];
	}
	return NULL;
}
