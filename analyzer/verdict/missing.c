/* SPDX-License-Identifier: GPL-2.0-or-later */
/* missing - evidence that the log does not hold, and how to have it next time. */
#include "verdict/verdict.h"

static bool no_report(const struct verdict *v, const struct events *e)
{
	(void)e;
	return !v->root && v->death;
}

static bool no_stamps(const struct verdict *v, const struct events *e)
{
	(void)v;
	return !e->machine.stamped;
}

static bool no_release(const struct verdict *v, const struct events *e)
{
	(void)e;
	return !v->release[0];
}

static bool no_owner(const struct verdict *v, const struct events *e)
{
	(void)e;
	return v->root && v->root->kind->where == WHERE_PAGE_OWNER && !v->root->guilty[0];
}

static bool damaged(const struct verdict *v, const struct events *e)
{
	/* What the hardware reports has no stack. */
	return v->root && v->root->corrupted && !no_owner(v, e) && !class_is_hardware(v->class);
}

static bool cut(const struct verdict *v, const struct events *e)
{
	(void)e;
	return v->root && v->root->cut;
}

static bool wrapped(const struct verdict *v, const struct events *e)
{
	return v->root && !e->machine.boots;
}

static bool long_report(const struct verdict *v, const struct events *e)
{
	(void)e;
	return v->root && v->root->full;
}

static bool lossy(const struct verdict *v, const struct events *e)
{
	(void)v;
	return e->machine.lossy;
}

static bool only_one_stack(const struct verdict *v, const struct events *e)
{
	(void)e;
	return v->root && !v->root->all_cpus && v->class >= CLASS_HANG_IO &&
	       v->class <= CLASS_HANG_TASK;
}

static bool other_processors(const struct verdict *v, const struct events *e)
{
	(void)e;
	return v->root && !v->root->all_cpus &&
	       (v->class == CLASS_LOCKUP_SOFT || v->class == CLASS_LOCKUP_HARD);
}

/* Who noticed is known, but not who did it. */
static bool no_culprit(const struct verdict *v, const struct events *e)
{
	(void)e;
	return v->root && (v->class == CLASS_CORRUPTION_SLAB || v->class == CLASS_CORRUPTION_LIST ||
			   v->class == CLASS_CORRUPTION_REFCOUNT);
}

static bool no_processors(const struct verdict *v, const struct events *e)
{
	(void)e;
	return v->no_processors;
}

static bool nameless(const struct verdict *v, const struct events *e)
{
	(void)e;
	return v->nameless;
}

static bool faulty_rules(const struct verdict *v, const struct events *e)
{
	(void)e;
	return v->rule_faults;
}

static const struct {
	bool (*is)(const struct verdict *, const struct events *);
	const char *text;
} rows[VERDICT_MISSING] = {
	{no_report, "any report of the crash in the log; look at the vmcore itself"},
	{no_owner, "who allocated the page; booting with page_owner=on tells"},
	{damaged, "parts of the report; treat function and title with care"},
	{cut, "the end of the report: the log stops in the middle of it"},
	{long_report, "the end of a very long report; read it in the log itself"},
	{lossy, "messages that the kernel dropped; a larger log_buf_len= keeps more"},
	{wrapped, "the boot messages; a larger log_buf_len= keeps them"},
	{only_one_stack,
	 "what the other processors did; kernel.hung_task_all_cpu_backtrace=1 tells"},
	{other_processors, "what the other processors did; kernel.softlockup_all_cpu_backtrace=1 "
			   "and hardlockup_all_cpu_backtrace=1 tell"},
	{no_processors, "where each CPU was: the dump does not hold their registers"},
	{nameless, "names for addresses: the dump's kallsyms cannot be found; crash(8) with the "
		   "kernel's debuginfo has them"},
	{no_culprit, "who damaged the memory; booting with slub_debug=FZPU tells, but costs speed"},
	{faulty_rules, "some rules: they are faulty; kdump-diagnose --check-rules tells which"},
	{no_release, "the kernel's release"},
	{no_stamps, "time stamps; printk.time=1 adds them"},
};

void missing_find(struct verdict *v, const struct events *e)
{
	for (unsigned int i = 0; i < VERDICT_MISSING; i++) {
		if (rows[i].is && rows[i].is(v, e))
			v->missing[v->missing_count++] = rows[i].text;
	}
}
