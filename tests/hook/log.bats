#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Which log the hook gives to the program. Use: bats tests/hook/log.bats

# shellcheck disable=SC2154 # set by helpers and bats: root crash took output status lines

load helpers

setup_log() {
    usual_crash
    : >"$root/proc/vmcore"
    stub vmcore-dmesg 'echo "[    1.0] from vmcore-dmesg"'
    stub makedumpfile 'echo "[    1.0] from makedumpfile"'
}

given() { # NAME: the program's last word is a file of this name
    local words
    words=$(tail -n 1 "$root/arguments")
    [ "${words##*/}" = "$1" ] || { echo "$words"; echo "$output"; false; }
}

@test "vmcore-dmesg.txt is the first choice" {
    setup_log
    echo half >"$crash/vmcore-dmesg-incomplete.txt"
    run hook 0
    given vmcore-dmesg.txt
}

@test "an empty vmcore-dmesg.txt is no log: /proc/vmcore is read" {
    setup_log
    : >"$crash/vmcore-dmesg.txt"
    run hook 0
    said "extracted from /proc/vmcore by vmcore-dmesg"
    given extracted-by-vmcore-dmesg
}

@test "an incomplete log lacks the crash itself: /proc/vmcore is better" {
    setup_log
    mv "$crash/vmcore-dmesg.txt" "$crash/vmcore-dmesg-incomplete.txt"
    run hook 0
    given extracted-by-vmcore-dmesg
}

@test "an incomplete log is used if nothing can be extracted" {
    setup_log
    mv "$crash/vmcore-dmesg.txt" "$crash/vmcore-dmesg-incomplete.txt"
    stub vmcore-dmesg 'exit 30'
    stub makedumpfile 'exit 1'
    run hook 1
    given vmcore-dmesg-incomplete.txt
}

@test "makedumpfile is asked if vmcore-dmesg fails" {
    setup_log
    rm "$crash/vmcore-dmesg.txt"
    stub vmcore-dmesg 'exit 50'
    run hook 0
    said "extracted from /proc/vmcore by makedumpfile"
    given extracted-by-makedumpfile
}

@test "what an extractor printed before it failed is used if there is nothing else" {
    setup_log
    rm "$crash/vmcore-dmesg.txt"
    stub vmcore-dmesg 'echo "[    1.0] partial"; exit 69'
    stub makedumpfile 'exit 1'
    # shellcheck disable=SC2016 # expanded by the stub
    program 'cat "$log" >"$out/diagnosis.txt"; echo end=crc32:00000000 >>"$out/diagnosis.txt"'
    run hook 0
    diagnosed "$crash"
    grep -q partial "$crash/diagnosis.txt"
}

@test "an extractor that never ends costs its share of the time only" {
    setup_log
    config "time_limit = 5"
    rm "$crash/vmcore-dmesg.txt"
    stub vmcore-dmesg 'while :; do echo "[    1.0] again"; done'
    seconds run hook 0
    [ "$took" -le 3 ]
    said "extracted from /proc/vmcore by makedumpfile"
    diagnosed "$crash"
}

@test "of a huge extracted log the end is kept, and it is said that it was cut" {
    setup_log
    rm "$crash/vmcore-dmesg.txt"
    stub vmcore-dmesg 'head -c 6000000 /dev/zero | tr "\0" x; echo; echo the last line'
    # shellcheck disable=SC2016 # expanded by the stub
    program 'stat -c %s "$log" >"$out/diagnosis.txt"; tail -n 1 "$log" >>"$out/diagnosis.txt"; echo end=crc32:00000000 >>"$out/diagnosis.txt"'
    run hook 0
    said "only the last 4 MiB"
    [ "$(head -n 1 "$crash/diagnosis.txt")" -le 4194305 ]
    grep -qx "the last line" "$crash/diagnosis.txt"
}

@test "the capture kernel's own log is handed on" {
    needs_stub dmesg
    setup_log
    run hook 0
    grep -q -e "--capture-log $root/run/kdump-diagnose/capture.log" "$root/arguments"
    grep -q "the capture kernel" "$root/run/kdump-diagnose/capture.log"
}

@test "with no log at all the hook's own file says so" {
    usual_crash
    rm "$crash/vmcore-dmesg.txt"
    run hook 1
    [ "$status" -eq 0 ]
    grep -q "had no log to read" "$crash/diagnosis.txt"
    [ "$(tail -n 1 "$crash/diagnosis.txt")" = end=hook ]
}
