/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unit tests of line/: prefixes, pastes, and independence of how the input was cut. */
#include "check.h"
#include "line/reader.h"
#include "line/transport.h"

/* --- prefixes ------------------------------------------------------------------- */

#define NO LINE_NO_TIME

/* A raw line and what is to become of it.  flags: (s)tamped, (r)ecord, (u)ser,
 * (l)ossy, re(p)lay. */
struct prefix {
	const char *raw;
	int level;
	int64_t time_us;
	const char *caller, *flags, *text;
};

static void check_prefix(const struct prefix *want)
{
	struct line l;
	char got[400], wanted[400], caller[16] = "";
	int n;

	line_decode(span_of(want->raw), &l);
	if (l.caller)
		snprintf(caller, sizeof(caller), "%c%u", l.caller, l.caller_id);
	n = snprintf(got, sizeof(got), "level %d time %lld caller %s flags %s%s%s%s%s", l.level,
		     (long long)l.time_us, caller, l.stamped ? "s" : "", l.record ? "r" : "",
		     l.user ? "u" : "", l.lossy ? "l" : "", l.replay ? "p" : "");
	snprintf(got + n, sizeof(got) - (size_t)n, " text |%.*s| of %s", (int)l.text.len, l.text.at,
		 want->raw);
	snprintf(wanted, sizeof(wanted), "level %d time %lld caller %s flags %s text |%s| of %s",
		 want->level, (long long)want->time_us, want->caller, want->flags, want->text,
		 want->raw);
	CHECK_TEXT(got, wanted);
}

#define CHECK_PREFIXES(table)                                                                      \
	for (size_t i = 0; i < sizeof(table) / sizeof((table)[0]); i++)                            \
	check_prefix(&(table)[i])

