#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Which directory the hook takes for that of this crash. Use: bats tests/hook/search.bats

# shellcheck disable=SC2154 # set by helpers and bats: root crash took output status lines

load helpers

found_by() { # KDUMP.CONF: the hook finds $crash with this configuration
    printf '%b\n' "$1" >"$root/etc/kdump.conf"
    run hook 0
    [ "$status" -eq 0 ]
    diagnosed "$crash" || { echo "$output"; false; }
}

not_found_by() {
    printf '%b\n' "$1" >"$root/etc/kdump.conf"
    run hook 0
    [ "$status" -eq 0 ]
    no_diagnosis_below "$root/kdumproot"
    no_diagnosis_below "$root/sysroot"
}

@test "a target elsewhere than / is found under /kdumproot by its device number" {
    disk vda1 254:1
    mounted 254:1 /kdumproot/data /dev/other-name
    crash_at /kdumproot/data/crash 20
    found_by 'path /crash\next4 /dev/vda1'
}

@test "a target that was / is found under /sysroot" {
    disk vda2 254:2
    mounted 254:2 /sysroot /dev/vda2
    crash_at /sysroot/var/crash 20
    found_by 'xfs /dev/vda2'
}

@test "a persistent name is followed to its device" {
    disk vda1 254:1
    ln -s ../../vda1 "$root/dev/disk/by-uuid/12-34"
    mounted 254:1 /kdumproot /dev/vda1
    crash_at /kdumproot/crash 20
    found_by 'path /crash\next4 /dev/disk/by-uuid/12-34'
    rm "$crash/diagnosis.txt"
    found_by 'path /crash\next4 UUID=12-34'
}

@test "btrfs, which has no device number of its own, is found by the name of its source" {
    disk vda3 254:3
    mounted 0:45 /kdumproot/b /dev/vda3 btrfs
    crash_at /kdumproot/b/crash 20
    found_by 'path /crash\nbtrfs /dev/vda3'
}

@test "virtiofs is found by its tag" {
    mounted 0:46 /kdumproot/share mytag virtiofs
    crash_at /kdumproot/share/crash 20
    found_by 'path /crash\nvirtiofs mytag'
}

@test "a device that cannot be matched leads to what is mounted under /kdumproot" {
    mounted 9:9 /kdumproot/x /dev/unknown
    crash_at /kdumproot/x/crash 20
    found_by 'path /crash\next4 /dev/vdz9'
}

@test "a device that cannot be matched leads to /sysroot if nothing is under /kdumproot" {
    mounted 9:9 /sysroot /dev/unknown
    crash_at /sysroot/crash 20
    found_by 'path /crash\next4 /dev/vdz9'
}

@test "blanks in a mount point are escaped by the kernel and understood" {
    disk vda1 254:1
    mounted 254:1 '/kdumproot/my\040disk' /dev/vda1
    crash_at '/kdumproot/my disk/crash' 20
    found_by 'path /crash\next4 /dev/vda1'
}

@test "dracut_args --mount names the mount point itself" {
    mounted 254:1 /mnt/dump /dev/vda1
    crash_at /mnt/dump/crash 20
    found_by 'path /crash\ndracut_args --force --mount "/dev/vda1 /mnt/dump ext4 defaults"'
}

@test "without a target line the dump is under /sysroot" {
    mounted 254:1 /sysroot /dev/vda1
    crash_at /sysroot/var/crash 20
    found_by '# nothing'
}

@test "the last value of an option wins, because an implicit target is appended" {
    disk vda1 254:1
    mounted 254:1 /kdumproot /dev/vda1
    crash_at /kdumproot/crash 20
    found_by 'path /var/crash\next4 /dev/vda8\npath /crash\next4 /dev/vda1'
}

@test "trailing comments, quotes and blanks in kdump.conf do no harm" {
    disk vda1 254:1
    mounted 254:1 /kdumproot /dev/vda1
    crash_at /kdumproot/crash 20
    found_by '  path   "/crash"   # where\next4\t/dev/vda1 # what\n\n#path /x'
}

