/* SPDX-License-Identifier: GPL-2.0-or-later */
/* title - the name of a crash, by syzbot's convention. */
#include "event/title.h"

#include <string.h>

#include "base/out.h"

/* --- candidates: the functions of a report, innermost first ----------------- */

struct candidate {
	struct span name; /* stem */
	const char *module;
};

struct candidates {
	struct candidate at[LIMIT_FRAMES + 2];
	unsigned int count;
};

static void add_candidate(struct candidates *list, const struct frame *f)
{
	struct span name = name_stem(span_of(f->symbol));

	if (!f->guessed && name.len && list->count < LIMIT_FRAMES + 2)
		list->at[list->count++] = (struct candidate){name, f->module};
}

static void add_trace(struct candidates *list, const struct trace *t)
{
	for (unsigned int i = 0; i < t->count; i++)
		add_candidate(list, &t->frames[i]);
}

/* The frames of an RCU stall: behind the timer interrupt that noticed it stands
 * the code that was interrupted. */
static void add_interrupted(struct candidates *list, const struct trace *t)
{
	unsigned int i = 0;

	while (i < t->count && !name_matches(span_of(t->frames[i].symbol),
					     "apic_timer_interrupt el1h_64_irq el1_irq"))
		i++;
	for (i = i == t->count ? i : i + 1; i < t->count; i++)
		add_candidate(list, &t->frames[i]);
}

/* Leave out what says nothing. */
static void filter(struct candidates *list, const struct families *f, const char *skip)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < list->count; i++) {
		struct span name = list->at[i].name;

		if (!families_match(f, name) && !name_matches(name, skip))
			list->at[kept++] = list->at[i];
	}
	list->count = kept;
}

/* --- extractors ---------------------------------------------------------------- */

static bool is_anchor(struct span name)
{
#define ANCHOR(words)                                                                              \
	if (name_matches(name, words))                                                             \
		return true;
#include "event/anchors.def"
#undef ANCHOR
	return false;
}

static bool pick_stall(const struct candidates *list, struct candidate *pick)
{
	for (unsigned int i = 0; i < list->count; i++) {
		struct span name = name_without_syscall(list->at[i].name);

		if (!is_anchor(name))
			continue;
		*pick = list->at[i ? i - 1 : 0];
		if (span_has(name, "smp_call_function"))
			*pick = (struct candidate){span_of("smp_call_function"), ""};
		return true;
	}
	return false;
}

static bool pick_hang(const struct candidates *list, struct candidate *pick)
{
	static const char waiting[] = "sched _lock _slowlock down rwsem completion kthread wait "
				      "synchronize context_switch __switch_to cancel_delayed_work "
				      "rcu_barrier";

	for (unsigned int i = 0; i < list->count; i++) {
		*pick = list->at[i];
		if (span_has(pick->name, "rtnl_lock"))
			return true;
		if (!name_matches(pick->name, "synchronize_rcu synchronize_srcu synchronize_net "
					      "synchronize_sched"))
			continue;
		pick->name = span_of("synchronize_rcu");
		return true;
	}
	for (unsigned int i = 0; i < list->count; i++) {
		*pick = list->at[i];
		if (!name_matches(pick->name, waiting))
			return true;
	}
	return false;
}

static bool pick_first(const struct candidates *list, struct candidate *pick)
{
	if (list->count)
		*pick = list->at[0];
	return list->count > 0;
}

/* The function that the headline names: "KASAN: ... in f+0x1/0x2". */
static void add_named(struct candidates *list, const struct event *e, struct frame *storage)
{
	span_copy(storage->symbol, sizeof(storage->symbol), span_of(e->function));
	span_copy(storage->module, sizeof(storage->module), span_of(e->function_module));
	add_candidate(list, storage);
}

