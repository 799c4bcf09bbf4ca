/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unit tests of the rules: patterns, conditions, faults, ranking; and any cut of a file gives the
 * same. */
#include "check.h"
#include "diagnose.h"
#include "verdict/pattern.h"

static const char crash[] =
	"[  100.000000] Linux version 4.18.0-305.3.1.el8.x86_64 (a@b) (gcc) #1 SMP\n"
	"[  500.000000] nfs: server filer7 not responding, still trying\n"
	"[ 1000.000000] list_del corruption, ffff88810a7c4d28->next is LIST_POISON2 "
	"(dead000000000200)\n"
	"[ 1000.000001] ------------[ cut here ]------------\n"
	"[ 1000.000002] kernel BUG at lib/list_debug.c:50!\n"
	"[ 1000.000003] invalid opcode: 0000 [#1] SMP PTI\n"
	"[ 1000.000004] CPU: 0 PID: 5 Comm: kworker/0:1 Tainted: G OE 4.18.0-305.3.1.el8.x86_64 "
	"#1\n"
	"[ 1000.000005] Hardware name: Example\n"
	"[ 1000.000006] Workqueue: cgroup_destroy css_release_work_fn\n"
	"[ 1000.000007] RIP: 0010:__list_del_entry_valid.cold.1+0x45/0x4c\n"
	"[ 1000.000008] RSP: 0018:ffffaff1c0b6fdd8 EFLAGS: 00010246\n"
	"[ 1000.000009] Call Trace:\n"
	"[ 1000.000010]  css_release_work_fn+0x38/0x270 [acme]\n"
	"[ 1000.000011]  ? hidden_helper+0x1/0x2\n"
	"[ 1000.000012]  process_one_work+0x1a7/0x360\n"
	"[ 1000.000013]  worker_thread+0x30/0x390\n"
	"[ 1000.000014] Modules linked in: acme(OE) other(OE) ext4 [last unloaded: gone]\n"
	"[ 1000.000015] ---[ end trace 0123456789abcdef ]---\n";

static struct diagnose d;
static char faults[16384];

static void take_fault(void *context, const struct error *e)
{
	size_t len = strlen(faults);

	(void)context;
	CHECK(len + strlen(e->text) + 2 < sizeof(faults));
	snprintf(faults + len, sizeof(faults) - len, "%s\n", e->text);
}

static void push(struct span text, size_t piece)
{
	rules_open(&d.rules, "x.rules", true);
	for (; text.len; text = span_from(text, piece))
		rules_push(&d.rules, span_first(text, piece));
	rules_close(&d.rules);
}

/* The verdict on the crash with these rules, cut into pieces. */
static const struct verdict *judge(struct span rules, size_t piece)
{
	const struct circumstances none = {0};

	faults[0] = '\0';
	diagnose_begin(&d);
	diagnose_push(&d, span_of(crash));
	diagnose_end(&d, &none);
	CHECK(d.diagnosis.verdict.root != NULL);
	diagnose_rules_begin(&d, take_fault, NULL);
	push(rules, piece);
	return &d.diagnosis.verdict;
}

static const struct verdict *judge_text(const char *rules)
{
	return judge(span_of(rules), SPAN_NONE);
}

/* --- patterns --------------------------------------------------------------------------- */

static void test_patterns(void)
{
	static const struct {
		const char *pattern, *text;
		bool is, in;
	} rows[] = {
		{"a", "a", true, true},		{"a", "ba", false, true},
		{"a*", "abc", true, true},	{"a*", "bac", false, true},
		{"*c", "abc", true, true},	{"*c", "abcd", false, true},
		{"a*c", "abbc", true, true},	{"a*c", "ac", true, true},
		{"a*a", "a", false, false},	{"ab*ba", "aba", false, false},
		{"*", "", true, true},		{"*", "abc", true, true},
		{"a*b*c", "aXbXc", true, true}, {"a*b*c", "acb", false, false},
		{"a**c", "abc", true, true},	{"b", "abc", false, true},
		{"x", "", false, false},	{"*b*b", "abab", true, true},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CHECK(pattern_is(span_of(rows[i].pattern), span_of(rows[i].text)) == rows[i].is);
		CHECK(pattern_in(span_of(rows[i].pattern), span_of(rows[i].text)) == rows[i].in);
	}
}

