/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sift - mark the few places of a text where something may stand. */
#include "base/sift.h"

#include <assert.h>
#include <stddef.h>

/* --- odd bytes ------------------------------------------------------------------------ */

/*
 * Kinds of odd bytes, as bits: low[byte & 15] & high[byte >> 4] is the kind.
 *
 *	1   NUL to 15 but for tab, newline, carriage return
 *	64  16 to 31
 *	2   carriage return
 *	4   #
 *	8   backslash
 *	32  &
 *	16  the first byte of a no-break space
 *	128 a newline, which is none: only where it is asked for in odd_low[] too
 */
#define NEWLINE 128
static const uint8_t odd_low[16] = {65, 65, 81, 69, 65, 65, 97, 65, 65, 64, 64, 65, 73, 66, 65, 65};
static const uint8_t odd_high[16] = {[0] = 3 | NEWLINE, [1] = 64, [2] = 36, [5] = 8, [12] = 16};

/* A byte of each kind, from that of 1 to that of 64. */
static const char odd_bytes[7] = {0, '\r', '#', '\\', '\xc2', '&', 16};

bool sift_is_odd(const char *text)
{
	unsigned char c = (unsigned char)text[0], next = (unsigned char)text[1];

	switch (c) {
	case '\r':
		return next != '\n' && next != '\r';
	case '#':
		return next == '0';
	case '\\':
		return next == 'x' || next == '0';
	case '&':
		return next == '#' || (next >= 'a' && next <= 'z');
	case 0xc2:
		return next == 0xa0;
	default:
		return odd_low[c & 15] & odd_high[c >> 4];
	}
}

/* --- on every processor ------------------------------------------------------------ */

/* The buckets that have a window with this byte at place i. */
static uint8_t buckets_of(const struct sift_set *t, unsigned int i, unsigned int c)
{
	uint8_t buckets = c < 128 ? t->low[i][c & 15] : 0;

	if (i == 0 || i == 2)
		buckets &= t->high[i / 2][c >> 4];
	return i == SIFT_WINDOW - 1 ? buckets | t->any : buckets;
}

static void prepare_set(struct sift_set *t)
{
	for (unsigned int i = 0; i < sizeof(t->six[0]); i++)
		t->six[SIFT_WINDOW - 1][i] |= t->any;
	for (unsigned int c = 0; c < 256; c++) {
		t->absent[c] = 0;
		for (unsigned int i = SIFT_WINDOW; i-- > 0;)
			t->absent[c] = t->absent[c] << 8 | (uint8_t)~buckets_of(t, i, c);
	}
}

void sift_prepare(struct sift_tables *t)
{
	for (unsigned int i = 0; i < SIFT_SETS; i++)
		prepare_set(&t->set[i]);
	for (unsigned int c = 0; c < 256; c++) {
		t->odd[c] = odd_low[c & 15] & odd_high[c >> 4];
		t->odd_before[c] = 0;
		for (unsigned int i = 0; i < sizeof(odd_bytes); i++) {
			const char text[2] = {odd_bytes[i], (char)c};

			t->odd_before[c] |= (uint8_t)(sift_is_odd(text) << i);
		}
	}
	t->odd['\n'] = NEWLINE;
}

unsigned int sift_plain(const struct sift_tables *t, const char *text, unsigned int words,
			uint64_t *marks)
{
	const uint64_t *absent0 = t->set[0].absent, *absent1 = t->set[1].absent;
	const unsigned int last = 8 * SIFT_MARGIN;
	unsigned int newlines = 0;
	uint64_t a0 = UINT64_MAX, a1 = UINT64_MAX;

	/* From last on, they have a 0 for each bucket with a window whose bytes are
	 * the last ones. */
	for (unsigned int i = 0; i < SIFT_MARGIN; i++) {
		a0 = a0 << 8 | absent0[(unsigned char)text[i]];
		a1 = a1 << 8 | absent1[(unsigned char)text[i]];
	}
	for (unsigned int w = 0; w < words; w++) {
		uint64_t word = 0;

		for (unsigned int i = 0; i < SIFT_WORD; i++, text++) {
			a0 = a0 << 8 | absent0[(unsigned char)text[SIFT_MARGIN]];
			a1 = a1 << 8 | absent1[(unsigned char)text[SIFT_MARGIN]];
			if ((uint8_t) ~((a0 & a1) >> last))
				word |= (uint64_t)1 << i;
			if (*text == '\n')
				newlines++;
			else if (t->odd[(unsigned char)*text])
				word |= (uint64_t)1 << i;
		}
		marks[w] = word;
	}
	return newlines;
}

static bool always(void)
{
	return true;
}

/* --- x86 ------------------------------------------------------------------------------ */