static void collect(struct candidates *list, const struct event *e, enum where where,
		    struct frame *storage)
{
	list->count = 0;
	if (where == WHERE_POINTER || where == WHERE_POINTER_TRACE || where == WHERE_STALL)
		add_candidate(list, &e->pointer.frame);
	if (where == WHERE_HEADLINE_TRACE)
		add_named(list, e, storage);
	if (where == WHERE_RCU)
		add_interrupted(list, &e->trace);
	else if (where != WHERE_POINTER)
		add_trace(list, &e->trace);
}

static bool find_guilty(struct event *e, const struct families *f, enum where where,
			const char *skip)
{
	struct candidates list;
	struct candidate pick;
	struct frame storage = {0};
	bool found;

	collect(&list, e, where, &storage);
	filter(&list, f, where == WHERE_RCU ? "rcu apic_timer_interrupt" : skip);
	if (where == WHERE_STALL || where == WHERE_RCU)
		found = pick_stall(&list, &pick);
	else if (where == WHERE_HANG)
		found = pick_hang(&list, &pick);
	else
		found = pick_first(&list, &pick);
	if (!found)
		return false;
	span_copy(e->guilty, sizeof(e->guilty), name_without_syscall(pick.name));
	span_copy(e->guilty_module, sizeof(e->guilty_module), span_of(pick.module));
	return true;
}

/* --- placeholders ----------------------------------------------------------------- */

/* "use-after-free" of "BUG: KASAN: use-after-free in f+0x1/0x2" */
static struct span type_of(struct span headline)
{
	static const char *const tools[] = {"KASAN: ", "KFENCE: ", "KMSAN: ", "UBSAN: "};

	for (size_t i = 0; i < sizeof(tools) / sizeof(tools[0]); i++) {
		size_t at = span_find(headline, tools[i]), end;

		if (at == SPAN_NONE)
			continue;
		headline = span_from(headline, at + strlen(tools[i]));
		end = span_find(headline, " in ");
		headline = span_first(headline, end);
		if (span_is(headline, "Undefined behaviour"))
			return span_of("undefined-behaviour");
		return headline;
	}
	return span_of("");
}

/* "Read" or "Write", from "Read of size 4 at addr ..." below a KASAN headline. */
static const char *access_of(const struct capture *c)
{
	for (unsigned int i = c->head + 1; i < c->count && i < c->head + 5; i++) {
		struct span text = span_trim(capture_text(c, i));

		if (span_starts(text, "Read of size") || span_starts(text, "Read at addr"))
			return "Read";
		if (span_starts(text, "Write of size") || span_starts(text, "Write at addr"))
			return "Write";
	}
	return "";
}

/* "kmalloc-256" of "BUG kmalloc-256(15:94ef8...) (Tainted: P): Poison ..." */
static struct span cache_of(struct span headline)
{
	size_t at = span_find(headline, "BUG ");
	struct span in, name;

	if (at != SPAN_NONE) {
		in = span_from(headline, at + 4);
		if (span_take_until(&in, " (:", &name))
			return name;
	}
	return span_of("a slab cache");
}

static const char *slab_problem(const struct capture *c)
{
	static const char *const problems[][2] = {
		{"Objects remaining", "objects remaining"},
		{"Poison overwritten", "corruption (Poison overwritten)"},
		{"Redzone overwritten", "corruption (Redzone overwritten)"},
		{"padding overwritten", "corruption (padding overwritten)"},
		{"Freepointer corrupt", "corruption (Freepointer corrupt)"},
		{"Object already free", "corruption (Object already free)"},
	};

	for (unsigned int i = c->head; i < c->count && i < c->head + 3; i++) {
		for (size_t j = 0; j < sizeof(problems) / sizeof(problems[0]); j++) {
			if (span_has(capture_text(c, i), problems[j][0]))
				return problems[j][1];
		}
	}
	return "corruption";
}

