/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_GCP_POLICY_H
#define INGOT_UPLOAD_GCP_POLICY_H

#include "upload/gcp_image.h"

/*
 * Who else may use an image: members of the role roles/compute.imageUser in its IAM policy. What is in
 * the policy stays; what is missing is added; nothing is written where nothing is missing.
 *
 * Spec: Compute Engine API v1: images.getIamPolicy, images.setIamPolicy; "Managing access to custom
 * images"; IAM, Policy version 3.
 */

/* For whom "public" stands: whoever has a Google account. */
#define INGOT_GCP_POLICY_PUBLIC "allAuthenticatedUsers"
#define INGOT_GCP_POLICY_ROLE   "roles/compute.imageUser"

/**
 * ingot_gcp_policy_add - let those use it whom the settings name
 *
 * Returns 1 if something was written; 0 if all may already, or nobody is named; as
 * ingot_gcp_account_ask().
 */
int ingot_gcp_policy_add(const struct ingot_gcp_image *image, struct ingot_reason *reason);

#endif