static void test_line_search_finds_what_a_plain_search_finds(void)
{
	char text[200];
	uint32_t seed = 7;

	for (int round = 0; round < 2000; round++) {
		size_t len = (size_t)round % sizeof(text), want = SPAN_NONE;
		uint64_t newlines = 0, count = 0;

		for (size_t i = 0; i < len; i++) {
			seed = seed * 1664525u + 1013904223u;
			text[i] = "\n[aaaaaa"[seed >> 28 & 7];
		}
		for (size_t i = 0; i < len && want == SPAN_NONE; i++) {
			count += text[i] == '\n';
			if (text[i] == '\n' && i + 1 < len && text[i + 1] == '[')
				want = i + 1;
		}
		CHECK(span_find_line((struct span){text, len}, '[', &newlines) == want);
		CHECK(newlines == count);
	}
}

/* --- conditions --------------------------------------------------------------------------- */

/* Does a rule of these conditions match? */
static bool holds(const char *conditions)
{
	char rules[1000];

	snprintf(rules, sizeof(rules), "[x]\n%s\ncause: c\nremedy: r\n", conditions);
	judge_text(rules);
	CHECK_TEXT(faults, "");
	return d.diagnosis.verdict.cause_count == 1;
}

static void test_conditions(void)
{
	static const char *const hold[] = {
		"class: corruption.list",
		"class: fault.null | corruption.*",
		"title: *list*",
		"title: no such thing | corrupted list in",
		"function: __list_del_entry_valid",
		"function: __list_del_*",
		"trace: __list_del_entry_valid > css_release_work_fn > process_one_work",
		"trace: nothing > here | css_release_* > worker_thread",
		"trace: css_release_work_fn > ?hidden_helper > worker_thread",
		"process: kworker/*",
		"module: acme",
		"unloaded: gone",
		"class: *\nloaded: other",
		"line: LIST_POISON2",
		"line: next is * (dead",
		"line: Workqueue: cgroup_destroy",
		"line: kernel BUG at lib/list_debug.c",
		"before: nfs: server * not responding",
		"before: within 501s: nfs: server",
		"class: corruption.list\narch: x86_64",
		"class: corruption.list\nrelease: el8",
		"class: corruption.list\nrelease: el8 >= 4.18.0-240",
		"class: corruption.list\nnot-line: NULL pointer",
		"class: corruption.list\nnot-before: I/O error\nnot-module: nvidia",
		"class:\n\tcorruption.slab |\n  corruption.list",
	};
	static const char *const fail[] = {
		"class: fault.null",
		"title: slab",
		"function: list_del_entry_valid",
		"trace: process_one_work > css_release_work_fn",
		"trace: css_release_work_fn > hidden_helper",
		"trace: __list_del_entry_valid > __list_del_entry_valid",
		"process: kworker",
		"module: other",
		"module: acm",
		"unloaded: acme",
		"class: *\nloaded: nvidia",
		"line: LIST_POISON1",
		"line: css_release_work_fn+0x38",
		"line: ffffaff1c0b6fdd8",
		"line: Modules linked in",
		"before: kernel BUG",
		"before: within 500s: nfs: server",
		"class: corruption.list\narch: arm64",
		"class: corruption.list\nrelease: el7",
		"class: corruption.list\nrelease: el8 < 4.18.0-240",
		"class: corruption.list\nnot-line: LIST_POISON2",
		"class: corruption.list\nnot-before: nfs: server",
		"class: corruption.list\nnot-module: ac*",
		"line: LIST_POISON2\nline: nothing",
	};

	for (size_t i = 0; i < sizeof(hold) / sizeof(hold[0]); i++) {
		CHECK(holds(hold[i]));
		if (d.diagnosis.verdict.cause_count != 1)
			printf("  %s\n", hold[i]);
	}
	for (size_t i = 0; i < sizeof(fail) / sizeof(fail[0]); i++) {
		CHECK(!holds(fail[i]));
		if (d.diagnosis.verdict.cause_count)
			printf("  %s\n", fail[i]);
	}
}

