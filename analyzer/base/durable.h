/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * durable - write a small file so that it is whole or not there.
 *
 * The machine is about to be rebooted the hard way, perhaps in the middle of
 * this: the bytes go to a temporary name in the same directory, mode 0600, are
 * fsynced, renamed over the final name, and the directory is fsynced.  A
 * reader therefore finds the old file, the new file, or none.
 */
#ifndef KD_BASE_DURABLE_H
#define KD_BASE_DURABLE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/span.h"

/* Write all of it, however small the pieces are that fd takes.  False with *e set if it
 * does not take all. */
bool write_all(int fd, struct span content, struct error *e);

/* Write content to dir/name, which must not be there or be a regular file or a
 * link: a device or a pipe is refused, because the rename would put a file in its
 * place.  On failure the temporary file is removed, an earlier dir/name is left as
 * it was, and *e says what went wrong. */
bool durable_write(const char *dir, const char *name, struct span content, struct error *e);

#endif
