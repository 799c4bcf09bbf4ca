/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text_trace - the frames that tell something, the guilty one marked. */
#include <string.h>

#include "report/section.h"

static void put_frame(struct section *s, const struct frame *f, const struct event *root,
		      bool *marked)
{
	char buffer[LIMIT_SYMBOL + LIMIT_MODULE + 80];
	bool guilty = !*marked && root->guilty[0] &&
		      span_is(name_without_syscall(name_stem(span_of(f->symbol))), root->guilty);
	const struct module *m = modules_find(&root->modules, f->module);
	struct out o;

	*marked |= guilty;
	out_init(&o, buffer, sizeof(buffer));
	section_heading(s, &o);
	out_fmt(&o, " %s %s", guilty ? ">" : f->guessed ? "?" : " ", f->symbol);
	if (f->size)
		out_fmt(&o, "+0x%x/0x%x", f->offset, f->size);
	if (f->module[0])
		out_fmt(&o, " [%s%s%s]", f->module, m ? " " : "", m ? m->flags : "");
	out_char(&o, '\n');
	section_put(s, &o);
}

/* A guessed frame is worth its line only if a foreign module stands in it. */
static bool is_shown(const struct event *root, const struct frame *f)
{
	return !f->inlined && (!f->guessed || modules_find(&root->modules, f->module));
}

static bool starts_with_any(const char *symbol, const char *const *names)
{
	for (; *names; names++) {
		if (span_starts(span_of(symbol), *names))
			return true;
	}
	return false;
}

/* How every stack begins: system call entry, the loops of kernel threads, workers
 * and idle processors.  Front parts of names, x86 to riscv, 2.6.32 on. */
static const char *const beginnings[] = {
	"entry_SYSCALL_",
	"do_syscall_",
	"x64_sys_call",
	"do_fast_syscall_",
	"system_call",
	"sysenter_",
	"tracesys",
	"stub_",
	"el0_svc",
	"el0t_64_sync",
	"do_el0_svc",
	"invoke_syscall",
	"ret_fast_sysc",
	"ret_from_syscall",
	"__do_syscall",
	"do_trap_ecall_u",
	"ret_from_fork",
	"handle_exception",
	"kernel_thread_",
	"child_rip",
	"kthread",
	"worker_thread",
	"process_one_",
	"process_scheduled_works",
	"start_secondary",
	"smpboot_thread_fn",
	"secondary_start",
	"cpu_startup_entry",
	"do_idle",
	"rest_init",
	"start_kernel",
	"x86_64_start",
	NULL,
};

/* How a stack ends that the kernel printed of itself: reports, sanitizers, arm64's way
 * into a fault. */
static const char *const printers[] = {
	"dump_stack",	 "dump_backtrace", "show_stack", "show_trace", "show_regs",  "panic",
	"vpanic",	 "nmi_panic",	   "__warn",	 "print_",     "warn_slowp", "oops_begin",
	"kasan_",	 "__kasan_",	   "__asan_",	 "kmsan_",     "__kmsan_",   "kfence_",
	"__do_kernel_f", "do_tag_check",   "do_mem_ab",	 "el1_",       "el1h_",	     NULL,
};

/* Behind the last frame that is worth a line of its own. */
static unsigned int end_of_story(const struct event *root)
{
	unsigned int end = root->trace.count;

	while (end && (!is_shown(root, &root->trace.frames[end - 1]) ||
		       starts_with_any(root->trace.frames[end - 1].symbol, beginnings)))
		end--;
	return end;
}

/* The first frame that is; the guilty one is, whatever its name. */
static unsigned int begin_of_story(const struct event *root, unsigned int end)
{
	unsigned int begin = 0;

	while (begin < end && strcmp(root->trace.frames[begin].symbol, root->guilty) != 0 &&
	       (!is_shown(root, &root->trace.frames[begin]) ||
		starts_with_any(root->trace.frames[begin].symbol, printers)))
		begin++;
	return begin;
}

/* "   called from do_syscall_64, entry_SYSCALL_64_after_hwframe": some frames on one
 * line. */
static void put_folded(struct section *s, const struct event *root, const char *words,
		       unsigned int from, unsigned int to)
{
	char text[LIMIT_FRAMES * 32], buffer[LIMIT_FRAMES * 36];
	struct out names, o;

	out_init(&names, text, sizeof(text));
	out_init(&o, buffer, sizeof(buffer));
	for (; from < to; from++) {
		if (is_shown(root, &root->trace.frames[from]))
			out_fmt(&names, "%s%s", names.len ? ", " : "",
				root->trace.frames[from].symbol);
	}
	if (!names.len)
		return;
	section_heading(s, &o);
	out_fmt(&o, "   %s ", words);
	out_wrapped(&o, text, strlen(words) + 4, SECTION_LABEL, SECTION_WIDTH);
	out_char(&o, '\n');
	section_put(s, &o);
}

/* arm64's traces begin with the program counter, and panic's own stack holds it
 * further down: it stands on top of the others only. */
static bool holds_pointer(const struct event *root)
{
	const struct frame *p = &root->pointer.frame;

	for (unsigned int i = 0; i < root->trace.count; i++) {
		const struct frame *f = &root->trace.frames[i];

		if (f->offset == p->offset && strcmp(f->symbol, p->symbol) == 0)
			return true;
	}
	return false;
}

void text_trace(struct section *s, const struct diagnosis *d, const struct report_context *c)
{
	const struct event *root = d->verdict.root;
	unsigned int end = root ? end_of_story(root) : 0, begin;
	bool marked = false;

	(void)c;
	if (!root)
		return;
	if (root->pointer.frame.symbol[0] && !holds_pointer(root))
		put_frame(s, &root->pointer.frame, root, &marked);
	begin = begin_of_story(root, end);
	put_folded(s, root, "printed by", 0, begin);
	for (unsigned int i = begin; i < end; i++) {
		if (is_shown(root, &root->trace.frames[i]))
			put_frame(s, &root->trace.frames[i], root, &marked);
	}
	s->dropped += root->trace.dropped;
	if (!s->dropped)
		put_folded(s, root, "called from", end, root->trace.count);
}
