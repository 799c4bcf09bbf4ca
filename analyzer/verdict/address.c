/* SPDX-License-Identifier: GPL-2.0-or-later */
/* address - what the value of a pointer tells. */
#include "verdict/address.h"

#include <inttypes.h>

/* Members beyond this offset are rare; a page is never mapped at NULL. */
enum { PAGE = 0x1000, FAR = 0x10000, MAX_ERRNO = 4095 };

struct layout_row {
	const char *arch;
	enum layout layout;
};

/* The lower 24 bits of a place's beginning are 0. */
struct place {
	uint32_t first;
	uint16_t layouts;
	uint8_t first_low;
	uint8_t class;
};

struct poison {
	uint64_t first;
	uint16_t size;
	uint8_t class;
};

struct fill {
	uint8_t byte, class;
};

static const struct layout_row layout_rows[] = {
#define LAYOUT(arch, layout) {arch, LAYOUT_##layout},
#include "verdict/address.def"
};

/* The names of the sets stand short in the rows. */
enum {
	X86_64 = LAYOUT_X86_64,
	X86_64_OLD = LAYOUT_X86_64_OLD,
	X86_64_LA57 = LAYOUT_X86_64_LA57,
	ARM64 = LAYOUT_ARM64,
	ARM64_OLD = LAYOUT_ARM64_OLD,
	ARM64_ANY = LAYOUT_ARM64_ANY,
	PPC64 = LAYOUT_PPC64,
	S390 = LAYOUT_S390,
	RISCV64 = LAYOUT_RISCV64,
	LOONGARCH64 = LAYOUT_LOONGARCH64,
	MIPS = LAYOUT_MIPS,
	ALL_KNOWN = LAYOUT_ALL_KNOWN
};

