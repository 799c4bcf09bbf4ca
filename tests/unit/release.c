/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unit tests of verdict/release and verdict/version.
 *
 *	build/unit/release                       the tables below
 *	build/unit/release compare rpm|deb       pairs "A\tB" on standard input; prints -1, 0, 1
 *	build/unit/release stream                uname -r, tab, uname -v; prints the stream
 *	build/unit/release status RELEASE FIXES UNTIL    FIXES with commas, "-" for none
 */
#include "verdict/release.h"

#include <stdlib.h>

#include "check.h"
#include "verdict/version.h"

static int sign(int order)
{
	return (order > 0) - (order < 0);
}

/* --- streams ------------------------------------------------------------------------ */

static const struct {
	const char *uname_r, *build, *stream, *version, *base;
	bool exact;
} streams[] = {
	{"3.10.0-957.21.3.el7.x86_64", "#1", "el7", "3.10.0-957.21.3", "3.10", false},
	{"3.10.0-957.27.2.rt56.940.el7.x86_64", "#1", "el7", "3.10.0-957.27.2", "3.10", false},
	{"2.6.32-504.16.2.el6.x86_64", "#1", "el6", "2.6.32-504.16.2", "2.6.32", false},
	{"2.6.18-308.24.1.el5PAE", "#1", "el5", "2.6.18-308.24.1", "2.6.18", false},
	{"4.18.0-305.3.1.el8.x86_64", "#1", "el8", "4.18.0-305.3.1", "4.18", false},
	{"4.18.0-305.12.1.el8_4.x86_64", "#1 SMP", "el8", "4.18.0-305.12.1", "4.18", false},
	{"4.18.0-541.el8.s390x", "#1", "el8", "4.18.0-541", "4.18", false},
	{"5.14.0-630.el9.x86_64+debug", "#1", "el9", "5.14.0-630", "5.14", false},
	{"5.14.0-427.13.1.el9_4.aarch64+64k", "#1", "el9", "5.14.0-427.13.1", "5.14", false},
	{"6.12.0-55.9.1.el10_0.x86_64", "#1", "el10", "6.12.0-55.9.1", "6.12", false},
	{"4.18.0-372.88.1.el8_6_smartpqi_test.x86_64", "", "el8", "4.18.0-372.88.1", "4.18", false},
	{"3.10.0-1160.el7.centos.plus.x86_64", "#1", "el7", "3.10.0-1160", "3.10", false},
	{"5.4.17-2136.307.3.1.el8uek.x86_64", "#2", "uek 5.4", "5.4.17-2136.307.3.1", "5.4.17",
	 false},
	{"6.15.0-rc7.20250520.el9uek.rc1.x86_64", "", "uek 6.15", "6.15.0-rc7.20250520", "6.15-rc7",
	 false},
	{"6.5.6-300.fc39.x86_64", "#1", "fc39", "6.5.6-300", "6.5.6", true},
	{"5.19.0-0.rc8.20220727git39c3c396f813.60.fc37.aarch64", "", "fc37",
	 "5.19.0-0.rc8.20220727git39c3c396f813.60", "5.19-rc8", true},
	{"4.14.128-112.105.amzn2.x86_64", "#1", "amzn2 4.14", "4.14.128-112.105", "4.14.128", true},
	{"6.1.92-99.174.amzn2023.x86_64", "#1", "amzn2023 6.1", "6.1.92-99.174", "6.1.92", true},
	{"4.19.91-22.2.al7.x86_64", "#1", "al7 4.19", "4.19.91-22.2", "4.19.91", false},
	{"5.10.134-13.1.an8.aarch64", "", "an8 5.10", "5.10.134-13.1", "5.10.134", false},
	{"6.6.102-5.2.alnx4.x86_64", "", "alnx4 6.6", "6.6.102-5.2", "6.6.102", false},
	{"5.10.0-60.18.0.50.oe2203.aarch64", "", "oe2203", "5.10.0-60.18.0.50", "5.10", false},
	{"4.19.90-25.44.v2101.ky10.aarch64", "", "ky10", "4.19.90-25.44.v2101", "4.19.90", false},
	{"4.19.90-vhulk2201.1.0.h1035.kasan.eulerosv2r10.aarch64", "", "euler10",
	 "4.19.90-vhulk2201.1.0.h1035.kasan", "4.19.90", false},
	{"6.8.12-4-pve", "#1 SMP PREEMPT_DYNAMIC PMX 6.8.12-4", "pve 6.8", "6.8.12-4", "6.8.12",
	 false},
	{"4.12.14-122.37-default", "#1 SLE", "sle12-sp5", "122.37", "4.12.14", false},
	{"4.12.14-95.51-default", "", "sle12-sp4", "95.51", "4.12.14", false},
	{"5.3.18-59.40-preempt", "", "sle15-sp3", "59.40", "5.3.18", false},
	{"5.3.18-150300.59.43-default", "", "sle15-sp3", "59.43", "5.3.18", false},
	{"5.14.21-150400.24.46-default", "#1", "sle15-sp4", "24.46", "5.14.21", false},
	{"5.14.21-150400.71.1.bz196362_2-default", "", "sle15-sp4", "71.1", "5.14.21", false},
	{"5.14.21-150400.14.37-azure", "", "sle15-sp4-azure", "14.37", "5.14.21", false},
	{"6.4.0-150600.21-default", "#1 SLE15-SP6 (unreleased)", "sle15-sp6", "21", "6.4", false},
	{"4.12.14-lp151.28.36-default", "", "sle15-sp1-lp", "28.36", "4.12.14", false},
	{"6.12.0-160000.5-default", "", "sle16-sp0", "5", "6.12", false},
	{"3.12.74-60.64.40-default", "", "sle12-sp1", "60.64.40", "3.12.74", false},
	{"6.10.5-1-default", "#1 openSUSE Tumbleweed", "stable 6.10", "6.10.5", "6.10.5", true},
	{"5.3.6-1-default", "", "stable 5.3", "5.3.6", "5.3.6", true},
	{"6.1.0-21-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.90-1 (2024-05-03)", "debian 6.1",
	 "6.1.90-1", "6.1.90", true},
	{"5.10.0-26-amd64", "#1  Debian 5.10.197-1", "debian 5.10", "5.10.197-1", "5.10.197", true},
	{"4.9.0-9-amd64", "#1 SMP Debian 4.9.168-1+deb9u2 (2019-05-13)", "debian 4.9",
	 "4.9.168-1+deb9u2", "4.9.168", true},
	{"6.1.0-0.deb11.21-amd64", "#1 SMP Debian 6.1.90-1~bpo11+1 (2024-05-13)", "debian 6.1",
	 "6.1.90-1", "6.1.90", true},
	{"6.1.0-21-cloud-amd64", "#1", "debian 6.1", "6.1.0-21", "6.1", false},
	{"5.10.0-0.bpo.5-amd64", "", "debian 5.10", "5.10.0-0.bpo.5", "5.10", false},
	{"5.10.0-21-rt-amd64", "", "debian 5.10", "5.10.0-21", "5.10", false},
	{"6.16.3+deb14-amd64", "#1", "debian 6.16", "6.16.3", "6.16.3", true},
	{"6.12.25-amd64", "#1", "debian 6.12", "6.12.25", "6.12.25", true},
	{"6.12.25+rpt-rpi-v8", "#1 SMP PREEMPT Debian 1:6.12.25-1+rpt1 (2025-04-30)", "debian 6.12",
	 "6.12.25-1+rpt1", "6.12.25", true},
	{"5.4.0-122-generic", "#138-Ubuntu", "ubuntu 5.4", "5.4.0-122", "5.4", false},
	{"5.4.0-122-lowlatency", "", "ubuntu 5.4", "5.4.0-122", "5.4", false},
	{"6.5.0-14-generic", "#14~22.04.1-Ubuntu", "ubuntu 6.5", "6.5.0-14", "6.5", false},
	{"5.4.0-1085-azure", "", "ubuntu-azure 5.4", "5.4.0-1085", "5.4", false},
	{"6.8.0-1010-gcp", "#11-Ubuntu", "ubuntu-gcp 6.8", "6.8.0-1010", "6.8", false},
	{"5.15.0-1034-intel-iotg", "#39-Ubuntu", "ubuntu-intel 5.15", "5.15.0-1034", "5.15", false},
	{"5.3.0-59-generic", "", "ubuntu 5.3", "5.3.0-59", "5.3", false},
	{"4.4.0-92-generic", "", "ubuntu 4.4", "4.4.0-92", "4.4", false},
	{"2.6.32-38-server", "#83-Ubuntu", "ubuntu 2.6.32", "2.6.32-38", "2.6.32", false},
	{"6.14.2-061402-generic", "#202504101036", "stable 6.14", "6.14.2", "6.14.2", true},
	{"6.9.0-060900rc7-generic", "", "stable 6.9", "6.9.0", "6.9-rc7", true},
	{"6.1.55", "#1-NixOS", "stable 6.1", "6.1.55", "6.1.55", true},
	{"6.6.0-rc3", "#5", "stable 6.6", "6.6.0-rc3", "6.6-rc3", true},
	{"2.6.32.61", "", "stable 2.6.32", "2.6.32.61", "2.6.32.61", true},
	{"6.5.9-1.el8.elrepo.x86_64", "", "stable 6.5", "6.5.9", "6.5.9", true},
	{"6.2.8-1.el7.centos.x86_64", "", "stable 6.2", "6.2.8", "6.2.8", true},
	{"4.14.0-115.el7a.aarch64", "", "stable 4.14", "4.14.0", "4.14", false},
	{"3.10.0-1127.8.2.vz7.151.14", "", "stable 3.10", "3.10.0", "3.10", false},
	{"2.6.32-042stab145.3", "", "stable 2.6.32", "2.6.32", "2.6.32", false},
	{"4.19.0+1", "", "stable 4.19", "4.19.0", "4.19", false},
	{"6.9.0-0_fbk700_debug_rc2_kbuilder_0_gc85af715cac0", "", "stable 6.9", "6.9.0", "6.9",
	 false},
	{"6.9.0-060900-generic", "", "stable 6.9", "6.9.0", "6.9", true},
	{"6.10.0-64.eln141.aarch64", "", "stable 6.10", "6.10.0", "6.10", false},
	{"6.1.0-rc1-00014-gbe99b089c6fc-dirty", "", "stable 6.1", "6.1.0-rc1", "6.1-rc1", false},
	{"6.11.0-rc2-next-20240805-default+", "", "stable 6.11", "6.11.0-rc2", "6.11-rc2", false},
	{"6.17.5-arch1-1", "", "stable 6.17", "6.17.5", "6.17.5", true},
	{"5.15.4-gentoo-parisc64", "", "stable 5.15", "5.15.4", "5.15.4", true},
	{"5.15.153.1-microsoft-standard-WSL2", "", "stable 5.15", "5.15.153", "5.15.153", true},
	{"6.7.0-default", "", "stable 6.7", "6.7.0", "6.7", true},
	{"", "", "", "", NULL, false},
	{"unknown", "#1-Ubuntu", "", "", NULL, false},
	{"6", "", "", "", NULL, false},
	{".el7", "Debian ", "", "", NULL, false},
};

