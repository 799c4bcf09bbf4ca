/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * windows - print where the scanner of the kinds looks for each of them: a row
 * for kind.c, in the order of its patterns.  Runs on the machine that builds; it
 * is no part of the program.
 */
#include <stdio.h>

#include "base/place.h"
#include "event/kind.h"

int main(void)
{
	static struct kinds kinds;
	static struct placed placed[SCAN_PATTERNS];

	kinds_init(&kinds);
	place_windows(kinds.scanner.pattern, kinds.scanner.count, placed);
	for (unsigned int i = 0; i < kinds.scanner.count; i++)
		printf("{%u, %u}, /* %.*s */\n", placed[i].offset, placed[i].bucket,
		       kinds.scanner.pattern[i].len < 4 ? (int)kinds.scanner.pattern[i].len : 4,
		       kinds.scanner.pattern[i].at + placed[i].offset);
	return 0;
}
