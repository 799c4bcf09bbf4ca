/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pack - print the words of the tables deflated, as bytes for texts.c.  Runs on the
 * machine that builds; it is no part of the program.
 *
 *	pack > event/packed.h
 */
#include <stdio.h>
#include <zlib.h>

#include "event/texts.h"

static const struct texts texts = {
	.kinds =
#define KIND TEXTS_OF_KIND
#include "event/kinds.def"
#undef KIND
		,
	.panics =
#define PANIC TEXTS_OF_PANIC
#include "event/panics.def"
#undef PANIC
		,
	.families =
#define FAMILY TEXTS_OF_WORDS
#include "event/families.def"
#undef FAMILY
		,
	.anchors =
#define ANCHOR TEXTS_OF_WORDS
#include "event/anchors.def"
#undef ANCHOR
		,
};

int main(void)
{
	unsigned char packed[2 * sizeof(texts)];
	uLongf len = sizeof(packed);

	if (compress2(packed, &len, (const Bytef *)&texts, sizeof(texts), Z_BEST_COMPRESSION) !=
	    Z_OK)
		return 1;
	for (uLongf i = 0; i < len; i++)
		printf("%u,%s", packed[i], i % 16 == 15 ? "\n" : "");
	return 0;
}
