/* SPDX-License-Identifier: Apache-2.0 */
/* Requests to an OpenStack cloud under one login. */
#include "upload/openstack_session.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "upload/openstack_request.h"
#include "upload/upload.h"

#define STATUS_CREATED      201
#define STATUS_UNAUTHORIZED 401
#define ANSWER_STALLS       10

/* Both kinds of error documents: {"error":{"message"}} of Keystone, {"message"} of Glance. */
static const char *message_of(const struct ingot_json *root)
{
	const struct ingot_json *error;
	const char *message;

	if (ingot_json_get(root, "error", INGOT_JSON_OBJECT, &error) < 0)
		error = root;
	return ingot_json_get_text(error, "message", &message) == 0 ? message : NULL;
}

int ingot_openstack_refused(struct ingot_reason *reason, const char *what,
			    const struct ingot_answer *answer)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const char *message = NULL;

	if (ingot_json_parse(ingot_answer_bytes(answer), NULL, &root) == 0)
		message = message_of(root);
	return ingot_upload_refused(reason, what, answer, message);
}

static int copy(const char *text, size_t capacity, char *ret_text)
{
	int size = snprintf(ret_text, capacity, "%s", text);

	return size < 0 || (size_t)size >= capacity ? -EFBIG : 0;
}

/* What a dry run goes on with. */
static int pretend(struct ingot_openstack_session *session,
		   const struct ingot_openstack_login *login)
{
	struct ingot_openstack_token *token = &session->token;
	const struct ingot_openstack_place *place = &session->place;
	const char *region = place->region ? place->region : login->region;
	const char *url = place->image_url ? place->image_url : login->image_url;
	int r = copy("{token}", sizeof(token->text), token->text);

	if (r == 0)
		r = copy("{project-id}", sizeof(token->project), token->project);
	if (r == 0)
		r = copy(region ? region : "{region}", sizeof(token->region), token->region);
	if (r == 0 && url)
		return ingot_openstack_url(url, "v2", token->image_url);
	return r < 0 ? r
		     : copy("https://image-service.invalid/v2", sizeof(token->image_url),
			    token->image_url);
}

static int ask(struct ingot_openstack_session *session, const struct ingot_openstack_login *login,
	       struct ingot_reason *reason, struct ingot_answer *ret_answer)
{
	ingot_scoped(ingot_scoped_free) char *body = NULL;
	char url[INGOT_OPENSTACK_URL_SIZE + 32];
	struct ingot_request request = { .method = "POST", .url = url, .is_secret_body = true };
	int r = ingot_json_write(login->request, INGOT_JSON_COMPACT, &body, &request.body.size);

	if (r < 0)
		return r;
	request.body.data = (const uint8_t *)body;
	(void)snprintf(url, sizeof(url), "%s/auth/tokens",
		       session->auth_url ? session->auth_url : login->auth_url);
	r = ingot_request_header(
		&request, (struct ingot_header){ "Content-Type", "application/json", false });
	if (r == 0)
		r = ingot_request_header(
			&request, (struct ingot_header){ "Accept", "application/json", false });
	return r < 0 ? r : ingot_transport_call(session->transport, &request, reason, ret_answer);
}

int ingot_openstack_session_begin(struct ingot_openstack_session *session,
				  struct ingot_reason *reason)
{
	ingot_scoped(ingot_openstack_login_drop) struct ingot_openstack_login login = { 0 };
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	int r = session->login(session->context, reason, &login);

	if (r == 0 && login.ca && !session->has_ca)
		ingot_transport_note(session->transport,
				     "cacert of the login is passed over: \"ca\" of the config "
				     "file says which CAs are believed");
	if (r == 0)
		r = ask(session, &login, reason, &answer);
	if (r < 0)
		return r;
	if (ingot_transport_is_dry(session->transport))
		return pretend(session, &login);
	if (answer.status != STATUS_CREATED)
		return ingot_openstack_refused(reason, "log in", &answer);
	return ingot_openstack_token_read(&answer, &login, &session->place, reason,
					  &session->token);
}

static int add_headers(const struct ingot_openstack_session *session,
		       const struct ingot_openstack_call *call, struct ingot_request *request)
{
	const struct ingot_header headers[] = {
		{ "X-Auth-Token", session->token.text, true },
		{ "Accept", "application/json", false },
		{ "Content-Type", call->type ? call->type : "application/json", false },
	};
	size_t count = call->body || call->source ? 3 : 2;
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++)
		r = ingot_request_header(request, headers[i]);
	return r;
}

static int call_once(struct ingot_openstack_session *session,
		     const struct ingot_openstack_call *call, struct ingot_reason *reason,
		     struct ingot_answer *ret_answer)
{
	ingot_scoped(ingot_scoped_free) char *url = NULL;
	struct ingot_request request = {
		.method = call->method,
		.body = ingot_bytes_of_text(call->body ? call->body : ""),
		.source = call->source,
		.is_single = call->is_single,
	};
	int r;

	if (asprintf(&url, "%s%s", session->token.image_url, call->path) < 0) {
		url = NULL;
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	}
	request.url = url;
	if (call->source)
		request.stall_seconds =
			ANSWER_STALLS * ingot_transport_timeouts(session->transport)->stall_seconds;
	r = add_headers(session, call, &request);
	return r < 0 ? r : ingot_transport_call(session->transport, &request, reason, ret_answer);
}

int ingot_openstack_session_call(struct ingot_openstack_session *session,
				 const struct ingot_openstack_call *call,
				 struct ingot_reason *reason, struct ingot_answer *ret_answer)
{
	struct ingot_answer answer = { 0 };
	int r = call_once(session, call, reason, &answer);

	if (r < 0)
		return r;
	if (answer.status == STATUS_UNAUTHORIZED && !session->is_renewed) {
		ingot_answer_drop(&answer);
		session->is_renewed = true;
		ingot_transport_note(session->transport,
				     "the token is not taken any more: logging in anew");
		r = ingot_openstack_session_begin(session, reason);
		if (r == 0)
			r = call_once(session, call, reason, &answer);
		if (r < 0)
			return r;
	}
	*ret_answer = answer;
	return 0;
}
