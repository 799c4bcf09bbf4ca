/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule - known causes as text: which of them fit this crash. */
#include "verdict/rule.h"

#include <assert.h>
#include <stdarg.h>

#include "base/format.h"
#include "base/out.h"

/* What a key's value is. */
enum value_kind {
	CONDITION, /* must hold */
	CONTRARY,  /* must not */
	TEXT,	   /* is kept */
	SETTING,   /* is read */
	SAMPLE	   /* names the lines below it, which only the tests read */
};

struct rule_key {
	const char *name;
	uint8_t len;
	uint8_t kind;
	uint8_t most;	/* how often it may be given */
	uint8_t weight; /* of a condition in the ranking; 0: it makes no rule alone */
	/* A condition: is the value one, and does it hold?  NULL: every text is one. */
	bool (*valid)(struct span value);
	bool (*holds)(struct rule_crash *c, struct span value);
	/* A text: where it is kept. */
	uint16_t at, size;
	/* A setting. */
	bool (*take)(struct rules *r, struct span value, struct error *e);
};

/* --- faults ----------------------------------------------------------------------- */

/* Is the rule of this number read to its end, though a condition failed? */
static bool is_checked(const struct rules *r, unsigned int number)
{
	return !r->verdict || number <= r->last_checked;
}

static bool is_checking(const struct rules *r)
{
	return is_checked(r, r->read);
}

static void pass_over(struct rules *r)
{
	r->key = NULL;
	r->state = RULES_PASSING;
	r->line_begins = true;
}

/* Tell of a fault; the rest of the rule, or what stands outside of one, is passed over. */
static void __attribute__((format(printf, 3, 4)))
faulty(struct rules *r, uint64_t line, const char *format, ...)
{
	char text[sizeof(((struct error *)NULL)->text)];
	struct error e;
	va_list args;

	va_start(args, format);
	text_vformat(text, sizeof(text), format, args);
	va_end(args);
	span_copy(e.text, sizeof(e.text), span_of(text)); /* foreign bytes may be in it */
	error_prefix(&e, "%s:%llu", r->file, (unsigned long long)line);
	r->faults++;
	r->take_fault(r->context, &e);
	pass_over(r);
}

/* --- settings --------------------------------------------------------------------- */

static bool take_confidence(struct rules *r, struct span value, struct error *e)
{
	for (int c = CONFIDENCE_POSSIBLE; c <= CONFIDENCE_CERTAIN; c++) {
		if (span_is(value, confidence_name((enum confidence)c))) {
			r->rule.cause.confidence = (enum confidence)c;
			return true;
		}
	}
	error_set(e, "confidence is certain, likely or possible");
	return false;
}

static bool take_fix(struct rules *r, struct span value, struct error *e)
{
	struct release fix;
	char *text = r->rule.fixed_in[r->rule.fixes];

	if (value.len >= sizeof(r->rule.fixed_in[0]) || !release_parse_version(&fix, value)) {
		error_set(e, "fixed-in wants a release, perhaps behind its stream: "
			     "\"ubuntu 5.4.0-123.139\"");
		return false;
	}
	if (!r->rule.failed)
		span_copy(text, sizeof(r->rule.fixed_in[0]), value);
	r->rule.fixes++;
	return true;
}

/* "from A until B", either of which may be missing.  The rest stays in *s. */
static bool take_range(struct span *s, const struct release *running, enum fix_status *status)
{
	struct release from, until;
	struct span part = *s;
	size_t at = span_find(part, "until ");
	bool has_until = at != SPAN_NONE, has_from = span_take_text(&part, "from ");

	if (has_from &&
	    !release_parse_version(&from, span_trim(span_first(part, span_find(part, "until ")))))
		return false;
	if (has_until && !release_parse_version(&until, span_trim(span_from(*s, at + 6))))
		return false;
	if ((!has_from && at != 0) ||
	    (has_from && has_until && !release_same_stream(&from, &until)))
		return false;
	*status = release_range_status(running, has_from ? &from : NULL, has_until ? &until : NULL);
	return true;
}

