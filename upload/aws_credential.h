/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_AWS_CREDENTIAL_H
#define INGOT_UPLOAD_AWS_CREDENTIAL_H

#include <stdbool.h>

#include "base/reason.h"

/*
 * What AWS lets us in with, looked for where AWS' own tools look, in this order:
 * 1. AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN;
 * 2. the profile AWS_PROFILE ("default") in the files AWS_SHARED_CREDENTIALS_FILE
 *    (~/.aws/credentials) and AWS_CONFIG_FILE (~/.aws/config): keys, or a credential_process;
 * 3. "aws configure export-credentials" where AWS' command line program is installed: it knows of
 *    single sign-on, roles, and the metadata service.
 *
 * Documents: AWS SDKs and Tools Reference Guide, "Standardized credential providers", "Process
 * credential provider".
 */

/* A session token has no stated limit; those of today have some 1000 characters. */
#define INGOT_AWS_KEY_ID_SIZE     129
#define INGOT_AWS_SECRET_SIZE     257
#define INGOT_AWS_TOKEN_SIZE      8193
#define INGOT_AWS_PROCESS_SECONDS 60

/**
 * struct ingot_aws_environment - what the environment says; each may be NULL
 * @all: the whole environment, ended by NULL, for programs that are started; not NULL
 */
struct ingot_aws_environment {
	const char *access_key_id;     /* AWS_ACCESS_KEY_ID */
	const char *secret_access_key; /* AWS_SECRET_ACCESS_KEY */
	const char *session_token;     /* AWS_SESSION_TOKEN */
	const char *profile;           /* AWS_PROFILE */
	const char *credentials_file;  /* AWS_SHARED_CREDENTIALS_FILE */
	const char *config_file;       /* AWS_CONFIG_FILE */
	const char *home;              /* HOME */
	char *const *all;
};

/**
 * struct ingot_aws_credential - keys; wipe with ingot_aws_credential_drop()
 * @key_id: not secret
 * @secret: secret
 * @token:  secret; empty: there is none
 */
struct ingot_aws_credential {
	char key_id[INGOT_AWS_KEY_ID_SIZE];
	char secret[INGOT_AWS_SECRET_SIZE];
	char token[INGOT_AWS_TOKEN_SIZE];
};

/**
 * ingot_aws_credential_find - look for keys
 * @environment: where to look
 * @reason: set on failure; nothing secret is in it
 * @ret_credential: the keys
 *
 * Returns 0; -ENOENT if there are none; -EBADMSG if they are no keys, or one is there without the
 * other; -EIO if a program that should print them failed; -ETIMEDOUT if it took longer than
 * INGOT_AWS_PROCESS_SECONDS; -EFBIG; -ENOMEM; an OS error of a file.
 */
int ingot_aws_credential_find(const struct ingot_aws_environment *environment,
			      struct ingot_reason *reason,
			      struct ingot_aws_credential *ret_credential);

/** ingot_aws_credential_equal - are they the same keys? */
bool ingot_aws_credential_equal(const struct ingot_aws_credential *a,
				const struct ingot_aws_credential *b);

/** ingot_aws_credential_drop - wipe it; for ingot_scoped() too. */
void ingot_aws_credential_drop(struct ingot_aws_credential *credential);

#endif
