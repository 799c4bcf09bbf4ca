/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * printk_lockless - the kernel's log since 5.10: struct printk_ringbuffer.
 *
 * Three rings: descriptors and infos, 2^count_bits each, and text, 2^size_bits bytes.
 * prb is a pointer to
 *
 *	desc_ring	count_bits, descs, infos, head_id, tail_id
 *	text_data_ring	size_bits, data, head_lpos, tail_lpos
 *
 * A descriptor is a word, its state in the two upper bits and its id below, and where
 * its text lies: begin and next.  An id's place in the rings is its lower bits; ids wrap
 * within their bits after the first 4096 records, so they are compared for equality
 * alone.  The info of the same place has number, stamp and length; it has grown since.
 *
 * begin and next count bytes ever written.  A block is a word, the descriptor's id, and
 * the text.  One that would not fit before the end of the ring stands at its beginning;
 * since 6.19 a block may end exactly at the end, which makes next the first byte of
 * the following turn without that the block is there.
 */
#include "base/format.h"

#include "base/bytes.h"
#include "source/printk.h"
#include "source/vmcoreinfo.h"

enum { COUNT_BITS_MAX = 26, TEXT_BITS_MIN = 8, TEXT_BITS_MAX = 31 };

/* The largest struct that is read whole; printk_info has 112 bytes in 7.2. */
enum { STRUCT_MAX = 256 };

enum state { RESERVED, COMMITTED, FINALIZED, REUSABLE };

/* --- opening ------------------------------------------------------------------------- */

/* What has to be known of the structs, and the keys of it, in the same order. */
enum field {
	RING_SIZE,
	RING_DESCRIPTORS,
	RING_TEXTS,
	DESCRIPTORS_BITS,
	DESCRIPTORS_ARRAY,
	DESCRIPTORS_INFOS,
	DESCRIPTORS_HEAD,
	DESCRIPTORS_TAIL,
	ATOMIC,
	TEXTS_BITS,
	TEXTS_ARRAY,
	DESCRIPTOR_SIZE,
	DESCRIPTOR_STATE,
	DESCRIPTOR_TEXT,
	TEXT_BEGIN,
	TEXT_NEXT,
	INFO_SIZE,
	INFO_NUMBER,
	INFO_TIME,
	INFO_TEXT_LEN
};

static const char keys[] = "SIZE(printk_ringbuffer)\0"
			   "OFFSET(printk_ringbuffer.desc_ring)\0"
			   "OFFSET(printk_ringbuffer.text_data_ring)\0"
			   "OFFSET(prb_desc_ring.count_bits)\0"
			   "OFFSET(prb_desc_ring.descs)\0"
			   "OFFSET(prb_desc_ring.infos)\0"
			   "OFFSET(prb_desc_ring.head_id)\0"
			   "OFFSET(prb_desc_ring.tail_id)\0"
			   "OFFSET(atomic_long_t.counter)\0"
			   "OFFSET(prb_data_ring.size_bits)\0"
			   "OFFSET(prb_data_ring.data)\0"
			   "SIZE(prb_desc)\0"
			   "OFFSET(prb_desc.state_var)\0"
			   "OFFSET(prb_desc.text_blk_lpos)\0"
			   "OFFSET(prb_data_blk_lpos.begin)\0"
			   "OFFSET(prb_data_blk_lpos.next)\0"
			   "SIZE(printk_info)\0"
			   "OFFSET(printk_info.seq)\0"
			   "OFFSET(printk_info.ts_nsec)\0"
			   "OFFSET(printk_info.text_len)\0";

_Static_assert(INFO_TEXT_LEN + 1 == PRINTK_FIELDS, "each field has its place");

static bool take_layout(struct printk *p, struct error *e)
{
	uint16_t *field = p->lockless.field;

	for (const char *key = keys; *key; key += strlen(key) + 1) {
		int64_t number;

		if (!vmcoreinfo_number(p->memory->dump, key, &number) || number < 0 ||
		    number > STRUCT_MAX) {
			error_set(e,
				  "the dump's VMCOREINFO has no usable %s, which is needed to "
				  "read the log",
				  key);
			return false;
		}
		*field++ = (uint16_t)number;
	}
	return true;
}

/* Ids from tail to head, both included; if those are further apart than there is
 * room, the head counts. */
static void set_ids(struct printk *p, uint64_t head, uint64_t tail)
{
	struct printk_lockless_ring *r = &p->lockless;
	uint64_t room = UINT64_C(1) << r->count_bits;

	r->id_mask = (UINT64_C(1) << (memory_word(p->memory) * 8 - 2)) - 1;
	r->id = tail & r->id_mask;
	r->left = ((head - tail) & r->id_mask) + 1;
	if (r->left > room) {
		p->damage |= PRINTK_GAPS;
		r->left = room;
		r->id = (head - (room - 1)) & r->id_mask;
	}
}