static bool take_affected(struct rules *r, struct span value, struct error *e)
{
	struct rule *rule = &r->rule;
	enum fix_status status;

	if (!take_range(&value, &r->running, &status)) {
		error_set(e, "affected wants \"until RELEASE\" or \"from RELEASE until "
			     "RELEASE\", of one stream");
		return false;
	}
	/* In one of several ranges is enough. */
	if (rule->range == RELEASE_UNKNOWN || status == RELEASE_AFFECTED)
		rule->range = status;
	rule->ranges++;
	return true;
}

static bool take_hotfix(struct rules *r, struct span value, struct error *e)
{
	struct rule *rule = &r->rule;
	size_t colon = span_find(value, ": ");
	struct span range = span_first(value, colon);
	struct span command =
		span_trim(span_from(value, colon == SPAN_NONE ? value.len : colon + 2));
	enum fix_status status;

	if (!command.len || command.len >= sizeof(rule->hotfix) ||
	    !take_range(&range, &r->running, &status)) {
		error_set(e,
			  "hotfix wants \"from RELEASE until RELEASE: command\" of at most "
			  "%d bytes",
			  LIMIT_TEXT - 1);
		return false;
	}
	if (status == RELEASE_AFFECTED && !rule->failed)
		span_copy(rule->hotfix, sizeof(rule->hotfix), command);
	return true;
}

/* --- the keys --------------------------------------------------------------------- */

/* A rule that demands no more than a class is general: it fits every crash of it. */
enum { CLASS_WEIGHT = 1 };

/* clang-format off */
#define NAME(name) name, sizeof(name) - 1
#define IF(name, weight, valid, what)      {NAME(name), CONDITION, 255, weight, valid, rule_##what, 0, 0, NULL}
#define UNLESS(name, valid, what)          {NAME(name), CONTRARY, 255, 0, valid, rule_##what, 0, 0, NULL}
#define KEEP(name, most, field, size)      {NAME(name), TEXT, most, 0, NULL, NULL, offsetof(struct cause, field), size, NULL}
#define SET(name, most, take)              {NAME(name), SETTING, most, 0, NULL, NULL, 0, 0, take}

/* The more often a key is used, the nearer to the front. */
static const struct rule_key keys[] = {
	IF("class", CLASS_WEIGHT, rule_valid_class, class),
	IF("function", 4, NULL, function),
	IF("title", 2, NULL, title),
	IF("trace", 4, NULL, trace),
	KEEP("cause", 1, text, LIMIT_CAUSE_TEXT),
	KEEP("remedy", 1, remedy, LIMIT_CAUSE_TEXT),
	{NAME("sample"), SAMPLE, 255, 0, NULL, NULL, 0, 0, NULL},
	{NAME("no-sample"), SAMPLE, 255, 0, NULL, NULL, 0, 0, NULL},
	IF("line", 4, NULL, line),
	IF("module", 4, NULL, module),
	IF("process", 2, NULL, process),
	IF("before", 2, rule_valid_before, before),
	SET("confidence", 1, take_confidence),
	KEEP("confirm", 1, confirm, LIMIT_CAUSE_TEXT),
	KEEP("prevent", 1, prevent, LIMIT_CAUSE_TEXT),
	KEEP("command", LIMIT_CAUSE_LINES, command, LIMIT_TEXT),
	KEEP("reference", LIMIT_CAUSE_LINES, reference, LIMIT_TEXT),
	SET("fixed-in", LIMIT_RULE_FIXES, take_fix),
	SET("affected", 255, take_affected),
	SET("hotfix", 255, take_hotfix),
	IF("release", 0, rule_valid_release, release),
	IF("arch", 0, NULL, arch),
	IF("loaded", 0, NULL, loaded),
	IF("unloaded", 2, NULL, unloaded),
	UNLESS("not-line", NULL, line),
	UNLESS("not-before", rule_valid_before, before),
	UNLESS("not-module", NULL, module),
};
/* clang-format on */

enum { KEYS = sizeof(keys) / sizeof(keys[0]) };

static_assert(KEYS <= sizeof(((struct rule *)NULL)->given), "a count for each key");

static const struct rule_key *key_of(struct span name)
{
	for (int i = 0; i < KEYS; i++) {
		if (keys[i].len == name.len && memcmp(keys[i].name, name.at, name.len) == 0)
			return &keys[i];
	}
	return NULL;
}

/* --- values ----------------------------------------------------------------------- */

