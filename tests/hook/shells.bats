#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# All other tests of the hook once more with the shells that /bin/sh is elsewhere. Use: bats tests/hook/shells.bats

tests() { # NAME SHELL: their output goes to a file, the shells run side by side
    command -v "${2%% *}" >/dev/null || return 0
    HOOK_SHELL=$2 bats --tap "$BATS_TEST_DIRNAME"/{search,log,program,surroundings,netconsole,frozen}.bats \
        >"$BATS_FILE_TMPDIR/$1" 2>&1 &
}

setup_file() {
    tests bash 'bash --posix'
    tests busybox 'busybox sh'
    tests dash 'dash -u'
    wait
}

all_passed() { # NAME
    [ -e "$BATS_FILE_TMPDIR/$1" ] || skip "$1 is not installed"
    if grep '^not ok' -A 12 "$BATS_FILE_TMPDIR/$1"; then false; fi
    [ "$(grep -c '^ok' "$BATS_FILE_TMPDIR/$1")" -gt 70 ]
}

@test "everything holds with bash in POSIX mode, as on Red Hat's family" {
    all_passed bash
}

@test "everything holds with busybox sh" {
    all_passed busybox
}

@test "everything holds with dash, to which an unset variable is an error" {
    all_passed dash
}
