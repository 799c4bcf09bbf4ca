/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unit tests of event/: the facts of a report, one excerpt per architecture and
 * generation.  The excerpts are from kernel CVE records (Linux kernel CNA) and from
 * satyr's tests/kerneloopses, shortened.
 */
#include "check.h"
#include "event/events.h"

/* The first report of a text. */
static const struct event *report_of(const char *text)
{
	static struct events events;
	struct span in = span_of(text), raw;
	uint64_t number = 0;

	events_init(&events);
	while (in.len) {
		struct line line;

		if (!span_take_until(&in, "\n", &raw))
			raw = span_of("");
		span_take_text(&in, "\n");
		line_decode(raw, &line);
		line.number = ++number;
		events_take_line(&events, &line);
	}
	events_end(&events, false);
	CHECK(events.count > 0);
	return &events.list[0];
}

static uint64_t reg(const struct event *e, const char *name)
{
	const struct machine_register *r = registers_find(&e->registers, name);

	CHECK(r != NULL);
	return r ? r->value : 0;
}

static void check_code(const struct event *e, unsigned int width, unsigned int count,
		       unsigned int at, uint32_t marked)
{
	CHECK(e->code.state == CODE_KNOWN);
	CHECK(e->code.width == width);
	CHECK(e->code.count == count);
	CHECK(e->code.at == at);
	CHECK(at >= count || e->code.unit[at] == marked);
}

static void check_error(const struct event *e, const char *source, uint64_t code)
{
	CHECK(e->has_error_code && e->error_code == code);
	CHECK_TEXT(e->error_source ? e->error_source : "", source);
}

/* --- x86 ---------------------------------------------------------------------------------- */

static void test_x86_64(void)
{
	const struct event *e = report_of(
		"BUG: kernel NULL pointer dereference, address: 0000000000000028\n"
		"#PF: supervisor read access in kernel mode\n"
		"#PF: error_code(0x0000) - not-present page\n"
		"PGD 0 P4D 0\n"
		"Oops: Oops: 0000 [#1] SMP NOPTI\n"
		"CPU: 3 UID: 1000 PID: 4711 Comm: backup: a/b Kdump: loaded Tainted: G           "
		"OE     "
		"  6.12.1-1-default #1 PREEMPT(full)\n"
		"Tainted: [O]=OOT_MODULE, [E]=UNSIGNED_MODULE\n"
		"Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16\n"
		"Workqueue: events_unbound async_run_entry_fn\n"
		"RIP: 0010:snap_lookup+0x3c/0x110 [snapfs]\n"
		"Code: 48 8b 50 18 48 85 d2 74 5a <48> 8b 42 28 48 39\n"
		"RSP: 0018:ffffb2c801f4bd58 EFLAGS: 00010206 ORIG_RAX: ffffffffffffffff\n"
		"RAX: ffff9d0c4a1e8c00 RBX: ffff9d0c41c3a400 RCX: 0000000000000000\n"
		"FS:  00007f5d2cc4e740(0000) GS:ffff9d0d35d80000(0000) knlGS:0000000000000000\n"
		"CR2: 0000000000000028 CR3: 0000000102f9a003 CR4: 00000000007706e0\n"
		"Call Trace:\n"
		" <IRQ>\n"
		" ? __die+0x20/0x70\n"
		" snap_read_iter+0x5c/0x1b0 [snapfs 0123456789abcdef0123456789abcdef01234567]\n"
		" </IRQ>\n"
		" <TASK>\n"
		" vfs_read+0x1f2/0x2d0\n"
		" 0xffffffffc0123456\n"
		"RIP: 0033:0x7f5d2cd3e9b2\n"
		"Code: c0 e9 c2 fe ff ff 50 48 <48> 3d 00 f0 ff ff\n"
		"RSP: 002b:00007fff5e0b5a38 EFLAGS: 00000246 ORIG_RAX: 0000000000000000\n"
		"RDX: 0000000000020000 RSI: 00007f5d2ca00000 RDI: 0000000000000003\n"
		"Modules linked in: snapfs(OE) xfs nvidia(POE) [last unloaded: vendor(OE)]\n"
		"---[ end trace 0000000000000000 ]---\n");

	CHECK_TEXT(e->function, "snap_lookup");
	CHECK_TEXT(e->function_module, "snapfs");
	CHECK_TEXT(e->arch->name, "x86_64");
	check_error(e, "error code", 0);
	CHECK(e->page_fault && e->has_fault_address && e->fault_address == 0x28);
	CHECK(reg(e, "RAX") == 0xffff9d0c4a1e8c00 && reg(e, "RSP") == 0xffffb2c801f4bd58);
	CHECK(reg(e, "GS") == 0xffff9d0d35d80000 && reg(e, "EFLAGS") == 0x10206);
	CHECK(!registers_find(&e->registers, "RDX")); /* the program's */
	check_code(e, 1, 15, 9, 0x48);
	CHECK_TEXT(e->who.comm, "backup: a/b");
	CHECK(e->who.kdump_loaded && e->who.uid == 1000 && e->who.pid == 4711 && e->who.cpu == 3);
	CHECK_TEXT(e->who.taint, "OE");
	CHECK_TEXT(e->who.release, "6.12.1-1-default");
	CHECK_TEXT(e->who.queue, "events_unbound");
	CHECK_TEXT(e->who.work, "async_run_entry_fn");
	CHECK(e->trace.count == 3 && e->trace.unnamed == 1);
	CHECK(e->trace.frames[0].guessed && e->trace.frames[0].region == REGION_IRQ);
	CHECK_TEXT(e->trace.frames[1].module, "snapfs");
	CHECK(e->trace.frames[2].region == REGION_TASK);
	CHECK(e->modules.total == 3 && e->modules.foreign_count == 2);
	CHECK_TEXT(e->modules.last_unloaded, "vendor");
	CHECK_TEXT(e->modules.last_unloaded_flags, "OE");
}

