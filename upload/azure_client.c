/* SPDX-License-Identifier: Apache-2.0 */
/* Requests to Azure Resource Manager and Azure Storage. */
#include "upload/azure_client.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "upload/wait.h"
#include "upload/xml.h"

#define STORAGE_AUDIENCE "https://storage.azure.com"
#define WORDS_SIZE       192
#define URL_SIZE         4096

void ingot_azure_client_drop(struct ingot_azure_client *client)
{
	for (size_t i = 0; i < INGOT_AZURE_SERVICE_COUNT; i++)
		ingot_azure_token_drop(&client->token[i]);
}

int ingot_azure_authorization(struct ingot_azure_client *client, enum ingot_azure_service service,
			      bool anew, struct ingot_reason *reason, const char **ret_value)
{
	const struct ingot_azure_login login = {
		.transport = client->transport,
		.settings = client->settings,
		.credentials = client->credentials,
		.audience = service == INGOT_AZURE_STORAGE ? STORAGE_AUDIENCE
							   : client->settings->audience,
	};
	char *token = NULL;
	int r;

	if (anew || !client->token[service]) {
		r = ingot_azure_token(&login, reason, &token);
		if (r < 0)
			return r;
		ingot_azure_token_drop(&client->token[service]);
		client->token[service] = token;
	}
	*ret_value = client->token[service];
	return 0;
}

static int call_once(struct ingot_azure_client *client, const struct ingot_azure_ask *ask,
		     struct ingot_request *request, struct ingot_reason *reason,
		     struct ingot_answer *ret_answer)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < ask->header_count; i++)
		r = ingot_request_header(request, ask->headers[i]);
	return r < 0 ? r : ingot_transport_call(client->transport, request, reason, ret_answer);
}

static int call_as(struct ingot_azure_client *client, const struct ingot_azure_ask *ask,
		   struct ingot_bytes body, struct ingot_reason *reason,
		   struct ingot_answer *ret_answer)
{
	for (unsigned attempt = 0;; attempt++) {
		ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
		struct ingot_request request = { .method = ask->method,
						 .url = ask->url,
						 .body = body };
		struct ingot_header header = { "Authorization", NULL, true };
		int r = ingot_azure_authorization(client, ask->service, attempt > 0, reason,
						  &header.value);

		if (r == 0)
			r = ingot_request_header(&request, header);
		if (r == 0 && body.size > 0)
			r = ingot_request_header(
				&request,
				(struct ingot_header){ "Content-Type", "application/json", false });
		if (r == 0)
			r = call_once(client, ask, &request, reason, &answer);
		if (r < 0)
			return r;
		if (answer.status == 401 && attempt > 0)
			return ingot_azure_refused("access with a new token", &answer, reason);
		if (answer.status == 401)
			continue;
		*ret_answer = answer;
		answer = (struct ingot_answer){ 0 };
		return 0;
	}
}

int ingot_azure_call(struct ingot_azure_client *client, const struct ingot_azure_ask *ask,
		     struct ingot_reason *reason, struct ingot_answer *ret_answer)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_bytes body = { 0 };
	size_t size;
	int r;

	if (ask->body) {
		r = ingot_json_write(ask->body, INGOT_JSON_COMPACT, &text, &size);
		if (r < 0)
			return r;
		body = ingot_bytes_of_text(text);
	}
	return call_as(client, ask, body, reason, ret_answer);
}

static bool json_words(struct ingot_bytes body, char ret_words[WORDS_SIZE])
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const struct ingot_json *error = NULL;
	const char *code = "", *message = "";

	if (ingot_json_parse(body, NULL, &root) < 0 ||
	    ingot_json_get(root, "error", INGOT_JSON_OBJECT, &error) < 0)
		return false;
	(void)ingot_json_get_text(error, "code", &code);
	(void)ingot_json_get_text(error, "message", &message);
	snprintf(ret_words, WORDS_SIZE, "%s%s%s", code, *code && *message ? ": " : "", message);
	return true;
}

