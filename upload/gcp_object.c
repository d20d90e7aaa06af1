/* SPDX-License-Identifier: Apache-2.0 */
/* An object of Google Cloud Storage: the JSON API's resumable upload. */
#include "upload/gcp_object.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "upload/crc32c.h"
#include "upload/gcp_session.h"

#define BUFFER_SIZE ((size_t)1 << 20)

int ingot_gcp_object_checksum(struct ingot_gcp_object *object)
{
	ingot_scoped(ingot_scoped_free) uint8_t *buffer = malloc(BUFFER_SIZE);
	uint64_t left = object->archive->size;
	uint32_t crc = 0;
	int r = buffer ? 0 : -ENOMEM;

	while (r == 0 && left > 0) {
		size_t size = left < BUFFER_SIZE ? (size_t)left : BUFFER_SIZE;

		r = ingot_packed_file_read(object->archive, object->archive->size - left, size,
					   buffer);
		crc = ingot_crc32c(crc, (struct ingot_bytes){ buffer, size });
		left -= size;
	}
	if (r == 0)
		object->crc32c = crc;
	return r;
}

static void name_url(const struct ingot_gcp_account *account, const char *name,
		     struct ingot_form *url)
{
	ingot_form_add(url, account->settings->storage);
	ingot_form_add(url, "/storage/v1/b/");
	ingot_form_quote(url, account->settings->bucket);
	ingot_form_add(url, "/o/");
	ingot_form_quote(url, name);
}

/* What the service says of an object: sizes and generations are strings there. */
static bool is_same(const struct ingot_gcp_object *object, const struct ingot_json *root)
{
	char size[24], crc32c[INGOT_CRC32C_TEXT_SIZE];
	const char *name = "", *its_size = "", *its_crc32c = "";

	(void)snprintf(size, sizeof(size), "%" PRIu64, object->archive->size);
	ingot_crc32c_text(object->crc32c, crc32c);
	(void)ingot_json_get_text(root, "name", &name);
	(void)ingot_json_get_text(root, "size", &its_size);
	(void)ingot_json_get_text(root, "crc32c", &its_crc32c);
	return strcmp(name, object->name) == 0 && strcmp(size, its_size) == 0 &&
	       strcmp(crc32c, its_crc32c) == 0;
}

static int note_generation(struct ingot_gcp_object *object, const struct ingot_json *root,
			   struct ingot_reason *reason)
{
	const char *generation = "";
	size_t size;

	(void)ingot_json_get_text(root, "generation", &generation);
	size = strlen(generation);
	if (size == 0 || size >= sizeof(object->generation) ||
	    strspn(generation, "0123456789") != size)
		return ingot_refuse(reason, -EBADMSG,
				    "gs://%s/%s: the answer has no generation of it",
				    object->account->settings->bucket, object->name);
	memcpy(object->generation, generation, size + 1);
	return 0;
}

int ingot_gcp_object_find(struct ingot_gcp_object *object, struct ingot_reason *reason)
{
	ingot_scoped(ingot_form_drop) struct ingot_form url = { 0 };
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const struct ingot_gcp_call call = { .method = "GET",
					     .form = &url,
					     .what = "looking for the object" };
	int r;

	name_url(object->account, object->name, &url);
	r = ingot_gcp_account_ask(object->account, &call, true, reason, &root);
	if (r <= 0)
		return r;
	if (!is_same(object, root))
		return ingot_refuse(reason, -EEXIST,
				    "gs://%s/%s is there and is another archive: remove it, or set "
				    "another \"prefix\"",
				    object->account->settings->bucket, object->name);
	r = note_generation(object, root, reason);
	return r < 0 ? r : 1;
}

int ingot_gcp_object_judge(struct ingot_gcp_object *object, const struct ingot_answer *answer,
			   struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const char *bucket = object->account->settings->bucket;
	struct ingot_reason left = { .text = "" };
	int r = ingot_json_parse(ingot_answer_bytes(answer), NULL, &root);

	if (r < 0)
		return ingot_refuse(reason, r, "sending the archive: the answer is no JSON object");
	r = note_generation(object, root, reason);
	if (r < 0 || is_same(object, root))
		return r;
	if (ingot_gcp_object_delete(object->account, object->name, object->generation, &left) < 0)
		return ingot_refuse(reason, -EBADMSG,
				    "gs://%s/%s has other bytes than were sent, and could not be "
				    "removed",
				    bucket, object->name);
	return ingot_refuse(reason, -EBADMSG,
			    "gs://%s/%s had other bytes than were sent, and was removed", bucket,
			    object->name);
}

