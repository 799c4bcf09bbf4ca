# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# netconsole: sends the diagnosis by a configfs target of our own.
#
# One given as a module parameter would replay the whole log of the capture kernel.
#
# Sourced by kdump-post, which sets $root, $run, $work and the settings.

# shellcheck disable=SC2034,SC2154 # variables are shared with kdump-post and its other parts

kmsg_prefix() {
    { read -r boot_id <"$root/proc/sys/kernel/random/boot_id"; } 2>/dev/null
    boot_id=${boot_id%%-*}
    boot_id=${boot_id:-00000000}
}

# Sends $text and restores what was changed for it, also if sending had to be killed.
deliver() {
    if [ -s "$run/sent" ] && [ "$(cat "$run/sent")" = "$(cat "$text")" ]; then
        say "netconsole: this diagnosis has been sent already"
        return
    fi
    { read -r loglevel _ <"$root/proc/sys/kernel/printk"; } 2>/dev/null
    { read -r devkmsg <"$root/proc/sys/kernel/printk_devkmsg"; } 2>/dev/null
    net_end=$phase_end
    step 100 send_all
    case $ended:$? in
    itself:0) cat "$text" >"$run/sent" ;;
    itself:*) ;;
    *)
        say "netconsole: not finished in time, given up"
        # A target that is still there would send whatever the kernel says from now on.
        phase_end=$((phase_end + 50))
        step 5 drop_targets
        [ "$ended" = itself ] || loglevel=
        ;;
    esac
    [ -z "$loglevel" ] || put "$root/proc/sys/kernel/printk" "$loglevel"
    [ -z "$devkmsg" ] || put "$root/proc/sys/kernel/printk_devkmsg" "$devkmsg"
}

# One write() per value. Fails quietly: what matters is checked by reading.
put() {
    { printf '%s\n' "$2" >"$1"; } 2>/dev/null
}

send_all() {
    list_targets >"$work/targets"
    left=0
    while read -r _; do left=$((left + 1)); done <"$work/targets"
    # Only alerts (our level 1) and emergencies pass while our targets are there.
    put "$root/proc/sys/kernel/printk" 2
    put "$root/proc/sys/kernel/printk_devkmsg" on
    load_netconsole || return 1
    ready=0
    made=
    while read -r target_text target_mac target_modules <&3; do
        now
        target_end=$((now + (net_end - 250 - now) / left))
        left=$((left - 1))
        set_up_target && ready=$((ready + 1))
    done 3<"$work/targets"
    [ "$ready" -gt 0 ] || return 1
    send_lines
    remove_targets
}