static void test_stamps(void)
{
	static const struct prefix table[] = {
		{"", -1, NO, "", "", ""},
		{"[ 1722.511384] WARNING: x", -1, 1722511384, "", "s", "WARNING: x"},
		{"[23818.431954]  indented", -1, 23818431954, "", "s", " indented"},
		{"[3624965.306801] Kernel panic", -1, 3624965306801, "", "s", "Kernel panic"},
		{"[   63.733438] ", -1, 63733438, "", "s", ""},
		{"[   63.733438]", -1, 63733438, "", "s", ""},
		{"[530.569] BTRFS critical", -1, 530569000, "", "s", "BTRFS critical"},
		{"[87.2314] BTRFS info", -1, 87231400, "", "s", "BTRFS info"},
		{"[ 6104.9] RSP: 0", -1, 6104900000, "", "s", "RSP: 0"},
		{"[   44.174912 ]  dump_stack+0x15/0x17", -1, 44174912, "", "s",
		 " dump_stack+0x15/0x17"},
		{"[    4.123456 / 02-01 12:00:04.120] text", -1, 4123456, "", "s", "text"},
		{"[  100.123456 <    0.000012>] text", -1, 100123456, "", "s", "text"},
		{"[Thu Feb  1 12:00:00 2024]  <TASK>", -1, NO, "", "s", " <TASK>"},
		{"[Thu Feb  1 12:00:00 2024 <    0.000012>] text", -1, NO, "", "s", "text"},
		{"[Do Feb  1 12:00:00 2024] text", -1, NO, "", "s", "text"},
		{"[jeu. f\xc3\xa9vr.  1 12:00:00 2024]  text", -1, NO, "", "s", " text"},
		{"[\xe6\x9c\xa8  2\xe6\x9c\x88  1 12:00:00 2024] text", -1, NO, "", "s", "text"},
		{"[a (b  1 12:00:00 2024] text", -1, NO, "", "", "[a (b  1 12:00:00 2024] text"},
		{"[Thu Feb  1 12:00:00 UTC 2024] text", -1, NO, "", "s", "text"},
		{"[Thu Feb  1 12:00:00 2024] [    T1] text", -1, NO, "T1", "sr", "text"},
		{"[2024-02-01 12:00:00] [   12.345678] text", -1, 12345678, "", "s", "text"},
		{"[2024-02-01T12:00:00.123Z] text", -1, NO, "", "s", "text"},
		{"[  +0.000012]  ? text", -1, NO, "", "s", " ? text"},
		{"[ +10.395966] text", -1, NO, "", "s", "text"},
		{"[  100.123456 <    0.000012 >] host kernel: text", -1, 100123456, "", "s",
		 "text"},
		{"[12:00:00.123] [   12.345678] text", -1, 12345678, "", "s", "text"},
		{"[12:00:00.123] text", -1, NO, "", "s", "text"},
		{"[1.234567 0.000010] [   12.345678] text", -1, 12345678, "", "s", "text"},
		{"[<    0.000012>] text", -1, NO, "", "s", "text"},
		{"[Feb 1 12:00] text", -1, NO, "", "s", "text"},
		{"[Feb12 12:00] text", -1, NO, "", "s", "text"},
		{"2024-02-01T12:00:00,123456+00:00 text", -1, NO, "", "s", "text"},
		{"2024-02-01T12:00:00,123456+00:00  ? f+0x1/0x2", -1, NO, "", "s", " ? f+0x1/0x2"},
		/* No stamps at all. */
		{" do_syscall_64+0x5b/0x1e0", -1, NO, "", "", " do_syscall_64+0x5b/0x1e0"},
		{"text\r\r", -1, NO, "", "", "text"},
		/* Text that looks like one. */
		{"[ 1799]     0  1799 sshd", -1, NO, "", "", "[ 1799]     0  1799 sshd"},
		{"[1.] text", -1, NO, "", "", "[1.] text"},
		{"[1.5 GiB] text", -1, NO, "", "", "[1.5 GiB] text"},
		{"[drm] text", -1, NO, "", "", "[drm] text"},
		{"[<ffffffff8105d6aa>] f+0x1/0x2", -1, NO, "", "",
		 "[<ffffffff8105d6aa>] f+0x1/0x2"},
		{"[<8010e300>] (show_stack) from", -1, NO, "", "",
		 "[<8010e300>] (show_stack) from"},
		{"[c00000007a3efa20] [c00000000030a060] f+0x1/0x2", -1, NO, "", "",
		 "[c00000007a3efa20] [c00000000030a060] f+0x1/0x2"},
		{"[00000020] *pgd=00000000", -1, NO, "", "", "[00000020] *pgd=00000000"},
		/* Two lines merged: the second stamp is the damage. */
		{"[   12.345678] [   12.345679] text", -1, 12345678, "", "s",
		 "[   12.345679] text"},
	};

	CHECK_PREFIXES(table);
}

