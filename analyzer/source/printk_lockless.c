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
 * alone.  The info of the same place has stamp and length; it has grown since.
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

/* The largest structs that are read whole; printk_info has 112 bytes in 7.2. */
enum { DESCRIPTOR_MAX = 64, INFO_MAX = 256, HEADER_MAX = 256 };

enum state { RESERVED, COMMITTED, FINALIZED, REUSABLE };

/* --- opening ------------------------------------------------------------------------- */

/* OFFSET(printk_info.seq), SIZE(printk_info): small, or the dump lies. */
static bool take(const struct printk *p, const char *key, unsigned int most, uint32_t *out,
		 struct error *e)
{
	int64_t number;

	if (vmcoreinfo_number(p->memory->dump, key, &number) && number >= 0 && number <= most) {
		*out = (uint32_t)number;
		return true;
	}
	error_set(e, "the dump's VMCOREINFO has no usable %s, which is needed to read the log",
		  key);
	return false;
}

/* Where the fields stand; those of the rings' heads are needed for opening only. */
struct head {
	uint32_t size, descriptors, texts;			      /* of printk_ringbuffer */
	uint32_t count_bits, descs, infos, head_id, tail_id, counter; /* of desc_ring */
	uint32_t size_bits, data;				      /* of text_data_ring */
};

static bool take_layout(struct printk *p, struct head *h, struct error *e)
{
	struct printk_lockless_ring *r = &p->lockless;
	uint32_t position, begin, next;
	const struct {
		const char *key;
		uint32_t *out;
		uint16_t most;
	} keys[] = {
		{"SIZE(printk_ringbuffer)", &h->size, HEADER_MAX},
		{"OFFSET(printk_ringbuffer.desc_ring)", &h->descriptors, HEADER_MAX},
		{"OFFSET(printk_ringbuffer.text_data_ring)", &h->texts, HEADER_MAX},
		{"OFFSET(prb_desc_ring.count_bits)", &h->count_bits, HEADER_MAX},
		{"OFFSET(prb_desc_ring.descs)", &h->descs, HEADER_MAX},
		{"OFFSET(prb_desc_ring.infos)", &h->infos, HEADER_MAX},
		{"OFFSET(prb_desc_ring.head_id)", &h->head_id, HEADER_MAX},
		{"OFFSET(prb_desc_ring.tail_id)", &h->tail_id, HEADER_MAX},
		{"OFFSET(atomic_long_t.counter)", &h->counter, HEADER_MAX},
		{"OFFSET(prb_data_ring.size_bits)", &h->size_bits, HEADER_MAX},
		{"OFFSET(prb_data_ring.data)", &h->data, HEADER_MAX},
		{"SIZE(prb_desc)", &r->descriptor_size, DESCRIPTOR_MAX},
		{"OFFSET(prb_desc.state_var)", &r->state, DESCRIPTOR_MAX},
		{"OFFSET(prb_desc.text_blk_lpos)", &position, DESCRIPTOR_MAX},
		{"OFFSET(prb_data_blk_lpos.begin)", &begin, DESCRIPTOR_MAX},
		{"OFFSET(prb_data_blk_lpos.next)", &next, DESCRIPTOR_MAX},
		{"SIZE(printk_info)", &r->info_size, INFO_MAX},
		{"OFFSET(printk_info.seq)", &r->seq, INFO_MAX},
		{"OFFSET(printk_info.ts_nsec)", &r->time, INFO_MAX},
		{"OFFSET(printk_info.text_len)", &r->text_len, INFO_MAX},
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (!take(p, keys[i].key, keys[i].most, keys[i].out, e))
			return false;
	}
	r->state = r->state + h->counter;
	r->begin = position + begin;
	r->next = position + next;
	return true;
}

