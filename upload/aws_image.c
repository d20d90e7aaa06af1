/* SPDX-License-Identifier: Apache-2.0 */
/* Images of EC2. */
#include "upload/aws_image.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "upload/wait.h"
#include "upload/xml.h"

#define ITEM             "DescribeImagesResponse/imagesSet/item"
#define ROOT_DEVICE      "/dev/xvda"
#define WORD_SIZE        64
#define DESCRIPTION_SIZE 256
/* Polls after which one that EC2 does not know is believed to be gone: it may learn of it late. */
#define ABSENT_POLLS_MAX 12

static bool is_dry(const struct ingot_aws_image_work *work)
{
	return ingot_transport_is_dry(work->session->transport);
}

static int check_id(const char *id, const char *prefix, struct ingot_reason *reason)
{
	const size_t length = strlen(id), start = strlen(prefix);

	if (length > start && strncmp(id, prefix, start) == 0 &&
	    strspn(&id[start], "0123456789abcdef") == length - start)
		return 0;
	return ingot_refuse(reason, -EBADMSG, "AWS gives %s… no ID that one has", prefix);
}

/* Empty if there is none. */
static int take(struct ingot_bytes document, const char *path, size_t capacity, char *ret_text)
{
	int r = ingot_xml_text(document, path, capacity, ret_text);

	if (r == -ENOENT)
		ret_text[0] = '\0';
	return r == -ENOENT ? 0 : r;
}

/* struct tag_search - looks for the tag with the content; @differs: it has another value */
struct tag_search {
	const char *content;
	bool found;
	bool differs;
};

static int take_tag(void *context, const char *const *texts)
{
	struct tag_search *search = context;

	if (!texts[0] || strcmp(texts[0], INGOT_AWS_TAG_CONTENT) != 0)
		return 0;
	search->found = true;
	search->differs = !texts[1] || strcmp(texts[1], search->content) != 0;
	return 0;
}

static int check_tags(const struct ingot_aws_image_work *work, struct ingot_bytes document,
		      struct ingot_reason *reason, struct ingot_aws_image *image)
{
	static const char *const names[] = { "key", "value" };
	struct tag_search search = { .content = work->tags->content };
	const struct ingot_xml_walk walk = { names, 2, &search, take_tag };
	int r = ingot_xml_walk_run(document, ITEM "[0]/tagSet/item", &walk);

	if (r == 0 && search.differs)
		return ingot_refuse(reason, -EKEYREJECTED,
				    "%s in %s has the name %s, and another content", image->id,
				    work->region, work->tags->name);
	image->has_content = search.found;
	return r;
}

static int read_state(struct ingot_bytes document, struct ingot_aws_image *image)
{
	int r = ingot_xml_text(document, ITEM "/imageState", sizeof(image->words), image->words);

	if (r < 0)
		return r;
	image->state =
		strcmp(image->words, "available") == 0 ? INGOT_AWS_IMAGE_AVAILABLE
		: strcmp(image->words, "pending") == 0 || strcmp(image->words, "transient") == 0
			? INGOT_AWS_IMAGE_PENDING
			: INGOT_AWS_IMAGE_FAILED;
	return 0;
}

/* 1 with an image; 0 if the document has none. */
static int read_image(const struct ingot_aws_image_work *work, const struct ingot_answer *answer,
		      struct ingot_reason *reason, struct ingot_aws_image *ret_image)
{
	const struct ingot_bytes document = ingot_answer_bytes(answer);
	struct ingot_aws_image image = { .state = INGOT_AWS_IMAGE_PENDING };
	char mode[WORD_SIZE];
	int r = ingot_xml_text(document, ITEM "/imageId", sizeof(image.id), image.id);

