/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unit tests of base/format: whatever the sources may ask for comes out as the C library's. */
#include "base/format.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

#include "check.h"

/* The same by both, in a buffer of each size, and nothing beyond its end. */
#define SAME(...)                                                                                  \
	do {                                                                                       \
		char ours[64], theirs[64];                                                         \
                                                                                                   \
		for (size_t size = 0; size < sizeof(ours); size++) {                               \
			memset(ours, 'x', sizeof(ours));                                           \
			memset(theirs, 'x', sizeof(theirs));                                       \
			CHECK(text_format(ours, size, __VA_ARGS__) ==                              \
			      snprintf(theirs, size, __VA_ARGS__));                                \
			CHECK(memcmp(ours, theirs, sizeof(ours)) == 0);                            \
		}                                                                                  \
	} while (0)

static void test_strings(void)
{
	const char unended[] = {'a', 'b', 'c'};

	SAME("%s", "");
	SAME("a%sb%%c%c", "text", 'x');
	SAME("[%-8s] [%8s] [%2s]", "ab", "cd", "efg");
	SAME("[%.*s] [%.2s] [%.10s]", 2, unended, "abc", "short");
	SAME("[%*s] [%-*s]", 5, "ab", 5, "cd");
	SAME("[%*s]", 0, "");
}

static void test_numbers(void)
{
	static const long long values[] = {0,	    1,	       -1,	  9,	     10,       -10,
					   INT_MAX, INT_MIN,   LLONG_MAX, LLONG_MIN, UINT_MAX, 255,
					   4096,    123456789, 1000000,	  -1000000};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		SAME("%d %u %x", (int)values[i], (unsigned int)values[i], (unsigned int)values[i]);
		SAME("%lld %llu", values[i], (unsigned long long)values[i]);
		SAME("%llx %016llx", (unsigned long long)values[i], (unsigned long long)values[i]);
		SAME("%ld %lu %zu", (long)values[i], (unsigned long)values[i], (size_t)values[i]);
		SAME("[%5d] [%-5d] [%05d]", (int)values[i], (int)values[i], (int)values[i]);
		SAME("[%02u] [%03lld] [%0*x]", (unsigned int)values[i], values[i], 8,
		     (unsigned int)values[i]);
	}
}

/* One that is not known ends the text where it stands. */
static void test_unknown(void)
{
	static const char *const formats[] = {"a%ib", "a%", "a%-08", "a%lf"};
	char text[8];

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		int (*format)(char *, size_t, const char *, ...) = text_format;

		CHECK(format(text, sizeof(text), formats[i], 1) == 1);
		CHECK_TEXT(text, "a");
	}
}

int main(void)
{
	test_strings();
	test_numbers();
	test_unknown();
	return check_summary();
}
