/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unit tests of event/: the scanner against a plain search, names, frames, identity, titles. */
#include "check.h"
#include "event/events.h"
#include "event/normalise.h"

/* --- scan ---------------------------------------------------------------------------- */

/* A small generator, so that a failure can be repeated. */
static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 16;
}

static unsigned int count_plain(struct span text, const char *const *patterns, unsigned int n)
{
	unsigned int hits = 0;

	for (size_t at = 0; at < text.len; at++) {
		for (unsigned int i = 0; i < n; i++)
			hits += span_starts(span_from(text, at), patterns[i]);
	}
	return hits;
}

static void test_scan_finds_what_a_plain_search_finds(void)
{
	static const char *const patterns[] = {"aba", "abab", "ba", "bbbb", "aba"};
	static struct scanner s;
	uint32_t seed = 1;

	scanner_init(&s);
	for (unsigned int i = 0; i < 5; i++)
		CHECK(scanner_add(&s, span_of(patterns[i])) == i);
	scanner_ready(&s);
	for (int round = 0; round < 500; round++) {
		char text[40];
		struct span span = {text, next_random(&seed) % sizeof(text)};
		struct scan scan = scan_begin(span);
		struct scan_hit hit;
		unsigned int hits = 0;

		for (size_t i = 0; i < sizeof(text); i++)
			text[i] = "abc"[next_random(&seed) % 3];
		while (scan_next(&s, &scan, &hit)) {
			CHECK(span_starts(span_from(span, hit.at), patterns[hit.pattern]));
			hits++;
		}
		CHECK(hits == count_plain(span, patterns, 5));
	}
}

static void test_tables_fit(void)
{
	static struct texts texts;
	static struct kinds kinds;
	static struct families families;

	CHECK(texts_unpack(&texts));
	kinds_init(&kinds, &texts);
	CHECK(kinds.scanner.count > KIND_COUNT && kinds.scanner.count < SCAN_PATTERNS);
	families_init(&families, &texts);
	CHECK(families.scanner.count < SCAN_PATTERNS);
	CHECK(families_match(&families, span_of("__kmalloc")));
	for (unsigned int i = 0; i < KIND_COUNT; i++) {
		struct span trigger = span_of(kind_trigger(&kinds.rows[i]));
		size_t at;

		/* Every trigger must be found where it stands alone. */
		CHECK(trigger.len >= 4);
		CHECK(kind_with(&kinds.rows[i])[0] || kinds_find(&kinds, trigger, &at));
	}
}

/* Is the row found by its own words, in either order?  "a*b" is "a b". */
static bool is_found(const struct kinds *kinds, const struct kind *row)
{
	char with[128], text[256];
	size_t at;

	snprintf(with, sizeof(with), "%s", kind_with(row));
	for (char *star; (star = strchr(with, '*'));)
		*star = ' ';
	snprintf(text, sizeof(text), "%s %s", kind_trigger(row), with);
	if (kinds_find(kinds, span_of(text), &at) == row ||
	    kinds_find(kinds, span_of(with), &at) == row)
		return true;
	snprintf(text, sizeof(text), "%s %s", with, kind_trigger(row));
	return kinds_find(kinds, span_of(text), &at) == row;
}

static void test_no_row_hides_behind_another(void)
{
	static const char *const names[] = {
#define KIND(id, trigger, with, role, class, where, skip, title) #id,
#include "event/kinds.def"
#undef KIND
	};
	static const char *const panics[] = {
#define PANIC(text, wrapper, class, where, skip, title) text,
#include "event/panics.def"
#undef PANIC
	};
	static struct texts texts;
	static struct kinds kinds;
	struct span message;

	CHECK(texts_unpack(&texts));
	kinds_init(&kinds, &texts);
	for (unsigned int i = 0; i < KIND_COUNT; i++) {
		if (!is_found(&kinds, &kinds.rows[i]))
			CHECK_TEXT(names[i], "hidden");
	}
	for (size_t i = 0; i < sizeof(panics) / sizeof(panics[0]); i++) {
		bool inside = panics[i][0] == '*' && panics[i][1] != '*';

		CHECK_TEXT(panic_text(panic_find(&kinds, span_of(panics[i] + inside), &message)),
			   panics[i]);
	}
}

/* --- names ---------------------------------------------------------------------------- */

