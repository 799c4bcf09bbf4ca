# SPDX-License-Identifier: GPL-2.0-or-later
# kdump-diagnose: read the crashed kernel's last words, write diagnosis.txt.
#
#   make            build/kdump-diagnose, static, stripped, ready for the initramfs
#   make check      every test, QEMU ones included; what a change has to pass
#   make quick      the tests that need no virtual machine
#   make demo       crash a real kernel in QEMU and show what comes out
#   make fuzz       SECONDS=60, JOBS=1: fuzz under ASan and UBSan, and count the runs
#   make corpus     CORPUS=DIR: agreement with labelled crash logs, each miss by name
#   make bench      time, memory and size, with the commands
#   make known-bugs RECORDS=DIR: the table of known kernel bugs anew, from the CVE records
#   make install    DESTDIR=, PREFIX= (/usr/local), SYSCONFDIR=, DRACUTDIR= are honoured
#   make format     clang-format over the C sources
#   make clean      remove build/
#   make help       this list

VERSION    = 0.1.0
PREFIX     = /usr/local
SYSCONFDIR = /etc
DRACUTDIR  = /usr/lib/dracut

# musl: what a static program needs of it and of zlib is some 45 KiB; glibc starts at 700.
CC      = musl-gcc
CFLAGS  = $(size) -g -fno-pie
# Two segments instead of four, no hole of up to a page between them in the file, and
# no page kept back for relocations, of which a program at a fixed address has none.
LDFLAGS = -static -no-pie -Wl,--gc-sections,-O2 -Wl,-z,noseparate-code,-z,norelro,-z,common-page-size=512
STRIP   = strip
# For what runs while building.
HOSTCC  = gcc

# What the code relies on, whatever a packager puts in CFLAGS.
KD_CFLAGS = -std=c17 -D_POSIX_C_SOURCE=200809L -D_GNU_SOURCE -DKD_VERSION='"$(VERSION)"' \
            -DKD_RULES='"$(SYSCONFDIR)/kdump-diagnose/rules.d"' \
            -Ianalyzer -isystem build/include -MMD -MP -ffunction-sections -fdata-sections \
            -fno-asynchronous-unwind-tables
KD_WARN   = -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wvla -Werror

# "make V=1" shows the commands.
ifneq ($(V),1)
Q = @
say = @echo '  $(1) $@'
endif

# Small, for the initramfs, as far as the compiler knows how: gcc learned -Oz in 12, and
# only x86's spreads tables over cache lines.  The others are kept from copying the heads
# of loops and of branches, and from setting values aside for later.
knows = $(shell $(CC) -Werror $(1) -x c -c -o /dev/null /dev/null 2>/dev/null && echo $(1))
size  := $(or $(call knows,-Oz),-Os)
small := $(foreach flag,-fno-tree-ch -fno-tree-dominator-opts -fno-guess-branch-probability \
           -fno-move-loop-invariants -fno-tree-pre -fno-tree-tail-merge \
           -fno-inline-small-functions -malign-data=abi,$(call knows,$(flag)))
# But these see every byte of the log.
hot := analyzer/base/scan.c analyzer/base/sift.c analyzer/base/span.c analyzer/line/reader.c
# Rules are read at the end, a thousand of them in a third of a millisecond.
warm := analyzer/verdict/rule.c

# What runs while building, and the headers that come of it.
building := analyzer/windows.c analyzer/pack.c
made := build/include/zlib.h build/include/event/packed.h build/include/event/windows.h
src := $(filter-out $(building),$(wildcard analyzer/*.c analyzer/*/*.c))
obj := $(src:%.c=build/obj/%.o)

.PHONY: all
all: build/kdump-diagnose

# Stripped, with the symbols beside it for whoever debugs it.
build/kdump-diagnose: build/kdump-diagnose.debug
	$(call say,STRIP)
	$(Q)$(STRIP) -o $@ $<

build/kdump-diagnose.debug: $(obj)
	$(call say,LINK )
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LIBZ)

build/obj/%.o: %.c Makefile $(made)
	$(call say,CC   )
	@mkdir -p $(@D)
	$(Q)$(CC) $(KD_CFLAGS) -DKD_NO_MALLOC $(KD_WARN) $(CPPFLAGS) $(CFLAGS) $(if $(filter $<,$(hot)),-O2,$(if $(filter $<,$(warm)),-O1,$(small))) -c -o $@ $<

