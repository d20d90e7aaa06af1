/* SPDX-License-Identifier: Apache-2.0 */
/* Access tokens of Google Cloud, from where its own programs have them. */
#include "upload/gcp_credentials.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/scoped.h"
#include "upload/form.h"
#include "upload/jwt.h"
#include "upload/settings.h"
#include "upload/tool.h"

#define DEFAULT_TOKEN_URL "https://oauth2.googleapis.com/token"
#define SCOPE             "https://www.googleapis.com/auth/cloud-platform"
#define JWT_GRANT         "urn:ietf:params:oauth:grant-type:jwt-bearer"
#define LIFETIME_SECONDS  3600
#define TOOL_SECONDS      60
#define IN_GCLOUD         "application_default_credentials.json"

static void wipe_file(struct ingot_file *file)
{
	if (file->data)
		explicit_bzero(file->data, file->size);
	ingot_file_close(file);
}

static void wipe_form(struct ingot_form *form)
{
	if (form->text)
		explicit_bzero(form->text, form->size);
	ingot_form_drop(form);
}

static void wipe_answer(struct ingot_answer *answer)
{
	if (answer->body)
		explicit_bzero(answer->body, answer->body_size);
	ingot_answer_drop(answer);
}

void ingot_gcp_token_drop(char **token)
{
	if (*token)
		explicit_bzero(*token, strlen(*token));
	free(*token);
	*token = NULL;
}

/* A token goes into a header: nothing but visible characters. */
static int take_token(struct ingot_bytes text, const char *where, struct ingot_reason *reason,
		      char **ret_token)
{
	ingot_scoped(ingot_gcp_token_drop) char *token = NULL;

	while (text.size > 0 && strchr("\r\n", text.data[text.size - 1]))
		text.size--;
	if (text.size == 0 || text.size > INGOT_GCP_TOKEN_SIZE_MAX)
		return ingot_refuse(reason, -EBADMSG, "%s: no access token", where);
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] <= ' ' || text.data[i] > '~')
			return ingot_refuse(reason, -EBADMSG, "%s: no access token", where);
	token = strndup((const char *)text.data, text.size);
	if (!token)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	*ret_token = token;
	token = NULL;
	return 0;
}

/* What went wrong by RFC 6749, 5.2; the words are the server's. */
static int refused(const struct ingot_answer *answer, const char *where,
		   struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const char *error = "no reason given";
	const char *words = "";

	if (ingot_json_parse(ingot_answer_bytes(answer), NULL, &root) == 0) {
		(void)ingot_json_get_text(root, "error", &error);
		(void)ingot_json_get_text(root, "error_description", &words);
	}
	return ingot_refuse(reason, -EIO, "%s: no access token for it: HTTP %ld, %s%s%s", where,
			    answer->status, error, words[0] ? ": " : "", words);
}

/*
 * struct identity - a file of credentials, read
 * @where: the file, for messages
 * @url:   where tokens are asked for
 */
struct identity {
	const struct ingot_gcp_credentials *credentials;
	const struct ingot_json *root;
	const char *where;
	const char *url;
};

static int ask(const struct identity *identity, const struct ingot_form *form,
	       struct ingot_reason *reason, char **ret_token)
{
	ingot_scoped(wipe_answer) struct ingot_answer answer = { 0 };
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	struct ingot_request request = {
		.method = "POST",
		.url = identity->url,
		.headers = { { "Content-Type", "application/x-www-form-urlencoded", false } },
		.header_count = 1,
		.body = ingot_form_bytes(form),
		.is_secret_body = true,
		.answer_max = 2 * INGOT_GCP_TOKEN_SIZE_MAX,
	};
	const char *token;
	int r = form->error;

	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", identity->where, strerror(-r));
	r = ingot_transport_call(identity->credentials->transport, &request, reason, &answer);
	if (r < 0)
		return r;
	if (ingot_transport_is_dry(identity->credentials->transport))
		return take_token(ingot_bytes_of_text("{access-token}"), "", reason, ret_token);
	if (answer.status != 200)
		return refused(&answer, identity->where, reason);
	r = ingot_json_parse(ingot_answer_bytes(&answer), NULL, &root);
	if (r < 0 || ingot_json_get_text(root, "access_token", &token) < 0)
		return ingot_refuse(reason, -EBADMSG, "%s answers without an access token",
				    identity->url);
	return take_token(ingot_bytes_of_text(token), identity->url, reason, ret_token);
}

