/* SPDX-License-Identifier: GPL-2.0-or-later */
/* identity - which kernel, processor and task a report is about. */
#include "event/identity.h"

#include <string.h>

#include "event/demangle.h"

const char *taint_words(char letter)
{
	switch (letter) {
#define TAINT(letter, words)                                                                       \
	case letter:                                                                               \
		return words;
#include "event/taint.def"
#undef TAINT
	default:
		return NULL;
	}
}

void identity_init(struct identity *id)
{
	memset(id, 0, sizeof(*id));
	id->cpu = id->pid = id->uid = -1;
}

/* Is this word made of taint letters and dashes alone? */
static bool is_taint_word(struct span word)
{
	for (size_t i = 0; i < word.len; i++) {
		char c = word.at[i];

		if (c != '-' && c != 'G' && !taint_words(c))
			return false;
	}
	return word.len > 0;
}

static void add_taint(struct identity *id, struct span letters)
{
	size_t len = strlen(id->taint);

	for (size_t i = 0; i < letters.len && len + 1 < sizeof(id->taint); i++) {
		char c = letters.at[i];

		/* A damaged log may have any byte here. */
		if (char_is_alnum(c) && c != 'G' && !strchr(id->taint, c))
			id->taint[len++] = c;
	}
}

/* Take the first len bytes of s off. */
static struct span take_first(struct span *s, size_t len)
{
	struct span first = span_first(*s, len);

	*s = span_from(*s, first.len);
	return first;
}

/* "#138-Ubuntu", "#1  Debian 5.10.197-1"; until 3.9 the board's name follows. */
static void take_build(struct identity *id, struct span in, bool board)
{
	struct span rest = in, word;

	if (!span_take_word(&rest, &word) || word.at[0] != '#')
		return;
	in = (struct span){word.at, word.len + rest.len};
	if (board && span_take_text(&rest, " Debian ") && span_take_word(&rest, &word))
		word.len = in.len;
	if (board) {
		size_t end = in.len - rest.len;

		if (!id->hardware[0])
			span_copy(id->hardware, sizeof(id->hardware), span_trim(rest));
		in = span_first(in, end);
	}
	span_copy(id->build, sizeof(id->build), span_trim(in));
}

/* "5.4.0-122-generic #138-Ubuntu": what follows the taint field.  Until 2.6.35
 * it stood in parentheses, "(2.6.33 #1) /Bochs". */
static void take_release(struct identity *id, struct span in, bool board)
{
	struct span word, inner;

	span_take_blanks(&in);
	if (span_take_text(&in, "(")) {
		inner = take_first(&in, span_find(in, ")"));
		span_take_text(&in, ")");
		if (board && !id->hardware[0])
			span_copy(id->hardware, sizeof(id->hardware), span_trim(in));
		in = inner;
		board = false;
	}
	if (!span_take_word(&in, &word) || !char_is_digit(word.at[0]))
		return;
	span_copy(id->release, sizeof(id->release), word);
	take_build(id, in, board);
}

/* "[W]=WARN, [O]=OOT_MODULE" */
static void take_taint_words(struct identity *id, struct span in)
{
	while (span_take_past(&in, "[")) {
		if (in.len > 1 && in.at[1] == ']')
			add_taint(id, span_first(in, 1));
	}
}

/* From "Tainted: " or "Not tainted" on. */
static bool take_taint(struct identity *id, struct span in, bool board)
{
	struct span rest, word;

	if (span_take_text(&in, "Not tainted")) {
		id->taint_known = true;
		take_release(id, in, board);
		return true;
	}
	if (!span_take_text(&in, "Tainted: "))
		return false;
	id->taint_known = true;
	if (span_starts(in, "[")) {
		take_taint_words(id, in);
		return true;
	}
	for (rest = in; span_take_word(&rest, &word) && is_taint_word(word); in = rest)
		add_taint(id, word);
	take_release(id, in, board);
	return true;
}

/* "kworker/0:1 Kdump: loaded Tainted: ..." */
static void take_comm(struct identity *id, struct span in, bool board)
{
	static const char *const ends[] = {" Kdump: ", " Tainted: ", " Not tainted"};
	size_t end = in.len, taint = SPAN_NONE;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t at = span_find(in, ends[i]);

		if (at != SPAN_NONE && at < end)
			end = at;
		if (i && at != SPAN_NONE && taint == SPAN_NONE)
			taint = at + 1;
	}
	span_copy(id->comm, sizeof(id->comm), span_trim(span_first(in, end)));
	if (taint != SPAN_NONE)
		take_taint(id, span_from(in, taint), board);
}

