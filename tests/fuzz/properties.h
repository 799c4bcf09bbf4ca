/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * properties - what holds for the answer to any log, whatever its bytes.
 *
 *	static struct answer whole, cut;
 *
 *	answer_make(&whole, d, log, log.len, ANSWER_READ, 4096);
 *	answer_make(&cut, d, log, 7, ANSWER_SKIM, 4096);
 *	answer_same(&whole, &cut);
 *
 * answer_make() feeds the log in pieces and asserts about what comes out:
 *
 * - the text holds to its size, ends in its own checksum, and is printable ASCII;
 * - the JSON is whole, printable and well-formed;
 * - the function and the guilty function stand in the log;
 * - the reports stand in the order of their headlines, and there are no more of
 *   them than headlines have room;
 * - a cause from a report that is cut is possible at most.
 *
 * Shared by the fuzz target and the test over all fixtures.  An assertion that
 * fails ends the program: the fuzzer and the sanitizers want it so.
 */
#ifndef KD_TESTS_PROPERTIES_H
#define KD_TESTS_PROPERTIES_H

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "report/report.h"

struct answer {
	char text[LIMIT_SIZE_MAX + 1];
	char json[LIMIT_JSON];
	bool crash;	      /* a report was found */
	bool cut;	      /* the log ends within it */
	unsigned int reports; /* found, dropped ones included */
	uint64_t headline;    /* line number of the root's */
};

static inline void assert_printable(const char *text)
{
	for (; *text; text++)
		assert(*text == '\n' || (*text >= ' ' && *text <= '~'));
}

/* "end=crc32:01234567\n" at the end, of all bytes before it. */
static inline void assert_checksum(const char *text, size_t len)
{
	char end[32];
	size_t body = len - 19;

	assert(len > 19);
	snprintf(end, sizeof(end), "end=crc32:%08lx\n",
		 (unsigned long)crc32(crc32(0, Z_NULL, 0), (const Bytef *)text, (uInt)body));
	assert(strcmp(text + body, end) == 0);
}

/* --- JSON -------------------------------------------------------------------------- */

static inline const char *json_blanks(const char *at)
{
	return at + strspn(at, " \n");
}

static inline const char *json_string(const char *at)
{
	assert(*at == '"');
	for (at++; *at != '"'; at++) {
		assert(*at);
		if (*at == '\\') {
			at++;
			assert(*at == '"' || *at == '\\');
		}
	}
	return at + 1;
}

static inline const char *json_scalar(const char *at)
{
	size_t digits;

	if (*at == '"')
		return json_string(at);
	if (strncmp(at, "true", 4) == 0 || strncmp(at, "null", 4) == 0)
		return at + 4;
	if (strncmp(at, "false", 5) == 0)
		return at + 5;
	digits = strspn(at, "-.0123456789");
	assert(digits && digits < 24);
	return at + digits;
}

/* One whole value from the front to the end of the text.  A stack of brackets is
 * all the state that is needed. */
static inline void assert_json(const char *at)
{
	char open[16];
	unsigned int depth = 0;

	do {
		at = json_blanks(at);
		if (depth && *at == (open[depth - 1] == '{' ? '}' : ']')) {
			assert(at[-1] != ',');
			depth--;
			at++;
		} else {
			if (depth && open[depth - 1] == '{') {
				at = json_string(at);
				assert(*at == ':');
				at = json_blanks(at + 1);
			}
			if (*at == '{' || *at == '[') {
				assert(depth < sizeof(open));
				open[depth++] = *at++;
				continue;
			}
			at = json_scalar(at);
		}
		at = json_blanks(at);
		if (depth && *at == ',')
			assert(*json_blanks(++at) != '}' && *json_blanks(at) != ']');
		else
			assert(!depth || *at == '}' || *at == ']');
	} while (depth);
	assert(!*json_blanks(at));
}

/* --- what is said of the log -------------------------------------------------------- */

/* Does the name stand in the log, perhaps over the end of a wrapped line? */
static inline bool stands_in(struct span log, const char *name)
{
	static char squeezed[1 << 16];
	size_t len = 0;

	if (span_has(log, name))
		return true;
	for (size_t i = 0; i < log.len && len < sizeof(squeezed); i++) {
		if ((unsigned char)log.at[i] > ' ')
			squeezed[len++] = log.at[i];
	}
	return len == sizeof(squeezed) || span_has((struct span){squeezed, len}, name);
}

