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

without_log() { # the program gets no log but that in /proc/vmcore
    [[ $(tail -n 1 "$root/arguments") == *" --vmcore $root/proc/vmcore -o "$1 ]] || {
        cat "$root/arguments"
        false
    }
}

# A program that can make nothing of /proc/vmcore, but something of a log.
blind_program() {
    # shellcheck disable=SC2016 # expanded by the stub
    program 'if [ -n "$log" ]; then cat "$log"; else echo class=unknown; fi >"$out/diagnosis.txt"
echo end=crc32:00000000 >>"$out/diagnosis.txt"'
}

@test "/proc/vmcore is handed on beside the log, where there is one" {
    setup_log
    run hook 0
    grep -q -e "--vmcore $root/proc/vmcore " "$root/arguments"
    rm "$root/proc/vmcore"
    run hook 0
    refute grep -q -e --vmcore <(tail -n 1 "$root/arguments")
}

@test "an empty vmcore-dmesg.txt is no log: the program reads the one in /proc/vmcore" {
    setup_log
    : >"$crash/vmcore-dmesg.txt"
    run hook 0
    without_log "$crash"
    never_said extracted
    diagnosed "$crash"
}

@test "an incomplete log goes to the program, which has /proc/vmcore for what it lacks" {
    setup_log
    mv "$crash/vmcore-dmesg.txt" "$crash/vmcore-dmesg-incomplete.txt"
    run hook 1
    given vmcore-dmesg-incomplete.txt
    grep -q -e "--vmcore $root/proc/vmcore " "$root/arguments"
}

@test "where the program finds nothing in /proc/vmcore, vmcore-dmesg is asked for the log" {
    setup_log
    blind_program
    rm "$crash/vmcore-dmesg.txt"
    run hook 0
    said "extracted from /proc/vmcore by vmcore-dmesg"
    given extracted-by-vmcore-dmesg
    grep -q "from vmcore-dmesg" "$crash/diagnosis.txt"
}

@test "makedumpfile is asked if vmcore-dmesg fails" {
    setup_log
    blind_program
    rm "$crash/vmcore-dmesg.txt"
    stub vmcore-dmesg 'exit 50'
    run hook 0
    said "extracted from /proc/vmcore by makedumpfile"
    given extracted-by-makedumpfile
}

@test "without the program the log is extracted for the hook's own file" {
    setup_log
    rm "$crash/vmcore-dmesg.txt" "$root/usr/bin/kdump-diagnose"
    run hook 0
    grep -q "from vmcore-dmesg" "$crash/diagnosis.txt"
    grep -q "read from /proc/vmcore" "$crash/diagnosis.txt"
    [ "$(tail -n 1 "$crash/diagnosis.txt")" = end=hook ]
}

@test "what an extractor printed before it failed is used if there is nothing else" {
    setup_log
    blind_program
    rm "$crash/vmcore-dmesg.txt"
    stub vmcore-dmesg 'echo "[    1.0] partial"; exit 69'
    stub makedumpfile 'exit 1'
    run hook 0
    diagnosed "$crash"
    grep -q partial "$crash/diagnosis.txt"
}

@test "a program that hangs over /proc/vmcore has left the diagnosis of the log, which is kept" {
    setup_log
    config "time_limit = 5"
    # shellcheck disable=SC2016 # expanded by the stub
    program 'printf "%s\n" "of the log" form=complete end=crc32:00000000 >"$out/diagnosis.txt"; sleep 1000'
    seconds run hook 0
    [ "$took" -lt 5 ]
    said "did not finish"
    said "and is kept"
    said "| of the log"
    diagnosed "$crash"
    [ "$(wc -l <"$root/arguments")" -eq 1 ]
}

@test "an extractor that never ends costs its share of the time only" {
    setup_log
    config "time_limit = 10"
    blind_program
    rm "$crash/vmcore-dmesg.txt"
    stub vmcore-dmesg 'while :; do echo "[    1.0] again"; done'
    seconds run hook 0
    [ "$took" -le 6 ]
    said "extracted from /proc/vmcore by makedumpfile"
    diagnosed "$crash"
}

@test "of a huge extracted log the end is kept, and it is said that it was cut" {
    setup_log
    rm "$crash/vmcore-dmesg.txt"
    stub vmcore-dmesg 'head -c 6000000 /dev/zero | tr "\0" x; echo; echo the last line'
    # shellcheck disable=SC2016 # expanded by the stub
    program 'if [ -n "$log" ]; then stat -c %s "$log"; tail -n 1 "$log"; else echo class=unknown; fi >"$out/diagnosis.txt"
echo end=crc32:00000000 >>"$out/diagnosis.txt"'
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
