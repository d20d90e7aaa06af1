/* SPDX-License-Identifier: Apache-2.0 */
/* Disk or blob that an image is uploaded to: what both have. */
#include "upload/azure_source.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"

int ingot_azure_source_begin(struct ingot_azure_client *client, struct ingot_upload *upload,
			     struct ingot_azure_source *ret_source)
{
	*ret_source = (struct ingot_azure_source){
		.kind = client->settings->via == INGOT_AZURE_BLOB ? &ingot_azure_blob
								  : &ingot_azure_disk,
		.client = client,
		.upload = upload,
	};
	return ret_source->kind->begin(ret_source);
}

void ingot_azure_source_drop(struct ingot_azure_source *source)
{
	ingot_azure_token_drop(&source->access);
	ingot_form_drop(&source->id);
}

const char *ingot_azure_state_word(enum ingot_azure_state state)
{
	switch (state) {
	case INGOT_AZURE_SOURCE:
		return "source";
	case INGOT_AZURE_IMAGE:
		return "image";
	default:
		return "uploading";
	}
}

int ingot_azure_source_judge(struct ingot_azure_source *source,
			     const struct ingot_azure_marks *marks, struct ingot_reason *reason,
			     enum ingot_azure_state *ret_state)
{
	if (!marks->content || strcmp(marks->content, source->upload->content) != 0) {
		source->upload->differs = true;
		return ingot_refuse(reason, -EKEYREJECTED,
				    "%s %s is there, and not of this image: it is left as it is",
				    source->kind->what, source->name);
	}
	*ret_state = INGOT_AZURE_UNFINISHED;
	if (marks->state && strcmp(marks->state, ingot_azure_state_word(INGOT_AZURE_SOURCE)) == 0)
		*ret_state = INGOT_AZURE_SOURCE;
	if (marks->state && strcmp(marks->state, ingot_azure_state_word(INGOT_AZURE_IMAGE)) == 0)
		*ret_state = INGOT_AZURE_IMAGE;
	return 0;
}

static int copy_tags(const struct ingot_json *from, struct ingot_json *tags)
{
	struct ingot_json_member member = { 0 };
	int r = 0;

	while (r == 0 && from && ingot_json_next(from, &member))
		r = ingot_json_set_text(tags, member.key, ingot_json_text(member.value));
	return r;
}

int ingot_azure_tags(const struct ingot_azure_client *client, const char *content,
		     const char *state, struct ingot_json **ret_tags)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *tags = ingot_json_new_object();
	int r = tags ? copy_tags(client->settings->tags, tags) : -ENOMEM;

	if (r == 0)
		r = ingot_json_set_text(tags, INGOT_AZURE_TAG_CONTENT, content);
	if (r == 0 && state)
		r = ingot_json_set_text(tags, INGOT_AZURE_TAG_STATE, state);
	if (r < 0)
		return r;
	*ret_tags = tags;
	tags = NULL;
	return 0;
}
