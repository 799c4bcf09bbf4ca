/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * identity - which kernel, processor and task a report is about.
 *
 *	CPU: 1 PID: 42 Comm: kswapd0 Kdump: loaded Tainted: G  OE  5.4.0-122-generic #138-Ubuntu
 *	CPU: 1 UID: 0 PID: 298 Comm: a b Not tainted 6.12.1 #1     (UID since 6.11)
 *	Tainted: [W]=WARN, [O]=OOT_MODULE                          (since 6.12)
 *	CPU: 0    Not tainted  (2.6.32-17-ridgerun #22)            (arm, s390 until 3.9)
 *	Pid: 802, comm: wpa_supplicant Tainted: P  O 3.6.1-1.fc17.x86_64 #1 Hewlett-Packard ...
 *	Process swapper/0 (pid: 0, threadinfo ..., task ...)       (both until 3.9)
 *	TASK = c0000000f3a44b40[42] 'kworker/0:1' THREAD: ... CPU: 2         (ppc until 4.14)
 *	CPU 0 kworker/0:3(131): Oops 0                             (alpha; sparc without CPU)
 *	watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [swapper/0:0]
 *	WARNING: kernel/f.c:12 at f+0x1/0x2, CPU#0: kworker/0:0/9  (since 6.18)
 *	INFO: task php-fpm:1234 blocked for more than 120 seconds.
 *	task:foo  state:D stack:0 pid:42 tgid:42 ppid:1 flags:0x.. (since 5.9)
 *	foo             D ffff88003d9a3b80     0    42      2 0x00000000
 *	Hardware name: Alibaba Cloud Alibaba Cloud ECS, BIOS 449e491 04/01/2014
 *	Workqueue: cgroup_destroy css_release_work_fn
 *	Stopper: multi_cpu_stop+0x0/0x2b0 <- stop_machine_from_inactive_cpu+0x15a/0x230
 *
 * comm may hold blanks, colons and slashes: it ends where " Kdump: ",
 * " Tainted: " or " Not tainted" begins.  What Red Hat's kernels print for flags
 * that they reserve, runs of '-', is no flag.
 */
#ifndef KD_EVENT_IDENTITY_H
#define KD_EVENT_IDENTITY_H

#include "base/limits.h"
#include "base/span.h"

struct identity {
	char comm[LIMIT_COMM];	     /* "" if not told */
	char release[LIMIT_RELEASE]; /* "5.4.0-122-generic" */
	char build[LIMIT_RELEASE];   /* "#138-Ubuntu" */
	char hardware[LIMIT_TEXT];
	char workqueue[LIMIT_TEXT]; /* "cgroup_destroy css_release_work_fn", as printed */
	char queue[LIMIT_SYMBOL];   /* its name and its function */
	char work[LIMIT_SYMBOL];
	char stopper[LIMIT_SYMBOL]; /* what the migration thread ran */
	char taint[32];		    /* the letters without G, '-' and blanks */
	int64_t cpu, pid, uid;	    /* -1 if not told */
	char state;		    /* of a hung task: D, S, ...; 0 if not told */
	bool waits;		    /* the task hangs; CPU lines are the watchdog's */
	bool kdump_loaded;	    /* a crash kernel was there */
	bool taint_known;	    /* "Not tainted" gives true and "" */
};

void identity_init(struct identity *id);

/* Take what this line tells.  What an earlier line told stays. */
void identity_take_line(struct identity *id, struct span text);

/* Take the task from a line that names it as the one that did something, for
 * reports without a line of its own:
 *
 *	swapper/0/1 is trying to acquire lock:
 *	Read of size 8 at addr ffff8881433dba98 by task mount/9827 */
void identity_take_actor(struct identity *id, struct span text);

/* The release from the boot banner "Linux version 6.1.0-18-amd64 (...) ... #1
 * SMP ...": false if text has none. */
bool identity_take_banner(struct span text, char release[LIMIT_RELEASE], char build[LIMIT_RELEASE]);

/* The words for one taint letter, or NULL. */
const char *taint_words(char letter);

#endif