static void test_x86_64_rhel6(void)
{
	const struct event *e = report_of(
		"BUG: unable to handle kernel paging request at ffffea0000f0e440\n"
		"IP: [<ffffffffa04b2c30>] nfs_wait_bit+0x10/0x20 [nfs]\n"
		"Oops: 0002 [#1] SMP \n"
		"CPU 5 \n"
		"Modules linked in: nfs lockd(U) evil(P)(U) [last unloaded: scsi_wait_scan]\n"
		"\n"
		"Pid: 9102, comm: rsync Tainted: P        W  ---------------  T "
		"2.6.32-754.35.1.el6.x86_64 #1 HP ProLiant DL380 G7\n"
		"RIP: 0010:[<ffffffffa04b2c30>]  [<ffffffffa04b2c30>] nfs_wait_bit+0x10/0x20 "
		"[nfs]\n"
		"RSP: 0018:ffff88041a2b3c78  EFLAGS: 00010246\n"
		"RAX: 0000000000000000 RBX: ffff88041a2b3cc8 RCX: 0000000000000000\n"
		"Process rsync (pid: 9102, threadinfo ffff88041a2b2000, task ffff88041b4d0040)\n"
		"Call Trace:\n"
		" <IRQ>  [<ffffffff81548a4f>] __wait_on_bit+0x5f/0x90\n"
		" <<EOE>>  [<ffffffff8100b0d2>] ? system_call_fastpath+0x16/0x1b\n"
		"Code: 5d c3 <48> 8b 47 10\n"
		"RIP  [<ffffffffa04b2c30>] nfs_wait_bit+0x10/0x20 [nfs]\n"
		" RSP <ffff88041a2b3c78>\n"
		"CR2: ffffea0000f0e440\n");

	CHECK_TEXT(e->function, "nfs_wait_bit");
	check_error(e, "error code", 2);
	CHECK(e->fault_address == 0xffffea0000f0e440);
	CHECK(e->who.cpu == 5 && e->who.pid == 9102);
	CHECK_TEXT(e->who.taint, "PWT");
	CHECK_TEXT(e->who.build, "#1");
	CHECK_TEXT(e->who.hardware, "HP ProLiant DL380 G7");
	check_code(e, 1, 6, 2, 0x48);
	CHECK(e->trace.frames[0].region == REGION_IRQ && e->trace.frames[1].guessed);
	CHECK_TEXT(e->modules.last_unloaded, "scsi_wait_scan");
}

static void test_i386(void)
{
	const struct event *e =
		report_of("kernel BUG at include/net/cfg80211.h:2473!\n"
			  "invalid opcode: 0000 [#1] SMP \n"
			  "Modules linked in: wl(PO) b43\n"
			  "Pid: 598, comm: wpa_supplicant Tainted: P         C O "
			  "3.6.1-1.fc17.i686.PAE #1 HP Mini\n"
			  "EIP: 0060:[<f8e40765>] EFLAGS: 00210246 CPU: 1\n"
			  "EIP is at wdev_priv.part.8+0x3/0x5 [wl]\n"
			  "EAX: 00000000 EBX: f3cf6120 ECX: f8fc05a0 EDX: f3e16400\n"
			  " DS: 007b ES: 007b FS: 00d8 GS: 00e0 SS: 0068\n"
			  "CR0: 80050033 CR2: 099db264 CR3: 322aa000 CR4: 000007f0\n"
			  "Call Trace:\n"
			  " [<f8e3dde1>] wl_cfg80211_scan+0x411/0x4a0 [wl]\n"
			  "Code: 55 89 e5 <0f> 0b 55 89\n"
			  "EIP: [<f8e40765>] wdev_priv.part.8+0x3/0x5 [wl] SS:ESP 0068:f180dbf8\n");

	CHECK_TEXT(e->function, "wdev_priv");
	CHECK_TEXT(e->arch->name, "i686");
	CHECK(e->who.cpu == 1 && !e->page_fault && !e->has_fault_address);
	CHECK(reg(e, "EBX") == 0xf3cf6120 && reg(e, "EFLAGS") == 0x210246);
	check_code(e, 1, 7, 3, 0x0f);
}

/* A jump into nothing: the pointer has no name, and the code cannot be read. */
static void test_x86_64_wild_jump(void)
{
	const struct event *e =
		report_of("BUG: kernel NULL pointer dereference, address: 0000000000000000\n"
			  "#PF: supervisor instruction fetch in kernel mode\n"
			  "#PF: error_code(0x0010) - not-present page\n"
			  "Oops: 0010 [#1] SMP\n"
			  "RIP: 0010:0x0\n"
			  "Code: Unable to access opcode bytes at 0xffffffffffffffd6.\n"
			  "RSP: 0018:ffffb2c801f4bd58 EFLAGS: 00010206\n"
			  "Call Trace:\n"
			  " call_it+0x1/0x2\n");

	CHECK(e->pointer.has_address && e->pointer.address == 0 && !e->function[0]);
	CHECK(e->class == CLASS_FAULT_EXEC);
	CHECK(e->code.state == CODE_UNREADABLE);
	check_error(e, "error code", 0x10);
}

