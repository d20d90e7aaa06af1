/* SPDX-License-Identifier: Apache-2.0 */
/* Where AWS' keys come from. */
#include "upload/aws_credential.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/scoped.h"
#include "upload/aws_profile.h"
#include "upload/tool.h"

#define PATH_SIZE         4096
#define COMMAND_WORDS_MAX 32
#define COMMAND_SIZE_MAX  4096
#define DEFAULT_PROFILE   "default"

/* Keys become part of headers: no white space, no control characters. */
static int put(struct ingot_bytes value, size_t capacity, char *ret_text)
{
	if (value.size >= capacity)
		return -EBADMSG;
	for (size_t i = 0; i < value.size; i++)
		if (value.data[i] <= ' ' || value.data[i] >= 0x7f)
			return -EBADMSG;
	if (value.size > 0)
		memcpy(ret_text, value.data, value.size);
	ret_text[value.size] = '\0';
	return 0;
}

/* struct found - what a place says; views. */
struct found {
	struct ingot_bytes key_id;
	struct ingot_bytes secret;
	struct ingot_bytes token;
};

/* 1 with keys; 0 if there are none. */
static int take(const struct found *found, const char *where, struct ingot_reason *reason,
		struct ingot_aws_credential *ret_credential)
{
	ingot_scoped(ingot_aws_credential_drop) struct ingot_aws_credential keys = { .token = "" };

	if (found->key_id.size == 0 && found->secret.size == 0)
		return 0;
	if (found->key_id.size == 0 || found->secret.size == 0)
		return ingot_refuse(reason, -EBADMSG, "%s: %s is there, and %s is not", where,
				    found->key_id.size ? "the access key's ID" : "a secret key",
				    found->key_id.size ? "its secret" : "an access key's ID");
	if (put(found->key_id, sizeof(keys.key_id), keys.key_id) < 0 ||
	    put(found->secret, sizeof(keys.secret), keys.secret) < 0 ||
	    put(found->token, sizeof(keys.token), keys.token) < 0)
		return ingot_refuse(reason, -EBADMSG,
				    "%s: an access key that is too long, or has characters that "
				    "none has",
				    where);
	*ret_credential = keys;
	return 1;
}

static struct ingot_bytes text_of(const char *text)
{
	return ingot_bytes_of_text(text ? text : "");
}

static struct ingot_bytes member(const struct ingot_json *object, const char *key)
{
	const char *text = NULL;

	(void)ingot_json_get_text(object, key, &text);
	return text_of(text);
}

/* What both a credential_process and AWS' own program print. */
static int from_json(const char *name, struct ingot_bytes output, struct ingot_reason *reason,
		     struct ingot_aws_credential *ret_credential)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const int64_t versions[2] = { 1, 1 };
	struct found found;
	int64_t version;
	int r = ingot_json_parse(output, NULL, &root);

	if (r == -ENOMEM)
		return r;
	if (r < 0 || ingot_json_get_integer(root, "Version", versions, &version) < 0)
		return ingot_refuse(reason, -EBADMSG,
				    "%s did not print credentials (JSON, \"Version\": 1)", name);
	found.key_id = member(root, "AccessKeyId");
	found.secret = member(root, "SecretAccessKey");
	found.token = member(root, "SessionToken");
	r = take(&found, name, reason, ret_credential);
	return r != 0 ? r : ingot_refuse(reason, -EBADMSG, "%s printed no keys", name);
}

static int ask(const struct ingot_aws_environment *environment, const char *const *arguments,
	       struct ingot_reason *reason, struct ingot_aws_credential *ret_credential)
{
	ingot_scoped(ingot_tool_output_drop) struct ingot_tool_output output = { 0 };
	const struct ingot_tool tool = { arguments, environment->all, INGOT_AWS_PROCESS_SECONDS };
	int r = ingot_tool_run(&tool, reason, &output);

	if (r < 0)
		return r;
	return from_json(arguments[0], ingot_tool_output_bytes(&output), reason, ret_credential);
}

/* Words as a shell would see them, with quotes, and nothing else of a shell. */
static int split(char *command, const char *words[COMMAND_WORDS_MAX + 1])
{
	size_t count = 0, to = 0;
	bool within = false;
	char quote = '\0';

	for (size_t from = 0; command[from]; from++) {
		char c = command[from];

		if (!within && c != ' ') {
			if (count == COMMAND_WORDS_MAX)
				return -EFBIG;
			words[count++] = &command[to];
			within = true;
		}
		if (quote == '\0' && within && c == ' ') {
			command[to++] = '\0';
			within = false;
		} else if (c == quote) {
			quote = '\0';
		} else if (quote == '\0' && (c == '"' || c == '\'')) {
			quote = c;
		} else if (within) {
			command[to++] = c;
		}
	}
	command[to] = '\0';
	words[count] = NULL;
	return quote != '\0' || count == 0 ? -EBADMSG : 0;
}

