#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What the hook may be started with, and bad configuration. Use: bats tests/hook/surroundings.bats

# shellcheck disable=SC2154 # set by helpers and bats: root crash took output status lines

load helpers

@test "it works with an empty environment and in any directory" {
    usual_crash
    cd "$BATS_TEST_TMPDIR"
    run env -i KDUMP_DIAGNOSE_ROOT="$root" "${HOOK_COMMAND[@]}" 0
    [ "$status" -eq 0 ]
    diagnosed "$crash"
    [ "$(ls "$BATS_TEST_TMPDIR")" = root ]
}

@test "a misleading environment does not mislead it" {
    usual_crash
    run env PATH=/nonexistent IFS=/ CDPATH=/tmp LC_ALL=xx_YY HOME=/nonexistent netconsole=x log=/etc/passwd \
        directory=/tmp failed=yes config=/x run=/x KDUMP_DIAGNOSE_ROOT="$root" \
        "$(command -v "${HOOK_COMMAND[0]}")" "${HOOK_COMMAND[@]:1}" 0
    [ "$status" -eq 0 ]
    diagnosed "$crash"
    never_said netconsole
}

@test "it works with standard input, output and error closed" {
    usual_crash
    run hook 0 <&- >&- 2>&-
    [ "$status" -eq 0 ]
    diagnosed "$crash"
    [ -z "$(find "$crash" -type f -exec grep -l 'kdump-diagnose:' {} +)" ]
}

@test "it survives a reader of its messages that has gone, with and without SIGPIPE ignored" {
    usual_crash
    mkfifo "$BATS_TEST_TMPDIR/fifo"
    for ignore in --ignore-signal=PIPE --default-signal=PIPE; do
        rm -f "$crash/diagnosis.txt"
        : <"$BATS_TEST_TMPDIR/fifo" &
        exec {gone}>"$BATS_TEST_TMPDIR/fifo"
        wait "$!"
        code=0
        env "$ignore" KDUMP_DIAGNOSE_ROOT="$root" "${HOOK_COMMAND[@]}" 0 >&"$gone" 2>&1 || code=$?
        exec {gone}>&-
        [ "$code" -eq 0 ]
        diagnosed "$crash"
    done
}

@test "signals inherited as ignored do no harm" {
    usual_crash
    run env --ignore-signal=PIPE,TERM,ALRM,CHLD,HUP KDUMP_DIAGNOSE_ROOT="$root" "${HOOK_COMMAND[@]}" 0
    [ "$status" -eq 0 ]
    diagnosed "$crash"
    never_said "given up"
}

@test "the time limit holds with signals inherited as ignored" {
    usual_crash
    config "time_limit = 5"
    program 'exec sleep 1000'
    seconds run env --ignore-signal=PIPE,TERM,ALRM,CHLD KDUMP_DIAGNOSE_ROOT="$root" "${HOOK_COMMAND[@]}" 0
    [ "$status" -eq 0 ]
    [ "$took" -lt 5 ]
    [ "$(tail -n 1 "$crash/diagnosis.txt")" = end=hook ]
}

@test "the log descriptors of kdump's shells are not handed on to children" {
    usual_crash
    # shellcheck disable=SC2016 # expanded by the stub
    program 'ls -l /proc/self/fd >"$here/descriptors"; exit 1'
    case ${HOOK_COMMAND[0]} in
    bash*) run hook 0 9>"$root/log9" 15>"$root/log15" ;;
    *) run hook 0 9>"$root/log9" ;; # these shells know one digit, and leave 9 open themselves
    esac
    [ "$status" -eq 0 ]
    grep -q "/dev/null" "$root/descriptors"
    refute grep -q "$root/log" "$root/descriptors"
}

@test "a descriptor that the shell cannot close does no harm" {
    usual_crash
    run hook 0 15>"$root/log15"
    [ "$status" -eq 0 ]
    diagnosed "$crash"
    never_said "not found"
}

@test "a process that outlives the hook does not hold its output open" {
    usual_crash
    config "time_limit = 5"
    # A child that has left the tree stands for one that cannot be killed.
    # shellcheck disable=SC2016 # expanded by the stub
    program '(setsid sleep 7 &) ; echo end=crc32:00000000 >"$out/diagnosis.txt"'
    seconds run hook 0
    [ "$took" -lt 4 ]
    diagnosed "$crash"
}

@test "nothing at all in the root ends in exit status 0" {
    rm -rf "${root:?}"/*
    run hook 0
    [ "$status" -eq 0 ]
}

@test "no place for working files ends in exit status 0" {
    usual_crash
    rmdir "$root/run"
    : >"$root/run"
    run hook 0
    [ "$status" -eq 0 ]
    said "no place for working files"
}

@test "bad lines and unknown keys of the configuration are survived" {
    usual_crash
    # shellcheck disable=SC2016 # not to be expanded by anyone
    config 'no equals sign' '= x' 'unknown = y' '"' "'" '$(reboot) = `reboot`' $'time_limit = 7\r' '# time_limit = 9'
    run hook 0
    [ "$status" -eq 0 ]
    said "not 'key = value', ignored: no equals sign"
    never_said "time_limit"
    diagnosed "$crash"
}

@test "a time limit that is no number from 5 to 300 is named and not used" {
    usual_crash
    for value in '' 4 301 30s -5 1e2 99999999999999999999 '5 6' 0x10 010; do
        config "time_limit = $value"
        run hook 0
        [ "$status" -eq 0 ]
        said "time_limit is not a number from 5 to 300"
        diagnosed "$crash"
    done
}

@test "a configuration that is a directory, unreadable or absent is survived" {
    usual_crash
    rm "$root/etc/kdump-diagnose.conf"
    run hook 0
    said "the defaults hold"
    diagnosed "$crash"
    refute grep -q -e '-c ' "$root/arguments"
    mkdir "$root/etc/kdump-diagnose.conf"
    run hook 0
    [ "$status" -eq 0 ]
    diagnosed "$crash"
}

@test "a sleep that knows whole seconds only makes it slower, not wrong" {
    needs_stub sleep
    usual_crash
    # shellcheck disable=SC2016 # expanded by the stub
    stub sleep 'case $1 in *.*) exit 1 ;; esac; exec /bin/sleep "$1"'
    run hook 0
    [ "$status" -eq 0 ]
    diagnosed "$crash"
}

@test "a part of the hook that is missing is said, and the hook still exits 0" {
    usual_crash
    rm "$root/usr/lib/kdump-diagnose/netconsole.sh"
    run hook 0
    [ "$status" -eq 0 ]
    said "netconsole.sh is not in this image"
}