static void check_stream(size_t i)
{
	char stream[RELEASE_STREAM], version[100];
	struct span want;
	struct release r;
	uint32_t base = 0;
	bool read = release_parse(&r, span_of(streams[i].uname_r), span_of(streams[i].build));

	release_stream(&r, stream);
	span_copy(version, sizeof(version), r.version);
	CHECK_TEXT(stream, streams[i].stream);
	CHECK_TEXT(version, streams[i].version);
	CHECK(read == (r.of != NULL));
	if (!streams[i].base)
		return;
	want = span_of(streams[i].base);
	CHECK(version_take_kernel(&want, &base) && !want.len);
	CHECK(r.base == base);
	CHECK(r.base_exact == streams[i].exact);
	if (r.base != base || r.base_exact != streams[i].exact)
		printf("  of %s\n", streams[i].uname_r);
}

static void test_upload(void)
{
	struct release r, fix;

	CHECK(release_parse(&r, span_of("5.4.0-122-generic"), span_of("#138-Ubuntu")));
	CHECK(r.upload == 138);
	CHECK(release_parse_version(&fix, span_of("5.4.0-122.139")));
	CHECK(release_same_stream(&r, &fix) && release_compare(&r, &fix) < 0);
	CHECK(release_parse(&r, span_of("5.4.0-122-generic"), span_of("")));
	CHECK(release_compare(&r, &fix) == 0);
}

