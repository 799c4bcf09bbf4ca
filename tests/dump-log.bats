# SPDX-License-Identifier: GPL-2.0-or-later
# The log of a dump: the text that vmcore-dmesg prints, and the diagnosis of it.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/.." || exit 1
    program=build/kdump-diagnose
    dir=$BATS_TEST_TMPDIR
    dumps=${KD_DUMPS:-../shared/dumps}
    zlib=$dumps/debian-5.10-sysrq
    zstd=$dumps/debian-6.1-sysrq
    lzo=$dumps/debian-6.12-null
    ring_end=$dumps/debian-7.2-ring-end
}

real_dumps() {
    [ -e "$zlib" ] || skip "no dumps beside this checkout ($dumps)"
}

# same_log DUMP FOLDER: is it what vmcore-dmesg printed?
same_log() {
    "$program" -f log "$1" > "$dir/log" 2> "$dir/says"
    cmp "$dir/log" "$2/vmcore-dmesg.txt"
}

@test "log: every form of the buffer on every described machine, whole and damaged" {
    build/unit/printk
}

@test "the logs of real dumps are what vmcore-dmesg printed, byte for byte" {
    real_dumps
    same_log "$zlib/vmcore.zlib" "$zlib"
    same_log "$zstd/vmcore.zstd" "$zstd"
    same_log "$lzo/vmcore.lzo" "$lzo"
    [ ! -s "$dir/says" ]
}

# vmcore-dmesg takes a block that ends with the ring for one that has gone round, and
# prints the text of another record.
@test "where a record ends with the ring, its own text comes out" {
    real_dumps
    "$program" -f log "$ring_end/vmcore.zlib" > "$dir/log"
    run diff "$ring_end/vmcore-dmesg.txt" "$dir/log"
    [ "${#lines[@]}" -eq 4 ]
    [[ "${lines[1]}" == "< "*" ydiagfit 07340 abcd" ]]
    [[ "${lines[3]}" == "> "*" ydiagfit 07339 abcd" ]]
}

@test "the log is the same in whatever format makedumpfile put the dump" {
    real_dumps
    command -v makedumpfile > /dev/null || skip "makedumpfile is missing"
    for folder in "$zlib" "$lzo"; do
        for options in -c -l -d; do
            [ "$options" != -d ] || options="-d 0"
            # shellcheck disable=SC2086  # several options
            makedumpfile $options "$folder"/vmcore.* "$dir/dump" > /dev/null 2>&1
            same_log "$dir/dump" "$folder"
            rm "$dir/dump"
        done
        makedumpfile -F -l "$folder"/vmcore.* > "$dir/dump" 2> /dev/null
        same_log "$dir/dump" "$folder"
        rm "$dir/dump"
    done
}

@test "the log is the same from an ELF dump, and from pages packed by Snappy, zstd, or not at all" {
    real_dumps
    /usr/bin/python3 -c 'import lzo, snappy, zstandard' 2> /dev/null ||
        skip "python3-lzo, python3-snappy or python3-zstandard is missing"
    for how in "--elf" "--flat" "--repack snappy" "--repack zstd" "--repack raw"; do
        # shellcheck disable=SC2086  # two words
        tests/dump-pages $how "$lzo/vmcore.lzo" "$dir/dump"
        same_log "$dir/dump" "$lzo"
        rm "$dir/dump"
    done
}

@test "--format log is for dumps, and says what is wrong with them" {
    real_dumps
    head -c 33000000 "$lzo/vmcore.lzo" > "$dir/vmcore"
    run --separate-stderr "$program" -f log "$dir/vmcore"
    [ "$status" -eq 0 ]
    [ "$output" = "$(cat "$lzo/vmcore-dmesg.txt")" ]
    [ "$stderr" = "kdump-diagnose: $dir/vmcore: the file ends before what its headers name" ]
    run "$program" -f log --vmcore "$lzo/vmcore.lzo"
    [ "$output" = "$(cat "$lzo/vmcore-dmesg.txt")" ]
    run "$program" -f log "$lzo/vmcore-dmesg.txt"
    [ "$status" -eq 3 ]
    [[ "$output" == *"vmcore-dmesg.txt is no dump; "* ]]
    run "$program" -f log "$dir"
    [ "$status" -eq 3 ]
    [[ "$output" == *" is a directory; "* ]]
    run "$program" -f log -o "$dir" "$lzo/vmcore.lzo"
    [ "$status" -eq 2 ]
}

