# SPDX-License-Identifier: GPL-2.0-or-later
# Names from a dump: the kernel's symbols, and where each processor was.

setup() {
    cd "$BATS_TEST_DIRNAME/.." || exit 1
    program=build/kdump-diagnose
    dir=$BATS_TEST_TMPDIR
    dumps=${KD_DUMPS:-../shared/dumps}
    [ -e "$dumps" ] || dumps=
}

real_dumps() {
    [ "$dumps" ] || skip "no dumps beside this checkout (KD_DUMPS names others)"
}

@test "symbols: small described machines, whole and damaged" {
    build/unit/symbols
}

@test "every symbol of real dumps is what the live kernel's /proc/kallsyms said" {
    real_dumps
    for folder in "$dumps"/*/; do
        build/unit/symbols "$folder"vmcore.* > "$dir/dump"
        xzcat "$folder/live/kallsyms.xz" | grep -v "$(printf '\t')\[" > "$dir/live"
        [ "$(wc -l < "$dir/live")" -gt 90000 ]
        cmp "$dir/dump" "$dir/live"
    done
}

# cpus DUMP: each CPU's number, task and place.
cpus() {
    "$program" -f json "$1" | /usr/bin/python3 -c '
import json, sys
for cpu in json.load(sys.stdin)["cpus"]:
    at = cpu["at"] or {"symbol": None, "module": None, "offset": 0, "size": 0}
    print(cpu["cpu"], cpu["pid"], cpu["user"], at["symbol"], hex(at["offset"]), hex(at["size"]), at["module"])'
}

@test "each CPU of real dumps is where the log says, or runs the program that it ran" {
    real_dumps
    # The spinning program of each is in live/ps, as is what the module was asked to do.
    run cpus "$dumps/debian-5.10-sysrq/vmcore.zlib"
    [ "$output" = "0 111 True None 0x0 0x0 None
1 1 False __crash_kexec 0x98 0x120 None" ]
    run cpus "$dumps/debian-6.1-sysrq/vmcore.zstd"
    [ "$output" = "0 1 False __crash_kexec 0x11a 0x130 None
1 128 True None 0x0 0x0 None" ]
    run cpus "$dumps/debian-6.12-null/vmcore.lzo"
    [ "$output" = "0 1 False ydiag_deep 0x34 0x70 ydiag
1 405 False ydiag_spin.constprop.0 0x13 0x20 ydiag" ]
    grep -q 'RIP: 0010:ydiag_deep+0x34/0x70 \[ydiag\]' "$dumps/debian-6.12-null/vmcore-dmesg.txt"
    run cpus "$dumps/debian-7.2-ring-end/vmcore.zlib"
    [ "$output" = "0 0 False pv_native_safe_halt 0xf 0x20 None
1 1 False __crash_kexec 0x1b1 0x1d0 None" ]
}

@test "the text says where each CPU was, those that did something first" {
    real_dumps
    run "$program" "$dumps/debian-7.2-ring-end/vmcore.zlib"
    [[ "$output" == *$'\nCPUS\n CPU 1    pid 1  __crash_kexec+0x1b1/0x1d0\n CPU 0    pid 0  pv_native_safe_halt+0xf/0x20 [idle]\n'* ]]
    [[ "$output" != *"where each CPU was"* ]]
}

# The log of the dump with a name taken out of it, as a kernel without kallsyms prints it.
@test "a bare RIP in the log gets its name from the dump" {
    real_dumps
    /usr/bin/python3 -c 'import lzo' 2> /dev/null || skip "python3-lzo is missing"
    tests/dump-pages --elf "$dumps/debian-6.12-null/vmcore.lzo" "$dir/dump"
    /usr/bin/python3 - "$dir/dump" << 'END'
import sys
path = sys.argv[1]
data = open(path, "rb").read()
old = b"RIP: 0010:ydiag_deep+0x34/0x70 [ydiag]"
new = b"RIP: 0010:0xffffffffc05e9044".ljust(len(old))
assert data.count(old) == 1
open(path, "wb").write(data.replace(old, new))
END
    run "$program" "$dir/dump"
    [[ "$output" == *$'\n at       ydiag_deep+0x34/0x70 [ydiag] (address 0xffffffffc05e9044'* ]]
    run "$program" -f json "$dir/dump"
    [[ "$output" == *'"pointer": {'*'"symbol": "ydiag_deep"'* ]]
}

@test "what a dump cannot tell of CPUs and names is said to be missing" {
    real_dumps
    # Only the headers, bitmaps and notes are left: registers, but no symbols.
    head -c 400000 "$dumps/debian-6.12-null/vmcore.lzo" > "$dir/dump"
    run sh -c "'$program' '$dir/dump' 2> /dev/null"
    [[ "$output" == *$'\n CPU ?    pid 405  0xffffffffc05e9313\n'* ]]
    [[ "$output" == *$'\n missing  names for addresses'* ]]
}

@test "fuzzing names and CPUs of described kernels for 10 seconds finds nothing" {
    run tests/fuzz/run 10 1 symbols
    echo "$output"
    [ "$status" -eq 0 ]
    echo "# $output" >&3
    [[ "$output" =~ ^([0-9]+)" runs" ]]
    [ "${BASH_REMATCH[1]}" -gt 300 ]
}
