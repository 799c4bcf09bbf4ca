/* SPDX-License-Identifier: GPL-2.0-or-later */
/* demangle - readable names of functions written in Rust and C++. */
#include "event/demangle.h"

#include "base/limits.h"
#include "base/out.h"

/* As much of the text as fits, printable ASCII. */
static void put(struct out *o, struct span text)
{
	for (size_t i = 0; i < text.len && !o->lost; i++)
		out_char(o, text.at[i] >= ' ' && text.at[i] <= '~' ? text.at[i] : '?');
}

/* The next character, '\0' at the end. */
static char take_char(struct span *in)
{
	char c = in->len ? in->at[0] : '\0';

	*in = span_from(*in, 1);
	return c;
}

static bool take(struct span *in, char c)
{
	if (!in->len || in->at[0] != c)
		return false;
	take_char(in);
	return true;
}

/* "7Process": as many bytes as the number says, which has no leading zero. */
static bool take_name(struct span *in, char separator, struct span *name)
{
	struct span rest = *in;
	uint64_t len = 0;

	if (!take(&rest, '0') && !span_take_dec(&rest, &len))
		return false;
	if (separator)
		take(&rest, separator);
	if (len > rest.len)
		return false;
	*name = span_first(rest, (size_t)len);
	*in = span_from(rest, (size_t)len);
	return true;
}

/* --- Rust v0 ------------------------------------------------------------------ */

struct production {
	char tag;
	const char *text;
};

static const struct production paths[] = {
#define PATH(tag, text) {tag, text},
#define TYPE(tag, text)
#include "event/demangle.def"
#undef PATH
#undef TYPE
	{0},
};

static const struct production types[] = {
#define PATH(tag, text)
#define TYPE(tag, text) {tag, text},
#include "event/demangle.def"
#undef PATH
#undef TYPE
	{0},
};

/* A production that is being written; those within it stand above it. */
struct level {
	const char *text;   /* what is still to come */
	size_t back;	    /* where reading goes on behind it, 0: where it stopped */
	uint8_t lifetimes;  /* that the for<> around it name */
	uint8_t own;	    /* that its own for<> names */
	uint8_t items;	    /* of its list: 0, 1, 2 for more */
	char namespace;	    /* of the last name of a path */
	bool value, silent; /* it names a function, not a type; it is not written */
};

struct v0 {
	struct span symbol, in; /* behind "_R"; what is left of it */
	struct out *o;
	struct level level[LIMIT_MANGLED_DEPTH];
	unsigned int depth;
	bool failed;
};

static void write_span(struct v0 *v, const struct level *l, struct span text)
{
	if (!l->silent)
		put(v->o, text);
}

static void write_text(struct v0 *v, const struct level *l, const char *text)
{
	write_span(v, l, span_of(text));
}

static void write_number(struct v0 *v, const struct level *l, uint64_t number)
{
	if (!l->silent)
		out_fmt(v->o, "%llu", (unsigned long long)number);
}

static struct level *enter(struct v0 *v, const struct level *around, const char *text)
{
	struct level *l = &v->level[v->depth];

	if (v->depth == LIMIT_MANGLED_DEPTH) {
		v->failed = true;
		return l - 1;
	}
	*l = *around;
	l->text = text;
	l->back = 0;
	l->own = l->items = 0;
	v->depth++;
	return l;
}

/* A number in digits 0-9 a-z A-Z up to '_': "_" is 0, "0_" is 1. */
static uint64_t take_base62(struct v0 *v)
{
	uint64_t value = 0;

	if (take(&v->in, '_'))
		return 0;
	for (char c; (c = take_char(&v->in)) != '_';) {
		int digit = char_is_digit(c) ? c - '0' : c >= 'a' ? c - 'a' + 10 : c - 'A' + 36;

		if (!char_is_alnum(c) || value > UINT64_MAX / 62 - 1) {
			v->failed = true;
			return 0;
		}
		value = value * 62 + (uint64_t)digit;
	}
	return value + 1;
}

/* The number behind an optional tag, counted from 1; 0 without it. */
static uint64_t take_tagged(struct v0 *v, char tag)
{
	return take(&v->in, tag) ? take_base62(v) + 1 : 0;
}

