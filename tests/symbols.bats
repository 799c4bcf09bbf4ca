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
