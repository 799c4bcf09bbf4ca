/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dump_file - the bytes of a dump's file at any offset, flattened or not. */
#include "source/dump_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/times.h>
#include <unistd.h>

#include "base/bytes.h"

enum { FLAT_HEADER = 4096, PIECE_HEADER = 16 };

/* The largest offset that pread() takes. */
#define FILE_END ((uint64_t)INT64_MAX)

/* Bytes of the file in fd itself; fewer than len only at its end or where it fails. */
static size_t read_at(int fd, uint64_t offset, void *to, size_t len)
{
	size_t got = 0;

	while (got < len && offset + got < FILE_END) {
		ssize_t n = pread(fd, (char *)to + got, len - got, (off_t)(offset + got));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		got += (size_t)n;
	}
	return got;
}

/* --- flattened files ---------------------------------------------------------------- */

struct piece {
	struct dump_range real; /* where it belongs */
	uint64_t data, next;	/* offsets in the flattened file */
};

enum piece_state { PIECE, PIECE_END, PIECE_CUT };

static enum piece_state piece_at(const struct dump_file *f, uint64_t at, struct piece *p)
{
	uint8_t header[PIECE_HEADER];
	struct bytes b = {header, sizeof(header), true};
	uint64_t len;

	if (read_at(f->fd, at, header, sizeof(header)) < sizeof(header))
		return PIECE_CUT;
	p->real.from = bytes_number(b, 0, 8);
	len = bytes_number(b, 8, 8);
	if (p->real.from == UINT64_MAX && len == UINT64_MAX)
		return PIECE_END;
	if (p->real.from > FILE_END || len > FILE_END - p->real.from ||
	    len > FILE_END - at - PIECE_HEADER)
		return PIECE_CUT;
	p->real.until = p->real.from + len;
	p->data = at + PIECE_HEADER;
	p->next = p->data + len;
	return PIECE;
}

static uint64_t distance(struct dump_range a, struct dump_range b)
{
	if (b.until < a.from)
		return a.from - b.until;
	return b.from > a.until ? b.from - a.until : 0;
}

static struct dump_range joined(struct dump_range a, struct dump_range b)
{
	if (a.from == a.until)
		return b;
	if (b.from == b.until)
		return a;
	return (struct dump_range){a.from < b.from ? a.from : b.from,
				   a.until > b.until ? a.until : b.until};
}

/* Into the nearer range; while there is only one, what does not touch it begins the other. */
static void group_add(struct flat_group *g, struct dump_range r)
{
	struct dump_range *to = &g->low;

	if (g->low.until && distance(g->low, r) &&
	    (!g->high.until || distance(g->high, r) < distance(g->low, r)))
		to = &g->high;
	*to = joined(*to, r);
}

/* Each two groups become one. */
static void flat_halve(struct flat *flat)
{
	for (unsigned int i = 0; i < LIMIT_FLAT_GROUPS / 2; i++) {
		struct flat_group g = flat->groups[2 * i];

		if (flat->groups[2 * i + 1].low.until)
			group_add(&g, flat->groups[2 * i + 1].low);
		if (flat->groups[2 * i + 1].high.until)
			group_add(&g, flat->groups[2 * i + 1].high);
		flat->groups[i] = g;
	}
	flat->group_count = LIMIT_FLAT_GROUPS / 2;
	flat->group_size *= 2;
	flat->last_size = flat->group_size;
}

static void flat_add(struct flat *flat, uint64_t at, struct dump_range real)
{
	if (!flat->group_count || flat->last_size == flat->group_size) {
		if (flat->group_count == LIMIT_FLAT_GROUPS)
			flat_halve(flat);
		flat->groups[flat->group_count++] = (struct flat_group){.at = at};
		flat->last_size = 0;
	}
	flat->last_size++;
	group_add(&flat->groups[flat->group_count - 1], real);
}

