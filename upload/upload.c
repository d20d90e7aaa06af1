/* SPDX-License-Identifier: Apache-2.0 */
/* What a cloud's part hands back. */
#include "upload/upload.h"

#include <errno.h>

#include "base/scoped.h"

#define WORDS_SIZE 160

void ingot_upload_show(struct ingot_upload *upload, uint64_t done)
{
	if (upload->progress && upload->total > 0)
		upload->progress(upload->context, done < upload->total ? done : upload->total,
				 upload->total);
}

static int add_more(struct ingot_json *object, const struct ingot_json *more)
{
	struct ingot_json_member member = { 0 };
	int r = 0;

	while (r == 0 && ingot_json_next(more, &member)) {
		const char *text = ingot_json_text(member.value);

		r = text ? ingot_json_set_text(object, member.key, text) : -EINVAL;
	}
	return r;
}

int ingot_upload_add(struct ingot_upload *upload, const struct ingot_upload_image *image)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *object = ingot_json_new_object();
	ingot_scoped(ingot_json_scoped) struct ingot_json *more = image->more;
	const struct ingot_label *label = &upload->disk->label;
	char uki[INGOT_DIGEST_TEXT_SIZE];
	int r = object ? 0 : -ENOMEM;

	ingot_digest_text(&upload->disk->uki, uki);
	if (r == 0)
		r = ingot_json_set_text(object, "platform", upload->settings->name);
	if (r == 0)
		r = ingot_json_set_text(object, "region", image->region);
	if (r == 0)
		r = ingot_json_set_text(object, "id", image->id);
	if (r == 0)
		r = ingot_json_set_text(object, "name", image->name);
	if (r == 0)
		r = ingot_json_set_text(object, "content", upload->content);
	if (r == 0)
		r = ingot_json_set_text(object, "image_version", label->version);
	if (r == 0)
		r = ingot_json_set_text(object, "stream", label->stream);
	if (r == 0)
		r = ingot_json_set_text(object, "uki", uki);
	if (r == 0 && more)
		r = add_more(object, more);
	if (r < 0)
		return r;
	r = ingot_json_append(upload->images, object);
	object = NULL;
	return r;
}

int ingot_upload_refused(struct ingot_reason *reason, const char *what,
			 const struct ingot_answer *answer, const char *words)
{
	char start[WORDS_SIZE];

	ingot_answer_words(answer, sizeof(start), start);
	if (!words)
		words = start;
	return ingot_refuse(reason, -EIO, "%s: HTTP %ld%s%s", what, answer->status,
			    words[0] ? ": " : "", words);
}
