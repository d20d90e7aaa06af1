/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_XML_H
#define INGOT_UPLOAD_XML_H

#include <stddef.h>

#include "base/bytes.h"

/*
 * What stands in an XML answer, by the path of the element. The only door to expat. Documents with
 * a DTD are refused, so there are no entities but XML's own five.
 *
 * A path is names with '/' between, from the root's on, "DescribeImagesResponse/imagesSet/item/name".
 * A step may say which of the elements of that name beside each other is meant, from 0 on:
 * "…/item[2]/name"; without that, any, and the first that the whole path fits counts. Prefixes of
 * namespaces are passed over, on both sides.
 */

#define INGOT_XML_SIZE_MAX  ((size_t)8 << 20)
#define INGOT_XML_DEPTH_MAX 32

/**
 * ingot_xml_text - the text of the first element with a path
 * @document: the whole of it, UTF-8
 * @path:     see above
 * @capacity: bytes at @ret_text
 * @ret_text: its text without that of elements inside, without white space around it, and a NUL
 *
 * Returns 0; -ENOENT if there is no such element; -EBADMSG if the document is malformed; -EFBIG if
 * the document is too large or deep, or the text does not fit; -EINVAL for such a path; -ENOMEM.
 */
int ingot_xml_text(struct ingot_bytes document, const char *path, size_t capacity, char *ret_text);

/**
 * ingot_xml_count - how many elements have a path
 * @ret_count: 0 if none has
 *
 * Returns 0; else as above.
 */
int ingot_xml_count(struct ingot_bytes document, const char *path, size_t *ret_count);

/* Names in a walk, and bytes of each text. */
#define INGOT_XML_NAMES_MAX 8
#define INGOT_XML_TEXT_MAX  1024

/**
 * struct ingot_xml_walk - what is wanted of each element
 * @names: of elements right inside it, @count of them, 1..INGOT_XML_NAMES_MAX
 * @element: told of each element, in the document's order: @texts has one for each name, NULL where
 *           there is none. Returns 0, or a negative errno, which ends the walk
 */
struct ingot_xml_walk {
	const char *const *names;
	size_t count;
	void *context;
	int (*element)(void *context, const char *const *texts);
};

/**
 * ingot_xml_walk_run - all elements with a path, in one pass
 *
 * Returns 0; what @element returned; -EFBIG also for a text over INGOT_XML_TEXT_MAX; else as
 * ingot_xml_text().
 */
int ingot_xml_walk_run(struct ingot_bytes document, const char *path,
		       const struct ingot_xml_walk *walk);

#endif
