/* SPDX-License-Identifier: Apache-2.0 */
/* Images of Compute Engine. */
#include "upload/gcp_image.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "upload/gcp_operation.h"
#include "upload/wait.h"

#define LABEL_SIZE 64

void ingot_gcp_image_url(const struct ingot_gcp_account *account, const char *name,
			 struct ingot_form *url)
{
	ingot_form_add(url, account->settings->compute);
	ingot_form_add(url, "/compute/v1/projects/");
	ingot_form_add(url, account->settings->project);
	ingot_form_add(url, "/global/images");
	if (name) {
		ingot_form_add(url, "/");
		ingot_form_quote(url, name);
	}
}

static void label_of_content(const struct ingot_gcp_image *image, char ret_label[LABEL_SIZE])
{
	(void)snprintf(ret_label, LABEL_SIZE, "%.*s", INGOT_GCP_IMAGE_DIGITS, image->content);
}

/* Any text as a label's value. */
static void label_of(const char *text, char ret_label[LABEL_SIZE])
{
	size_t i = 0;

	for (; text[i] && i < LABEL_SIZE - 1; i++) {
		char c = (char)tolower((unsigned char)text[i]);

		ret_label[i] =
			(c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ? c : '-';
	}
	ret_label[i] = '\0';
}

static int read_state(struct ingot_gcp_image *image, const struct ingot_json *root,
		      struct ingot_reason *reason, enum ingot_gcp_state *ret_state)
{
	const struct ingot_json *labels = NULL;
	const char *status = "", *id = "", *content = "";
	char want[LABEL_SIZE];

	label_of_content(image, want);
	(void)ingot_json_get_text(root, "status", &status);
	(void)ingot_json_get_text(root, "id", &id);
	if (ingot_json_get(root, "labels", INGOT_JSON_OBJECT, &labels) == 0)
		(void)ingot_json_get_text(labels, "ingot-content", &content);
	if (strcmp(content, want) != 0)
		return ingot_refuse(reason, -EKEYREJECTED,
				    "image %s is there and its label ingot-content is \"%.32s\", "
				    "not %s",
				    image->name, content, want);
	if (strlen(id) >= sizeof(image->id) || strspn(id, "0123456789") != strlen(id) || !id[0])
		return ingot_refuse(reason, -EBADMSG, "image %s: the answer has no id of it",
				    image->name);
	memcpy(image->id, id, strlen(id) + 1);
	if (strcmp(status, "READY") == 0)
		*ret_state = INGOT_GCP_READY;
	else if (strcmp(status, "PENDING") == 0)
		*ret_state = INGOT_GCP_PENDING;
	else if (strcmp(status, "FAILED") == 0)
		*ret_state = INGOT_GCP_FAILED;
	else
		return ingot_refuse(reason, -EKEYREJECTED, "image %s is there and %.20s",
				    image->name, status);
	return 0;
}

int ingot_gcp_image_find(struct ingot_gcp_image *image, struct ingot_reason *reason,
			 enum ingot_gcp_state *ret_state)
{
	ingot_scoped(ingot_form_drop) struct ingot_form url = { 0 };
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const struct ingot_gcp_call call = { .method = "GET",
					     .form = &url,
					     .what = "looking for the image" };
	int r;

	ingot_gcp_image_url(image->account, image->name, &url);
	r = ingot_gcp_account_ask(image->account, &call, true, reason, &root);
	if (r > 0)
		return read_state(image, root, reason, ret_state);
	if (r == 0)
		*ret_state = INGOT_GCP_ABSENT;
	return r;
}

static int set_labels(const struct ingot_gcp_image *image, struct ingot_json *root)
{
	struct ingot_json_member member = { 0 };
	struct ingot_json *labels;
	char label[LABEL_SIZE];
	int r = ingot_json_set_within(root, "labels", &labels);

	while (r == 0 && image->account->settings->labels &&
	       ingot_json_next(image->account->settings->labels, &member))
		r = ingot_json_set_text(labels, member.key, ingot_json_text(member.value));
	label_of_content(image, label);
	if (r == 0)
		r = ingot_json_set_text(labels, "ingot-content", label);
	label_of(image->version, label);
	if (r == 0)
		r = ingot_json_set_text(labels, "ingot-version", label);
	label_of(image->stream, label);
	return r == 0 ? ingot_json_set_text(labels, "ingot-stream", label) : r;
}

static int append_feature(struct ingot_json *list, const char *type)
{
	struct ingot_json *feature = ingot_json_new_object();
	int r = feature ? ingot_json_set_text(feature, "type", type) : -ENOMEM;

	if (r < 0) {
		ingot_json_free(feature);
		return r;
	}
	return ingot_json_append(list, feature);
}

static int set_features(const struct ingot_gcp_image *image, struct ingot_json *root)
{
	const struct ingot_json *asked = image->account->settings->features;
	ingot_scoped(ingot_json_scoped) struct ingot_json *list = ingot_json_new_array();
	int r = list ? 0 : -ENOMEM;

	for (size_t i = 0; r == 0 && asked && i < ingot_json_count(asked); i++)
		r = append_feature(list, ingot_json_text(ingot_json_at(asked, i)));
	for (size_t i = 0; r == 0 && !asked && ingot_gcp_features[i]; i++)
		r = append_feature(list, ingot_gcp_features[i]);
	if (r < 0)
		return r;
	r = ingot_json_set(root, "guestOsFeatures", list);
	list = NULL;
	return r;
}

/* A copy of what is an object or a list. */
static int set_copy(struct ingot_json *root, const char *key, const struct ingot_json *value)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_json *copy;
	size_t size;
	int r = ingot_json_write(value, INGOT_JSON_COMPACT, &text, &size);

	if (r == 0)
		r = ingot_json_parse((struct ingot_bytes){ (uint8_t *)text, size }, NULL, &copy);
	return r < 0 ? r : ingot_json_set(root, key, copy);
}

