/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz target over memory and log of dead kernels: one of the described machines with one
 * of the forms of the buffer, in which the input then overwrites bytes.
 *
 *	machine, form, piece		one byte each
 *	where (two bytes), what		any number of times: memory, and VMCOREINFO's text
 *
 * Whatever was overwritten: reading ends, what comes out is what may come out, and it
 * does not depend on the size of the pieces that it is asked for in.
 */
#include <assert.h>
#include <stdarg.h>

#include "base/crc.h"
#include "make_log.h"
#include "source/printk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct made_memory made;
static struct dump dump;
static struct kernel_memory memory;
static struct printk printk;

/* The first places are VMCOREINFO, the further ones the pages, as they were made. */
static void overwrite(const uint8_t *data, size_t size)
{
	for (; size >= 3; data += 3, size -= 3) {
		size_t where = (size_t)data[0] << 8 | data[1];

		if (where < made.info_len)
			made.info[where] = (char)data[2];
		else
			made.page[(where - made.info_len) / MADE_BLOCK % made.count]
				 [(where - made.info_len) % MADE_BLOCK] = data[2];
	}
}

static bool may_come_out(char c)
{
	return printk.ops == &printk_bytes || (c >= ' ' && c <= '~') || (c >= '\t' && c <= '\r');
}

/* The CRC-32 of the text, 0 where there is none; *len gets its length. */
static uint32_t read_all(size_t piece, uint64_t *len)
{
	static char text[8192];
	struct error e = {""};
	uint32_t crc = 0;
	size_t n;

	made_memory_open(&made, &dump);
	*len = 0;
	if (!memory_open(&memory, &dump, &e) || !printk_open(&printk, &memory, &e)) {
		assert(e.text[0]);
		return 0;
	}
	while ((n = printk_read(&printk, text, piece)) > 0) {
		assert(n <= piece);
		for (size_t i = 0; i < n; i++)
			assert(may_come_out(text[i]));
		crc = crc32_of(crc, (struct span){text, n});
		*len += n;
		/* Ids that a damaged head tells are 2^26 at most, texts 64 KiB. */
		if (*len > 64 << 20)
			break;
	}
	assert(printk_damage_text(&printk, &e) == (printk.damage != 0));
	return crc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t whole_len, cut_len;
	uint32_t whole;

	if (size < 3)
		return 0;
	make_log(&made, &machines[data[0] % MADE_MACHINES], (enum made_form)(data[1] % MADE_FORMS));
	overwrite(data + 3, size - 3);
	whole = read_all(8192, &whole_len);
	if (whole_len > 1 << 20) /* long because it is large, not because it is odd */
		return 0;
	assert(read_all(data[2] + 1u, &cut_len) == whole && cut_len == whole_len);
	return 0;
}
