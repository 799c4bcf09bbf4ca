# SPDX-License-Identifier: GPL-2.0-or-later
# The code itself: layers, formatting, shell, and what may not stand in it.

setup() {
    cd "$BATS_TEST_DIRNAME/.." || exit 1
}

@test "no stage includes one that comes after it" {
    tests/check-layers base source line event verdict report
}

@test "the check of the layers fails where a stage looks ahead" {
    run tests/check-layers report verdict event line source base
    [ "$status" -ne 0 ]
}

@test "every C file is formatted by clang-format" {
    find analyzer tests -name '*.[ch]' ! -path '*/crash-module/*' -print0 |
        xargs -0 clang-format --dry-run --Werror
}

@test "every shell script passes shellcheck" {
    # The first line tells which shell a script is for.
    find hook tests dracut-module .ci -type f ! -name '*.log' -print0 |
        xargs -0 grep -lZ -E '^#!/bin/(ba)?sh|^# shellcheck shell=' |
        xargs -0 shellcheck -x
}

@test "every source file names its licence" {
    run grep -rL 'SPDX-License-Identifier: GPL-2.0-or-later' analyzer hook dracut-module tests config \
        .ci Makefile --include='*.[ch]' --include='*.def' --include='*.sh' --include='*.bats' \
        --include=Makefile --include=kdump-post --include='*.conf'
    [ -z "$output" ]
}

@test "no file of the analyzer has state outside a function that can change" {
    # Data and bss sections of our objects: everything writable would be in there.
    run sh -c 'size -A $(find build/obj/analyzer -name "*.o") | awk "/^analyzer|^build/ { f = \$1 }
        /^\.(data|bss)/ && \$1 !~ /rel\.ro/ && \$2 > 0 { print f, \$1, \$2 }"'
    [ -z "$output" ]
}

@test "the program cannot allocate: nothing in it needs malloc" {
    nm build/kdump-diagnose.debug | grep -q ' main$'
    run grep -E ' (malloc|calloc|realloc)$' <(nm build/kdump-diagnose.debug)
    [ -z "$output" ]
}

@test "text is made from values by text_format() alone, with conversions that it knows" {
    run grep -rnE '(^|[^_a-z])v?[fs]?n?printf\(' analyzer --include='*.c' --exclude=windows.c --exclude=pack.c
    [ -z "$output" ]
    run grep -rnE '(_fmt|_format|error_set|error_prefix|faulty)\(.*%[-0]*[0-9*]*(\.[0-9*]+)?[lz]*[abefghijkmnopqrtvwyA-Z#+]' \
        analyzer --include='*.c' --exclude=windows.c --exclude=pack.c
    [ -z "$output" ]
}

@test "the program is static, stripped and no larger than 256 KiB" {
    run file -b build/kdump-diagnose
    [[ "$output" == *"statically linked"* ]]
    [[ "$output" == *", stripped"* ]]
    [ "$(stat -c %s build/kdump-diagnose)" -le $((256 * 1024)) ]
}
