#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What the hook does with the program's result, or without one. Use: bats tests/hook/program.bats

# shellcheck disable=SC2154 # set by helpers and bats: root crash took output status lines
# shellcheck disable=SC2030,SC2031 # a test is a subshell, and no test wants another's variables

load helpers

own_file_says() { # TEXT: the hook's own file is in the crash directory and says TEXT
    [ "$(tail -n 1 "$crash/diagnosis.txt")" = end=hook ] || { echo "$output"; false; }
    head -n 1 "$crash/diagnosis.txt" | grep -q "could not analyse this crash: .*$1" ||
        { cat "$crash/diagnosis.txt"; false; }
}

nothing_left_running() { # MARK: no process has MARK in its command line
    refute grep -qs "$1" /proc/[0-9]*/cmdline
}

@test "the diagnosis lies beside the dump and its first lines are on the console" {
    usual_crash
    run hook 0
    [ "$status" -eq 0 ]
    diagnosed "$crash"
    said "wrote /kdumproot/crash/${crash##*/}/diagnosis.txt"
    said "| title of vmcore-dmesg.txt"
    said "| cause: a cause"
}

@test "the program gets configuration, status, capture log, directory and log, and nothing else" {
    needs_stub dmesg
    usual_crash
    run hook 7
    [ "$(cat "$root/arguments")" = "-c $root/etc/kdump-diagnose.conf --dump-status 7 --capture-log $root/run/kdump-diagnose/capture.log -o $crash $crash/vmcore-dmesg.txt" ]
}

@test "without an argument no dump status is handed on" {
    usual_crash
    run hook
    [ "$status" -eq 0 ]
    said "no dump status given"
    refute grep -q -e --dump-status "$root/arguments"
    diagnosed "$crash"
}

@test "an argument that is no number is not handed on" {
    usual_crash
    # shellcheck disable=SC2016 # not to be expanded by anyone
    for argument in -1 1x 'x; reboot' '$(id)' ' '; do
        run hook "$argument"
        [ "$status" -eq 0 ]
        said "not a dump status"
    done
    refute grep -q -e --dump-status "$root/arguments"
}

@test "without the program the hook's own file says so and ends with the log's last words" {
    usual_crash
    rm "$root/usr/bin/kdump-diagnose"
    run hook 0
    [ "$status" -eq 0 ]
    own_file_says "is not in this image"
    grep -q "Kernel panic - not syncing: test" "$crash/diagnosis.txt"
    grep -q "status 0" "$crash/diagnosis.txt"
    grep -q "vmcore-dmesg.txt" "$crash/diagnosis.txt"
    [ "$(stat -c %a "$crash/diagnosis.txt")" = 600 ]
}

@test "a program that cannot be executed is told apart from one that failed" {
    usual_crash
    printf '#!/nowhere/interpreter\n' >"$root/usr/bin/kdump-diagnose"
    run hook 0
    own_file_says "could not be started"
}

@test "a program that fails leaves the hook's own file" {
    usual_crash
    for code in 2 3 99; do
        program "exit $code"
        rm -f "$crash/diagnosis.txt"
        run hook 0
        [ "$status" -eq 0 ]
        own_file_says "(status $code)"
    done
}

@test "a program that crashes leaves the hook's own file" {
    usual_crash
    # shellcheck disable=SC2016 # expanded by the stub
    program 'kill -SEGV $$'
    run hook 0
    [ "$status" -eq 0 ]
    own_file_says "died of signal 11"
}

@test "a program that finds no crash but writes a diagnosis is believed" {
    usual_crash
    # shellcheck disable=SC2016 # expanded by the stub
    program 'echo end=crc32:00000000 >"$out/diagnosis.txt"; exit 1'
    run hook 0
    diagnosed "$crash"
}

@test "a program that finds no crash and writes nothing leaves the hook's own file" {
    usual_crash
    program 'exit 1'
    run hook 0
    own_file_says "left no diagnosis"
}

@test "a program that cannot write beside the dump is run again with the result in memory" {
    usual_crash
    # shellcheck disable=SC2016 # expanded by the stub
    program 'case $out in */crash/*) exit 4 ;; esac; printf "a title\nend=crc32:00000000\n" >"$out/diagnosis.txt"'
    run hook 1
    [ "$status" -eq 0 ]
    said "could not write its result (status 4)"
    said "in /run/kdump-diagnose/diagnosis.txt only"
    said "| a title"
    diagnosed "$root/run/kdump-diagnose"
}

@test "a program that hangs is killed with all its children, and the hook returns in time" {
    usual_crash
    config "time_limit = 5"
    mark=sleep-$RANDOM-$$
    cp "$(command -v sleep)" "$root/usr/bin/$mark"
    program "trap '' TERM HUP INT; while :; do $mark 1000; done"
    seconds run hook 0
    [ "$status" -eq 0 ]
    [ "$took" -lt 5 ]
    own_file_says "did not finish"
    nothing_left_running "$mark"
}

@test "the short diagnosis of a program that hangs is not replaced by the hook's file" {
    usual_crash
    config "time_limit = 5"
    # shellcheck disable=SC2016 # expanded by the stub
    program 'printf "minimal\nend=crc32:00000000\n" >"$out/diagnosis.txt"; sleep 1000'
    run hook 0
    grep -qx minimal "$crash/diagnosis.txt"
    said "short diagnosis in /kdumproot/crash/${crash##*/} is kept"
    said "| minimal"
}

