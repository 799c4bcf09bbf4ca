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
 *	fixtures sizes FILE...     the text at every size: what it says is said whole
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

/* --- sizes ---------------------------------------------------------------------------- */

/* An item's further lines begin with so many blanks. */
static const char further[] = "          ";

static struct span line_at(const char *text)
{
	return span_first(span_of(text), strcspn(text, "\n"));
}

/* The line behind this one; "" at the end of the text. */
static const char *next_line(const char *text)
{
	text += strcspn(text, "\n");
	return *text ? text + 1 : text;
}

static bool same_line(const char *a, const char *b)
{
	struct span line = line_at(b);

	return line_at(a).len == line.len && memcmp(a, b, line.len) == 0;
}

/* Does the item that begins at line stand in full, with all its lines? */
static bool stands_whole(const char *line, const char *full)
{
	for (; *full; full = next_line(full)) {
		const char *a = line, *b = full;

		do {
			if (!same_line(a, b))
				break;
			a = next_line(a);
			b = next_line(b);
			if (!span_starts(line_at(b), further))
				return !span_starts(line_at(a), further);
		} while (*a && *b);
	}
	return false;
}

/* What differs from size to size by its nature. */
static bool is_frame(struct span line)
{
	return !line.len || span_starts(line, "end=crc32:") || span_ends(line, " more left out)") ||
	       span_is(line, "KDUMP-DIAGNOSE 1: why this machine crashed");
}

static void check_size(const char *text, size_t size, const char *full)
{
	assert(strlen(text) <= size);
	assert_checksum(text, strlen(text));
	assert(strstr(text, "\nSUMMARY\n") && strstr(text, "\n--\nversion=1\n"));
	assert(strstr(text, "\nclass=") && strstr(text, "\nsignature="));
	for (; *text; text = next_line(text)) {
		if (is_frame(line_at(text)) || span_starts(line_at(text), further))
			continue;
		if (!stands_whole(text, full)) {
			fprintf(stderr, "at %zu bytes, not whole: %.*s\n", size,
				(int)line_at(text).len, text);
			abort();
		}
	}
}

static void try_sizes(struct span log)
{
	static char full[LIMIT_SIZE_MAX + 1], text[LIMIT_SIZE_MAX + 1];
	const struct circumstances circumstances = {0};
	struct report_context context = {.input_name = "vmcore-dmesg.txt"};
	const struct diagnosis *d;
	struct out o;

	diagnose_begin(&diagnose);
	diagnose_push(&diagnose, log);
	d = diagnose_end(&diagnose, &circumstances);
	for (size_t size = LIMIT_SIZE_MAX; size >= LIMIT_SIZE_MIN; size -= size > 2048 ? 509 : 37) {
		char *to = size == LIMIT_SIZE_MAX ? full : text;

		context.max_size = size;
		out_init(&o, to, size + 1);
		report_text(&o, d, &context, REPORT_COMPLETE);
		check_size(to, size, full);
	}
}

int main(int count, char **arguments)
{
	static const struct {
		const char *name;
		void (*try)(struct span log);
	} tests[] = {
		{"pieces", try_pieces}, {"prefixes", try_prefixes}, {"inside", try_inside},
		{"dirt", try_dirt},	{"sizes", try_sizes},
	};
	const size_t last = sizeof(tests) / sizeof(tests[0]);
	static char buffer[LOG_MAX];
	size_t test = 0;

	while (test < last && (count < 3 || strcmp(tests[test].name, arguments[1]) != 0))
		test++;
	if (test == last) {
		fprintf(stderr, "usage: fixtures pieces|prefixes|inside|dirt|sizes FILE...\n");
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
