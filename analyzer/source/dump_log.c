/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dump_log - a dump as the source of a log, and what else it says of the crash. */
#include "source/dump_log.h"

#include <string.h>

#include "source/vmcoreinfo.h"

/* Some kernels of 2024 write what is no build id. */
static bool is_build_id(struct span s)
{
	if (s.len != BUILD_ID - 1)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (char_hex(s.at[i]) < 0)
			return false;
	}
	return true;
}

static void take_facts(struct dump_log *l)
{
	struct span text;
	int64_t time;

	if (vmcoreinfo_text(&l->dump, "OSRELEASE", &text))
		span_copy(l->release, sizeof(l->release), text);
	if (vmcoreinfo_text(&l->dump, "BUILD-ID", &text) && is_build_id(text))
		span_copy(l->build_id, sizeof(l->build_id), text);
	if (vmcoreinfo_number(&l->dump, "CRASHTIME", &time) && time > 0)
		l->crash_time = time;
}

/* The memory of the dump stays as it is: only what is used of it is touched. */
static void clear(struct dump_log *l)
{
	l->is_dump = false;
	l->release[0] = l->build_id[0] = l->damage.text[0] = '\0';
	l->host[0] = l->version[0] = '\0';
	l->crash_time = 0;
	l->printk.damage = 0;
}

/* One of the texts of uname(2), of which va is the first. */
static void take_text(struct dump_log *l, uint64_t va, unsigned int which, char to[UTS_TEXT])
{
	size_t len = 0;

	if (!memory_read(&l->memory, va + which * UTS_TEXT, to, UTS_TEXT))
		to[0] = '\0';
	while (len + 1 < UTS_TEXT && to[len] >= ' ' && to[len] <= '~')
		len++;
	to[len] = '\0';
}

/* They begin with "Linux", behind a counter of 4 bytes in older kernels. */
static void take_uts(struct dump_log *l)
{
	enum { NODE_NAME = 1, VERSION = 3 };
	uint64_t va;

	if (!vmcoreinfo_hex(&l->dump, "SYMBOL(init_uts_ns)", &va))
		return;
	for (unsigned int offset = 0; offset <= 4; offset += 4) {
		take_text(l, va + offset, 0, l->host);
		if (strcmp(l->host, "Linux") == 0) {
			take_text(l, va + offset, NODE_NAME, l->host);
			take_text(l, va + offset, VERSION, l->version);
			return;
		}
	}
	l->host[0] = '\0';
}

/* What the dump tells besides its log. */
static void look_around(struct dump_log *l)
{
	take_uts(l);
	if (symbols_open(&l->symbols, &l->memory, &l->nameless)) {
		l->nameless.text[0] = '\0';
		processors_name(&l->processors, &l->symbols);
	}
}

/* What to do instead, behind what is wrong. */
static void advise(struct dump_log *l, struct error *e)
{
	struct error why = *e;

	/* Why it is not there is worth more than what. */
	if (l->dump.flaws & DUMP_CANNOT_UNPACK)
		error_set(e, "%s", dump_flaw_text(DUMP_CANNOT_UNPACK));
	else if (l->dump.flaws & DUMP_SPLIT)
		error_set(e,
			  "%s; this is one of several files of a split dump: give all of them "
			  "to \"makedumpfile --reassemble\" first",
			  why.text);
	else if (l->dump.vmcoreinfo_len || l->dump.flaws & (DUMP_SHORT | DUMP_BAD_NOTES))
		error_set(e, "%s; give its vmcore-dmesg.txt or the console's log instead",
			  why.text);
	else
		error_set(e,
			  "%s; get the log with \"makedumpfile --dump-dmesg\" or crash(8), with "
			  "the kernel's debuginfo, and give that",
			  why.text);
}

static bool find_log(struct dump_log *l, struct error *e)
{
	if (!l->dump.vmcoreinfo_len) {
		error_set(e, "this dump has no VMCOREINFO, which tells where the kernel's log is");
	} else if (memory_open(&l->memory, &l->dump, e)) {
		if (!l->log_only)
			look_around(l);
		if (printk_open(&l->printk, &l->memory, e))
			return true;
	}
	advise(l, e);
	return false;
}

bool dump_log_open(struct dump_log *l, int fd, struct span head, struct error *e)
{
	clear(l);
	if (!dump_open(&l->dump, fd, head, e))
		return false;
	l->is_dump = true;
	take_facts(l);
	processors_read(&l->processors, &l->dump);
	error_set(&l->nameless, "the kernel's memory cannot be read");
	if (find_log(l, e))
		return true;
	error_set(&l->damage, "the log in it cannot be read: %s", e->text);
	return false;
}

bool dump_log_name(struct dump_log *l, uint64_t address, struct symbol *out)
{
	return l->is_dump && !l->nameless.text[0] && symbols_name(&l->symbols, address, out);
}

size_t dump_log_read(struct dump_log *l, char *to, size_t size)
{
	size_t len = printk_read(&l->printk, to, size);

	if (!len)
		dump_look_for_end(&l->dump);
	return len;
}

unsigned int dump_log_flaws(struct dump_log *l, const char *flaws[DUMP_LOG_FLAWS])
{
	unsigned int flaws_of_dump = l->dump.flaws, count = 0;

	if (dump_file_is_late(&l->dump.file))
		flaws_of_dump |= DUMP_LATE;
	for (unsigned int flaw = 1; flaw <= flaws_of_dump; flaw <<= 1) {
		if (flaws_of_dump & flaw && count + 1 < DUMP_LOG_FLAWS)
			flaws[count++] = dump_flaw_text((enum dump_flaw)flaw);
	}
	if (printk_damage_text(&l->printk, &l->damage) || l->damage.text[0])
		flaws[count++] = l->damage.text;
	return count;
}
