/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arch - what an architecture's reports look like. */
#include "event/arch.h"

#include <string.h>

static const struct arch x86_64 = {
	.name = "x86_64",
	.pointers = {"RIP: ", "RIP  [", "IP: "},
	/* GDT selectors: 0x33 is 64-bit user code, 0x23 32-bit user code. */
	.user = {"RIP: 0033:", "RIP: 0023:", "RIP: 002b:"},
	.machines = {"x86_64", "amd64"},
};

static const struct arch i386 = {
	.name = "i686",
	.pointers = {"EIP: ", "EIP is at "},
	.user = {"EIP: 0073:"},
	.machines = {"i686", "i386", "-686"},
};

static const struct arch arm64 = {
	.name = "aarch64",
	.pointers = {"pc : "},
	.machines = {"aarch64", "arm64"},
};

static const struct arch arm = {
	.name = "arm",
	.pointers = {"PC is at "},
	.machines = {"armv7", "armmp"},
};

static const struct arch ppc64 = {
	.name = "ppc64",
	.pointers = {"NIP ["},
	.machines = {"ppc64", "powerpc64"},
};

static const struct arch s390 = {
	.name = "s390x",
	.pointers = {"Krnl PSW : "},
	.user = {"User PSW : "},
	.machines = {"s390x"},
};

static const struct arch riscv64 = {
	.name = "riscv64",
	.pointers = {"epc : "},
	.machines = {"riscv64"},
};

static const struct arch mips = {
	.name = "mips",
	.pointers = {"epc   : "},
	.machines = {"mips"},
};

static const struct arch loongarch = {
	.name = "loongarch64",
	.pointers = {"ERA: "},
	.machines = {"loongarch"},
};

/* The order is that of the mark search: "EIP: " holds "IP: ", so i386 first. */
static const struct arch *const arches[] = {
	&i386, &x86_64, &arm64, &arm, &ppc64, &s390, &riscv64, &mips, &loongarch,
};

enum { ARCHES = sizeof(arches) / sizeof(arches[0]) };

static bool starts_with_any(struct span text, const char *const marks[ARCH_MARKS],
			    struct span *rest)
{
	for (int i = 0; i < ARCH_MARKS && marks[i]; i++) {
		*rest = text;
		if (span_take_text(rest, marks[i]))
			return true;
	}
	return false;
}

/* "0xffffffffc0b0ceef", "[<0000000000000000>]", "(null)" */
static bool take_bare_address(struct span in, uint64_t *address)
{
	size_t at = span_find(in, "0x");

	*address = 0;
	if (span_has(in, "(null)"))
		return true;
	if (at == SPAN_NONE) {
		at = span_find(in, "[<");
		if (at == SPAN_NONE)
			return false;
	}
	in = span_from(in, at + 2);
	return span_take_hex(&in, address);
}

/* The pointer behind the mark: the first word that is symbol+0x1/0x2, else a
 * bare address. */
static bool take_place(struct pointer *p, struct span in)
{
	for (size_t i = 0; i < in.len; i++) {
		struct span word = span_from(in, i);

		if (i && !strchr(" ]:(", in.at[i - 1]))
			continue;
		if (frame_take_symbol(&word, &p->frame))
			return true;
	}
	/* i386 names the function on a line of its own: "EIP is at f+0x1/0x2". */
	p->has_address = !span_has(in, " EFLAGS: ") && take_bare_address(in, &p->address);
	return p->has_address;
}

bool pointer_take_line(struct pointer *p, struct span text)
{
	struct span rest;

	span_take_blanks(&text);
	for (int i = 0; i < ARCHES; i++) {
		struct pointer found = {.arch = arches[i]};

		if (starts_with_any(text, arches[i]->user, &rest))
			return false;
		if (!starts_with_any(text, arches[i]->pointers, &rest) || !take_place(&found, rest))
			continue;
		*p = found;
		return true;
	}
	return false;
}

const struct arch *arch_of_release(const char *release)
{
	for (int i = 0; i < ARCHES; i++) {
		for (int j = 0; j < ARCH_MARKS && arches[i]->machines[j]; j++) {
			if (strstr(release, arches[i]->machines[j]))
				return arches[i];
		}
	}
	return NULL;
}
