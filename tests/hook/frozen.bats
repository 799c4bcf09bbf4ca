#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A real ext4 that is frozen: whoever writes to it sleeps uninterruptibly and cannot be killed.
# Wants root, a loop device and fsfreeze, else it is skipped. Use: bats tests/hook/frozen.bats

# shellcheck disable=SC2154 # set by helpers and bats: root crash took output status lines

load helpers

freeze_target() {
    disk vda1 254:1
    mounted 254:1 /kdumproot /dev/vda1
    printf 'path /crash\next4 /dev/vda1\n' >"$root/etc/kdump.conf"
    truncate -s 4M "$BATS_TEST_TMPDIR/disk"
    mke2fs -q -t ext4 "$BATS_TEST_TMPDIR/disk" || skip "no mke2fs here"
    mount -o loop "$BATS_TEST_TMPDIR/disk" "$root/kdumproot" || skip "no loop mount here"
    crash_at /kdumproot/crash 20
    sync -f "$crash"
    fsfreeze -f "$root/kdumproot" || skip "no fsfreeze here"
    # What hangs after all comes free and fails.
    (sleep 25 && fsfreeze -u "$root/kdumproot") >/dev/null 2>&1 3>&- &
    watchdog=$!
}

teardown() {
    kill "$watchdog"
    fsfreeze -u "$root/kdumproot" || true
    mountpoint -q "$root/kdumproot" || return 0
    for _ in 1 2 3 4 5; do
        umount "$root/kdumproot" && return
        sleep 0.3
    done
} 2>/dev/null

@test "a frozen target: the hook returns in time, says so, and the lines are sent" {
    freeze_target
    config "netconsole = @192.0.2.10/eth0,@192.0.2.1/" "time_limit = 8"
    mkdir -p "$root/sys/class/net/eth0" "$root/sys/kernel/config/netconsole" "$root/sys/module/netconsole"
    echo 0x1003 >"$root/sys/class/net/eth0/flags"
    echo 1 >"$root/sys/class/net/eth0/carrier"
    seconds run hook 0
    [ "$status" -eq 0 ]
    [ "$took" -lt 8 ]
    said "cannot be killed: the dump target does not answer"
    said "in /run/kdump-diagnose/diagnosis.txt only"
    [ "$(sed 's/.*: //' "$root/dev/kmsg" | tail -n 1)" = "end=crc32:00000000" ]
}

@test "a frozen target and no program: the hook's own file does not hold it up" {
    freeze_target
    rm "$root/usr/bin/kdump-diagnose"
    config "time_limit = 8"
    seconds run hook 0
    [ "$status" -eq 0 ]
    [ "$took" -lt 8 ]
    said "could not write"
    said "| kdump-diagnose could not analyse"
}
