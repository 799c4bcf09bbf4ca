/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hardware - what the machine itself reported: errors that no software makes.
 *
 *	mce: [Hardware Error]: CPU 3: Machine Check Exception: 5 Bank 4: be00000000800400
 *	[Hardware Error]: CPU 1: Machine Check: 0 Bank 9: 8c000047000800c0     (polled)
 *	mce: [Hardware Error]: TSC 7a1b2c3d4e5f6 ADDR 1fe2a1b000 MISC 86
 *	mce: [Hardware Error]: PROCESSOR 0:50657 TIME 1700571122 SOCKET 0 APIC 6 microcode 5003605
 *	mce: [Hardware Error]: Machine check: Processor context corrupt
 *	{1}[Hardware Error]: event severity: fatal            (APEI: the firmware saw it first)
 *	{1}[Hardware Error]:   section_type: memory error
 *	{1}[Hardware Error]:   error_type: 3, multi-bit ECC
 *	{1}[Hardware Error]:   DIMM location: CPU1 DIMM_B1
 *	BERT: Error records from previous boot:               (what follows is of that)
 *	EDAC MC0: 1 UE memory read error on CPU_SrcID#0_Ha#0_Chan#1_DIMM#0 (channel:1 ...)
 *	pcieport 0000:00:1c.0: PCIe Bus Error: severity=Uncorrected (Fatal), type=Transaction Layer,
 *(Receiver ID)
 *
 * Wording: arch/x86/kernel/cpu/mce/core.c, drivers/firmware/efi/cper*.c,
 * drivers/edac/edac_mc.c, drivers/pci/pcie/aer.c, the same since 3.10.
 *
 * Of several machine checks the gravest is kept, of the other sources the first
 * of each; the rest is counted.
 */
#ifndef KD_EVENT_HARDWARE_H
#define KD_EVENT_HARDWARE_H

#include "line/line.h"

/* Where in the log a record begins. */
struct hardware_place {
	uint64_t line_number; /* 0: there is no such record */
	int64_t time_us;
};

/* One bank of one processor, as Intel's and AMD's manuals name it. */
struct machine_check {
	struct hardware_place place;
	uint64_t cpu, bank;
	uint64_t status;  /* MCi_STATUS */
	uint64_t address; /* MCi_ADDR, where the status says that it is valid */
	uint64_t socket;
	bool has_address, has_socket;
	bool exception; /* not merely found when the banks were polled */
	bool amd;	/* "PROCESSOR 2:" */
	char microcode[12];
	char reason[64]; /* why the kernel could not go on */
};

/* A record of the firmware (UEFI CPER), "" where it does not tell. */
struct firmware_error {
	struct hardware_place place;
	char severity[16]; /* "fatal" */
	char section[40];  /* "memory error" */
	char type[40];	   /* "multi-bit ECC" */
	char status[80];
	char dimm[64];
	char device[24]; /* "0000:3b:00.0" */
	char address[24];
	bool previous; /* of the boot before: BERT */
};

struct memory_error {
	struct hardware_place place;
	char text[120]; /* behind the count */
};

struct bus_error {
	struct hardware_place place;
	char device[48];   /* "pcieport 0000:00:1c.0" */
	char severity[32]; /* "Uncorrected (Fatal)" */
	char layer[32];	   /* "Transaction Layer" */
};

struct hardware {
	struct machine_check check;
	unsigned int checks; /* of all banks and processors, exceptions only */
	unsigned int polled;
	struct firmware_error firmware;
	unsigned int firmware_errors;
	struct memory_error memory;
	unsigned int memory_errors;
	struct bus_error bus;
	unsigned int bus_errors;
	unsigned int boot;  /* which boot of the log it is from */
	bool previous;	    /* a BERT block is being read */
	bool check_open;    /* lines go on with the machine check that is kept */
	bool firmware_open; /* or with the firmware's record */
};

/* Take what this line tells of a failure of the hardware; lines that tell of none
 * change nothing.  *h was cleared at the beginning of the log; what an earlier boot
 * told goes when a line of a later one comes. */
void hardware_take_line(struct hardware *h, const struct line *line, unsigned int boot);

#endif
