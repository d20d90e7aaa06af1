/* SPDX-License-Identifier: Apache-2.0 */
/* Access tokens of Microsoft Entra ID. */
#include "upload/azure_token.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "upload/form.h"
#include "upload/tool.h"
#include "upload/upload.h"

#define LOGIN        "https://login.microsoftonline.com"
#define ASSERTION    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#define TOOL_SECONDS 60

void ingot_azure_token_drop(char **header)
{
	if (*header)
		explicit_bzero(*header, strlen(*header));
	free(*header);
	*header = NULL;
}

static void drop_form(struct ingot_form *form)
{
	if (form->text)
		explicit_bzero(form->text, form->size);
	ingot_form_drop(form);
}

static void drop_file(struct ingot_file *file)
{
	if (file->data)
		explicit_bzero(file->data, file->size);
	ingot_file_close(file);
}

static bool is_token(const char *text)
{
	size_t length = strlen(text);

	if (length == 0 || length > INGOT_AZURE_TOKEN_SIZE_MAX)
		return false;
	/* RFC 6750, 2.1: nothing that could end the header */
	for (size_t i = 0; i < length; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	return true;
}

/* "Bearer " and the text that a member of an answer is. */
static int take_token(struct ingot_bytes text, const char *key, struct ingot_reason *reason,
		      char **ret_header)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const char *token = NULL;
	char *header = NULL;

	if (ingot_json_parse(text, NULL, &root) < 0 || ingot_json_get_text(root, key, &token) < 0 ||
	    !is_token(token))
		return ingot_refuse(reason, -EBADMSG, "what should be an access token is none");
	if (asprintf(&header, "Bearer %s", token) < 0)
		return -ENOMEM;
	*ret_header = header;
	return 0;
}

/* The error of the platform: { "error": "invalid_client", "error_description": "AADSTS7000215: …" } */
static int refused(const struct ingot_answer *answer, struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const char *words = "";

	if (ingot_json_parse(ingot_answer_bytes(answer), NULL, &root) == 0 &&
	    ingot_json_get_text(root, "error_description", &words) < 0)
		(void)ingot_json_get_text(root, "error", &words);
	return ingot_upload_refused(reason, "access token", answer, words);
}

static int ask(const struct ingot_azure_login *login, const struct ingot_form *url,
	       const struct ingot_form *body, struct ingot_reason *reason, char **ret_header)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	const struct ingot_request request = {
		.method = "POST",
		.url = url->text,
		.headers = { { "Content-Type", "application/x-www-form-urlencoded", false },
			     { "Accept", "application/json", false } },
		.header_count = 2,
		.body = ingot_form_bytes(body),
		.is_secret_body = true,
		.answer_max = (size_t)256 << 10,
	};
	int r = ingot_transport_call(login->transport, &request, reason, &answer);

	if (r < 0)
		return r;
	if (ingot_transport_is_dry(login->transport)) {
		*ret_header = strdup("Bearer {access-token}");
		return *ret_header ? 0 : -ENOMEM;
	}
	r = answer.status == 200
		    ? take_token(ingot_answer_bytes(&answer), "access_token", reason, ret_header)
		    : refused(&answer, reason);
	if (answer.body)
		explicit_bzero(answer.body, answer.body_size);
	return r;
}

static int add_assertion(const char *path, struct ingot_reason *reason, struct ingot_form *body)
{
	ingot_scoped(drop_file) struct ingot_file file = { 0 };
	int r = ingot_file_read(path, INGOT_AZURE_TOKEN_SIZE_MAX, &file);
	char *text = (char *)file.data;

	if (r < 0)
		return ingot_refuse(reason, r, "AZURE_FEDERATED_TOKEN_FILE: %s: %s", path,
				    strerror(-r));
	text[strcspn(text, "\r\n")] = '\0';
	if (!is_token(text))
		return ingot_refuse(reason, -EBADMSG,
				    "AZURE_FEDERATED_TOKEN_FILE: %s holds no token", path);
	ingot_form_pair(body, "client_assertion_type", ASSERTION);
	ingot_form_pair(body, "client_assertion", text);
	return 0;
}

static void put_url(const struct ingot_azure_login *login, struct ingot_form *url)
{
	const char *host =
		login->settings->login ? login->settings->login : login->credentials->authority;
	size_t length;

	ingot_form_add(url, host ? host : LOGIN);
	length = url->size;
	if (url->text && length > 0 && url->text[length - 1] != '/')
		ingot_form_add(url, "/");
	ingot_form_quote(url, login->credentials->tenant);
	ingot_form_add(url, "/oauth2/v2.0/token");
}

static int ask_platform(const struct ingot_azure_login *login, struct ingot_reason *reason,
			char **ret_header)
{
	const struct ingot_azure_credentials *known = login->credentials;
	ingot_scoped(drop_form) struct ingot_form body = { 0 };
	ingot_scoped(ingot_form_drop) struct ingot_form url = { 0 };
	ingot_scoped(ingot_scoped_free) char *scope = NULL;
	int r = 0;

	if (asprintf(&scope, "%s/.default", login->audience) < 0) {
		scope = NULL;
		return -ENOMEM;
	}
	put_url(login, &url);
	ingot_form_pair(&body, "grant_type", "client_credentials");
	ingot_form_pair(&body, "client_id", known->client);
	ingot_form_pair(&body, "scope", scope);
	if (known->secret)
		ingot_form_pair(&body, "client_secret", known->secret);
	else
		r = add_assertion(known->token_file, reason, &body);
	if (r == 0)
		r = url.error < 0 ? url.error : body.error;
	return r < 0 ? r : ask(login, &url, &body, reason, ret_header);
}

static int ask_tool(const struct ingot_azure_login *login, struct ingot_reason *reason,
		    char **ret_header)
{
	ingot_scoped(ingot_tool_output_drop) struct ingot_tool_output output = { 0 };
	const char *arguments[] = { "az",       "account", "get-access-token", "--resource", NULL,
				    "--output", "json",    "--subscription",   NULL,         NULL };
	const struct ingot_tool tool = { arguments, login->credentials->environment, TOOL_SECONDS };
	int r;

	if (ingot_transport_is_dry(login->transport)) {
		*ret_header = strdup("Bearer {access-token}");
		return *ret_header ? 0 : -ENOMEM;
	}
	arguments[4] = login->audience;
	arguments[8] = login->settings->subscription;
	if (!arguments[8])
		arguments[7] = NULL;
	r = ingot_tool_run(&tool, reason, &output);
	if (r == -ENOENT)
		return ingot_refuse(
			reason, -EINVAL,
			"no credentials: AZURE_TENANT_ID, AZURE_CLIENT_ID and "
			"AZURE_CLIENT_SECRET or AZURE_FEDERATED_TOKEN_FILE are not set, "
			"and there is no az");
	return r < 0 ? r
		     : take_token(ingot_tool_output_bytes(&output), "accessToken", reason,
				  ret_header);
}

int ingot_azure_token(const struct ingot_azure_login *login, struct ingot_reason *reason,
		      char **ret_header)
{
	const struct ingot_azure_credentials *known = login->credentials;
	bool proves = known->secret || known->token_file;

	if (proves && known->tenant && known->client)
		return ask_platform(login, reason, ret_header);
	if (known->secret)
		return ingot_refuse(reason, -EINVAL,
				    "AZURE_CLIENT_SECRET is set, and AZURE_TENANT_ID or "
				    "AZURE_CLIENT_ID is not");
	return ask_tool(login, reason, ret_header);
}
