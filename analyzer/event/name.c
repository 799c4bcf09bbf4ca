/* SPDX-License-Identifier: GPL-2.0-or-later */
/* name - function names as the kernel prints them. */
#include "event/name.h"

struct span name_stem(struct span symbol)
{
	struct span stem;

	/* A demangled one, "<T as dyn A + B>::f", has lost its suffixes. */
	if (span_has(symbol, "::"))
		return symbol;
	span_take_text(&symbol, ".");
	if (!span_take_until(&symbol, ".+", &stem))
		return (struct span){symbol.at, 0};
	return stem;
}

struct span name_without_syscall(struct span name)
{
	/* The wrappers that SYSCALL_DEFINE makes: SyS_ until 4.16, __x64_ and
	 * __arm64_ since 4.17, __se_ and __do_ beneath them; ksys_ helpers. */
	static const char *const prefixes[] = {
		"SYSC_",     "SyS_",	  "sys_",	  "__x64_",	 "__ia32_",
		"__arm64_",  "__sys_",	  "___sys_",	  "____sys_",	 "__se_",
		"__se_sys_", "__do_sys_", "compat_SYSC_", "compat_SyS_", "ksys_",
	};
	struct span best = name;

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		struct span rest = name;

		if (span_take_text(&rest, prefixes[i]) && rest.len && rest.len < best.len)
			best = rest;
	}
	return best;
}

/* How a word must stand in the name; bits. */
enum { AT_FRONT = 1, AT_END = 2, BEFORE_DIGIT = 4 };

/* Take the marks ^ = $ # off a word. */
static struct span take_anchors(struct span word, unsigned int *anchor)
{
	*anchor = 0;
	if (span_take_text(&word, "^"))
		*anchor |= AT_FRONT;
	else if (span_take_text(&word, "="))
		*anchor |= AT_FRONT | AT_END;
	if (word.len && word.at[word.len - 1] == '$')
		*anchor |= AT_END;
	else if (word.len && word.at[word.len - 1] == '#')
		*anchor |= BEFORE_DIGIT;
	if (*anchor & BEFORE_DIGIT || (*anchor & AT_END && word.at[word.len - 1] == '$'))
		word.len--;
	return word;
}

/* Does a word of this length, found at this offset, stand as it must? */
static bool stands(struct span name, size_t at, size_t len, unsigned int anchor)
{
	if (anchor & AT_FRONT && at)
		return false;
	if (anchor & AT_END && at + len != name.len)
		return false;
	return !(anchor & BEFORE_DIGIT) ||
	       (at + len < name.len && char_is_digit(name.at[at + len]));
}

static bool word_matches(struct span name, struct span word)
{
	unsigned int anchor;

	word = take_anchors(word, &anchor);
	for (size_t i = 0; word.len && i + word.len <= name.len; i++) {
		if (memcmp(name.at + i, word.at, word.len) == 0 &&
		    stands(name, i, word.len, anchor))
			return true;
	}
	return false;
}

bool name_matches(struct span name, const char *words)
{
	struct span in = span_of(words), word;

	while (span_take_word(&in, &word)) {
		if (word_matches(name, word))
			return true;
	}
	return false;
}

void families_init(struct families *f, const struct texts *t)
{
	struct span in = span_of(t->families), word;
	unsigned int anchor, index;

	f->anchors = t->anchors;
	scanner_init(&f->scanner);
	while (span_take_word(&in, &word)) {
		word = take_anchors(word, &anchor);
		index = scanner_add(&f->scanner, word);
		if (index < SCAN_PATTERNS)
			f->anchor[index] = (uint8_t)anchor;
	}
	scanner_ready(&f->scanner);
}

bool families_match(const struct families *f, struct span name)
{
	struct scan scan = scan_begin(name);
	struct scan_hit hit;

	while (scan_next(&f->scanner, &scan, &hit)) {
		if (stands(name, hit.at, f->scanner.pattern[hit.pattern].len,
			   f->anchor[hit.pattern]))
			return true;
	}
	return false;
}
