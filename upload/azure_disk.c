/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A managed disk that is created for upload (Microsoft, "Disks - Create Or Update", "- Grant
 * Access", "- Revoke Access", API version 2023-10-02): ReadyToUpload, by write access ActiveUpload,
 * by its end Unattached, after which no page can be written any more.
 */
#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "upload/azure_source.h"
#include "upload/wait.h"

#define API_VERSION "2023-10-02"
#define NAME_MAX    80
/* Of write access. It is asked for anew if an upload takes longer. */
#define ACCESS_SECONDS 14400

/**
 * struct step - something that is asked of the disk
 * @action: behind its URL; NULL: the disk itself
 * @body:   JSON, or NULL
 * @what:   for messages
 */
struct step {
	const char *method;
	const char *action;
	const struct ingot_json *body;
	const char *what;
};

static int begin(struct ingot_azure_source *source)
{
	const struct ingot_azure_settings *settings = source->client->settings;
	const char *const path[] = { "subscriptions",
				     settings->subscription,
				     "resourceGroups",
				     settings->resource_group,
				     "providers",
				     "Microsoft.Compute",
				     "disks",
				     source->name,
				     NULL };

	ingot_disk_name(source->upload->disk, "_", NAME_MAX, source->name);
	return ingot_azure_path(source->client, path, NULL, &source->id);
}

static int call(struct ingot_azure_source *source, const struct step *step,
		struct ingot_reason *reason, struct ingot_answer *ret_answer)
{
	ingot_scoped(ingot_form_drop) struct ingot_form url = { 0 };
	struct ingot_azure_ask ask = { .method = step->method, .body = step->body };

	ingot_form_add(&url, source->client->settings->management);
	ingot_form_add(&url, source->id.text);
	if (step->action) {
		ingot_form_add(&url, "/");
		ingot_form_add(&url, step->action);
	}
	ingot_form_pair(&url, "api-version", API_VERSION);
	ask.url = url.text;
	return url.error < 0 ? url.error
			     : ingot_azure_call(source->client, &ask, reason, ret_answer);
}

/* The same, up to the result of what takes its time; in a dry run of status 0. */
static int act(struct ingot_azure_source *source, const struct step *step,
	       struct ingot_reason *reason, struct ingot_answer *ret_result)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	int r = call(source, step, reason, &answer);

	if (r < 0)
		return r;
	if (answer.status == 202 && strcmp(step->method, "POST") == 0)
		return ingot_azure_result(source->client, &answer, step->what, reason, ret_result);
	if (answer.status >= 300)
		return ingot_azure_refused(step->what, &answer, reason);
	*ret_result = answer;
	answer = (struct ingot_answer){ 0 };
	return 0;
}

/* What there is. Returns 1; 0 if there is none, or in a dry run. */
static int get(struct ingot_azure_source *source, struct ingot_reason *reason,
	       struct ingot_json **ret_disk)
{
	const struct step step = { "GET", NULL, NULL, "looking for the disk" };
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	int r = call(source, &step, reason, &answer);

	if (r < 0)
		return r;
	if (answer.status == 404 || answer.status == 0)
		return 0;
	if (answer.status != 200)
		return ingot_azure_refused(step.what, &answer, reason);
	if (ingot_json_parse(ingot_answer_bytes(&answer), NULL, ret_disk) < 0)
		return ingot_refuse(reason, -EBADMSG, "what Azure says of disk %s is malformed",
				    source->name);
	return 1;
}

static const char *text_of(const struct ingot_json *disk, const char *object, const char *key)
{
	const struct ingot_json *within = NULL;
	const char *text = "";

	if (ingot_json_get(disk, object, INGOT_JSON_OBJECT, &within) == 0)
		(void)ingot_json_get_text(within, key, &text);
	return text;
}

