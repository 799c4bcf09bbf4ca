/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dump - the dead kernel's physical memory, in whatever form it was saved. */
#include "source/dump.h"

#include "base/bytes.h"
#include "source/vmcoreinfo.h"

static const struct dump_ops *const formats[] = {&elf_ops, &kdump_ops};

/* --- notes ---------------------------------------------------------------------------- */

/*
 *	u32 length of the name, u32 of the descriptor, u32 type
 *	name, descriptor, each filled up to a multiple of four
 */
struct note {
	uint32_t type;
	char name[12];	  /* the beginning of it */
	uint64_t at, len; /* of the descriptor, in the file */
	uint64_t next;
};

enum { NOTE_HEADER = 12, NT_VMCOREINFO = 0, NT_PRSTATUS = 1 };

static uint64_t padded(uint64_t len)
{
	return (len + 3) & ~UINT64_C(3);
}

/* Those end where one is empty, which no flaw is. */
static bool note_read(struct dump *d, uint64_t at, struct note *n)
{
	uint64_t end = d->notes + d->notes_len, name_len;
	uint8_t header[NOTE_HEADER];
	struct bytes b = {header, sizeof(header), d->big_endian};
	size_t kept;

	if (end - at < NOTE_HEADER)
		return false;
	if (!dump_file_read(&d->file, at, header, sizeof(header))) {
		d->flaws |= DUMP_BAD_NOTES;
		return false;
	}
	*n = (struct note){.type = (uint32_t)bytes_number(b, 8, 4), .len = bytes_number(b, 4, 4)};
	name_len = bytes_number(b, 0, 4);
	if (!name_len && !n->len && !n->type)
		return false;
	at += NOTE_HEADER;
	kept = name_len < sizeof(n->name) ? name_len : sizeof(n->name);
	n->at = at + padded(name_len);
	n->next = n->at + padded(n->len);
	if (n->at + n->len > end || !dump_file_read(&d->file, at, n->name, kept)) {
		d->flaws |= DUMP_BAD_NOTES;
		return false;
	}
	if (n->next > end)
		n->next = end;
	return true;
}

/* The next note from *at on that has this type and name, its NUL included. */
static bool note_find(struct dump *d, uint64_t *at, unsigned int *walked, uint32_t type,
		      const char *name, struct note *n)
{
	while (*walked < LIMIT_NOTE_WALK && note_read(d, *at, n)) {
		++*walked;
		*at = n->next;
		if (n->type == type && strncmp(n->name, name, sizeof(n->name)) == 0)
			return true;
	}
	if (*walked == LIMIT_NOTE_WALK)
		d->flaws |= DUMP_BAD_NOTES;
	return false;
}

void dump_each_prstatus(struct dump *d, dump_prstatus *call, void *context)
{
	uint64_t at = d->notes;
	unsigned int walked = 0, index = 0;
	struct note n;

	while (note_find(d, &at, &walked, NT_PRSTATUS, "CORE", &n)) {
		char descriptor[LIMIT_PRSTATUS];
		size_t len = n.len < sizeof(descriptor) ? n.len : sizeof(descriptor);

		if (dump_file_read(&d->file, n.at, descriptor, len))
			call(context, index, (struct span){descriptor, len});
		index++;
	}
}

static void take_vmcoreinfo(struct dump *d)
{
	uint64_t at = d->notes;
	unsigned int walked = 0;
	struct note n;
	size_t len;

	if (!dump_file_has(&d->file, d->text, d->text_len))
		d->text_len = 0;
	if (!d->text_len && note_find(d, &at, &walked, NT_VMCOREINFO, "VMCOREINFO", &n)) {
		d->text = n.at;
		d->text_len = n.len;
	}
	len = d->text_len < LIMIT_VMCOREINFO ? d->text_len : LIMIT_VMCOREINFO;
	if (!len || !dump_file_read(&d->file, d->text, d->vmcoreinfo, len)) {
		d->flaws |= DUMP_NO_VMCOREINFO;
		return;
	}
	d->vmcoreinfo_len = len;
	if (len < d->text_len)
		d->flaws |= DUMP_CUT_VMCOREINFO;
}

/* --- opening -------------------------------------------------------------------------- */

