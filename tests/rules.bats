# SPDX-License-Identifier: GPL-2.0-or-later
# Rules: those that come with the program, faulty ones, and what the manual says of them.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/.." || exit 1
    program=$PWD/build/kdump-diagnose
    oops=$PWD/tests/corpus/null/x86_64-ecs-11-filp-close-tampercore.log
    dir=$BATS_TEST_TMPDIR/rules.d
    mkdir "$dir"
}

# rule NAME [LINE...]: a rule that fits the oops
rule() {
    printf '[%s]\n' "$1"
    shift
    printf '%s\n' 'class: fault.null' 'function: filp_close' "$@"
    printf '%s\n' "cause: the cause" "remedy: the remedy"
}

cause_of() {
    "$program" --no-default-rules -f json "$@" "$oops" |
        /usr/bin/python3 -c 'import json, sys; print(json.load(sys.stdin)["cause"]["id"])'
}

@test "every rule is found by its samples, by no other's, and none is faulty" {
    tests/rules
}

@test "the rules of the example are whole" {
    "$program" --no-default-rules --check-rules --rules tests/fuzz/example.rules
}

@test "a rule without a sample, one that does not fit its own and one that fits too much are found out" {
    rule a 'sample: its own' '| [    1.000000] nothing' > "$dir/a.rules"
    rule b > "$dir/b.rules"
    rule c 'no-sample: the same' > "$dir/c.rules"
    sed '1,/^$/d; s/^/| /' "$oops" >> "$dir/c.rules"
    sed -i '/^cause: the cause/d; /^remedy: the remedy/d' "$dir/c.rules"
    printf 'cause: the cause\nremedy: the remedy\nconfidence: certain\n' >> "$dir/c.rules"
    run tests/rules "$dir"
    [ "$status" -ne 0 ]
    [[ "$output" == *"a.rules:4: [a] its own: the cause is "* ]]
    [[ "$output" == *"b.rules:1: [b] has no sample"* ]]
    [[ "$output" == *"c.rules:4: [c] the same: it must not match"* ]]
}

@test "files are read in the order of their names, and only those called *.rules" {
    for name in b.rules a.rules c.rules .hidden.rules other.txt a.rules~; do
        rule "$(echo "$name" | tr -dc a-z)" 'confidence: likely' > "$dir/$name"
    done
    [ "$(cause_of --rules "$dir")" = arules ]
    [ "$(cause_of --rules "$dir/c.rules" --rules "$dir")" = crules ]
    # More files than one look at the directory gets.
    for ((i = 100; i < 300; i++)); do rule "x-$i" 'process: nobody' > "$dir/0$i.rules"; done
    [ "$(cause_of --rules "$dir")" = arules ]
    run "$program" --no-default-rules --check-rules --rules "$dir"
    [ "$output" = "203 rules, 0 faults" ]
}

@test "a faulty rule is told of by file, line and reason, and the others hold" {
    { printf '[broken]\nclas: fault.null\n'; rule good; } > "$dir/a.rules"
    printf 'no rule at all\n' > "$dir/b.rules"
    head -c 100000 /bin/sh > "$dir/c.rules"
    run --separate-stderr "$program" --no-default-rules --rules "$dir" -f json "$oops"
    [ "$status" -eq 0 ]
    [[ "$output" == *'"id": "good"'* ]]
    [ "${stderr_lines[0]}" = \
        "kdump-diagnose: $dir/a.rules:2: unknown key \"clas\"; the rule is skipped" ]
    [[ "${stderr_lines[1]}" == "kdump-diagnose: $dir/b.rules:1: text before the first [name]"* ]]
    [[ "${stderr_lines[2]}" == "kdump-diagnose: $dir/c.rules:1: "* ]]
    [ "$(LC_ALL=C tr -d '\n -~' <<< "$stderr" | wc -c)" -eq 0 ]
}

@test "rules that cannot be read are told of, and the diagnosis is made" {
    mkfifo "$dir/fifo.rules"
    mkdir "$dir/folder.rules"
    ln -s /nonexistent "$dir/link.rules"
    run "$program" --no-default-rules --rules "$dir" --rules /nonexistent "$oops"
    [ "$status" -eq 0 ]
    for what in "fifo.rules: not a regular file" "folder.rules: not a regular file" \
        "link.rules: No such file" "the rules in /nonexistent: No such file"; do
        [[ "$output" == *"cannot read "*"$what"* ]]
    done
    run "$program" --no-default-rules --check-rules --rules "$dir"
    [ "$status" -eq 3 ]
}

@test "--check-rules tells every fault, whatever crash the rule is about" {
    { rule a; printf '[b]\nclass: oom.policy\nnonsense: x\n[a]\n'; } > "$dir/a.rules"
    run "$program" --no-default-rules --check-rules --rules "$dir"
    [ "$status" -eq 3 ]
    [[ "$output" == *"a.rules:8: unknown key"*"a.rules:9: there is a rule [a] already"*"3 rules, 2 faults" ]]
}

@test "a thousand rules and a file of 100 MB are read in a fixed memory" {
    tests/bench/make-rules 1000 > "$dir/a.rules"
    { echo '[long]'; head -c 100000000 /dev/zero | tr '\0' a; rule good; } > "$dir/b.rules"
    read -r _ kib <<< "$(build/measure 1 "$program" --no-default-rules --rules "$dir" "$oops" 2> /dev/null)"
    echo "# $kib KiB resident" >&3
    [ "$kib" -le 1024 ]
}

@test "the manual page is well-formed, and names every key" {
    command -v groff > /dev/null || skip "groff is missing"
    run groff -man -Tascii -wall -z man/kdump-diagnose-rules.5
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    for key in $(sed -n 's/^\t\(IF\|UNLESS\|KEEP\|SET\)("\([a-z-]*\)".*/\2/p' analyzer/verdict/rule.c) \
        sample no-sample; do
        grep -q "^\.BR\? .*\b${key//-/\\\\-}:" man/kdump-diagnose-rules.5 ||
            grep -q "\b${key//-/\\\\-} \" and\| and \" ${key//-/\\\\-}" man/kdump-diagnose-rules.5
    done
}

@test "the examples of the manual page are rules that their samples prove" {
    sed -n '/^\.\\" example/,/^\.\\" end/{/^\./d;s/\\-/-/g;s/\\(dq/"/g;p}' \
        man/kdump-diagnose-rules.5 > "$dir/manual.rules"
    run tests/rules "$dir"
    echo "$output"
    [ "$output" = "3 rules, 5 samples, 0 failures" ]
}
