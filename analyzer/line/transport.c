/* SPDX-License-Identifier: GPL-2.0-or-later */
/* transport - what the way of a log to us puts before the stamp of a line. */
#include "line/transport.h"

#include "line/stamp.h"

/* RFC 1123 allows 63 characters between two dots; longer ones are no host. */
#define HOST_MAX 64

/* --- small words --------------------------------------------------------------- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Take text, which is in small letters, in any case of letters. */
static bool take_any_case(struct span *s, const char *text)
{
	size_t n = 0;

	for (; text[n]; n++)
		if (n >= s->len || lower(s->at[n]) != text[n])
			return false;
	*s = span_from(*s, n);
	return true;
}

static bool is_name_char(char c)
{
	return char_is_alnum(c) || c == '-' || c == '_' || c == '.';
}

/* A host's name or address. */
static bool take_host_name(struct span *s)
{
	size_t n = 0;

	while (n < s->len && (is_name_char(s->at[n]) || s->at[n] == ':'))
		n++;
	if (!n || n > HOST_MAX)
		return false;
	*s = span_from(*s, n);
	return true;
}

static bool before_stamp(struct span s)
{
	int64_t time_us;

	return stamp_take(&s, &time_us);
}

static bool before_level_or_stamp(struct span s)
{
	struct line unused = {.level = -1};

	transport_take_level(&s, &unused);
	return before_stamp(s);
}

static bool before_date(struct span s)
{
	return stamp_take_bsd_date(&s) || stamp_take_iso_date(&s);
}

/* --- tools that search files ------------------------------------------------------- */

static bool take_search(struct span *s, struct line *line)
{
	struct span in = *s, path;
	uint64_t number;

	(void)line;
	span_take_blanks(&in);
	if (in.len && in.at[0] == '/' &&
	    (!span_take_until(&in, ": ", &path) || !span_take_text(&in, ":")))
		return false;
	if (span_take_dec(&in, &number) && !span_take_text(&in, ":") && !span_take_text(&in, "\t"))
		return false;
	if (in.at == s->at || (in.at[-1] != ':' && in.at[-1] != '\t') ||
	    (!before_level_or_stamp(in) && !before_date(in)))
		return false;
	*s = in;
	return true;
}

/* --- levels ---------------------------------------------------------------------- */

/* The names of syslog(3), in the order of their numbers. */
static const char *const levels[] = {"emerg",	"alert",  "crit", "err",
				     "warning", "notice", "info", "debug"};
