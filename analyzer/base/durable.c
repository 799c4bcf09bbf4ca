/* SPDX-License-Identifier: GPL-2.0-or-later */
/* durable - write a small file so that it is whole or not there. */
#include "base/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* renameat() */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/format.h"

bool write_all(int fd, struct span content, struct error *e)
{
	while (content.len) {
		ssize_t n = write(fd, content.at, content.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			error_set(e, "%s", n ? strerror(errno) : "nothing was written");
			return false;
		}
		content = span_from(content, (size_t)n);
	}
	return true;
}

static bool fill_file(int dir_fd, const char *name, struct span content, struct error *e)
{
	int fd;
	bool ok;

	/* What an earlier run left may have another mode, or be a link. */
	unlinkat(dir_fd, name, 0);
	fd = openat(dir_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		error_set(e, "%s", strerror(errno));
		return false;
	}
	ok = write_all(fd, content, e);
	if (ok && fsync(fd) != 0) {
		error_set(e, "fsync: %s", strerror(errno));
		ok = false;
	}
	if (close(fd) != 0 && ok) {
		error_set(e, "close: %s", strerror(errno));
		ok = false;
	}
	return ok;
}

/* Is name something that a file must not take the place of? */
static bool is_special(int dir_fd, const char *name)
{
	struct stat st;

	return fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(st.st_mode) &&
	       !S_ISLNK(st.st_mode);
}

static bool replace(int dir_fd, const char *from, const char *to, struct span content,
		    struct error *e)
{
	if (is_special(dir_fd, to)) {
		error_set(e, "it is there and no regular file");
		return false;
	}
	if (!fill_file(dir_fd, from, content, e)) {
		unlinkat(dir_fd, from, 0);
		return false;
	}
	if (renameat(dir_fd, from, dir_fd, to) != 0) {
		error_set(e, "rename: %s", strerror(errno));
		unlinkat(dir_fd, from, 0);
		return false;
	}
	if (fsync(dir_fd) != 0) {
		error_set(e, "fsync of the directory: %s", strerror(errno));
		return false;
	}
	return true;
}

bool durable_write(const char *dir, const char *name, struct span content, struct error *e)
{
	char temporary[256];
	int dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok;

	if (dir_fd < 0) {
		error_set(e, "%s", strerror(errno));
		error_prefix(e, "cannot open the directory %s", dir);
		return false;
	}
	text_format(temporary, sizeof(temporary), ".%.200s.incomplete", name);
	ok = replace(dir_fd, temporary, name, content, e);
	if (!ok)
		error_prefix(e, "cannot write %s/%s", dir, name);
	close(dir_fd);
	return ok;
}
