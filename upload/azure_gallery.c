/* SPDX-License-Identifier: Apache-2.0 */
/* Image versions of an Azure Compute Gallery. */
#include "upload/azure_gallery.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/scoped.h"
#include "upload/wait.h"

#define API_VERSION "2023-07-03"

int ingot_azure_version_begin(struct ingot_azure_client *client, struct ingot_upload *upload,
			      struct ingot_reason *reason, struct ingot_azure_version *ret_version)
{
	const struct ingot_azure_settings *settings = client->settings;
	const struct ingot_azure_gallery *gallery = &settings->gallery;
	const char *number = gallery->version ? gallery->version : upload->disk->label.version;
	const char *const path[] = { "subscriptions",
				     settings->subscription,
				     "resourceGroups",
				     gallery->resource_group,
				     "providers",
				     "Microsoft.Compute",
				     "galleries",
				     gallery->name,
				     "images",
				     gallery->definition,
				     "versions",
				     number,
				     NULL };

	if (!ingot_azure_version_fits(number))
		return ingot_refuse(
			reason, -EINVAL,
			"the image's version is not MAJOR.MINOR.PATCH, as a gallery wants "
			"it: %s (\"version\" of \"gallery\" may name one)",
			number);
	*ret_version = (struct ingot_azure_version){ .client = client, .upload = upload };
	snprintf(ret_version->number, sizeof(ret_version->number), "%s", number);
	return ingot_azure_path(client, path, NULL, &ret_version->id);
}

void ingot_azure_version_drop(struct ingot_azure_version *version)
{
	ingot_form_drop(&version->id);
}

/* The version's URL, or that of its definition. */
static int put_url(const struct ingot_azure_version *version, bool is_definition,
		   struct ingot_form *url)
{
	const struct ingot_azure_settings *settings = version->client->settings;
	const char *const path[] = { "subscriptions",
				     settings->subscription,
				     "resourceGroups",
				     settings->gallery.resource_group,
				     "providers",
				     "Microsoft.Compute",
				     "galleries",
				     settings->gallery.name,
				     "images",
				     settings->gallery.definition,
				     is_definition ? NULL : "versions",
				     version->number,
				     NULL };

	return ingot_azure_path(version->client, path, API_VERSION, url);
}

/* What a GET gives. Returns 1; 0 if there is none, or in a dry run. */
static int get(struct ingot_azure_version *version, bool is_definition, struct ingot_reason *reason,
	       struct ingot_json **ret_json)
{
	const char *what = is_definition ? "looking for the image definition"
					 : "looking for the gallery version";
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	ingot_scoped(ingot_form_drop) struct ingot_form url = { 0 };
	struct ingot_azure_ask ask = { .method = "GET" };
	int r = put_url(version, is_definition, &url);

	ask.url = url.text;
	if (r == 0)
		r = ingot_azure_call(version->client, &ask, reason, &answer);
	if (r < 0)
		return r;
	if (answer.status == 404 || answer.status == 0)
		return 0;
	if (answer.status != 200)
		return ingot_azure_refused(what, &answer, reason);
	if (ingot_json_parse(ingot_answer_bytes(&answer), NULL, ret_json) < 0)
		return ingot_refuse(reason, -EBADMSG, "%s: what Azure says is malformed", what);
	return 1;
}

static const char *text_of(const struct ingot_json *root, const char *object, const char *key)
{
	const struct ingot_json *within = NULL;
	const char *text = "";

	if (ingot_json_get(root, object, INGOT_JSON_OBJECT, &within) == 0)
		(void)ingot_json_get_text(within, key, &text);
	return text;
}

/* The value of the definition's feature of this name. */
static const char *feature_of(const struct ingot_json *definition, const char *name)
{
	const struct ingot_json *properties = NULL, *features = NULL;
	const char *key, *value;

	(void)ingot_json_get(definition, "properties", INGOT_JSON_OBJECT, &properties);
	if (!properties || ingot_json_get(properties, "features", INGOT_JSON_ARRAY, &features) < 0)
		return "";
	for (size_t i = 0; i < ingot_json_count(features); i++)
		if (ingot_json_get_text(ingot_json_at(features, i), "name", &key) == 0 &&
		    strcasecmp(key, name) == 0 &&
		    ingot_json_get_text(ingot_json_at(features, i), "value", &value) == 0)
			return value;
	return "";
}