static const char *const facilities[] = {"kern", "user", "mail", "daemon",   "auth", "syslog",
					 "lpr",	 "news", "uucp", "authpriv", "cron", "ftp"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool take_level_name(struct span *s, struct line *line)
{
	for (size_t i = 0; i < COUNT(levels); i++)
		if (take_any_case(s, levels[i])) {
			line->level = (int8_t)i;
			return true;
		}
	/* "warn" is dmesg's and busybox's word. */
	if (!take_any_case(s, "warn"))
		return false;
	line->level = 4;
	return true;
}

static bool take_facility(struct span *s, struct line *line)
{
	for (size_t i = 0; i < COUNT(facilities); i++)
		if (take_any_case(s, facilities[i])) {
			line->user = i > 0;
			return true;
		}
	return false;
}

/* "<48> 3d 01 f0" is the end of a Code: line that was wrapped. */
static bool is_code(struct span digits, struct span behind)
{
	return digits.len - behind.len == sizeof("48>") - 1 && behind.len >= 3 &&
	       behind.at[0] == ' ' && char_hex(behind.at[1]) >= 0 && char_hex(behind.at[2]) >= 0 &&
	       (behind.len == 3 || behind.at[3] == ' ');
}

bool transport_take_level(struct span *s, struct line *line)
{
	struct span in = *s, digits;
	uint64_t value;

	if (!span_take_text(&in, "<"))
		return false;
	digits = in;
	if (!span_take_dec(&in, &value) || value > 255 || !span_take_text(&in, ">") ||
	    is_code(digits, in))
		return false;
	line->level = (int8_t)(value & 7);
	line->user |= value > 7;
	*s = in;
	return true;
}

static bool take_level(struct span *s, struct line *line)
{
	return transport_take_level(s, line);
}

/* "kern  :alert : " */
static bool take_decoded(struct span *s, struct line *line)
{
	struct span in = *s;
	struct line told = *line;

	/* Both names are padded to six columns; few are longer. */
	if (in.len < 10 || (in.at[6] != ':' && in.at[8] != ':') || !take_facility(&in, &told))
		return false;
	span_take_blanks(&in);
	if (!span_take_text(&in, ":") || !take_level_name(&in, &told))
		return false;
	span_take_blanks(&in);
	if (!span_take_text(&in, ": "))
		return false;
	*line = told;
	*s = in;
	return true;
}

/* --- notes of what was lost ---------------------------------------------------- */

bool transport_take_loss(struct span *s, struct line *line)
{
	struct span in = *s;
	size_t end;

	if (!span_take_text(&in, "** "))
		return false;
	end = span_find(in, LINE_LOSS_DROPPED);
	if (end == SPAN_NONE || !span_has(span_first(in, end), "message"))
		return false;
	in = span_from(in, end + sizeof(LINE_LOSS_DROPPED) - 1);
	span_take_blanks(&in);
	line->lossy = true;
	*s = in;
	return true;
}

static bool take_loss(struct span *s, struct line *line)
{
	return transport_take_loss(s, line);
}

/* --- copies -------------------------------------------------------------------- */

/* "> ffff888012c12080: fb fb" is the marked row of a KASAN report. */
static bool is_memory_row(struct span s)
{
	size_t n = 0;

	while (n < s.len && char_hex(s.at[n]) >= 0)
		n++;
	return n >= 8 && n < s.len && s.at[n] == ':';
}

static bool take_quote(struct span *s, struct line *line)
{
	struct span in = *s;

	(void)line;
	while (in.len && strchr(" \t>|", in.at[0]))
		in = span_from(in, 1);
	if (in.len == s->len)
		return false;
	if (!before_level_or_stamp(in)) {
		in = *s;
		if ((!span_take_text(&in, "> ") && !span_take_text(&in, "| ")) || is_memory_row(in))
			return false;
	}
	*s = in;
	return true;
}

/* --- syslog and its kin -------------------------------------------------------- */

/* The program that a line is from: "kernel: " is taken, "sshd[123]: " stays and
 * makes the line a program's.  Without a process id it may be the kernel's own
 * word where the tag is missing ("BUG: "): programs have small letters. */
static bool take_tag(struct span *s, struct line *line)
{
	struct span in = *s;
	bool kernel, small;
	uint64_t pid;

	if (!in.len || !(char_is_alnum(in.at[0]) || in.at[0] == '(') || char_is_digit(in.at[0]))
		return false;
	kernel = take_any_case(&in, "kernel") && in.len && (in.at[0] == ':' || in.at[0] == '[');
	small = s->at[0] >= 'a';
	while (in.len && (is_name_char(in.at[0]) || strchr("()/@", in.at[0])) && !kernel)
		in = span_from(in, 1);
	if (span_take_text(&in, "["))
		small = span_take_dec(&in, &pid) && span_take_text(&in, "]");
	if (!span_take_text(&in, ":") || (in.len && in.at[0] != ' ') || !(kernel || small))
		return false;
	line->user = !kernel;
	if (kernel) {
		span_take_text(&in, " ");
		*s = in;
	}
	return true;
}

/* "KERN.WARN ", "WARNING " */
static bool take_severity(struct span *s, struct line *line)
{
	struct span in = *s;
	struct line told = *line;

	if (take_facility(&in, &told) && !span_take_text(&in, "."))
		return false;
	if (!take_level_name(&in, &told) || !span_take_text(&in, " "))
		return false;
	*line = told;
	*s = in;
	return true;
}

/* What follows the date: " host KERN.WARN kernel: ".  The host or the severity may
 * be missing, and the program where a stamp makes up for it.  With loose, nothing
 * but the host is needed. */
static bool take_head(struct span *s, struct line *line, bool loose)
{
	struct span in = *s, behind_host;
	struct line told = *line;
	bool found;

	if (!span_take_text(&in, " "))
		return false;
	span_take_blanks(&in);
	behind_host = in;
	found = before_level_or_stamp(in) || take_tag(&in, &told);
	if (!found) {
		if (!take_severity(&in, &told) &&
		    (!take_host_name(&in) || !span_take_text(&in, " ")))
			return false;
		behind_host = in;
		take_severity(&in, &told);
		found = take_tag(&in, &told) || before_level_or_stamp(in);
	}
	if (!found && !loose)
		return false;
	*s = found ? in : behind_host;
	*line = told;
	return true;
}

static bool take_syslog(struct span *s, struct line *line)
{
	struct span in = *s;

	if (!stamp_take_bsd_date(&in) || !take_head(&in, line, true)) {
		in = *s;
		if (!stamp_take_local_date(&in) || !take_head(&in, line, false))
			return false;
	}
	line->stamped = true;
	*s = in;
	return true;
}

static bool take_rfc3339(struct span *s, struct line *line)
{
	struct span in = *s;

	if ((!stamp_take_iso_date(&in) && !stamp_take_unix_date(&in)) ||
	    !take_head(&in, line, false))
		return false;
	line->stamped = true;
	*s = in;
	return true;
}

static bool take_rfc5424(struct span *s, struct line *line)
{
	struct span in = *s, word, program;

	if (!span_take_text(&in, "1 ") || !stamp_take_iso_date(&in) ||
	    !span_take_word(&in, &word) || !span_take_word(&in, &program) ||
	    !span_take_word(&in, &word) || !span_take_word(&in, &word) || !span_take_text(&in, " "))
		return false;
	if (!span_take_text(&in, "-") &&
	    (!span_take_text(&in, "[") || !span_take_until(&in, "]", &word) ||
	     !span_take_text(&in, "]")))
		return false;
	span_take_text(&in, " ");
	span_take_text(&in, "\xef\xbb\xbf");
	line->stamped = true;
	line->user = !span_is(program, "kernel");
	*s = in;
	return true;
}

static bool take_journal(struct span *s, struct line *line)
{
	struct span in = *s;

	(void)line;
	span_take_text(&in, " ");
	/* "kernel::" is a path of Rust. */
	if (!take_any_case(&in, "kernel:") || span_starts(in, ":"))
		return false;
	span_take_text(&in, " ");
	*s = in;
	return true;
}

/* "host kernel: ", "host sshd[123]: " */
static void take_host_and_tag(struct span *s, struct line *line)
{
	struct span in = *s;
	struct line told = *line;

	if (!take_host_name(&in) || !span_take_text(&in, " ") || !take_tag(&in, &told))
		return;
	/* Without a process id, "usb hub: " is the kernel's. */
	if (told.user && !span_has(span_first(in, HOST_MAX), "]: "))
		return;
	*line = told;
	*s = in;
}

void transport_take_tag(struct span *s, struct line *line)
{
	size_t n = 0;

	while (n < s->len && s->at[n] > ' ' && s->at[n] != ':')
		n++;
	/* Nearly every line: a blank, or a word and a colon. */
	if (!n || n == s->len || (s->at[n] == ':' && n != sizeof("kernel") - 1))
		return;
	if (!take_journal(s, line))
		take_host_and_tag(s, line);
}

/* --- time of day --------------------------------------------------------------- */

static bool take_clock(struct span *s, struct line *line)
{
	struct span in = *s;

	(void)line;
	if (!stamp_take_clock(&in) || !span_take_blanks(&in) || !before_level_or_stamp(in))
		return false;
	*s = in;
	return true;
}

/* --- /dev/kmsg ----------------------------------------------------------------- */

/* ",caller=T12,ncfrag=0/33;" */
static bool take_kmsg_fields(struct span *s, struct line *line)
{
	struct span in = *s, field;
	uint64_t id;

	while (span_take_text(&in, ",")) {
		if (!span_take_until(&in, ",;", &field))
			return false;
		if (!span_take_text(&field, "caller=") || field.len < 2)
			continue;
		line->caller = field.at[0];
		field = span_from(field, 1);
		if (span_take_dec(&field, &id))
			line->caller_id = (uint32_t)id;
	}
	if (!span_take_text(&in, ";"))
		return false;
	*s = in;
	return true;
}

static bool take_kmsg(struct span *s, struct line *line)
{
	struct span in = *s, release;
	struct line told = *line;
	uint64_t priority, sequence, time;

	if (!in.len || !char_is_digit(in.at[0]))
		return false;
	if (span_take_until(&in, ",", &release) && span_has(release, "."))
		span_take_text(&in, ",");
	else
		in = *s;
	if (!span_take_dec(&in, &priority) || priority > 255 || !span_take_text(&in, ",") ||
	    !span_take_dec(&in, &sequence) || !span_take_text(&in, ",") ||
	    !span_take_dec(&in, &time) || time > INT64_MAX || !span_take_text(&in, ","))
		return false;
	/* A whole record, or the first part or another of a continued one. */
	if (!span_take_text(&in, "-") && !span_take_text(&in, "c") && !span_take_text(&in, "+"))
		return false;
	if (!take_kmsg_fields(&in, &told))
		return false;
	told.level = (int8_t)(priority & 7);
	told.user = priority > 7;
	told.time_us = (int64_t)time;
	told.stamped = told.record = true;
	*line = told;
	*s = in;
	return true;
}

static bool take_dictionary(struct span *s, struct line *line)
{
	if (!span_starts(*s, " SUBSYSTEM=") && !span_starts(*s, " DEVICE="))
		return false;
	line->user = true;
	return true;
}

static bool take_pstore(struct span *s, struct line *line)
{
	struct span in = *s;
	uint64_t number;

	if (!span_take_text(&in, "Panic#") && !span_take_text(&in, "Oops#") &&
	    !span_take_text(&in, "Emergency#") && !span_take_text(&in, "Shutdown#"))
		return false;
	if (!span_take_dec(&in, &number) || !span_take_text(&in, " Part") ||
	    !span_take_dec(&in, &number) || in.len)
		return false;
	line->user = true;
	return true;
}

/* --- consoles ------------------------------------------------------------------ */

/* "192.0.2.7: [   12.345678] ", "host kernel: [   12.345678] " */
static bool take_host(struct span *s, struct line *line)
{
	struct span in = *s;

	(void)line;
	if (!take_host_name(&in) || !span_take_text(&in, " "))
		return false;
	take_any_case(&in, "kernel: ");
	if (!stamp_take_printk(&(struct span){in.at, in.len}, NULL))
		return false;
	*s = in;
	return true;
}

/* A getty's prompt; anything may stand before "login: ". */
static bool take_login(struct span *s, struct line *line)
{
	struct span before = span_first(*s, 80), rest;
	const char *bracket = before.len ? memchr(before.at, '[', before.len) : NULL;

	(void)line;
	if (!bracket)
		return false;
	before.len = (size_t)(bracket - before.at);
	rest = span_from(*s, before.len);
	if (!span_ends(before, "login: ") || !stamp_take_printk(&rest, NULL))
		return false;
	*s = span_from(*s, before.len);
	return true;
}

/* The board's own lines have "lvl": "target". */
static bool take_lava(struct span *s, struct line *line)
{
	struct span in = *s;
	size_t message;

	if (!span_take_text(&in, "- {\"dt\": \"") || !stamp_take_iso_date(&in) ||
	    !span_take_text(&in, "\", \"lvl\": \""))
		return false;
	message = span_find(span_first(in, 40), "\", \"msg\": \"");
	if (message == SPAN_NONE || !span_ends(in, "\"}"))
		return false;
	line->user = !span_starts(in, "target\"");
	in.len -= 2;
	*s = span_from(in, message + sizeof("\", \"msg\": \"") - 1);
	return true;
}

/* --- the list ------------------------------------------------------------------ */

static const struct transport {
	const char *name;
	bool (*take)(struct span *s, struct line *line);
} transports[] = {
#define TRANSPORT(name, example) {#name, take_##name},
#include "line/transports.def"
#undef TRANSPORT
};

const char *transport_take(struct span *s, struct line *line)
{
	for (size_t i = 0; i < COUNT(transports); i++)
		if (transports[i].take(s, line))
			return transports[i].name;
	return NULL;
}
