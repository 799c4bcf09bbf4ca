/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * error - one sentence for the user, built from the bottom up.
 *
 * The level that fails says what was wrong; each level above puts in front
 * what it was trying to do:
 *
 *	error_set(e, "No such file or directory");
 *	error_prefix(e, "cannot open %s", path);
 *
 * gives "cannot open /x: No such file or directory".  The text lies in a
 * buffer of the caller's, so reporting an error needs no memory; a sentence
 * that is too long ends in "...".
 */
#ifndef KD_BASE_ERROR_H
#define KD_BASE_ERROR_H

struct error {
	char text[400];
};

void error_set(struct error *e, const char *format, ...) __attribute__((format(printf, 2, 3)));
void error_prefix(struct error *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
