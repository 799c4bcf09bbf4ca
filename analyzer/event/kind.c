/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kind - the tables of what the kernel announces, and finding a line's row. */
#include "event/kind.h"

#include <assert.h>

#include "line/line.h"

#include <string.h>

/* The texts of a table: those of each row one behind the other, each with its NUL.  A row
 * knows where its own begin; pointers to all of them would be longer than they are. */
#define KIND_TEXTS(trigger, with, skip, title) trigger "\0" with "\0" skip "\0" title

static const struct kind_texts {
#define KIND(id, trigger, with, role, class, where, skip, title)                                   \
	char id[sizeof(KIND_TEXTS(trigger, with, skip, title))];
#include "event/kinds.def"
#undef KIND
} kind_texts = {
#define KIND(id, trigger, with, role, class, where, skip, title)                                   \
	KIND_TEXTS(trigger, with, skip, title),
#include "event/kinds.def"
#undef KIND
};

static const struct kind rows[] = {
#define KIND(id, trigger, with, role, class, where, skip, title)                                   \
	{offsetof(struct kind_texts, id), KIND_##id, ROLE_##role, CLASS_##class, WHERE_##where},
#include "event/kinds.def"
#undef KIND
};

/* The rows of panics.def have no names but their lines. */
#define ON_LINE(line)		       on_line_##line
#define NAME_OF(line)		       ON_LINE(line)
#define PANIC_TEXTS(text, skip, title) text "\0" skip "\0" title

static const struct panic_texts {
#define PANIC(text, wrapper, class, where, skip, title)                                            \
	char NAME_OF(__LINE__)[sizeof(PANIC_TEXTS(text, skip, title))];
#include "event/panics.def"
#undef PANIC
} panic_texts = {
#define PANIC(text, wrapper, class, where, skip, title) PANIC_TEXTS(text, skip, title),
#include "event/panics.def"
#undef PANIC
};

static const struct panic panics[] = {
#define WRAPPER true
#define REASON	false
#define PANIC(text, wrapper, class, where, skip, title)                                            \
	{offsetof(struct panic_texts, NAME_OF(__LINE__)), wrapper, WHERE_##where, CLASS_##class},
#include "event/panics.def"
#undef PANIC
#undef REASON
#undef WRAPPER
};

static_assert(sizeof(kind_texts) <= UINT16_MAX && sizeof(panic_texts) <= UINT16_MAX,
	      "rows know where their texts begin");

/* Where the scanner looks for each of its patterns: windows.c, run by make. */
static const struct placed windows[] = {
#ifndef KD_NO_WINDOWS
#include "event/windows.h"
#endif
	{0, 0},
};

/* What stands behind so many texts. */
static const char *behind(const char *texts, unsigned int count)
{
	while (count--)
		texts += strlen(texts) + 1;
	return texts;
}

const char *kind_trigger(const struct kind *kind)
{
	return (const char *)&kind_texts + kind->texts;
}

const char *kind_with(const struct kind *kind)
{
	return behind(kind_trigger(kind), 1);
}

const char *kind_skip(const struct kind *kind)
{
	return behind(kind_trigger(kind), 2);
}

const char *kind_title(const struct kind *kind)
{
	return behind(kind_trigger(kind), 3);
}

const char *panic_text(const struct panic *panic)
{
	return (const char *)&panic_texts + panic->texts;
}

const char *panic_skip(const struct panic *panic)
{
	return behind(panic_text(panic), 1);
}

const char *panic_title(const struct panic *panic)
{
	return behind(panic_text(panic), 2);
}

const struct kind *kinds_row(enum kind_id id)
{
	return &rows[id];
}

bool kind_is_warning(const struct kind *kind)
{
	return kind->id >= KIND_warn_refcount && kind->id <= KIND_warn_other;
}

bool kind_is_ours(const struct kind *kind)
{
	return kind->role >= ROLE_FALLBACK && kind->role <= ROLE_REST;
}

bool kind_is_headless(const struct kind *kind)
{
	return kind->id == KIND_oops_cut ||
	       (kind->role == ROLE_REST && kind->where != WHERE_POINTER_TRACE);
}

void kinds_init(struct kinds *k)
{
	scanner_init(&k->scanner);
	/* One pattern per row keeps hit and row the same number; rows that share
	 * a trigger share a bucket too and cost one comparison each. */
	for (unsigned int i = 0; i < KIND_COUNT; i++)
		scanner_add(&k->scanner, span_of(kind_trigger(&rows[i])));
	scanner_add(&k->scanner, span_of(KINDS_END_TRACE));
	scanner_add(&k->scanner, span_of(LINE_LOSS_DROPPED));
	scanner_add(&k->scanner, span_of(LINE_LOSS_SUPPRESSED));
	scanner_add(&k->scanner, span_of(LINE_LOSS_MISSED));
	scanner_ready(&k->scanner);
	/* The program that makes the table has none yet. */
	if (k->scanner.count + 1 == sizeof(windows) / sizeof(windows[0]))
		k->scanner.placed = windows;
}

/* Does text hold a row's further condition, "a" or "a*b"? */
static bool fits(struct span text, const char *with)
{
	while (*with) {
		size_t len = strcspn(with, "*"), at = span_find_bytes(text, with, len);

		if (at == SPAN_NONE)
			return false;
		text = span_from(text, at + len);
		with += len + (with[len] == '*');
	}
	return true;
}

/* Audit records repeat what programs said: "audit: type=1400 audit(...): ...". */
static bool is_quote(struct span text)
{
	return span_starts(text, "audit: type=") ||
	       (span_starts(text, "type=") && span_has(text, " audit("));
}

const struct kind *kinds_find(const struct kinds *k, struct span text, size_t *at)
{
	struct scan scan = scan_begin(text);
	unsigned int best = KIND_COUNT;
	struct scan_hit hit;

	while (scan_next(&k->scanner, &scan, &hit)) {
		/* Behind the rows' triggers stand those that only skimming needs. */
		if (hit.pattern >= best || !fits(text, kind_with(&rows[hit.pattern])))
			continue;
		best = hit.pattern;
		*at = hit.at;
	}
	return best < KIND_COUNT && !is_quote(text) ? &rows[best] : NULL;
}

/* The last row fits every message. */
static bool panic_fits(const struct panic *p, struct span message)
{
	const char *begin = panic_text(p);

	if (begin[0] == '*' && begin[1] != '*')
		return span_has(message, begin + 1);
	return span_starts(message, begin);
}

const struct panic *panic_find(struct span text, struct span *message)
{
	const struct panic *p = panics;
	uint64_t reason;
	struct span rest;

	span_take_past(&text, "not syncing: ");
	*message = text;
	/* hpwdt since 4.16 puts the NMI's reason in front: "3d: An NMI occurred." */
	rest = *message;
	if (span_take_hex(&rest, &reason) && span_take_text(&rest, ": An NMI"))
		*message = span_from(*message, message->len - rest.len - sizeof("An NMI") + 1);
	while (!panic_fits(p, *message))
		p++;
	return p;
}