static void test_contexts(void)
{
	static const struct prefix table[] = {
		{"[   12.345678][  T417] text", -1, 12345678, "T417", "s", "text"},
		{"[   12.345678][    C1]  text", -1, 12345678, "C1", "s", " text"},
		{"[   59.694774][   T12]", -1, 59694774, "T12", "s", ""},
		{"[177.633][T2585409] RAX: 0", -1, 177633000, "T2585409", "s", "RAX: 0"},
		{"[   12.345678] [    T417] text", -1, 12345678, "T417", "sr", "text"},
		{"[   12.345678] [        ] text", -1, 12345678, "", "sr", "text"},
		{"[ 2479.386248]I[0:launcher-loader: 1719]  kasan_save_stack+0x58/0x70", -1,
		 2479386248, "T1719", "s", " kasan_save_stack+0x58/0x70"},
		{"[   31.907781]I[2:      swapper/2:    0] Call trace:", -1, 31907781, "C2", "s",
		 "Call trace:"},
		{"[   37.990000]  [4:system_server: 3344] text", -1, 37990000, "T3344", "s",
		 "text"},
		{"<6>[   37.990000]  [4: kworker/4:1:   72] text", 6, 37990000, "T72", "s", "text"},
		{"[   12.345678](0)[123:kworker/0:1]text", -1, 12345678, "T123", "s", "text"},
		{"<4>[   12.345678] -(1)[0:swapper/1]text", 4, 12345678, "C1", "s", "text"},
		{"[   66.575408s] [pid:5118,cpu4,QThread,4]Kernel panic", -1, 66575408, "T5118",
		 "s", "Kernel panic"},
		{"[   66.575408s][pid:0,cpu4,swapper/4]text", -1, 66575408, "C4", "s", "text"},
		/* Text that looks like one. */
		{"[   12.345678] [drm] text", -1, 12345678, "", "s", "[drm] text"},
		{"[   12.345678] [T] text", -1, 12345678, "", "s", "[T] text"},
		{"[   12.345678] [] text", -1, 12345678, "", "s", "[] text"},
		{"[   12.345678] [0000:61:00.2]:[f:2383]:1: x", -1, 12345678, "", "s",
		 "[0000:61:00.2]:[f:2383]:1: x"},
		{"[   12.345678] [0:0:0: 1] sd", -1, 12345678, "", "s", "[0:0:0: 1] sd"},
		{"[   12.345678]  [<ffffffff8105d6aa>] f+0x1/0x2", -1, 12345678, "", "s",
		 " [<ffffffff8105d6aa>] f+0x1/0x2"},
		{"[T5830] text", -1, NO, "", "", "[T5830] text"},
	};

	CHECK_PREFIXES(table);
}

static void test_levels(void)
{
	static const struct prefix table[] = {
		{"<4>[   12.345678] text", 4, 12345678, "", "s", "text"},
		{"<6>[   12.345678][    T1] text", 6, 12345678, "T1", "s", "text"},
		{"<4> [515.287333] text", 4, 515287333, "", "s", "text"},
		{"<4> f+0x1/0x2", 4, NO, "", "", " f+0x1/0x2"},
		{"<12> f+0x1/0x2", 4, NO, "", "u", " f+0x1/0x2"},
		{"<4>text", 4, NO, "", "", "text"},
		{"<14>[   12.345678] systemd[1]: text", 6, 12345678, "", "su", "systemd[1]: text"},
		{"[   12.345678] <4>text", 4, 12345678, "", "s", "text"},
		{"kern  :alert : [   12.345678] text", 1, 12345678, "", "s", "text"},
		{"kern  :warn  : [   12.345678] [    T1] text", 4, 12345678, "T1", "sr", "text"},
		{"kern  :err   : [Thu Feb  1 12:00:00 2024] text", 3, NO, "", "s", "text"},
		{"kern  :info  : 2024-02-01T12:00:00,123456+00:00 text", 6, NO, "", "s", "text"},
		{"kern  :emerg : text", 0, NO, "", "", "text"},
		{"daemon:info  : [   12.345678] systemd[1]: text", 6, 12345678, "", "su",
		 "systemd[1]: text"},
		{"<14>[   12.345678] foo bar: text", 6, 12345678, "", "su", "foo bar: text"},
		/* Text that looks like one. */
		{"<IRQ> text", -1, NO, "", "", "<IRQ> text"},
		{"<48> 3d 01 f0 ff ff", -1, NO, "", "", "<48> 3d 01 f0 ff ff"},
		{"<0f> 0b 90", -1, NO, "", "", "<0f> 0b 90"},
		{"[   12.345678] <IRQ>", -1, 12345678, "", "s", "<IRQ>"},
		{"kernel :x", -1, NO, "", "", "kernel :x"},
	};

	CHECK_PREFIXES(table);
}

