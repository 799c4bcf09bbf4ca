/* SPDX-License-Identifier: GPL-2.0-or-later */
/* code - the instructions around the program counter, as numbers. */
#include "event/code.h"

static bool is_unreadable(struct span text)
{
	static const char *const words[] = {
		"Unable to access", "Bad ", "bad PC value", "(Bad address", NULL,
	};

	return span_has_any(text, words);
}

static void add_unit(struct code *code, uint64_t value, unsigned int width)
{
	if (!code->count)
		code->width = width;
	if (code->count < LIMIT_CODE)
		code->unit[code->count++] = (uint32_t)value;
}

/* "48", "f9400260", "<8b>", "(f9401c00)"; unreadable words are "XXXXXXXX" or
 * "????????" and end what can be used. */
static bool take_unit(struct code *code, struct span *s)
{
	struct span in = *s;
	bool marked = span_take_text(&in, "<") || span_take_text(&in, "(");
	size_t before = in.len;
	uint64_t value;
	unsigned int width;

	if (!span_take_hex(&in, &value))
		return false;
	width = (unsigned int)(before - in.len) / 2;
	if ((before - in.len) % 2 || (width != 1 && width != 2 && width != 4) ||
	    (code->count && width != code->width))
		return false;
	if (marked && !span_take_text(&in, ">") && !span_take_text(&in, ")"))
		return false;
	if (in.len && in.at[0] != ' ')
		return false;
	if (marked)
		code->at = code->count;
	add_unit(code, value, width);
	span_take_blanks(&in);
	*s = in;
	return true;
}

/* Units to the end of the line; false if it holds anything else. */
static bool take_units(struct code *code, struct span in)
{
	unsigned int before = code->count;
	bool marked = code->at < code->count;

	span_take_blanks(&in);
	if (!marked)
		code->at = LIMIT_CODE;
	while (take_unit(code, &in))
		;
	if (code->at > code->count)
		code->at = code->count;
	return code->count > before && !in.len;
}

/* ">000003ff8086d03a: e31010000004 lg %r1,0": '>' is the current instruction,
 * '#' the one before it. */
static bool take_listed(struct code *code, struct span in)
{
	uint64_t address;
	bool current;

	span_take_blanks(&in);
	current = span_take_text(&in, ">");
	span_take_text(&in, "#");
	if (!span_take_hex(&in, &address) || !span_take_text(&in, ": "))
		return false;
	if (current)
		code->at = code->count;
	else if (code->at >= code->count)
		code->at = LIMIT_CODE;
	for (; in.len > 1 && char_hex(in.at[0]) >= 0 && char_hex(in.at[1]) >= 0;
	     in = span_from(in, 2))
		add_unit(code, (uint64_t)(char_hex(in.at[0]) << 4 | char_hex(in.at[1])), 1);
	if (code->at > code->count)
		code->at = code->count;
	return true;
}

static bool begin(struct code *code, struct span text)
{
	bool dump = false;

	span_take_blanks(&text);
	if (span_take_text(&text, "Krnl Code:")) {
		code->listed = code->open = true;
	} else if (span_take_text(&text, "Instruction dump:") ||
		   span_take_text(&text, "Instruction DUMP:")) {
		dump = true;
	} else if (!span_take_text(&text, "Code:")) {
		return false;
	}
	span_take_blanks(&text);
	code->state = CODE_KNOWN;
	if (is_unreadable(text))
		code->state = CODE_UNREADABLE;
	else if (code->listed)
		take_listed(code, text);
	else
		code->open = take_units(code, text) || (dump && !text.len);
	return true;
}

bool code_take_line(struct code *code, struct span text)
{
	if (code->state == CODE_NONE)
		return begin(code, text);
	if (!code->open)
		return false;
	code->open = code->listed ? take_listed(code, text) : take_units(code, text);
	return code->open;
}
