# SPDX-License-Identifier: GPL-2.0-or-later
# The unit tests and the fuzz target, built with AddressSanitizer and UBSan.

setup() {
    cd "$BATS_TEST_DIRNAME/.." || exit 1
}

@test "base: spans take all or nothing, buffers do not overflow" {
    build/unit/base
}

@test "base: text from values, as the C library makes it" {
    build/unit/format
}

@test "line: prefixes, pastes, and any cut of the input gives the same lines" {
    build/unit/line
}

@test "event: scanner, names, frames, identity, titles" {
    build/unit/event
}

@test "skim: lines that nobody wants change nothing, on any processor" {
    build/unit/skim
}

@test "event: facts of every architecture and generation" {
    build/unit/facts
}

@test "event: readable names of Rust and C++, damaged ones too" {
    build/unit/demangle
}

@test "the readable names are those of binutils" {
    command -v c++filt > /dev/null || skip "c++filt (binutils) is missing"
    # Rust's v0 names are known to it since 2.36.
    [ "$(c++filt _RNvC1a1f)" != _RNvC1a1f ] || skip "c++filt is too old for Rust"
    build/unit/demangle --list > "$BATS_TEST_TMPDIR/ours"
    cut -f 1 "$BATS_TEST_TMPDIR/ours" | c++filt --no-verbose --no-params |
        paste <(cut -f 1 "$BATS_TEST_TMPDIR/ours") - | diff "$BATS_TEST_TMPDIR/ours" -
    [ -s "$BATS_TEST_TMPDIR/ours" ]
}

@test "verdict: streams of kernel releases, their order, and which fixes are in" {
    build/unit/release
}

@test "versions have the order that rpm gives them" {
    command -v rpm > /dev/null || skip "rpm is missing"
    run tests/versions rpm 6000
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "versions have the order that dpkg gives them" {
    command -v dpkg > /dev/null || skip "dpkg is missing"
    run tests/versions dpkg 2400
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "the seeds' kernels are affected or not as expected.tsv says" {
    corpus=$(tests/agreement --where) || skip "no corpora beside this checkout (../shared/corpus)"
    awk -F '\t' '$12 != "-" && NR > 1 { print $1, $5, $11, $10, $12 }' "$corpus/seeds/expected.tsv" > "$BATS_TEST_TMPDIR/seeds"
    [ "$(wc -l < "$BATS_TEST_TMPDIR/seeds")" -ge 9 ]
    while read -r file release fixed until want; do
        run build/unit/release status "$release" "$fixed" "$until"
        echo "$file: $output, want $want"
        [ "$output" = "$want" ]
    done < "$BATS_TEST_TMPDIR/seeds"
}

@test "rules: conditions, faults, ranking, and any cut of a file gives the same" {
    build/unit/rule
}

@test "every unit test program is run above" {
    for source in tests/unit/*.c; do
        name=$(basename "$source" .c)
        grep -qE "build/unit/$name( |\$)" tests/*.bats
    done
}

@test "verdict: known bugs: inflate, versions, names" {
    build/unit/bugs
}

@test "fuzzing the table of known bugs for 10 seconds finds nothing" {
    run tests/fuzz/run 10 1 bugs
    echo "$output"
    [ "$status" -eq 0 ]
    [[ "$output" =~ ^([0-9]+)" runs" ]]
    [ "${BASH_REMATCH[1]}" -gt 100 ]
}

@test "fuzzing the whole way from bytes to reports for 20 seconds finds nothing" {
    run tests/fuzz/run 20
    echo "$output"
    [ "$status" -eq 0 ]
    echo "# $output" >&3
    [[ "$output" =~ ^([0-9]+)" runs" ]]
    [ "${BASH_REMATCH[1]}" -gt 100 ]
}

@test "hardware: the machine's own error records, in words" {
    build/unit/hardware
}

@test "insn: the operand of the faulting instruction, and any bytes at all" {
    build/unit/insn
}

@test "insn: with the registers of a report its operand lies where the fault was" {
    run build/unit/insn --faults tests/corpus/*/*.log
    echo "$output"
    [[ "${lines[-1]}" =~ ", "([0-9]+)" with the operand's registers, "([0-9]+)" of them" ]]
    [ "${BASH_REMATCH[1]}" -ge 40 ]
    [ "${BASH_REMATCH[1]}" -eq "${BASH_REMATCH[2]}" ]
}

# Status 77: no objdump here knows the architecture.
decoder() {
    run tests/decoder "$@"
    echo "$output"
    [ "$status" -ne 77 ] || skip "$output"
    [ "$status" -eq 0 ]
}

@test "insn: x86 code of all fixtures is read as objdump reads it" {
    decoder --arch x86_64
    decoder --arch i686
}

@test "insn: arm64 code of all fixtures is read as objdump reads it" {
    decoder --arch aarch64
}

@test "insn: random x86 code is read as objdump reads it" {
    decoder --arch x86_64 --random 10000
    decoder --arch i686 --random 10000
}

@test "insn: random arm64 code is read as objdump reads it" {
    decoder --arch aarch64 --random 10000
}

@test "insn: ppc code of all fixtures, and random code, is read as objdump reads it" {
    decoder --arch ppc64le
    decoder --arch ppc64le --random 10000
}

@test "insn: a decoder that is wrong is found out" {
    # Of a program that says "1 byte" of every instruction, nothing agrees.
    printf '#!/bin/sh\nsed "s/.*/1 other - - 0 - - - 1 - 0 - -/"\n' > "$BATS_TEST_TMPDIR/wrong"
    chmod +x "$BATS_TEST_TMPDIR/wrong"
    run tests/decoder --program "$BATS_TEST_TMPDIR/wrong" --arch x86_64
    [ "$status" -eq 1 ]
}

@test "fuzzing the rules for 10 seconds finds nothing" {
    run tests/fuzz/run 10 1 rules
    echo "$output"
    [ "$status" -eq 0 ]
    echo "# $output" >&3
    [[ "$output" =~ ^([0-9]+)" runs" ]]
    [ "${BASH_REMATCH[1]}" -gt 100 ]
}

@test "fault: what addresses, error codes and registers tell, on each architecture" {
    build/unit/fault
}
