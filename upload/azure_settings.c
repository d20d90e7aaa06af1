/* SPDX-License-Identifier: Apache-2.0 */
/* What the config file says of Azure. */
#include "upload/azure_settings.h"

#include <errno.h>
#include <string.h>

#define MANAGEMENT "https://management.azure.com"
#define LOWER      "abcdefghijklmnopqrstuvwxyz"
#define UPPER      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS     "0123456789"
#define LETTERS    LOWER UPPER

/**
 * struct rule - what a name is made of (Microsoft, "Naming rules and restrictions for Azure
 *               resources")
 * @key:    member
 * @marks:  its characters
 * @min, @max: how many
 */
struct rule {
	const char *key;
	const char *marks;
	size_t min;
	size_t max;
};

static const struct rule subscription_rule = { "subscription", DIGITS LETTERS "-", 36, 36 };
static const struct rule group_rule = { "resource_group", DIGITS LETTERS "-_.()", 1, 90 };
static const struct rule location_rule = { "location", DIGITS LOWER, 1, 40 };
static const struct rule account_rule = { "storage_account", DIGITS LOWER, 3, 24 };
static const struct rule account_group_rule = { "storage_resource_group", DIGITS LETTERS "-_.()", 1,
						90 };
static const struct rule container_rule = { "container", DIGITS LOWER "-", 3, 63 };
static const struct rule sku_rule = { "disk_sku", DIGITS LETTERS "_", 1, 40 };
static const struct rule gallery_rule = { "name", DIGITS LETTERS "_.", 1, 80 };
static const struct rule definition_rule = { "definition", DIGITS LETTERS "-_.", 1, 80 };

/* A name, checked. Returns 1; 0 if it is absent; -EBADMSG. */
static int get_name(const struct ingot_members *members, const struct rule *rule,
		    const char **ret_name)
{
	const char *text = NULL;
	int r = ingot_members_get_text(members, rule->key, &text);
	size_t length;

	if (r <= 0)
		return r;
	length = strlen(text);
	if (length < rule->min || length > rule->max || strspn(text, rule->marks) != length)
		return ingot_members_refuse(members, rule->key, "not a name that Azure takes");
	*ret_name = text;
	return 1;
}

static int need_name(const struct ingot_members *members, const struct rule *rule,
		     const char **ret_name)
{
	int r = ingot_members_need(members, rule->key, get_name(members, rule, ret_name));

	return r < 0 ? r : 0;
}

/* One of two words, the first if it is absent; its position. */
static int get_choice(const struct ingot_members *members, const char *key,
		      const char *const choice[2], unsigned *ret_choice)
{
	const char *text = choice[0];
	int r = ingot_members_get_text(members, key, &text);

	if (r < 0)
		return r;
	if (strcmp(text, choice[0]) != 0 && strcmp(text, choice[1]) != 0)
		return ingot_members_refuse(members, key, "neither \"%s\" nor \"%s\"", choice[0],
					    choice[1]);
	*ret_choice = strcmp(text, choice[1]) == 0;
	return 0;
}

bool ingot_azure_version_fits(const char *text)
{
	for (unsigned part = 0; part < 3; part++) {
		size_t digits = strspn(text, DIGITS);

		if (digits == 0 || digits > 9 || (digits > 1 && text[0] == '0') ||
		    text[digits] != (part < 2 ? '.' : '\0'))
			return false;
		text = &text[digits + 1];
	}
	return true;
}

static int read_gallery_rest(const struct ingot_members *members,
			     struct ingot_azure_gallery *gallery)
{
	static const char *const known[] = { "name",    "definition", "resource_group",
					     "version", "regions",    "replicas",
					     NULL };
	static const int64_t replicas[2] = { 1, 100 };
	int r = ingot_members_known(members, known);

	if (r == 0)
		r = need_name(members, &gallery_rule, &gallery->name);
	if (r == 0)
		r = need_name(members, &definition_rule, &gallery->definition);
	if (r == 0)
		r = get_name(members, &group_rule, &gallery->resource_group);
	if (r >= 0)
		r = ingot_members_get_text(members, "version", &gallery->version);
	if (r > 0 && !ingot_azure_version_fits(gallery->version))
		return ingot_members_refuse(members, "version", "not MAJOR.MINOR.PATCH");
	if (r >= 0)
		r = ingot_members_get_integer(members, "replicas", replicas, &gallery->replicas);
	if (r >= 0)
		r = ingot_members_need(members, "regions",
				       ingot_settings_texts(members, "regions", &gallery->regions));
	if (r >= 0 && ingot_json_count(gallery->regions) == 0)
		return ingot_members_refuse(members, "regions", "names no region");
	return r < 0 ? r : 0;
}

static int read_gallery(const struct ingot_members *members, struct ingot_azure_settings *azure)
{
	char path[INGOT_MEMBERS_PATH_SIZE];
	struct ingot_members inner;
	int r = ingot_members_inner(members, "gallery", path, &inner);

	if (r <= 0)
		return r;
	azure->gallery.replicas = 1;
	azure->gallery.resource_group = azure->resource_group;
	return read_gallery_rest(&inner, &azure->gallery);
}

