/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sift_vector - one sift function, for the instruction set described by:
 *
 *	NAME(x)        x with the set's name behind it
 *	TARGET         attribute of its functions
 *	V, WIDTH       the vector type and its bytes
 *	LOAD(at)       WIDTH bytes; TABLE(at): 16 bytes, repeated where V is wider
 *	SET(c)         all bytes c
 *	AND(a, b), OR(a, b)
 *	COUNT(n, a, b) n, each byte 1 more where those of a and b are equal
 *	HIGH(v)        the high half of each byte
 *	LOOK(t, v)     byte v % 16 of the table t where v < 128, 0 elsewhere
 *	BITS(v)        one bit for each byte that is not 0
 *	SUM(v)         all bytes added up
 *
 * Not a header to include for its declarations: sift.c includes it once for each
 * set.  Loops over places are written out, because compilers keep such loops and
 * their tables in memory.
 */
static_assert(SIFT_WINDOW == 5, "the places are written out");

TARGET static unsigned int NAME(sift)(const struct sift_tables *t, const char *text,
				      unsigned int words, uint64_t *marks)
{
	const V low0 = TABLE(t->low[0]), low1 = TABLE(t->low[1]), low2 = TABLE(t->low[2]);
	const V low3 = TABLE(t->low[3]), low4 = TABLE(t->low[4]), any = SET((char)t->any);
	const V high0 = TABLE(t->high[0]), high2 = TABLE(t->high[1]);
	V newlines = SET(0);

	for (; words; words--, marks++) {
		uint64_t word = 0;

		for (unsigned int i = 0; i < SIFT_WORD; i += WIDTH, text += WIDTH) {
			V v = LOAD(text), third = LOAD(text + 2), high = HIGH(v);
			V odd = AND(LOOK(TABLE(odd_low), AND(v, SET(15))),
				    LOOK(TABLE(odd_high), high));
			V first = AND(AND(LOOK(low0, v), LOOK(high0, high)),
				      LOOK(low1, LOAD(text + 1)));
			V middle = AND(LOOK(low2, third), LOOK(high2, HIGH(third)));
			V last = AND(LOOK(low3, LOAD(text + 3)),
				     OR(LOOK(low4, LOAD(text + 4)), any));

			word |= (uint64_t)BITS(OR(AND(AND(first, middle), last), odd)) << i;
			newlines = COUNT(newlines, v, SET('\n'));
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
#undef TABLE
#undef SET
#undef AND
#undef OR
#undef COUNT
#undef HIGH
#undef LOOK
#undef BITS
#undef SUM
