# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# find-dump: the crash directory of this crash, and no older one.
#
# Sourced by kdump-post, which sets $root, $run, $work and the settings.

# shellcheck disable=SC2034,SC2154 # variables are shared with kdump-post and its other parts

# The image's kdump.conf is rewritten when the image is built: an implicit target is appended at the
# end, so the last value wins. RHEL 7 leaves trailing comments, kdump-utils strips quotes.
read_kdump_conf() {
    target_type=
    target=
    path=/var/crash
    [ -r "$root/etc/kdump.conf" ] || return 0
    while IFS= read -r line || [ -n "$line" ]; do
        trim "${line%%#*}"
        line=$trimmed
        trim "${line#"${line%%[[:space:]]*}"}"
        case $trimmed in
        \"*\") trimmed=${trimmed#\"} trimmed=${trimmed%\"} ;;
        esac
        set_kdump_option "${line%%[[:space:]]*}" "$trimmed"
    done <"$root/etc/kdump.conf"
}

set_kdump_option() {
    case $1 in
    path) path=$2 ;;
    ext2 | ext3 | ext4 | xfs | btrfs | minix | virtiofs | f2fs | nfs | nfs4 | ssh | raw)
        target_type=$1
        target=$2
        ;;
    dracut_args)
        case $2 in *--mount*) set_mount_argument "${2#*--mount}" ;; esac
        ;;
    esac
}

# dracut_args --mount "DEVICE MOUNT-POINT TYPE OPTIONS", mounted at MOUNT-POINT verbatim
set_mount_argument() {
    argument=${1#=}
    trim "$argument"
    argument=${trimmed#[\"\']}
    argument=${argument%%[\"\']*}
    read -r _ mount_point mount_type _ <<END
$argument
END
    case $mount_type in
    nfs*) target_type=$mount_type target=$argument ;;
    *) target_type=mount target=$mount_point ;;
    esac
}

# Sets $text to $1 with the kernel's octal escapes (\040 is a blank) undone.
unescape() {
    text=
    rest=$1
    while case $rest in *\\[0-7][0-7][0-7]*) true ;; *) false ;; esac; do
        piece=${rest%%\\[0-7][0-7][0-7]*}
        rest=${rest#"$piece"\\}
        octal=${rest%"${rest#???}"}
        # shellcheck disable=SC2059 # the format is the escape
        byte=$(printf "\\${octal}x")
        text=$text$piece${byte%x}
        rest=${rest#???}
    done
    text=$text$rest
}

# Sets $device to the target's name under /dev and $device_number to its major:minor, as far as known.
resolve_target() {
    device=$target
    device_number=
    case $target in
    UUID=*) device=/dev/disk/by-uuid/${target#UUID=} ;;
    LABEL=*) device=/dev/disk/by-label/${target#LABEL=} ;;
    PARTUUID=*) device=/dev/disk/by-partuuid/${target#PARTUUID=} ;;
    PARTLABEL=*) device=/dev/disk/by-partlabel/${target#PARTLABEL=} ;;
    esac
    case $device in
    /*) ;;
    *) return ;;
    esac
    real=$(readlink -f "$root$device") && [ -n "$real" ] && device=${real#"$root"}
    { read -r device_number <"$root/sys/class/block/${device##*/}/dev"; } 2>/dev/null
}

# Sets $mounts to the mount points where the target can be, one a line: those of its device, else all
# at or under /kdumproot, else /sysroot. A btrfs has no device number of its own: its name must do.
find_mounts() {
    by_device=
    by_kdumproot=
    by_sysroot=
    while read -r _ _ number _ point _ rest; do
        rest=${rest#*- }
        rest=${rest#* }
        unescape "${rest%% *}"
        source=$text
        unescape "$point"
        case $number:$source in
        "$device_number":* | *:"$device" | *:"$target") by_device="$by_device$text
" ;;
        esac
        case $text in
        /kdumproot | /kdumproot/*) by_kdumproot="$by_kdumproot$text
" ;;
        /sysroot) by_sysroot=/sysroot ;;
        esac
    done <"$root/proc/self/mountinfo"
    mounts=${by_device:-${by_kdumproot:-$by_sysroot}}
}

# If the target was not mounted, a directory of its name may be on the image's own root, in memory.
on_initramfs() {
    real=$(cd -P "$1" 2>/dev/null && pwd -P) || return 0
    real=${real#"$root"}
    longest=0
    while read -r _ _ number _ point _; do
        unescape "$point"
        [ "$text" != / ] || root_number=$number
        text=${text%/}/
        case $real/ in
        "$text"*) [ "${#text}" -lt "$longest" ] || { longest=${#text} real_number=$number; } ;;
        esac
    done <"$root/proc/self/mountinfo"
    [ "$real_number" = "$root_number" ]
}

# Stamps as plain numbers: the capture kernel's boot, and now, in local time. kdump takes its stamp
# from the same clock and zone, so that this holds however wrong the clock is.
read_window() {
    window=$(date '+%s %Y%m%d%H%M%S') || return 1
    newest_stamp=${window#* }
    read -r seconds _ <"$root/proc/uptime"
    boot=$((${window%% *} - ${seconds%.*} - 2))
    oldest_stamp=$(date -d "@$boot" +%Y%m%d%H%M%S) || return 1
}

digits='[0-9][0-9]'
day="$digits$digits-$digits-$digits"

# Sets $number to the digits of a stamp.
stamp_number() {
    IFS=-:
    # shellcheck disable=SC2086 # to be split
    set -- $1
    IFS=$standard_ifs
    number=$1$2$3$4$5${6-}
}

# newest_below BASE PREFIX PATTERN OLDEST NEWEST: sets $directory to the newest entry of BASE that is
# PREFIX and a stamp of this capture boot. An older one is another crash's: never that.
newest_below() {
    best=0
    directory=
    for entry in "$1"/*; do
        name=${entry##*/}
        # shellcheck disable=SC2254 # a pattern
        case $name in
        "$2"$3) stamp_number "${name#"$2"}" ;;
        *) continue ;;
        esac
        [ "$number" -ge "$4" ] || continue
        [ "$number" -le "$5" ] || continue
        [ "$number" -gt "$best" ] || continue
        has_dump "$entry" || continue
        best=$number
        directory=$entry
    done
    [ -n "$directory" ]
}