/* --- arm ---------------------------------------------------------------------------------- */

static void test_arm64(void)
{
	const struct event *e = report_of(
		"Unable to handle kernel paging request at virtual address dead000000000108\n"
		"Mem abort info:\n"
		"  ESR = 0x0000000096000044\n"
		"[dead000000000108] address between user and kernel address ranges\n"
		"Internal error: Oops: 0000000096000044 [#1]  SMP\n"
		"CPU: 1 UID: 0 PID: 300 Comm: irq/30-gpu Not tainted 6.13.0-rc1 #2 PREEMPT\n"
		"pstate: 60400005 (nZCv daif +PAN -UAO -TCO -DIT -SSBS BTYPE=--)\n"
		"pc : pci_epc_remove_epf+0x78/0xe0\n"
		"lr : pci_primary_epc_epf_link+0x88/0xa8\n"
		"sp : ffff800085c23b80\n"
		"x29: ffff800085c23b80 x28: ffff0000c0d9c380 x27: 0000000000000000\n"
		"x2 : 0000000000000040 x1 : dead000000000100 x0 : dead000000000122\n"
		"Call trace:\n"
		" pci_epc_remove_epf+0x78/0xe0 (P)\n"
		" pci_primary_epc_epf_link+0x88/0xa8\n"
		"Code: f9400260 b4000080 f9400401 (f9000422)\n"
		"---[ end trace 0000000000000000 ]---\n");

	CHECK_TEXT(e->function, "pci_epc_remove_epf");
	CHECK_TEXT(e->link.symbol, "pci_primary_epc_epf_link");
	CHECK_TEXT(e->arch->name, "aarch64");
	check_error(e, "ESR", 0x96000044);
	CHECK(e->fault_address == 0xdead000000000108 && !e->page_fault);
	CHECK(reg(e, "x1") == 0xdead000000000100 && reg(e, "sp") == 0xffff800085c23b80);
	CHECK(reg(e, "pstate") == 0x60400005 && !registers_find(&e->registers, "pc"));
	check_code(e, 4, 4, 3, 0xf9000422);
	CHECK(e->trace.frames[0].exception && !e->trace.frames[1].exception);
}

/* The program counter is lost, its frame is marked. */
static void test_arm64_marked_frame(void)
{
	const struct event *e = report_of("Unable to handle kernel NULL pointer dereference at "
					  "virtual address 0000000000000050\n"
					  "Call trace:\n"
					  " dma_release_channel+0x2c/0x120 (P)\n"
					  " pci_epf_test_epc_deinit+0x94/0xc0 [pci_epf_test]\n");

	CHECK_TEXT(e->function, "dma_release_channel");
}

static void test_arm64_4_9(void)
{
	const struct event *e = report_of(
		"Unable to handle kernel NULL pointer dereference at virtual address 00000008\n"
		"pgd = ffffffc06d0a5000\n"
		"Internal error: Oops: 96000006 [#1] SMP\n"
		"CPU: 2 PID: 1234 Comm: cat Not tainted 4.9.0 #1\n"
		"PC is at driver_read+0x20/0x98\n"
		"LR is at __vfs_read+0x1c/0x100\n"
		"pc : [<ffffff80084b1234>] lr : [<ffffff80081a5678>] pstate: 60000145\n"
		"sp : ffffffc06d12fd00\n"
		"x29: ffffffc06d12fd00 x28: ffffffc06d12c000\n"
		"Call trace:\n"
		"[<ffffff80084b1234>] driver_read+0x20/0x98\n"
		"Code: a9be7bfd 910003fd (f9400400)\n");

	CHECK_TEXT(e->function, "driver_read");
	CHECK_TEXT(e->arch->name, "aarch64");
	CHECK_TEXT(e->link.symbol, "__vfs_read");
	check_error(e, "ESR", 0x96000006);
	CHECK(reg(e, "pc") == 0xffffff80084b1234);
}

