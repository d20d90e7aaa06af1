/* SPDX-License-Identifier: Apache-2.0 */
/* Signed requests to EC2 and EBS direct. */
#include "upload/aws_session.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"

#define EC2_VERSION     "2016-11-15"
#define ACTION_SIZE     64
#define ACTION_PREFIX   "Action="
#define ANSWER_SIZE_MAX ((size_t)4 << 20)

int ingot_aws_session_begin(struct ingot_aws_session *session, struct ingot_reason *reason)
{
	if (ingot_transport_is_dry(session->transport))
		return 0;
	return ingot_aws_credential_find(session->environment, reason, &session->credential);
}

int ingot_aws_session_renew(struct ingot_aws_session *session, const struct ingot_aws_error *error,
			    struct ingot_reason *reason)
{
	ingot_scoped(ingot_aws_credential_drop) struct ingot_aws_credential found = { .token = "" };
	int r;

	if (session->renewals++ == INGOT_AWS_RENEWALS_MAX)
		return ingot_refuse(reason, -EIO,
				    "AWS refuses the access keys, others each time: %s",
				    error->code);
	r = ingot_aws_credential_find(session->environment, reason, &found);
	if (r < 0)
		return r;
	if (ingot_aws_credential_equal(&found, &session->credential))
		return ingot_refuse(reason, -EIO, "AWS refuses access key %s: %s: %s", found.key_id,
				    error->code[0] ? error->code : "HTTP 401", error->message);
	session->credential = found;
	ingot_transport_note(session->transport,
			     "AWS refused the access key (%s): going on with %s", error->code,
			     found.key_id);
	return 0;
}

struct ingot_sigv4 ingot_aws_session_sign(const struct ingot_aws_session *session,
					  const char *service, const char *region)
{
	const struct ingot_aws_credential *keys = &session->credential;

	return (struct ingot_sigv4){ .region = region,
				     .service = service,
				     .key_id = keys->key_id,
				     .secret = keys->secret,
				     .session_token = keys->token[0] ? keys->token : NULL };
}

int ingot_aws_session_url(const struct ingot_aws_session *session, const char *service,
			  const char *region, const char *path, char ret_url[INGOT_AWS_URL_SIZE])
{
	const char *endpoint =
		strcmp(service, "ec2") == 0 ? session->settings->ec2 : session->settings->ebs;
	/* The partition of China has a domain of its own. */
	const char *end = strncmp(region, "cn-", 3) == 0 ? ".cn" : "";
	char url[INGOT_AWS_URL_SIZE];
	int n = endpoint ? snprintf(url, sizeof(url), "%s%s", endpoint, path)
			 : snprintf(url, sizeof(url), "https://%s.%s.amazonaws.com%s%s", service,
				    region, end, path);

	if (n < 0 || (size_t)n >= sizeof(url))
		return -EFBIG;
	memcpy(ret_url, url, (size_t)n + 1);
	return 0;
}

static int refuse(const struct ingot_aws_call *call, const struct ingot_answer *answer,
		  const struct ingot_aws_error *error, struct ingot_reason *reason)
{
	int kind = error->kind == INGOT_AWS_ERROR_ABSENT      ? -ENOENT
		   : error->kind == INGOT_AWS_ERROR_DUPLICATE ? -EEXIST
							      : -EIO;
	char words[INGOT_AWS_ERROR_MESSAGE_SIZE];

	ingot_answer_words(answer, sizeof(words), words);
	return ingot_refuse(reason, kind, "%s in %s: HTTP %ld: %s%s%s", call->what, call->region,
			    answer->status, error->code, error->code[0] ? ": " : "",
			    error->code[0] ? error->message : words);
}

int ingot_aws_session_call(struct ingot_aws_session *session, struct ingot_aws_call *call,
			   struct ingot_reason *reason, struct ingot_answer *ret_answer)
{
	char url[INGOT_AWS_URL_SIZE];
	int r = ingot_aws_session_url(session, call->service, call->region, call->path, url);

	if (r < 0)
		return ingot_refuse(reason, r, "%s: the URL is too long", call->what);
	call->request.url = url;
	call->request.is_transient = ingot_aws_error_is_throttled;
	call->request.answer_max = ANSWER_SIZE_MAX;
	for (;;) {
		ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
		const struct ingot_sigv4 sign =
			ingot_aws_session_sign(session, call->service, call->region);
		struct ingot_aws_error error;

		call->request.sigv4 = &sign;
		r = ingot_transport_call(session->transport, &call->request, reason, &answer);
		call->request.sigv4 = NULL;
		if (r < 0)
			return r;
		if (answer.status < 300) {
			*ret_answer = answer;
			answer = (struct ingot_answer){ 0 };
			return 0;
		}
		ingot_aws_error_of(&answer, &error);
		if (error.kind != INGOT_AWS_ERROR_EXPIRED)
			return refuse(call, &answer, &error, reason);
		r = ingot_aws_session_renew(session, &error, reason);
		if (r < 0)
			return r;
	}
}

int ingot_aws_session_query(struct ingot_aws_session *session, const char *region,
			    const struct ingot_form *form, struct ingot_reason *reason,
			    struct ingot_answer *ret_answer)
{
	struct ingot_aws_call call = { .service = "ec2", .region = region, .path = "/" };
	char action[ACTION_SIZE];

	if (form->error < 0)
		return ingot_refuse(reason, form->error, "a request to EC2 is too long");
	(void)snprintf(action, sizeof(action), "%.*s",
		       (int)strcspn(&form->text[strlen(ACTION_PREFIX)], "&"),
		       &form->text[strlen(ACTION_PREFIX)]);
	call.what = action;
	call.request.method = "POST";
	call.request.body = ingot_form_bytes(form);
	(void)ingot_request_header(
		&call.request,
		(struct ingot_header){ "Content-Type",
				       "application/x-www-form-urlencoded; charset=utf-8", false });
	return ingot_aws_session_call(session, &call, reason, ret_answer);
}

struct ingot_form ingot_aws_session_action(const char *action)
{
	struct ingot_form form = { 0 };

	ingot_form_pair(&form, "Action", action);
	ingot_form_pair(&form, "Version", EC2_VERSION);
	return form;
}

void ingot_aws_session_end(struct ingot_aws_session *session)
{
	ingot_aws_credential_drop(&session->credential);
}
