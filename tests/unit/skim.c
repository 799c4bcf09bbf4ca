/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unit tests of passing over lines: every way to sift gives the same marks, and a
 * log that is skimmed the same diagnosis as one that is read line by line. */
#include <stdlib.h>

#include "check.h"
#include "report/report.h"

/* A small generator, so that a failure can be repeated. */
static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static uint32_t below(uint32_t *state, uint32_t limit)
{
	return next_random(state) % limit;
}

/* --- sift ------------------------------------------------------------------------ */

static const char *const words[] = {"BUG:", "Oops", "kernel BUG", "lock", "\xffUG:"};

static void fill_with_words(char *text, size_t size, uint32_t *seed)
{
	static const char bytes[] = "abcBUGOops: kernl\n\t\r\033\0\x7f\x80\xff";

	for (size_t i = 0; i < size; i++)
		text[i] = bytes[below(seed, sizeof(bytes) - 1)];
	for (int i = 0; i < 20; i++) {
		struct span word = span_of(words[below(seed, 5)]);

		memcpy(text + below(seed, (uint32_t)(size - word.len)), word.at, word.len);
	}
}

/* Marks of windows and odd bytes, which every way has. */
static void mark_needed(const char *text, unsigned int count, uint64_t *marks)
{
	for (unsigned int at = 0; at < count * SIFT_WORD; at++) {
		const char *here = text + at;
		bool needed = sift_is_odd(here);

		for (unsigned int i = 0; i < 4; i++)
			needed |= memcmp(here, words[i], strnlen(words[i], SIFT_WINDOW)) == 0;
		marks[at / SIFT_WORD] &= ~((uint64_t)1 << at % SIFT_WORD);
		marks[at / SIFT_WORD] |= (uint64_t)needed << at % SIFT_WORD;
	}
}

static void test_every_way_to_sift_marks_the_same(void)
{
	static struct scanner s;
	uint64_t want[SCAN_WORDS], got[SCAN_WORDS], needed[SCAN_WORDS];
	uint32_t seed = 3;
	int more = 0, marked = 0;

	scanner_init(&s);
	for (unsigned int i = 0; i < 4; i++)
		scanner_add(&s, span_of(words[i]));
	scanner_ready(&s);
	scanner_hurry(&s, sift_plain);
	for (int round = 0; round < 2000; round++) {
		char text[SCAN_STRETCH + SIFT_MARGIN];
		unsigned int n = 1 + below(&seed, SCAN_WORDS), newlines;

		fill_with_words(text, sizeof(text), &seed);
		newlines = sift_plain(&s.tables, text, n, want);
		mark_needed(text, n, needed);
		for (const struct sift_way *way = sift_ways; way->run != sift_plain; way++) {
			if (!way->usable())
				continue;
			CHECK(way->run(&s.tables, text, n, got) == newlines);
			for (unsigned int i = 0; i < n; i++) {
				CHECK(!(needed[i] & ~got[i]));
				CHECK(got[i] == want[i] || strcmp(way->name, "vbmi") == 0);
				more += __builtin_popcountll(got[i] & ~want[i]);
				marked += __builtin_popcountll(want[i]);
			}
		}
		for (unsigned int i = 0; i < n; i++)
			CHECK(!(needed[i] & ~want[i]));
	}
	CHECK(more * 10 < marked); /* by six bits are few of them for nothing */
}

static void test_sift_marks_windows_and_odd_bytes(void)
{
	static const char text[SIFT_WORD + SIFT_MARGIN] = "a\tb\r\nlock\r\r\nx\ry\033[0m Oops";
	static struct scanner s;
	uint64_t marks;

	scanner_init(&s);
	scanner_add(&s, span_of("lock"));
	scanner_add(&s, span_of("Oops"));
	scanner_ready(&s);
	scanner_hurry(&s, sift_plain);
	CHECK(sift_plain(&s.tables, text, 1, &marks) == 2);
	/* Carriage returns, "lock", ESC, "Oops", and the NULs behind the text. */
	CHECK((marks & 0x1ffffff) ==
	      (1u << 3 | 1u << 5 | 3u << 9 | 1u << 13 | 1u << 15 | 1u << 20 | 1u << 24));
}

/* Every byte, before every other: what is odd is written down here once more. */
static void test_odd_bytes(void)
{
	for (int c = 0; c < 256; c++) {
		for (int next = 0; next < 256; next++) {
			const char text[2] = {(char)c, (char)next};
			bool control = c < ' ' && c != '\t' && c != '\n' && c != '\r';
			bool cr = c == '\r' && next != '\n' && next != '\r';
			bool escape = (c == '\\' && (next == 'x' || next == '0')) ||
				      (c == '&' && (next == '#' || (next >= 'a' && next <= 'z'))) ||
				      (c == '#' && next == '0') || (c == 0xc2 && next == 0xa0);

			CHECK(sift_is_odd(text) == (control || cr || escape));
		}
	}
}

/* --- skimming ---------------------------------------------------------------------- */

struct log {
	char text[400000];
	size_t len;
};