static const char *need(const struct identity *identity, const char *key,
			struct ingot_reason *reason)
{
	const char *text;

	if (ingot_json_get_text(identity->root, key, &text) == 0 && text[0])
		return text;
	(void)ingot_refuse(reason, -EBADMSG, "%s: %s is missing", identity->where, key);
	return NULL;
}

/* RFC 7523, and what Google wants in it. */
static int make_claims(const char *email, const char *audience, struct ingot_json **ret_claims)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *claims = ingot_json_new_object();
	int64_t now = (int64_t)time(NULL);
	int r = claims ? ingot_json_set_text(claims, "iss", email) : -ENOMEM;

	if (r == 0)
		r = ingot_json_set_text(claims, "scope", SCOPE);
	if (r == 0)
		r = ingot_json_set_text(claims, "aud", audience);
	if (r == 0)
		r = ingot_json_set_integer(claims, "iat", now);
	if (r == 0)
		r = ingot_json_set_integer(claims, "exp", now + LIFETIME_SECONDS);
	if (r < 0)
		return r;
	*ret_claims = claims;
	claims = NULL;
	return 0;
}

static int make_header(const struct identity *identity, struct ingot_json **ret_header)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *header = ingot_json_new_object();
	const char *key_id;
	int r = header ? ingot_json_set_text(header, "alg", "RS256") : -ENOMEM;

	if (r == 0)
		r = ingot_json_set_text(header, "typ", "JWT");
	if (r == 0 && ingot_json_get_text(identity->root, "private_key_id", &key_id) == 0)
		r = ingot_json_set_text(header, "kid", key_id);
	if (r < 0)
		return r;
	*ret_header = header;
	header = NULL;
	return 0;
}

/* A file may say where its tokens come from; a config file may know better. */
static int find_url(struct identity *identity, const char **ret_audience,
		    struct ingot_reason *reason)
{
	const char *url = DEFAULT_TOKEN_URL;

	(void)ingot_json_get_text(identity->root, "token_uri", &url);
	if (!ingot_settings_is_url(url))
		return ingot_refuse(reason, -EBADMSG, "%s: token_uri is no https URL",
				    identity->where);
	*ret_audience = url;
	identity->url = identity->credentials->endpoint ? identity->credentials->endpoint : url;
	return 0;
}

static int of_service_account(struct identity *identity, struct ingot_reason *reason,
			      char **ret_token)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *header = NULL;
	ingot_scoped(ingot_json_scoped) struct ingot_json *claims = NULL;
	ingot_scoped(ingot_gcp_token_drop) char *jwt = NULL;
	ingot_scoped(wipe_form) struct ingot_form form = { 0 };
	struct ingot_reason why = { .text = "" };
	const char *email = need(identity, "client_email", reason);
	const char *key = email ? need(identity, "private_key", reason) : NULL;
	const char *audience;
	int r = key ? find_url(identity, &audience, reason) : -EBADMSG;

	if (r < 0)
		return r;
	r = make_header(identity, &header);
	if (r == 0)
		r = make_claims(email, audience, &claims);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", identity->where, strerror(-r));
	r = ingot_jwt_sign(ingot_bytes_of_text(key), header, claims, &why, &jwt);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", identity->where, why.text);
	ingot_form_pair(&form, "grant_type", JWT_GRANT);
	ingot_form_pair(&form, "assertion", jwt);
	return ask(identity, &form, reason, ret_token);
}

static int of_user(struct identity *identity, struct ingot_reason *reason, char **ret_token)
{
	static const char *const keys[] = { "client_id", "client_secret", "refresh_token" };
	ingot_scoped(wipe_form) struct ingot_form form = { 0 };
	const char *audience;
	int r = find_url(identity, &audience, reason);

	if (r < 0)
		return r;
	ingot_form_pair(&form, "grant_type", "refresh_token");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char *value = need(identity, keys[i], reason);

		if (!value)
			return -EBADMSG;
		ingot_form_pair(&form, keys[i], value);
	}
	return ask(identity, &form, reason, ret_token);
}

