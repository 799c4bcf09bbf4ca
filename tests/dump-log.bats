# SPDX-License-Identifier: GPL-2.0-or-later
# The log of a dump: the text that vmcore-dmesg prints, and the diagnosis of it.

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
    build/unit/printk "$1" > "$dir/log"
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
}

# vmcore-dmesg takes a block that ends with the ring for one that has gone round, and
# prints the text of another record.
@test "where a record ends with the ring, its own text comes out" {
    real_dumps
    build/unit/printk "$ring_end/vmcore.zlib" > "$dir/log"
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
