/* SPDX-License-Identifier: GPL-2.0-or-later */
/* normalise - a title without what differs from one occurrence to the next. */
#include "event/normalise.h"

#include <string.h>

#include "base/out.h"

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