@test "a kdump test run has a directory of its own without a stamp" {
    usual_crash
    echo "nr_cpus=1 kdump_test_id=42-x quiet" >"$root/proc/cmdline"
    mkdir "$root/kdumproot/crash/kdump-test-42-x"
    mv "$crash"/* "$root/kdumproot/crash/kdump-test-42-x"
    run hook 0
    diagnosed "$root/kdumproot/crash/kdump-test-42-x"
    [ ! -e "$crash/diagnosis.txt" ]
}

@test "a kdump test id that leads out of the path is not followed" {
    usual_crash
    rm -r "$crash"
    mkdir -p "$root/kdumproot/out" && touch "$root/kdumproot/out/vmcore"
    echo "kdump_test_id=x/../../out" >"$root/proc/cmdline"
    run hook 0
    no_diagnosis_below "$root/kdumproot"
}

@test "a directory from before the capture kernel's boot is another crash's" {
    usual_crash
    rm -r "$crash"
    crash_at /kdumproot/crash 70
    not_found_by 'path /crash\next4 /dev/vda1'
    said "no directory of this crash"
}

@test "a directory from the future is another crash's" {
    usual_crash
    rm -r "$crash"
    crash_at /kdumproot/crash -3600
    not_found_by 'path /crash\next4 /dev/vda1'
}

@test "of several directories of this boot the newest is taken" {
    usual_crash
    old=$crash
    crash_at /kdumproot/crash 10
    crash_at /kdumproot/crash 5
    run hook 0
    diagnosed "$crash"
    [ ! -e "$old/diagnosis.txt" ]
}

@test "a directory that has no vmcore file of any kind is not a dump" {
    usual_crash
    rm "$crash"/*
    not_found_by 'path /crash\next4 /dev/vda1'
}

@test "on a local target the directory of another host is not ours" {
    usual_crash
    mv "$crash" "$root/kdumproot/crash/192.0.2.7-$(stamp 20)"
    not_found_by 'path /crash\next4 /dev/vda1'
}

@test "a name that only looks like a stamp is passed over" {
    usual_crash
    mkdir "$root/kdumproot/crash/127.0.0.1-$(stamp 5)x" "$root/kdumproot/crash/127.0.0.1-2024-AA-01-00:00:00"
    touch "$root"/kdumproot/crash/*/vmcore
    run hook 0
    diagnosed "$crash"
    [ "$(find "$root/kdumproot" -name diagnosis.txt | wc -l)" -eq 1 ]
}

@test "nothing is written into memory in place of a target that is not mounted" {
    usual_crash
    echo "1 1 0:2 / / rw - rootfs rootfs rw" >"$root/proc/self/mountinfo"
    crash_at /sysroot/crash 20
    not_found_by 'path /crash'
    said "in memory, not on the dump target"
}

@test "a symlink that leads off the target into memory is not followed" {
    usual_crash
    mkdir "$root/elsewhere"
    mv "$crash" "$root/elsewhere/"
    ln -s "$root/elsewhere/${crash##*/}" "$crash"
    run hook 0
    no_diagnosis_below "$root/elsewhere"
    said "in memory, not on the dump target"
}

@test "local time in a zone far from UTC is local time for both" {
    export TZ=XYZ-13:45
    usual_crash
    run hook 0
    diagnosed "$crash"
}

@test "without a date command no directory is guessed" {
    needs_stub date
    usual_crash
    stub date 'exit 1'
    not_found_by 'path /crash\next4 /dev/vda1'
    said "no usable date command"
}

@test "an nfs or ssh target is named as not supported yet, and the diagnosis is made in memory" {
    : >"$root/proc/vmcore"
    for target in 'nfs host:/export' 'ssh user@host' \
        'dracut_args --mount "host:/e /mnt nfs4 defaults"'; do
        echo "$target" >"$root/etc/kdump.conf"
        rm -f "$root/run/kdump-diagnose/diagnosis.txt"
        run hook 0
        [ "$status" -eq 0 ]
        said "is not supported yet"
        diagnosed "$root/run/kdump-diagnose"
    done
}

@test "with a raw target the whole diagnosis is on the console, as it can lie nowhere" {
    : >"$root/proc/vmcore"
    echo 'raw /dev/vdb' >"$root/etc/kdump.conf"
    # shellcheck disable=SC2016 # expanded by the stub
    program '{ seq -f "line %g" 50; echo; echo --; echo end=crc32:00000000; } >"$out/diagnosis.txt"'
    run hook 0
    [ "$status" -eq 0 ]
    said "a raw dump target holds no files"
    said "| line 1"
    said "| line 50"
    never_said "| end="
    diagnosed "$root/run/kdump-diagnose"
}

@test "SUSE: the directory is found below /kdump/mnt by its stamp of minutes" {
    mounted 254:1 /kdump/mnt /dev/vda1
    mkdir -p "$root/etc/sysconfig"
    echo 'KDUMP_SAVEDIR="file:///srv/crash"' >"$root/etc/sysconfig/kdump"
    name=$(stamp 20)
    name=${name%:*}
    crash=$root/kdump/mnt/srv/crash/${name/:/-}
    mkdir -p "$crash" "$root/kdump/mnt/srv/crash/2020-01-01-00-00"
    touch "$crash/vmcore" "$root/kdump/mnt/srv/crash/2020-01-01-00-00/vmcore"
    echo "Kernel panic" >"$crash/dmesg"
    run hook
    [ "$status" -eq 0 ]
    diagnosed "$crash"
    [ ! -e "$root/kdump/mnt/srv/crash/2020-01-01-00-00/diagnosis.txt" ]
    grep -q "/dmesg$" "$root/arguments"
}

@test "SUSE: a target on another machine is named as not supported yet" {
    mkdir -p "$root/etc/sysconfig" "$root/kdump/mnt"
    echo "KDUMP_SAVEDIR='nfs://host/dumps'" >"$root/etc/sysconfig/kdump"
    run hook
    [ "$status" -eq 0 ]
    said "type nfs is not supported yet"
}
