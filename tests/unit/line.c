/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unit tests of line/: prefixes, pastes, and independence of how the input was cut. */
#include "check.h"
#include "line/reader.h"

/* --- prefixes ------------------------------------------------------------------- */

static struct line decode(const char *raw)
{
	struct line line;

	line_decode(span_of(raw), &line);
	return line;
}

static void test_stamp(void)
{
	struct line l = decode("[ 1722.511384] WARNING: x");

	CHECK(l.time_us == 1722511384 && span_is(l.text, "WARNING: x") && !l.caller);
	l = decode("[23818.431954]  indented");
	CHECK(l.time_us == 23818431954 && span_is(l.text, " indented"));
	l = decode("[3624965.306801] Kernel panic");
	CHECK(l.time_us == 3624965306801 && span_is(l.text, "Kernel panic"));
	l = decode("[ 1799]     0  1799 sshd");
	CHECK(l.time_us == LINE_NO_TIME && span_starts(l.text, "[ 1799]"));
	l = decode("[    1.0769] three digits too few");
	CHECK(l.time_us == LINE_NO_TIME);
	l = decode("");
	CHECK(l.time_us == LINE_NO_TIME && !l.text.len);
}

static void test_caller(void)
{
	struct line l = decode("[   12.345678][  T417] text");

	CHECK(l.caller == 'T' && l.caller_id == 417 && span_is(l.text, "text"));
	l = decode("[   12.345678][    C1] text");
	CHECK(l.caller == 'C' && l.caller_id == 1 && span_is(l.text, "text"));
	/* makedumpfile --dump-dmesg since 1.7.5 */
	l = decode("[   12.345678] [    T417] text");
	CHECK(l.caller == 'T' && l.caller_id == 417 && span_is(l.text, "text"));
	l = decode("[   12.345678] [drm] text");
	CHECK(!l.caller && span_is(l.text, "[drm] text"));
}

static void test_level(void)
{
	struct line l = decode("<4>[   12.345678] text");

	CHECK(l.level == 4 && !l.user && span_is(l.text, "text"));
	l = decode("<14>[   12.345678] systemd[1]: text");
	CHECK(l.level == 6 && l.user);
	l = decode("<IRQ> not a level");
	CHECK(l.level == -1 && span_is(l.text, "<IRQ> not a level"));
}

static void test_loss_and_login(void)
{
	struct line l = decode("** 2499 printk messages dropped ** [   60.095515] text");

	CHECK(l.lossy && l.time_us == 60095515 && span_is(l.text, "text"));
	l = decode("syzkaller login: [   50.946624] WARNING: x");
	CHECK(l.time_us == 50946624 && span_is(l.text, "WARNING: x"));
	l = decode("text\r\r");
	CHECK(span_is(l.text, "text"));
}

/* --- the reader ------------------------------------------------------------------- */

struct lines {
	char text[65536];
	size_t len;
	unsigned int count;
};

static void collect(void *context, const struct line *line)
{
	struct lines *all = context;
	int n = snprintf(all->text + all->len, sizeof(all->text) - all->len, "%lld|%d|%.*s\n",
			 (long long)line->time_us, line->split, (int)line->text.len, line->text.at);

	if (n > 0 && all->len + (size_t)n < sizeof(all->text))
		all->len += (size_t)n;
	all->count++;
}

static const struct lines *read_in_pieces(struct span input, size_t piece)
{
	static struct lines all;
	static struct reader reader;

	memset(&all, 0, sizeof(all));
	reader_init(&reader, collect, &all);
	while (input.len) {
		reader_push(&reader, span_first(input, piece));
		input = span_from(input, piece);
	}
	reader_end(&reader);
	return &all;
}

static void check_every_cut(struct span input)
{
	static const size_t pieces[] = {1, 2, 3, 7, 64, 4095, 4096, 4097};
	static struct lines whole;

	whole = *read_in_pieces(input, input.len ? input.len : 1);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		const struct lines *cut = read_in_pieces(input, pieces[i]);

		CHECK(cut->count == whole.count);
		CHECK_TEXT(cut->text, whole.text);
	}
}

static void test_lines_do_not_depend_on_the_cut(void)
{
	static char text[20000];
	size_t len = 0;

	/* Short lines, CR, NUL, ANSI, a paste longer than the buffer, a long line
	 * without any place to cut, and an end without newline. */
	len += (size_t)sprintf(text + len, "[    1.000000] a\r\n\033[31mred\033[0m\n\n");
	text[len++] = '\0';
	for (int i = 0; i < 300; i++)
		len += (size_t)sprintf(text + len, "[%5d.000001] f%d+0x1/0x2 ", i, i);
	text[len++] = '\n';
	memset(text + len, 'x', 9000);
	len += 9000;
	len += (size_t)sprintf(text + len, "\n\033[1;\nlast");
	check_every_cut((struct span){text, len});
	check_every_cut((struct span){text, 0});
}

static void test_paste_becomes_lines(void)
{
	const struct lines *all =
		read_in_pieces(span_of("[1.000001] a b [1.000002] <IRQ> [1.000003] f+0x1/0x2"), 9);

	CHECK(all->count == 3);
	CHECK_TEXT(all->text, "1000001|1|a b\n1000002|1|<IRQ>\n1000003|1|f+0x1/0x2\n");
}

static void test_two_merged_lines_stay_one(void)
{
	const struct lines *all =
		read_in_pieces(span_of("[1.000001] oops [1.000002] audit: x\n"), 99);

	CHECK(all->count == 1);
}

static void test_control_bytes_are_removed(void)
{
	const struct lines *all =
		read_in_pieces((struct span){"a\r\0b\033[1;31mc\033[0m\n", 17}, 1);

	CHECK_TEXT(all->text, "-9223372036854775808|0|abc\n");
}

int main(void)
{
	test_stamp();
	test_caller();
	test_level();
	test_loss_and_login();
	test_lines_do_not_depend_on_the_cut();
	test_paste_becomes_lines();
	test_two_merged_lines_stay_one();
	test_control_bytes_are_removed();
	return check_summary();
}
