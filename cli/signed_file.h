/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_SIGNED_FILE_H
#define INGOT_CLI_SIGNED_FILE_H

#include "base/file.h"
#include "base/reason.h"
#include "cli/keys.h"
#include "cli/source.h"
#include "measurements/detached.h"

/* A file and its detached signature, read from a source: given out only if the signature holds. */

/**
 * struct ingot_signed_file - both, and who signed; release with ingot_signed_file_drop()
 * @content:   the file, its exact bytes
 * @signature: FILE.sig, its exact bytes
 * @key:       the one of the keys under which it holds
 */
struct ingot_signed_file {
	struct ingot_file content;
	struct ingot_file signature;
	struct ingot_public_key key;
};

/**
 * struct ingot_signed_file_question - how one is read
 * @source:   where
 * @keys:     which keys may have signed
 * @attempts: how often both are read before the signature is said not to hold; at least 1
 */
struct ingot_signed_file_question {
	const struct ingot_source *source;
	const struct ingot_keys *keys;
	unsigned attempts;
};

/** ingot_signed_file_drop - release it, leave an all-zero one; for ingot_scoped() too. */
void ingot_signed_file_drop(struct ingot_signed_file *file);

/**
 * ingot_signed_file_read - read a file and check who signed it
 * @path:     within the source
 * @size_max: largest file accepted
 * @reason:   set on failure, with the path
 * @ret_file: release with ingot_signed_file_drop()
 *
 * Returns 0; -EKEYREJECTED if no key's signature holds, or what stands there is none; errors of
 * ingot_source_read().
 */
int ingot_signed_file_read(const struct ingot_signed_file_question *question, const char *path,
			   size_t size_max, struct ingot_reason *reason,
			   struct ingot_signed_file *ret_file);

#endif