static int from_file(const struct ingot_gcp_credentials *credentials, const char *path,
		     struct ingot_reason *reason, char **ret_token)
{
	ingot_scoped(wipe_file) struct ingot_file file = { 0 };
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	struct identity identity = { .credentials = credentials, .where = path };
	struct ingot_fault fault = { 0 };
	const char *type;
	int r = ingot_file_read(path, INGOT_GCP_CREDENTIALS_SIZE_MAX, &file);

	if (r < 0)
		return ingot_refuse(reason, r, "credentials in %s: %s", path, strerror(-r));
	r = ingot_json_parse(ingot_file_bytes(&file), &fault, &root);
	if (r < 0)
		return ingot_refuse(reason, r, "credentials in %s: %s", path,
				    fault.rule ? fault.rule : strerror(-r));
	identity.root = root;
	type = need(&identity, "type", reason);
	if (!type)
		return -EBADMSG;
	if (strcmp(type, "service_account") == 0)
		return of_service_account(&identity, reason, ret_token);
	if (strcmp(type, "authorized_user") == 0)
		return of_user(&identity, reason, ret_token);
	return ingot_refuse(reason, -ENOTSUP,
			    "%s: credentials of type %.40s: have gcloud make a token of them, in "
			    "CLOUDSDK_AUTH_ACCESS_TOKEN",
			    path, type);
}

/* 1 with a token; 0 if gcloud is not installed. */
static int from_gcloud(const struct ingot_gcp_environment *environment, struct ingot_reason *reason,
		       char **ret_token)
{
	static const char *const arguments[] = { "gcloud", "auth", "print-access-token", "--quiet",
						 NULL };
	ingot_scoped(ingot_tool_output_drop) struct ingot_tool_output output = { 0 };
	const struct ingot_tool tool = { arguments, environment->all, TOOL_SECONDS };
	int r = environment->all ? ingot_tool_run(&tool, reason, &output) : -ENOENT;

	if (r == -ENOENT)
		return 0;
	if (r == 0)
		r = take_token(ingot_tool_output_bytes(&output), "gcloud auth print-access-token",
			       reason, ret_token);
	return r < 0 ? r : 1;
}

static int gcloud_file(const struct ingot_gcp_environment *environment, char **ret_path)
{
	char *path = NULL;
	int n = 0;

	if (environment->folder && environment->folder[0])
		n = asprintf(&path, "%s/" IN_GCLOUD, environment->folder);
	else if (environment->home && environment->home[0])
		n = asprintf(&path, "%s/.config/gcloud/" IN_GCLOUD, environment->home);
	if (n < 0)
		return -ENOMEM;
	*ret_path = path;
	return 0;
}

int ingot_gcp_credentials_token(const struct ingot_gcp_credentials *credentials,
				struct ingot_reason *reason, char **ret_token)
{
	const struct ingot_gcp_environment *environment = &credentials->environment;
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	int r;

	if (environment->access_token && environment->access_token[0])
		return take_token(ingot_bytes_of_text(environment->access_token),
				  "CLOUDSDK_AUTH_ACCESS_TOKEN", reason, ret_token);
	if (environment->file && environment->file[0])
		return from_file(credentials, environment->file, reason, ret_token);
	if (gcloud_file(environment, &path) < 0)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	if (path && access(path, F_OK) == 0)
		return from_file(credentials, path, reason, ret_token);
	r = from_gcloud(environment, reason, ret_token);
	if (r != 0)
		return r < 0 ? r : 0;
	return ingot_refuse(reason, -ENOENT,
			    "no credentials: none in CLOUDSDK_AUTH_ACCESS_TOKEN, "
			    "GOOGLE_APPLICATION_CREDENTIALS or %s, and no gcloud",
			    path ? path : "~/.config/gcloud");
}
