/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kind - the tables of what the kernel announces, and finding a line's row. */
#include "event/kind.h"

static const struct kind rows[] = {
#define KIND(id, trigger, with, role, class, where, skip, title)                                   \
	{#id, trigger, with, ROLE_##role, CLASS_##class, WHERE_##where, skip, title},
#include "event/kinds.def"
#undef KIND
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static const struct panic panics[] = {
#define WRAPPER true
#define REASON	false
#define PANIC(text, wrapper, class, where, skip, title)                                            \
	{text, wrapper, CLASS_##class, WHERE_##where, skip, title},
#include "event/panics.def"
#undef PANIC
#undef REASON
#undef WRAPPER
};

unsigned int kinds_count(void)
{
	return ROWS;
}

const struct kind *kinds_row(unsigned int i)
{
	return &rows[i];
}

void kinds_init(struct kinds *k)
{
	scanner_init(&k->scanner);
	/* One pattern per row keeps hit and row the same number; rows that share
	 * a trigger share a bucket too and cost one comparison each. */
	for (unsigned int i = 0; i < ROWS; i++)
		scanner_add(&k->scanner, span_of(rows[i].trigger));
	scanner_ready(&k->scanner);
}

const struct kind *kinds_find(const struct kinds *k, struct span text, size_t *at)
{
	struct scan scan = scan_begin(text);
	unsigned int best = ROWS;
	struct scan_hit hit;

	while (scan_next(&k->scanner, &scan, &hit)) {
		if (hit.pattern >= best || !span_has(text, rows[hit.pattern].with))
			continue;
		best = hit.pattern;
		*at = hit.at;
	}
	return best < ROWS ? &rows[best] : NULL;
}

const struct panic *panic_find(struct span text, struct span *message)
{
	static const char head[] = "not syncing: ";
	size_t at = span_find(text, head);
	const struct panic *p = panics;

	*message = at == SPAN_NONE ? text : span_from(text, at + sizeof(head) - 1);
	while (p->text[0] && !span_starts(*message, p->text))
		p++;
	return p;
}