#if defined(__x86_64__) && !defined(KD_PLAIN)
#include <cpuid.h>
#include <immintrin.h>

#define VBMI		    __attribute__((target("avx512vbmi,popcnt")))
#define FOUR_TIMES(at)	    _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)(at)))
#define AND3(a, b, c)	    _mm512_ternarylogic_epi64(a, b, c, 0x80)
#define LOOK_VBMI(table, v) _mm512_permutexvar_epi8(v, _mm512_loadu_si512(table))

/* Places where a window of this set may begin, by six bits. */
VBMI static inline __m512i pass_vbmi(const struct sift_set *t, __m512i v0, __m512i v1, __m512i v2,
				     __m512i v3, __m512i v4)
{
	__m512i first =
		AND3(LOOK_VBMI(t->six[0], v0), LOOK_VBMI(t->six[1], v1), LOOK_VBMI(t->six[2], v2));

	return AND3(first, LOOK_VBMI(t->six[3], v3), LOOK_VBMI(t->six[4], v4));
}

/* Load once: nearly all of these lie across cache lines, and gcc would repeat them. */
VBMI static inline __m512i load_vbmi(const char *text)
{
	__m512i v = _mm512_loadu_si512(text);

	__asm__("" : "+v"(v));
	return v;
}

/* The processor's port for shuffles is what this waits for: newlines are told by the
 * shuffles for odd bytes too.  These look at four bits of the six. */
VBMI static unsigned int sift_vbmi(const struct sift_tables *t, const char *text,
				   unsigned int words, uint64_t *restrict marks)
{
	const __m512i high = FOUR_TIMES(odd_high);
	const __m512i low =
		_mm512_mask_set1_epi8(FOUR_TIMES(odd_low), 0x0400040004000400, (char)NEWLINE);
	unsigned int newlines = 0;

	for (; words; words--, text += SIFT_WORD) {
		__m512i v0 = load_vbmi(text), v1 = load_vbmi(text + 1), v2 = load_vbmi(text + 2);
		__m512i v3 = load_vbmi(text + 3), v4 = load_vbmi(text + 4);
		__m512i odd =
			_mm512_and_si512(_mm512_permutexvar_epi8(v0, low),
					 _mm512_permutexvar_epi8(_mm512_srli_epi16(v0, 4), high));
		__m512i some = pass_vbmi(&t->set[0], v0, v1, v2, v3, v4);
		__m512i more = pass_vbmi(&t->set[1], v0, v1, v2, v3, v4);

		newlines += (unsigned int)_mm_popcnt_u64(_mm512_movepi8_mask(odd));
		odd = _mm512_andnot_si512(_mm512_set1_epi8((char)NEWLINE), odd);
		some = _mm512_or_si512(_mm512_or_si512(some, more), odd);
		*marks++ = _mm512_test_epi8_mask(some, some);
	}
	return newlines;
}

#define NAME(x)	       x##_avx512
#define TARGET	       __attribute__((target("avx512bw")))
#define V	       __m512i
#define WIDTH	       64
#define LOAD(at)       _mm512_loadu_si512(at)
#define TABLE(at)      _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)(at)))
#define SET(c)	       _mm512_set1_epi8(c)
#define AND(a, b)      _mm512_and_si512(a, b)
#define OR(a, b)       _mm512_or_si512(a, b)
#define COUNT(n, a, b) _mm512_mask_add_epi8(n, _mm512_cmpeq_epi8_mask(a, b), n, SET(1))
#define HIGH(v)	       AND(_mm512_srli_epi16(v, 4), SET(15))
#define LOOK(t, v)     _mm512_shuffle_epi8(t, v)
#define BITS(v)	       _mm512_test_epi8_mask(v, v)
#define SUM(v)	       (unsigned int)_mm512_reduce_add_epi64(_mm512_sad_epu8(v, SET(0)))
#include "base/sift_vector.h"

#define NAME(x)	       x##_avx2
#define TARGET	       __attribute__((target("avx2")))
#define V	       __m256i
#define WIDTH	       32
#define LOAD(at)       _mm256_loadu_si256((const V *)(const void *)(at))
#define TABLE(at)      _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)(at)))
#define SET(c)	       _mm256_set1_epi8(c)
#define AND(a, b)      _mm256_and_si256(a, b)
#define OR(a, b)       _mm256_or_si256(a, b)
#define COUNT(n, a, b) _mm256_sub_epi8(n, _mm256_cmpeq_epi8(a, b))
#define HIGH(v)	       AND(_mm256_srli_epi16(v, 4), SET(15))
#define LOOK(t, v)     _mm256_shuffle_epi8(t, v)
#define BITS(v)	       (uint32_t) ~_mm256_movemask_epi8(_mm256_cmpeq_epi8(v, SET(0)))
#define SUM(v)	       sum_avx2(v)