static int run_process(const struct ingot_aws_environment *environment, struct ingot_bytes command,
		       struct ingot_reason *reason, struct ingot_aws_credential *ret_credential)
{
	const char *words[COMMAND_WORDS_MAX + 1];
	char text[COMMAND_SIZE_MAX];
	int r;

	if (command.size >= sizeof(text))
		return ingot_refuse(reason, -EFBIG, "credential_process has over %d characters",
				    COMMAND_SIZE_MAX - 1);
	memcpy(text, command.data, command.size);
	text[command.size] = '\0';
	r = split(text, words);
	if (r < 0)
		return ingot_refuse(reason, r, "credential_process is no command: %.*s",
				    (int)command.size, (const char *)command.data);
	r = ask(environment, words, reason, ret_credential);
	if (r == -ENOENT)
		return ingot_refuse(reason, -EIO, "credential_process: there is no %s", words[0]);
	return r < 0 ? r : 1;
}

/* struct place - one of the two shared files */
struct place {
	enum ingot_aws_profile_file kind;
	const char *path;
	const char *name;
};

static int from_file(const struct ingot_aws_environment *environment, const struct place *place,
		     struct ingot_reason *reason, struct ingot_aws_credential *ret_credential)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	const char *name = environment->profile ? environment->profile : DEFAULT_PROFILE;
	struct ingot_aws_profile profile;
	struct ingot_fault fault = { 0, NULL };
	struct found found;
	char path[PATH_SIZE];
	int r;

	if (!place->path && !environment->home)
		return 0;
	r = place->path
		    ? snprintf(path, sizeof(path), "%s", place->path)
		    : snprintf(path, sizeof(path), "%s/.aws/%s", environment->home, place->name);
	if (r < 0 || (size_t)r >= sizeof(path))
		return ingot_refuse(reason, -EFBIG, "the path of AWS' %s is too long", place->name);
	r = ingot_file_read(path, INGOT_AWS_PROFILE_TEXT_SIZE_MAX, &file);
	if (r == -ENOENT && !place->path)
		return 0;
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", path, strerror(-r));
	r = ingot_aws_profile_read(place->kind, ingot_file_bytes(&file), name, &fault, &profile);
	if (r == -EBADMSG)
		r = ingot_refuse(reason, r, "%s: offset %llu: %s", path,
				 (unsigned long long)fault.offset, fault.rule);
	if (r == 0) {
		found = (struct found){ profile.access_key_id, profile.secret_access_key,
					profile.session_token };
		r = take(&found, path, reason, ret_credential);
	}
	if (r == 0 && profile.credential_process.size > 0)
		r = run_process(environment, profile.credential_process, reason, ret_credential);
	explicit_bzero(file.data, file.size);
	return r == -ENOENT ? 0 : r;
}

static int from_program(const struct ingot_aws_environment *environment,
			struct ingot_reason *reason, struct ingot_aws_credential *ret_credential)
{
	const char *const arguments[] = { "aws",      "configure", "export-credentials",
					  "--format", "process",   NULL };
	int r = ask(environment, arguments, reason, ret_credential);

	if (r != -ENOENT)
		return r < 0 ? r : 1;
	return ingot_refuse(reason, -ENOENT,
			    "no credentials of AWS: none in AWS_ACCESS_KEY_ID, none in the profile "
			    "%s, and no program aws to ask",
			    environment->profile ? environment->profile : DEFAULT_PROFILE);
}

int ingot_aws_credential_find(const struct ingot_aws_environment *environment,
			      struct ingot_reason *reason,
			      struct ingot_aws_credential *ret_credential)
{
	ingot_scoped(ingot_aws_credential_drop) struct ingot_aws_credential keys = { .token = "" };
	const struct found found = { text_of(environment->access_key_id),
				     text_of(environment->secret_access_key),
				     text_of(environment->session_token) };
	const struct place places[] = {
		{ INGOT_AWS_PROFILE_CREDENTIALS, environment->credentials_file, "credentials" },
		{ INGOT_AWS_PROFILE_CONFIG, environment->config_file, "config" },
	};
	int r = take(&found, "the environment", reason, &keys);

	for (size_t i = 0; r == 0 && i < sizeof(places) / sizeof(places[0]); i++)
		r = from_file(environment, &places[i], reason, &keys);
	if (r == 0)
		r = from_program(environment, reason, &keys);
	if (r < 0)
		return r;
	*ret_credential = keys;
	return 0;
}

bool ingot_aws_credential_equal(const struct ingot_aws_credential *a,
				const struct ingot_aws_credential *b)
{
	return strcmp(a->key_id, b->key_id) == 0 && strcmp(a->secret, b->secret) == 0 &&
	       strcmp(a->token, b->token) == 0;
}

void ingot_aws_credential_drop(struct ingot_aws_credential *credential)
{
	explicit_bzero(credential, sizeof(*credential));
}
