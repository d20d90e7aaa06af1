/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_GCP_KEYS_H
#define INGOT_UPLOAD_GCP_KEYS_H

#include "base/json.h"
#include "base/reason.h"

/*
 * The keys of Secure Boot that machines of an image start with, in place of Google's.
 *
 * Spec: Compute Engine API, images, shieldedInstanceInitialState (InitialStateConfig).
 */

#define INGOT_GCP_KEY_SIZE_MAX ((size_t)64 << 10)

/**
 * ingot_gcp_keys_read - read the files
 * @files: object of the settings: "pk" a file, "kek", "db", "dbx" lists of files
 * @reason: set on failure
 * @ret_state: InitialStateConfig; free with ingot_json_free(). A certificate, PEM or DER, is X509,
 *             anything else BIN
 *
 * Returns 0; -EBADMSG for PEM that is no certificate, or an empty file; -EFBIG; -ENOMEM; an OS error.
 */
int ingot_gcp_keys_read(const struct ingot_json *files, struct ingot_reason *reason,
			struct ingot_json **ret_state);

#endif
