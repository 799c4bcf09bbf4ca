/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source - the bytes of a log, wherever they are. */
#include "source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "source/not_log.h"

/* --- text --------------------------------------------------------------------- */

static bool text_probe(struct span head)
{
	(void)head;
	return true;
}

static bool text_open(struct source *s, struct error *e)
{
	return !not_log_format((struct span){s->head, s->head_len}, e) && !not_log_binary(s->fd, e);
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

/* --- dumps ------------------------------------------------------------------------- */

static bool dump_source_open(struct source *s, struct error *e)
{
	if (s->dump_log)
		return dump_log_open(s->dump_log, s->fd, (struct span){s->head, s->head_len}, e);
	error_set(e, "this is a dump, and the text of a log is wanted");
	return false;
}

static ssize_t dump_source_read(struct source *s, char *buffer, size_t size, struct error *e)
{
	(void)e;
	return (ssize_t)dump_log_read(s->dump_log, buffer, size);
}

static const struct source_ops formats[] = {
	{"dump", dump_probe, dump_source_open, dump_source_read},
	{"text", text_probe, text_open, text_read},
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

static bool begin(struct source *s, struct error *e)
{
	s->ops = formats;
	while (!s->ops->probe((struct span){s->head, s->head_len}))
		s->ops++;
	return s->ops->open(s, e);
}

bool source_open(struct source *s, const char *path, struct dump_log *l, struct error *e)
{
	*s = (struct source){.fd = -1, .dump_log = l};
	if (l)
		l->is_dump = false;
	if (open_fd(s, path, e) && fill_head(s, e) && begin(s, e))
		return true;
	error_prefix(e, "cannot read %s", path);
	source_close(s);
	return false;
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
