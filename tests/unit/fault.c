/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unit tests of verdict/address and verdict/fault: what values tell on each
 * architecture, what error codes say, and which register is to blame.
 */
#include "verdict/fault.h"
#include "check.h"
#include "verdict/verdict.h"

/* An event of this architecture, with a stack pointer by this name. */
static struct event event_of(const char *arch, const char *release, const char *sp, uint64_t value)
{
	struct event e = {.arch = arch_of_release(arch)};

	snprintf(e.who.release, sizeof(e.who.release), "%s", release);
	if (sp[0]) {
		snprintf(e.registers.list[0].name, sizeof(e.registers.list[0].name), "%s", sp);
		e.registers.list[0].value = value;
		e.registers.count = 1;
	}
	return e;
}

static const char *words_of(const struct event *e, uint64_t value)
{
	static char text[LIMIT_TEXT];
	struct memory m;
	struct out o;

	memory_find(&m, e);
	out_init(&o, text, sizeof(text));
	address_print(&o, &m, value);
	return text;
}

#define USER	"an address of user space, or a number that is no pointer"
#define NON	"no valid address at all (non-canonical)"
#define DIRECT	"the kernel's direct map of memory"
#define VMALLOC "the kernel's vmalloc area (stacks, modules, devices)"
#define VMEMMAP "the kernel's array of struct page (vmemmap)"
#define IMAGE	"code or data of the kernel or a module"
#define MODULE	"code or data of a module"
#define FIXED	"a fixed mapping of the kernel (per-CPU entry area, fixmap, firmware)"
#define KERNEL	"a kernel address"
#define HOLE	"an address where the kernel maps nothing"
#define LIST	"list poison: the entry had been removed from its list"
#define POINTER "poison that the kernel writes into pointers nobody may use any more"
#define FREED	"slab poison: the object had been freed"
#define OLD	"4.18.0-425.el8"
#define NEW	"6.12.0"