/* Write the template with its placeholders filled in. */
static void fill_template(struct out *o, const char *template, const struct event *e,
			  const struct capture *c)
{
	struct span in = span_of(template), text, headline = capture_text(c, c->head);

	while (in.len) {
		if (span_take_until(&in, "%{", &text))
			out_span(o, text);
		else if (span_take_text(&in, "%"))
			out_text(o, e->guilty[0] ? e->guilty : "corrupted");
		else if (span_take_text(&in, "{type}"))
			out_span(o, type_of(headline));
		else if (span_take_text(&in, "{access}"))
			out_text(o, access_of(c));
		else if (span_take_text(&in, "{cache}"))
			out_span(o, cache_of(headline));
		else if (span_take_text(&in, "{problem}"))
			out_text(o, slab_problem(c));
		else
			in = span_from(in, 1);
	}
}

/* --- the title -------------------------------------------------------------------- */

/* Reports without a headline get the title that the headline would have given. */
static const char *template_of_rest(const struct event *e, const char *template)
{
	if (strcmp(template, "Oops in %") != 0)
		return template;
	if (e->class == CLASS_FAULT_NULL || e->class == CLASS_OPERATOR_SYSRQ)
		return "BUG: unable to handle kernel NULL pointer dereference in %";
	return "BUG: unable to handle kernel paging request in %";
}

static void mark_corrupted(struct event *e, const char *why)
{
	e->corrupted = true;
	if (!e->corrupted_why)
		e->corrupted_why = why;
}

/* The line from the trigger on, or a panic's message: what syzbot falls back to. */
static void raw_title(const struct event *e, const struct capture *c, char title[LIMIT_TITLE])
{
	char text[1024];
	struct out o;

	out_init(&o, text, sizeof(text));
	if (event_is_panic(e)) {
		out_text(&o, "kernel panic: ");
		out_text(&o, e->panic_text);
	} else {
		out_span(&o, span_first(span_from(capture_text(c, c->head), c->trigger), 900));
	}
	title_normalise(title, (struct span){o.at, o.len});
}

static void template_title(const struct event *e, const struct capture *c, const char *template,
			   char title[LIMIT_TITLE])
{
	char text[1024];
	struct out o;

	out_init(&o, text, sizeof(text));
	fill_template(&o, template, e, c);
	title_normalise(title, (struct span){o.at, o.len});
}

void title_make(struct event *e, const struct capture *c, const struct families *f)
{
	bool panic = event_is_panic(e);
	enum where where = panic ? e->panic->where : e->kind->where;
	const char *skip = panic ? e->panic->skip : e->kind->skip;
	const char *template = panic ? e->panic->title : e->kind->title;
	bool ours = template && template[0] == '*';

	if (where != WHERE_NOWHERE && !find_guilty(e, f, where, skip))
		mark_corrupted(e, "no usable stack frame was printed");
	if (panic && e->panic->wrapper)
		mark_corrupted(e, "the report that led to this panic is missing");
	if (e->kind->role == ROLE_FALLBACK && e->kind->class == CLASS_FAULT_ADDRESS)
		mark_corrupted(e, "the first lines of the report are missing");
	if (template)
		template_title(e, c, template_of_rest(e, template + ours), e->title);
	else
		raw_title(e, c, e->title);
	if (!ours)
		memcpy(e->syzbot_title, e->title, sizeof(e->syzbot_title));
	else if (e->kind->role != ROLE_FALLBACK)
		raw_title(e, c, e->syzbot_title);
}

/* --- normalising --------------------------------------------------------------------- */

/* Everything that differs between two occurrences of one bug has a taker: it
 * removes it from the front of *in and says what stands for it.  before is the
 * character in front of it, '\0' at the start. */
typedef bool take_variable(struct span *in, char before, struct out *o);

/* "syz-executor.3", "syz-executor3/123" */
static bool take_executor(struct span *in, char before, struct out *o)
{
	struct span rest = *in;

	(void)before;
	if (!span_take_text(&rest, "syz-executor"))
		return false;
	while (rest.len && (char_is_digit(rest.at[0]) || strchr("./", rest.at[0])))
		rest = span_from(rest, 1);
	out_text(o, "syz-executor");
	*in = rest;
	return true;
}

