/* SPDX-License-Identifier: GPL-2.0-or-later */
/* context - who printed a line. */
#include "line/context.h"

/* TASK_COMM_LEN without its NUL; Android's patches widen it a little. */
#define COMM_MAX 24

static bool take_number(struct span *s, uint32_t *number)
{
	struct span in = *s;
	uint64_t value;

	if (!span_take_dec(&in, &value) || value > UINT32_MAX)
		return false;
	*number = (uint32_t)value;
	*s = in;
	return true;
}

static void set_caller(struct line *line, uint32_t cpu, uint32_t pid)
{
	line->caller = pid ? 'T' : 'C';
	line->caller_id = pid ? pid : cpu;
}

/* "[ T5830]" */
static bool take_caller(struct span *s, struct line *line)
{
	struct span in = *s;
	uint32_t id;
	char kind;

	if (!span_take_text(&in, "["))
		return false;
	span_take_blanks(&in);
	if (!in.len || (in.at[0] != 'T' && in.at[0] != 'C'))
		return false;
	kind = in.at[0];
	in = span_from(in, 1);
	if (!take_number(&in, &id) || !span_take_text(&in, "]"))
		return false;
	line->caller = kind;
	line->caller_id = id;
	*s = in;
	return true;
}

/* " [    T417]", or blanks where the record has no caller. */
static bool take_column(struct span *s, struct line *line)
{
	struct span in = *s, blanks;

	if (!span_take_text(&in, " "))
		return false;
	if (!take_caller(&in, line)) {
		blanks = in;
		if (!span_take_text(&in, "[") || !span_take_blanks(&in) ||
		    !span_take_text(&in, "]") || blanks.len - in.len < 6)
			return false;
	}
	line->record = true;
	*s = in;
	return true;
}

/* A comm has a letter; "[0:0:0]" is a SCSI or PCI address. */
static bool is_comm(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (char_is_alnum(s.at[i]) && !char_is_digit(s.at[i]))
			return s.len <= COMM_MAX;
	return false;
}

/* "I[0:launcher-loader: 1719]": comm may hold colons, so the pid is looked for
 * from behind. */
static bool take_samsung(struct span *s, struct line *line)
{
	struct span in = *s, inner, comm;
	uint32_t cpu, pid;
	size_t at;

	span_take_blanks(&in);
	if (in.len && in.at[0] >= 'A' && in.at[0] <= 'Z')
		in = span_from(in, 1);
	if (!span_take_text(&in, "[") || !take_number(&in, &cpu) || !span_take_text(&in, ":") ||
	    !span_take_until(&in, "]", &inner) || !span_take_text(&in, "]"))
		return false;
	for (at = inner.len; at && inner.at[at - 1] != ':'; at--)
		;
	if (!at)
		return false;
	comm = span_first(inner, at - 1);
	inner = span_from(inner, at);
	span_take_blanks(&inner);
	if (!is_comm(span_trim(comm)) || !take_number(&inner, &pid) || inner.len)
		return false;
	set_caller(line, cpu, pid);
	*s = in;
	return true;
}

/* "-(0)[123:kworker/0:1]" */
static bool take_mediatek(struct span *s, struct line *line)
{
	struct span in = *s, comm;
	uint32_t cpu, pid;

	span_take_text(&in, " ");
	span_take_text(&in, "-");
	if (!span_take_text(&in, "(") || !take_number(&in, &cpu) || !span_take_text(&in, ")[") ||
	    !take_number(&in, &pid) || !span_take_text(&in, ":") ||
	    !span_take_until(&in, "]", &comm) || comm.len > COMM_MAX || !span_take_text(&in, "]"))
		return false;
	set_caller(line, cpu, pid);
	*s = in;
	return true;
}

/* "[pid:5118,cpu4,QThread,4]": the last number counts the lines of a record. */
static bool take_huawei(struct span *s, struct line *line)
{
	struct span in = *s, comm;
	uint32_t cpu, pid;

	span_take_text(&in, " ");
	if (!span_take_text(&in, "[pid:") || !take_number(&in, &pid) ||
	    !span_take_text(&in, ",cpu") || !take_number(&in, &cpu) || !span_take_text(&in, ",") ||
	    !span_take_until(&in, "]", &comm) || comm.len > COMM_MAX + 12 ||
	    !span_take_text(&in, "]"))
		return false;
	set_caller(line, cpu, pid);
	*s = in;
	return true;
}

bool context_take(struct span *s, struct line *line)
{
	/* Nearly every line: a blank and the first letter of the text. */
	if (s->len < 3 || (s->at[0] == ' ' && char_is_alnum(s->at[1])))
		return false;
	return take_caller(s, line) || take_column(s, line) || take_samsung(s, line) ||
	       take_mediatek(s, line) || take_huawei(s, line);
}
