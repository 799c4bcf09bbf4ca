/* SPDX-License-Identifier: GPL-2.0-or-later */
/* signature - by what the same crash is recognised elsewhere. */
#include <stdio.h>
#include <string.h>

#include "base/crc.h"
#include "verdict/verdict.h"

static uint32_t add(uint32_t crc, struct span s)
{
	return crc32_of(crc32_of(crc, s), span_of("/"));
}

/* The reliable frames behind the guilty one, two at most. */
static uint32_t add_callers(uint32_t crc, const struct event *e)
{
	struct span guilty = span_of(e->guilty);
	bool behind = false;
	int added = 0;

	for (unsigned int i = 0; i < e->trace.count && added < 2; i++) {
		struct span name;

		if (e->trace.frames[i].guessed || e->trace.frames[i].inlined)
			continue;
		name = name_stem(span_of(e->trace.frames[i].symbol));
		if (behind || !guilty.len) {
			crc = add(crc, name);
			added++;
		}
		behind |= span_is(name_without_syscall(name), e->guilty);
	}
	return crc;
}

void signature_make(char *signature, size_t size, const struct event *root)
{
	enum crash_class class = root ? root->class : CLASS_UNKNOWN;
	/* Without a function, what the kernel said has to tell crashes apart. */
	const char *subject = !root ? "-" : root->guilty[0] ? root->guilty : root->title;
	uint32_t crc = 0;

	crc = add(crc, span_of(class_name(class)));
	crc = add(crc, span_of(subject));
	if (root && root->guilty[0])
		crc = add_callers(crc, root);
	snprintf(signature, size, "%s/%s/%08x", class_name(class),
		 root && root->guilty[0] ? root->guilty : "-", (unsigned int)crc);
}
