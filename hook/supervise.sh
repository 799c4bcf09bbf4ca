# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# supervise: telling people, and children that end in time or are left behind.
#
# Sourced by kdump-post, which sets $root, $run, $work and the settings.

# shellcheck disable=SC2034,SC2154 # variables are shared with kdump-post and its other parts

#
# Telling people
#

# One line to the console. Text from a log goes through clean() first.
say() {
    printf 'kdump-diagnose: %s\n' "$*" >&2
}

# Sets $clean to at most $2 bytes of $1 without control bytes, escapes and bytes above ASCII.
clean() {
    rest=$1
    if [ "${#rest}" -gt "$2" ]; then # only now, because $( ) is a process
        rest=$(printf "%.${2}s." "$1")
        rest=${rest%.}
    fi
    clean=
    while case $rest in *[!\ -~]*) true ;; *) false ;; esac; do
        piece=${rest%%[!\ -~]*}
        clean=$clean$piece
        rest=${rest#"$piece"}
        rest=${rest#?}
    done
    clean=$clean$rest
}

# Sets $trimmed to $1 without blanks at both ends.
trim() {
    trimmed=${1#"${1%%[![:space:]]*}"}
    trimmed=${trimmed%"${trimmed##*[![:space:]]}"}
}

#
# Time and processes. All times are hundredths of a second since boot: the wall clock may jump.
#

now() {
    read -r now _ </proc/uptime
    now=$((${now%.*} * 100 + 1${now#*.} - 100))
}

# Most of the time is spent in naps, and the capture kernel has one processor: where the shell can wait
# without a process of its own (bash, busybox), it waits for a pipe into which nobody writes.
prepare_naps() {
    doze=
    mkfifo "$work/doze" 2>/dev/null || return 0
    exec 8<>"$work/doze"
    doze_for 0.01
    [ "$?" -eq 2 ] || doze=yes # 2: dash has no such option
}

doze_for() {
    # shellcheck disable=SC3045 # only where it works
    read -r -t "$1" _ <&8
} 2>/dev/null

# Sleeps $delay hundredths and makes the next sleep longer. An old sleep may know whole seconds only.
nap() {
    case $delay in
    ?) duration=0.0$delay ;;
    *) duration=0.$delay ;;
    esac
    if [ -n "$doze" ]; then
        doze_for "$duration"
        longest=4
    else
        sleep "$duration" 2>/dev/null || sleep 1
        longest=20
    fi
    delay=$((delay + delay / 2 + 1))
    [ "$delay" -le "$longest" ] || delay=$longest
}

# wait_until TIME COMMAND...: until COMMAND succeeds, at the latest until TIME.
wait_until() {
    wait_end=$1
    shift
    delay=2
    until "$@"; do
        now
        [ "$now" -lt "$wait_end" ] || return 1
        nap
    done
}

alive() {
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    case ${stat##*) } in
    [ZXx]*) return 1 ;;
    esac
}

none_alive() {
    for pid in $1; do
        ! alive "$pid" || return 1
    done
}

# Sets $tree to $1 and its descendants, each stopped before its children are looked for, so that
# none can fork in between. /proc/PID/task/TID/children would be shorter, but is a kernel option.
# Processes older than $1 have lower numbers so soon after boot, and need not be read.
stop_tree() {
    tree=$1
    kill -STOP "$1"
    found=yes
    while [ -n "$found" ]; do
        found=
        for file in /proc/[0-9]*; do
            pid=${file#/proc/}
            [ "$pid" -gt "$1" ] || continue
            read -r stat <"$file/stat" || continue
            parent=${stat##*) }
            parent=${parent#? }
            parent=${parent%% *}
            case " $tree " in
            *" $pid "*) ;;
            *" $parent "*) kill -STOP "$pid" && tree="$tree $pid" && found=yes ;;
            esac
        done
    done
}

# Fails if something is left that does not die: it sleeps uninterruptibly.
kill_tree() {
    stop_tree "$1"
    # shellcheck disable=SC2086 # a list of numbers
    kill -KILL $tree
    now
    wait_until "$((now + 30))" none_alive "$tree" || return 1
    wait "$1" # it is dead: this only keeps bash from announcing it
    true
} 2>/dev/null

# run_limited HUNDREDTHS COMMAND...: runs COMMAND in a child and returns its status. $ended tells:
#   itself  it came to its end        killed  it did not in time, and was killed
#   lost    somebody else killed it   left    it did not die and was left behind
run_limited() {
    limit=$1
    shift
    count=$((count + 1))
    id=$prefix$count
    child "$@" &
    child=$!
    now
    run_end=$((now + limit))
    delay=1
    until status_known || ! alive "$child"; do
        now
        if [ "$now" -ge "$run_end" ]; then
            ended=killed
            kill_tree "$child" || ended=left
            return 124
        fi
        nap
    done
    ended=itself
    status_known && return "$status"
    ended=lost
    return 137
}

# What a child counts and numbers has its own number in front, so that no two files have one name.
# exec, because a plain redirection leaves the old descriptors open, under other numbers, in a child that
# sleeps before its own exec: whoever reads our output to its end would wait for that child.
child() {
    prefix=$id.
    count=0
    [ "$1" = worker ] || exec >"$work/${prefix}messages" 2>&1
    "$@"
    echo "$?" >"$work/${prefix}status"
}

# A status file and not wait: SIGCHLD may be inherited as ignored, and then statuses are lost.
status_known() {
    { read -r status <"$work/$id.status"; } 2>/dev/null
}

# step PERCENT COMMAND...: a limited child with a share of the whole time, but not beyond $phase_end.
# It holds none of our descriptors, because it may outlive us: what it says is passed on afterwards.
step() {
    now
    share=$((time_limit * $1))
    [ "$share" -ge 100 ] || share=100
    [ "$share" -le $((phase_end - now)) ] || share=$((phase_end - now))
    [ "$share" -ge 10 ] || share=10
    shift
    run_limited "$share" "$@"
    step_status=$?
    pass_on "$work/$id.messages"
    return "$step_status"
}

pass_on() {
    lines=0
    [ -s "$1" ] || return 0
    while IFS= read -r line && [ "$lines" -lt 20 ]; do
        clean "$line" 300
        say "${clean#kdump-diagnose: }"
        lines=$((lines + 1))
    done <"$1"
}
