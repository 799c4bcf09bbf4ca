/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * source - the bytes of a log, wherever they are.
 *
 *	if (!source_open(&s, path, &dump_log, &error)) ...
 *	while ((n = source_read(&s, buffer, sizeof(buffer), &error)) > 0) ...
 *	source_close(&s);
 *
 * A format is one struct of operations.  Those that know their format by its
 * first bytes are asked in order; text is the last and takes everything that not_log.h
 * does not know better.  What a file is called never matters.
 */
#ifndef KD_SOURCE_SOURCE_H
#define KD_SOURCE_SOURCE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/span.h"
#include "source/dump_log.h"

/* First bytes of a file that are shown to the formats. */
#define SOURCE_HEAD 64

struct source;

struct source_ops {
	const char *name;
	/* Is it mine?  Head may be shorter than SOURCE_HEAD. */
	bool (*probe)(struct span head);
	/* Begin to read.  False with *e set. */
	bool (*open)(struct source *s, struct error *e);
	/* Up to size bytes of the log; 0 at its end, -1 with *e set. */
	ssize_t (*read)(struct source *s, char *buffer, size_t size, struct error *e);
};

struct source {
	const struct source_ops *ops;
	int fd;
	bool own_fd;
	struct dump_log *dump_log; /* for dumps; not the source's */
	size_t head_len, head_at;  /* bytes of head[] not read yet: at..len */
	char head[SOURCE_HEAD];
};

/* Open a file, a pipe, or standard input ("-").  A dump takes the memory in *l and leaves
 * there what it says of the crash; where only text is wanted, l is NULL.  False with
 * *e set if it cannot be opened or no log can be had from it; l->is_dump then says whether
 * it is a dump all the same. */
bool source_open(struct source *s, const char *path, struct dump_log *l, struct error *e);
ssize_t source_read(struct source *s, char *buffer, size_t size, struct error *e);
void source_close(struct source *s);

#endif
