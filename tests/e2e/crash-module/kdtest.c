// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kdtest - a kernel module that follows a NULL pointer, for a crash with a telling name.
 *
 *   insmod kdtest.ko                        loads it and does nothing
 *   echo 1 > /sys/module/kdtest/parameters/crash      reads member 0x38 of a structure at NULL
 *
 * Three frames of ours lie between the parameter and the fault, so that a trace has something to show.
 * No name here holds "pointer": syzbot's titles step over such functions.
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>

struct kdtest_device {
	char name[0x38];
	unsigned long state;	/* at 0x38: the address that the oops names */
};

/* Global, so that the compiler cannot know that it is NULL. */
struct kdtest_device *kdtest_device;

noinline unsigned long kdtest_follow_null(struct kdtest_device *device);
noinline int kdtest_poll_device(struct kdtest_device *device);
noinline int kdtest_handle_request(void);

/* The additions after the calls keep them from becoming jumps, which would lose the frames. */
noinline int kdtest_poll_device(struct kdtest_device *device)
{
	return (int)kdtest_follow_null(device) + 1;
}

noinline int kdtest_handle_request(void)
{
	return kdtest_poll_device(READ_ONCE(kdtest_device)) + 1;
}

noinline unsigned long kdtest_follow_null(struct kdtest_device *device)
{
	return READ_ONCE(device->state);
}

static int kdtest_set_crash(const char *value, const struct kernel_param *param)
{
	pr_info("request %d\n", kdtest_handle_request());
	return 0;
}

static const struct kernel_param_ops kdtest_crash_ops = {
	.set = kdtest_set_crash,
};

module_param_cb(crash, &kdtest_crash_ops, NULL, 0200);
MODULE_PARM_DESC(crash, "write anything to crash this kernel");

MODULE_DESCRIPTION("Crashes on request, to test kdump-diagnose");
MODULE_LICENSE("GPL");
