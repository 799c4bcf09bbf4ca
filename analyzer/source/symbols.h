/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * symbols - names for addresses of the dead kernel and of its modules.
 *
 *	if (!symbols_open(&s, &memory, &error)) ...
 *	if (symbols_name(&s, address, &symbol)) ...	ydiag_deep+0x34/0x70 [ydiag]
 *
 * The kernel's own come from kallsyms.h.  Modules are the list at the variable "modules":
 *
 *	struct module		state, list, name[60 or less]: at 0, 1 and 3 words, always
 *	  where its memory is	{base, size} up to 7.1, {base, flag, size} later: one of
 *				core_layout or mem[7], or alone before 4.5
 *	  its symbols		core_kallsyms {symtab, num_symtab, strtab}, 4.5 and later;
 *				core_symtab, num_symtab, core_num_syms, strtab before
 *
 * What stands where in struct module depends on how the kernel was built, and only its
 * BTF tells, some MiB of it; but what is looked for is told from anything else in those
 * thousand bytes by what it holds: a page's address and a size that have the wanted
 * address between them; two pointers as far apart as the number between them demands,
 * the first one to an empty symbol, the second to an empty string.
 *
 * A kernel without CONFIG_KALLSYMS_ALL lists its functions only.  From 5.10 on the list of
 * modules is then looked for behind the log's variables: two pointers, the first into what
 * leads back to them and has a name.
 */
#ifndef KD_SOURCE_SYMBOLS_H
#define KD_SOURCE_SYMBOLS_H

#include "source/kallsyms.h"

/* Variables of the kernel that are looked up once. */
enum symbols_variable { SYMBOL_MODULES, SYMBOL_CRASH_NOTES, SYMBOL_PER_CPU_OFFSET, SYMBOLS };

struct symbols {
	struct kallsyms kallsyms;
	uint64_t variable[SYMBOLS]; /* addresses, 0: there is none */
	bool looked_up;
};

/* Find the tables of the dump behind m, which stays the caller's and must outlive s.  False
 * with *e set, a clause. */
bool symbols_open(struct symbols *s, struct kernel_memory *m, struct error *e);

/* What address is in the kernel or in one of its modules; of the latter perhaps only module
 * and offset.  False: nothing. */
bool symbols_name(struct symbols *s, uint64_t address, struct symbol *out);

/* The address of a variable; 0: it is not among the symbols. */
uint64_t symbols_variable(struct symbols *s, enum symbols_variable which);

#endif
