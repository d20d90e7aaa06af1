/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_AWS_TAGS_H
#define INGOT_UPLOAD_AWS_TAGS_H

#include "base/json.h"
#include "upload/form.h"

/*
 * The tags of what is made: Name, ingot-content with the digest that names what is on the disk, by
 * which a later run knows its own, and those of the settings.
 */

#define INGOT_AWS_TAG_CONTENT "ingot-content"

/**
 * struct ingot_aws_tags - all borrowed
 * @name:    of the image
 * @content: 64 digits
 * @more:    object of strings; NULL: none
 */
struct ingot_aws_tags {
	const char *name;
	const char *content;
	const struct ingot_json *more;
};

/**
 * ingot_aws_tags_specify - as a TagSpecification of an action of EC2
 * @number:   which one of the action's, from 1 on
 * @resource: "image", "snapshot"
 */
void ingot_aws_tags_specify(const struct ingot_aws_tags *tags, unsigned number,
			    const char *resource, struct ingot_form *form);

/** ingot_aws_tags_list - as the tags of CreateTags. */
void ingot_aws_tags_list(const struct ingot_aws_tags *tags, struct ingot_form *form);

/**
 * ingot_aws_tags_json - as EBS direct wants them
 * @ret_list: array; free with ingot_json_free() or hand it over
 *
 * Returns 0; -ENOMEM.
 */
int ingot_aws_tags_json(const struct ingot_aws_tags *tags, struct ingot_json **ret_list);

#endif
