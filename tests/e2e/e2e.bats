# SPDX-License-Identifier: GPL-2.0-or-later
#
# A real kernel crashes, a real kdump image saves the dump, and the machine reboots: what is there then?
#
#   bats tests/e2e                    all cases; about four minutes on four cores without KVM
#   bats tests/e2e -f 'NULL'          the tests of that name; the cases run all the same
#   E2E_CASES='null' bats ...         run these cases only and take the others from the last run
#
# Each case is one run of a virtual machine (tests/e2e/run), done in setup_file side by side; the tests
# look at what it left in build/e2e/CASE. If something that QEMU needs is missing, all tests are skipped
# with the reason; where CI is set, they fail.

setup_file() {
    export E2E="$BATS_TEST_DIRNAME"
    export OUT="$BATS_TEST_DIRNAME/../../build/e2e"
    export CASES="formats sysrq null quiet limit full endless nmi frozen mute raw"
    obstacles > "$BATS_FILE_TMPDIR/obstacles"
    [ -s "$BATS_FILE_TMPDIR/obstacles" ] && return

    "$E2E/build" > "$BATS_FILE_TMPDIR/build.log" 2>&1 || { cat "$BATS_FILE_TMPDIR/build.log"; return 1; }
    # shellcheck disable=SC2016 # the inner shell expands these
    xargs -n 1 -P "$(machines_at_once)" sh -c '"$E2E/run" "$0" > "$OUT/$0.log" 2>&1; echo $? > "$OUT/$0.status"' \
        <<< "${E2E_CASES:-$CASES}"
    "$E2E/run" --show sysrq
}

setup() {
    local obstacles

    obstacles=$(cat "$BATS_FILE_TMPDIR/obstacles")
    [ -n "$obstacles" ] || return 0
    echo "$obstacles"
    [ -z "${CI-}" ] || return 1
    skip "$obstacles"
}

# What stands in the way of running at all; nothing as a rule.
obstacles() {
    local here="$BATS_TEST_DIRNAME" tool

    # shellcheck source=tests/e2e/lib.sh
    . "$here/lib.sh"
    for tool in $(missing_tools); do
        echo "$tool is not installed: see tests/packages"
    done
    [ "$(id -u)" -eq 0 ] || echo "dracut needs root to build an image"
    unshare -n -m true 2> /dev/null || echo "no network and mount namespaces here, which the image build needs"
}

# Each machine keeps one core busy, and its emulated devices another one now and then.
machines_at_once() {
    local cores

    cores=$(nproc)
    echo $((cores > 3 ? cores / 2 : 1))
}

# bats takes no notice of a `!` command that is not a test's last.
refute() {
    if "$@"; then
        echo "should have failed: $*"
        return 1
    fi
}

# --- what a case has left ---

marks() {
    grep "^mark [0-9.]* $2" "$OUT/$1/marks.log"
}

# The time of the first mark of case $1 that begins with $2, in hundredths of a second.
mark_time() {
    marks "$1" "$2" | awk 'NR == 1 { printf "%d\n", $2 * 100 }'
}

# The probe's record of case $1, as it was called the first time.
probe() {
    sed -n '/^probe /,/^probe end/p;/^probe end/q' "$OUT/$1/marks.log"
}

kdump_conf() {
    image_content "$1" etc/kdump.conf
}

# The files of image $1 that match pattern $2, one after the other.
image_content() {
    zstd -q -dc < "$OUT/images/$1.img" | cpio -i --quiet --to-stdout "$2"
}

image_files() {
    zstd -q -dc < "$OUT/images/$1.img" | cpio -t --quiet
}

# mode/uid/gid of a file in the crash directory
owner() {
    awk -F/ -v name="$2" '$6 == name { print $3 "/" $4 "/" $5 }' "$OUT/$1/listing"
}

diagnosis() {
    cat "$OUT/$1/files/diagnosis.txt"
}

json() {
    python3 -c 'import json, sys
value = json.load(open(sys.argv[1]))
for key in sys.argv[2].split("."): value = value[key]
print(value)' "$OUT/$1/files/diagnosis.json" "$2"
}

# The end marker holds the CRC-32 of all bytes before it; zlib in Python counts anew.
crc_holds() {
    python3 -c 'import sys, zlib
text, end = open(sys.argv[1], "rb").read().rsplit(b"end=", 1)
sys.exit(end != b"crc32:%08x\n" % zlib.crc32(text))' "$1"
}