/* Six or more hex digits behind something that is no letter or digit.  A word
 * that goes on with letters is none. */
static bool take_address(struct span *in, char before, struct out *o)
{
	struct span rest = *in;
	size_t digits = 0;

	if (!before || char_is_alnum(before))
		return false;
	span_take_text(&rest, "0x");
	while (digits < rest.len && (char_is_digit(rest.at[digits]) ||
				     (rest.at[digits] >= 'a' && rest.at[digits] <= 'f')))
		digits++;
	if (digits < 6)
		return false;
	out_text(o, "ADDR");
	*in = span_from(rest, digits);
	return true;
}

/* ".c:1234", ".c:12:5" */
static bool take_source_line(struct span *in, char before, struct out *o)
{
	struct span rest = *in;
	uint64_t line;

	if (!char_is_alnum(before) || !(span_starts(rest, ":")))
		return false;
	rest = span_from(rest, 1);
	if (!span_take_dec(&rest, &line))
		return false;
	/* Only behind a file's extension: ".c", ".h", ".rs". */
	if (o->len < 3 || (o->at[o->len - 2] != '.' && o->at[o->len - 3] != '.'))
		return false;
	if (span_take_text(&rest, ":") && !span_take_dec(&rest, &line))
		return false;
	out_text(o, ":LINE");
	*in = rest;
	return true;
}

/* "+0x1/0x2" behind a function */
static bool take_offset(struct span *in, char before, struct out *o)
{
	struct span rest = *in;
	uint64_t value;

	(void)o;
	if (!char_is_alnum(before) || !span_take_text(&rest, "+0x") ||
	    !span_take_hex(&rest, &value) || !span_take_text(&rest, "/0x") ||
	    !span_take_hex(&rest, &value))
		return false;
	*in = rest;
	return true;
}

/* "CPU#3" */
static bool take_cpu(struct span *in, char before, struct out *o)
{
	struct span rest = *in;
	uint64_t value;

	(void)before;
	if (!span_take_text(&rest, "CPU#") || !span_take_dec(&rest, &value))
		return false;
	out_text(o, "CPU");
	*in = rest;
	return true;
}

/* A decimal number that stands alone, or one of seven digits anywhere. */
static bool take_number(struct span *in, char before, struct out *o)
{
	struct span rest = *in;
	size_t digits = 0;
	bool alone;

	while (digits < rest.len && char_is_digit(rest.at[digits]))
		digits++;
	rest = span_from(rest, digits);
	alone = before && !char_is_alnum(before) && before != '_' &&
		(!rest.len || !(char_is_alnum(rest.at[0]) || rest.at[0] == '_'));
	if (!digits || char_is_digit(before) || !(alone || digits >= 7))
		return false;
	out_text(o, "NUM");
	*in = rest;
	return true;
}

static take_variable *const takers[] = {
	take_executor, take_address, take_source_line, take_offset, take_cpu, take_number,
};

/* One plain character: blanks are folded, control and 8-bit bytes left out. */
static void copy_plain(struct out *o, char c)
{
	if (c == '\t')
		c = ' ';
	if (c < ' ' || c > '~' || (c == ' ' && (!o->len || o->at[o->len - 1] == ' ')))
		return;
	out_char(o, c);
}

void title_normalise(char title[LIMIT_TITLE], struct span text)
{
	char buffer[1200], before = '\0';
	struct out o;

	out_init(&o, buffer, sizeof(buffer));
	while (text.len) {
		struct span rest = text;
		bool taken = false;

		for (size_t i = 0; !taken && i < sizeof(takers) / sizeof(takers[0]); i++)
			taken = takers[i](&rest, before, &o);
		if (!taken) {
			copy_plain(&o, text.at[0]);
			rest = span_from(text, 1);
		}
		before = rest.at[-1];
		text = rest;
	}
	span_copy(title, LIMIT_TITLE, span_trim((struct span){o.at, o.len}));
	span_copy(title, LIMIT_TITLE, span_trim(span_of(title)));
}