static int64_t small(uint64_t number)
{
	return (int64_t)(number & INT32_MAX);
}

/* "CPU: 1 UID: 0 PID: 42 Comm: ..."; arm and s390 until 3.9 had only the
 * processor and the kernel on this line. */
static bool take_cpu_line(struct identity *id, struct span in)
{
	uint64_t cpu, pid, uid;

	if (!span_take_text(&in, "CPU: ") || !span_take_dec(&in, &cpu))
		return false;
	span_take_blanks(&in);
	if (take_taint(id, in, false)) {
		id->cpu = small(cpu);
		return true;
	}
	if (span_take_text(&in, "UID: ") && span_take_dec(&in, &uid)) {
		span_take_blanks(&in);
		id->uid = small(uid);
	}
	if (!span_take_text(&in, "PID: ") || !span_take_dec(&in, &pid) ||
	    !span_take_text(&in, " Comm: "))
		return false;
	id->cpu = small(cpu);
	id->pid = small(pid);
	take_comm(id, in, false);
	return true;
}

/* "Pid: 802, comm: wpa_supplicant Tainted: ..." */
static bool take_pid_line(struct identity *id, struct span in)
{
	uint64_t pid;

	if (!span_take_text(&in, "Pid: ") || !span_take_dec(&in, &pid) ||
	    !span_take_text(&in, ", comm: "))
		return false;
	id->pid = small(pid);
	take_comm(id, in, true);
	return true;
}

/* "CPU 3" alone on its line, kernels until 3.9; i386 has it at the end of
 * "EIP: 0060:[<c04011ab>] EFLAGS: 00010246 CPU: 0". */
static bool take_cpu_alone(struct identity *id, struct span in)
{
	uint64_t cpu;

	in = span_trim(in);
	if (!span_take_text(&in, "CPU ") && !span_take_text(&in, "CPU: ") &&
	    !(span_starts(in, "EIP: ") && span_take_past(&in, " CPU: ")))
		return false;
	if (!span_take_dec(&in, &cpu) || in.len)
		return false;
	id->cpu = small(cpu);
	return true;
}

/* A name and a number, "swapper/0:0" or "kworker/0:0/9": the last separator
 * counts, because the name may hold it too. */
static bool take_name_and_pid(struct identity *id, struct span in, char separator)
{
	size_t end = in.len;
	struct span digits;
	uint64_t pid;

	while (end && in.at[end - 1] != separator)
		end--;
	digits = span_from(in, end);
	if (end < 2 || !span_take_dec(&digits, &pid) || span_trim(digits).len)
		return false;
	span_copy(id->comm, sizeof(id->comm), span_first(in, end - 1));
	id->pid = small(pid);
	return true;
}

/* "Process swapper/0 (pid: 0, threadinfo ...)" */
static bool take_process(struct identity *id, struct span in)
{
	struct span comm;
	uint64_t pid;

	if (!span_take_text(&in, "Process "))
		return false;
	comm = span_first(in, span_find(in, " (pid: "));
	if (!span_take_past(&in, " (pid: ") || !span_take_dec(&in, &pid))
		return false;
	span_copy(id->comm, sizeof(id->comm), comm);
	id->pid = small(pid);
	return true;
}

/* "TASK = c0000000f3a44b40[42] 'kworker/0:1' THREAD: c0000000f1fa0000 CPU: 2" */
static bool take_task_ppc(struct identity *id, struct span in)
{
	struct span comm;
	uint64_t address, number;

	if ((!span_take_text(&in, "TASK = ") && !span_take_text(&in, "task = ")) ||
	    !span_take_hex(&in, &address) || !span_take_text(&in, "[") ||
	    !span_take_dec(&in, &number) || !span_take_text(&in, "] '") ||
	    !span_take_until(&in, "'", &comm))
		return false;
	id->pid = small(number);
	span_copy(id->comm, sizeof(id->comm), comm);
	if (span_take_past(&in, "CPU: ") && span_take_dec(&in, &number))
		id->cpu = small(number);
	return true;
}

