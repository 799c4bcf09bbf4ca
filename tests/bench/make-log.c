/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * make-log - write a console log of a given size; the same bytes every time.
 *
 *	make-log console  KIB FIXTURE...	ordinary lines, and a crash report from a
 *						fixture now and then, the last at the end
 *	make-log warnings KIB FIXTURE...	a WARNING every 600 lines besides
 *	make-log callers  KIB FIXTURE...	the same with caller ids, interleaved
 *
 * Ten reports in all, with "single" in place of "console" only the one at the end;
 * lines are stamped anew, so that time goes on.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* # is a number, @ one of 16 bits in hexadecimal. */
static const char *const ordinary[] = {
	"usb 1-#: new high-speed USB device number # using xhci_hcd",
	"usb 1-#: New USB device found, idVendor=@, idProduct=@, bcdDevice= 1.00",
	"usb 1-#: New USB device strings: Mfr=1, Product=2, SerialNumber=3",
	"usb 1-#: Product: Virtual keyboard and mouse",
	"usb-storage 1-#:1.0: USB Mass Storage device detected",
	"scsi host#: usb-storage 1-1:1.0",
	"sd #:0:0:0: [sdb] # 512-byte logical blocks: (8.00 GB/7.46 GiB)",
	"sd #:0:0:0: [sdb] Write cache: enabled, read cache: enabled, doesn't support DPO or FUA",
	" sdb: sdb1 sdb2",
	"e1000e 0000:00:19.0 eth#: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: Rx/Tx",
	"e1000e 0000:00:19.0 eth#: NIC Link is Down",
	"mlx5_core 0000:3b:00.# ens1f0: Link up",
	"ixgbe 0000:04:00.#: Multiqueue Enabled: Rx Queue count = 16, Tx Queue count = 16 XDP",
	"bond0: (slave eth#): link status definitely up, 1000 Mbps full duplex",
	"br-@: port #(veth@) entered blocking state",
	"br-@: port #(veth@) entered forwarding state",
	"device veth@ entered promiscuous mode",
	"device veth@ left promiscuous mode",
	"IPv6: ADDRCONF(NETDEV_CHANGE): veth@: link becomes ready",
	"docker0: port #(veth@) entered disabled state",
	"eth0: renamed from veth@",
	"cgroup: fork rejected by pids controller in /kubepods/burstable/pod#",
	"EXT4-fs (dm-#): mounted filesystem with ordered data mode. Opts: (null)",
	"XFS (dm-#): Mounting V5 Filesystem",
	"XFS (dm-#): Ending clean mount",
	"XFS (dm-#): Unmounting Filesystem",
	"nfs: Deprecated parameter 'intr'",
	"FS-Cache: Netfs 'nfs' registered for caching",
	"Key type dns_resolver registered",
	"TCP: request_sock_TCP: Possible SYN flooding on port #. Sending cookies.",
	"nf_conntrack: default automatic helper assignment has been turned off",
	"IN=eth0 OUT= MAC=00:16:3e:@ SRC=10.0.#.7 DST=10.0.0.# LEN=60 TTL=64 PROTO=TCP SPT=# "
	"DPT=22",
	"perf: interrupt took too long (# > 2500), lowering kernel.perf_event_max_sample_rate",
	"hrtimer: interrupt took # ns",
	"clocksource: Switched to clocksource tsc",
	"ACPI: \\_SB_.PCI0.LPCB.EC0_.BAT#: docking",
	"ACPI: Power Button [PWRF]",
	"pcieport 0000:00:1c.#: AER: Corrected error received: 0000:01:00.0",
	"pci 0000:@: [8086:@] type 00 class 0x020000",
	"pci 0000:00:1f.#: reg 0x10: [mem 0xfebd@-0xfebd@ 64bit pref]",
	"nvme nvme#: 8/0/0 default/read/poll queues",
	"megaraid_sas 0000:02:00.0: scanning for scsi#...",
	"mce: [Firmware info] CPU#: bank 7 has no threshold",
	"kvm: vcpu#, guest rIP: 0xffffffff81@ ignored rdmsr: 0x3a",
	"microcode: sig=0x50657, pf=0x80, revision=0x500@",
	"audit: type=1400 audit(1700000#.123:#): apparmor=\"STATUS\" operation=\"profile_load\"",
	"audit: type=1130 audit(1700000#.345:#): pid=1 uid=0 msg='unit=sshd res=success'",
	"systemd[1]: Started Session # of User root.",
	"systemd[1]: Starting Cleanup of Temporary Directories...",
	"systemd[1]: Started Cleanup of Temporary Directories.",
	"systemd[1]: Reached target Multi-User System.",
	"systemd[1]: docker-@.scope: Succeeded.",
	"systemd-logind[#]: New session # of user admin.",
	"systemd-journald[#]: Received client request to flush runtime journal.",
	"sshd[#]: Accepted publickey for admin from 10.0.0.# port # ssh2: ED25519 SHA256:@@@@",
	"sshd[#]: pam_unix(sshd:session): session opened for user admin(uid=1000) by (uid=0)",
	"CRON[#]: (root) CMD (   cd / && run-parts --report /etc/cron.hourly)",
	"dhclient[#]: DHCPACK of 10.0.0.# from 10.0.0.1 (xid=0x@@)",
	"ntpd[#]: adjusting local clock by -0.#s",
	"kubelet[#]: I1122 12:00:00.#    1234 kubelet.go:1953] SyncLoop (PLEG): pod-@, event: @",
	"dockerd[#]: time=\"2024-02-01T12:00:00Z\" level=info msg=\"ignoring event\" container=@@",
	"postfix/smtpd[#]: connect from unknown[10.0.0.#]",
	"haproxy[#]: 10.0.0.#:# [01/Feb/2024:12:00:00.123] fe be/s# 0/0/1/# 200 1234 \"GET / "
	"HTTP/1.1\"",
	"random: crng init done",
	"Bluetooth: hci0: Firmware revision 0.0 build # week 11 2023",
	"wlan0: associated",
};

