/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inflate - take zlib's format apart: inflateBack(), the part of zlib that knows
 * nothing of heads, checksums and gzip, between a head and a checksum. */
#include "base/inflate.h"

#include <stdalign.h>
#include <zlib.h>

enum { HEAD = 2, SUM = 4, WINDOW_BITS = 15 };

/* struct inflate_state, which zlib asks for once: 7160 bytes in 1.2.13. */
struct arena {
	size_t used;
	alignas(max_align_t) char memory[8192];
};

struct output {
	char *to;
	size_t size, len;
};

static voidpf take(voidpf context, uInt items, uInt size)
{
	struct arena *arena = context;
	const size_t wanted = (size_t)items * size;

	if (arena->used || wanted > sizeof(arena->memory))
		return Z_NULL;
	arena->used = wanted;
	return arena->memory;
}

static void give_back(voidpf context, voidpf at)
{
	(void)context, (void)at;
}

/* The whole stream was given at the beginning. */
static unsigned int no_more(void *context, z_const unsigned char **at)
{
	(void)context;
	*at = Z_NULL;
	return 0;
}

static int put(void *context, unsigned char *bytes, unsigned int len)
{
	struct output *o = context;

	if (len > o->size - o->len)
		return 1;
	memcpy(o->to + o->len, bytes, len);
	o->len += len;
	return 0;
}

/* RFC 1950, 8.2: two sums modulo 65521.  Sums of 64 bits hold those of any 16 MiB, so that
 * it is enough to divide in the end; for each byte that takes longer than all the rest. */
static uint32_t adler32_of(const struct output *o)
{
	enum { MODULUS = 65521 };
	uint64_t a = 1, b = 0;

	for (size_t i = 0; i < o->len; i++) {
		a += (unsigned char)o->to[i];
		b += a;
	}
	return (uint32_t)(b % MODULUS << 16 | a % MODULUS);
}

/* Deflate with no dictionary, RFC 1950, 2.2. */
static bool is_head(const unsigned char *head)
{
	return (head[0] & 15) == Z_DEFLATED && head[0] >> 4 <= WINDOW_BITS - 8 && !(head[1] & 32) &&
	       (head[0] * 256 + head[1]) % 31 == 0;
}

bool inflate_all(struct span stream, char *to, size_t size, size_t *len)
{
	unsigned char window[1 << WINDOW_BITS];
	struct arena arena = {.used = 0};
	struct output o = {to, size, 0};
	z_stream z = {.zalloc = take,
		      .zfree = give_back,
		      .opaque = &arena,
		      .next_in = (z_const Bytef *)stream.at + HEAD,
		      .avail_in = (uInt)(stream.len - HEAD)};
	const Bytef *sum;

	if (stream.len < HEAD || !is_head((const unsigned char *)stream.at) ||
	    inflateBackInit(&z, WINDOW_BITS, window) != Z_OK ||
	    inflateBack(&z, no_more, NULL, put, &o) != Z_STREAM_END || z.avail_in < SUM)
		return false;
	*len = o.len;
	sum = z.next_in;
	return adler32_of(&o) ==
	       ((uint32_t)sum[0] << 24 | (uint32_t)sum[1] << 16 | (uint32_t)sum[2] << 8 | sum[3]);
}

/* zlib's own way to memory, where we do not go: with these in their place the linker
 * leaves malloc out. */
#ifdef KD_NO_MALLOC
voidpf zcalloc(voidpf context, unsigned int items, unsigned int size);
void zcfree(voidpf context, voidpf at);

voidpf zcalloc(voidpf context, unsigned int items, unsigned int size)
{
	(void)context, (void)items, (void)size;
	return Z_NULL;
}

void zcfree(voidpf context, voidpf at)
{
	(void)context, (void)at;
}
#endif
