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
static_assert(SIFT_WINDOW == 5 && SIFT_SETS == 2, "places and sets are written out");

/* The places where a window of this set may begin. */
TARGET static inline V NAME(pass)(const struct sift_set *t, V v0, V high0, V v1, V v2, V high2,
				  V v3, V v4)
{
	V first = AND(AND(LOOK(TABLE(t->low[0]), v0), LOOK(TABLE(t->high[0]), high0)),
		      LOOK(TABLE(t->low[1]), v1));
	V middle = AND(LOOK(TABLE(t->low[2]), v2), LOOK(TABLE(t->high[1]), high2));
	V last = AND(LOOK(TABLE(t->low[3]), v3), OR(LOOK(TABLE(t->low[4]), v4), SET((char)t->any)));

	return AND(AND(first, middle), last);
}

TARGET static unsigned int NAME(sift)(const struct sift_tables *t, const char *text,
				      unsigned int words, uint64_t *marks)
{
	V newlines = SET(0);

	for (; words; words--, marks++) {
		uint64_t word = 0;

		for (unsigned int i = 0; i < SIFT_WORD; i += WIDTH, text += WIDTH) {
			V v0 = LOAD(text), v1 = LOAD(text + 1), v2 = LOAD(text + 2);
			V v3 = LOAD(text + 3), v4 = LOAD(text + 4);
			V high0 = HIGH(v0), high2 = HIGH(v2);
			V odd = AND(LOOK(TABLE(odd_low), AND(v0, SET(15))),
				    LOOK(TABLE(odd_high), high0));
			V some = NAME(pass)(&t->set[0], v0, high0, v1, v2, high2, v3, v4);
			V more = NAME(pass)(&t->set[1], v0, high0, v1, v2, high2, v3, v4);

			word |= (uint64_t)BITS(OR(OR(some, more), odd)) << i;
			newlines = COUNT(newlines, v0, SET('\n'));
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
