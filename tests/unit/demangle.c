/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unit tests of event/demangle.  "demangle --list" prints the names and what they
 * are to become, for a comparison with another demangler.
 */
#include <stdlib.h>

#include "check.h"
#include "event/demangle.h"

static const struct {
	const char *symbol, *readable;
} names[] = {
	/* clang-format off */
	{"_RNvMs3_NtCshgDM7dBCdno_11rust_binder7processNtB5_7Process10update_ref",
	 "<rust_binder::process::Process>::update_ref"},
	{"_RNvXs1_CscPPBqWtAqum_11ashmem_rustNtB5_6AshmemNtNtCs43vyB533jt3_6kernel10miscde"
	 "vice10MiscDevice4mmap",
	 "<ashmem_rust::Ashmem as kernel::miscdevice::MiscDevice>::mmap"},
	{"_RNvXs1b_NtCs9jEwPDbx20M_4core3fmtRNtNtNtB8_5panic10panic_info9PanicInfoNtB6_7Di"
	 "splay3fmtCs43vyB533jt3_6kernel",
	 "<&core::panic::panic_info::PanicInfo as core::fmt::Display>::fmt"},
	{"_RNvXs6_NtCsdfZWD8DztAw_6kernel9workqueueINtNtNtB7_4sync3arc3ArcNtNtCs8QPsHWIn21"
	 "X_16rust_binder_main7process7ProcessEINtB5_15WorkItemPointerKy0_E3runB13_",
	 "<kernel::sync::arc::Arc<rust_binder_main::process::Process> as kernel::workqueue"
	 "::WorkItemPointer<0>>::run"},
	{"_RNvCscSpY9Juk0HT_7___rustc17rust_begin_unwind",
	 "__rustc::rust_begin_unwind"},
	{"_RNvCshgDM7dBCdno_11rust_binder26rust_binder_unlocked_ioctl.llvm.1234567890",
	 "rust_binder::rust_binder_unlocked_ioctl"},
	{"_RNCNCINvYINtCsciGn5CcqV8B_1t1SeEINtBa_2TrlE3genKj0_TaRedEE00Ba_",
	 "<t::S<str> as t::Tr<i32>>::gen::<0, (i8, &str, f64)>::{closure#0}::{closure#0}"},
	{"_RINvNtNtCsciGn5CcqV8B_1t5inner4deep1hFUKCPhOnEuEB6_",
	 "t::inner::deep::h::<unsafe extern \"C\" fn(*const u8, *mut i128)>"},
	{"_RINvNtNtCsciGn5CcqV8B_1t5inner4deep1hFG0_QL1_hRL0_StRL1_mERL1_hEB6_",
	 "t::inner::deep::h::<for<'a, 'b> fn(&'a mut u8, &'b [u16], &'a u32) -> &'a u8>"},
	{"_RNvMsF_NtCslNYArtu3iFV_5alloc3vecINtB5_3VecThEE4pushCsciGn5CcqV8B_1t",
	 "<alloc::vec::Vec<(u8,)>>::push"},
	{"_RNvXs0_NtCsgEmfK2I1SDS_4core3anyDNtB5_3AnyNtNtB7_6marker4SendEL_NtNtB7_3fmt5Deb"
	 "ug3fmt",
	 "<dyn core::any::Any + core::marker::Send as core::fmt::Debug>::fmt"},
	{"_RNvNCNKNvNvMNtNtCsjrHSEGnQ3l9_3std4hash6randomNtBa_11RandomState3new4KEYS0s_023"
	 "___RUST_STD_INTERNAL_VAL",
	 "<std::hash::random::RandomState>::new::KEYS::{K#0}::{closure#1}::__RUST_STD_INTE"
	 "RNAL_VAL"},
	{"_RNvNvMNtNtCsgEmfK2I1SDS_4core3ptr9const_ptrPp20offset_from_unsigned18preconditi"
	 "on_check",
	 "<*const _>::offset_from_unsigned::precondition_check"},
	{"_RINvNtCslNYArtu3iFV_5alloc5slice11stable_sortxNCINvMB2_Sx7sort_byNCNvCsciGn5Ccq"
	 "V8B_1t6use_its1_0E0EB15_",
	 "alloc::slice::stable_sort::<i64, <[i64]>::sort_by<t::use_it::{closure#3}>::{clos"
	 "ure#0}>"},
	{"_RINvNtC1a1b1fAhj4_E",
	 "a::b::f::<[u8; 4]>"},
	{"_RINvC1a1fKb1_Ksn5_KpzE",
	 "a::f::<true, -5, _, !>"},
	{"_RNSC1a6vtable",
	 "a::{shim:vtable#0}"},
	{"_RINvC1a1fFG_RL0_DG_NtB2_1TEL0_EuE",
	 "a::f::<for<'a> fn(&'a dyn for<'b> a::T + 'a)>"},
	{"_RINvC1a1fFG_RL0_DNtB2_1TINtB2_1UL0_hEEL0_EuE",
	 "a::f::<for<'a> fn(&'a dyn a::T + a::U<'a, u8> + 'a)>"},
	{"_ZN4core9panicking9panic_fmt17h0123456789abcdefE",
	 "core::panicking::panic_fmt"},
	{"_ZN106_$LT$alloc..string..String$u20$as$u20$core..iter..traits..collect..Extend$"
	 "LT$alloc..string..String$GT$$GT$6extend28_$u7b$$u7b$closure$u7d$$u7d$17h4bfafad6"
	 "828d2febE",
	 "<alloc::string::String as core::iter::traits::collect::Extend<alloc::string::Str"
	 "ing>>::extend::{{closure}}"},
	{"_ZN106_$LT$core..ops..range..Range$LT$usize$GT$$u20$as$u20$core..slice..index..S"
	 "liceIndex$LT$$u5b$T$u5d$$GT$$GT$17get_unchecked_mut18precondition_check17h4ccebf"
	 "634755c3afE.llvm.7",
	 "<core::ops::range::Range<usize> as core::slice::index::SliceIndex<[T]>>::get_unc"
	 "hecked_mut::precondition_check"},
	{"_ZN115_$LT$core..panic..unwind_safe..AssertUnwindSafe$LT$F$GT$$u20$as$u20$core.."
	 "ops..function..FnOnce$LT$$LP$$RP$$GT$$GT$9call_once17h10d0a7d8cb46fe7cE",
	 "<core::panic::unwind_safe::AssertUnwindSafe<F> as core::ops::function::FnOnce<()"
	 ">>::call_once"},
	{"_Z8fakeNameiii",
	 "fakeName"},
	{"_Z8fakeNameiii.isra.0",
	 "fakeName"},
	{"_ZN3net6Socket5closeEi",
	 "net::Socket::close"},
	{"_ZNK3net6Socket4nameEv",
	 "net::Socket::name"},
	{"_ZN3net6SocketC1Ei",
	 "net::Socket::Socket"},
	{"_ZN3net6SocketC2ERKS0_",
	 "net::Socket::Socket"},
	{"_ZN3net6SocketD0Ev",
	 "net::Socket::~Socket"},
	{"_ZN12_GLOBAL__N_14helpEv",
	 "(anonymous namespace)::help"},
	{"_ZN3net12_GLOBAL__N_14helpEv",
	 "net::(anonymous namespace)::help"},
	{"_ZNSt9exceptionD2Ev",
	 "std::exception::~exception"},
	{"_ZL6helperi",
	 "helper"},
	{"_ZN3net6bufferE",
	 "net::buffer"},
	{"_ZN9__gnu_cxx3fooEv.cold",
	 "__gnu_cxx::foo"},
	/* clang-format on */
};

