/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_GCP_CREDENTIALS_H
#define INGOT_UPLOAD_GCP_CREDENTIALS_H

#include "upload/transport.h"

/*
 * Who asks Google Cloud. The first of these that is there:
 *
 * 1. an access token in CLOUDSDK_AUTH_ACCESS_TOKEN, as gcloud takes it; it cannot be renewed
 * 2. the file that GOOGLE_APPLICATION_CREDENTIALS names
 * 3. application_default_credentials.json in gcloud's folder: $CLOUDSDK_CONFIG, else
 *    ~/.config/gcloud
 * 4. what "gcloud auth print-access-token" prints, where gcloud is installed
 *
 * A file is a service account's key, whose token is asked for with a JSON Web Token that the key
 * signs, or an authorized_user with a refresh token. Others (external_account, impersonation) are
 * refused with a word on how gcloud gets a token from them.
 *
 * Spec: Google, "How Application Default Credentials works"; "Using OAuth 2.0 for Server to Server
 * Applications" (JWT); RFC 6749 section 6, RFC 7523.
 */

#define INGOT_GCP_CREDENTIALS_SIZE_MAX ((size_t)64 << 10)
#define INGOT_GCP_TOKEN_SIZE_MAX       ((size_t)16 << 10)

/**
 * struct ingot_gcp_environment - what a verb found in its environment; texts or NULL, borrowed
 * @access_token: CLOUDSDK_AUTH_ACCESS_TOKEN
 * @file:         GOOGLE_APPLICATION_CREDENTIALS
 * @folder:       CLOUDSDK_CONFIG
 * @home:         HOME
 * @all:          all of it, ended by NULL, for gcloud; NULL: it is not asked
 */
struct ingot_gcp_environment {
	const char *access_token;
	const char *file;
	const char *folder;
	const char *home;
	char *const *all;
};

/**
 * struct ingot_gcp_credentials - where tokens come from; all borrowed
 * @environment: as above
 * @endpoint:    URL for tokens in place of what a file says; NULL: none
 * @transport:   by which they are asked for
 */
struct ingot_gcp_credentials {
	struct ingot_gcp_environment environment;
	const char *endpoint;
	struct ingot_transport *transport;
};

/**
 * ingot_gcp_credentials_token - get an access token, anew each time
 * @reason: set on failure; no secret in it
 * @ret_token: printable ASCII; a secret; release with ingot_gcp_token_drop(). In a dry run it is
 *             "{access-token}"
 *
 * Returns 0; -ENOENT if there are no credentials at all; -EBADMSG if they are malformed; -ENOTSUP for a
 * kind that is not handled here; -EIO, also if the server refuses them; -ENOMEM; an OS error.
 */
int ingot_gcp_credentials_token(const struct ingot_gcp_credentials *credentials,
				struct ingot_reason *reason, char **ret_token);

/** ingot_gcp_token_drop - wipe and release one; NULL is fine; for ingot_scoped() too. */
void ingot_gcp_token_drop(char **token);

#endif
