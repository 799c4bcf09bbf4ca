/* SPDX-License-Identifier: GPL-2.0-or-later */
/* processor - what the processor said about a fault. */
#include "event/processor.h"

#include <string.h>

/* --- where it stood ------------------------------------------------------------- */

/* The pointer line of the fault: the first one, user mode apart.  A panic()
 * that was called has none of its own, unless registers were printed above it;
 * those in its trace belong to whatever was interrupted. */
static void parse_pointer(struct event *e, const struct capture *c, unsigned int first)
{
	if (event_is_panic(e) && !event_is_oops(e) && !c->prelude)
		return;
	/* What hangs does not run: the pointers behind it are those of the processors
	 * that were asked for a backtrace. */
	if (e->kind->where == WHERE_HANG)
		return;
	for (unsigned int i = first; i < c->count; i++) {
		/* A symbolised report has a line for each inlined function, and
		 * the one they are part of comes last, with its offset. */
		bool found = pointer_take_line(&e->pointer, capture_text(c, i));

		if (e->pointer.arch && (!found || e->pointer.frame.size || e->pointer.has_address))
			return;
	}
}

/* Lines of a report that may tell its architecture. */
#define ARCH_LINES 64

/* Several architectures share their pointer line; another line tells them apart.
 * A kernel's release may name it too. */
static void parse_arch(struct event *e, const struct capture *c, unsigned int first)
{
	const struct arch *marked = NULL;

	e->arch = e->pointer.arch;
	if (!e->arch)
		e->arch = arch_of_release(e->who.release);
	if (arch_is_plain(e->arch))
		return;
	for (unsigned int i = first; i < c->count && i < first + ARCH_LINES && !marked; i++)
		marked = arch_of_line(capture_text(c, i));
	if (marked)
		e->arch = marked;
	if (e->pointer.arch)
		e->pointer.arch = e->arch;
}

/* --- the oops line ---------------------------------------------------------------- */

/* The number that ends in front of offset end; *from gets where it begins. */
static bool number_before(struct span text, size_t end, size_t *from, uint64_t *number)
{
	struct span in;

	*from = end;
	while (*from && char_hex(text.at[*from - 1]) >= 0)
		--*from;
	in = span_from(text, *from);
	return *from < end && span_take_hex(&in, number);
}

/* "Oops: 0002 [#1] SMP", "Oops: 0011 ilc:3 [#1]", "Oops[#1]:": the count of
 * oopses since boot, and what stands before it. */
static bool parse_oops_line(struct event *e, struct span text)
{
	size_t at = span_find(text, "[#"), ilc = span_find(text, " ilc:"), from;
	uint64_t number;

	e->oops_number = capture_oops_number(text);
	if (!e->oops_number)
		return false;
	at -= at && text.at[at - 1] == ' ';
	if (!number_before(text, ilc < at ? ilc : at, &from, &number) ||
	    span_ends(span_first(text, from), "sig: ")) /* a signal, on ppc */
		return true;
	e->error_code = number;
	e->has_error_code = true;
	/* Nothing but "Oops: " stands before a page fault's code; other
	 * exceptions have their name there. */
	e->page_fault = ilc == SPAN_NONE && span_ends(span_first(text, from), "Oops: ") &&
			!span_has(text, "Internal error: ");
	return true;
}

static void parse_oops(struct event *e, const struct capture *c, unsigned int first)
{
	for (unsigned int i = first; i < c->count; i++) {
		if (parse_oops_line(e, capture_text(c, i)))
			return;
	}
}

/* --- the block of registers --------------------------------------------------------- */

/* The number behind mark. */
static bool number_behind(struct span text, const char *mark, bool decimal, uint64_t *number)
{
	if (!span_take_past(&text, mark))
		return false;
	return decimal ? span_take_dec(&text, number) : span_take_hex(&text, number);
}

/* "ESR = 0x96000004": better than the oops line, which may be lost.  The marks
 * stand in the order of what they tell; *best is the one taken so far. */
static void take_code_mark(struct event *e, struct span text, const struct code_mark **best)
{
	for (const struct code_mark *m = e->arch->codes; m && m->mark && m != *best; m++) {
		if (!number_behind(text, m->mark, m->decimal, &e->error_code))
			continue;
		e->error_source = m->source;
		e->has_error_code = true;
		*best = m;
		return;
	}
}