static void test_evidence_is_where_it_stands(void)
{
	const struct cause *m = &d.diagnosis.verdict.causes[0];

	CHECK(holds("before: nfs: server"));
	CHECK(m->evidence_count == 2 && m->evidence[0].line_number == 5 &&
	      m->evidence[1].line_number == 2 && m->evidence[1].time_us == 500000000);
}

/* --- what a rule says --------------------------------------------------------------------- */

static void test_texts(void)
{
	const struct verdict *v = judge_text("# first a comment\n"
					     "[a.b-1]\r\n"
					     "class:      corruption.list\n"
					     "cause:      one\n"
					     "            two\n"
					     "\tthree\n"
					     "remedy:     do # this\n"
					     "confirm:    look\n"
					     "prevent:    never \xc3\xa9\n"
					     "confidence: certain\n"
					     "command:    first\n"
					     "command:    second\n"
					     "reference:  https://example.org/\n"
					     "sample:     s\n"
					     "| [not.a.rule]\n"
					     "|\n"
					     "no-sample:  n\n"
					     "| class: fault.null\n"
					     "\n"
					     "[other]\n"
					     "class: fault.null\n"
					     "cause: other\n"
					     "remedy: other");
	const struct cause *m = &v->causes[0];

	CHECK_TEXT(faults, "");
	CHECK(v->cause_count == 1 && d.rules.read == 2);
	CHECK_TEXT(m->id, "a.b-1");
	CHECK_TEXT(m->text, "one two three");
	CHECK_TEXT(m->remedy, "do # this");
	CHECK_TEXT(m->confirm, "look");
	CHECK_TEXT(m->prevent, "never ??");
	CHECK_TEXT(m->command[0], "first");
	CHECK_TEXT(m->command[1], "second");
	CHECK_TEXT(m->command[2], "");
	CHECK_TEXT(m->reference[0], "https://example.org/");
	CHECK(m->confidence == CONFIDENCE_CERTAIN && m->kernel_status == KERNEL_NONE);
	/* The rest of the verdict comes behind it. */
	diagnose_rules_end(&d);
	CHECK(v->rules_read == 2 && v->rule_faults == 0 && v->cause_count > 1);
	CHECK_TEXT(v->causes[0].id, "a.b-1");
	CHECK_TEXT(v->causes[1].id, "module.foreign");
}

static void test_kernel_status(void)
{
	static const struct {
		const char *lines;
		enum kernel_status status;
		const char *fixed_in;
	} rows[] = {
		{"fixed-in: kernel-4.18.0-305.12.1.el8_4", KERNEL_AFFECTED,
		 "kernel-4.18.0-305.12.1.el8_4"},
		{"fixed-in: 3.10.0-1160.el7\nfixed-in: 4.18.0-305.12.1.el8_4", KERNEL_AFFECTED,
		 "4.18.0-305.12.1.el8_4"},
		{"fixed-in: 4.18.0-240.el8", KERNEL_FIXED, "4.18.0-240.el8"},
		{"fixed-in: 3.10.0-1160.el7\nfixed-in: ubuntu 5.4.0-123.139", KERNEL_UNKNOWN,
		 "3.10.0-1160.el7, ubuntu 5.4.0-123.139"},
		{"affected: until 4.18.0-348.el8", KERNEL_AFFECTED, ""},
		{"affected: from 4.18.0-310.el8 until 4.18.0-348.el8", KERNEL_FIXED, ""},
		{"affected: until 4.19.91-22.2.al7", KERNEL_UNKNOWN, ""},
	};
	char rules[1000];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct cause *m = &d.diagnosis.verdict.causes[0];

		snprintf(rules, sizeof(rules),
			 "[x]\nclass: corruption.list\ncause: c\nremedy: r\n%s", rows[i].lines);
		CHECK(judge_text(rules)->cause_count == 1);
		CHECK_TEXT(faults, "");
		CHECK(m->kernel_status == rows[i].status);
		CHECK_TEXT(m->fixed_in, rows[i].fixed_in);
		CHECK(m->confidence ==
		      (m->kernel_status == KERNEL_FIXED ? CONFIDENCE_POSSIBLE : CONFIDENCE_LIKELY));
	}
}