static const char *const lines[] = {
	"e1000 0000:00:03.0 eth0: NIC Link is Up",
	"",
	"systemd[1]: Started Journal Service.",
	"[\033[0;32m  OK  \033[0m] Started something.",
	"usb 1-1: new high-speed USB device number ",
	"Modules linked in: a b c",
	"BU\033[0mG: unable to handle kernel paging request at ffff",
	"BUG: unable to handle kernel NULL pointer dereference at 0000000000000008",
	"WARNING: CPU: 1 PID: 5 at kernel/a.c:12 f+0x1/0x2",
	"WARNING: disk nearly full",
	"INFO: task a:12 blocked for more than 120 seconds.",
	"Oops: 0002 [#1] SMP",
	"CPU: 1 PID: 5 Comm: a Not tainted 6.1.0 #1",
	"RIP: 0010:f+0x1/0x2",
	"Call Trace:",
	" g+0x1/0x2",
	"---[ end trace 0000000000000000 ]---",
	"Kernel panic - not syncing: Fatal exception",
	"Kernel panic - not syncing: panic_on_warn set ...",
	"** 12 printk messages dropped **",
	"systemd-journald[12]: Missed 12 kernel messages",
	"Linux version 6.1.0 (a@b) #1 SMP",
	"EXT4-fs error (device vda1): a",
	"** replaying previous printk message **",
	"Sending NMI from CPU 1 to CPUs 0:",
	"[    1.000001] a [    1.000002] BUG: b [    1.000003] c",
	"hrtimer: interrupt took 12 ns",
	"list_add corruption. prev->next should be next (1), but was 2. (prev=3).",
	"WARNING: CPU: 1 PID: 5 at lib/list_debug.c:12 __list_add+0x1/0x2",
	"kernel BUG at lib/list_debug.c:26!",
};

#define LINE_KINDS (sizeof(lines) / sizeof(lines[0]))

static void append(struct log *log, const char *text)
{
	size_t len = strlen(text);

	if (len > sizeof(log->text) - log->len)
		return;
	memcpy(log->text + log->len, text, len);
	log->len += len;
}

static void append_prefix(struct log *log, unsigned int style, uint32_t *seed, unsigned int *ms)
{
	char prefix[64];

	*ms += below(seed, 40) ? below(seed, 900) : below(seed, 200000);
	if (!below(seed, 100))
		*ms /= 2; /* clocks jump, logs are joined */
	if (!style || !below(seed, 50))
		return;
	snprintf(prefix, sizeof(prefix), "[%5u.%03u000]", *ms / 1000, *ms % 1000);
	append(log, prefix);
	if (style > 1) {
		snprintf(prefix, sizeof(prefix), "[ %c%u]", "TC"[below(seed, 2)], below(seed, 3));
		append(log, prefix);
	}
	append(log, " ");
}

/* Of 1000 lines so many hold nothing and can be passed over. */
static void append_line(struct log *log, unsigned int idle, uint32_t *seed)
{
	uint32_t choice = below(seed, 1000);
	char number[16];

	if (choice < 5) {
		for (uint32_t i = below(seed, 6000); i; i--)
			append(log, "x");
	} else if (choice < 8) {
		log->text[log->len++ % sizeof(log->text)] = '\0';
	}
	append(log, lines[choice < idle ? choice % 4 : below(seed, LINE_KINDS)]);
	snprintf(number, sizeof(number), "%u%s", below(seed, 1000), choice % 9 ? "\n" : "\r\n");
	append(log, number);
}

static void make_log(struct log *log, uint32_t seed)
{
	unsigned int style = below(&seed, 3), idle = 700 + below(&seed, 299), ms = 0;

	log->len = 0;
	for (uint32_t n = 50 + below(&seed, 2000); n; n--) {
		append_prefix(log, style, &seed, &ms);
		append_line(log, idle, &seed);
	}
	log->len -= below(&seed, 2); /* with the last newline or without */
}

static const struct diagnosis *diagnose(struct diagnose *d, struct span log, size_t piece,
					bool skim, sift_function *sift)
{
	const struct circumstances c = {0};

	diagnose_begin(d);
	scanner_hurry(events_triggers(&d->events), sift);
	if (!skim)
		reader_skim(&d->reader, NULL);
	for (; log.len; log = span_from(log, piece))
		diagnose_push(d, span_first(log, piece));
	return diagnose_end(d, &c);
}

static const char *json_of(const struct diagnosis *d, char *json)
{
	const struct report_context context = {.input_name = "log", .max_size = 4096};
	struct out o;

	out_init(&o, json, LIMIT_JSON);
	report_json(&o, d, &context);
	return json;
}

static void check_same_report(const struct event *a, const struct event *b)
{
	CHECK(a->line_number == b->line_number && a->time_us == b->time_us);
	CHECK(a->last_us == b->last_us && a->caller_id == b->caller_id);
	CHECK(!a->panic == !b->panic && a->cut == b->cut && a->full == b->full);
	CHECK_TEXT(a->panic ? panic_text(a->panic) : "", b->panic ? panic_text(b->panic) : "");
	CHECK(a->trace.count == b->trace.count && a->modules.total == b->modules.total);
	CHECK_TEXT(a->headline, b->headline);
	CHECK_TEXT(a->title, b->title);
	CHECK_TEXT(a->detail, b->detail);
	CHECK_TEXT(a->panic_text, b->panic_text);
	CHECK_TEXT(a->function, b->function);
}

