/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hardware - the machine's own error records in words.
 *
 *	CPU 3, bank 4: uncorrected, the processor lost its state; internal timer: a
 *	core made no progress [status be00000000800400]
 *	firmware: fatal memory error, multi-bit ECC, at CPU1 DIMM_B1
 *	memory controller: memory read error on CPU_SrcID#0_Ha#0_Chan#1_DIMM#0
 *	pcieport 0000:00:1c.0: Uncorrected (Fatal), Transaction Layer
 *
 * MCi_STATUS: Intel SDM volume 3B chapter 17, "Interpreting machine check error
 * codes"; AMD64 APM volume 2 chapter 9 has the same flags in bits 57 to 63 and the
 * same codes for TLB, cache and bus.
 */
#ifndef KD_VERDICT_HARDWARE_H
#define KD_VERDICT_HARDWARE_H

#include "base/out.h"
#include "event/hardware.h"

/* Records in words: machine check, firmware, memory controller, bus. */
#define HARDWARE_RECORDS 4

/* Holds each of them. */
#define HARDWARE_TEXT 400

/* Write record i (0 to HARDWARE_RECORDS - 1) as one sentence, *place is where it
 * stands.  False if the log has none. */
bool hardware_print(struct out *o, const struct hardware *h, unsigned int i,
		    struct hardware_place *place);

/* Is there a record of something that could not be put right? */
bool hardware_is_uncorrected(const struct hardware *h);

/* The kind of error that the low 16 bits of MCi_STATUS name: "cache hierarchy
 * (level 2, data read)".  Always in words, at least "error code 0x0005". */
void hardware_print_code(struct out *o, uint64_t status, bool amd);

#endif
