/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fault - what a faulting access says. */
#include "verdict/fault.h"

#include <inttypes.h>

#include "base/format.h"
#include "verdict/insn.h"
#include "verdict/verdict.h"

/* Members lie no further from their structure, mostly. */
enum { NEAR = 0x1000, GUARD = 0x1000 };

/* A fault while it is looked at. */
struct look {
	struct fault *f;
	const struct event *e;
	struct memory memory;
	struct insn insn;
	bool decoded;
};

/* --- the hardware's error code ---------------------------------------------------- */

enum codes { CODES_NONE, X86, ARM64, ARM, PPC, S390, RISCV, MIPS, LOONGARCH };

static enum codes codes_of(const struct event *e)
{
	static const struct {
		const char *source;
		uint8_t codes;
	} sources[] = {
		{"FSR", ARM},	  {"DSISR", PPC},    {"program interruption code", S390},
		{"cause", RISCV}, {"ExcCode", MIPS}, {"ECode", LOONGARCH},
	};

	if (!e->has_error_code)
		return CODES_NONE;
	if (e->page_fault)
		return X86;
	/* Embedded ppc has an ESR of its own. */
	if (strcmp(e->error_source, "ESR") == 0)
		return strcmp(e->arch->name, "aarch64") == 0 ? ARM64 : CODES_NONE;
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++) {
		if (strcmp(e->error_source, sources[i].source) == 0)
			return (enum codes)sources[i].codes;
	}
	return CODES_NONE;
}

enum words {
#define WORDS(name, words) WORDS_##name,
#include "verdict/fault.def"
};

/* Access and words of a code are found apart: the first row each. */
static void find_error(struct fault *f, enum codes codes, uint32_t code)
{
	static const char *const words[] = {
#define WORDS(name, words) words,
#include "verdict/fault.def"
	};
	static const struct {
		uint32_t mask, value;
		uint8_t codes, words, about;
	} rows[] = {
#define ERROR(codes, mask, value, about, words) {mask, value, codes, WORDS_##words, FAULT_##about},
#include "verdict/fault.def"
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (rows[i].codes != codes || (code & rows[i].mask) != rows[i].value)
			continue;
		if (rows[i].words <= WORDS_JUMP && !f->access) {
			f->access = words[rows[i].words];
		} else if (rows[i].words > WORDS_JUMP && !f->error_words) {
			f->error_words = words[rows[i].words];
			f->unmapped = rows[i].words == WORDS_NOT_MAPPED;
			f->about = (enum fault_about)rows[i].about;
		}
	}
}

/* --- address and instruction -------------------------------------------------------- */

static void find_address(struct look *l)
{
	const struct event *e = l->e;
	struct fault *f = l->f;

	f->has_address = e->has_fault_address;
	f->address = e->fault_address;
	f->jump = e->class == CLASS_FAULT_EXEC || (f->access && f->access[0] == 'j') ||
		  (f->has_address && e->pointer.has_address && e->pointer.address == f->address);
	if (f->has_address || !f->jump || !e->pointer.has_address)
		return;
	f->has_address = true;
	f->address = e->pointer.address;
}

/* The upper bits that do not count: arm64 does not always tell the top byte. */
static unsigned int ignored_bits(const struct look *l)
{
	return l->e->arch && strcmp(l->e->arch->name, "aarch64") == 0 ? 8 : 64 - l->memory.bits;
}

/* Does an access of size bytes at start touch the fault address? */
static bool touches(const struct look *l, uint64_t start, unsigned int size)
{
	unsigned int drop = ignored_bits(l);

	return (l->f->address - start) << drop >> drop < (size ? size : 1);
}

/* The operand's address, if it is that of the fault; else nothing is to be said of the
 * instruction.  A general protection fault of older kernels tells no address: one that
 * the processor does not accept is it. */
