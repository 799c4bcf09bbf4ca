/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * check - assertions for the unit tests.
 *
 *	int main(void)
 *	{
 *		CHECK(span_is(span_of("a"), "a"));
 *		return check_summary();
 *	}
 *
 * A failed check says where and what, and the others still run.  A program in
 * which nothing was checked fails.
 */
#ifndef KD_TESTS_CHECK_H
#define KD_TESTS_CHECK_H

#include <stdio.h>
#include <string.h>

static unsigned int check_count, check_failures;

#define CHECK(condition)                                                                           \
	do {                                                                                       \
		check_count++;                                                                     \
		if (!(condition)) {                                                                \
			check_failures++;                                                          \
			printf("%s:%d: %s\n", __FILE__, __LINE__, #condition);                     \
		}                                                                                  \
	} while (0)

#define CHECK_TEXT(got, want)                                                                      \
	do {                                                                                       \
		check_count++;                                                                     \
		if (strcmp(got, want) != 0) {                                                      \
			check_failures++;                                                          \
			printf("%s:%d: got \"%s\", want \"%s\"\n", __FILE__, __LINE__, got, want); \
		}                                                                                  \
	} while (0)

static inline int check_summary(void)
{
	printf("%u checks, %u failures\n", check_count, check_failures);
	return check_failures || !check_count;
}

#endif
