/* SPDX-License-Identifier: GPL-2.0-or-later */
/* processors - where each CPU was when the kernel died. */
#include "source/processors.h"

#include "base/bytes.h"
#include "source/vmcoreinfo.h"

/* Where they are in a note, by the width of a register. */
enum { PID = 32, REGISTERS = 112, PID_32 = 24, REGISTERS_32 = 72 };

/* As e_machine of ELF. */
enum { S390X = 22, RISCV = 243 };

/* A note in the dead kernel's memory: a header of 12 bytes, "CORE" in 8, the descriptor. */
enum { NOTE = 20, CPUS = 8192 };

/* One architecture's registers: how many, which are which, and the bits of one by which a
 * program is told from the kernel. */
static const struct layout {
	uint16_t machine; /* e_machine of ELF */
	uint8_t count, pc, sp, fp, mode;
	uint64_t mode_mask, mode_user;
} layouts[] = {
	{62, 27, 16, 19, 4, 17, 3, 3},				      /* x86_64: cs */
	{EM_386, 17, 12, 15, 5, 13, 3, 3},			      /* i386: cs */
	{183, 34, 32, 31, 29, 33, 15, 0},			      /* arm64: pstate */
	{21, 48, 32, 1, 1, 33, 0x4000, 0x4000},			      /* ppc64: msr */
	{22, 18, 1, 17, 13, 0, UINT64_C(1) << 48, UINT64_C(1) << 48}, /* s390x: psw mask */
	{243, 32, 0, 2, 8, 0, UINT64_C(1) << 63, 0},		      /* riscv64: pc */
};

static const struct layout *layout_of(const struct dump *d)
{
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
		if (layouts[i].machine == d->machine && d->bits32 == (d->machine == EM_386))
			return &layouts[i];
	}
	return NULL;
}

static unsigned int pid_at(const struct dump *d)
{
	return d->bits32 ? PID_32 : PID;
}

/* Where register i is. */
static unsigned int register_at(const struct dump *d, unsigned int i)
{
	return d->bits32 ? REGISTERS_32 + i * 4 : REGISTERS + i * 8;
}

static uint64_t value_of(const struct dump *d, struct bytes b, unsigned int i)
{
	return bytes_number(b, register_at(d, i), d->bits32 ? 4 : 8);
}

/* --- the notes ---------------------------------------------------------------------------- */

bool processor_take(struct processor *p, const struct dump *d, struct span descriptor)
{
	const struct layout *l = layout_of(d);
	struct bytes b = {descriptor.at, descriptor.len, d->big_endian};

	if (!l || !bytes_has(b, 0, register_at(d, l->count)))
		return false;
	*p = (struct processor){
		.cpu = -1,
		.pid = (int32_t)(uint32_t)bytes_number(b, pid_at(d), 4),
		.user = (value_of(d, b, l->mode) & l->mode_mask) == l->mode_user,
		.pc = value_of(d, b, l->pc),
		.sp = value_of(d, b, l->sp),
		.fp = value_of(d, b, l->fp),
	};
	return true;
}

struct taking {
	struct processors *to;
	const struct dump *dump;
};

/* Where the next one goes; of more than there is room for, idle ones are dropped. */
static struct processor *place_for(struct processors *p, bool idle)
{
	if (p->count < LIMIT_PROCESSORS)
		return &p->list[p->count++];
	p->dropped++;
	for (unsigned int i = p->count; !idle && i--;) {
		if (!processor_is_idle(&p->list[i]))
			continue;
		for (; i + 1 < p->count; i++)
			p->list[i] = p->list[i + 1];
		return &p->list[i];
	}
	return NULL;
}

static void take_note(void *context, unsigned int index, struct span descriptor)
{
	const struct taking *t = context;
	struct processor one, *to;

	(void)index;
	if (!processor_take(&one, t->dump, descriptor))
		return;
	to = place_for(t->to, processor_is_idle(&one));
	if (to)
		*to = one;
}

/* A kernel that wrote the notes says when it crashed.  Who else does, a hypervisor or the
 * capture kernel of s390x, knows no tasks and has numbers of CPUs in place of them, from 1
 * on: the kernel's too, but for RISC-V, where any hart may be the first. */
static void take_numbers(struct processors *p, const struct dump *d)
{
	struct span time;
	unsigned int i = 0;
	bool in_order;

	if (d->machine != S390X && vmcoreinfo_text(d, "CRASHTIME", &time))
		return;
	while (i < p->count && p->list[i].pid == i + 1)
		i++;
	in_order = i == p->count && d->machine != RISCV;
	for (i = 0; i < p->count; i++) {
		if (in_order)
			p->list[i].cpu = (int)i;
		p->list[i].pid = -1;
	}
}

void processors_read(struct processors *p, struct dump *d)
{
	struct taking t = {p, d};

	p->count = p->dropped = 0;
	dump_each_prstatus(d, take_note, &t);
	take_numbers(p, d);
}

/* --- numbers and names ------------------------------------------------------------------------ */

/* The processor whose note is in memory at va, if its number is not known yet. */
static struct processor *processor_of(struct processors *p, struct kernel_memory *m, uint64_t va)
{
	const struct layout *l = layout_of(m->dump);
	uint64_t pid, pc, sp;

	va += NOTE;
	if (!l || !memory_number(m, va + pid_at(m->dump), 4, &pid) ||
	    !memory_pointer(m, va + register_at(m->dump, l->pc), &pc) ||
	    !memory_pointer(m, va + register_at(m->dump, l->sp), &sp))
		return NULL;
	for (unsigned int i = 0; i < p->count; i++) {
		struct processor *one = &p->list[i];

		if (one->cpu < 0 && (uint32_t)one->pid == pid && one->pc == pc && one->sp == sp)
			return one;
	}
	return NULL;
}

static void number_all(struct processors *p, struct symbols *s)
{
	struct kernel_memory *m = s->kallsyms.memory;
	uint64_t notes = symbols_variable(s, SYMBOL_CRASH_NOTES), offset, last = 0;
	uint64_t offsets = symbols_variable(s, SYMBOL_PER_CPU_OFFSET);
	unsigned int left = p->count;

	if (!notes || !offsets || !memory_pointer(m, notes, &notes))
		return;
	for (int cpu = 0; cpu < CPUS && left; cpu++, last = offset) {
		struct processor *one;
		uint64_t note;

		/* Behind the last CPU all are the same. */
		if (!memory_pointer(m, offsets + (unsigned int)cpu * memory_word(m), &offset) ||
		    (cpu && offset == last))
			return;
		note = notes + offset;
		one = processor_of(p, m, m->dump->bits32 ? (uint32_t)note : note);
		if (one) {
			one->cpu = cpu;
			left--;
		}
	}
}

void processors_name(struct processors *p, struct symbols *s)
{
	number_all(p, s);
	for (unsigned int i = 0; i < p->count; i++)
		p->list[i].named =
			!p->list[i].user && symbols_name(s, p->list[i].pc, &p->list[i].at);
}

void processors_number(struct processors *p, int64_t pid, int cpu)
{
	for (unsigned int i = 0; i < p->count; i++) {
		if (p->list[i].cpu < 0 && p->list[i].pid == pid)
			p->list[i].cpu = cpu;
		if (p->list[i].pid < 0 && p->list[i].cpu == cpu)
			p->list[i].pid = pid;
	}
}