static void check_same(const struct diagnosis *a, const struct diagnosis *b)
{
	static char json_a[LIMIT_JSON], json_b[LIMIT_JSON];

	CHECK_TEXT(json_of(a, json_a), json_of(b, json_b));
	CHECK(a->events->count == b->events->count);
	for (unsigned int i = 0; i < a->events->count && i < b->events->count; i++)
		check_same_report(&a->events->list[i], &b->events->list[i]);
}

static void test_skimming_changes_nothing(void)
{
	static const size_t pieces[] = {1, 7, 4095, 65536, 1000000};
	static struct log log;
	static struct diagnose read, skimmed;
	unsigned int reports = 0;

	for (uint32_t seed = 1; seed <= 200; seed++) {
		const struct diagnosis *want;
		struct span text;

		make_log(&log, seed);
		text = (struct span){log.text, log.len};
		want = diagnose(&read, text, log.len, false, sift_plain);
		reports += want->events->count;
		check_same(diagnose(&skimmed, text, pieces[seed % 5], true, sift_plain), want);
		check_same(diagnose(&skimmed, text, log.len, true, sift_fastest()), want);
	}
	CHECK(reports > 1000);
}

/* What a waiting report makes of a line's time must not depend on lines that may
 * be passed over. */
static void test_a_clock_that_jumps_changes_nothing(void)
{
	static struct log log;
	static struct diagnose read, skimmed;
	struct span text;

	log.len = 0;
	for (int i = 0; i < 100; i++)
		append(&log, "[    1.000000] a\n");
	append(&log, "[    1.000000] WARNING: CPU: 1 PID: 5 at kernel/a.c:12 f+0x1/0x2\n"
		     "[    1.000000] ---[ end trace 0000000000000000 ]---\n");
	for (int i = 0; i < 100; i++)
		append(&log, i < 50 ? "[  100.000000] a\n" : "[    1.000000] a\n");
	append(&log, "[    1.000000] Kernel panic - not syncing: panic_on_warn set ...\n");
	text = (struct span){log.text, log.len};
	check_same(diagnose(&skimmed, text, log.len, true, sift_plain),
		   diagnose(&read, text, log.len, false, sift_plain));
}

/* What stands before a warning that is only counted tells nothing about the next. */
static void test_counted_warnings_change_nothing(void)
{
	static struct log log;
	static struct diagnose read, skimmed;
	struct span text;

	log.len = 0;
	for (int i = 0; i < 100; i++)
		append(&log, "[    1.000000] a\n");
	for (int i = 0; i <= LIMIT_SAME; i++)
		append(&log, "[    1.000000] list_add corruption. a\n"
			     "[    1.000000] WARNING: CPU: 1 PID: 5 at kernel/a.c:12 f+0x1/0x2\n"
			     "[    1.000000] RIP: 0010:f+0x1/0x2\n"
			     "[    1.000000] ---[ end trace 0000000000000000 ]---\n"
			     "[    1.000000] a\n");
	append(&log, "[    1.000000] list_add corruption. b\n"
		     "[    1.000000] WARNING: CPU: 1 PID: 5 at kernel/a.c:12 f+0x1/0x2\n"
		     "[    1.000000] WARNING: CPU: 1 PID: 5 at kernel/b.c:12 g+0x1/0x2\n");
	text = (struct span){log.text, log.len};
	check_same(diagnose(&skimmed, text, log.len, true, sift_plain),
		   diagnose(&read, text, log.len, false, sift_plain));
	CHECK(read.events.list[LIMIT_SAME - 1].repeats == 2);
	CHECK(!read.events.list[LIMIT_SAME].detail[0]);
}

/* Deep in a text that holds nothing, an odd byte alone makes a line worth a look. */
static void test_odd_bytes_far_behind_are_seen(void)
{
	static const char *const hidden[] = {
		"Ker\033[1mnel pa\033[0mnic - not\033[0m syn\033[1mcing: a\n",
		"Ker\rnel pa\rnic - n\rot sy\rncing: a\n",
	};
	static struct log log;
	static struct diagnose read, skimmed;

	for (unsigned int i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		struct span text;

		log.len = 0;
		for (int n = 0; n < 3000; n++)
			append(&log, n == 2000 ? hidden[i] : "usb 1-1: a new device\n");
		text = (struct span){log.text, log.len};
		check_same(diagnose(&skimmed, text, log.len, true, sift_fastest()),
			   diagnose(&read, text, log.len, false, sift_plain));
		CHECK(skimmed.events.count == 1);
	}
}

int main(void)
{
	test_every_way_to_sift_marks_the_same();
	test_sift_marks_windows_and_odd_bytes();
	test_odd_bytes();
	test_skimming_changes_nothing();
	test_a_clock_that_jumps_changes_nothing();
	test_counted_warnings_change_nothing();
	test_odd_bytes_far_behind_are_seen();
	return check_summary();
}
