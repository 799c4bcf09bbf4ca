#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What the hook sends, and when it gives up. /dev/kmsg and configfs are plain files here; the kernel's
# own netconsole is in tests/e2e. Use: bats tests/hook/netconsole.bats

# shellcheck disable=SC2154 # set by helpers and bats: root crash took output status lines

load helpers

TARGET='6665@192.0.2.10/eth0,6666@192.0.2.1/02:00:5e:00:53:01'

setup_network() {
    usual_crash
    config "netconsole = ${1-$TARGET}"
    network_device eth0 52:54:00:12:34:56
    # shellcheck disable=SC2016 # expanded by the stub
    stub modprobe 'here=${0%/usr/bin/*}
echo "$*" >>"$here/modprobe"
case " $* " in *" netconsole "*) mkdir -p "$here/sys/kernel/config/netconsole" ;; esac'
    stub mount 'exit 1'
    # A shell that takes its own modprobe finds netconsole loaded.
    stubs_work modprobe || mkdir -p "$root/sys/kernel/config/netconsole" "$root/sys/module/netconsole"
    # shellcheck disable=SC2016 # expanded by the stub
    stub sleep 'case $1 in 1) set -- 0.05 ;; esac; exec /bin/sleep "$1"' # not to wait for real packets
}

network_device() { # NAME MAC: an interface that is up and has a carrier
    mkdir -p "$root/sys/class/net/$1/device"
    echo "$2" >"$root/sys/class/net/$1/address"
    echo 0x1003 >"$root/sys/class/net/$1/flags"
    echo 1 >"$root/sys/class/net/$1/carrier"
}

received() { # the lines as a receiver puts them together
    sed 's/^<9>kdump-diagnose 1a2b3c4d [0-9]*\/[0-9]*: //' "$root/dev/kmsg"
}

attribute() { # TARGET NAME VALUE
    [ "$(cat "$root/sys/kernel/config/netconsole/kdump-diagnose$1/$2")" = "$3" ] ||
        { grep -r . "$root/sys/kernel/config"; echo "$output"; false; }
}

nothing_sent() {
    [ ! -s "$root/dev/kmsg" ] || { cat "$root/dev/kmsg"; false; }
}

@test "with netconsole unset nothing is sent and no driver is loaded" {
    setup_network
    config '# netconsole = x' 'time_limit = 30'
    echo "$TARGET 52:54:00:12:34:56 e1000" >"$root/usr/lib/kdump-diagnose/netconsole"
    run hook 0
    [ "$status" -eq 0 ]
    nothing_sent
    [ ! -e "$root/modprobe" ]
    never_said netconsole
}

@test "the lines sent are the file's, numbered, with an id" {
    setup_network
    run hook 0
    [ "$status" -eq 0 ]
    diff <(received) "$crash/diagnosis.txt"
    head -n 1 "$root/dev/kmsg" | grep -qx '<9>kdump-diagnose 1a2b3c4d 1/4: title of vmcore-dmesg.txt'
    tail -n 1 "$root/dev/kmsg" | grep -qx '<9>kdump-diagnose 1a2b3c4d 4/4: end=crc32:00000000'
    said "sent 4 lines as 1a2b3c4d to 1 target(s)"
}

@test "backslashes, percent signs, leading blanks and empty lines arrive as they are" {
    setup_network
    # shellcheck disable=SC2016 # expanded by the stub
    program 'cat "$here/text" >"$out/diagnosis.txt"'
    printf '%s\n' '  \033[0m %s \\n' '' '' '*' '  end=x ' 'end=crc32:00000000' >"$root/text"
    run hook 0
    echo "$output"
    diff <(received) "$root/text"
}

@test "no record is longer than 900 bytes and control bytes are dropped" {
    setup_network
    # shellcheck disable=SC2016 # expanded by the stub
    program 'cat "$here/text" >"$out/diagnosis.txt"'
    { yes x | head -n 2000 | tr -d '\n'; printf '\n\033[1m\007bold\n'; } >"$root/text"
    run hook 0
    [ "$(wc -L <"$root/dev/kmsg")" -le 900 ]
    [ "$(received | tail -n 1)" = "[1mbold" ]
}

@test "the target is set up as the kernel's syntax says, and disabled afterwards" {
    setup_network '+r7000@192.0.2.10/eth0,7001@192.0.2.1/02:00:5e:00:53:01'
    run hook 0
    attribute 0 extended 1
    attribute 0 dev_name eth0
    attribute 0 local_port 7000
    attribute 0 local_ip 192.0.2.10
    attribute 0 remote_port 7001
    attribute 0 remote_ip 192.0.2.1
    attribute 0 remote_mac 02:00:5e:00:53:01
    attribute 0 enabled 0
}

