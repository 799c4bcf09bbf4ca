#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dracut module: program, hook, configuration and rules into kdump images, and into no other image.
#
# Lies in /usr/lib/dracut/modules.d/50kdump-diagnose and is taken by itself whenever a kdump image is
# built; nothing has to be set in dracut.conf. Check the result with `lsinitrd IMAGE | grep diagnose`.
#
# netconsole and the driver of the network card are added only when kdump-diagnose.conf sets
# `netconsole`. They lie in a module tree of their own below /usr/lib/kdump-diagnose/modules, where
# udev does not look: the hook loads them from there once the dump is saved. What the image needs to
# save its dump lies in the ordinary tree and is none of this module's business.
#
# dracut 049 (RHEL 8)      knows no $dracutsysrootdir: it is empty there, which is right.
# dracut 057 (RHEL 9)      honours the empty --hostonly-nics of mkdumprd: the driver comes from here.
# dracut 059 (Debian 12)   nothing special; this is what the tests run.
# dracut 100+ (dracut-ng)  renumbered its modules in 108 and 109: none is named here. kdump-utils
#                          overwrites add_dracutmodules there, so check() alone must decide.
#
# Nothing here may end the build: an image that saves a dump without a diagnosis is better than no
# image. What is missing is said by dwarn or derror, and every entry point returns 0.

# dracut sources this into its own shell: what is ours there begins with kd_.
kd_conf_file=/etc/kdump-diagnose.conf
kd_lib_dir=/usr/lib/kdump-diagnose
kd_private_root=$kd_lib_dir/modules

# called by dracut
check() {
    # mkdumprd of kdump-utils and kexec-tools exports IN_KDUMP=1 and gives no other sign.
    [[ ${IN_KDUMP-} ]] && return 0
    # mkdumprd of SUSE adds the module kdump by name.
    [[ " ${add_dracutmodules-} " == *" kdump "* ]] && return 0
    return 1
}

# called by dracut
depends() {
    # Not `network`: that brings a service which sets the network up before the save.
    return 0
}

# called by dracut
installkernel() {
    local setting target program root
    local -a targets modules

    kd_find_installation || return 0
    setting=$(kd_conf_value netconsole)
    [[ $setting ]] || return 0

    inst_dir "$kd_lib_dir"
    IFS=';' read -r -a targets <<< "$setting"
    for target in "${targets[@]}"; do
        kd_add_target "${target//[[:space:]]/}"
    done
    kd_install_private_modules netconsole "${modules[@]}"
    return 0
}

# called by dracut
install() {
    local rule table program root

    if ! kd_find_installation; then
        derror "kdump-diagnose: program not found below /usr, /usr/local or /opt/kdump-diagnose: this image will not diagnose"
        return 0
    fi
    inst "$program" /usr/bin/kdump-diagnose
    inst_simple "$root$kd_conf_file" "$kd_conf_file" || dwarn "kdump-diagnose: no $kd_conf_file: defaults hold"
    for rule in "$root"/etc/kdump-diagnose/rules.d/*.rules; do
        [[ -e $rule ]] || continue
        # Samples are for the tests, and most of the text; the lines keep their numbers.
        inst_simple "$rule" "${rule#"$root"}" && sed -i 's/^|.*/|/' "${initdir:?}${rule#"$root"}"
    done
    table=${program%/bin/*}/share/kdump-diagnose/known-bugs.kdb
    [[ -e $table ]] && inst_simple "$table" /usr/share/kdump-diagnose/known-bugs.kdb
    kd_install_hook
    return 0
}

# The hook under its own name (kdumpbase also installs the one that kdump.conf names) with its parts,
# and every external command that its header lists, though dracut's base or kdumpbase bring most.
kd_install_hook() {
    local hook_dir=${program%/bin/*}/lib/kdump-diagnose part

    for part in "$hook_dir"/*.sh; do
        [[ -e $part ]] && inst_simple "$part" "$kd_lib_dir/${part##*/}"
    done
    inst_script "$hook_dir/kdump-post" "$kd_lib_dir/kdump-post" \
        || derror "kdump-diagnose: no hook beside $program: this image will not diagnose"
    inst_multiple cat date dmesg mkdir modprobe mount mv readlink rm rmdir sleep stat sync tail
    inst_multiple -o makedumpfile mkfifo vmcore-dmesg
}

