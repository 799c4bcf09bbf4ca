/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repeats - how often the same crash was diagnosed here before. */
#include "source/repeats.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/format.h"
#include "base/listing.h"
#include "base/span.h"

/* The value of the last "key=value" line with this key; empty if there is none. */
static struct span value_of(struct span text, const char *key)
{
	struct span value = {text.at, 0}, line;

	while (text.len) {
		if (span_take_until(&text, "\n", &line) && span_take_text(&line, key))
			value = line;
		span_take_text(&text, "\n");
	}
	return value;
}

/* The end of diagnosis.txt, if it is a whole regular file. */
static bool read_tail(int fd, char *buffer, struct span *tail, struct stat *st)
{
	off_t from;
	ssize_t n;

	if (fstat(fd, st) != 0 || !S_ISREG(st->st_mode))
		return false;
	from = st->st_size > REPEATS_TAIL ? st->st_size - REPEATS_TAIL : 0;
	n = pread(fd, buffer, REPEATS_TAIL, from);
	*tail = (struct span){buffer, n > 0 ? (size_t)n : 0};
	return value_of(*tail, "end=crc32:").len == 8 && span_ends(*tail, "\n");
}

/* So many digits, and how many there were in a row. */
static size_t digits_at(struct span s)
{
	size_t n = 0;

	while (n < s.len && char_is_digit(s.at[n]))
		n++;
	return n;
}

/* "2025-03-02" from "127.0.0.1-2025-03-02-04:17:33" or "202503020417". */
static bool day_of_name(const char *name, char day[11])
{
	for (struct span in = span_of(name); in.len; in = span_from(in, 1)) {
		size_t n = digits_at(in);
		size_t gap = n == 4 ? 1 : 0; /* a '-' between the parts */

		if ((n == 4 && in.len >= 10 && in.at[4] == '-' && in.at[7] == '-' &&
		     digits_at(span_from(in, 5)) == 2 && digits_at(span_from(in, 8)) == 2) ||
		    n == 12) {
			text_format(day, 11, "%.4s-%.2s-%.2s", in.at, in.at + 4 + gap,
				    in.at + 6 + 2 * gap);
			return true;
		}
		in = span_from(in, n);
	}
	return false;
}

static void day_of_time(int64_t seconds, char day[11])
{
	char date[DATE_TEXT];

	date_format(date, seconds);
	text_format(day, 11, "%.10s", date);
}

static void find_day(const char *name, const struct stat *st, char day[11])
{
	if (!day_of_name(name, day))
		day_of_time(st->st_mtime, day);
}

static void take_diagnosis(struct repeats *r, int fd, const char *name, const char *signature)
{
	char buffer[REPEATS_TAIL], day[11] = "";
	struct span tail;
	struct stat st;

	if (!read_tail(fd, buffer, &tail, &st) || !span_is(value_of(tail, "signature="), signature))
		return;
	r->count++;
	find_day(name, &st, day);
	if (strcmp(day, r->last) > 0)
		memcpy(r->last, day, sizeof(r->last));
}

/* True if it is a directory of its own, and not the one that is asked about. */
static bool take_sibling(struct repeats *r, int parent, const char *name, const struct stat *own,
			 const char *signature)
{
	int dir = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	int file;

	if (dir < 0)
		return false;
	if (fstat(dir, &st) != 0 || (st.st_ino == own->st_ino && st.st_dev == own->st_dev)) {
		close(dir);
		return false;
	}
	/* A pipe of this name must not block. */
	file = openat(dir, "diagnosis.txt", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (file >= 0) {
		take_diagnosis(r, file, name, signature);
		close(file);
	}
	close(dir);
	return true;
}

void repeats_count(struct repeats *r, const char *path, const char *signature)
{
	struct listing listing;
	char parent[PATH_MAX];
	unsigned int looked = 0;
	struct stat own;
	const char *name;

	*r = (struct repeats){0};
	if (text_format(parent, sizeof(parent), "%s/..", path) >= PATH_MAX ||
	    stat(path, &own) != 0 || !listing_open(&listing, parent))
		return;
	while (!r->more && (name = listing_next(&listing))) {
		if (name[0] == '.')
			continue;
		r->more = looked == REPEATS_SIBLINGS;
		looked += !r->more && take_sibling(r, listing.fd, name, &own, signature);
	}
	listing_close(&listing);
}