static void test_arm(void)
{
	const struct event *e = report_of(
		"8<--- cut here ---\n"
		"Unable to handle kernel paging request at virtual address fc6006f0\n"
		"pgd = (ptrval)\n"
		"Internal error: Oops: a06 [#1] SMP ARM\n"
		"CPU: 0 PID: 7 Comm: kworker/0:0 Not tainted 5.11.0+ #382\n"
		"PC is at cpu_ca15_set_pte_ext+0x24/0x30\n"
		"LR is at __set_fixmap+0xe4/0x118\n"
		"pc : [<c041ac9c>]    lr : [<c04189d8>]    psr: 400000d3\n"
		"sp : c1601ed8  ip : 00400000  fp : 00800000\n"
		"r3 : 00c00000  r2 : 4040171f  r1 : c041ac78  r0 : fc6006f0\n"
		"Flags: nZcv  IRQs off  FIQs off  Mode SVC_32  ISA ARM  Segment none\n"
		"Process kworker/0:0 (pid: 7, stack limit = 0x(ptrval))\n"
		"Backtrace: \n"
		"[<c04188f4>] (__set_fixmap) from [<c0418a10>] (early_map+0x30/0x40 [mod])\n"
		" r7:df91 r6:0001\n"
		"[<c04189e0>] (early_map [mod]) from [<c0300000>] (start_kernel+0x1/0x2)\n"
		"Code: e3c11002 e1a00000 (e7801800)\n");

	CHECK_TEXT(e->function, "cpu_ca15_set_pte_ext");
	CHECK_TEXT(e->arch->name, "arm");
	check_error(e, "FSR", 0xa06);
	CHECK(reg(e, "r0") == 0xfc6006f0 && reg(e, "psr") == 0x400000d3);
	CHECK(e->trace.count == 3);
	CHECK_TEXT(e->trace.frames[0].symbol, "__set_fixmap");
	CHECK_TEXT(e->trace.frames[1].symbol, "early_map");
	CHECK_TEXT(e->trace.frames[1].module, "mod");
	CHECK_TEXT(e->trace.frames[2].symbol, "start_kernel");
	check_code(e, 4, 3, 2, 0xe7801800);
}

static void test_arm_5_18(void)
{
	static struct trace t;

	memset(&t, 0, sizeof(t));
	CHECK(trace_take_line(&t, span_of(" unwind_backtrace from show_stack+0x18/0x1c")));
	CHECK(trace_take_line(&t, span_of(" show_stack from dump_stack_lvl+0x40/0x4c")));
	CHECK(t.count == 3);
	CHECK_TEXT(t.frames[1].symbol, "show_stack");
	CHECK_TEXT(t.frames[2].symbol, "dump_stack_lvl");
}

/* --- powerpc ------------------------------------------------------------------------------ */

static void test_ppc64le(void)
{
	const struct event *e = report_of(
		"BUG: Kernel NULL pointer dereference on read at 0x00000008\n"
		"Faulting instruction address: 0xc0000000005991d0\n"
		"Oops: Kernel access of bad area, sig: 11 [#1]\n"
		"LE PAGE_SIZE=64K MMU=Hash SMP NR_CPUS=2048 NUMA pSeries\n"
		"CPU: 0 PID: 2232 Comm: dd Not tainted 6.5.0-rc3+ #2\n"
		"NIP:  c0000000005991d0 LR: c0000000005991cc CTR: 0000000000000000\n"
		"REGS: c0000000148c76a0 TRAP: 0300   Not tainted  (6.5.0-rc3+)\n"
		"MSR:  8000000000029033 <SF,EE,ME,IR,DR,RI,LE>  CR: 24002242  XER: 0000000c\n"
		"CFAR: c0000000001fbd34 DAR: 0000000000000008 DSISR: 40000000 IRQMASK: 0 \n"
		"GPR00: c0000000005991cc c0000000148c7940 c000000001510000 0000000000000066 \n"
		"GPR04: 0000000000000000 0000000000000001 0000000000000002 0000000000000003 \n"
		"NIP [c0000000005991d0] usercopy_abort+0xa0/0xb0\n"
		"LR [c0000000005991cc] usercopy_caller+0x9c/0xb0 [m]\n"
		"Call Trace:\n"
		"[c0000000148c7940] [c0000000005991cc] usercopy_caller+0x9c/0xb0 (unreliable)\n"
		"[c0000000148c79b0] [c0000000005359f8] __check_heap_object+0x1b8/0x1f0\n"
		"--- interrupt: 300 at do_it+0x10/0x20\n"
		"Instruction dump:\n"
		"e8610020 4bc62aad 60000000 XXXXXXXX\n"
		"---[ end trace 0000000000000000 ]---\n");

	CHECK_TEXT(e->function, "usercopy_abort");
	CHECK_TEXT(e->arch->name, "ppc64le");
	CHECK_TEXT(e->link.module, "m");
	check_error(e, "DSISR", 0x40000000);
	CHECK(e->oops_number == 1 && e->fault_address == 8);
	CHECK(reg(e, "TRAP") == 0x300 && reg(e, "GPR05") == 1 && reg(e, "DAR") == 8);
	CHECK(reg(e, "NIP") == 0xc0000000005991d0);
	CHECK(e->trace.frames[0].guessed && e->trace.frames[2].exception);
	CHECK(e->code.count == 3 && e->code.at == 3 && e->code.unit[0] == 0xe8610020);
}

static void test_ppc64_big_endian(void)
{
	const struct event *e = report_of(
		"WARNING: at arch/powerpc/platforms/pseries/eeh.c:390\n"
		"CPU: 1 PID: 191 Comm: systemd-udevd Not tainted 3.10.0-33.el7.ppc64 #1\n"
		"NIP: c000000008068dfc LR: c000000008068df8 CTR: 00000000015c6170\n"
		"REGS: c000000010f92e30 TRAP: 0700 Not tainted (3.10.0-33.el7.ppc64)\n"
		"SOFTE: 0\n"
		"GPR00: c000000008068df8 c000000010f930b0 c0000000091380e0 0000000000000015\n"
		"NIP [c000000008068dfc] .eeh_dev_check_failure+0x27c/0x390\n"
		"Call Trace:\n"
		"[c000000010f93150] [c000000008028668] .rtas_read_config+0x128/0x170\n"
		"Instruction dump:\n"
		"60000000 7f44d378 7f63db78 486c7eb9\n"
		"3c62ff84 <0fe00000> 486d2951 60000000\n");

	CHECK_TEXT(e->function, "eeh_dev_check_failure");
	CHECK_TEXT(e->arch->name, "ppc64");
	check_error(e, "TRAP", 0x700);
	check_code(e, 4, 8, 5, 0x0fe00000);
}