# musl-gcc looks neither into the system's include nor into its library
# directories; zlib's two headers and its archive are all that is wanted there.
LIBZ = $(shell gcc -print-file-name=libz.a)
build/include/zlib.h:
	@mkdir -p $(@D)
	@echo '#include <zlib.h>' | gcc -E -M - > $@.d || { echo 'zlib.h is missing: install zlib1g-dev (zlib-devel, zlib-static)' >&2; exit 1; }
	$(Q)for h in zlib.h zconf.h; do \
		ln -sf "$$(tr -s ' \\' '\n' < $@.d | grep "/$$h$$")" $(@D)/$$h; done; rm -f $@.d

# The tables' words are deflated here, and where the scanner looks for the kinds is
# worked out here, not in every run.
knowledge := $(wildcard analyzer/event/*.def analyzer/base/*.h analyzer/event/*.h)
host = $(HOSTCC) -std=c17 -D_GNU_SOURCE -Ianalyzer -isystem build/include -O2 $(KD_WARN)

build/pack: analyzer/pack.c $(knowledge)
	$(call say,HOST )
	@mkdir -p $(@D)
	$(Q)$(host) -o $@ $< $(LIBZ)
build/include/event/packed.h: build/pack
	@mkdir -p $(@D)
	$(Q)build/pack > $@.new && mv $@.new $@

windows_src := analyzer/windows.c $(patsubst %,analyzer/event/%.c,kind class texts) \
               $(patsubst %,analyzer/base/%.c,scan sift span inflate)
build/windows: $(windows_src) $(knowledge) build/include/zlib.h build/include/event/packed.h
	$(call say,HOST )
	$(Q)$(host) -DKD_NO_WINDOWS -o $@ $(windows_src) $(LIBZ)
build/include/event/windows.h: build/windows analyzer/ordinary.txt
	@mkdir -p $(@D)
	$(Q)build/windows analyzer/ordinary.txt > $@.new && mv $@.new $@

-include $(obj:.o=.d)

# --- installation -------------------------------------------------------------

hookdir   := $(PREFIX)/lib/kdump-diagnose
moduledir := $(DRACUTDIR)/modules.d/50kdump-diagnose
mandir    := $(PREFIX)/share/man/man5
sharedir  := $(PREFIX)/share/kdump-diagnose

.PHONY: install
install: build/kdump-diagnose
	install -D -m 755 build/kdump-diagnose $(DESTDIR)$(PREFIX)/bin/kdump-diagnose
	install -D -m 755 hook/kdump-post $(DESTDIR)$(hookdir)/kdump-post
	install -m 644 $(wildcard hook/*.sh) $(DESTDIR)$(hookdir)/
	install -D -m 755 dracut-module/50kdump-diagnose/module-setup.sh $(DESTDIR)$(moduledir)/module-setup.sh
	install -D -m 644 config/known-bugs/known-bugs.kdb $(DESTDIR)$(sharedir)/known-bugs.kdb
	install -m 644 config/known-bugs/LICENSE $(DESTDIR)$(sharedir)/known-bugs.LICENSE
	install -d $(DESTDIR)$(SYSCONFDIR)/kdump-diagnose/rules.d
	for rules in $(wildcard config/rules.d/*.rules); do \
		install -m 644 "$$rules" $(DESTDIR)$(SYSCONFDIR)/kdump-diagnose/rules.d/; done
	install -D -m 644 man/kdump-diagnose-rules.5 $(DESTDIR)$(mandir)/kdump-diagnose-rules.5
	@# An administrator's settings are never overwritten.
	test -e $(DESTDIR)$(SYSCONFDIR)/kdump-diagnose.conf || \
		install -m 644 config/kdump-diagnose.conf $(DESTDIR)$(SYSCONFDIR)/kdump-diagnose.conf

.PHONY: uninstall
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/kdump-diagnose $(DESTDIR)$(hookdir)/kdump-post
	rm -f $(patsubst hook/%,$(DESTDIR)$(hookdir)/%,$(wildcard hook/*.sh))
	rm -f $(DESTDIR)$(moduledir)/module-setup.sh $(DESTDIR)$(mandir)/kdump-diagnose-rules.5
	rm -f $(DESTDIR)$(sharedir)/known-bugs.kdb $(DESTDIR)$(sharedir)/known-bugs.LICENSE
	-rmdir $(DESTDIR)$(sharedir)
	-rmdir $(DESTDIR)$(hookdir) $(DESTDIR)$(moduledir)

# --- tests --------------------------------------------------------------------

# The same sources for the machine at hand, with every run-time check that the
# compiler offers.  gcc builds the program, clang the fuzz target: both compilers
# have to agree that there is nothing to warn about.
SAN = -fsanitize=address,undefined -fno-sanitize-recover=all -O1 -g
lib_src := $(filter-out analyzer/main.c analyzer/options.c,$(src))

san_obj := $(src:%.c=build/san/%.o)
build/san/%.o: %.c Makefile $(made)
	$(call say,CC   )
	@mkdir -p $(@D)
	$(Q)gcc $(KD_CFLAGS) $(KD_WARN) $(SAN) -c -o $@ $<
build/san/kdump-diagnose: $(san_obj)
	$(call say,LINK )
	$(Q)gcc $(SAN) -o $@ $^ -lz

unit_src  := $(wildcard tests/unit/*.c)
unit_prog := $(unit_src:tests/unit/%.c=build/unit/%)
build/unit/%: tests/unit/%.c tests/unit/check.h tests/fuzz/properties.h $(filter-out build/san/analyzer/main.o,$(san_obj))
	$(call say,UNIT )
	@mkdir -p $(@D)
	$(Q)gcc $(KD_CFLAGS) $(KD_WARN) $(SAN) -Itests/unit -o $@ $(filter %.c %.o,$^) -lz

fuzz_obj  := $(lib_src:%.c=build/fuzz/%.o)
fuzz_prog := $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/*.c))
build/fuzz/%.o: %.c Makefile $(made)
	$(call say,CLANG)
	@mkdir -p $(@D)
	$(Q)clang $(KD_CFLAGS) $(KD_WARN) -Itests/unit -fsanitize=address,undefined,fuzzer-no-link \
		-fno-sanitize-recover=all -O2 -g -c -o $@ $<
$(fuzz_prog): build/fuzz/%: build/fuzz/tests/fuzz/%.o $(fuzz_obj)
	$(call say,LINK )
	$(Q)clang -fsanitize=address,undefined,fuzzer -o $@ $^ -lz

-include $(san_obj:.o=.d) $(fuzz_obj:.o=.d) $(wildcard build/fuzz/tests/fuzz/*.d) $(unit_prog:=.d)

build/measure build/make-log: build/%: tests/bench/%.c
	$(call say,CC   )
	@mkdir -p $(@D)
	$(Q)$(CC) -static -O2 -D_GNU_SOURCE -Wall -Wextra -Werror -o $@ $<

# The program as it is where no vector instructions are, to be measured.
build/kdump-diagnose-plain: $(obj) analyzer/base/sift.c
	$(call say,LINK )
	$(Q)$(CC) $(KD_CFLAGS) $(CFLAGS) -O2 -DKD_PLAIN $(LDFLAGS) -o $@ \
		analyzer/base/sift.c $(filter-out %/sift.o,$(obj)) $(LIBZ)

.PHONY: test-programs
test-programs: build/measure build/kdump-diagnose build/san/kdump-diagnose $(unit_prog) $(fuzz_prog)

.PHONY: check quick
check quick:
	@tests/setup $@
	$(Q)$(MAKE) --no-print-directory test-programs
	@tests/run $@

.PHONY: demo
demo:
	@tests/setup demo
	$(Q)$(MAKE) -s --no-print-directory build/kdump-diagnose
	@tests/e2e/demo

SECONDS = 60
JOBS    = 1
.PHONY: fuzz
fuzz: $(fuzz_prog) build/unit/dump
	@tests/fuzz/run $(SECONDS) $(JOBS) diagnose
	@tests/fuzz/run $(SECONDS) $(JOBS) bugs
	@tests/fuzz/run $(SECONDS) $(JOBS) dump
	@tests/fuzz/run $(SECONDS) $(JOBS) printk
	@tests/fuzz/run $(SECONDS) $(JOBS) symbols

.PHONY: corpus
corpus: build/kdump-diagnose
	@tests/agreement --misses $(CORPUS)

RECORDS = ../vulns
.PHONY: known-bugs
known-bugs: build/kdump-diagnose
	@config/known-bugs/import $(RECORDS) config/known-bugs/known-bugs.kdb

.PHONY: bench
bench: build/kdump-diagnose build/kdump-diagnose-plain build/measure build/make-log
	@tests/bench/run

# --- housekeeping -------------------------------------------------------------

.PHONY: format
format:
	clang-format -i $$(git ls-files '*.c' '*.h' | grep -v crash-module)

.PHONY: clean
clean:
	rm -rf build

.PHONY: help
help:
	@sed -n 's/^#   make/  make/p' Makefile