# Lines of: target, permanent MAC of the local device or -, driver modules or -
list_targets() {
    if [ -s "$root/usr/lib/kdump-diagnose/netconsole" ]; then
        cat "$root/usr/lib/kdump-diagnose/netconsole"
        return
    fi
    modules=
    for name in $netconsole_modules; do modules=$modules${modules:+,}${name%,}; done
    rest="$netconsole;"
    while [ -n "$rest" ]; do
        trim "${rest%%;*}"
        rest=${rest#*;}
        [ -z "$trimmed" ] || echo "$trimmed - ${modules:--}"
    done
}

# The private tree holds what udev must not load before the save; a tree for all is the second choice.
load_module() {
    private=$root/usr/lib/kdump-diagnose/modules
    { read -r release <"$root/proc/sys/kernel/osrelease"; } 2>/dev/null
    if [ -d "$private" ]; then
        modprobe -d "$private" -S "$release" "$@" 2>/dev/null && return
    fi
    modprobe "$@"
}

# The empty parameters win over those that modprobe finds on /proc/cmdline: an inherited target
# would get the whole log, and oops_only would keep our lines back.
load_netconsole() {
    configfs=$root/sys/kernel/config
    inherited=yes
    if [ ! -d "$root/sys/module/netconsole" ]; then
        inherited=
        load_module netconsole netconsole= oops_only=0 || say "netconsole: the module cannot be loaded"
    fi
    put "$root/sys/module/netconsole/parameters/oops_only" N
    [ -d "$configfs/netconsole" ] || mount -t configfs none "$configfs"
    [ -d "$configfs/netconsole" ] && return
    say "netconsole: this kernel has no netconsole that can be set up now"
    return 1
}

# [+][r][sport]@[sip]/[dev],[dport]@<dip>/[dmac]
parse_target() {
    extended=0
    with_release=0
    spec=$1
    case $spec in *@*/*,*@*) ;; *) return 1 ;; esac
    case $spec in +*) extended=1 spec=${spec#+} ;; esac
    case $spec in r*) with_release=1 spec=${spec#r} ;; esac
    near=${spec%%,*}
    far=${spec#*,}
    local_port=${near%%@*}
    near=${near#*@}
    local_ip=${near%%/*}
    device=${near#*/}
    remote_port=${far%%@*}
    remote_port=${remote_port:-6666}
    far=${far#*@}
    remote_ip=${far%%/*}
    remote_mac=${far#"$remote_ip"}
    remote_mac=${remote_mac#/}
    [ -n "$remote_ip" ]
}

set_up_target() {
    if ! parse_target "$target_text"; then
        clean "$target_text" 80
        say "netconsole: not understood: $clean"
        return 1
    fi
    if carried_already; then
        say "netconsole: an inherited target sends to $remote_ip already"
        return 0
    fi
    name_device
    find_device || load_drivers
    if ! wait_until "$target_end" find_device; then
        say "netconsole: no network device ${wanted_mac:-$device}"
        return 1
    fi
    raise_link && create_target
}

# Names may differ from the first kernel's: the MAC decides if it is known.
name_device() {
    wanted_mac=
    case $device in *:*:*:*:*:*) wanted_mac=$device ;; esac
    case $target_mac in *:*) wanted_mac=$target_mac ;; esac
    lower_case "$wanted_mac"
    device=${device:-eth0}
}

lower_case() {
    wanted_mac=$1
    for pair in Aa Bb Cc Dd Ee Ff; do
        while case $wanted_mac in *"${pair%?}"*) true ;; *) false ;; esac; do
            wanted_mac=${wanted_mac%%"${pair%?}"*}${pair#?}${wanted_mac#*"${pair%?}"}
        done
    done
}

# Sets $link. A VLAN or bridge has its device's MAC, so a device with hardware below it comes first.
find_device() {
    link=$root/sys/class/net/$device
    if [ -z "$wanted_mac" ]; then
        [ -e "$link" ]
        return
    fi
    second=
    for link in "$root"/sys/class/net/*; do
        { read -r mac <"$link/address"; } 2>/dev/null || continue
        [ "$mac" = "$wanted_mac" ] || continue
        [ ! -e "$link/device" ] || return 0
        second=$link
    done
    link=$second
    [ -n "$link" ]
}

load_drivers() {
    [ "$target_modules" != - ] || return 0
    rest="$target_modules,"
    while [ -n "$rest" ]; do
        name=${rest%%,*}
        rest=${rest#*,}
        [ -z "$name" ] || load_module "$name" || say "netconsole: the driver $name cannot be loaded"
    done
}

# Up through sysfs and waiting here, because netpoll would sleep 4 s and more for the carrier, unkillably.
raise_link() {
    read -r flags <"$link/flags"
    if [ $((flags & 1)) -eq 0 ]; then
        # Else the kernel itself would announce a link-local address to everybody.
        case $remote_ip in *:*) ;; *) put "$root/proc/sys/net/ipv6/conf/${link##*/}/disable_ipv6" 1 ;; esac
        put "$link/flags" "$((flags | 1))"
        fresh=yes
    else
        fresh=
    fi
    if ! wait_until "$target_end" has_carrier; then
        say "netconsole: ${link##*/} has no carrier, nothing is sent to $remote_ip"
        return 1
    fi
    # A carrier that has just come may be a lie, and the switch may still be learning.
    [ -z "$fresh" ] || sleep 1
}

has_carrier() {
    carrier=0
    { read -r carrier <"$link/carrier"; } 2>/dev/null
    [ "$carrier" = 1 ]
}

# Parameter targets are in configfs as cmdlineN since 6.7 only; before, the command line must tell.
carried_already() {
    [ -n "$inherited" ] || return 1
    for entry in "$configfs"/netconsole/*; do
        enabled=0
        { read -r enabled <"$entry/enabled"; } 2>/dev/null
        { read -r ip <"$entry/remote_ip" && read -r port <"$entry/remote_port"; } 2>/dev/null || continue
        case ${entry##*/} in kdump-diagnose*) continue ;; esac
        [ "$enabled:$ip:$port" != "1:$remote_ip:$remote_port" ] || return 0
    done
    [ ! -d "$configfs/netconsole/cmdline0" ] || return 1
    { read -r cmdline <"$root/proc/cmdline"; } 2>/dev/null
    case " $cmdline " in
    *[\ .]netconsole=*,"$remote_port@$remote_ip"[/\ \;]*) return 0 ;;
    *[\ .]netconsole=*,@"$remote_ip"[/\ \;]*) [ "$remote_port" = 6666 ] ;;
    *) return 1 ;;
    esac
}