static void test_hotfix_is_for_its_range(void)
{
	static const char in[] = "[x]\nclass: *\ncause: c\nremedy: r\ncommand: sysctl\n"
				 "hotfix: from 4.18.0-240.el8 until 4.18.0-348.el8: yum install a\n"
				 "hotfix: until 4.18.0-193.el8: yum install b\n";

	judge_text(in);
	CHECK_TEXT(faults, "");
	CHECK_TEXT(d.diagnosis.verdict.causes[0].command[0], "sysctl");
	CHECK_TEXT(d.diagnosis.verdict.causes[0].command[1], "yum install a");
}

static void test_ranking(void)
{
	const struct verdict *v = judge_text(
		"[fixed]\nfunction: __list*\ncause: c\nremedy: r\nconfidence: certain\n"
		"fixed-in: 4.18.0-240.el8\n"
		"[general]\nclass: corruption.list\ncause: c\nremedy: r\n"
		"[special]\nclass: corruption.list\nfunction: __list*\ncause: c\nremedy: r\n"
		"[later]\nclass: corruption.list\nfunction: __list*\ncause: c\nremedy: r\n"
		"[sure]\nclass: *\ncause: c\nremedy: r\nconfidence: certain\n");

	CHECK_TEXT(faults, "");
	CHECK(v->cause_count == 3);
	CHECK_TEXT(v->causes[0].id, "sure");
	CHECK_TEXT(v->causes[1].id, "special");
	CHECK_TEXT(v->causes[2].id, "later");
}

/* --- faults --------------------------------------------------------------------------------- */

#define GOOD "[good]\nclass: corruption.list\ncause: c\nremedy: r\n"

