/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * source - the bytes of a log, wherever they are.
 *
 *	if (!source_open(&s, path, &error)) ...
 *	while ((n = source_read(&s, buffer, sizeof(buffer), &error)) > 0) ...
 *	source_close(&s);
 *
 * A format is one struct of operations.  Those that know their format by its
 * first bytes are asked in order; text is the last and takes everything.  What
 * a file is called never matters.
 */
#ifndef KD_SOURCE_SOURCE_H
#define KD_SOURCE_SOURCE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/span.h"

/* First bytes of a file that are shown to the formats. */
#define SOURCE_HEAD 64

struct source;

struct source_ops {
	const char *name;
	/* Is it mine?  Head may be shorter than SOURCE_HEAD. */
	bool (*probe)(struct span head);
	/* Up to size bytes of the log; 0 at its end, -1 with *e set. */
	ssize_t (*read)(struct source *s, char *buffer, size_t size, struct error *e);
};

struct source {
	const struct source_ops *ops;
	int fd;
	bool own_fd;
	size_t head_len, head_at; /* bytes of head[] not read yet: at..len */
	char head[SOURCE_HEAD];
};

/* Open a file, a pipe, or standard input ("-").  False with *e set if it cannot
 * be opened or is of a kind that this program does not read. */
bool source_open(struct source *s, const char *path, struct error *e);
ssize_t source_read(struct source *s, char *buffer, size_t size, struct error *e);
void source_close(struct source *s);

#endif
