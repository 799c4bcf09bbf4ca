# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# diagnosis: the log, the program, and a short file of our own where the program fails.
#
# Sourced by kdump-post, which sets $root, $run, $work and the settings.

# shellcheck disable=SC2034,SC2154 # variables are shared with kdump-post and its other parts

extract_cap=4194304     # bytes of an extracted log to keep: /run is memory, of which there is little

#
# The log
#

# The program reads /proc/vmcore by itself. Other tools are asked where it cannot, or for the hook's own file.
extract_log() {
    [ -n "$vmcore" ] || return 1
    for extractor in vmcore-dmesg makedumpfile; do
        command -v "$extractor" >/dev/null || continue
        extracted=$work/extracted-by-$extractor
        if step 10 extract "$extractor" && [ -s "$extracted" ]; then
            say "log extracted from /proc/vmcore by $extractor"
            log=$extracted
            return
        fi
        say "$extractor could not extract the whole log from /proc/vmcore"
        [ -n "$log" ] || [ ! -s "$extracted" ] || log=$extracted
    done
    [ -n "$log" ]
}

# Without pipefail the status of the first command must take another way.
extract() {
    echo 1 >"$work/extract"
    {
        case $1 in
        vmcore-dmesg) vmcore-dmesg "$vmcore" ;;
        makedumpfile) makedumpfile -F --dump-dmesg "$vmcore" ;;
        esac 2>/dev/null
        echo "$?" >"$work/extract"
    } | tail -c "$((extract_cap + 1))" >"$extracted"
    size=$(stat -c %s "$extracted" 2>/dev/null)
    [ "${size:-0}" -le "$extract_cap" ] || say "only the last $((extract_cap / 1048576)) MiB of the log are used"
    read -r status <"$work/extract"
    return "$status"
}

#
# The diagnosis. $text is the file in /run that holds what is shown and sent.
#

# analyse DIRECTORY: the program's result goes to DIRECTORY.
analyse() {
    set -- -o "$1"
    [ -z "$log" ] || set -- "$@" "$log"
    [ -z "$vmcore" ] || set -- --vmcore "$vmcore" "$@"
    [ ! -s "$run/capture.log" ] || set -- --capture-log "$run/capture.log" "$@"
    [ -z "$dump_status" ] || set -- --dump-status "$dump_status" "$@"
    [ -z "$config" ] || set -- -c "$config" "$@"
    "$program" "$@"
}

# Sets $trouble to what the program's end says, or to nothing.
judge() {
    trouble=
    if [ "$ended" = itself ] && [ "$1" -gt 128 ]; then
        trouble="died of signal $(($1 - 128))"
        return
    fi
    case $ended:$1 in
    itself:0 | itself:1) ;;
    itself:127) trouble="could not be started" ;;
    itself:2) trouble="did not understand the hook (status 2)" ;;
    itself:3) trouble="could not read the log (status 3)" ;;
    itself:4) trouble="could not write its result (status 4)" ;;
    itself:* | lost:*) trouble="failed (status $1)" ;;
    killed:*) trouble="did not finish in $((share / 100)) s and was killed" ;;
    left:*) trouble="did not finish in $((share / 100)) s and cannot be killed: the dump target does not answer" ;;
    esac
}

diagnose() {
    vmcore=
    [ ! -e "$root/proc/vmcore" ] || vmcore=$root/proc/vmcore
    text=
    trouble=
    if [ ! -x "$program" ]; then
        trouble="is not in this image"
    elif [ -z "$log$vmcore" ]; then
        trouble="had no log to read"
    else
        phase_end=$((phase_end - own_reserve))
        run_program
        if [ -n "$text" ] && [ -z "$log" ] && text_has class=unknown && extract_log; then run_program; fi
        phase_end=$((phase_end + own_reserve))
    fi
    [ -n "$text" ] || leave_own_file
}

run_program() {
    text=
    [ -z "$directory" ] || [ -n "$target_stuck" ] || diagnose_beside_dump
    [ -n "$text" ] || ! wants_memory || diagnose_in_memory
}

# text_has LINE: is it a line of $text?
text_has() {
    while IFS= read -r line; do
        [ "$line" != "$1" ] || return 0
    done <"$text"
    return 1
}

# What the program has written before it hung, most likely over the dump, is complete without what the dump tells.
diagnose_beside_dump() {
    step 30 analyse "$directory"
    judge "$?"
    if [ -n "$trouble" ]; then
        say "the program $trouble"
        case $trouble in "did not finish"*) ! keep_complete || return 0 ;; esac
        [ "$ended" != left ] || leave_target
        return
    fi
    if step 5 fetch_result; then
        say "wrote ${directory#"$root"}/diagnosis.txt"
        text=$work/text
    else
        trouble="left no diagnosis"
    fi
}

keep_complete() {
    stuck=$ended
    if step 5 fetch_program_result; then
        text=$work/text
        if text_has form=complete; then
            say "its diagnosis of the log was in ${directory#"$root"} by then, and is kept"
            return 0
        fi
    fi
    text=
    ended=$stuck
    return 1
}

# From now on nothing is asked of the target, if the log can be had without it.
leave_target() {
    target_stuck=yes
    [ -z "$vmcore" ] || log=
}

