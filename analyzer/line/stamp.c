/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stamp - the time that stands before a line. */
#include "line/stamp.h"

#include "line/line.h"

/* --- seconds since boot ------------------------------------------------------ */

/* Nobody's machine runs for longer than 126 years. */
#define SECONDS_MAX 4000000000u

/* "[ 1722.511384": how many digits the fraction has tells who wrote it.  Digit by
 * digit, because this is done for every line of a log. */
static bool take_seconds(struct span *s, int64_t *time_us, size_t *precision)
{
	int64_t time = 0;
	size_t i = 1, point;

	if (!s->len || s->at[0] != '[')
		return false;
	while (i < s->len && s->at[i] == ' ')
		i++;
	for (point = i; i < s->len && char_is_digit(s->at[i]) && time <= SECONDS_MAX; i++)
		time = 10 * time + s->at[i] - '0';
	if (i == point || i == s->len || s->at[i] != '.' || time > SECONDS_MAX)
		return false;
	point = i++;
	for (; i < s->len && char_is_digit(s->at[i]) && i <= point + 6; i++)
		time = 10 * time + s->at[i] - '0';
	*precision = i - point - 1;
	if (!*precision)
		return false;
	for (size_t n = *precision; n < 6; n++)
		time *= 10;
	*time_us = time;
	*s = span_from(*s, i);
	return true;
}

bool stamp_take_printk(struct span *s, int64_t *time_us)
{
	struct span in = *s;
	size_t precision;
	int64_t time;

	if (!take_seconds(&in, &time, &precision) || precision != 6 || !span_take_text(&in, "]"))
		return false;
	if (time_us)
		*time_us = time;
	*s = in;
	return true;
}

/* "    0.000012>]", the rest of what dmesg -d adds. */
static bool take_delta(struct span *s)
{
	struct span in = *s;
	uint64_t seconds, fraction;

	span_take_blanks(&in);
	if (!span_take_dec(&in, &seconds) || !span_take_text(&in, ".") ||
	    !span_take_dec(&in, &fraction))
		return false;
	span_take_blanks(&in);
	if (!span_take_text(&in, ">]"))
		return false;
	*s = in;
	return true;
}

/* " / 02-01 12:00:04.120]" */
static bool take_clock_too(struct span *s)
{
	struct span in = *s;
	uint64_t month, day;

	if (!span_take_text(&in, " / ") || !span_take_dec(&in, &month) ||
	    !span_take_text(&in, "-") || !span_take_dec(&in, &day) || !span_take_text(&in, " ") ||
	    !stamp_take_clock(&in) || !span_take_text(&in, "]"))
		return false;
	*s = in;
	return true;
}

/* Behind the seconds. */
static bool take_since_boot(struct span *s, int64_t *time_us)
{
	struct span in = *s;
	size_t precision;

	if (!take_seconds(&in, time_us, &precision))
		return false;
	if (!span_take_text(&in, "]") && !span_take_text(&in, " ]") && !span_take_text(&in, "s]") &&
	    !take_clock_too(&in) && !(span_take_text(&in, " <") && take_delta(&in)))
		return false;
	*s = in;
	return true;
}

/* --- clocks and calendars -------------------------------------------------------- */

/* Take one of words, which are three letters each, in any case of letters; no
 * letter may follow. */
static bool take_name(struct span *s, const char *words)
{
	char name[4];

	if (s->len < 4 || (s->at[3] != ' ' && !char_is_digit(s->at[3])))
		return false;
	name[0] = (char)(s->at[0] & ~0x20);
	name[1] = (char)(s->at[1] | 0x20);
	name[2] = (char)(s->at[2] | 0x20);
	name[3] = '\0';
	for (; *words; words += 3)
		if (!memcmp(words, name, 3)) {
			*s = span_from(*s, 3);
			return true;
		}
	return false;
}

static bool take_weekday(struct span *s)
{
	return take_name(s, "MonTueWedThuFriSatSun");
}

static bool take_month(struct span *s)
{
	return take_name(s, "JanFebMarAprMayJunJulAugSepOctNovDec");
}

/* Exactly so many digits. */
static bool take_digits(struct span *s, size_t count)
{
	if (s->len < count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!char_is_digit(s->at[i]))
			return false;
	*s = span_from(*s, count);
	return true;
}

static void take_all_digits(struct span *s)
{
	while (take_digits(s, 1))
		;
}

/* "Feb  1", "Feb 01", "Feb12" */
static bool take_month_day(struct span *s)
{
	struct span in = *s;

	if (!take_month(&in))
		return false;
	span_take_blanks(&in);
	if (!take_digits(&in, 2) && !take_digits(&in, 1))
		return false;
	*s = in;
	return true;
}

bool stamp_take_clock(struct span *s)
{
	struct span in = *s;

	if (!take_digits(&in, 2) || !span_take_text(&in, ":") || !take_digits(&in, 2) ||
	    !span_take_text(&in, ":") || !take_digits(&in, 2))
		return false;
	if (span_take_text(&in, ".") || span_take_text(&in, ","))
		take_all_digits(&in);
	*s = in;
	return true;
}

/* "Feb  1 12:00:00" */
static bool take_month_day_clock(struct span *s)
{
	struct span in = *s;

	if (!take_month_day(&in) || !span_take_text(&in, " ") || !stamp_take_clock(&in))
		return false;
	*s = in;
	return true;
}

/* "Thu Feb  1 12:00:00 2024", with or without "UTC " before the year. */
static bool take_ctime(struct span *s)
{
	struct span in = *s, zone;

	if (!take_weekday(&in) || !span_take_text(&in, " ") || !take_month_day_clock(&in) ||
	    !span_take_text(&in, " "))
		return false;
	if (in.len && !char_is_digit(in.at[0]) &&
	    (!span_take_until(&in, " ]", &zone) || zone.len > 6 || !span_take_text(&in, " ")))
		return false;
	if (!take_digits(&in, 4))
		return false;
	*s = in;
	return true;
}

