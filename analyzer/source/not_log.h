/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * not_log - files that somebody takes for a log, or for a dump, and that are neither.
 *
 *	1f 8b ...		dmesg.1.gz: this is compressed by gzip; give what zcat makes of it
 *	fd 37 7a 58 5a 00 ...	the same of xz
 *	LPKSHHRH...		system.journal: give what journalctl -k makes of it
 *	QEVM...			a machine's state as QEMU saves it
 *	00 00 00 00 ...		a dump whose beginning is destroyed: binary
 *
 * Read as text such a file gives no report, or one of the format strings that lie about in a
 * kernel's memory.  A log may hold garbage all the same (a console at the wrong speed, blocks
 * of zeros that a file system left), so a file is called binary only if most of 32 samples,
 * taken all over it, are.  What comes through a pipe is told by its first bytes or not at all.
 */
#ifndef KD_SOURCE_NOT_LOG_H
#define KD_SOURCE_NOT_LOG_H

#include <stdbool.h>

#include "base/error.h"
#include "base/span.h"

/* Do these first bytes of a file tell what it is?  Then true, with *e set to a clause that
 * says so and what to do. */
bool not_log_format(struct span head, struct error *e);

/* Is the file behind fd binary?  Then true, with *e set.  Reads up to 16 KiB and leaves
 * the file's offset alone. */
bool not_log_binary(int fd, struct error *e);

#endif
