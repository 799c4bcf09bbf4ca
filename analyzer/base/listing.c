/* SPDX-License-Identifier: GPL-2.0-or-later */
/* listing - the names in a directory, read without allocating as opendir(3) does. */
#include "base/listing.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* struct linux_dirent64 of getdents(2), which no header of every libc has. */
struct entry {
	uint64_t inode;
	int64_t offset;
	uint16_t size; /* of the whole entry */
	uint8_t type;
	char name[];
};

bool listing_open(struct listing *l, const char *path)
{
	l->at = l->len = 0;
	l->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return l->fd >= 0;
}

const char *listing_next(struct listing *l)
{
	const struct entry *entry;

	if (l->at >= l->len) {
		long n = syscall(SYS_getdents64, l->fd, l->entries, sizeof(l->entries));

		if (n <= 0)
			return NULL;
		l->at = 0;
		l->len = (size_t)n;
	}
	entry = (const struct entry *)(l->entries + l->at);
	l->at += entry->size;
	return entry->name;
}

void listing_close(struct listing *l)
{
	close(l->fd);
}
