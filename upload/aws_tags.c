/* SPDX-License-Identifier: Apache-2.0 */
/* Tags of images and snapshots. */
#include "upload/aws_tags.h"

#include <errno.h>
#include <stdio.h>

#include "base/scoped.h"

#define NAME_SIZE 64

/* "PREFIXTag.N.Key=…&PREFIXTag.N.Value=…" */
static void put(struct ingot_form *form, const char *prefix, unsigned *number, const char *key,
		const char *value)
{
	char name[NAME_SIZE];

	++*number;
	(void)snprintf(name, sizeof(name), "%sTag.%u.Key", prefix, *number);
	ingot_form_pair(form, name, key);
	(void)snprintf(name, sizeof(name), "%sTag.%u.Value", prefix, *number);
	ingot_form_pair(form, name, value);
}

static void put_all(const struct ingot_aws_tags *tags, const char *prefix, struct ingot_form *form)
{
	struct ingot_json_member tag = { 0 };
	unsigned number = 0;

	put(form, prefix, &number, "Name", tags->name);
	put(form, prefix, &number, INGOT_AWS_TAG_CONTENT, tags->content);
	while (tags->more && ingot_json_next(tags->more, &tag))
		put(form, prefix, &number, tag.key, ingot_json_text(tag.value));
}

void ingot_aws_tags_specify(const struct ingot_aws_tags *tags, unsigned number,
			    const char *resource, struct ingot_form *form)
{
	char prefix[NAME_SIZE / 2];
	char name[NAME_SIZE];

	(void)snprintf(prefix, sizeof(prefix), "TagSpecification.%u.", number);
	(void)snprintf(name, sizeof(name), "%sResourceType", prefix);
	ingot_form_pair(form, name, resource);
	put_all(tags, prefix, form);
}

void ingot_aws_tags_list(const struct ingot_aws_tags *tags, struct ingot_form *form)
{
	put_all(tags, "", form);
}

static int append(struct ingot_json *list, const char *key, const char *value)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *tag = ingot_json_new_object();
	int r = tag ? ingot_json_set_text(tag, "Key", key) : -ENOMEM;

	if (r == 0)
		r = ingot_json_set_text(tag, "Value", value);
	if (r < 0)
		return r;
	r = ingot_json_append(list, tag);
	tag = NULL;
	return r;
}

int ingot_aws_tags_json(const struct ingot_aws_tags *tags, struct ingot_json **ret_list)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *list = ingot_json_new_array();
	struct ingot_json_member tag = { 0 };
	int r = list ? append(list, "Name", tags->name) : -ENOMEM;

	if (r == 0)
		r = append(list, INGOT_AWS_TAG_CONTENT, tags->content);
	while (r == 0 && tags->more && ingot_json_next(tags->more, &tag))
		r = append(list, tag.key, ingot_json_text(tag.value));
	if (r < 0)
		return r;
	*ret_list = list;
	list = NULL;
	return 0;
}
