/* SPDX-License-Identifier: GPL-2.0-or-later */
/* signature - by what the same crash is recognised elsewhere. */
#include <string.h>

#include "base/crc.h"
#include "base/format.h"
#include "event/guilty.h"
#include "verdict/hardware.h"
#include "verdict/verdict.h"

/* What tells crashes of a class apart, besides the class. */
enum recipe {
	FRAMES,	 /* the guilty function and its callers; the message if there is none */
	STUCK,	 /* the same, but where the program counter stood is chance */
	SOURCE,	 /* the file, without the line, and the guilty function */
	MACHINE, /* what the hardware's own record says */
	WORD,	 /* the stage or policy, and an exit code: the stack is always the same */
	NOTHING	 /* nothing does: it came from outside */
};

/* The first row that fits; of classes that have none it is FRAMES, or STUCK where something
 * waits. */
static const struct {
	uint8_t class, recipe;
	const char *holds; /* stands in the message; "" for any */
	const char *word;
} rows[] = {
	{CLASS_BUG_ASSERT, SOURCE, "", ""},
	{CLASS_BUG_WARN, SOURCE, "", ""},
	{CLASS_HW_SERROR, STUCK, "", ""},
	{CLASS_HW_MCE, MACHINE, "", ""},
	{CLASS_HW_MEMORY, MACHINE, "", ""},
	{CLASS_HW_PCIE, MACHINE, "", ""},
	{CLASS_HW_NMI, NOTHING, "", ""},
	{CLASS_HW_THERMAL, NOTHING, "", ""},
	{CLASS_OPERATOR_NMI, NOTHING, "", ""},
	{CLASS_OPERATOR_SYSRQ, NOTHING, "", ""},
	{CLASS_WATCHDOG_PRETIMEOUT, NOTHING, "", ""},
	{CLASS_OOM_POLICY, WORD, "compulsory", "compulsory"},
	{CLASS_OOM_POLICY, WORD, "", "system-wide"},
	{CLASS_OOM_DEADLOCK, WORD, "Memory cgroup", "killed-in-cgroup"},
	{CLASS_OOM_DEADLOCK, WORD, "Kill", "killed"},
	{CLASS_OOM_DEADLOCK, WORD, "", "no-victim"},
	{CLASS_BOOT_ROOTFS, WORD, "unknown-block(0,0)", "no-device"},
	{CLASS_BOOT_ROOTFS, WORD, "", "mount"},
	{CLASS_BOOT_INIT, WORD, "Requested", "requested"},
	{CLASS_BOOT_INIT, WORD, "", "none-found"},
	{CLASS_INIT_KILLED, WORD, "", "init"},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

/* Longer ones are told apart by the hash. */
enum { SUBJECT = 200 };

/* The guilty function; where a damaged report has lost it, what the program counter
 * stood in. */
static const char *function_of(const struct event *e, enum recipe recipe)
{
	bool lost = !e->guilty[0] && e->corrupted && recipe != STUCK;

	return lost ? e->function : e->guilty;
}

static const char *message_of(const struct event *e)
{
	return event_is_panic(e) ? e->panic_text : e->headline;
}

static unsigned int row_of(enum crash_class class, const struct event *e)
{
	unsigned int i = 0;

	while (i < ROWS &&
	       (rows[i].class != class || !span_has(span_of(message_of(e)), rows[i].holds)))
		i++;
	return i;
}

/* --- the subject: the readable part ---------------------------------------------- */

/* What the kernel said, as far as it is the same everywhere. */
static void put_message(struct out *o, const struct event *e)
{
	static const char *const suffixes[] = {".cold", ".constprop", ".isra", ".part"};
	const char *known = event_is_panic(e) ? panic_text(e->panic) : "";
	struct span in = span_of(known[0] ? known : e->title), word;

	span_take_text(&in, "kernel panic: ");
	while (span_take_word(&in, &word)) {
		for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
			word = span_first(word, span_find(word, suffixes[i]));
		out_span(o, word);
		out_char(o, ' ');
	}
}

/* "idr.c:" of "kernel BUG at lib/idr.c:1157!" */
static void put_file(struct out *o, const struct event *e)
{
	struct span in = span_of(e->headline), word, file;

	while (span_take_word(&in, &word)) {
		if (!frame_names_source(word))
			continue;
		span_take_until(&word, ":", &file);
		while (span_take_past(&file, "/"))
			;
		out_span(o, file);
		out_char(o, ':');
		return;
	}
}

static void put_machine(struct out *o, const struct hardware *h)
{
	if (h->check.place.line_number) {
		out_fmt(o, "bank%llu ", (unsigned long long)h->check.bank);
		hardware_print_code(o, h->check.status, h->check.amd);
	} else if (h->firmware.place.line_number) {
		out_fmt(o, "%s %s", h->firmware.section, h->firmware.type);
	} else if (h->bus.place.line_number) {
		out_fmt(o, "%s %s", h->bus.severity, h->bus.layer);
	}
}

/* "exitcode=0x00000009" of init, "(error -2)" of what was asked for as init. */
static void put_exit_code(struct out *o, const struct event *e)
{
	struct span in = span_of(e->panic_text);
	uint64_t code;

	if ((span_take_past(&in, "exitcode=0x") && span_take_hex(&in, &code)) ||
	    (span_take_past(&in, "(error -") && span_take_dec(&in, &code)))
		out_fmt(o, "-%llx", (unsigned long long)code);
}

static void put_subject(struct out *o, const struct event *e, enum recipe recipe, const char *word,
			const struct hardware *h)
{
	switch (recipe) {
	case NOTHING:
		return;
	case MACHINE:
		put_machine(o, h);
		break;
	case WORD:
		out_text(o, word);
		put_exit_code(o, e);
		return;
	case SOURCE:
		put_file(o, e);
		break;
	case FRAMES:
	case STUCK:
		break;
	}
	if (recipe != MACHINE)
		out_text(o, function_of(e, recipe));
	if (!o->len)
		put_message(o, e);
}

/* One word, without '/'. */
static void make_word(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		if (char_is_alnum(*from) || strchr("_.-", *from) ||
		    (*from == ':' && from[1] != ' '))
			*to++ = *from;
		else if (to > text && to[-1] != '-')
			*to++ = '-';
	}
	while (to > text && to[-1] == '-')
		to--;
	if (to == text)
		*to++ = '-';
	*to = '\0';
}

