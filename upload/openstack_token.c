/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens and the catalog that comes with them. Identity API v3. */
#include "upload/openstack_token.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/scoped.h"
#include "upload/openstack_request.h"

/* struct search - an image service that is looked for in a catalog, and what was found */
struct search {
	const char *region; /* NULL: there may be but one */
	const char *interface;
	const char *url;
	const char *found_region;
	bool is_several;
};

static int copy(const char *text, size_t capacity, char *ret_text)
{
	size_t size = strlen(text);

	if (size == 0)
		return -EBADMSG;
	if (size >= capacity)
		return -EFBIG;
	memcpy(ret_text, text, size + 1);
	return 0;
}

/* Both words are in use for the same thing. */
static const char *region_of(const struct ingot_json *endpoint)
{
	const char *region;

	if (ingot_json_get_text(endpoint, "region_id", &region) == 0 ||
	    ingot_json_get_text(endpoint, "region", &region) == 0)
		return region;
	return "";
}

static void look_at(struct search *search, const struct ingot_json *endpoint)
{
	const char *interface;
	const char *url;
	const char *region = region_of(endpoint);

	if (ingot_json_get_text(endpoint, "interface", &interface) < 0 ||
	    ingot_json_get_text(endpoint, "url", &url) < 0 ||
	    strcmp(interface, search->interface) != 0 ||
	    (search->region && strcmp(region, search->region) != 0))
		return;
	if (search->url && strcmp(region, search->found_region) != 0)
		search->is_several = true;
	if (search->url)
		return;
	search->url = url;
	search->found_region = region;
}

static void look_through(struct search *search, const struct ingot_json *catalog)
{
	for (size_t i = 0; i < ingot_json_count(catalog); i++) {
		const struct ingot_json *service = ingot_json_at(catalog, i);
		const struct ingot_json *endpoints;
		const char *type;

		if (ingot_json_get_text(service, "type", &type) < 0 || strcmp(type, "image") != 0 ||
		    ingot_json_get(service, "endpoints", INGOT_JSON_ARRAY, &endpoints) < 0)
			continue;
		for (size_t j = 0; j < ingot_json_count(endpoints); j++)
			look_at(search, ingot_json_at(endpoints, j));
	}
}

static int find_service(const struct ingot_json *token, struct search *search,
			struct ingot_reason *reason)
{
	const struct ingot_json *catalog;

	if (ingot_json_get(token, "catalog", INGOT_JSON_ARRAY, &catalog) < 0)
		return ingot_refuse(reason, -EBADMSG, "the token's answer has no catalog");
	look_through(search, catalog);
	if (search->is_several)
		return ingot_refuse(reason, -EINVAL,
				    "the cloud has image services in several regions: name one");
	if (!search->url)
		return ingot_refuse(reason, -ENOENT,
				    "the catalog has no %s image service in region %s",
				    search->interface, search->region ? search->region : "(any)");
	return 0;
}

static int set_service(const struct ingot_json *token, struct search *search,
		       struct ingot_reason *reason, struct ingot_openstack_token *ret_token)
{
	const char *region;
	int r = search->url ? 0 : find_service(token, search, reason);

	if (r < 0)
		return r;
	if (ingot_openstack_url(search->url, "v2", ret_token->image_url) < 0)
		return ingot_refuse(reason, -EBADMSG,
				    "the image service's URL is not https, or http to loopback: %s",
				    search->url);
	region = search->found_region && search->found_region[0] ? search->found_region
								 : search->region;
	return copy(region ? region : "-", sizeof(ret_token->region), ret_token->region) < 0
		       ? ingot_refuse(reason, -EBADMSG, "the region's name is too long")
		       : 0;
}

static int read_project(const struct ingot_json *token, struct ingot_reason *reason,
			struct ingot_openstack_token *ret_token)
{
	const struct ingot_json *project;
	const char *id;

	if (ingot_json_get(token, "project", INGOT_JSON_OBJECT, &project) < 0)
		return ingot_refuse(reason, -EINVAL, "the token is for no project");
	if (ingot_json_get_text(project, "id", &id) < 0 ||
	    copy(id, sizeof(ret_token->project), ret_token->project) < 0)
		return ingot_refuse(reason, -EBADMSG, "the token's project has no id");
	return 0;
}

static struct search search_for(const struct ingot_openstack_login *login,
				const struct ingot_openstack_place *place)
{
	return (struct search){
		.region = place->region ? place->region : login->region,
		.interface = place->interface ? place->interface : login->interface,
		.url = place->image_url ? place->image_url : login->image_url,
	};
}

int ingot_openstack_token_read(const struct ingot_answer *answer,
			       const struct ingot_openstack_login *login,
			       const struct ingot_openstack_place *place,
			       struct ingot_reason *reason, struct ingot_openstack_token *ret_token)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	struct ingot_openstack_token token;
	struct search search = search_for(login, place);
	const struct ingot_json *body;
	int r = ingot_answer_header(answer, "x-subject-token", sizeof(token.text), token.text);

	if (r < 0 || !token.text[0])
		return ingot_refuse(reason, r == -EFBIG ? r : -EBADMSG,
				    "the identity service's answer has no token");
	r = ingot_json_parse(ingot_answer_bytes(answer), NULL, &root);
	if (r == 0)
		r = ingot_json_get(root, "token", INGOT_JSON_OBJECT, &body);
	if (r < 0)
		return ingot_refuse(reason, r == -ENOMEM ? r : -EBADMSG,
				    "the identity service's answer is not what it documents");
	r = read_project(body, reason, &token);
	if (r == 0)
		r = set_service(body, &search, reason, &token);
	if (r == 0)
		*ret_token = token;
	return r;
}
