/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sift - mark the few places of a text where something may stand. */
#include "base/sift.h"

#include <assert.h>
#include <stddef.h>

static_assert(SIFT_WINDOW == 5, "windows_*() have so many places written out");

/* --- odd bytes ------------------------------------------------------------------------ */

/*
 * Kinds of odd bytes, as bits: low[byte & 15] & high[byte >> 4] is the kind.
 *
 *	1  NUL to 31 but for tab, newline, carriage return
 *	2  carriage return, unless another or a newline follows
 *	4  #, where a digit 0 follows
 *	8  \ and &
 *	16 the first byte of a no-break space
 */
static const uint8_t odd_low[16] = {1, 1, 17, 5, 1, 1, 9, 1, 1, 0, 0, 1, 9, 3, 1, 1};
static const uint8_t odd_high[16] = {3, 1, 12, 0, 0, 8, 0, 0, 0, 0, 0, 0, 16};

static bool is_odd(const char *text)
{
	unsigned char c = (unsigned char)*text;

	if (c == '\r')
		return text[1] != '\n' && text[1] != '\r';
	if (c == '#')
		return text[1] == '0';
	return odd_low[c & 15] & odd_high[c >> 4];
}

/* --- on every processor ------------------------------------------------------------ */

void sift_prepare(struct sift_tables *t)
{
	for (unsigned int c = 0; c < 256; c++) {
		t->special[c] = c == '\n' || odd_low[c & 15] & odd_high[c >> 4];
		t->absent[c] = 0;
		for (unsigned int i = 0; i < SIFT_WINDOW; i++) {
			unsigned int buckets = t->low[i][c & 15] & (unsigned int)t->high[i][c >> 4];

			t->absent[c] |= (uint64_t)(~buckets & UINT8_MAX) << 8 * i;
		}
	}
}

unsigned int sift_plain(const struct sift_tables *t, const char *text, unsigned int words,
			uint64_t *marks)
{
	unsigned int newlines = 0;
	uint64_t absent = UINT64_MAX;

	/* Byte SIFT_MARGIN of absent has a 0 for each bucket that has a window
	 * whose bytes are the last ones. */
	for (unsigned int i = 0; i < SIFT_MARGIN; i++)
		absent = absent << 8 | t->absent[(unsigned char)text[i]];
	for (unsigned int w = 0; w < words; w++) {
		uint64_t word = 0;

		for (unsigned int i = 0; i < SIFT_WORD; i++, text++) {
			absent = absent << 8 | t->absent[(unsigned char)text[SIFT_MARGIN]];
			if ((absent >> 8 * SIFT_MARGIN & UINT8_MAX) != UINT8_MAX)
				word |= (uint64_t)1 << i;
			if (!t->special[(unsigned char)*text])
				continue;
			newlines += *text == '\n';
			word |= (uint64_t)is_odd(text) << i;
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

__attribute__((target("ssse3"))) static inline __m128i place_ssse3(__m128i low, __m128i high,
								   const char *text)
{
	const __m128i half = _mm_set1_epi8(15);
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)text);
	__m128i top = _mm_and_si128(_mm_srli_epi16(v, 4), half);

	return _mm_and_si128(_mm_shuffle_epi8(low, _mm_and_si128(v, half)),
			     _mm_shuffle_epi8(high, top));
}

/* Written out, because compilers keep such a loop and its tables in memory. */
__attribute__((target("ssse3"))) static inline __m128i windows_ssse3(const __m128i *low,
								     const __m128i *high,
								     const char *text)
{
	__m128i a = place_ssse3(low[0], high[0], text);
	__m128i b = place_ssse3(low[1], high[1], text + 1);
	__m128i c = place_ssse3(low[2], high[2], text + 2);
	__m128i d = place_ssse3(low[3], high[3], text + 3);
	__m128i e = place_ssse3(low[4], high[4], text + 4);

	return _mm_and_si128(_mm_and_si128(_mm_and_si128(a, b), _mm_and_si128(c, d)), e);
}

/* Not 0 where a byte is odd. */
__attribute__((target("ssse3"))) static inline __m128i odd_ssse3(const char *text)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)text);
	__m128i next = _mm_loadu_si128((const __m128i *)(const void *)(text + 1));
	__m128i cr = _mm_set1_epi8('\r'), nl = _mm_set1_epi8('\n');
	__m128i ends = _mm_or_si128(_mm_cmpeq_epi8(next, nl), _mm_cmpeq_epi8(next, cr));
	__m128i zero = _mm_cmpeq_epi8(next, _mm_set1_epi8('0'));
	__m128i fine = _mm_or_si128(_mm_and_si128(ends, _mm_cmpeq_epi8(v, cr)),
				    _mm_andnot_si128(zero, _mm_cmpeq_epi8(v, _mm_set1_epi8('#'))));

	return _mm_andnot_si128(
		fine, place_ssse3(_mm_loadu_si128((const __m128i *)(const void *)odd_low),
				  _mm_loadu_si128((const __m128i *)(const void *)odd_high), text));
}