/* Take the next of the alternatives "a | b | c"; false if there is none left. */
static bool take_alternative(struct span *s, struct span *alternative)
{
	size_t bar = span_find(*s, " | ");

	if (!s->len)
		return false;
	*alternative = span_trim(span_first(*s, bar));
	*s = span_from(*s, bar == SPAN_NONE ? s->len : bar + 3);
	return true;
}

static bool any_holds(struct rules *r, const struct rule_key *key, struct span value)
{
	struct span alternative;

	while (take_alternative(&value, &alternative)) {
		if (key->holds(&r->crash, alternative))
			return true;
	}
	return false;
}

static void check_condition(struct rules *r, const struct rule_key *key, struct span value)
{
	struct span alternative;

	while (take_alternative(&value, &alternative)) {
		if (alternative.len && (!key->valid || key->valid(alternative)))
			continue;
		faulty(r, r->value_line, "%s cannot be \"%.*s\"; the rule is skipped", key->name,
		       (int)alternative.len, alternative.at);
		return;
	}
}

static void take_condition(struct rules *r, const struct rule_key *key, struct span value)
{
	if (r->verdict && !r->rule.failed)
		r->rule.failed = any_holds(r, key, value) != (key->kind == CONDITION);
	r->rule.weight += key->weight;
	if (!r->rule.failed || is_checking(r))
		check_condition(r, key, value);
	else
		pass_over(r);
}

static void take_text(struct rules *r, const struct rule_key *key, struct span value)
{
	size_t slot = r->rule.given[key - keys] - 1u;

	if (value.len >= key->size)
		faulty(r, r->value_line, "%s has %zu bytes, %d are kept; the rule is skipped",
		       key->name, value.len, key->size - 1);
	else if (!r->rule.failed)
		span_copy((char *)&r->rule.cause + key->at + slot * key->size, key->size, value);
}

static void take_setting(struct rules *r, const struct rule_key *key, struct span value)
{
	struct error e;

	if (!key->take(r, value, &e))
		faulty(r, r->value_line, "%s; the rule is skipped", e.text);
}

/* The value that was being read is whole. */
static void end_value(struct rules *r)
{
	const struct rule_key *key = r->key;
	struct span value = {r->value, r->value_len};

	r->key = NULL;
	if (!key)
		return;
	r->rule.sample = key->kind == SAMPLE;
	if (!value.len)
		faulty(r, r->value_line, "%s has no value; the rule is skipped", key->name);
	else if (r->rule.given[key - keys]++ >= key->most)
		faulty(r, r->value_line, "%s is given more than %d times; the rule is skipped",
		       key->name, key->most);
	else if (key->kind == CONDITION || key->kind == CONTRARY)
		take_condition(r, key, value);
	else if (key->kind == TEXT)
		take_text(r, key, value);
	else if (key->kind == SETTING)
		take_setting(r, key, value);
}

static void add_to_value(struct rules *r, struct span text)
{
	if (text.len >= sizeof(r->value) - r->value_len) {
		faulty(r, r->line_number, "%s is longer than %d bytes; the rule is skipped",
		       r->key->name, LIMIT_RULE_VALUE - 1);
		return;
	}
	if (text.len)
		memcpy(r->value + r->value_len, text.at, text.len);
	r->value_len += text.len;
}

static void continue_value(struct rules *r, struct span text)
{
	if (!r->key) {
		faulty(r, r->line_number,
		       "this line continues nothing: a value goes on right below its key; "
		       "the rule is skipped");
		return;
	}
	add_to_value(r, (struct span){" ", 1});
	if (r->key)
		add_to_value(r, text);
}

static void begin_value(struct rules *r, struct span line)
{
	size_t colon = span_find(line, ":");
	struct span name = span_first(line, colon);

	r->key = colon == SPAN_NONE ? NULL : key_of(name);
	if (!r->key) {
		faulty(r, r->line_number,
		       colon == SPAN_NONE ? "a line must be \"key: value\", not \"%.*s\"; "
					    "the rule is skipped"
					  : "unknown key \"%.*s\"; the rule is skipped",
		       (int)(name.len < 40 ? name.len : 40), name.at);
		return;
	}
	r->value_len = 0;
	r->value_line = r->line_number;
	add_to_value(r, span_trim(span_from(line, colon + 1)));
}

/* --- rules ------------------------------------------------------------------------ */