enum { NAMES = sizeof(names) / sizeof(names[0]) };

static void check_name(const char *symbol, const char *want)
{
	char got[512];

	demangle(got, sizeof(got), span_of(symbol));
	CHECK_TEXT(got, want);
}

static void check_as_printed(const char *symbol)
{
	check_name(symbol, symbol);
}

static void test_names(void)
{
	for (size_t i = 0; i < NAMES; i++)
		check_name(names[i].symbol, names[i].readable);
}

static void test_other_names_stay(void)
{
	check_as_printed("");
	check_as_printed("_R");
	check_as_printed("_Z");
	check_as_printed("_ZN");
	check_as_printed("_RET_IP_");
	check_as_printed("_ZdlPv");
	check_as_printed("kfree.isra.0");
	check_as_printed("__list_del_entry_valid");
	/* of each kind one that is damaged */
	check_as_printed("_RNvC1a9fff");
	check_as_printed("_RNvC1a1fX");
	check_as_printed("_RNvC1a1f+");
	check_as_printed("_ZN4core9panicking17h0123456789abcdef");
	check_as_printed("_ZN3net6Socket");
	check_as_printed("_ZN0E");
	/* references to what comes later, to themselves, in a circle */
	check_as_printed("_RNvB9_1f");
	check_as_printed("_RNvB1_1f");
	check_as_printed("_RNvNvB_1a1f");
	/* numbers beyond 64 bits, lifetimes that nobody named, more than 26 */
	check_as_printed("_RNvCsZZZZZZZZZZZZZZ_1a1f");
	check_as_printed("_RNvC99999999999999999999999a1f");
	check_as_printed("_RINvC1a1fL5_E");
	check_as_printed("_RINvC1a1fFGz_EuE");
	/* what is not read, see demangle.h */
	check_as_printed("_RINvC1a1fKc61_E");
	check_as_printed("_RINvC1a1fDINtB2_2FnTEEp6OutputuEL_E");
	check_as_printed("_Z3maxIiET_S0_S0_");
}

