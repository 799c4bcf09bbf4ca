/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unit test of source/memory and source/printk.
 *
 *	build/unit/printk            the tests
 *	build/unit/printk DUMP       the log of a dump, as vmcore-dmesg prints it
 */
#include <stdarg.h>
#include <unistd.h>

#include "check.h"
#include "make_log.h"
#include "source/dump_log.h"

static struct made_memory made;
static struct dump_log l;
static char text[65536];

/* Open what was made; the error's text, "" if there was none. */
static const char *open_made(void)
{
	static struct error e;

	e.text[0] = '\0';
	made_memory_open(&made, &l.dump);
	if (memory_open(&l.memory, &l.dump, &e))
		printk_open(&l.printk, &l.memory, &e);
	return e.text;
}

/* The whole log into text, in pieces of this size. */
static void read_made(size_t piece)
{
	size_t len = 0, n;

	while ((n = printk_read(&l.printk, text + len, piece)) > 0 && len < sizeof(text) / 2)
		len += n;
	text[len] = '\0';
}

/* The ring of bytes may hold newlines before its text. */
static const char *without_newlines(const char *at)
{
	while (*at == '\n')
		at++;
	return at;
}

static void make(unsigned int machine, enum made_form form)
{
	make_log(&made, &machines[machine], form);
}

static void test_every_machine_and_form(void)
{
	for (unsigned int i = 0; i < MADE_MACHINES; i++) {
		for (enum made_form form = 0; form < MADE_FORMS; form++) {
			make(i, form);
			CHECK_TEXT(open_made(), "");
			read_made(4096);
			CHECK_TEXT(without_newlines(text), made_expected(form));
			if (l.printk.damage || check_failures)
				printf("on %s, form %u\n", machines[i].name, form);
			CHECK(!l.printk.damage);
		}
	}
}

static void test_any_piece(void)
{
	for (size_t piece = 1; piece < 70; piece++) {
		make(1, MADE_LOCKLESS);
		CHECK_TEXT(open_made(), "");
		read_made(piece);
		CHECK_TEXT(text, made_expected(MADE_LOCKLESS));
		CHECK(!printk_read(&l.printk, text, piece));
	}
}

static void test_memory(void)
{
	uint64_t number, pa;
	char byte;

	make(1, MADE_LOCKLESS);
	open_made();
	CHECK(memory_physical(&l.memory, machines[1].ring + 0x1234, &pa) &&
	      pa == machines[1].ring_pa + 0x1234);
	/* Over the end of a page, over the end of what is mapped, over the end of all. */
	CHECK(memory_number(&l.memory, machines[1].ring + 4093, 8, &number));
	*made_at(&made, machines[1].ring_pa + MADE_RING - 1) = 1;
	CHECK(!memory_number(&l.memory, machines[1].ring + MADE_RING - 4, 8, &number));
	CHECK_TEXT(memory_fault_text(&l.memory), "is at an address that the kernel had not mapped");
	CHECK(!memory_read(&l.memory, UINT64_MAX - 3, text, 8));
	CHECK(!memory_read(&l.memory, 0, &byte, 1));
	CHECK(!memory_read(&l.memory, 0x00007fffffffe000, &byte, 1));
	CHECK(!memory_read(&l.memory, 0xffffffff80000000, &byte, 1));
	CHECK_TEXT(memory_fault_text(&l.memory), "is not in the dump");
	CHECK(memory_read(&l.memory, UINT64_MAX, text, 0));
}

/* Take a page of the memory away. */
static void lose(uint64_t va)
{
	uint64_t block = made_physical(&made, va) / MADE_BLOCK * MADE_BLOCK;

	for (unsigned int i = 0; i < made.count; i++) {
		if (made.pa[i] == block)
			made.pa[i] = UINT64_MAX;
	}
}

/* The place of a line's descriptor, of 64-bit words; the first id is 2^62 - 3. */
static uint64_t descriptor_of(unsigned int line)
{
	return made.machine->ring + MADE_DESCRIPTORS + (29 + line) % 32 * 24;
}

static uint64_t info_of(unsigned int line)
{
	return made.machine->ring + MADE_INFOS +
	       (29 + line) % 32 * (uint64_t)made_info_size(MADE_LOCKLESS);
}

static uint64_t count(const char *part)
{
	uint64_t n = 0;

	for (const char *at = text; (at = strstr(at, part)); at++)
		n++;
	return n;
}

