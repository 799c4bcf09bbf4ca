/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bugs - known kernel bugs that a crash looks like. */
#include "verdict/bugs.h"

#include "base/crc.h"
#include "base/format.h"
#include "base/inflate.h"
#include "event/name.h"
#include "verdict/version.h"

/* --- the file: its index, and its blocks ------------------------------------------- */

/* Bytes of the header, and of one key. */
enum { HEADER = 28, KEY = 8 };

static uint32_t le32(const uint8_t *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
	       (uint32_t)at[3] << 24;
}

static uint32_t hash_of(struct span name)
{
	return crc32_of(0, name);
}

/* Offsets of the parts behind the header. */
static uint64_t keys_at(const struct bugs *b)
{
	return HEADER + 4 * ((uint64_t)b->buckets + 1);
}

static uint64_t blocks_at(const struct bugs *b)
{
	return keys_at(b) + KEY * (uint64_t)b->keys;
}

static bool damaged(struct error *e)
{
	error_set(e, "it is damaged");
	return false;
}

static bool read_header(struct bugs *b, const struct bugs_table *t, struct error *e)
{
	uint8_t h[HEADER];

	if (!t->read_at(t->context, 0, h, sizeof(h), e))
		return false;
	if (memcmp(h, "KDBUGS", 6) != 0) {
		error_set(e, "it is no table of known bugs");
		return false;
	}
	if (h[6] != '1') {
		error_set(e, "its format is of another version than this program");
		return false;
	}
	b->buckets = le32(h + 8);
	b->keys = le32(h + 12);
	b->blocks = le32(h + 16);
	return crc32_of(0, (struct span){(const char *)h, HEADER - 4}) == le32(h + HEADER - 4) ||
	       damaged(e);
}

static bool read_block(struct bugs *b, const struct bugs_table *t, uint32_t block, struct error *e)
{
	uint8_t ends[8];
	uint32_t at, end;

	if (block == b->block)
		return true;
	b->block = UINT32_MAX;
	if (block >= b->blocks)
		return damaged(e);
	if (!t->read_at(t->context, blocks_at(b) + 4 * (uint64_t)block, ends, sizeof(ends), e))
		return false;
	at = le32(ends);
	end = le32(ends + 4);
	if (end < at || end - at > sizeof(b->packed))
		return damaged(e);
	if (!t->read_at(t->context, at, b->packed, end - at, e))
		return false;
	if (!inflate_all((struct span){b->packed, end - at}, b->text, sizeof(b->text),
			 &b->text_len))
		return damaged(e);
	b->block = block;
	return true;
}

/* The line of this number in text[]; empty if there is none. */
static struct span line_of(const struct bugs *b, unsigned int number)
{
	struct span text = {b->text, b->text_len}, line;

	while (span_take_until(&text, "\n", &line) && span_take_text(&text, "\n")) {
		if (!number--)
			return line;
	}
	return (struct span){b->text, 0};
}

/* --- rows -------------------------------------------------------------------------- */

struct row {
	struct span id, commit, class, ranges;
	struct span names[BUGS_NAMES];
	unsigned int name_count;
};

static bool take_field(struct span *line, struct span *field)
{
	bool taken = span_take_until(line, "\t", field);

	span_take_text(line, "\t");
	return taken;
}

static bool row_parse(struct row *r, struct span line)
{
	r->name_count = 0;
	if (!take_field(&line, &r->id) || !take_field(&line, &r->commit) ||
	    !take_field(&line, &r->class) || !take_field(&line, &r->ranges))
		return false;
	while (r->name_count < BUGS_NAMES && take_field(&line, &r->names[r->name_count]))
		r->name_count++;
	return r->name_count > 0;
}

/* --- the names of the crash ---------------------------------------------------------- */

static void add_name(struct bugs *b, struct span name)
{
	for (unsigned int i = 0; i < b->name_count; i++) {
		if (b->names[i].len == name.len && memcmp(b->names[i].at, name.at, name.len) == 0)
			return;
	}
	if (!name.len || b->name_count == BUGS_NAMES)
		return;
	b->shared[b->name_count] = 0;
	b->names[b->name_count++] = name;
}

/* The index of the first frame behind the guilty one, or of the first. */
static unsigned int behind_guilty(const struct event *root)
{
	for (unsigned int i = 0; root->guilty[0] && i < root->trace.count; i++) {
		const struct frame *f = &root->trace.frames[i];

		if (!f->guessed && !f->inlined &&
		    span_ends(name_stem(span_of(f->symbol)), root->guilty))
			return i + 1;
	}
	return 0;
}

