/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fault - what a fault address says. */
#include "verdict/verdict.h"

/*
 * The poison that the kernel writes where nobody should look again
 * (include/linux/poison.h), with POISON_POINTER_DELTA of x86_64, arm64 and
 * riscv64.  LIST_POISON2 ends in 0x200 until 4.14, in 0x122 since.
 */
static const struct {
	uint64_t first, last;
	const char *meaning;
} ranges[] = {
	{0, 0xfff, "a member of a structure at NULL"},
	{0x1000, 0xffff,
	 "a far member of a structure at NULL, or a small number used as a pointer"},
	{0xdead000000000100, 0xdead00000000011f,
	 "list poison: the entry had been removed from its list"},
	{0xdead000000000122, 0xdead000000000141,
	 "list poison: the entry had been removed from its list"},
	{0xdead000000000200, 0xdead00000000021f,
	 "list poison: the entry had been removed from its list"},
	{0x6b6b6b6b6b6b6b6b - 0x1000, 0x6b6b6b6b6b6b6b6b + 0x1000,
	 "slab poison: the object had been freed"},
	{0x5a5a5a5a5a5a5a5a - 0x1000, 0x5a5a5a5a5a5a5a5a + 0x1000,
	 "slab poison: the object was never written"},
	{0xfffffffffffff001, 0xffffffffffffffff,
	 "an error number, or a small negative offset, used as a pointer"},
	{0x10000, 0x00007fffffffffff, "an address of user space, or garbage"},
	{0x0000800000000000, 0xffff7fffffffffff, "no valid address at all (non-canonical)"},
};

/* What the error code of a page fault adds about a kernel address: bit 0 says
 * whether a page was there. */
static const char *kernel_address(const struct event *e)
{
	if (!e->page_fault)
		return "a kernel address";
	if (e->error_code & 1)
		return "a kernel address that is mapped, but not for this kind of access";
	return "a kernel address that is not mapped";
}

const char *fault_meaning(const struct event *e)
{
	if (!e->has_fault_address)
		return NULL;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (e->fault_address >= ranges[i].first && e->fault_address <= ranges[i].last)
			return ranges[i].meaning;
	}
	return kernel_address(e);
}
