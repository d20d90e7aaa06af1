/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_AZURE_TOKEN_H
#define INGOT_UPLOAD_AZURE_TOKEN_H

#include "upload/azure_settings.h"

/*
 * Access tokens of Microsoft Entra ID, from the first of these that there is:
 *
 * - a secret of an application: AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET;
 * - a token of somebody else's who vouches for it (workload identity): AZURE_TENANT_ID,
 *   AZURE_CLIENT_ID, AZURE_FEDERATED_TOKEN_FILE, which is read anew each time;
 * - "az account get-access-token", as whoever "az login" was done for.
 *
 * Spec: Microsoft, "Microsoft identity platform and the OAuth 2.0 client credentials flow";
 * RFC 6749, 4.4; RFC 7523, 2.2.
 */

#define INGOT_AZURE_TOKEN_SIZE_MAX ((size_t)32 << 10)

/**
 * struct ingot_azure_credentials - what the environment has; each NULL where it is not set, borrowed
 * @tenant, @client, @secret, @token_file: as above
 * @authority: AZURE_AUTHORITY_HOST; the settings' endpoint "login" goes before it
 * @sas: AZURE_STORAGE_SAS_TOKEN: what opens the container for via "blob", without a token
 * @environment: all of it, for az
 */
struct ingot_azure_credentials {
	const char *tenant;
	const char *client;
	const char *secret;
	const char *token_file;
	const char *authority;
	const char *sas;
	char *const *environment;
};

/**
 * struct ingot_azure_login - whom a token is asked of, and for what
 * @audience: "https://management.azure.com", without '/' at the end
 */
struct ingot_azure_login {
	struct ingot_transport *transport;
	const struct ingot_azure_settings *settings;
	const struct ingot_azure_credentials *credentials;
	const char *audience;
};

/**
 * ingot_azure_token - ask for a token
 * @reason: set on failure; no secret in it
 * @ret_header: "Bearer …"; to be wiped and released with ingot_azure_token_drop()
 *
 * In a dry run the request is shown, and the token is none.
 *
 * Returns 0; -EINVAL if there are no credentials, or half of some; -EIO; -EBADMSG if the answer has
 * no token; -EFBIG; -ENOMEM; an OS error.
 */
int ingot_azure_token(const struct ingot_azure_login *login, struct ingot_reason *reason,
		      char **ret_header);

/** ingot_azure_token_drop - wipe and release a text, leave NULL; for ingot_scoped() too. */
void ingot_azure_token_drop(char **header);

#endif