/* Behind a 'B': read once more what stood earlier in the symbol. */
static void take_reference(struct v0 *v, const struct level *l, const char *text)
{
	size_t at = v->symbol.len - v->in.len - 1;
	uint64_t target = take_base62(v);
	size_t back = v->symbol.len - v->in.len;

	v->failed |= target >= at;
	/* What is not written need not be read twice. */
	if (v->failed || l->silent || v->o->lost)
		return;
	v->in = span_from(v->symbol, (size_t)target);
	enter(v, l, text)->back = back;
}

static void take_production(struct v0 *v, const struct level *around, const struct production *p,
			    bool value)
{
	char tag = take_char(&v->in);
	struct level *l;

	while (p->tag && p->tag != tag)
		p++;
	if (!p->tag) {
		v->failed = true;
		return;
	}
	l = enter(v, around, p->text);
	/* Only the path that a path goes on from is of the same sort. */
	l->value = value && (tag == 'N' || tag == 'I');
	if (tag == 'N')
		l->namespace = take_char(&v->in);
}

static void take_path(struct v0 *v, struct level *l)
{
	if (take(&v->in, 'B'))
		take_reference(v, l, "%p");
	else
		take_production(v, l, paths, l->value);
}

static void take_type(struct v0 *v, struct level *l)
{
	bool is_path = v->in.len && memchr("CNMXYI", v->in.at[0], 6);

	if (take(&v->in, 'B'))
		take_reference(v, l, "%t");
	else
		take_production(v, l, is_path ? paths : types, false);
}

/* "j4_": the type, and its value in hexadecimal. */
static void take_constant(struct v0 *v, struct level *l)
{
	char type = take_char(&v->in);
	uint64_t value;

	if (type == 'B') {
		take_reference(v, l, "%c");
	} else if (type == 'p') {
		write_text(v, l, "_");
	} else if (memchr("abhijlmnostxy", type, 13)) {
		if (take(&v->in, 'n'))
			write_text(v, l, "-");
		v->failed |= !span_take_hex(&v->in, &value) || !take(&v->in, '_');
		if (!v->failed && type == 'b')
			write_text(v, l, value ? "true" : "false");
		else if (!v->failed)
			write_number(v, l, value);
	} else {
		v->failed = true;
	}
}

/* 0 is an erased one, 1 the innermost of those that the for<> around it name. */
static void write_lifetime(struct v0 *v, const struct level *l, uint64_t index)
{
	char name[] = "'_";

	if (index > l->lifetimes)
		v->failed = true;
	else if (index)
		name[1] = (char)('a' + (l->lifetimes - (int)index));
	write_text(v, l, name);
}

static void take_argument(struct v0 *v, struct level *l)
{
	if (take(&v->in, 'L'))
		write_lifetime(v, l, take_base62(v));
	else if (take(&v->in, 'K'))
		take_constant(v, l);
	else
		take_type(v, l);
}

static void take_impl(struct v0 *v, struct level *l)
{
	take_tagged(v, 's');
	enter(v, l, "%p")->silent = true;
}

static void take_identifier(struct v0 *v, const struct level *l, const char *before)
{
	struct span name = {0};

	v->failed |= !take_name(&v->in, '_', &name);
	if (name.len)
		write_text(v, l, before);
	write_span(v, l, name);
}

static void take_crate(struct v0 *v, struct level *l)
{
	take_tagged(v, 's');
	take_identifier(v, l, "");
}

/* "::update_ref"; what the compiler made has a number, "::{closure#0}". */
static void take_last_name(struct v0 *v, struct level *l)
{
	uint64_t number = take_tagged(v, 's');

	if (l->namespace >= 'a' && l->namespace <= 'z') {
		take_identifier(v, l, "::");
		return;
	}
	write_text(v, l, "::{");
	if (l->namespace == 'C' || l->namespace == 'S')
		write_text(v, l, l->namespace == 'C' ? "closure" : "shim");
	else
		write_span(v, l, (struct span){&l->namespace, 1});
	take_identifier(v, l, ":");
	write_text(v, l, "#");
	write_number(v, l, number);
	write_text(v, l, "}");
}

static void take_colons(struct v0 *v, struct level *l)
{
	write_text(v, l, l->value ? "::" : "");
}

