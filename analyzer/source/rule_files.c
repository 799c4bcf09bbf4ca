/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule_files - the rule files of a directory, in the order of their names. */
#include "source/rule_files.h"

#include <errno.h>
#include <string.h>

#include "base/format.h"
#include "base/listing.h"
#include "base/span.h"

/* Keep the names that come first, in order. */
static void insert(struct rule_files *f, const char *name)
{
	unsigned int i = f->count;

	if (i == RULE_FILES_NAMES && strcmp(name, f->names[--i]) > 0)
		return;
	for (; i > 0 && strcmp(name, f->names[i - 1]) < 0; i--)
		memcpy(f->names[i], f->names[i - 1], sizeof(f->names[i]));
	span_copy(f->names[i], sizeof(f->names[i]), span_of(name));
	if (f->count < RULE_FILES_NAMES)
		f->count++;
}

static bool is_rule_file(const char *name)
{
	return name[0] != '.' && strlen(name) < RULE_FILES_NAME &&
	       span_ends(span_of(name), ".rules");
}

/* The names behind the last one. */
static bool read_names(struct rule_files *f)
{
	struct listing l;
	const char *name;

	f->count = f->next = 0;
	if (!listing_open(&l, f->given))
		return false;
	while ((name = listing_next(&l))) {
		if (is_rule_file(name) && strcmp(name, f->last) > 0)
			insert(f, name);
	}
	listing_close(&l);
	return true;
}

void rule_files_begin(struct rule_files *f, const char *path)
{
	memset(f, 0, sizeof(*f));
	f->given = path;
	f->more = true;
}

static bool set_path(struct rule_files *f, const char *name)
{
	bool slash = name[0] && !span_ends(span_of(f->given), "/");
	int len = text_format(f->path, sizeof(f->path), "%s%s%s", f->given, slash ? "/" : "", name);

	errno = ENAMETOOLONG;
	return len < (int)sizeof(f->path);
}

int rule_files_next(struct rule_files *f)
{
	if (f->next == f->count && f->more) {
		if (!read_names(f)) {
			f->more = false;
			return errno == ENOTDIR && set_path(f, "") ? 1 : -1;
		}
		f->more = f->count == RULE_FILES_NAMES;
	}
	if (f->next == f->count)
		return 0;
	memcpy(f->last, f->names[f->next++], sizeof(f->last));
	return set_path(f, f->last) ? 1 : -1;
}