static const struct place places[] = {
#define PLACE(layouts, first, class)                                                               \
	{(uint32_t)((uint64_t)(first) >> 32), layouts, (uint8_t)((first) >> 24), ADDRESS_##class},
#include "verdict/address.def"
};

static const struct poison poisons[] = {
#define POISON(first, size, class) {first, size, ADDRESS_##class},
#include "verdict/address.def"
};

static const struct fill fills[] = {
#define FILL(byte, class) {byte, ADDRESS_##class},
#include "verdict/address.def"
};

static const uint32_t magics[] = {
#define MAGIC(half) half,
#include "verdict/address.def"
};

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

static const char *class_words(enum address_class class)
{
	static const char *const words[] = {
#define ADDRESS(class, odd, words) words,
#include "verdict/address.def"
	};
	return words[class];
}

bool address_is_odd(enum address_class class)
{
	static const bool odd[] = {
#define ADDRESS(class, odd, words) odd,
#include "verdict/address.def"
	};
	return odd[class];
}

/* --- how memory is laid out --------------------------------------------------------- */

/* Is the release at least major.minor?  0 if the report does not tell it. */
static int is_since(const struct event *e, uint64_t major, uint64_t minor)
{
	struct span in = span_of(e->who.release);
	uint64_t first, second = 0;

	if (!span_take_dec(&in, &first) || !span_take_text(&in, "."))
		return 0;
	span_take_dec(&in, &second);
	return first > major || (first == major && second >= minor) ? 1 : -1;
}

static uint64_t register_value(const struct registers *r, const char *name)
{
	const struct machine_register *found = registers_find(r, name);

	return found ? found->value : 0;
}

/* With five levels of page tables the stack lies below what four can reach, and so may
 * the address of a page fault, which is never one that the processor cannot use. */
static enum layout x86_layout(const struct event *e)
{
	uint64_t sp = register_value(&e->registers, "RSP");

	if (!sp && span_has(span_of(e->headline), "unable to handle"))
		sp = e->fault_address;
	if (sp >> 56 == 0xff && sp >> 48 != 0xffff)
		return LAYOUT_X86_64_LA57;
	return is_since(e, 4, 20) < 0 ? LAYOUT_X86_64_OLD : LAYOUT_X86_64;
}

static enum layout arm64_layout(const struct event *e)
{
	static const enum layout layouts[] = {LAYOUT_ARM64_OLD, LAYOUT_ARM64_ANY, LAYOUT_ARM64};

	return layouts[1 + is_since(e, 5, 4)];
}

/* Most kernels of 32 bits begin at 3 GiB; a stack below shows those that do not. */
static uint64_t kernel_start(const struct event *e)
{
	static const char *const names[] = {"ESP", "sp", "GPR1", "GPR01"};
	uint64_t start = 0xc0000000;

	for (size_t i = 0; i < ROWS(names); i++) {
		uint64_t sp = register_value(&e->registers, names[i]);

		if (sp >= 0x80000000 && sp < start)
			start = 0x80000000;
	}
	return start;
}

/* How far the shadow of NULL and user space goes, as far as it is to be told from
 * addresses that are none. */
static uint64_t shadow_reach(const struct memory *m)
{
	return m->bits == 32 ? FAR >> 3 : UINT64_C(1) << 44;
}

/* KASAN's offset is a constant, which the code of a check has in a register. */
static void find_shadow(struct memory *m, const struct event *e)
{
	static const struct {
		uint16_t layouts;
		uint8_t shift;
		uint64_t offset;
	} offsets[] = {
		{LAYOUT_X86_64 | LAYOUT_X86_64_OLD | LAYOUT_X86_64_LA57, 3, 0xdffffc0000000000},
		{LAYOUT_ARM64 | LAYOUT_ARM64_ANY, 3, 0xdfff800000000000},
		{LAYOUT_ARM64 | LAYOUT_ARM64_ANY, 3, 0xdfffffc000000000},
		{LAYOUT_ARM64 | LAYOUT_ARM64_ANY, 4, 0xefff800000000000},
		{LAYOUT_ARM64 | LAYOUT_ARM64_ANY, 4, 0xefffffc000000000},
		{LAYOUT_ARM64_OLD, 3, 0xdfff200000000000},
		{LAYOUT_RISCV64, 3, 0xdfffffff00000000},
		{LAYOUT_S390, 3, 0x001c000000000000},
		{LAYOUT_WORD32, 3, 0x9f000000}, /* arm */
	};

	for (size_t i = 0; i < ROWS(offsets); i++) {
		/* What a check of NULL and of user space gives. */
		bool low = e->has_fault_address && e->fault_address >= offsets[i].offset &&
			   e->fault_address - offsets[i].offset < shadow_reach(m);

		if (!(offsets[i].layouts & m->layout) ||
		    (m->bits == 32 && strcmp(e->arch->name, "arm") != 0))
			continue;
		for (unsigned int j = 0; j < e->registers.count && !low; j++)
			low = e->registers.list[j].value == offsets[i].offset;
		if (low && !m->shadow) {
			m->shadow = offsets[i].offset;
			m->shadow_shift = offsets[i].shift;
		}
	}
}

void memory_find(struct memory *m, const struct event *e)
{
	const char *arch = e->arch ? e->arch->name : "";

	*m = (struct memory){.bits = 64};
	for (size_t i = 0; i < ROWS(layout_rows); i++) {
		if (strcmp(layout_rows[i].arch, arch) == 0)
			m->layout = layout_rows[i].layout;
	}
	if (m->layout == LAYOUT_X86_64)
		m->layout = x86_layout(e);
	else if (m->layout == LAYOUT_ARM64)
		m->layout = arm64_layout(e);
	else if (m->layout == LAYOUT_WORD32)
		m->bits = 32;
	m->big_endian =
		m->layout == LAYOUT_S390 || strcmp(arch, "ppc64") == 0 || strcmp(arch, "ppc") == 0;
	m->pages = m->layout == LAYOUT_S390;
	m->kernel = kernel_start(e);
	if (strcmp(arch, "arm") == 0) /* has its modules below */
		m->kernel -= 16 << 20;
	find_shadow(m, e);
}

/* --- classes ---------------------------------------------------------------------- */

static bool is_arm64(const struct memory *m)
{
	return m->layout & (LAYOUT_ARM64 | LAYOUT_ARM64_OLD | LAYOUT_ARM64_ANY);
}

/* The top byte of an arm64 pointer may hold a tag; bit 55 tells the half. */
static uint64_t without_tag(const struct memory *m, uint64_t value)
{
	const uint64_t top = UINT64_C(0xff) << 56;
	uint64_t bare = value & UINT64_C(1) << 55 ? value | top : value & ~top;

	/* Kernel tags leave the rest of the address as it is. */
	if (!is_arm64(m) || (bare >> 48 != 0xffff && bare >> 48 != 0))
		return value;
	return bare;
}

/* Only its bottom, or a register with its offset, shows that shadow is meant; the
 * kernel's own addresses are above the offset, too. */
bool address_shadowed(const struct memory *m, uint64_t value, uint64_t *address)
{
	if (!m->shadow || value < m->shadow)
		return false;
	*address = (value - m->shadow) << m->shadow_shift;
	return m->checked || value - m->shadow < shadow_reach(m);
}

/* The letters of a value in the order of memory.  Numbers are rarely text by chance;
 * a short one only counts if it is words. */
static bool is_text(const struct memory *m, uint64_t value, char text[9])
{
	const unsigned int size = m->bits / 8;
	unsigned int len = 0, plain = 0;

	for (unsigned int i = 0; i < size; i++) {
		unsigned int shift = 8 * (m->big_endian ? size - 1 - i : i);
		char c = (char)(value >> shift & 0xff);

		if (!c && value &&
		    !(m->big_endian ? value << (64 - m->bits) << (8 * i) : value >> shift))
			break;
		if (c == '\n' || c == '\t')
			c = '.';
		if (c < ' ' || c > '~')
			return false;
		plain += char_is_alnum(c) || strchr(" /._-:", c);
		text[len++] = c;
	}
	text[len] = '\0';
	return len + 1 >= size || (len >= 5 && plain == len);
}

static bool is_fill(const struct memory *m, uint64_t value, uint8_t byte)
{
	uint64_t pattern = byte * (~UINT64_C(0) / 0xff);

	if (m->bits == 32) /* elsewhere these are addresses of the kernel */
		return byte < 0x80 && value - (pattern & 0xffffffff) + PAGE < 2 * PAGE;
	/* arm64 leaves the top byte out of some fault addresses; the last byte of a
	 * freed object is another one. */
	if (!(value >> 56) || (value >> 56 == 0xa5 && byte == 0x6b))
		return (value << 8) - (pattern << 8) + (PAGE << 8) < 2 * PAGE << 8;
	return value - pattern + PAGE < 2 * PAGE;
}

static bool is_magic(uint64_t value)
{
	for (size_t i = 0; i < ROWS(magics); i++) {
		if (value >> 32 == magics[i] || (uint32_t)value - magics[i] < 0x100)
			return true;
	}
	return false;
}

static enum address_class poison_of(const struct memory *m, uint64_t value)
{
	for (size_t i = 0; i < ROWS(poisons); i++) {
		if (value - poisons[i].first < poisons[i].size &&
		    (m->bits == 64) == (poisons[i].first >> 32 != 0))
			return (enum address_class)poisons[i].class;
	}
	for (size_t i = 0; i < ROWS(fills); i++) {
		if (is_fill(m, value, fills[i].byte))
			return (enum address_class)fills[i].class;
	}
	return ADDRESS_UNKNOWN;
}

static enum address_class place_of(const struct memory *m, uint64_t value)
{
	enum address_class class = ADDRESS_UNKNOWN;

	for (size_t i = 0; i < ROWS(places); i++) {
		uint64_t first = (uint64_t)places[i].first << 32 | (uint64_t)places[i].first_low
									   << 24;

		if (places[i].layouts & m->layout && first <= value)
			class = (enum address_class)places[i].class;
	}
	if (m->bits == 32)
		return value >= m->kernel ? ADDRESS_KERNEL : ADDRESS_USER;
	return class;
}

/* Is it the number of an error, and hardly the offset of a member?  Errors go to 133,
 * those within the kernel from 512 to 530. */
static bool is_errno(uint64_t number)
{
	return number % 8 && (number <= 133 || (number > 512 && number <= 530));
}

/* The values that mean something by themselves. */
static enum address_class special_of(const struct memory *m, uint64_t value)
{
	uint64_t top = m->bits == 32 ? UINT32_MAX : UINT64_MAX;
	enum address_class class;
	char text[9];

	if (m->bits == 32 && (value - 0x100 < 8 || value - 0x122 < 8))
		return ADDRESS_LIST_POISON32;
	if (value < FAR)
		return ADDRESS_NULL;
	if (value == top || value == UINT32_MAX)
		return ADDRESS_ALL_ONES;
	if (value <= top && top - value < MAX_ERRNO + (uint64_t)m->pages)
		return !m->pages && is_errno(top - value + 1) ? ADDRESS_ERRNO : ADDRESS_BEFORE_NULL;
	class = poison_of(m, value);
	if (class != ADDRESS_UNKNOWN)
		return class;
	if (m->bits == 64 && m->layout != LAYOUT_MIPS && m->layout != LAYOUT_S390 &&
	    UINT32_MAX - value < MAX_ERRNO)
		return ADDRESS_ERRNO32;
	return is_text(m, value, text) ? ADDRESS_TEXT : ADDRESS_UNKNOWN;
}

/* The value without a tag, unless it tells something as it is. */
static uint64_t plain_value(const struct memory *m, uint64_t value)
{
	return special_of(m, value) == ADDRESS_UNKNOWN ? without_tag(m, value) : value;
}

enum address_class address_classify(const struct memory *m, uint64_t value)
{
	uint64_t plain = plain_value(m, value), real;
	enum address_class class = special_of(m, plain);

	if (address_shadowed(m, value, &real))
		return ADDRESS_SHADOW;
	if (class != ADDRESS_UNKNOWN)
		return class;
	class = place_of(m, plain);
	/* A valid address may have such halves by chance. */
	return address_is_odd(class) && is_magic(value) ? ADDRESS_MAGIC : class;
}

/* --- words ------------------------------------------------------------------------ */

/* include/uapi/asm-generic/errno-base.h, errno.h, linux/errno.h; mips, sparc, alpha
 * and parisc have their own beyond 34. */
static const char *errno_name(const struct memory *m, uint64_t number)
{
	static const char low[][8] = {
		"EPERM",   "ENOENT", "ESRCH",  "EINTR",	 "EIO",	    "ENXIO",   "E2BIG",
		"ENOEXEC", "EBADF",  "ECHILD", "EAGAIN", "ENOMEM",  "EACCES",  "EFAULT",
		"ENOTBLK", "EBUSY",  "EEXIST", "EXDEV",	 "ENODEV",  "ENOTDIR", "EISDIR",
		"EINVAL",  "ENFILE", "EMFILE", "ENOTTY", "ETXTBSY", "EFBIG",   "ENOSPC",
		"ESPIPE",  "EROFS",  "EMLINK", "EPIPE",	 "EDOM",    "ERANGE",
	};
	static const struct {
		uint16_t number;
		char name[14];
	} high[] = {
		{36, "ENAMETOOLONG"}, {62, "ETIME"},	     {84, "EILSEQ"},
		{90, "EMSGSIZE"},     {104, "ECONNRESET"},   {105, "ENOBUFS"},
		{108, "ESHUTDOWN"},   {113, "EHOSTUNREACH"}, {115, "EINPROGRESS"},
		{117, "EUCLEAN"},     {121, "EREMOTEIO"},    {38, "ENOSYS"},
		{61, "ENODATA"},      {71, "EPROTO"},	     {74, "EBADMSG"},
		{75, "EOVERFLOW"},    {95, "EOPNOTSUPP"},    {107, "ENOTCONN"},
		{110, "ETIMEDOUT"},   {111, "ECONNREFUSED"}, {116, "ESTALE"},
		{512, "ERESTARTSYS"}, {517, "EPROBE_DEFER"}, {524, "ENOTSUPP"},
	};

	if (number - 1 < ROWS(low))
		return low[number - 1];
	for (size_t i = 0; i < ROWS(high) && m->layout != LAYOUT_NONE && m->layout != LAYOUT_MIPS;
	     i++) {
		if (high[i].number == number)
			return high[i].name;
	}
	return NULL;
}

static void print_null(struct out *o, const struct memory *m, uint64_t value)
{
	if (m->pages)
		out_text(o, "the page at NULL");
	else if (!value)
		out_text(o, "NULL");
	else if (value < PAGE)
		out_fmt(o, "0x%" PRIx64 " bytes from NULL", value);
	else
		out_fmt(o, "0x%" PRIx64 ", a small number, or a far member of a structure at NULL",
			value);
}

/* What lies before NULL is a structure's address, reckoned back from a member at NULL. */
static void print_negative(struct out *o, const struct memory *m, enum address_class class,
			   uint64_t value)
{
	uint64_t number =
		(m->bits == 64 && class != ADDRESS_ERRNO32 ? 0 : UINT64_C(1) << 32) - value;
	const char *name = errno_name(m, number);

	if (m->pages) {
		out_text(o, "the last page: an error number, or a negative offset from NULL");
		return;
	}
	if (name || class != ADDRESS_BEFORE_NULL)
		out_fmt(o, "-%" PRIu64 "%s%s%s, %s", number, name ? " (" : "", name ? name : "",
			name ? ")" : "",
			class_words(class == ADDRESS_ERRNO32 ? class : ADDRESS_ERRNO));
	if (class == ADDRESS_BEFORE_NULL)
		out_fmt(o, "%s0x%" PRIx64 " bytes before NULL", name ? ", or " : "", number);
}

static void print_plain(struct out *o, const struct memory *m, uint64_t value)
{
	enum address_class class = address_classify(m, value);
	char text[9];

	value = plain_value(m, value);
	switch (class) {
	case ADDRESS_NULL:
		print_null(o, m, value);
		break;
	case ADDRESS_ERRNO:
	case ADDRESS_ERRNO32:
	case ADDRESS_BEFORE_NULL:
		print_negative(o, m, class, value);
		break;
	case ADDRESS_TEXT:
		is_text(m, value, text);
		out_fmt(o, "the text \"%s\"", text);
		break;
	default:
		out_text(o, class_words(class));
	}
}

void address_print(struct out *o, const struct memory *m, uint64_t value)
{
	struct memory bare = *m;
	uint64_t real;

	if (address_classify(m, value) != ADDRESS_SHADOW || !address_shadowed(m, value, &real)) {
		print_plain(o, m, value);
		return;
	}
	bare.shadow = 0;
	out_fmt(o, "KASAN's shadow of 0x%" PRIx64 ": ", real);
	print_plain(o, &bare, real);
}

/* --- flipped bits ------------------------------------------------------------------- */

/* Registers that point into the same 64 GiB. */
static unsigned int neighbours(const struct registers *r, uint64_t value)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < r->count; i++)
		count += r->list[i].value >> 36 == value >> 36;
	return count;
}

bool address_flipped(const struct memory *m, const struct registers *r, uint64_t value,
		     unsigned int *bit)
{
	enum address_class class = address_classify(m, value);
	unsigned int found = 0;

	if (m->bits == 32 || (class != ADDRESS_NON_CANONICAL && class != ADDRESS_HOLE))
		return false;
	for (unsigned int b = 36; b < 64; b++) {
		uint64_t other = value ^ UINT64_C(1) << b;

		if (other >> 47 == 0x1ffff && neighbours(r, other) >= 2) {
			*bit = b;
			found++;
		}
	}
	return found == 1;
}
