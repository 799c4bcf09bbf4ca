/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * release - whose kernel it is, and whether a fix is in it.
 *
 *	uname -r                              stream            version compared
 *	3.10.0-957.21.3.el7.x86_64            el7               3.10.0-957.21.3, as rpm
 *	4.18.0-305.12.1.el8_4.x86_64          el8               4.18.0-305.12.1
 *	4.18.0-305.12.1.rt7.84.el8_4.x86_64   el8               the same
 *	5.4.17-2136.307.3.1.el8uek.x86_64     uek 5.4           5.4.17-2136.307.3.1
 *	6.5.6-300.fc39.x86_64                 fc39              6.5.6-300
 *	5.10.216-204.855.amzn2.x86_64         amzn2 5.10        5.10.216-204.855
 *	4.19.91-22.2.al7.x86_64               al7 4.19          4.19.91-22.2
 *	5.10.0-60.18.0.50.oe2203.aarch64      oe2203            5.10.0-60.18.0.50
 *	4.12.14-122.37-default                sle12-sp5         122.37
 *	5.14.21-150400.24.46-default          sle15-sp4         24.46
 *	5.4.0-122-generic #138-Ubuntu         ubuntu 5.4        5.4.0-122, then upload 138
 *	5.4.0-1085-azure #90-Ubuntu           ubuntu-azure 5.4  5.4.0-1085
 *	6.1.0-21-amd64 #1 SMP ... Debian 6.1.90-1 (2024-05-03)
 *	                                      debian 6.1        6.1.90-1, as dpkg
 *	6.8.12-4-pve                          pve 6.8           6.8.12-4
 *	6.1.55  6.6.0-rc3  6.5.9-1.el8.elrepo.x86_64
 *	                                      stable 6.1 ...    as kernel.org counts
 *
 * Releases have an order only within one stream: whoever maintains it has decided
 * on his own what to fix there.  What the kernels of different streams share is
 * their base, the version of kernel.org's that they contain.  Where a maintainer
 * goes along with kernel.org's stable updates (Debian, Fedora, Amazon) the base
 * tells exactly which of those fixes are in; elsewhere it tells what is in at least.
 *
 * All spans point into the caller's texts.
 */
#ifndef KD_VERDICT_RELEASE_H
#define KD_VERDICT_RELEASE_H

#include "base/span.h"

/*
 * Whose kernel it is: a row of the table in release.c.  In the texts RELEASE stands for
 * uname -r, and CVE for "CVE-2024-26921".
 */
struct distribution {
	char word[8];	     /* what rules call it: "el", "ubuntu" */
	char mark[12];	     /* in uname -r, with a number behind it if it has one */
	uint8_t form, flags; /* how a release is read and compared, see release.c */
	const char *name;    /* "RHEL or a rebuild of it" */
	const char *vmlinux; /* where the kernel with debugging symbols lies, or NULL */
	const char *symbols; /* how to get it, or NULL */
	const char *tracker; /* the page of a CVE */
};

struct release {
	const struct distribution *of; /* NULL: nothing is known */
	struct span version;	       /* what is compared */
	struct span flavour;	       /* "azure", where flavours are streams of their own */
	uint32_t number;	       /* 7 of el7, 2023 of amzn2023, 154 of sle15-sp4, or 0 */
	uint32_t upload;	       /* 138 of #138-Ubuntu, 0: not told */
	uint32_t base;		       /* what it has of kernel.org's, see version_take_kernel() */
	bool base_exact;	       /* all the base has and no more; else at least that */
	bool abi;		       /* Debian's 6.1.0-21, which tells no package version */
};

/* Read uname -r and uname -v ("#1 SMP ... Debian 6.1.90-1 (2024-05-03)", may be
 * empty).  False, with r->of NULL, if no kernel version stands in it. */
bool release_parse(struct release *r, struct span uname_r, struct span build);

/*
 * Read a version as people write it:
 *
 *	kernel-3.10.0-957.27.2.el7   4.19.91-22.2.al7   5.4.0-123.139   4.18   stable 4.18.7
 *	ubuntu 5.4.0-123.139   ubuntu-aws 5.4.0-1045.47   debian 6.1.90-1   el8 4.18.0-240
 *	sle15-sp4 5.14.21-150400.24.46.1
 *
 * with the stream in front wherever the version does not tell it: Debian's never
 * does, nor a cloud's package of Ubuntu.  A version alone is kernel.org's.  False if
 * it is none of these, or if a version contradicts its stream.
 */
bool release_parse_version(struct release *r, struct span text);

/* Has release_compare() a meaning? */
bool release_same_stream(const struct release *a, const struct release *b);

/* Negative, 0, positive; only within one stream.  What one of the two does not tell,
 * Ubuntu's upload or Debian's revision, is not compared. */
int release_compare(const struct release *a, const struct release *b);

enum fix_status {
	RELEASE_UNKNOWN,  /* told of other streams only */
	RELEASE_AFFECTED, /* a fix is known in its stream, and came later */
	RELEASE_FIXED
};

/*
 * Does the running kernel contain a fix?  Given is where it went in, one release of
 * each stream; of el7 and its like one more for each minor release that it was
 * brought back to: with 3.10.0-1062.el7 and 3.10.0-957.27.2.el7
 *
 *	3.10.0-957.21.3   affected   the fix with the same 957 is later
 *	3.10.0-957.38.1   fixed
 *	3.10.0-1000       affected   that of 957 says nothing of 1000
 *	3.10.0-1062.1.1   fixed
 *
 * A fix in kernel.org's 4.18 is in everything whose base is 4.18 or later; one of a
 * stable update, 6.1.60, is known for the bases of its own series.
 *
 * *which, if not NULL, gets the index of the fix to tell of: the one that decided, or
 * the first if none did; 0 if there is none.
 */
enum fix_status release_fix_status(const struct release *running, const struct release *fixes,
				   unsigned int count, unsigned int *which);

/* Is it within from..until, both included, of one stream?  Outside of it, in the same
 * stream, it is fixed: not yet or no longer broken.  Either may be NULL: no end. */
enum fix_status release_range_status(const struct release *running, const struct release *from,
				     const struct release *until);

/*
 * A demand on the running kernel, as rules make it:
 *
 *	el8    el8 >= 4.18.0-240    ubuntu-aws < 5.4.0-1045    sle15-sp4    stable < 6.1
 *
 * "sle" or "el" alone is all of them; "ubuntu" is its general kernels.  "stable" is
 * kernel.org's, and with a version also whatever has an exact base.
 */
struct release_demand {
	struct release stream; /* version only if it is compared */
	int8_t least, most;    /* of release_compare(): the result lies within */
};

bool release_demand_parse(struct release_demand *d, struct span text);
bool release_demand_holds(const struct release_demand *d, const struct release *running);

/* The stream as rules write it, "ubuntu-azure 5.4", "el7", "sle15-sp4", into a
 * buffer of RELEASE_STREAM bytes; "" if it is not known. */
#define RELEASE_STREAM 48
void release_stream(const struct release *r, char text[RELEASE_STREAM]);

#endif
