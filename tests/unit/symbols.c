/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unit test of source/kallsyms, source/symbols and source/processors.
 *
 *	build/unit/symbols           the tests
 *	build/unit/symbols DUMP      every symbol of the dumped kernel, as /proc/kallsyms
 */
#include <fcntl.h>
#include <unistd.h>

#include "check.h"
#include "make_dump.h"
#include "make_symbols.h"
#include "source/dump_log.h"

static struct dump_log l;
static struct symbols s;
static struct made_kernel made;

/* Open what was made; the error's text, "" if there was none. */
static const char *open_made(void)
{
	static struct error e;

	e.text[0] = '\0';
	made_kernel_open(&made, &l.dump);
	if (memory_open(&l.memory, &l.dump, &e))
		symbols_open(&s, &l.memory, &e);
	return e.text;
}

/* Number, address and name of every symbol, and a name for every address. */
static void test_layout(const struct made_layout *layout, bool big)
{
	static const char *const names[] = {"func_00100", "modules", "no such", "_end"};
	uint64_t address, found[4];
	char want[256], name[256], type;
	struct symbol at;
	unsigned int before = check_failures;

	make_symbols(&made, layout, big);
	CHECK_TEXT(open_made(), "");
	CHECK(s.kallsyms.count == MADE_SYMBOLS && s.kallsyms.encoding == layout->encoding);
	CHECK(!s.kallsyms.markers == !(layout->told && layout->markers));
	CHECK(s.kallsyms.names_seqs || !(layout->told && layout->seqs));
	for (uint32_t i = 0; i < MADE_SYMBOLS && check_failures == before;
	     i += i % 512 < 8 ? 1 : 37) {
		made_symbol(i, want);
		CHECK(kallsyms_symbol(&s.kallsyms, i, &address, &type, name, sizeof(name)));
		CHECK(address == made_address(&made, i) && type == want[0]);
		CHECK_TEXT(name, want + 1);
	}
	/* Two at the same address: the first; a size; behind the last one is nothing. */
	CHECK(symbols_name(&s, made.image + 0x1f8, &at));
	made_symbol(42, want);
	CHECK_TEXT(at.name, want + 1);
	CHECK(at.offset == 8 && at.size == 32 && !at.module[0]);
	CHECK(kallsyms_name(&s.kallsyms, made_address(&made, 12345), &at) && !at.offset);
	CHECK(!kallsyms_name(&s.kallsyms, made.image + MADE_END, &at));
	CHECK(!kallsyms_name(&s.kallsyms, made.image - 1, &at));
	CHECK(!symbols_name(&s, 0, &at) && !symbols_name(&s, 0x80, &at));
	kallsyms_addresses(&s.kallsyms, names, found, 4);
	CHECK(found[0] == made_address(&made, 0x100) && found[1] == made.image + MADE_MODULES);
	CHECK(!found[2] && found[3] == made.image + MADE_END);
	if (check_failures != before)
		printf("with the tables of %s%s\n", layout->name, big ? ", big-endian" : "");
}

static void test_modules(const struct made_layout *layout)
{
	unsigned int word, info, size;
	uint64_t text;
	struct symbol at;

	make_symbols(&made, layout, false);
	CHECK_TEXT(open_made(), "");
	text = made.image + MADE_MODULE_TEXT;
	word = made.word;
	info = layout->i386 ? 12 : 4;
	size = layout->i386 ? 8 : 16;
	CHECK(symbols_name(&s, text + 0x123, &at) && at.offset == 0x23 && at.size == 0x100);
	CHECK_TEXT(at.name, "first");
	CHECK_TEXT(at.module, "made_module");
	CHECK(symbols_name(&s, text + 0x210, &at) && at.offset == 0x10 && !at.size);
	CHECK_TEXT(at.name, "second");
	/* Before its first symbol; behind its end. */
	CHECK(symbols_name(&s, text + 0x10, &at) && at.offset == 0x10);
	CHECK_TEXT(at.name, "");
	CHECK_TEXT(at.module, "made_module");
	CHECK(!symbols_name(&s, text + MADE_MODULE_SIZE, &at));
	/* Nor is what looks like a part whose size is not in pages, as a symbol may. */
	made_put(&made, MADE_MODULE + 400, word, text);
	made_put(&made, MADE_MODULE + 400 + word, 4, 1);
	made_put(&made, MADE_MODULE + 404 + word, 4, 0x50012);
	CHECK_TEXT(open_made(), "");
	CHECK(!symbols_name(&s, text + MADE_MODULE_SIZE, &at));
	/* The size stands behind a flag, as in 7.2. */
	made_put(&made, MADE_MODULE + 160 + word, 4, 1);
	made_put(&made, MADE_MODULE + 164 + word, 4, MADE_MODULE_SIZE);
	CHECK_TEXT(open_made(), "");
	CHECK(symbols_name(&s, text + 0x123, &at) && !strcmp(at.name, "first"));
	/* As before 5.0 and before 5.2, where types stand in the symbols. */
	made_put(&made, MADE_SYMTAB + info, 1, 'U');
	CHECK_TEXT(open_made(), "");
	CHECK(symbols_name(&s, text + 0x123, &at) && !strcmp(at.name, "first"));
	made_put(&made, MADE_SYMTAB + size, word, 'U');
	CHECK_TEXT(open_made(), "");
	CHECK(symbols_name(&s, text + 0x123, &at) && !strcmp(at.name, "first"));
	/* That is no empty symbol. */
	made_put(&made, MADE_SYMTAB + size - word, word, text);
	CHECK_TEXT(open_made(), "");
	CHECK(symbols_name(&s, text + 0x123, &at) && !at.name[0]);
	made_put(&made, MADE_SYMTAB + size - word, word, 0);
	/* As before 4.5, where a second number stands beside. */
	if (word == 8) {
		made_put(&made, made_tables(&made) + 12, 4, 5);
		CHECK_TEXT(open_made(), "");
		CHECK(symbols_name(&s, text + 0x123, &at) && !strcmp(at.name, "first"));
	}
	/* Without its symbols. */
	made_put(&made, made_tables(&made) + word, 4, 0);
	CHECK_TEXT(open_made(), "");
	CHECK(symbols_name(&s, text + 0x123, &at) && at.offset == 0x123 && !at.name[0]);
	/* A list that leads to itself. */
	made_put(&made, MADE_MODULE + word, word, made.image + MADE_MODULE + word);
	CHECK_TEXT(open_made(), "");
	CHECK(!symbols_name(&s, text + MADE_MODULE_SIZE, &at));
}

