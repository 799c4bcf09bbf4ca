/* SPDX-License-Identifier: GPL-2.0-or-later */
/* date - a point in time as text; strftime(3) would make the program 12 KiB larger. */
#include "base/date.h"

#include <stdbool.h>

#include "base/format.h"

/* month 0 is January */
static unsigned int days_of(unsigned int year, unsigned int month)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month] + (month == 1 && leap ? 1U : 0U);
}

void date_format(char to[DATE_TEXT], int64_t seconds)
{
	int64_t days = seconds < 0 ? 0 : seconds / 86400;
	unsigned int second = seconds < 0 ? 0 : (unsigned int)(seconds % 86400);
	unsigned int months = 0;

	while (months < (9999 - 1970) * 12 && days >= days_of(1970 + months / 12, months % 12)) {
		days -= days_of(1970 + months / 12, months % 12);
		months++;
	}
	text_format(to, DATE_TEXT, "%04u-%02u-%02u %02u:%02u:%02u", 1970 + months / 12,
		    months % 12 + 1, (unsigned int)(days > 30 ? 0 : days) + 1, second / 3600,
		    second / 60 % 60, second % 60);
}