/* Is it the first rule of this name? */
static bool is_new_name(struct rules *r, struct span name)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */
	unsigned int slot;

	for (size_t i = 0; i < name.len; i++)
		hash = (hash ^ (unsigned char)name.at[i]) * 1099511628211u;
	hash |= !hash;
	/* A quarter stays free, or looking for a name that is not there would be long. */
	for (slot = (unsigned int)hash; r->names[slot % LIMIT_RULE_NAMES]; slot++) {
		if (r->names[slot % LIMIT_RULE_NAMES] == hash)
			return false;
	}
	if (r->name_count < LIMIT_RULE_NAMES / 4 * 3) {
		r->names[slot % LIMIT_RULE_NAMES] = hash;
		r->name_count++;
	}
	return true;
}

/* Take a rule's name, or a class, from the front of *s. */
static bool take_name(struct span *s, struct span *name)
{
	size_t n = 0;

	for (; n < s->len; n++) {
		char c = s->at[n];

		if ((c < 'a' || c > 'z') && !char_is_digit(c) && c != '.' && c != '-')
			break;
	}
	*name = span_first(*s, n);
	*s = span_from(*s, n);
	return n && n < LIMIT_CAUSE_ID;
}

/* "[name]" */
static void begin_rule(struct rules *r, struct span line)
{
	struct rule *rule = &r->rule;
	struct span in = span_from(span_trim(line), 1), name;

	/* Its texts are emptied when it turns out to match. */
	memset(rule, 0, offsetof(struct rule, fixed_in));
	rule->hotfix[0] = '\0';
	rule->line_number = r->line_number;
	rule->cause.confidence = CONFIDENCE_LIKELY;
	r->crash.evidence_count = 0;
	r->state = RULES_INSIDE;
	r->read++;
	if (!take_name(&in, &name) || !span_is(in, "]"))
		faulty(r, r->line_number,
		       "a rule begins with its name in brackets, at most %d lower case letters, "
		       "digits, dots and hyphens; the rule is skipped",
		       LIMIT_CAUSE_ID - 1);
	else if (is_checking(r) && !is_new_name(r, name))
		faulty(r, r->line_number, "there is a rule [%.*s] already; this one is skipped",
		       (int)name.len, name.at);
	else
		span_copy(rule->cause.id, sizeof(rule->cause.id), name);
}

static unsigned int times_given(const struct rule *rule, const char *name)
{
	return rule->given[key_of(span_of(name)) - keys];
}

/* What nothing but the whole rule tells. */
static const char *fault_of_whole(const struct rules *r)
{
	if (!r->rule.weight)
		return "has no condition that may stand alone, such as class or function";
	if (!times_given(&r->rule, "cause"))
		return "has no cause";
	if (!times_given(&r->rule, "remedy"))
		return "has no remedy";
	return NULL;
}

/* The releases that tell of the running kernel, or where none does, all. */
static void list_fixes(struct rule *rule, const struct release *running,
		       const struct release *fixes)
{
	bool own = rule->cause.kernel_status != KERNEL_UNKNOWN;
	struct out o;

	out_init(&o, rule->cause.fixed_in, sizeof(rule->cause.fixed_in));
	for (unsigned int i = 0; i < rule->fixes; i++) {
		if (!own || release_same_stream(running, &fixes[i]))
			out_fmt(&o, "%s%s", o.len ? ", " : "", rule->fixed_in[i]);
	}
	/* The fix is in what this kernel is made of. */
	for (unsigned int i = 0; !o.len && i < rule->fixes; i++)
		out_fmt(&o, "%s%s", o.len ? ", " : "", rule->fixed_in[i]);
}

/* What fixes and ranges together say of the running kernel. */
static enum kernel_status status_of(enum fix_status fix, enum fix_status range)
{
	if (fix == RELEASE_FIXED || range == RELEASE_FIXED)
		return KERNEL_FIXED;
	if (fix == RELEASE_AFFECTED || range == RELEASE_AFFECTED)
		return KERNEL_AFFECTED;
	return KERNEL_UNKNOWN;
}

