/* SPDX-License-Identifier: GPL-2.0-or-later */
/* crash_dir - a crash directory: which logs it may hold, and what else. */
#include "source/crash_dir.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/listing.h"
#include "base/span.h"

/* How names begin; logs in the order in which they are to be trusted. */
static const struct {
	const char *begins;
	bool whole; /* the name is this and nothing more */
	bool is_log, is_dump;
} known[] = {
	{"vmcore-dmesg.txt", true, true, false}, {"vmcore-dmesg-incomplete.txt", true, true, false},
	{"dmesg.", false, true, false},		 {"dmesg", true, true, false},
	{"vmcore", false, false, true},		 {"dump", false, false, true},
	{"kexec-dmesg.log", true, false, false}, {"opalcore", true, false, false},
};

enum { KNOWN = sizeof(known) / sizeof(known[0]) };

bool crash_dir_is(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static unsigned int rank_of(const char *name)
{
	unsigned int i = 0;

	while (i < KNOWN && !(known[i].whole ? strcmp(name, known[i].begins) == 0
					     : span_starts(span_of(name), known[i].begins)))
		i++;
	return i;
}

static bool before(const struct crash_file *a, const struct crash_file *b)
{
	if (a->rank != b->rank)
		return a->rank < b->rank;
	return strcmp(a->name, b->name) < 0;
}

/* Insert by rank, then by name; what does not fit is the least important. */
static void insert(struct crash_dir *d, const struct crash_file *file)
{
	unsigned int i = d->count;

	if (i == CRASH_DIR_FILES && before(&d->files[--i], file))
		return;
	for (; i > 0 && before(file, &d->files[i - 1]); i--)
		d->files[i] = d->files[i - 1];
	d->files[i] = *file;
	if (d->count < CRASH_DIR_FILES)
		d->count++;
}

static void take_entry(struct crash_dir *d, int fd, const char *name)
{
	struct crash_file file = {.rank = rank_of(name)};
	struct stat st;

	if (file.rank == KNOWN || strlen(name) >= sizeof(file.name))
		return;
	if (fstatat(fd, name, &st, 0) != 0 || !S_ISREG(st.st_mode))
		return;
	file.is_log = known[file.rank].is_log;
	file.is_dump = known[file.rank].is_dump;
	file.size = (uint64_t)st.st_size;
	span_copy(file.name, sizeof(file.name), span_of(name));
	insert(d, &file);
}

bool crash_dir_read(struct crash_dir *d, const char *path, struct error *e)
{
	struct listing listing;
	const char *name;

	memset(d, 0, sizeof(*d));
	if (!listing_open(&listing, path)) {
		error_set(e, "%s", strerror(errno));
		error_prefix(e, "cannot read the directory %s", path);
		return false;
	}
	while ((name = listing_next(&listing)))
		take_entry(d, listing.fd, name);
	listing_close(&listing);
	return true;
}
