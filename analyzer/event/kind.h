/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kind - the tables of what the kernel announces, and finding a line's row.
 *
 * kinds.def and panics.def are the knowledge; this is how it is asked.
 */
#ifndef KD_EVENT_KIND_H
#define KD_EVENT_KIND_H

#include "base/scan.h"
#include "event/class.h"
#include "event/texts.h"

/* What a line of this kind is to a report, see kinds.def. */
enum role {
	ROLE_HEADLINE,
	ROLE_INNER,
	ROLE_FALLBACK,
	ROLE_PRELUDE,
	ROLE_DETAIL,
	ROLE_REST,
	ROLE_NOTE,
	ROLE_REPLAY,
	ROLE_NOT,
	ROLE_BANNER,
	ROLE_COMMAND,
	ROLE_HARDWARE
};

/* The rows of where.def: where the title's function stands. */
enum where {
#define WHERE(id, pick, stack, ...) WHERE_##id,
#include "event/where.def"
#undef WHERE
	WHERE_COUNT
};

/* The rows of kinds.def by name. */
enum kind_id {
#define KIND(id, trigger, with, role, class, where, skip, title) KIND_##id,
#include "event/kinds.def"
#undef KIND
	KIND_COUNT
};

enum {
	PANIC_COUNT = 0
#define PANIC(text, wrapper, class, where, skip, title) +1
#include "event/panics.def"
#undef PANIC
};

/* A row; what is text is asked for below. */
struct kind {
	const char *texts;
	enum kind_id id : 16;
	enum role role : 8;
	enum crash_class class : 8;
	enum where where : 8;
};

struct panic {
	const char *texts;
	bool wrapper;
	enum where where : 8;
	enum crash_class class : 8;
};

/* The text columns, "" for none; titles with their leading '*'. */
const char *kind_trigger(const struct kind *kind);
const char *kind_with(const struct kind *kind);
const char *kind_skip(const struct kind *kind);
const char *kind_title(const struct kind *kind);
const char *panic_text(const struct panic *panic);
const char *panic_skip(const struct panic *panic);
const char *panic_title(const struct panic *panic);

/* The line that ends a report, of every architecture. */
#define KINDS_END_TRACE "---[ end trace "

/* The rows, in their order, and the kinds' triggers, prepared for one pass over a line;
 * behind those what else a line must not be passed over for. */
struct kinds {
	struct scanner scanner;
	struct kind rows[KIND_COUNT];
	struct panic panics[PANIC_COUNT];
};

/* The texts are used as long as k is. */
void kinds_init(struct kinds *k, const struct texts *t);

/* The first row of kinds.def that text satisfies, or NULL.  *at gets the
 * offset of its trigger in text. */
const struct kind *kinds_find(const struct kinds *k, struct span text, size_t *at);

/* The row of panics.def for the text of a line that holds "Kernel panic";
 * *message gets what stands behind "not syncing: ". */
const struct panic *panic_find(const struct kinds *k, struct span text, struct span *message);

/* Is it one of the rows for "WARNING: CPU: 0 PID: 1 at ..." of any generation?  The
 * kernel goes on after it.  warn_other has wording that any program may use. */
bool kind_is_warning(const struct kind *kind);

/* Is its wording one that syzbot knows no headline by: FALLBACK, PRELUDE, REST? */
bool kind_is_ours(const struct kind *kind);

/* Does it tell that something happened, but not what: the rest of a report? */
bool kind_is_headless(const struct kind *kind);

#endif