@test "parameters of netconsole on the command line are overridden when it is loaded" {
    setup_network
    needs_stub modprobe
    run hook 0
    grep -qx 'netconsole netconsole= oops_only=0' "$root/modprobe"
}

@test "what the target leaves out is left to the kernel, but for the port that is compared" {
    setup_network '@/,@2001:db8::1/'
    run hook 0
    attribute 0 extended 0
    attribute 0 dev_name eth0
    attribute 0 remote_port 6666
    attribute 0 remote_ip 2001:db8::1
    for name in local_port local_ip remote_mac; do
        [ ! -e "$root/sys/kernel/config/netconsole/kdump-diagnose0/$name" ]
    done
    diff <(received) "$crash/diagnosis.txt"
}

@test "only alerts pass while sending, and the settings of printk are restored" {
    setup_network
    needs_stub sleep
    # shellcheck disable=SC2016 # expanded by the stub
    stub sleep 'here=${0%/usr/bin/*}
[ "$1" != 1 ] || cat "$here/proc/sys/kernel/printk" "$here/proc/sys/kernel/printk_devkmsg" >"$here/while-sending"
exec /bin/sleep "$1"'
    run hook 0
    [ "$(cat "$root/while-sending")" = "2
on" ]
    [ "$(cut -f 1 "$root/proc/sys/kernel/printk")" = 7 ]
    [ "$(cat "$root/proc/sys/kernel/printk_devkmsg")" = ratelimit ]
}

@test "the device is found by its MAC under another name, also in capitals" {
    setup_network '6665@192.0.2.10/52:54:00:AB:CD:EF,6666@192.0.2.1/'
    network_device ens9 52:54:00:ab:cd:ef
    run hook 0
    attribute 0 dev_name ens9
}

@test "the image's target file has precedence over the configuration's target" {
    setup_network
    network_device ens9 52:54:00:ab:cd:ef
    echo "6665@192.0.2.10/eth0,6666@192.0.2.1/02:00:00:00:00:09 52:54:00:ab:cd:ef e1000" >"$root/usr/lib/kdump-diagnose/netconsole"
    run hook 0
    attribute 0 dev_name ens9
    attribute 0 remote_mac 02:00:00:00:00:09
    refute grep -qs e1000 "$root/modprobe"
}

@test "the driver is loaded from the private tree if the device is not there" {
    setup_network
    needs_stub modprobe
    rm -r "$root/sys/class/net/eth0"
    mkdir -p "$root/usr/lib/kdump-diagnose/modules"
    echo "$TARGET 52:54:00:12:34:56 mii,e1000" >"$root/usr/lib/kdump-diagnose/netconsole"
    # shellcheck disable=SC2016 # expanded by the stub
    stub modprobe 'here=${0%/usr/bin/*}
echo "$*" >>"$here/modprobe"
case " $* " in
*" netconsole "*) mkdir -p "$here/sys/kernel/config/netconsole" ;;
*" e1000 "*)
    net=$here/sys/class/net/eth5
    mkdir -p "$net/device"
    echo 52:54:00:12:34:56 >"$net/address"
    echo 0x1002 >"$net/flags"
    echo 1 >"$net/carrier" ;;
esac'
    run hook 0
    tree=$root/usr/lib/kdump-diagnose/modules
    [ "$(cat "$root/modprobe")" = "-d $tree -S 6.1.0-test netconsole netconsole= oops_only=0
-d $tree -S 6.1.0-test mii
-d $tree -S 6.1.0-test e1000" ]
    attribute 0 dev_name eth5
    [ $(($(cat "$root/sys/class/net/eth5/flags"))) -eq $((0x1003)) ]
    diff <(received) "$crash/diagnosis.txt"
}

@test "without a carrier it gives up in time and sends nothing" {
    setup_network
    config "netconsole = $TARGET" "time_limit = 5"
    echo 0 >"$root/sys/class/net/eth0/carrier"
    seconds run hook 0
    [ "$status" -eq 0 ]
    [ "$took" -le 5 ]
    said "eth0 has no carrier"
    nothing_sent
    diagnosed "$crash"
}

@test "without the device it gives up in time and sends nothing" {
    setup_network
    config "netconsole = $TARGET" "time_limit = 5"
    rm -r "$root/sys/class/net/eth0"
    seconds run hook 0
    [ "$took" -le 5 ]
    said "no network device eth0"
    nothing_sent
}