	if (r == -ENOENT)
		return 0;
	if (r == 0)
		r = check_id(image.id, "ami-", reason);
	if (r == 0)
		r = read_state(document, &image);
	if (r == 0)
		r = take(document, ITEM "/blockDeviceMapping/item/ebs/snapshotId",
			 sizeof(image.snapshot), image.snapshot);
	if (r == 0)
		r = take(document, ITEM "/bootMode", sizeof(mode), mode);
	if (r == 0 && mode[0] && strcmp(mode, "uefi") != 0)
		return ingot_refuse(reason, -EKEYREJECTED,
				    "%s in %s has the name %s, and is not started by UEFI (%s)",
				    image.id, work->region, work->tags->name, mode);
	if (r == 0)
		r = check_tags(work, document, reason, &image);
	if (r < 0)
		return r == -EKEYREJECTED
			       ? r
			       : ingot_refuse(reason, r, "DescribeImages in %s: not as documented",
					      work->region);
	*ret_image = image;
	return 1;
}

int ingot_aws_image_find(const struct ingot_aws_image_work *work, struct ingot_reason *reason,
			 struct ingot_aws_image *ret_image)
{
	ingot_scoped(ingot_form_drop) struct ingot_form form =
		ingot_aws_session_action("DescribeImages");
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	int r;

	ingot_form_pair(&form, "Owner.1", "self");
	ingot_form_pair(&form, "Filter.1.Name", "name");
	ingot_form_pair(&form, "Filter.1.Value.1", work->tags->name);
	r = ingot_aws_session_query(work->session, work->region, &form, reason, &answer);
	if (r < 0 || is_dry(work))
		return r;
	return read_image(work, &answer, reason, ret_image);
}

static int take_id(const struct ingot_aws_image_work *work, const struct ingot_answer *answer,
		   const char *path, struct ingot_reason *reason, char ret_id[INGOT_AWS_ID_SIZE])
{
	char id[INGOT_AWS_ID_SIZE];
	int r;

	if (is_dry(work)) {
		(void)snprintf(ret_id, INGOT_AWS_ID_SIZE, "{image-id}");
		return 0;
	}
	r = ingot_xml_text(ingot_answer_bytes(answer), path, sizeof(id), id);
	if (r < 0)
		return ingot_refuse(reason, r == -ENOMEM ? r : -EBADMSG,
				    "no image ID in the answer from %s", work->region);
	r = check_id(id, "ami-", reason);
	if (r == 0)
		memcpy(ret_id, id, sizeof(id));
	return r;
}

static void describe(const struct ingot_aws_image_work *work, struct ingot_form *form)
{
	char text[DESCRIPTION_SIZE];

	(void)snprintf(text, sizeof(text), "Ingot node image, content %s", work->tags->content);
	ingot_form_pair(form, "Name", work->tags->name);
	ingot_form_pair(form, "Description", text);
}

int ingot_aws_image_register(const struct ingot_aws_image_work *work, const char *snapshot,
			     const char *uefi_data, struct ingot_reason *reason,
			     char ret_id[INGOT_AWS_ID_SIZE])
{
	ingot_scoped(ingot_form_drop) struct ingot_form form =
		ingot_aws_session_action("RegisterImage");
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	int r;

	describe(work, &form);
	ingot_form_pair(&form, "Architecture", "x86_64");
	ingot_form_pair(&form, "VirtualizationType", "hvm");
	ingot_form_pair(&form, "BootMode", "uefi");
	ingot_form_pair(&form, "TpmSupport", "v2.0");
	ingot_form_pair(&form, "EnaSupport", "true");
	ingot_form_pair(&form, "ImdsSupport", "v2.0");
	if (uefi_data)
		ingot_form_pair(&form, "UefiData", uefi_data);
	ingot_form_pair(&form, "RootDeviceName", ROOT_DEVICE);
	ingot_form_pair(&form, "BlockDeviceMapping.1.DeviceName", ROOT_DEVICE);
	ingot_form_pair(&form, "BlockDeviceMapping.1.Ebs.SnapshotId", snapshot);
	ingot_form_pair(&form, "BlockDeviceMapping.1.Ebs.VolumeType", "gp3");
	ingot_form_pair(&form, "BlockDeviceMapping.1.Ebs.DeleteOnTermination", "true");
	ingot_aws_tags_specify(work->tags, 1, "image", &form);
	r = ingot_aws_session_query(work->session, work->region, &form, reason, &answer);
	if (r < 0)
		return r;
	return take_id(work, &answer, "RegisterImageResponse/imageId", reason, ret_id);
}