/* --- versions as people write them -------------------------------------------------------- */

static const struct {
	const char *text, *stream;
} written[] = {
	{"kernel-3.10.0-957.27.2.el7", "el7"},
	{"kernel-4.18.0-305.12.1.el8_4", "el8"},
	{"kernel-4.19.91-22.2.al7", "al7 4.19"},
	{"4.19.91-22.2.al7", "al7 4.19"},
	{"3.10.0-1048.el7", "el7"},
	{"kernel-uek-5.4.17-2136.307.3.1.el8uek", "uek 5.4"},
	{"uek 5.4.17-2136.307.3.1", "uek 5.4"},
	{"el8 4.18.0-240", "el8"},
	{"el8 4.18.0-240.el8", "el8"},
	{"5.4.0-123.139", "ubuntu 5.4"},
	{"5.4.0-123.139~18.04.1", "ubuntu 5.4"},
	{"ubuntu 5.4.0-123.139", "ubuntu 5.4"},
	{"ubuntu 5.4.0-123", "ubuntu 5.4"},
	{"ubuntu-aws 5.4.0-1045.47", "ubuntu-aws 5.4"},
	{"5.4.0-1045-aws", "ubuntu-aws 5.4"},
	{"debian 6.1.90-1", "debian 6.1"},
	{"debian 6.1.90-1+deb12u1", "debian 6.1"},
	{"linux-image-6.1.0-21-amd64", "debian 6.1"},
	{"4.18", "stable 4.18"},
	{"stable 4.18.7", "stable 4.18"},
	{"stable 6.6-rc3", "stable 6.6"},
	{"6.6.0-rc3", "stable 6.6"},
	{"kernel-default-4.12.14-122.37.1", "sle12-sp5"},
	{"sle15-sp4 5.14.21-150400.24.46.1", "sle15-sp4"},
	{"sle15-sp4-azure 5.14.21-150400.14.37-azure", "sle15-sp4-azure"},
	{"kernel-6.1.92-99.174.amzn2023", "amzn2023 6.1"},
	/* faulty */
	{"", ""},
	{"el8", ""},
	{"el8 ", ""},
	{"el8 3.10.0-957.el7", ""},
	{"el 4.18.0-240", ""},
	{"el8 5.14.0-70", ""},
	{"ubuntu-aws 5.4.0-1045-azure", ""},
	{"5.4.0-1045.47", ""},
	{"stable 4.18.7-1", ""},
	{"6.1.90-1", ""},
	{"nonsense 1.2.3", ""},
	{"sle15-sp3 5.14.21-150400.24.46.1", ""},
	{"3.10.0-957.27.2", ""},
};