static void test_syslog(void)
{
	static const struct prefix table[] = {
		{"Feb  1 12:00:00 host kernel: [   12.345678] text", -1, 12345678, "", "s", "text"},
		{"Feb 01 12:00:00 host kernel: text", -1, NO, "", "s", "text"},
		{"Feb 01 12:00:00 host kernel:  ? f+0x1/0x2", -1, NO, "", "s", " ? f+0x1/0x2"},
		{"Feb  1 12:00:00 host kernel: [   12.345678][  T7] text", -1, 12345678, "T7", "s",
		 "text"},
		{"<4>Feb  1 12:00:00 host kernel: text", 4, NO, "", "s", "text"},
		{"Jul 26 15:05:02 rx [11061395.780353] BUG: x", -1, 11061395780353, "", "s",
		 "BUG: x"},
		{"Jul 26 15:05:02 192.0.2.7 BUG: x", -1, NO, "", "s", "BUG: x"},
		{"Feb  1 12:00:00 host sshd[123]: BUG: x", -1, NO, "", "su", "sshd[123]: BUG: x"},
		{"Feb  1 12:00:00 host systemd: x", -1, NO, "", "su", "systemd: x"},
		{"Feb  1 12:00:00 host (udev)[9]: x", -1, NO, "", "su", "(udev)[9]: x"},
		{"DEC  4 17:33:14 SYZKALLER KERN.WARN KERNEL: [   53.573906][ T6865] WARNING: X", 4,
		 53573906, "T6865", "s", "WARNING: X"},
		{"DEC  4 17:33:13 SYZKALLER DAEMON.ERR DHCPCD[5651]: X", 3, NO, "", "su",
		 "DHCPCD[5651]: X"},
		{"Feb  1 12:00:00 host kern.crit kernel: x", 2, NO, "", "s", "x"},
		{"2024-02-01T12:00:00.123456+00:00 host kernel: [   12.345678] text", -1, 12345678,
		 "", "s", "text"},
		{"2021-04-24T18:03:53.804300Z WARNING kernel: [  516.876901] text", 4, 516876901,
		 "", "s", "text"},
		{"2024-02-01T12:00:00.123456+00:00 host sshd[1]: x", -1, NO, "", "su",
		 "sshd[1]: x"},
		{"2024-02-01T12:00:00.123Z [ 1712.300001] text", -1, 1712300001, "", "s", "text"},
		{"2024-02-01 12:00:00 <4>[ 1712.300001] text", 4, 1712300001, "", "s", "text"},
		{"12:00:00.123  <4>[ 1712.300001] text", 4, 1712300001, "", "s", "text"},
		{"<4>1 2024-02-01T12:00:00.123Z host kernel - - - text", 4, NO, "", "s", "text"},
		{"<30>1 2024-02-01T12:00:00Z host sshd 12 - [x@1 a=\"b\"] text", 6, NO, "", "su",
		 "text"},
		{"Nov 22 03:14:00.123456 db01 kernel: text", -1, NO, "", "s", "text"},
		{"Fri 2024-11-22 03:14:00 CET db01 kernel: text", -1, NO, "", "s", "text"},
		{"Fri 2024-11-22 03:14:00 CET db01 sshd[1]: x", -1, NO, "", "su", "sshd[1]: x"},
		{"2024-11-22T03:14:00+0100 db01 kernel: text", -1, NO, "", "s", "text"},
		{"1706788800.123456 db01 kernel: text", -1, NO, "", "s", "text"},
		{"M\xc3\xa4r 18 12:00:00 host kernel: text", -1, NO, "", "s", "text"},
		{"2\xe6\x9c\x88 01 12:00:00 host sshd[9]: x", -1, NO, "", "su", "sshd[9]: x"},
		{"backup 18 12:00:00 of it", -1, NO, "", "", "backup 18 12:00:00 of it"},
		{"Thu Feb  1 12:00:00 2024 kern.warn kernel: [   12.345678] text", 4, 12345678, "",
		 "s", "text"},
		{"Thu Feb  1 12:00:00 2024 daemon.err dnsmasq[9]: x", 3, NO, "", "su",
		 "dnsmasq[9]: x"},
		{" kernel:BUG: soft lockup", -1, NO, "", "", "BUG: soft lockup"},
		{" kernel:[   12.345678] text", -1, 12345678, "", "s", "text"},
		{"kernel:  <TASK>", -1, NO, "", "", " <TASK>"},
		{"kernel: [  120.763411] text", -1, 120763411, "", "s", "text"},
		/* journalctl -o short-monotonic */
		{"[   12.345678] host kernel: text", -1, 12345678, "", "s", "text"},
		{"[   12.345678] kernel: text", -1, 12345678, "", "s", "text"},
		{"[   12.345678] host systemd[1]: text", -1, 12345678, "", "su",
		 "systemd[1]: text"},
		/* Text that looks like one. */
		{"2018/01/09 14:28:48 BUG: memory leak", -1, NO, "", "",
		 "2018/01/09 14:28:48 BUG: memory leak"},
		{"2018-01-09 14:28:48 executing program", -1, NO, "", "",
		 "2018-01-09 14:28:48 executing program"},
		{"2018-01-09T14:28:48Z WARNING text", -1, NO, "", "",
		 "2018-01-09T14:28:48Z WARNING text"},
		{"22:45:50 executing program 5:", -1, NO, "", "", "22:45:50 executing program 5:"},
		{"kernel BUG at mm/slab.c:1!", -1, NO, "", "", "kernel BUG at mm/slab.c:1!"},
		{"[   12.345678] usb hub: text", -1, 12345678, "", "s", "usb hub: text"},
		{"[   12.345678] traps: sh[12] trap", -1, 12345678, "", "s", "traps: sh[12] trap"},
		{"[   12.345678] sh[12]: segfault", -1, 12345678, "", "s", "sh[12]: segfault"},
		{"kernel::miscdevice::MiscDevice>::mmap", -1, NO, "", "",
		 "kernel::miscdevice::MiscDevice>::mmap"},
		{"March 1 text", -1, NO, "", "", "March 1 text"},
	};

	CHECK_PREFIXES(table);
}