whole() {
    crc_holds "$OUT/$1/files/diagnosis.txt"
}

# makedumpfile reads every page of a dump in order to write it anew.
vmcore_sound() {
    local copy="$BATS_TEST_TMPDIR/vmcore"

    makedumpfile -c -d 31 "$OUT/$1/files/vmcore" "$copy" > /dev/null 2>&1 && [ -s "$copy" ]
}

# The lines that reached this machine, without what netconsole and the hook put before them.
received() {
    sed 's/^\[ *[0-9.]*\] kdump-diagnose [0-9a-f]* [0-9]*\/[0-9]*: //' "$OUT/$1/netconsole.log"
}

received_numbers() {
    sed -n 's/^\[ *[0-9.]*\] kdump-diagnose [0-9a-f]* \([0-9]*\/[0-9]*\): .*/\1/p' "$OUT/$1/netconsole.log"
}

hook_time() {
    local begin end

    begin=$(mark_time "$1" "begin .*\(kdump-post\|50-kdump-diagnose\)")
    end=$(mark_time "$1" "end .*\(kdump-post\|50-kdump-diagnose\)")
    [ -n "$begin" ] && [ -n "$end" ] && echo $((end - begin))
}

# --- all cases ---

@test "every case ends in the reboot, within its limit" {
    local case failed=0

    for case in $CASES; do
        if [ "$(cat "$OUT/$case.status")" -ne 0 ] || ! grep -q 'reboot: machine restart' "$OUT/$case/console.log"; then
            echo "$case: no reboot"
            failed=1
        fi
    done
    [ "$failed" -eq 0 ]
}

@test "the hook returns 0 in every case" {
    local case

    for case in $CASES; do
        marks "$case" "end .*\(kdump-post\|50-kdump-diagnose\)" | grep ' 0$' || { echo "$case"; false; }
    done
}

@test "the hook comes back by itself, long before its limit" {
    echo "# $(hook_time sysrq) hundredths of a second from start to return" >&3
    [ "$(hook_time sysrq)" -lt 3000 ]
}

# --- the capture environment keeps kdump-utils' contract ---

@test "the capture script runs from the image's own init" {
    refute grep -q 'rdinit=' "$OUT/sysrq/console.log"
    grep -q 'Starting kdump-capture.service' "$OUT/sysrq/console.log"
}

@test "kdump.conf in the image is rewritten: no comments, one space, the implicit target at the end" {
    run kdump_conf plain
    [[ $output != *'#'* && $output != *'  '* ]]
    [ "${lines[-2]}" = "ext4 /dev/disk/by-uuid/6b64756d-7064-6961-676e-6f7365e2e000" ]
    [ "${lines[-1]}" = "path /var/crash" ]
}

@test "a target that was the root file system is mounted at /sysroot" {
    marks sysrq saving | grep ' /sysroot//var/crash/'
}

@test "a target of its own is mounted below /kdumproot" {
    marks null saving | grep ' /kdumproot/srv/dump/dump/'
}

@test "the dump directory is named by loopback address and local time" {
    marks sysrq saving | grep -E '/127\.0\.0\.1-20[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}:[0-9]{2}:[0-9]{2}$'
}

@test "a hook gets the dump's status and no other argument" {
    probe sysrq | grep -x 'argc 1'
    probe sysrq | grep -x 'argv1 0'
    probe full | grep -x 'argv1 1'
}

@test "a hook inherits what systemd and dracut export, and nothing about the dump" {
    run probe sysrq
    [[ $output == *"env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"* ]]
    [[ $output == *"env DRACUT_SYSTEMD=1"* && $output == *"env INVOCATION_ID="* ]]
    refute grep -E '^env (HOME|KDUMP_|DATEDIR|HOST_IP|dir|stamp|status|mount)' <<< "$output"
}

@test "a hook's working directory is /" {
    probe sysrq | grep -x 'cwd /'
}

@test "a hook's standard input is /dev/null" {
    probe sysrq | grep -x 'fd 0 /dev/null'
}

@test "a hook inherits the logger's FIFO" {
    probe sysrq | grep -x 'fd 9 /run/kdump-log'
}

@test "a hook inherits SIGPIPE as ignored" {
    local ignored

    ignored=$(probe sysrq | sed -n 's/^sigign //p')
    [ $((0x$ignored & 1 << 12)) -ne 0 ]
}

