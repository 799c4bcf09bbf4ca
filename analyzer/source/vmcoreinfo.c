/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmcoreinfo - what the dead kernel says of itself to those who read its memory. */
#include "source/vmcoreinfo.h"

bool vmcoreinfo_text(const struct dump *d, const char *key, struct span *out)
{
	struct span rest = {d->vmcoreinfo, d->vmcoreinfo_len};

	while (rest.len) {
		struct span line = span_first(rest, span_find(rest, "\n"));

		rest = span_from(rest, line.len + 1);
		if (!span_take_text(&line, key) || !span_take_text(&line, "="))
			continue;
		*out = line;
		return true;
	}
	return false;
}

bool vmcoreinfo_hex(const struct dump *d, const char *key, uint64_t *out)
{
	struct span text;

	return vmcoreinfo_text(d, key, &text) && span_take_hex(&text, out) && !text.len;
}

bool vmcoreinfo_number(const struct dump *d, const char *key, int64_t *out)
{
	struct span text;
	uint64_t number;
	bool negative;

	if (!vmcoreinfo_text(d, key, &text))
		return false;
	negative = span_take_text(&text, "-");
	if (!(span_take_text(&text, "0x") ? span_take_hex(&text, &number)
					  : span_take_dec(&text, &number)) ||
	    text.len)
		return false;
	*out = (int64_t)(negative ? 0 - number : number);
	return true;
}
