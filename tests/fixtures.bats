# SPDX-License-Identifier: GPL-2.0-or-later
# Every log in tests/corpus gives what its header expects.

setup() {
    cd "$BATS_TEST_DIRNAME/.." || exit 1
}

@test "there are fixtures, and none can be forgotten: they are found by listing the folder" {
    run tests/fixtures
    [[ "$output" =~ ([0-9]+)" fixtures, 0 failures" ]]
    [ "${BASH_REMATCH[1]}" -eq "$(find tests/corpus -type f | wc -l)" ]
    [ "${BASH_REMATCH[1]}" -ge 170 ]
}

@test "every fixture gives what its header expects, and JSON as the schema has it" {
    tests/fixtures --schema
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

@test "the answer does not depend on how the log is cut into pieces" {
    for log in tests/corpus/*/*.log; do
        build/kdump-diagnose -f json < "$log" > "$BATS_TEST_TMPDIR/whole" || :
        # dd hands the pipe one block per write.
        dd if="$log" bs=7 2> /dev/null | build/kdump-diagnose -f json > "$BATS_TEST_TMPDIR/cut" || :
        cmp "$BATS_TEST_TMPDIR/whole" "$BATS_TEST_TMPDIR/cut"
    done
}

@test "every prefix of a report is read without harm" {
    log=tests/corpus/null/x86_64-ecs-16-kref-get-null-deref.log
    size=$(stat -c %s "$log")
    for ((n = 0; n < size; n += 13)); do
        run sh -c "head -c $n $log | build/san/kdump-diagnose -f title"
        [ "$status" -le 1 ]
    done
}

@test "the corpora, where they are at hand, agree at least as well as before" {
    corpus=$(tests/agreement --where) || skip "no corpora beside this checkout (../shared/corpus)"
    run tests/agreement "$corpus"
    echo "$output"
    [ "$status" -eq 0 ]
}