/* Wait until what was done to the disk has been done. */
static int settle(struct ingot_azure_source *source, struct ingot_reason *reason)
{
	struct ingot_wait wait = ingot_wait_begin(source->client->transport, "the disk");
	int r = ingot_transport_is_dry(source->client->transport);

	while (r == 0) {
		ingot_scoped(ingot_json_scoped) struct ingot_json *disk = NULL;
		const char *state;

		r = get(source, reason, &disk);
		if (r < 0)
			return r;
		state = r ? text_of(disk, "properties", "provisioningState") : "";
		if (strcmp(state, "Failed") == 0 || strcmp(state, "Canceled") == 0)
			return ingot_refuse(reason, -EIO, "Azure could not provide disk %s",
					    source->name);
		r = strcmp(state, "Succeeded") == 0;
		if (r == 0)
			r = ingot_wait_next(&wait, reason);
	}
	return r < 0 ? r : 0;
}

static int look(struct ingot_azure_source *source, struct ingot_reason *reason,
		enum ingot_azure_state *ret_state)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *disk = NULL;
	int r = get(source, reason, &disk);
	struct ingot_azure_marks marks;
	const char *state;

	*ret_state = INGOT_AZURE_ABSENT;
	if (r <= 0)
		return r;
	marks.content = text_of(disk, "tags", INGOT_AZURE_TAG_CONTENT);
	marks.state = text_of(disk, "tags", INGOT_AZURE_TAG_STATE);
	r = ingot_azure_source_judge(source, &marks, reason, ret_state);
	if (r < 0 || *ret_state != INGOT_AZURE_UNFINISHED)
		return r;
	state = text_of(disk, "properties", "diskState");
	source->is_active = strcmp(state, "ActiveUpload") == 0;
	/* its write access may have ended with an upload cut short: nothing says that it did not */
	if (strcmp(text_of(disk, "properties", "provisioningState"), "Failed") == 0 ||
	    (!source->is_active && strcmp(state, "ReadyToUpload") != 0))
		*ret_state = INGOT_AZURE_BROKEN;
	return 0;
}

/*
 * Of an image that is a disk, Trusted Launch is a property. A gallery's source has none, for the
 * definition says which machines are started; one that says so itself brings a guest state with it.
 */
static int put_security(const struct ingot_azure_source *source, struct ingot_json *properties)
{
	struct ingot_json *profile = NULL;
	int r;

	if (source->client->settings->gallery.name)
		return 0;
	r = ingot_json_set_within(properties, "securityProfile", &profile);
	return r < 0 ? r : ingot_json_set_text(profile, "securityType", "TrustedLaunch");
}

static int put_properties(const struct ingot_azure_source *source, struct ingot_json *body)
{
	struct ingot_json *properties = NULL, *creation = NULL;
	int r = ingot_json_set_within(body, "properties", &properties);

	if (r == 0)
		r = ingot_json_set_text(properties, "osType", "Linux");
	if (r == 0)
		r = ingot_json_set_text(properties, "hyperVGeneration", "V2");
	if (r == 0)
		r = put_security(source, properties);
	if (r == 0)
		r = ingot_json_set_within(properties, "creationData", &creation);
	if (r == 0)
		r = ingot_json_set_text(creation, "createOption", "Upload");
	if (r == 0)
		r = ingot_json_set_integer(creation, "uploadSizeBytes",
					   (int64_t)ingot_azure_vhd_size(source->upload->disk));
	return r;
}

static int make_body(const struct ingot_azure_source *source, struct ingot_json **ret_body)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *body = ingot_json_new_object();
	struct ingot_json *tags = NULL, *sku = NULL;
	int r = ingot_azure_tags(source->client, source->upload->content,
				 ingot_azure_state_word(INGOT_AZURE_UNFINISHED), &tags);

	if (r == 0)
		r = ingot_json_set(body, "tags", tags);
	if (r == 0)
		r = ingot_json_set_text(body, "location", source->client->settings->location);
	if (r == 0)
		r = ingot_json_set_within(body, "sku", &sku);
	if (r == 0)
		r = ingot_json_set_text(sku, "name", source->client->settings->disk_sku);
	if (r == 0)
		r = put_properties(source, body);
	if (r < 0)
		return r;
	*ret_body = body;
	body = NULL;
	return 0;
}

static int create(struct ingot_azure_source *source, struct ingot_reason *reason)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	ingot_scoped(ingot_json_scoped) struct ingot_json *body = NULL;
	struct step step = { "PUT", NULL, NULL, "creating the disk" };
	int r = make_body(source, &body);

	step.body = body;
	if (r == 0)
		r = act(source, &step, reason, &answer);
	return r == 0 ? settle(source, reason) : r;
}

