/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unit tests of known bugs: inflate against zlib's own, and which versions have a bug. */
#include "verdict/bugs.h"

#include <stdlib.h>
#include <zlib.h>

#include "base/crc.h"
#include "base/inflate.h"
#include "check.h"

/* --- inflate ------------------------------------------------------------------------- */

enum { SIZE = 4096 };

/* Text of some sort: short words repeat, and every byte occurs. */
static void make_text(char *text, unsigned int seed)
{
	srand(seed);
	for (size_t i = 0; i < SIZE; i++)
		text[i] = (char)(seed % 3 == 0 ? rand() : seed % 3 == 1 ? rand() % 4 + 'a' : 'x');
	for (size_t i = 0; seed % 2 && i + 64 < SIZE; i += 64)
		memmove(text + i, text + (size_t)rand() % (i + 1), 32);
}

static void test_inflate_is_the_inverse_of_deflate(void)
{
	static const int strategies[] = {Z_DEFAULT_STRATEGY, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED};
	char text[SIZE], back[SIZE];
	Bytef packed[SIZE * 2];

	for (unsigned int seed = 0; seed < 240; seed++) {
		z_stream z = {0};
		size_t len = seed % 7 ? SIZE - seed : seed, got;
		int level = (int)(seed % 10), strategy = strategies[seed / 10 % 4];

		make_text(text, seed);
		CHECK(deflateInit2(&z, level, Z_DEFLATED, 9 + (int)(seed % 7), 8, strategy) ==
		      Z_OK);
		z.next_in = (Bytef *)text;
		z.avail_in = (uInt)len;
		z.next_out = packed;
		z.avail_out = sizeof(packed);
		CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
		CHECK(deflateEnd(&z) == Z_OK);
		CHECK(inflate_all((struct span){(char *)packed, z.total_out}, back, SIZE, &got) &&
		      got == len && memcmp(text, back, len) == 0);
		CHECK(!inflate_all((struct span){(char *)packed, z.total_out - 1}, back, SIZE,
				   &got));
		CHECK(!len || !inflate_all((struct span){(char *)packed, z.total_out}, back,
					   len - 1, &got));
	}
}

/* Every single bit that is wrong is seen, but for those that only fill the last byte of
 * the text; and nothing is written beyond the end. */
static void test_inflate_sees_damage(void)
{
	char text[SIZE], back[SIZE + 1];
	Bytef packed[SIZE * 2];
	uLongf len = sizeof(packed);
	size_t got;

	make_text(text, 7);
	CHECK(compress(packed, &len, (Bytef *)text, 600) == Z_OK);
	back[600] = '!';
	for (size_t bit = 0; bit < len * 8; bit++) {
		packed[bit / 8] ^= (Bytef)(1u << bit % 8);
		if (inflate_all((struct span){(char *)packed, len}, back, 600, &got)) {
			CHECK(bit / 8 == len - 5);
			CHECK(got == 600 && memcmp(text, back, 600) == 0);
		}
		packed[bit / 8] ^= (Bytef)(1u << bit % 8);
	}
	CHECK(back[600] == '!');
}

/* --- a table of one row -------------------------------------------------------------------- */

struct table {
	uint8_t bytes[1024];
	size_t len;
};

static void put(struct table *t, uint32_t value, unsigned int bytes)
{
	for (; bytes--; value >>= 8)
		t->bytes[t->len++] = (uint8_t)value;
}

/* The table of this row, with its first name as the key. */
static void make_table(struct table *t, const char *row, const char *name)
{
	uLongf len = 600;

	t->len = 0;
	put(t, 0x55424 << 12 | 0x44b, 4); /* "KDBU" */
	put(t, 0x00315347, 4);		  /* "GS1" */
	for (int i = 0; i < 4; i++)
		put(t, 1, 4);
	put(t, crc32_of(0, (struct span){(char *)t->bytes, t->len}), 4);
	put(t, 0, 4);
	put(t, 1, 4);
	put(t, crc32_of(0, span_of(name)), 4);
	put(t, 0, 4);
	put(t, (uint32_t)t->len + 8, 4);
	CHECK(compress(t->bytes + t->len + 4, &len, (const Bytef *)row, strlen(row)) == Z_OK);
	put(t, (uint32_t)(t->len + 4 + len), 4);
	t->len += len;
}

