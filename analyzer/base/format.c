/* SPDX-License-Identifier: GPL-2.0-or-later */
/* format - text from values. */
#include "base/format.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/span.h"

struct text {
	char *to;
	size_t size, len;
};

struct conversion {
	bool left, zero;
	size_t width, precision; /* SPAN_NONE: none */
	unsigned int longs;	 /* l's in front, 2 for z */
	char kind;
};

static void put(struct text *t, char c)
{
	if (t->len + 1 < t->size)
		t->to[t->len] = c;
	t->len++;
}

static void put_padded(struct text *t, const struct conversion *c, struct span s)
{
	const size_t pad = c->width > s.len ? c->width - s.len : 0;
	/* Zeros stand behind the sign. */
	const bool sign = c->zero && s.len && s.at[0] == '-';

	if (sign)
		put(t, '-');
	for (size_t i = 0; !c->left && i < pad; i++)
		put(t, c->zero ? '0' : ' ');
	for (size_t i = sign; i < s.len; i++)
		put(t, s.at[i]);
	for (size_t i = 0; c->left && i < pad; i++)
		put(t, ' ');
}

static void put_number(struct text *t, const struct conversion *c, uint64_t value, bool negative)
{
	const unsigned int base = c->kind == 'x' ? 16 : 10;
	char digits[24];
	size_t at = sizeof(digits);

	do {
		digits[--at] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	if (negative)
		digits[--at] = '-';
	put_padded(t, c, (struct span){digits + at, sizeof(digits) - at});
}

/* "08" or "*". */
static const char *take_size(const char *format, size_t *size, va_list *args)
{
	int given;

	*size = 0;
	if (*format == '*') {
		given = va_arg(*args, int);
		*size = given < 0 ? 0 : (size_t)given;
		return format + 1;
	}
	for (; char_is_digit(*format); format++)
		*size = *size * 10 + (size_t)(*format - '0');
	return format;
}

static const char *take_conversion(const char *format, struct conversion *c, va_list *args)
{
	*c = (struct conversion){.precision = SPAN_NONE};
	for (; *format == '-' || *format == '0'; format++)
		*(*format == '-' ? &c->left : &c->zero) = true;
	format = take_size(format, &c->width, args);
	if (*format == '.')
		format = take_size(format + 1, &c->precision, args);
	for (; *format == 'l' || *format == 'z'; format++)
		c->longs += *format == 'z' ? 2 : 1;
	c->kind = *format;
	return *format ? format + 1 : format;
}

static uint64_t take_unsigned(const struct conversion *c, va_list *args)
{
	static_assert(sizeof(size_t) <= sizeof(long long) && sizeof(long) <= sizeof(long long),
		      "z and l are read as what they are");
	if (c->longs == 0)
		return va_arg(*args, unsigned int);
	return c->longs == 1 ? va_arg(*args, unsigned long) : va_arg(*args, unsigned long long);
}

static int64_t take_signed(const struct conversion *c, va_list *args)
{
	if (c->longs == 0)
		return va_arg(*args, int);
	return c->longs == 1 ? va_arg(*args, long) : va_arg(*args, long long);
}

/* False if there is no such conversion. */
static bool put_conversion(struct text *t, const struct conversion *c, va_list *args)
{
	const char *string;
	int64_t number;

	switch (c->kind) {
	case '%':
		put(t, '%');
		return true;
	case 'c':
		put(t, (char)va_arg(*args, int));
		return true;
	case 's':
		string = va_arg(*args, const char *);
		put_padded(t, c, (struct span){string, strnlen(string, c->precision)});
		return true;
	case 'd':
		number = take_signed(c, args);
		put_number(t, c, number < 0 ? -(uint64_t)number : (uint64_t)number, number < 0);
		return true;
	case 'u':
	case 'x':
		put_number(t, c, take_unsigned(c, args), false);
		return true;
	default:
		return false;
	}
}

int text_vformat(char *to, size_t size, const char *format, va_list args)
{
	struct text t = {to, size, 0};
	struct conversion c;
	va_list rest;

	va_copy(rest, args);
	while (*format) {
		if (*format != '%') {
			put(&t, *format++);
			continue;
		}
		format = take_conversion(format + 1, &c, &rest);
		if (!put_conversion(&t, &c, &rest))
			break;
	}
	va_end(rest);
	if (size)
		to[t.len < size ? t.len : size - 1] = '\0';
	return (int)t.len;
}

int text_format(char *to, size_t size, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = text_vformat(to, size, format, args);
	va_end(args);
	return len;
}