static void find_status(struct rule *rule, const struct release *running)
{
	struct release fixes[LIMIT_RULE_FIXES];
	enum fix_status fix;

	for (unsigned int i = 0; i < rule->fixes; i++)
		release_parse_version(&fixes[i], span_of(rule->fixed_in[i]));
	rule->cause.kernel_status = KERNEL_NONE;
	rule->cause.fixed_in[0] = '\0';
	if (!rule->fixes && !rule->ranges)
		return;
	fix = release_fix_status(running, fixes, rule->fixes, NULL);
	rule->cause.kernel_status = status_of(fix, rule->range);
	list_fixes(rule, running, fixes);
}

/* Does the rule come before the one that is kept at this place? */
static bool ranks_before(const struct rules *r, unsigned int place)
{
	const struct cause *a = &r->rule.cause, *b = &r->verdict->causes[place];
	bool a_fixed = a->kernel_status == KERNEL_FIXED;
	bool b_fixed = b->kernel_status == KERNEL_FIXED;

	if (a_fixed != b_fixed)
		return b_fixed;
	if (a->confidence != b->confidence)
		return a->confidence > b->confidence;
	return r->rule.weight > r->weights[place];
}

static bool is_kept(const struct verdict *v, const char *id)
{
	for (unsigned int i = 0; i < v->cause_count; i++) {
		if (strcmp(v->causes[i].id, id) == 0)
			return true;
	}
	return false;
}

static void keep(struct rules *r)
{
	struct verdict *v = r->verdict;
	unsigned int i = v->cause_count;

	r->rule.cause.general = r->rule.weight <= CLASS_WEIGHT;
	if (is_kept(v, r->rule.cause.id) || (i == LIMIT_CAUSES && !ranks_before(r, --i)))
		return;
	for (; i > 0 && ranks_before(r, i - 1); i--) {
		v->causes[i] = v->causes[i - 1];
		r->weights[i] = r->weights[i - 1];
	}
	v->causes[i] = r->rule.cause;
	r->weights[i] = r->rule.weight;
	if (v->cause_count < LIMIT_CAUSES)
		v->cause_count++;
}

/* What it does not give is another rule's. */
static void empty_texts(struct rule *rule)
{
	for (const struct rule_key *key = keys; key < keys + KEYS; key++) {
		char *texts = (char *)&rule->cause + key->at;

		for (int i = rule->given[key - keys]; key->kind == TEXT && i < key->most; i++)
			texts[i * key->size] = '\0';
	}
}

/* The live patch is one more command, the last one if there are many. */
static void add_hotfix(struct rule *rule)
{
	unsigned int i = times_given(rule, "command");

	if (i == LIMIT_CAUSE_LINES)
		i--;
	if (rule->hotfix[0])
		memcpy(rule->cause.command[i], rule->hotfix, sizeof(rule->hotfix));
}

/* All conditions hold: what was not known before about the cause. */
static void complete(struct rules *r)
{
	const struct event *root = r->verdict->root;
	struct cause *cause = &r->rule.cause;

	empty_texts(&r->rule);
	add_hotfix(&r->rule);
	find_status(&r->rule, &r->running);
	/* What stood in the rest of the report may say otherwise. */
	if (root->cut || cause->kernel_status == KERNEL_FIXED)
		cause->confidence = CONFIDENCE_POSSIBLE;
	cause->evidence[0] = (struct evidence){root->line_number, root->time_us};
	memcpy(cause->evidence + 1, r->crash.evidence, sizeof(r->crash.evidence));
	cause->evidence_count = 1 + r->crash.evidence_count;
}

static void end_rule(struct rules *r)
{
	struct rule *rule = &r->rule;
	const char *fault;

	end_value(r);
	if (r->state != RULES_INSIDE)
		return;
	fault = fault_of_whole(r);
	if (fault) {
		faulty(r, rule->line_number, "[%s] %s; the rule is skipped", rule->cause.id, fault);
	} else if (r->verdict && !rule->failed) {
		complete(r);
		keep(r);
	}
}

/* --- lines ------------------------------------------------------------------------ */

static void take_text_line(struct rules *r, struct span line)
{
	end_value(r);
	if (r->state == RULES_PASSING)
		return;
	if (span_find_bytes(line, "", 1) != SPAN_NONE) {
		faulty(r, r->line_number,
		       "a NUL byte: this is no text; the rest of the file is skipped");
		r->dead = true;
	} else if (r->state == RULES_INSIDE)
		begin_value(r, line);
	else
		faulty(r, r->line_number,
		       "text before the first [name]; what follows up to one is skipped");
}