/* Function, guilty one, and who called that: as names_of() of the importer. */
static void find_names(struct bugs *b, const struct event *root)
{
	b->name_count = 0;
	add_name(b, span_of(root->function));
	add_name(b, span_of(root->guilty));
	for (unsigned int i = behind_guilty(root); i < root->trace.count; i++) {
		const struct frame *f = &root->trace.frames[i];

		if (!f->guessed && !f->inlined)
			add_name(b, name_stem(span_of(f->symbol)));
	}
}

/* --- which rows to look at ------------------------------------------------------------ */

static void vote(struct bugs *b, uint16_t block, uint16_t line, uint32_t weight)
{
	for (unsigned int i = 0; i < b->vote_count; i++) {
		if (b->votes[i].block == block && b->votes[i].line == line) {
			b->votes[i].weight += weight;
			return;
		}
	}
	if (b->vote_count < BUGS_VOTES)
		b->votes[b->vote_count++] = (struct bugs_vote){block, line, weight};
}

/* All rows that have the name as a key; the fewer, the more each of them counts. */
static bool look_up(struct bugs *b, const struct bugs_table *t, unsigned int name, struct error *e)
{
	const uint32_t hash = hash_of(b->names[name]);
	const uint32_t bucket = (uint32_t)((uint64_t)hash * b->buckets >> 32);
	uint8_t bounds[8], keys[KEY * BUGS_BUCKET];
	uint32_t first, count, weight;

	if (!t->read_at(t->context, HEADER + 4 * (uint64_t)bucket, bounds, sizeof(bounds), e))
		return false;
	first = le32(bounds);
	count = le32(bounds + 4) - first;
	if (first > b->keys || count > b->keys - first)
		return damaged(e);
	count = count < BUGS_BUCKET ? count : BUGS_BUCKET;
	if (!t->read_at(t->context, keys_at(b) + KEY * (uint64_t)first, keys, KEY * count, e))
		return false;
	for (uint32_t i = 0; i < count; i++)
		b->shared[name] += le32(keys + KEY * i) == hash;
	weight = b->shared[name] ? 1000 * (BUGS_LOOKED - name) / (b->shared[name] + 3) : 0;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t place = le32(keys + KEY * i + 4);

		if (le32(keys + KEY * i) == hash)
			vote(b, (uint16_t)place, (uint16_t)(place >> 16), weight);
	}
	return true;
}

/* Rows with less than this part of the best one's votes are not looked at. */
enum { DISTANCE = 3 };

/* Take out the row with most votes. */
static bool next_row(struct bugs *b, struct bugs_vote *row)
{
	unsigned int best = 0;

	if (!b->vote_count)
		return false;
	for (unsigned int i = 1; i < b->vote_count; i++) {
		if (b->votes[i].weight > b->votes[best].weight)
			best = i;
	}
	*row = b->votes[best];
	b->votes[best] = b->votes[--b->vote_count];
	return true;
}

/* --- how well a row fits ---------------------------------------------------------------- */

/* What a name at this place says: the nearer to the fault, the more. */
static const uint8_t says[BUGS_NAMES] = {10, 10, 8, 7, 6, 5, 4, 3, 2, 2};

struct fit {
	unsigned int overlap; /* in parts of a hundred of what the row's names say */
	unsigned int same;    /* names */
	unsigned int name;    /* the first of them, of the crash */
	unsigned int near;    /* of those that are the first three of the row */
	bool anchored;	      /* one of the first two, on both sides */
	bool function;	      /* the first one is */
};