static bool impossible(struct error *e)
{
	error_set(e, "the kernel's log buffer cannot be what the dump says of it: the dump is "
		     "damaged");
	return false;
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
	unsigned int word = memory_word(p->memory);
	uint8_t raw[HEADER_MAX];
	struct bytes b = {raw, 0, p->memory->dump->big_endian};
	struct head h;
	uint64_t prb;

	if (!printk_variable(p, "prb", word, &prb, e) || !take_layout(p, &h, e))
		return false;
	b.len = h.size;
	if (!memory_read(p->memory, prb, raw, b.len)) {
		error_set(e, "the head of the kernel's log buffer %s",
			  memory_fault_text(p->memory));
		return false;
	}
	r->count_bits = (unsigned int)bytes_number(b, h.descriptors + h.count_bits, 4);
	r->descriptors = bytes_number(b, h.descriptors + h.descs, word);
	r->infos = bytes_number(b, h.descriptors + h.infos, word);
	r->text_bits = (unsigned int)bytes_number(b, h.texts + h.size_bits, 4);
	r->texts = bytes_number(b, h.texts + h.data, word);
	if (r->count_bits > COUNT_BITS_MAX || r->text_bits < TEXT_BITS_MIN ||
	    r->text_bits > TEXT_BITS_MAX || !r->descriptor_size || !r->info_size)
		return impossible(e);
	set_ids(p, bytes_number(b, h.descriptors + h.head_id + h.counter, word),
		bytes_number(b, h.descriptors + h.tail_id + h.counter, word));
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
	r->len = want < room - word ? want : (uint32_t)(room - word);
}

/* One more that cannot be right; too many, and the rest will not be either. */
static bool fault(struct printk *p)
{
	p->damage |= PRINTK_GAPS;
	if (++p->lockless.faults < LIMIT_PRINTK_FAULTS)
		return true;
	p->damage |= PRINTK_ENDS;
	p->lockless.left = 0;
	return false;
}

/* The descriptors of a page that cannot be read are passed over together. */
static bool skip_page(struct printk *p, uint64_t array, uint64_t id, size_t size)
{
	uint64_t mask = (UINT64_C(1) << p->lockless.count_bits) - 1;
	uint64_t within = (array + (id & mask) * size) % LIMIT_DUMP_BLOCK;
	uint64_t more = (LIMIT_DUMP_BLOCK - within) / size, rest = mask - (id & mask);

	if (more > rest)
		more = rest;
	if (more > p->lockless.left)
		more = p->lockless.left;
	p->lockless.left -= more;
	p->lockless.id = (p->lockless.id + more) & p->lockless.id_mask;
	return fault(p);
}

static bool lockless_next(struct printk *p, struct printk_record *record)
{
	struct printk_lockless_ring *r = &p->lockless;
	unsigned int word = memory_word(p->memory);
	uint8_t descriptor[DESCRIPTOR_MAX], info[INFO_MAX];
	struct bytes d = {descriptor, r->descriptor_size, p->memory->dump->big_endian};
	struct bytes i = {info, r->info_size, d.big_endian};

	while (r->left) {
		uint64_t id = r->id, state;

		r->left--;
		r->id = (id + 1) & r->id_mask;
		if (!read_place(p, r->descriptors, id, &d)) {
			if (!skip_page(p, r->descriptors, id, d.len))
				return false;
			continue;
		}
		state = bytes_number(d, r->state, word);
		if ((state & r->id_mask) != id) {
			if (!fault(p))
				return false;
			continue;
		}
		state >>= word * 8 - 2;
		if (state != COMMITTED && state != FINALIZED)
			continue;
		if (!read_place(p, r->infos, id, &i)) {
			if (!fault(p))
				return false;
			continue;
		}
		p->last = bytes_number(i, r->seq, 8);
		record->time_ns = bytes_number(i, r->time, 8);
		record->len = (uint32_t)bytes_number(i, r->text_len, 2);
		find_text(p, record, id, bytes_number(d, r->begin, word),
			  bytes_number(d, r->next, word));
		return true;
	}
	return false;
}

const struct printk_ops printk_lockless = {"prb", lockless_open, lockless_next};
