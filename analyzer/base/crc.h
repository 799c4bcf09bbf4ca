/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crc - the CRC-32 of zlib, gzip and PNG (ISO 3309: polynomial 0xedb88320, reflected).
 *
 *	uint32_t crc = crc32_of(0, span_of("1234"));
 *	crc = crc32_of(crc, span_of("56789"));         cbf43926
 *
 * zlib's own takes 12 KiB of tables to be fast; here it is needed for a few KiB
 * of text, and the whole program has 256.
 */
#ifndef KD_BASE_CRC_H
#define KD_BASE_CRC_H

#include "base/span.h"

/* Continue crc, 0 at the beginning, over these bytes. */
uint32_t crc32_of(uint32_t crc, struct span bytes);

#endif
