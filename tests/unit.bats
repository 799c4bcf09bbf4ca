# SPDX-License-Identifier: GPL-2.0-or-later
# The unit tests and the fuzz target, built with AddressSanitizer and UBSan.

setup() {
    cd "$BATS_TEST_DIRNAME/.." || exit 1
}

@test "base: spans take all or nothing, buffers do not overflow" {
    build/unit/base
}

@test "line: prefixes, pastes, and any cut of the input gives the same lines" {
    build/unit/line
}

@test "event: scanner, names, frames, identity, titles" {
    build/unit/event
}

@test "every unit test program is run above" {
    for source in tests/unit/*.c; do
        name=$(basename "$source" .c)
        grep -q "build/unit/$name\$" tests/unit.bats
    done
}

@test "fuzzing the whole way from bytes to reports for 20 seconds finds nothing" {
    corpus=$BATS_TEST_TMPDIR/corpus
    mkdir "$corpus"
    for log in tests/corpus/*/*.log; do
        # Two bytes choose piece and text size; the fixture's header is text like any other.
        { printf 'a0'; cat "$log"; } > "$corpus/$(basename "$log")"
    done
    cd "$BATS_TEST_TMPDIR"
    "$OLDPWD/build/fuzz/diagnose" -max_total_time=20 -max_len=16384 -print_final_stats=1 \
        "$corpus" > log 2>&1 || { tail -n 30 log; false; }
    runs=$(sed -n 's/^stat::number_of_executed_units: //p' log)
    echo "# $runs runs" >&3
    [ "$runs" -gt 100 ]
}
