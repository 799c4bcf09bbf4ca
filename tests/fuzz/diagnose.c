/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz target over the whole way from log bytes to the reports.
 *
 * The first byte chooses the piece size, the second the size of the text; the
 * rest is the log.  Whatever the bytes:
 *
 * - the answer does not depend on how they were cut into pieces;
 * - the text holds to its size, ends in its own checksum, and is ASCII;
 * - the JSON is complete and printable;
 * - the function in a report stands in the log.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "report/report.h"

struct result {
	char text[LIMIT_SIZE_MAX + 1];
	char json[LIMIT_JSON];
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_printable(const char *text)
{
	for (; *text; text++)
		assert(*text == '\n' || (*text >= ' ' && *text <= '~'));
}

static void check_end(const char *text, size_t len)
{
	char end[32];
	size_t body = len - 19;

	assert(len > 19);
	snprintf(end, sizeof(end), "end=crc32:%08lx\n",
		 (unsigned long)crc32(crc32(0, Z_NULL, 0), (const Bytef *)text, (uInt)body));
	assert(strcmp(text + body, end) == 0);
}

static void check_names(const struct verdict *v, struct span log)
{
	/* Bytes that were cleaned on the way cannot be found again. */
	if (v->root && v->root->function[0] && !strchr(v->root->function, '?') &&
	    !memchr(log.at, '\033', log.len) && !memchr(log.at, '\r', log.len) &&
	    !memchr(log.at, '\0', log.len) && strlen(v->root->function) < LIMIT_SYMBOL - 1)
		assert(span_has(log, v->root->function));
}

static void run(struct diagnose *d, struct span log, size_t piece, size_t max_size,
		struct result *result)
{
	struct circumstances c = {.dump_status_known = max_size & 1, .dump_status = 1};
	struct report_context context = {.input_name = "log", .max_size = max_size};
	const struct diagnosis *diagnosis;
	struct span rest = log;
	struct out o;

	diagnose_begin(d);
	for (; rest.len; rest = span_from(rest, piece))
		diagnose_push(d, span_first(rest, piece));
	diagnosis = diagnose_end(d, &c);
	check_names(&diagnosis->verdict, log);
	out_init(&o, result->text, sizeof(result->text));
	report_text(&o, diagnosis, &context, REPORT_COMPLETE);
	assert(o.len <= max_size && !o.lost);
	check_end(result->text, o.len);
	out_init(&o, result->json, sizeof(result->json));
	report_json(&o, diagnosis, &context);
	assert(!o.lost);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct diagnose *d;
	static struct result *whole, *cut;
	struct span log;
	size_t max_size;

	if (!d) {
		d = calloc(1, sizeof(*d));
		whole = calloc(1, sizeof(*whole));
		cut = calloc(1, sizeof(*cut));
		assert(d && whole && cut);
	}
	if (size < 3)
		return 0;
	log = (struct span){(const char *)data + 2, size - 2};
	max_size = LIMIT_SIZE_MIN + (size_t)data[1] * (LIMIT_SIZE_MAX - LIMIT_SIZE_MIN) / 255;
	run(d, log, log.len, max_size, whole);
	check_printable(whole->text);
	check_printable(whole->json);
	run(d, log, data[0] + 1u, max_size, cut);
	assert(strcmp(whole->text, cut->text) == 0);
	assert(strcmp(whole->json, cut->json) == 0);
	return 0;
}
