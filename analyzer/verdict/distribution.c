/* SPDX-License-Identifier: GPL-2.0-or-later */
/* distribution - whose kernel it is, and where its debugging symbols lie. */
#include <string.h>

#include "verdict/verdict.h"

/*
 * By what a kernel's release (uname -r) or build (uname -v) shows whose it is.
 * The first row that fits is taken, so Ubuntu stands before Debian.
 */
static const struct distribution rows[] = {
	{".el", "RHEL or a rebuild of it", "/usr/lib/debug/lib/modules/RELEASE/vmlinux",
	 "debuginfo-install kernel-RELEASE"},
	{".fc", "Fedora", "/usr/lib/debug/lib/modules/RELEASE/vmlinux",
	 "debuginfo-install kernel-RELEASE"},
	{".amzn", "Amazon Linux", "/usr/lib/debug/lib/modules/RELEASE/vmlinux",
	 "debuginfo-install kernel-RELEASE"},
	{".al", "Alibaba Cloud Linux", "/usr/lib/debug/lib/modules/RELEASE/vmlinux",
	 "debuginfo-install kernel-RELEASE"},
	{".oe", "openEuler", "/usr/lib/debug/lib/modules/RELEASE/vmlinux",
	 "debuginfo-install kernel-RELEASE"},
	{"-Ubuntu", "Ubuntu", "/usr/lib/debug/boot/vmlinux-RELEASE",
	 "apt install linux-image-RELEASE-dbgsym (from ddebs.ubuntu.com)"},
	{"Debian", "Debian", "/usr/lib/debug/boot/vmlinux-RELEASE",
	 "apt install linux-image-RELEASE-dbg"},
	{"-amd64", "Debian", "/usr/lib/debug/boot/vmlinux-RELEASE",
	 "apt install linux-image-RELEASE-dbg"},
	{"SUSE", "SUSE", "/usr/lib/debug/boot/vmlinux-RELEASE.debug",
	 "zypper install kernel-default-debuginfo"},
	{"SLE", "SUSE", "/usr/lib/debug/boot/vmlinux-RELEASE.debug",
	 "zypper install kernel-default-debuginfo"},
	{"-default", "SUSE", "/usr/lib/debug/boot/vmlinux-RELEASE.debug",
	 "zypper install kernel-default-debuginfo"},
};

const struct distribution *distribution_of(const char *release, const char *build)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strstr(release, rows[i].mark) || strstr(build, rows[i].mark))
			return &rows[i];
	}
	return NULL;
}