static bool security_fits(enum ingot_azure_security security, const char *value)
{
	static const char *const fits[2][4] = {
		{ "TrustedLaunch", "TrustedLaunchSupported",
		  "TrustedLaunchAndConfidentialVmSupported", NULL },
		{ "ConfidentialVmSupported", "TrustedLaunchAndConfidentialVmSupported", NULL },
	};
	const char *const *word = fits[security == INGOT_AZURE_CONFIDENTIAL];

	while (*word && strcasecmp(*word, value) != 0)
		word++;
	return *word != NULL;
}

int ingot_azure_version_check(struct ingot_azure_version *version, struct ingot_reason *reason)
{
	const struct ingot_azure_settings *settings = version->client->settings;
	const char *name = settings->gallery.definition;
	ingot_scoped(ingot_json_scoped) struct ingot_json *definition = NULL;
	const char *architecture, *security;
	int r = get(version, true, reason, &definition);

	if (r < 0 || ingot_transport_is_dry(version->client->transport))
		return r;
	if (r == 0)
		return ingot_refuse(
			reason, -EINVAL,
			"gallery %s has no image definition %s, or there is no such gallery",
			settings->gallery.name, name);
	if (strcmp(text_of(definition, "properties", "osType"), "Linux") != 0)
		return ingot_refuse(reason, -EINVAL, "image definition %s is not for Linux", name);
	if (strcmp(text_of(definition, "properties", "hyperVGeneration"), "V2") != 0)
		return ingot_refuse(reason, -EINVAL, "image definition %s is not of generation 2",
				    name);
	architecture = text_of(definition, "properties", "architecture");
	if (*architecture && strcmp(architecture, "x64") != 0)
		return ingot_refuse(reason, -EINVAL,
				    "image definition %s is for %.16s, not for x64", name,
				    architecture);
	security = feature_of(definition, "SecurityType");
	if (!security_fits(settings->security, security))
		return ingot_refuse(
			reason, -EINVAL,
			"image definition %s has security type \"%.48s\", which does not "
			"let %s machines start",
			name, security,
			settings->security == INGOT_AZURE_CONFIDENTIAL ? "confidential"
								       : "Trusted Launch");
	return 0;
}

int ingot_azure_version_look(struct ingot_azure_version *version, struct ingot_reason *reason,
			     enum ingot_azure_version_state *ret_state)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *found = NULL;
	int r = get(version, false, reason, &found);
	const char *content, *state;

	*ret_state = INGOT_AZURE_VERSION_ABSENT;
	if (r <= 0)
		return r;
	content = text_of(found, "tags", INGOT_AZURE_TAG_CONTENT);
	if (strcmp(content, version->upload->content) != 0) {
		version->upload->differs = true;
		return ingot_refuse(
			reason, -EKEYREJECTED,
			"gallery %s has a version %s of %s, and it is not of this image: "
			"it is left as it is",
			version->client->settings->gallery.name, version->number,
			version->client->settings->gallery.definition);
	}
	state = text_of(found, "properties", "provisioningState");
	*ret_state = INGOT_AZURE_VERSION_WORKING;
	if (strcmp(state, "Succeeded") == 0)
		*ret_state = INGOT_AZURE_VERSION_READY;
	if (strcmp(state, "Failed") == 0)
		*ret_state = INGOT_AZURE_VERSION_FAILED;
	return 0;
}

static int put_regions(const struct ingot_azure_gallery *gallery, struct ingot_json *profile)
{
	struct ingot_json *list = ingot_json_new_array();
	int r = list ? 0 : -ENOMEM;

	for (size_t i = 0; r == 0 && i < ingot_json_count(gallery->regions); i++) {
		ingot_scoped(ingot_json_scoped) struct ingot_json *region = ingot_json_new_object();

		r = region ? ingot_json_set_text(
				     region, "name",
				     ingot_json_text(ingot_json_at(gallery->regions, i)))
			   : -ENOMEM;
		if (r == 0)
			r = ingot_json_set_integer(region, "regionalReplicaCount",
						   gallery->replicas);
		if (r < 0)
			break;
		r = ingot_json_append(list, region);
		region = NULL;
	}
	if (r < 0) {
		ingot_json_free(list);
		return r;
	}
	return ingot_json_set(profile, "targetRegions", list);
}

