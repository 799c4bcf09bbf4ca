/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What must hold for every fixture, however its log arrives.
 *
 *	fixtures pieces FILE...    cut into pieces of any size: the same answer
 *	fixtures prefixes FILE...  every front part of a short log, samples of a long
 *	                           one, and each one that ends with a line
 *	fixtures inside FILE...    a log of one report that ends with it: each front
 *	                           part that ends in a line below the headline says
 *	                           that it is cut
 *	fixtures dirt FILE...      control bytes strewn in: none reaches an output
 *
 * properties.h says what is asserted about each answer.
 */
#include <stdlib.h>

#include "../fuzz/properties.h"

/* Larger than any fixture; a larger one fails. */
enum { LOG_MAX = 1 << 20 };

/* Logs up to this many bytes are tried in all their front parts. */
enum { SHORT = 1000, SAMPLES = 40 };

enum { TEXT_SIZE = LIMIT_SIZE_DEFAULT };

static struct diagnose diagnose;
static struct answer whole, other;

/* The log behind the header of a fixture, or empty. */
static struct span read_log(const char *path, char *buffer)
{
	FILE *f = fopen(path, "rb");
	struct span log = {buffer, 0};
	size_t at;

	assert(f);
	log.len = fread(buffer, 1, LOG_MAX, f);
	fclose(f);
	assert(log.len < LOG_MAX);
	at = span_find(log, "\n\n");
	assert(at != SPAN_NONE);
	return span_from(log, at + 2);
}

static void try_pieces(struct span log)
{
	static const size_t pieces[] = {1, 2, 3, 7, 4095, 4096};

	answer_make(&whole, &diagnose, log, log.len + 1, ANSWER_READ, TEXT_SIZE);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		answer_make(&other, &diagnose, log, pieces[i], ANSWER_SKIM, TEXT_SIZE);
		answer_same(&whole, &other);
	}
}

static void try_prefixes(struct span log)
{
	size_t step = log.len <= SHORT ? 1 : log.len / SAMPLES;

	for (size_t n = 0; n < log.len; n += step)
		answer_make(&other, &diagnose, span_first(log, n), 4096, ANSWER_SKIM, TEXT_SIZE);
	for (size_t n = 0; n < log.len; n++) {
		if (log.at[n] == '\n' && (log.len <= SHORT || n % 4 == 0))
			answer_make(&other, &diagnose, span_first(log, n + 1), 4096, ANSWER_SKIM,
				    TEXT_SIZE);
	}
}

/* Offset behind the line with this number, from 1. */
static size_t line_end(struct span log, uint64_t number)
{
	size_t at = 0;

	for (; number && at < log.len; at++)
		number -= log.at[at] == '\n';
	return at;
}

static void try_inside(struct span log)
{
	size_t end = span_find(log, "---[ end trace ");

	if (end == SPAN_NONE)
		end = log.len - 1;
	answer_make(&whole, &diagnose, log, log.len, ANSWER_SKIM, TEXT_SIZE);
	assert(whole.reports == 1 && !whole.cut);
	for (size_t n = line_end(log, whole.headline) + 1; n < end; n++) {
		if (log.at[n - 1] == '\n')
			continue;
		answer_make(&other, &diagnose, span_first(log, n), 4096, ANSWER_SKIM, TEXT_SIZE);
		assert(other.crash && other.cut);
		assert(strstr(other.text, "CUT: ") && strstr(other.json, "\"cut\": true"));
		assert(!strstr(other.json, "\"confidence\": \"likely\""));
		assert(!strstr(other.json, "\"confidence\": \"certain\""));
	}
}

/* Control bytes, DEL, and bytes beyond ASCII, at places that differ from round to
 * round; a small generator, so that a failure can be repeated. */
static void try_dirt(struct span log)
{
	static char dirty[LOG_MAX * 2];
	uint32_t seed = (uint32_t)log.len;

	for (int round = 0; round < 4; round++) {
		size_t len = 0;

		for (size_t i = 0; i < log.len; i++) {
			seed = seed * 1664525u + 1013904223u;
			if ((seed >> 16) % 23 == 0)
				dirty[len++] = (char)((seed >> 24) % 3 ? (seed >> 8) % 32
								       : 0x7f + (seed >> 8) % 129);
			dirty[len++] = log.at[i];
		}
		answer_make(&other, &diagnose, (struct span){dirty, len}, len + 1, ANSWER_SKIM,
			    TEXT_SIZE);
	}
}

int main(int count, char **arguments)
{
	static const struct {
		const char *name;
		void (*try)(struct span log);
	} tests[] = {
		{"pieces", try_pieces},
		{"prefixes", try_prefixes},
		{"inside", try_inside},
		{"dirt", try_dirt},
	};
	static char buffer[LOG_MAX];
	size_t test = 0;

	while (test < 4 && (count < 3 || strcmp(tests[test].name, arguments[1]) != 0))
		test++;
	if (test == 4) {
		fprintf(stderr, "usage: fixtures pieces|prefixes|inside|dirt FILE...\n");
		return 2;
	}
	for (int i = 2; i < count; i++) {
		printf("%s\n", arguments[i]);
		fflush(stdout);
		tests[test].try(read_log(arguments[i], buffer));
	}
	printf("%d logs, %s: all hold\n", count - 2, tests[test].name);
	return 0;
}
