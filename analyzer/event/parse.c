/* SPDX-License-Identifier: GPL-2.0-or-later */
/* parse - the facts of one report, from its captured text. */
#include "event/event.h"
#include "event/function.h"
#include "event/guilty.h"
#include "event/processor.h"
#include "event/title.h"

#include <string.h>

static void parse_identity(struct event *e, const struct capture *c)
{
	identity_init(&e->who);
	for (unsigned int i = capture_first(c); i < c->count; i++) {
		/* Behind a hung task's stack stand the others'. */
		if (e->kind->where == WHERE_HANG && trace_begins(capture_text(c, i)))
			break;
		identity_take_line(&e->who, capture_text(c, i));
	}
	for (unsigned int i = c->head; !e->who.comm[0] && i < c->count && i < c->head + 12; i++)
		identity_take_actor(&e->who, capture_text(c, i));
}

/* "Memory cgroup out of memory: Killed process 40112 (java) total-vm:...",
 * "Out of memory: Kill process 17807 (php-fpm) score 4 ..." */
static void parse_killed_process(struct event *e, struct span headline)
{
	struct span in = headline, comm;
	uint64_t pid;

	if (e->who.comm[0] || !span_take_past(&in, "ut of memory: Kill") ||
	    !span_take_past(&in, " process ") || !span_take_dec(&in, &pid) ||
	    !span_take_text(&in, " (") || !span_take_until(&in, ")", &comm))
		return;
	span_copy(e->who.comm, sizeof(e->who.comm), comm);
	e->who.pid = (int64_t)(pid & INT32_MAX);
}

/* What ends the stack of the crash: other stacks, or what x86 prints below. */
static bool trace_ends(struct span text)
{
	static const char *const ends[] = {
		"Allocated by task",
		"Freed by task",
		"Modules linked in:",
		"---[ end ",
		"Kernel panic",
		"Mem-Info:",
		"Uninit was ",
		"ode: ",
		"Last potentially related work",
		"Last Breaking-Event-Address",
		NULL,
	};

	return span_has_any(text, ends);
}

/* The line that announces the trace.  KMSAN, KCSAN and KFENCE print frames
 * right below their headline; then it is the headline. */
static unsigned int trace_head(const struct capture *c, bool *announced)
{
	unsigned int first = capture_first(c), i = first;

	while (i < c->count && !trace_begins(capture_text(c, i)))
		i++;
	*announced = i < c->count;
	return *announced ? i : first;
}

/* Lines without a frame that may stand within a trace: the registers of an
 * exception.  After more than these the log is about something else. */
#define TRACE_GAP 40

static void parse_trace(struct event *e, const struct capture *c)
{
	unsigned int other = 0;
	bool announced;

	for (unsigned int i = trace_head(c, &announced) + 1; i < c->count; i++) {
		struct span text = capture_text(c, i);

		if (trace_begins(text) || (e->trace.count && trace_ends(text)))
			break;
		if (!announced && e->trace.count && !span_trim(text).len)
			break;
		other = trace_take_line(&e->trace, text) ? 0 : other + 1;
		if (e->trace.count && other > TRACE_GAP)
			break;
	}
}

/* Does the modules line before this one go on here?  A record holds about 1000
 * bytes; the next one begins with a blank, unless a paste has lost that. */
static bool modules_continue(struct span before, struct span text)
{
	return before.len > 700 && !span_has(before, "[last unloaded") &&
	       (!span_has(text, ":") || span_has(text, "[last unloaded: "));
}

static void parse_modules(struct event *e, const struct capture *c)
{
	for (unsigned int i = 0; i < c->count && !e->modules.known; i++) {
		if (!modules_take_line(&e->modules, capture_text(c, i), false))
			continue;
		while (modules_continue(capture_text(c, i), capture_text(c, i + 1)))
			modules_take_line(&e->modules, capture_text(c, ++i), true);
	}
}

/* Texts that stand just before the headline, or behind the stack of a task that hangs,
 * and say what was found. */
static bool is_detail(struct span text)
{
	static const char *const marks[] = {
		"list_add corruption",
		"list_del corruption",
		"list_add double add",
		"usercopy: ",
		"detected buffer overflow",
		"refcount_t: ",
		"skb_over_panic",
		"skb_under_panic",
		"ODEBUG: ",
		": BOGUS ",
		"Objects remaining",
		"DEBUG_LOCKS_WARN_ON",
		"CFI failure at ",
		"likely owned by task ",
		NULL,
	};

	return span_has_any(text, marks);
}

static void parse_detail(struct event *e, const struct capture *c)
{
	unsigned int end = e->kind->where == WHERE_HANG ? c->count : c->head + 3;

	for (unsigned int i = end < c->count ? end : c->count; i-- > 0;) {
		struct span text = capture_text(c, i);

		if (i != c->head && is_detail(text)) {
			span_copy(e->detail, sizeof(e->detail), span_trim(text));
			return;
		}
	}
}

static void parse_panic(struct event *e, const struct capture *c, const struct kinds *k)
{
	struct span message;

	if (event_is_panic(e)) {
		e->panic = panic_find(k, capture_text(c, c->head), &message);
		span_copy(e->panic_text, sizeof(e->panic_text), span_trim(message));
	} else if (c->panic) {
		e->panic = c->panic;
		memcpy(e->panic_text, c->panic_text, sizeof(e->panic_text));
	}
}

