/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sift_vector - one sift function, for the instruction set described by:
 *
 *	NAME(x)        x with the set's name behind it
 *	TARGET         attribute of its functions
 *	V, WIDTH       the vector type and its bytes
 *	LOAD(at)       WIDTH bytes, STORE(at, v); TABLE(at): 16 bytes, repeated where V is wider
 *	SET(c)         all bytes c
 *	AND(a, b), OR(a, b)
 *	COUNT(n, a, b) n, each byte 1 more where those of a and b are equal
 *	HIGH(v)        the high half of each byte
 *	LOOK(t, v)     byte v of the table t, for v from 0 to 15
 *	BITS(v)        one bit for each byte that is not 0
 *	SUM(v)         all bytes added up
 *
 * Not a header to include for its declarations: sift.c includes it once for each
 * set.  Loops over places are written out, because compilers keep such loops and
 * their tables in memory.
 */
static_assert(SIFT_WINDOW == 4 && SIFT_SETS == 2, "the places and sets are written out");

/* Low and high halves of the bytes at one place of the windows. */
struct NAME(halves) {
	V low, high;
};

TARGET static inline V NAME(look)(struct NAME(halves) h, V low, V high)
{
	return AND(LOOK(low, h.low), LOOK(high, h.high));
}

/* Halves are looked up four times each, so they are made once, and read again
 * from memory one byte further on. */
struct NAME(text) {
	char low[SIFT_WORD * SIFT_WORDS + WIDTH], high[SIFT_WORD * SIFT_WORDS + WIDTH];
};

TARGET static inline V NAME(split)(struct NAME(text) * t, const char *text, size_t size)
{
	V newlines = SET(0);

	for (size_t i = 0; i < size; i += WIDTH) {
		V v = LOAD(text + i);

		STORE(t->low + i, AND(v, SET(15)));
		STORE(t->high + i, HIGH(v));
		newlines = COUNT(newlines, v, SET('\n'));
	}
	for (size_t i = 0; i < SIFT_MARGIN; i++) {
		t->low[size + i] = text[size + i] & 15;
		t->high[size + i] = text[size + i] >> 4 & 15;
	}
	return newlines;
}

TARGET static inline struct NAME(halves) NAME(halves_at)(const struct NAME(text) * t, size_t i)
{
	return (struct NAME(halves)){LOAD(t->low + i), LOAD(t->high + i)};
}

TARGET static unsigned int NAME(sift)(const struct sift_tables *t, const char *text,
				      unsigned int words, uint64_t *marks)
{
	V low[SIFT_SETS][SIFT_WINDOW], high[SIFT_SETS][SIFT_WINDOW], newlines;
	struct NAME(text) halves;

	for (unsigned int set = 0; set < SIFT_SETS; set++) {
		for (unsigned int i = 0; i < SIFT_WINDOW; i++) {
			low[set][i] = TABLE(t->low[set][i]);
			high[set][i] = TABLE(t->high[set][i]);
		}
	}
	newlines = NAME(split)(&halves, text, words * SIFT_WORD);
	for (size_t at = 0; at < words * SIFT_WORD; marks++) {
		uint64_t word = 0;

		for (unsigned int i = 0; i < SIFT_WORD; i += WIDTH, at += WIDTH) {
			struct NAME(halves) a = NAME(halves_at)(&halves, at);
			struct NAME(halves) b = NAME(halves_at)(&halves, at + 1);
			struct NAME(halves) c = NAME(halves_at)(&halves, at + 2);
			struct NAME(halves) d = NAME(halves_at)(&halves, at + 3);
			V odd = NAME(look)(a, TABLE(odd_low), TABLE(odd_high));
			V first = AND(AND(NAME(look)(a, low[0][0], high[0][0]),
					  NAME(look)(b, low[0][1], high[0][1])),
				      AND(NAME(look)(c, low[0][2], high[0][2]),
					  NAME(look)(d, low[0][3], high[0][3])));
			V second = AND(AND(NAME(look)(a, low[1][0], high[1][0]),
					   NAME(look)(b, low[1][1], high[1][1])),
				       AND(NAME(look)(c, low[1][2], high[1][2]),
					   NAME(look)(d, low[1][3], high[1][3])));

			word |= (uint64_t)BITS(OR(OR(first, second), odd)) << i;
		}
		*marks = word;
	}
	return SUM(newlines);
}

#undef NAME
#undef TARGET
#undef V
#undef WIDTH
#undef LOAD
#undef STORE
#undef TABLE
#undef SET
#undef AND
#undef OR
#undef COUNT
#undef HIGH
#undef LOOK
#undef BITS
#undef SUM