/* The metadata that it is going to have; the service refuses bytes with another checksum. */
static int describe(const struct ingot_gcp_object *object, struct ingot_json **ret_root)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = ingot_json_new_object();
	char crc32c[INGOT_CRC32C_TEXT_SIZE];
	struct ingot_json *metadata;
	int r = root ? ingot_json_set_text(root, "name", object->name) : -ENOMEM;

	ingot_crc32c_text(object->crc32c, crc32c);
	if (r == 0)
		r = ingot_json_set_text(root, "contentType", "application/gzip");
	if (r == 0)
		r = ingot_json_set_text(root, "crc32c", crc32c);
	if (r == 0)
		r = ingot_json_set_within(root, "metadata", &metadata);
	if (r == 0)
		r = ingot_json_set_text(metadata, "ingot-content", object->content);
	if (r < 0)
		return r;
	*ret_root = root;
	root = NULL;
	return 0;
}

static int call_begin(struct ingot_gcp_object *object, const struct ingot_gcp_call *call,
		      size_t capacity, char *ret_uri, struct ingot_reason *reason)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	int r = ingot_gcp_account_call(object->account, call, reason, &answer);

	if (r < 0)
		return r;
	if (ingot_transport_is_dry(object->account->transport)) {
		(void)snprintf(ret_uri, capacity, "%s&upload_id={session}", call->form->text);
		return 0;
	}
	if (answer.status == 412)
		return ingot_refuse(reason, -EEXIST, "gs://%s/%s has come to be in between",
				    object->account->settings->bucket, object->name);
	if (answer.status != 200 && answer.status != 201)
		return ingot_gcp_account_refused(call->what, &answer, reason);
	if (ingot_answer_header(&answer, "location", capacity, ret_uri) < 0)
		return ingot_refuse(reason, -EBADMSG, "%s: the answer names no session",
				    call->what);
	return 0;
}

int ingot_gcp_object_begin(struct ingot_gcp_object *object, size_t capacity, char *ret_uri,
			   struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *body = NULL;
	ingot_scoped(ingot_form_drop) struct ingot_form url = { 0 };
	char size[24];
	const struct ingot_header headers[] = {
		{ "X-Upload-Content-Type", "application/gzip", false },
		{ "X-Upload-Content-Length", size, false },
	};
	struct ingot_gcp_call call = {
		.method = "POST",
		.form = &url,
		.what = "beginning the upload",
		.headers = headers,
		.header_count = sizeof(headers) / sizeof(headers[0]),
	};
	int r = describe(object, &body);

	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", call.what, strerror(-r));
	call.body = body;
	(void)snprintf(size, sizeof(size), "%" PRIu64, object->archive->size);
	ingot_form_add(&url, object->account->settings->storage);
	ingot_form_add(&url, "/upload/storage/v1/b/");
	ingot_form_quote(&url, object->account->settings->bucket);
	ingot_form_add(&url, "/o");
	ingot_form_pair(&url, "uploadType", "resumable");
	ingot_form_pair(&url, "name", object->name);
	ingot_form_pair(&url, "ifGenerationMatch", "0");
	return call_begin(object, &call, capacity, ret_uri, reason);
}

int ingot_gcp_object_delete(struct ingot_gcp_account *account, const char *name,
			    const char *generation, struct ingot_reason *reason)
{
	ingot_scoped(ingot_form_drop) struct ingot_form url = { 0 };
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	const struct ingot_gcp_call call = { .method = "DELETE",
					     .form = &url,
					     .what = "removing the archive" };
	int r;

	name_url(account, name, &url);
	if (generation[0])
		ingot_form_pair(&url, "ifGenerationMatch", generation);
	r = ingot_gcp_account_call(account, &call, reason, &answer);
	/* gone is gone; of another generation it is not ours */
	if (r < 0 || ingot_transport_is_dry(account->transport) || answer.status == 404 ||
	    answer.status == 412 || (answer.status >= 200 && answer.status <= 299))
		return r;
	return ingot_gcp_account_refused(call.what, &answer, reason);
}