/* --- the hash ------------------------------------------------------------------------ */

static uint32_t add(uint32_t crc, struct span s)
{
	return crc32_of(crc32_of(crc, s), span_of("/"));
}

static struct span name_of(const struct frame *f)
{
	return name_without_syscall(name_stem(span_of(f->symbol)));
}

/* At the top of the stack if the program counter stood in the function, else behind it.
 * One that is nowhere stands for many, and has no callers. */
static unsigned int callers_begin(const struct event *e, const char *function)
{
	unsigned int i = 0;

	if (strcmp(function, e->function) == 0)
		return 0;
	while (i < e->trace.count &&
	       (e->trace.frames[i].guessed || !span_is(name_of(&e->trace.frames[i]), function)))
		i++;
	return i;
}

/* The next two reliable frames that say anything, up to where the kernel was entered. */
static uint32_t add_callers(uint32_t crc, const struct event *e, const char *function,
			    const struct families *families)
{
	struct span last = span_of(function);
	int added = 0;

	for (unsigned int i = callers_begin(e, function); i < e->trace.count && added < 2; i++) {
		const struct frame *f = &e->trace.frames[i];
		struct span name = name_of(f);

		if (f->guessed || f->inlined || f->exception || span_same(name, last) ||
		    families_match(families, name) || name_matches(name, "_return_thunk$"))
			continue;
		if (guilty_is_anchor(families, name))
			break;
		crc = add(crc, name);
		last = name;
		added++;
	}
	return crc;
}

void signature_make(struct verdict *v, const struct events *e)
{
	const struct event *root = v->root;
	unsigned int row = root ? row_of(v->class, root) : ROWS;
	enum recipe recipe = row < ROWS			  ? (enum recipe)rows[row].recipe
			     : class_is_waiting(v->class) ? STUCK
							  : FRAMES;
	const char *function = root && recipe <= SOURCE ? function_of(root, recipe) : "";
	char subject[SUBJECT] = "";
	struct out o;
	uint32_t class, crc;

	out_init(&o, subject, sizeof(subject));
	if (root)
		put_subject(&o, root, recipe, row < ROWS ? rows[row].word : "", &e->hardware);
	make_word(subject);
	class = add(0, span_of(class_name(v->class)));
	crc = add(class, span_of(subject));
	if (recipe <= STUCK && function[0])
		crc = add_callers(crc, root, function, &e->families);
	text_format(v->signature, sizeof(v->signature), "%s/%s/%08x", class_name(v->class), subject,
		    crc);
	text_format(v->signature_coarse, sizeof(v->signature_coarse), "%08x",
		    add(class, span_of(function[0] ? function : subject)));
}