@test "entries of post.d run in C order, and kdump_post after them" {
    run marks sysrq "begin "
    [[ ${lines[0]} == */post.d/B-probe ]]
    [[ ${lines[1]} == */post.d/a-probe ]]
    [[ ${lines[2]} == */kdump-post ]]
    [ "${#lines[@]}" -eq 3 ]
}

@test "the reboot is systemd's hard one, straight after the hooks" {
    tail -n 1 "$OUT/sysrq/marks.log" | grep ' reboot$'
    refute grep -q 'Stopped target' "$OUT/sysrq/console.log"
}

# --- the dracut module ---

@test "a kdump image holds program, hook, configuration and what the hook runs" {
    local file

    run image_files plain
    for file in usr/bin/kdump-diagnose usr/lib/kdump-diagnose/kdump-post etc/kdump-diagnose.conf; do
        grep -x "$file" <<< "$output"
    done
    for file in cat date dmesg mkdir mv readlink rm sleep stat sync tail modprobe mount rmdir; do
        grep -xE "usr/s?bin/$file" <<< "$output"
    done
}

@test "an ordinary initramfs holds nothing of ours" {
    [ -n "$(image_files ordinary)" ]
    refute grep diagnose <<< "$(image_files ordinary)"
}

@test "SUSE's kdump images are known by the module that mkdumprd adds" {
    run bash -c '. "$E2E/../../dracut-module/50kdump-diagnose/module-setup.sh"; add_dracutmodules=" kdump "; check'
    [ "$status" -eq 0 ]
    run bash -c '. "$E2E/../../dracut-module/50kdump-diagnose/module-setup.sh"; add_dracutmodules=" kdumpx "; check'
    [ "$status" -eq 1 ]
}

@test "without the program the kdump image is built all the same, and the log says what it lacks" {
    refute grep -x usr/bin/kdump-diagnose <<< "$(image_files lonely)"
    image_files lonely | grep -x usr/bin/kdump.sh
    grep 'kdump-diagnose: program not found' "$OUT/dracut-lonely.log"
}

# --- Alt-SysRq-C ---

@test "sysrq: diagnosis.txt lies beside the vmcore, whole, and names the class" {
    [ -s "$OUT/sysrq/files/vmcore" ]
    whole sysrq
    [ "$(json sysrq class)" = operator.sysrq ]
}

@test "sysrq: the next boot of the machine finds the diagnosis" {
    diff <(sed '1d;$d' "$OUT/sysrq/again/shown") "$OUT/sysrq/files/diagnosis.txt"
}

# --- NULL dereference in a module, sent over the network ---

@test "NULL dereference: diagnosis.txt is whole by its CRC and no longer than 4096 bytes" {
    whole null
    [ "$(stat -c %s "$OUT/null/files/diagnosis.txt")" -le 4096 ]
}

@test "NULL dereference: diagnosis.txt and diagnosis.json are root's alone" {
    [ "$(owner null diagnosis.txt)" = 100600/0/0 ]
    [ "$(owner null diagnosis.json)" = 100600/0/0 ]
}

@test "NULL dereference: the title names what happened and where" {
    [ "$(json null title)" = "BUG: unable to handle kernel NULL pointer dereference in kdtest_follow_null" ]
    diagnosis null | grep -q 'BUG: unable to handle kernel NULL pointer dereference in'
}

@test "NULL dereference: function, module and class are right" {
    [ "$(json null function)" = kdtest_follow_null ]
    [ "$(json null module)" = kdtest ]
    [ "$(json null class)" = fault.null ]
}

@test "NULL dereference: makedumpfile reads the vmcore back" {
    vmcore_sound null
}

@test "NULL dereference: the lines received are the lines of the file, in order" {
    diff <(received null) "$OUT/null/files/diagnosis.txt"
}

@test "NULL dereference: the lines received are numbered without a gap" {
    local count

    count=$(wc -l < "$OUT/null/files/diagnosis.txt")
    diff <(received_numbers null) <(seq "$count" | sed "s|\$|/$count|")
}

@test "NULL dereference: no frame leaves the machine but to the receiver" {
    [ -s "$OUT/null/netconsole.log" ]
    run "$E2E/frames" "$OUT/null/net.pcap"
    refute grep -v "^52:54:00:6b:64:01 52:55:0a:00:02:02 udp:10.0.2.2:1666[0-9]$" <<< "$output"
}