bool dump_probe(struct span head)
{
	bool known = dump_file_is_flat(head);

	for (unsigned int i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		known |= formats[i]->probe(head);
	return known;
}

static const struct dump_ops *format_of(const struct dump_file *f)
{
	char head[16];

	if (dump_file_read(f, 0, head, sizeof(head))) {
		for (unsigned int i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
			if (formats[i]->probe((struct span){head, sizeof(head)}))
				return formats[i];
		}
	}
	return NULL;
}

/* All but what needs no clearing: the cache's arena and the tables, of which only as much
 * is touched as is used. */
static void clear(struct dump *d)
{
	d->page_size = LIMIT_DUMP_BLOCK;
	d->big_endian = d->bits32 = false;
	d->machine = d->flaws = d->absent = d->lost = 0;
	d->vmcoreinfo_len = 0;
	d->notes = d->notes_len = d->text = d->text_len = 0;
	d->cache.first = 0;
	d->cache.slots = LIMIT_DUMP_SLOTS;
	d->cache.clock = 0;
	memset(d->cache.used, 0, sizeof(d->cache.used));
}

static void take_page_size(struct dump *d)
{
	int64_t size;

	if (vmcoreinfo_number(d, "PAGESIZE", &size) && size >= LIMIT_DUMP_BLOCK &&
	    size <= LIMIT_DUMP_PAGE && !(size & (size - 1)) && d->ops == &elf_ops)
		d->page_size = (unsigned int)size;
}

/* Whose dump it is by what only one architecture tells: QEMU calls most "Unknown" in a
 * kdump-compressed header. */
static void take_machine(struct dump *d)
{
	static const struct {
		char key[24];
		uint16_t machine; /* as e_machine */
	} signs[] = {
		{"NUMBER(kimage_voffset)", 183},
		{"NUMBER(phys_ram_base)", 243},
		{"SYMBOL(vmemmap_list)", 21},
		{"SYMBOL(lowcore_ptr)", 22},
	};
	struct span value;

	for (size_t i = 0; !d->machine && i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (vmcoreinfo_text(d, signs[i].key, &value))
			d->machine = signs[i].machine;
	}
}

bool dump_open(struct dump *d, int fd, struct span head, struct error *e)
{
	clear(d);
	if (!dump_file_open(&d->file, fd, head, e))
		return false;
	d->ops = format_of(&d->file);
	if (!d->ops) {
		error_set(e, d->file.is_flat ? "this flattened dump does not hold what it should, "
					       "or is cut short at its beginning"
					     : "this dump is cut short within its first bytes");
		return false;
	}
	if (d->file.is_flat && d->file.flat.cut)
		d->flaws |= DUMP_FLAT_CUT;
	if (!d->ops->open(d, e))
		return false;
	/* Neither may be anywhere, nor wrap. */
	if (!dump_file_has(&d->file, d->notes, d->notes_len)) {
		d->flaws |= DUMP_BAD_NOTES;
		d->notes_len = d->notes > d->file.size ? 0 : d->file.size - d->notes;
	}
	take_vmcoreinfo(d);
	take_page_size(d);
	take_machine(d);
	return true;
}

/* --- memory --------------------------------------------------------------------------- */

static uint8_t *slot_at(struct dump_cache *c, unsigned int slot)
{
	return c->arena + (size_t)slot * LIMIT_DUMP_BLOCK;
}

/* The block's place, or that of the one which was not used for longest. */
static unsigned int slot_of(const struct dump_cache *c, uint64_t pa)
{
	unsigned int oldest = c->first;

	for (unsigned int i = c->first; i < c->slots; i++) {
		if (c->used[i] && c->pa[i] == pa)
			return i;
		if (c->used[i] < c->used[oldest])
			oldest = i;
	}
	return oldest;
}

/* The clock goes round after 2^32 looks; then all begin anew. */
static uint32_t tick(struct dump_cache *c)
{
	if (!++c->clock) {
		memset(c->used, 0, sizeof(c->used));
		c->clock = 1;
	}
	return c->clock;
}

static const uint8_t *block_at(struct dump *d, uint64_t pa)
{
	struct dump_cache *c = &d->cache;
	unsigned int slot = slot_of(c, pa);
	enum dump_page page = DUMP_PAGE;

	if (!c->used[slot] || c->pa[slot] != pa) {
		c->used[slot] = 0;
		page = d->ops->read(d, pa, slot_at(c, slot));
	}
	d->absent += page == DUMP_ABSENT;
	d->lost += page == DUMP_LOST;
	if (page == DUMP_LOST)
		d->flaws |= DUMP_LOST_PAGES;
	if (page != DUMP_PAGE)
		return NULL;
	c->used[slot] = tick(c);
	c->pa[slot] = pa;
	return slot_at(c, slot);
}

bool dump_read(struct dump *d, uint64_t pa, void *to, size_t len)
{
	uint8_t *out = to;

	while (len) {
		size_t within = pa % LIMIT_DUMP_BLOCK;
		size_t part = LIMIT_DUMP_BLOCK - within < len ? LIMIT_DUMP_BLOCK - within : len;
		const uint8_t *block = block_at(d, pa - within);

		if (!block)
			return false;
		memcpy(out, block + within, part);
		out += part;
		len -= part;
		pa += part;
		if (len && !pa) /* the end of all addresses */
			return false;
	}
	return true;
}

void dump_look_for_end(struct dump *d)
{
	if (d->ops->look_for_end)
		d->ops->look_for_end(d);
}

const char *dump_flaw_text(enum dump_flaw flaw)
{
	static const char *const texts[] = {
		"makedumpfile found the disk full and left the rest out",
		"the file ends before what its headers name",
		"it is one of several files of a split dump and has only its own part of the "
		"memory",
		"some of its program headers cannot be true and were passed over",
		"its notes are damaged",
		"it has no VMCOREINFO, which tells where the kernel's data are",
		"its VMCOREINFO is longer than what was read of it",
		"pages in it are damaged",
		"pages that it should hold are not there",
		"the flattened file ends without its end mark",
		"its pages are packed in a way that this program cannot unpack; get the log with "
		"\"makedumpfile --dump-dmesg DUMP dmesg.txt\" and give that",
		"reading it took too long: the rest was left unread",
	};
	unsigned int i = 0;

	while (i + 1 < sizeof(texts) / sizeof(texts[0]) && !((unsigned int)flaw >> i & 1))
		i++;
	return texts[i];
}
