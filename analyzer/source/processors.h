/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * processors - where each CPU was when the kernel died.
 *
 *	processors_read(&p, &dump);
 *	processors_name(&p, &symbols);
 *	for (i = 0; i < p.count; i++) p.list[i] ...
 *
 * Each CPU that could be stopped left a note NT_PRSTATUS in the dump:
 *
 *	at 32	s32 pid, the task that was on it; 0: idle
 *	at 112	its registers, 8 bytes each, in the order of the architecture's ptrace
 *		(i386: at 24 and 72, 4 bytes each)
 *
 * They are those of what was interrupted; of the CPU that crashed those of the fault, or,
 * in a plain panic, those inside of __crash_kexec().  Notes do not tell the number of
 * their CPU, but the kernel has kept a copy of each at crash_notes, one per CPU.
 *
 * Of a dump that a hypervisor made (QEMU, virsh dump) the notes are the hypervisor's, and on
 * s390x the capture kernel's; neither knows tasks: at 32 is the number of the CPU, counted
 * from 1 (by QEMU in the wrong byte order on s390x, and always 0 on ppc64).
 */
#ifndef KD_SOURCE_PROCESSORS_H
#define KD_SOURCE_PROCESSORS_H

#include "source/symbols.h"

struct processor {
	int cpu;     /* its number, -1: not known */
	int64_t pid; /* of the task on it, -1: not known */
	bool user;   /* a program was running, not the kernel */
	uint64_t pc, sp, fp;
	bool named;
	struct symbol at; /* what pc is in, if named */
};

struct processors {
	struct processor list[LIMIT_PROCESSORS];
	unsigned int count;
	unsigned int dropped; /* further ones: idle ones if there are any */
};

/* Nothing was on it. */
static inline bool processor_is_idle(const struct processor *p)
{
	return !p->pid && !p->user;
}

/* Read one note's descriptor.  False: it is too short, or of a machine whose registers this
 * program does not know. */
bool processor_take(struct processor *p, const struct dump *d, struct span descriptor);

/* Take the notes of d: all or, of many, those that were not idle first. */
void processors_read(struct processors *p, struct dump *d);

/* Add numbers and names. */
void processors_name(struct processors *p, struct symbols *s);

/* The task pid was on this CPU, as the log says: for where one of them is not known. */
void processors_number(struct processors *p, int64_t pid, int cpu);

#endif
