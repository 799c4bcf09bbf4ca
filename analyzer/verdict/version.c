/* SPDX-License-Identifier: GPL-2.0-or-later */
/* version - which of two versions is newer, as the packagers' tools say it. */
#include "verdict/version.h"

/* The first byte, or 0 at the end. */
static char front(struct span s)
{
	return s.len ? s.at[0] : '\0';
}

static bool is_alpha(char c)
{
	return char_is_alnum(c) && !char_is_digit(c);
}

static struct span take_while(struct span *s, bool (*is)(char))
{
	struct span taken = {s->at, 0};

	while (taken.len < s->len && is(s->at[taken.len]))
		taken.len++;
	*s = span_from(*s, taken.len);
	return taken;
}

static int compare_bytes(struct span a, struct span b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;
	int order = shorter ? memcmp(a.at, b.at, shorter) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

/* Digits of any length, as numbers. */
static int compare_digits(struct span a, struct span b)
{
	while (front(a) == '0')
		a = span_from(a, 1);
	while (front(b) == '0')
		b = span_from(b, 1);
	return a.len != b.len ? (a.len > b.len) - (a.len < b.len) : compare_bytes(a, b);
}

/* --- rpm ------------------------------------------------------------------------ */

static bool is_separator(char c)
{
	return !char_is_alnum(c) && c != '~' && c != '^';
}

/* '~' is older than anything, the end included; '^' newer than the end only.  True
 * if one of them decides (*order) or stands in both and was taken (*order is 0). */
static bool take_mark(struct span *a, struct span *b, int *order)
{
	char x = front(*a), y = front(*b);

	*order = 0;
	if (x == '~' || y == '~')
		*order = (x != '~') - (y != '~');
	else if (x != '^' && y != '^')
		return false;
	else if (!x || !y)
		*order = (x != '\0') - (y != '\0');
	else
		*order = (x != '^') - (y != '^');
	*a = span_from(*a, 1);
	*b = span_from(*b, 1);
	return true;
}

/* A run of digits or of letters of a, against the like of b; digits are newer. */
static int compare_segment(struct span *a, struct span *b)
{
	bool digits = char_is_digit(front(*a));
	struct span x = take_while(a, digits ? char_is_digit : is_alpha);
	struct span y = take_while(b, digits ? char_is_digit : is_alpha);

	if (!y.len)
		return digits ? 1 : -1;
	return digits ? compare_digits(x, y) : compare_bytes(x, y);
}

int version_compare_rpm(struct span a, struct span b)
{
	int order = 0;

	while ((a.len || b.len) && !order) {
		take_while(&a, is_separator);
		take_while(&b, is_separator);
		if (take_mark(&a, &b, &order))
			continue;
		if (!a.len || !b.len)
			return (a.len > 0) - (b.len > 0);
		order = compare_segment(&a, &b);
	}
	return order;
}

/* --- dpkg ----------------------------------------------------------------------- */

/* Of the first byte: letters before all else, '~' before the end, which digits
 * stand for too. */
static int weight(struct span s)
{
	char c = front(s);

	if (!s.len || char_is_digit(c))
		return 0;
	if (c == '~')
		return -1;
	return is_alpha(c) ? c : (unsigned char)c + 256;
}

static int compare_part(struct span a, struct span b)
{
	int order = 0;

	while ((a.len || b.len) && !order) {
		order = weight(a) - weight(b);
		if (order || weight(a)) {
			a = span_from(a, 1);
			b = span_from(b, 1);
			continue;
		}
		order = compare_digits(take_while(&a, char_is_digit),
				       take_while(&b, char_is_digit));
	}
	return order;
}

static struct span take_epoch(struct span *s)
{
	size_t colon = span_find(*s, ":");
	struct span epoch = {s->at, 0};

	if (colon != SPAN_NONE) {
		epoch = span_first(*s, colon);
		*s = span_from(*s, colon + 1);
	}
	return epoch;
}

/* Behind the last '-'. */
static struct span take_revision(struct span *s)
{
	for (size_t i = s->len; i-- > 0;) {
		if (s->at[i] == '-') {
			struct span revision = span_from(*s, i + 1);

			*s = span_first(*s, i);
			return revision;
		}
	}
	return (struct span){s->at, 0};
}

int version_compare_deb(struct span a, struct span b)
{
	int order = compare_digits(take_epoch(&a), take_epoch(&b));
	struct span revision_a = take_revision(&a), revision_b = take_revision(&b);

	if (!order)
		order = compare_part(a, b);
	return order ? order : compare_part(revision_a, revision_b);
}

/* --- kernel.org ----------------------------------------------------------------- */

/* The lower half of a number: -rc1 and so on, then the release and its updates. */
enum { RELEASED = 256 };

static bool take_number(struct span *s, uint64_t limit, uint64_t *n)
{
	struct span in = *s;

	if (!span_take_dec(&in, n) || *n > limit)
		return false;
	*s = in;
	return true;
}

static bool take_further(struct span *s, const char *text, uint64_t limit, uint64_t *n)
{
	struct span in = *s;

	if (!span_take_text(&in, text) || !take_number(&in, limit, n))
		return false;
	*s = in;
	return true;
}

bool version_take_kernel(struct span *s, uint32_t *number)
{
	const uint64_t most = UINT16_MAX - RELEASED;
	struct span in = *s;
	uint64_t major, minor, update = 0, rc;

	if (!take_number(&in, UINT8_MAX, &major) || !take_further(&in, ".", UINT8_MAX, &minor))
		return false;
	/* Until 3.0 the third number was what the second is now. */
	if (major == 2 && !take_further(&in, ".", UINT8_MAX, &minor))
		return false;
	take_further(&in, ".", most, &update);
	if (take_further(&in, "-rc", RELEASED - 1, &rc) && !update)
		update = rc;
	else
		update += RELEASED;
	*number = VERSION_SERIES(major, minor) << 16 | (uint32_t)update;
	*s = in;
	return true;
}

bool version_is_mainline(uint32_t number)
{
	return (number & UINT16_MAX) <= RELEASED;
}