static void test_values(void)
{
	static const struct {
		const char *arch, *release, *sp;
		uint64_t stack, value;
		const char *words;
	} rows[] = {
		/* What means the same everywhere. */
		{"x86_64", NEW, "", 0, 0, "NULL"},
		{"x86_64", NEW, "", 0, 0x38, "0x38 bytes from NULL"},
		{"x86_64", NEW, "", 0, 0xfff, "0xfff bytes from NULL"},
		{"x86_64", NEW, "", 0, 0x1000,
		 "0x1000, a small number, or a far member of a structure at NULL"},
		{"x86_64", NEW, "", 0, 0x10000, USER},
		{"x86_64", NEW, "", 0, 0xfffffffffffffffe,
		 "-2 (ENOENT), an error number used as a pointer"},
		{"aarch64", NEW, "", 0, 0xfffffffffffffdfb,
		 "-517 (EPROBE_DEFER), an error number used as a pointer"},
		{"mips", NEW, "", 0, 0xffffffffffffff8b, "-117, an error number used as a pointer"},
		{"x86_64", NEW, "", 0, 0xfffffffffffffff0,
		 "-16 (EBUSY), an error number used as a pointer, or 0x10 bytes before NULL"},
		{"x86_64", NEW, "", 0, 0xfffffffffffffbb0, "0x450 bytes before NULL"},
		{"x86_64", NEW, "", 0, 0xfffffffffffff001, "0xfff bytes before NULL"},
		{"x86_64", NEW, "", 0, 0xffffffffffffffff,
		 "all bits set (-1): an error number, or read from a device that is gone"},
		{"x86_64", NEW, "", 0, 0xffffffff,
		 "all bits set (-1): an error number, or read from a device that is gone"},
		{"x86_64", NEW, "", 0, 0xffffff8a,
		 "-118, an error number stored as 32 bits and used as a pointer"},
		{"aarch64", NEW, "", 0, 0xfffffff4,
		 "-12 (ENOMEM), an error number stored as 32 bits and used as a pointer"},
		/* Poison. */
		{"x86_64", NEW, "", 0, 0xdead000000000108, LIST},
		{"aarch64", NEW, "", 0, 0xdead000000000122, LIST},
		{"x86_64", OLD, "", 0, 0xdead000000000200, LIST},
		{"riscv64", NEW, "", 0, 0xdead000000000100, LIST},
		{"x86_64", NEW, "", 0, 0xdead000000000400, POINTER},
		{"ppc64le", NEW, "", 0, 0x5deadbeef0000108, LIST},
		{"ppc64le", NEW, "", 0, 0x5deadbeef0000000, POINTER},
		{"i686", OLD, "", 0, 0x00200200, LIST},
		{"x86_64", "3.10.0-229.el7", "", 0, 0xdead000000100108, LIST},
		{"x86_64", "3.10.0-229.el7", "", 0, 0xdead000000200200, LIST},
		{"armv7", NEW, "", 0, 0x00000104,
		 "list poison (the entry had been removed from its list), or a member of a "
		 "structure at NULL"},
		{"x86_64", NEW, "", 0, 0x6b6b6b6b6b6b6b6b, FREED},
		{"x86_64", NEW, "", 0, 0x6b6b6b6b6b6b6bcb, FREED},
		{"x86_64", NEW, "", 0, 0xa56b6b6b6b6b6b8b, FREED},
		{"aarch64", NEW, "", 0, 0x006b6b6b6b6b6b9b, FREED},
		{"s390x", NEW, "", 0, 0x6b6b6b6b6b6b6000, FREED},
		{"i686", NEW, "", 0, 0x6b6b6b7b, FREED},
		{"i686", NEW, "", 0, 0xcccccccc, KERNEL},
		{"x86_64", NEW, "", 0, 0x5a5a5a5a5a5a5a5a,
		 "slab poison: the object was never initialised"},
		{"x86_64", NEW, "", 0, 0xdead4ead00000018,
		 "a number that marks structures or unused memory, such as deadbeef"},
		/* Text. */
		{"x86_64", NEW, "", 0, 0x6f702f323a33312d, "the text \"-13:2/po\""},
		{"aarch64", NEW, "", 0, 0x006c622f7665642f, "the text \"/dev/bl\""},
		{"ppc64", NEW, "", 0, 0x2f6465762f736461, "the text \"/dev/sda\""},
		{"ppc64le", NEW, "", 0, 0x2f6465762f736461, "the text \"ads/ved/\""},
		{"x86_64", NEW, "", 0, 0x0000006f6c6c6568, "the text \"hello\""},
		{"x86_64", NEW, "", 0, 0x0000006f7f6c6568, USER},
		{"x86_64", NEW, "", 0, 0x6669746f6e690a30, "the text \"0.inotif\""},
		{"armv7", NEW, "", 0, 0x6c6c6568, "the text \"hell\""},
		/* KASAN. */
		{"x86_64", NEW, "", 0, 0xdffffc0000000003, NON}, /* no sign of KASAN */
		{"x86_64", NEW, "RAX", 0xdffffc0000000000, 0xdffffc0000000003,
		 "KASAN's shadow of 0x18: 0x18 bytes from NULL"},
		{"aarch64", NEW, "x9", 0xefff800000000000, 0xefff800000000137,
		 "KASAN's shadow of 0x1370: 0x1370, a small number, or a far member of a "
		 "structure at NULL"},
		{"aarch64", NEW, "x8", 0xdfff800000000000, 0xdfff800000000003,
		 "KASAN's shadow of 0x18: 0x18 bytes from NULL"},
		{"riscv64", NEW, "a5", 0xdfffffff00000000, 0xdfffffff00000001,
		 "KASAN's shadow of 0x8: 0x8 bytes from NULL"},
		/* Places. */
		{"x86_64", NEW, "", 0, 0x00007f0012345678, USER},
		{"x86_64", NEW, "", 0, 0x0000800000000000, NON},
		{"x86_64", NEW, "", 0, 0xffff8801d386d928, HOLE},
		{"x86_64", OLD, "", 0, 0xffff8801d386d928, DIRECT},
		{"x86_64", NEW, "", 0, 0xffff8881d386d928, DIRECT},
		{"x86_64", NEW, "", 0, 0xffffb3c1c0c0bd88, KERNEL}, /* KASLR decides */
		{"x86_64", NEW, "", 0, 0xffffc90000a0bd88, VMALLOC},
		{"x86_64", NEW, "", 0, 0xfffffe0000001000, FIXED},
		{"x86_64", NEW, "", 0, 0xffffffff81234567, IMAGE},
		{"x86_64", NEW, "", 0, 0xffffffffc06d3bc0, MODULE},
		{"x86_64", NEW, "", 0, 0xffffffffff600000, FIXED},
		{"x86_64", NEW, "RSP", 0xffa0000000a0bd88, 0xff11000123456789, DIRECT},
		{"x86_64", NEW, "RSP", 0xffa0000000a0bd88, 0x0080000000000000, USER},
		{"x86_64", NEW, "RSP", 0xffffc90000a0bd88, 0x0080000000000000, NON},
		{"x86_64", NEW, "", 0, 0xff391c97c70c9040, NON},
		{"i686", NEW, "ESP", 0xc1c0bd88, 0xf7123450, KERNEL},
		{"i686", NEW, "ESP", 0xc1c0bd88, 0xbf123450, USER},
		{"armv7", NEW, "sp", 0xdfa2de28, 0xfee00001, KERNEL},
		{"armv7", NEW, "sp", 0x8fa2de28, 0x8078e15c, KERNEL},
		{"armv7", NEW, "sp", 0xdfa2de28, 0x8078e15c, USER},
		{"armv7", NEW, "sp", 0xdfa2de28, 0xbf012340, KERNEL}, /* a module */
		{"aarch64", NEW, "", 0, 0xffff000012345678, DIRECT},
		{"aarch64", OLD, "", 0, 0xffff000012345678, VMALLOC},
		{"aarch64", "", "", 0, 0xffff000012345678, KERNEL},
		{"aarch64", NEW, "", 0, 0xffff80001234bd88, VMALLOC},
		{"aarch64", OLD, "", 0, 0xffff800012345678, DIRECT},
		{"aarch64", NEW, "", 0, 0xfffffc0000012340, VMEMMAP},
		{"aarch64", NEW, "", 0, 0xffffff80d0588064, DIRECT},
		{"aarch64", NEW, "", 0, 0xffffffc08001bd88, VMALLOC},
		{"aarch64", OLD, "", 0, 0xffffffc0d0588064, DIRECT},
		{"aarch64", NEW, "", 0, 0xf0ff000012345678, DIRECT}, /* tagged */
		{"aarch64", NEW, "", 0, 0x0400000000000000, "NULL"},
		{"aarch64", NEW, "", 0, 0x006440150000030d, NON},
		{"ppc64le", NEW, "", 0, 0xc00000005e980000, DIRECT},
		{"ppc64le", NEW, "", 0, 0xc008000008f24a3c, VMALLOC},
		{"ppc64le", NEW, "", 0, 0xc00c000000012340, VMEMMAP},
		{"ppc64", OLD, "", 0, 0xd000000008f24a3c, VMALLOC},
		{"ppc64le", NEW, "", 0, 0x8000000041a25f20, KERNEL},
		{"ppc64le", NEW, "", 0, 0xe000000041a25f20, NON},
		{"s390x", NEW, "", 0, 0, "the page at NULL"},
		{"s390x", NEW, "", 0, 0x0000000080001000, KERNEL},
		{"s390x", NEW, "", 0, 0x0305e098835de000, HOLE},
		{"riscv64", NEW, "", 0, 0xff600000ffffd000, DIRECT},
		{"riscv64", NEW, "", 0, 0xffffffd812345678, DIRECT},
		{"riscv64", NEW, "", 0, 0xffffffff81234567, IMAGE},
		{"riscv64", NEW, "", 0, 0x00000000401c31ac, USER},
		{"loongarch", NEW, "", 0, 0x9000000101234567, DIRECT},
		{"loongarch", NEW, "", 0, 0xffff80001b898004, VMALLOC},
		{"loongarch", NEW, "", 0, 0x7fffffffffffff00, NON},
		{"mips", NEW, "", 0, 0x81431cac, DIRECT},
		{"mips", NEW, "", 0, 0xc0012340, KERNEL},
		{"mips", NEW, "", 0, 0x980000000abcdef0, DIRECT},
		/* Nothing is known of where others have their memory. */
		{"sparc64", NEW, "", 0, 0xfff8000012345678, ""},
		{"nothing", NEW, "", 0, 0xffff888012345678, ""},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct event e = event_of(rows[i].arch, rows[i].release, rows[i].sp, rows[i].stack);

		e.fault_address = rows[i].value;
		CHECK_TEXT(words_of(&e, rows[i].value), rows[i].words);
	}
}