static bool xml_words(const struct ingot_answer *answer, char ret_words[WORDS_SIZE])
{
	/* the header says it where there is no body, as to a HEAD */
	return ingot_xml_text(ingot_answer_bytes(answer), "Error/Code", WORDS_SIZE, ret_words) ==
		       0 ||
	       ingot_answer_header(answer, "x-ms-error-code", WORDS_SIZE, ret_words) == 0;
}

int ingot_azure_refused(const char *what, const struct ingot_answer *answer,
			struct ingot_reason *reason)
{
	char words[WORDS_SIZE] = "";

	/* never the answer as it is: that of beginGetAccess is a secret */
	if (!json_words(ingot_answer_bytes(answer), words) && !xml_words(answer, words))
		words[0] = '\0';
	return ingot_upload_refused(reason, what, answer, words);
}

static bool is_ours(const struct ingot_azure_client *client, const char *url)
{
	size_t length = strlen(client->settings->management);

	return strncmp(url, client->settings->management, length) == 0 && url[length] == '/';
}

/* Is the operation at an Azure-AsyncOperation URL at its end? 1, 0, or a failure. */
static int judge_status(const char *what, const struct ingot_answer *answer,
			struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const char *status = NULL;

	if (ingot_json_parse(ingot_answer_bytes(answer), NULL, &root) < 0 ||
	    ingot_json_get_text(root, "status", &status) < 0)
		return 1;
	if (strcmp(status, "Failed") == 0 || strcmp(status, "Canceled") == 0)
		return ingot_azure_refused(what, answer, reason);
	return strcmp(status, "Succeeded") == 0;
}

static int judge(const char *what, const struct ingot_answer *answer, bool has_status,
		 struct ingot_reason *reason)
{
	if (answer->status == 202)
		return 0;
	if (answer->status != 200 && answer->status != 201 && answer->status != 204)
		return ingot_azure_refused(what, answer, reason);
	return has_status ? judge_status(what, answer, reason) : 1;
}

/*
 * Where to ask. "Location" ends in the result itself, "Azure-AsyncOperation" in a status around it,
 * so the first is taken where both are there (for beginGetAccess "final-state-via": "location").
 */
static int find_place(const struct ingot_azure_client *client, const struct ingot_answer *answer,
		      struct ingot_reason *reason, char ret_url[URL_SIZE], bool *ret_has_status)
{
	int r = ingot_answer_header(answer, "location", URL_SIZE, ret_url);

	*ret_has_status = r < 0;
	if (r < 0)
		r = ingot_answer_header(answer, "azure-asyncoperation", URL_SIZE, ret_url);
	if (r < 0)
		return ingot_refuse(reason, -EBADMSG,
				    "Azure does not say where its result will be");
	if (!is_ours(client, ret_url))
		return ingot_refuse(reason, -EBADMSG,
				    "Azure says that its result will be elsewhere than at %s",
				    client->settings->management);
	return 0;
}

int ingot_azure_result(struct ingot_azure_client *client, const struct ingot_answer *first,
		       const char *what, struct ingot_reason *reason,
		       struct ingot_answer *ret_result)
{
	struct ingot_wait wait = ingot_wait_begin(client->transport, what);
	struct ingot_azure_ask ask = { .method = "GET" };
	char url[URL_SIZE];
	bool has_status;
	int r = find_place(client, first, reason, url, &has_status);

	ask.url = url;
	while (r == 0) {
		ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };

		r = ingot_wait_next(&wait, reason);
		if (r == 0)
			r = ingot_azure_call(client, &ask, reason, &answer);
		if (r == 0)
			r = judge(what, &answer, has_status, reason);
		if (r > 0) {
			*ret_result = answer;
			answer = (struct ingot_answer){ 0 };
		}
	}
	return r < 0 ? r : 0;
}

int ingot_azure_path(const struct ingot_azure_client *client, const char *const *segments,
		     const char *api_version, struct ingot_form *ret_form)
{
	if (api_version)
		ingot_form_add(ret_form, client->settings->management);
	for (size_t i = 0; segments[i]; i++) {
		ingot_form_add(ret_form, "/");
		if (api_version)
			ingot_form_quote(ret_form, segments[i]);
		else
			ingot_form_add(ret_form, segments[i]);
	}
	if (api_version)
		ingot_form_pair(ret_form, "api-version", api_version);
	return ret_form->error;
}
