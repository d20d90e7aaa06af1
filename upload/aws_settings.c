/* SPDX-License-Identifier: Apache-2.0 */
/* The object "aws" of the config file. */
#include "upload/aws_settings.h"

#include <string.h>

#include "upload/transport.h"

#define REGION_LENGTH_MAX  32
#define ACCOUNT_DIGITS     12
#define TAG_KEY_LENGTH_MAX 127
#define TAG_LENGTH_MAX     255

static const char *const known[] = { "region",    "copy_to",   "tags",      "share_with", "public",
				     "uefi_data", "in_flight", "endpoints", NULL };
static const char *const services[] = { "ec2", "ebs", NULL };

static bool is_region(const char *text)
{
	const size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return length > 0 && length <= REGION_LENGTH_MAX && text[length] == '\0' && text[0] != '-';
}

static int check_copies(const struct ingot_members *members,
			const struct ingot_aws_settings *settings)
{
	for (size_t i = 0; i < ingot_json_count(settings->copy_to); i++) {
		const char *region = ingot_json_text(ingot_json_at(settings->copy_to, i));

		if (!is_region(region))
			return ingot_members_refuse(members, "copy_to", "not a region: %.64s",
						    region);
		if (strcmp(region, settings->region) == 0)
			return ingot_members_refuse(members, "copy_to",
						    "%s is where the image is made", region);
	}
	return 0;
}

static int check_accounts(const struct ingot_members *members, const struct ingot_json *accounts)
{
	for (size_t i = 0; i < ingot_json_count(accounts); i++) {
		const char *account = ingot_json_text(ingot_json_at(accounts, i));

		if (strlen(account) != ACCOUNT_DIGITS ||
		    strspn(account, "0123456789") != ACCOUNT_DIGITS)
			return ingot_members_refuse(members, "share_with",
						    "not an account of %d digits: %.64s",
						    ACCOUNT_DIGITS, account);
	}
	return 0;
}

static int check_tags(const struct ingot_members *members, const struct ingot_json *tags)
{
	struct ingot_json_member tag = { 0 };

	if (ingot_json_count(tags) > INGOT_AWS_TAGS_MAX)
		return ingot_members_refuse(members, "tags", "more than %d", INGOT_AWS_TAGS_MAX);
	while (tags && ingot_json_next(tags, &tag)) {
		if (strcmp(tag.key, "Name") == 0 || strncmp(tag.key, "aws:", 4) == 0 ||
		    strncmp(tag.key, "ingot-", 6) == 0)
			return ingot_members_refuse(members, "tags",
						    "Name, aws:… and ingot-… are not yours to set");
		if (strlen(tag.key) > TAG_KEY_LENGTH_MAX ||
		    strlen(ingot_json_text(tag.value)) > TAG_LENGTH_MAX)
			return ingot_members_refuse(members, "tags",
						    "a name over %d or a value over %d bytes",
						    TAG_KEY_LENGTH_MAX, TAG_LENGTH_MAX);
	}
	return 0;
}

static int read_public(const struct ingot_members *members, bool *ret_public)
{
	const struct ingot_json *value;
	int r = ingot_members_get(members, "public", INGOT_JSON_BOOLEAN, &value);

	if (r > 0)
		(void)ingot_json_get_boolean(members->object, "public", ret_public);
	return r;
}

/* All members, each still to be checked. */
static int take(const struct ingot_members *members, struct ingot_aws_settings *settings)
{
	static const int64_t range[2] = { 1, INGOT_TRANSPORT_IN_FLIGHT_MAX };
	int64_t in_flight = INGOT_AWS_IN_FLIGHT_DEFAULT;
	int r = ingot_members_known(members, known);

	if (r >= 0)
		r = ingot_members_need(
			members, "region",
			ingot_members_get_text(members, "region", &settings->region));
	if (r >= 0)
		r = ingot_settings_texts(members, "copy_to", &settings->copy_to);
	if (r >= 0)
		r = ingot_settings_texts(members, "share_with", &settings->share_with);
	if (r >= 0)
		r = ingot_settings_tags(members, "tags", &settings->tags);
	if (r >= 0)
		r = read_public(members, &settings->is_public);
	if (r >= 0)
		r = ingot_members_get_text(members, "uefi_data", &settings->uefi_data);
	if (r >= 0)
		r = ingot_members_get_integer(members, "in_flight", range, &in_flight);
	settings->in_flight = (unsigned)in_flight;
	return r;
}

int ingot_aws_settings_read(const struct ingot_settings *settings, struct ingot_reason *reason,
			    struct ingot_aws_settings *ret_settings)
{
	const struct ingot_members members = ingot_settings_members(settings, reason);
	struct ingot_aws_settings aws = { 0 };
	int r = take(&members, &aws);

	if (r >= 0 && !is_region(aws.region))
		r = ingot_members_refuse(&members, "region", "not a region: %.64s", aws.region);
	if (r >= 0)
		r = check_copies(&members, &aws);
	if (r >= 0)
		r = check_accounts(&members, aws.share_with);
	if (r >= 0)
		r = check_tags(&members, aws.tags);
	if (r >= 0)
		r = ingot_settings_endpoints_known(settings, reason, services);
	if (r < 0)
		return r;
	aws.ec2 = ingot_settings_endpoint(settings, "ec2");
	aws.ebs = ingot_settings_endpoint(settings, "ebs");
	*ret_settings = aws;
	return 0;
}