static int take_access(struct ingot_azure_source *source, const struct ingot_answer *answer,
		       struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const struct ingot_json *within = NULL;
	const char *url = "https://disk.blob.storage.azure.net/as-granted?access";
	int r = 0;

	if (answer->status != 0) {
		r = ingot_json_parse(ingot_answer_bytes(answer), NULL, &root);
		within = root;
		/* where only the operation was asked after, its result is inside */
		if (r == 0 && ingot_json_get(root, "properties", INGOT_JSON_OBJECT, &within) == 0)
			r = ingot_json_get(within, "output", INGOT_JSON_OBJECT, &within);
		if (r == 0)
			r = ingot_json_get_text(within, "accessSAS", &url);
		if (r < 0 || !strchr(url, '?'))
			return ingot_refuse(reason, -EBADMSG,
					    "Azure gives no URL for write access to disk %s",
					    source->name);
	}
	ingot_azure_token_drop(&source->access);
	source->access = strdup(url);
	source->is_active = true;
	return source->access ? 0 : -ENOMEM;
}

static int grant(struct ingot_azure_source *source, struct ingot_reason *reason)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	ingot_scoped(ingot_json_scoped) struct ingot_json *body = ingot_json_new_object();
	const struct step step = { "POST", "beginGetAccess", body, "write access to the disk" };
	int r = body ? ingot_json_set_text(body, "access", "Write") : -ENOMEM;

	if (r == 0)
		r = ingot_json_set_integer(body, "durationInSeconds", ACCESS_SECONDS);
	if (r == 0)
		r = act(source, &step, reason, &answer);
	if (r == 0)
		r = take_access(source, &answer, reason);
	if (answer.body)
		explicit_bzero(answer.body, answer.body_size);
	return r;
}

static int open_pages(void *context, bool anew, struct ingot_reason *reason, const char **ret_url,
		      const char **ret_authorization)
{
	struct ingot_azure_source *source = context;
	int r = anew || !source->access ? grant(source, reason) : 0;

	if (r < 0)
		return r;
	*ret_url = source->access;
	*ret_authorization = NULL;
	return 0;
}

static int end_access(struct ingot_azure_source *source, struct ingot_reason *reason)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	const struct step step = { "POST", "endGetAccess", NULL, "ending write access" };
	int r = act(source, &step, reason, &answer);

	if (r == 0)
		source->is_active = false;
	return r;
}

static int finish(struct ingot_azure_source *source, enum ingot_azure_state state,
		  struct ingot_reason *reason)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	ingot_scoped(ingot_json_scoped) struct ingot_json *body = ingot_json_new_object();
	struct ingot_json *tags = NULL;
	const struct step step = { "PATCH", NULL, body, "marking the disk as complete" };
	int r = body ? ingot_azure_tags(source->client, source->upload->content,
					ingot_azure_state_word(state), &tags)
		     : -ENOMEM;

	if (r == 0)
		r = ingot_json_set(body, "tags", tags);
	if (r == 0 && source->is_active)
		r = end_access(source, reason);
	if (r == 0)
		r = settle(source, reason);
	if (r == 0)
		r = act(source, &step, reason, &answer);
	return r == 0 ? settle(source, reason) : r;
}

static int remove_disk(struct ingot_azure_source *source, struct ingot_reason *reason)
{
	struct ingot_wait wait = ingot_wait_begin(source->client->transport, "the disk's removal");
	const struct step step = { "DELETE", NULL, NULL, "removing the disk" };
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	int r;

	/* if that fails, the next request does, and says why */
	if (source->is_active)
		(void)end_access(source, reason);
	r = act(source, &step, reason, &answer);
	while (r == 0) {
		ingot_scoped(ingot_json_scoped) struct ingot_json *disk = NULL;

		r = get(source, reason, &disk);
		if (r <= 0)
			return r;
		r = ingot_wait_next(&wait, reason);
	}
	return r;
}

const struct ingot_azure_source_kind ingot_azure_disk = {
	.what = "disk",
	.begin = begin,
	.look = look,
	.create = create,
	.open = open_pages,
	.finish = finish,
	.remove = remove_disk,
};