bool stamp_take_bsd_date(struct span *s)
{
	return take_month_day_clock(s) || take_ctime(s);
}

/* "Mär", "févr.", "2月": the short name of a day or month in any language, and the
 * blanks behind it. */
static bool take_local_name(struct span *s)
{
	bool letter = false;
	size_t n = 0;

	for (; n < s->len && n < 12 && s->at[n] != ' '; n++) {
		char c = s->at[n];
		bool digit = char_is_digit(c);

		letter |= !digit && c != '.';
		if (!digit && c != '.' && (unsigned char)c < 0x80 && !char_is_alnum(c))
			return false;
	}
	if (!letter || n == s->len || s->at[n] != ' ')
		return false;
	*s = span_from(*s, n);
	span_take_blanks(s);
	return true;
}

bool stamp_take_local_date(struct span *s)
{
	struct span in = *s;

	if (!take_local_name(&in) || (!take_digits(&in, 2) && !take_digits(&in, 1)) ||
	    !span_take_text(&in, " ") || !stamp_take_clock(&in))
		return false;
	*s = in;
	return true;
}

/* "Do Feb  1 12:00:00 2024" */
static bool take_local_ctime(struct span *s)
{
	struct span in = *s;

	if (!take_local_name(&in) || !stamp_take_local_date(&in) || !span_take_text(&in, " ") ||
	    !take_digits(&in, 4))
		return false;
	*s = in;
	return true;
}

bool stamp_take_unix_date(struct span *s)
{
	struct span in = *s;

	if (!take_digits(&in, 10) || !span_take_text(&in, ".") || !take_digits(&in, 6))
		return false;
	*s = in;
	return true;
}

/* "Z", "+00:00", "+0000" */
static void take_zone(struct span *s)
{
	struct span in = *s;

	if (span_take_text(s, "Z") || (!span_take_text(&in, "+") && !span_take_text(&in, "-")))
		return;
	if (!take_digits(&in, 2))
		return;
	span_take_text(&in, ":");
	if (take_digits(&in, 2))
		*s = in;
}

static bool take_iso_date(struct span *s, bool *comma)
{
	struct span in = *s, clock;

	if (!take_digits(&in, 4) || !span_take_text(&in, "-") || !take_digits(&in, 2) ||
	    !span_take_text(&in, "-") || !take_digits(&in, 2) ||
	    (!span_take_text(&in, "T") && !span_take_text(&in, " ")))
		return false;
	clock = in;
	if (!stamp_take_clock(&in))
		return false;
	*comma = clock.len - in.len > 8 && clock.at[8] == ',';
	take_zone(&in);
	*s = in;
	return true;
}

bool stamp_take_iso_date(struct span *s)
{
	struct span in = *s, zone;
	bool comma;

	if (!take_weekday(&in))
		return take_iso_date(s, &comma);
	if (!span_take_text(&in, " ") || !take_iso_date(&in, &comma) || !span_take_word(&in, &zone))
		return false;
	*s = in;
	return true;
}

/* dmesg's */
static bool take_iso_stamp(struct span *s)
{
	struct span in = *s;
	bool comma;

	if (!take_iso_date(&in, &comma) || !comma || (in.len && in.at[0] != ' '))
		return false;
	*s = in;
	return true;
}

/* --- the others that stand in brackets --------------------------------------------- */

/* "Feb 1 12:00" */
static bool take_minute(struct span *s)
{
	struct span in = *s;

	if (!take_month_day(&in) || !span_take_text(&in, " ") || !take_digits(&in, 2) ||
	    !span_take_text(&in, ":") || !take_digits(&in, 2))
		return false;
	*s = in;
	return true;
}

/* "  +0.000012" */
static bool take_step(struct span *s)
{
	struct span in = *s;
	uint64_t seconds;

	span_take_blanks(&in);
	if (!span_take_text(&in, "+") || !span_take_dec(&in, &seconds) ||
	    !span_take_text(&in, ".") || !take_digits(&in, 6))
		return false;
	*s = in;
	return true;
}

/* "1.234567 0.000010" */
static bool take_two_times(struct span *s)
{
	struct span in = *s;
	uint64_t seconds;

	if (!span_take_dec(&in, &seconds) || !span_take_text(&in, ".") || !take_digits(&in, 6) ||
	    !span_take_text(&in, " ") || !span_take_dec(&in, &seconds) ||
	    !span_take_text(&in, ".") || !take_digits(&in, 6))
		return false;
	*s = in;
	return true;
}

static bool take_wall_clock(struct span *s)
{
	struct span in = *s;

	if (!span_take_text(&in, "["))
		return false;
	if (span_take_text(&in, "<")) {
		if (!take_delta(&in))
			return false;
		*s = in;
		return true;
	}
	if (!take_step(&in) && !take_ctime(&in) && !take_minute(&in) && !stamp_take_iso_date(&in) &&
	    !stamp_take_clock(&in) && !take_two_times(&in) && !take_local_ctime(&in))
		return false;
	if (!span_take_text(&in, "]") && !(span_take_text(&in, " <") && take_delta(&in)))
		return false;
	*s = in;
	return true;
}

bool stamp_take(struct span *s, int64_t *time_us)
{
	if (!s->len || (s->at[0] != '[' && !char_is_digit(s->at[0])))
		return false;
	if (take_since_boot(s, time_us))
		return true;
	*time_us = LINE_NO_TIME;
	return take_wall_clock(s) || take_iso_stamp(s);
}