@test "a dump and the text of its log are diagnosed alike, but the dump tells more" {
    real_dumps
    for folder in "$zlib" "$zstd" "$lzo"; do
        "$program" -f json "$folder"/vmcore.* > "$dir/dump.json"
        "$program" -f json "$folder/vmcore-dmesg.txt" > "$dir/text.json"
        run /usr/bin/python3 - "$dir/dump.json" "$dir/text.json" << 'END'
import json, sys
dump, text = (json.load(open(path)) for path in sys.argv[1:])
assert dump["crash_time"] > 1750000000 and len(dump["kernel"]["build_id"]) == 40, dump["kernel"]
assert text["crash_time"] is None and text["kernel"]["build_id"] is None
assert dump["dump"]["flaws"] == [] and dump["death"]
assert dump["host"] == "(none)" and text["host"] is None
assert len(dump["cpus"]) == 2 and text["cpus"] == []
dump["crash_time"] = dump["kernel"]["build_id"] = dump["host"] = None
dump["cpus"] = []
dump["input"]["name"] = text["input"]["name"]
for key in text:
    assert dump[key] == text[key], (key, dump[key], text[key])
END
        echo "$output"
        [ "$status" -eq 0 ]
    done
    run "$program" "$lzo/vmcore.lzo"
    [[ "$output" == *$'\n crashed  2026-11-22 14:00:15 UTC\n'* ]]
    [[ "$output" == *$'\n build id 764949bbe8b7a9241512fbf3b0d66d0ba34686a8\n'* ]]
}

@test "in a crash directory whose log is empty the dump is diagnosed" {
    real_dumps
    : > "$dir/vmcore-dmesg.txt"
    ln "$lzo/vmcore.lzo" "$dir/vmcore" 2> /dev/null || cp "$lzo/vmcore.lzo" "$dir/vmcore"
    run "$program" -f title "$dir"
    [ "$status" -eq 0 ]
    [ "$output" = "BUG: unable to handle kernel NULL pointer dereference in ydiag_deep" ]
}

@test "a dump without its log is still a death" {
    real_dumps
    # Only the headers, bitmaps and notes are left.
    head -c 400000 "$lzo/vmcore.lzo" > "$dir/vmcore"
    run sh -c "'$program' -f json '$dir/vmcore' 2> '$dir/says'"
    cat "$dir/says"
    [ "$status" -eq 0 ]
    grep 'cannot read.*cut off or damaged' "$dir/says"
    [[ "$output" == *'"class": "unknown"'* ]]
    [[ "$output" == *'"build_id": "764949bbe8b7a9241512fbf3b0d66d0ba34686a8"'* ]]
    [[ "$output" == *'pages that it should hold are not there'* ]]
    [[ "$output" == *'the log in it cannot be read: '* ]]
}

@test "of a dump that cannot be read it is said why, and what to do instead" {
    real_dumps
    head -c 10 "$lzo/vmcore.lzo" > "$dir/first"
    run "$program" "$dir/first"
    [ "$status" -eq 3 ]
    [[ "$output" == *"cannot read $dir/first: this dump is cut short within its first bytes" ]]
    head -c 8192 "$lzo/vmcore.lzo" > "$dir/headers"
    sed 's/^SIZE(printk_info)=88$/SIZE(printk_info)=1\n/' "$lzo/vmcore.lzo" > "$dir/size"
    sed 's/^SYMBOL(prb)=.*/SYMBOL(prb)=ffffffffffffffff/' "$lzo/vmcore.lzo" > "$dir/place"
    for dump in headers size place; do
        run sh -c "'$program' '$dir/$dump' 2>&1 > /dev/null"
        echo "$output"
        [ "$status" -eq 0 ]
        [[ "$output" == *"cannot read $dir/$dump: "*"; give its vmcore-dmesg.txt or the console's log instead" ]]
    done
}

@test "a dump whose end is missing says so, though its log is whole" {
    real_dumps
    for dump in "$zlib/vmcore.zlib" "$zstd/vmcore.zstd" "$lzo/vmcore.lzo"; do
        head -c -5000 "$dump" > "$dir/dump"
        same_log "$dir/dump" "${dump%/*}"
        run "$program" "$dir/dump"
        [[ "$output" == *$'\n flaw     the file ends before what its headers name\n'* ]]
        run "$program" "$dump"
        [[ "$output" != *$'\n flaw '* ]]
    done
}