/* A disk by its id; a blob by its URL, with the id of its account. */
static int put_source(const struct ingot_azure_version *version,
		      const struct ingot_azure_source *source, struct ingot_json *properties)
{
	const struct ingot_azure_settings *settings = version->client->settings;
	const char *const path[] = { "subscriptions",
				     settings->subscription,
				     "resourceGroups",
				     settings->storage_resource_group,
				     "providers",
				     "Microsoft.Storage",
				     "storageAccounts",
				     settings->storage_account,
				     NULL };
	ingot_scoped(ingot_form_drop) struct ingot_form account = { 0 };
	struct ingot_json *profile = NULL, *disk = NULL, *from = NULL;
	int r = ingot_json_set_within(properties, "storageProfile", &profile);

	if (r == 0)
		r = ingot_json_set_within(profile, "osDiskImage", &disk);
	if (r == 0)
		r = ingot_json_set_text(disk, "hostCaching", "ReadOnly");
	if (r == 0)
		r = ingot_json_set_within(disk, "source", &from);
	if (r == 0 && settings->via == INGOT_AZURE_DISK)
		return ingot_json_set_text(from, "id", source->id.text);
	if (r == 0)
		r = ingot_azure_path(version->client, path, NULL, &account);
	if (r == 0)
		r = ingot_json_set_text(from, "uri", source->id.text);
	if (r == 0)
		r = ingot_json_set_text(from, "storageAccountId", account.text);
	return r;
}

static int make_body(const struct ingot_azure_version *version,
		     const struct ingot_azure_source *source, struct ingot_json **ret_body)
{
	const struct ingot_azure_settings *settings = version->client->settings;
	ingot_scoped(ingot_json_scoped) struct ingot_json *body = ingot_json_new_object();
	struct ingot_json *tags = NULL, *properties = NULL, *profile = NULL, *safety = NULL;
	int r = body ? ingot_azure_tags(version->client, version->upload->content, NULL, &tags)
		     : -ENOMEM;

	if (r == 0)
		r = ingot_json_set(body, "tags", tags);
	if (r == 0)
		r = ingot_json_set_text(body, "location", settings->location);
	if (r == 0)
		r = ingot_json_set_within(body, "properties", &properties);
	if (r == 0)
		r = ingot_json_set_within(properties, "publishingProfile", &profile);
	if (r == 0)
		r = put_regions(&settings->gallery, profile);
	if (r == 0)
		r = put_source(version, source, properties);
	if (r == 0)
		r = ingot_json_set_within(properties, "safetyProfile", &safety);
	if (r == 0)
		r = ingot_json_set_boolean(safety, "allowDeletionOfReplicatedLocations", false);
	if (r < 0)
		return r;
	*ret_body = body;
	body = NULL;
	return 0;
}

int ingot_azure_version_put(struct ingot_azure_version *version,
			    const struct ingot_azure_source *source, struct ingot_reason *reason)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	ingot_scoped(ingot_json_scoped) struct ingot_json *body = NULL;
	ingot_scoped(ingot_form_drop) struct ingot_form url = { 0 };
	struct ingot_azure_ask ask = { .method = "PUT" };
	int r = make_body(version, source, &body);

	if (r == 0)
		r = put_url(version, false, &url);
	ask.url = url.text;
	ask.body = body;
	if (r == 0)
		r = ingot_azure_call(version->client, &ask, reason, &answer);
	if (r == 0 && answer.status >= 300)
		r = ingot_azure_refused("creating the gallery version", &answer, reason);
	return r;
}

int ingot_azure_version_wait(struct ingot_azure_version *version, struct ingot_reason *reason)
{
	struct ingot_wait wait =
		ingot_wait_begin(version->client->transport, "the gallery version");
	enum ingot_azure_version_state state = INGOT_AZURE_VERSION_WORKING;
	int r = 0;

	if (ingot_transport_is_dry(version->client->transport))
		return 0;
	while (r == 0) {
		r = ingot_azure_version_look(version, reason, &state);
		if (r < 0 || state == INGOT_AZURE_VERSION_READY)
			return r;
		if (state != INGOT_AZURE_VERSION_WORKING)
			return ingot_refuse(
				reason, -EIO,
				"Azure could not make gallery version %s: see %s in the "
				"portal",
				version->number, version->id.text);
		r = ingot_wait_next(&wait, reason);
	}
	return r;
}