static void test_kmsg_and_pstore(void)
{
	static const struct prefix table[] = {
		{"6,1234,5678901,-;text", 6, 5678901, "", "sr", "text"},
		{"4,1234,5678901,-,caller=T12;a;b", 4, 5678901, "T12", "sr", "a;b"},
		{"30,1234,5678901,-;systemd[1]: x", 6, 5678901, "", "sru", "systemd[1]: x"},
		{"6,1234,5678901,-,ncfrag=0/33;text", 6, 5678901, "", "sr", "text"},
		{"6.7.0-rc1,6,444,501151268,-,caller=C3;text", 6, 501151268, "C3", "sr", "text"},
		{" SUBSYSTEM=acpi", -1, NO, "", "u", " SUBSYSTEM=acpi"},
		{" DEVICE=+acpi:PNP0A03:00", -1, NO, "", "u", " DEVICE=+acpi:PNP0A03:00"},
		{"Panic#1 Part3", -1, NO, "", "u", "Panic#1 Part3"},
		{"Oops#1 Part1", -1, NO, "", "u", "Oops#1 Part1"},
		/* Text that looks like one. */
		{"6,7,8 text", -1, NO, "", "", "6,7,8 text"},
		{"Oops#1 Part of it", -1, NO, "", "", "Oops#1 Part of it"},
	};

	CHECK_PREFIXES(table);
}