static bool operand_faulted(struct look *l)
{
	struct fault *f = l->f;
	const struct insn *insn = &l->insn;
	uint64_t address;

	if (!l->decoded || !(insn->read || insn->written) ||
	    !insn_address(insn, &l->e->registers, l->e->pointer.address, &address))
		return false;
	if (f->has_address)
		return touches(l, address, insn->size);
	if (!arch_is_x86(l->e->arch) || l->memory.bits != 64 ||
	    l->e->class != CLASS_FAULT_ADDRESS || address + (UINT64_C(1) << 47) < UINT64_C(1) << 48)
		return false;
	f->has_address = f->computed = true;
	f->address = address;
	return true;
}

/* KASAN's check without its code: it has the offset of the shadow in one register, what
 * it checks in another, and an eighth of that in a third. */
static void find_checked(struct look *l)
{
	const struct registers *r = &l->e->registers;
	const struct memory *m = &l->memory;
	struct fault *f = l->f;
	unsigned int found = 0;

	if (f->has_address || l->decoded || !m->shadow || l->e->class == CLASS_FAULT_STACK)
		return;
	for (unsigned int i = 0; i < r->count; i++) {
		for (unsigned int j = 0; j < r->count; j++) {
			uint64_t part = r->list[j].value;

			if (part && i != j && r->list[i].value >> m->shadow_shift == part) {
				f->address = m->shadow + part;
				found++;
			}
		}
	}
	f->has_address = f->computed = found == 1;
}

static void name_register(struct look *l, const char *name, uint64_t value)
{
	struct fault *f = l->f;
	struct out o;

	span_copy(f->reg, sizeof(f->reg), span_of(name));
	f->reg_value = value;
	out_init(&o, f->reg_meaning, sizeof(f->reg_meaning));
	address_print(&o, &l->memory, value);
}

static void print_instruction(const struct look *l)
{
	const struct insn *insn = &l->insn;
	struct out o;

	out_init(&o, l->f->instruction, sizeof(l->f->instruction));
	out_fmt(&o, "%s, ", insn->name);
	out_text(&o, insn->read && insn->written ? "reads and writes "
		     : insn->written		 ? "writes "
						 : "reads ");
	if (insn->size)
		out_fmt(&o, "%u byte%s ", insn->size, insn->size > 1 ? "s" : "");
	out_text(&o, "at ");
	insn_print_operand(&o, insn);
}

/* The register that made the operand's address wrong.  Of base and index one may be a
 * good pointer; then the other is an offset, whatever its value.  What is multiplied is
 * none. */
static bool find_operand_register(struct look *l)
{
	const struct insn *insn = &l->insn;
	uint64_t base, index = 0;
	bool both = insn->index[0];
	enum address_class class;

	if (both && !insn_register(&l->e->registers, insn->index, &index))
		return false;
	if (!insn->base[0] && both) {
		name_register(l, insn->index, index);
		l->f->reg_meaning[0] = '\0';
	}
	if (!insn->base[0] || !insn_register(&l->e->registers, insn->base, &base))
		return false;
	class = address_classify(&l->memory, base);
	l->memory.checked =
		l->memory.shadow && both && (base == l->memory.shadow || index == l->memory.shadow);
	if (class == ADDRESS_SHADOW || class == ADDRESS_UNKNOWN || l->memory.checked)
		return false;
	if (both && insn->scale == 1 &&
	    (!address_is_odd(class) || !address_is_odd(address_classify(&l->memory, index)) ||
	     class == ADDRESS_NULL))
		return false;
	name_register(l, insn->base, base);
	return address_is_odd(class);
}

/* --- jumps ------------------------------------------------------------------------- */