static const struct place {
	const char *file, *function, *caller, *module;
} places[] = {
	{"net/sched/sch_generic.c:467", "dev_watchdog", "call_timer_fn", ""},
	{"drivers/gpu/drm/i915/intel_pm.c:3312", "skl_update_wm", "intel_atomic_commit", " [i915]"},
	{"fs/xfs/xfs_message.c:112", "asswarn", "xfs_trans_cancel", " [xfs]"},
	{"kernel/workqueue.c:1473", "__queue_work", "queue_work_on", ""},
	{"net/core/skbuff.c:4927", "skb_try_coalesce", "tcp_try_coalesce", ""},
	{"drivers/net/ethernet/acme/main.c:881", "acme_poll", "napi_poll", " [acme]"},
};

static const char *const splat_head[] = {
	"------------[ cut here ]------------",
	"", /* the headline */
	"Modules linked in: acme(OE) xt_conntrack nft_compat nf_tables nfnetlink overlay rfkill "
	"sunrpc intel_rapl_msr kvm_intel kvm irqbypass i2c_i801 xfs libcrc32c i915 nvme nvme_core",
	"CPU: 3 PID: # Comm: worker/# Kdump: loaded Tainted: G        W  OE     5.10.0-28-amd64 #1",
	"Hardware name: Acme Server/MB, BIOS 1.4 01/01/2020",
};

static const char *const splat_tail[] = {
	"Code: 48 85 c0 74 1a 48 89 c7 e8 @ 00 00 0f b6 45 01 c6 05 a4 31 @ 01 01 48 c7 c7 20 31 "
	"e8 82 e8 1f 5b 2c 00 <0f> 0b eb 9c 48 8b 3d @ 00 00 e8 f4 0d c0 ff 48 85",
	"RSP: 0018:ffffb5a7c0@e58 EFLAGS: 00010286",
	"RAX: 0000000000000000 RBX: ffff8c1a8@4000 RCX: 0000000000000027",
	"RDX: ffff8c1b3fc@ RSI: 0000000000000001 RDI: ffff8c1b3fc@",
	"RBP: ffff8c1a8@43dc R08: 0000000000000000 R09: ffffb5a7c0@c70",
	"R10: ffffb5a7c0@c68 R11: ffffffff82ecb448 R12: ffff8c1a@0000",
	"R13: 0000000000000000 R14: ffff8c1a8@4480 R15: 0000000000000001",
	"FS:  0000000000000000(0000) GS:ffff8c1b3fc00000(0000) knlGS:0000000000000000",
	"CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033",
	"CR2: 00007f10ab@000 CR3: 0000000107@004 CR4: 0000000000770ee0",
	"DR0: 0000000000000000 DR1: 0000000000000000 DR2: 0000000000000000",
	"DR3: 0000000000000000 DR6: 00000000fffe0ff0 DR7: 0000000000000400",
	"PKRU: 55555554",
	"Call Trace:",
	" <TASK>",
};

