/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * version - which of two versions is newer, as the packagers' tools say it.
 *
 *	rpm   957.21.3 < 957.27.2    1.0~rc1 < 1.0    1.0 < 1.0^git1 < 1.0.1    957.el7 < 957.1.el7
 *	dpkg  6.1.90-1~bpo11+1 < 6.1.90-1 < 6.1.90-1+deb12u1 < 6.1.94-1    9.9 < 1:1.0
 *
 * and the numbers of kernels as kernel.org counts them, where -rc comes before.
 */
#ifndef KD_VERDICT_VERSION_H
#define KD_VERDICT_VERSION_H

#include "base/span.h"

/* Negative, 0 or positive, as a is older than b, the same, or newer.  Any bytes
 * are taken; what the tools would refuse has some order, always the same. */
int version_compare_rpm(struct span a, struct span b); /* rpmvercmp(): a version or a release */
int version_compare_deb(struct span a, struct span b); /* [epoch:]upstream[-revision] */

/*
 * The number of a kernel of kernel.org's, so made that it grows with the version:
 * 6.6-rc3 < 6.6 = 6.6.0 < 6.6.1 < 6.7-rc1, 2.6.32 < 2.6.32.61 < 3.0.
 *
 * Takes "6.1.90", "6.6-rc3", "6.6.0-rc3", "2.6.32.61" from the front of *s; false,
 * with *s as it was, if no version stands there.
 */
bool version_take_kernel(struct span *s, uint32_t *number);

/* What two numbers have in common if one is a stable update of the other: 6.1 of
 * 6.1.90, 2.6.32 of 2.6.32.61. */
static inline uint32_t version_series(uint32_t number)
{
	return number >> 16;
}

/* The series 6.1 as a constant, and 2.6.32 as VERSION_SERIES(2, 32). */
#define VERSION_SERIES(major, minor) ((uint32_t)(major) << 8 | (uint32_t)(minor))

/* Did Linus release it, and not the stable maintainers: 6.1 or 6.1-rc3?  What was
 * fixed there is fixed in every later series. */
bool version_is_mainline(uint32_t number);

#endif
