/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * unescape - what a transport wrote in place of a byte, made that byte again.
 *
 *	lmg\x09%r8,%r15   EA:3\x0aKrnl GPRS: ...   vmcore-dmesg and makedumpfile
 *	                                           before they let both pass; /dev/kmsg
 *	#011foo+0x1/0x2   #012                     rsyslog
 *	\033[31m                                   octal, as other syslog servers do
 *	&lt;IRQ&gt;  &quot;  &amp;  &#39;          copied from the source of a web page
 *	U+00A0                                     copied from the page itself
 *
 * A newline comes out as '\n': what follows is a further line of the same record.
 * Only bytes that the kernel does print are made again; "\x02" stays as it is.
 */
#ifndef KD_LINE_UNESCAPE_H
#define KD_LINE_UNESCAPE_H

#include "base/span.h"

/* May raw hold an escape?  Looks at bytes, not at shapes, and so may say yes in
 * vain, but takes eight at a time. */
bool unescape_needed(struct span raw);

/* Write raw to out, which has room for raw.len bytes.  With copies, only what a web
 * page adds; without, what log tools write as well, which is meant for lines that
 * bear their stamp: programs print "\x0a" for its own sake.  Returns the length. */
size_t unescape(char *out, struct span raw, bool copies);

#endif