static void test_written(void)
{
	for (size_t i = 0; i < sizeof(written) / sizeof(written[0]); i++) {
		char stream[RELEASE_STREAM];
		struct release r;
		bool read = release_parse_version(&r, span_of(written[i].text));

		release_stream(&r, stream);
		CHECK_TEXT(stream, written[i].stream);
		CHECK(read == (written[i].stream[0] != '\0'));
	}
}

/* --- fixes -------------------------------------------------------------------------------- */

static const char *const status_names[] = {"unknown", "affected", "fixed"};

static enum fix_status status_of(const char *uname_r, const char *build, const char *fixes,
				 unsigned int *which)
{
	struct release running, list[8];
	struct span in = span_of(fixes), one;
	unsigned int count = 0;

	release_parse(&running, span_of(uname_r), span_of(build));
	while (count < 8 && span_take_until(&in, ",", &one)) {
		CHECK(release_parse_version(&list[count], one));
		count++;
		span_take_text(&in, ",");
	}
	return release_fix_status(&running, list, count, which);
}

static const struct {
	const char *uname_r, *build, *fixes;
	enum fix_status status;
	unsigned int which;
} fixes[] = {
	/* two minor releases of one stream */
	{"3.10.0-957.21.3.el7.x86_64", "", "3.10.0-1062.el7,3.10.0-957.27.2.el7", RELEASE_AFFECTED,
	 1},
	{"3.10.0-957.el7.x86_64", "", "3.10.0-1062.el7,3.10.0-957.27.2.el7", RELEASE_AFFECTED, 1},
	{"3.10.0-957.38.1.el7.x86_64", "", "3.10.0-1062.el7,3.10.0-957.27.2.el7", RELEASE_FIXED, 1},
	{"3.10.0-957.27.2.el7.x86_64", "", "3.10.0-1062.el7,3.10.0-957.27.2.el7", RELEASE_FIXED, 1},
	{"3.10.0-1000.el7.x86_64", "", "3.10.0-957.27.2.el7,3.10.0-1062.el7", RELEASE_AFFECTED, 1},
	{"3.10.0-862.14.4.el7.x86_64", "", "3.10.0-1062.el7,3.10.0-957.27.2.el7", RELEASE_AFFECTED,
	 1},
	{"3.10.0-1062.1.1.el7.x86_64", "", "3.10.0-957.27.2.el7,3.10.0-1062.el7", RELEASE_FIXED, 1},
	{"3.10.0-1160.el7.x86_64", "", "3.10.0-957.27.2.el7,3.10.0-1062.el7", RELEASE_FIXED, 1},
	{"4.18.0-348.el8.x86_64", "", "4.18.0-305.12.1.el8_4", RELEASE_FIXED, 0},
	{"3.10.0-1160.80.1.el7.x86_64", "", "3.10.0-1127.99.1.el7,3.10.0-1160.88.1.el7",
	 RELEASE_AFFECTED, 1},
	/* other streams */
	{"3.10.0-1160.53.1.el7.x86_64", "", "4.18.0-305.12.1.el8_4", RELEASE_UNKNOWN, 0},
	{"3.10.0-1127.19.1.el7.x86_64", "", "4.18", RELEASE_UNKNOWN, 0},
	{"5.4.0-1045-aws", "", "5.4.0-123.139", RELEASE_UNKNOWN, 0},
	{"5.4.0-1045-aws", "", "5.4.0-123.139,ubuntu-aws 5.4.0-1047.49", RELEASE_AFFECTED, 1},
	{"5.15.0-122-generic", "", "5.4.0-123.139", RELEASE_UNKNOWN, 0},
	{"5.10.216-204.855.amzn2.x86_64", "", "4.14.128-112.105.amzn2", RELEASE_UNKNOWN, 0},
	{"garbage", "", "4.18", RELEASE_UNKNOWN, 0},
	/* Ubuntu */
	{"5.4.0-122-generic", "#138-Ubuntu", "5.4.0-123.139", RELEASE_AFFECTED, 0},
	{"5.4.0-123-generic", "", "5.4.0-123.139", RELEASE_FIXED, 0},
	{"5.4.0-123-generic", "#138-Ubuntu", "5.4.0-123.139", RELEASE_AFFECTED, 0},
	/* Debian: the ABI does not tell, the build does */
	{"6.1.0-21-amd64", "#1 SMP Debian 6.1.90-1 (2024-05-03)", "debian 6.1.94-1",
	 RELEASE_AFFECTED, 0},
	{"6.1.0-22-amd64", "#1 SMP Debian 6.1.94-1 (2024-06-21)", "debian 6.1.94-1", RELEASE_FIXED,
	 0},
	{"6.1.0-21-amd64", "", "debian 6.1.94-1", RELEASE_UNKNOWN, 0},
	{"6.12.25-amd64", "", "debian 6.12.25-1", RELEASE_FIXED, 0},
	{"6.1.0-0.deb11.22-amd64", "#1 SMP Debian 6.1.94-1~bpo11+1 (2024-06-21)", "debian 6.1.94-1",
	 RELEASE_FIXED, 0},
	/* SUSE: the package's last number is not in uname -r */
	{"4.12.14-122.37-default", "", "kernel-default-4.12.14-122.37.1", RELEASE_FIXED, 0},
	{"4.12.14-122.32-default", "", "kernel-default-4.12.14-122.37.1", RELEASE_AFFECTED, 0},
	{"4.12.14-95-default", "", "kernel-default-4.12.14-95.51.1", RELEASE_AFFECTED, 0},
	{"5.3.18-59.40-default", "", "5.3.18-150300.59.43.1", RELEASE_AFFECTED, 0},
	{"5.14.21-150500.55.7-default", "", "5.14.21-150400.24.46.1", RELEASE_UNKNOWN, 0},
	/* the base */
	{"5.14.0-70.el9.x86_64", "", "4.18", RELEASE_FIXED, 0},
	{"4.18.0-305.el8.x86_64", "", "4.18", RELEASE_FIXED, 0},
	{"4.18.0-305.el8.x86_64", "", "stable 4.18.7", RELEASE_UNKNOWN, 0},
	{"6.1.55", "", "5.15.100,6.1.60,6.4", RELEASE_AFFECTED, 1},
	{"6.1.60", "", "5.15.100,6.1.60,6.4", RELEASE_FIXED, 1},
	{"6.6.1", "", "5.15.100,6.1.60,6.4", RELEASE_FIXED, 2},
	{"5.10.5", "", "5.15.100,6.1.60,6.4", RELEASE_UNKNOWN, 0},
	{"6.6.0-rc3", "", "6.6", RELEASE_AFFECTED, 0},
	{"6.1.0-21-amd64", "#1 SMP Debian 6.1.90-1 (2024-05-03)", "6.1.95", RELEASE_AFFECTED, 0},
	{"6.1.0-21-amd64", "#1 SMP Debian 6.1.90-1 (2024-05-03)", "6.1.90", RELEASE_FIXED, 0},
	{"4.19.91-22.2.al7.x86_64", "", "4.19.80", RELEASE_FIXED, 0},
	{"4.19.91-22.2.al7.x86_64", "", "4.19.100", RELEASE_UNKNOWN, 0},
	{"6.1.0-rc1-00014-gbe99b089c6fc", "", "6.1", RELEASE_UNKNOWN, 0},
};

