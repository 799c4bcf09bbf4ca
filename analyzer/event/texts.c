/* SPDX-License-Identifier: GPL-2.0-or-later */
/* texts - the words of the tables, as pack.c deflated them. */
#include "event/texts.h"

#include "base/inflate.h"

bool texts_unpack(struct texts *t)
{
	static const unsigned char packed[] = {
#include "event/packed.h"
	};
	size_t len;

	return inflate_all((struct span){(const char *)packed, sizeof(packed)}, (char *)t,
			   sizeof(*t), &len) &&
	       len == sizeof(*t);
}