/* Without CONFIG_KALLSYMS_ALL. */
static void test_functions_only(const struct made_layout *layout)
{
	struct symbol at;
	uint8_t *name;

	make_symbols(&made, layout, false);
	made_tell(&made, "prb", MADE_MODULES - 0x1234);
	name = memmem(made.memory, MADE_MODULES, "modules", 7);
	CHECK(name);
	*name = 'n';
	CHECK_TEXT(open_made(), "");
	CHECK(symbols_name(&s, made.image + MADE_MODULE_TEXT + 0x123, &at) && at.offset == 0x23);
	CHECK_TEXT(at.name, "first");
	CHECK_TEXT(at.module, "made_module");
	/* Nothing leads back. */
	made_put(&made, MADE_MODULE + 2ull * made.word, made.word, 0);
	CHECK_TEXT(open_made(), "");
	CHECK(!symbols_name(&s, made.image + MADE_MODULE_TEXT + 0x123, &at));
}

static void test_numbers(const struct made_layout *layout, bool big)
{
	struct processors p = {.count = 3};

	make_symbols(&made, layout, big);
	CHECK_TEXT(open_made(), "");
	for (unsigned int i = 0; i < 3; i++)
		p.list[i] = (struct processor){
			.cpu = -1, .pc = made.image + 0x100, .sp = 0x2000 / (i + 1)};
	p.list[2].user = true;
	processors_name(&p, &s);
	CHECK(p.list[0].cpu == 2 && p.list[1].cpu == 0 && p.list[2].cpu == -1);
	CHECK(p.list[0].named && p.list[0].at.offset == 0x10 && !p.list[2].named);
}

/* A descriptor: its words from 112 on (i386: 72) are 1000, 1001...; but this one is mode. */
static struct span descriptor(char room[1024], unsigned int words, unsigned int at, uint64_t mode,
			      bool big)
{
	unsigned int word = l.dump.bits32 ? 4 : 8, first = l.dump.bits32 ? 72 : 112;

	memset(room, 0, 1024);
	for (unsigned int i = 0; i < words * word; i++) {
		uint64_t value = i / word == at ? mode : 1000 + i / word;

		room[first + i] = (char)(value >> 8 * (big ? word - 1 - i % word : i % word));
	}
	room[(l.dump.bits32 ? 24 : 32) + (big ? 3 : 0)] = 42;
	return (struct span){room, first + words * word};
}

static void test_registers(void)
{
	static const struct {
		unsigned int machine, words, pc, sp, fp, mode;
		uint64_t kernel, user;
		bool big;
	} rows[] = {
		{62, 27, 16, 19, 4, 17, 0x10, 0x33, false},
		{183, 34, 32, 31, 29, 33, 0x60400005, 0x80001000, false},
		{21, 48, 32, 1, 1, 33, 0x8000000000009033, 0x800000000000d033, true},
		{22, 27, 1, 17, 13, 0, 0x0404c00180000000, 0x0705100180000000, true},
		{243, 32, 0, 2, 8, 0, 0xffffffff80001000, 0x10000, false},
		{EM_386, 17, 12, 15, 5, 13, 0x60, 0x73, false},
	};
	struct processor p;
	char room[1024];

	for (unsigned int i = 0; i < 6; i++) {
		struct span s0;

		l.dump.machine = rows[i].machine;
		l.dump.bits32 = rows[i].machine == EM_386;
		l.dump.big_endian = rows[i].big;
		s0 = descriptor(room, rows[i].words, rows[i].mode, rows[i].kernel, rows[i].big);
		CHECK(processor_take(&p, &l.dump, s0) && p.pid == 42 && p.cpu == -1 && !p.user);
		CHECK(p.pc == (rows[i].mode == rows[i].pc ? rows[i].kernel : 1000 + rows[i].pc));
		CHECK(p.sp == 1000 + rows[i].sp && p.fp == 1000 + rows[i].fp);
		s0 = descriptor(room, rows[i].words, rows[i].mode, rows[i].user, rows[i].big);
		CHECK(processor_take(&p, &l.dump, s0) && p.user && !processor_is_idle(&p));
		s0.len = l.dump.bits32 ? 139 : 112 + 17 * 8;
		CHECK(!processor_take(&p, &l.dump, s0));
	}
	l.dump.machine = 8;
	CHECK(!processor_take(&p, &l.dump, (struct span){room, sizeof(room)}));
	/* MIPS, or RISC-V with 32 bits. */
	l.dump.bits32 = true;
	CHECK(!processor_take(&p, &l.dump, (struct span){room, sizeof(room)}));
	l.dump.machine = 243;
	CHECK(!processor_take(&p, &l.dump, (struct span){room, sizeof(room)}));
}

