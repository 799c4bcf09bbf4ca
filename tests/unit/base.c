/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unit tests of base/: spans take what they name or nothing; out never overflows. */
#include <zlib.h>

#include "base/crc.h"
#include "base/error.h"
#include "base/out.h"
#include "check.h"

static void test_take_is_all_or_nothing(void)
{
	struct span in = span_of("CPU: 12x"), word;
	uint64_t n = 7;

	CHECK(!span_take_text(&in, "CPU:  "));
	CHECK(in.len == 8);
	CHECK(span_take_text(&in, "CPU: ") && span_take_dec(&in, &n) && n == 12);
	CHECK(!span_take_dec(&in, &n) && n == 12 && span_is(in, "x"));
	CHECK(!span_take_until(&in, "x", &word) && span_is(in, "x"));
	CHECK(span_take_word(&in, &word) && span_is(word, "x") && !in.len);
	CHECK(!span_take_word(&in, &word));
}

static void test_numbers_do_not_wrap(void)
{
	struct span dec = span_of("18446744073709551616"), hex = span_of("10000000000000000");
	struct span max = span_of("18446744073709551615"), maxhex = span_of("ffffffffffffffff");
	uint64_t n = 0;

	CHECK(!span_take_dec(&dec, &n) && dec.len == 20);
	CHECK(!span_take_hex(&hex, &n) && hex.len == 17);
	CHECK(span_take_dec(&max, &n) && n == UINT64_MAX);
	CHECK(span_take_hex(&maxhex, &n) && n == UINT64_MAX);
}

static void test_find(void)
{
	struct span s = span_of("aab[<aaab");

	CHECK(span_find(s, "aaab") == 5);
	CHECK(span_find(s, "") == 0);
	CHECK(span_find(s, "aaaab") == SPAN_NONE);
	CHECK(span_find((struct span){NULL, 0}, "a") == SPAN_NONE);
	CHECK(span_find(s, "b") == 2);
	CHECK(span_find_span(s, span_first(span_of("<axx"), 2)) == 4);
	CHECK(span_find_span(s, span_of("")) == 0);
	CHECK(span_ends(s, "aab") && !span_ends(s, "baab") && !span_ends(span_of("b"), "aab"));
}

static void test_take_past(void)
{
	static const char *const some[] = {"xy", "<a", NULL}, *const none[] = {NULL};
	struct span in = span_of("one [a] two [b]");

	CHECK(span_take_past(&in, "[") && span_is(in, "a] two [b]"));
	CHECK(!span_take_past(&in, "[a") && span_is(in, "a] two [b]"));
	CHECK(span_take_past(&in, "[b]") && !in.len && !span_take_past(&in, "["));
	CHECK(span_has_any(span_of("b<a"), some) && !span_has_any(span_of("ba"), some));
	CHECK(!span_has_any(span_of("ba"), none) && !span_has_any(span_of("ba"), NULL));
}

static void test_copy_cleans_and_cuts(void)
{
	char text[6];

	span_copy(text, sizeof(text), (struct span){"a\033\0b\377cdef", 9});
	CHECK_TEXT(text, "a??b?");
	span_copy(text, 1, span_of("abc"));
	CHECK_TEXT(text, "");
}

static void test_out_leaves_out_whole(void)
{
	char buffer[8];
	struct out o;

	out_init(&o, buffer, sizeof(buffer));
	CHECK(out_text(&o, "1234"));
	CHECK(!out_text(&o, "5678") && o.lost == 1);
	CHECK(out_text(&o, "567") && !out_char(&o, '8') && o.lost == 2);
	CHECK_TEXT(buffer, "1234567");
}

static void test_out_wraps_at_words(void)
{
	char buffer[64];
	struct out o;

	out_init(&o, buffer, sizeof(buffer));
	CHECK(out_wrapped(&o, "one two  threefourfive six", 2, 4, 10));
	CHECK_TEXT(buffer, "one two\n    threefourfive\n    six");
	out_init(&o, buffer, 10);
	CHECK(!out_wrapped(&o, "one two three", 0, 0, 78) && o.len == 0 && o.lost == 1);
}

static void test_error_is_built_from_the_bottom(void)
{
	struct error e;
	char path[600];

	error_set(&e, "No such file");
	error_prefix(&e, "cannot open %s", "x");
	CHECK_TEXT(e.text, "cannot open x: No such file");
	memset(path, 'p', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	error_prefix(&e, "%s", path);
	CHECK(strlen(e.text) == sizeof(e.text) - 1);
	CHECK(strcmp(e.text + sizeof(e.text) - 4, "...") == 0);
}

static void test_crc_is_that_of_zlib(void)
{
	char bytes[600];
	uint32_t crc = 0, seed = 1;

	CHECK(crc32_of(0, span_of("123456789")) == 0xcbf43926);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		seed = seed * 1664525u + 1013904223u;
		bytes[i] = (char)(seed >> 24);
	}
	for (size_t len = 0; len <= sizeof(bytes); len++)
		CHECK(crc32_of(0, (struct span){bytes, len}) ==
		      crc32(0, (const Bytef *)bytes, (uInt)len));
	for (size_t at = 0; at < sizeof(bytes); at += 7)
		crc = crc32_of(crc,
			       span_first(span_from((struct span){bytes, sizeof(bytes)}, at), 7));
	CHECK(crc == crc32_of(0, (struct span){bytes, sizeof(bytes)}));
}

int main(void)
{
	test_crc_is_that_of_zlib();
	test_take_is_all_or_nothing();
	test_numbers_do_not_wrap();
	test_find();
	test_take_past();
	test_copy_cleans_and_cuts();
	test_out_leaves_out_whole();
	test_out_wraps_at_words();
	test_error_is_built_from_the_bottom();
	return check_summary();
}