/* --- error codes ---------------------------------------------------------------------- */

static void test_codes(void)
{
	static const struct {
		const char *arch, *source;
		uint64_t code;
		const char *access, *words;
		enum fault_about about;
	} rows[] = {
		{"x86_64", "error code", 0x0, "read", "no page is mapped there", FAULT_NOTHING},
		{"x86_64", "error code", 0x2, "write", "no page is mapped there", FAULT_NOTHING},
		{"x86_64", "error code", 0x3, "write", "the page there must not be written to",
		 FAULT_NOTHING},
		{"x86_64", "error code", 0x11, "jump",
		 "the page there holds no code that the kernel may run", FAULT_NOTHING},
		{"x86_64", "error code", 0x9, "read",
		 "a reserved bit is set in a page table: the table is corrupt", FAULT_TABLE},
		{"aarch64", "ESR", 0x96000004, "read", "no page is mapped there", FAULT_NOTHING},
		{"aarch64", "ESR", 0x96000044, "write", "no page is mapped there", FAULT_NOTHING},
		{"aarch64", "ESR", 0x9600004f, "write", "the page there must not be written to",
		 FAULT_NOTHING},
		{"aarch64", "ESR", 0x9600000f, "read", "the page there does not allow this access",
		 FAULT_NOTHING},
		{"aarch64", "ESR", 0x86000004, "jump", "no page is mapped there", FAULT_NOTHING},
		{"aarch64", "ESR", 0x8600000f, "jump",
		 "the page there holds no code that the kernel may run", FAULT_NOTHING},
		{"aarch64", "ESR", 0x96000010, "read",
		 "external abort: the hardware answered with an error", FAULT_HARDWARE},
		{"aarch64", "ESR", 0x96000018, "read", "parity or ECC error in memory or a cache",
		 FAULT_HARDWARE},
		{"aarch64", "ESR", 0x96000021, "read", "an unaligned address", FAULT_NOTHING},
		{"armv7", "FSR", 0x805, "write", "no page is mapped there", FAULT_NOTHING},
		{"armv7", "FSR", 0x80000207, "jump", "no page is mapped there", FAULT_NOTHING},
		{"armv7", "FSR", 0x1008, "read",
		 "external abort: the hardware answered with an error", FAULT_HARDWARE},
		{"armv7", "FSR", 0x80f, "write", "the page there does not allow this access",
		 FAULT_NOTHING},
		{"ppc64le", "DSISR", 0x40000000, "read", "no page is mapped there", FAULT_NOTHING},
		{"ppc64le", "DSISR", 0x0a000000, "write", "the page there must not be written to",
		 FAULT_NOTHING},
		{"ppc64le", "TRAP", 0x300, NULL, NULL, FAULT_NOTHING},
		{"s390x", "program interruption code", 0x3b, NULL, "no page is mapped there",
		 FAULT_NOTHING},
		{"s390x", "program interruption code", 0x04, NULL,
		 "the page there does not allow this access", FAULT_NOTHING},
		{"riscv64", "cause", 0xf, "write",
		 "no page is mapped there, or the page does not allow it", FAULT_NOTHING},
		{"mips", "ExcCode", 7, NULL, "external abort: the hardware answered with an error",
		 FAULT_HARDWARE},
		{"loongarch", "ECode", 4, "write", "the page there must not be written to",
		 FAULT_NOTHING},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct event e = event_of(rows[i].arch, NEW, "", 0);
		struct fault f;

		e.class = CLASS_FAULT_ADDRESS;
		e.has_error_code = true;
		e.error_source = rows[i].source;
		e.error_code = rows[i].code;
		e.page_fault = arch_is_x86(e.arch);
		fault_find(&f, &e);
		CHECK_TEXT(f.access ? f.access : "", rows[i].access ? rows[i].access : "");
		CHECK_TEXT(f.error_words ? f.error_words : "", rows[i].words ? rows[i].words : "");
		CHECK(f.about == rows[i].about);
	}
}