static void test_consoles_and_copies(void)
{
	static const struct prefix table[] = {
		{"syzkaller login: [   50.946624] WARNING: x", -1, 50946624, "", "s", "WARNING: x"},
		{"a login: [   30.021137][   T81] usb 1-1: x", -1, 30021137, "T81", "s",
		 "usb 1-1: x"},
		{"192.0.2.7: <4>[   12.345678] text", -1, NO, "", "",
		 "192.0.2.7: <4>[   12.345678] text"},
		{"host [   12.345678] text", -1, 12345678, "", "s", "text"},
		{"host kernel: [   12.345678] text", -1, 12345678, "", "s", "text"},
		{"> [   12.345678] text", -1, 12345678, "", "s", "text"},
		{">> [   12.345678][    C1] text", -1, 12345678, "C1", "s", "text"},
		{"> > <4>[   12.345678] text", 4, 12345678, "", "s", "text"},
		{"| CPU: 0 PID: 1", -1, NO, "", "", "CPU: 0 PID: 1"},
		{">  <TASK>", -1, NO, "", "", " <TASK>"},
		{"    [   12.345678] text", -1, 12345678, "", "s", "text"},
		{"- {\"dt\": \"2024-02-01T12:00:00.123456\", \"lvl\": \"target\", \"msg\": \"[   "
		 "12.345678] text\"}",
		 -1, 12345678, "", "s", "text"},
		{"- {\"dt\": \"2024-02-01T12:00:00.123456\", \"lvl\": \"info\", \"msg\": \"BUG: "
		 "x\"}",
		 -1, NO, "", "u", "BUG: x"},
		/* Text that looks like one. */
		{">ffff888012c12080: fb fb", -1, NO, "", "", ">ffff888012c12080: fb fb"},
		{"> ffff888012c12080: fb fb", -1, NO, "", "", "> ffff888012c12080: fb fb"},
		{"    [<ffffffff8105d6aa>] f", -1, NO, "", "", "    [<ffffffff8105d6aa>] f"},
		{"login: text", -1, NO, "", "", "login: text"},
		{"a b [   12.345678] text", -1, NO, "", "", "a b [   12.345678] text"},
	};

	CHECK_PREFIXES(table);
}

static void test_losses(void)
{
	static const struct prefix table[] = {
		{"** 2499 printk messages dropped ** [   60.095515] text", -1, 60095515, "", "sl",
		 "text"},
		{"** 1 printk messages dropped **", -1, NO, "", "l", ""},
		{"[   60.095515][    T1] ** 12 printk messages dropped **", -1, 60095515, "T1",
		 "sl", ""},
		{"[   60.095515] printk: 12 messages suppressed.", -1, 60095515, "", "sl",
		 "printk: 12 messages suppressed."},
		{"Feb  1 12:00:00 h systemd-journald[234]: Missed 12 kernel messages", -1, NO, "",
		 "sul", "systemd-journald[234]: Missed 12 kernel messages"},
		{"** replaying previous printk message **", -1, NO, "", "p",
		 "** replaying previous printk message **"},
		{"[   60.095515] BUG: un** replaying previous printk message **", -1, 60095515, "",
		 "sp", "BUG: un** replaying previous printk message **"},
		{" *** DEADLOCK ***", -1, NO, "", "", " *** DEADLOCK ***"},
		{"[   60.095515] net_ratelimit: 18 callbacks suppressed", -1, 60095515, "", "s",
		 "net_ratelimit: 18 callbacks suppressed"},
	};

	CHECK_PREFIXES(table);
}

/* Every row of the table is alive, and none hides another. */
static void test_every_transport_takes_its_example(void)
{
	static const struct {
		const char *name, *example;
	} rows[] = {
#define TRANSPORT(name, example) {#name, example},
#include "line/transports.def"
#undef TRANSPORT
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct span s = span_of(rows[i].example);
		struct line l = {.level = -1};
		const char *name = transport_take(&s, &l);

		CHECK_TEXT(name ? name : "none", rows[i].name);
		line_decode(span_of(rows[i].example), &l);
		CHECK(l.user || span_is(l.text, "text"));
	}
}

/* --- the reader ------------------------------------------------------------------- */

struct lines {
	char text[65536];
	size_t len;
	unsigned int count;
};

static bool collect(void *context, const struct line *line)
{
	struct lines *all = context;
	char caller[16] = "";
	int n;

	if (line->caller)
		snprintf(caller, sizeof(caller), "%c%u ", line->caller, line->caller_id);
	n = snprintf(all->text + all->len, sizeof(all->text) - all->len, "%lld|%d|%s%.*s\n",
		     (long long)line->time_us, line->split, caller, (int)line->text.len,
		     line->text.at);
	if (n > 0 && all->len + (size_t)n < sizeof(all->text))
		all->len += (size_t)n;
	all->count++;
	return false;
}

