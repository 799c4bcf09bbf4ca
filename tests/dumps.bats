# SPDX-License-Identifier: GPL-2.0-or-later
# Dumps: what is read out of real ones, page by page, held against other readers.

setup() {
    cd "$BATS_TEST_DIRNAME/.." || exit 1
    dumps=${KD_DUMPS:-../shared/dumps}
    zlib=$dumps/debian-5.10-sysrq/vmcore.zlib
    zstd=$dumps/debian-6.1-sysrq/vmcore.zstd
    lzo=$dumps/debian-6.12-null/vmcore.lzo
}

real_dumps() {
    [ -e "$zlib" ] || skip "no dumps beside this checkout ($dumps)"
    /usr/bin/python3 -c 'import lzo, snappy, zstandard' 2> /dev/null ||
        skip "python3-lzo, python3-snappy or python3-zstandard is missing"
}

# Has the dump the same pages, all of them readable, as the other reader finds in ORIGINAL?
same_pages() {
    build/unit/dump --pages "$1" > "$BATS_TEST_TMPDIR/ours"
    [ -e "$BATS_TEST_TMPDIR/theirs" ] || tests/dump-pages "$2" > "$BATS_TEST_TMPDIR/theirs"
    [ "$(wc -l < "$BATS_TEST_TMPDIR/theirs")" -gt 20000 ]
    cmp "$BATS_TEST_TMPDIR/ours" "$BATS_TEST_TMPDIR/theirs"
}

@test "dump: every format, made from descriptions, whole and damaged" {
    build/unit/dump
}

@test "zlib, LZO, Snappy and zstd are unpacked as the libraries packed them" {
    run tests/unpackers
    [ "$status" -ne 77 ] || skip "$output"
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "the check of the unpackers finds one that is wrong" {
    # It answers "damaged" to everything.
    printf '#!/usr/bin/python3\nimport sys, struct\ni = sys.stdin.buffer\nwhile h := i.read(12):\n    i.read(struct.unpack("<III", h)[1])\n    print("damaged")\n' > "$BATS_TEST_TMPDIR/wrong"
    chmod +x "$BATS_TEST_TMPDIR/wrong"
    run tests/unpackers --program "$BATS_TEST_TMPDIR/wrong" 2
    [ "$status" -ne 77 ] || skip "$output"
    [ "$status" -eq 1 ]
}

@test "zlib: every page of a real dump" {
    real_dumps
    same_pages "$zlib" "$zlib"
}

@test "zlib: every page of a real dump of kernel 7.2" {
    real_dumps
    same_pages "$dumps/debian-7.2-ring-end/vmcore.zlib" "$dumps/debian-7.2-ring-end/vmcore.zlib"
}

@test "LZO: every page of a real dump" {
    real_dumps
    same_pages "$lzo" "$lzo"
}

@test "zstd: every page of a real dump" {
    real_dumps
    same_pages "$zstd" "$zstd"
}

@test "a real dump packed anew by Snappy, by zstd, and not at all" {
    real_dumps
    for method in snappy zstd raw; do
        tests/dump-pages --repack "$method" "$lzo" "$BATS_TEST_TMPDIR/dump"
        same_pages "$BATS_TEST_TMPDIR/dump" "$lzo"
        rm "$BATS_TEST_TMPDIR/dump"
    done
}

@test "a real dump as ELF, with 500 segments in no order" {
    real_dumps
    tests/dump-pages --elf "$lzo" "$BATS_TEST_TMPDIR/dump"
    same_pages "$BATS_TEST_TMPDIR/dump" "$lzo"
}

@test "a real dump, flattened in another order" {
    real_dumps
    tests/dump-pages --flat "$lzo" "$BATS_TEST_TMPDIR/dump"
    same_pages "$BATS_TEST_TMPDIR/dump" "$lzo"
}

@test "makedumpfile's own copies of a real dump: LZO, zlib, raw, flattened" {
    real_dumps
    for options in -l -c -d "-F -l"; do
        dump=$BATS_TEST_TMPDIR/dump
        # shellcheck disable=SC2086 # several options
        case $options in
        -d) makedumpfile -d 0 "$zlib" "$dump" > /dev/null 2>&1 ;;
        -F*) makedumpfile $options -d 0 "$zlib" > "$dump" 2> /dev/null ;;
        *) makedumpfile $options -d 0 "$zlib" "$dump" > /dev/null 2>&1 ;;
        esac
        same_pages "$dump" "$zlib"
        rm "$dump"
    done
}

@test "a real dump in three files holds together what it held in one" {
    real_dumps
    tests/dump-pages --split "$zlib" "$BATS_TEST_TMPDIR/1" "$BATS_TEST_TMPDIR/2" "$BATS_TEST_TMPDIR/3"
    for part in 1 2 3; do
        build/unit/dump --pages "$BATS_TEST_TMPDIR/$part" 2> "$BATS_TEST_TMPDIR/says"
        grep -q "one of several files" "$BATS_TEST_TMPDIR/says"
    done > "$BATS_TEST_TMPDIR/ours"
    tests/dump-pages "$zlib" | cmp - "$BATS_TEST_TMPDIR/ours"
}

@test "of a real dump cut short, pages are right or said to be lost" {
    real_dumps
    tests/dump-pages "$zlib" | sort > "$BATS_TEST_TMPDIR/theirs"
    makedumpfile -F -l -d 0 "$zlib" > "$BATS_TEST_TMPDIR/flat" 2> /dev/null
    for whole in "$zlib" "$BATS_TEST_TMPDIR/flat"; do
        for size in 2000000 9000000 16000000; do
            head -c "$size" "$whole" > "$BATS_TEST_TMPDIR/cut"
            build/unit/dump --pages "$BATS_TEST_TMPDIR/cut" > "$BATS_TEST_TMPDIR/ours"
            grep -q lost "$BATS_TEST_TMPDIR/ours"
            grep -v lost "$BATS_TEST_TMPDIR/ours" | sort | comm -23 - "$BATS_TEST_TMPDIR/theirs" > "$BATS_TEST_TMPDIR/wrong"
            [ ! -s "$BATS_TEST_TMPDIR/wrong" ]
        done
    done
}

@test "fuzzing the formats of dumps for 10 seconds finds nothing" {
    run tests/fuzz/run 10 1 dump
    echo "$output"
    [ "$status" -eq 0 ]
    echo "# $output" >&3
    [[ "$output" =~ ^([0-9]+)" runs" ]]
    [ "${BASH_REMATCH[1]}" -gt 1000 ]
}