/* --- registers ------------------------------------------------------------------------ */

enum { REGISTERS = 4 };

/* One fault: code is that of the marked instruction, up to 8 units. */
struct crash {
	const char *arch;
	enum crash_class class;
	bool has_address;
	uint64_t address;
	struct machine_register registers[REGISTERS];
	uint32_t code[8];
	const char *meaning, *reg, *hint;
};

static void check_crash(const struct crash *c)
{
	struct event e = event_of(c->arch, NEW, "", 0);
	const struct fault_hint *hint;
	struct fault f;

	e.class = c->class;
	e.has_fault_address = c->has_address;
	e.fault_address = c->address;
	e.page_fault = arch_is_x86(e.arch) && c->has_address;
	e.has_error_code = e.page_fault;
	e.error_source = "error code";
	for (int i = 0; i < REGISTERS && c->registers[i].name[0]; i++)
		e.registers.list[e.registers.count++] = c->registers[i];
	while (e.code.count < 8 && c->code[e.code.count]) {
		e.code.unit[e.code.count] = c->code[e.code.count];
		e.code.count++;
	}
	e.code.state = e.code.count ? CODE_KNOWN : CODE_NONE;
	e.code.width = arch_is_x86(e.arch) ? 1 : 4;
	fault_find(&f, &e);
	hint = fault_suggests(&f);
	CHECK_TEXT(f.meaning, c->meaning);
	CHECK_TEXT(f.reg, c->reg);
	CHECK_TEXT(hint ? hint->id : "", c->hint);
}