/* Notes with these pids, and a crash that the kernel timed or not. */
static void read_notes(struct processors *p, const char pids[3], bool timed)
{
	static struct made m;
	struct error e;
	char *note = (char *)m.bytes, *info;
	int fd;

	make_elf(&m, &(struct described){.cpus = 3, .frames = {2}, .count = 1});
	for (unsigned int i = 0; i < 3; i++) {
		note = memmem(note, m.len, "CORE\0\0\0", 8);
		memset(note + 8, 0, 112);
		note[8 + 32] = pids[i];
		note += 8;
	}
	info = memmem(note, m.len - (size_t)(note - (char *)m.bytes), "CRASHTIME", 9);
	if (!timed)
		*info = 'x';
	fd = made_fd(m.bytes, m.len);
	CHECK(dump_open(&l.dump, fd, (struct span){(char *)m.bytes, 16}, &e));
	processors_read(p, &l.dump);
	close(fd);
}

/* A hypervisor's notes number the CPUs; the kernel's, of which one of those is on CPU 0
 * too, name tasks. */
static void test_hypervisor(void)
{
	static struct processors p;

	read_notes(&p, "\1\2\3", false);
	CHECK(p.count == 3);
	for (int i = 0; i < 3; i++)
		CHECK(p.list[i].cpu == i && p.list[i].pid == -1 && !processor_is_idle(&p.list[i]));
	processors_number(&p, 77, 1);
	CHECK(p.list[1].pid == 77 && p.list[0].pid == -1 && p.list[2].pid == -1);
	read_notes(&p, "\1\2\3", true);
	CHECK(p.list[0].cpu == -1 && p.list[0].pid == 1 && p.list[2].pid == 3);
	processors_number(&p, 3, 5);
	CHECK(p.list[2].cpu == 5);
	read_notes(&p, "\1\0\3", false);
	for (int i = 0; i < 3; i++)
		CHECK(p.list[i].cpu == -1 && p.list[i].pid == -1);
}

static void test_damaged(void)
{
	make_symbols(&made, &made_layouts[3], false);
	memset(made.memory + 0x3000, 0, 0x40000);
	CHECK_TEXT(open_made(), "the kernel's symbol table (kallsyms) cannot be found");
	CHECK(!s.kallsyms.count);
	make_symbols(&made, &made_layouts[8], false);
	made.info[0] = 'x';
	CHECK_TEXT(open_made(), "VMCOREINFO does not tell where the kernel is");
}

static int print_dump(const char *path)
{
	struct error e;
	int fd = open(path, O_RDONLY);
	char head[16], name[1024], type;
	ssize_t n = read(fd, head, sizeof(head));
	uint64_t address;

	if (n < 0 || !dump_open(&l.dump, fd, (struct span){head, (size_t)n}, &e) ||
	    !memory_open(&l.memory, &l.dump, &e) || !symbols_open(&s, &l.memory, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 1;
	}
	fprintf(stderr, "%u symbols, encoding %u, markers %llx, sorted %llx\n", s.kallsyms.count,
		s.kallsyms.encoding, (unsigned long long)s.kallsyms.markers,
		(unsigned long long)s.kallsyms.names_seqs);
	for (uint32_t i = 0; i < s.kallsyms.count; i++) {
		if (!kallsyms_symbol(&s.kallsyms, i, &address, &type, name, sizeof(name)))
			return 1;
		printf("%016llx %c %s\n", (unsigned long long)address, type, name);
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return print_dump(argv[1]);
	for (unsigned int i = 0; i < MADE_LAYOUTS; i++) {
		test_layout(&made_layouts[i], false);
		test_layout(&made_layouts[i], true);
	}
	test_modules(&made_layouts[8]);
	test_modules(&made_layouts[MADE_LAYOUTS - 1]);
	test_functions_only(&made_layouts[5]);
	test_functions_only(&made_layouts[MADE_LAYOUTS - 1]);
	test_numbers(&made_layouts[0], true);
	test_numbers(&made_layouts[MADE_LAYOUTS - 1], false);
	test_registers();
	test_hypervisor();
	test_damaged();
	return check_summary();
}