/* Registers that show where the fault was, not what led there. */
static bool is_witness(const char *name)
{
	static const char *const names[] = {
		"CR2",	"RIP", "EIP", "pc",  "epc", "badaddr", "BadVA", "DAR", "NIP",	"DEAR",
		"BADV", "ERA", "RSP", "ESP", "sp",  "CTR",     "LR",	"lr",  "GPR01", "GPR1"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

/* The only register whose value is at most reach below the address. */
static const struct machine_register *register_below(const struct look *l, uint64_t reach)
{
	const struct registers *r = &l->e->registers;
	const struct machine_register *only = NULL;

	for (unsigned int i = 0; i < r->count; i++) {
		if (is_witness(r->list[i].name) || l->f->address - r->list[i].value > reach)
			continue;
		if (only)
			return NULL;
		only = &r->list[i];
	}
	return only;
}

/* The register that held the target of a jump or call. */
static void find_target(struct look *l)
{
	struct fault *f = l->f;
	const struct machine_register *only;
	uint64_t value;

	if (l->decoded && insn_register(&l->e->registers, l->insn.target, &value) &&
	    (f->has_address ? f->address == value
			    : l->e->class == CLASS_FAULT_ADDRESS &&
				      address_is_odd(address_classify(&l->memory, value)))) {
		f->has_address = f->jump = true;
		f->address = value;
		name_register(l, l->insn.target, value);
	} else if (f->jump && f->has_address && f->address) {
		only = register_below(l, 0);
		if (only)
			name_register(l, only->name, only->value);
	}
}

/* --- division ----------------------------------------------------------------------- */

/* div and idiv, F6 and F7, name the divisor in their last byte if it is no memory:
 *
 *	<48> f7 f1	div rcx */
static void find_divisor(struct look *l)
{
	static const char names[2][8][4] = {
		{"EAX", "ECX", "EDX", "EBX", "ESP", "EBP", "ESI", "EDI"},
		{"RAX", "RCX", "RDX", "RBX", "RSP", "RBP", "RSI", "RDI"},
	};
	const struct code *code = &l->e->code;
	struct fault *f = l->f;
	unsigned int last = code->at + l->insn.length - 1, number;
	char name[8];
	uint64_t value;

	if (!l->decoded || l->insn.kind != INSN_DIVIDE || !l->insn.length || last >= code->count)
		return;
	if (l->insn.memory) {
		print_instruction(l);
		return;
	}
	number = code->unit[last] & 7;
	if (last >= code->at + 2 && (code->unit[last - 2] & 0xf1) == 0x41)
		text_format(name, sizeof(name), "R%02u", number + 8);
	else
		span_copy(name, sizeof(name), span_of(names[l->memory.bits == 64][number]));
	/* Not zero: the quotient was too large. */
	if (!insn_register(&l->e->registers, name, &value) || (uint32_t)value)
		return;
	name_register(l, name, value);
	text_format(f->reg_meaning, sizeof(f->reg_meaning), "the divisor");
}

/* --- what it means -------------------------------------------------------------------- */

static bool in_guard_page(const struct look *l)
{
	static const char *const names[] = {"RSP", "sp"};
	const struct fault *f = l->f;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct machine_register *sp = registers_find(&l->e->registers, names[i]);

		/* Stacks are aligned to their size, at least two pages. */
		if (sp && f->has_address && !f->jump && l->memory.bits == 64 &&
		    !address_is_odd(f->class) && f->address < sp->value &&
		    sp->value - f->address < 2 * GUARD && (f->address / GUARD) % 2 == 1 &&
		    f->unmapped)
			return true;
	}
	return false;
}

/* Near the error numbers: what the offset was is not known, so not which number. */
static bool is_number(enum address_class class)
{
	return class == ADDRESS_ERRNO || class == ADDRESS_ERRNO32 || class == ADDRESS_BEFORE_NULL;
}

static const char *near_error(enum address_class class)
{
	return class == ADDRESS_ERRNO32 ? "an error number of 32 bits used as a pointer or in one"
					: "close before NULL: a structure reckoned back from a "
					  "member at NULL, or an "
					  "error number used as a pointer";
}

static void print_meaning(struct look *l, bool by_register)
{
	struct fault *f = l->f;
	uint64_t value = by_register ? f->reg_value : f->address;
	unsigned int drop = ignored_bits(l);
	int64_t offset = (int64_t)((f->address - value) << drop) >> drop;
	struct out o;

	out_init(&o, f->meaning, sizeof(f->meaning));
	if (f->jump) {
		out_text(&o, "a jump to ");
		value = f->address;
	} else if (by_register && l->insn.index[0]) {
		out_text(&o, "reckoned from a pointer that was ");
	} else if (by_register && offset) {
		out_fmt(&o, "a member at offset %s0x%" PRIx64 " of a structure whose pointer was ",
			offset < 0 ? "-" : "", (uint64_t)(offset < 0 ? -offset : offset));
	} else if (by_register) {
		out_text(&o, "a pointer that was ");
	}
	if (f->jump && f->class == ADDRESS_UNKNOWN)
		out_text(&o, "no code");
	if (!by_register && !f->jump && is_number(f->class))
		out_text(&o, near_error(f->class));
	else
		address_print(&o, &l->memory, value);
	if (f->class == ADDRESS_NULL && !by_register && !f->jump && value && value < NEAR &&
	    !l->memory.pages)
		out_text(&o, ", where a member of a structure at NULL would be");
}

/* What stands behind KASAN's shadow; and an error only where the number is known. */
static void settle_class(struct look *l, bool by_register)
{
	struct memory bare = l->memory;
	struct fault *f = l->f;
	uint64_t address;

	bare.shadow = 0;
	if (f->class == ADDRESS_SHADOW && address_shadowed(&l->memory, f->address, &address))
		f->class = address_classify(&bare, address);
	if (f->class == ADDRESS_ERRNO && !by_register)
		f->class = ADDRESS_BEFORE_NULL;
}

static void find_meaning(struct look *l)
{
	struct fault *f = l->f;
	bool operand = operand_faulted(l), by_register = operand && find_operand_register(l);
	const struct machine_register *only;
	unsigned int bit;

	if (operand)
		print_instruction(l);
	else
		find_target(l);
	find_checked(l);
	if (!f->has_address)
		return;
	f->class = address_classify(&l->memory, f->address);
	if (!l->decoded && !f->jump && f->class != ADDRESS_NULL && f->class != ADDRESS_SHADOW &&
	    !f->reg[0]) {
		only = register_below(l, NEAR - 1);
		if (only && (f->address - only->value) % 4 == 0 &&
		    address_is_odd(address_classify(&l->memory, only->value))) {
			name_register(l, only->name, only->value);
			by_register = true;
		}
	}
	if (by_register && !f->jump)
		f->class = address_classify(&l->memory, f->reg_value);
	print_meaning(l, by_register);
	settle_class(l, by_register);
	if (in_guard_page(l)) {
		f->about = FAULT_STACK;
		text_format(f->meaning, sizeof(f->meaning), "the guard page below this stack");
	} else if (address_flipped(&l->memory, &l->e->registers,
				   by_register ? f->reg_value : f->address, &bit)) {
		size_t len = strlen(f->meaning);

		f->about = FAULT_FLIP;
		text_format(f->meaning + len, sizeof(f->meaning) - len,
			    "; but for bit %u it would be where other registers point", bit);
	}
}

void fault_find(struct fault *f, const struct event *e)
{
	struct look l = {.f = f, .e = e};
	enum codes codes = codes_of(e);

	memset(f, 0, sizeof(*f));
	if (!event_is_fault(e))
		return;
	memory_find(&l.memory, e);
	find_error(f, codes, (uint32_t)e->error_code);
	find_address(&l);
	l.decoded = insn_decode(&l.insn, e->arch, &e->code);
	if (e->class == CLASS_FAULT_DIVIDE)
		find_divisor(&l);
	else
		find_meaning(&l);
}

const struct fault_hint *fault_suggests(const struct fault *f)
{
	static const struct fault_hint hints[] = {
#define SUGGESTS(class, about, id, confidence, text, remedy)                                       \
	{ADDRESS_##class, FAULT_##about, CONFIDENCE_##confidence, id, text, remedy},
#include "verdict/fault.def"
	};

	for (size_t i = 0; i < sizeof(hints) / sizeof(*hints); i++) {
		if (hints[i].about ? hints[i].about == f->about
				   : f->has_address && hints[i].class == f->class)
			return &hints[i];
	}
	return NULL;
}
