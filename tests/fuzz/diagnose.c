/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz target over the whole way from log bytes to the reports.
 *
 * The first byte chooses the piece size, the second the size of the text; the
 * rest is the log.  properties.h says what must hold, whatever the bytes; and the
 * answer does not depend on how they were cut into pieces, nor on whether lines
 * that hold nothing are passed over.
 */
#include <stdint.h>
#include <stdlib.h>

#include "properties.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct diagnose *d;
	static struct answer *whole, *cut;
	struct span log;
	size_t max_size;

	if (!d) {
		d = calloc(1, sizeof(*d));
		whole = calloc(1, sizeof(*whole));
		cut = calloc(1, sizeof(*cut));
		assert(d && whole && cut);
	}
	if (size < 3)
		return 0;
	log = (struct span){(const char *)data + 2, size - 2};
	max_size = LIMIT_SIZE_MIN + (size_t)data[1] * (LIMIT_SIZE_MAX - LIMIT_SIZE_MIN) / 255;
	answer_make(whole, d, log, log.len, ANSWER_READ, max_size);
	answer_make(cut, d, log, log.len, ANSWER_SKIM, max_size);
	answer_same(whole, cut);
	answer_make(cut, d, log, data[0] + 1u, ANSWER_SKIM, max_size);
	answer_same(whole, cut);
	return 0;
}
