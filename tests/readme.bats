# SPDX-License-Identifier: GPL-2.0-or-later
# The README shows what is true.

setup() {
    cd "$BATS_TEST_DIRNAME/.." || exit 1
}

@test "the diagnosis in the README is what the program prints" {
    awk '/^```$/ { inside = !inside; next } inside' README.md > "$BATS_TEST_TMPDIR/shown"
    build/kdump-diagnose tests/example/vmcore-dmesg.txt | diff - "$BATS_TEST_TMPDIR/shown"
}

@test "make help lists every target that the README and CONTRIBUTING name" {
    run make help
    for target in check quick demo bench fuzz corpus install format clean; do
        [[ "$output" == *"make $target"* ]]
    done
}

@test "the row and the fixture that CONTRIBUTING shows are there" {
    row=$(sed -n 's/^ *`\(KIND(.*)\)`$/\1/p' CONTRIBUTING.md)
    [ -n "$row" ]
    grep -qxF "$row" analyzer/event/kinds.def
    tests/fixtures "$(grep -o 'tests/corpus/[^`]*\.log' CONTRIBUTING.md | head -n 1)"
}

@test "every path that the README and CONTRIBUTING name is there" {
    for path in $(grep -o -h -E '`(analyzer|hook|tests|config|dracut-module)/[^` *]*`' README.md CONTRIBUTING.md |
        tr -d '`' | grep -v KIND); do
        [ -e "$path" ] || { echo "$path is not there"; false; }
    done
}

@test "make install honours DESTDIR and PREFIX and keeps an administrator's configuration" {
    root=$BATS_TEST_TMPDIR/root
    make -s install DESTDIR="$root" PREFIX=/usr
    [ -x "$root/usr/bin/kdump-diagnose" ]
    [ -x "$root/usr/lib/kdump-diagnose/kdump-post" ]
    [ -x "$root/usr/lib/dracut/modules.d/50kdump-diagnose/module-setup.sh" ]
    [ -d "$root/etc/kdump-diagnose/rules.d" ]
    cmp config/known-bugs/known-bugs.kdb "$root/usr/share/kdump-diagnose/known-bugs.kdb"
    echo 'time_limit = 7' > "$root/etc/kdump-diagnose.conf"
    make -s install DESTDIR="$root" PREFIX=/usr
    [ "$(cat "$root/etc/kdump-diagnose.conf")" = 'time_limit = 7' ]
}

@test "nothing is rebuilt when nothing has changed" {
    run make
    [[ "$output" == *"Nothing to be done"* ]]
}
