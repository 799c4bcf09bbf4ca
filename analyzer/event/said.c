/* SPDX-License-Identifier: GPL-2.0-or-later */
/* said - the lines of a report that say something in words. */
#include "event/said.h"

/* Numbers of so many hexadecimal digits are registers or stack. */
#define LONG_NUMBER 8

/* Is more than half of the text long numbers?  "list_del corruption. prev->next
 * should be ffff88810a7c4d28, but was dead000000000122" is just below that. */
static bool is_numbers(struct span text)
{
	size_t digits = 0, run = 0;

	for (size_t i = 0; i < text.len; i++) {
		run = char_hex(text.at[i]) >= 0 ? run + 1 : 0;
		if (run >= LONG_NUMBER)
			digits += run == LONG_NUMBER ? LONG_NUMBER : 1;
	}
	return digits > text.len / 2;
}

static bool begins_list(struct span text)
{
	static const char *const heads[] = {
		"Modules linked in:",
		"[last unloaded: ",
		"Code: ",
		"Instruction dump:",
		"Instruction DUMP:",
		"Call Trace:",
		"Call trace:",
		"Backtrace:",
		"---[ end trace ",
		NULL,
	};

	return span_has_any(text, heads);
}

/* A function's place, "f+0x1/0x2", makes the line a frame or a pointer. */
static bool is_place(struct span text)
{
	return span_take_past(&text, "+0x") && span_has(text, "/0x");
}

/* The list of modules goes on in lines of up to a thousand bytes. */
static bool is_names(struct span text)
{
	return text.len > LIMIT_TEXT && !span_has(text, ":");
}

static bool is_words(struct span text)
{
	return text.len > 2 && !is_place(text) && !begins_list(text) && !is_names(text) &&
	       !is_numbers(text);
}

static void add(struct said *s, struct span text)
{
	if (text.len + 2 > sizeof(s->text) - s->len) {
		s->dropped = (uint16_t)(s->dropped + (s->dropped < UINT16_MAX));
		return;
	}
	span_copy(s->text + s->len, text.len + 1, text);
	s->len = (uint16_t)(s->len + text.len);
	s->text[s->len++] = '\n';
	s->text[s->len] = '\0';
}

/* What stood before the headline may fill half of the room, from behind. */
static unsigned int first_line(const struct capture *c)
{
	unsigned int i = c->head;
	size_t used = 0;

	while (i && (used += c->lines[i - 1].len + 1u) <= LIMIT_SAID / 2)
		i--;
	return i;
}

void said_take(struct said *s, const struct capture *c)
{
	s->len = s->dropped = 0;
	s->text[0] = '\0';
	for (unsigned int i = first_line(c); i < c->count; i++) {
		struct span text = span_trim(capture_text(c, i));

		if (i == c->head || is_words(text))
			add(s, text);
	}
}
