/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kind - the tables of what the kernel announces, and finding a line's row. */
#include "event/kind.h"

#include "line/line.h"

#include <string.h>

/* The columns that are no text. */
static const struct row {
	uint8_t role, class, where;
} rows[] = {
#define KIND(id, trigger, with, role, class, where, skip, title)                                   \
	{ROLE_##role, CLASS_##class, WHERE_##where},
#include "event/kinds.def"
#undef KIND
};

static const struct panic_row {
	bool wrapper;
	uint8_t where, class;
} panic_rows[] = {
#define WRAPPER						true
#define REASON						false
#define PANIC(text, wrapper, class, where, skip, title) {wrapper, WHERE_##where, CLASS_##class},
#include "event/panics.def"
#undef PANIC
#undef REASON
#undef WRAPPER
};

/* Where the scanner looks for each of its patterns: windows.c, run by make. */
static const struct placed windows[] = {
#ifndef KD_NO_WINDOWS
#include "event/windows.h"
#endif
	{0, 0},
};

/* What stands behind so many texts; most are too short for strlen() to pay. */
static const char *behind(const char *texts, unsigned int count)
{
	while (count)
		count -= !*texts++;
	return texts;
}

const char *kind_trigger(const struct kind *kind)
{
	return kind->texts;
}

const char *kind_with(const struct kind *kind)
{
	return behind(kind->texts, 1);
}

const char *kind_skip(const struct kind *kind)
{
	return behind(kind->texts, 2);
}

const char *kind_title(const struct kind *kind)
{
	return behind(kind->texts, 3);
}

const char *panic_text(const struct panic *panic)
{
	return panic->texts;
}

const char *panic_skip(const struct panic *panic)
{
	return behind(panic->texts, 1);
}

const char *panic_title(const struct panic *panic)
{
	return behind(panic->texts, 2);
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

static void join_rows_and_texts(struct kinds *k, const struct texts *t)
{
	const char *text = t->kinds;

	for (unsigned int i = 0; i < KIND_COUNT; i++) {
		const struct row *row = &rows[i];

		k->rows[i] = (struct kind){text, (enum kind_id)i, (enum role)row->role,
					   (enum crash_class)row->class, (enum where)row->where};
		text = behind(text, 4);
	}
	text = t->panics;
	for (unsigned int i = 0; i < PANIC_COUNT; i++) {
		const struct panic_row *row = &panic_rows[i];

		k->panics[i] = (struct panic){text, row->wrapper, (enum where)row->where,
					      (enum crash_class)row->class};
		text = behind(text, 3);
	}
}

void kinds_init(struct kinds *k, const struct texts *t)
{
	join_rows_and_texts(k, t);
	scanner_init(&k->scanner);
	/* One pattern per row keeps hit and row the same number; rows that share
	 * a trigger share a bucket too and cost one comparison each. */
	for (unsigned int i = 0; i < KIND_COUNT; i++)
		scanner_add(&k->scanner, span_of(k->rows[i].texts));
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
		if (hit.pattern >= best || !fits(text, kind_with(&k->rows[hit.pattern])))
			continue;
		best = hit.pattern;
		*at = hit.at;
	}
	return best < KIND_COUNT && !is_quote(text) ? &k->rows[best] : NULL;
}

/* The last row fits every message. */
static bool panic_fits(const struct panic *p, struct span message)
{
	const char *begin = panic_text(p);

	if (begin[0] == '*' && begin[1] != '*')
		return span_has(message, begin + 1);
	return span_starts(message, begin);
}

const struct panic *panic_find(const struct kinds *k, struct span text, struct span *message)
{
	const struct panic *p = k->panics;
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
