/* SPDX-License-Identifier: GPL-2.0-or-later */
/* events - lines in, reports out. */
#include "event/events.h"

#include <string.h>

/* The arrays need not be cleared: their counts are. */
void events_init(struct events *e)
{
	e->count = e->dropped = 0;
	e->note_count = e->notes_dropped = e->harmless_count = 0;
	e->machine = (struct machine){0};
	e->hardware = (struct hardware){0};
	for (unsigned int i = 0; i < LIMIT_CAPTURES; i++)
		e->captures[i].open = false;
	for (unsigned int i = 0; i < LIMIT_BEFORE; i++)
		e->before[i].number = 0;
	e->before_next = 0;
	texts_unpack(&e->texts);
	kinds_init(&e->kinds, &e->texts);
	families_init(&e->families, &e->texts);
}

struct scanner *events_triggers(struct events *e)
{
	return &e->kinds.scanner;
}

/* --- the list ---------------------------------------------------------------- */

/* Where a report belongs among those before it.  One of another processor may
 * begin earlier and end later: the list is in the order of headlines. */
static unsigned int place_of(const struct events *e, const struct event *event)
{
	unsigned int i = e->count;

	while (i && e->list[e->order[i - 1]].line_number > event->line_number)
		i--;
	return i;
}

/* When the list is full, the first report behind its first half makes room: in
 * the end it holds the first half and the last, whatever came in which order. */
static void add_to_list(struct events *e)
{
	const unsigned int half = LIMIT_EVENTS / 2;
	unsigned int place = place_of(e, &e->scratch), from = e->count;
	uint8_t slot = (uint8_t)e->count;

	if (e->count == LIMIT_EVENTS) {
		e->dropped++;
		if (place == half)
			return;
		from = place < half ? half - 1 : half;
		slot = e->order[from];
	} else {
		e->count++;
	}
	if (place > from)
		place--;
	for (; from > place; from--)
		e->order[from] = e->order[from - 1];
	for (; from < place; from++)
		e->order[from] = e->order[from + 1];
	e->order[place] = slot;
	e->list[slot] = e->scratch;
}

/* Move the reports themselves to where order[] has them. */
static void sort_list(struct events *e)
{
	for (unsigned int i = 0; i < e->count; i++) {
		unsigned int from = e->order[i];

		/* Its place may have been given to another, which moved there. */
		while (from < i)
			from = e->order[from];
		if (from == i)
			continue;
		e->scratch = e->list[i];
		e->list[i] = e->list[from];
		e->list[from] = e->scratch;
		e->order[i] = (uint8_t)from;
	}
}

/* The slot of the last report of this place, if there are count of them, or
 * LIMIT_EVENTS. */
static unsigned int of_place(const struct events *e, uint32_t place, unsigned int count)
{
	for (unsigned int i = e->count; i-- > 0;) {
		const struct event *event = &e->list[e->order[i]];

		if (event->place == place && event->boot == e->machine.boots && --count == 0)
			return e->order[i];
	}
	return LIMIT_EVENTS;
}

/* Were there so many warnings of this place that further ones are only counted? */
static bool is_repeat(const struct events *e, uint32_t place)
{
	return place && of_place(e, place, LIMIT_SAME) < LIMIT_EVENTS;
}

/* A warning that was only counted: the last one that was kept stands for it. */
static void count_repeat(struct events *e, const struct capture *c)
{
	unsigned int slot = of_place(e, c->place, 1);
	struct event *event;

	if (slot == LIMIT_EVENTS)
		return;
	event = &e->list[slot];
	event->repeats++;
	event->last_us = c->last_us;
	if (c->panic) {
		event->panic = c->panic;
		memcpy(event->panic_text, c->panic_text, sizeof(event->panic_text));
	}
}

static void close_capture(struct events *e, struct capture *c, enum capture_end end)
{
	if (!c->open)
		return;
	c->open = false;
	c->end = end;
	if (c->repeats) {
		count_repeat(e, c);
		return;
	}
	event_parse(&e->scratch, c, &e->kinds, &e->families);
	if (event_tells(&e->scratch))
		add_to_list(e);
}

