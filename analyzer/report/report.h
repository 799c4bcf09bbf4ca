/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report - telling people: the face of this stage.
 *
 * Formats what is known and computes nothing.  All output is printable ASCII;
 * what came from a log was cleaned when it was copied.  Texts are written into
 * the caller's out; its .lost says if something did not fit.
 */
#ifndef KD_REPORT_REPORT_H
#define KD_REPORT_REPORT_H

#include "base/out.h"
#include "diagnose.h"
#include "event/trouble.h"
#include "source/crash_dir.h"
#include "source/repeats.h"

/* What besides the diagnosis itself goes into a report.  Pointers may be NULL. */
struct report_context {
	const struct crash_dir *dir;   /* the files beside it */
	const struct trouble *trouble; /* what went wrong while saving */
	const struct repeats *repeats; /* the same crash in the directories beside it */
	const char *input_name;	       /* the log that was read */
	size_t max_size;	       /* of the text, LIMIT_SIZE_MIN..LIMIT_SIZE_MAX */
};

enum report_form {
	REPORT_MINIMAL, /* the summary and the machine-readable block */
	REPORT_COMPLETE
};

/* diagnosis.txt, of at most c->max_size bytes, into an empty out.  Sections have budgets in
 * proportion to it; items that do not fit are left out whole and counted.  The
 * last line is "end=crc32:" and zlib's CRC-32 of all bytes before that line. */
void report_text(struct out *o, const struct diagnosis *d, const struct report_context *c,
		 enum report_form form);

/* diagnosis.json; diagnosis.schema.json beside this file documents every key. */
void report_json(struct out *o, const struct diagnosis *d, const struct report_context *c);

/* One line: the title alone; or class, title and most likely cause. */
void report_title(struct out *o, const struct diagnosis *d);
void report_reason(struct out *o, const struct diagnosis *d);

#endif
