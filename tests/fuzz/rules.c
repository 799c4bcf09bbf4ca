/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz target for the rules: any bytes as a rule file, held to one crash.
 *
 * The first byte chooses the piece size.  Matches and faults do not depend on it;
 * matches come in their order, and all that they say is printable.
 */
#include <stdint.h>
#include <stdlib.h>

#include "properties.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char crash[] =
	"[  500.000000] nfs: server filer7 not responding, still trying\n"
	"[ 1000.000000] list_del corruption, ffff88810a7c4d28->next is LIST_POISON2\n"
	"[ 1000.000001] ------------[ cut here ]------------\n"
	"[ 1000.000002] kernel BUG at lib/list_debug.c:50!\n"
	"[ 1000.000003] invalid opcode: 0000 [#1] SMP PTI\n"
	"[ 1000.000004] CPU: 0 PID: 5 Comm: kworker/0:1 Tainted: G OE 4.18.0-305.3.1.el8.x86_64 "
	"#1\n"
	"[ 1000.000005] RIP: 0010:__list_del_entry_valid.cold.1+0x45/0x4c\n"
	"[ 1000.000006] Call Trace:\n"
	"[ 1000.000007]  css_release_work_fn+0x38/0x270 [acme]\n"
	"[ 1000.000008]  process_one_work+0x1a7/0x360\n"
	"[ 1000.000009] Modules linked in: acme(OE) other(OE) ext4 [last unloaded: gone]\n"
	"[ 1000.000010] ---[ end trace 0123456789abcdef ]---\n";

struct result {
	struct cause causes[LIMIT_CAUSES];
	unsigned int count, read, faults;
	uint32_t sum; /* of the faults' texts */
};

static void take_fault(void *context, const struct error *e)
{
	uint32_t *sum = context;

	assert_printable(e->text);
	*sum = (uint32_t)crc32(*sum, (const Bytef *)e->text, (uInt)strlen(e->text));
}

static void assert_match(const struct cause *m)
{
	assert(m->id[0] && m->text[0] && m->remedy[0]);
	assert(m->confidence >= CONFIDENCE_POSSIBLE && m->confidence <= CONFIDENCE_CERTAIN);
	assert(m->kernel_status != KERNEL_FIXED || m->confidence == CONFIDENCE_POSSIBLE);
	assert(m->evidence_count <= LIMIT_EVIDENCE);
	assert_printable(m->id);
	assert_printable(m->text);
	assert_printable(m->remedy);
	assert_printable(m->confirm);
	assert_printable(m->prevent);
	assert_printable(m->fixed_in);
	for (int i = 0; i < LIMIT_CAUSE_LINES; i++) {
		assert_printable(m->command[i]);
		assert_printable(m->reference[i]);
	}
}

static void judge(struct diagnose *d, struct result *result, struct span rules, size_t piece)
{
	struct verdict *v = &d->diagnosis.verdict;

	result->sum = 0;
	diagnose_rules_begin(d, take_fault, &result->sum);
	rules_open(&d->rules, "f", true);
	for (; rules.len; rules = span_from(rules, piece))
		rules_push(&d->rules, span_first(rules, piece));
	rules_close(&d->rules);
	assert(v->cause_count <= LIMIT_CAUSES);
	for (unsigned int i = 0; i < v->cause_count; i++) {
		assert_match(&v->causes[i]);
		result->causes[i] = v->causes[i];
	}
	result->count = v->cause_count;
	result->read = d->rules.read;
	result->faults = d->rules.faults;
}

static bool same(const struct cause *a, const struct cause *b)
{
	return strcmp(a->id, b->id) == 0 && strcmp(a->text, b->text) == 0 &&
	       strcmp(a->remedy, b->remedy) == 0 && strcmp(a->fixed_in, b->fixed_in) == 0 &&
	       a->confidence == b->confidence && a->kernel_status == b->kernel_status &&
	       a->evidence_count == b->evidence_count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct result whole, cut;
	static struct diagnose *d;
	const struct circumstances none = {0};
	struct span rules;

	if (!d) {
		d = calloc(1, sizeof(*d));
		assert(d);
		diagnose_begin(d);
		diagnose_push(d, span_of(crash));
		diagnose_end(d, &none);
		assert(d->diagnosis.verdict.root);
	}
	if (!size)
		return 0;
	rules = (struct span){(const char *)data + 1, size - 1};
	judge(d, &whole, rules, rules.len);
	judge(d, &cut, rules, data[0] + 1u);
	assert(whole.count == cut.count && whole.read == cut.read && whole.faults == cut.faults &&
	       whole.sum == cut.sum);
	for (unsigned int i = 0; i < whole.count; i++)
		assert(same(&whole.causes[i], &cut.causes[i]));
	return 0;
}