static bool read_at(void *context, uint64_t at, void *to, size_t len, struct error *e)
{
	const struct table *t = context;

	if (at > t->len || len > t->len - at) {
		error_set(e, "it ends too early");
		return false;
	}
	memcpy(to, t->bytes + at, len);
	return true;
}

static struct bugs scratch;
static struct event root;

static const struct known_bug *find(struct table *t, const char *release, const char *build)
{
	static struct known_bugs found;
	const struct bugs_table table = {read_at, t};
	struct verdict v = {.root = &root, .release = release, .build = build};
	struct error e;

	release_parse(&v.kernel, span_of(release), span_of(build));
	v.distribution = v.kernel.of;
	CHECK(bugs_find(&found, &scratch, &v, &table, &e));
	return found.count ? &found.list[0] : NULL;
}

/* --- versions ------------------------------------------------------------------------------ */

#define RANGES "4.19:5.10.209,6.1.79,6.8;4.14.189:4.14.231;2.6.32.5:2.6.32.61"

static void test_versions(void)
{
	static const struct {
		const char *release, *build;
		char status; /* affected, unknown, - not offered */
		const char *fixed_in;
	} cases[] = {
		{"5.10.208", "", 'a', "5.10.209"},
		{"5.10.209", "", '-', ""},
		{"5.10.300", "", '-', ""},
		{"5.15.1", "", 'a', "6.8"}, /* a branch that was never fixed */
		{"6.7.12", "", 'a', "6.8"},
		{"6.8.0", "", '-', ""},
		{"6.8.0-rc3", "", 'u', "6.8"}, /* which candidate had it is not known */
		{"6.7.0-rc3", "", 'a', "6.8"},
		{"6.7.0-rc3+", "", 'u', "6.8"}, /* and changes of somebody's */
		{"6.9.1", "", '-', ""},
		{"7.0.1", "", '-', ""},
		{"4.19.0", "", 'a', "6.8"},
		{"4.19.0-rc1", "", 'u', "6.8"}, /* nor which candidate brought it */
		{"4.18.5", "", '-', ""},
		{"4.14.188", "", '-', ""}, /* an update of the branch brought it */
		{"4.14.189", "", 'a', "4.14.231"},
		{"4.14.231", "", '-', ""},
		{"2.6.32.4", "", '-', ""},
		{"2.6.32.60", "", 'a', "2.6.32.61"},
		{"2.6.32.61", "", '-', ""},
		{"2.6.33.2", "", '-', ""},
		{"", "", 'u', "6.8"},
		{"nonsense", "", 'u', "6.8"},
		/* What a distribution has added to its kernel does not show... */
		{"5.14.0-427.13.1.el9_4.x86_64", "#1 SMP", 'u', "6.8"},
		{"6.1.0-18-amd64", "#1 SMP PREEMPT_DYNAMIC", 'u', "6.1.79"},
		{"5.10.209-201.843.amzn2.x86_64", "#1 SMP", '-', ""},
		/* ... but what its base has is in it, and Debian tells that. */
		{"6.8.0-31-generic", "#31-Ubuntu SMP", '-', ""},
		{"6.1.0-18-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)", 'a',
		 "6.1.79"},
		{"6.1.0-19-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.82-1 (2024-03-28)", '-', ""},
	};
	struct table t;

	make_table(&t, "2099-0001\tc0ffee\tfault.null\t" RANGES "\tf\tg\th\ti\n", "f");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct known_bug *bug = find(&t, cases[i].release, cases[i].build);
		char status = !bug ? '-' : bug->kernel_status == KERNEL_AFFECTED ? 'a' : 'u';

		if (status != cases[i].status)
			printf("%s %s: %c\n", cases[i].release, cases[i].build, status);
		CHECK(status == cases[i].status);
		CHECK_TEXT(bug ? bug->fixed_in : "", cases[i].fixed_in);
		CHECK(!bug || (bug->confidence == CONFIDENCE_LIKELY) == (status == 'a'));
		CHECK_TEXT(bug ? bug->id : "CVE-2099-0001", "CVE-2099-0001");
	}
}