# --- a dump on top of a log: --vmcore -----------------------------------------------

# The log of $lzo without its crash, and cut within the report.
worse_logs() {
    grep -n -m 1 'BUG: kernel NULL pointer' "$lzo/vmcore-dmesg.txt" | cut -d: -f1 > "$dir/crash"
    head -n $(($(cat "$dir/crash") - 1)) "$lzo/vmcore-dmesg.txt" > "$dir/before.log"
    head -n $(($(cat "$dir/crash") + 2)) "$lzo/vmcore-dmesg.txt" | head -c -20 > "$dir/within.log"
    : > "$dir/empty.log"
    echo "[    1.000000] WARNING: CPU: 0 PID: 1 at net/core/dev.c:1 f+0x1/0x2" > "$dir/warns.log"
}

# key KEY: of diagnosis.json in $dir/out
key() {
    /usr/bin/python3 -c 'import json, sys
value = json.load(open(sys.argv[1]))
for key in sys.argv[2].split("."): value = value[key]
print(value)' "$dir/out/diagnosis.json" "$1"
}

@test "--vmcore adds to a log what the dump tells, and nothing else changes" {
    real_dumps
    for folder in "$zlib" "$zstd" "$lzo"; do
        "$program" -f json "$folder"/vmcore.* > "$dir/dump.json"
        "$program" -f json --vmcore "$folder"/vmcore.* "$folder/vmcore-dmesg.txt" > "$dir/both.json"
        run /usr/bin/python3 - "$dir/dump.json" "$dir/both.json" << 'END_OF_PYTHON'
import json, sys
dump, both = (json.load(open(path)) for path in sys.argv[1:])
assert both["input"].pop("name") == "vmcore-dmesg.txt" and dump["input"].pop("name") != "vmcore-dmesg.txt"
assert both["crash_time"] and both["kernel"]["build_id"] and both["host"] and both["cpus"], both
for key in dump:
    assert dump[key] == both[key], (key, dump[key], both[key])
END_OF_PYTHON
        echo "$output"
        [ "$status" -eq 0 ]
    done
}

@test "--vmcore has the log where there is none, or one that tells of no death or is cut within it" {
    real_dumps
    worse_logs
    for log in "" "$dir/before.log" "$dir/within.log" "$dir/empty.log" "$dir/warns.log" /nonexistent; do
        rm -rf "$dir/out"
        mkdir "$dir/out"
        # shellcheck disable=SC2086  # no word at all where there is no log
        "$program" --dump-status 0 --vmcore "$lzo/vmcore.lzo" -o "$dir/out" $log
        [ "$(key title)" = "BUG: unable to handle kernel NULL pointer dereference in ydiag_deep" ]
        [ "$(key input.name)" = vmcore.lzo ]
        [ "$(key cause.id)" = module.foreign ]
    done
}

@test "the dump of --vmcore is asked before one in the crash directory" {
    real_dumps
    mkdir "$dir/crash-dir"
    : > "$dir/crash-dir/vmcore-dmesg.txt"
    cp "$zlib/vmcore.zlib" "$dir/crash-dir/vmcore"
    run "$program" -f title --vmcore "$lzo/vmcore.lzo" "$dir/crash-dir"
    [ "$output" = "BUG: unable to handle kernel NULL pointer dereference in ydiag_deep" ]
}

@test "a log loses nothing to a --vmcore that is damaged, none, or not there; the diagnosis says so" {
    real_dumps
    head -c 400000 "$lzo/vmcore.lzo" > "$dir/cut"
    "$program" -f json "$lzo/vmcore-dmesg.txt" > "$dir/text.json"
    for dump in "$dir/cut" README.md /nonexistent; do
        "$program" -f json --vmcore "$dump" "$lzo/vmcore-dmesg.txt" > "$dir/both.json" 2> "$dir/says"
        [ "$(wc -l < "$dir/says")" -eq 1 ]
        run /usr/bin/python3 - "$dir/text.json" "$dir/both.json" << 'END_OF_PYTHON'
import json, sys
text, both = (json.load(open(path)) for path in sys.argv[1:])
assert both["dump"]["flaws"], both["dump"]
for key in text:
    if key not in ("crash_time", "kernel", "host", "cpus", "dump", "missing"):
        assert text[key] == both[key], (key, text[key], both[key])
assert set(text["missing"]) <= set(both["missing"])
assert text["kernel"]["release"] == both["kernel"]["release"]
END_OF_PYTHON
        echo "$dump: $output $(cat "$dir/says")"
        [ "$status" -eq 0 ]
    done
    run "$program" --vmcore /nonexistent
    [ "$status" -eq 3 ]
    [[ "$output" == *"cannot read /nonexistent: No such file"* ]]
}