/* Close in the order of their headlines, so that the list is in log order. */
static void close_all(struct events *e, enum capture_end end)
{
	for (;;) {
		struct capture *first = NULL;

		for (unsigned int i = 0; i < LIMIT_CAPTURES; i++) {
			struct capture *c = &e->captures[i];

			if (c->open && (!first || c->line_number < first->line_number))
				first = c;
		}
		if (!first)
			return;
		/* A full one ended somewhere before. */
		close_capture(e, first, first->full ? CAPTURE_FOLLOWED : end);
	}
}

/* --- captures ------------------------------------------------------------------- */

static bool same_context(char caller, uint32_t caller_id, const struct line *line)
{
	return caller == line->caller && caller_id == line->caller_id;
}

/* May the line belong to this report? */
static bool is_of(const struct capture *c, const struct line *line)
{
	return c->open && (same_context(c->caller, c->caller_id, line) ||
			   (c->all_cpus && line->caller == 'C'));
}

static struct capture *open_capture(struct events *e, const struct line *line)
{
	for (unsigned int i = 0; i < LIMIT_CAPTURES; i++) {
		if (is_of(&e->captures[i], line))
			return &e->captures[i];
	}
	return NULL;
}

static struct capture *free_capture(struct events *e)
{
	struct capture *oldest = &e->captures[0];

	for (unsigned int i = 0; i < LIMIT_CAPTURES; i++) {
		struct capture *c = &e->captures[i];

		if (!c->open)
			return c;
		if (c->line_number < oldest->line_number)
			oldest = c;
	}
	close_capture(e, oldest, CAPTURE_FOLLOWED);
	return oldest;
}

static void forget_before(struct events *e)
{
	for (unsigned int i = 0; i < LIMIT_BEFORE; i++)
		e->before[i].number = 0;
}

static void add_before(struct events *e, struct capture *c, const struct line *line)
{
	for (unsigned int i = 0; i < LIMIT_BEFORE; i++) {
		const struct kept_line *kept = &e->before[(e->before_next + i) % LIMIT_BEFORE];
		struct line copy = {.text = {kept->text, kept->len}, .time_us = kept->time_us};

		if (kept->number && same_context(kept->caller, kept->caller_id, line))
			capture_add(c, &copy);
	}
}

static void add_to_report(struct capture *c, const struct line *line)
{
	if (!c->oops)
		c->oops = capture_oops_number(line->text);
	capture_add(c, line);
}

/* Where in the source a warning stands, as a hash of
 *	"WARNING: CPU: 0 PID: 1 at mm/util.c:403 kvmalloc_node+0xc3/0xd0"
 *	"WARNING: mm/util.c:403 at kvmalloc_node+0xc3/0xd0, CPU#0: foo/42"
 * 0 for other lines: only what the kernel survives may be counted alone. */
static uint32_t place_of_warning(struct span text, const struct kind *kind)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	if (!kind_is_warning(kind) || !span_take_past(&text, " at "))
		return 0;
	text = span_first(text, span_find(text, ", CPU#"));
	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.at[i]) * 16777619u;
	return hash ? hash : 1;
}

static void begin_capture(struct events *e, const struct line *line, const struct kind *kind,
			  size_t trigger)
{
	struct capture *c = free_capture(e);

	capture_begin(c, line);
	c->place = place_of_warning(line->text, kind);
	c->repeats = is_repeat(e, c->place);
	c->kind = kind;
	c->trigger = (unsigned int)trigger;
	c->boot = e->machine.boots;
	c->saves_dump = e->machine.saves_dump;
	if (!c->repeats)
		add_before(e, c, line);
	c->head = c->count;
	add_to_report(c, line);
}

static void keep_line(struct events *e, const struct line *line)
{
	struct kept_line *kept = &e->before[e->before_next];

	kept->caller = line->caller;
	kept->caller_id = line->caller_id;
	kept->time_us = line->time_us;
	kept->number = line->number;
	kept->len = line->text.len < sizeof(kept->text) ? line->text.len : sizeof(kept->text);
	if (kept->len)
		memcpy(kept->text, line->text.at, kept->len);
	e->before_next = (e->before_next + 1) % LIMIT_BEFORE;
}