@test "the image knows receiver and device by the routes and neighbours of the machine that built it" {
    [ "$(image_content net usr/lib/kdump-diagnose/netconsole)" = "6665@10.0.2.15/eth0,6666@10.0.2.2/52:55:0a:00:02:02 52:54:00:6b:64:01 e1000" ]
}

@test "the driver of the network card lies where udev does not look, and is not held back" {
    run image_files net
    grep '^usr/lib/kdump-diagnose/modules/lib/modules/.*/e1000.ko' <<< "$output"
    refute grep '^usr/lib/modules/.*/e1000.ko' <<< "$output"
    refute grep 'blacklist.*e1000' <<< "$(image_content net '*modprobe.d/*')"
}

# --- what /proc/vmcore tells besides the log ---

@test "NULL dereference: host, build and time of the crash come from the dump" {
    local crashed

    [ "$(json null host)" = crashed.example ]
    [ "$(json null input.name)" = vmcore-dmesg.txt ]
    [ "$(json null kernel.build_id)" = "$(grep -a -o -m 1 'BUILD-ID=[0-9a-f]*' "$OUT/null/files/vmcore" | cut -d= -f2)" ]
    crashed=$(json null crash_time)
    # The machine's clock is this one's.
    [ "$crashed" -le "$(stat -c %Y "$OUT/null/console.log")" ]
    [ "$crashed" -ge "$(stat -c %Y "$OUT/null/first.img")" ]
    diagnosis null | grep '^ crashed  20.* UTC$'
}

@test "NULL dereference: where each CPU was has a name" {
    python3 -c 'import json, sys
cpus = json.load(open(sys.argv[1]))["cpus"]
assert [c["cpu"] for c in cpus] == [0, 1] or [c["cpu"] for c in cpus] == [1, 0], cpus
assert all(c["at"] for c in cpus), cpus
assert any(c["at"]["symbol"] == "kdtest_follow_null" and c["at"]["module"] == "kdtest" for c in cpus), cpus' \
        "$OUT/null/files/diagnosis.json"
    diagnosis null | grep '^ CPU [01]    pid .* kdtest_follow_null+.* \[kdtest\]$'
}

# --- vmcore-dmesg deleted from the image ---

@test "no vmcore-dmesg: it is not in the image, and left no log" {
    [ -n "$(image_files mute)" ]
    refute grep vmcore-dmesg <<< "$(image_files mute)"
    [ ! -s "$OUT/mute/files/vmcore-dmesg-incomplete.txt" ]
    [ ! -e "$OUT/mute/files/vmcore-dmesg.txt" ]
}

@test "no vmcore-dmesg: the diagnosis is that of the same crash with it, from /proc/vmcore" {
    local key

    whole mute
    [ "$(json mute input.name)" = vmcore ]
    for key in title class cause.id cause.confidence signature function guilty module kernel.release host; do
        [ "$(json mute "$key")" = "$(json quiet "$key")" ] || { echo "$key: $(json mute "$key")"; false; }
    done
    [ "$(json mute function)" = kdtest_follow_null ]
}

# --- dump to a raw disk ---

@test "raw disk: the dump is on it, and is diagnosed from there after the reboot" {
    run "$E2E/../../build/kdump-diagnose" -f title "$OUT/raw/disk.img"
    [ "$status" -eq 0 ]
    [ "$output" = "BUG: unable to handle kernel NULL pointer dereference in kdtest_follow_null" ]
}

@test "raw disk: the whole diagnosis is on the console" {
    local word

    grep -q 'a raw dump target holds no files' "$OUT/raw/console.log"
    for word in 'title    BUG: unable to handle kernel NULL pointer dereference in kdtest_follow_null' \
        'host     crashed.example' 'crashed  20' 'log      vmcore' "sig      $(json quiet signature)"; do
        grep "| *$word" "$OUT/raw/console.log" || { echo "not there: $word"; false; }
    done
}

# --- the same with netconsole unset ---

@test "netconsole unset: the diagnosis is there and nothing was received" {
    whole quiet
    [ ! -s "$OUT/quiet/netconsole.log" ]
}

@test "netconsole unset: not one frame leaves the machine" {
    # Held against a case that does send: an empty capture could also be a capture that failed.
    [ -n "$("$E2E/frames" "$OUT/null/net.pcap")" ]
    [ -z "$("$E2E/frames" "$OUT/quiet/net.pcap")" ]
}

