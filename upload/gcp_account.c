/* SPDX-License-Identifier: Apache-2.0 */
/* Calls of Google's APIs. */
#include "upload/gcp_account.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"

#define CALL_HEADERS_MAX 4
#define WORDS_SIZE       160

int ingot_gcp_account_refused(const char *what, const struct ingot_answer *answer,
			      struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const struct ingot_json *error;
	const char *message;
	char words[WORDS_SIZE];

	if (ingot_json_parse(ingot_answer_bytes(answer), NULL, &root) == 0 &&
	    ingot_json_get(root, "error", INGOT_JSON_OBJECT, &error) == 0 &&
	    ingot_json_get_text(error, "message", &message) == 0)
		return ingot_refuse(reason, -EIO, "%s: HTTP %ld: %s", what, answer->status,
				    message);
	ingot_answer_words(answer, sizeof(words), words);
	return ingot_refuse(reason, -EIO, "%s: HTTP %ld%s%s", what, answer->status,
			    words[0] ? ": " : "", words);
}

/* A dry run shows how it would be also to those who may not. */
static int renew(struct ingot_gcp_account *account, struct ingot_reason *reason)
{
	char *token = NULL;
	int r = ingot_gcp_credentials_token(account->credentials, reason, &token);

	if (r == -ENOENT && ingot_transport_is_dry(account->transport)) {
		token = strdup("{access-token}");
		r = token ? 0 : -ENOMEM;
	}
	if (r < 0)
		return r;
	ingot_gcp_token_drop(&account->token);
	account->token = token;
	return 0;
}

static int call_once(struct ingot_gcp_account *account, struct ingot_request *request,
		     struct ingot_reason *reason, struct ingot_answer *ret_answer)
{
	ingot_scoped(ingot_gcp_token_drop) char *value = NULL;
	int r = account->token ? 0 : renew(account, reason);

	if (r < 0)
		return r;
	if (asprintf(&value, "Bearer %s", account->token) < 0) {
		value = NULL;
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	}
	request->headers[0] = (struct ingot_header){ "Authorization", value, true };
	return ingot_transport_call(account->transport, request, reason, ret_answer);
}

int ingot_gcp_account_call(struct ingot_gcp_account *account, const struct ingot_gcp_call *call,
			   struct ingot_reason *reason, struct ingot_answer *ret_answer)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_request request = { .method = call->method, .url = call->form->text };
	size_t size = 0;
	int r = call->form->error;

	if (r == 0 && call->body)
		r = ingot_json_write(call->body, INGOT_JSON_COMPACT, &text, &size);
	if (r == 0 && call->header_count > CALL_HEADERS_MAX)
		r = -EINVAL;
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", call->what, strerror(-r));
	request.header_count = 1; /* the first is who asks */
	for (size_t i = 0; i < call->header_count; i++)
		request.headers[request.header_count++] = call->headers[i];
	if (call->body)
		request.headers[request.header_count++] =
			(struct ingot_header){ "Content-Type", "application/json; charset=UTF-8",
					       false };
	request.body = (struct ingot_bytes){ (const uint8_t *)text, size };
	for (unsigned i = 0; i < 2; i++) {
		if (i > 0)
			r = renew(account, reason);
		if (r == 0)
			r = call_once(account, &request, reason, &answer);
		if (r < 0)
			return r;
		if (answer.status != 401) {
			*ret_answer = answer;
			answer = (struct ingot_answer){ 0 };
			return 0;
		}
		if (i == 0)
			ingot_answer_drop(&answer);
	}
	return ingot_gcp_account_refused(call->what, &answer, reason);
}

int ingot_gcp_account_ask(struct ingot_gcp_account *account, const struct ingot_gcp_call *call,
			  bool absent, struct ingot_reason *reason, struct ingot_json **ret_root)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	struct ingot_fault fault = { 0 };
	int r = ingot_gcp_account_call(account, call, reason, &answer);

	if (r < 0)
		return r;
	if (ingot_transport_is_dry(account->transport) || (absent && answer.status == 404))
		return 0;
	if (answer.status < 200 || answer.status > 299) {
		r = ingot_gcp_account_refused(call->what, &answer, reason);
		return answer.status == 409 ? -EEXIST : r;
	}
	r = ingot_json_parse(ingot_answer_bytes(&answer), &fault, ret_root);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: the answer: %s", call->what,
				    fault.rule ? fault.rule : strerror(-r));
	return 1;
}

void ingot_gcp_account_drop(struct ingot_gcp_account *account)
{
	ingot_gcp_token_drop(&account->token);
}