/* Up to an 'E'.  Each item is a level of its own; behind it the list goes on. */
static void take_list(struct v0 *v, struct level *l, const char *separator, const char *item)
{
	if (take(&v->in, 'E'))
		return;
	l->text -= 2;
	if (l->items)
		write_text(v, l, separator);
	if (l->items < 2)
		l->items++;
	enter(v, l, item);
}

static void take_comma(struct v0 *v, struct level *l)
{
	write_text(v, l, l->items == 1 ? "," : "");
}

static void take_lifetime(struct v0 *v, struct level *l)
{
	uint64_t lifetime = take_tagged(v, 'L');

	if (lifetime < 2)
		return;
	write_lifetime(v, l, lifetime - 1);
	write_text(v, l, " ");
}

/* It stands outside of the for<> of the dyn. */
static void take_dyn_lifetime(struct v0 *v, struct level *l)
{
	uint64_t lifetime = take_tagged(v, 'L');

	v->failed |= !lifetime;
	l->lifetimes = (uint8_t)(l->lifetimes - l->own);
	if (lifetime < 2)
		return;
	write_text(v, l, " + ");
	write_lifetime(v, l, lifetime - 1);
}

/* Lifetimes beyond 'z are not read. */
static void take_for(struct v0 *v, struct level *l)
{
	uint64_t count = take_tagged(v, 'G');

	if (count > (uint64_t)(26 - l->lifetimes))
		v->failed = true;
	if (!count || v->failed)
		return;
	for (l->own = 0; l->own < count; l->own++) {
		l->lifetimes++;
		write_text(v, l, l->own ? ", " : "for<");
		write_lifetime(v, l, 1);
	}
	write_text(v, l, "> ");
}

static void take_abi(struct v0 *v, struct level *l)
{
	if (take(&v->in, 'U'))
		write_text(v, l, "unsafe ");
	if (take(&v->in, 'K')) {
		v->failed |= !take(&v->in, 'C');
		write_text(v, l, "extern \"C\" ");
	}
}

static void take_result(struct v0 *v, struct level *l)
{
	if (take(&v->in, 'u'))
		return;
	write_text(v, l, " -> ");
	take_type(v, l);
}

/* What stands behind '%', see demangle.def. */
static const struct {
	char letter;
	void (*take)(struct v0 *, struct level *);
	const char *separator, *item; /* of a list */
} parts[] = {
	/* clang-format off */
	{'p', take_path, NULL, NULL},
	{'t', take_type, NULL, NULL},
	{'g', take_argument, NULL, NULL},
	{'c', take_constant, NULL, NULL},
	{'i', take_impl, NULL, NULL},
	{'k', take_crate, NULL, NULL},
	{'n', take_last_name, NULL, NULL},
	{'l', NULL, ", ", "%t"},
	{'a', NULL, ", ", "%g"},
	{'d', NULL, " + ", "%p"},
	{'r', take_lifetime, NULL, NULL},
	{'e', take_dyn_lifetime, NULL, NULL},
	{'h', take_for, NULL, NULL},
	{'u', take_abi, NULL, NULL},
	{'x', take_result, NULL, NULL},
	{':', take_colons, NULL, NULL},
	{',', take_comma, NULL, NULL},
	/* clang-format on */
};

static void take_part(struct v0 *v, struct level *l, char letter)
{
	size_t i = 0;

	while (parts[i].letter != letter)
		i++;
	if (parts[i].take)
		parts[i].take(v, l);
	else
		take_list(v, l, parts[i].separator, parts[i].item);
}

/* One step: a character is written, a part read, or a level left. */
static void step(struct v0 *v)
{
	struct level *l = &v->level[v->depth - 1];

	if (!l->text[0]) {
		if (l->back)
			v->in = span_from(v->symbol, l->back);
		v->depth--;
	} else if (l->text[0] == '%') {
		l->text += 2;
		take_part(v, l, l->text[-1]);
	} else {
		write_span(v, l, (struct span){l->text++, 1});
	}
}

static bool take_symbol(struct v0 *v, bool silent)
{
	struct level outside = {.value = true, .silent = silent};
	unsigned int steps = 0;

	enter(v, &outside, "%p");
	while (v->depth && !v->failed && steps++ < LIMIT_MANGLED_STEPS)
		step(v);
	return !v->depth && !v->failed;
}