/* The debugger of ppc kernels. */
static void test_xmon(void)
{
	const struct event *e =
		report_of("BUG: Unable to handle kernel data access on read at 0xc00000005e980000\n"
			  "Faulting instruction address: 0xc0000000007bffb8\n"
			  "cpu 0xd: Vector: 300 (Data Access) at [c000000015db7060]\n"
			  "    pc: c0000000007bffb8: ext4_mb_mark_bb+0x198/0x5a0\n"
			  "    lr: c0000000007bfeec: ext4_mb_mark_bb+0xcc/0x5a0\n");

	CHECK_TEXT(e->function, "ext4_mb_mark_bb");
	CHECK(e->fault_address == 0xc00000005e980000);
}

/* --- s390 --------------------------------------------------------------------------------- */

static void test_s390(void)
{
	const struct event *e = report_of(
		"Unable to handle kernel pointer dereference in virtual kernel address space\n"
		"Failing address: 0305e098835de000 TEID: 0305e098835de803\n"
		"Fault in home space mode while using kernel ASCE.\n"
		"Oops: 0038 ilc:3 [#1] SMP \n"
		"CPU: 0 PID: 7348 Comm: multipathd Kdump: loaded Tainted: G        W      X    "
		"5.3.18-53-default #1 SLE15-SP3\n"
		"Hardware name: IBM 8561 T01 7I2 (LPAR)\n"
		"Krnl PSW : 0704e00180000000 000000025e368eca (kfree+0x42/0x330)\n"
		"           R:0 T:1 IO:1 EX:1 Key:0 M:1 W:0 P:0 AS:3 CC:2 PM:0 RI:0 EA:3\n"
		"Krnl GPRS: 000000000000004a 000000025efe5230 c1773200d779968d 0000000000000000\n"
		"           000000025e520270 000000025e8d1b40 0000000000000003 00000007aae10000\n"
		"           000000025e5202a2 0000000000000001 c1773200d779968d 0305e098835de640\n"
		"           00000007a8170000 000003ff80138650 000000025e5202a2 000003e00396faa8\n"
		"Krnl Code: 000000025e368eb8: c4180041e100       lgrl    %r1,25eba50b8\n"
		"          #000000025e368ec4: e3b010000008       ag      %r11,0(%r1)\n"
		"          >000000025e368eca: e310b0080004       lg      %r1,8(%r11)\n"
		"           000000025e368ed0: a7110001           tmll    %r1,1\n"
		"Call Trace:\n"
		"([<000003ff80138650>] dm_bio+0x10/0x20 [dm_mod])\n"
		" [<000000025e5202a2>] bio_uninit+0x1a/0x20\n"
		"Last Breaking-Event-Address:\n"
		" [<000000025e52029c>] bio_uninit+0x14/0x20\n");

	CHECK_TEXT(e->function, "kfree");
	CHECK_TEXT(e->arch->name, "s390x");
	check_error(e, "program interruption code", 0x38);
	CHECK(e->has_fault_address && e->fault_address == 0x0305e098835de000);
	CHECK(reg(e, "R00") == 0x4a && reg(e, "R11") == 0x0305e098835de640);
	CHECK(reg(e, "R15") == 0x3e00396faa8);
	check_code(e, 1, 22, 12, 0xe3);
	CHECK(e->trace.count == 2 && e->trace.frames[0].guessed);
	CHECK_TEXT(e->link.symbol, "bio_uninit");
	CHECK(e->link.offset == 0x14);
}

/* --- riscv, mips, loongarch --------------------------------------------------------------- */

static void test_riscv(void)
{
	const struct event *e = report_of(
		"Kernel BUG [#1]\n"
		"CPU: 3 PID: 1238 Comm: kill Tainted: G            E      6.6.0-rc6 #2\n"
		"Hardware name: riscv-virtio,qemu (DT)\n"
		"epc : pmu_sbi_ovf_handler+0x3a4/0x3ae\n"
		" ra : pmu_sbi_caller+0x52/0x3ae\n"
		"epc : ffffffff80a0a77c ra : ffffffff80a0a42a sp : ffffaf83fecda350\n"
		" gp : ffffffff823961a8 tp : ffffaf8083db1dc0 t0 : ffffaf83fecda480\n"
		" s11: ffffaf7ffff60000 t3 : 0000000000000004 t4 : 0000000000000000\n"
		"status: 0000000200000100 badaddr: 0000000000000000 cause: 0000000000000003\n"
		"[<ffffffff80a0a77c>] pmu_sbi_ovf_handler+0x3a4/0x3ae\n"
		"Code: 85a6 855e b097 ff7f 80e7 9220 b709 9002 4501 bbd9 (9002) 6097\n"
		"---[ end trace 0000000000000000 ]---\n");

	CHECK_TEXT(e->function, "pmu_sbi_ovf_handler");
	CHECK_TEXT(e->arch->name, "riscv64");
	CHECK_TEXT(e->link.symbol, "pmu_sbi_caller");
	check_error(e, "cause", 3);
	CHECK(reg(e, "sp") == 0xffffaf83fecda350 && reg(e, "s11") == 0xffffaf7ffff60000);
	check_code(e, 2, 12, 10, 0x9002);
}