# Find the program; sets the caller's $program, and $root, the tree that it is installed in: nothing as a rule,
# $dracutsysrootdir, or a staged tree. dracut resets PATH, so the places are named: beside this
# module (PREFIX/lib/dracut/modules.d), then where an installation with another prefix puts it.
kd_find_installation() {
    local prefix=${moddir:?}

    for prefix in "${prefix%/lib/dracut/modules.d/*}" "${dracutsysrootdir-}"/usr{,/local} \
        "${dracutsysrootdir-}"/opt/kdump-diagnose; do
        program=$prefix/bin/kdump-diagnose
        [[ -x $program ]] || continue
        root=${prefix%/opt/kdump-diagnose}
        root=${root%/local}
        root=${root%/usr}
        return 0
    done
    return 1
}

# The value of key $1 in the configuration, read as the hook reads it; the last one wins.
kd_conf_value() {
    local line value=

    [[ -r $root$kd_conf_file ]] || return 0
    while read -r line || [[ $line ]]; do
        line=${line%%#*}
        [[ $line =~ ^[[:space:]]*$1[[:space:]]*=[[:space:]]*(.*)$ ]] && value=${BASH_REMATCH[1]}
    done < "$root$kd_conf_file"
    value=${value%"${value##*[![:space:]]}"}
    [[ $value == \"*\" ]] && value=${value:1:-1}
    echo "$value"
}

# Write one line for the hook: `<target> <permanent MAC of the device or -> <modules or ->`, and add
# the modules to the caller's $modules. Only a hostonly image is for this very machine; any other one
# gets what the configuration says and nothing that this machine would add.
kd_add_target() {
    local target=$1 mac=- drivers flags local_port local_ip device port ip dmac
    local -a names

    # [+][r][sport]@[sip]/[dev],[dport]@<dip>/[dmac]
    if ! [[ $target =~ ^(\+?r?)([0-9]*)@([^/]*)/([^,]*),([0-9]*)@([^/]+)/?(.*)$ ]]; then
        derror "kdump-diagnose: netconsole target not understood, left out: $target"
        return
    fi
    flags=${BASH_REMATCH[1]} local_port=${BASH_REMATCH[2]} local_ip=${BASH_REMATCH[3]}
    device=${BASH_REMATCH[4]} port=${BASH_REMATCH[5]} ip=${BASH_REMATCH[6]} dmac=${BASH_REMATCH[7]}

    drivers=$(kd_conf_value netconsole_modules)
    if [[ $hostonly ]]; then
        kd_complete_from_routes
        mac=$(kd_permanent_mac "$device")
        [[ $drivers ]] || drivers=$(kd_device_drivers "$device")
    fi
    # A module on some kernels, and netconsole does not ask for it.
    [[ $ip == *:* ]] && drivers+=" ipv6"

    read -r -a names <<< "${drivers//[,$'\n']/ }"
    modules+=("${names[@]}")
    drivers=$(IFS=, && echo "${names[*]}")
    echo "$flags$local_port@$local_ip/$device,$port@$ip/$dmac ${mac:--} ${drivers:--}" \
        >> "${initdir:?}$kd_lib_dir/netconsole"
}

# Fill in what netconsole cannot find out in a capture kernel without addresses and routes: device,
# own address, and the Ethernet address of the receiver or, off the subnet, of the gateway.
kd_complete_from_routes() {
    local route hop

    command -v ip > /dev/null || return 0
    # shellcheck disable=SC2086 # no words at all when no device is named
    route=$(ip -o route get "$ip" ${device:+oif $device} 2> /dev/null)
    [[ ! $device && $route =~ \ dev\ ([^ ]+) ]] && device=${BASH_REMATCH[1]}
    [[ ! $local_ip && $route =~ \ src\ ([^ ]+) ]] && local_ip=${BASH_REMATCH[1]}
    [[ $dmac ]] && return 0

    hop=$ip
    [[ $route =~ \ via\ (inet6\ )?([^ ]+) ]] && hop=${BASH_REMATCH[2]}
    [[ $(ip neigh show to "$hop" dev "$device" 2> /dev/null) =~ lladdr\ ([^ ]+) ]] && dmac=${BASH_REMATCH[1]}
    [[ $dmac ]] || dwarn "kdump-diagnose: no Ethernet address of $hop known: netconsole will broadcast"
}

# A bond's member shows the bond's address; ethtool's permanent one is what the capture kernel sees.
kd_permanent_mac() {
    local mac

    mac=$(ethtool -P "$1" 2> /dev/null)
    mac=${mac##* }
    [[ $mac =~ ^([0-9a-f]{2}:){5}[0-9a-f]{2}$ && $mac != 00:00:00:00:00:00 ]] \
        || mac=$(cat "/sys/class/net/$1/address" 2> /dev/null)
    echo "$mac"
}

# The modules behind network device $1: its driver and phy, the bus drivers above it (virtio_pci is no
# dependency of virtio_net, yet without it there is no device), and those of a bond's or VLAN's members.
kd_device_drivers() {
    local device=/sys/class/net/$1 node lower

    node=$(readlink -f "$device/device")
    while [[ $node == /sys/devices/*/* ]]; do
        kd_module_of "$node"
        node=${node%/*}
    done
    [[ -e $device/phydev ]] && kd_module_of "$device/phydev"

    for lower in "$device"/lower_*; do
        [[ -e $lower ]] || continue
        dwarn "kdump-diagnose: $1 lies above ${lower##*/lower_}; nothing sets it up in the capture kernel"
        kd_device_drivers "${lower##*/lower_}"
    done
}

# The name of the module that drives the device at sysfs path $1; nothing if that is built in.
kd_module_of() {
    local module

    module=$(readlink -f "$1/driver/module") && [[ -d $module ]] && echo "${module##*/}"
}

# Put modules $@ with all that they need into the private tree, and their firmware where the kernel
# looks for it. The kernel's own list of built-in modules goes along, or modprobe would miss those.
kd_install_private_modules() {
    local base=${srcmods:?} name word path _
    local private=$initdir$kd_private_root/lib/modules/${kernel:?}

    base=${base%/lib/modules/*}
    for name in "$@"; do
        while read -r word path _; do
            [[ $word == insmod ]] || continue
            inst_simple "$path" "$kd_private_root/lib/modules/$kernel/${path##*"/lib/modules/$kernel/"}"
            kd_install_firmware "$path"
        done < <(modprobe -C /dev/null -d "$base/" -S "$kernel" --show-depends "$name" \
            || dwarn "kdump-diagnose: module $name not found for $kernel: netconsole may stay silent")
    done

    mkdir -p "$private"
    for name in modules.builtin modules.builtin.modinfo modules.order; do
        [[ -e $srcmods/$name ]] && cp "$srcmods/$name" "$private/"
    done
    depmod -b "$initdir$kd_private_root" "$kernel" || dwarn "kdump-diagnose: depmod failed for $kd_private_root"
    # 200 KiB that only depmod reads.
    rm -f "$private"/modules.{builtin.modinfo,order}
}

# The firmware that the module file $1 declares, as far as this machine has it.
kd_install_firmware() {
    local name dir file fw_dirs=${fw_dir-}

    for name in $(modinfo -F firmware "$1" 2> /dev/null); do
        for dir in ${fw_dirs//:/ }; do
            for file in "$dir/$name" "$dir/$name".{xz,zst}; do
                [[ -e $file ]] && inst_simple "$file" "${file#"${dracutsysrootdir-}"}"
            done
        done
    done
}