/* --- names ----------------------------------------------------------------------------------- */

static void set_trace(const char *function, const char *const *frames)
{
	memset(&root, 0, sizeof(root));
	root.class = CLASS_FAULT_NULL;
	snprintf(root.function, sizeof(root.function), "%s", function);
	snprintf(root.guilty, sizeof(root.guilty), "%s", function);
	for (; *frames; frames++)
		snprintf(root.trace.frames[root.trace.count++].symbol, LIMIT_SYMBOL, "%s", *frames);
}

static enum confidence confidence(const char *function, const char *const *frames)
{
	const struct known_bug *bug;
	struct table t;

	set_trace(function, frames);
	make_table(&t, "2099-0001\tc0ffee\tfault.null\t4.19:6.8\tf\tg\th\ti\tj\n", "f");
	bug = find(&t, "6.7.1", "");
	return bug ? bug->confidence : CONFIDENCE_UNKNOWN;
}

static void test_names(void)
{
	CHECK(confidence("f", (const char *const[]){"g", "h", "i", "j", NULL}) ==
	      CONFIDENCE_LIKELY);
	CHECK(confidence("f", (const char *const[]){"g.isra.0", "h.cold", "i", "x", "j", NULL}) ==
	      CONFIDENCE_LIKELY);
	/* Inlined, added, or the rest of it cut off. */
	CHECK(confidence("f", (const char *const[]){"h", "j", NULL}) == CONFIDENCE_POSSIBLE);
	CHECK(confidence("f", (const char *const[]){"x", "g", "y", "h", NULL}) ==
	      CONFIDENCE_POSSIBLE);
	CHECK(confidence("f", (const char *const[]){NULL}) == CONFIDENCE_POSSIBLE);
	/* Another way into the same function; another function. */
	CHECK(confidence("f", (const char *const[]){"u", "v", "w", "x", NULL}) ==
	      CONFIDENCE_UNKNOWN);
	CHECK(confidence("x", (const char *const[]){"g", "h", "i", "j", NULL}) ==
	      CONFIDENCE_UNKNOWN);
}

static void test_classes(void)
{
	const struct known_bug *bug;
	struct table t;

	set_trace("f", (const char *const[]){"g", "h", "i", NULL});
	make_table(&t, "2099-0001\tc0ffee\tmemory.use-after-free\t0:6.8\tf\tg\th\ti\n", "f");
	bug = find(&t, "6.7.1", "");
	CHECK(bug && bug->kernel_status == KERNEL_AFFECTED &&
	      bug->confidence == CONFIDENCE_LIKELY && bug->score == 80);
	make_table(&t, "2099-0001\tc0ffee\tlock.deadlock\t0:6.8\tf\tg\th\ti\n", "f");
	CHECK(!find(&t, "6.7.1", ""));
	root.class = CLASS_OOM_POLICY;
	make_table(&t, "2099-0001\tc0ffee\toom.policy\t0:6.8\tf\tg\th\ti\n", "f");
	CHECK(!find(&t, "6.7.1", ""));
}

int main(void)
{
	static const char *const frames[] = {"g", "h", "i", NULL};

	set_trace("f", frames);
	test_inflate_is_the_inverse_of_deflate();
	test_inflate_sees_damage();
	test_versions();
	test_names();
	test_classes();
	return check_summary();
}
