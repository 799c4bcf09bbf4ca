/* SPDX-License-Identifier: GPL-2.0-or-later */
/* printk - the text of the dead kernel's log, out of its buffer. */
#include "source/printk.h"

#include "base/format.h"

#include "source/vmcoreinfo.h"

/* The newest form first: its kernels keep no symbol of the older ones. */
static const struct printk_ops *const forms[] = {&printk_lockless, &printk_records, &printk_bytes};

bool printk_variable(struct printk *p, const char *name, unsigned int width, uint64_t *out,
		     struct error *e)
{
	char key[40];
	uint64_t address;

	text_format(key, sizeof(key), "SYMBOL(%s)", name);
	if (!vmcoreinfo_hex(p->memory->dump, key, &address)) {
		error_set(e, "the dump's VMCOREINFO has no %s, which is needed to find the log",
			  key);
		return false;
	}
	if (memory_number(p->memory, address, width, out))
		return true;
	error_set(e, "the kernel's variable %s, which is needed to find the log, %s", name,
		  memory_fault_text(p->memory));
	return false;
}

void printk_fault(struct printk *p, enum printk_damage damage)
{
	p->damage |= damage;
	if (++p->faults >= LIMIT_PRINTK_FAULTS)
		p->damage |= PRINTK_ENDS;
}

bool printk_open(struct printk *p, struct kernel_memory *m, struct error *e)
{
	*p = (struct printk){.memory = m};
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		char key[40];
		struct span text;

		text_format(key, sizeof(key), "SYMBOL(%s)", forms[i]->symbol);
		if (!vmcoreinfo_text(m->dump, key, &text))
			continue;
		p->ops = forms[i];
		return p->ops->open(p, e);
	}
	error_set(e, "the dump's VMCOREINFO does not tell where the kernel's log is (SYMBOL(prb), "
		     "SYMBOL(log_buf)): the kernel was built without CONFIG_PRINTK, or "
		     "VMCOREINFO is cut");
	return false;
}

/* --- making the text ------------------------------------------------------------------ */

/* Bytes of a text that are escaped at a time: each may become four. */
enum { RAW = (LIMIT_PRINTK_READY - 1) / 4 };

static bool passes(unsigned char c)
{
	return (c >= ' ' && c <= '~') || (c >= '\t' && c <= '\r');
}

static void ready_escaped(struct printk *p, const unsigned char *raw, size_t len)
{
	char *to = p->ready + p->ready_len;

	for (size_t i = 0; i < len; i++) {
		if (!p->record.stamped || passes(raw[i])) {
			*to++ = (char)raw[i];
			continue;
		}
		*to++ = '\\';
		*to++ = 'x';
		*to++ = "0123456789abcdef"[raw[i] >> 4];
		*to++ = "0123456789abcdef"[raw[i] & 15];
	}
	p->ready_len = (uint16_t)(to - p->ready);
}

static void ready_literal(struct printk *p, const char *text)
{
	size_t len = strlen(text);

	memcpy(p->ready + p->ready_len, text, len);
	p->ready_len = (uint16_t)(p->ready_len + len);
}

/* A piece of the text of the record at hand, and its newline behind the last one. */
static void ready_text(struct printk *p)
{
	struct printk_record *r = &p->record;
	unsigned char raw[RAW];
	/* With room for the stamp, which stands before the first piece. */
	size_t most = (LIMIT_PRINTK_READY - 1u - p->ready_len) / 4;
	uint32_t len = r->len < most ? r->len : (uint32_t)most;

	if (r->lost || !memory_read(p->memory, r->text, raw, len)) {
		printk_fault(p, PRINTK_NO_TEXT);
		r->lost = false;
		r->len = len = 0;
		ready_literal(p, "(text lost)");
	}
	ready_escaped(p, raw, len);
	r->text += len;
	r->len -= len;
	if (!r->len && r->stamped)
		ready_literal(p, "\n");
}

/* False at the end of the log. */
static bool ready_more(struct printk *p)
{
	p->ready_at = p->ready_len = 0;
	if (p->record.len) {
		ready_text(p);
		return true;
	}
	p->record = (struct printk_record){.stamped = true};
	if (p->faults >= LIMIT_PRINTK_FAULTS || !p->ops->next(p, &p->record)) {
		p->record.len = 0;
		return false;
	}
	p->records++;
	if (p->record.stamped)
		p->ready_len = (uint16_t)text_format(
			p->ready, sizeof(p->ready), "[%5llu.%06llu] ",
			(unsigned long long)(p->record.time_ns / 1000000000),
			(unsigned long long)(p->record.time_ns / 1000 % 1000000));
	ready_text(p);
	return true;
}

size_t printk_read(struct printk *p, char *to, size_t size)
{
	size_t got = 0;

	while (got < size) {
		size_t left = (size_t)(p->ready_len - p->ready_at);
		size_t part = left < size - got ? left : size - got;

		if (!left && !ready_more(p))
			break;
		memcpy(to + got, p->ready + p->ready_at, part);
		p->ready_at = (uint16_t)(p->ready_at + part);
		got += part;
	}
	return got;
}

bool printk_damage_text(const struct printk *p, struct error *to)
{
	if (p->damage & PRINTK_ENDS)
		error_set(to, "the kernel's log buffer is damaged after record %llu",
			  (unsigned long long)p->last);
	else if (p->damage & PRINTK_GAPS)
		error_set(to, "the log has gaps: parts of the kernel's log buffer cannot be read");
	else if (p->damage)
		error_set(to, "texts of the log are lost: parts of the kernel's log buffer cannot "
			      "be read");
	return p->damage;
}