/* --- what a line means -------------------------------------------------------------- */

static void set_note(struct note *n, const struct line *line, const struct kind *kind)
{
	*n = (struct note){.kind = kind, .time_us = line->time_us, .line_number = line->number};
	span_copy(n->text, sizeof(n->text), span_trim(line->text));
}

static void take_note(struct events *e, const struct line *line, const struct kind *kind)
{
	struct note *last = e->note_count ? &e->notes[e->note_count - 1] : NULL;

	if (last && last->kind == kind && last->boot == e->machine.boots) {
		last->repeats++;
		return;
	}
	if (e->note_count == LIMIT_NOTES) {
		memmove(&e->notes[0], &e->notes[1], (LIMIT_NOTES - 1) * sizeof(e->notes[0]));
		e->note_count--;
		e->notes_dropped++;
	}
	set_note(&e->notes[e->note_count], line, kind);
	e->notes[e->note_count++].boot = e->machine.boots;
}

/* Within a report the line is part of that. */
static void take_harmless(struct events *e, const struct line *line, const struct kind *kind)
{
	struct note *n = e->harmless;

	if (!kind || open_capture(e, line))
		return;
	for (; n < e->harmless + e->harmless_count; n++) {
		if (n->kind == kind) {
			n->repeats++;
			return;
		}
	}
	if (e->harmless_count == LIMIT_HARMLESS)
		return;
	e->harmless_count++;
	set_note(n, line, kind);
}

static void take_banner(struct events *e, const struct line *line)
{
	struct machine *m = &e->machine;

	/* "Linux version" also stands in text that merely mentions one. */
	if (!span_starts(line->text, "Linux version "))
		return;
	if (!identity_take_banner(line->text, m->release, m->build))
		return;
	close_all(e, CAPTURE_FOLLOWED);
	forget_before(e);
	m->boots++;
	m->hardware[0] = m->command_line[0] = '\0';
	m->saves_dump = false;
}

/* What kexec and the distributions' kdump scripts give the capture kernel; arm64
 * gets no elfcorehdr. */
static bool is_for_dump(struct span command_line)
{
	return span_has(command_line, " elfcorehdr=") || span_has(command_line, " reset_devices");
}

static void take_boot_line(struct events *e, const struct line *line, const struct kind *kind,
			   size_t trigger)
{
	struct span rest = span_from(line->text, trigger + strlen(kind_trigger(kind)));
	struct machine *m = &e->machine;

	if (kind->role == ROLE_COMMAND && trigger <= 8)
		m->saves_dump |= is_for_dump(rest);
	if (kind->role == ROLE_COMMAND && !m->command_line[0] && trigger <= 8 && !m->saves_dump)
		span_copy(m->command_line, sizeof(m->command_line), span_trim(rest));
	if (kind->role == ROLE_HARDWARE && !m->hardware[0] && trigger == 0)
		span_copy(m->hardware, sizeof(m->hardware), span_trim(rest));
}

/* A symbolised report repeats its headline for each inlined function. */
static bool repeats_headline(const struct capture *open, const struct kind *kind)
{
	return open && strcmp(kind_trigger(open->kind), kind_trigger(kind)) == 0 &&
	       span_has(capture_text(open, open->count - 1), " [inline]");
}

/* Can a wrapper panic end this report?  "hung_task: blocked tasks" ends a hang,
 * "Fatal exception" a fault, "panic_on_warn set" whatever stands before it. */
static bool can_end(const struct capture *open, const struct panic *panic)
{
	switch (panic->class) {
	case CLASS_UNKNOWN:
		return open->kind->role == ROLE_DETAIL || open->oops ||
		       class_is_fault(open->kind->class);
	case CLASS_HANG_TASK:
		return open->kind->where == WHERE_HANG;
	case CLASS_BUG_WARN:
	case CLASS_POLICY_OTHER:
		return true;
	default:
		return open->kind->class == panic->class;
	}
}