static void test_registers(void)
{
	static const struct crash rows[] = {
		{"x86_64",
		 CLASS_FAULT_NULL,
		 true,
		 0x38,
		 {{"RDI", 0}},
		 {0x48, 0x8b, 0x47, 0x38},
		 "a member at offset 0x38 of a structure whose pointer was NULL",
		 "RDI",
		 ""},
		/* The registers are not those of the fault: nothing is said of them. */
		{"x86_64",
		 CLASS_FAULT_NULL,
		 true,
		 0x38,
		 {{"RDI", 0x40}},
		 {0x48, 0x8b, 0x47, 0x38},
		 "0x38 bytes from NULL, where a member of a structure at NULL would be",
		 "",
		 ""},
		{"x86_64",
		 CLASS_FAULT_NULL,
		 true,
		 0x36,
		 {{"RDI", (uint64_t)-2}},
		 {0x48, 0x8b, 0x47, 0x38},
		 "a member at offset 0x38 of a structure whose pointer was -2 (ENOENT), an error "
		 "number used as a pointer",
		 "RDI",
		 "code.error-pointer"},
		/* A general protection fault tells no address. */
		{"x86_64",
		 CLASS_FAULT_ADDRESS,
		 false,
		 0,
		 {{"RDI", 0x6b6b6b6b6b6b6b6b}},
		 {0x48, 0x8b, 0x47, 0x38},
		 "a member at offset 0x38 of a structure whose pointer was slab poison: the object "
		 "had been freed",
		 "RDI",
		 "memory.use-after-free"},
		{"x86_64",
		 CLASS_FAULT_ADDRESS,
		 false,
		 0,
		 {{"RDI", 0xffff888012345678}},
		 {0x48, 0x8b, 0x47, 0x38},
		 "",
		 "",
		 ""},
		/* movzbl (%rdx,%rax) of KASAN, with RDX the address / 8. */
		{"x86_64",
		 CLASS_FAULT_ADDRESS,
		 false,
		 0,
		 {{"RAX", 0xdffffc0000000000}, {"RDX", 0x1bd5a00000000021}},
		 {0x0f, 0xb6, 0x04, 0x02},
		 "KASAN's shadow of 0xdead000000000108: " LIST,
		 "",
		 "memory.list-poison"},
		{"x86_64",
		 CLASS_FAULT_ADDRESS,
		 true,
		 0xffff8801d386d964,
		 {{"RBP", 0xffff8801d386d928},
		  {"RBX", 0xffff8881d386d000},
		  {"R12", 0xffff8881c0000000}},
		 {0x0f, 0xb6, 0x5d, 0x3c},
		 "a member at offset 0x3c of a structure whose pointer was " HOLE
		 "; but for bit 39 it would be where other registers point",
		 "RBP",
		 "hardware.bit-flip"},
		/* Without the register it is not known which number it was. */
		{"x86_64",
		 CLASS_FAULT_ADDRESS,
		 true,
		 (uint64_t)-15,
		 {{"", 0}},
		 {0},
		 "close before NULL: a structure reckoned back from a member at NULL, or an error "
		 "number used as a pointer",
		 "",
		 ""},
		{"x86_64",
		 CLASS_FAULT_DIVIDE,
		 false,
		 0,
		 {{"RCX", 0}},
		 {0x48, 0xf7, 0xf1},
		 "",
		 "RCX",
		 ""},
		{"x86_64",
		 CLASS_FAULT_DIVIDE,
		 false,
		 0,
		 {{"R09", 0}},
		 {0x41, 0xf7, 0xf9},
		 "",
		 "R09",
		 ""},
		{"x86_64",
		 CLASS_FAULT_DIVIDE,
		 false,
		 0,
		 {{"RCX", 2}},
		 {0x48, 0xf7, 0xf1},
		 "",
		 "",
		 ""},
		/* A jump through a register. */
		{"x86_64",
		 CLASS_FAULT_ADDRESS,
		 false,
		 0,
		 {{"RAX", 0x894cdffffc000000}},
		 {0xff, 0xd0},
		 "a jump to " NON,
		 "RAX",
		 ""},
		/* 16 KiB of stack end at a guard page. */
		{"x86_64",
		 CLASS_FAULT_ADDRESS,
		 true,
		 0xffffc90000a07ff8,
		 {{"RSP", 0xffffc90000a08000}},
		 {0x53},
		 "the guard page below this stack",
		 "",
		 "stack.overflow"},
		{"aarch64",
		 CLASS_FAULT_ADDRESS,
		 true,
		 0x00616161616161a1,
		 {{"x22", 0x6161616161616161}, {"x9", 0x40}},
		 {0xf8696ada},
		 "reckoned from a pointer that was the text \"aaaaaaaa\"",
		 "x22",
		 "memory.text"},
		{"aarch64",
		 CLASS_FAULT_ADDRESS,
		 true,
		 0x00000000052004a4,
		 {{"x0", 0x0300000005200470}},
		 {0xb9403400},
		 "a member at offset 0x34 of a structure whose pointer was " USER,
		 "x0",
		 ""},
		{"aarch64",
		 CLASS_FAULT_NULL,
		 true,
		 8,
		 {{"x19", 0}},
		 {0xf9400674},
		 "a member at offset 0x8 of a structure whose pointer was NULL",
		 "x19",
		 ""},
		/* No code: a register that alone lies close below, and is wrong by itself. */
		{"riscv64",
		 CLASS_FAULT_ADDRESS,
		 true,
		 0xdead000000000108,
		 {{"a5", 0xdead000000000100}, {"a4", 0x10}},
		 {0},
		 "a member at offset 0x8 of a structure whose pointer was " LIST,
		 "a5",
		 "memory.list-poison"},
		{"riscv64",
		 CLASS_FAULT_ADDRESS,
		 true,
		 0xdead000000000108,
		 {{"a5", 0xdead000000000100}, {"a4", 0xdead000000000100}},
		 {0},
		 LIST,
		 "",
		 "memory.list-poison"},
		{"riscv64",
		 CLASS_FAULT_ADDRESS,
		 true,
		 0xffffffd812345680,
		 {{"a5", 0xffffffd812345678}},
		 {0},
		 DIRECT,
		 "",
		 ""},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check_crash(&rows[i]);
}

int main(void)
{
	test_values();
	test_codes();
	test_registers();
	return check_summary();
}
