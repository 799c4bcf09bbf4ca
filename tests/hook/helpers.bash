# SPDX-License-Identifier: GPL-2.0-or-later
# Fake roots for the tests of hook/kdump-post: what a capture kernel shows, as plain files.
#
# Use: `load helpers`; setup() makes a root of a capture kernel that booted 60 s ago. HOOK_SHELL is the
# shell that runs the hook (default /bin/sh), e.g. HOOK_SHELL='busybox sh' bats tests/hook.

# shellcheck disable=SC2034,SC2154 # shared with the tests and bats: took, output, HOOK_COMMAND

HOOK=$BATS_TEST_DIRNAME/../../hook/kdump-post
read -ra HOOK_COMMAND <<<"${HOOK_SHELL:-/bin/sh}"
HOOK_COMMAND+=("$HOOK")

setup() {
    root=$BATS_TEST_TMPDIR/root
    mkdir -p "$root"/{etc,run,dev/disk/by-uuid,usr/bin,usr/lib/kdump-diagnose,kdumproot,sysroot} \
        "$root"/proc/{self,sys/kernel/random} "$root"/sys/class/{net,block} "$root/sys/kernel/config"
    ln -s "$(realpath "${HOOK%/*}")"/*.sh "$root/usr/lib/kdump-diagnose/"
    echo "60.00 50.00" >"$root/proc/uptime"
    echo "reset_devices nr_cpus=1" >"$root/proc/cmdline"
    echo "1a2b3c4d-0000-4000-8000-000000000000" >"$root/proc/sys/kernel/random/boot_id"
    echo "6.1.0-test" >"$root/proc/sys/kernel/osrelease"
    printf '%s\t%s\t%s\t%s\n' 7 4 1 7 >"$root/proc/sys/kernel/printk"
    echo ratelimit >"$root/proc/sys/kernel/printk_devkmsg"
    : >"$root/dev/kmsg"
    : >"$root/etc/kdump-diagnose.conf"
    echo "1 1 0:2 / / rw - rootfs rootfs rw" >"$root/proc/self/mountinfo"
    stub dmesg 'echo "[    0.000000] the capture kernel"'
    good_program
}

# stub NAME TEXT: a command of the image, as a shell script
stub() {
    printf '#!/bin/sh\n%s\n' "$2" >"$root/usr/bin/$1"
    chmod +x "$root/usr/bin/$1"
}

# A program that does what the hook may rely on: writes diagnosis.txt where -o says. What else it was
# given is left in $root/arguments, one call a line.
program() {
    # shellcheck disable=SC2016 # expanded by the stub
    stub kdump-diagnose 'here=${0%/usr/bin/*}
echo "$*" >>"$here/arguments"
while [ "$1" != -o ]; do shift; done
out=$2
log=$3
'"$1"
}

good_program() {
    # shellcheck disable=SC2016 # expanded by the stub
    program 'printf "%s\n" "title of ${log##*/}" "" "cause: a cause" "end=crc32:00000000" >"$out/diagnosis.txt"'
}

mounted() { # NUMBER POINT SOURCE [TYPE] [SUBTREE]: a line of mountinfo
    echo "40 1 $1 ${5:-/} $2 rw,relatime shared:1 - ${4:-ext4} $3 rw" >>"$root/proc/self/mountinfo"
    mkdir -p "$root$(printf '%b' "${2//\\/\\0}")"
}

disk() { # NAME NUMBER: a block device
    : >"$root/dev/$1"
    mkdir -p "$root/sys/class/block/$1"
    echo "$2" >"$root/sys/class/block/$1/dev"
}

stamp() { # SECONDS-AGO: in the format of kdump-utils
    date -d "@$(($(date +%s) - $1))" +%Y-%m-%d-%H:%M:%S
}

crash_at() { # BASE SECONDS-AGO: a dump directory with a vmcore and its log; its name in $crash
    crash=$root$1/127.0.0.1-$(stamp "$2")
    mkdir -p "$crash"
    echo "[  100.000000] Kernel panic - not syncing: test" >"$crash/vmcore-dmesg.txt"
    : >"$crash/vmcore"
}

# The usual case: ext4 on vda1, mounted on /kdumproot, dumped 20 s ago.
usual_crash() {
    disk vda1 254:1
    mounted 254:1 /kdumproot /dev/vda1
    printf 'path /crash\next4 /dev/vda1\n' >"$root/etc/kdump.conf"
    crash_at /kdumproot/crash 20
}

config() {
    printf '%s\n' "$@" >"$root/etc/kdump-diagnose.conf"
}

hook() {
    KDUMP_DIAGNOSE_ROOT=$root "${HOOK_COMMAND[@]}" "$@"
}

seconds() { # COMMAND...: sets $took to its whole seconds
    local start=$EPOCHREALTIME
    "$@"
    local end=$EPOCHREALTIME
    took=$(((${end/./} - ${start/./}) / 1000000))
}

diagnosed() { # DIRECTORY: the program's diagnosis is there
    [ "$(tail -n 1 "$1/diagnosis.txt")" = "end=crc32:00000000" ]
}

said() { # TEXT: a line of the last run's messages holds TEXT
    [[ $output == *"$1"* ]] || { echo "not said: $1"; echo "$output"; false; }
}

never_said() {
    [[ $output != *"$1"* ]] || { echo "said: $1"; echo "$output"; false; }
}

no_diagnosis_below() {
    [ -z "$(find "$1" -name 'diagnosis*')" ]
}

refute() { # COMMAND...: it fails (after a plain ! bats goes on)
    if "$@"; then
        echo "did not fail: $*"
        false
    fi
}

# busybox may be built to prefer its own applets to what PATH finds: a stub then has no effect.
stubs_work() { # NAME
    [ "$("${HOOK_COMMAND[@]::${#HOOK_COMMAND[@]}-1}" -c "command -v $1")" != "$1" ]
}

needs_stub() { # NAME
    stubs_work "$1" || skip "this shell has a $1 of its own"
}
