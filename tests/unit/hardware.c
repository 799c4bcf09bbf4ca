/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unit tests of event/hardware and verdict/hardware: error records of the machine,
 * and what they say in words.  The formats are the kernel's, the values made up;
 * the codes follow the manuals named in verdict/hardware.h.
 */
#include "verdict/hardware.h"
#include "check.h"

static struct hardware read_log(const char *text)
{
	struct hardware h = {0};
	struct span in = span_of(text), raw;
	uint64_t number = 0;

	while (in.len) {
		struct line line;

		if (!span_take_until(&in, "\n", &raw))
			raw = span_of("");
		span_take_text(&in, "\n");
		line_decode(raw, &line);
		line.number = ++number;
		hardware_take_line(&h, &line, 0);
	}
	return h;
}

static void check_record(const struct hardware *h, unsigned int i, uint64_t line, const char *want)
{
	char text[HARDWARE_TEXT];
	struct out o;
	struct hardware_place place;

	out_init(&o, text, sizeof(text));
	CHECK(hardware_print(&o, h, i, &place) == (want[0] != '\0'));
	CHECK(place.line_number == line);
	CHECK_TEXT(text, want);
}

/* --- MCi_STATUS -------------------------------------------------------------------- */

static void test_codes(void)
{
	static const struct {
		uint64_t status;
		bool amd;
		const char *words;
	} rows[] = {
		{0x0000, false, "no error code"},
		{0x0001, false, "unclassified error"},
		{0x0005, false, "internal parity error"},
		{0x0005, true, "error code 0x0005"},
		{0x0400, false, "internal timer: a core made no progress"},
		{0x0405, false, "internal error of the processor"},
		{0x000e, false, "error in a cache"},
		{0x100e, false, "error in a cache"},
		{0x0014, false, "error in an address translation cache (TLB)"},
		{0x0090, false, "memory controller, read, channel 0"},
		{0x00c1, false, "memory controller, scrubbing, channel 1"},
		{0x009f, false, "memory controller, read"},
		{0x0090, true, "error code 0x0090"},
		{0x0135, false, "cache hierarchy, level 1, data read"},
		{0x1152, false, "cache hierarchy, level 2, instruction fetch"},
		{0x017a, true, "cache hierarchy, level 2, eviction"},
		{0x0e0b, false, "bus or interconnect"},
		{0x0833, false, "bus or interconnect, data read"},
		{0xbe00000000800400, false, "internal timer: a core made no progress"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char text[100];
		struct out o;

		out_init(&o, text, sizeof(text));
		hardware_print_code(&o, rows[i].status, rows[i].amd);
		CHECK_TEXT(text, rows[i].words);
	}
}

/* --- machine checks ---------------------------------------------------------------- */

static void test_exception(void)
{
	const struct hardware h =
		read_log("mce: [Hardware Error]: CPU 3: Machine Check Exception: 5 Bank 4: "
			 "be00000000800400\n"
			 "mce: [Hardware Error]: RIP !INEXACT! 10:<ffffffff8f1a2b3c> "
			 "{intel_idle+0x6f/0xc0}\n"
			 "mce: [Hardware Error]: TSC 7a1b2c3d4e5f6 ADDR ffffffff8f1a2b3c MISC "
			 "ffffffff8f1a2b3c \n"
			 "mce: [Hardware Error]: PROCESSOR 0:50657 TIME 1700571122 SOCKET 1 APIC 6 "
			 "microcode 5003605\n"
			 "mce: [Hardware Error]: Machine check: Processor context corrupt\n");

	check_record(
		&h, 0, 1,
		"CPU 3 (socket 1), bank 4: uncorrected, the processor lost its state; internal "
		"timer: a core made no progress, at address 0xffffffff8f1a2b3c [status "
		"be00000000800400]; Processor context corrupt");
	CHECK_TEXT(h.check.microcode, "5003605");
	CHECK(!h.check.amd && h.checks == 1 && h.polled == 0);
	check_record(&h, 1, 0, "");
	check_record(&h, 2, 0, "");
	check_record(&h, 3, 0, "");
}

/* The gravest of several is kept, with its own address. */
static void test_gravest(void)
{
	const struct hardware h = read_log(
		"[Hardware Error]: CPU 1: Machine Check: 0 Bank 9: 8c000047000800c0\n"
		"[Hardware Error]: TSC 0 ADDR 111000 MISC 86 \n"
		"[Hardware Error]: CPU 2: Machine Check Exception: 4 Bank 5: f600000000000090\n"
		"[Hardware Error]: TSC 0 ADDR 222000 \n"
		"[Hardware Error]: PROCESSOR 2:a20f10 TIME 1700571122 SOCKET 0 APIC 2 microcode "
		"a20102b\n"
		"[Hardware Error]: CPU 7: Machine Check Exception: 4 Bank 1: 8000000000000135\n"
		"[Hardware Error]: TSC 0 ADDR 333000 \n");

	check_record(
		&h, 0, 3,
		"CPU 2 (socket 0), bank 5: uncorrected, the processor lost its state, more than "
		"one error; error code 0x0090, at address 0x222000 [status f600000000000090]; "
		"the worst of 2");
	CHECK(h.polled == 1);
}

/* Lines of this kind without a record of theirs, and damaged ones. */
static void test_damaged(void)
{
	const struct hardware h =
		read_log("mce: [Hardware Error]: Machine check events logged\n"
			 "mce: [Hardware Error]: CPU : Machine Check: 0 Bank 9: 8c\n"
			 "mce: [Hardware Error]: CPU 3: Machine Check Exception: 5 Ba\n"
			 "mce: [Hardware Error]: TSC 0 ADDR 333000 \n"
			 "[Hardware Error]: CPU 3: Machine Check\n"
			 "EDAC MC0: 1 CE memory read error on DIMM_A1\n"
			 "{1}[Hardware Error]:   section_type: memory error\n"
			 "PCIe Bus Error: severity=\n");

	for (unsigned int i = 0; i < HARDWARE_RECORDS; i++)
		check_record(&h, i, 0, "");
	CHECK(h.checks == 0 && h.polled == 0);
}

/* --- the others ---------------------------------------------------------------------- */

static void test_firmware(void)
{
	const struct hardware h = read_log(
		"{1}[Hardware Error]: Hardware error from APEI Generic Hardware Error Source: 1\n"
		"{1}[Hardware Error]: event severity: fatal\n"
		"{1}[Hardware Error]:  Error 0, type: fatal\n"
		"{1}[Hardware Error]:   section_type: memory error\n"
		"{1}[Hardware Error]:   error_status: Storage error in DRAM memory "
		"(0x0000000000000400)\n"
		"{1}[Hardware Error]:   physical_address: 0x0000003fe2a1b000\n"
		"{1}[Hardware Error]:   error_type: 3, multi-bit ECC\n"
		"{1}[Hardware Error]:   DIMM location: CPU1 DIMM_B1 \n");

	check_record(&h, 1, 2,
		     "firmware: fatal memory error, multi-bit ECC, at CPU1 DIMM_B1, address "
		     "0x0000003fe2a1b000");
}

/* What BERT tells is of the boot before; what came in this boot tells more. */
static void test_previous(void)
{
	const char bert[] = "BERT: Error records from previous boot:\n"
			    "[Hardware Error]: event severity: fatal\n"
			    "[Hardware Error]:   section_type: PCIe error\n"
			    "[Hardware Error]:   device_id: 0000:3b:00.0\n";
	char both[600];
	struct hardware h = read_log(bert);

	check_record(&h, 1, 2, "firmware: BEFORE THE LAST BOOT, fatal PCIe error, at 0000:3b:00.0");
	snprintf(both, sizeof(both), "%s%s", bert,
		 "{1}[Hardware Error]: Hardware error from APEI Generic Hardware Error Source: 4\n"
		 "{1}[Hardware Error]: event severity: recoverable\n"
		 "{1}[Hardware Error]:   section_type: general processor error\n");
	h = read_log(both);
	check_record(&h, 1, 6, "firmware: recoverable general processor error");
}

static void test_memory_and_bus(void)
{
	const struct hardware h = read_log(
		"EDAC MC0: 1 UE memory read error on CPU_SrcID#0_Ha#0_Chan#1_DIMM#0 (channel:1 "
		"slot:0)\n"
		"EDAC MC0: 2 UE memory read error on CPU_SrcID#0_Ha#0_Chan#1_DIMM#0 (channel:1 "
		"slot:0)\n"
		"pcieport 0000:00:1c.0: AER: PCIe Bus Error: severity=Uncorrected (Fatal), "
		"type=Transaction Layer, (Receiver ID)\n");

	check_record(
		&h, 2, 1,
		"memory controller: memory read error on CPU_SrcID#0_Ha#0_Chan#1_DIMM#0 (2 times)");
	check_record(&h, 3, 3, "pcieport 0000:00:1c.0: Uncorrected (Fatal), Transaction Layer");
}

/* A later boot's records take the place of an earlier one's. */
static void test_boots(void)
{
	struct hardware h = read_log(
		"[Hardware Error]: CPU 2: Machine Check Exception: 4 Bank 5: f600000000000090\n");
	struct line line;

	line_decode(span_of("EDAC MC0: 1 UE error on DIMM_A1 (x)"), &line);
	line.number = 9;
	hardware_take_line(&h, &line, 1);
	check_record(&h, 0, 0, "");
	check_record(&h, 2, 9, "memory controller: error on DIMM_A1");
}

int main(void)
{
	test_codes();
	test_exception();
	test_gravest();
	test_damaged();
	test_firmware();
	test_previous();
	test_memory_and_bus();
	test_boots();
	return check_summary();
}