/* Does the kernel say why it prints a stack, and it is no fault? */
static void parse_reason(struct event *e, const struct capture *c)
{
	static const char *const reasons[] = {
		"NMI backtrace for cpu",
		"page allocation failure",
		"nobody cared",
		"unchecked MSR access",
		"invoked oom-killer",
		"Unable to allocate",
		"Show backtrace",
		"Sending NMI ",
		"Show Blocked State",
		"Show State",
		NULL,
	};

	for (unsigned int i = 0; i < c->count && !e->explained; i++)
		e->explained = span_has_any(capture_text(c, i), reasons);
}

/* Jumping to a place without a name: the pointer is the address that faulted. */
static bool is_wild_jump(const struct event *e)
{
	return e->pointer.arch && !e->pointer.frame.symbol[0] &&
	       (!e->has_fault_address || e->pointer.address == e->fault_address);
}

/* An address below the first page is a member of a structure at NULL. */
static bool is_null_address(const struct event *e)
{
	return e->has_fault_address && e->fault_address < 4096;
}

/* A report without its headline: what the rest shows.  An x86 page fault whose
 * address is lost is most often a NULL pointer. */
static enum crash_class class_of_rest(const struct event *e)
{
	if (e->has_error_code && !e->page_fault && (!e->arch || arch_is_x86(e->arch)))
		return CLASS_FAULT_TRAP;
	if (e->has_fault_address)
		return is_null_address(e) ? CLASS_FAULT_NULL : CLASS_FAULT_ADDRESS;
	return e->has_error_code && !e->error_code ? CLASS_FAULT_NULL : CLASS_FAULT_ADDRESS;
}

/* What a hung task waits for, as far as its stack tells. */
static enum crash_class class_of_hang(const struct event *e)
{
	static const char io[] =
		"io_schedule wait_on_page wait_on_buffer folio_wait blk_ nvme_ scsi_ "
		"rpc_ nfs_ submit_bio_wait";
	static const char lock[] = "mutex_lock rwsem_down rtnl_lock down_read down_write rt_mutex";

	for (unsigned int i = 0; i < e->trace.count; i++) {
		struct span name = span_of(e->trace.frames[i].symbol);

		if (e->trace.frames[i].guessed)
			continue;
		if (name_matches(name, io))
			return CLASS_HANG_IO;
		if (name_matches(name, lock))
			return CLASS_HANG_LOCK;
	}
	return CLASS_HANG_TASK;
}

static void refine_class(struct event *e, const struct capture *c)
{
	bool rest = kind_is_headless(e->kind) &&
		    (e->class == CLASS_FAULT_ADDRESS || e->class == CLASS_FAULT_TRAP);

	if (e->panic && (event_is_panic(e) || e->class == CLASS_UNKNOWN))
		e->class = e->panic->class;
	if (c->prelude && e->class == CLASS_POLICY_OTHER)
		e->class = c->prelude->class;
	if (rest)
		e->class = class_of_rest(e);
	if (e->class == CLASS_HANG_TASK && e->kind->where == WHERE_HANG)
		e->class = class_of_hang(e);
	if (class_has_address(e->class) && is_wild_jump(e))
		e->class = CLASS_FAULT_EXEC;
	else if (e->class == CLASS_FAULT_ADDRESS && is_null_address(e))
		e->class = CLASS_FAULT_NULL;
	for (unsigned int i = 0; e->class == CLASS_FAULT_ADDRESS && i < c->count; i++) {
		if (span_has(capture_text(c, i), "KASAN: null-ptr-deref in range"))
			e->class = CLASS_FAULT_NULL;
	}
	/* Until 4.19 "echo c > /proc/sysrq-trigger" really followed NULL. */
	if (strcmp(e->function, "sysrq_handle_crash") == 0)
		e->class = CLASS_OPERATOR_SYSRQ;
}

/* Does the log end within the report?  Yes if it ends in the middle of a line, and
 * if the report should show a stack and nothing came of it.  A missing "end trace"
 * says nothing: a kernel that panics on an oops starts the capture kernel before
 * it prints one. */
static bool ends_within(const struct event *e, const struct capture *c)
{
	bool stack_missing = e->corrupted && !e->trace.count && !event_is_panic(e) &&
			     guilty_has_stack(event_where(e));

	if (c->end == CAPTURE_FOLLOWED || c->ended)
		return false;
	return c->end == CAPTURE_LOG_CUT || stack_missing;
}

void event_parse(struct event *e, const struct capture *c, const struct kinds *k,
		 const struct families *f)
{
	memset(e, 0, offsetof(struct event, said));
	e->kind = c->kind;
	e->class = c->prelude ? c->prelude->class : c->kind->class;
	e->line_number = c->line_number;
	e->time_us = c->count ? c->lines[c->head].time_us : LINE_NO_TIME;
	e->last_us = c->last_us;
	e->caller = c->caller;
	e->caller_id = c->caller_id;
	e->boot = c->boot;
	e->saves_dump = c->saves_dump;
	e->place = c->place;
	e->full = c->full;
	e->all_cpus = c->all_cpus;
	span_copy(e->headline, sizeof(e->headline), span_trim(capture_text(c, c->head)));

	parse_identity(e, c);
	parse_killed_process(e, capture_text(c, c->head));
	parse_panic(e, c, k);
	processor_parse(e, c, capture_first(c));
	parse_trace(e, c);
	parse_modules(e, c);
	parse_detail(e, c);
	function_find(e, c);
	parse_reason(e, c);
	refine_class(e, c);
	title_make(e, c, f);
	e->cut = ends_within(e, c);
	said_take(&e->said, c);
}