static void take_sample_line(struct rules *r)
{
	end_value(r);
	if (r->state != RULES_PASSING && !r->rule.sample)
		faulty(r, r->line_number,
		       "a line of a sample without \"sample:\" above it; the "
		       "rule is skipped");
}

static void take_line(struct rules *r, struct span line, bool too_long)
{
	char first = line.len ? line.at[0] : '\0';

	if (first == '|') {
		take_sample_line(r);
	} else if (too_long) {
		faulty(r, r->line_number, "a line of more than %d bytes; the rule is skipped",
		       LIMIT_RULE_LINE - 1);
	} else if (first == '[') {
		end_rule(r);
		begin_rule(r, line);
	} else if (first == '#' || !span_trim(line).len) {
		end_value(r);
	} else if (first == ' ' || first == '\t') {
		continue_value(r, span_trim(line));
	} else {
		take_text_line(r, line);
	}
}

/* --- pieces ----------------------------------------------------------------------- */

/* Is this the beginning of a rule for one other class,
 *
 *	[name]
 *	class: fault.divide
 *
 * whole and in its simplest form?  Most rules are, and need not be read otherwise. */
static bool is_other_class(const struct rules *r, struct span text)
{
	const char *class = r->verdict ? class_name(r->verdict->class) : "";
	struct span name, value;

	text = span_from(text, 1);
	if (!take_name(&text, &name) || !span_take_text(&text, "]\nclass:"))
		return false;
	span_take_blanks(&text);
	if (!take_name(&text, &value) || !span_take_text(&text, "\n"))
		return false;
	return text.len && text.at[0] > ' ' && !span_is(value, class);
}

/* To the next line that begins a rule. */
static void pass(struct rules *r, struct span *piece)
{
	size_t at = 0;

	if (!r->line_begins || piece->at[0] != '[')
		at = span_find_line(*piece, '[', &r->line_number);
	r->line_begins = at == SPAN_NONE && piece->at[piece->len - 1] == '\n';
	*piece = span_from(*piece, at);
	if (at == SPAN_NONE)
		return;
	if (!is_checked(r, r->read + 1) && is_other_class(r, *piece))
		r->read++;
	else
		r->state = RULES_OUTSIDE;
}

/* The part of a line that its own piece holds. */
static void hold(struct rules *r, struct span part)
{
	size_t room = sizeof(r->line) - r->line_len;

	part = span_first(part, room);
	if (part.len)
		memcpy(r->line + r->line_len, part.at, part.len);
	r->line_len += part.len;
}

static void end_line(struct rules *r, struct span line)
{
	r->line_number++;
	r->line_len = 0;
	take_line(r, span_first(line, LIMIT_RULE_LINE), line.len >= LIMIT_RULE_LINE);
}

static void read_line(struct rules *r, struct span *piece)
{
	size_t end = span_find_bytes(*piece, "\n", 1);
	struct span line = span_first(*piece, end);

	*piece = span_from(*piece, line.len + 1);
	if (end != SPAN_NONE && !r->line_len) {
		end_line(r, line);
		return;
	}
	hold(r, line);
	if (end != SPAN_NONE)
		end_line(r, (struct span){r->line, r->line_len});
}

void rules_begin(struct rules *r, struct verdict *v, const struct events *e,
		 rule_fault_taker *take_fault, void *context)
{
	memset(r, 0, sizeof(*r));
	r->verdict = v;
	r->take_fault = take_fault;
	r->context = context;
	r->crash.verdict = v;
	r->crash.events = e;
	if (v) {
		r->running = v->kernel;
		v->cause_count = 0;
	}
}

void rules_open(struct rules *r, const char *file, bool check)
{
	r->file = file;
	r->line_number = 0;
	r->last_checked = check ? r->read + LIMIT_RULES_CHECKED : 0;
	r->dead = false;
	r->state = RULES_OUTSIDE;
}

void rules_push(struct rules *r, struct span piece)
{
	while (piece.len && !r->dead) {
		if (r->state == RULES_PASSING)
			pass(r, &piece);
		else
			read_line(r, &piece);
	}
}

void rules_close(struct rules *r)
{
	if (r->line_len)
		end_line(r, (struct span){r->line, r->line_len});
	if (!r->dead)
		end_rule(r);
	r->key = NULL;
	r->line_len = 0;
}