__attribute__((target("ssse3"))) static unsigned int sift_ssse3(const struct sift_tables *t,
								const char *text,
								unsigned int words, uint64_t *marks)
{
	const __m128i zero = _mm_setzero_si128();
	__m128i low[SIFT_WINDOW], high[SIFT_WINDOW], newlines = zero;

	for (unsigned int i = 0; i < SIFT_WINDOW; i++) {
		low[i] = _mm_loadu_si128((const __m128i *)(const void *)t->low[i]);
		high[i] = _mm_loadu_si128((const __m128i *)(const void *)t->high[i]);
	}
	for (unsigned int w = 0; w < words; w++) {
		uint64_t clear = 0;

		for (unsigned int i = 0; i < SIFT_WORD; i += 16, text += 16) {
			__m128i v = _mm_loadu_si128((const __m128i *)(const void *)text);
			__m128i newline = _mm_cmpeq_epi8(v, _mm_set1_epi8('\n'));
			__m128i mark =
				_mm_or_si128(windows_ssse3(low, high, text), odd_ssse3(text));
			__m128i none = _mm_cmpeq_epi8(mark, zero);

			newlines = _mm_add_epi64(newlines,
						 _mm_sad_epu8(_mm_sub_epi8(zero, newline), zero));
			clear |= (uint64_t)(uint16_t)_mm_movemask_epi8(none) << i;
		}
		marks[w] = ~clear;
	}
	newlines = _mm_add_epi64(newlines, _mm_unpackhi_epi64(newlines, newlines));
	return (unsigned int)_mm_cvtsi128_si32(newlines);
}

/* The same, 32 bytes at a time. */
__attribute__((target("avx2"))) static inline __m256i place_avx2(__m256i low, __m256i high,
								 const char *text)
{
	const __m256i half = _mm256_set1_epi8(15);
	__m256i v = _mm256_loadu_si256((const __m256i *)(const void *)text);
	__m256i top = _mm256_and_si256(_mm256_srli_epi16(v, 4), half);

	return _mm256_and_si256(_mm256_shuffle_epi8(low, _mm256_and_si256(v, half)),
				_mm256_shuffle_epi8(high, top));
}

__attribute__((target("avx2"))) static inline __m256i windows_avx2(const __m256i *low,
								   const __m256i *high,
								   const char *text)
{
	__m256i a = place_avx2(low[0], high[0], text);
	__m256i b = place_avx2(low[1], high[1], text + 1);
	__m256i c = place_avx2(low[2], high[2], text + 2);
	__m256i d = place_avx2(low[3], high[3], text + 3);
	__m256i e = place_avx2(low[4], high[4], text + 4);

	return _mm256_and_si256(_mm256_and_si256(_mm256_and_si256(a, b), _mm256_and_si256(c, d)),
				e);
}

__attribute__((target("avx2"))) static inline __m256i odd_avx2(const char *text)
{
	__m256i v = _mm256_loadu_si256((const __m256i *)(const void *)text);
	__m256i next = _mm256_loadu_si256((const __m256i *)(const void *)(text + 1));
	__m256i cr = _mm256_set1_epi8('\r'), nl = _mm256_set1_epi8('\n');
	__m256i ends = _mm256_or_si256(_mm256_cmpeq_epi8(next, nl), _mm256_cmpeq_epi8(next, cr));
	__m256i zero = _mm256_cmpeq_epi8(next, _mm256_set1_epi8('0'));
	__m256i fine = _mm256_or_si256(
		_mm256_and_si256(ends, _mm256_cmpeq_epi8(v, cr)),
		_mm256_andnot_si256(zero, _mm256_cmpeq_epi8(v, _mm256_set1_epi8('#'))));

	return _mm256_andnot_si256(
		fine, place_avx2(_mm256_broadcastsi128_si256(
					 _mm_loadu_si128((const __m128i *)(const void *)odd_low)),
				 _mm256_broadcastsi128_si256(
					 _mm_loadu_si128((const __m128i *)(const void *)odd_high)),
				 text));
}

__attribute__((target("avx2"))) static unsigned int sift_avx2(const struct sift_tables *t,
							      const char *text, unsigned int words,
							      uint64_t *marks)
{
	const __m256i zero = _mm256_setzero_si256();
	__m256i low[SIFT_WINDOW], high[SIFT_WINDOW], newlines = zero;
	__m128i sum;

	for (unsigned int i = 0; i < SIFT_WINDOW; i++) {
		low[i] = _mm256_broadcastsi128_si256(
			_mm_loadu_si128((const __m128i *)(const void *)t->low[i]));
		high[i] = _mm256_broadcastsi128_si256(
			_mm_loadu_si128((const __m128i *)(const void *)t->high[i]));
	}
	for (unsigned int w = 0; w < words; w++) {
		uint64_t clear = 0;

		for (unsigned int i = 0; i < SIFT_WORD; i += 32, text += 32) {
			__m256i v = _mm256_loadu_si256((const __m256i *)(const void *)text);
			__m256i newline = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\n'));
			__m256i mark =
				_mm256_or_si256(windows_avx2(low, high, text), odd_avx2(text));
			__m256i none = _mm256_cmpeq_epi8(mark, zero);

			newlines = _mm256_add_epi64(
				newlines, _mm256_sad_epu8(_mm256_sub_epi8(zero, newline), zero));
			clear |= (uint64_t)(uint32_t)_mm256_movemask_epi8(none) << i;
		}
		marks[w] = ~clear;
	}
	sum = _mm_add_epi64(_mm256_castsi256_si128(newlines),
			    _mm256_extracti128_si256(newlines, 1));
	sum = _mm_add_epi64(sum, _mm_unpackhi_epi64(sum, sum));
	return (unsigned int)_mm_cvtsi128_si32(sum);
}