static void test_fixes(void)
{
	for (size_t i = 0; i < sizeof(fixes) / sizeof(fixes[0]); i++) {
		unsigned int which = 99;
		enum fix_status status =
			status_of(fixes[i].uname_r, fixes[i].build, fixes[i].fixes, &which);

		CHECK_TEXT(status_names[status], status_names[fixes[i].status]);
		CHECK(which == fixes[i].which);
		if (status != fixes[i].status || which != fixes[i].which)
			printf("  of %s, %s\n", fixes[i].uname_r, fixes[i].fixes);
	}
}

static enum fix_status range_of(const char *uname_r, const char *from, const char *until)
{
	struct release running, first, last;

	release_parse(&running, span_of(uname_r), span_of(""));
	CHECK(!from || release_parse_version(&first, span_of(from)));
	CHECK(!until || release_parse_version(&last, span_of(until)));
	return release_range_status(&running, from ? &first : NULL, until ? &last : NULL);
}

static void test_ranges(void)
{
	const char *from = "4.19.91-19.1.al7", *until = "4.19.91-22.2.al7";

	CHECK(range_of("4.19.91-19.1.al7.x86_64", from, until) == RELEASE_AFFECTED);
	CHECK(range_of("4.19.91-22.2.al7.x86_64", from, until) == RELEASE_AFFECTED);
	CHECK(range_of("4.19.91-22.2.al7.x86_64", NULL, until) == RELEASE_AFFECTED);
	CHECK(range_of("4.19.91-18.al7.x86_64", from, until) == RELEASE_FIXED);
	CHECK(range_of("4.19.91-23.al7.x86_64", NULL, until) == RELEASE_FIXED);
	CHECK(range_of("5.10.134-13.al8.x86_64", from, until) == RELEASE_UNKNOWN);
	CHECK(range_of("", NULL, until) == RELEASE_UNKNOWN);
	CHECK(range_of("4.19.91-23.al7.x86_64", NULL, NULL) == RELEASE_UNKNOWN);
}

