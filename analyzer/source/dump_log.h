/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dump_log - a dump as the source of a log, and what else it says of the crash.
 *
 *	OSRELEASE, BUILD-ID, CRASHTIME	of VMCOREINFO
 *	the log				see printk.h
 *	host name and version string	the kernel's init_uts_ns
 *	where each CPU was		see processors.h
 *	names for addresses		see symbols.h
 *
 * A dump proves that a kernel died, whether or not its log can be read.
 */
#ifndef KD_SOURCE_DUMP_LOG_H
#define KD_SOURCE_DUMP_LOG_H

#include "source/printk.h"
#include "source/processors.h"

/* A build id has 20 bytes. */
enum { BUILD_ID = 41 };

/* Each text of what uname(2) tells. */
enum { UTS_TEXT = 65 };

/* More is never wrong with one dump. */
enum { DUMP_LOG_FLAWS = 13 };

struct dump_log {
	bool log_only; /* by the caller: look for nothing else, which takes longer */

	bool is_dump;		     /* so something died; all below is valid */
	char release[LIMIT_RELEASE]; /* "" if not told */
	char build_id[BUILD_ID];     /* hexadecimal; "" if not told */
	int64_t crash_time;	     /* seconds since 1970, UTC; 0 if not told */
	char host[UTS_TEXT];	     /* "" if not told */
	char version[UTS_TEXT];	     /* "#1 SMP ...", as uname -v prints it; "" if not told */
	struct processors processors;
	struct error nameless; /* why addresses have no names; "" if they have */

	struct dump dump;
	struct kernel_memory memory;
	struct symbols symbols; /* valid if nameless is "" */
	struct printk printk;
	struct error damage; /* of the log: what could not be read of it, or that nothing could */
};

/* Open the dump in fd, which stays the caller's; head is the beginning of it.  False with
 * *e set if there is no log to be had from it; is_dump tells whether there is a dump. */
bool dump_log_open(struct dump_log *l, int fd, struct span head, struct error *e);

/* Up to size bytes of the log; 0 at its end. */
size_t dump_log_read(struct dump_log *l, char *to, size_t size);

/* What an address of the dead kernel is, while the file is still open.  False: no name. */
bool dump_log_name(struct dump_log *l, uint64_t address, struct symbol *out);

/* What is wrong with the dump and its log, in clauses; returns how many.  They live as
 * long as *l. */
unsigned int dump_log_flaws(struct dump_log *l, const char *flaws[DUMP_LOG_FLAWS]);

#endif
