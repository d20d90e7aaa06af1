/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_GCP_SESSION_H
#define INGOT_UPLOAD_GCP_SESSION_H

#include "upload/gcp_object.h"

/*
 * A resumable upload's session: chunks, and what the service has of them. What of gcp_object.c it
 * needs is below, and for nobody else.
 *
 * After each chunk the service says how many bytes it has, and the next one begins there. After
 * what went wrong it is asked first: what has arrived is not sent again. Chunks are multiples of
 * 256 KiB, the last one apart.
 *
 * Spec: Google Cloud Storage, JSON API, "Perform resumable uploads".
 */

#define INGOT_GCP_SESSION_UNIT ((uint64_t)256 << 10)

/**
 * ingot_gcp_object_begin - ask for a session
 * @capacity: bytes at @ret_uri
 * @ret_uri: the session's URI, a secret
 *
 * Returns 0; -EEXIST if there is an object of that name; -EBADMSG; as ingot_gcp_account_call().
 */
int ingot_gcp_object_begin(struct ingot_gcp_object *object, size_t capacity, char *ret_uri,
			   struct ingot_reason *reason);

/**
 * ingot_gcp_object_judge - the object is there: is it what it has to be?
 * @answer: what the service says of it
 *
 * Returns 0 and has set @generation; -EBADMSG if not, and it is deleted.
 */
int ingot_gcp_object_judge(struct ingot_gcp_object *object, const struct ingot_answer *answer,
			   struct ingot_reason *reason);

/**
 * ingot_gcp_session_range - how many bytes a service has, by its header Range
 * @range: "bytes=0-262143"
 * @size:  bytes of all
 * @ret_size: those that it has, 1..@size
 *
 * Returns 0; -EBADMSG if it is no such range.
 */
int ingot_gcp_session_range(const char *range, uint64_t size, uint64_t *ret_size);

#endif
