# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the scripts in tests/e2e share: places, the kernel's release, the file system's identity.
#
# Sourced with $here set to this directory.

# shellcheck disable=SC2154 # $here comes from the script that sources this
top=$(cd "$here/../.." && pwd)
out=$top/build/e2e

# shellcheck disable=SC2034 # for the scripts that source this
{
    images=$out/images

    # The target's file system has the same UUID in every case: the kdump images name it.
    disk_uuid=6b64756d-7064-6961-676e-6f7365e2e000

    # The network that QEMU's user mode shows the guest: itself, and this machine's loopback.
    guest_mac=52:54:00:6b:64:01
    guest_ip=10.0.2.15
    host_mac=52:55:0a:00:02:02
    host_ip=10.0.2.2
}

die() {
    echo "${0##*/}: $*" >&2
    exit 1
}

# What is needed and is not here, one a line; tests/packages says which packages hold it.
missing_tools() {
    for tool in busybox cpio debugfs depmod dracut gcc ip kexec make makedumpfile mke2fs musl-gcc python3 \
        qemu-system-x86_64 unshare zstd; do
        PATH=$PATH:/sbin:/usr/sbin command -v "$tool" > /dev/null || echo "$tool"
    done
}

# The release of the kernel that was unpacked below $out/kernel.
kernel_release() {
    set -- "$out"/kernel/lib/modules/*
    echo "${1##*/}"
}

# newer_than FILE INPUT...: is FILE there and no INPUT (directories with all they hold) newer?
newer_than() {
    made=$1
    shift
    [ -e "$made" ] && [ -z "$(find "$@" -newer "$made" ! -type d -print -quit 2>&1)" ]
}