fetch_result() {
    of_this_boot "$directory/diagnosis.txt" && cat "$directory/diagnosis.txt" >"$work/text"
}

# kdump_test_id may name a directory that an earlier test has used.
of_this_boot() {
    [ -s "$1" ] || return 1
    read -r boot <"$work/boot"
    time=$(stat -c %Y "$1" 2>/dev/null) || return 0
    [ "$time" -ge "$boot" ]
}

# A second try makes sense if the target may have been the trouble.
wants_memory() {
    [ -n "$directory" ] && [ -z "$target_stuck" ] || return 0
    case $trouble in
    *"status 4"* | "did not finish"*) return 0 ;;
    esac
    return 1
}

diagnose_in_memory() {
    before=$trouble
    rm -f "$run/diagnosis.txt"
    step 25 analyse "$run"
    judge "$?"
    [ ! -s "$run/diagnosis.txt" ] || text=$run/diagnosis.txt
    [ -z "$text" ] || [ -z "$trouble" ] || text_has form=complete || text=
    if [ -n "$text" ]; then
        if [ -z "$target_stuck" ] && step 5 fetch_program_result; then
            say "beside the dump lies what could be written of the diagnosis"
        else
            say "the diagnosis is in /run/kdump-diagnose/diagnosis.txt only: it is lost at the reboot"
        fi
    else
        say "the program ${trouble:-left no diagnosis} (second try, result in memory)"
        trouble=${before:-${trouble:-left no diagnosis}}
    fi
}

# The hook's own file, marked as not the program's. It never takes the place of a diagnosis, however short.
leave_own_file() {
    say "the program $trouble: a short file says so"
    if [ -n "$log" ] || extract_log; then step 5 excerpt; fi
    own_file >"$work/own"
    text=$work/own
    [ -n "$directory" ] || return
    if [ -n "$target_stuck" ]; then
        say "nothing more is written to the dump target"
    elif step 5 fetch_program_result; then
        say "the program's short diagnosis in ${directory#"$root"} is kept"
        text=$work/text
    elif step 10 place_own_file; then
        say "wrote ${directory#"$root"}/diagnosis.txt (the hook's own)"
    else
        say "could not write ${directory#"$root"}/diagnosis.txt"
    fi
}

fetch_program_result() {
    fetch_result || return 1
    last=$(tail -n 1 "$work/text")
    [ "$last" != end=hook ]
}

own_file() {
    echo "kdump-diagnose could not analyse this crash: the program $trouble."
    echo "This file was written by the hook instead; the log itself is not affected."
    echo
    case $dump_status in
    '') echo "dump:  status unknown" ;;
    0) echo "dump:  saved (status 0)" ;;
    *) echo "dump:  saving it failed (status $dump_status)" ;;
    esac
    case $log in
    '') echo "log:   none found" ;;
    "$work"*) echo "log:   read from /proc/vmcore" ;;
    *) echo "log:   ${log##*/} in this directory" ;;
    esac
    if [ -s "$work/excerpt" ]; then
        echo
        cat "$work/excerpt"
    fi
    echo end=hook
}

# The last lines that announce a death, else the last lines.
excerpt() {
    tail_text=$(tail -c 16384 "$log")
    IFS='
'
    set -f
    # shellcheck disable=SC2086 # to be split into lines
    set -- $tail_text
    IFS=$standard_ifs
    death_lines "$@" >"$work/excerpt"
    [ ! -s "$work/excerpt" ] || return 0
    [ "$#" -le 8 ] || shift "$(($# - 8))"
    excerpt_lines "last lines of the log:" "$@" >"$work/excerpt"
}

death_lines() {
    lines=
    number=0
    for line in "$@"; do
        case $line in
        *"Kernel panic"* | *BUG:* | *"kernel BUG at"* | *Oops* | *"general protection"* | *"divide error"* | *RIP:*)
            lines="$lines$line
"
            number=$((number + 1))
            [ "$number" -le 8 ] || lines=${lines#*"
"}
            ;;
        esac
    done
    [ -n "$lines" ] || return 0
    IFS='
'
    # shellcheck disable=SC2086 # to be split into lines
    set -- $lines
    IFS=$standard_ifs
    excerpt_lines "lines of the log that tell of the crash:" "$@"
}

excerpt_lines() {
    echo "$1"
    shift
    for line in "$@"; do
        clean "$line" 200
        printf '  %s\n' "$clean"
    done
}

# Only sync with the name of a file waits for this file system alone; old ones sync everything.
place_own_file() {
    part=$directory/diagnosis.txt.incomplete
    if cat "$work/own" >"$part" && sync "$part" && mv -f "$part" "$directory/diagnosis.txt"; then
        sync "$directory"
    else
        rm -f "$part"
        return 1
    fi
}

# On the console: the first lines; if there is no place where they last, all but the block for programs.
show() {
    shown=0
    most=8
    [ "$text" != "$run/diagnosis.txt" ] || most=80
    while IFS= read -r line && [ "$shown" -lt "$most" ] && [ "$line" != -- ]; do
        [ -n "$line" ] || continue
        clean "$line" 160
        say "| $clean"
        shown=$((shown + 1))
    done <"$text"
}