/* Not __builtin_cpu_supports(): that puts all of its questions to the processor
 * before main(), in every run. */
static bool has_ssse3(void)
{
	unsigned int a, b, c, d;

	return __get_cpuid(1, &a, &b, &c, &d) && c & bit_SSSE3;
}

/* The kernel, too, must save the registers: bits 1 and 2 of XCR0. */
static bool has_avx2(void)
{
	unsigned int a, b, c, d, low, high;

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE))
		return false;
	__asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return (low & 6) == 6 && __get_cpuid_count(7, 0, &a, &b, &c, &d) && b & bit_AVX2;
}
#define WAYS {"avx2", has_avx2, sift_avx2}, {"ssse3", has_ssse3, sift_ssse3},

/* --- arm64: every processor has these -------------------------------------------------- */

#elif defined(__aarch64__) && defined(__ARM_NEON) && !defined(KD_PLAIN)
#include <arm_neon.h>

static inline uint8x16_t place_neon(uint8x16_t low, uint8x16_t high, const uint8_t *text)
{
	uint8x16_t v = vld1q_u8(text);

	return vandq_u8(vqtbl1q_u8(low, vandq_u8(v, vdupq_n_u8(15))),
			vqtbl1q_u8(high, vshrq_n_u8(v, 4)));
}

static inline uint8x16_t windows_neon(const uint8x16_t *low, const uint8x16_t *high,
				      const uint8_t *text)
{
	uint8x16_t a = place_neon(low[0], high[0], text);
	uint8x16_t b = place_neon(low[1], high[1], text + 1);
	uint8x16_t c = place_neon(low[2], high[2], text + 2);
	uint8x16_t d = place_neon(low[3], high[3], text + 3);
	uint8x16_t e = place_neon(low[4], high[4], text + 4);

	return vandq_u8(vandq_u8(vandq_u8(a, b), vandq_u8(c, d)), e);
}

static inline uint8x16_t odd_neon(const uint8_t *text)
{
	uint8x16_t v = vld1q_u8(text), next = vld1q_u8(text + 1);
	uint8x16_t cr = vdupq_n_u8('\r'), nl = vdupq_n_u8('\n');
	uint8x16_t ends = vorrq_u8(vceqq_u8(next, nl), vceqq_u8(next, cr));
	uint8x16_t zero = vceqq_u8(next, vdupq_n_u8('0'));
	uint8x16_t fine = vorrq_u8(vandq_u8(ends, vceqq_u8(v, cr)),
				   vbicq_u8(vceqq_u8(v, vdupq_n_u8('#')), zero));

	return vbicq_u8(place_neon(vld1q_u8(odd_low), vld1q_u8(odd_high), text), fine);
}

/* One bit for each byte that is not 0. */
static inline uint16_t bits_neon(uint8x16_t v)
{
	static const uint8_t bit[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
	uint8x16_t set = vandq_u8(vtstq_u8(v, v), vld1q_u8(bit));

	return (uint16_t)(vaddv_u8(vget_low_u8(set)) | vaddv_u8(vget_high_u8(set)) << 8);
}

static unsigned int sift_neon(const struct sift_tables *t, const char *text, unsigned int words,
			      uint64_t *marks)
{
	const uint8_t *at = (const uint8_t *)text;
	uint8x16_t low[SIFT_WINDOW], high[SIFT_WINDOW];
	uint16x8_t newlines = vdupq_n_u16(0);

	for (unsigned int i = 0; i < SIFT_WINDOW; i++) {
		low[i] = vld1q_u8(t->low[i]);
		high[i] = vld1q_u8(t->high[i]);
	}
	for (unsigned int w = 0; w < words; w++) {
		marks[w] = 0;
		for (unsigned int i = 0; i < SIFT_WORD; i += 16, at += 16) {
			uint8x16_t newline = vceqq_u8(vld1q_u8(at), vdupq_n_u8('\n'));
			uint8x16_t mark = vorrq_u8(windows_neon(low, high, at), odd_neon(at));

			newlines = vpadalq_u8(newlines, vshrq_n_u8(newline, 7));
			if (vmaxvq_u8(mark))
				marks[w] |= (uint64_t)bits_neon(mark) << i;
		}
	}
	return vaddvq_u16(newlines);
}
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