has_dump() {
    for file in "$1"/vmcore* "$1"/dmesg*; do
        [ ! -e "$file" ] || return 0
    done
    return 1
}

# The directory of a kdump test run has no stamp.
read_test_id() {
    test_id=
    { read -r cmdline <"$root/proc/cmdline"; } 2>/dev/null
    set -f
    for word in $cmdline; do
        case $word in
        kdump_test_id=*/*) ;;
        kdump_test_id=?*) test_id=${word#kdump_test_id=} ;;
        esac
    done
    set +f
}

find_redhat_directory() {
    read_kdump_conf
    case $target_type in
    raw)
        say "a raw dump target holds no files: the diagnosis is only shown and sent"
        return 1
        ;;
    nfs* | ssh)
        say "a dump target of type $target_type is not supported yet: nothing is written beside the dump"
        return 1
        ;;
    mount) mounts=$target ;;
    '') mounts=/sysroot ;;
    *)
        resolve_target
        find_mounts
        ;;
    esac
    read_test_id
    IFS='
'
    set -f
    for mount in $mounts; do
        IFS=$standard_ifs
        set +f
        base=$root${mount%/}/${path#/}
        base=${base%/}
        if [ -n "$test_id" ]; then
            directory=$base/kdump-test-$test_id
            has_dump "$directory" && accept_directory && return
        else
            newest_below "$base" 127.0.0.1- "$day-$digits:$digits:$digits" "$oldest_stamp" "$newest_stamp" &&
                accept_directory && return
        fi
    done
    IFS=$standard_ifs
    set +f
    say "no directory of this crash in $path below ${mounts:-any mount}"
    return 1
}

find_suse_directory() {
    savedir=/var/crash
    { while read -r line; do
        case $line in KDUMP_SAVEDIR=*) savedir=${line#*=} ;; esac
    done <"$root/etc/sysconfig/kdump"; } 2>/dev/null
    savedir=${savedir#[\"\']}
    savedir=${savedir%[\"\']}
    savedir=${savedir#file://}
    case $savedir in
    *://*)
        say "a dump target of type ${savedir%%://*} is not supported yet: nothing is written beside the dump"
        return 1
        ;;
    esac
    # Minutes only, and up to version 1.0 the time of the crash instead of the dump's
    oldest_minute=$(date -d "@$((boot - 60))" +%Y%m%d%H%M) || return 1
    newest_minute=${newest_stamp%??}
    for base in "$root/kdump/mnt/${savedir#/}" "$root/kdump/${savedir#/}"; do
        newest_below "$base" '' "$day-${digits}[:-]$digits" "$oldest_minute" "$newest_minute" &&
            accept_directory && return
    done
    say "no directory of this crash in $savedir below /kdump/mnt"
    return 1
}

accept_directory() {
    on_initramfs "$directory" || return 0
    say "${directory#"$root"} is in memory, not on the dump target: not used"
    directory=
    return 1
}

# Leaves the names of directory and log in files: a child cannot set our variables.
locate() {
    if ! read_window; then
        say "no usable date command: the crash directory cannot be told from older ones"
        return 1
    fi
    echo "$boot" >"$work/boot"
    if [ -d "$root/kdump" ] && [ ! -e "$root/etc/kdump.conf" ]; then
        find_suse_directory || return 1
    else
        find_redhat_directory || return 1
    fi
    printf '%s\n' "$directory" >"$work/directory"
    for name in vmcore-dmesg.txt dmesg dmesg.txt vmcore-dmesg-incomplete.txt; do
        [ -s "$directory/$name" ] || continue
        printf '%s\n' "$directory/$name" >"$work/log"
        return 0
    done
}
