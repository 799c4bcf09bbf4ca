/* SPDX-License-Identifier: GPL-2.0-or-later */
/* date - a point in time as text, in UTC. */
#ifndef KD_BASE_DATE_H
#define KD_BASE_DATE_H

#include <stdint.h>

/* "2025-03-02 04:17:33" with its NUL. */
enum { DATE_TEXT = 20, DATE_DAY = 11 };

/* Seconds since 1970 as text; before 1970 it is its beginning, from the year 9999 on a
 * day of that year.  The first DATE_DAY - 1 characters are the day. */
void date_format(char to[DATE_TEXT], int64_t seconds);

#endif
