/* SPDX-License-Identifier: GPL-2.0-or-later */
/* registers - the register block of a report. */
#include "event/registers.h"

#include <string.h>

#include "base/out.h"

const struct machine_register *registers_find(const struct registers *r, const char *name)
{
	for (unsigned int i = 0; i < r->count; i++) {
		if (strcmp(r->list[i].name, name) == 0)
			return &r->list[i];
	}
	return NULL;
}

static void add(struct registers *r, struct span name, uint64_t value)
{
	struct machine_register reg = {.value = value};

	span_copy(reg.name, sizeof(reg.name), name);
	if (registers_find(r, reg.name))
		return;
	if (r->count == LIMIT_REGISTERS)
		r->dropped++;
	else
		r->list[r->count++] = reg;
}

/* Does name match the pattern, in which a final '#' is a number of one or two
 * digits? */
static bool name_fits(struct span name, struct span pattern)
{
	size_t fixed = pattern.len;

	if (pattern.at[fixed - 1] != '#')
		return name.len == fixed && memcmp(name.at, pattern.at, fixed) == 0;
	fixed--;
	if (name.len <= fixed || name.len > fixed + 2 || memcmp(name.at, pattern.at, fixed) != 0)
		return false;
	return char_is_digit(name.at[fixed]) && char_is_digit(name.at[name.len - 1]);
}

static bool is_register(const struct arch *arch, struct span name)
{
	struct span in = span_of(arch->registers), pattern;

	while (span_take_word(&in, &pattern)) {
		if (name_fits(name, pattern))
			return true;
	}
	return false;
}

/* A hexadecimal number that nothing but a blank, a bracket or the end follows. */
static bool take_value(struct span *s, uint64_t *value)
{
	struct span in = *s;

	span_take_text(&in, "[<");
	span_take_text(&in, "0x");
	if (!span_take_hex(&in, value))
		return false;
	/* A segment selector: "0018:ffffc900055df988" */
	if (span_take_text(&in, ":") && !span_take_hex(&in, value))
		return false;
	span_take_text(&in, ">]");
	if (in.len && !strchr(" \t(,", in.at[0]))
		return false;
	*s = in;
	return true;
}

/* "RAX: 0000000000000000", "sp : ...", "v0 = ...", "ra 9000000002a5c7a4" */
static bool take_named(struct registers *r, const struct arch *arch, struct span *s)
{
	struct span in = *s, name;
	uint64_t value;

	if (!span_take_until(&in, " \t:=", &name) || !is_register(arch, name))
		return false;
	span_take_blanks(&in);
	if (!span_take_text(&in, ":") && !span_take_text(&in, "="))
		span_take_text(&in, "is ");
	span_take_blanks(&in);
	if (!take_value(&in, &value))
		return false;
	add(r, name, value);
	*s = in;
	return true;
}

/* The values of a numbered row, to the end of the line. */
static bool take_row_values(struct registers *r, struct span in)
{
	uint64_t value;
	bool any = false;
	char name[12];
	struct out o;

	for (span_take_blanks(&in); take_value(&in, &value); span_take_blanks(&in)) {
		out_init(&o, name, sizeof(name));
		out_fmt(&o, "%s%02u", r->row, r->row_next++ % 100);
		add(r, span_of(name), value);
		any = true;
	}
	return any && !in.len;
}

/* "GPR04: v v v v", "$ 4   : v v v v", "r04-07  v v v v", "Krnl GPRS: v v v v" */
static bool take_row(struct registers *r, const struct arch *arch, struct span in)
{
	uint64_t first = 0, last;

	for (const struct register_row *row = arch->rows; row && row->mark; row++) {
		struct span rest = in;

		if (!span_take_text(&rest, row->mark))
			continue;
		span_take_blanks(&rest);
		/* With its own number, or the first row of all. */
		if (rest.len && !strchr(row->mark, ':') && !span_take_dec(&rest, &first))
			continue;
		if (span_take_text(&rest, "-"))
			span_take_dec(&rest, &last);
		span_take_blanks(&rest);
		span_take_text(&rest, ":");
		r->row = row->prefix;
		r->row_next = (unsigned int)(first % 100);
		if (take_row_values(r, rest))
			return true;
	}
	r->row = NULL;
	return false;
}

/* Does the line begin with a register?  Then others may follow, even if the value
 * of this one is a symbol ("pc : f+0x1/0x2  lr : [<80b12478>]"). */
static bool begins_with_register(const struct arch *arch, struct span text)
{
	struct span name;

	return span_take_until(&text, " \t:=", &name) && name.len < 16 && is_register(arch, name);
}

bool registers_take_line(struct registers *r, const struct arch *arch, struct span text)
{
	struct span word;
	bool any = false;

	span_take_blanks(&text);
	if (!text.len)
		return false;
	if (r->row && char_hex(text.at[0]) >= 0 && take_row_values(r, text))
		return true;
	if (take_row(r, arch, text))
		return true;
	if (!begins_with_register(arch, text))
		return false;
	for (; text.len; span_take_blanks(&text)) {
		if (take_named(r, arch, &text))
			any = true;
		else if (!span_take_word(&text, &word))
			break;
	}
	return any;
}
