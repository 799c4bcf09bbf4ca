/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz target over the readers of dumps, seeded with small dumps that were made from a
 * description (build/unit/dump --seeds).
 *
 * Whatever the bytes: opening ends, the registers are found a bounded number of times,
 * every block that reads does so twice alike, and nothing is read that the file has not.
 */
#include <assert.h>
#include <sys/mman.h>
#include <unistd.h>

#include "source/vmcoreinfo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count(void *context, unsigned int index, struct span descriptor)
{
	unsigned int *calls = context;

	assert(index < LIMIT_NOTE_WALK && descriptor.len <= LIMIT_PRSTATUS);
	++*calls;
}

/* The same block again, from the cache or not. */
static void read_twice(struct dump *d, uint64_t pa)
{
	static uint8_t first[LIMIT_DUMP_BLOCK], second[LIMIT_DUMP_BLOCK];
	uint64_t counted = (uint64_t)d->absent + d->lost;
	bool got = dump_read(d, pa, first, sizeof(first));

	assert(got == ((uint64_t)d->absent + d->lost == counted));
	assert(dump_read(d, pa, second, sizeof(second)) == got);
	assert(!got || memcmp(first, second, sizeof(first)) == 0);
	assert(d->cache.first < d->cache.slots && d->cache.slots <= LIMIT_DUMP_SLOTS);
}

static void check(struct dump *d)
{
	static const uint64_t high[] = {UINT64_C(1) << 32, UINT64_C(1) << 40, UINT64_MAX - 4095};
	unsigned int calls = 0;
	uint64_t hex;
	int64_t number;

	assert(d->page_size >= LIMIT_DUMP_BLOCK && d->page_size <= LIMIT_DUMP_PAGE);
	assert(d->vmcoreinfo_len <= LIMIT_VMCOREINFO);
	assert((d->vmcoreinfo_len == 0) == !!(d->flaws & DUMP_NO_VMCOREINFO));
	vmcoreinfo_hex(d, "SYMBOL(prb)", &hex);
	vmcoreinfo_number(d, "NUMBER(phys_base)", &number);
	dump_each_prstatus(d, count, &calls);
	for (uint64_t pa = 0; pa < 48 * LIMIT_DUMP_BLOCK; pa += LIMIT_DUMP_BLOCK)
		read_twice(d, pa);
	for (unsigned int i = 0; i < sizeof(high) / sizeof(high[0]); i++)
		read_twice(d, high[i]);
	for (unsigned int flaw = 1; flaw <= d->flaws; flaw <<= 1)
		assert(dump_flaw_text(flaw)[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct dump dump;
	static int fd = -1;
	struct error e = {""};

	if (fd < 0)
		fd = memfd_create("dump", 0);
	assert(fd >= 0 && ftruncate(fd, 0) == 0);
	assert(pwrite(fd, data, size, 0) == (ssize_t)size);
	if (dump_open(&dump, fd, (struct span){(const char *)data, size < 64 ? size : 64}, &e))
		check(&dump);
	else
		assert(e.text[0]);
	return 0;
}
