/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cause - why it died and what to do; a wrong cause is worse than none. */
#include <string.h>

#include "base/format.h"
#include "verdict/verdict.h"

struct cause_row {
	enum kind_id kind;
	enum crash_class class;
	const char *holds;
	const char *id;
	enum confidence confidence;
	const char *text, *remedy;
};

#define KIND_ANY KIND_COUNT

static const struct cause_row rows[] = {
#define CAUSE(kind, class, holds, id, confidence, text, remedy)                                    \
	{KIND_##kind, CLASS_##class, holds, id, CONFIDENCE_##confidence, text, remedy},
#include "verdict/causes.def"
#undef CAUSE
};

static const struct cause_row *row_of(const struct event *root, enum crash_class class)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct cause_row *row = &rows[i];

		if (row->class == class && span_has(span_of(root->panic_text), row->holds) &&
		    (row->kind == KIND_ANY || row->kind == root->kind->id))
			return row;
	}
	return NULL;
}

static bool is_less(const struct cause *a, const struct cause *b)
{
	if (a->confidence != b->confidence)
		return a->confidence < b->confidence;
	return a->general && !b->general;
}

void cause_offer(struct verdict *v, const struct cause *cause)
{
	unsigned int at = v->cause_count, last;

	while (at && is_less(&v->causes[at - 1], cause))
		at--;
	if (at == LIMIT_CAUSES)
		return;
	last = v->cause_count < LIMIT_CAUSES ? v->cause_count++ : LIMIT_CAUSES - 1;
	memmove(&v->causes[at + 1], &v->causes[at], (last - at) * sizeof(*cause));
	v->causes[at] = *cause;
}

/* The root report is what these rest on. */
static void add_evidence(struct cause *c, const struct event *root)
{
	if (root)
		c->evidence[c->evidence_count++] =
			(struct evidence){root->line_number, root->time_us};
}

static void offer_row(struct verdict *v, const struct cause_row *row)
{
	struct cause c = {.confidence = row->confidence,
			  .general = row->kind == KIND_ANY && !row->holds[0]};

	text_format(c.id, sizeof(c.id), "%s", row->id);
	text_format(c.text, sizeof(c.text), "%s", row->text);
	text_format(c.remedy, sizeof(c.remedy), "%s", row->remedy);
	add_evidence(&c, v->root);
	cause_offer(v, &c);
}

static void offer_suspect(struct verdict *v)
{
	const struct suspect *s = &v->suspect;
	struct cause c = {.id = "module.foreign", .confidence = s->confidence};

	text_format(c.text, sizeof(c.text),
		    "The module %s is no part of this kernel's distribution, and %s.", s->module,
		    s->why);
	text_format(c.remedy, sizeof(c.remedy),
		    "Update or remove %s and see whether the crash returns; report it to whoever "
		    "provides the module.",
		    s->module);
	add_evidence(&c, v->root);
	cause_offer(v, &c);
}

/* A bug that fits so well, on a kernel that is known to lack the fix. */
static void offer_bug(struct verdict *v, const struct known_bug *bug)
{
	struct cause c = {.confidence = bug->confidence};

	text_format(c.id, sizeof(c.id), "known-bug.%s", bug->id);
	text_format(
		c.text, sizeof(c.text),
		"A known bug of the kernel, %s: it crashes in this way, and this kernel lacks the "
		"fix.",
		bug->id);
	text_format(c.remedy, sizeof(c.remedy), "Update the kernel to %s or later.",
		    bug->fixed_in[0] ? bug->fixed_in : "one that has the fix");
	text_format(c.fixed_in, sizeof(c.fixed_in), "%s", bug->fixed_in);
	text_format(c.reference[0], sizeof(c.reference[0]), "https://git.kernel.org/stable/c/%.12s",
		    bug->commit);
	c.kernel_status = KERNEL_AFFECTED;
	add_evidence(&c, v->root);
	cause_offer(v, &c);
}

/* What the value of the pointer says by itself. */
static void offer_hint(struct verdict *v, const struct fault_hint *hint)
{
	struct cause c = {.confidence = (enum confidence)hint->confidence};

	text_format(c.id, sizeof(c.id), "%s", hint->id);
	text_format(c.text, sizeof(c.text), "%s", hint->text);
	text_format(c.remedy, sizeof(c.remedy), "%s", hint->remedy);
	add_evidence(&c, v->root);
	cause_offer(v, &c);
}

/* What stood in the rest of a report that is cut may say otherwise. */
static void cap_confidence(struct verdict *v)
{
	for (unsigned int i = 0; v->root && v->root->cut && i < v->cause_count; i++) {
		if (v->causes[i].confidence > CONFIDENCE_POSSIBLE)
			v->causes[i].confidence = CONFIDENCE_POSSIBLE;
	}
}

/* What is true of every crash of the class says nothing beside a better cause. */
static void drop_general(struct verdict *v)
{
	unsigned int kept = 1;

	for (unsigned int i = 1; i < v->cause_count; i++) {
		if (!v->causes[i].general)
			v->causes[kept++] = v->causes[i];
	}
	v->cause_count = kept;
}

/* Does one of the causes so far name this module already? */
static bool is_named(const struct verdict *v, const char *module)
{
	for (unsigned int i = 0; i < v->cause_count; i++) {
		if (span_has(span_of(v->causes[i].text), module))
			return true;
	}
	return false;
}

static void offer_unknown(struct verdict *v)
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

	offer_row(v, v->root ? &told : v->death ? &silent : &nothing);
}

void causes_find(struct verdict *v)
{
	const struct cause_row *row = v->root ? row_of(v->root, v->class) : NULL;
	const struct fault_hint *hint = v->root ? fault_suggests(&v->fault) : NULL;

	for (unsigned int i = 0; i < v->bugs.count; i++) {
		if (v->bugs.list[i].confidence >= CONFIDENCE_LIKELY)
			offer_bug(v, &v->bugs.list[i]);
	}
	/* A rule that is as sure says the same, and more. */
	if (row && (!v->cause_count || v->causes[0].confidence < row->confidence))
		offer_row(v, row);
	if (v->suspect.module[0] && !is_named(v, v->suspect.module))
		offer_suspect(v);
	if (hint)
		offer_hint(v, hint);
	if (!v->cause_count)
		offer_unknown(v);
	drop_general(v);
	cap_confidence(v);
}