/* Does what was printed at the fault end here? */
static bool block_ends(struct span text)
{
	return pointer_is_user(text) || span_has(text, "---[ end trace ");
}

/* s390 names no return address, but the last branch that was taken:
 *
 *	Last Breaking-Event-Address:
 *	 [<0000000018571eb6>] f+0x6e/0xd8 */
static void take_last_branch(struct event *e, const struct capture *c, unsigned int i)
{
	struct trace line;

	if (span_has(capture_text(c, i), "Last Breaking-Event-Address:") &&
	    trace_of_line(&line, capture_text(c, i + 1)))
		e->link = line.frames[0];
}

static void parse_block(struct event *e, const struct capture *c, unsigned int first)
{
	const struct code_mark *best = NULL;
	bool trace = false;

	for (unsigned int i = first; e->arch && i < c->count; i++) {
		struct span text = capture_text(c, i);

		if (block_ends(text))
			return;
		trace |= trace_begins(text);
		if (!trace) {
			registers_take_line(&e->registers, e->arch, text);
			take_code_mark(e, text, &best);
			link_take_line(&e->link, e->arch, text);
		}
		code_take_line(&e->code, text);
		take_last_branch(e, c, i);
	}
}

/* --- the address -------------------------------------------------------------------- */

/* The address in the headline: "... at 0000000100620100", "... at (null)",
 * "address: 0000000000000038", "non-canonical address 0xdead...:". */
static bool address_in_headline(struct span headline, uint64_t *address)
{
	static const char *const marks[] = {"virtual address ", "address: ", "address ",
					    "dereference 0x", " at "};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		struct span in = headline;

		if (!span_take_past(&in, marks[i]))
			continue;
		in = span_trim(in);
		if (span_starts(in, "(null)")) {
			*address = 0;
			return true;
		}
		span_take_text(&in, "0x");
		if (span_take_hex(&in, address))
			return true;
	}
	return false;
}

/* The same where a mail has wrapped the line just before the address. */
static bool address_wrapped(const struct capture *c, uint64_t *address)
{
	struct span headline = span_trim(capture_text(c, c->head));
	struct span in = span_trim(capture_text(c, c->head + 1));

	if (span_ends(headline, " virtual"))
		span_take_text(&in, "address ");
	else if (!span_ends(headline, " address:") && !span_ends(headline, " address") &&
		 !span_ends(headline, " at"))
		return false;
	span_take_text(&in, "0x");
	return span_take_hex(&in, address);
}

/* "CR2: 0000000000000088", "DAR: ...", "Failing address: ...". */
static bool address_in_block(const struct arch *arch, struct span text, uint64_t *address)
{
	for (const char *const *mark = arch->addresses; mark && *mark; mark++) {
		if (number_behind(text, *mark, false, address))
			return true;
	}
	return false;
}

static void parse_address(struct event *e, const struct capture *c, unsigned int first)
{
	bool lost = kind_is_ours(e->kind) || event_is_panic(e);

	if (!class_has_address(e->class))
		return;
	if (!lost)
		e->has_fault_address =
			address_in_headline(capture_text(c, c->head), &e->fault_address);
	if (!lost && !e->has_fault_address)
		e->has_fault_address = address_wrapped(c, &e->fault_address);
	/* CR2 is stale for everything but a page fault; those have the address in
	 * their headline. */
	if (!e->arch || (!lost && arch_is_x86(e->arch)))
		return;
	for (unsigned int i = first; !e->has_fault_address && i < c->count; i++)
		e->has_fault_address =
			address_in_block(e->arch, capture_text(c, i), &e->fault_address);
}

void processor_parse(struct event *e, const struct capture *c, unsigned int first)
{
	parse_oops(e, c, first);
	parse_pointer(e, c, first);
	parse_arch(e, c, first);
	parse_block(e, c, first);
	if (e->has_error_code && !e->error_source)
		e->error_source = e->arch ? e->arch->oops_code : "error code";
	e->has_error_code = e->error_source != NULL;
	e->page_fault = e->page_fault && (!e->arch || arch_is_x86(e->arch));
	parse_address(e, c, first);
}