static int make_token(const struct ingot_aws_image_work *work, const char *source,
		      char ret_token[INGOT_DIGEST_TEXT_SIZE])
{
	struct ingot_digest digest;
	char text[512];
	int n = snprintf(text, sizeof(text), "ingot copy %s %s %s %s", source, work->region,
			 work->tags->name, work->tags->content);
	int r = n < 0 || (size_t)n >= sizeof(text) ? -EFBIG : 0;

	if (r == 0)
		r = ingot_digest_of(INGOT_HASH_SHA256, ingot_bytes_of_text(text), &digest);
	if (r == 0)
		ingot_digest_text(&digest, ret_token);
	return r;
}

int ingot_aws_image_copy(const struct ingot_aws_image_work *work, const char *source,
			 const char *source_region, struct ingot_reason *reason,
			 char ret_id[INGOT_AWS_ID_SIZE])
{
	ingot_scoped(ingot_form_drop) struct ingot_form form =
		ingot_aws_session_action("CopyImage");
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	char token[INGOT_DIGEST_TEXT_SIZE];
	int r = make_token(work, source, token);

	if (r < 0)
		return ingot_refuse(reason, r, "no token for CopyImage");
	describe(work, &form);
	ingot_form_pair(&form, "SourceImageId", source);
	ingot_form_pair(&form, "SourceRegion", source_region);
	ingot_form_pair(&form, "ClientToken", token);
	ingot_aws_tags_specify(work->tags, 1, "image", &form);
	ingot_aws_tags_specify(work->tags, 2, "snapshot", &form);
	r = ingot_aws_session_query(work->session, work->region, &form, reason, &answer);
	if (r < 0)
		return r;
	return take_id(work, &answer, "CopyImageResponse/imageId", reason, ret_id);
}

/* 1 with the image; 0 if EC2 does not know it, or not yet. */
static int look(const struct ingot_aws_image_work *work, const char *id,
		struct ingot_reason *reason, struct ingot_aws_image *ret_image)
{
	ingot_scoped(ingot_form_drop) struct ingot_form form =
		ingot_aws_session_action("DescribeImages");
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	int r;

	ingot_form_pair(&form, "ImageId.1", id);
	r = ingot_aws_session_query(work->session, work->region, &form, reason, &answer);
	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return r;
	if (!is_dry(work))
		return read_image(work, &answer, reason, ret_image);
	*ret_image =
		(struct ingot_aws_image){ .state = INGOT_AWS_IMAGE_AVAILABLE, .has_content = true };
	(void)snprintf(ret_image->id, sizeof(ret_image->id), "%s", id);
	return 1;
}

/* RegisterImage and CopyImage set them; where they did not, in a second step. */
static int set_tags(const struct ingot_aws_image_work *work, const char *id,
		    struct ingot_reason *reason)
{
	ingot_scoped(ingot_form_drop) struct ingot_form form =
		ingot_aws_session_action("CreateTags");
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };

	ingot_form_pair(&form, "ResourceId.1", id);
	ingot_aws_tags_list(work->tags, &form);
	return ingot_aws_session_query(work->session, work->region, &form, reason, &answer);
}

int ingot_aws_image_await(const struct ingot_aws_image_work *work, const char *id,
			  struct ingot_reason *reason, struct ingot_aws_image *ret_image)
{
	struct ingot_wait wait = ingot_wait_begin(work->session->transport, "the image");
	struct ingot_aws_image image;
	unsigned absent = 0;
	int r;

	while ((r = look(work, id, reason, &image)) >= 0) {
		if (r > 0 && image.state == INGOT_AWS_IMAGE_FAILED)
			return ingot_refuse(reason, -EIO, "image %s in %s: %s: deregister it", id,
					    work->region, image.words);
		if (r > 0 && image.state == INGOT_AWS_IMAGE_AVAILABLE)
			break;
		if (r == 0 && ++absent == ABSENT_POLLS_MAX)
			return ingot_refuse(reason, -EIO, "image %s in %s is gone", id,
					    work->region);
		r = ingot_wait_next(&wait, reason);
		if (r < 0)
			return r;
	}
	if (r > 0 && !image.has_content)
		r = set_tags(work, id, reason);
	if (r < 0)
		return r;
	*ret_image = image;
	return 0;
}
