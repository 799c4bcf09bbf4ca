/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hardware - what the machine itself reported. */
#include "event/hardware.h"

static struct hardware_place place_of(const struct line *line)
{
	return (struct hardware_place){line->number, line->time_us};
}

/* --- machine checks ---------------------------------------------------------------- */

/* Uncorrected and "processor context corrupt" (bits 61 and 57) are worse than
 * anything; an exception is worse than what was found by polling. */
static unsigned int gravity(const struct machine_check *m)
{
	return (m->exception ? 4u : 0) + (unsigned int)(m->status >> 61 & 1) * 2 +
	       (unsigned int)(m->status >> 57 & 1);
}

/* "CPU 3: Machine Check Exception: 5 Bank 4: be00000000800400" */
static bool take_bank(struct machine_check *m, struct span in)
{
	uint64_t number;

	if (!span_take_past(&in, "CPU ") || !span_take_dec(&in, &m->cpu) ||
	    !span_take_text(&in, ": Machine Check"))
		return false;
	m->exception = span_take_text(&in, " Exception");
	if (!span_take_text(&in, ":"))
		return false;
	span_take_blanks(&in);
	return span_take_hex(&in, &number) && span_take_text(&in, " Bank ") &&
	       span_take_dec(&in, &m->bank) && span_take_text(&in, ": ") &&
	       span_take_hex(&in, &m->status);
}

static bool take_check(struct hardware *h, const struct line *line)
{
	struct machine_check m = {.place = place_of(line)};

	if (!take_bank(&m, line->text))
		return false;
	*(m.exception ? &h->checks : &h->polled) += 1;
	h->check_open = !h->check.place.line_number || gravity(&m) > gravity(&h->check);
	if (h->check_open)
		h->check = m;
	return true;
}

/* The number behind this text. */
static bool find_hex(struct span in, const char *text, uint64_t *out)
{
	return span_take_past(&in, text) && span_take_hex(&in, out);
}

/* The lines below the bank. */
static void take_check_detail(struct machine_check *m, struct span text)
{
	struct span in = text, word;
	uint64_t vendor;

	if (find_hex(text, " ADDR ", &m->address))
		m->has_address = true;
	if (find_hex(text, "PROCESSOR ", &vendor)) {
		m->amd = vendor == 2; /* X86_VENDOR_AMD */
		m->has_socket = span_take_past(&in, " SOCKET ") && span_take_dec(&in, &m->socket);
		if (span_take_past(&in, " microcode ") && span_take_word(&in, &word))
			span_copy(m->microcode, sizeof(m->microcode), word);
	}
	if (span_take_past(&in, "Machine check: "))
		span_copy(m->reason, sizeof(m->reason), span_trim(in));
}

/* --- firmware first ---------------------------------------------------------------- */

static const struct {
	const char *key;
	size_t at, size;
} firmware_fields[] = {
#define FIELD(key, member)                                                                         \
	{                                                                                          \
		key, offsetof(struct firmware_error, member),                                      \
			sizeof(((struct firmware_error *)0)->member)                               \
	}
	FIELD("section_type: ", section), FIELD("error_type: ", type),
	FIELD("error_status: ", status),  FIELD("DIMM location: ", dimm),
	FIELD("device_id: ", device),	  FIELD("physical_address: ", address),
#undef FIELD
};

/* "3, multi-bit ECC": the number says the same again. */
static struct span without_number(struct span s)
{
	struct span rest = s;
	uint64_t number;

	return span_take_dec(&rest, &number) && span_take_text(&rest, ", ") ? rest : s;
}

static void take_firmware(struct hardware *h, const struct line *line)
{
	struct span in = line->text;

	if (span_take_past(&in, "event severity: ")) {
		h->firmware_errors++;
		/* What happened now tells more than what happened before the boot. */
		h->firmware_open =
			!h->firmware.place.line_number || (h->firmware.previous && !h->previous);
		if (!h->firmware_open)
			return;
		h->firmware =
			(struct firmware_error){.place = place_of(line), .previous = h->previous};
		span_copy(h->firmware.severity, sizeof(h->firmware.severity), span_trim(in));
		return;
	}
	for (size_t i = 0;
	     h->firmware_open && i < sizeof(firmware_fields) / sizeof(*firmware_fields); i++) {
		char *field = (char *)&h->firmware + firmware_fields[i].at;

		in = line->text;
		if (!*field && span_take_past(&in, firmware_fields[i].key))
			span_copy(field, firmware_fields[i].size, without_number(span_trim(in)));
	}
}

/* --- memory controllers and buses --------------------------------------------------- */

/* "EDAC MC0: 1 UE memory read error on ..." */
static void take_memory(struct hardware *h, const struct line *line)
{
	struct span in = line->text;

	if (!span_take_past(&in, "EDAC MC") || !span_take_past(&in, " UE "))
		return;
	if (h->memory_errors++)
		return;
	h->memory.place = place_of(line);
	span_copy(h->memory.text, sizeof(h->memory.text), span_first(in, span_find(in, " (")));
}

/* "pcieport 0000:00:1c.0: PCIe Bus Error: severity=..., type=..., (Receiver ID)"; older kernels
 * print "AER: " in front, and "id=00e0(Receiver ID)" behind. */
static void take_bus(struct hardware *h, const struct line *line)
{
	struct span in = line->text, device = span_first(in, span_find(in, ": ")), severity, layer;

	if (!span_take_past(&in, "PCIe Bus Error: severity=") ||
	    !span_take_until(&in, ",", &severity) || !span_take_text(&in, ", type=") ||
	    !span_take_until(&in, ",", &layer) || h->bus_errors++)
		return;
	h->bus.place = place_of(line);
	span_copy(h->bus.device, sizeof(h->bus.device), span_trim(device));
	span_copy(h->bus.severity, sizeof(h->bus.severity), severity);
	span_copy(h->bus.layer, sizeof(h->bus.layer), layer);
}

void hardware_take_line(struct hardware *h, const struct line *line, unsigned int boot)
{
	if (boot != h->boot)
		*h = (struct hardware){.boot = boot};
	if (span_has(line->text, "BERT: Error records from previous boot"))
		h->previous = true;
	if (span_has(line->text, "Error Source: "))
		h->previous = false;
	if (take_check(h, line))
		return;
	if (h->check_open)
		take_check_detail(&h->check, line->text);
	take_firmware(h, line);
	take_memory(h, line);
	take_bus(h, line);
}
