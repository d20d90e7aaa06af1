/* SPDX-License-Identifier: Apache-2.0 */
/* HTML being written: text is escaped by default (HTML Living Standard, 13.1.2.3 and 13.1.4). */
#include "measurements/markup.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>

#define KIB UINT64_C(1024)
#define MIB (KIB * 1024)

/* Code point of a bidirectional control that starts a three-byte view; 0 for any other. */
static unsigned direction_of(struct ingot_bytes bytes)
{
	unsigned point;

	if (bytes.size < 3 || bytes.data[0] != 0xe2 || (bytes.data[1] & 0xfe) != 0x80)
		return 0;
	point = 0x2000u + ((bytes.data[1] & 0x3fu) << 6) + (bytes.data[2] & 0x3fu);
	return (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069) ? point
											    : 0;
}

static void write_byte(FILE *out, uint8_t byte)
{
	switch (byte) {
	case '&':
		fputs("&amp;", out);
		break;
	case '<':
		fputs("&lt;", out);
		break;
	case '>':
		fputs("&gt;", out);
		break;
	case '"':
		fputs("&quot;", out);
		break;
	case '\'':
		fputs("&#39;", out);
		break;
	default:
		if (byte < 0x20 || byte == 0x7f)
			fputs("\xef\xbf\xbd", out);
		else
			fputc(byte, out);
	}
}

void ingot_markup_text(FILE *out, struct ingot_bytes text)
{
	while (text.size > 0) {
		unsigned direction = direction_of(text);
		uint8_t byte = 0;

		if (direction) {
			fprintf(out, "[U+%X]", direction);
			(void)ingot_bytes_skip(&text, 3);
		} else if (ingot_bytes_take_u8(&text, &byte) == 0) {
			write_byte(out, byte);
		}
	}
}

/* struct arguments - a va_list that functions may share. */
struct arguments {
	va_list list;
};

/* Writes one conversion; false if it is none of ours. */
static bool convert(FILE *out, struct ingot_bytes *format, struct arguments *arguments)
{
	if (ingot_bytes_take_prefix(format, ingot_bytes_of_text("s")))
		ingot_markup_text(out, ingot_bytes_of_text(va_arg(arguments->list, const char *)));
	else if (ingot_bytes_take_prefix(format, ingot_bytes_of_text("u")))
		fprintf(out, "%u", va_arg(arguments->list, unsigned));
	else if (ingot_bytes_take_prefix(format, ingot_bytes_of_text("zu")))
		fprintf(out, "%zu", va_arg(arguments->list, size_t));
	else if (ingot_bytes_take_prefix(format, ingot_bytes_of_text(PRIu64)))
		fprintf(out, "%" PRIu64, va_arg(arguments->list, uint64_t));
	else if (ingot_bytes_take_prefix(format, ingot_bytes_of_text("%")))
		fputc('%', out);
	else
		return false;
	return true;
}

void ingot_markup_print(FILE *out, const char *format, ...)
{
	struct ingot_bytes rest = ingot_bytes_of_text(format);
	struct arguments arguments;
	struct ingot_bytes plain;

	va_start(arguments.list, format);
	do {
		int more = ingot_bytes_take_until(&rest, '%', &plain);

		fwrite(plain.data, 1, plain.size, out);
		if (!more)
			break;
	} while (convert(out, &rest, &arguments));
	va_end(arguments.list);
}

void ingot_markup_digest(FILE *out, const struct ingot_digest *digest)
{
	char text[INGOT_DIGEST_TEXT_SIZE];

	ingot_digest_text(digest, text);
	fprintf(out, "<code class=\"hex\">%s</code>", text);
}

void ingot_markup_size(FILE *out, uint64_t size)
{
	uint64_t unit = size < MIB ? KIB : MIB;
	/* in tenths, rounded; from the remainder, so that no size overflows */
	uint64_t tenths = size / unit * 10 + (size % unit * 10 + unit / 2) / unit;

	if (size < KIB)
		fprintf(out, "%" PRIu64 " bytes", size);
	else
		fprintf(out, "%" PRIu64 ".%" PRIu64 " %s", tenths / 10, tenths % 10,
			unit == KIB ? "KiB" : "MiB");
}
