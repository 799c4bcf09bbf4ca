/* SPDX-License-Identifier: GPL-2.0-or-later */
/* identity - which kernel, processor and task a report is about. */
#include "event/identity.h"

#include <string.h>

const char *taint_words(char letter)
{
	switch (letter) {
#define TAINT(letter, words)                                                                       \
	case letter:                                                                               \
		return words;
#include "event/taint.def"
#undef TAINT
	default:
		return NULL;
	}
}

void identity_init(struct identity *id)
{
	memset(id, 0, sizeof(*id));
	id->cpu = id->pid = -1;
}

/* Is this word made of taint letters and dashes alone? */
static bool is_taint_word(struct span word)
{
	for (size_t i = 0; i < word.len; i++) {
		char c = word.at[i];

		if (c != '-' && c != 'G' && !taint_words(c))
			return false;
	}
	return word.len > 0;
}

static void add_taint(struct identity *id, struct span letters)
{
	size_t len = strlen(id->taint);

	for (size_t i = 0; i < letters.len && len + 1 < sizeof(id->taint); i++) {
		char c = letters.at[i];

		if (c != 'G' && c != '-' && !strchr(id->taint, c))
			id->taint[len++] = c;
	}
}

/* "5.4.0-122-generic #138-Ubuntu": what follows the taint field. */
static void take_release(struct identity *id, struct span in)
{
	struct span word;

	if (!span_take_word(&in, &word) || !char_is_digit(word.at[0]))
		return;
	span_copy(id->release, sizeof(id->release), word);
	if (span_take_word(&in, &word) && word.at[0] == '#')
		span_copy(id->build, sizeof(id->build),
			  span_trim((struct span){word.at, word.len + in.len}));
}

/* From "Tainted: " or "Not tainted" on. */
static bool take_taint(struct identity *id, struct span in)
{
	struct span rest = in, word;

	if (span_take_text(&in, "Not tainted")) {
		id->taint_known = true;
		take_release(id, in);
		return true;
	}
	if (!span_take_text(&in, "Tainted: "))
		return false;
	id->taint_known = true;
	for (rest = in; span_take_word(&rest, &word) && is_taint_word(word); in = rest)
		add_taint(id, word);
	take_release(id, in);
	return true;
}

/* "kworker/0:1 Kdump: loaded Tainted: ..." */
static void take_comm(struct identity *id, struct span in)
{
	static const char *const ends[] = {" Kdump: ", " Tainted: ", " Not tainted"};
	size_t end = in.len, taint = SPAN_NONE;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t at = span_find(in, ends[i]);

		if (at != SPAN_NONE && at < end)
			end = at;
		if (i && at != SPAN_NONE && taint == SPAN_NONE)
			taint = at + 1;
	}
	span_copy(id->comm, sizeof(id->comm), span_trim(span_first(in, end)));
	if (taint != SPAN_NONE)
		take_taint(id, span_from(in, taint));
}

/* "CPU: 1 UID: 0 PID: 42 Comm: ..." */
static bool take_cpu_line(struct identity *id, struct span in)
{
	uint64_t cpu, pid, uid;

	if (!span_take_text(&in, "CPU: ") || !span_take_dec(&in, &cpu))
		return false;
	span_take_blanks(&in);
	if (span_take_text(&in, "UID: ") && span_take_dec(&in, &uid))
		span_take_blanks(&in);
	if (!span_take_text(&in, "PID: ") || !span_take_dec(&in, &pid) ||
	    !span_take_text(&in, " Comm: "))
		return false;
	id->cpu = (int64_t)(cpu & INT32_MAX);
	id->pid = (int64_t)(pid & INT32_MAX);
	take_comm(id, in);
	return true;
}

/* "Pid: 802, comm: wpa_supplicant Tainted: ..." */
static bool take_pid_line(struct identity *id, struct span in)
{
	uint64_t pid;

	if (!span_take_text(&in, "Pid: ") || !span_take_dec(&in, &pid) ||
	    !span_take_text(&in, ", comm: "))
		return false;
	id->pid = (int64_t)(pid & INT32_MAX);
	take_comm(id, in);
	return true;
}

/* "CPU 3" alone on its line, kernels until 3.9 */
static bool take_cpu_alone(struct identity *id, struct span in)
{
	uint64_t cpu;

	in = span_trim(in);
	if (!span_take_text(&in, "CPU ") || !span_take_dec(&in, &cpu) || in.len)
		return false;
	id->cpu = (int64_t)(cpu & INT32_MAX);
	return true;
}

void identity_take_line(struct identity *id, struct span text)
{
	size_t cpu = span_find(text, "CPU: ");

	span_take_blanks(&text);
	if (!id->comm[0] && cpu != SPAN_NONE && take_cpu_line(id, span_from(text, cpu)))
		return;
	if (!id->comm[0] && take_pid_line(id, text))
		return;
	if (id->cpu < 0 && take_cpu_alone(id, text))
		return;
	if (!id->hardware[0] && span_take_text(&text, "Hardware name: "))
		span_copy(id->hardware, sizeof(id->hardware), span_trim(text));
	else if (!id->workqueue[0] && span_take_text(&text, "Workqueue: "))
		span_copy(id->workqueue, sizeof(id->workqueue), span_trim(text));
	else if (!id->taint_known)
		take_taint(id, text); /* the second line of a hung-task report */
}

bool identity_take_banner(struct span text, char release[IDENTITY_RELEASE],
			  char build[IDENTITY_RELEASE])
{
	size_t at = span_find(text, "Linux version ");
	struct span word;

	if (at == SPAN_NONE)
		return false;
	text = span_from(text, at + sizeof("Linux version ") - 1);
	if (!span_take_word(&text, &word) || !char_is_digit(word.at[0]))
		return false;
	span_copy(release, IDENTITY_RELEASE, word);
	/* The build follows the compilers' names in parentheses: the last " #". */
	for (at = span_find(text, " #"); at != SPAN_NONE; at = span_find(text, " #"))
		text = span_from(text, at + 1);
	span_copy(build, IDENTITY_RELEASE, text.len && text.at[0] == '#' ? text : span_of(""));
	return true;
}