/* A panic that only ends what was reported before belongs to that report. */
static bool takes_panic(struct capture *open, const struct line *line, const struct kinds *kinds)
{
	struct span message;
	const struct panic *panic = panic_find(kinds, line->text, &message);

	if (span_has(line->text, "---[ end Kernel panic") &&
	    (open->kind->id == KIND_panic || open->panic))
		return true;
	if (!panic->wrapper || !can_end(open, panic))
		return false;
	if (!open->panic) {
		open->panic = panic;
		span_copy(open->panic_text, sizeof(open->panic_text), span_trim(message));
	}
	return true;
}

/* "VFS: Busy inodes after unmount" and "BUG: Dentry still in use" are followed by
 * a BUG or a WARNING that shows where. */
static bool shows_where(const struct capture *open, const struct kind *kind)
{
	return open && open->kind->where == WHERE_NO_STACK && open->count - open->head <= 3 &&
	       (kind->id == KIND_bug || kind->id == KIND_warn_cpu || kind->id == KIND_warn_new);
}

/* Does a headline that may stand within a report belong to the open one?  An
 * oops has one line with "[#1]"; a second one is another oops. */
static bool belongs_to_open(struct capture *open, const struct line *line, const struct kind *kind,
			    const struct kinds *kinds)
{
	uint32_t oops = capture_oops_number(line->text);

	if (shows_where(open, kind))
		return true;
	if (open && kind->id == KIND_panic)
		return takes_panic(open, line, kinds);
	if (!open || kind->role == ROLE_HEADLINE || open->kind->role == ROLE_DETAIL)
		return open && kind->role >= ROLE_DETAIL;
	/* The rest of a report, unless that is over and this says what it is itself. */
	if (kind->role >= ROLE_DETAIL &&
	    !(open->ended && kind->role == ROLE_REST && !kind_is_headless(kind)))
		return true;
	if (open->ended || (open->oops && oops && oops != open->oops))
		return false;
	return kind->role == ROLE_INNER || kind->id == KIND_oops_cut ||
	       kind->class == open->kind->class;
}

/* Was the open report only the message that stands before this headline?  Then
 * it is among the lines before. */
static bool announces(const struct capture *open, const struct line *line)
{
	if (open->kind->role == ROLE_REST) /* loongarch's "Oops[#1]:" */
		return line->number - open->line_number < 3;
	return open->kind->role == ROLE_DETAIL && line->number - open->line_number < LIMIT_BEFORE;
}

/* Is all that is known so far what a panic prints above its headline: registers,
 * but no stack? */
static bool is_prelude(const struct capture *open)
{
	if (open->kind->role == ROLE_PRELUDE)
		return true;
	if (open->kind->role != ROLE_REST || open->oops)
		return false;
	for (unsigned int i = 0; i < open->count; i++) {
		if (trace_begins(capture_text(open, i)))
			return false;
	}
	return true;
}

/* What was printed so far is the panic's own report. */
static bool becomes_panic(struct capture *open, const struct line *line, const struct kind *kind,
			  size_t trigger)
{
	unsigned int head = open ? open->count : 0;

	if (!open || kind->id != KIND_panic || !is_prelude(open))
		return false;
	add_to_report(open, line);
	if (open->count == head) /* no room for the headline */
		return false;
	open->prelude = open->kind;
	open->kind = kind;
	open->head = head;
	open->trigger = (unsigned int)trigger;
	open->line_number = line->number;
	return true;
}

static void take_headline(struct events *e, const struct line *line, const struct kind *kind,
			  size_t trigger)
{
	struct capture *open = open_capture(e, line);

	if (repeats_headline(open, kind) || belongs_to_open(open, line, kind, &e->kinds)) {
		add_to_report(open, line);
		return;
	}
	if (becomes_panic(open, line, kind, trigger))
		return;
	if (open && announces(open, line))
		open->open = false;
	else if (open)
		close_capture(e, open, CAPTURE_OVERTAKEN);
	begin_capture(e, line, kind, trigger);
}

/* Does this report take every line of its context?  x86 since 4.19 repeats the
 * registers of an oops below its end. */
