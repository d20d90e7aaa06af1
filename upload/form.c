/* SPDX-License-Identifier: Apache-2.0 */
/* URLs and forms under construction (RFC 3986). */
#include "upload/form.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static void append(struct ingot_form *form, const char *text, size_t size)
{
	char *longer;

	if (form->error < 0)
		return;
	if (size > INGOT_FORM_SIZE_MAX - form->size) {
		form->error = -EFBIG;
		return;
	}
	longer = realloc(form->text, form->size + size + 1);
	if (!longer) {
		form->error = -ENOMEM;
		return;
	}
	memcpy(&longer[form->size], text, size);
	form->text = longer;
	form->size += size;
	form->text[form->size] = '\0';
}

void ingot_form_add(struct ingot_form *form, const char *text)
{
	append(form, text, strlen(text));
}

static bool is_unreserved(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

void ingot_form_quote(struct ingot_form *form, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; text[i]; i++) {
		const unsigned char c = (unsigned char)text[i];
		const char quoted[] = { '%', digits[c >> 4], digits[c & 15] };

		if (is_unreserved(text[i]))
			append(form, &text[i], 1);
		else
			append(form, quoted, sizeof(quoted));
	}
}

void ingot_form_pair(struct ingot_form *form, const char *name, const char *value)
{
	if (form->text && strncmp(form->text, "http", 4) == 0 && !strchr(form->text, '?'))
		ingot_form_add(form, "?");
	else if (form->size > 0)
		ingot_form_add(form, "&");
	ingot_form_quote(form, name);
	ingot_form_add(form, "=");
	ingot_form_quote(form, value);
}

struct ingot_bytes ingot_form_bytes(const struct ingot_form *form)
{
	return (struct ingot_bytes){ (const uint8_t *)form->text, form->size };
}

void ingot_form_drop(struct ingot_form *form)
{
	free(form->text);
	*form = (struct ingot_form){ 0 };
}