@test "of two targets the one without a device does not keep the other from its lines" {
    setup_network "6665@192.0.2.10/eth8,6666@192.0.2.2/; $TARGET"
    config "netconsole = 6665@192.0.2.10/eth8,6666@192.0.2.2/; $TARGET" "time_limit = 10"
    run hook 0
    said "no network device eth8"
    said "sent 4 lines"
    diff <(received) "$crash/diagnosis.txt"
}

@test "a target that is not understood is named and not used" {
    setup_network
    # shellcheck disable=SC2016 # not to be expanded by anyone
    for target in 192.0.2.1 @eth0,@ 6665@/eth0 '$(reboot)' ',@/'; do
        config "netconsole = $target"
        run hook 0
        [ "$status" -eq 0 ]
        said "not understood"
        nothing_sent
    done
}

@test "a kernel without netconsole ends in a word, not in an error" {
    setup_network
    needs_stub modprobe
    stub modprobe 'exit 1'
    run hook 0
    [ "$status" -eq 0 ]
    said "no netconsole that can be set up"
    nothing_sent
    [ "$(cut -f 1 "$root/proc/sys/kernel/printk")" = 7 ]
}

@test "a target that the kernel refuses is not waited for" {
    setup_network
    mkdir -p "$root/sys/kernel/config/netconsole/kdump-diagnose0/enabled"
    run hook 0
    said "refuses the target"
    nothing_sent
}

@test "a driver that hangs while loading does not break the time limit" {
    setup_network
    needs_stub modprobe
    config "netconsole = $TARGET" "netconsole_modules = e1000" "time_limit = 5"
    rm -r "$root/sys/class/net/eth0"
    stub modprobe 'case $* in *netconsole*) ;; *) sleep 1000 ;; esac'
    mkdir "$root/sys/kernel/config/netconsole"
    seconds run hook 0
    [ "$status" -eq 0 ]
    [ "$took" -le 5 ]
    said "not finished in time"
    diagnosed "$crash"
    [ "$(cut -f 1 "$root/proc/sys/kernel/printk")" = 7 ]
}

@test "an inherited target for the same receiver gets the lines without a second one" {
    setup_network
    entry=$root/sys/kernel/config/netconsole/cmdline0
    mkdir -p "$entry" "$root/sys/module/netconsole"
    echo 1 >"$entry/enabled"
    echo 192.0.2.1 >"$entry/remote_ip"
    echo 6666 >"$entry/remote_port"
    run hook 0
    said "inherited target"
    [ ! -e "$root/sys/kernel/config/netconsole/kdump-diagnose0" ]
    diff <(received) "$crash/diagnosis.txt"
    [ "$(cat "$entry/enabled")" = 1 ]
}

@test "an inherited target for another receiver is no reason to be silent" {
    setup_network
    mkdir -p "$root/sys/kernel/config/netconsole" "$root/sys/module/netconsole"
    echo "netconsole.netconsole=@192.0.2.10/eth0,@192.0.2.99/" >"$root/proc/cmdline"
    run hook 0
    attribute 0 remote_ip 192.0.2.1
}

@test "before 6.7 an inherited target is known from the command line alone" {
    setup_network
    mkdir -p "$root/sys/kernel/config/netconsole" "$root/sys/module/netconsole"
    echo "quiet netconsole.netconsole=@192.0.2.10/eth0,@192.0.2.1/ x" >"$root/proc/cmdline"
    run hook 0
    said "inherited target"
    diff <(received) "$crash/diagnosis.txt"
}

@test "what could not be written beside the dump is sent all the same" {
    setup_network
    # shellcheck disable=SC2016 # expanded by the stub
    program 'case $out in */crash/*) exit 4 ;; esac; printf "a title\nend=crc32:00000000\n" >"$out/diagnosis.txt"'
    run hook 1
    [ "$(received)" = "a title
end=crc32:00000000" ]
}

@test "the hook's own file is sent if the program fails" {
    setup_network
    program 'exit 3'
    run hook 1
    diff <(received) "$crash/diagnosis.txt"
    [ "$(received | tail -n 1)" = end=hook ]
}

@test "a hanging program leaves the network its share of the time" {
    setup_network
    config "netconsole = $TARGET" "time_limit = 5"
    program 'sleep 1000'
    seconds run hook 0
    [ "$took" -lt 5 ]
    diff <(received) "$crash/diagnosis.txt"
    [ "$(received | tail -n 1)" = end=hook ]
}

@test "a second run does not send the same diagnosis again" {
    setup_network
    run hook 0
    cp "$root/dev/kmsg" "$root/first"
    run hook 0
    said "sent already"
    cmp "$root/first" "$root/dev/kmsg"
}
