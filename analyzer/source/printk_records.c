/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * printk_records - the kernel's log from 3.5 to 5.9: a ring of records.
 *
 *	u64 ts_nsec   0
 *	u16 len	      8   of the whole record, filled up to 4 or 8 bytes; 0: go on at index 0
 *	u16 text_len 10
 *	u16 dict_len 12   of the KEY=value texts behind the text
 *	u8 facility, flags and level; from 5.1 u32 caller_id if the kernel was built so
 *
 * Records from log_first_idx to below log_next_idx, which are indexes of bytes.
 * The struct was called log, and its fields were not told, until 3.10 (RHEL 7).
 */
#include "base/format.h"

#include "base/bytes.h"
#include "source/printk.h"
#include "source/vmcoreinfo.h"

enum { LEN_MAX = 1 << 30, HEADER_MIN = 16, HEADER_MAX = 64 };

/* What VMCOREINFO says of the struct, under either name; otherwise unchanged. */
static bool take_field(const struct printk *p, const char *what, const char *field, uint8_t *out)
{
	static const char *const names[] = {"printk_log", "log"};

	for (int i = 0; i < 2; i++) {
		char key[40];
		int64_t number;

		text_format(key, sizeof(key), "%s(%s%s)", what, names[i], field);
		if (!vmcoreinfo_number(p->memory->dump, key, &number))
			continue;
		if (number < 0 || number > HEADER_MAX)
			return false;
		*out = (uint8_t)number;
	}
	return true;
}

static bool take_fields(const struct printk *p, struct printk_record_ring *ring)
{
	ring->header = HEADER_MIN;
	ring->record_len = 8;
	ring->text_len = 10;
	return take_field(p, "SIZE", "", &ring->header) &&
	       take_field(p, "OFFSET", ".ts_nsec", &ring->time) &&
	       take_field(p, "OFFSET", ".len", &ring->record_len) &&
	       take_field(p, "OFFSET", ".text_len", &ring->text_len) &&
	       ring->header >= HEADER_MIN && ring->time + 8 <= ring->header &&
	       ring->record_len + 2 <= ring->header && ring->text_len + 2 <= ring->header;
}

static bool records_open(struct printk *p, struct error *e)
{
	struct printk_record_ring *ring = &p->records_ring;

	if (!printk_variable(p, "log_buf", memory_word(p->memory), &ring->buffer, e) ||
	    !printk_variable(p, "log_buf_len", 4, &ring->size, e) ||
	    !printk_variable(p, "log_first_idx", 4, &ring->at, e) ||
	    !printk_variable(p, "log_next_idx", 4, &ring->end, e))
		return false;
	if (ring->size < HEADER_MAX || ring->size > LEN_MAX || !take_fields(p, ring)) {
		error_set(e, "the kernel's log buffer cannot be what the dump says of it: the "
			     "dump is damaged");
		return false;
	}
	ring->left = ring->size / HEADER_MIN + 1;
	return true;
}

static bool damaged(struct printk *p)
{
	p->damage |= PRINTK_ENDS;
	p->records_ring.left = 0;
	return false;
}

static bool records_next(struct printk *p, struct printk_record *r)
{
	struct printk_record_ring *ring = &p->records_ring;
	uint8_t header[HEADER_MAX];
	struct bytes b = {header, ring->header, p->memory->dump->big_endian};
	uint64_t len;

	for (;;) {
		if (ring->at == ring->end || !ring->left)
			return false;
		ring->left--;
		if (ring->at > ring->size - ring->header ||
		    !memory_read(p->memory, ring->buffer + ring->at, header, ring->header))
			return damaged(p);
		len = bytes_number(b, ring->record_len, 2);
		if (len)
			break;
		if (ring->wrapped)
			return damaged(p);
		ring->wrapped = true;
		ring->at = 0;
	}
	r->time_ns = bytes_number(b, ring->time, 8);
	r->len = (uint32_t)bytes_number(b, ring->text_len, 2);
	r->text = ring->buffer + ring->at + ring->header;
	if (len < ring->header || r->len > len - ring->header || len > ring->size - ring->at)
		return damaged(p);
	ring->at += len;
	p->last = p->records + 1;
	return true;
}

const struct printk_ops printk_records = {"log_first_idx", records_open, records_next};