static bool same_name(struct span a, struct span b)
{
	return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

/* The most that the two sequences have in common in the same order, each name
 * counting what it says where it says less. */
static struct fit fit_of(const struct row *r, const struct bugs *b)
{
	struct fit best[BUGS_NAMES + 1] = {{0}}, fit;
	unsigned int whole = 0;

	for (unsigned int i = 0; i < r->name_count; i++) {
		struct fit corner = best[0];

		whole += i < b->name_count ? says[i] : 0;
		for (unsigned int j = 0; j < b->name_count; j++) {
			struct fit above = best[j + 1], with = corner;

			corner = above;
			if (same_name(r->names[i], b->names[j])) {
				with.overlap += says[i > j ? i : j];
				with.name = with.same++ ? with.name : j;
				with.near += i < 3;
				with.anchored |= i < 2 && j < 2;
				if (with.overlap > best[j + 1].overlap)
					best[j + 1] = with;
			}
			if (best[j].overlap > best[j + 1].overlap)
				best[j + 1] = best[j];
		}
	}
	fit = best[b->name_count];
	fit.overlap = whole ? fit.overlap * 100 / whole : 0;
	fit.function = same_name(r->names[0], b->names[0]);
	return fit;
}

/*
 * What one bug may be reported as: the same damage to memory is found by KASAN
 * here, by a list check there, and by a fault on the next machine.
 */
enum { MEMORY = 1, CHECK = 2, ARITHMETIC = 4, LOCK = 8, STUCK = 16 };

static const uint8_t family[CLASS_COUNT] = {
	[CLASS_FAULT_NULL] = MEMORY,
	[CLASS_FAULT_ADDRESS] = MEMORY,
	[CLASS_FAULT_EXEC] = MEMORY,
	[CLASS_FAULT_STACK] = MEMORY,
	[CLASS_FAULT_DIVIDE] = ARITHMETIC,
	[CLASS_FAULT_TRAP] = MEMORY | CHECK,
	[CLASS_BUG_ASSERT] = MEMORY | CHECK,
	[CLASS_BUG_WARN] = CHECK,
	[CLASS_CORRUPTION_LIST] = MEMORY,
	[CLASS_CORRUPTION_SLAB] = MEMORY,
	[CLASS_CORRUPTION_REFCOUNT] = MEMORY,
	[CLASS_CORRUPTION_PAGE] = MEMORY,
	[CLASS_CORRUPTION_MEMORY] = MEMORY,
	[CLASS_MEMORY_UAF] = MEMORY,
	[CLASS_MEMORY_OOB] = MEMORY,
	[CLASS_MEMORY_UNINIT] = MEMORY,
	[CLASS_MEMORY_UB] = MEMORY | ARITHMETIC,
	[CLASS_LOCK_DEADLOCK] = LOCK | STUCK,
	[CLASS_LOCK_ATOMIC] = LOCK,
	[CLASS_LOCK_RACE] = LOCK,
	[CLASS_LOCKUP_SOFT] = STUCK,
	[CLASS_LOCKUP_HARD] = STUCK,
	[CLASS_STALL_RCU] = STUCK,
	[CLASS_STALL_WORKQUEUE] = STUCK,
	[CLASS_HANG_IO] = STUCK,
	[CLASS_HANG_LOCK] = STUCK,
	[CLASS_HANG_TASK] = STUCK,
};

static enum crash_class class_named(struct span name)
{
	for (unsigned int i = 0; i < CLASS_COUNT; i++) {
		if (span_is(name, class_name((enum crash_class)i)))
			return (enum crash_class)i;
	}
	return CLASS_UNKNOWN;
}

/* --- whether this kernel has the bug ------------------------------------------------------ */

/* What one record's versions say about this kernel. */
struct standing {
	bool reached;	   /* it has the code that is wrong, or may have it */
	bool brought;	   /* only if it was brought back from a later version */
	bool fixed;	   /* it has a fix */
	bool sure;	   /* of the first */
	struct span fixes; /* the version that fixes its branch, or the mainline */
};

static void take_introduced(struct standing *s, const struct release *kernel, struct span *text)
{
	uint32_t version = 0;
	bool same_series;

	/* "0": perhaps always. */
	if (!span_starts(*text, "0:") && !version_take_kernel(text, &version))
		return;
	same_series = version_series(version) == version_series(kernel->base);
	if (!version_is_mainline(version)) {
		s->reached |= same_series && version <= kernel->base;
	} else if (version <= kernel->base) {
		s->reached = true;
	} else if (same_series) {
		/* With 6.6-rc3: which candidate brought it is not told. */
		s->reached = true;
		s->sure = false;
	}
}

static void take_fix(struct standing *s, const struct release *kernel, struct span text)
{
	struct span rest = text;
	uint32_t version;
	bool same_series;

	if (!version_take_kernel(&rest, &version))
		return;
	same_series = version_series(version) == version_series(kernel->base);
	if (same_series || version_is_mainline(version))
		s->fixed |= version <= kernel->base;
	/* Nor which candidate had it. */
	if (same_series && version_is_mainline(version))
		s->sure = false;
	if (same_series || (version_is_mainline(version) && !s->fixes.len))
		s->fixes = text;
}

static struct standing standing_of(struct span ranges, const struct release *kernel)
{
	struct standing s = {.sure = kernel->base_exact};
	struct span range, text;

	for (; span_take_until(&ranges, ";", &range); span_take_text(&ranges, ";")) {
		take_introduced(&s, kernel, &range);
		span_take_past(&range, ":");
		for (; span_take_until(&range, ",", &text); span_take_text(&range, ","))
			take_fix(&s, kernel, text);
	}
	s.brought = !s.reached && kernel->base;
	s.reached |= !kernel->base_exact;
	return s;
}

/* --- the whole ---------------------------------------------------------------------------- */

/* Below this a row is chance, also where another function failed; from the last on,
 * with names enough, hardly. */
enum { FITS = 50, FITS_ELSEWHERE = 60, FITS_WELL = 80, ENOUGH = 4 };

/* Few rows share the name: it alone says something.  One that too many share is no
 * key of the table. */
static bool is_rare(const struct bugs *b, unsigned int name)
{
	return b->shared[name] > 0 && b->shared[name] <= 3;
}

static unsigned int score_of(const struct row *r, const struct fit *fit, const struct bugs *b,
			     enum crash_class class)
{
	enum crash_class told = class_named(r->class);

	if (!(family[told] & family[class]) || !fit->anchored)
		return 0;
	/* Where one name is all there is, it has to be a good one. */
	if (fit->same < 2 && (told != class || !is_rare(b, fit->name)))
		return 0;
	if (!fit->function && !is_rare(b, fit->name) && fit->overlap < FITS_ELSEWHERE)
		return 0;
	return told == class ? fit->overlap : fit->overlap * 4 / 5;
}

static bool is_better(const struct known_bug *a, const struct known_bug *b)
{
	if (a->score != b->score)
		return a->score > b->score;
	/* So that the order of the table does not matter. */
	return strcmp(a->id, b->id) > 0;
}

static void offer(struct known_bugs *found, const struct known_bug *bug)
{
	unsigned int at = found->count;

	while (at && is_better(bug, &found->list[at - 1]))
		at--;
	if (at == VERDICT_BUGS)
		return;
	if (found->count < VERDICT_BUGS)
		found->count++;
	memmove(&found->list[at + 1], &found->list[at],
		(found->count - at - 1) * sizeof(found->list[0]));
	found->list[at] = *bug;
}

/* The page that the vendor has for it: of whoever made the kernel, or the mainline's. */
static void write_tracker(struct known_bug *bug, const struct distribution *d)
{
	const char *page =
		d && d->tracker ? d->tracker : "https://lore.kernel.org/linux-cve-announce/?q=CVE";
	size_t at = span_find(span_of(page), "CVE");

	if (at == SPAN_NONE)
		text_format(bug->tracker, sizeof(bug->tracker), "%s", page);
	else
		text_format(bug->tracker, sizeof(bug->tracker), "%.*s%s%s", (int)at, page, bug->id,
			    page + at + 3);
}

static void consider(struct known_bugs *found, const struct bugs *b, const struct row *r,
		     const struct verdict *v)
{
	const struct fit fit = fit_of(r, b);
	const struct standing s = standing_of(r->ranges, &v->kernel);
	struct known_bug bug = {.score = score_of(r, &fit, b, v->root->class)};

	/* Code of a later version is in a kernel only where it was brought back. */
	if (s.brought)
		bug.score = bug.score * 3 / 4;
	if (bug.score < FITS || s.fixed || !s.reached)
		return;
	memcpy(bug.id, "CVE-", 4);
	span_copy(bug.id + 4, sizeof(bug.id) - 4, r->id);
	span_copy(bug.commit, sizeof(bug.commit), r->commit);
	span_copy(bug.fixed_in, sizeof(bug.fixed_in), s.fixes);
	write_tracker(&bug, v->distribution);
	bug.kernel_status = s.sure ? KERNEL_AFFECTED : KERNEL_UNKNOWN;
	bug.confidence = CONFIDENCE_POSSIBLE;
	if (s.sure && fit.function && fit.same >= ENOUGH && fit.near == 3 &&
	    bug.score >= FITS_WELL && is_rare(b, 0))
		bug.confidence = CONFIDENCE_LIKELY;
	offer(found, &bug);
}

/* Two bugs that fit alike: neither is likely. */
static void doubt(struct known_bugs *found)
{
	for (unsigned int i = 0; found->count > 1 && i < found->count; i++)
		found->list[i].confidence = CONFIDENCE_POSSIBLE;
}

bool bugs_find(struct known_bugs *found, struct bugs *b, const struct verdict *v,
	       const struct bugs_table *table, struct error *e)
{
	struct bugs_vote place;
	uint32_t best = 0;
	struct row row;

	memset(found, 0, sizeof(*found));
	b->vote_count = 0;
	b->block = UINT32_MAX;
	if (!read_header(b, table, e))
		return false;
	find_names(b, v->root);
	for (unsigned int i = 0; i < b->name_count && i < BUGS_LOOKED; i++) {
		if (!look_up(b, table, i, e))
			return false;
	}
	for (unsigned int i = 0; i < BUGS_ROWS && next_row(b, &place); i++) {
		best = place.weight > best ? place.weight : best;
		if (place.weight < best / DISTANCE)
			break;
		if (!read_block(b, table, place.block, e))
			return false;
		if (row_parse(&row, line_of(b, place.line)))
			consider(found, b, &row, v);
	}
	doubt(found);
	return true;
}
