# SPDX-License-Identifier: GPL-2.0-or-later
# kdump-diagnose: read the crashed kernel's last words, write diagnosis.txt.
#
#   make            build/kdump-diagnose, static, stripped, ready for the initramfs
#   make check      every test, QEMU ones included; what a change has to pass
#   make quick      the tests that need no virtual machine
#   make demo       crash a real kernel in QEMU and show what comes out
#   make bench      time, memory and size, with the commands
#   make install    DESTDIR=, PREFIX= (/usr/local), SYSCONFDIR=, DRACUTDIR= are honoured
#   make format     clang-format over the C sources
#   make clean      remove build/
#   make help       this list

VERSION    = 0.1.0
PREFIX     = /usr/local
SYSCONFDIR = /etc
DRACUTDIR  = /usr/lib/dracut

# musl: a static program that uses inflate stays under 80 KiB; glibc starts at 700.
CC      = musl-gcc
CFLAGS  = -Os -g
LDFLAGS = -static -Wl,--gc-sections
STRIP   = strip

# What the code relies on, whatever a packager puts in CFLAGS.
KD_CFLAGS = -std=c17 -D_POSIX_C_SOURCE=200809L -D_GNU_SOURCE -DKD_VERSION='"$(VERSION)"' \
            -Ianalyzer -isystem build/include -MMD -MP -ffunction-sections -fdata-sections
KD_WARN   = -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wvla -Werror

# "make V=1" shows the commands.
ifneq ($(V),1)
Q = @
say = @echo '  $(1) $@'
endif

src := $(wildcard analyzer/*.c analyzer/*/*.c)
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

build/obj/%.o: %.c Makefile build/include/zlib.h
	$(call say,CC   )
	@mkdir -p $(@D)
	$(Q)$(CC) $(KD_CFLAGS) $(KD_WARN) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# musl-gcc looks neither into the system's include nor into its library
# directories; zlib's two headers and its archive are all that is wanted there.
LIBZ = $(shell gcc -print-file-name=libz.a)
build/include/zlib.h:
	@mkdir -p $(@D)
	@echo '#include <zlib.h>' | gcc -E -M - > $@.d || { echo 'zlib.h is missing: install zlib1g-dev (zlib-devel, zlib-static)' >&2; exit 1; }
	$(Q)for h in zlib.h zconf.h; do \
		ln -sf "$$(tr -s ' \\' '\n' < $@.d | grep "/$$h$$")" $(@D)/$$h; done; rm -f $@.d

-include $(obj:.o=.d)
