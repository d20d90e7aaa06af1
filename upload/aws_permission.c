/* SPDX-License-Identifier: Apache-2.0 */
/* Launch permissions of images. */
#include "upload/aws_permission.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "upload/xml.h"

#define NAME_SIZE 48
#define EVERYBODY "all"

/* struct grants - what is granted of what is wanted */
struct grants {
	const struct ingot_json *accounts;
	bool has_account[INGOT_SETTINGS_LIST_MAX];
	bool is_public;
};

static int take_grant(void *context, const char *const *texts)
{
	struct grants *grants = context;

	if (texts[0] && strcmp(texts[0], EVERYBODY) == 0)
		grants->is_public = true;
	for (size_t i = 0; texts[1] && i < ingot_json_count(grants->accounts); i++)
		if (strcmp(ingot_json_text(ingot_json_at(grants->accounts, i)), texts[1]) == 0)
			grants->has_account[i] = true;
	return 0;
}

static int look(const struct ingot_aws_image_work *work, const char *id,
		struct ingot_reason *reason, struct grants *grants)
{
	static const char *const names[] = { "group", "userId" };
	const struct ingot_xml_walk walk = { names, 2, grants, take_grant };
	ingot_scoped(ingot_form_drop) struct ingot_form form =
		ingot_aws_session_action("DescribeImageAttribute");
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	int r;

	ingot_form_pair(&form, "ImageId", id);
	ingot_form_pair(&form, "Attribute", "launchPermission");
	r = ingot_aws_session_query(work->session, work->region, &form, reason, &answer);
	if (r < 0 || ingot_transport_is_dry(work->session->transport))
		return r;
	r = ingot_xml_walk_run(ingot_answer_bytes(&answer),
			       "DescribeImageAttributeResponse/launchPermission/item", &walk);
	return r < 0 ? ingot_refuse(reason, r, "DescribeImageAttribute: not as documented") : 0;
}

int ingot_aws_permission_grant(const struct ingot_aws_image_work *work, const char *id,
			       struct ingot_reason *reason, bool *has_changed)
{
	const struct ingot_aws_settings *settings = work->session->settings;
	ingot_scoped(ingot_form_drop) struct ingot_form form =
		ingot_aws_session_action("ModifyImageAttribute");
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	struct grants grants = { .accounts = settings->share_with };
	char name[NAME_SIZE];
	unsigned number = 0;
	int r;

	if (!settings->is_public && ingot_json_count(settings->share_with) == 0)
		return 0;
	r = look(work, id, reason, &grants);
	if (r < 0)
		return r;
	ingot_form_pair(&form, "ImageId", id);
	for (size_t i = 0; i < ingot_json_count(settings->share_with); i++) {
		if (grants.has_account[i])
			continue;
		(void)snprintf(name, sizeof(name), "LaunchPermission.Add.%u.UserId", ++number);
		ingot_form_pair(&form, name,
				ingot_json_text(ingot_json_at(settings->share_with, i)));
	}
	if (settings->is_public && !grants.is_public) {
		(void)snprintf(name, sizeof(name), "LaunchPermission.Add.%u.Group", ++number);
		ingot_form_pair(&form, name, EVERYBODY);
	}
	if (number == 0)
		return 0;
	*has_changed = true;
	return ingot_aws_session_query(work->session, work->region, &form, reason, &answer);
}