static const char *const frames[] = {
	"process_one_work+0x1@/0x350",	   "worker_thread+0x53/0x3e0",
	"? process_one_work+0x350/0x350",  "kthread+0x11b/0x140",
	"? __kthread_bind_mask+0x60/0x60", "schedule_timeout+0x@/0x150",
	"__handle_irq_event+0x@/0x1a0",	   "net_rx_action+0x1@/0x3b0",
	"__do_softirq+0xc5/0x275",	   "asm_call_irq_on_stack+0x12/0x20",
	"do_softirq_own_stack+0x37/0x40",  "irq_exit_rcu+0x8e/0xc0",
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct log {
	uint64_t random;
	uint64_t us;	  /* time stamp */
	uint64_t written; /* bytes */
	uint32_t caller;  /* 0: the log has none */
};

/* splitmix64 */
static uint32_t below(struct log *log, uint32_t limit)
{
	uint64_t z = log->random += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (uint32_t)((z ^ z >> 31) >> 32) % limit;
}

static void put(struct log *log, const char *text)
{
	size_t len = strlen(text);

	fwrite(text, 1, len, stdout);
	log->written += len;
}

static void put_stamp(struct log *log, uint32_t us)
{
	char stamp[64];

	log->us += us;
	snprintf(stamp, sizeof(stamp), "[%5llu.%06llu]", (unsigned long long)log->us / 1000000,
		 (unsigned long long)log->us % 1000000);
	put(log, stamp);
	if (log->caller) {
		snprintf(stamp, sizeof(stamp), "[T%5u]", log->caller);
		put(log, stamp);
	}
	put(log, " ");
}

static void put_line(struct log *log, const char *pattern, uint32_t us)
{
	char line[1024];
	size_t len = 0;

	for (; *pattern && len + 16 < sizeof(line); pattern++) {
		if (*pattern == '#' && pattern[1] != '1')
			len += (size_t)sprintf(line + len, "%u", below(log, 1000));
		else if (*pattern == '@')
			len += (size_t)sprintf(line + len, "%04x", below(log, 65536));
		else
			line[len++] = *pattern;
	}
	line[len++] = '\n';
	line[len] = '\0';
	put_stamp(log, us);
	put(log, line);
}

static void put_ordinary(struct log *log)
{
	uint32_t caller = log->caller;

	if (caller)
		log->caller = 1 + below(log, 30000);
	put_line(log, ordinary[below(log, COUNT(ordinary))], below(log, 100000));
	log->caller = caller;
}

/* A line of a splat; with caller ids others print between its lines. */
static void put_splat_line(struct log *log, const char *text)
{
	put_line(log, text, below(log, 20));
	if (log->caller && !below(log, 8))
		put_ordinary(log);
}

static void put_splat(struct log *log)
{
	const struct place *p = &places[below(log, COUNT(places))];
	char line[256];

	if (log->caller)
		log->caller = 1 + below(log, 30000);
	for (size_t i = 0; i < COUNT(splat_head); i++) {
		snprintf(line, sizeof(line), "WARNING: CPU: 3 PID: # at %s %s+0x1a8/0x240%s",
			 p->file, p->function, p->module);
		put_splat_line(log, i == 1 ? line : splat_head[i]);
	}
	snprintf(line, sizeof(line), "RIP: 0010:%s+0x1a8/0x240%s", p->function, p->module);
	put_splat_line(log, line);
	for (size_t i = 0; i < COUNT(splat_tail); i++)
		put_splat_line(log, splat_tail[i]);
	snprintf(line, sizeof(line), " %s+0x@/0x130%s", p->caller, p->module);
	put_splat_line(log, line);
	for (int i = 0; i < 22; i++) {
		snprintf(line, sizeof(line), " %s", frames[below(log, COUNT(frames))]);
		put_splat_line(log, line);
	}
	put_splat_line(log, " </TASK>");
	put_splat_line(log, "---[ end trace @@@@ ]---");
}

/* The log in a fixture begins behind the first empty line. */
static void put_fixture(struct log *log, const char *path)
{
	char line[4096];
	bool begun = false;
	FILE *f = fopen(path, "r");

	if (!f) {
		perror(path);
		exit(2);
	}
	while (fgets(line, sizeof(line), f)) {
		char *text = line[0] == '[' ? strchr(line, ']') : NULL;

		if (begun) {
			put_stamp(log, below(log, 100));
			put(log, text ? text + 1 + (text[1] == ' ') : line);
		}
		begun |= line[0] == '\n';
	}
	fclose(f);
}

int main(int argc, char **argv)
{
	struct log log = {.random = 20240229};
	uint32_t reports, done = 0;
	uint64_t size;
	bool splats;

	if (argc < 4) {
		fputs("usage: make-log single|console|warnings|callers KIB FIXTURE...\n", stderr);
		return 2;
	}
	reports = strcmp(argv[1], "single") == 0 ? 1 : 10;
	splats = strcmp(argv[1], "warnings") == 0 || strcmp(argv[1], "callers") == 0;
	log.caller = strcmp(argv[1], "callers") == 0;
	size = strtoull(argv[2], NULL, 10) * 1024;
	while (log.written < size || done < reports) {
		if (log.written >= size / reports * (done + 1))
			put_fixture(&log, argv[3 + done++ % (uint32_t)(argc - 3)]);
		else if (splats && !below(&log, 600))
			put_splat(&log);
		else
			put_ordinary(&log);
	}
	return ferror(stdout) || fflush(stdout);
}
