# SPDX-License-Identifier: GPL-2.0-or-later
# The program as a command: options, exit status, inputs, and files that survive anything.

setup() {
    cd "$BATS_TEST_DIRNAME/.." || exit 1
    program=$PWD/build/kdump-diagnose
    corpus=$PWD/tests/corpus
    oops=$corpus/null/x86_64-ecs-11-filp-close-tampercore.log
    boot=$corpus/none/x86_64-boot.log
    dir=$BATS_TEST_TMPDIR/127.0.0.1-2026-01-02-03:04:05
    mkdir "$dir"
}

# The last line is the checksum of all before it.
whole() {
    [ "$(tail -n 1 "$1")" = "end=crc32:$(head -n -1 "$1" | crc32_of)" ]
}

crc32_of() {
    /usr/bin/python3 -c 'import sys, zlib; print("%08x" % zlib.crc32(sys.stdin.buffer.read()))'
}

@test "a crash gives status 0, a log without one status 1" {
    run "$program" -f title "$oops"
    [ "$status" -eq 0 ]
    [ "$output" = "BUG: unable to handle kernel NULL pointer dereference in filp_close" ]
    run "$program" -f title "$boot"
    [ "$status" -eq 1 ]
    [ -z "$output" ]
}

@test "hardware errors are shown where they are promised, without a crash too" {
    run "$program" --no-default-rules "$corpus/none/x86_64-bert-previous-boot.log"
    [ "$status" -eq 1 ]
    [[ "$output" == *"hardware The machine reported hardware errors: see WHY."* ]]
    [[ "$output" == *$'\nWHY\n'*"hardware firmware: BEFORE THE LAST BOOT, fatal PCIe error"* ]]
}

@test "the owner of a lock is told where the kernel names it" {
    run "$program" --no-default-rules "$corpus/hang/x86_64-mutex-owner-6.15.log"
    [[ "$output" == *"message  INFO: task writer:4411 is blocked on a mutex likely owned by task holder:4410."* ]]
    # A line that happens to stand before the crash is none of its own.
    run "$program" --no-default-rules "$corpus/null/loongarch64-uos-wacom-6.6.log"
    [[ "$output" != *"message  usb "* ]]
}

@test "wrong usage gives status 2 and says what to do" {
    for arguments in --nonsense "--format xml" "--max-size 100" "--dump-status many" "a b" -o; do
        # shellcheck disable=SC2086 # words
        run "$program" $arguments
        [ "$status" -eq 2 ]
        [[ "$output" == "kdump-diagnose: "* ]]
    done
}

@test "input that cannot be read gives status 3 and the reason" {
    run "$program" /nonexistent
    [ "$status" -eq 3 ]
    [ "$output" = "kdump-diagnose: cannot read /nonexistent: No such file or directory" ]
    run "$program" "$dir"
    [ "$status" -eq 3 ]
    [[ "$output" == *"holds no log"*"no dump"* ]]
}

@test "what begins like a dump and is none, or is none that can be read, is named" {
    printf '\177ELF................' > "$dir/a"
    printf 'KDUMP   ...............' > "$dir/b"
    printf 'makedumpfile\0\0\0\0' > "$dir/c"
    printf 'DISKDUMP...............' > "$dir/d"
    for file in a b c d; do
        run "$program" "$dir/$file"
        echo "$output"
        [ "$status" -eq 3 ]
        [[ "$output" == "kdump-diagnose: cannot read $dir/$file: this "* ]]
    done
}

@test "a dump from a pipe is told to be written to a file" {
    printf 'KDUMP   %4096s' '' > "$dir/a"
    printf 'makedumpfile\0\0\0\0%4096s' '' > "$dir/b"
    run sh -c "cat '$dir/a' | '$program'"
    [ "$status" -eq 3 ]
    [[ "$output" == *"a dump from a pipe"*"write it to a file"* ]]
    run sh -c "cat '$dir/b' | '$program'"
    [ "$status" -eq 3 ]
    [[ "$output" == *"makedumpfile -R"* ]]
}

