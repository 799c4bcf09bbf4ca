#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Test-only dracut module in the place of kdump-utils' kdumpbase, which Debian does not package.
#
# Puts kdump.sh (our own, same contract), its unit, the rewritten kdump.conf and the probe into the
# image. Reads from the environment: KDUMP_ETC (a directory with the administrator's kdump.conf and
# kdump/post.d); KDUMP_RAW (the disk, if that is the target); and, for a target that kdump.conf does
# not name, KDUMP_TARGET_FSTYPE, KDUMP_TARGET_DEVICE and KDUMP_TARGET_PATH: what mkdumprd finds out.

# called by dracut
check() {
    [[ ${IN_KDUMP-} && ${KDUMP_ETC-} ]]
}

# called by dracut
depends() {
    echo base shutdown systemd
}

# called by dracut
install() {
    inst_multiple awk cat chmod cut date dd dirname findmnt grep head logger makedumpfile nproc printf \
        sed stat sync tail tr vmcore-dmesg
    inst "${moddir:?}/kdump.sh" /usr/bin/kdump.sh
    inst_simple /usr/share/zoneinfo/Asia/Kolkata /etc/localtime

    rewrite_conf > "${initdir:?}/etc/kdump.conf"
    install_hooks
    install_units
    [[ ${KDUMP_RAW-} ]] && wait_for_disk "$KDUMP_RAW"

    # kdump-utils: what the first kernel's sysctls say does not hold in the capture kernel.
    rm -rf "$initdir"/etc/sysctl.conf "$initdir"/{etc,usr/lib,lib}/sysctl.d
    return 0
}

# As mkdumprd and kdumpbase do it: no comments, one space, the implicit target at the end.
rewrite_conf() {
    sed -e 's/[[:space:]]*#.*//' -e '/^[[:space:]]*$/d' -e 's/^\([^[:space:]]*\)[[:space:]]*/\1 /' "$KDUMP_ETC/kdump.conf"
    if [[ ${KDUMP_TARGET_FSTYPE-} ]]; then
        echo "$KDUMP_TARGET_FSTYPE $KDUMP_TARGET_DEVICE"
        echo "path $KDUMP_TARGET_PATH"
    fi
}

# dracut's queue goes on until this holds; mkdumprd says --device, to the same end.
wait_for_disk() {
    mkdir -p "$initdir/lib/dracut/hooks/initqueue/finished"
    echo "[ -b '$1' ]" > "$initdir/lib/dracut/hooks/initqueue/finished/devexists-raw.sh"
}

install_units() {
    inst_simple "$moddir/kdump-capture.service" "${systemdsystemunitdir:?}/kdump-capture.service"
    mkdir -p "$initdir$systemdsystemunitdir/initrd.target.wants"
    ln -s ../kdump-capture.service "$initdir$systemdsystemunitdir/initrd.target.wants/"

    # The error handler takes the place of the emergency shell.
    inst_simple "$moddir/kdump-emergency.service" "$systemdsystemunitdir/kdump-emergency.service"
    ln -sf kdump-emergency.service "$initdir$systemdsystemunitdir/emergency.service"

    mkdir -p "$initdir/etc/systemd/system.conf.d" "$initdir/etc/systemd/journald.conf.d"
    printf '[Manager]\nDefaultTimeoutStartSec=300s\n' > "$initdir/etc/systemd/system.conf.d/kdump.conf"
    printf '[Journal]\nStorage=volatile\nReadKMsg=no\nForwardToConsole=yes\n' \
        > "$initdir/etc/systemd/journald.conf.d/kdump.conf"
}

# What kdump_post names, executable files of post.d (others are left out), and the test's probe. It
# goes in twice: C order runs B before a, any other locale's order a before B.
install_hooks() {
    local hook

    while read -r hook; do
        inst "$hook"
    done < <(sed -n 's/^kdump_post //p' "$initdir/etc/kdump.conf")
    for hook in "$KDUMP_ETC"/kdump/post.d/*; do
        [[ -x $hook ]] && inst "$hook" "/etc/kdump/post.d/${hook##*/}"
    done
    for hook in B-probe a-probe; do
        inst "$moddir/probe" "/etc/kdump/post.d/$hook"
    done
    inst_multiple -o fsfreeze
}