/* --- demands -------------------------------------------------------------------------------- */

static const struct {
	const char *demand, *uname_r;
	bool holds;
} demands[] = {
	{"el8", "4.18.0-305.3.1.el8.x86_64", true},
	{"el8", "3.10.0-957.el7.x86_64", false},
	{"el", "3.10.0-957.el7.x86_64", true},
	{"el8 >= 4.18.0-240", "4.18.0-305.3.1.el8.x86_64", true},
	{"el8 >= 4.18.0-240", "4.18.0-240.el8.x86_64", true},
	{"el8 > 4.18.0-240", "4.18.0-240.el8.x86_64", false},
	{"el8 < 4.18.0-240", "4.18.0-193.el8.x86_64", true},
	{"el8 <= 4.18.0-240", "4.18.0-305.el8.x86_64", false},
	{"el8>=4.18.0-240", "4.18.0-305.el8.x86_64", true},
	{"ubuntu", "5.4.0-122-generic", true},
	{"ubuntu", "5.4.0-1085-azure", false},
	{"ubuntu-azure", "5.4.0-1085-azure", true},
	{"ubuntu-aws < 5.4.0-1045", "5.4.0-1044-aws", true},
	{"ubuntu-aws < 5.4.0-1045", "5.15.0-1044-aws", false},
	{"sle15-sp4", "5.14.21-150400.24.46-default", true},
	{"sle", "5.14.21-150400.24.46-default", true},
	{"sle12-sp5", "5.14.21-150400.24.46-default", false},
	{"stable < 6.1", "5.15.80", true},
	{"stable < 6.1", "5.14.0-70.el9.x86_64", false},
	{"stable >= 4.18", "6.1.92-99.174.amzn2023.x86_64", true},
	{"stable", "6.1.92-99.174.amzn2023.x86_64", false},
	{"stable", "6.1.92", true},
	{"el8", "nothing", false},
};