static void test_damaged_lockless(void)
{
	uint64_t ring = machines[0].ring;
	struct error e;

	/* Another id in the descriptor: this record is gone, the others are not. */
	make(0, MADE_LOCKLESS);
	made_number(&made, descriptor_of(10), 8, 0x1234);
	CHECK_TEXT(open_made(), "");
	read_made(100);
	CHECK(l.printk.damage == PRINTK_GAPS && !count("and one behind") && count("panic") == 1);
	CHECK(printk_damage_text(&l.printk, &e) && strstr(e.text, "gaps"));
	/* The block is that of another record. */
	make(0, MADE_LOCKLESS);
	made_number(&made, descriptor_of(10) + 8, 8, 5 * 512 + 64);
	CHECK_TEXT(open_made(), "");
	read_made(100);
	CHECK(l.printk.damage == PRINTK_NO_TEXT && count("(text lost)\n") == 1);
	/* Zeros for its info: no record at all. */
	make(0, MADE_LOCKLESS);
	made_number(&made, info_of(10), 8, 0);
	made_number(&made, info_of(10) + 8, 8, 0);
	made_number(&made, info_of(10) + 16, 2, 0);
	CHECK_TEXT(open_made(), "");
	read_made(100);
	CHECK(l.printk.damage == PRINTK_GAPS && !count("and one behind") && count("panic") == 1);
	/* A text longer than its block: what the block holds. */
	make(0, MADE_LOCKLESS);
	made_number(&made, info_of(10) + 16, 2, 60000);
	CHECK_TEXT(open_made(), "");
	read_made(100);
	CHECK(l.printk.damage == PRINTK_NO_TEXT && count("and one behind") && count("panic") == 1);
	/* Ids further apart than there are descriptors: the newest are read. */
	make(0, MADE_LOCKLESS);
	made_number(&made, ring + 32, 8, 12345);
	CHECK_TEXT(open_made(), "");
	read_made(100);
	CHECK(l.printk.damage & PRINTK_GAPS && count("panic") == 1 && count("\n") >= 11);
	/* The texts' page is missing: stamps stay. */
	make(0, MADE_LOCKLESS);
	lose(ring + MADE_TEXTS);
	CHECK_TEXT(open_made(), "");
	read_made(100);
	CHECK(l.printk.damage == PRINTK_NO_TEXT && count("(text lost)\n") == 7);
	/* The descriptors' page is missing, which has the head, too. */
	make(0, MADE_LOCKLESS);
	lose(ring);
	CHECK(strstr(open_made(), "is not in the dump"));
	/* What no kernel has. */
	make(0, MADE_LOCKLESS);
	made_number(&made, ring, 4, 27);
	CHECK(strstr(open_made(), "damaged"));
	make(0, MADE_LOCKLESS);
	made_number(&made, ring + 40, 4, 64);
	CHECK(strstr(open_made(), "damaged"));
	/* The most descriptors, none of them there: it ends, and soon. */
	make(0, MADE_LOCKLESS);
	made_number(&made, ring, 4, 26);
	made_number(&made, ring + 8, 8, 0xffffffffa0000000);
	made_number(&made, ring + 32, 8, 1000);
	CHECK_TEXT(open_made(), "");
	read_made(100);
	CHECK(l.printk.damage & PRINTK_ENDS && !text[0]);
}

static void test_damaged_records(void)
{
	uint64_t ring = machines[0].ring + 100;
	struct error e;

	/* No length that a record can have, and a text longer than its record. */
	make(0, MADE_RECORDS);
	made_number(&made, ring + 400 + 36 + 14 + 2 + 8, 2, 12);
	CHECK_TEXT(open_made(), "");
	read_made(9);
	CHECK_TEXT(text, "[    0.000000] Linux version 6.1.0\n");
	CHECK(printk_damage_text(&l.printk, &e) && strstr(e.text, "after record 1"));
	make(0, MADE_RECORDS);
	made_number(&made, ring + 400 + 10, 2, 60000);
	CHECK_TEXT(open_made(), "");
	read_made(9);
	CHECK_TEXT(text, "");
	CHECK(l.printk.damage == PRINTK_ENDS);
	/* Empty records all the way round, and an end that none of them meets. */
	make(0, MADE_RECORDS);
	for (unsigned int at = 0; at < 1024; at += 16) {
		made_number(&made, ring + at + 8, 2, 16);
		made_number(&made, ring + at + 10, 2, 0);
	}
	made_number(&made, machines[0].image + 16, 4, 1023);
	CHECK_TEXT(open_made(), "");
	read_made(9);
	CHECK(l.printk.damage == PRINTK_ENDS && count("\n") == (1024 - 400) / 16);
	/* The next record beyond the buffer. */
	make(0, MADE_RECORDS);
	made_number(&made, machines[0].image + 12, 4, 0xfffffff0);
	CHECK_TEXT(open_made(), "");
	read_made(9);
	CHECK_TEXT(text, "");
	CHECK(l.printk.damage == PRINTK_ENDS);
}

static void test_damaged_bytes(void)
{
	make(0, MADE_BYTES);
	made_number(&made, machines[0].image + 8, 4, 1000);
	CHECK(strstr(open_made(), "1000 bytes"));
	make(0, MADE_BYTES);
	lose(machines[0].ring);
	CHECK_TEXT(open_made(), "");
	read_made(9);
	CHECK_TEXT(text, "(text lost)(text lost)");
	CHECK(l.printk.damage == PRINTK_NO_TEXT);
}

/* Without a key: each is asked for by name. */
static void test_missing_keys(void)
{
	static const char *const keys[] = {"SYMBOL(prb)", "OFFSET(prb_desc.state_var)",
					   "SIZE(printk_info)", "OFFSET(printk_info.text_len)"};

	for (unsigned int i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		make(0, MADE_LOCKLESS);
		strstr(made.info, keys[i])[0] = 'x';
		CHECK(strstr(open_made(), keys[i]));
	}
	make(0, MADE_LOCKLESS);
	strstr(made.info, "NUMBER(phys_base)")[0] = 'x';
	CHECK(strstr(open_made(), "VMCOREINFO does not tell where"));
	make(0, MADE_LOCKLESS);
	made_memory_open(&made, &l.dump);
	l.dump.machine = 999;
	CHECK(!memory_open(&l.memory, &l.dump, &(struct error){""}));
}

int main(void)
{
	test_every_machine_and_form();
	test_any_piece();
	test_memory();
	test_damaged_lockless();
	test_damaged_records();
	test_damaged_bytes();
	test_missing_keys();
	return check_summary();
}