/* "CPU 0 kworker/0:3(131): Oops 0", "swapper/0(1): Oops [#1]" */
static bool take_oops_task(struct identity *id, struct span in)
{
	size_t end = span_find(in, "): Oops ");
	uint64_t cpu;

	if (end == SPAN_NONE)
		return false;
	in = span_first(in, end);
	if (span_take_text(&in, "CPU ") && span_take_dec(&in, &cpu) && span_take_blanks(&in))
		id->cpu = small(cpu);
	return take_name_and_pid(id, in, '(');
}

/* "INFO: task php-fpm:1234 blocked for more than 120 seconds." */
static bool take_hung(struct identity *id, struct span in)
{
	size_t end;

	if (!span_take_past(&in, "INFO: task "))
		return false;
	end = span_find(in, " blocked ");
	if (end == SPAN_NONE || !take_name_and_pid(id, span_first(in, end), ':'))
		return false;
	id->waits = true;
	return true;
}

/* "watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [swapper/0:0]" */
static bool take_lockup(struct identity *id, struct span in)
{
	struct span task = in;
	uint64_t cpu;

	if (!span_has(in, " stuck for ") || !span_ends(in, "]") || !span_take_past(&in, "CPU#") ||
	    !span_take_past(&task, "! ["))
		return false;
	if (span_take_dec(&in, &cpu))
		id->cpu = small(cpu);
	return take_name_and_pid(id, span_first(task, task.len - 1), ':');
}

/* "WARNING: kernel/f.c:12 at f+0x1/0x2, CPU#0: kworker/0:0/9" */
static bool take_warning(struct identity *id, struct span in)
{
	uint64_t cpu;

	if (!span_take_past(&in, ", CPU#") || !span_take_dec(&in, &cpu) ||
	    !span_take_text(&in, ": "))
		return false;
	id->cpu = small(cpu);
	return take_name_and_pid(id, in, '/');
}

/* "task:foo  state:D stack:0 pid:42 ..." */
static bool take_task_line(struct identity *id, struct span in)
{
	struct span comm, pid;
	uint64_t number;

	if (!span_take_text(&in, "task:") || !span_has(in, " state:"))
		return false;
	comm = span_trim(span_first(in, span_find(in, " state:")));
	pid = in;
	if (!span_take_past(&pid, " pid:"))
		return false;
	span_take_blanks(&pid);
	if (!span_take_dec(&pid, &number))
		return false;
	if (!id->comm[0]) {
		span_copy(id->comm, sizeof(id->comm), comm);
		id->pid = small(number);
	}
	return true;
}

/* The state of the task whose line this is: "task:foo  state:D", or until 5.8
 * "foo             D ffff88003d9a3b80". */
static void take_state(struct identity *id, struct span in)
{
	if (!(span_starts(in, "task:") && span_take_past(&in, " state:")) &&
	    (!id->comm[0] || !span_take_text(&in, id->comm) || !span_take_blanks(&in)))
		return;
	if (in.len > 1 && in.at[1] == ' ' && memchr("RSDTtXZPI", in.at[0], 9))
		id->state = in.at[0];
}

/* "cgroup_destroy css_release_work_fn (description)"; the name may be empty. */
static void take_workqueue(struct identity *id, struct span in)
{
	struct span word;

	span_copy(id->workqueue, sizeof(id->workqueue), span_trim(in));
	if (span_take_until(&in, " ", &word))
		span_copy(id->queue, sizeof(id->queue), word);
	if (span_take_word(&in, &word))
		demangle(id->work, sizeof(id->work), word);
}

/* "88243 Comm: QSGRenderThread Not tainted ...": a CPU line that was damaged. */
static bool take_rest_of_cpu_line(struct identity *id, struct span in)
{
	if (!span_take_past(&in, " Comm: ") ||
	    (!span_has(in, "ot tainted ") && !span_has(in, " Tainted: ")))
		return false;
	take_comm(id, in, false);
	return true;
}

