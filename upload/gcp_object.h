/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_GCP_OBJECT_H
#define INGOT_UPLOAD_GCP_OBJECT_H

#include "upload/gcp_account.h"
#include "upload/journal.h"
#include "upload/packed_file.h"

/*
 * The archive on its way into a bucket: a resumable upload. A session is begun, its URI kept in the
 * journal, and chunks sent to it; the service says which bytes it has, so that neither a broken
 * connection nor a killed process costs more than a chunk.
 *
 * The session's URI lets anybody who has it write this one object, without a token, for a week. So it is
 * a secret: shown nowhere, and the journal is its owner's alone. It is forgotten once the object is
 * there.
 *
 * An object is never overwritten (ifGenerationMatch=0), and only the one that was made is deleted
 * (its generation). What the bytes have to be the service is told before (crc32c), and what it has
 * is compared after.
 *
 * Spec: Google Cloud Storage, JSON API: "Perform resumable uploads", Objects: insert, get, delete;
 * "Request preconditions"; "Hashes and ETags".
 */

/**
 * struct ingot_gcp_object - an object and what it has to be
 * @account: who asks
 * @name:    its name in the bucket
 * @archive: what goes into it; its file may be NULL where only the name counts
 * @crc32c:  of the archive
 * @content: 64 digits that name what is on the disk
 * @context, @progress: bytes of the archive that have arrived; may be NULL
 * @sent_before: set by ingot_gcp_object_send(): bytes that were there already
 * @generation: of the object, once it is there: digits
 */
struct ingot_gcp_object {
	struct ingot_gcp_account *account;
	const char *name;
	const struct ingot_packed_file *archive;
	uint32_t crc32c;
	const char *content;
	void *context;
	void (*progress)(void *context, uint64_t done, uint64_t total);
	uint64_t sent_before;
	char generation[24];
};

/** ingot_gcp_object_checksum - set @crc32c from @archive. Returns 0; what reading returns. */
int ingot_gcp_object_checksum(struct ingot_gcp_object *object);

/**
 * ingot_gcp_object_find - is it there?
 *
 * Returns 1 if it is, and is what it has to be; 0 if it is not; -EEXIST if something else is there;
 * as ingot_gcp_account_ask().
 */
int ingot_gcp_object_find(struct ingot_gcp_object *object, struct ingot_reason *reason);

/**
 * ingot_gcp_object_send - bring it there, or go on with it
 * @journal: has the session's URI as long as there is one
 *
 * Returns 0 when it is there; -EEXIST if something of that name came in between; -EBADMSG if the
 * service has other bytes than were sent: they are deleted; -EIO; as ingot_gcp_account_call().
 */
int ingot_gcp_object_send(struct ingot_gcp_object *object, struct ingot_journal *journal,
			  struct ingot_reason *reason);

/**
 * ingot_gcp_object_delete - remove it, if it is of @generation
 * @generation: digits; "": of any
 *
 * Returns 0, also if it was not there; as ingot_gcp_account_call(); -EIO.
 */
int ingot_gcp_object_delete(struct ingot_gcp_account *account, const char *name,
			    const char *generation, struct ingot_reason *reason);

#endif