static void test_faults_are_told_and_skipped(void)
{
	static const struct {
		const char *rules; /* in front of a good one */
		const char *fault;
	} rows[] = {
		{"[x]\nclass: *\nclas: y\n", "x.rules:3: unknown key \"clas\""},
		{"[x]\nclass: *\nnonsense\n", "x.rules:3: a line must be \"key: value\", not"},
		{"[x]\nclass: fault.nul\n", "x.rules:2: class cannot be \"fault.nul\""},
		{"[x]\nclass: fault.null | nul*\n", "x.rules:2: class cannot be \"nul*\""},
		{"[x]\nclass: fault.null |  | oom.*\n", "x.rules:2: class cannot be \"\""},
		{"[x]\ncause: c\nremedy: r\n", "x.rules:1: [x] has no condition"},
		{"[x]\nloaded: y\narch: z\ncause: c\nremedy: r\n",
		 "x.rules:1: [x] has no condition"},
		{"[x]\nclass: *\nremedy: r\n", "x.rules:1: [x] has no cause"},
		{"[x]\nclass: *\ncause: c\n", "x.rules:1: [x] has no remedy"},
		{"[x]\nclass: *\ncause: c\ncause: d\n", "x.rules:4: cause is given more than 1"},
		{"[x]\nclass: *\ncause:\n", "x.rules:3: cause has no value"},
		{"[x]\nclass: *\nconfidence: sure\n",
		 "x.rules:3: confidence is certain, likely or"},
		{"[x]\nclass: *\nfixed-in: soon\n", "x.rules:3: fixed-in wants a release"},
		{"[x]\nclass: *\naffected: 4.18\n", "x.rules:3: affected wants \"until RELEASE\""},
		{"[x]\nclass: *\naffected: from 4.18.0-1.el8 until 3.10.0-1.el7\n",
		 "x.rules:3: affected wants"},
		{"[x]\nclass: *\nhotfix: from 4.18.0-1.el8\n", "x.rules:3: hotfix wants"},
		{"[x]\nclass: *\nrelease: el8 about 4\n", "x.rules:3: release cannot be"},
		{"[x]\nbefore: within 5 minutes: y\n", "x.rules:2: before cannot be"},
		{"[x]\nclass: *\n\n  more\n", "x.rules:4: this line continues nothing"},
		{"[x]\nclass: *\n| y\n", "x.rules:3: a line of a sample without"},
		{"[X]\n", "x.rules:1: a rule begins with its name in brackets"},
		{"[x\n", "x.rules:1: a rule begins with its name in brackets"},
		{"[]\n", "x.rules:1: a rule begins with its name in brackets"},
		{"[x] y\n", "x.rules:1: a rule begins with its name in brackets"},
		{"\n\nclass: *\nmore\n", "x.rules:3: text before the first [name]"},
		{"[x]\nclass: *\nb\x1b[2Jad: x\n", "x.rules:3: unknown key \"b?[2Jad\""},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char rules[1000];
		const char *newline;

		snprintf(rules, sizeof(rules), "%s%s", rows[i].rules, GOOD);
		CHECK(judge_text(rules)->cause_count == 1);
		CHECK_TEXT(d.diagnosis.verdict.causes[0].id, "good");
		CHECK(d.rules.faults == 1);
		newline = strchr(faults, '\n');
		CHECK(newline && !newline[1]);
		CHECK(span_starts(span_of(faults), rows[i].fault));
		if (!span_starts(span_of(faults), rows[i].fault))
			printf("  got %s  want %s\n", faults, rows[i].fault);
	}
}

static void test_names_are_unique(void)
{
	CHECK(judge_text(GOOD GOOD)->cause_count == 1);
	CHECK_TEXT(faults, "x.rules:5: there is a rule [good] already; this one is skipped\n");
}

/* Lines, values and texts that are longer than there is room. */
static void test_what_is_too_long(void)
{
	static const struct {
		const char *before;
		size_t len;
		const char *fault;
	} rows[] = {
		{"[x]\nclass: *\ncause: ", LIMIT_CAUSE_TEXT,
		 "x.rules:3: cause has 400 bytes, 399 are"},
		{"[x]\nclass: *\ncause: ", LIMIT_RULE_LINE, "x.rules:3: a line of more than 1023"},
		{"[x]\nclass: *\ncause: aa\n  ", 1021, "x.rules:4: cause is longer than 1023"},
		{"[x]\nclass: *\n# ", 9000, "x.rules:3: a line of more than 1023"},
		{"[x]\nclass: *\n", 5000000, "x.rules:3: a line of more than 1023"},
	};
	static char rules[5001000];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t len = strlen(rows[i].before);

		memcpy(rules, rows[i].before, len);
		memset(rules + len, 'a', rows[i].len);
		strcpy(rules + len + rows[i].len, "\n" GOOD);
		CHECK(judge_text(rules)->cause_count == 1);
		CHECK(span_starts(span_of(faults), rows[i].fault));
		if (!span_starts(span_of(faults), rows[i].fault))
			printf("  got %s  want %s\n", faults, rows[i].fault);
	}
	/* Lines of samples may have any length. */
	strcpy(rules, GOOD "sample: s\n| ");
	memset(rules + strlen(rules), 'a', 1);
	memset(rules + strlen(GOOD "sample: s\n| "), 'a', 3000);
	strcpy(rules + strlen(GOOD "sample: s\n| ") + 3000, "\n");
	CHECK(judge_text(rules)->cause_count == 1);
	CHECK_TEXT(faults, "");
}