/* One of the lines that name the task. */
static bool take_task(struct identity *id, struct span text)
{
	size_t cpu = span_find(text, "CPU: ");

	if (cpu != SPAN_NONE && take_cpu_line(id, span_from(text, cpu)))
		return true;
	return take_pid_line(id, text) || take_process(id, text) || take_task_ppc(id, text) ||
	       take_oops_task(id, text) || take_hung(id, text) || take_lockup(id, text) ||
	       take_warning(id, text) || take_task_line(id, text) ||
	       take_rest_of_cpu_line(id, text);
}

/* Is it a release and a build number, and nothing else: "3.0.5 #1"? */
static bool is_release(struct span in)
{
	struct span release, build, rest;
	uint64_t number;

	return span_take_word(&in, &release) && memchr(release.at, '.', release.len) &&
	       span_take_word(&in, &build) && span_take_text(&build, "#") &&
	       span_take_dec(&build, &number) && !span_take_word(&in, &rest);
}

/* lockdep's "6.12.0-rc5 #1 Not tainted", until 3.3 "3.2.0 #1" alone; the release
 * stands in front. */
static bool take_release_in_front(struct identity *id, struct span in)
{
	size_t end = span_find(in, " Not tainted");

	if (end == SPAN_NONE)
		end = span_find(in, " Tainted: ");
	if (id->release[0] || !char_is_digit(in.at[0]) || !is_release(span_first(in, end)))
		return false;
	take_release(id, span_first(in, end), false);
	if (end != SPAN_NONE)
		take_taint(id, span_from(in, end + 1), false);
	return true;
}

/* The kernel's part of a line that is about another task. */
static void take_kernel(struct identity *id, struct span text)
{
	static const char *const marks[] = {"Not tainted", "Tainted: "};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]) && !id->taint_known; i++) {
		size_t at = span_find(text, marks[i]);

		if (at != SPAN_NONE)
			take_taint(id, span_from(text, at), false);
	}
}

void identity_take_line(struct identity *id, struct span text)
{
	struct span stopper;

	span_take_blanks(&text);
	if (span_starts(text, "CPU: ") && span_has(text, " Kdump: loaded"))
		id->kdump_loaded = true;
	/* The CPU line tells most, and a headline may have named the task before. */
	if (id->waits)
		take_kernel(id, text);
	else if ((!id->comm[0] || !id->taint_known) && take_task(id, text))
		return;
	else if (id->cpu < 0 && take_cpu_alone(id, text))
		return;
	if (!text.len || take_release_in_front(id, text))
		return;
	if (!id->state)
		take_state(id, text);
	if (!id->hardware[0] && span_take_text(&text, "Hardware name: ") &&
	    !span_starts(text, "...")) /* somebody left it out */
		span_copy(id->hardware, sizeof(id->hardware), span_trim(text));
	else if (!id->workqueue[0] && span_take_text(&text, "Workqueue: "))
		take_workqueue(id, text);
	else if (!id->stopper[0] && span_take_text(&text, "Stopper: ") &&
		 span_take_until(&text, "+ ", &stopper))
		span_copy(id->stopper, sizeof(id->stopper), stopper);
	else if (!id->taint_known &&
		 span_starts(text, "BUG ")) /* slab: "BUG kmalloc-64 (Tainted: " */
		take_kernel(id, text);
	else if (!id->taint_known)
		take_taint(id, text, false); /* the second line of a hung-task report */
}

void identity_take_actor(struct identity *id, struct span text)
{
	static const char *const behind[] = {" is trying to acquire", " is trying to release",
					     " [HC", " just changed the state of lock"};

	span_take_blanks(&text);
	if (span_take_past(&text, " by task ")) {
		take_name_and_pid(id, span_trim(text), '/');
		return;
	}
	for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++) {
		size_t end = span_find(text, behind[i]);

		if (end != SPAN_NONE && take_name_and_pid(id, span_first(text, end), '/'))
			return;
	}
}

bool identity_take_banner(struct span text, char release[LIMIT_RELEASE], char build[LIMIT_RELEASE])
{
	struct span word, last = {0};

	if (!span_take_past(&text, "Linux version ") || !span_take_word(&text, &word) ||
	    !char_is_digit(word.at[0]))
		return false;
	span_copy(release, LIMIT_RELEASE, word);
	/* The build follows the compilers' names in parentheses: the last " #". */
	while (span_take_past(&text, " #"))
		last = (struct span){text.at - 1, text.len + 1};
	span_copy(build, LIMIT_RELEASE, last);
	return true;
}
