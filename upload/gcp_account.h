/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_GCP_ACCOUNT_H
#define INGOT_UPLOAD_GCP_ACCOUNT_H

#include "upload/form.h"
#include "upload/gcp_credentials.h"
#include "upload/gcp_settings.h"

/*
 * Requests to Google's APIs in somebody's name: JSON in, JSON out. A token that has expired is got
 * anew, once for each request.
 */

/**
 * struct ingot_gcp_account - who asks; release with ingot_gcp_account_drop()
 * @settings, @credentials, @transport: borrowed
 * @token: private; NULL until the first request
 */
struct ingot_gcp_account {
	const struct ingot_gcp_settings *settings;
	const struct ingot_gcp_credentials *credentials;
	struct ingot_transport *transport;
	char *token;
};

/**
 * struct ingot_gcp_call - a request
 * @method: "GET", "POST", "DELETE"
 * @form:   its URL; an error in it is one of the call
 * @what:   for messages: "creating the image"
 * @body:   object to be sent; NULL: none
 * @headers: further ones, @header_count of them, at most 4
 */
struct ingot_gcp_call {
	const char *method;
	const struct ingot_form *form;
	const char *what;
	const struct ingot_json *body;
	const struct ingot_header *headers;
	size_t header_count;
};

/**
 * ingot_gcp_account_call - ask
 * @reason: set on failure
 * @ret_answer: of any status but 401 and those that are tried again; drop with ingot_answer_drop()
 *
 * Returns 0; -EIO if also a new token is refused; what ingot_gcp_credentials_token() and
 * ingot_transport_call() return.
 */
int ingot_gcp_account_call(struct ingot_gcp_account *account, const struct ingot_gcp_call *call,
			   struct ingot_reason *reason, struct ingot_answer *ret_answer);

/**
 * ingot_gcp_account_ask - the same, where an object is what has to come
 * @absent: 404 is an answer too
 * @ret_root: free with ingot_json_free()
 *
 * Returns 1; 0 on 404 if @absent, and in a dry run: nothing came, and @ret_root is unchanged; -EEXIST
 * on 409, -EIO on any other status but 200..299, with Google's words in @reason; -EBADMSG; as above.
 */
int ingot_gcp_account_ask(struct ingot_gcp_account *account, const struct ingot_gcp_call *call,
			  bool absent, struct ingot_reason *reason, struct ingot_json **ret_root);

/**
 * ingot_gcp_account_refused - an answer as a reason: "WHAT: HTTP 403: Google's words"
 *
 * Spec: Cloud API Design Guide, "Errors": error.message; without it the body's beginning.
 *
 * Returns -EIO.
 */
int ingot_gcp_account_refused(const char *what, const struct ingot_answer *answer,
			      struct ingot_reason *reason);

/** ingot_gcp_account_drop - wipe and release the token; for ingot_scoped() too. */
void ingot_gcp_account_drop(struct ingot_gcp_account *account);

#endif
