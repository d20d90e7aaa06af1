/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_GCP_OPERATION_H
#define INGOT_UPLOAD_GCP_OPERATION_H

#include "upload/gcp_account.h"

/*
 * What Compute Engine takes its time for: a request that answers with an operation, which is asked
 * after until it is DONE.
 *
 * Each request has a requestId, so that trying it again begins nothing twice; a later run has
 * another, and finds what there is by its name.
 *
 * Spec: Compute Engine API v1, globalOperations.get; "Handling API responses"; RFC 9562 section 5.4.
 */

/**
 * ingot_gcp_operation_run - make a request, and wait until it has been carried out
 * @call: its URL without "requestId", which is added
 *
 * Returns 0; -EEXIST on 409; -EIO with Google's words if it failed, and if the time is over; as
 * ingot_gcp_account_ask().
 */
int ingot_gcp_operation_run(struct ingot_gcp_account *account, const struct ingot_gcp_call *call,
			    struct ingot_reason *reason);

#endif
