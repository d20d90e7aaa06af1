/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_KEYS_H
#define INGOT_CLI_KEYS_H

#include <stddef.h>

#include "base/public_key.h"
#include "base/reason.h"

/* The publishers' keys that a user trusts: whatever one of them signed is theirs. */

#define INGOT_KEYS_COUNT_MAX 16
#define INGOT_KEYS_FILES_MAX 16

/** struct ingot_keys - a set of keys; holds nothing that is to be released. */
struct ingot_keys {
	struct ingot_public_key key[INGOT_KEYS_COUNT_MAX];
	size_t count;
};

/**
 * struct ingot_key_files - the files that options named
 * @path: @count strings of argv
 */
struct ingot_key_files {
	const char *path[INGOT_KEYS_FILES_MAX];
	size_t count;
};

/**
 * ingot_key_files_take - take all "--key FILE" and "--key=FILE" out of the arguments of a verb
 * @option: "--key", or another option that names files
 * @argc, @argv: as the verb got them; the rest is left, in order
 * @ret_files: what was named
 *
 * So that this option, unlike others, may be given more than once. Returns 0; -EINVAL if one has
 * no value; -EFBIG over INGOT_KEYS_FILES_MAX.
 */
int ingot_key_files_take(const char *option, int *argc, char **argv,
			 struct ingot_key_files *ret_files);

/**
 * ingot_keys_add - add the keys of a text
 * @pem:  one PUBLIC KEY block or several, P-256
 * @reason: set on failure, without a word on where the text came from
 * @keys: set to grow
 *
 * Returns 0; -EBADMSG if there is none or something else; -ENOTSUP for a key of another kind; -EFBIG
 * over INGOT_KEYS_COUNT_MAX; -ENOMEM. On failure @keys is unchanged.
 */
int ingot_keys_add(struct ingot_bytes pem, struct ingot_reason *reason, struct ingot_keys *keys);

/** ingot_keys_read - the keys of all these files; @reason names the file. Returns as above. */
int ingot_keys_read(const struct ingot_key_files *files, struct ingot_reason *reason,
		    struct ingot_keys *ret_keys);

#endif