static bool is_collecting(const struct capture *c)
{
	if (!c->open || c->full || c->repeats)
		return false;
	return !c->ended || (!kind_is_warning(c->kind) && c->count < c->ended + EVENTS_TAIL);
}

static void take_plain(struct events *e, const struct line *line)
{
	struct capture *open = open_capture(e, line);

	if (!open)
		return;
	if (is_collecting(open)) {
		capture_add(open, line);
		open->all_cpus |= span_has(line->text, "Sending NMI from CPU ");
	}
	if (open->ended || !span_has(line->text, KINDS_END_TRACE))
		return;
	/* What stood before is this report's, and tells nothing about the next. */
	open->ended = open->count;
	forget_before(e);
}

static bool is_over(const struct capture *c, const struct line *line)
{
	int64_t silence = c->full ? EVENTS_FULL_US : EVENTS_SILENCE_US;

	if (line->number > c->line_number + EVENTS_LINES)
		return true;
	if (line->time_us == LINE_NO_TIME || c->last_us == LINE_NO_TIME ||
	    line->time_us <= c->last_us + silence)
		return false;
	return !c->caller || line->number > c->last_number + EVENTS_SILENCE_LINES;
}

/* A report that is no longer collecting lies still until a line of some kind:
 * the lines between are not seen where the reader passes over them. */
static void close_silent(struct events *e, const struct line *line, bool of_a_kind)
{
	for (unsigned int i = 0; i < LIMIT_CAPTURES; i++) {
		struct capture *c = &e->captures[i];

		if (c->open && (of_a_kind || is_collecting(c)) && is_over(c, line))
			close_capture(e, c, CAPTURE_FOLLOWED);
	}
}

/* The first line of a headline that a console cut, and prints again now. */
static void forget_cut_headline(struct events *e, const struct line *line)
{
	for (unsigned int i = 0; i < LIMIT_CAPTURES; i++) {
		struct capture *c = &e->captures[i];

		if (c->open && c->line_number + 1 == line->number)
			c->open = false;
	}
}

/* Lines without a stamp among stamped ones come from programs: they are a
 * context of their own. */
#define CONTEXT_UNSTAMPED 'U'

/* vmcore-dmesg stamps a record once; a line without stamp right behind a
 * report's line goes on with that record. */
static const struct capture *continued(const struct events *e, const struct line *line)
{
	for (unsigned int i = 0; i < LIMIT_CAPTURES; i++) {
		const struct capture *c = &e->captures[i];

		if (c->open && line->number <= c->last_number + 1 && c->caller != CONTEXT_UNSTAMPED)
			return c;
	}
	return NULL;
}

static struct line with_context(const struct events *e, const struct line *line)
{
	const struct capture *c = continued(e, line);
	struct line copy = *line;

	if (copy.caller || copy.stamped || !e->machine.stamped)
		return copy;
	copy.caller = c ? c->caller : CONTEXT_UNSTAMPED;
	copy.caller_id = c ? c->caller_id : 0;
	return copy;
}

/* Lines that are seen whatever else stands in the log tell whether it has time
 * stamps: its first ones and those of a kind. */
static void take_time(struct machine *m, const struct line *line, bool of_a_kind)
{
	m->lossy |= line->lossy;
	if (of_a_kind || line->number <= EVENTS_FIRST_LINES)
		m->stamped |= line->stamped;
}

static void take_kind(struct events *e, const struct line *line, const struct kind *kind,
		      size_t trigger)
{
	switch (kind->role) {
	case ROLE_HEADLINE:
	case ROLE_INNER:
	case ROLE_FALLBACK:
	case ROLE_PRELUDE:
	case ROLE_DETAIL:
	case ROLE_REST:
		take_headline(e, line, kind, trigger);
		break;
	case ROLE_NOTE:
		take_note(e, line, kind);
		take_plain(e, line);
		break;
	case ROLE_REPLAY:
		forget_cut_headline(e, line);
		break;
	case ROLE_BANNER:
		take_banner(e, line);
		break;
	case ROLE_COMMAND:
	case ROLE_HARDWARE:
		take_boot_line(e, line, kind, trigger);
		break;
	case ROLE_NOT:
		take_harmless(e, line, kind);
		take_plain(e, line);
		break;
	}
}