static const struct lines *read_in_pieces(struct span input, size_t piece)
{
	static struct lines all;
	static struct reader reader;

	memset(&all, 0, sizeof(all));
	reader_init(&reader, collect, &all);
	while (input.len) {
		reader_push(&reader, span_first(input, piece));
		input = span_from(input, piece);
	}
	reader_end(&reader);
	return &all;
}

static void check_every_cut(struct span input)
{
	static const size_t pieces[] = {1, 2, 3, 7, 64, 4095, 4096, 4097};
	static struct lines whole;

	whole = *read_in_pieces(input, input.len ? input.len : 1);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		const struct lines *cut = read_in_pieces(input, pieces[i]);

		CHECK(cut->count == whole.count);
		CHECK_TEXT(cut->text, whole.text);
	}
}

static void test_lines_do_not_depend_on_the_cut(void)
{
	static char text[20000];
	size_t len = 0;

	/* Short lines, CR, NUL, ANSI, a paste longer than the buffer, a long line
	 * without any place to cut, and an end without newline. */
	len += (size_t)sprintf(text + len, "[    1.000000] a\r\n\033[31mred\033[0m\n\n");
	text[len++] = '\0';
	for (int i = 0; i < 300; i++)
		len += (size_t)sprintf(text + len, "[%5d.000001] f%d+0x1/0x2 ", i, i);
	text[len++] = '\n';
	memset(text + len, 'x', 9000);
	len += 9000;
	len += (size_t)sprintf(text + len, "\n\033[1;\nlast");
	check_every_cut((struct span){text, len});
	check_every_cut((struct span){text, 0});
}

static void test_paste_becomes_lines(void)
{
	const struct lines *all =
		read_in_pieces(span_of("[1.000001] a b [1.000002] <IRQ> [1.000003] f+0x1/0x2"), 9);

	CHECK(all->count == 3);
	CHECK_TEXT(all->text, "1000001|1|a b\n1000002|1|<IRQ>\n1000003|1|f+0x1/0x2\n");
}

static void test_paste_of_a_vendor_becomes_lines(void)
{
	const struct lines *all = read_in_pieces(
		span_of("[1.000001](0)[1:init]a [1.000002](0)[1:init]b [1.000003](1)[0:swapper]c"),
		9);

	CHECK_TEXT(all->text, "1000001|1|T1 a\n1000002|1|T1 b\n1000003|1|C1 c\n");
}

static void test_two_merged_lines_stay_one(void)
{
	const struct lines *all =
		read_in_pieces(span_of("[1.000001] oops [1.000002] audit: x\n"), 99);

	CHECK(all->count == 1);
	/* The stamp behind a transport is the line's own. */
	all = read_in_pieces(span_of("h kernel: [1.000001] oops [1.000002] audit: x\n"), 99);
	CHECK_TEXT(all->text, "1000001|0|oops [1.000002] audit: x\n");
}

static void test_control_bytes_are_removed(void)
{
	const struct lines *all =
		read_in_pieces((struct span){"a\r\0b\033[1;31mc\033[0m\n", 17}, 1);

	CHECK_TEXT(all->text, "-9223372036854775808|0|abc\n");
}

static void check_lines(const char *input, const char *want)
{
	CHECK_TEXT(read_in_pieces(span_of(input), 7)->text, want);
	CHECK_TEXT(read_in_pieces(span_of(input), 4096)->text, want);
}

#define NO_TIME "-9223372036854775808"

