/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_AZURE_CLIENT_H
#define INGOT_UPLOAD_AZURE_CLIENT_H

#include "upload/azure_token.h"
#include "upload/form.h"
#include "upload/upload.h"

/*
 * Requests to Azure: to Resource Manager, which speaks JSON and finishes things later, and to
 * Storage. Both are let in by a token, which is asked for when it is first needed, and once more if
 * it has expired.
 *
 * Spec: Microsoft, "Azure REST API reference"; "Track asynchronous Azure operations".
 */

/** enum ingot_azure_service - whom a token is for. */
enum ingot_azure_service { INGOT_AZURE_MANAGEMENT, INGOT_AZURE_STORAGE, INGOT_AZURE_SERVICE_COUNT };

/**
 * struct ingot_azure_client - what all requests need; begin with all but @token, release with
 *                             ingot_azure_client_drop()
 * @token: private: "Bearer …" for each service, a secret
 */
struct ingot_azure_client {
	struct ingot_transport *transport;
	const struct ingot_azure_settings *settings;
	const struct ingot_azure_credentials *credentials;
	char *token[INGOT_AZURE_SERVICE_COUNT];
};

/** ingot_azure_client_drop - wipe the tokens; for ingot_scoped() too. */
void ingot_azure_client_drop(struct ingot_azure_client *client);

/**
 * ingot_azure_authorization - the header's value for a service
 * @anew: the one there is has expired: ask for another
 * @ret_value: borrowed from @client until it is asked for anew
 *
 * Returns 0; as ingot_azure_token().
 */
int ingot_azure_authorization(struct ingot_azure_client *client, enum ingot_azure_service service,
			      bool anew, struct ingot_reason *reason, const char **ret_value);

/**
 * struct ingot_azure_ask - a request; borrowed
 * @method, @url: as in struct ingot_request
 * @service: whose token goes with it
 * @headers: more of them, @header_count
 * @body:    JSON, or NULL
 */
struct ingot_azure_ask {
	const char *method;
	const char *url;
	enum ingot_azure_service service;
	const struct ingot_header *headers;
	size_t header_count;
	const struct ingot_json *body;
};

/**
 * ingot_azure_call - make a request, with a new token if the one there was has expired
 * @ret_answer: of any status but 401; drop with ingot_answer_drop()
 *
 * Returns 0; as ingot_transport_call() and ingot_azure_token(); -EIO if the new token is refused too.
 */
int ingot_azure_call(struct ingot_azure_client *client, const struct ingot_azure_ask *ask,
		     struct ingot_reason *reason, struct ingot_answer *ret_answer);

/**
 * ingot_azure_refused - what Azure's error document says, JSON or XML, as a reason
 * @what: what was asked for
 *
 * Returns -EIO.
 */
int ingot_azure_refused(const char *what, const struct ingot_answer *answer,
			struct ingot_reason *reason);

/**
 * ingot_azure_result - follow what Resource Manager does later to its result
 * @first: the answer to a POST
 * @what:  for messages
 * @ret_result: the last answer, status 200 or 204; drop with ingot_answer_drop()
 *
 * URLs that the answers name are followed only within the endpoint that the settings name: the token
 * goes with the request.
 *
 * Returns 0; -EIO, also if it takes too long; -EBADMSG; as ingot_azure_call().
 */
int ingot_azure_result(struct ingot_azure_client *client, const struct ingot_answer *first,
		       const char *what, struct ingot_reason *reason,
		       struct ingot_answer *ret_result);

/**
 * ingot_azure_path - "/a/b/c" of segments
 * @segments: ended by NULL
 * @api_version: NULL: the path itself, an id of Resource Manager; else endpoint in front and query
 *               behind, quoted: a URL
 * @ret_form: empty
 *
 * Returns 0; -ENOMEM.
 */
int ingot_azure_path(const struct ingot_azure_client *client, const char *const *segments,
		     const char *api_version, struct ingot_form *ret_form);

#endif