/* Where it goes: of a blob with a gallery both are needed, of a blob alone the account will do. */
static int read_place(const struct ingot_members *members, struct ingot_azure_settings *azure)
{
	const struct ingot_json *gallery = NULL;
	bool needs_group;
	int r = ingot_members_get(members, "gallery", INGOT_JSON_OBJECT, &gallery);

	if (r < 0)
		return r;
	needs_group = r > 0 || azure->via == INGOT_AZURE_DISK;
	r = get_name(members, &subscription_rule, &azure->subscription);
	if (r >= 0 && needs_group)
		r = ingot_members_need(members, "subscription", r);
	if (r >= 0)
		r = get_name(members, &group_rule, &azure->resource_group);
	if (r >= 0 && needs_group)
		r = ingot_members_need(members, "resource_group", r);
	if (r >= 0)
		r = get_name(members, &location_rule, &azure->location);
	if (r >= 0 && needs_group)
		r = ingot_members_need(members, "location", r);
	return r < 0 ? r : 0;
}

static int read_account(const struct ingot_members *members, struct ingot_azure_settings *azure)
{
	int r = get_name(members, &account_rule, &azure->storage_account);

	if (r >= 0 && azure->via == INGOT_AZURE_BLOB)
		r = ingot_members_need(members, "storage_account", r);
	if (r >= 0)
		r = get_name(members, &container_rule, &azure->container);
	if (r >= 0 && azure->via == INGOT_AZURE_BLOB)
		r = ingot_members_need(members, "container", r);
	azure->storage_resource_group = azure->resource_group;
	if (r >= 0)
		r = get_name(members, &account_group_rule, &azure->storage_resource_group);
	if (r >= 0 && azure->via == INGOT_AZURE_DISK &&
	    (azure->storage_account || azure->container))
		return ingot_members_refuse(members, "via", "a disk takes no storage account");
	return r < 0 ? r : 0;
}

static int read_rest(const struct ingot_members *members, struct ingot_azure_settings *azure)
{
	static const char *const security[2] = { "TrustedLaunch", "ConfidentialVM" };
	static const int64_t parallel[2] = { 1, INGOT_AZURE_PARALLEL_MAX };
	unsigned choice = 0;
	int r = get_choice(members, "security_type", security, &choice);

	azure->security = choice ? INGOT_AZURE_CONFIDENTIAL : INGOT_AZURE_TRUSTED_LAUNCH;
	if (r == 0 && choice && !azure->gallery.name)
		return ingot_members_refuse(members, "security_type",
					    "confidential machines are started from a gallery: "
					    "\"gallery\" is missing");
	azure->disk_sku = "Standard_LRS";
	azure->parallel = 8;
	if (r == 0)
		r = get_name(members, &sku_rule, &azure->disk_sku);
	if (r >= 0)
		r = ingot_members_get_integer(members, "parallel", parallel, &azure->parallel);
	if (r >= 0)
		r = ingot_settings_tags(members, "tags", &azure->tags);
	return r < 0 ? r : 0;
}

static void take_endpoints(const struct ingot_settings *settings,
			   struct ingot_azure_settings *azure)
{
	azure->login = ingot_settings_endpoint(settings, "login");
	azure->storage = ingot_settings_endpoint(settings, "storage");
	azure->management = ingot_settings_endpoint(settings, "management");
	if (!azure->management)
		azure->management = MANAGEMENT;
	/* clouds of other countries have their own; a server of a test stands in for the usual one */
	azure->audience =
		strncmp(azure->management, "https://", 8) == 0 ? azure->management : MANAGEMENT;
}

int ingot_azure_settings_read(const struct ingot_settings *settings, struct ingot_reason *reason,
			      struct ingot_azure_settings *ret_azure)
{
	static const char *const known[] = { "subscription",
					     "resource_group",
					     "location",
					     "via",
					     "storage_account",
					     "storage_resource_group",
					     "container",
					     "security_type",
					     "disk_sku",
					     "gallery",
					     "tags",
					     "parallel",
					     "endpoints",
					     NULL };
	static const char *const endpoints[] = { "login", "management", "storage", NULL };
	static const char *const via[2] = { "disk", "blob" };
	const struct ingot_members members = ingot_settings_members(settings, reason);
	struct ingot_azure_settings azure = { 0 };
	unsigned choice = 0;
	int r = ingot_members_known(&members, known);

	if (r == 0)
		r = ingot_settings_endpoints_known(settings, reason, endpoints);
	if (r == 0)
		r = get_choice(&members, "via", via, &choice);
	azure.via = choice ? INGOT_AZURE_BLOB : INGOT_AZURE_DISK;
	if (r == 0)
		r = read_place(&members, &azure);
	if (r == 0)
		r = read_account(&members, &azure);
	if (r == 0)
		r = read_gallery(&members, &azure);
	if (r == 0)
		r = read_rest(&members, &azure);
	if (r < 0)
		return r;
	take_endpoints(settings, &azure);
	*ret_azure = azure;
	return 0;
}
