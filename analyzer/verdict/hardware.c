/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hardware - the machine's own error records in words. */
#include "verdict/hardware.h"

/* --- the low 16 bits of MCi_STATUS ------------------------------------------------- */

/* The rows that stand first are taken first.  Bit 12 (F) only says that reports of
 * corrected errors are filtered. */
static const struct {
	uint16_t mask, value;
	bool intel; /* AMD has other codes there */
	const char *words;
} codes[] = {
	{0xffff, 0x0000, false, "no error code"},
	{0xffff, 0x0001, true, "unclassified error"},
	{0xffff, 0x0002, true, "parity error in the microcode"},
	{0xffff, 0x0003, true, "error from outside the processor"},
	{0xffff, 0x0004, true, "processors in lock step disagree (FRC)"},
	{0xffff, 0x0005, true, "internal parity error"},
	{0xffff, 0x0006, true, "management code (SMM) ran outside its memory"},
	{0xffff, 0x0400, true, "internal timer: a core made no progress"},
	{0xfc00, 0x0400, true, "internal error of the processor"},
	{0xeffc, 0x000c, false, "error in a cache"},
	{0xeff0, 0x0010, false, "error in an address translation cache (TLB)"},
	{0xef80, 0x0080, true, "memory controller"},
	{0xef00, 0x0100, false, "cache hierarchy"},
	{0xe800, 0x0800, false, "bus or interconnect"},
};

/* RRRR of cache, bus and interconnect errors: what was being done. */
static const char *const requests[] = {
	"",	    "read",	"write", "data read", "data write", "instruction fetch",
	"prefetch", "eviction", "snoop",
};

/* MMM of the memory controller's. */
static const char *const memory_requests[] = {"", "read", "write", "address or command",
					      "scrubbing"};

static void print_detail(struct out *o, unsigned int code)
{
	unsigned int request = code >> 4 & 15, memory = code >> 4 & 7;

	if ((code & 0xef80) == 0x0080) {
		if (memory < sizeof(memory_requests) / sizeof(*memory_requests) && memory)
			out_fmt(o, ", %s", memory_requests[memory]);
		if ((code & 15) != 15)
			out_fmt(o, ", channel %u", code & 15);
	} else if (code & 0x0900) {
		if ((code & 0x0800) == 0)
			out_fmt(o, ", level %u", code & 3);
		if (request < sizeof(requests) / sizeof(*requests) && request)
			out_fmt(o, ", %s", requests[request]);
	}
}

void hardware_print_code(struct out *o, uint64_t status, bool amd)
{
	const unsigned int code = (unsigned int)(status & 0xffff);

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
		if ((code & codes[i].mask) != codes[i].value || (codes[i].intel && amd))
			continue;
		out_text(o, codes[i].words);
		print_detail(o, code);
		return;
	}
	out_fmt(o, "error code 0x%04x", code);
}

/* --- records ------------------------------------------------------------------------- */

/* Bits 57 to 62, gravest first. */
static const struct {
	unsigned int bit;
	const char *set, *clear;
} flags[] = {
	{61, "uncorrected", "corrected"},
	{57, ", the processor lost its state", ""},
	{62, ", more than one error", ""},
};

static void print_check(struct out *o, const struct hardware *h)
{
	const struct machine_check *m = &h->check;

	out_fmt(o, "CPU %llu", (unsigned long long)m->cpu);
	if (m->has_socket)
		out_fmt(o, " (socket %llu)", (unsigned long long)m->socket);
	out_fmt(o, ", bank %llu: ", (unsigned long long)m->bank);
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		out_text(o, m->status >> flags[i].bit & 1 ? flags[i].set : flags[i].clear);
	out_text(o, "; ");
	hardware_print_code(o, m->status, m->amd);
	if (m->has_address && m->status >> 58 & 1)
		out_fmt(o, ", at address 0x%llx", (unsigned long long)m->address);
	out_fmt(o, " [status %016llx]", (unsigned long long)m->status);
	if (m->reason[0])
		out_fmt(o, "; %s", m->reason);
	if (h->checks > 1)
		out_fmt(o, "; the worst of %u", h->checks);
}

static void print_firmware(struct out *o, const struct hardware *h)
{
	const struct firmware_error *f = &h->firmware;
	const struct {
		const char *before, *text;
	} parts[] = {
		{", ", f->type},      {": ", f->type[0] ? "" : f->status}, {", at ", f->dimm},
		{", at ", f->device}, {", address ", f->address},
	};

	out_fmt(o, "firmware: %s%s %s", f->previous ? "BEFORE THE LAST BOOT, " : "", f->severity,
		f->section[0] ? f->section : "error");
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (parts[i].text[0])
			out_fmt(o, "%s%s", parts[i].before, parts[i].text);
	}
}

static void print_memory(struct out *o, const struct hardware *h)
{
	out_fmt(o, "memory controller: %s", h->memory.text);
	if (h->memory_errors > 1)
		out_fmt(o, " (%u times)", h->memory_errors);
}

static void print_bus(struct out *o, const struct hardware *h)
{
	out_fmt(o, "%s: %s, %s", h->bus.device, h->bus.severity, h->bus.layer);
	if (h->bus_errors > 1)
		out_fmt(o, " (%u such errors)", h->bus_errors);
}

bool hardware_is_uncorrected(const struct hardware *h)
{
	return (h->check.place.line_number && h->check.status >> 61 & 1) ||
	       (h->firmware.place.line_number && strcmp(h->firmware.severity, "corrected") != 0) ||
	       h->memory.place.line_number || h->bus.place.line_number;
}

bool hardware_print(struct out *o, const struct hardware *h, unsigned int i,
		    struct hardware_place *place)
{
	static void (*const print[HARDWARE_RECORDS])(struct out *, const struct hardware *) = {
		print_check, print_firmware, print_memory, print_bus};
	const struct hardware_place *const places[HARDWARE_RECORDS] = {
		&h->check.place, &h->firmware.place, &h->memory.place, &h->bus.place};

	*place = *places[i];
	if (!place->line_number)
		return false;
	print[i](o, h);
	return true;
}