static void test_a_short_buffer_holds_the_front(void)
{
	for (size_t i = 0; i < NAMES; i++) {
		size_t len = strlen(names[i].readable);

		for (size_t size = 1; size <= len + 1; size++) {
			char got[512];

			memset(got, '~', sizeof(got));
			demangle(got, size, span_of(names[i].symbol));
			CHECK(strlen(got) == size - 1);
			CHECK(strncmp(got, names[i].readable, size - 1) == 0);
			CHECK(got[size] == '~');
		}
	}
}

/* Whatever stands in the symbol: a string of printable characters. */
static void check_safe(struct span symbol)
{
	char got[120];
	size_t len;

	demangle(got, sizeof(got), symbol);
	len = strnlen(got, sizeof(got));
	CHECK(len < sizeof(got));
	for (size_t i = 0; i < len; i++) {
		if (got[i] < ' ' || got[i] > '~')
			CHECK(!"a printable character");
	}
}

static void test_damaged_names_are_safe(void)
{
	for (size_t i = 0; i < NAMES; i++) {
		size_t len = strlen(names[i].symbol);
		char symbol[512];

		for (size_t at = 0; at < len; at++) {
			/* of its own size: a read beyond the end is seen */
			char *copy = malloc(at + 1);

			memcpy(copy, names[i].symbol, at);
			check_safe((struct span){copy, at});
			free(copy);
			memcpy(symbol, names[i].symbol, len);
			for (int byte = 0; byte < 256; byte++) {
				symbol[at] = (char)byte;
				check_safe((struct span){symbol, len});
			}
		}
	}
}

static void test_random_names_are_safe(void)
{
	static const char letters[] = "CNMXYIBTSRQPOAFDGLKEUvtsnpuhjz__0123456789ab";
	uint32_t seed = 1;

	for (int round = 0; round < 200000; round++) {
		char symbol[64] = "_R";
		size_t len = 2;

		for (; len < sizeof(symbol) && seed % 61; len++) {
			seed = seed * 1664525u + 1013904223u;
			symbol[len] = letters[(seed >> 16) % (sizeof(letters) - 1)];
		}
		seed = seed * 1664525u + 1013904223u;
		check_safe((struct span){symbol, len});
	}
}

/* Names that become twice as long with every type, and deeper than any. */
static void test_bombs(void)
{
	static const char doubled[] = "_RINvC1a1fTzzETB7_B7_ETBb_Bb_ETBj_Bj_ETBr_Br_ETBz_Bz_E"
				      "TBH_BH_ETBP_BP_ETBX_BX_EE";
	static const char front[] = "a::f::<(!, !), ((!, !), (!, !)), (((!, !), (!, !)), ((";
	char symbol[4096] = "_R", got[120];

	demangle(got, sizeof(got), span_of(doubled));
	CHECK(strncmp(got, front, sizeof(front) - 1) == 0 && strlen(got) == sizeof(got) - 1);
	for (const char *tag = "NIRTSXYMPFD"; *tag; tag++) {
		memset(symbol + 2, *tag, sizeof(symbol) - 2);
		demangle(got, sizeof(got), (struct span){symbol, sizeof(symbol)});
		CHECK(strncmp(got, symbol, sizeof(got) - 1) == 0);
	}
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "--list") == 0) {
		for (size_t i = 0; i < NAMES; i++)
			printf("%s\t%s\n", names[i].symbol, names[i].readable);
		return 0;
	}
	test_names();
	test_other_names_stay();
	test_a_short_buffer_holds_the_front();
	test_damaged_names_are_safe();
	test_random_names_are_safe();
	test_bombs();
	return check_summary();
}
