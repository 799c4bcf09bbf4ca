# SPDX-License-Identifier: GPL-2.0-or-later
# Known kernel bugs: the importer, the table, and what is offered.

setup() {
    cd "$BATS_TEST_DIRNAME/.." || exit 1
    program=$PWD/build/kdump-diagnose
    import=$PWD/config/known-bugs/import
    table=$PWD/config/known-bugs/known-bugs.kdb
    fixture=$PWD/tests/corpus/null/x86_64-ecs-11-filp-close-tampercore.log
    log=$BATS_TEST_TMPDIR/log
    sed '1,/^$/d' "$fixture" > "$log"
}

# record ID LOG DYAD...: one of a checkout of the CVE records
record() {
    local to=$BATS_TEST_TMPDIR/records/cve/published/2099/CVE-$1 id=$1 from=$2
    shift 2
    mkdir -p "${to%/*}"
    { printf 'Subject: CVE-%s\n\nDescription\n===========\n\n' "$id"; cat "$from"
      printf '\nThe Linux kernel CVE team has assigned CVE-%s to this issue.\n' "$id"; } > "$to.mbox"
    { echo '# dyad version: 1'; printf '%s\n' "$@"; } > "$to.dyad"
}

# What is offered for a log, a word for each: ID:confidence:status:fixed in
offers() {
    "$program" -f json --known-bugs "$1" "$2" | /usr/bin/python3 -c '
import json, sys
for b in json.load(sys.stdin)["known_bugs"]:
    print(":".join(str(b[k]) for k in ("id", "confidence", "kernel_status", "fixed_in")))'
}

@test "the table is small, and the importer reads and writes it without a change" {
    [ "$(stat -c %s "$table")" -le $((512 * 1024)) ]
    "$import" --show "$table" > "$BATS_TEST_TMPDIR/rows"
    "$import" --pack "$BATS_TEST_TMPDIR/rows" "$BATS_TEST_TMPDIR/again"
    cmp "$table" "$BATS_TEST_TMPDIR/again"
    # Facts, no prose: an identifier, a commit, a class, versions, and names.
    run grep -v -P '^[0-9]{4}-[0-9]{4,}\t[0-9a-f]{40}\t[a-z.-]+\t[0-9.,:;]+(\t([^\t ]+|<.* as .*>::\w+))+$' \
        "$BATS_TEST_TMPDIR/rows"
    [ -z "$output" ]
}

@test "records become rows, the same in every run, and useless ones are left out" {
    fix=$(printf 'b%.0s' {1..40})
    mainline=$(printf 'c%.0s' {1..40})
    record 2099-0001 "$log" "3.5:$(printf 'a%.0s' {1..40}):3.10.108:$fix" "3.5:x:4.19:$mainline" "2.6.32.7:x:0:0"
    record 2099-0002 <(echo 'Nothing was printed.') "3.5:x:4.19:$mainline"
    run "$import" --rows "$BATS_TEST_TMPDIR/records"
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -eq 1 ]
    [[ "${lines[0]}" == "2099-0001	$mainline	fault.null	3.5:3.10.108,4.19;2.6.32.7:	filp_close	"* ]]
    "$import" "$BATS_TEST_TMPDIR/records" "$BATS_TEST_TMPDIR/a"
    "$import" "$BATS_TEST_TMPDIR/records" "$BATS_TEST_TMPDIR/b"
    cmp "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
    run "$import" "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR/c"
    [ "$status" -ne 0 ]
    [[ "$output" == *"holds no record of use"* ]]
}

@test "a bug is offered by what the release tells of its fix" {
    record 2099-0001 "$log" 3.5:x:3.10.108:y 3.5:x:4.19:z
    release=$("$program" -f json "$log" | sed -n 's/^    "release": "\(.*\)",$/\1/p')
    [ -n "$release" ]
    "$import" "$BATS_TEST_TMPDIR/records" "$BATS_TEST_TMPDIR/table"
    while read -r running expected; do
        sed "s/$release/$running/g" "$log" > "$BATS_TEST_TMPDIR/on"
        run offers "$BATS_TEST_TMPDIR/table" "$BATS_TEST_TMPDIR/on"
        echo "$running: $output"
        [ "$output" = "$expected" ]
    done << 'END'
3.10.107 CVE-2099-0001:likely:affected:3.10.108
3.10.108
3.4.1
4.18.20 CVE-2099-0001:likely:affected:4.19
4.19.0
3.10.0-957.el7.x86_64 CVE-2099-0001:possible:unknown:3.10.108
5.14.0-427.el9.x86_64
END
}

@test "without a table, or with a damaged one, the diagnosis goes on and says so" {
    "$program" "$log" > "$BATS_TEST_TMPDIR/plain"
    for bad in /nonexistent /dev/null "$program" "$log"; do
        "$program" --known-bugs "$bad" "$log" > "$BATS_TEST_TMPDIR/text" 2> "$BATS_TEST_TMPDIR/said"
        cmp "$BATS_TEST_TMPDIR/plain" "$BATS_TEST_TMPDIR/text"
        grep -q "^kdump-diagnose: known bugs are passed over, cannot use $bad: " "$BATS_TEST_TMPDIR/said"
    done
    record 2099-0001 "$log" 3.5:x:4.19:z
    "$import" "$BATS_TEST_TMPDIR/records" "$BATS_TEST_TMPDIR/good"
    size=$(stat -c %s "$BATS_TEST_TMPDIR/good")
    for at in $(seq 0 "$size"); do
        head -c "$at" "$BATS_TEST_TMPDIR/good" > "$BATS_TEST_TMPDIR/damaged"
        [ "$at" -eq "$size" ] || build/san/kdump-diagnose -f title --known-bugs "$BATS_TEST_TMPDIR/damaged" "$log" 2>&1 |
            grep -q "known bugs are passed over"
        { head -c "$at" "$BATS_TEST_TMPDIR/good"; printf '\377'
          tail -c "+$((at + 2))" "$BATS_TEST_TMPDIR/good"; } > "$BATS_TEST_TMPDIR/damaged"
        build/san/kdump-diagnose -f title --known-bugs "$BATS_TEST_TMPDIR/damaged" "$log" > /dev/null 2>&1
    done
}

@test "changed as another build would, the fixtures are found before their fix and not with it" {
    run tests/known-bugs --fixtures
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "so are the records of the corpora, and one that the table lacks brings no other as likely" {
    corpus=$(tests/agreement --where) || skip "no corpora beside this checkout (../shared/corpus)"
    run tests/known-bugs "$corpus"
    echo "$output"
    [ "$status" -eq 0 ]
}