static bool read_v0(struct out *o, struct span symbol)
{
	struct v0 v = {.symbol = symbol, .in = symbol, .o = o};

	/* Behind the function stands the crate that made it from a generic one. */
	if (!take_symbol(&v, false) ||
	    (v.in.len && v.in.at[0] >= 'A' && v.in.at[0] <= 'Z' && !take_symbol(&v, true)))
		return false;
	return !v.in.len || v.in.at[0] == '.';
}

/* --- Rust's legacy scheme ----------------------------------------------------- */

/* Is the last of the names 'h' and a hash of 16 digits? */
static bool ends_in_hash(struct span in)
{
	struct span name = {0};

	while (take_name(&in, '\0', &name))
		;
	if (!take(&in, 'E') || name.len != 17 || !take(&name, 'h'))
		return false;
	while (name.len && char_hex(name.at[0]) >= 0)
		take_char(&name);
	return !name.len;
}

/* "$LT$", "$u20$": what stands for a character that assemblers do not take. */
static bool take_escape(struct span *in, char *c)
{
	static const char *const escapes[] = {
		"@SP", "*BP", "&RF", "<LT", ">GT", "(LP", ")RP", ",C",
	};
	struct span rest = *in, name;
	uint64_t code;

	if (!take(&rest, '$') || !span_take_until(&rest, "$", &name) || !take(&rest, '$'))
		return false;
	*in = rest;
	for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
		*c = escapes[i][0];
		if (span_is(name, escapes[i] + 1))
			return true;
	}
	*c = take(&name, 'u') && span_take_hex(&name, &code) && code <= '~' ? (char)code : '?';
	return true;
}

static void write_legacy_name(struct out *o, struct span name)
{
	/* so that the name does not begin with an escape */
	if (span_starts(name, "_$"))
		take_char(&name);
	while (name.len) {
		char c;

		if (span_take_text(&name, "..")) {
			put(o, span_of("::"));
			continue;
		}
		if (!take_escape(&name, &c))
			c = take_char(&name);
		put(o, (struct span){&c, 1});
	}
}

/* All names but the last. */
static void write_legacy(struct out *o, struct span in)
{
	struct span name, next;

	take_name(&in, '\0', &name);
	for (bool first = true; take_name(&in, '\0', &next); first = false) {
		put(o, span_of(first ? "" : "::"));
		write_legacy_name(o, name);
		name = next;
	}
}

/* --- C++ ---------------------------------------------------------------------- */

/* One name of a path.  last is the one before it, which a constructor repeats. */
static bool take_cpp_name(struct span *in, struct out *o, struct span *last)
{
	bool destroys;

	take(in, 'L'); /* static */
	if (take_name(in, '\0', last)) {
		if (span_starts(*last, "_GLOBAL__N"))
			*last = span_of("(anonymous namespace)");
	} else {
		destroys = take(in, 'D');
		if ((!destroys && !take(in, 'C')) || !char_is_digit(take_char(in)))
			return false;
		put(o, span_of(destroys ? "~" : ""));
	}
	put(o, *last);
	return last->len > 0;
}

static bool read_cpp(struct out *o, struct span in)
{
	bool nested = take(&in, 'N'), first = true;
	struct span last = {0};

	/* of a method: const */
	if (nested)
		take(&in, 'K');
	if (span_take_text(&in, "St")) {
		put(o, span_of("std"));
		first = false;
	}
	do {
		put(o, span_of(first ? "" : "::"));
		if (!take_cpp_name(&in, o, &last))
			return false;
		first = false;
	} while (nested && !take(&in, 'E'));
	/* arguments of a template */
	return nested || !take(&in, 'I');
}

/* Both write "_ZN...E". */
static bool read_z(struct out *o, struct span symbol)
{
	struct span names = symbol;

	if (!take(&names, 'N') || !ends_in_hash(names))
		return read_cpp(o, symbol);
	write_legacy(o, names);
	return true;
}

void demangle(char *to, size_t size, struct span symbol)
{
	struct span in = symbol;
	bool readable = false;
	struct out o;

	out_init(&o, to, size);
	if (span_take_text(&in, "_R"))
		readable = read_v0(&o, in);
	else if (span_take_text(&in, "_Z"))
		readable = read_z(&o, in);
	if (!readable)
		span_copy(to, size, symbol);
}
