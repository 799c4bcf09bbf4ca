/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rule_condition - does what a rule demands hold of this crash?
 *
 * Of a value "a | b" each alternative is asked for by itself.  All of them are
 * patterns, see pattern.h, but for release and the distance in before.
 */
#ifndef KD_VERDICT_RULE_CONDITION_H
#define KD_VERDICT_RULE_CONDITION_H

#include "verdict/verdict.h"

/* What is asked, and what spoke for it. */
struct rule_crash {
	const struct verdict *verdict;
	const struct events *events;
	struct evidence evidence[LIMIT_EVIDENCE - 1]; /* the root report is the first */
	unsigned int evidence_count;
};

/* One for each key.  The verdict has a root. */
bool rule_class(struct rule_crash *c, struct span pattern);
bool rule_title(struct rule_crash *c, struct span pattern);
bool rule_function(struct rule_crash *c, struct span pattern);
bool rule_trace(struct rule_crash *c, struct span steps); /* "f > ?g > h" */
bool rule_process(struct rule_crash *c, struct span pattern);
bool rule_module(struct rule_crash *c, struct span pattern);
bool rule_loaded(struct rule_crash *c, struct span pattern);
bool rule_unloaded(struct rule_crash *c, struct span pattern);
bool rule_line(struct rule_crash *c, struct span pattern);
bool rule_before(struct rule_crash *c, struct span value); /* "within 600s: nfs: server" */
bool rule_arch(struct rule_crash *c, struct span pattern);
bool rule_release(struct rule_crash *c, struct span demand); /* "el8 >= 4.18.0-240" */

/* Are these values of their keys? */
bool rule_valid_class(struct span pattern);
bool rule_valid_before(struct span value);
bool rule_valid_release(struct span demand);

#endif
