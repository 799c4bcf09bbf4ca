#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Saves the vmcore in the capture kernel, runs the hooks and reboots: the contract of kdump-utils'
# kdump.sh in our own words, for local file systems and raw disks.
#
#   kdump.sh                  called by kdump-capture.service
#   kdump.sh --error-handler  called by the emergency service when saving failed
#
# Lines to the second serial port tell the test what happened when; a real kdump.sh has none.

export PATH
kdump_maxloglvl=3
export kdump_maxloglvl

say() {
    echo "kdump: $*" >&2
}

# What the test reads: `mark WHAT...` with the seconds since this kernel booted.
mark() {
    read -r uptime _ < /proc/uptime
    echo "mark $uptime $*" > /dev/ttyS1
}

# The last of several lines wins; kdumpbase appends what it found out about the target.
conf() {
    sed -n "s/^$1 //p" /etc/kdump.conf | tail -n 1
}

# kdump-utils sends its messages through a FIFO on a descriptor that every hook inherits.
start_logger() {
    mkfifo /run/kdump-log
    cat /run/kdump-log > /run/kdump.log &
    exec 9> /run/kdump-log
}

# The mount point of the dump target: as the kernel has it, else as the image's fstab says.
target_mount() {
    device=$(sed -n 's/^ext[234] //p' /etc/kdump.conf | tail -n 1)
    findmnt -n -o TARGET --source "$device" -k || findmnt -n -o TARGET --source "$device" -s
}

save_dmesg() {
    vmcore-dmesg /proc/vmcore > "$dir/vmcore-dmesg-incomplete.txt" || return
    mv "$dir/vmcore-dmesg-incomplete.txt" "$dir/vmcore-dmesg.txt"
    chmod 600 "$dir/vmcore-dmesg.txt"
    sync
}

save_vmcore() {
    collector=$(conf core_collector)
    # The collector is a command line, split as the shell splits it.
    ${collector:-makedumpfile -c --message-level 7 -d 31} /proc/vmcore "$dir/vmcore-incomplete" || return
    sync -f "$dir/vmcore-incomplete" || return
    mv "$dir/vmcore-incomplete" "$dir/vmcore"
}

dump() {
    mount=$(target_mount) || return
    mount -o remount,rw "$mount" || return
    dir=$mount/$(conf path)/127.0.0.1-$stamp
    mkdir -p "$dir" || return
    say "saving to $dir/"
    mark saving "$dir"
    save_dmesg || say "saving vmcore-dmesg.txt failed"
    save_vmcore
}

# Flattened, as a disk takes bytes in their order only; no log is saved.
dump_raw() {
    device=$(conf raw)
    [ -b "$device" ] || return
    say "saving to raw disk $device"
    mark saving "$device"
    collector=$(conf core_collector)
    { ${collector:-makedumpfile -c --message-level 7 -d 31} -F /proc/vmcore; echo $? > /run/collector; } |
        dd of="$device" bs=4k iflag=fullblock || return
    sync
    return "$(cat /run/collector)"
}

# Each entry as one quoted word with the status alone; what it returns is logged and forgotten.
run_hooks() {
    for hook in /etc/kdump/post.d/*; do
        [ -x "$hook" ] && run_hook "$hook" "$1"
    done
    hook=$(conf kdump_post)
    [ -n "$hook" ] && run_hook "$hook" "$1"
}

run_hook() {
    mark "begin $1"
    "$1" "$2"
    result=$?
    [ "$result" -eq 0 ] || say "$1 exited with status $result"
    mark "end $1 $result"
}

# What the administrator would ask afterwards: which network devices and modules were there?
report_network() {
    for device in /sys/class/net/*; do
        mark "net ${device##*/}"
    done
    while read -r module _; do
        mark "module $module"
    done < /proc/modules
}

reboot_now() {
    mark reboot
    systemctl reboot -f
}

if [ "$1" = --error-handler ]; then
    say "error handler: rebooting"
    reboot_now
    exit 0
fi

stamp=$(date +%Y-%m-%d-%H:%M:%S)
mark start
start_logger
status=0
if [ -n "$(conf raw)" ]; then
    dump_raw || status=$?
else
    dump || status=$?
    mark "blocks-left $(stat -f -c %a "$mount")"
fi
mark "saved $status"
run_hooks "$status"
report_network
[ "$status" -eq 0 ] || exit 1
reboot_now
