/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * printk_bytes - the kernel's log up to 3.4: a ring of bytes.
 *
 *	log_buf      pointer to it
 *	log_buf_len  int, a power of two
 *	log_end      unsigned int: bytes ever written, which never goes back to 0
 *
 * Levels and stamps stand in the text, which begins in the middle of a line when the
 * ring has gone round.  What "dmesg -c" has shown stays in the buffer.
 */
#include "source/printk.h"

enum { LEN_MAX = 1 << 30 };

static bool bytes_open(struct printk *p, struct error *e)
{
	struct printk_byte_ring *ring = &p->bytes;
	uint64_t end;

	if (!printk_variable(p, "log_buf", memory_word(p->memory), &ring->buffer, e) ||
	    !printk_variable(p, "log_buf_len", 4, &ring->size, e) ||
	    !printk_variable(p, "log_end", 4, &end, e))
		return false;
	if (!ring->size || (ring->size & (ring->size - 1)) || ring->size > LEN_MAX) {
		error_set(e, "the kernel's log buffer cannot have %llu bytes: the dump is damaged",
			  (unsigned long long)ring->size);
		return false;
	}
	ring->left = end < ring->size ? end : ring->size;
	ring->at = (end - ring->left) % ring->size;
	return true;
}

/* Pieces within one page, so that a page which is missing takes no other with it. */
static bool bytes_next(struct printk *p, struct printk_record *r)
{
	struct printk_byte_ring *ring = &p->bytes;
	uint64_t part, address = ring->buffer + ring->at;

	if (!ring->left)
		return false;
	part = LIMIT_DUMP_BLOCK - address % LIMIT_DUMP_BLOCK;
	if (part > ring->left)
		part = ring->left;
	if (part > ring->size - ring->at)
		part = ring->size - ring->at;
	*r = (struct printk_record){.text = address, .len = (uint32_t)part};
	ring->left -= part;
	ring->at = (ring->at + part) % ring->size;
	return true;
}

const struct printk_ops printk_bytes = {"log_end", bytes_open, bytes_next};