/* Names that stand for several functions, see guilty.h. */
static inline bool is_collective(const char *name)
{
	return strcmp(name, "synchronize_rcu") == 0 || strcmp(name, "smp_call_function") == 0;
}

static inline void assert_name(struct span log, const char *name)
{
	/* Bytes that were cleaned, un-escaped or demangled on the way cannot be found
	 * again, nor the rest of a name that was too long. */
	static const char *const changed[] = {"\033", "\\", "&", "#0", "#3", "_R", "_Z"};

	if (!name[0] || strpbrk(name, "?<> ") || strstr(name, "::") || is_collective(name) ||
	    strlen(name) >= LIMIT_SYMBOL - 1)
		return;
	if (memchr(log.at, '\0', log.len) || memchr(log.at, '\r', log.len))
		return;
	for (size_t i = 0; i < sizeof(changed) / sizeof(changed[0]); i++) {
		if (span_has(log, changed[i]))
			return;
	}
	assert(stands_in(log, name));
}

static inline void assert_reports(const struct diagnosis *d)
{
	const struct events *e = d->events;

	assert(e->count <= LIMIT_EVENTS && e->note_count <= LIMIT_NOTES &&
	       e->harmless_count <= LIMIT_HARMLESS);
	/* A pasted line can hold many reports, but each has a headline. */
	assert(e->count + (uint64_t)e->dropped <= d->input.bytes / 4);
	for (unsigned int i = 0; i < e->count; i++) {
		assert(e->list[i].line_number >= 1 && e->list[i].line_number <= d->input.lines);
		assert(!i || e->list[i - 1].line_number <= e->list[i].line_number);
		assert(e->list[i].trace.count <= LIMIT_FRAMES);
	}
}

static inline void assert_verdict(const struct verdict *v, struct span log)
{
	assert(v->cause_count >= 1 && v->cause_count <= LIMIT_CAUSES);
	if (!v->root)
		return;
	assert_name(log, v->root->function);
	assert_name(log, v->root->guilty);
	if (v->root->cut)
		assert(v->causes[0].confidence <= CONFIDENCE_POSSIBLE);
}

/* diagnose_begin(), which prepares tables for the same result each time: a copy of
 * that is much faster under the sanitizers. */
static inline void begin(struct diagnose *d)
{
	static struct diagnose fresh;
	static const struct diagnose *of;

	if (of == d) {
		memcpy(d, &fresh, sizeof(*d));
		return;
	}
	diagnose_begin(d);
	memcpy(&fresh, d, sizeof(*d));
	of = d;
}

/* Every line, or only those that the reader cannot pass over. */
enum answer_reading { ANSWER_READ, ANSWER_SKIM };

/* Feed the log in pieces of this size, 1 or more, into d (which may be used again)
 * and fill *a.  max_size is that of the text, LIMIT_SIZE_MIN..LIMIT_SIZE_MAX. */
static inline void answer_make(struct answer *a, struct diagnose *d, struct span log, size_t piece,
			       enum answer_reading reading, size_t max_size)
{
	struct circumstances c = {.dump_status_known = max_size & 1, .dump_status = 1};
	struct report_context context = {.input_name = "log", .max_size = max_size};
	const struct diagnosis *diagnosis;
	struct span rest = log;
	struct out o;

	begin(d);
	if (reading == ANSWER_READ)
		reader_skim(&d->reader, NULL);
	else
		scanner_hurry(events_triggers(&d->events), sift_fastest());
	for (; rest.len; rest = span_from(rest, piece))
		diagnose_push(d, span_first(rest, piece));
	diagnosis = diagnose_end(d, &c);
	assert_reports(diagnosis);
	assert_verdict(&diagnosis->verdict, log);
	a->crash = diagnosis->verdict.root;
	a->cut = a->crash && diagnosis->verdict.root->cut;
	a->reports = diagnosis->events->count + diagnosis->events->dropped;
	a->headline = a->crash ? diagnosis->verdict.root->line_number : 0;

	out_init(&o, a->text, sizeof(a->text));
	report_text(&o, diagnosis, &context, REPORT_COMPLETE);
	assert(o.len <= max_size && !o.lost);
	assert_checksum(a->text, o.len);
	assert_printable(a->text);
	out_init(&o, a->json, sizeof(a->json));
	report_json(&o, diagnosis, &context);
	assert(!o.lost);
	assert_printable(a->json);
	assert_json(a->json);
}

static inline void answer_same(const struct answer *a, const struct answer *b)
{
	assert(strcmp(a->text, b->text) == 0);
	assert(strcmp(a->json, b->json) == 0);
}

#endif