static void test_demands(void)
{
	static const char *const faulty[] = {"",    "el8 4.18.0", "el8 >=",  "el8 >= x",
					     "foo", "ubuntu8",	  "el8-aws", "el8 => 4.18.0-1"};

	for (size_t i = 0; i < sizeof(demands) / sizeof(demands[0]); i++) {
		struct release_demand d;
		struct release r;
		bool holds;

		release_parse(&r, span_of(demands[i].uname_r), span_of(""));
		CHECK(release_demand_parse(&d, span_of(demands[i].demand)));
		holds = release_demand_holds(&d, &r);
		CHECK(holds == demands[i].holds);
		if (holds != demands[i].holds)
			printf("  of %s, %s\n", demands[i].demand, demands[i].uname_r);
	}
	for (size_t i = 0; i < sizeof(faulty) / sizeof(faulty[0]); i++) {
		struct release_demand d;

		CHECK(!release_demand_parse(&d, span_of(faulty[i])));
	}
}

/* --- order ------------------------------------------------------------------------------------ */

/* Newer and newer. */
static const char *const rpm_order[] = {
	"1.0~rc1", "1.0~rc2", "1.0", "1.0^git1", "1.0^git2", "1.0a", "1.0.1", "1.1", "1.10", "2",
};
static const char *const deb_order[] = {
	"6.1~rc3-1", "6.1-1",	 "6.1.90-1~bpo11+1", "6.1.90-1", "6.1.90-1+deb12u1",
	"6.1.90-2",  "6.1.94-1", "6.10-1",	     "1:1-1",
};
static const char *const kernel_order[] = {
	"2.6.18",  "2.6.32",   "2.6.32.61", "3.0",   "4.9.337",
	"6.6-rc3", "6.6-rc10", "6.6",	    "6.6.1", "6.10",
};

