/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cause - why it died and what to do; a wrong cause is worse than none. */
#include <stdio.h>
#include <string.h>

#include "verdict/verdict.h"

struct cause_row {
	const char *kind;
	enum crash_class class;
	const char *holds;
	const char *id;
	enum confidence confidence;
	const char *text, *remedy;
};

static const struct cause_row rows[] = {
#define CAUSE(kind, class, holds, id, confidence, text, remedy)                                    \
	{kind, CLASS_##class, holds, id, CONFIDENCE_##confidence, text, remedy},
#include "verdict/causes.def"
#undef CAUSE
};

static const struct cause_row *row_of(const struct event *root, enum crash_class class)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct cause_row *row = &rows[i];

		if (row->class == class && strstr(root->panic_text, row->holds) &&
		    (!row->kind[0] || strcmp(row->kind, root->kind->name) == 0))
			return row;
	}
	return NULL;
}

static void from_row(struct cause *c, const struct cause_row *row)
{
	c->id = row->id;
	c->confidence = row->confidence;
	snprintf(c->text, sizeof(c->text), "%s", row->text);
	snprintf(c->remedy, sizeof(c->remedy), "%s", row->remedy);
}

static void from_suspect(struct cause *c, const struct suspect *s)
{
	c->id = "module.foreign";
	c->confidence = s->confidence;
	snprintf(c->text, sizeof(c->text),
		 "The module %s is no part of this kernel's distribution, and %s.", s->module,
		 s->why);
	snprintf(c->remedy, sizeof(c->remedy),
		 "Update or remove %s and see whether the crash returns; report it to whoever "
		 "provides the module.",
		 s->module);
}

static void unknown(struct cause *c, const struct event *root, bool death)
{
	static const struct cause_row nothing = {
		.id = "unknown",
		.text = "The log holds no report of a crash.",
		.remedy = "Nothing, if the machine did not crash; else give the log of the crash.",
	};
	static const struct cause_row silent = {
		.id = "unknown",
		.text = "The machine died, and its log holds no report of why.",
		.remedy = "Look at the vmcore with crash or drgn; check hardware and hypervisor "
			  "logs.",
	};
	static const struct cause_row told = {
		.id = "unknown",
		.text = "The log shows what failed, but nothing in it tells why.",
		.remedy = "Search the kernel's and the distribution's bug trackers for the title; "
			  "install the newest kernel update; keep the vmcore.",
	};

	from_row(c, root ? &told : death ? &silent : &nothing);
}

void cause_find(struct cause *cause, const struct verdict *v)
{
	const struct event *root = v->root;
	const struct cause_row *row = root ? row_of(root, v->class) : NULL;

	if (row)
		from_row(cause, row);
	else if (v->suspect.module[0])
		from_suspect(cause, &v->suspect);
	else
		unknown(cause, root, v->death);
	/* What stood in the rest of the report may say otherwise. */
	if (root && root->cut && cause->confidence > CONFIDENCE_POSSIBLE)
		cause->confidence = CONFIDENCE_POSSIBLE;
}
