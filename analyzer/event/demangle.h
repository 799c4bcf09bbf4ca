/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * demangle - readable names of functions written in Rust and C++.
 *
 * kallsyms holds what the linker saw, so a trace prints
 *
 *	_RNvMs3_NtCshgDM7dBCdno_11rust_binder7processNtB5_7Process10update_ref
 *		<rust_binder::process::Process>::update_ref
 *	_ZN4core9panicking9panic_fmt17h0123456789abcdefE       rustc's legacy scheme
 *		core::panicking::panic_fmt
 *	_ZN3net6Socket5closeEi, _Z8fakeNameiii                 C++
 *		net::Socket::close, fakeName
 *
 * What is left out: hashes of crates, the crate that made a function from a
 * generic one, types of constants, parameters of C++.  What stays as printed:
 * Rust names with a dyn that binds types ("dyn Fn(u8) -> u8"), with constants of
 * other types than numbers and bool, or with letters beyond ASCII; C++ names with
 * template arguments, operators or a scope within a function.
 */
#ifndef KD_EVENT_DEMANGLE_H
#define KD_EVENT_DEMANGLE_H

#include "base/span.h"

/* Copy the readable name of a symbol into a C string of the given size (at
 * least 1), without the compiler's suffixes (".llvm.123").  A name that is not
 * mangled, damaged, or beyond what is read here is copied as printed, suffixes
 * and all.  Cut if too long, always NUL-ended, printable ASCII only. */
void demangle(char *to, size_t size, struct span symbol);

#endif
