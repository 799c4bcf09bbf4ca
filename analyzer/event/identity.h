/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * identity - which kernel, processor and task a report is about.
 *
 *	CPU: 1 PID: 42 Comm: kswapd0 Kdump: loaded Tainted: G  OE  5.4.0-122-generic #138-Ubuntu
 *	CPU: 1 UID: 0 PID: 298 Comm: a b Not tainted 6.12.1 #1     (UID since 6.11)
 *	Pid: 802, comm: wpa_supplicant Tainted: P  O 3.6.1-1.fc17.x86_64 #1   (until 3.9)
 *	Hardware name: Alibaba Cloud Alibaba Cloud ECS, BIOS 449e491 04/01/2014
 *	Workqueue: cgroup_destroy css_release_work_fn
 *
 * comm may hold blanks, colons and slashes: it ends where " Kdump: ",
 * " Tainted: " or " Not tainted" begins.
 */
#ifndef KD_EVENT_IDENTITY_H
#define KD_EVENT_IDENTITY_H

#include "base/limits.h"
#include "base/span.h"

#define IDENTITY_RELEASE 96

struct identity {
	char comm[LIMIT_COMM];		/* "" if not told */
	char release[IDENTITY_RELEASE]; /* "5.4.0-122-generic" */
	char build[IDENTITY_RELEASE];	/* "#138-Ubuntu" */
	char hardware[LIMIT_TEXT];
	char workqueue[LIMIT_TEXT]; /* "cgroup_destroy css_release_work_fn" */
	char taint[32];		    /* the letters without G, '-' and blanks */
	int64_t cpu, pid;	    /* -1 if not told */
	bool taint_known;	    /* "Not tainted" gives true and "" */
};

void identity_init(struct identity *id);

/* Take what this line tells.  What an earlier line told stays. */
void identity_take_line(struct identity *id, struct span text);

/* The release from the boot banner "Linux version 6.1.0-18-amd64 (...) ... #1
 * SMP ...": false if text has none. */
bool identity_take_banner(struct span text, char release[IDENTITY_RELEASE],
			  char build[IDENTITY_RELEASE]);

/* The words for one taint letter, or NULL. */
const char *taint_words(char letter);

#endif
