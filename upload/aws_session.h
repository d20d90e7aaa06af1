/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_AWS_SESSION_H
#define INGOT_UPLOAD_AWS_SESSION_H

#include "upload/aws_credential.h"
#include "upload/aws_error.h"
#include "upload/aws_settings.h"
#include "upload/form.h"
#include "upload/transport.h"

/*
 * Requests to EC2 and EBS direct in any region, signed with AWS Signature Version 4. Keys that AWS
 * refuses are looked for anew; if they are the same again, that is an error.
 *
 * Documents: Amazon EC2 API Reference ("Query requests", version 2016-11-15), Amazon EBS API
 * Reference (version 2019-11-02).
 */

/* Keys that differ each time and are refused each time end there. */
#define INGOT_AWS_RENEWALS_MAX 16
#define INGOT_AWS_URL_SIZE     1280

/**
 * struct ingot_aws_session - who asks, and where; release with ingot_aws_session_end()
 * @transport, @settings, @environment: borrowed
 * @credential: keys of now; empty in a dry run
 * @renewals:   how often they have been looked for anew
 */
struct ingot_aws_session {
	struct ingot_transport *transport;
	const struct ingot_aws_settings *settings;
	const struct ingot_aws_environment *environment;
	struct ingot_aws_credential credential;
	unsigned renewals;
};

/**
 * ingot_aws_session_begin - look for keys, unless it is a dry run
 * @session: its three borrowed members are set
 *
 * Returns 0; as ingot_aws_credential_find().
 */
int ingot_aws_session_begin(struct ingot_aws_session *session, struct ingot_reason *reason);

/**
 * ingot_aws_session_renew - AWS refused the keys: look for others
 * @error: as it refused them
 *
 * Returns 0 with others; -EIO with @reason if they are the same, or it was enough; as
 * ingot_aws_credential_find().
 */
int ingot_aws_session_renew(struct ingot_aws_session *session, const struct ingot_aws_error *error,
			    struct ingot_reason *reason);

/** ingot_aws_session_sign - how a request to a service is signed; texts of @session are borrowed. */
struct ingot_sigv4 ingot_aws_session_sign(const struct ingot_aws_session *session,
					  const char *service, const char *region);

/**
 * ingot_aws_session_url - the URL of a service in a region
 * @service: "ec2", "ebs"
 * @path:    begins with '/'
 *
 * Returns 0; -EFBIG if it does not fit.
 */
int ingot_aws_session_url(const struct ingot_aws_session *session, const char *service,
			  const char *region, const char *path, char ret_url[INGOT_AWS_URL_SIZE]);

/**
 * struct ingot_aws_call - one request
 * @what:    the action, for messages: "RegisterImage"
 * @region:  where
 * @request: method, headers and body; URL and signature are filled in
 * @service, @path: as of ingot_aws_session_url()
 */
struct ingot_aws_call {
	const char *what;
	const char *service;
	const char *region;
	const char *path;
	struct ingot_request request;
};

/**
 * ingot_aws_session_call - ask, with retries, and other keys if need be
 * @reason: set on failure
 * @ret_answer: with a status 2xx, or 0 in a dry run; drop it with ingot_answer_drop()
 *
 * Returns 0; -ENOENT if AWS says that what it is about is not there; -EEXIST if there is an image of
 * that name; -EIO for another refusal; as ingot_transport_call() and ingot_aws_session_renew().
 */
int ingot_aws_session_call(struct ingot_aws_session *session, struct ingot_aws_call *call,
			   struct ingot_reason *reason, struct ingot_answer *ret_answer);

/**
 * ingot_aws_session_query - the same for an action of EC2
 * @form: "Action=…&Version=…&…" as ingot_aws_session_action() begins it; its error is looked at
 */
int ingot_aws_session_query(struct ingot_aws_session *session, const char *region,
			    const struct ingot_form *form, struct ingot_reason *reason,
			    struct ingot_answer *ret_answer);

/** ingot_aws_session_action - begin the form of an action of EC2, "RegisterImage". */
struct ingot_form ingot_aws_session_action(const char *action);

/** ingot_aws_session_end - wipe the keys; for ingot_scoped() too. */
void ingot_aws_session_end(struct ingot_aws_session *session);

#endif