create_target() {
    entry=$configfs/netconsole/kdump-diagnose$left
    if [ -d "$entry" ]; then
        put "$entry/enabled" 0
    elif ! mkdir "$entry"; then
        say "netconsole: no target can be made"
        return 1
    fi
    made="$made $entry"
    put "$entry/extended" "$extended"
    [ "$with_release" = 0 ] || [ ! -e "$entry/release" ] || put "$entry/release" 1
    put "$entry/dev_name" "${link##*/}"
    [ -z "$local_port" ] || put "$entry/local_port" "$local_port"
    put "$entry/remote_port" "$remote_port"
    [ -z "$local_ip" ] || put "$entry/local_ip" "$local_ip"
    put "$entry/remote_ip" "$remote_ip"
    [ -z "$remote_mac" ] || put "$entry/remote_mac" "$remote_mac"
    put "$entry/enabled" 1
    enabled=0
    { read -r enabled <"$entry/enabled"; } 2>/dev/null
    [ "$enabled" = 1 ] && return
    say "netconsole: the kernel refuses the target $remote_ip by ${link##*/} (see the last lines of dmesg)"
    return 1
}

# One record per line; /dev/kmsg is opened for each, because 10 records in 5 s per open are the limit
# where printk_devkmsg cannot be set to on. Level 1 of facility user: <9>.
send_lines() {
    kmsg_prefix
    failed=
    total=0
    while IFS= read -r line || [ -n "$line" ]; do total=$((total + 1)); done <"$text"
    number=0
    while IFS= read -r line || [ -n "$line" ]; do
        number=$((number + 1))
        clean "$line" 850
        printf '<9>kdump-diagnose %s %d/%d: %s\n' "$boot_id" "$number" "$total" "$clean" \
            >>"$root/dev/kmsg" || failed=yes
        [ $((number % 4)) -ne 0 ] || sleep 0.01
    done <"$text"
    [ -z "$failed" ] || say "netconsole: /dev/kmsg did not take every line"
    sleep 1 # since 7.0 a thread of the kernel prints: the write comes back before the packet has left
    say "netconsole: sent $total lines as $boot_id to $ready target(s)"
}

# What a killed sender has left.
drop_targets() {
    made=$(echo "$root"/sys/kernel/config/netconsole/kdump-diagnose*)
    remove_targets
}

remove_targets() {
    for entry in $made; do
        put "$entry/enabled" 0
        rmdir "$entry" 2>/dev/null
    done
    return 0
}