@test "a pointer without a name in the log gets it from --vmcore" {
    real_dumps
    "$program" -f json "$lzo/vmcore.lzo" > "$dir/dump.json"
    address=$(/usr/bin/python3 -c 'import json, sys
print([c["pc"] for c in json.load(open(sys.argv[1]))["cpus"] if c["cpu"] == 0][0])' "$dir/dump.json")
    sed "s|RIP: 0010:ydiag_deep+[^ ]* .ydiag.|RIP: 0010:$address|" "$lzo/vmcore-dmesg.txt" > "$dir/bare.log"
    run "$program" "$dir/bare.log"
    [[ "$output" != *"ydiag_deep+0x34/0x70 [ydiag]"* ]]
    mkdir "$dir/out"
    "$program" --vmcore "$lzo/vmcore.lzo" -o "$dir/out" "$dir/bare.log"
    [ "$(key pointer.symbol)" = ydiag_deep ]
}

@test "a program that dies over the dump has left the complete diagnosis of the log" {
    real_dumps
    command -v strace > /dev/null || skip "strace is missing"
    mkdir "$dir/out"
    run strace -o /dev/null -P "$lzo/vmcore.lzo" -e trace=pread64 -e inject=pread64:signal=KILL:when=1 \
        "$program" --vmcore "$lzo/vmcore.lzo" -o "$dir/out" "$lzo/vmcore-dmesg.txt"
    [ "$status" -eq 137 ]
    "$program" "$lzo/vmcore-dmesg.txt" > "$dir/alone"
    diff <(grep -v -e '^ file ' -e '^end=' "$dir/out/diagnosis.txt") <(grep -v '^end=' "$dir/alone")
    grep -qx form=complete "$dir/out/diagnosis.txt"
}

@test "a dump that is read slowly is given up after some seconds, and what was read is told" {
    real_dumps
    command -v strace > /dev/null || skip "strace is missing"
    mkdir "$dir/out"
    SECONDS=0
    strace -o /dev/null -P "$zlib/vmcore.zlib" -e trace=pread64 -e inject=pread64:delay_enter=100000 \
        "$program" --vmcore "$zlib/vmcore.zlib" -o "$dir/out" "$zlib/vmcore-dmesg.txt"
    echo "$SECONDS s"
    [ "$SECONDS" -ge 3 ]
    [ "$SECONDS" -le 7 ]
    [ "$(key class)" = operator.sysrq ]
    [ "$(key crash_time)" -gt 1750000000 ]
    [[ "$(key dump.flaws)" == *"took too long"* ]]
}

@test "log and dump together are read in a fixed memory" {
    real_dumps
    worse_logs
    for log in "$zlib/vmcore-dmesg.txt" "$dir/before.log"; do
        read -r _ kib < <(build/measure 3 "$program" --vmcore "$zlib/vmcore.zlib" "$log")
        echo "$kib KiB"
        [ "$kib" -le 1024 ]
    done
}

@test "a dump of any size is read in a fixed memory" {
    real_dumps
    for dump in "$zlib/vmcore.zlib" "$zstd/vmcore.zstd" "$ring_end/vmcore.zlib"; do
        read -r _ kib < <(build/measure 3 "$program" "$dump")
        echo "$dump: $kib KiB"
        [ "$kib" -le 1024 ]
    done
}

@test "fuzzing memory and log of described machines for 10 seconds finds nothing" {
    run tests/fuzz/run 10 1 printk
    echo "$output"
    [ "$status" -eq 0 ]
    echo "# $output" >&3
    [[ "$output" =~ ^([0-9]+)" runs" ]]
    [ "${BASH_REMATCH[1]}" -gt 1000 ]
}
