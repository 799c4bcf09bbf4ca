/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rule - known causes as text: which of them fit this crash.
 *
 *	[cgroup.css-release-list]
 *	class:    corruption.list
 *	function: __list_del_entry_valid
 *	trace:    css_release_work_fn > process_one_work
 *	cause:    A bug of this kernel releases the memory of a control group twice.
 *	remedy:   Update the kernel.
 *	fixed-in: 4.18.0-305.12.1.el8_4
 *	sample:   crash.log
 *	| list_del corruption, ffff88810a7c4d28->next is LIST_POISON2 (dead000000000200)
 *
 * man/kdump-diagnose-rules.5 documents the format, key by key.
 *
 *	rules_begin(&rules, &verdict, &events, take_fault, context);
 *	for each file, in the order of their names:
 *		rules_open(&rules, name, true);
 *		while (there is more of it) rules_push(&rules, piece);
 *		rules_close(&rules);
 *	verdict_conclude(&verdict, &events);
 *
 * One line, one value and one rule are held at a time, whatever the files' size,
 * and the result does not depend on how they were cut into pieces.  As soon as a
 * condition fails, the rest of the rule is passed over; so what stands first in a
 * rule should be what fails soonest.
 */
#ifndef KD_VERDICT_RULE_H
#define KD_VERDICT_RULE_H

#include "base/error.h"
#include "verdict/rule_condition.h"

/* A fault, with its place and what is done about it: "site.rules:12: unknown key "clas";
 * the rule is skipped". */
typedef void rule_fault_taker(void *context, const struct error *fault);

/* The rule that is being read. */
struct rule {
	uint64_t line_number; /* of its name */
	bool failed;	      /* a condition does not hold */
	bool sample;	      /* its lines may come */
	uint8_t given[32];    /* how often each key */
	unsigned int weight;  /* of its conditions: the more specific, the more */
	unsigned int fixes, ranges;
	enum fix_status range; /* what the affected ranges say of the running kernel */
	char fixed_in[LIMIT_RULE_FIXES][LIMIT_RULE_FIX];
	char hotfix[LIMIT_TEXT]; /* for the running kernel, "" if there is none */
	struct cause cause;
};

struct rules {
	struct verdict *verdict; /* NULL: only look for faults, in all of every rule */
	struct rule_crash crash;
	struct release running;
	rule_fault_taker *take_fault;
	void *context;

	/* The file. */
	const char *file;
	uint64_t line_number; /* of the line being read */
	bool dead;	      /* it is no text */

	/* Where in it. */
	enum { RULES_OUTSIDE, RULES_INSIDE, RULES_PASSING } state;
	bool line_begins; /* while passing: the next byte is a line's first */
	size_t line_len;
	char line[LIMIT_RULE_LINE]; /* one whose end has not come yet */

	/* The value, until it is certain that no line continues it. */
	const struct rule_key *key; /* NULL: none is open */
	size_t value_len;
	uint64_t value_line;
	char value[LIMIT_RULE_VALUE];

	struct rule rule;
	unsigned int weights[LIMIT_CAUSES]; /* of those that the verdict has */
	unsigned int read, faults;
	unsigned int last_checked;	  /* number of the last rule to be read to its end */
	uint64_t names[LIMIT_RULE_NAMES]; /* hashes, 0: free */
	unsigned int name_count;
};

/* Begin.  The rules that fit become the causes of *v, in place of those that it has;
 * its other parts are known. */
void rules_begin(struct rules *r, struct verdict *v, const struct events *e,
		 rule_fault_taker *take_fault, void *context);

/* The name lives until rules_close().  check: read the first LIMIT_RULES_CHECKED rules to
 * their end, whatever crash it is, so that their faults are told. */
void rules_open(struct rules *r, const char *file, bool check);
void rules_push(struct rules *r, struct span piece);
void rules_close(struct rules *r);

#endif