static int describe(const struct ingot_gcp_image *image, struct ingot_json *root)
{
	const struct ingot_gcp_settings *settings = image->account->settings;
	struct ingot_json *disk;
	char words[384];
	int r = ingot_json_set_text(root, "name", image->name);

	(void)snprintf(words, sizeof(words), "Ingot %s, %s, content %s", image->version,
		       image->stream, image->content);
	if (r == 0)
		r = ingot_json_set_text(root, "description", words);
	if (r == 0 && settings->family)
		r = ingot_json_set_text(root, "family", settings->family);
	if (r == 0)
		r = ingot_json_set_text(root, "architecture", "X86_64");
	if (r == 0)
		r = set_labels(image, root);
	if (r == 0)
		r = set_features(image, root);
	if (r == 0)
		r = ingot_json_set_within(root, "rawDisk", &disk);
	if (r == 0)
		r = ingot_json_set_text(disk, "containerType", "TAR");
	if (r == 0)
		r = ingot_json_set_text(disk, "source", image->source);
	if (r == 0 && image->keys)
		r = set_copy(root, "shieldedInstanceInitialState", image->keys);
	if (r == 0 && settings->storage_locations)
		r = set_copy(root, "storageLocations", settings->storage_locations);
	return r;
}

int ingot_gcp_image_make(struct ingot_gcp_image *image, struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = ingot_json_new_object();
	ingot_scoped(ingot_form_drop) struct ingot_form url = { 0 };
	struct ingot_gcp_call call = {
		.method = "POST", .form = &url, .what = "creating the image", .body = root
	};
	int r = root ? describe(image, root) : -ENOMEM;

	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", call.what, strerror(-r));
	ingot_gcp_image_url(image->account, NULL, &url);
	r = ingot_gcp_operation_run(image->account, &call, reason);
	if (r < 0 || ingot_transport_is_dry(image->account->transport))
		return r;
	return ingot_gcp_image_wait(image, reason);
}

int ingot_gcp_image_wait(struct ingot_gcp_image *image, struct ingot_reason *reason)
{
	struct ingot_wait wait = ingot_wait_begin(image->account->transport, "the image");
	enum ingot_gcp_state state;
	int r;

	for (;;) {
		r = ingot_gcp_image_find(image, reason, &state);
		if (r < 0 || state == INGOT_GCP_READY)
			return r;
		if (state != INGOT_GCP_PENDING)
			return ingot_refuse(reason, -EIO, "image %s %s", image->name,
					    state == INGOT_GCP_FAILED ? "could not be made: FAILED"
								      : "is gone");
		r = ingot_wait_next(&wait, reason);
		if (r < 0)
			return r;
	}
}

int ingot_gcp_image_clear(struct ingot_gcp_image *image, struct ingot_reason *reason)
{
	ingot_scoped(ingot_form_drop) struct ingot_form url = { 0 };
	const struct ingot_gcp_call call = { .method = "DELETE",
					     .form = &url,
					     .what = "removing the image that failed" };

	ingot_gcp_image_url(image->account, image->name, &url);
	return ingot_gcp_operation_run(image->account, &call, reason);
}