static bool lockless_open(struct printk *p, struct error *e)
{
	struct printk_lockless_ring *r = &p->lockless;
	const uint16_t *field = r->field;
	unsigned int word = memory_word(p->memory), descriptors, texts;
	uint8_t raw[STRUCT_MAX];
	struct bytes b = {raw, 0, p->memory->dump->big_endian};
	uint64_t prb;

	if (!printk_variable(p, "prb", word, &prb, e) || !take_layout(p, e))
		return false;
	b.len = field[RING_SIZE];
	if (!memory_read(p->memory, prb, raw, b.len)) {
		error_set(e, "the head of the kernel's log buffer %s",
			  memory_fault_text(p->memory));
		return false;
	}
	descriptors = field[RING_DESCRIPTORS];
	texts = field[RING_TEXTS];
	r->count_bits = (unsigned int)bytes_number(b, descriptors + field[DESCRIPTORS_BITS], 4);
	r->descriptors = bytes_number(b, descriptors + field[DESCRIPTORS_ARRAY], word);
	r->infos = bytes_number(b, descriptors + field[DESCRIPTORS_INFOS], word);
	r->text_bits = (unsigned int)bytes_number(b, texts + field[TEXTS_BITS], 4);
	r->texts = bytes_number(b, texts + field[TEXTS_ARRAY], word);
	if (r->count_bits > COUNT_BITS_MAX || r->text_bits < TEXT_BITS_MIN ||
	    r->text_bits > TEXT_BITS_MAX ||
	    field[DESCRIPTOR_SIZE] < field[DESCRIPTOR_TEXT] + field[TEXT_NEXT] + word ||
	    field[INFO_SIZE] < field[INFO_TEXT_LEN] + 2) {
		error_set(e, "the kernel's log buffer cannot be what the dump says of it: the "
			     "dump is damaged");
		return false;
	}
	descriptors += field[ATOMIC];
	set_ids(p, bytes_number(b, descriptors + field[DESCRIPTORS_HEAD], word),
		bytes_number(b, descriptors + field[DESCRIPTORS_TAIL], word));
	return true;
}

/* --- walking ------------------------------------------------------------------------- */

static bool read_place(struct printk *p, uint64_t array, uint64_t id, struct bytes *to)
{
	uint64_t place = id & ((UINT64_C(1) << p->lockless.count_bits) - 1);

	return memory_read(p->memory, array + place * to->len, (void *)to->at, to->len);
}

/* Where the text of a record lies, and how much of text_len is there. */
static void find_text(struct printk *p, struct printk_record *r, uint64_t id, uint64_t begin,
		      uint64_t next)
{
	const struct printk_lockless_ring *ring = &p->lockless;
	unsigned int word = memory_word(p->memory), bits = ring->text_bits;
	uint64_t mask = (UINT64_C(1) << bits) - 1, start = begin & mask, room, found;
	bool wrapped = begin >> bits != (next - 1) >> bits;
	uint32_t want = r->len;

	r->len = 0;
	if (begin & 1) /* no block: an empty line, or the text was given up */
		return;
	if (wrapped)
		start = 0;
	room = (wrapped ? next : next - begin) & mask;
	if (!room && next != begin) /* the whole ring, or up to its end exactly */
		room = mask + 1;
	if (room > mask + 1 - start)
		room = mask + 1 - start;
	if (room <= word)
		return;
	if (!memory_pointer(p->memory, ring->texts + start, &found) || found != id) {
		r->lost = true;
		return;
	}
	r->text = ring->texts + start + word;
	r->len = (uint32_t)(room - word);
	if (want <= r->len)
		r->len = want;
	else
		p->damage |= PRINTK_NO_TEXT;
}

/* The descriptors of a page that cannot be read are passed over together. */
static void skip_page(struct printk *p, uint64_t array, uint64_t id, size_t size)
{
	struct printk_lockless_ring *r = &p->lockless;
	uint64_t place = id & ((UINT64_C(1) << r->count_bits) - 1);
	uint64_t more = (LIMIT_DUMP_BLOCK - (array + place * size) % LIMIT_DUMP_BLOCK) / size;
	uint64_t rest = (UINT64_C(1) << r->count_bits) - 1 - place;

	if (more > rest)
		more = rest;
	if (more > r->left)
		more = r->left;
	r->left -= more;
	r->id = (r->id + more) & r->id_mask;
	printk_fault(p, PRINTK_GAPS);
}

/* The record of this id; false if it has none, or none that can be read. */
static bool take_record(struct printk *p, struct printk_record *record, uint64_t id)
{
	struct printk_lockless_ring *r = &p->lockless;
	const uint16_t *field = r->field;
	unsigned int word = memory_word(p->memory), text = field[DESCRIPTOR_TEXT];
	uint8_t descriptor[STRUCT_MAX], info[STRUCT_MAX];
	struct bytes d = {descriptor, field[DESCRIPTOR_SIZE], p->memory->dump->big_endian};
	struct bytes i = {info, field[INFO_SIZE], d.big_endian};
	uint64_t state, number;

	if (!read_place(p, r->descriptors, id, &d)) {
		skip_page(p, r->descriptors, id, d.len);
		return false;
	}
	state = bytes_number(d, field[DESCRIPTOR_STATE] + field[ATOMIC], word);
	if ((state & r->id_mask) != id) {
		printk_fault(p, PRINTK_GAPS);
		return false;
	}
	state >>= word * 8 - 2;
	if (state != COMMITTED && state != FINALIZED)
		return false;
	if (!read_place(p, r->infos, id, &i)) {
		printk_fault(p, PRINTK_GAPS);
		return false;
	}
	number = bytes_number(i, field[INFO_NUMBER], 8);
	record->time_ns = bytes_number(i, field[INFO_TIME], 8);
	record->len = (uint32_t)bytes_number(i, field[INFO_TEXT_LEN], 2);
	/* The very first record has a text. */
	if (!number && !record->time_ns && !record->len) {
		printk_fault(p, PRINTK_GAPS);
		return false;
	}
	p->last = number;
	find_text(p, record, id, bytes_number(d, text + field[TEXT_BEGIN], word),
		  bytes_number(d, text + field[TEXT_NEXT], word));
	return true;
}

static bool lockless_next(struct printk *p, struct printk_record *record)
{
	struct printk_lockless_ring *r = &p->lockless;

	while (r->left && p->faults < LIMIT_PRINTK_FAULTS) {
		uint64_t id = r->id;

		r->left--;
		r->id = (id + 1) & r->id_mask;
		if (take_record(p, record, id))
			return true;
	}
	return false;
}

const struct printk_ops printk_lockless = {"prb", lockless_open, lockless_next};
