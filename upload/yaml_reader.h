/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_YAML_READER_H
#define INGOT_UPLOAD_YAML_READER_H

#include "base/json.h"
#include "base/reason.h"

/*
 * A YAML file as values of base/json.h, as far as people write such files by hand. The only door to
 * the YAML library.
 *
 * Every scalar is a string, as it stands there: no boolean, no number; only a plain "null", "~" or
 * nothing at all is null. Refused, where YAML has more: aliases and anchors, tags, merge keys, keys
 * that are no scalars or are there twice, a second document, a null in a list.
 *
 * Spec: YAML 1.1, chapters 3 and 4.
 */

#define INGOT_YAML_SIZE_MAX   ((size_t)256 << 10)
#define INGOT_YAML_DEPTH_MAX  16
#define INGOT_YAML_VALUES_MAX 8192

/**
 * ingot_yaml_parse - read a YAML file
 * @text: the whole of it, UTF-8; at most INGOT_YAML_SIZE_MAX
 * @reason: set on failure: the line, and the rule; nothing of what stands there, which may be secret
 * @ret_root: an object, empty if the file is; free with ingot_json_free()
 *
 * Returns 0; -EBADMSG; -ENOTSUP for what is refused above; -EFBIG if it is too large, too deep or of
 * too many values; -ENOMEM.
 */
int ingot_yaml_parse(struct ingot_bytes text, struct ingot_reason *reason,
		     struct ingot_json **ret_root);

#endif
