/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz target over the table of known bugs.
 *
 * The first byte says how long the log is, in units of 64 bytes; the log follows, then
 * the table, or with the bit of 128 the text of its only block.  Whatever the table
 * holds: at most three bugs are offered, in the order of their score, in printable
 * text, and no more is read than there is.  Checksums are put right, or nothing behind
 * them would ever be looked at.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/crc.h"
#include "diagnose.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct table {
	uint8_t *at;
	size_t len;
};

static bool read_at(void *context, uint64_t at, void *to, size_t len, struct error *e)
{
	const struct table *t = context;

	if (at > t->len || len > t->len - at) {
		error_set(e, "it ends too early");
		return false;
	}
	memcpy(to, t->at + at, len);
	return true;
}

static void repair_header(struct table *t)
{
	uint32_t crc;

	if (t->len < 28)
		return;
	memcpy(t->at, "KDBUGS1", 8);
	crc = crc32_of(0, (struct span){(char *)t->at, 24});
	for (int i = 0; i < 4; i++)
		t->at[24 + i] = (uint8_t)(crc >> 8 * i);
}

static void put(struct table *t, uint32_t value)
{
	for (int i = 0; i < 4; i++, value >>= 8)
		t->at[t->len++] = (uint8_t)value;
}

/* Room for what make_table() puts around a text. */
enum { AROUND = 4096, KEYS = 64 };

/* One bucket and one block; the fifth field of each line is its key. */
static void make_table(struct table *t, struct span text, size_t room)
{
	uint32_t hash[KEYS], count = 0, end;
	struct span rest = text, line, field;
	uLongf len = room - AROUND;

	while (count < KEYS && span_take_until(&rest, "\n", &line)) {
		span_take_text(&rest, "\n");
		field = line;
		for (int i = 0; i < 5 && span_take_until(&line, "\t", &field); i++)
			span_take_text(&line, "\t");
		hash[count++] = crc32_of(0, field);
	}
	t->len = 8;
	put(t, 1);
	put(t, count);
	put(t, 1);
	put(t, count);
	put(t, 0);
	put(t, 0);
	put(t, count);
	for (uint32_t i = 0; i < count; i++) {
		put(t, hash[i]);
		put(t, i << 16);
	}
	end = (uint32_t)t->len + 8;
	assert(compress(t->at + end, &len, (const Bytef *)text.at, text.len) == Z_OK);
	put(t, end);
	put(t, end + (uint32_t)len);
	t->len += len;
}

static void assert_sound(const struct known_bugs *bugs)
{
	assert(bugs->count <= VERDICT_BUGS);
	for (unsigned int i = 0; i < bugs->count; i++) {
		const struct known_bug *b = &bugs->list[i];

		assert(b->score > 0 && b->score <= 100);
		assert(!i || b->score <= bugs->list[i - 1].score);
		assert(b->confidence == CONFIDENCE_POSSIBLE || b->confidence == CONFIDENCE_LIKELY);
		for (const char *c = b->id; *c; c++)
			assert(*c >= ' ' && *c <= '~');
		assert(strlen(b->commit) < sizeof(b->commit));
		assert(strlen(b->fixed_in) < sizeof(b->fixed_in));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct circumstances none;
	static struct diagnose *d;
	static struct bugs *scratch;
	struct table t;
	struct bugs_table table = {read_at, &t};
	struct error e;
	size_t log, room = size * 2 + 2 * AROUND;
	struct span rest;

	if (!d) {
		d = calloc(1, sizeof(*d));
		scratch = calloc(1, sizeof(*scratch));
		assert(d && scratch);
	}
	if (size < 1 || (log = (size_t)(data[0] & 127) * 64) > size - 1)
		return 0;
	rest = (struct span){(const char *)data + 1 + log, size - 1 - log};
	t.at = malloc(data[0] & 128 ? room : rest.len + 1);
	assert(t.at);
	t.len = rest.len;
	if (data[0] & 128)
		make_table(&t, rest, room);
	else
		memcpy(t.at, rest.at, rest.len);
	repair_header(&t);
	diagnose_begin(d);
	diagnose_push(d, (struct span){(const char *)data + 1, log});
	diagnose_end(d, &none);
	diagnose_known_bugs(d, scratch, &table, &e);
	assert_sound(&d->diagnosis.verdict.bugs);
	free(t.at);
	return 0;
}