@test "netconsole unset: the driver of the network card is not loaded, nor even in the image" {
    marks null 'module e1000'
    refute marks quiet 'module e1000'
    refute marks quiet 'net eth0'
    refute grep -E '(netconsole|e1000)[.]ko' <<< "$(image_files plain)"
}

# --- little space, and none ---

@test "vmcore does not fit: the diagnosis is there, whole, and says so" {
    [ ! -e "$OUT/limit/files/vmcore" ]
    [ -s "$OUT/limit/files/vmcore-incomplete" ]
    whole limit
    diagnosis limit | grep -iE 'dump.*(fail|incomplete)'
}

@test "disk full: not one block was left, and there is no diagnosis.txt" {
    marks full 'blocks-left 0$'
    [ ! -e "$OUT/full/files/diagnosis.txt" ]
}

@test "disk full: the diagnosis reaches the receiver all the same, whole" {
    received full | grep -q 'kdtest_follow_null'
    received full > "$BATS_TEST_TMPDIR/text"
    crc_holds "$BATS_TEST_TMPDIR/text"
}

# --- our own failure ---

@test "a program that never ends: the hook leaves a marked file of its own" {
    [ "$(tail -n 1 "$OUT/endless/files/diagnosis.txt")" = end=hook ]
    [ "$(owner endless diagnosis.txt)" = 100600/0/0 ]
}

@test "a program that never ends: the hook returns within its limit of 15 s plus 2 s" {
    [ "$(hook_time endless)" -le 1700 ]
}

@test "a program that never ends: the vmcore is whole" {
    vmcore_sound endless
}

# --- unknown NMI ---

@test "unknown NMI: the class is operator.nmi" {
    [ "$(json nmi class)" = operator.nmi ]
    diagnosis nmi | grep -q operator.nmi
}

# --- frozen target ---

@test "frozen target: the file system was frozen, and nothing could be written" {
    marks frozen 'end /etc/kdump/post.d/z-freeze 0$'
    [ ! -e "$OUT/frozen/files/diagnosis.txt" ]
}

@test "frozen target: the hook returns within its limit of 8 s plus 2 s" {
    [ "$(hook_time frozen)" -le 1000 ]
}

@test "frozen target: the vmcore is whole" {
    vmcore_sound frozen
}

# --- one crash, its memory saved in every format ---

# first_bytes FILE FROM COUNT: in hexadecimal
first_bytes() {
    od -An -tx1 -j "$2" -N "$3" "$OUT/formats/files/$1" | tr -d ' \n'
}

@test "formats: the dumps are what they are called" {
    local name

    for name in vmcore.copy vmcore.elf; do
        [ "$(first_bytes "$name" 0 4)" = 7f454c46 ]
    done
    # The copy is all of the memory but the capture kernel's; -E left pages out.
    [ "$(stat -c %s "$OUT/formats/files/vmcore.copy")" -gt $((700 << 20)) ]
    [ "$(stat -c %s "$OUT/formats/files/vmcore.elf")" -lt $((300 << 20)) ]
    # The status word of the main header names the packing.
    [ "$(first_bytes vmcore 0 8)" = "$(printf 'KDUMP   ' | od -An -tx1 | tr -d ' ')" ]
    [ "$(first_bytes vmcore 424 4)" = 01000000 ]
    [ "$(first_bytes vmcore.lzo 424 4)" = 02000000 ]
}

@test "formats: the log of each dump is what vmcore-dmesg printed, byte for byte" {
    local name

    [ "$(wc -l < "$OUT/formats/files/vmcore-dmesg.txt")" -gt 300 ]
    for name in vmcore.copy vmcore.elf vmcore vmcore.lzo; do
        "$E2E/../../build/kdump-diagnose" -f log "$OUT/formats/files/$name" > "$BATS_TEST_TMPDIR/log"
        cmp "$BATS_TEST_TMPDIR/log" "$OUT/formats/files/vmcore-dmesg.txt"
    done
}

@test "formats: each dump gives the diagnosis that its log gives, within 1 MiB of memory" {
    local name kib

    for name in vmcore.copy vmcore.elf vmcore vmcore.lzo; do
        run "$E2E/../../build/kdump-diagnose" -f title "$OUT/formats/files/$name"
        [ "$output" = "$(json formats title)" ]
        read -r _ kib < <("$E2E/../../build/measure" 1 "$E2E/../../build/kdump-diagnose" "$OUT/formats/files/$name")
        echo "$name: $kib KiB"
        [ "$kib" -le 1024 ]
    done
}