static void test_escapes(void)
{
	/* vmcore-dmesg before it let newlines and tabs pass, s390 */
	check_lines("[   12.345678] PM:0 EA:3\\x0aKrnl GPRS: 1\\x0a           lmg\\x09%r8\n",
		    "12345678|0|PM:0 EA:3\n"
		    "12345678|1|Krnl GPRS: 1\n"
		    "12345678|1|           lmg\t%r8\n");
	check_lines("[   12.345678] [    C3] a\\x0ab\n[   12.345679] [    T7] c\\x0a\n",
		    "12345678|0|C3 a\n12345678|1|C3 b\n12345679|0|T7 c\n");
	check_lines("4,1234,5678901,-,caller=T12;a\\x0ab \\x5c c\n SUBSYSTEM=x\n",
		    "5678901|0|T12 a\n5678901|1|T12 b \\ c\n5678901|0|T12  SUBSYSTEM=x\n");
	check_lines("[   12.345678] \\x1b[1;31mred\\x1b[0m\n", "12345678|0|red\n");
	check_lines("Feb  1 12:00:00 host kernel: #011<TASK>#015\n", NO_TIME "|0|\t<TASK>\n");
	check_lines("Feb  1 12:00:00 host kernel: a#012b\\011c\n",
		    NO_TIME "|0|a\n" NO_TIME "|1|b\tc\n");
	check_lines("&lt;4&gt;[   12.345678]  &lt;IRQ&gt; &quot;a&quot; &#39;b&#x27; &amp;lt; "
		    "&mm->lock\n",
		    "12345678|0| <IRQ> \"a\" 'b' &lt; &mm->lock\n");
	check_lines("&gt; [   12.345678] a\n", "12345678|0|a\n");
	check_lines("[   12.345678]\xc2\xa0 free_slab+0x38/0x118\n",
		    "12345678|0| free_slab+0x38/0x118\n");
	/* Text that looks like one. */
	check_lines("[   12.345678] #0110b2c4: a7f4000a\n", "12345678|0|#0110b2c4: a7f4000a\n");
	check_lines("[   12.345678] LENOVO \\x02MFG &gt->lock #1 CPU#3\n",
		    "12345678|0|LENOVO \\x02MFG &gt->lock #1 CPU#3\n");
	check_lines("write(r0, 'a\\x0ab#012')\n", NO_TIME "|0|write(r0, 'a\\x0ab#012')\n");
	/* Escapes at every place of a word. */
	for (int i = 0; i < 20; i++) {
		char input[80], want[80];

		snprintf(input, sizeof(input), "%.*s&lt;%.*s\n", i, "aaaaaaaaaaaaaaaaaaaa", 20 - i,
			 "aaaaaaaaaaaaaaaaaaaa");
		snprintf(want, sizeof(want), NO_TIME "|0|%.*s<%.*s\n", i, "aaaaaaaaaaaaaaaaaaaa",
			 20 - i, "aaaaaaaaaaaaaaaaaaaa");
		check_lines(input, want);
	}
	check_lines("&lt;\n", NO_TIME "|0|<\n");
}

static void test_records(void)
{
	/* vmcore-dmesg: one stamp for each record */
	check_lines("[   12.345678] [    T417] a\n"
		    " b\n"
		    "\n"
		    "c\n"
		    "[   12.345679] [        ] d\n"
		    "e\n",
		    "12345678|0|T417 a\n12345678|0|T417  b\n12345678|0|T417 \n"
		    "12345678|0|T417 c\n12345679|0|d\n12345679|0|e\n");
	/* A console repeats the prefix: what has none is a program's. */
	check_lines("[   12.345678][  T417] a\nexecuting program\n",
		    "12345678|0|T417 a\n" NO_TIME "|0|executing program\n");
}

int main(void)
{
	test_stamps();
	test_contexts();
	test_levels();
	test_syslog();
	test_kmsg_and_pstore();
	test_consoles_and_copies();
	test_losses();
	test_every_transport_takes_its_example();
	test_lines_do_not_depend_on_the_cut();
	test_paste_becomes_lines();
	test_paste_of_a_vendor_becomes_lines();
	test_two_merged_lines_stay_one();
	test_control_bytes_are_removed();
	test_escapes();
	test_records();
	return check_summary();
}