@test "what is no log is called what it is, not a log without a crash" {
    local row message binary="this is binary: neither a log nor a dump"

    gzip -c "$oops" > "$dir/x.gz"
    tail -c +5000 "$program" > "$dir/x.binary"
    # A dump whose beginning is zeros.
    { head -c 4096 /dev/zero; cat "$dir/x.binary"; } > "$dir/x.headless"
    for row in '.xz:\3757zXZ\0:compressed by xz' '.zst:(\265/\375:compressed by zstd' \
        '.lz4:\004"M\030:compressed by lz4' '.bz2:BZh91AY&SY:compressed by bzip2' \
        '.zip:PK\003\004:a zip archive' '.journal:LPKSHHRH\0:a journal of systemd' \
        '.s390:\250\031\001sa\217#\375:a stand-alone dump' \
        '.qemu:QEVM\0\0\0\003:as QEMU saves it'; do
        message=${row##*:} row=${row%:*}
        printf '%b%0100d' "${row#*:}" 0 > "$dir/x${row%%:*}"
        run "$program" "$dir/x${row%%:*}"
        [ "$status" -eq 3 ]
        [[ "$output" == *": this is "*"$message"* ]]
    done
    run "$program" "$dir/x.gz"
    [ "$status" -eq 3 ]
    [ "$output" = "kdump-diagnose: cannot read $dir/x.gz: this is compressed by gzip; give what zcat makes of it" ]
    run "$program" - < "$dir/x.gz"
    [ "$status" -eq 3 ]
    for row in binary headless; do
        run "$program" "$dir/x.$row"
        [ "$status" -eq 3 ]
        [[ "$output" == *"x.$row: $binary"* ]]
    done
    # In a crash directory too, if there is nothing else.
    mkdir "$dir/crash"
    cp "$dir/x.binary" "$dir/crash/vmcore-dmesg.txt"
    run "$program" "$dir/crash"
    [ "$status" -eq 3 ]
    [[ "$output" == *"crash/vmcore-dmesg.txt: $binary"* ]]
    cp "$oops" "$dir/crash/dmesg.txt"
    "$program" "$dir/crash"
}

@test "a log with garbage in it is a log" {
    # A console at the wrong speed, blocks of zeros that a file system left, raw levels,
    # another character set.
    { head -c 2000 "$program" | tail -c 1900; head -c 8192 /dev/zero; sed 's/^/\x016/' "$oops"
      printf 'Stra\337e, f\374r \304rger\n'; head -c 4096 /dev/zero; } > "$dir/noise"
    "$program" "$dir/noise"
    # Almost nothing but zeros.
    { head -c 1000000 /dev/zero; cat "$oops"; } > "$dir/zeros"
    "$program" "$dir/zeros"
}

@test "output that cannot be written gives status 4 and the reason" {
    run "$program" -o /nonexistent/x "$oops"
    [ "$status" -eq 4 ]
    [[ "$output" == *"/nonexistent"*"No such file or directory" ]]
    run sh -c "'$program' '$oops' > /dev/full"
    [ "$status" -eq 4 ]
}

# A diagnosis of the same crash, or what else is given, in a directory beside $dir.
sibling() {
    mkdir "$BATS_TEST_TMPDIR/$1"
    cat > "$BATS_TEST_TMPDIR/$1/diagnosis.txt"
}

@test "the same crash in the directories beside this one is counted" {
    sed '1,/^$/d' "$oops" > "$dir/vmcore-dmesg.txt"
    "$program" "$dir" > "$BATS_TEST_TMPDIR/first"
    grep -q '^ sig .*/[0-9a-f]\{8\}$' "$BATS_TEST_TMPDIR/first"
    sibling 127.0.0.1-2025-03-02-04:17:33 < "$BATS_TEST_TMPDIR/first"
    sibling 202504031805 < "$BATS_TEST_TMPDIR/first"
    sibling 127.0.0.1-2025-01-31-00:00:00 < "$BATS_TEST_TMPDIR/first"
    run "$program" "$dir"
    [[ "$output" =~ " sig  "[^$'\n']*"  4th time here, last on 2025-04-03" ]]
    "$program" -o "$dir" "$dir"
    # What lies in the directory itself is this crash.
    "$program" -o "$dir" "$oops"
    grep -q '  4th time here, last on 2025-04-03$' "$dir/diagnosis.txt"
    /usr/bin/python3 -c 'import json, sys; r = json.load(sys.stdin)["repeats"]
assert r == {"count": 3, "last": "2025-04-03", "more": False}, r' < "$dir/diagnosis.json"
    whole "$dir/diagnosis.txt"
    # The age of the file tells the day where the name of the directory does not.
    sibling host < "$BATS_TEST_TMPDIR/first"
    for day in 2025-12-24 2026-01-01 2028-02-29 2028-03-01 2099-12-31; do
        TZ=UTC touch -d "$day 23:59" "$BATS_TEST_TMPDIR/host/diagnosis.txt"
        run "$program" "$dir"
        [[ "$output" == *"5th time here, last on $day"* ]]
    done
}

@test "what beside a crash directory is no whole diagnosis of the same crash is not counted" {
    sed '1,/^$/d' "$oops" > "$dir/vmcore-dmesg.txt"
    "$program" "$dir" > "$BATS_TEST_TMPDIR/first"
    "$program" "$corpus/null/x86_64-ecs-16-kref-get-null-deref.log" | sibling 2025-01-01-another
    head -c -5 "$BATS_TEST_TMPDIR/first" | sibling 2025-01-02-cut
    sibling 2025-01-03-empty < /dev/null
    head -c 100000 /dev/zero | sibling 2025-01-04-zeros
    grep -v '^signature=' "$BATS_TEST_TMPDIR/first" | sibling 2025-01-05-none
    mkdir "$BATS_TEST_TMPDIR/2025-01-06" "$BATS_TEST_TMPDIR/2025-01-07"
    mkfifo "$BATS_TEST_TMPDIR/2025-01-06/diagnosis.txt"
    mkdir "$BATS_TEST_TMPDIR/2025-01-07/diagnosis.txt"
    # Links to a directory and to a file; a directory within a directory.
    mkdir -p "$BATS_TEST_TMPDIR/2025-01-08" "$dir/2025-01-09"
    cp "$BATS_TEST_TMPDIR/first" "$dir/2025-01-09/diagnosis.txt"
    ln -s "$dir/2025-01-09" "$BATS_TEST_TMPDIR/2025-01-10"
    ln -s "$BATS_TEST_TMPDIR/first" "$BATS_TEST_TMPDIR/2025-01-08/diagnosis.txt"
    run timeout 10 "$program" "$dir"
    [ "$status" -eq 0 ]
    [ "$output" = "$(cat "$BATS_TEST_TMPDIR/first")" ]
}

@test "of very many directories beside it a part is looked into, and that is said" {
    sed '1,/^$/d' "$oops" > "$dir/vmcore-dmesg.txt"
    "$program" "$dir" > "$BATS_TEST_TMPDIR/first"
    for i in $(seq 300); do
        sibling "2025-03-02-$i" < "$BATS_TEST_TMPDIR/first"
    done
    run "$program" "$dir"
    [[ "$output" == *" 257th time here at least, last on 2025-03-02"* ]]
}

@test "help and version go to standard output" {
    run "$program" --help
    [ "$status" -eq 0 ]
    for option in --format --output --config --vmcore --dump-status --capture-log --max-size --color; do
        [[ "$output" == *"$option"* ]]
    done
    run "$program" -V
    [[ "$output" =~ ^kdump-diagnose\ [0-9]+\.[0-9]+ ]]
}

@test "file, standard input, and - give the same" {
    "$program" -f title "$oops" > "$dir/a"
    "$program" -f title < "$oops" > "$dir/b"
    "$program" -f title - < "$oops" > "$dir/c"
    cmp "$dir/a" "$dir/b"
    cmp "$dir/a" "$dir/c"
}

@test "a crash directory: the log that tells of the death is taken, whatever it is called" {
    cp "$boot" "$dir/vmcore-dmesg.txt"
    cp "$oops" "$dir/vmcore-dmesg-incomplete.txt"
    : > "$dir/vmcore-incomplete"
    run "$program" "$dir"
    [ "$status" -eq 0 ]
    [[ "$output" == *"filp_close"* ]]
    [[ "$output" == *"vmcore-dmesg-incomplete.txt"* ]]
    [[ "$output" == *"file     vmcore-incomplete, 0 bytes"* ]]
}

@test "a crash directory among hundreds of other files" {
    (cd "$dir" && seq -f 'a-name-of-some-length-%.0f' 400 | xargs touch)
    cp "$oops" "$dir/vmcore-dmesg.txt"
    run "$program" -f title "$dir"
    [ "$status" -eq 0 ]
    [[ "$output" == *"filp_close" ]]
}

@test "a Debian crash directory is read as well" {
    cp "$oops" "$dir/dmesg.202601020304"
    : > "$dir/dump.202601020304"
    run "$program" -f title "$dir"
    [ "$status" -eq 0 ]
}

@test "a silent log is still a death if a dump was saved" {
    run "$program" --dump-status 0 "$boot"
    [ "$status" -eq 0 ]
    [[ "$output" == *"class=unknown"* ]]
    [[ "$output" == *"dump_status=0"* ]]
}

@test "an incomplete dump is said so in the first lines" {
    run "$program" --dump-status 1 "$oops"
    [[ "$(head -n 15 <<< "$output")" == *"NOT complete: saving it failed with status 1"* ]]
}

@test "trouble in the capture kernel's log is shown" {
    printf '[    1.000000] hello\n[    2.000000] EXT4-fs error (device vda): x\n' > "$dir/capture"
    run "$program" --capture-log "$dir/capture" "$oops"
    [[ "$output" == *"EXT4-fs error (device vda): x"* ]]
    [[ "$output" != *"hello"* ]]
    run "$program" --capture-log /nonexistent "$oops"
    [ "$status" -eq 0 ]
}

@test "the configuration sets the size, the command line wins, a bad line is told and skipped" {
    printf '# a comment\nnetconsole = @/eth0,@10.0.0.1/\nmax_size = 700\nnonsense = 1\n' > "$dir/conf"
    "$program" -c "$dir/conf" "$oops" > "$dir/out" 2> "$dir/err"
    [ "$(stat -c %s "$dir/out")" -le 700 ]
    [ "$(cat "$dir/err")" = "kdump-diagnose: $dir/conf:4: unknown key \"nonsense\"; the line is skipped" ]
    "$program" -c "$dir/conf" --max-size 4096 "$oops" > "$dir/out" 2> /dev/null
    [ "$(stat -c %s "$dir/out")" -gt 700 ]
}

@test "a configuration that is too long is read as far as possible, and told" {
    { printf 'max_size = 700\n'; head -c 20000 /dev/zero | tr '\0' '#'; } > "$dir/conf"
    "$program" -c "$dir/conf" "$oops" > "$dir/out" 2> "$dir/err"
    [ "$(stat -c %s "$dir/out")" -le 700 ]
    [ "$(cat "$dir/err")" = "kdump-diagnose: $dir/conf: only its first 8192 bytes are read" ]
}

@test "into a directory: diagnosis.txt and diagnosis.json, mode 0600, and nothing else" {
    umask 000
    "$program" -o "$dir" "$oops"
    [ "$(cd "$dir" && find . -type f -printf '%f %m\n' | sort)" = \
        "$(printf 'diagnosis.json 600\ndiagnosis.txt 600')" ]
    whole "$dir/diagnosis.txt"
    grep -q '^form=complete$' "$dir/diagnosis.txt"
    /usr/bin/python3 -m json.tool "$dir/diagnosis.json" > /dev/null
}

@test "into a file: the chosen format" {
    "$program" -f reason -o "$dir/reason" "$oops"
    grep -q '^fault.null: BUG: .*; likely: ' "$dir/reason"
    [ "$(stat -c %a "$dir/reason")" = 600 ]
}

@test "writing twice is harmless, also over a link and a leftover" {
    : > "$dir/.diagnosis.txt.incomplete"
    ln -s /etc/passwd "$dir/diagnosis.txt"
    "$program" -o "$dir" "$oops"
    "$program" -o "$dir" "$oops"
    [ ! -L "$dir/diagnosis.txt" ]
    [ ! -e "$dir/.diagnosis.txt.incomplete" ]
    whole "$dir/diagnosis.txt"
}

# Every system call that the command makes after its start, as "name occurrence".
system_calls() {
    strace -o "$BATS_TEST_TMPDIR/calls" "$@"
    sed -n 's/^\([a-z0-9_]*\)(.*/\1/p' "$BATS_TEST_TMPDIR/calls" |
        awk '$1 != "execve" { print $1, ++n[$1] }'
}

@test "killed at any system call, it leaves no broken file, and after the log is read a valid one" {
    files=0 minimal=0 calls=0
    while read -r name occurrence; do
        rm -rf "$dir"
        mkdir "$dir"
        strace -o /dev/null -e inject="$name":signal=KILL:when="$occurrence" \
            "$program" -o "$dir" "$oops" 2> /dev/null || :
        calls=$((calls + 1))
        # Once a run left a file, every run that was killed later leaves one too.
        [ -e "$dir/diagnosis.txt" ] || { [ "$files" -eq 0 ]; continue; }
        files=$((files + 1))
        whole "$dir/diagnosis.txt"
        ! grep -q '^form=minimal$' "$dir/diagnosis.txt" || minimal=$((minimal + 1))
        [ ! -e "$dir/diagnosis.json" ] || /usr/bin/python3 -m json.tool "$dir/diagnosis.json" > /dev/null
    done < <(system_calls "$program" -o "$dir" "$oops")
    echo "# killed at $calls calls: $files left a file, $minimal of them in the minimal form" >&3
    [ "$calls" -gt 30 ]
    [ "$minimal" -gt 5 ]
    [ "$files" -gt "$minimal" ]
}

@test "where only one small file fits, the minimal form stays and says that the dump is not complete" {
    # From the third new file on there is no space: the second is the complete form.
    run strace -o /dev/null -e trace=fsync -e inject=fsync:error=ENOSPC:when=3 \
        "$program" --dump-status 1 -o "$dir" "$oops"
    [ "$status" -eq 4 ]
    [[ "$output" == *"No space left on device"* ]]
    whole "$dir/diagnosis.txt"
    grep -q '^form=minimal$' "$dir/diagnosis.txt"
    grep -q 'NOT complete' "$dir/diagnosis.txt"
    [ ! -e "$dir/.diagnosis.txt.incomplete" ]
}

@test "the text tells who jumped into nowhere, what a stopper ran, and how long a place warned" {
    "$program" "$corpus/fault/ppc64le-instruction-fetch-null-6.1.log" > "$dir/text"
    grep -q '^ from     acme_call+0x38/0x1b0 \[acme\]$' "$dir/text"
    "$program" "$corpus/warn/x86_64-storm-of-one-place.log" > "$dir/text"
    grep -q ' (7 times, until +27\.000s)$' "$dir/text"
    {
        echo 'watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [migration/3:27]'
        echo 'CPU: 3 PID: 27 Comm: migration/3 Not tainted 6.1.0 #1'
        echo 'Stopper: multi_cpu_stop+0x0/0x2b0 <- stop_machine_from_inactive_cpu+0x15a/0x230'
    } | "$program" > "$dir/text"
    grep -q '^ stopper  multi_cpu_stop$' "$dir/text"
}

@test "terminal escapes and control bytes of a log reach no output" {
    printf '[    1.000000] BUG: kernel NULL pointer dereference, address: 0\033]0;x\007\n' > "$dir/log"
    printf '[    1.000001] CPU: 0 PID: 1 Comm: a\033[31m\001\302\233b Not tainted 6.1.0\033c #1\n' >> "$dir/log"
    printf '[    1.000002] RIP: 0010:f\033[2J\177+0x1/0x2\n' >> "$dir/log"
    for format in text json title reason; do
        "$program" -f "$format" "$dir/log" | LC_ALL=C tr -d '\n -~' > "$dir/rest" || :
        [ ! -s "$dir/rest" ]
    done
}

@test "colour only where it is asked for, and only around headings" {
    "$program" --color always "$oops" > "$dir/color"
    grep -q "$(printf '^\033\\[1mSUMMARY\033\\[0m$')" "$dir/color"
    sed "s/$(printf '\033')\\[[01]m//g" "$dir/color" > "$dir/plain"
    "$program" "$oops" | cmp - "$dir/plain"
}

@test "a log of a hundred thousand reports is read in a fixed memory" {
    for ((i = 0; i < 200; i++)); do
        printf '[%5d.000000] BUG: soft lockup - CPU#1 stuck for 67s! [a:42]\n' "$i"
        printf '[%5d.000001] RIP: 0010:f%d+0x1/0x2\n[%5d.000002] Call Trace:\n' "$i" "$i" "$i"
        printf '[%5d.000003]  g+0x1/0x2\n[%5d.000004]  do_syscall_64+0x1/0x2\n' "$i" "$i"
    done > "$dir/some"
    for ((i = 0; i < 500; i++)); do cat "$dir/some"; done > "$dir/log"
    read -r _ kib <<< "$(build/measure 1 "$program" -f json "$dir/log")"
    echo "# $kib KiB resident" >&3
    [ "$kib" -le 1024 ]
    "$program" -f json "$dir/log" | grep -q '"reports_dropped": 99968'
}

@test "a device or a pipe is not replaced by a file" {
    mkfifo "$dir/pipe"
    run "$program" -o "$dir/pipe" "$oops"
    [ "$status" -eq 4 ]
    [ -p "$dir/pipe" ]
}

@test "a death is told even where the log cannot be read" {
    run "$program" --dump-status 1 -o "$dir" /nonexistent
    [ "$status" -eq 0 ]
    whole "$dir/diagnosis.txt"
    grep -q '^class=unknown$' "$dir/diagnosis.txt"
}

@test "a log without a crash is not said to be one" {
    run "$program" "$boot"
    [[ "$output" == *"No crash is told of in this log."* ]]
    [[ "$output" != *"died"* ]]
}
