/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * modules - the modules line of a report.
 *
 *	Modules linked in: nft_nat(E) nvidia(POE) foo(O+) overlay(T) xt_x
 *	 ip_vs_rr ip_vs [last unloaded: tampercore]
 *
 * Newest first.  The letters in parentheses are the module's own taints, plus
 * '+' while it is loading and '-' while it is unloading.  A line longer than a
 * printk record goes on in the next one, which begins with a blank.
 *
 * Only modules that are not part of the kernel are remembered, the others are
 * counted: being loaded is no evidence, and hundreds of them are.
 */
#ifndef KD_EVENT_MODULES_H
#define KD_EVENT_MODULES_H

#include "base/limits.h"
#include "base/span.h"

struct module {
	char name[LIMIT_MODULE];
	char flags[LIMIT_FLAGS]; /* as printed, without parentheses */
};

struct modules {
	struct module foreign[LIMIT_MODULES];
	unsigned int foreign_count;
	unsigned int foreign_dropped;
	unsigned int total;
	char last_unloaded[LIMIT_MODULE];      /* "" if none */
	char last_unloaded_flags[LIMIT_FLAGS]; /* since 6.2 */
	bool known;			       /* there was a modules line */
};

/* Take a modules line, or a continuation of one if continues is set. */
bool modules_take_line(struct modules *m, struct span text, bool continues);

/* The remembered module of this name, or NULL. */
const struct module *modules_find(const struct modules *m, const char *name);

/* Do these flags say that the module is no part of the distribution's kernel:
 * proprietary, out-of-tree, unsigned or forced?  RHEL 5 and 6 print U for
 * unsigned; T (technology preview) and X (SUSE) are the vendor's own. */
bool module_is_foreign(const char *flags);

#endif