static void test_mips(void)
{
	const struct event *e = report_of(
		"CPU 0 Unable to handle kernel paging request at virtual address 00000010, epc == "
		"80015808, ra == 800157fc\n"
		"Oops[#1]:\n"
		"CPU: 0 PID: 1 Comm: init Not tainted 5.10.16 #0\n"
		"$ 0   : 00000000 10008700 00000000 77d94060\n"
		"$ 4   : 7fd1f088 00000000 81431cac 81431ca0\n"
		"$24   : 00000018 00000010                  \n"
		"$28   : 81430000 81431e60 81431f28 800157fc\n"
		"Hi    : 00000000\n"
		"epc   : 80015808 setup_sigcontext+0x54/0x24c [m]\n"
		"ra    : 800157fc setup_frame+0x48/0x24c\n"
		"Status: 10008703\tKERNEL EXL IE \n"
		"Cause : 00800008 (ExcCode 02)\n"
		"BadVA : 00000010\n"
		"PrId  : 0002a010 (Broadcom BMIPS4350)\n"
		"Process init (pid: 1, threadinfo=(ptrval), task=(ptrval), tls=77e22ec8)\n"
		"Call Trace:\n"
		"[<80015808>] setup_sigcontext+0x54/0x24c\n"
		"Code: 8fc300b4  00001025  26240008 <ac820000> ac830004\n");

	CHECK_TEXT(e->function, "setup_sigcontext");
	CHECK_TEXT(e->arch->name, "mips");
	CHECK_TEXT(e->link.symbol, "setup_frame");
	check_error(e, "ExcCode", 2);
	CHECK(e->fault_address == 0x10 && e->oops_number == 1);
	CHECK(reg(e, "$06") == 0x81431cac && reg(e, "$31") == 0x800157fc);
	CHECK(reg(e, "Cause") == 0x800008);
	check_code(e, 4, 5, 3, 0xac820000);
}

static void test_loongarch(void)
{
	const struct event *e = report_of(
		"CPU 3 Unable to handle kernel paging request at virtual address 0000000000000040, "
		"era == 9000000004162774, ra == 90000000048bf6c0\n"
		"Oops[#1]:\n"
		"CPU: 3 PID: 2824 Comm: test_progs Tainted: G           OE  6.10.0-rc2+ #18\n"
		"pc 9000000004162774 ra 90000000048bf6c0 tp 90001000aa16c000 sp 90001000aa16fb50\n"
		"a0 0000000000000000 a1 90001000aa16fdd0 a2 0000000000000000 a3 0000000000000001\n"
		"   ra: 90000000048bf6c0 sk_msg_recvmsg+0x120/0x560\n"
		"  ERA: 9000000004162774 copy_page_to_iter+0x74/0x1c0\n"
		" CRMD: 000000b0 (PLV0 -IE -DA +PG DACF=CC DACM=CC -WE)\n"
		"ESTAT: 00010000 [PIL] (IS= ECode=1 EsubCode=0)\n"
		" BADV: 0000000000000040\n"
		" PRID: 0014c011 (Loongson-64bit, Loongson-3C5000)\n"
		"Call Trace:\n"
		"[<9000000004162774>] copy_page_to_iter+0x74/0x1c0\n"
		"Code: 0015002d  28c02067 <24000184> 4c000020\n");

	CHECK_TEXT(e->function, "copy_page_to_iter");
	CHECK_TEXT(e->arch->name, "loongarch64");
	CHECK_TEXT(e->link.symbol, "sk_msg_recvmsg");
	check_error(e, "ECode", 1);
	CHECK(e->class == CLASS_FAULT_NULL && e->fault_address == 0x40);
	CHECK(reg(e, "pc") == 0x9000000004162774 && reg(e, "a1") == 0x90001000aa16fdd0);
	CHECK(reg(e, "BADV") == 0x40);
	check_code(e, 4, 4, 2, 0x24000184);
}

/* --- the rest in brief --------------------------------------------------------------------- */

static void test_sparc(void)
{
	const struct event *e = report_of(
		"NON-RESUMABLE ERROR: Reporting on cpu 64\n"
		"NON-RESUMABLE ERROR: TPC [0x00000000005f6900] <msix_prepare_msi_desc+0x90/0xa0>\n"
		"CPU: 64 UID: 0 PID: 745 Comm: kworker/64:1 Not tainted 6.11.5 #63\n"
		"Workqueue: events work_for_cpu_fn\n"
		"TSTATE: 0000000011001602 TPC: 00000000005f6900 TNPC: 00000000005f6904 Y: 00000000 "
		"   "
		"Not tainted\n"
		"TPC: <msix_prepare_msi_desc+0x90/0xa0>\n"
		"g0: 00000000000002e9 g1: 000000000000000c g2: 000000c50020000c g3: "
		"0000000000000100\n"
		"I7: <niu_try_msix.constprop.0+0xc0/0x130 [niu]>\n"
		"Call Trace:\n"
		"[<00000000101888b0>] niu_try_msix.constprop.0+0xc0/0x130 [niu]\n"
		"Kernel panic - not syncing: Non-resumable error.\n");

	CHECK_TEXT(e->function, "msix_prepare_msi_desc");
	CHECK_TEXT(e->arch->name, "sparc64");
	CHECK_TEXT(e->link.module, "niu");
	CHECK(reg(e, "g2") == 0xc50020000c && reg(e, "TPC") == 0x5f6900);
	CHECK(event_is_panic(e));
}