@test "a diagnosis of an earlier boot is not taken for this crash's" {
    usual_crash
    mkdir "$root/kdumproot/crash/kdump-test-1"
    mv "$crash"/* "$root/kdumproot/crash/kdump-test-1"
    crash=$root/kdumproot/crash/kdump-test-1
    echo kdump_test_id=1 >"$root/proc/cmdline"
    printf 'old\nend=crc32:00000000\n' >"$crash/diagnosis.txt"
    touch -d @1000000000 "$crash/diagnosis.txt"
    program 'exit 3'
    run hook 0
    own_file_says "status 3"
}

@test "a directory in which nothing can be created costs the file but not the result" {
    usual_crash
    rm "$root/usr/bin/kdump-diagnose"
    mkdir "$crash/diagnosis.txt.incomplete"
    run hook 0
    [ "$status" -eq 0 ]
    said "could not write"
    said "| kdump-diagnose could not analyse"
}

@test "when the disk is full no half of the hook's own file is left" {
    usual_crash
    rm "$root/usr/bin/kdump-diagnose"
    ln -s /dev/full "$crash/diagnosis.txt.incomplete"
    run hook 1
    [ "$status" -eq 0 ]
    said "could not write"
    [ ! -e "$crash/diagnosis.txt" ]
    [ ! -L "$crash/diagnosis.txt.incomplete" ]
}

@test "the time limit holds over a worker that itself hangs" {
    usual_crash
    config "time_limit = 5"
    mark=sleep-$RANDOM-$$
    cp "$(command -v sleep)" "$root/usr/bin/$mark"
    needs_stub dmesg
    stub dmesg "$mark 1000"
    seconds run hook 0
    [ "$status" -eq 0 ]
    [ "$took" -ge 4 ]
    [ "$took" -le 6 ]
    said "not finished within 5 s"
    nothing_left_running "$mark"
}

@test "running twice is harmless" {
    usual_crash
    run hook 0
    cp "$crash/diagnosis.txt" "$root/first"
    run hook 0
    [ "$status" -eq 0 ]
    cmp "$root/first" "$crash/diagnosis.txt"
    [ "$(find "$crash" -type f | wc -l)" -eq 3 ]
}

@test "a failing second run does not replace the diagnosis of the first" {
    usual_crash
    run hook 0
    program 'exit 3'
    run hook 0
    diagnosed "$crash"
}

@test "the dump's own files are not touched" {
    usual_crash
    touch -d @1500000000 "$crash"/*
    before=$(cd "$crash" && stat -c '%n %a %Y %s %i' vmcore vmcore-dmesg.txt)
    run hook 0
    rm "$root/usr/bin/kdump-diagnose"
    run hook 0
    [ "$before" = "$(cd "$crash" && stat -c '%n %a %Y %s %i' vmcore vmcore-dmesg.txt)" ]
}

@test "escapes and control bytes of a log reach neither the console nor the hook's own file" {
    usual_crash
    rm "$root/usr/bin/kdump-diagnose"
    printf '[ 1.0] Kernel panic \033[31m\007\r\233 \302\233 red\n' >"$crash/vmcore-dmesg.txt"
    run hook 0
    LC_ALL=C grep -q 'Kernel panic \[31m  red$' "$crash/diagnosis.txt"
    [ -z "$(printf '%s' "$output" | LC_ALL=C tr -d '\n -~')" ]
    [ -z "$(LC_ALL=C tr -d '\n -~' <"$crash/diagnosis.txt")" ]
}

@test "escapes from the program's messages and result do not reach the console" {
    usual_crash
    # shellcheck disable=SC2016 # expanded by the stub
    program 'printf "warning \033[2J\n" >&2; printf "title \033]0;x\007\n\nend=crc32:00000000\n" >"$out/diagnosis.txt"'
    run hook 0
    said "kdump-diagnose: warning [2J"
    said "| title ]0;x"
    [ -z "$(printf '%s' "$output" | LC_ALL=C tr -d '\n -~')" ]
}

@test "a program that floods the console is cut short" {
    usual_crash
    # shellcheck disable=SC2016 # expanded by the stub
    program 'yes flood | head -n 5000 >&2; echo end=crc32:00000000 >"$out/diagnosis.txt"'
    run hook 0
    [ "${#lines[@]}" -lt 40 ]
}

@test "the hook's own file stays small whatever the log holds" {
    usual_crash
    rm "$root/usr/bin/kdump-diagnose"
    yes "BUG: $(head -c 3000 /dev/zero | tr '\0' x)" | head -n 200 >"$crash/vmcore-dmesg.txt"
    run hook 0
    own_file_says "is not in this image"
    [ "$(stat -c %s "$crash/diagnosis.txt")" -le 4096 ]
}

@test "without a line that tells of death the last lines of the log are shown" {
    usual_crash
    rm "$root/usr/bin/kdump-diagnose"
    seq -f 'line %g' 100 >"$crash/vmcore-dmesg.txt"
    run hook 0
    grep -q "  line 93" "$crash/diagnosis.txt"
    grep -q "  line 100" "$crash/diagnosis.txt"
    refute grep -q "  line 92" "$crash/diagnosis.txt"
}
