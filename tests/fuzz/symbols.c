/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz target over names and processors: one of the described kernels, in whose memory and
 * VMCOREINFO the input then overwrites bytes.
 *
 *	layout, byte order		one byte each
 *	where (3 bytes), what (2)	any number of times
 *
 * Whatever was overwritten: it ends, names are printable and within their room, and an
 * address has the same name however often it is asked for.
 */
#include <assert.h>

#include "make_symbols.h"
#include "source/processors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct made_kernel made, whole[MADE_LAYOUTS][2];
static struct dump dump;
static struct kernel_memory memory;
static struct symbols symbols;

/* The first places are VMCOREINFO, the further ones the memory. */
static void overwrite(const uint8_t *data, size_t size)
{
	for (; size >= 5; data += 5, size -= 5) {
		size_t where = ((size_t)data[0] << 16 | (size_t)data[1] << 8 | data[2]);

		if (where < made.info_len) {
			made.info[where] = (char)data[3];
			continue;
		}
		where = (where - made.info_len) % (MADE_SIZE - 1);
		made.memory[where] = data[3];
		made.memory[where + 1] = data[4];
	}
}

static void check_text(const char *text, size_t room)
{
	assert(memchr(text, '\0', room));
	for (; *text; text++)
		assert(*text > ' ' && *text <= '~');
}

static void check_address(uint64_t address)
{
	struct symbol first, again;
	bool known = symbols_name(&symbols, address, &first);

	assert(symbols_name(&symbols, address, &again) == known);
	if (!known)
		return;
	check_text(first.name, sizeof(first.name));
	check_text(first.module, sizeof(first.module));
	assert(strcmp(first.name, again.name) == 0 && first.offset == again.offset);
	assert(first.name[0] || first.module[0] || !first.size || first.offset < first.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct processors processors;
	struct error e = {""};
	unsigned int layout, big;

	if (size < 2)
		return 0;
	layout = data[0] % MADE_LAYOUTS;
	big = data[1] & 1;
	if (!whole[layout][big].at)
		make_symbols(&whole[layout][big], &made_layouts[layout], big);
	made = whole[layout][big];
	overwrite(data + 2, size - 2);
	made_kernel_open(&made, &dump);
	if (!memory_open(&memory, &dump, &e) || !symbols_open(&symbols, &memory, &e)) {
		assert(e.text[0]);
		return 0;
	}
	check_address(made.image);
	check_address(made.image + 0x12345);
	check_address(made.image + MADE_MODULES + 5);
	check_address(made.image + MADE_MODULE_TEXT + 0x234);
	check_address(0x40);
	processors = (struct processors){.count = 2};
	for (unsigned int i = 0; i < 2; i++)
		processors.list[i] = (struct processor){
			.cpu = -1, .pc = made.image + 0x100, .sp = 0x1000 * (i + 1)};
	processors_name(&processors, &symbols);
	return 0;
}