static void test_parisc(void)
{
	const struct event *e = report_of(
		"Bad Address (null pointer deref?): Code=15 (Data TLB miss fault) at addr "
		"0000004140000018\n"
		"CPU: 3 PID: 5549 Comm: cmake Not tainted 5.15.4-gentoo-parisc64 #4\n"
		"r00-03  000000ff0804fe0e 0000000040bc9bc0 00000000406760e4 0000004140000000\n"
		"sr00-03  00000000066e5800 0000000000000000 0000000000000000 00000000066e5800\n"
		"IASQ: 0000000000000000 0000000000000000 IAOQ: 00000000406760e8 00000000406760ec\n"
		" IIR: 48780030    ISR: 0000000000000000  IOR: 0000004140000018\n"
		" IAOQ[0]: sba_unmap_sg+0xb0/0x118\n"
		" IAOQ[1]: sba_unmap_sg+0xb4/0x118\n"
		" RP(r2): sba_unmap_sg+0xac/0x118\n"
		"Backtrace:\n"
		" [<00000000402740cc>] dma_unmap_sg_attrs+0x6c/0x70\n"
		"Kernel panic - not syncing: Bad Address (null pointer deref?)\n");

	CHECK_TEXT(e->function, "sba_unmap_sg");
	CHECK_TEXT(e->arch->name, "parisc");
	check_error(e, "Code", 15);
	CHECK(reg(e, "r03") == 0x4140000000 && reg(e, "sr03") == 0x66e5800);
	CHECK(e->fault_address == 0x4140000018);
}

static void test_alpha(void)
{
	const struct event *e = report_of(
		"Unable to handle kernel paging request at virtual address 00008800e0008010\n"
		"CPU 0 kworker/0:3(131): Oops 0\n"
		"pc = [<ffffffff811bea5c>]  ra = [<ffffffff81240844>]  ps = 0000 Tainted: G        "
		"W\n"
		"pc is at si_gpu_check_soft_reset+0x3c/0x240\n"
		"ra is at si_dma_is_lockup+0x34/0xd0\n"
		"v0 = 0000000000000000  t0 = fff08800e0008010  t1 = 0000000000010000\n"
		"t11= 000000000000b886  pv = ffffffff811bea20  at = 0000000000000000\n"
		"Trace:\n"
		"[<ffffffff81240844>] si_dma_is_lockup+0x34/0xd0\n"
		" Code: ad3e0008  43f0074a  ad7e0018  ad9e0020  8c3001e8  40230101 \n"
		" <88210000> 4821ed21 \n");

	CHECK_TEXT(e->function, "si_gpu_check_soft_reset");
	CHECK_TEXT(e->link.symbol, "si_dma_is_lockup");
	CHECK_TEXT(e->who.comm, "kworker/0:3");
	CHECK(e->who.pid == 131 && e->who.cpu == 0);
	CHECK(reg(e, "pc") == 0xffffffff811bea5c && reg(e, "t11") == 0xb886);
	CHECK(e->trace.count == 1);
	check_code(e, 4, 8, 6, 0x88210000);
}

/* --- who -------------------------------------------------------------------------------------- */

static void test_tasks(void)
{
	struct identity id;

	identity_init(&id);
	identity_take_line(
		&id, span_of("INFO: task php-fpm: a:1234 blocked for more than 120 seconds."));
	identity_take_line(
		&id, span_of("      Tainted: G        W  ------- ---  5.14.0-70.el9.x86_64 #1"));
	identity_take_line(&id, span_of("task:php-fpm: a      state:D stack:    0 pid: 1234 ppid:  "
					"   1 flags:0x0"));
	identity_take_line(
		&id,
		span_of("CPU: 3 PID: 42 Comm: khungtaskd Kdump: loaded Not tainted 5.14.0 #1"));
	CHECK_TEXT(id.comm, "php-fpm: a");
	CHECK_TEXT(id.taint, "W");
	CHECK(id.pid == 1234 && id.cpu == -1 && id.state == 'D' && id.kdump_loaded);

	identity_init(&id);
	identity_take_line(&id, span_of("INFO: task foo:42 blocked for more than 120 seconds."));
	identity_take_line(
		&id, span_of("foo             D ffff88003d9a3b80     0    42      2 0x00000000"));
	CHECK(id.state == 'D' && id.pid == 42);

	identity_init(&id);
	identity_take_line(
		&id, span_of("watchdog: BUG: soft lockup - CPU#7 stuck for 22s! [kworker/7:1:99]"));
	CHECK_TEXT(id.comm, "kworker/7:1");
	CHECK(id.cpu == 7 && id.pid == 99);

	identity_init(&id);
	identity_take_line(&id,
			   span_of("WARNING: kernel/f.c:12 at f+0x1/0x2, CPU#0: kworker/0:0/9"));
	CHECK_TEXT(id.comm, "kworker/0:0");
	CHECK(id.cpu == 0 && id.pid == 9);

	identity_init(&id);
	identity_take_line(&id, span_of("TASK = c0000000f3a44b40[42] 'kworker/0:1' THREAD: "
					"c0000000f1fa0000 CPU: 2"));
	CHECK_TEXT(id.comm, "kworker/0:1");
	CHECK(id.cpu == 2 && id.pid == 42);
}