TARGET static unsigned int sum_avx2(V v)
{
	V sums = _mm256_sad_epu8(v, SET(0));
	__m128i sum =
		_mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));

	return (unsigned int)_mm_cvtsi128_si32(_mm_add_epi64(sum, _mm_unpackhi_epi64(sum, sum)));
}
#include "base/sift_vector.h"

#define NAME(x)	       x##_ssse3
#define TARGET	       __attribute__((target("ssse3")))
#define V	       __m128i
#define WIDTH	       16
#define LOAD(at)       _mm_loadu_si128((const V *)(const void *)(at))
#define TABLE(at)      LOAD(at)
#define SET(c)	       _mm_set1_epi8(c)
#define AND(a, b)      _mm_and_si128(a, b)
#define OR(a, b)       _mm_or_si128(a, b)
#define COUNT(n, a, b) _mm_sub_epi8(n, _mm_cmpeq_epi8(a, b))
#define HIGH(v)	       AND(_mm_srli_epi16(v, 4), SET(15))
#define LOOK(t, v)     _mm_shuffle_epi8(t, v)
#define BITS(v)	       (uint16_t) ~_mm_movemask_epi8(_mm_cmpeq_epi8(v, SET(0)))
#define SUM(v)	       sum_ssse3(v)

TARGET static unsigned int sum_ssse3(V v)
{
	V sum = _mm_sad_epu8(v, SET(0));

	return (unsigned int)_mm_cvtsi128_si32(_mm_add_epi64(sum, _mm_unpackhi_epi64(sum, sum)));
}
#include "base/sift_vector.h"

/* Not __builtin_cpu_supports(): that puts all of its questions to the processor
 * before main(), in every run. */
static bool has_ssse3(void)
{
	unsigned int a, b, c, d;

	return __get_cpuid(1, &a, &b, &c, &d) && c & bit_SSSE3;
}

/* Does the processor have these features of leaf 7, by the register that tells them, and
 * does the kernel save these registers, bits of XCR0? */
static bool has_wide(unsigned int in_b, unsigned int in_c, unsigned int registers)
{
	unsigned int a, b, c, d, low, high;

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE))
		return false;
	__asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return (low & registers) == registers && __get_cpuid_count(7, 0, &a, &b, &c, &d) &&
	       (b & in_b) == in_b && (c & in_c) == in_c;
}

static bool has_avx2(void)
{
	return has_wide(bit_AVX2, 0, 0x06);
}

static bool has_avx512(void)
{
	return has_wide(bit_AVX512BW, 0, 0xe6);
}

static bool has_vbmi(void)
{
	return has_wide(bit_AVX512BW, bit_AVX512VBMI, 0xe6);
}
#define WAYS                                                                                       \
	{"vbmi", has_vbmi, sift_vbmi}, {"avx512", has_avx512, sift_avx512},                        \
		{"avx2", has_avx2, sift_avx2}, {"ssse3", has_ssse3, sift_ssse3},

/* --- arm64: every processor has these -------------------------------------------------- */

#elif defined(__aarch64__) && defined(__ARM_NEON) && !defined(KD_PLAIN)
#include <arm_neon.h>

#define NAME(x) x##_neon
#define TARGET
#define V	       uint8x16_t
#define WIDTH	       16
#define LOAD(at)       vld1q_u8((const uint8_t *)(at))
#define TABLE(at)      LOAD(at)
#define SET(c)	       vdupq_n_u8(c)
#define AND(a, b)      vandq_u8(a, b)
#define OR(a, b)       vorrq_u8(a, b)
#define COUNT(n, a, b) vsubq_u8(n, vceqq_u8(a, b))
#define HIGH(v)	       vshrq_n_u8(v, 4)
#define LOOK(t, v)     vqtbl1q_u8(t, vandq_u8(v, vdupq_n_u8(0x8f)))
#define BITS(v)	       bits_neon(v)
#define SUM(v)	       vaddlvq_u8(v)

static inline uint16_t bits_neon(V v)
{
	static const uint8_t bit[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
	V set = AND(vtstq_u8(v, v), LOAD(bit));

	if (!vmaxvq_u8(v))
		return 0;
	return (uint16_t)(vaddv_u8(vget_low_u8(set)) | vaddv_u8(vget_high_u8(set)) << 8);
}
#include "base/sift_vector.h"

#define WAYS {"neon", always, sift_neon},
#endif

#ifndef WAYS
#define WAYS
#endif

const struct sift_way sift_ways[] = {WAYS{"plain", always, sift_plain}};

sift_function *sift_fastest(void)
{
	const struct sift_way *way = sift_ways;

	while (!way->usable())
		way++;
	return way->run;
}