static void test_binary_file_is_given_up(void)
{
	static const char binary[] = "\177ELF\0\0\n" GOOD;

	CHECK(judge((struct span){binary, sizeof(binary) - 1}, SPAN_NONE)->cause_count == 0);
	CHECK_TEXT(faults,
		   "x.rules:1: a NUL byte: this is no text; the rest of the file is skipped\n");
}

/* --- pieces, and how much of a rule is read ---------------------------------------------- */

static const char mixed[] =
	"# comment\n\n[a]\nclass: fault.null\nfunction: x\ncause: c\nremedy: r\nsample: s\n| [b]\n"
	"| x\n\n[b]\nfunction: __list*\nline: LIST_POISON2\ncause: b\n  goes on\nremedy: r\n"
	"fixed-in: 4.18.0-305.12.1.el8_4\nsample: s\n| y\n[c]\nclass: corruption.list\nwhat: d\n"
	"cause: c\n[d]\nclass: corruption.list\ncause: d\nremedy: r\n\n[e]\nclass:oom.*\n"
	"[f]\nclass: fault.null\n\n[g]\nclass: corruption.list\ntrace: a > b\nbad\n"
	"[h]\nclass: corruption.list\ncause: h\n";

static void check_mixed(size_t piece)
{
	static char first[sizeof(faults)];
	const struct verdict *v = judge((struct span){mixed, sizeof(mixed) - 1}, piece);

	CHECK(v->cause_count == 2 && d.rules.read == 8 && d.rules.faults == 5);
	CHECK_TEXT(v->causes[0].id, "b");
	CHECK_TEXT(v->causes[0].text, "b goes on");
	CHECK_TEXT(v->causes[1].id, "d");
	if (!first[0])
		strcpy(first, faults);
	CHECK_TEXT(faults, first);
}

static void test_pieces_of_any_size_give_the_same(void)
{
	for (size_t piece = sizeof(mixed); piece > 0; piece--)
		check_mixed(piece);
}

/* Behind LIMIT_RULES_CHECKED others, what fails is passed over; what matches does not change. */
static void test_passing_over_finds_the_same(void)
{
	static char rules[LIMIT_RULES_CHECKED * 100 + sizeof(mixed)];
	char want[200];

	for (size_t piece = 1; piece <= sizeof(rules); piece += piece / 3 + 1) {
		size_t len = 0;

		for (int i = 0; i < LIMIT_RULES_CHECKED; i++)
			len += (size_t)snprintf(rules + len, sizeof(rules) - len,
						"[n-%d]\nclass: fault.null\ncause: c\nremedy: r\n",
						i);
		snprintf(rules + len, sizeof(rules) - len, "%s", mixed);
		judge(span_of(rules), piece);
		CHECK(d.diagnosis.verdict.cause_count == 2);
		CHECK(d.rules.read == LIMIT_RULES_CHECKED + 8);
		CHECK_TEXT(d.diagnosis.verdict.causes[0].id, "b");
		CHECK_TEXT(d.diagnosis.verdict.causes[1].id, "d");
		/* In [c] and [h], all of whose conditions hold. */
		snprintf(want, sizeof(want),
			 "x.rules:%d: unknown key \"what\"; the rule is skipped\n"
			 "x.rules:%d: [h] has no remedy; the rule is skipped\n",
			 LIMIT_RULES_CHECKED * 4 + 23, LIMIT_RULES_CHECKED * 4 + 39);
		CHECK_TEXT(faults, want);
	}
}

int main(void)
{
	test_patterns();
	test_line_search_finds_what_a_plain_search_finds();
	test_conditions();
	test_evidence_is_where_it_stands();
	test_texts();
	test_kernel_status();
	test_hotfix_is_for_its_range();
	test_ranking();
	test_faults_are_told_and_skipped();
	test_names_are_unique();
	test_what_is_too_long();
	test_binary_file_is_given_up();
	test_pieces_of_any_size_give_the_same();
	test_passing_over_finds_the_same();
	return check_summary();
}