static bool wants_next(const struct events *e, const struct line *line)
{
	for (unsigned int i = 0; i < LIMIT_CAPTURES; i++) {
		if (is_collecting(&e->captures[i]))
			return true;
	}
	return line->number < EVENTS_FIRST_LINES;
}

/* The open report that this line may belong to, as close_silent() will leave them. */
static const struct capture *still_open(const struct events *e, const struct line *line,
					bool of_a_kind)
{
	for (unsigned int i = 0; i < LIMIT_CAPTURES; i++) {
		const struct capture *c = &e->captures[i];

		if (is_of(c, line) && !(of_a_kind && is_over(c, line)))
			return c;
	}
	return NULL;
}

/* Is the line of a report that is only counted?  Then nothing that stands before it
 * tells anything about a later one. */
static bool is_counted(const struct events *e, const struct line *line, const struct kind *kind)
{
	const struct capture *open = still_open(e, line, kind);

	if (!kind || kind->role == ROLE_REST)
		return open && open->repeats && !open->ended &&
		       (kind || span_has(line->text, KINDS_END_TRACE));
	return is_repeat(e, place_of_warning(line->text, kind));
}

/* Is a report over that is kept, or is this the first line that has a time?  Both can
 * change what a line is. */
static bool changes_state(const struct events *e, const struct line *line)
{
	for (unsigned int i = 0; i < LIMIT_CAPTURES; i++) {
		const struct capture *c = &e->captures[i];

		if (c->open && !c->repeats && is_over(c, line))
			return true;
	}
	return line->stamped && !e->machine.stamped;
}

/* Does no report begin or end here? */
static bool is_aside(const struct events *e, const struct line *line, const struct kind *kind)
{
	for (unsigned int i = 0; i < LIMIT_CAPTURES; i++) {
		if (e->captures[i].open && is_over(&e->captures[i], line))
			return false;
	}
	return (!kind || line->user || kind->role == ROLE_NOTE || kind->role == ROLE_NOT) &&
	       !span_has(line->text, KINDS_END_TRACE);
}

enum line_before events_needs_before(const struct events *e, const struct line *raw)
{
	size_t trigger;
	const struct kind *kind = kinds_find(&e->kinds, raw->text, &trigger);
	struct line line = with_context(e, raw);

	if (changes_state(e, &line))
		return LINE_NEEDS_BEFORE;
	if (!line.user && is_counted(e, &line, kind))
		return LINE_ENDS_BEFORE;
	return is_aside(e, &line, kind) ? LINE_LEAVES_BEFORE : LINE_NEEDS_BEFORE;
}

/* A line that is handed over because of what comes behind it. */
static void take_before(struct events *e, const struct line *raw)
{
	struct line line = with_context(e, raw);

	keep_line(e, &line);
}

bool events_take_line(struct events *e, const struct line *raw)
{
	size_t trigger = 0;
	const struct kind *kind;
	struct line line;

	if (raw->turn == LINE_BEFORE) {
		take_before(e, raw);
		return false;
	}
	kind = kinds_find(&e->kinds, raw->text, &trigger);
	take_time(&e->machine, raw, kind);
	line = with_context(e, raw);
	close_silent(e, &line, kind);
	if (!line.user && is_counted(e, &line, kind))
		forget_before(e);
	if (kind && line.user) { /* a program's words, whatever they are */
		if (kind->role <= ROLE_PRELUDE)
			take_harmless(e, &line, kind);
		kind = NULL;
	}
	if (kind && class_is_hardware(kind->class) && !e->machine.saves_dump)
		hardware_take_line(&e->hardware, &line, e->machine.boots);
	if (kind)
		take_kind(e, &line, kind, trigger);
	else
		take_plain(e, &line);
	if (line.turn != LINE_ASIDE)
		keep_line(e, &line);
	return wants_next(e, &line);
}

void events_end(struct events *e, bool cut)
{
	close_all(e, cut ? CAPTURE_LOG_CUT : CAPTURE_LOG_END);
	sort_list(e);
}
