/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * processor - what the processor said about a fault: where it stood, its
 * registers, the code there, the number of the error, the address.
 *
 *	Oops: 0002 [#1] SMP                                 x86 page fault
 *	invalid opcode: 0000 [#1]                           other x86 exceptions
 *	Internal error: Oops: 0000000096000004 [#1]         arm64 ESR, arm FSR
 *	Oops: 0011 ilc:3 [#1] SMP                           s390 interruption code
 *	CFAR: c0000000001fbd34 DAR: 0000000000000000 DSISR: 40000000        ppc
 *	status: 0000000a00001880 badaddr: ffffffdc98000000 cause: 0000000d  riscv
 *	Cause : 00800008 (ExcCode 02)                       mips
 *	ESTAT: 00480000 [ADEM] (IS= ECode=8 EsubCode=1)     loongarch
 *
 * Taken is the state at the fault.  Left out are the registers of the program
 * that had made a system call (below "RIP: 0033:"), those of code interrupted
 * further up the stack, and the summary that x86 prints after "end trace".
 */
#ifndef KD_EVENT_PROCESSOR_H
#define KD_EVENT_PROCESSOR_H

#include "event/event.h"

/* Fill in oops number, error code, pointer, link, arch, registers, code and
 * fault address from the lines [first, c->count); kind, class and panic of the
 * event are known. */
void processor_parse(struct event *e, const struct capture *c, unsigned int first);

#endif