static void test_kernels(void)
{
	struct identity id;

	identity_init(&id);
	identity_take_line(&id, span_of("CPU: 0    Not tainted  (2.6.32-17-ridgerun #22)"));
	CHECK_TEXT(id.release, "2.6.32-17-ridgerun");
	CHECK_TEXT(id.build, "#22");
	CHECK(id.cpu == 0);

	identity_init(&id);
	identity_take_line(&id, span_of("3.0.5 #1"));
	CHECK_TEXT(id.release, "3.0.5");

	identity_init(&id);
	identity_take_line(&id, span_of("3.6.0-rc1-wl+ #296 Tainted: G        W   "));
	CHECK_TEXT(id.release, "3.6.0-rc1-wl+");
	CHECK_TEXT(id.taint, "W");

	identity_init(&id);
	identity_take_line(&id, span_of("Pid: 1, comm: init Not tainted 3.2.0-4-amd64 #1 Debian "
					"3.2.41-2 Dell Inc. R210"));
	CHECK_TEXT(id.build, "#1 Debian 3.2.41-2");
	CHECK_TEXT(id.hardware, "Dell Inc. R210");

	identity_init(&id);
	identity_take_line(&id, span_of("CPU: 2 PID: 1 Comm: a Tainted: GF          "
					"O--------------   3.10.0-54.el7 #1"));
	CHECK_TEXT(id.taint, "FO");
	CHECK_TEXT(id.release, "3.10.0-54.el7");

	identity_init(&id);
	identity_take_line(&id, span_of("Workqueue:  0x0 (events)"));
	CHECK_TEXT(id.queue, "");
	identity_take_line(&id, span_of("Stopper: multi_cpu_stop+0x0/0x2b0 <- "
					"stop_machine_from_inactive_cpu+0x15a/0x230"));
	CHECK_TEXT(id.stopper, "multi_cpu_stop");
}

/* --- where the headline says it --------------------------------------------------------------- */

static void check_function(const char *text, const char *function)
{
	CHECK_TEXT(report_of(text)->function, function);
}

static void test_named_functions(void)
{
	check_function("BUG: KASAN: slab-use-after-free in __mutex_lock_common\n"
		       "kernel/locking/mutex.c:587 [inline]\n"
		       "BUG: KASAN: slab-use-after-free in __mutex_lock+0x8f/0xc30\n"
		       "Read of size 8 at addr ffff888009d9c000 by task a/1\n",
		       "__mutex_lock");
	check_function("BUG: KASAN: slab-out-of-bounds in\n"
		       "smb2_set_next_command.cold+0x1d6/0x24c [cifs]\n"
		       "Write of size 4116 at addr ffff8881148fcab8 by task ln/859\n",
		       "smb2_set_next_command");
	check_function("BUG: KCSAN: data-race in irdma_cqp_ce_handler [irdma] / irdma_wait_event\n"
		       "write to 0xffff8e44107019dc of 1 bytes by task 29658 on cpu 5:\n"
		       " irdma_cqp_ce_handler+0x21e/0x270 [irdma]\n",
		       "irdma_cqp_ce_handler");
	check_function("WARNING: CPU: 0 PID: 1 at kernel/irq/manage.c:1826\n"
		       "free_irq+0x100/0x480\n"
		       "Modules linked in:\n",
		       "free_irq");
	check_function("WARNING: CPU: 0 PID: 1 at kernel/irq/manage.c:1895 free_irq\n"
		       "CPU: 0 PID: 1 Comm: a Not tainted 5.4.0 #1\n",
		       "free_irq");
	check_function("CFI failure at dev_attr_show+0x24/0x60 (target: show+0x0/0x70; expected "
		       "type: 0x8)\n"
		       "Call Trace:\n"
		       " ? __warn+0xcf/0x1c0\n",
		       "dev_attr_show");
	check_function("RIP: 0010:txopt_get include/net/ipv6.h:390 [inline]\n"
		       "RIP: 0010:calipso_setattr+0x1/0x2 net/ipv6/calipso.c:1\n"
		       "Call Trace:\n"
		       " netlbl_conn_setattr+0x1/0x2\n",
		       "calipso_setattr");
}

int main(void)
{
	test_x86_64();
	test_x86_64_rhel6();
	test_i386();
	test_x86_64_wild_jump();
	test_arm64();
	test_arm64_marked_frame();
	test_arm64_4_9();
	test_arm();
	test_arm_5_18();
	test_ppc64le();
	test_ppc64_big_endian();
	test_xmon();
	test_s390();
	test_riscv();
	test_mips();
	test_loongarch();
	test_sparc();
	test_parisc();
	test_alpha();
	test_tasks();
	test_kernels();
	test_named_functions();
	return check_summary();
}
