/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_FORM_H
#define INGOT_UPLOAD_FORM_H

#include <stddef.h>

#include "base/bytes.h"

/*
 * A URL with its query, or the body of a form, while it is put together. The first error sticks:
 * whoever builds one looks once, at the end.
 *
 * Quoted is all but A-Z a-z 0-9 - . _ ~ (RFC 3986, 2.3), a blank as %20; so it serves queries,
 * forms (application/x-www-form-urlencoded) and AWS's canonical requests alike.
 */

#define INGOT_FORM_SIZE_MAX ((size_t)1 << 20)

/**
 * struct ingot_form - what is there so far; release with ingot_form_drop(); an all-zero one is empty
 * @text:  NUL-terminated; NULL as long as it is empty
 * @size:  bytes without the NUL
 * @error: 0, or -ENOMEM, or -EFBIG
 */
struct ingot_form {
	char *text;
	size_t size;
	int error;
};

/** ingot_form_add - text as it is: scheme, host, '/'. */
void ingot_form_add(struct ingot_form *form, const char *text);

/** ingot_form_quote - text that is data: a segment of a path, a value. */
void ingot_form_quote(struct ingot_form *form, const char *text);

/**
 * ingot_form_pair - "name=value", both quoted
 *
 * In front of it '&'; or nothing in an empty form; or '?' if the form begins with "http" and has no
 * '?' yet, and then '&' from the second on.
 */
void ingot_form_pair(struct ingot_form *form, const char *name, const char *value);

/** ingot_form_bytes - view of it, as a body. */
struct ingot_bytes ingot_form_bytes(const struct ingot_form *form);

/** ingot_form_drop - release it and leave an empty one; for ingot_scoped() too. */
void ingot_form_drop(struct ingot_form *form);

#endif