static void check_stem(const char *symbol, const char *want)
{
	char got[64];

	span_copy(got, sizeof(got), name_without_syscall(name_stem(span_of(symbol))));
	CHECK_TEXT(got, want);
}

static void test_names(void)
{
	check_stem("__list_del_entry_valid.cold.1", "__list_del_entry_valid");
	check_stem("__x64_sys_futex", "sys_futex");
	check_stem("SyS_ioctl", "ioctl");
	check_stem("compat_SyS_mount", "mount");
	check_stem("___sys_recvmsg", "recvmsg");
	check_stem("__ia32_compat_sys_open", "compat_sys_open");
	check_stem(".system_call_exception", "system_call_exception");
	check_stem("sys_", "sys_");
	check_stem("<dyn a::T + b::U>::f", "<dyn a::T + b::U>::f");
}

static void test_families(void)
{
	static struct texts texts;
	static struct families f;

	CHECK(texts_unpack(&texts));
	families_init(&f, &texts);
	CHECK(families_match(&f, span_of("_raw_spin_lock_irqsave")));
	CHECK(families_match(&f, span_of("kref_get")));
	CHECK(!families_match(&f, span_of("my_kref_get")));
	CHECK(families_match(&f, span_of("kfree")) && !families_match(&f, span_of("kfree_link")));
	CHECK(families_match(&f, span_of("crc32_le")) && !families_match(&f, span_of("crc_check")));
	CHECK(families_match(&f, span_of("i915_readl")));
	CHECK(!families_match(&f, span_of("pidns_get")) && !families_match(&f, span_of("")));
	CHECK(name_matches(span_of("rcu_core"), "x rcu") && !name_matches(span_of("rc"), "rcu"));
}

/* --- frames and pointers -------------------------------------------------------------- */

static struct frame frame_of(const char *text)
{
	static struct trace t;

	memset(&t, 0, sizeof(t));
	trace_take_line(&t, span_of(text));
	CHECK(t.count == 1);
	return t.frames[0];
}

static void test_frames(void)
{
	struct frame f = frame_of(" [<ffffffffc04ea7d6>] ext4_filemap_fault+0x36/0x50 [ext4]");

	CHECK_TEXT(f.symbol, "ext4_filemap_fault");
	CHECK_TEXT(f.module, "ext4");
	CHECK(f.offset == 0x36 && f.size == 0x50 && !f.guessed);
	CHECK_TEXT(frame_of(" _RNvMs5_NtC6binder7processNtB5_7Process5ioctl+0x1/0x2").symbol,
		   "<binder::process::Process>::ioctl");
	CHECK(frame_of("  ? vfs_writev+0xa6/0x1a0").guessed);
	CHECK(frame_of("[c000000010f930b0] [c000000008068df8] f+0x1/0x2 (unreliable)").guessed);
	CHECK(frame_of("([<000003ff8086d036>] f+0x36/0x1000 [mod])").guessed);
	CHECK(frame_of(" <IRQ>  [<ffffffff81d90469>] f+0x1/0x2").region == REGION_IRQ);
	CHECK_TEXT(frame_of(" f+0x1/0x2 [mod 0123456789abcdef0123456789abcdef01234567]").module,
		   "mod");
}

static void test_no_frames(void)
{
	static struct trace t;

	CHECK(!trace_take_line(&t, span_of("Code: 48 8b 44 0b 08")));
	CHECK(!trace_take_line(&t, span_of("hardirqs last  enabled at (3): [<ffff>] f+0x1/0x2")));
	CHECK(trace_take_line(&t, span_of(" <TASK>")));
	CHECK(t.count == 0);
}

static void test_pointers(void)
{
	struct pointer p = {0};

	CHECK(pointer_take_line(&p, span_of("RIP: 0010:[<ffffffff8128f89c>]  [<ffffffff8128f89c>] "
					    "kref_get+0xc/0x30")));
	CHECK_TEXT(p.frame.symbol, "kref_get");
	CHECK(pointer_take_line(&p, span_of("RIP: 0010:tcp_create_openreq_child+0x2fd/0x410")));
	CHECK_TEXT(p.frame.symbol, "tcp_create_openreq_child");
	CHECK(pointer_take_line(&p, span_of("IP: [<ffffffffc0b0ceef>] 0xffffffffc0b0ceef")));
	CHECK(!p.frame.symbol[0] && p.has_address && p.address == 0xffffffffc0b0ceef);
	CHECK(!pointer_take_line(&p, span_of("RIP: 0033:0x7ffbf505ffd7")));
	CHECK(!pointer_take_line(&p, span_of("RSP: 0018:ffff88045f5a3e38")));
	CHECK(pointer_take_line(&p, span_of("pc : vgic_get_irq+0x4/0x8 [kvm]")));
	CHECK_TEXT(p.arch->name, "aarch64");
}

