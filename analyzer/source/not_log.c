/* SPDX-License-Identifier: GPL-2.0-or-later */
/* not_log - files that somebody takes for a log, or for a dump, and that are neither. */
#include "source/not_log.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SAMPLES = 32, SAMPLE = 512 };

/* Formats by what stands at a place in their first bytes. */
static const struct format {
	unsigned int at;
	const char *magic, *text;
} formats[] = {
	{0, "\x1f\x8b", "compressed by gzip; give what zcat makes of it"},
	{1, "7zXZ", "compressed by xz; give what xzcat makes of it"},
	{0, "\x28\xb5\x2f\xfd", "compressed by zstd; give what zstdcat makes of it"},
	{0, "\x04\x22\x4d\x18", "compressed by lz4; give what lz4cat makes of it"},
	{4, "1AY&SY", "compressed by bzip2; give what bzcat makes of it"},
	{0, "PK\3\4", "a zip archive; give the log or the dump in it"},
	{0, "LPKSHHRH", "a journal of systemd; give what journalctl -k --file makes of it"},
	{0, "\xa8\x19\x01\x73\x61\x8f\x23\xfd",
	 "a stand-alone dump of s390x; give what zgetdump -f elf makes of it"},
	{0, "QEVM", "a machine's state as QEMU saves it; dump with virsh dump --memory-only"},
};

bool not_log_format(struct span head, struct error *e)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		const struct format *f = &formats[i];
		size_t len = strlen(f->magic);

		if (head.len < f->at + len || memcmp(head.at + f->at, f->magic, len) != 0)
			continue;
		error_set(e, "this is %s", f->text);
		return true;
	}
	return false;
}

/* Control characters that a log may have: \a \b \t \n \v \f \r, and those of escapes. */
static bool is_control(unsigned char c)
{
	return c < ' ' ? (c < '\a' || c > '\r') && c != '\033' : c == 0x7f;
}

/* No byte of any character in UTF-8. */
static bool is_no_utf8(unsigned char c)
{
	return c == 0xc0 || c == 0xc1 || c > 0xf4;
}

/* 1: binary, -1: text, 0: zeros.  A twentieth of such bytes is binary: compressed data have
 * a seventh, machine code more; 0x01 before the level of each line is one in sixty. */
static int judge(const unsigned char *sample, size_t len)
{
	size_t odd = 0, zeros = 0;

	for (size_t i = 0; i < len; i++) {
		zeros += !sample[i];
		odd += sample[i] && (is_control(sample[i]) || is_no_utf8(sample[i]));
	}
	if (zeros == len)
		return 0;
	return odd * 20 > len - zeros ? 1 : -1;
}

bool not_log_binary(int fd, struct error *e)
{
	unsigned char sample[SAMPLE];
	struct stat st;
	off_t step;
	int votes = 0;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	step = st.st_size / SAMPLES > SAMPLE ? st.st_size / SAMPLES : SAMPLE;
	for (off_t at = 0; at < st.st_size; at += step) {
		ssize_t n = pread(fd, sample, sizeof(sample), at);

		votes += n > 0 ? judge(sample, (size_t)n) : 0;
	}
	if (votes <= 0)
		return false;
	error_set(e, "this is binary: neither a log nor a dump of a known format; if it is a dump, "
		     "its beginning is destroyed, so give its vmcore-dmesg.txt");
	return true;
}
