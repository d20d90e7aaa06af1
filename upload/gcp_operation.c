/* SPDX-License-Identifier: Apache-2.0 */
/* Operations of Compute Engine. */
#include "upload/gcp_operation.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/scoped.h"
#include "upload/wait.h"

#define UUID_SIZE 37
#define NAME_SIZE 128

/* Version 4: by chance. */
static int make_uuid(char ret_text[UUID_SIZE])
{
	uint8_t b[16];
	ssize_t n = getrandom(b, sizeof(b), 0);

	if (n != (ssize_t)sizeof(b))
		return n < 0 ? -errno : -EIO;
	b[6] = (uint8_t)((b[6] & 0x0f) | 0x40);
	b[8] = (uint8_t)((b[8] & 0x3f) | 0x80);
	(void)snprintf(ret_text, UUID_SIZE,
		       "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0],
		       b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12],
		       b[13], b[14], b[15]);
	return 0;
}

static int begin(struct ingot_gcp_account *account, const struct ingot_gcp_call *call,
		 struct ingot_reason *reason, struct ingot_json **ret_root)
{
	ingot_scoped(ingot_form_drop) struct ingot_form url = { 0 };
	struct ingot_gcp_call with_id = *call;
	char id[UUID_SIZE] = "{request-id}";
	int r = ingot_transport_is_dry(account->transport) ? 0 : make_uuid(id);

	if (r == 0)
		r = call->form->error;
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", call->what, strerror(-r));
	ingot_form_add(&url, call->form->text);
	ingot_form_pair(&url, "requestId", id);
	with_id.form = &url;
	return ingot_gcp_account_ask(account, &with_id, false, reason, ret_root);
}

/* Its first error in Google's words. */
static int refuse(const struct ingot_json *root, const char *what, struct ingot_reason *reason)
{
	const struct ingot_json *error, *errors, *first;
	const char *code = "", *message = "no reason given";

	if (ingot_json_get(root, "error", INGOT_JSON_OBJECT, &error) < 0)
		return 0;
	if (ingot_json_get(error, "errors", INGOT_JSON_ARRAY, &errors) == 0) {
		first = ingot_json_at(errors, 0);
		if (first) {
			(void)ingot_json_get_text(first, "code", &code);
			(void)ingot_json_get_text(first, "message", &message);
		}
	}
	/* somebody else made it */
	return ingot_refuse(reason, strcmp(code, "RESOURCE_ALREADY_EXISTS") == 0 ? -EEXIST : -EIO,
			    "%s: %s%s%s", what, code, code[0] ? ": " : "", message);
}

/* 1 if it is DONE, and was well; 0 if not yet. */
static int judge(const struct ingot_json *root, const char *what, struct ingot_reason *reason)
{
	const char *status = "";
	int r;

	(void)ingot_json_get_text(root, "status", &status);
	if (strcmp(status, "PENDING") == 0 || strcmp(status, "RUNNING") == 0)
		return 0;
	if (strcmp(status, "DONE") != 0)
		return ingot_refuse(reason, -EBADMSG, "%s: the operation is \"%.20s\"", what,
				    status);
	r = refuse(root, what, reason);
	return r < 0 ? r : 1;
}

static int read_name(const struct ingot_json *root, const char *what, struct ingot_reason *reason,
		     char ret_name[NAME_SIZE])
{
	const char *name = "";
	size_t size;

	(void)ingot_json_get_text(root, "name", &name);
	size = strlen(name);
	if (size == 0 || size >= NAME_SIZE ||
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != size)
		return ingot_refuse(reason, -EBADMSG, "%s: the answer names no operation", what);
	memcpy(ret_name, name, size + 1);
	return 0;
}

/* Asks after it. Returns as judge(). */
static int look(struct ingot_gcp_account *account, const char *name, const char *what,
		struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	ingot_scoped(ingot_form_drop) struct ingot_form url = { 0 };
	const struct ingot_gcp_call call = { .method = "GET", .form = &url, .what = what };
	int r;

	ingot_form_add(&url, account->settings->compute);
	ingot_form_add(&url, "/compute/v1/projects/");
	ingot_form_add(&url, account->settings->project);
	ingot_form_add(&url, "/global/operations/");
	ingot_form_add(&url, name);
	r = ingot_gcp_account_ask(account, &call, false, reason, &root);
	if (r < 0)
		return r;
	return r == 0 ? 1 : judge(root, what, reason);
}

int ingot_gcp_operation_run(struct ingot_gcp_account *account, const struct ingot_gcp_call *call,
			    struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	struct ingot_wait wait;
	char name[NAME_SIZE] = "{operation}";
	int r = begin(account, call, reason, &root);

	if (r < 0)
		return r;
	if (r == 0)
		return look(account, name, call->what, reason) < 0 ? -EIO : 0;
	r = judge(root, call->what, reason);
	if (r == 0)
		r = read_name(root, call->what, reason, name);
	wait = ingot_wait_begin(account->transport, call->what);
	while (r == 0) {
		r = ingot_wait_next(&wait, reason);
		if (r == 0)
			r = look(account, name, call->what, reason);
	}
	return r < 0 ? r : 0;
}