/* --- identity and modules ---------------------------------------------------------------- */

static void test_identity(void)
{
	struct identity id;

	identity_init(&id);
	identity_take_line(&id,
			   span_of("CPU: 1 UID: 0 PID: 298 Comm: Web: a/b Kdump: loaded Tainted: G"
				   "        W  OE    --------- -  - 4.18.0-305.el8.x86_64 #1"));
	CHECK(id.cpu == 1 && id.pid == 298);
	CHECK_TEXT(id.comm, "Web: a/b");
	CHECK_TEXT(id.taint, "WOE");
	CHECK_TEXT(id.release, "4.18.0-305.el8.x86_64");
	/* The second line of the words that 6.12 prints, with bytes damaged. */
	identity_init(&id);
	identity_take_line(&id, span_of("Tainted: [W]=WARN, [\x01]=\xff, [\xe9]=OOT_MODULE"));
	for (const char *c = id.taint; *c; c++)
		CHECK(char_is_alnum(*c));
	identity_init(&id);
	identity_take_line(&id, span_of("Pid: 802, comm: wpa_supplicant Tainted: P           O "
					"3.6.1-1.fc17.x86_64 #1 Hewlett-Packard"));
	CHECK(id.pid == 802 && id.cpu == -1);
	CHECK_TEXT(id.release, "3.6.1-1.fc17.x86_64");
	CHECK_TEXT(id.build, "#1");
	CHECK_TEXT(id.hardware, "Hewlett-Packard");
	identity_init(&id);
	identity_take_line(&id, span_of("      Not tainted 6.1.0-18-amd64 #1 Debian 6.1.76-1"));
	CHECK(id.taint_known);
	CHECK_TEXT(id.release, "6.1.0-18-amd64");
}

static void test_banner(void)
{
	char release[LIMIT_RELEASE], build[LIMIT_RELEASE];

	CHECK(identity_take_banner(
		span_of("Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org) (gcc-12 "
			"(Debian 12.2.0-14) 12.2.0) #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 "
			"(2024-02-01)"),
		release, build));
	CHECK_TEXT(release, "6.1.0-18-amd64");
	CHECK_TEXT(build, "#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)");
}

static void test_modules(void)
{
	static struct modules m;

	CHECK(modules_take_line(&m,
				span_of("Modules linked in: a(E) b nvidia(POE) overlay(T) c(O+) "
					"[last unloaded: tampercore(OE)]"),
				false));
	CHECK(m.total == 5 && m.foreign_count == 3);
	CHECK_TEXT(m.foreign[1].name, "nvidia");
	CHECK_TEXT(m.foreign[1].flags, "POE");
	CHECK_TEXT(m.last_unloaded, "tampercore");
	CHECK(!modules_find(&m, "overlay") && modules_find(&m, "c"));
}

/* --- titles ---------------------------------------------------------------------------- */

static void check_normalised(const char *text, const char *want)
{
	char title[LIMIT_TITLE];

	title_normalise(title, span_of(text));
	CHECK_TEXT(title, want);
}

static void test_normalise(void)
{
	check_normalised("VFS: Unable to mount root fs on unknown-block(0,0)",
			 "VFS: Unable to mount root fs on unknown-block(NUM,NUM)");
	check_normalised("at virtual address ffff800010000000", "at virtual address ADDR");
	check_normalised("task syz-executor.3/123 loop0 CPU#3\tx", "task syz-executor loop0 CPU x");
	check_normalised("BUG at f.c:12! foo+0x1/0x2 foo2", "BUG at f.c:LINE! foo foo2");
	check_normalised("", "");
}

int main(void)
{
	test_scan_finds_what_a_plain_search_finds();
	test_tables_fit();
	test_no_row_hides_behind_another();
	test_names();
	test_families();
	test_frames();
	test_no_frames();
	test_pointers();
	test_identity();
	test_banner();
	test_modules();
	test_normalise();
	return check_summary();
}