static uint32_t number_of(const char *text)
{
	struct span in = span_of(text);
	uint32_t number = 0;

	CHECK(version_take_kernel(&in, &number) && !in.len);
	return number;
}

#define EACH_PAIR(list, i, j)                                                                      \
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)                                \
		for (size_t j = 0; j < sizeof(list) / sizeof(list[0]); j++)

static void test_order(void)
{
	EACH_PAIR(rpm_order, i, j)
	CHECK(sign(version_compare_rpm(span_of(rpm_order[i]), span_of(rpm_order[j]))) ==
	      (i > j) - (i < j));
	EACH_PAIR(deb_order, i, j)
	CHECK(sign(version_compare_deb(span_of(deb_order[i]), span_of(deb_order[j]))) ==
	      (i > j) - (i < j));
	EACH_PAIR(kernel_order, i, j)
	CHECK((number_of(kernel_order[i]) > number_of(kernel_order[j])) == (i > j));
}

/* Any bytes come to an end, and a is to b as b is to a. */
static void test_any_bytes(void)
{
	static const char bytes[] = "019~^-.:a%\0\377";
	uint32_t random = 1;

	for (int round = 0; round < 20000; round++) {
		char text[2][12];
		struct span a = {text[0], 0}, b = {text[1], 0};
		struct release r;

		for (int i = 0; i < 12; i++) {
			random = random * 1664525 + 1013904223;
			text[0][i] = bytes[(random >> 16) % (sizeof(bytes) - 1)];
			text[1][i] = bytes[(random >> 24) % (sizeof(bytes) - 1)];
		}
		a.len = random >> 8 & 7;
		b.len = random >> 11 & 7;
		CHECK(sign(version_compare_rpm(a, b)) == -sign(version_compare_rpm(b, a)));
		CHECK(sign(version_compare_deb(a, b)) == -sign(version_compare_deb(b, a)));
		release_parse(&r, a, b);
		CHECK(!release_parse_version(&r, a) || r.of);
	}
}

/* --- for scripts -------------------------------------------------------------------------------
 */

static int compare_lines(const char *how)
{
	char line[512];

	while (fgets(line, sizeof(line), stdin)) {
		struct span b = span_of(line), a;

		if (!span_take_until(&b, "\t", &a))
			return 2;
		b = span_trim(b);
		printf("%d\n", sign(strcmp(how, "rpm") == 0 ? version_compare_rpm(a, b)
							    : version_compare_deb(a, b)));
	}
	return 0;
}

static int print_streams(void)
{
	char line[512];

	while (fgets(line, sizeof(line), stdin)) {
		struct span build = span_trim(span_of(line)), uname_r;
		char stream[RELEASE_STREAM];
		struct release r;

		if (!span_take_until(&build, "\t", &uname_r))
			return 2;
		release_parse(&r, uname_r, build);
		release_stream(&r, stream);
		printf("%s\t%.*s\t%.*s\t%s\n", stream, (int)r.version.len,
		       r.version.at ? r.version.at : "", (int)uname_r.len, uname_r.at,
		       r.base_exact ? "exact" : "at least");
	}
	return 0;
}

/* What expected.tsv of the seeds says: kernel_status from release, fixed_in, affected_until. */
static int print_status(const char *uname_r, const char *list, const char *until)
{
	enum fix_status status = strcmp(list, "-") != 0 ? status_of(uname_r, "", list, NULL)
							: range_of(uname_r, NULL, until);

	puts(status_names[status]);
	return check_failures > 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "compare") == 0)
		return compare_lines(argv[2]);
	if (argc == 2 && strcmp(argv[1], "stream") == 0)
		return print_streams();
	if (argc == 5 && strcmp(argv[1], "status") == 0)
		return print_status(argv[2], argv[3], argv[4]);
	for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++)
		check_stream(i);
	test_upload();
	test_written();
	test_fixes();
	test_ranges();
	test_demands();
	test_order();
	test_any_bytes();
	return check_summary();
}
