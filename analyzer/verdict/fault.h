/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fault - what a faulting access says.
 *
 *	BUG: kernel NULL pointer dereference, address: 0000000000000038
 *	Oops: 0000 [#1] SMP
 *	RDI: 0000000000000000
 *	Code: ... <48> 8b 47 38 ...
 *
 * gives
 *
 *	address      0x38: a member at offset 0x38 of a structure whose pointer was NULL
 *	access       read; no page is mapped there
 *	instruction  mov, reads 8 bytes at rdi+0x38
 *	register     RDI = 0: NULL
 *
 * Registers are named only where the address that they give is the one that the
 * report tells; where the report tells none (a general protection fault), the
 * registers give it.  Where no instruction can be decoded, a register is named if it
 * alone lies close below the address and holds what no pointer may.
 */
#ifndef KD_VERDICT_FAULT_H
#define KD_VERDICT_FAULT_H

#include "event/event.h"
#include "verdict/address.h"

/* What else than the address a fault may be about. */
enum fault_about {
	FAULT_NOTHING,
	FAULT_HARDWARE, /* memory or device answered with an error */
	FAULT_TABLE,	/* a page table is corrupt */
	FAULT_STACK,	/* the address lies in the guard page below the stack */
	FAULT_FLIP	/* one bit away from a good address */
};

/* Texts are "" or NULL where there is nothing to say. */
struct fault {
	bool has_address;
	bool computed; /* the report does not tell it, the registers do */
	bool unmapped; /* the hardware found no page there */
	bool jump;     /* an instruction was to be fetched there */
	uint64_t address;
	enum address_class class; /* of the wrong register if there is one, else of the address */
	enum fault_about about;
	char meaning[LIMIT_TEXT];
	const char *access;	 /* "read", "write", "jump" */
	const char *error_words; /* what the hardware's error code says */
	char instruction[80];
	char reg[12]; /* as the report prints its name */
	uint64_t reg_value;
	char reg_meaning[LIMIT_TEXT];
};

/* What a fault points to by itself. */
struct fault_hint {
	uint8_t class, about;
	uint8_t confidence; /* enum confidence */
	const char *id, *text, *remedy;
};

/* Fill in *f from the event; all "" and false where it is no fault. */
void fault_find(struct fault *f, const struct event *e);

/* At most one cause that the fault suggests, or NULL. */
const struct fault_hint *fault_suggests(const struct fault *f);

#endif
