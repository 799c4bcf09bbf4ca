/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source - the bytes of a log, wherever they are. */
#include "source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* --- text --------------------------------------------------------------------- */

static bool text_probe(struct span head)
{
	(void)head;
	return true;
}

static ssize_t read_some(int fd, char *buffer, size_t size, struct error *e)
{
	ssize_t n;

	do
		n = read(fd, buffer, size);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		error_set(e, "%s", strerror(errno));
	return n;
}

static ssize_t text_read(struct source *s, char *buffer, size_t size, struct error *e)
{
	struct span rest = {s->head + s->head_at, s->head_len - s->head_at};

	rest = span_first(rest, size);
	if (!rest.len)
		return read_some(s->fd, buffer, size, e);
	memcpy(buffer, rest.at, rest.len);
	s->head_at += rest.len;
	return (ssize_t)rest.len;
}

/* --- dumps: known by their first bytes, and what to do with them ------------------ */

static bool elf_probe(struct span head)
{
	return span_starts(head, "\177ELF");
}

static bool diskdump_probe(struct span head)
{
	return span_starts(head, "KDUMP   ") || span_starts(head, "DISKDUMP");
}

static bool flat_probe(struct span head)
{
	return span_starts(head, "makedumpfile");
}

static ssize_t elf_read(struct source *s, char *buffer, size_t size, struct error *e)
{
	(void)s, (void)buffer, (void)size;
	error_set(e, "this is an ELF dump and this version reads text only; get its log with "
		     "\"vmcore-dmesg DUMP > dmesg.txt\" and give that");
	return -1;
}

static ssize_t diskdump_read(struct source *s, char *buffer, size_t size, struct error *e)
{
	(void)s, (void)buffer, (void)size;
	error_set(e,
		  "this is a kdump-compressed dump and this version reads text only; get its log "
		  "with \"makedumpfile --dump-dmesg DUMP dmesg.txt\" and give that");
	return -1;
}

static ssize_t flat_read(struct source *s, char *buffer, size_t size, struct error *e)
{
	(void)s, (void)buffer, (void)size;
	error_set(e, "this is a flattened dump and this version reads text only; rearrange it with "
		     "\"makedumpfile -R vmcore < DUMP\", then get its log with \"makedumpfile "
		     "--dump-dmesg vmcore dmesg.txt\" and give that");
	return -1;
}

static const struct source_ops formats[] = {
	{"ELF dump", elf_probe, elf_read},
	{"kdump-compressed dump", diskdump_probe, diskdump_read},
	{"flattened dump", flat_probe, flat_read},
	{"text", text_probe, text_read},
};

/* --- opening ---------------------------------------------------------------------- */

static bool open_fd(struct source *s, const char *path, struct error *e)
{
	if (strcmp(path, "-") == 0) {
		s->fd = STDIN_FILENO;
		return true;
	}
	s->fd = open(path, O_RDONLY | O_CLOEXEC);
	s->own_fd = s->fd >= 0;
	if (s->fd < 0)
		error_set(e, "%s", strerror(errno));
	return s->fd >= 0;
}

/* A pipe may hand out its bytes in the smallest pieces. */
static bool fill_head(struct source *s, struct error *e)
{
	while (s->head_len < SOURCE_HEAD) {
		ssize_t n = read_some(s->fd, s->head + s->head_len, SOURCE_HEAD - s->head_len, e);

		if (n < 0)
			return false;
		if (n == 0)
			break;
		s->head_len += (size_t)n;
	}
	return true;
}

bool source_open(struct source *s, const char *path, struct error *e)
{
	const struct source_ops *ops = formats;

	*s = (struct source){.fd = -1};
	if (!open_fd(s, path, e) || !fill_head(s, e)) {
		error_prefix(e, "cannot read %s", path);
		source_close(s);
		return false;
	}
	while (!ops->probe((struct span){s->head, s->head_len}))
		ops++;
	s->ops = ops;
	return true;
}

ssize_t source_read(struct source *s, char *buffer, size_t size, struct error *e)
{
	return s->ops->read(s, buffer, size, e);
}

void source_close(struct source *s)
{
	if (s->own_fd)
		close(s->fd);
	s->own_fd = false;
}
