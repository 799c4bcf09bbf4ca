# SPDX-License-Identifier: GPL-2.0-or-later
# Every log in tests/corpus gives what its header expects.

setup() {
    cd "$BATS_TEST_DIRNAME/.." || exit 1
}

@test "there are fixtures, none can be forgotten, and enough of them are harmless" {
    run tests/fixtures
    [[ "$output" =~ ([0-9]+)" fixtures, " ]]
    [ "${BASH_REMATCH[1]}" -eq "$(find tests/corpus -type f | wc -l)" ]
    [ "${BASH_REMATCH[1]}" -ge 170 ]
    [ "$(grep -l '^# expect: exit 1$' tests/corpus/*/*.log | wc -l)" -ge 25 ]
}

@test "every fixture gives what its header expects, and JSON as the schema has it" {
    tests/fixtures --schema
}

@test "the schema lists the classes of class.def, in their order" {
    sed -n 's/^CLASS([A-Z_]*, "\([^"]*\)", .*/\1/p' analyzer/event/class.def > "$BATS_TEST_TMPDIR/classes"
    [ -s "$BATS_TEST_TMPDIR/classes" ]
    /usr/bin/python3 -c 'import json, sys; print(*json.load(sys.stdin)["definitions"]["class"]["enum"], sep="\n")' \
        < analyzer/report/diagnosis.schema.json | diff "$BATS_TEST_TMPDIR/classes" -
}

@test "the same under AddressSanitizer and UBSan" {
    tests/fixtures --program build/san/kdump-diagnose
}

@test "a fixture with a wrong expectation is found out" {
    sed 's/^# expect: class .*/# expect: class fault.divide/' \
        tests/corpus/null/x86_64-ecs-16-kref-get-null-deref.log > "$BATS_TEST_TMPDIR/wrong.log"
    run tests/fixtures "$BATS_TEST_TMPDIR/wrong.log"
    [ "$status" -ne 0 ]
    [[ "$output" == *"class is fault.null, expected fault.divide"* ]]
}

# The fixtures, at most 60 to a process, four at a time.
all_fixtures() {
    find tests/corpus -name '*.log' -print0 | sort -z | xargs -0 -P 4 -n 60 build/unit/fixtures "$1"
}

@test "the answer does not depend on how the log is cut into pieces" {
    all_fixtures pieces
}

@test "the diagnosis does not depend on the transport that a log came through" {
    run tests/transports
    echo "$output"
    [ "$status" -eq 0 ]
    [[ "$output" =~ ^([0-9]+)" fixtures" ]] && [ "${BASH_REMATCH[1]}" -gt 100 ]
}

@test "every front part of a log ends cleanly: all of short ones, samples of long ones" {
    all_fixtures prefixes
}

@test "a log that ends within its report says so, and claims no more than possible" {
    build/unit/fixtures inside tests/corpus/transport/x86_64-{vmcore-dmesg,caller-ids,kmsg,syslog,unstamped}.log \
        tests/corpus/null/{x86_64-ecs-16-kref-get-null-deref,mips-serial-base-6.19}.log \
        tests/corpus/fault/{arm64-rhel9-write-protected-5.14,ppc64le-rhel8-lpar-4.18}.log \
        tests/corpus/hang/x86_64-tty-hangup.log tests/corpus/lockup/x86_64-soft-rmdir.log \
        tests/corpus/list/x86_64-rhel7-list-add-warning-3.10.log
}

@test "the text at any size: what it says is said whole, block and end marker are there" {
    all_fixtures sizes
}

@test "a crash keeps its signature on another build, machine and day" {
    run tests/rewritten
    echo "$output"
    [ "$status" -eq 0 ]
}

# The signature of a fixture without its hash, or with it.
signature() {
    sed '1,/^$/d' "tests/corpus/$1" | build/kdump-diagnose -f json | sed -n 's/^  "signature": "\(.*\)",$/\1/p'
}
about() {
    local signature
    signature=$(signature "$1")
    echo "${signature%/*}"
}

@test "a signature is made of what tells crashes of its class apart" {
    [ "$(about hw/x86_64-fatal-machine-check-4.18.log)" = hw.mce/bank4-internal-timer-a-core-made-no-progress ]
    [ "$(about hw/x86_64-ghes-fatal-memory-5.14.log)" = hw.memory/memory-error-multi-bit-ECC ]
    [ "$(about oom/x86_64-compulsory-4.18.log)" = oom.policy/compulsory ]
    [ "$(about oom/x86_64-ecs-01-panic-on-oom.log)" = oom.policy/system-wide ]
    [ "$(about oom/x86_64-cgroup-kill-5.14.log)" = oom.deadlock/killed-in-cgroup ]
    [ "$(about boot/x86_64-no-root-device-4.x.log)" = boot.rootfs/no-device ]
    [ "$(about boot/x86_64-root-device-without-filesystem.log)" = boot.rootfs/mount ]
    [ "$(about init/x86_64-init-exits.log)" = init.killed/init-7f00 ]
    [ "$(about bug/x86_64-k8s-19-idr-1157-docker-runc.log)" = bug.assert/idr.c:ida_simple_remove ]
    [ "$(about null/x86_64-ecs-16-kref-get-null-deref.log)" = fault.null/pidns_get ]
}

@test "the same crash has the same signature on any kernel, another has another" {
    [ "$(signature operator/x86_64-ecs-03-sysrq-handle-crash.log)" = "$(signature operator/x86_64-sysrq-5.x.log)" ]
    [ "$(signature init/x86_64-init-exits.log)" = "$(signature init/x86_64-missing-library-6.1.log)" ]
    # Those written for one detail have one invented function in common, of "acme".
    grep -rL acme tests/corpus/null tests/corpus/bug tests/corpus/kasan | grep -v flat.log | while read -r log; do
        signature "${log#tests/corpus/}"
    done > "$BATS_TEST_TMPDIR/all"
    [ "$(sort -u "$BATS_TEST_TMPDIR/all" | wc -l)" -gt "$(($(wc -l < "$BATS_TEST_TMPDIR/all") * 9 / 10))" ]
}

@test "control bytes in a log reach no output" {
    all_fixtures dirt
}

@test "the corpora, where they are at hand, agree at least as well as before" {
    corpus=$(tests/agreement --where) || skip "no corpora beside this checkout (../shared/corpus)"
    run tests/agreement "$corpus"
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "the oopses of old distributions, where they are at hand, are read as tests/oopses.expected says" {
    corpus=$(tests/agreement --where) || skip "no corpora beside this checkout (../shared/corpus)"
    run tests/oopses "$corpus/oopses"
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "a judgement that the program no longer bears out is found out" {
    corpus=$(tests/agreement --where) || skip "no corpora beside this checkout (../shared/corpus)"
    printf 'seeds\tclass\t01-panic-on-oom.log\tfault.null\tstale\n' > "$BATS_TEST_TMPDIR/judged"
    run tests/agreement --judged "$BATS_TEST_TMPDIR/judged" "$corpus"
    [ "$status" -ne 0 ]
    [[ "$output" == *"seeds class/01-panic-on-oom.log does not say fault.null any more"* ]]
}
