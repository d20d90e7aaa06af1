/* SPDX-License-Identifier: Apache-2.0 */
/* upload/aws_credential.h: each place that keys are looked for in, and their order. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/scoped.h"
#include "tests/unit/check.h"
#include "upload/aws_credential.h"

static char folder[] = "/tmp/ingot-test-XXXXXX";

static const char *place(const char *name)
{
	static char paths[8][128];
	static unsigned next;
	char *path = paths[next++ % 8];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static const char *put_file(const char *name, const char *text, mode_t mode)
{
	CHECK(ingot_file_write(place(name), ingot_bytes_of_text(text), mode) == 0);
	return place(name);
}

/* struct vector - @environment's own keys, the two files, what a program prints; and what is found */
static const struct vector {
	const char *key, *secret, *token, *profile;
	const char *credentials, *config;
	const char *program; /* script of "aws" in PATH */
	int want;
	const char *key_id, *found_secret, *found_token;
} vectors[] = {
	{ "K", "S", "T", NULL, NULL, NULL, NULL, 0, "K", "S", "T" },
	{ "K", "S", NULL, "other", "[other]\naws_access_key_id=F\naws_secret_access_key=G\n", NULL,
	  NULL, 0, "K", "S", "" },
	{ "K", NULL, NULL, NULL, NULL, NULL, NULL, -EBADMSG, NULL, NULL, NULL },
	{ NULL, "S", NULL, NULL, NULL, NULL, NULL, -EBADMSG, NULL, NULL, NULL },
	{ "K K", "S", NULL, NULL, NULL, NULL, NULL, -EBADMSG, NULL, NULL, NULL },
	{ "K", "S", "T\nx: y", NULL, NULL, NULL, NULL, -EBADMSG, NULL, NULL, NULL },
	{ "", "", "", NULL, "[default]\naws_access_key_id=F\naws_secret_access_key=G\n",
	  "[default]\naws_access_key_id=C\naws_secret_access_key=D\n", NULL, 0, "F", "G", "" },
	{ NULL, NULL, NULL, "b", "[default]\naws_access_key_id=F\naws_secret_access_key=G\n",
	  "[profile b]\naws_access_key_id=C\naws_secret_access_key=D\naws_session_token=E\n", NULL,
	  0, "C", "D", "E" },
	{ NULL, NULL, NULL, NULL, "[default]\naws_access_key_id=F\n", NULL, NULL, -EBADMSG, NULL,
	  NULL, NULL },
	{ NULL, NULL, NULL, NULL, "nonsense", NULL, NULL, -EBADMSG, NULL, NULL, NULL },
	{ NULL, NULL, NULL, NULL, NULL, "[default]\ncredential_process = sh -c \"echo '{ \\\n",
	  NULL, -EBADMSG, NULL, NULL, NULL },
	{ NULL, NULL, NULL, NULL, NULL,
	  "[default]\ncredential_process = /bin/sh PROCESS 'a b'  \"\"\n", NULL, 0, "a_b2-key",
	  "PS", "PT" },
	{ NULL, NULL, NULL, NULL, NULL, "[default]\ncredential_process = /none/there\n", NULL, -EIO,
	  NULL, NULL, NULL },
	{ NULL, NULL, NULL, NULL, NULL, "[default]\ncredential_process = /bin/false\n", NULL, -EIO,
	  NULL, NULL, NULL },
	{ NULL, NULL, NULL, NULL, NULL, "[default]\ncredential_process = /bin/echo x\n", NULL,
	  -EBADMSG, NULL, NULL, NULL },
	{ NULL, NULL, NULL, NULL, NULL, "[default]\ncredential_process = /bin/echo {}\n", NULL,
	  -EBADMSG, NULL, NULL, NULL },
	{ NULL, NULL, NULL, NULL, NULL, NULL, NULL, -ENOENT, NULL, NULL, NULL },
	{ NULL, NULL, NULL, NULL, NULL, NULL,
	  "[ \"$*\" = 'configure export-credentials --format process' ] && echo '"
	  "{\"Version\":1,\"AccessKeyId\":\"PK\",\"SecretAccessKey\":\"PS\",\"SessionToken\":\"PT\","
	  "\"Expiration\":\"2026-01-01T00:00:00Z\"}'",
	  0, "PK", "PS", "PT" },
	{ NULL, NULL, NULL, NULL, NULL, NULL, "exit 255", -EIO, NULL, NULL, NULL },
	{ NULL, NULL, NULL, NULL, NULL, NULL, "echo '{\"Version\":2}'", -EBADMSG, NULL, NULL,
	  NULL },
	{ NULL, NULL, NULL, NULL, NULL, NULL,
	  "echo '{\"Version\":1,\"AccessKeyId\":\"PK\",\"SecretAccessKey\":\"\"}'", -EBADMSG, NULL,
	  NULL, NULL },
};

/* A credential_process' path is that of this run. */
static const char *put_config(const char *text)
{
	char whole[512];
	const char *mark = strstr(text, "PROCESS");

	if (!mark)
		return put_file("config", text, 0600);
	snprintf(whole, sizeof(whole), "%.*s%s%s", (int)(mark - text), text, place("process"),
		 mark + strlen("PROCESS"));
	return put_file("config", whole, 0600);
}

static void test_vector(const struct vector *vector)
{
	char *none[] = { NULL };
	struct ingot_aws_credential credential = { .key_id = "untouched" };
	struct ingot_reason reason = { .text = "" };
	struct ingot_aws_environment environment = { .access_key_id = vector->key,
						     .secret_access_key = vector->secret,
						     .session_token = vector->token,
						     .profile = vector->profile,
						     .home = place("home"),
						     .all = none };
	char script[512];
	int r;

	(void)unlink(place("aws"));
	if (vector->program) {
		snprintf(script, sizeof(script), "#!/bin/sh\n%s\n", vector->program);
		put_file("aws", script, 0700);
	}
	if (vector->credentials)
		environment.credentials_file = put_file("keys", vector->credentials, 0600);
	if (vector->config)
		environment.config_file = put_config(vector->config);
	r = ingot_aws_credential_find(&environment, &reason, &credential);
	if (!CHECK(r == vector->want))
		fprintf(stderr, "vector %td: %d %s\n", vector - vectors, r, reason.text);
	if (r < 0) {
		CHECK(reason.text[0] != '\0');
		CHECK_TEXT(credential.key_id, "untouched");
		return;
	}
	CHECK_TEXT(credential.key_id, vector->key_id);
	CHECK_TEXT(credential.secret, vector->found_secret);
	CHECK_TEXT(credential.token, vector->found_token);
	CHECK(ingot_aws_credential_equal(&credential, &credential));
	credential.secret[0] ^= 1;
	CHECK(credential.secret[0] != vector->found_secret[0]);
	ingot_aws_credential_drop(&credential);
	CHECK(credential.secret[0] == '\0' && credential.token[0] == '\0');
}

int main(void)
{
	if (!mkdtemp(folder))
		return EXIT_FAILURE;
	setenv("PATH", folder, 1);
	/* The two words, "a b" and an empty one, become part of the key's ID, without the blank. */
	put_file("process",
		 "echo '{\"Version\":1,\"AccessKeyId\":\"'\"${1% b}_b$#\"'-key\","
		 "\"SecretAccessKey\":\"PS\",\"SessionToken\":\"PT\"}'",
		 0600);
	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++)
		test_vector(&vectors[i]);
	for (size_t i = 0; i < 4; i++)
		(void)unlink(place((const char *const[]){ "aws", "keys", "config", "process" }[i]));
	CHECK(rmdir(folder) == 0);
	return check_result();
}
