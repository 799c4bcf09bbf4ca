/* SPDX-License-Identifier: GPL-2.0-or-later */
/* release - whose kernel it is, and whether a fix is in it. */
#include "verdict/release.h"

#include "base/format.h"
#include "event/name.h"
#include "verdict/version.h"

/* How a release is read: by a mark behind the version (".el7", "-pve"), or in the way
 * of one distribution.  The versions of all are compared as rpm does, but for Debian's,
 * and kernel.org's own. */
enum form { TAGGED, SUSE, DEBIAN, UBUNTU, STABLE };

enum {
	NUMBERED = 1,  /* each number behind the mark is a stream of its own: el7, el8 */
	SERIES = 2,    /* so is each series of kernel.org's: 5.4, 5.10 */
	MINOR = 4,     /* the first number of the release is a minor release of its own: 957 */
	FOLLOWING = 8, /* it goes along with kernel.org's stable updates: the base is exact */
};

#define RPM_VMLINUX "/usr/lib/debug/lib/modules/RELEASE/vmlinux"
#define RPM_SYMBOLS RPM_VMLINUX, "debuginfo-install kernel-RELEASE"

/* The first row that fits is taken, so the particular stand before the general. */
static const struct distribution rows[] = {
	{"uek", "uek", TAGGED, SERIES, "Oracle Linux, UEK", RPM_VMLINUX,
	 "debuginfo-install kernel-uek-RELEASE", "https://linux.oracle.com/cve/CVE.html"},
	{"el", ".el", TAGGED, NUMBERED | MINOR, "RHEL or a rebuild of it", RPM_SYMBOLS,
	 "https://access.redhat.com/security/cve/CVE"},
	{"fc", ".fc", TAGGED, NUMBERED | FOLLOWING, "Fedora", RPM_VMLINUX,
	 "dnf debuginfo-install kernel-RELEASE",
	 "https://bodhi.fedoraproject.org/updates/?search=CVE"},
	{"amzn", ".amzn", TAGGED, NUMBERED | SERIES | FOLLOWING, "Amazon Linux", RPM_SYMBOLS,
	 "https://explore.alas.aws.amazon.com/CVE.html"},
	{"al", ".al", TAGGED, NUMBERED | SERIES, "Alibaba Cloud Linux", RPM_SYMBOLS,
	 "https://alas.aliyuncs.com/cves/detail/CVE"},
	{"alnx", ".alnx", TAGGED, NUMBERED | SERIES, "Alibaba Cloud Linux", RPM_SYMBOLS,
	 "https://alas.aliyuncs.com/cves/detail/CVE"},
	{"an", ".an", TAGGED, NUMBERED | SERIES, "Anolis OS", RPM_SYMBOLS,
	 "https://anas.openanolis.cn/cves/detail/CVE"},
	{"oe", ".oe", TAGGED, NUMBERED | MINOR, "openEuler", RPM_SYMBOLS,
	 "https://www.openeuler.org/en/security/cve/detail/?cveId=CVE&packageName=kernel"},
	{"euler", ".eulerosv2r", TAGGED, NUMBERED, "EulerOS", RPM_SYMBOLS, NULL},
	{"ky", ".ky", TAGGED, NUMBERED | MINOR, "Kylin", RPM_SYMBOLS, NULL},
	{"pve", "-pve", TAGGED, SERIES, "Proxmox VE", NULL, NULL,
	 "https://security-tracker.debian.org/tracker/CVE"},
	{"sle", "-default", SUSE, NUMBERED, "SUSE", "/usr/lib/debug/boot/vmlinux-RELEASE.debug",
	 "zypper install kernel-default-debuginfo", "https://www.suse.com/security/cve/CVE.html"},
	{"debian", "", DEBIAN, SERIES | FOLLOWING, "Debian", "/usr/lib/debug/boot/vmlinux-RELEASE",
	 "apt install linux-image-RELEASE-dbg", "https://security-tracker.debian.org/tracker/CVE"},
	{"ubuntu", "", UBUNTU, SERIES, "Ubuntu", "/usr/lib/debug/boot/vmlinux-RELEASE",
	 "apt install linux-image-RELEASE-dbgsym (from ddebs.ubuntu.com)",
	 "https://ubuntu.com/security/CVE"},
	{"stable", "", STABLE, SERIES | FOLLOWING, "kernel.org", NULL, NULL,
	 "https://lore.kernel.org/linux-cve-announce/?q=CVE"},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

/* What a release is read from. */
struct told {
	struct span text, build;
	bool named; /* r->of, number and flavour were told in front of it */
};

/* --- parts of a release ----------------------------------------------------------- */

/* "5.19.0-0.rc8.20220727", "6.9.0-060900rc7-generic", "6.6~rc3-1" come before 5.19 and
 * so on; true if there is such a mark in what follows the version. */
static bool take_candidate(struct span rest, uint64_t *rc)
{
	size_t at = span_find(rest, "rc");
	char before = at && at != SPAN_NONE ? rest.at[at - 1] : 'a';

	if (before != '.' && before != '~' && !char_is_digit(before))
		return false;
	rest = span_from(rest, at + 2);
	return span_take_dec(&rest, rc) && *rc && *rc < 256;
}

/* *rest gets what follows kernel.org's version. */
static bool read_base(struct release *r, struct span text, struct span *rest)
{
	uint64_t rc;

	*rest = text;
	if (!version_take_kernel(rest, &r->base))
		return false;
	r->base_exact = r->of->flags & FOLLOWING;
	if (version_is_mainline(r->base) && take_candidate(*rest, &rc))
		r->base = version_series(r->base) << 16 | (uint32_t)rc;
	return true;
}

/* What was taken from the front of text when rest is left. */
static struct span up_to(struct span text, struct span rest)
{
	return span_first(text, text.len - rest.len);
}

/* --- a mark behind the version: 3.10.0-957.21.3.el7.x86_64 -------------------------- */

/* RHEL keeps one version of kernel.org's for life.  What has another is not Red Hat's,
 * but built for it: 6.5.9-1.el8.elrepo, 4.14.0-115.el7a. */
static bool is_kernel_of_el(const struct release *r)
{
	static const uint16_t series[] = {
		[5] = VERSION_SERIES(2, 18), [6] = VERSION_SERIES(2, 32),
		[7] = VERSION_SERIES(3, 10), [8] = VERSION_SERIES(4, 18),
		[9] = VERSION_SERIES(5, 14), [10] = VERSION_SERIES(6, 12),
	};

	return r->number < sizeof(series) / sizeof(series[0]) && version_is_mainline(r->base) &&
	       version_series(r->base) == series[r->number];
}

/* Take everything up to the mark and its number. */
static bool take_mark(const struct distribution *d, struct span *version, uint32_t *number)
{
	struct span behind = *version;
	uint64_t n = 0;

	while (span_take_past(&behind, d->mark)) {
		struct span to = up_to(*version, behind);

		if ((d->flags & NUMBERED) && (!span_take_dec(&behind, &n) || n > 9999))
			continue;
		*version = span_first(*version, to.len - strlen(d->mark));
		*number = (uint32_t)n;
		return true;
	}
	return false;
}

static bool read_tagged(struct release *r, const struct told *told)
{
	struct span rest;
	uint32_t number = 0;

	r->version = told->text;
	if (!take_mark(r->of, &r->version, &number)) {
		if (!told->named || ((r->of->flags & NUMBERED) && !r->number))
			return false;
	} else if (told->named && r->number && r->number != number) {
		return false;
	} else {
		r->number = number;
	}
	/* The real-time kernels of RHEL have the numbers of those they are built from. */
	r->version = span_first(r->version, span_find(r->version, ".rt"));
	r->version = span_first(r->version, span_find(r->version, ".el"));
	return read_base(r, r->version, &rest) &&
	       (strcmp(r->of->mark, ".el") != 0 || is_kernel_of_el(r));
}

/* --- SUSE: 4.12.14-122.37-default, 5.14.21-150400.24.46-default --------------------- */

/*
 * The release's first number tells the product: 150400 is SLE 15-SP4.  Until 15-SP2 it
 * was a number like any other, and some products have changed over since.  Of the
 * others the last number counts builds of the package; uname -r leaves it out.
 */
static const struct {
	uint16_t series;
	uint8_t first, product, numbers;
} products[] = {
	{VERSION_SERIES(3, 0), 0, 113, 3},    {VERSION_SERIES(3, 12), 51, 120, 2},
	{VERSION_SERIES(3, 12), 52, 120, 2},  {VERSION_SERIES(3, 12), 60, 121, 3},
	{VERSION_SERIES(4, 4), 92, 122, 2},   {VERSION_SERIES(4, 4), 94, 123, 2},
	{VERSION_SERIES(4, 12), 94, 124, 2},  {VERSION_SERIES(4, 12), 95, 124, 2},
	{VERSION_SERIES(4, 12), 120, 125, 2}, {VERSION_SERIES(4, 12), 122, 125, 2},
	{VERSION_SERIES(4, 12), 25, 150, 2},  {VERSION_SERIES(4, 12), 150, 150, 2},
	{VERSION_SERIES(4, 12), 195, 151, 2}, {VERSION_SERIES(4, 12), 197, 151, 2},
	{VERSION_SERIES(5, 3), 22, 152, 2},   {VERSION_SERIES(5, 3), 24, 152, 2},
	{VERSION_SERIES(5, 3), 53, 153, 2},   {VERSION_SERIES(5, 3), 57, 153, 2},
	{VERSION_SERIES(5, 3), 59, 153, 2},
};

/* At most so many numbers with dots between them. */
static struct span take_numbers(struct span *s, unsigned int most)
{
	struct span begin = *s, in = *s, numbers = {s->at, 0};
	uint64_t n;

	while (most-- && span_take_dec(&in, &n)) {
		numbers = up_to(begin, in);
		*s = in;
		if (!span_take_text(&in, "."))
			break;
	}
	return numbers;
}

static bool read_product(struct release *r, struct span *rest, uint32_t *number)
{
	struct span in = *rest;
	/* openSUSE until it had the kernels of SLE: 4.12.14-lp151.28.36-default. */
	bool leap = span_take_text(&in, "lp");
	uint64_t first;

	if (!span_take_dec(&in, &first) || first >= 200000)
		return false;
	if (leap || first > 110000) {
		*number = (uint32_t)(leap ? first : first / 10000 * 10 + first / 100 % 100);
		if (leap)
			r->flavour = span_first(*rest, 2);
		span_take_text(&in, ".");
		*rest = in;
		r->version = take_numbers(rest, 2);
		return true;
	}
	for (size_t i = 0; i < sizeof(products) / sizeof(products[0]); i++) {
		if (products[i].series != version_series(r->base) || products[i].first != first)
			continue;
		*number = products[i].product;
		r->version = take_numbers(rest, products[i].numbers);
		/* Ubuntu's have such numbers too, but no stable version. */
		return !version_is_mainline(r->base);
	}
	return false;
}

static bool read_suse(struct release *r, const struct told *told)
{
	struct span rest;
	uint32_t number;

	if (!read_base(r, told->text, &rest) || !span_take_text(&rest, "-") ||
	    !read_product(r, &rest, &number) || (r->number && r->number != number))
		return false;
	r->number = number;
	/* These two have numbers of their own. */
	if (name_matches(rest, "-azure$ -rt$"))
		r->flavour = span_from(rest, span_find(rest, "-") + 1);
	return true;
}

/* --- Debian: 6.1.0-21-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.90-1 (2024-05-03) ------ */

/* As name_matches() has it: what a name ends in. */
#define DEBIAN_FLAVOURS                                                                            \
	"-amd64$ -686$ -686-pae$ -arm64$ -arm64-16k$ -armmp$ -armmp-lpae$ -powerpc64$ "            \
	"-powerpc64le$ -s390x$ -riscv64$ -loong64$ -loongson-3$ -marvell$ -rpi$ -octeon$ "         \
	"-4kc-malta$ -5kc-malta$"

/* The version of the package, without its epoch; a backport, 6.1.90-1~bpo11+1, has
 * what 6.1.90-1 has. */
static bool read_package(struct release *r, struct span text)
{
	struct span rest;

	if (span_find(text, ":") != SPAN_NONE)
		span_take_past(&text, ":");
	r->version = span_first(text, span_find(text, "~bpo"));
	return read_base(r, r->version, &rest);
}

static bool read_debian_build(struct release *r, struct span build)
{
	struct span version;

	while (span_take_past(&build, "Debian ")) {
		if (build.len && char_is_digit(build.at[0]) &&
		    span_take_until(&build, " )", &version) && read_package(r, version))
			return true;
	}
	return false;
}

/* "6.1.0-21-amd64" tells the ABI, "6.12.25-amd64" (since 2024) the version. */
static bool read_debian_uname(struct release *r, struct span text)
{
	struct span rest, abi;

	if (!name_matches(text, DEBIAN_FLAVOURS) || !read_base(r, text, &rest))
		return false;
	r->version = up_to(text, rest);
	r->abi = version_is_mainline(r->base);
	r->base_exact = !r->abi;
	if (!r->abi)
		return rest.at[0] == '-' || span_starts(rest, "+deb");
	if (!span_take_text(&rest, "-") || !span_take_until(&rest, "-", &abi) ||
	    !char_is_digit(abi.at[0]))
		return false;
	r->version = up_to(text, rest);
	return true;
}

static bool read_debian(struct release *r, const struct told *told)
{
	return read_debian_build(r, told->build) || read_debian_uname(r, told->text) ||
	       (told->named && read_package(r, told->text));
}

/* --- Ubuntu: 5.4.0-122-generic #138-Ubuntu; the package is 5.4.0-122.138 ------------- */

#define GENERAL_FLAVOURS "^generic ^lowlatency ^server ^virtual"

/* Those with numbers of their own; any flavour has, where the build says Ubuntu. */
#define CLOUD_FLAVOURS "^aws ^azure ^gcp ^gke ^ibm ^kvm ^nvidia ^oem ^oracle ^raspi"

/* "-122" and no more than five digits: six are a build of Ubuntu's from kernel.org's
 * source, 6.14.2-061402-generic. */
static bool take_abi(struct span *s, uint64_t *abi)
{
	return span_take_text(s, "-") && s->len && s->at[0] != '0' && span_take_dec(s, abi) &&
	       *abi < 100000;
}

static void read_upload(struct release *r, struct span build)
{
	uint64_t upload;

	if (span_take_text(&build, "#") && span_take_dec(&build, &upload))
		r->upload = (uint32_t)upload;
}

/* The package's version, "5.4.0-123.139" or "5.4.0-123.139~18.04.1": rest is ".139". */
static bool read_ubuntu_package(struct release *r, struct span rest, uint64_t abi, bool named)
{
	uint64_t upload = 0;

	if (span_take_text(&rest, ".") && !span_take_dec(&rest, &upload))
		return false;
	r->upload = (uint32_t)upload;
	if (rest.len && rest.at[0] != '~')
		return false;
	/* Numbers from 1000 on are those of the clouds, and do not tell which. */
	return named || (upload && abi < 1000);
}

static bool read_ubuntu(struct release *r, const struct told *told)
{
	struct span rest, flavour;
	uint64_t abi;

	if (!read_base(r, told->text, &rest) || !version_is_mainline(r->base) ||
	    !take_abi(&rest, &abi))
		return false;
	r->version = up_to(told->text, rest);
	if (!span_take_text(&rest, "-"))
		return read_ubuntu_package(r, rest, abi, told->named);
	if (!span_take_until(&rest, "-", &flavour) || char_is_digit(flavour.at[0]))
		return false;
	r->flavour = name_matches(flavour, GENERAL_FLAVOURS) ? (struct span){NULL, 0} : flavour;
	if (r->flavour.len && !name_matches(flavour, CLOUD_FLAVOURS) && !told->named &&
	    !span_has(told->build, "Ubuntu"))
		return false;
	if (span_has(told->build, "Ubuntu"))
		read_upload(r, told->build);
	return true;
}

/* --- kernel.org: 6.1.55, 6.6.0-rc3 --------------------------------------------------- */

/* "-00014-gbe99b089c6fc", "-next-20240805", "+": more is in it than its version tells. */
static bool is_between_releases(struct span rest)
{
	struct span in = rest;

	while (span_take_past(&in, "-g")) {
		size_t digits = 0;

		while (digits < in.len && char_hex(in.at[digits]) >= 0)
			digits++;
		if (digits >= 7)
			return true;
	}
	return span_has(rest, "-next") || span_ends(rest, "+");
}

/* "-1127.8.2.vz7", "-042stab145.3", "+1": a packager's number behind a version without
 * updates of its own; but "-060900-generic" is 6.9.0 as Ubuntu builds it for tests. */
static bool is_packaged(struct span rest)
{
	uint64_t number;

	if (!span_take_text(&rest, "-") && !span_take_text(&rest, "+"))
		return false;
	return span_take_dec(&rest, &number) && !name_matches(rest, "^-generic ^rc");
}

static bool read_stable(struct release *r, const struct told *told)
{
	struct span rest;

	if (!read_base(r, told->text, &rest) || (told->named && rest.len))
		return false;
	r->version = up_to(told->text, rest);
	r->base_exact =
		!is_between_releases(rest) && !(version_is_mainline(r->base) && is_packaged(rest));
	return true;
}

/* --- the whole ------------------------------------------------------------------------ */

static bool read_as(struct release *r, const struct distribution *d, const struct told *told)
{
	static bool (*const readers[])(struct release *, const struct told *) = {
		[TAGGED] = read_tagged, [SUSE] = read_suse,	[DEBIAN] = read_debian,
		[UBUNTU] = read_ubuntu, [STABLE] = read_stable,
	};

	r->of = d;
	return readers[d->form](r, told);
}

static bool read_any(struct release *r, const struct told *told)
{
	for (unsigned int i = 0; i < ROWS; i++) {
		*r = (struct release){0};
		if (read_as(r, &rows[i], told))
			return true;
	}
	*r = (struct release){0};
	return false;
}

bool release_parse(struct release *r, struct span uname_r, struct span build)
{
	return read_any(r, &(struct told){span_trim(uname_r), build, false});
}

/* Take the number of a stream: "8", or of SUSE "15-sp4". */
static bool take_stream_number(struct release *r, struct span *s)
{
	uint64_t number = 0, pack = 0;

	if (!span_take_dec(s, &number))
		return true;
	if (r->of->form == SUSE) {
		if (span_take_text(s, "-sp"))
			span_take_dec(s, &pack);
		number = number * 10 + pack;
	}
	r->number = (uint32_t)number;
	return (r->of->flags & NUMBERED) && number <= 9999;
}

/* Take "el8", "sle15-sp4", "ubuntu-aws" from the front of a text. */
static bool take_stream(struct release *r, struct span *text)
{
	struct span name;

	*r = (struct release){0};
	if (!span_take_until(text, " \t<>=", &name))
		return false;
	for (unsigned int i = 0; i < ROWS && !r->of; i++) {
		struct span in = name;

		if (span_take_text(&in, rows[i].word) &&
		    (!in.len || !char_is_alnum(in.at[0]) || char_is_digit(in.at[0]))) {
			r->of = &rows[i];
			name = in;
		}
	}
	if (!r->of || !take_stream_number(r, &name))
		return false;
	if ((r->of->form == UBUNTU || r->of->form == SUSE) && span_take_text(&name, "-")) {
		r->flavour = name;
		return name.len;
	}
	return !name.len;
}

/* Read a version of the stream that r names. */
static bool read_named(struct release *r, struct span text)
{
	const struct release stream = *r;

	return read_as(r, stream.of, &(struct told){span_trim(text), {NULL, 0}, true}) &&
	       (!stream.flavour.len || span_same(r->flavour, stream.flavour));
}

/* Drop the name of a package: "kernel-", "kernel-default-", "linux-image-". */
static bool take_package_name(struct span *s)
{
	if (!span_starts(*s, "kernel-") && !span_starts(*s, "linux-"))
		return false;
	while (s->len && !char_is_digit(s->at[0]))
		*s = span_from(*s, 1);
	return true;
}

bool release_parse_version(struct release *r, struct span text)
{
	struct span in = span_trim(text);
	bool read;

	if (take_package_name(&in) || (in.len && char_is_digit(in.at[0]))) {
		/* What only begins like a version of kernel.org's is another's. */
		read = read_any(r, &(struct told){in, {NULL, 0}, false}) &&
		       (r->of->form != STABLE || r->version.len == in.len);
	} else {
		read = take_stream(r, &in) && read_named(r, in);
	}
	if (!read)
		*r = (struct release){0};
	return read;
}

/* --- comparison ------------------------------------------------------------------------- */

bool release_same_stream(const struct release *a, const struct release *b)
{
	return a->of && a->of == b->of && a->number == b->number && a->abi == b->abi &&
	       span_same(a->flavour, b->flavour) &&
	       (!(a->of->flags & SERIES) || version_series(a->base) == version_series(b->base));
}

static int order_of(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

/* Take what stands before the first '-': the version, and leave the release. */
static struct span take_version(struct span *s)
{
	struct span version = span_first(*s, span_find(*s, "-"));

	*s = span_from(*s, version.len + 1);
	return version;
}

static int compare_rpm(const struct release *a, const struct release *b)
{
	struct span rest_a = a->version, rest_b = b->version;
	int order = version_compare_rpm(take_version(&rest_a), take_version(&rest_b));

	if (!order && rest_a.len && rest_b.len)
		order = version_compare_rpm(rest_a, rest_b);
	return !order && a->upload && b->upload ? order_of(a->upload, b->upload) : order;
}

static int compare_deb(struct span a, struct span b)
{
	if (!span_has(a, "-") || !span_has(b, "-")) {
		a = span_first(a, span_find(a, "-"));
		b = span_first(b, span_find(b, "-"));
	}
	return version_compare_deb(a, b);
}

int release_compare(const struct release *a, const struct release *b)
{
	int order = a->of->form == STABLE   ? order_of(a->base, b->base)
		    : a->of->form == DEBIAN ? compare_deb(a->version, b->version)
					    : compare_rpm(a, b);

	return (order > 0) - (order < 0);
}

/* --- fixes -------------------------------------------------------------------------------- */

/* The minor release: 957 of 3.10.0-957.21.3. */
static bool same_minor(const struct release *a, const struct release *b)
{
	struct span rest_a = a->version, rest_b = b->version;
	uint64_t minor_a, minor_b;

	take_version(&rest_a);
	take_version(&rest_b);
	return (a->of->flags & MINOR) && span_take_dec(&rest_a, &minor_a) &&
	       span_take_dec(&rest_b, &minor_b) && minor_a == minor_b;
}

/* Is fix a better one to compare with than the best so far?  That of the same minor release
 * is; else, below all of them, the next to come, and above it the last. */
static bool is_nearer(const struct release *running, const struct release *fix,
		      const struct release *best)
{
	bool own = same_minor(running, fix), best_own = same_minor(running, best);
	bool later = release_compare(fix, running) > 0;

	if (own != best_own)
		return own;
	if (later != (release_compare(best, running) > 0))
		return later;
	return later ? release_compare(fix, best) < 0 : release_compare(fix, best) > 0;
}

/* The fix in the kernel's own stream, or NULL. */
static const struct release *fix_of_stream(const struct release *running,
					   const struct release *fixes, unsigned int count)
{
	const struct release *best = NULL;

	for (const struct release *fix = fixes; fix < fixes + count; fix++) {
		if (release_same_stream(running, fix) && (!best || is_nearer(running, fix, best)))
			best = fix;
	}
	return best;
}

/* What a fix of kernel.org's says of a kernel with this base. */
static enum fix_status status_by_base(const struct release *running, const struct release *fix)
{
	bool same = version_series(running->base) == version_series(fix->base);

	if (!fix->of || fix->of->form != STABLE || (!same && !version_is_mainline(fix->base)))
		return RELEASE_UNKNOWN;
	if (running->base >= fix->base)
		return RELEASE_FIXED;
	return same && running->base_exact ? RELEASE_AFFECTED : RELEASE_UNKNOWN;
}

enum fix_status release_fix_status(const struct release *running, const struct release *fixes,
				   unsigned int count, unsigned int *which)
{
	bool packaged = running->of && running->of->form != STABLE;
	const struct release *own = packaged ? fix_of_stream(running, fixes, count) : NULL;
	enum fix_status status = RELEASE_UNKNOWN;
	unsigned int told = 0;

	if (own) {
		status = release_compare(running, own) < 0 ? RELEASE_AFFECTED : RELEASE_FIXED;
		told = (unsigned int)(own - fixes);
	}
	for (unsigned int i = 0; running->of && !own && i < count; i++) {
		enum fix_status by_base = status_by_base(running, &fixes[i]);

		if (by_base > status) {
			status = by_base;
			told = i;
		}
	}
	if (which)
		*which = told;
	return status;
}

enum fix_status release_range_status(const struct release *running, const struct release *from,
				     const struct release *until)
{
	if ((from && !release_same_stream(running, from)) ||
	    (until && !release_same_stream(running, until)) || (!from && !until))
		return RELEASE_UNKNOWN;
	if ((from && release_compare(running, from) < 0) ||
	    (until && release_compare(running, until) > 0))
		return RELEASE_FIXED;
	return RELEASE_AFFECTED;
}

/* --- demands ------------------------------------------------------------------------------ */

bool release_demand_parse(struct release_demand *d, struct span text)
{
	static const struct {
		char sign[3];
		int8_t least, most;
	} signs[] = {{">=", 0, 1}, {"<=", -1, 0}, {">", 1, 1}, {"<", -1, -1}, {"=", 0, 0}};
	struct span in = span_trim(text);

	*d = (struct release_demand){.least = -1, .most = 1};
	if (!take_stream(&d->stream, &in))
		return false;
	span_take_blanks(&in);
	if (!in.len)
		return true;
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (span_take_text(&in, signs[i].sign)) {
			d->least = signs[i].least;
			d->most = signs[i].most;
			return read_named(&d->stream, in);
		}
	}
	return false;
}

bool release_demand_holds(const struct release_demand *d, const struct release *running)
{
	const struct release *stream = &d->stream;
	int order;

	if (!running->of)
		return false;
	if (stream->version.len && stream->of->form == STABLE) {
		if (!running->base_exact)
			return false;
		order = order_of(running->base, stream->base);
	} else if (stream->version.len) {
		if (!release_same_stream(running, stream))
			return false;
		order = release_compare(running, stream);
	} else {
		return running->of == stream->of &&
		       (!stream->number || running->number == stream->number) &&
		       span_same(running->flavour, stream->flavour);
	}
	return order >= d->least && order <= d->most;
}

void release_stream(const struct release *r, char text[RELEASE_STREAM])
{
	uint32_t series = version_series(r->base);
	char number[24] = "", kernel[16] = "";

	text[0] = '\0';
	if (!r->of)
		return;
	if (r->number)
		text_format(number, sizeof(number), r->of->form == SUSE ? "%u-sp%u" : "%u",
			    r->of->form == SUSE ? r->number / 10 : r->number, r->number % 10);
	if (r->of->flags & SERIES)
		text_format(kernel, sizeof(kernel), series >> 8 == 2 ? " %u.6.%u" : " %u.%u",
			    series >> 8, series & UINT8_MAX);
	text_format(text, RELEASE_STREAM, "%s%s%s%.*s%s", r->of->word, number,
		    r->flavour.len ? "-" : "", (int)(r->flavour.len < 12 ? r->flavour.len : 12),
		    r->flavour.at ? r->flavour.at : "", kernel);
}