static void flat_index(struct dump_file *f)
{
	enum piece_state state = PIECE_CUT;
	uint64_t at = FLAT_HEADER, end = f->size;
	struct piece p;

	f->flat = (struct flat){.group_size = 1};
	f->size = 0;
	for (uint32_t i = 0; i < LIMIT_FLAT_PIECES; i++, at = p.next) {
		state = piece_at(f, at, &p);
		if (state != PIECE || p.data >= end)
			break;
		flat_add(&f->flat, at, p.real);
		if (f->size < p.real.until)
			f->size = p.real.until;
	}
	f->flat.cut = state != PIECE_END;
}

static bool covers(struct dump_range a, uint64_t offset, uint64_t len)
{
	return a.from < offset + len && offset < a.until;
}

/* What the pieces of a group have of these bytes, over what earlier ones had; *got counts
 * them. */
static bool group_read(const struct dump_file *f, unsigned int group, uint64_t offset, uint8_t *to,
		       size_t len, uint64_t *got)
{
	const struct flat *flat = &f->flat;
	uint32_t count = group + 1 < flat->group_count ? flat->group_size : flat->last_size;
	uint64_t at = flat->groups[group].at;
	struct piece p;

	for (; count && piece_at(f, at, &p) == PIECE; count--, at = p.next) {
		uint64_t from = p.real.from > offset ? p.real.from : offset;
		uint64_t until = p.real.until < offset + len ? p.real.until : offset + len;

		if (from >= until)
			continue;
		if (read_at(f->fd, p.data + (from - p.real.from), to + (from - offset),
			    until - from) < until - from)
			return false;
		*got += until - from;
	}
	return true;
}

/* A hole is zeros, but in a file without its end nobody knows what is one. */
static bool flat_read(const struct dump_file *f, uint64_t offset, void *to, size_t len)
{
	uint64_t got = 0;

	memset(to, 0, len);
	for (unsigned int i = 0; i < f->flat.group_count; i++) {
		const struct flat_group *g = &f->flat.groups[i];

		if ((covers(g->low, offset, len) || covers(g->high, offset, len)) &&
		    !group_read(f, i, offset, to, len, &got))
			return false;
	}
	return got >= len || !f->flat.cut;
}

bool dump_file_is_flat(struct span head)
{
	return head.len >= 16 && memcmp(head.at, "makedumpfile\0\0\0", 16) == 0;
}

/* --- time ----------------------------------------------------------------------------- */

/* The ticks of times(2) on all that Linux runs on; the wall clock may jump. */
enum { TICKS = 100 };

void dump_file_limit(struct dump_file *f, unsigned int seconds)
{
	f->deadline = seconds ? (unsigned long)times(NULL) + seconds * TICKS : 0;
}

bool dump_file_is_late(const struct dump_file *f)
{
	return f->deadline && (long)((unsigned long)times(NULL) - f->deadline) >= 0;
}

/* --- any file ------------------------------------------------------------------------- */

/* A broken /proc/vmcore has a negative size; its beginning can be read all the same. */
static uint64_t size_of(int fd)
{
	struct stat st;
	off_t end = lseek(fd, 0, SEEK_END);

	if (end > 0)
		return (uint64_t)end;
	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 0 ? 0 : FILE_END;
}

bool dump_file_open(struct dump_file *f, int fd, struct span head, struct error *e)
{
	char byte;

	f->fd = fd;
	f->is_flat = dump_file_is_flat(head);
	if (pread(fd, &byte, 1, 0) < 0 && errno == ESPIPE) {
		error_set(e, f->is_flat ? "this is a flattened dump from a pipe, which can be read "
					  "only once; make a dump of it with \"makedumpfile -R "
					  "vmcore\", which reads the pipe, and give that"
					: "this is a dump from a pipe, which can be read only "
					  "once; write it to a file and give that");
		return false;
	}
	f->size = size_of(fd);
	if (f->is_flat)
		flat_index(f);
	return true;
}

bool dump_file_read(const struct dump_file *f, uint64_t offset, void *to, size_t len)
{
	if (!dump_file_has(f, offset, len) || dump_file_is_late(f))
		return false;
	if (f->is_flat)
		return flat_read(f, offset, to, len);
	return read_at(f->fd, offset, to, len) == len;
}
