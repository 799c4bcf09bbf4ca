/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * limits - how much of a log is remembered.
 *
 * Every capacity that decides what can be known of a log is here; how it is read
 * and searched is sized in reader.h, paste.h and scan.h.  All of it is part of one
 * block that main.c maps at start-up; after that nothing is
 * allocated, so "out of memory" cannot happen in the middle of a diagnosis.  What
 * does not fit is counted and said, never silently lost.
 */
#ifndef KD_BASE_LIMITS_H
#define KD_BASE_LIMITS_H

/* Longest raw line that is looked at in one piece.  printk records hold about
 * 1 KiB; longer lines come from pasted logs and go on as further lines. */
#define LIMIT_LINE 4096

/* Lines kept from before a headline: the message of a WARNING, "list_del
 * corruption", the modules line of kernels before 4.18; and bytes of each, a printk
 * record and a little, beyond which only pastes go. */
#define LIMIT_BEFORE	  12
#define LIMIT_BEFORE_TEXT 1100

/* One captured report.  The headline and the first trace lie within the first
 * fifty lines; what is lost beyond is memory tables and register repeats. */
#define LIMIT_CAPTURE_LINES 320
#define LIMIT_CAPTURE_TEXT  24576

/* Reports that different CPUs print at the same time, told apart by caller id.
 * One more closes the oldest. */
#define LIMIT_CAPTURES 4

/* Reports remembered with all facts: the first half and the last half of what
 * the log holds; those between are counted. */
#define LIMIT_EVENTS 32

/* Warnings of one place in the source that are kept with all facts.  A driver in
 * trouble prints thousands; of the further ones their number and the time of the
 * last are kept. */
#define LIMIT_SAME 4

/* Lines that led up to a crash without being one ("sysrq: Trigger a crash",
 * I/O errors): the last ones. */
#define LIMIT_NOTES 16

/* Kinds of lines that look like trouble and are none (a program's segfault, a
 * "WARNING:" of a driver), each with its first line and a count: the first ones. */
#define LIMIT_HARMLESS 16

/* The frames nearest the fault; what is lost on a deeper stack is the system
 * call entry, which tells the least. */
#define LIMIT_FRAMES 32

/* Modules that carry a flag or stand in a trace; others are only counted. */
#define LIMIT_MODULES 24

/* Registers of one report: ppc64 prints 44, mips 40, x86_64 37. */
#define LIMIT_REGISTERS 48

/* Numbers of a code line: x86 prints 64 bytes, s390 up to 32 of disassembly. */
#define LIMIT_CODE 64

/* Names, cut beyond: a function's readable name, which only generics of Rust
 * make longer than a title may be; MODULE_NAME_LEN is 56 on 64-bit. */
#define LIMIT_SYMBOL 120
#define LIMIT_MODULE 56
#define LIMIT_COMM   32

/* "5.4.0-122-generic", "#138-Ubuntu SMP ...", and a module's "(POE)". */
#define LIMIT_RELEASE 96
#define LIMIT_FLAGS   12

/* Types within types of a mangled name, and the work of reading one; a name
 * beyond either stays as printed. */
#define LIMIT_MANGLED_DEPTH 64
#define LIMIT_MANGLED_STEPS 4096

/* syzbot cuts titles at 120 characters. */
#define LIMIT_TITLE 121

/* What a report says in words: some twenty lines.  Beyond are memory tables and what
 * other processors did. */
#define LIMIT_SAID 1280

/* One kept line of a log, as evidence. */
#define LIMIT_TEXT 200

/* Answers to "why": the most likely ones; and of each the name, a text (cut beyond),
 * commands, references, and lines of the log that it rests on. */
#define LIMIT_CAUSES	  3
#define LIMIT_CAUSE_ID	  64
#define LIMIT_CAUSE_TEXT  400
#define LIMIT_CAUSE_LINES 3
#define LIMIT_EVIDENCE	  3

/* The configuration file, which has less than 2 KiB as it is installed; what stands
 * beyond is not read, which is said. */
#define LIMIT_CONFIG 8192

/* A rule file: a line, and a value with all its continuation lines; releases that have
 * the fix.  What is longer is a fault of that rule, told and skipped; so are texts
 * beyond the room that a cause has for them. */
#define LIMIT_RULE_LINE	 1024
#define LIMIT_RULE_VALUE 1024
#define LIMIT_RULE_FIXES 8
#define LIMIT_RULE_FIX	 64

/* Rules of each file given by hand that are read to their end whatever crash it is, so
 * that their faults are told; of all others nothing is read that this crash does not
 * need, or a thousand of them would cost more than the log does. */
#define LIMIT_RULES_CHECKED 8

/* Names of rules that a further one is compared with: three quarters of this. */
#define LIMIT_RULE_NAMES 512

/* Size of diagnosis.txt: what may be asked for, and what is the default. */
#define LIMIT_SIZE_MIN	   512
#define LIMIT_SIZE_DEFAULT 4096
#define LIMIT_SIZE_MAX	   16384

/* diagnosis.json: 32 reports with title and functions, one trace, notes. */
#define LIMIT_JSON 65536

/* A dump.  The cache of its memory: blocks of the smallest page that a kernel has, and
 * room for a page unpacked and as packed (at most 64 KiB each): 36 blocks, 34 of a
 * compressed dump with pages of 4 KiB, at least 4 of one with pages of 64 KiB; fewer
 * cost time. */
#define LIMIT_DUMP_BLOCK 4096
#define LIMIT_DUMP_PAGE	 65536
#define LIMIT_DUMP_SLOTS 36
#define LIMIT_DUMP_ARENA (LIMIT_DUMP_SLOTS * LIMIT_DUMP_BLOCK)

/* VMCOREINFO, 3300 to 3500 bytes on x86_64 and never more than a page of 4 KiB; what is
 * lost beyond are its last lines, CRASHTIME among them. */
#define LIMIT_VMCOREINFO 6144

/* Notes of a dump that are looked at: 8192 CPUs, with eight each on s390x; and bytes of
 * one CPU's registers: ppc64 has 504. */
#define LIMIT_NOTE_WALK 65536
#define LIMIT_PRSTATUS	1024

/* CPUs whose place is told; of more, idle ones are only counted. */
#define LIMIT_PROCESSORS 16

/* What is remembered to find memory and pieces of files again; beyond, each entry
 * stands for more, which costs time.  And how much of them there may be in all, the rest
 * counting as not in the dump: program headers, page frames of a kdump-compressed dump
 * (256 TiB of pages of 4 KiB), pieces of a flattened file (33 KiB each, 64 GiB). */
#define LIMIT_ELF_GROUPS   256
#define LIMIT_ELF_HEADERS  (1 << 20)
#define LIMIT_KDUMP_RANKS  1024
#define LIMIT_KDUMP_FRAMES (UINT64_C(1) << 36)
#define LIMIT_FLAT_GROUPS  96
#define LIMIT_FLAT_PIECES  (1 << 21)

/* Text made of the log in a dump at a time: a stamp, and some text with every byte
 * escaped; and places of a log buffer that cannot be right before the rest is
 * given up. */
#define LIMIT_PRINTK_READY  1025
#define LIMIT_PRINTK_FAULTS 4096

/* Seconds for reading a dump that comes on top of a log (--vmcore); what was not read by
 * then is unknown.  A real one takes less than one, under emulation too. */
#define LIMIT_DUMP_SECONDS 4

/* All state together. */
#define LIMIT_STATE (800 * 1024)

#endif
