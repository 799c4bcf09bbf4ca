/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stamp - the time that stands before a line.
 *
 *	[ 1722.511384]                            printk.time: seconds since boot
 *	[530.569]  [87.2314]  [   44.174912 ]     the same, shortened in copies
 *	[   66.575408s]                           Huawei
 *	[    4.123456 / 02-01 12:00:04.120]       LG
 *	[  100.123456 <    0.000012>]             dmesg -d, journalctl -o short-delta
 *	[Thu Feb  1 12:00:00 2024]                dmesg -T, conserver
 *	[Do Feb  1 12:00:00 2024]                 the same in other languages
 *	[Thu Feb  1 12:00:00 2024 <    0.000012>] dmesg -T -d
 *	[Thu Feb  1 12:00:00 UTC 2024]            crash: log -T
 *	[2024-02-01T12:00:00.123Z]                console servers, build servers
 *	[12:00:00.123]  [1.234567 0.000010]       tio, grabserial
 *	[  +0.000012]                             dmesg --time-format=reltime,
 *	[Feb 1 12:00]  [Feb12 12:00]              and its first line of a minute
 *	[<    0.000012>]                          dmesg --time-format=delta
 *	2024-02-01T12:00:00,123456+00:00          dmesg --time-format=iso; the comma
 *	                                          tells it from everybody else's
 *
 * Only seconds since boot are a time that others can be compared with: a wall
 * clock is set during boot, and dmesg computes it wrongly after a suspend.
 */
#ifndef KD_LINE_STAMP_H
#define KD_LINE_STAMP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* Take "[12345.678901]", exactly as printk writes it, from the front of *s.
 * The kernel pads the seconds to five columns; pasted logs lose the padding.
 * *time_us may be NULL. */
bool stamp_take_printk(struct span *s, int64_t *time_us);

/* Take any of the above.  *time_us gets LINE_NO_TIME where it does not count
 * from boot. */
bool stamp_take(struct span *s, int64_t *time_us);

/* The dates that stand without brackets, in any case of letters. */

/* Take "Feb  1 12:00:00", which BSD syslog and journalctl write, with a fraction of a
 * second or not, or "Thu Feb  1 12:00:00 2024", as OpenWrt's logread. */
bool stamp_take_bsd_date(struct span *s);

/* Take "Mär 18 12:00:00" and what else stands for a month where journalctl speaks
 * another language than English: any word. */
bool stamp_take_local_date(struct span *s);

/* Take "2024-02-01T12:00:00.123456+00:00" as RFC 3339 has it, or with a blank in
 * the middle and without a zone, or "Thu 2024-02-01 12:00:00 CET", which is
 * journalctl -o short-full. */
bool stamp_take_iso_date(struct span *s);

/* Take "1706788800.123456": seconds since 1970, journalctl -o short-unix. */
bool stamp_take_unix_date(struct span *s);

/* Take "12:00:00", with or without a fraction. */
bool stamp_take_clock(struct span *s);

#endif
