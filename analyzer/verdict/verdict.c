/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verdict - what the events mean. */
#include "verdict/verdict.h"

#include <string.h>

const char *confidence_name(enum confidence c)
{
	static const char *const names[] = {"unknown", "possible", "likely", "certain"};

	return names[c];
}

const char *confidence_meaning(enum confidence c)
{
	static const char *const meanings[] = {
		"nothing in the log points to a cause",
		"something points to it, nothing proves it",
		"the log fits this and hardly anything else",
		"the kernel itself said so",
	};
	return meanings[c];
}

const char *kernel_status_name(enum kernel_status s)
{
	static const char *const names[] = {NULL, "affected", "fixed", "unknown"};

	return names[s];
}

/* The root report, or where it does not name the kernel, another of its boot. */
static const struct event *kernel_teller(const struct event *root, const struct events *e)
{
	for (unsigned int i = 0; root && !root->who.release[0] && i < e->count; i++) {
		if (e->list[i].boot == root->boot && e->list[i].who.release[0])
			return &e->list[i];
	}
	return root;
}

/* The report's own words come first: the log may span several boots. */
static void find_kernel(struct verdict *v, const struct events *e, const struct circumstances *c)
{
	const struct event *teller = kernel_teller(v->root, e);
	const struct identity *who = teller ? &teller->who : NULL;
	const struct machine *m = &e->machine;
	bool own = who && who->release[0] && (teller == v->root || !m->release[0]);
	bool other = own && m->release[0] && strcmp(who->release, m->release) != 0;

	v->release = own ? who->release : m->release;
	if (!v->release[0] && c->release)
		v->release = c->release;
	/* An oops prints only "#1" where the banner has the package's version; but the
	 * banner may be that of a later boot, with another kernel. */
	v->build = own && (other || !m->build[0]) ? who->build : m->build;
	if (!v->build[0] && c->version)
		v->build = c->version;
	v->hardware = who && who->hardware[0] ? who->hardware : m->hardware;
	v->arch = v->root ? v->root->arch : NULL;
	if (!v->arch && teller)
		v->arch = teller->arch;
	if (!v->arch)
		v->arch = arch_of_release(v->release);
	release_parse(&v->kernel, span_of(v->release), span_of(v->build));
	v->distribution = v->kernel.of;
	v->no_processors = c->processors && !c->processors->count;
	v->nameless = c->nameless;
}

/* "NMI: Not continuing" ends every NMI that nothing handled; the line before it
 * tells whether the hardware gave a reason. */
static enum crash_class class_of_nmi(const struct event *root, const struct events *e)
{
	for (unsigned int i = e->note_count; i-- > 0;) {
		const struct note *n = &e->notes[i];

		if (n->line_number > root->line_number)
			continue;
		if (n->kind->id == KIND_note_nmi_serr || n->kind->id == KIND_note_nmi_iock)
			return n->kind->class;
		if (n->kind->id == KIND_note_nmi)
			break;
	}
	return root->class;
}

/* "Fatal hardware error!" ends whatever the firmware reports; its record tells what
 * it was. */
static enum crash_class class_of_hardware(const struct event *root, const struct hardware *h)
{
	const struct firmware_error *f = &h->firmware;
	struct span section = span_of(f->section);

	if (!f->place.line_number || f->previous || f->place.line_number > root->line_number)
		return root->class;
	if (span_has(section, "memory"))
		return CLASS_HW_MEMORY;
	return span_has(section, "PCIe") ? CLASS_HW_PCIE : root->class;
}

static enum crash_class class_of(const struct event *root, const struct events *e)
{
	switch (root->class) {
	case CLASS_OPERATOR_NMI:
		return class_of_nmi(root, e);
	case CLASS_HW_MCE:
		return class_of_hardware(root, &e->hardware);
	default:
		return root->class;
	}
}

void verdict_make(struct verdict *v, const struct events *e, const struct circumstances *c)
{
	memset(v, 0, sizeof(*v));
	v->root = root_find(e, &v->last);
	v->told = v->last && (event_stops_machine(v->last) || event_is_oops(v->last));
	v->death = v->told || circumstances_prove_death(c);
	v->class = v->root ? class_of(v->root, e) : CLASS_UNKNOWN;
	v->summary =
		v->root || v->death ? class_what(v->class) : "No crash is told of in this log.";
	v->time_us = v->last ? v->last->time_us : LINE_NO_TIME;
	if (v->root) {
		suspect_find(&v->suspect, v->root);
		fault_find(&v->fault, v->root);
	}
	find_kernel(v, e, c);
	signature_make(v, e);
	verdict_conclude(v, e);
}

void verdict_conclude(struct verdict *v, const struct events *e)
{
	causes_find(v);
	v->missing_count = 0;
	missing_find(v, e);
}
